//! What one core does in a second, step by step on a submission's way, each beside the limit that it cannot pass: the
//! same primitive alone, measured in the same run, since machines differ and this one may be busy.
//!
//! `cargo bench --bench steps`; one group by its name: `cargo bench --bench steps -- opening`. What waits for a disk
//! is in `store.rs`, whole requests over HTTP in `load.sh`.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use ring::aead::{self, AES_256_GCM, LessSafeKey, Nonce, UnboundKey};
use waypost::crypto::odk::{
    Checksum, ContentKey, FileDecryptor, Made, Plain, encrypt_file, make, unwrap_key,
};
use waypost::crypto::seal::{Segments, Wrapping};
use waypost::crypto::{Aad, CollectionPrivate, RsaBits, SealingPrivate, digest, seal};
use waypost::domain::consent::{ConsentBook, triage_consent};
use waypost::domain::expression::Expression;
use waypost::domain::facts::Facts;
use waypost::domain::pathway::Pathway;
use waypost::domain::protocol::{Protocol, Signer};
use waypost::domain::provider::Provider;
use waypost::domain::routing::{Directory, Outcome, Routing, route};
use waypost::domain::words::DataClass;
use waypost::openrosa::{Envelope, FormDefinition, Instance, Submitted, lint};
use waypost::vault::large::reseal;
use waypost::vault::open::{Opened, open_envelope};
use waypost::vault::pathway::TableFiles;

const FORM: &[u8] = include_bytes!("../forms/wellbeing_a1/wellbeing_a1.xml");
const ANSWERS: &str = include_str!("../forms/wellbeing_a1/urgent-adult.properties");
/// What the phone would have calculated.
const CALCULATED: &str = "/data/who/is_child_now=no\n/data/res/band=strong\n/data/res/urgent=yes\n\
                          /data/end/case_code=KABCDE2346\n";
const INSTANCE_ID: &str = "uuid:00000000-0000-4000-8000-000000000001";
const MIB: usize = 1024 * 1024;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    opening(&mut criterion);
    large_files(&mut criterion);
    parsing(&mut criterion);
    linting(&mut criterion);
    routing(&mut criterion);
    sealing(&mut criterion);
    criterion.final_summary();
}

fn opening(criterion: &mut Criterion) {
    // Limit: two private RSA-2048 operations an envelope; with large files MD5.
    let mut group = criterion.benchmark_group("opening");
    let key = CollectionPrivate::generate(RsaBits::B2048).unwrap();
    let photo = bytes(MIB);
    let without = Sent::new(&key, &[]);
    let with = Sent::new(&key, &[("photo.jpg", &photo)]);
    let manifest = without.manifest();
    let signature = manifest.signature.clone().unwrap();

    group.throughput(Throughput::Elements(1));
    group.bench_function("limit: the two RSA operations alone", |b| {
        b.iter(|| {
            let key_opened = unwrap_key(black_box(&manifest.encrypted_key), &key).is_some();
            (
                key_opened,
                Checksum::read(black_box(&signature), &key).unwrap(),
            )
        });
    });
    group.bench_function("screening", |b| b.iter(|| without.open(&key)));
    group.throughput(Throughput::Bytes(MIB as u64));
    group.bench_function("limit: MD5 of 1 MiB alone", |b| {
        b.iter(|| digest::md5(black_box(&photo)));
    });
    group.bench_function("screening with 1 MiB attachment", |b| {
        b.iter(|| with.open(&key));
    });
    group.finish();
}

fn large_files(criterion: &mut Criterion) {
    // Limit: MD5, which nothing makes faster; the rest of the work comes on top of it.
    let mut group = criterion.benchmark_group("large file");
    let plain = bytes(5 * MIB);
    let (key, iv) = (ContentKey::new([7; 32]), [9; 16]);
    let sent = encrypt_file(&key, &iv, &plain);
    let aad = Aad::record("records", INSTANCE_ID, "attachment");
    group.throughput(Throughput::Bytes(plain.len() as u64));
    group.bench_function("limit: MD5 alone", |b| {
        b.iter(|| digest::md5(black_box(&plain)));
    });
    group.bench_function("decrypted", |b| {
        let mut buffer = sent.clone();
        b.iter(|| FileDecryptor::new(&key, &iv).decrypt(black_box(&mut buffer)));
    });
    group.bench_function("decrypted, checked, sealed", |b| {
        b.iter(|| {
            let file = FileDecryptor::new(&key, &iv);
            let mut from = black_box(sent.as_slice());
            reseal(&mut from, file, Segments::new(&aad), &mut std::io::sink()).unwrap()
        });
    });
    // As the vault does it, disk included.
    let place = tempfile::tempdir().unwrap();
    let (from, to) = (place.path().join("from"), place.path().join("to"));
    std::fs::write(&from, &sent).unwrap();
    group.bench_function("decrypted, checked, sealed, from file to file", |b| {
        b.iter(|| {
            let file = FileDecryptor::new(&key, &iv);
            let mut from = std::fs::File::open(&from).unwrap();
            let mut to = std::fs::File::create(&to).unwrap();
            reseal(&mut from, file, Segments::new(&aad), &mut to).unwrap()
        });
    });
    group.finish();
}

fn parsing(criterion: &mut Criterion) {
    // Limit: quick-xml's own events without attributes, namespaces or limits.
    let mut group = criterion.benchmark_group("parsing");
    let form = form();
    let screening = screening(&form);
    let key = CollectionPrivate::generate(RsaBits::B2048).unwrap();
    let envelope = Sent::new(&key, &[]).made.envelope;

    for (name, document) in [
        ("form", FORM),
        ("screening", screening.as_bytes()),
        ("envelope", &envelope),
    ] {
        group.throughput(Throughput::Bytes(document.len() as u64));
        group.bench_with_input(
            BenchmarkId::new("limit: events alone", name),
            document,
            |b, xml| {
                b.iter(|| events(black_box(xml)));
            },
        );
    }
    group.throughput(Throughput::Bytes(FORM.len() as u64));
    group.bench_function("form definition", |b| {
        b.iter(|| FormDefinition::parse(black_box(FORM)).unwrap());
    });
    group.throughput(Throughput::Bytes(envelope.len() as u64));
    group.bench_function("envelope as received", |b| {
        b.iter(|| Submitted::parse(black_box(&envelope)).unwrap());
    });
    group.throughput(Throughput::Bytes(screening.len() as u64));
    group.bench_function("screening: answers", |b| {
        b.iter(|| Instance::parse(black_box(screening.as_bytes()), &form).unwrap());
    });
    group.bench_function("screening: answers and facts", |b| {
        b.iter(|| {
            Instance::parse(black_box(screening.as_bytes()), &form)
                .unwrap()
                .facts(&form)
        });
    });
    group.finish();
}

fn linting(criterion: &mut Criterion) {
    // Limit: quick-xml's own events. A publish does this once; nobody at a page should notice it.
    let mut group = criterion.benchmark_group("linting");
    let xml = large_form(500, &["en", "fr", "es", "ar"]);
    let form = FormDefinition::parse(xml.as_bytes()).unwrap();
    let lint = |form: &FormDefinition| lint::lint(form, lint::Project::OF_AGENCY);
    assert_eq!(form.languages.len(), 4);
    assert_eq!(lint(&form), [], "what has findings stops earlier");

    group.throughput(Throughput::Bytes(xml.len() as u64));
    group.bench_function("limit: events alone", |b| {
        b.iter(|| events(black_box(xml.as_bytes())));
    });
    group.bench_function("500 questions in 4 languages: parsed and linted", |b| {
        b.iter(|| lint(&FormDefinition::parse(black_box(xml.as_bytes())).unwrap()));
    });
    group.throughput(Throughput::Elements(500));
    group.bench_function("500 questions in 4 languages: linted", |b| {
        b.iter(|| lint(black_box(&form)));
    });
    group.finish();
}

fn routing(criterion: &mut Criterion) {
    // Limit: the envelope before it; deciding must not show beside two RSA operations.
    let mut group = criterion.benchmark_group("routing");
    let pathway = TableFiles::shipped().compile().unwrap();
    let form = form();
    let facts = facts(&form);
    let directory = directory(&pathway);
    let outcome = decide(&pathway, &facts, &directory);
    assert!(!outcome.referrals.is_empty(), "the story is an urgent one");

    group.bench_function("the shipped tables compiled, once at start", |b| {
        b.iter(|| TableFiles::shipped().compile().unwrap());
    });
    let source = "${danger} = 'now' and (${alone} = 'alone' or not(${sex} = 'male')) and ${age_group} != 'under_6'";
    group.throughput(Throughput::Elements(1));
    group.bench_function("one expression parsed", |b| {
        b.iter(|| Expression::parse(black_box(source), Some(pathway.vocabulary())).unwrap());
    });
    group.throughput(Throughput::Elements(pathway.rules().count() as u64));
    group.bench_function("every rule's expression evaluated", |b| {
        b.iter(|| {
            pathway
                .rules()
                .filter(|rule| rule.fires(black_box(&facts)))
                .count()
        });
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("one case: rules in their order", |b| {
        b.iter(|| pathway.evaluate(black_box(&facts)));
    });
    // Limit: 100 microseconds for everything that is known of one person.
    let person: Facts = WHOLE_CASE.iter().copied().collect();
    group.bench_function("one case of many forms: rules in their order", |b| {
        b.iter(|| pathway.evaluate(black_box(&person)));
    });
    group.bench_function("one case: rules, consent, providers, cards", |b| {
        b.iter(|| decide(&pathway, black_box(&facts), &directory));
    });
    group.finish();
}

fn sealing(criterion: &mut Criterion) {
    // Limits: AES-256-GCM; an encapsulation is two scalar multiplications on X25519, an unwrap one.
    let mut group = criterion.benchmark_group("sealing");
    let aad = Aad::record("records", INSTANCE_ID, "answers");
    let reader = SealingPrivate::generate();
    let bare = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap());

    for (name, length) in [("2 KiB", 2048), ("1 MiB", MIB)] {
        let plain = bytes(length);
        let (key, sealed) = seal::seal(&aad, &plain);
        group.throughput(Throughput::Bytes(length as u64));
        let mut buffer = plain.clone();
        group.bench_function(BenchmarkId::new("limit: AES-GCM in place", name), |b| {
            b.iter(|| {
                // A nonce used twice is harmless here: nothing of this is kept.
                let nonce = Nonce::assume_unique_for_key([0; 12]);
                bare.seal_in_place_separate_tag(nonce, aead::Aad::empty(), black_box(&mut buffer))
                    .unwrap()
            });
        });
        group.bench_function(BenchmarkId::new("seal", name), |b| {
            b.iter(|| seal::seal(&aad, black_box(&plain)));
        });
        group.bench_function(BenchmarkId::new("open", name), |b| {
            b.iter(|| seal::open(&key, &aad, black_box(&sealed)).unwrap());
        });
    }
    let (key, sealed) = seal::seal(&aad, &bytes(2048));
    let wrapping = Wrapping::to(reader.public()).unwrap();
    let wrapped = wrapping.wrap(&key, &aad);
    group.throughput(Throughput::Elements(1));
    group.bench_function("encapsulate to one reader", |b| {
        b.iter(|| Wrapping::to(black_box(reader.public())).unwrap());
    });
    group.bench_function("wrap one key more", |b| {
        b.iter(|| wrapping.wrap(black_box(&key), &aad));
    });
    group.bench_function("unwrap and open 2 KiB", |b| {
        b.iter(|| {
            let key = seal::unwrap(black_box(&wrapped), &reader, &aad).unwrap();
            seal::open(&key, &aad, &sealed).unwrap()
        });
    });
    group.finish();
}

/// A submission as the store has it before the vault opens it.
struct Sent {
    made: Made,
    files: HashMap<String, Vec<u8>>,
}

impl Sent {
    fn new(key: &CollectionPrivate, media: &[(&str, &[u8])]) -> Self {
        let form = form();
        let screening = screening(&form);
        let plain = Plain {
            form_id: &form.form_id,
            version: form.version.as_deref(),
            instance_id: INSTANCE_ID,
            xml: screening.as_bytes(),
            media,
        };
        let made = make(&plain, key.public()).unwrap();
        let files = made.files.iter().cloned().collect();
        Self { made, files }
    }

    fn manifest(&self) -> Envelope {
        match Submitted::parse(&self.made.envelope) {
            Ok(Submitted::Envelope(envelope)) => envelope,
            _ => panic!("made as an envelope"),
        }
    }

    /// All that the vault does until it has the answers' XML.
    fn open(&self, key: &CollectionPrivate) -> Opened {
        let part = |name: &str| self.files.get(name).map(Vec::as_slice);
        open_envelope(&self.manifest(), &part, key).unwrap()
    }
}

/// What interview, safety, needs and agreement say of one person.
const WHOLE_CASE: &[(&str, &str)] = &[
    ("area", "XX0102"),
    ("sex", "female"),
    ("age_group", "25_59"),
    ("is_child_now", "no"),
    ("displacement", "refugee"),
    ("language", "ara"),
    ("decision", "presumed"),
    ("distress", "strong"),
    ("expl_type", "sexual_exploitation debt_bondage"),
    ("control", "threatens_family sexual_abuse"),
    ("wishes", "services reunify"),
    ("perp_links", "aid_staff"),
    ("trafficker_knows_where", "yes"),
    ("lives_with_perp", "no"),
    ("risk_level", "high"),
    ("needs_wanted", "women_girls medical legal"),
    ("agreed_services", "women_girls tracing legal"),
    ("law_enforcement", "yes_now"),
    ("services_received", "legal mhpss"),
    ("reflection", "no"),
    ("renewed_signs", "no"),
    ("consent_still_ok", "yes"),
];

/// What the vault asks of the domain for one screening.
fn decide(pathway: &Pathway, facts: &Facts, directory: &Directory) -> Outcome {
    let fired = pathway.evaluate(facts);
    let consents = match triage_consent(facts, &fired, 0) {
        Some(consent) => ConsentBook::of_screening("c", consent),
        None => ConsentBook::default(),
    };
    route(&Routing {
        fired: &fired,
        facts,
        own_agency: "a",
        directory,
        consents: &consents,
        legal_duty: None,
        now: 0,
    })
}

/// Three agencies that offer everything, with a protocol between them.
fn directory(pathway: &Pathway) -> Directory {
    let everywhere = pathway.services().iter().flat_map(|service| {
        ["a", "b", "c"].map(|agency| Provider {
            agency: agency.to_owned(),
            service: service.code.clone(),
            entries: Vec::new(),
            load: 0,
        })
    });
    Directory {
        providers: everywhere.collect(),
        protocols: vec![Protocol {
            parties: ["a", "b", "c"].map(str::to_owned).into(),
            services: None,
            classes: DataClass::ALL.to_vec(),
            starts_at: 0,
            ends_at: i64::MAX,
            ended_at: None,
            signers: [1, 2]
                .map(|person| Signer {
                    person,
                    agency: None,
                })
                .into(),
        }],
        ..Directory::default()
    }
}

fn form() -> FormDefinition {
    FormDefinition::parse(FORM).unwrap()
}

fn facts(form: &FormDefinition) -> Facts {
    let instance = Instance::parse(screening(form).as_bytes(), form).unwrap();
    let mut facts = Facts::new();
    for (name, answer) in instance.facts(form) {
        facts.insert(name, answer);
    }
    facts
}

/// A staged form of so many questions, by turns chosen and typed, with labels in these languages.
fn large_form(questions: usize, languages: &[&str]) -> String {
    let (mut nodes, mut binds, mut body) = (String::new(), String::new(), String::new());
    for n in 0..questions {
        write!(nodes, "<q{n}/>").unwrap();
        let label = format!("<label ref=\"jr:itext('q{n}')\"/>");
        let limit = if n % 2 == 0 {
            let item = |v: &str| {
                format!("<item><label ref=\"jr:itext('{v}')\"/><value>{v}</value></item>")
            };
            let items = ["yes", "no", "unknown"].map(item).concat();
            write!(body, "<select1 ref=\"/data/q{n}\">{label}{items}</select1>").unwrap();
            ""
        } else {
            write!(body, "<input ref=\"/data/q{n}\">{label}</input>").unwrap();
            "constraint=\"string-length(.) &lt;= 100\""
        };
        write!(
            binds,
            "<bind nodeset=\"/data/q{n}\" type=\"string\" {limit} wb:cls=\"D1\" wb:fact=\"f{n}\"/>"
        )
        .unwrap();
    }
    let mut itext = String::new();
    for language in languages {
        write!(itext, "<translation lang=\"{language}\">").unwrap();
        let ids = (0..questions).map(|n| format!("q{n}"));
        for id in ids.chain(["yes", "no", "unknown"].map(str::to_owned)) {
            let text = format!("What was seen on the way, asked as {id} in {language}?");
            write!(itext, "<text id=\"{id}\"><value>{text}</value></text>").unwrap();
        }
        itext.push_str("</translation>");
    }
    format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:wb="https://waypost.invalid/ns/form">
<h:head><h:title>Example B2</h:title><model><itext>{itext}</itext>
<instance><data id="example_b2" wb:stage="screen">{nodes}<meta><instanceID/></meta></data></instance>{binds}
<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/></model></h:head>
<h:body>{body}</h:body></h:html>"#
    )
}

/// The story's answers as a phone writes them.
fn screening(form: &FormDefinition) -> String {
    let mut groups: BTreeMap<&str, String> = BTreeMap::new();
    for line in ANSWERS.lines().chain(CALCULATED.lines()) {
        let Some((path, value)) = line.strip_prefix("/data/").and_then(|l| l.split_once('='))
        else {
            continue;
        };
        let (group, name) = path.split_once('/').unwrap();
        let answers = groups.entry(group).or_default();
        write!(answers, "<{name}>{value}</{name}>").unwrap();
    }
    let mut body = String::new();
    for (group, answers) in groups {
        write!(body, "<{group}>{answers}</{group}>").unwrap();
    }
    format!(
        "<data xmlns:orx=\"http://openrosa.org/xforms\" id=\"{}\" version=\"{}\">{body}\
         <orx:meta><orx:instanceID>{INSTANCE_ID}</orx:instanceID></orx:meta></data>",
        form.form_id,
        form.version.as_deref().unwrap()
    )
}

/// How many events quick-xml alone finds.
fn events(xml: &[u8]) -> usize {
    let mut reader = quick_xml::Reader::from_reader(xml);
    let mut count = 0;
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {
        count += 1;
    }
    count
}

/// Bytes without a pattern that a cipher or a hash could notice.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i / 251 + i) as u8).collect()
}
