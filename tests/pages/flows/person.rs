//! Somebody at a browser: what they do by their hand, what they see, and what is asked of every page on the way.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use super::Way;
use crate::support::axe::Axe;
use crate::support::browser::{Browser, Element};
use crate::support::{User, eventually};

/// As wide as a small phone, and a laptop.
const WIDTHS: [u32; 2] = [360, 1280];

/// Seconds within which a page must have what it is to have.
const PATIENCE: f64 = 30.0;

/// Bytes of a page at most.
const LIMIT: usize = 60_000;

/// What a browser says by itself of an answer that refuses; pages that refuse are part of the stories.
const REFUSED: &str = "the server responded with a status of 4";

/// A person with a browser of their own. Fails when it is dropped if a page asked another host for something, if the browser
/// refused something, or if a judge found something.
pub struct Person {
    way: Way,
    browser: Browser,
    base: String,
    flow: &'static str,
    role: String,
    drawn: Cell<u32>,
    axe: Option<Axe>,
    wrong: RefCell<Vec<String>>,
}

impl Person {
    /// Opens a browser, chooses the language there, and signs in.
    pub fn enter(base: &str, way: Way, flow: &'static str, user: &User) -> Self {
        let browser = match way.scripts {
            true => Browser::watched(),
            false => Browser::without_scripts(),
        };
        let person = Self {
            browser,
            base: base.to_owned(),
            flow,
            role: user.role.clone(),
            drawn: Cell::new(0),
            axe: way.judged.then(Axe::fetched),
            wrong: RefCell::default(),
            way,
        };
        person.go("/sign-in");
        if way.lang != "en" {
            person.choose("#ui-language", way.lang);
            person.press("form.tongue button");
        }
        person.write("#email", &user.email);
        person.write("#password", &user.password);
        person.press("main form button");
        person.sees("header .who");
        person.sees(&format!("html[lang={}]", way.lang));
        person
    }

    /// Goes to an address of the server.
    pub fn go(&self, path: &str) {
        self.browser.go(&format!("{}{path}", self.base));
    }

    /// The address without the server's.
    pub fn at(&self) -> String {
        let url = self.browser.url();
        url.strip_prefix(&self.base).unwrap_or(&url).to_owned()
    }

    /// The page's HTML.
    pub fn source(&self) -> String {
        self.browser.source()
    }

    /// The page's text.
    pub fn text(&self) -> String {
        self.browser.text()
    }

    /// Follows a link, or sends a form: the page that is shown goes away.
    pub fn press(&self, css: &str) {
        self.press_it(&self.browser.find(css));
    }

    /// The same, of several that match.
    pub fn press_it(&self, it: &Element<'_>) {
        let page = self.browser.find("html");
        self.way.hand.press_it(it);
        eventually(&format!("{} gives way", self.at()), PATIENCE, || {
            page.is_gone().then_some(())
        });
    }

    /// Opens what is folded around this; the page stays.
    pub fn unfold(&self, css: &str) {
        self.way
            .hand
            .press(&self.browser, &format!("details:has({css}) > summary"));
        self.sees(&format!("details[open] {css}"));
    }

    /// Filters a list. Whether the page stays is its own matter: what comes must be waited for.
    pub fn filter(&self, css: &str) {
        let page = self.browser.find("html");
        self.way.hand.press(&self.browser, css);
        let soon = Instant::now() + Duration::from_secs(3);
        while !page.is_gone() && Instant::now() < soon {
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Waits until so many match.
    pub fn counts(&self, css: &str, count: usize) {
        eventually(&format!("{count} {css} on {}", self.at()), PATIENCE, || {
            (self.count(css) == count).then_some(())
        });
    }

    pub fn write(&self, css: &str, text: &str) {
        self.way.hand.write(&self.browser, css, text);
    }

    pub fn choose(&self, css: &str, value: &str) {
        self.way.hand.choose(&self.browser, css, value);
    }

    pub fn tick(&self, css: &str) {
        self.way.hand.tick(&self.browser, css);
    }

    pub fn untick(&self, css: &str) {
        self.way.hand.untick(&self.browser, css);
    }

    pub fn tick_it(&self, it: &Element<'_>) {
        self.way.hand.tick_it(it);
    }

    pub fn pick(&self, name: &str, value: &str) {
        self.way.hand.pick(&self.browser, name, value);
    }

    /// Waits until this is there.
    pub fn sees(&self, css: &str) -> Element<'_> {
        self.browser.find(css)
    }

    /// Everything that matches now.
    pub fn all(&self, css: &str) -> Vec<Element<'_>> {
        self.browser.all(css)
    }

    /// How many match now.
    pub fn count(&self, css: &str) -> usize {
        self.browser.all(css).len()
    }

    /// Fails if this is there.
    pub fn misses(&self, css: &str) {
        assert_eq!(
            self.count(css),
            0,
            "{css} on {}: {}",
            self.at(),
            self.text()
        );
    }

    /// Waits until the page says what was just done, by the word in its address.
    pub fn hears(&self, said: &str) {
        let word = format!("said={said}");
        let alert = self.all("[role=alert]").first().map(Element::text);
        eventually(
            &format!("{word}, not {}: {alert:?}", self.at()),
            PATIENCE,
            || self.at().contains(&word).then_some(()),
        );
        self.sees("main > .notice[role=status]");
    }

    /// Waits until a part of the page says this, whatever the language: a number, a name, a code.
    pub fn reads(&self, css: &str, text: &str) {
        eventually(
            &format!("{text:?} in {css} on {}", self.at()),
            PATIENCE,
            || {
                let all = self.browser.all(css);
                all.iter().any(|one| one.says(text)).then_some(())
            },
        );
    }

    /// Has the page judged and drawn, narrow and wide, if that is asked on this way.
    pub fn judged(&self, step: &str) {
        let source = self.source();
        let mut wrong = Vec::new();
        if source.len() > LIMIT {
            wrong.push(format!("{} bytes are too many", source.len()));
        }
        if self.count("h1") != 1 {
            wrong.push(format!("{} h1", self.count("h1")));
        }
        if let Some(axe) = &self.axe {
            let number = self.drawn.replace(self.drawn.get() + 1) + 1;
            axe.bring(&self.browser);
            for width in WIDTHS {
                self.browser.widen(width);
                wrong.extend(
                    self.browser
                        .too_wide()
                        .map(|wide| format!("{width}: {wide}")),
                );
                let violations = axe.violations(&self.browser).into_iter();
                wrong.extend(violations.map(|violation| format!("{width}: {violation}")));
                self.browser.picture(&format!(
                    "flows/{}/{}-{number:02}-{step}.{}.{width}",
                    self.flow, self.role, self.way.lang
                ));
            }
            self.browser.unwiden();
        }
        let named = |fault: String| format!("{step} ({}) {fault}", self.at());
        self.wrong.borrow_mut().extend(wrong.into_iter().map(named));
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        // One failure at a time is enough.
        if std::thread::panicking() {
            return;
        }
        let mut wrong = self.wrong.take();
        let own = |asked: &String| {
            asked
                .strip_prefix(&self.base)
                .is_some_and(|rest| rest.starts_with('/'))
                || asked.starts_with("data:")
        };
        let asked = self.browser.asked();
        assert!(!asked.is_empty(), "the browser keeps a record");
        let elsewhere = asked.iter().filter(|asked| !own(asked));
        wrong.extend(elsewhere.map(|asked| format!("asks {asked}")));
        let complaints = self.browser.complaints().into_iter();
        wrong.extend(complaints.filter(|complaint| !complaint.contains(REFUSED)));
        assert!(
            wrong.is_empty(),
            "{} by {} ({:?}):\n{}",
            self.flow,
            self.role,
            self.way,
            wrong.join("\n")
        );
    }
}
