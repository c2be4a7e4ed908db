use proptest::prelude::*;

use super::*;
use crate::domain::facts::Facts;

fn parse(source: &str) -> Expression {
    Expression::parse(source, None).unwrap_or_else(|error| panic!("{source}: {error}"))
}

fn truth(source: &str, facts: &[(&str, &str)]) -> Truth {
    parse(source).truth(&facts.iter().copied().collect::<Facts>())
}

fn refused(source: &str) -> (usize, Problem) {
    let error = Expression::parse(source, Some(&vocabulary())).expect_err(source);
    (error.at, error.problem)
}

fn vocabulary() -> Vocabulary {
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    Vocabulary::from([
        (
            "danger".into(),
            FactKind::One(words(&["now", "likely_soon", "no"])),
        ),
        ("area".into(), FactKind::One(vec![])),
        (
            "how".into(),
            FactKind::Many(words(&["come_back_here", "safe_place_code"])),
        ),
        ("age".into(), FactKind::Number),
    ])
}

#[test]
fn reads_what_form_authors_write() {
    let wish = "${danger} = 'now' or selected(${wishes}, 'return')";
    assert_eq!(truth(wish, &[("danger", "now")]), Truth::True);
    assert_eq!(
        truth(wish, &[("danger", "no"), ("wishes", "stay return")]),
        Truth::True
    );
    assert_eq!(
        truth(wish, &[("danger", "no"), ("wishes", "returned")]),
        Truth::False
    );
    assert_eq!(truth(wish, &[("danger", "no")]), Truth::Unknown);
    assert_eq!(
        truth("${ danger }!=\"now\"", &[("danger", "no")]),
        Truth::True
    );
    assert_eq!(truth("18 > ${age}", &[("age", "17")]), Truth::True);
    assert_eq!(truth("${age} >= -1.5", &[("age", "-1.5")]), Truth::True);
    assert_eq!(truth("${a} = ${b}", &[("a", "x"), ("b", "x")]), Truth::True);
    assert_eq!(
        truth("${a} < ${b}", &[("a", "9"), ("b", "10")]),
        Truth::True
    );
}

#[test]
fn and_binds_tighter_than_or() {
    let facts = [("a", "1"), ("b", "0"), ("c", "0")];
    assert_eq!(
        truth("${a}='1' or ${b}='1' and ${c}='1'", &facts),
        Truth::True
    );
    assert_eq!(
        truth("(${a}='1' or ${b}='1') and ${c}='1'", &facts),
        Truth::False
    );
    assert_eq!(truth("not(${a}='1') or ${b}='0'", &facts), Truth::True);
}

#[test]
fn an_answer_that_is_no_number_is_neither_more_nor_less() {
    for value in ["old", "NaN", "inf", "1e999"] {
        assert_eq!(
            truth("${age} < 18", &[("age", value)]),
            Truth::Unknown,
            "{value}"
        );
        assert_eq!(
            truth("not(${age} < 18)", &[("age", value)]),
            Truth::Unknown,
            "{value}"
        );
    }
}

#[test]
fn an_unknown_condition_is_affirmed_only_by_a_living_part_that_may_speak() {
    let verdict = |source: &str, facts: &[(&str, &str)], asks: &[&str]| {
        let asks = asks
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>();
        parse(source).verdict(&facts.iter().copied().collect(), &asks)
    };
    let unknown = |affirmed| Verdict {
        truth: Truth::Unknown,
        affirmed,
    };
    let both = "${band} = 'strong' and ${contact_ok} = 'yes'";
    assert_eq!(verdict(both, &[("band", "strong")], &[]), unknown(true));
    assert_eq!(verdict(both, &[("contact_ok", "yes")], &[]), unknown(true));
    assert_eq!(
        verdict(both, &[("contact_ok", "yes")], &["band"]),
        unknown(false)
    );
    assert_eq!(verdict(both, &[], &[]), unknown(false));
    // The known part stands in a branch that is already false.
    let dead = "(${a} = '1' and ${b} = '1') or ${c} = '1'";
    assert_eq!(
        verdict(dead, &[("a", "1"), ("b", "0")], &[]),
        unknown(false)
    );
    assert_eq!(verdict(dead, &[("a", "1")], &[]), unknown(true));
    let negated = "not(${a} = '1') and ${b} = '1'";
    assert_eq!(verdict(negated, &[("a", "2")], &[]), unknown(true));
    assert_eq!(
        verdict("not(not(${a} = '1') or ${b} = '1')", &[("a", "1")], &[]),
        unknown(true)
    );
}

#[test]
fn tells_where_and_what_is_wrong() {
    assert_eq!(refused(""), (1, Problem::Empty));
    assert_eq!(
        refused("${danger} = 'now' or"),
        (21, Problem::UnexpectedEnd)
    );
    assert_eq!(refused("${danger}"), (1, Problem::NotACondition));
    assert_eq!(
        refused("${danger} = 'now' and ${area}"),
        (23, Problem::NotACondition)
    );
    assert_eq!(
        refused("${dangr} = 'now'"),
        (1, Problem::UnknownFact("dangr".into()))
    );
    assert_eq!(
        refused("${danger} = 'nowe'"),
        (
            13,
            Problem::UnknownAnswer {
                fact: "danger".into(),
                word: "nowe".into()
            }
        )
    );
    assert_eq!(
        refused("${danger} == 'now'"),
        (11, Problem::WrongOperator("==", "="))
    );
    assert_eq!(
        refused("${danger} && 'now'"),
        (11, Problem::WrongOperator("&", "and"))
    );
    assert_eq!(
        refused("!${danger} = 'now'"),
        (1, Problem::WrongOperator("!", "not(…)"))
    );
    assert_eq!(refused("${danger} = ‘now’"), (13, Problem::CurlyQuote('‘')));
    assert_eq!(refused("${danger} = 'now"), (13, Problem::OpenText));
    assert_eq!(refused("${danger = 'now'"), (1, Problem::BadFactName));
    assert_eq!(refused("$danger = 'now'"), (1, Problem::BadFactName));
    assert_eq!(
        refused("danger = 'now'"),
        (1, Problem::UnknownName("danger".into()))
    );
    assert_eq!(
        refused("${danger} = 'now' OR ${danger} = 'no'"),
        (19, Problem::UnknownName("OR".into()))
    );
    assert_eq!(
        refused("${danger} = ''"),
        (13, Problem::UnknownWord(String::new()))
    );
    assert_eq!(
        refused("${danger} != 'dont_know'"),
        (14, Problem::UnknownWord("dont_know".into()))
    );
    assert_eq!(
        refused("${how} = 'come_back_here'"),
        (10, Problem::ManyCompared("how".into()))
    );
    assert_eq!(refused("${area} < 'SS01'"), (11, Problem::TextOrdered("<")));
    assert_eq!(
        refused("${area} < 4"),
        (11, Problem::NotANumber("area".into()))
    );
    assert_eq!(
        refused("${age} = 'four'"),
        (10, Problem::NumberAsText("age".into()))
    );
    assert_eq!(
        refused("${age} < 1e3"),
        (10, Problem::BadNumber("1e3".into()))
    );
    assert_eq!(refused("'a' = 'b'"), (5, Problem::NoFact));
    assert_eq!(
        refused("${danger} = 'no' = 'no'"),
        (1, Problem::ConditionCompared)
    );
    assert_eq!(
        refused("not ${danger} = 'no'"),
        (5, Problem::Expected("( after not"))
    );
    assert_eq!(refused("(${danger} = 'no'"), (18, Problem::Expected(")")));
    assert_eq!(
        refused("${danger} = 'no')"),
        (17, Problem::Unexpected(")".into()))
    );
    assert_eq!(
        refused("selected('a', ${how})"),
        (10, Problem::Expected("a fact, like ${wishes}"))
    );
    assert_eq!(
        refused("selected(${how} 'a')"),
        (17, Problem::Expected(", between the fact and its answer"))
    );
    assert_eq!(
        refused("selected(${how}, 'a b')"),
        (18, Problem::NotOneWord)
    );
    assert_eq!(
        refused("${danger} = 'now' # soon"),
        (19, Problem::StrayCharacter('#'))
    );
}

#[test]
fn positions_count_characters_and_not_bytes() {
    assert_eq!(
        refused("${area} = 'مأرب' and ${dangr} = 'now'"),
        (22, Problem::UnknownFact("dangr".into()))
    );
}

#[test]
fn refuses_what_is_too_long_or_too_deep() {
    let deep = |levels: usize| {
        format!(
            "{}${{danger}} = 'no'{}",
            "(".repeat(levels),
            ")".repeat(levels)
        )
    };
    assert!(Expression::parse(&deep(MAX_DEPTH), None).is_ok());
    assert_eq!(
        refused(&deep(MAX_DEPTH + 1)),
        (MAX_DEPTH + 1, Problem::TooDeep)
    );
    assert_eq!(refused(&deep(1_900)), (MAX_DEPTH + 1, Problem::TooDeep));
    assert_eq!(
        refused(&" ".repeat(MAX_LENGTH + 1)),
        (MAX_LENGTH + 1, Problem::TooLong)
    );
    let wide = vec!["${a}=1"; MAX_LENGTH / 11].join(" and ");
    assert_eq!(truth(&wide, &[("a", "1")]), Truth::True);
}

/// A condition as a tree with the answer that plain three-valued logic gives.
#[derive(Debug, Clone)]
enum Model {
    Atom(u8, u8),
    Not(Box<Model>),
    And(Box<Model>, Box<Model>),
    Or(Box<Model>, Box<Model>),
}

impl Model {
    fn source(&self) -> String {
        match self {
            Self::Atom(fact, word) => format!("${{f{fact}}} = 'w{word}'"),
            Self::Not(inner) => format!("not({})", inner.source()),
            Self::And(left, right) => format!("({}) and ({})", left.source(), right.source()),
            Self::Or(left, right) => format!("({}) or ({})", left.source(), right.source()),
        }
    }

    /// All answers that are possible once the unknown facts become known, if every comparison could be
    /// settled on its own: {true}, {false} or both.
    fn possible(&self, facts: &[Option<u8>]) -> (bool, bool) {
        match self {
            Self::Atom(fact, word) => match facts[usize::from(*fact)] {
                None => (true, true),
                Some(value) => (value == *word, value != *word),
            },
            Self::Not(inner) => {
                let (yes, no) = inner.possible(facts);
                (no, yes)
            }
            Self::And(left, right) => {
                let (left, right) = (left.possible(facts), right.possible(facts));
                (left.0 && right.0, left.1 || right.1)
            }
            Self::Or(left, right) => {
                let (left, right) = (left.possible(facts), right.possible(facts));
                (left.0 || right.0, left.1 && right.1)
            }
        }
    }
}

fn models() -> impl Strategy<Value = Model> {
    let atom = (0..4_u8, 0..3_u8).prop_map(|(fact, word)| Model::Atom(fact, word));
    atom.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Model::Not(Box::new(inner))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Model::And(Box::new(a), Box::new(b))),
            (inner.clone(), inner).prop_map(|(a, b)| Model::Or(Box::new(a), Box::new(b))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn any_text_is_read_or_refused_with_a_place_inside_it(source in "[a-z${}()'\"=!<>, 0-9é-]{0,60}") {
        if let Err(error) = Expression::parse(&source, Some(&vocabulary())) {
            prop_assert!((1..=source.chars().count() + 1).contains(&error.at));
        }
    }

    #[test]
    fn evaluation_agrees_with_a_model(model in models(), facts in prop::collection::vec(prop::option::of(0..3_u8), 4)) {
        let known = facts.iter().enumerate();
        let known: Facts =
            known.filter_map(|(name, word)| Some((format!("f{name}"), format!("w{}", (*word)?)))).collect();
        let expected = match model.possible(&facts) {
            (true, false) => Truth::True,
            (false, true) => Truth::False,
            _ => Truth::Unknown,
        };
        let verdict = parse(&model.source()).verdict(&known, &[]);
        prop_assert_eq!(verdict.truth, expected);
        // What holds, holds for a known reason; what does not, has nothing that speaks for it.
        prop_assert!(verdict.affirmed || expected != Truth::True);
        prop_assert!(!verdict.affirmed || expected != Truth::False);
    }
}
