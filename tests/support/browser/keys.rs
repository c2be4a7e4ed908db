//! A keyboard, and nothing beside it. Wherever it comes to, the page must show where that is.

use serde_json::{Value, json};

use super::{Browser, ELEMENT, Element};

/// How often somebody presses Tab before they give up.
const PATIENT: usize = 80;

/// What has the focus: whether it is what was looked for, and what is wrong with how it shows that.
const FOCUS: &str = "
    const here = document.activeElement, wanted = arguments[0];
    if (!here || here === document.body) return {there: false, wrong: '', at: 'the page'};
    const look = getComputedStyle(here), box = here.getBoundingClientRect();
    const told = here.tagName.toLowerCase() + (here.id ? '#' + here.id : '') + ' ' + (here.textContent || here.name || '').trim().slice(0, 40);
    const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const ringed = here.matches(':focus-visible, input:focus-within') && look.outlineStyle !== 'none'
        && (look.outlineStyle === 'auto' || parseFloat(look.outlineWidth) >= 2);
    const wrong = !seen ? 'is not on the screen' : !ringed ? 'shows no focus' : '';
    return {there: here === wanted, wrong, at: told};
";

/// A key that writes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Tab,
    Enter,
    Space,
    Up,
    Down,
    Escape,
}

impl Key {
    fn code(self) -> char {
        match self {
            Self::Tab => '\u{E004}',
            Self::Enter => '\u{E007}',
            Self::Space => ' ',
            Self::Up => '\u{E013}',
            Self::Down => '\u{E015}',
            Self::Escape => '\u{E00C}',
        }
    }
}

impl Browser {
    /// Presses a key, wherever the focus is.
    pub fn key(&self, key: Key) {
        self.keys(&[key.code()]);
    }

    /// Types, wherever the focus is.
    pub fn types(&self, text: &str) {
        self.keys(&text.chars().collect::<Vec<_>>());
    }

    fn keys(&self, all: &[char]) {
        let both = |key: &char| {
            ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()}))
        };
        let presses: Vec<Value> = all.iter().flat_map(both).collect();
        let said = json!({"actions": [{"type": "key", "id": "keyboard", "actions": presses}]});
        self.post("actions", &said);
    }

    /// Presses Tab until it comes to what is called so; fails if that takes too long, or if one cannot see where one is.
    pub fn tab_to(&self, name: &str) {
        self.tab_until(name, None, || self.focused().name().contains(name));
    }

    /// The same, to this very thing; it must have a name.
    pub fn tab_to_it(&self, it: &Element<'_>) {
        let name = it.name();
        assert!(
            !name.trim().is_empty(),
            "{} on {} has no name",
            it.path,
            self.url()
        );
        self.tab_until(&name, Some(it), || false);
    }

    fn tab_until(&self, name: &str, it: Option<&Element<'_>>, is_there: impl Fn() -> bool) {
        let wanted = it.map_or(Value::Null, Element::reference);
        let mut way = Vec::new();
        for _ in 0..=PATIENT {
            let body = json!({"script": FOCUS, "args": [wanted]});
            let focus = self.post("execute/sync", &body);
            let at = focus["at"].as_str().unwrap().to_owned();
            let wrong = focus["wrong"].as_str().unwrap();
            assert!(wrong.is_empty() || way.is_empty(), "{at}: {wrong}");
            if focus["there"] == true || is_there() {
                return;
            }
            way.push(at);
            self.key(Key::Tab);
        }
        panic!(
            "{name:?} on {} is not reached by {PATIENT} times Tab, but these: {}",
            self.url(),
            way.join(" | ")
        );
    }

    /// What has the focus.
    pub fn focused(&self) -> Element<'_> {
        let answer = self.driver.get(&self.path("element/active")).expect(200);
        Element {
            browser: self,
            path: self.element_path(&answer.json()["value"]),
        }
    }
}

impl Element<'_> {
    /// What somebody hears who does not see the page.
    pub fn name(&self) -> String {
        let answer = self
            .browser
            .driver
            .get(&format!("{}/computedlabel", self.path));
        answer.json()["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// One of its properties.
    pub fn property(&self, name: &str) -> Value {
        let path = format!("{}/property/{name}", self.path);
        self.browser.driver.get(&path).expect(200).json()["value"].take()
    }

    /// Whether the page that it was on is gone.
    pub fn is_gone(&self) -> bool {
        let answer = self.browser.driver.get(&format!("{}/name", self.path));
        answer.status == 404
    }

    /// As scripts are handed it.
    pub(super) fn reference(&self) -> Value {
        let id = self.path.rsplit('/').next().unwrap();
        json!({ELEMENT: id})
    }
}
