use super::*;
use proptest::prelude::*;

/// Reads to the end and writes down what was met.
fn read(document: &[u8]) -> Result<String, XmlError> {
    let mut reader = Reader::new(document)?;
    let mut seen = String::new();
    while let Some(event) = reader.next()? {
        match event {
            Event::Start(tag) => {
                seen.push_str(&format!("<{}", tag.local));
                if let Some(ns) = tag.ns {
                    seen.push_str(&format!("{{{ns}}}"));
                }
                for attribute in reader.attributes() {
                    seen.push_str(&format!(" {}={}", attribute.local, &*attribute.value));
                }
                seen.push('>');
            }
            Event::Text(text) => seen.push_str(&format!("[{}]", &*text)),
            Event::End(_) => seen.push_str("</>"),
        }
    }
    Ok(seen)
}

fn seen(document: &str) -> String {
    read(document.as_bytes()).unwrap_or_else(|error| panic!("{document}: {error}"))
}

fn problem(document: impl AsRef<[u8]>) -> XmlProblem {
    let document = document.as_ref();
    match read(document) {
        Err(error) => error.problem,
        Ok(seen) => panic!("accepted {:?} as {seen}", String::from_utf8_lossy(document)),
    }
}

#[test]
fn refuses_what_is_not_well_formed() {
    use XmlProblem as P;
    for (document, expected) in [
        ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", P::Doctype),
        ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", P::Doctype),
        ("<a>&undefined;</a>", P::UndefinedEntity),
        ("<a b='&undefined;'/>", P::UndefinedEntity),
        ("<a>&LT;</a>", P::UndefinedEntity),
        ("<a>fish & chips</a>", P::BareAmpersand),
        ("<a b='fish & chips'/>", P::BareAmpersand),
        ("<a>&;</a>", P::BareAmpersand),
        ("<a><b>", P::UnclosedElement),
        ("<a><b></a>", P::MismatchedEnd),
        ("<a></a></a>", P::MismatchedEnd),
        ("<a:b xmlns:a='u' xmlns:c='u'></c:b>", P::MismatchedEnd),
        ("<a", P::Unclosed),
        ("<a b='", P::Unclosed),
        ("<a><!-- ", P::Unclosed),
        ("<a><![CDATA[ </a>", P::Unclosed),
        ("<a/><b/>", P::SeveralRoots),
        ("zz<a/>", P::TextOutsideRoot),
        ("<a/>zz", P::TextOutsideRoot),
        ("<a/>&amp;", P::TextOutsideRoot),
        ("<![CDATA[x]]><a/>", P::TextOutsideRoot),
        ("", P::Empty),
        (" \n", P::Empty),
        ("<!-- only -->", P::Empty),
        ("<a>&#0;</a>", P::IllegalCharacter),
        ("<a>&#xFFFF;</a>", P::IllegalCharacter),
        ("<a>&#xD800;</a>", P::IllegalCharacter),
        ("<a>&#99999999999;</a>", P::IllegalCharacter),
        ("<a>&#+65;</a>", P::IllegalCharacter),
        ("<a b='&#1;'/>", P::IllegalCharacter),
        ("<a>\u{1}</a>", P::IllegalCharacter),
        ("<a>\u{FFFE}</a>", P::IllegalCharacter),
        ("<a b='1' b='2'/>", P::DuplicateAttribute),
        (
            "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
            P::DuplicateAttribute,
        ),
        ("<a b/>", P::Attribute),
        ("<a b=1/>", P::Attribute),
        ("<a b='1'c='2'/>", P::Attribute),
        ("<a b='<'/>", P::Attribute),
        ("<a ='1'/>", P::Name),
        ("< a/>", P::Name),
        ("<1a/>", P::Name),
        ("<a<b/>", P::Name),
        ("<a:b:c/>", P::Name),
        ("<:a/>", P::Name),
        ("<a>]]></a>", P::Markup),
        ("<a><!-- -- --></a>", P::Markup),
        ("<a/><?XML x?>", P::Markup),
        ("<a><?xml version='1.0'?></a>", P::Declaration),
        (" <?xml version='1.0'?><a/>", P::Declaration),
        ("<?xml version='1.1'?><a/>", P::Declaration),
        (
            "<?xml version='1.0' encoding='iso-8859-1'?><a/>",
            P::NotUtf8,
        ),
        ("<a xmlns:p=''/>", P::Namespace),
        ("<a xmlns:xmlns='u'/>", P::Namespace),
        ("<a xmlns:p='u&#65;'/>", P::Namespace),
        ("<xmlns:a/>", P::Namespace),
    ] {
        assert_eq!(problem(document), expected, "{document}");
    }
    assert_eq!(problem(b"<a>\xFF</a>"), P::NotUtf8);
    let utf16: Vec<u8> = "<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(problem(&utf16), P::IllegalCharacter);
    assert_eq!(problem([&[0xFF, 0xFE], &utf16[..]].concat()), P::NotUtf8);
}

#[test]
fn holds_its_limits() {
    use XmlProblem as P;
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    seen(&nested(MAX_DEPTH));
    assert_eq!(problem(nested(MAX_DEPTH + 1)), P::TooDeep);
    assert_eq!(problem("<a>".repeat(1_000_000)), P::TooDeep);

    let wide = |elements: usize| format!("<a>{}</a>", "<b/>".repeat(elements - 1));
    assert!(read(wide(MAX_ELEMENTS).as_bytes()).is_ok());
    assert_eq!(problem(wide(MAX_ELEMENTS + 1)), P::TooManyElements);

    let attributes = |n: usize| {
        format!(
            "<a{}/>",
            (0..n).map(|i| format!(" a{i}=''")).collect::<String>()
        )
    };
    seen(&attributes(MAX_ATTRIBUTES));
    assert_eq!(
        problem(attributes(MAX_ATTRIBUTES + 1)),
        P::TooManyAttributes
    );
    assert_eq!(
        problem(format!("<a b='{}'/>", "x".repeat(MAX_TAG))),
        P::TagTooLong
    );

    let declared = |n: usize| {
        (0..n)
            .map(|i| format!(" xmlns:p{i}='u'"))
            .collect::<String>()
    };
    let scopes = format!("<a{0}><a{0}><a{0}/></a></a>", declared(90));
    assert_eq!(problem(scopes), P::TooManyNamespaces);
    seen(&format!("<a><b{0}/><b{0}/><b{0}/></a>", declared(90)));
    assert_eq!(problem(vec![b' '; MAX_DOCUMENT + 1]), P::TooLarge);
}

#[test]
fn joins_text_that_comes_in_pieces() {
    assert_eq!(
        seen("<a>a&amp;b&#x41;&#66;<![CDATA[<c>&amp;]]>d</a>"),
        "<a>[a&bAB<c>&amp;d]</>"
    );
    assert_eq!(
        seen("<a>one<!-- no -->two<?x y?>three</a>"),
        "<a>[onetwothree]</>"
    );
    assert_eq!(seen("<a>x<b>&lt;</b>y</a>"), "<a>[x]<b>[<]</>[y]</>");
    assert_eq!(seen("<a>1\r\n2\r3\n\r\n4</a>"), "<a>[1\n2\n3\n\n4]</>");
    assert_eq!(
        seen("<a b='1\r\n2\t3&#10;&quot;\"'/>"),
        "<a b=1 2 3\n\"\">".to_owned() + "</>"
    );
}

#[test]
fn accepts_the_shapes_that_clients_send() {
    assert_eq!(seen("<?xml version='1.0' ?>\n<a/>\n"), "<a></>");
    assert_eq!(
        seen("\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>"),
        "<a></>"
    );
    assert_eq!(
        seen("<!-- c --><?pi x?><a b = '1' ></a ><!-- c -->"),
        "<a b=1></>"
    );
    assert_eq!(seen("<é ü='ö'>名</é>"), "<é ü=ö>[名]</>");
    assert_eq!(
        seen("<orx:meta/>"),
        "<meta></>",
        "Central reads undeclared prefixes"
    );
}

#[test]
fn resolves_namespaces_by_scope() {
    let document = "<a xmlns='u'><b xmlns='v' xmlns:p='w'><p:c/></b><d xmlns=''/><e/></a>";
    assert_eq!(
        seen(document),
        "<a{u} xmlns=u><b{v} xmlns=v p=w><c{w}></></><d xmlns=></><e{u}></></>"
    );
    let undeclared = Element::parse(b"<a><b p:c='1'/></a>")
        .err()
        .map(|error| error.problem);
    assert_eq!(undeclared, Some(XmlProblem::UndeclaredPrefix));
    let element =
        Element::parse(b"<a xmlns:p='u' xml:lang='en' p:b='1' b='2'/>").expect("well-formed");
    assert_eq!(element.value_in("u", "b"), Some("1"));
    assert_eq!(element.value("b"), Some("2"));
    assert_eq!(element.attributes[2].ns, Some("u"));
}

#[test]
fn tells_where_tags_and_attributes_stand() {
    let document = "\u{FEFF}<?xml version='1.0'?><a  b = 'é'>t<p:c xmlns:p='u' d=\"&amp;\" /></a >";
    let root = Element::parse(document.as_bytes()).expect("well-formed");
    assert_eq!(&document[root.tag.span.clone()], "<a  b = 'é'>");
    assert_eq!(&document[root.end.clone()], "</a >");
    assert_eq!(
        &document[..root.tag.name_end],
        "\u{FEFF}<?xml version='1.0'?><a"
    );
    assert_eq!(&document[root.attributes[0].span.clone()], "b = 'é'");
    assert_eq!(&document[root.attributes[0].value_span.clone()], "é");
    let child = root.child("c").expect("there");
    assert_eq!(
        &document[child.tag.span.clone()],
        "<p:c xmlns:p='u' d=\"&amp;\" />"
    );
    assert!(child.tag.empty && child.end == child.tag.span);
    assert_eq!(&document[child.attributes[1].span.clone()], "d=\"&amp;\"");
}

#[test]
fn errors_quote_nothing_of_the_document() {
    let error = read(b"<secret><hunger></secret></hunger>")
        .expect_err("refused")
        .to_string();
    assert!(
        !error.contains("secret") && !error.contains("hunger"),
        "{error}"
    );
}

#[test]
fn escapes_so_that_it_reads_back() {
    let awkward = "a<b>&\"'\r\n\t]]>é";
    let document = format!(
        "<a b=\"{}\">{}</a>",
        escape_attribute(awkward),
        escape_text(awkward)
    );
    let element = Element::parse(document.as_bytes()).expect("well-formed");
    assert_eq!(element.value("b"), Some(awkward));
    assert_eq!(element.text(), awkward);
    assert_eq!(escape_text("\u{0}"), "\u{FFFD}");
}

/// Documents that come close to XML.
fn nearly_xml() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<a>"),
        Just("</a>"),
        Just("<a/>"),
        Just("<b x='1'>"),
        Just("</b>"),
        Just("<"),
        Just(">"),
        Just("&"),
        Just("&amp;"),
        Just("&#x41;"),
        Just(";"),
        Just("<!--"),
        Just("-->"),
        Just("<![CDATA["),
        Just("]]>"),
        Just("<?"),
        Just("?>"),
        Just("<?xml version='1.0'?>"),
        Just("<!DOCTYPE a>"),
        Just("'"),
        Just("\""),
        Just("="),
        Just(" "),
        Just("\r\n"),
        Just("é"),
        Just("\u{FEFF}"),
        Just("xmlns:p='u'"),
        Just("<p:c "),
        Just("/>"),
        Just("<!"),
        Just("<!-->"),
        Just("<!--->"),
        Just("<meta>"),
        Just("<instanceID>"),
        Just("<data id='f' encrypted='yes'>"),
        Just("</data>"),
        Just("<??>"),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(document in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&document);
        let _ = crate::openrosa::Submitted::parse(&document);
    }

    #[test]
    fn nothing_close_to_xml_makes_it_panic(document in nearly_xml()) {
        let walked = read(document.as_bytes());
        let tree = Element::parse(document.as_bytes());
        if walked.is_err() {
            prop_assert!(tree.is_err());
        }
        let _ = crate::openrosa::Submitted::parse(document.as_bytes());
    }

    #[test]
    fn any_text_survives_escaping(text in "\\PC*") {
        let document = format!("<a b=\"{}\">{}</a>", escape_attribute(&text), escape_text(&text));
        let element = Element::parse(document.as_bytes()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(element.value("b"), Some(text.as_str()));
        prop_assert_eq!(element.text(), text);
    }
}
