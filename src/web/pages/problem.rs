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
    /// What to do next.
    pub next: String,
    /// Where to do it.
    pub link: Link,
}

impl Problem {
    /// A problem that leads home.
    pub fn new(
        shell: Shell,
        status: u16,
        heading: impl Into<String>,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        let link = match shell.who {
            Some(_) => Link {
                href: "/".into(),
                label: "Go to Home".into(),
            },
            None => Link {
                href: "/sign-in".into(),
                label: "Go to sign in".into(),
            },
        };
        Self {
            shell,
            status,
            heading: heading.into(),
            what: what.into(),
            next: next.into(),
            link,
        }
    }

    /// 404, also for what the viewer may not know exists.
    pub fn not_found(shell: Shell) -> Self {
        Self::new(
            shell,
            404,
            "Page not found",
            "There is nothing at this address, or your account does not have it.",
            "Check the address, or start again from Home.",
        )
    }

    /// 403, where the viewer knows that the thing exists.
    pub fn not_allowed(shell: Shell) -> Self {
        Self::new(
            shell,
            403,
            "Your role cannot do this",
            "Nothing was changed.",
            "If you need it for your work, ask your agency’s focal point.",
        )
    }

    /// 403: the form was too old, or came from another site.
    pub fn stale_form(shell: Shell) -> Self {
        Self::new(
            shell,
            403,
            "This page was open for too long",
            "To be safe, nothing was changed.",
            "Go back, reload the page, and try again.",
        )
    }

    /// 413: too much was sent.
    pub fn too_large(shell: Shell) -> Self {
        Self::new(
            shell,
            413,
            "This file is too large",
            "Nothing was saved.",
            "Check that it is the form’s XML file, and try again.",
        )
    }

    /// 429: too many tries.
    pub fn too_many(shell: Shell, wait: &str) -> Self {
        Self::new(
            shell,
            429,
            "Too many tries",
            "To protect accounts, this is blocked for a short time.",
            format!("Wait {wait}, then try again."),
        )
    }

    /// 503: the server or its vault has too much to do, or is starting.
    pub fn busy(shell: Shell) -> Self {
        Self::new(
            shell,
            503,
            "Not available at the moment",
            "The server is busy or is just starting. Nothing was changed.",
            "Wait one minute, then try again.",
        )
    }

    /// 500: our mistake.
    pub fn failed(shell: Shell) -> Self {
        Self::new(
            shell,
            500,
            "Something went wrong here",
            "This is a fault of the server, not yours. Nothing was changed.",
            "Try again. If it happens again, tell the person who runs this server at what time it happened.",
        )
    }
}
