//! The same acts by mouse and by keyboard alone, so that what people do is told once.

use serde_json::Value;

use super::{Browser, Element, Key};

/// How somebody uses a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// By pointing.
    Mouse,
    /// By Tab, arrows, Space and Enter.
    Keyboard,
}

impl Hand {
    /// A link or a button.
    pub fn press(self, browser: &Browser, css: &str) {
        self.press_it(&browser.find(css));
    }

    /// The same, of several that match.
    pub fn press_it(self, it: &Element<'_>) {
        match self {
            Self::Mouse => it.click(),
            Self::Keyboard => {
                it.browser.tab_to_it(it);
                it.browser.key(Key::Enter);
            }
        }
    }

    /// A field, in which only this stands afterwards.
    pub fn write(self, browser: &Browser, css: &str, text: &str) {
        let field = browser.find(css);
        match self {
            Self::Mouse => field.write(text),
            Self::Keyboard => {
                // Coming to a field marks what stands in it: typing takes its place.
                browser.tab_to_it(&field);
                browser.types(text);
            }
        }
        assert_eq!(field.property("value"), text, "{css}");
    }

    /// An option of a list, by its value.
    pub fn choose(self, browser: &Browser, css: &str, value: &str) {
        let list = browser.find(css);
        match self {
            Self::Mouse => browser
                .find(&format!("{css} option[value='{value}']"))
                .click(),
            Self::Keyboard => {
                let options = browser.all(&format!("{css} option"));
                let is_it = |option: &Element<'_>| option.property("value") == value;
                let wanted = options.iter().position(is_it);
                let wanted = wanted.unwrap_or_else(|| panic!("{css} has no option {value:?}"));
                let now = list.property("selectedIndex").as_i64().unwrap();
                browser.tab_to_it(&list);
                let away = wanted as i64 - now;
                let key = if away < 0 { Key::Up } else { Key::Down };
                (0..away.abs()).for_each(|_| browser.key(key));
            }
        }
        assert_eq!(list.property("value"), value, "{css}");
    }

    /// A box that is not ticked yet.
    pub fn tick(self, browser: &Browser, css: &str) {
        self.tick_it(&browser.find(css));
    }

    /// The same, of several that match.
    pub fn tick_it(self, it: &Element<'_>) {
        self.turn(it, true);
    }

    /// A box that is ticked.
    pub fn untick(self, browser: &Browser, css: &str) {
        self.turn(&browser.find(css), false);
    }

    fn turn(self, it: &Element<'_>, to: bool) {
        assert_eq!(it.property("checked"), !to, "it is so already");
        match self {
            Self::Mouse => it.click(),
            Self::Keyboard => {
                it.browser.tab_to_it(it);
                it.browser.key(Key::Space);
            }
        }
        assert_eq!(it.property("checked"), to, "it is so now");
    }

    /// One of several of which one holds, by its field's name and its value.
    pub fn pick(self, browser: &Browser, name: &str, value: &str) {
        let all = browser.all(&format!("input[type=radio][name={name}]"));
        let at = |wanted: &dyn Fn(&Element<'_>) -> bool| all.iter().position(wanted);
        let wanted = at(&|one| one.property("value") == value);
        let wanted = wanted.unwrap_or_else(|| panic!("{name} cannot be {value:?}"));
        match self {
            Self::Mouse => all[wanted].click(),
            Self::Keyboard => {
                // Tab comes to the one that holds, or else to the first; arrows go on from there.
                let now = at(&|one| one.property("checked") == Value::Bool(true)).unwrap_or(0);
                browser.tab_to_it(&all[now]);
                if now == wanted {
                    browser.key(Key::Space);
                }
                let key = if wanted < now { Key::Up } else { Key::Down };
                (0..wanted.abs_diff(now)).for_each(|_| browser.key(key));
            }
        }
        assert_eq!(all[wanted].property("checked"), true, "{name} is {value}");
    }
}
