//! Every shipped form filled by JavaRosa, the engine inside ODK Collect.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::real_phone::{answers, phone_py, text};
use crate::support::{root, thorough};

/// How many forms are filled at once: each takes a Java machine of its own.
const AT_ONCE: usize = 2;

#[test]
#[ignore = "needs Java, pyxform and ../shared: tests/run"]
fn every_form_fills_with_its_sample_whatever_chance_answers_the_rest() {
    let seeds = thorough(50, 2);
    let turns: Vec<_> = super::FORMS
        .iter()
        .flat_map(|id| (1..=seeds).map(move |seed| (*id, seed)))
        .collect();
    // Alone, because the harness compiles itself when it is first asked.
    fill(turns[0].0, turns[0].1);
    let next = AtomicUsize::new(1);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((id, seed)) = turns.get(next.fetch_add(1, Ordering::Relaxed)) {
                    fill(id, *seed);
                }
            });
        }
    });
}

/// One round of the form; an error of the engine is an error of the form.
fn fill(id: &str, seed: usize) {
    let out = tempfile::tempdir().unwrap();
    let form = root().join(format!("forms/{id}/{id}.xml"));
    let said = phone_py(&[
        "fill",
        "--form",
        text(&form),
        "--out",
        text(out.path()),
        "--seed",
        &seed.to_string(),
        "--answers",
        text(&answers(id, "sample")),
    ]);
    assert_eq!(said.code, Some(0), "{id}, seed {seed}: {}", said.all());
    let filled = std::fs::read_to_string(out.path().join("submission.xml")).unwrap();
    assert!(filled.contains(id), "{id}, seed {seed}: {filled}");
}
