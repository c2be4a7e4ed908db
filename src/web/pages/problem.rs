//! What went wrong, and what to do next.

use super::parts::Link;
use super::shell::Shell;
use askama::Template;

/// Every page that is shown instead of the one that was asked for.
#[derive(Template)]
#[template(path = "problem.html")]
pub struct Problem {
    /// The frame.
    pub shell: Shell,
    /// HTTP status to send it with.
    pub status: u16,
    /// What went wrong, in a few words.
    pub heading: String,
    /// What that means. Never the text of an error's source.
    pub what: String,
    /// The rest of that, where there are only English words for it and the viewer reads another language.
    pub detail: Option<String>,
    /// What to do next.
    pub next: String,
    /// Where to do it.
    pub link: Link,
}

impl Problem {
    /// A problem that leads home, in texts that the viewer can read.
    pub fn new(
        shell: Shell,
        status: u16,
        heading: impl Into<String>,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        let (href, label) = match shell.who {
            Some(_) => ("/", "problem-go-home"),
            None => ("/sign-in", "problem-go-sign-in"),
        };
        let link = Link {
            href: href.into(),
            label: shell.t(label),
        };
        Self {
            // What is hidden looks like what is not there: nothing of the address stands in it.
            shell: shell.coming_back_to("/"),
            status,
            heading: heading.into(),
            what: what.into(),
            detail: None,
            next: next.into(),
            link,
        }
    }

    /// A problem that leads home, by the ids of its three texts.
    pub fn of(shell: Shell, status: u16, heading: &str, what: &str, next: &str) -> Self {
        let (heading, what, next) = (shell.t(heading), shell.t(what), shell.t(next));
        Self::new(shell, status, heading, what, next)
    }

    /// 404, also for what the viewer may not know exists.
    pub fn not_found(shell: Shell) -> Self {
        let (what, next) = ("problem-missing-what", "problem-missing-next");
        Self::of(shell, 404, "problem-missing", what, next)
    }

    /// 403, where the viewer knows that the thing exists.
    pub fn not_allowed(shell: Shell) -> Self {
        let (what, next) = ("problem-nothing-changed", "problem-role-next");
        Self::of(shell, 403, "problem-role", what, next)
    }

    /// 403: the form was too old, or came from another site.
    pub fn stale_form(shell: Shell) -> Self {
        let (what, next) = ("problem-stale-what", "problem-reload");
        Self::of(shell, 403, "problem-stale", what, next)
    }

    /// 413: too much was sent.
    pub fn too_large(shell: Shell) -> Self {
        let (what, next) = ("problem-large-what", "problem-large-next");
        Self::of(shell, 413, "problem-large", what, next)
    }

    /// 429: too many tries.
    pub fn too_many(shell: Shell, wait_ms: i64) -> Self {
        let span = shell.locale.span(wait_ms);
        let next = shell.of("problem-tries-next").s("span", span).to_string();
        let (heading, what) = (shell.t("problem-tries"), shell.t("problem-tries-what"));
        Self::new(shell, 429, heading, what, next)
    }

    /// 503: the server or its vault has too much to do, or is starting.
    /// `again`: the address that was asked for, if it was a page. Asking once more is all that there is to do.
    pub fn busy(shell: Shell, again: Option<String>) -> Self {
        let label = shell.t("problem-again");
        let (what, next) = ("problem-busy-what", "problem-busy-next");
        let problem = Self::of(shell, 503, "problem-busy", what, next);
        match again {
            Some(href) => Self {
                link: Link { href, label },
                ..problem
            },
            None => problem,
        }
    }

    /// 500: our mistake.
    pub fn failed(shell: Shell) -> Self {
        let (what, next) = ("problem-failed-what", "problem-failed-next");
        Self::of(shell, 500, "problem-failed", what, next)
    }
}
