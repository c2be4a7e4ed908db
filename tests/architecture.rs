//! The floors of the house: which module may name which, read from the source against one table.
//!
//! Only what stands outside `#[cfg(test)]` modules counts: tests may look anywhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::root;

/// What each room may import from ours. A room that is not here may not exist.
const MAY_NAME: &[(&str, &str)] = &[
    ("domain", ""),
    ("config", "domain"),
    ("telemetry", "config domain"),
    ("i18n", "domain"),
    // The ground's rooms stand beside each other and name none of each other.
    ("openrosa", "domain config telemetry"),
    ("crypto", "domain config telemetry"),
    ("store", "domain config telemetry"),
    ("blobs", "domain config telemetry"),
    ("hardening", ""),
    ("keyfile", "crypto"),
    (
        "vault",
        "store blobs crypto openrosa domain config telemetry i18n",
    ),
    (
        "jobs",
        "vault store blobs crypto openrosa domain config telemetry i18n",
    ),
    (
        "service",
        "jobs vault store blobs crypto openrosa domain config telemetry i18n",
    ),
    (
        "web",
        "service jobs vault blobs openrosa domain config telemetry i18n",
    ),
    (
        "cli",
        "web service jobs vault store blobs crypto openrosa hardening keyfile domain config telemetry i18n",
    ),
    ("main", "cli"),
];

/// Crates and paths that only one place names.
const ALONE: &[(&str, &[&str])] = &[
    ("diesel", &["store"]),
    ("diesel_migrations", &["store"]),
    ("ring", &["crypto"]),
    ("aws_lc_rs", &["crypto"]),
    ("aes", &["crypto"]),
    ("cfb_mode", &["crypto"]),
    ("hpke", &["crypto"]),
    ("argon2", &["crypto"]),
    ("md5", &["crypto"]),
    ("ciborium", &["crypto"]),
    ("quick_xml", &["openrosa/xml"]),
    ("actix_web", &["web"]),
    ("actix_multipart", &["web"]),
    ("askama", &["web"]),
    ("clap", &["cli", "main"]),
    ("ureq", &["cli", "service/notices"]),
    ("lettre", &["service/notices"]),
    ("object_store", &["blobs"]),
    ("fluent_bundle", &["i18n"]),
    ("unic_langid", &["i18n"]),
    ("icu_decimal", &["i18n"]),
    ("icu_locale_core", &["i18n"]),
];

/// What a room may never write, whatever it imports.
const NEVER: &[(&str, &[&str], &str)] = &[
    (
        "domain",
        &[
            "tokio",
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "SystemTime",
            "Instant",
            "Utc::now",
            "async fn",
            "rand",
        ],
        "the domain is handed time, randomness and data",
    ),
    (
        "web",
        &["vault::keyring", "keyring::Keyring"],
        "faces hold no keys",
    ),
    ("service", &["actix"], "use-cases know no HTTP"),
    ("store", &["crypto::"], "the store keeps opaque bytes"),
];

/// One source file: its room, its path under `src/`, its text without comments and test modules.
struct Source {
    room: String,
    path: String,
    text: String,
}

#[test]
fn each_room_imports_only_floors_below_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((_, allowed)) = MAY_NAME.iter().find(|(room, _)| *room == source.room) else {
            wrong.push(format!(
                "{}: the room {:?} is on no floor",
                source.path, source.room
            ));
            continue;
        };
        for named in rooms_named(&source.text) {
            if named != source.room
                && is_room(&named)
                && !allowed.split(' ').any(|room| room == named)
            {
                wrong.push(format!("{} names {named}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_crate_that_one_room_alone_may_name_is_named_there_alone() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (krate, homes) in ALONE {
            let at_home = homes.iter().any(|home| source.path.starts_with(home));
            if !at_home && names(&source.text, &format!("{krate}::")) {
                wrong.push(format!(
                    "{} names {krate}, which belongs to {}",
                    source.path,
                    homes.join(" and ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_room_writes_what_it_must_never_write() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (room, words, why) in NEVER {
            for word in words
                .iter()
                .filter(|word| source.room == *room && names(&source.text, word))
            {
                wrong.push(format!("{} writes {word}: {why}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_prints() {
    let printing = ["println!", "print!", "eprintln!", "eprint!"];
    let wrong: Vec<_> = sources()
        .iter()
        .filter(|s| {
            !["cli", "main"].contains(&s.room.as_str())
                && printing.iter().any(|word| names(&s.text, word))
        })
        .map(|s| s.path.clone())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_room_says_first_what_it_is_for() {
    let says = |path: &PathBuf| std::fs::read_to_string(path).unwrap().starts_with("//!");
    let is_tests = |path: &PathBuf| path.ends_with("tests.rs");
    let silent: Vec<_> = files()
        .into_iter()
        .filter(|path| !is_tests(path) && !says(path))
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn the_reader_of_imports_sees_every_way_of_writing_them() {
    let text = "use crate::{store::{self, Tx}, web};\nlet x = crate::vault::open();\nuse crate::domain::Role;\n\
                pub(crate) use crate::blobs as b;\nuse waypost::jobs::{A, B};\nuse crate::{\n    crypto,\n};";
    let expected = ["blobs", "crypto", "domain", "jobs", "store", "vault", "web"];
    assert_eq!(rooms_named(text).into_iter().collect::<Vec<_>>(), expected);
    assert!(names("use aes::Aes256;", "aes::") && !names("use gaes::Aes256;", "aes::"));
    assert!(!names("rustls::crypto::ring::default_provider()", "ring::"));
    let cut = without_tests("#[cfg(test)]\n#[path = \"x.rs\"]\nmod tests;\nuse crate::web;\n");
    assert!(cut.contains("web"), "{cut}");
    let cut = without_tests(
        "a\n// println!\n#[cfg(test)]\nmod tests {\n  use crate::web;\n}\nfn b() {}\n",
    );
    assert!(
        !cut.contains("web") && !cut.contains("println") && cut.contains("fn b"),
        "{cut}"
    );
}

fn is_room(name: &str) -> bool {
    MAY_NAME.iter().any(|(room, _)| *room == name)
}

/// The rooms that follow `crate::` or `waypost::`, also inside braces.
fn rooms_named(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for prefix in ["crate::", "waypost::"] {
        for (at, _) in text.match_indices(prefix) {
            if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = &text[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(list) => found.extend(heads(list)),
                None => found.extend(first_word(rest)),
            }
        }
    }
    found
}

/// The first word of each entry of a `{…}` list, whose opening brace has been read.
fn heads(list: &str) -> Vec<String> {
    let (mut depth, mut at_head, mut all) = (0, true, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_head = true,
            c if at_head && !c.is_whitespace() => {
                all.extend(first_word(&list[at..]));
                at_head = false;
            }
            _ => {}
        }
    }
    all
}

fn first_word(text: &str) -> Option<String> {
    let word: String = text
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (!word.is_empty()).then_some(word)
}

/// Whether the text has the word, not as the end of a longer one.
fn names(text: &str, word: &str) -> bool {
    let word_ends = word.ends_with(|c: char| c.is_alphanumeric());
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        // Behind "::" it is a module of somebody else, as in rustls::crypto::ring.
        let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_:".contains(c));
        !(joined(before) || word_ends && joined(after))
    })
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    files()
        .into_iter()
        .filter(|path| !path.ends_with("tests.rs"))
        .map(|path| {
            let inside = path
                .strip_prefix(&src)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let room = inside
                .split('/')
                .next()
                .unwrap()
                .trim_end_matches(".rs")
                .to_owned();
            let text = without_tests(&std::fs::read_to_string(&path).unwrap());
            Source {
                room,
                path: inside,
                text,
            }
        })
        .filter(|source| source.room != "lib")
        .collect()
}

/// Leaves out comment lines, and each `#[cfg(test)]` item up to the line that closes it.
fn without_tests(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if !line.trim_start().starts_with("#[cfg(test)]") {
            if !line.trim_start().starts_with("//") {
                out += line;
                out.push('\n');
            }
            continue;
        }
        let closing = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
        let mut item = lines
            .by_ref()
            .skip_while(|l| l.trim_start().starts_with('#'));
        if item
            .next()
            .is_some_and(|first| !first.trim_end().ends_with(';'))
        {
            item.find(|l| l.starts_with(&closing));
        }
    }
    out
}

/// Every Rust file under `src/`.
fn files() -> Vec<PathBuf> {
    fn walk(folder: &Path, all: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, all);
            } else if path.extension().is_some_and(|e| e == "rs") {
                all.push(path);
            }
        }
    }
    let mut all = Vec::new();
    walk(&root().join("src"), &mut all);
    all.sort();
    all
}
