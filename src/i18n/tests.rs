//! The four languages against each other, and what is called against what there is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast;

use super::*;
use crate::domain::referral;
use crate::domain::words::{self, Role};
use crate::openrosa::form::{difference, outline};

/// One message, as far as the languages must agree on it.
#[derive(Debug, Default)]
struct Message {
    variables: BTreeSet<String>,
    /// For each choice, the plural forms that it has.
    choices: Vec<BTreeSet<String>>,
    text: String,
}

type Messages = BTreeMap<String, Message>;

/// Areas whose ids are put together from words; each is made certain of by a test here or beside those words.
const MADE_OF_WORDS: &[&str] = &["words", "fact", "flash", "lint"];

/// Starts of other ids that are put together from words, likewise.
const PUT_TOGETHER: &[&str] = &[
    "audit-did-",
    "audit-kind-",
    "audit-why-",
    "referral-act-",
    "look-aspect-",
    "mail-alert-",
    "mail-personal-",
];

#[test]
fn the_four_languages_say_the_same_things() {
    for area in texts::AREAS {
        let english = messages(area, Lang::En);
        for lang in &Lang::ALL[1..] {
            let other = messages(area, *lang);
            let (name, ids) = (area.name, english.keys().collect::<BTreeSet<_>>());
            let theirs = other.keys().collect::<BTreeSet<_>>();
            let differ: Vec<_> = ids.symmetric_difference(&theirs).collect();
            assert!(differ.is_empty(), "{name}, en and {lang}: {differ:?}");
            for (id, message) in &english {
                let theirs = &other[id];
                // A plural form may spell its number out, but no language knows a variable that English does not give.
                assert!(
                    theirs.variables == message.variables,
                    "{id} in {lang}: {:?}, not {:?}",
                    theirs.variables,
                    message.variables
                );
                assert_eq!(
                    marks(&theirs.text),
                    marks(&message.text),
                    "{id} in {lang}: other marks"
                );
            }
        }
    }
}

#[test]
fn arabic_has_its_six_plurals_wherever_it_counts() {
    let six = BTreeSet::from(["zero", "one", "two", "few", "many", "other"].map(str::to_owned));
    for area in texts::AREAS {
        for (id, message) in messages(area, Lang::Ar) {
            for choice in &message.choices {
                if choice.contains("few") || choice.contains("one") {
                    assert_eq!(choice, &six, "{id}");
                }
            }
        }
    }
}

#[test]
fn no_id_stands_twice_and_each_begins_with_its_area() {
    let mut seen = BTreeSet::new();
    for area in texts::AREAS {
        for id in messages(area, Lang::En).into_keys() {
            let begins = area.name == "words" || id.starts_with(&format!("{}-", area.name));
            assert!(begins, "{id} stands in {}.ftl", area.name);
            assert!(seen.insert(id.clone()), "{id} stands twice");
        }
    }
}

#[test]
fn messages_hold_no_marks_but_three() {
    for area in texts::AREAS {
        for lang in Lang::ALL {
            for (id, message) in messages(area, *lang) {
                for mark in marks(&message.text) {
                    let name = mark.trim_start_matches('/');
                    assert!(
                        ["strong", "em", "code"].contains(&name),
                        "{id} in {lang}: <{mark}>"
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_called_is_there_and_what_is_there_is_called() {
    let (mut there, mut to_be_called) = (BTreeSet::new(), BTreeSet::new());
    for area in texts::AREAS {
        let ids: Vec<_> = messages(area, Lang::En).into_keys().collect();
        there.extend(ids.iter().cloned());
        if !MADE_OF_WORDS.contains(&area.name) {
            to_be_called.extend(ids);
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    let (mut missing, mut used) = (BTreeSet::new(), BTreeSet::new());
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a source");
        for (before, literal) in literals(&text) {
            used.insert(literal.to_owned());
            let called = ["t(", "of(", "rich("]
                .iter()
                .any(|call| before.ends_with(&format!(".{call}")));
            let whole = literal.contains('-') && !literal.contains(['{', ' ', '/']);
            if called && whole && !path.ends_with("i18n/mod.rs") && !there.contains(literal) {
                missing.insert(format!("{literal} in {}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "no such messages: {missing:#?}");
    let unused: Vec<_> = to_be_called
        .difference(&used)
        .filter(|id| !PUT_TOGETHER.iter().any(|start| id.starts_with(start)))
        .collect();
    assert!(unused.is_empty(), "nobody says: {unused:#?}");
}

#[test]
fn every_word_of_the_closed_sets_that_pages_show_has_its_message() {
    every_word(Role::ALL);
    every_word(words::Urgency::ALL);
    every_word(words::AgencyKind::ALL);
    every_word(words::SubmissionState::ALL);
    every_word(words::FormState::ALL);
    every_word(words::KeyPurpose::ALL);
    every_word(words::KeyState::ALL);
    every_word(words::Custody::ALL);
    every_word(words::Stage::ALL);
    every_word(outline::Asks::ALL);
    for aspect in difference::Aspect::ALL {
        assert!(
            Locale::default().has(&format!("look-aspect-{aspect}")),
            "{aspect}"
        );
    }
    every_word(referral::ReferralState::ALL);
    every_word(referral::DeclineReason::ALL);
    every_word(referral::Question::ALL);
    every_word(referral::Reply::ALL);
    every_word(referral::ServiceOutcome::ALL);
    every_word(referral::RecallReason::ALL);
    every_word(referral::Statement::ALL);
    every_word(referral::Purpose::ALL);
    every_word(crate::domain::session::Browser::ALL);
    every_word(crate::domain::recovery::RecoveryReason::ALL);
}

fn every_word<W: Worded>(all: &[W]) {
    for word in all {
        let id = word_id(W::SET, word.word());
        assert!(Locale::default().has(&id), "{id}");
    }
}

#[test]
fn plurals_follow_the_language() {
    let late = |lang, n: u32| {
        let text = Locale::of_lang(lang).of("home-late").n("count", n);
        text.to_string().replace(['\u{2068}', '\u{2069}'], "")
    };
    assert_eq!(late(Lang::En, 1), "1 answer is late");
    assert_eq!(late(Lang::Fr, 0), "0 réponse est en retard");
    assert_eq!(late(Lang::Es, 2), "2 respuestas van con retraso");
    let arabic: BTreeSet<_> = [0, 1, 2, 3, 11, 100].map(|n| late(Lang::Ar, n)).into();
    assert_eq!(arabic.len(), 6, "{arabic:?}");
}

#[test]
fn a_set_s_name_and_word_become_an_id() {
    assert_eq!(word_id("Role", "focal_point"), "role-focal_point");
    let id = word_id("SubmissionState", "waiting_key");
    assert_eq!(id, "submission-state-waiting_key");
}

fn messages(area: &texts::Area, lang: Lang) -> Messages {
    let name = area.name;
    let resource = match fluent_syntax::parser::parse(area.text(lang)) {
        Ok(resource) => resource,
        Err((_, errors)) => panic!("{lang}/{name}.ftl: {errors:?}"),
    };
    let mut all = Messages::new();
    for entry in resource.body {
        let ast::Entry::Message(message) = entry else {
            continue;
        };
        let id = message.id.name.to_owned();
        let pattern = message
            .value
            .unwrap_or_else(|| panic!("{lang}/{name}.ftl: {id} is empty"));
        let mut read = Message::default();
        pattern_of(&pattern, &mut read);
        assert!(all.insert(id.clone(), read).is_none(), "{lang}: {id} twice");
    }
    all
}

fn pattern_of(pattern: &ast::Pattern<&str>, read: &mut Message) {
    for element in &pattern.elements {
        match element {
            ast::PatternElement::TextElement { value } => read.text += value,
            ast::PatternElement::Placeable { expression } => expression_of(expression, read),
        }
    }
}

fn expression_of(expression: &ast::Expression<&str>, read: &mut Message) {
    match expression {
        ast::Expression::Inline(inline) => inline_of(inline, read),
        ast::Expression::Select { selector, variants } => {
            inline_of(selector, read);
            let mut forms = BTreeSet::new();
            // Marks are compared by the last form, which every language has.
            let before = read.text.clone();
            for variant in variants {
                forms.insert(match variant.key {
                    ast::VariantKey::Identifier { name } => name.to_owned(),
                    ast::VariantKey::NumberLiteral { value } => value.to_owned(),
                });
                read.text.clone_from(&before);
                pattern_of(&variant.value, read);
            }
            read.choices.push(forms);
        }
    }
}

fn inline_of(inline: &ast::InlineExpression<&str>, read: &mut Message) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            read.variables.insert(id.name.to_owned());
        }
        ast::InlineExpression::Placeable { expression } => expression_of(expression, read),
        _ => {}
    }
}

/// The marks of a text, in their order.
fn marks(text: &str) -> Vec<String> {
    text.split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(mark, _)| mark.to_owned())
        .collect()
}

/// Every text in double quotes, with what stands before it.
fn literals(text: &str) -> Vec<(&str, &str)> {
    let mut all = Vec::new();
    let quotes: Vec<_> = text.match_indices('"').map(|(at, _)| at).collect();
    for pair in quotes.windows(2) {
        let inside = &text[pair[0] + 1..pair[1]];
        if !inside.is_empty() && inside.len() < 80 && !inside.contains('\n') {
            all.push((text[..pair[0]].trim_end(), inside));
        }
    }
    all
}

fn walk(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let known = path
            .extension()
            .is_some_and(|kind| kind == "rs" || kind == "html");
        if path.is_dir() {
            walk(&path, all);
        } else if known && !path.ends_with("i18n/tests.rs") {
            all.push(path);
        }
    }
}
