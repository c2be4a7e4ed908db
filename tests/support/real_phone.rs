//! The phone harness of `../shared`: JavaRosa fills, BouncyCastle encrypts, Python sends, all as ODK Collect does.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::program::Said;
use super::{root, shared};

/// Runs `phone.py ARGUMENTS…` and gives what it said.
pub fn phone_py(arguments: &[&str]) -> Said {
    let output = Command::new(python())
        .arg(shared().join("phone/phone.py"))
        .args(arguments)
        .env_remove("http_proxy")
        .env_remove("HTTP_PROXY")
        // It would win over "accept a self-signed certificate".
        .env_remove("REQUESTS_CA_BUNDLE")
        .env_remove("CURL_CA_BUNDLE")
        .output()
        .unwrap_or_else(|e| panic!("python: {e}; tests/run installs it"));
    Said::from(output)
}

/// A Python that has pyxform and requests.
pub fn python() -> String {
    std::env::var("WAYPOST_TEST_PYTHON").unwrap_or_else(|_| "python3".into())
}

/// A whole round, `count` times; checks that each was shown as success (201) and gives the instanceIDs.
pub fn round(server_url: &str, form_id: &str, count: usize, more: &[&str]) -> Vec<String> {
    let count_text = count.to_string();
    let mut arguments = vec![
        "round",
        "--server",
        server_url,
        "--form-id",
        form_id,
        "--count",
        &count_text,
    ];
    arguments.extend(more);
    let said = phone_py(&arguments).ok();
    let sent: Vec<String> = said
        .out
        .lines()
        .map(|line| {
            let mut words = line.split_whitespace();
            let id = words.next().unwrap().to_owned();
            assert_eq!(words.next(), Some("201"), "{line}");
            id
        })
        .collect();
    assert_eq!(sent.len(), count, "{}", said.all());
    sent
}

/// A file of answers beside a form, such as `("wellbeing_a1", "urgent-adult")`.
pub fn answers(form_id: &str, name: &str) -> PathBuf {
    let file = root()
        .join("forms")
        .join(form_id)
        .join(format!("{name}.properties"));
    assert!(file.exists(), "{} is not there", file.display());
    file
}

/// The path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
