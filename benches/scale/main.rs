//! A database as large as a country's: 200,000 cases and a million referrals, and how long its pages take.
//!
//! Run by `benches/scale.sh`, on an installation that `waypost demo` made: `fill DATA URL [CASES]` writes the rows in bulk (cards
//! and consents sealed as the vault seals them, so that they open), `measure CREDENTIALS LABEL` asks the running server as a
//! caseworker does, `plans URL` shows how the database looks for what a page needs.

#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stdout, reason = "it says what it measured")]

mod fill;
mod measure;
mod plans;

/// Cases, and referrals of each.
const CASES: usize = 200_000;
const EACH: usize = 5;
/// Which agency is looked at.
const LOOKED_AT: &str = "CEDAR";

fn main() {
    // `cargo bench` adds a word of its own.
    let words = std::env::args().skip(1).filter(|w| w != "--bench");
    let words: Vec<String> = words.collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["fill", data, url] => fill::fill(data, url, CASES),
        ["fill", data, url, cases] => fill::fill(data, url, cases.parse().unwrap()),
        ["measure", credentials, label] => measure::measure(credentials, label),
        ["plans", url] => plans::plans(url),
        _ => println!("see benches/scale.sh"),
    }
}

/// The id of a case, as the bench makes it.
fn case_id(number: usize) -> String {
    let sum = waypost::crypto::digest::sha256(format!("case {number}").as_bytes());
    hex::encode(&sum[..16])
}
