//! Messages with marks in them: what is put in is escaped, the marks of the message itself stay.

use std::fmt::{self, Write as _};

use askama::filters::HtmlSafe;

use crate::i18n::{Locale, Number, Text, When};

/// A message that may hold `<strong>`, `<em>` and `<code>`, with its variables.
pub struct Rich(Text);

impl Rich {
    /// The message.
    pub fn new(locale: Locale, id: &str) -> Self {
        Self(locale.of(id.to_owned()))
    }

    /// Puts in a number.
    #[must_use]
    pub fn n(self, name: &'static str, number: impl Number) -> Self {
        Self(self.0.n(name, number))
    }

    /// Puts in text, escaped.
    #[must_use]
    pub fn s(self, name: &'static str, text: impl fmt::Display) -> Self {
        Self(self.0.s(name, escaped(&text.to_string())))
    }

    /// Puts in a code or an address, which is written from left to right in every language.
    #[must_use]
    pub fn code(self, name: &'static str, text: impl fmt::Display) -> Self {
        let text = escaped(&text.to_string());
        Self(
            self.0
                .s(name, format_args!("<code class=\"id\">{text}</code>")),
        )
    }

    /// Puts in a moment.
    #[must_use]
    pub fn time(self, name: &'static str, when: &When) -> Self {
        let (iso, text) = (escaped(&when.iso), escaped(&when.text));
        Self(
            self.0
                .s(name, format_args!("<time datetime=\"{iso}\">{text}</time>")),
        )
    }
}

impl fmt::Display for Rich {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// All that is put in is escaped above; the messages' own marks are held to a list by `i18n`'s tests.
impl HtmlSafe for Rich {}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '"' | '\'' => {
                // Writing into a String does not fail.
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_escaped_and_the_message_s_marks_stay() {
        let hello = Rich::new(Locale::default(), "entry-welcome-hello")
            .s("name", "<b>A & B</b>")
            .s("email", "a@example.org");
        let html = hello.to_string();
        assert!(html.contains("&#60;b&#62;A &#38; B&#60;/b&#62;"), "{html}");
        assert!(html.contains("<strong>a@example.org</strong>"), "{html}");
    }
}
