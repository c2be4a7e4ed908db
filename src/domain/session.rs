//! What is known of a session beside whose it is: through which door it was begun, with what kind of browser, and when it
//! has been left alone too long. No address and no whole name of a browser is ever kept.

use serde::{Deserialize, Serialize};

use super::closed_set;

/// A use is written down at most so often, in milliseconds.
pub const NOTED_MS: i64 = 60_000;
/// A kind of browser that was not used for so long counts as new, in milliseconds.
pub const FORGOTTEN_MS: i64 = 30 * 24 * 3_600_000;
/// So many wrong tries before a right one are told of.
pub const MANY_WRONG: i64 = 3;

closed_set! {
    /// Through which door a session was begun.
    pub enum Face {
        /// The pages: somebody may walk away from the screen.
        Page = "page",
        /// A program, by the API or with each request.
        Program = "program",
    }
}

closed_set! {
    /// What somebody came with, as one word of few.
    pub enum Browser {
        /// Firefox.
        Firefox = "firefox",
        /// Chrome, Chromium.
        Chrome = "chrome",
        /// Safari.
        Safari = "safari",
        /// Edge.
        Edge = "edge",
        /// Opera.
        Opera = "opera",
        /// ODK Collect.
        Collect = "collect",
        /// Anything else, a program for example.
        Other = "other",
    }
}

impl Browser {
    /// The word for what a client calls itself. Most call themselves by several names, the true one last of all.
    pub fn of(user_agent: &str) -> Self {
        let says = |name: &str| user_agent.contains(name);
        if says("org.odk.collect") || says("odk.collect") {
            Self::Collect
        } else if says("Edg/") || says("EdgA/") || says("EdgiOS/") || says("Edge/") {
            Self::Edge
        } else if says("OPR/") || says("Opera") {
            Self::Opera
        } else if says("Firefox/") || says("FxiOS/") {
            Self::Firefox
        } else if says("Chrome/") || says("CriOS/") || says("Chromium/") {
            Self::Chrome
        } else if says("Safari/") && says("Version/") {
            Self::Safari
        } else {
            Self::Other
        }
    }
}

/// How somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Via {
    /// Through which door.
    pub face: Face,
    /// With what.
    pub browser: Browser,
}

impl Via {
    /// By a program that does not say what it is.
    pub const PROGRAM: Self = Self {
        face: Face::Program,
        browser: Browser::Other,
    };
}

/// Whether a session has been left alone too long. Uses are written down once a minute, so it may live that much longer and
/// never shorter. Programs have no screen to walk away from.
pub fn is_idle(face: Face, used_at: i64, now: i64, limit_ms: i64) -> bool {
    face == Face::Page && now.saturating_sub(used_at) >= limit_ms + NOTED_MS
}

/// Whether the person is to be told of a sign-in: with what they did not use for a month, or after several wrong tries.
/// Whoever signs in for the first time knows.
pub fn is_told(ever_before: bool, used_before: Option<i64>, wrong_tries: i64, now: i64) -> bool {
    let is_new = used_before.is_none_or(|at| now.saturating_sub(at) > FORGOTTEN_MS);
    ever_before && (is_new || wrong_tries >= MANY_WRONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_one_word_whatever_it_says_of_itself() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
        let said = [
            (chrome.to_owned(), Browser::Chrome),
            (format!("{chrome} Edg/126.0.0.0"), Browser::Edge),
            (format!("{chrome} OPR/111.0.0.0"), Browser::Opera),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0".into(),
                Browser::Firefox,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1".into(),
                Browser::Safari,
            ),
            (
                "org.odk.collect.android/v2024.2.4 Dalvik/2.1.0 (Linux; U; Android 13)".into(),
                Browser::Collect,
            ),
            ("python-requests/2.32".into(), Browser::Other),
            (String::new(), Browser::Other),
            ("\u{0}Firefox".into(), Browser::Other),
        ];
        for (text, word) in said {
            assert_eq!(Browser::of(&text), word, "{text}");
        }
    }

    #[test]
    fn a_session_of_the_pages_ends_when_nobody_uses_it_and_never_before_its_time() {
        let limit = 15 * 60_000;
        assert!(!is_idle(Face::Page, 0, limit, limit));
        assert!(!is_idle(Face::Page, 0, limit + NOTED_MS - 1, limit));
        assert!(is_idle(Face::Page, 0, limit + NOTED_MS, limit));
        assert!(!is_idle(Face::Program, 0, i64::MAX, limit));
        assert!(!is_idle(Face::Page, i64::MAX, 0, limit), "clocks go back");
    }

    #[test]
    fn people_are_told_of_what_is_new_and_of_many_wrong_tries() {
        let day = 24 * 3_600_000;
        assert!(!is_told(false, None, 9, day), "the first time of all");
        assert!(is_told(true, None, 0, day), "another browser");
        assert!(!is_told(true, Some(0), 0, 30 * day));
        assert!(is_told(true, Some(0), 0, 30 * day + 1));
        assert!(!is_told(true, Some(day), 2, day));
        assert!(is_told(true, Some(day), 3, day));
    }
}
