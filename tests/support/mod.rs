//! What the stories are told with: a running server, people who sign in, phones, a browser.
//! Nothing here knows the inside of the house; everything goes through the doors that its users have.

pub mod authenticator;
pub mod axe;
pub mod backup;
pub mod browser;
pub mod converter;
pub mod credentials;
pub mod database;
pub mod digest;
pub mod envelope;
pub mod form;
pub mod http;
pub mod memory;
pub mod network;
pub mod phone;
pub mod postgres;
pub mod preview;
pub mod program;
pub mod proxy;
pub mod real_phone;
pub mod receivers;
pub mod referral_model;
pub mod search;
pub mod server;
pub mod story;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use authenticator::Authenticator;
pub use credentials::{Credentials, Device, User};
pub use digest::Digest;
pub use envelope::Envelope;
pub use form::{Answers, FormOnPhone, general_form};
pub use http::{Answer, Client, Multipart};
pub use phone::Phone;
pub use server::{Database, Server};

/// Makes two tests of one story: one on SQLite, one on PostgreSQL.
///
/// `on_both!(a_story);` runs with plain `cargo test` (PostgreSQL with `--features postgres`);
/// `on_both!(a_story, needs "Chromium");` is counted as ignored unless `tests/run` includes it.
macro_rules! on_both {
    ($story:ident) => {
        mod $story {
            #[test]
            fn on_sqlite() {
                super::$story(crate::support::Database::Sqlite);
            }
            #[cfg(feature = "postgres")]
            #[test]
            fn on_postgres() {
                super::$story(crate::support::Database::Postgres);
            }
        }
    };
    ($story:ident, needs $what:literal) => {
        mod $story {
            #[test]
            #[ignore = $what]
            fn on_sqlite() {
                super::$story(crate::support::Database::Sqlite);
            }
            #[cfg(feature = "postgres")]
            #[test]
            #[ignore = $what]
            fn on_postgres() {
                super::$story(crate::support::Database::Postgres);
            }
        }
    };
}
pub(crate) use on_both;

/// The project's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where builds, and what tests leave for people to look at, stand.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The folder that the project shares with its neighbours; tests under `real_phone` need it.
pub fn shared() -> PathBuf {
    let folder = root().join("../shared");
    assert!(
        folder.exists(),
        "this test needs ../shared, which is not here; tests/run leaves it out"
    );
    folder
}

/// Full length for the long stories (`WAYPOST_TEST_THOROUGH=1`), minutes otherwise.
pub fn thorough(full: usize, short: usize) -> usize {
    if std::env::var_os("WAYPOST_TEST_THOROUGH").is_some() {
        full
    } else {
        short
    }
}

/// Asks until the answer is something, at most `seconds`; panics with `what` if it never is.
pub fn eventually<T>(what: &str, seconds: f64, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs_f64(seconds);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(
            Instant::now() < end,
            "after {seconds} s still not so: {what}"
        );
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
