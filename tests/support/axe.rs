//! axe-core, which finds what shuts people out of a page: colours too pale, fields without names, an order that misleads.

use super::browser::Browser;

/// What every page must keep: WCAG 2.2 up to AA, and what axe's makers advise.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const why = node => [...node.any, ...node.all, ...node.none].map(check => check.message).join(', ');
    const told = rule => rule.id + ' (' + rule.help + '): '
        + rule.nodes.slice(0, 3).map(node => node.target.join(' ') + ': ' + why(node)).join('; ');
    axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag', values}})
        .then(found => done(found.violations.map(told)), error => done(['axe: ' + error]));
";

/// The rules, as their makers publish them.
pub struct Axe(String);

impl Axe {
    /// Reads what `tests/run` has fetched.
    pub fn fetched() -> Self {
        let file = std::env::var_os("WAYPOST_TEST_AXE").expect(
            "WAYPOST_TEST_AXE names no file: tests/run fetches axe-core from registry.npmjs.org and sets it; where that \
             cannot be reached, put axe.min.js of axe-core 4.14.1 into target/test-npm by hand",
        );
        let shown = file.to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file);
        let text = text.unwrap_or_else(|e| {
            panic!(
                "{shown}: {e}; tests/run fetches axe-core from registry.npmjs.org; where that cannot be reached, put \
                 axe.min.js of axe-core 4.14.1 there by hand"
            )
        });
        assert!(text.contains("axe v4.14.1"), "{shown} is another version");
        Self(text)
    }

    /// Brings the rules to the page that is shown.
    pub fn bring(&self, browser: &Browser) {
        browser.run(&self.0);
    }

    /// What is wrong with the page that is shown, as wide as it is now.
    pub fn violations(&self, browser: &Browser) -> Vec<String> {
        let found = browser.run_to_its_end(RUN);
        let found = found.as_array().expect("axe's list").iter();
        let words = |one: &serde_json::Value| one.as_str().unwrap_or_default().to_owned();
        found.map(words).collect()
    }
}
