//! What only a watched window tells: how wide it pretends to be, what its pages ask for, what was refused, whole pictures.

use std::path::PathBuf;

use base64::Engine;
use serde_json::{Value, json};

use super::Browser;
use crate::support::target;

/// What is wider than the screen, if anything is.
const WIDER: &str = "
    const page = document.documentElement, room = page.clientWidth;
    if (page.scrollWidth <= room) return '';
    const out = [...document.querySelectorAll('body *')].filter(e => {
        const box = e.getBoundingClientRect();
        return box.width > 0 && (box.right > room + 1 || box.left < -1);
    });
    return page.scrollWidth + ' px in ' + room + ': ' + out.slice(-3).map(e =>
        e.tagName.toLowerCase() + (e.className ? '.' + e.className : '') + ' ' + e.textContent.trim().slice(0, 40)).join('; ');
";

/// Of a profile, that no page may run scripts.
const NO_SCRIPTS: &str = "profile.managed_default_content_settings.javascript";

impl Browser {
    /// A window that keeps a record of its requests and refusals for [`Browser::asked`] and [`Browser::complaints`].
    pub fn watched() -> Self {
        Self::watched_with(json!({}))
    }

    /// The same, of somebody whose browser runs no page's scripts. [`Browser::run`] still does; nothing that waits does.
    pub fn without_scripts() -> Self {
        Self::watched_with(json!({NO_SCRIPTS: 2}))
    }

    fn watched_with(settings: Value) -> Self {
        let logs = json!({"goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"}});
        let browser = Self::open_with(logs, settings);
        let patient = json!({"script": 120_000, "pageLoad": 120_000});
        browser.post("timeouts", &patient);
        browser.cdp("Emulation.setScrollbarsHidden", json!({"hidden": true}));
        // What the browser's own first page asked for is none of a page's.
        browser.go("about:blank");
        browser.asked();
        browser.complaints();
        browser
    }

    pub(super) fn post(&self, what: &str, body: &Value) -> Value {
        let answer = self.driver.post(&self.path(what), body).expect(200);
        answer.json()["value"].take()
    }

    /// Says one command of Chromium's own protocol.
    pub fn cdp(&self, command: &str, parameters: Value) -> Value {
        let said = json!({"cmd": command, "params": parameters});
        self.post("goog/cdp/execute", &said)
    }

    /// Plugs an authenticator in, with somebody before it who is verified. Answers its id.
    pub fn plug_in(&self) -> String {
        let kind = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true,
        });
        let id = self.post("webauthn/authenticator", &kind);
        id.as_str().unwrap().to_owned()
    }

    /// Puts a passkey back into an authenticator as it was, or into another one.
    pub fn put_passkey(&self, authenticator: &str, passkey: &Value) {
        self.post(
            &format!("webauthn/authenticator/{authenticator}/credential"),
            passkey,
        );
    }

    /// The passkeys of an authenticator.
    pub fn passkeys(&self, authenticator: &str) -> Vec<Value> {
        let path = format!("webauthn/authenticator/{authenticator}/credentials");
        let answer = self.driver.get(&self.path(&path)).expect(200);
        answer.json()["value"].as_array().unwrap().clone()
    }

    /// Takes everything out of an authenticator.
    pub fn empty(&self, authenticator: &str) {
        let path = format!("webauthn/authenticator/{authenticator}/credentials");
        let nothing = ureq::SendBody::none();
        let answer = self.driver.send("DELETE", &self.path(&path), None, nothing);
        answer.expect(200);
    }

    /// Makes the page believe in a screen this wide.
    pub fn widen(&self, width: u32) {
        let screen =
            json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.cdp("Emulation.setDeviceMetricsOverride", screen);
    }

    /// Lets the page see the window as it is again.
    pub fn unwiden(&self) {
        self.cdp("Emulation.clearDeviceMetricsOverride", json!({}));
    }

    /// Runs a script in the page; the page's own policy does not hold it back.
    pub fn run(&self, script: &str) -> Value {
        self.post("execute/sync", &json!({"script": script, "args": []}))
    }

    /// The same for one that calls its last argument when it is done.
    pub fn run_to_its_end(&self, script: &str) -> Value {
        self.post("execute/async", &json!({"script": script, "args": []}))
    }

    /// Every address that was asked for since the last time, also those that were then refused.
    pub fn asked(&self) -> Vec<String> {
        let log = self.post("se/log", &json!({"type": "performance"}));
        let mut asked = Vec::new();
        for entry in log.as_array().unwrap() {
            let event: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
            let event = &event["message"];
            if event["method"] == "Network.requestWillBeSent" {
                let url = event["params"]["request"]["url"].as_str().unwrap();
                asked.push(url.to_owned());
            }
        }
        asked
    }

    /// What the browser refused, or could not do, since the last time, in its own words.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.post("se/log", &json!({"type": "browser"}));
        let bad = |entry: &&Value| entry["source"] == "security" || entry["level"] == "SEVERE";
        let entries = log.as_array().unwrap().iter().filter(bad);
        let words = |entry: &Value| entry["message"].as_str().unwrap_or_default().to_owned();
        entries.map(words).collect()
    }

    /// What is wider than the screen, in words.
    pub fn too_wide(&self) -> Option<String> {
        let wider = self.run(WIDER);
        wider
            .as_str()
            .filter(|wider| !wider.is_empty())
            .map(str::to_owned)
    }

    /// Puts a picture of the whole page, however long, into `target/screenshots/NAME.png`; the screen is then as long.
    ///
    /// Chromium's own way beyond the screen moves short pages aside that run from right to left.
    pub fn picture(&self, name: &str) -> PathBuf {
        let size = self.run("return [innerWidth, document.documentElement.scrollHeight]");
        let screen =
            json!({"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": false});
        self.cdp("Emulation.setDeviceMetricsOverride", screen);
        let wanted = json!({"format": "png", "optimizeForSpeed": true});
        let picture = self.cdp("Page.captureScreenshot", wanted);
        let bytes = picture["data"].as_str().unwrap();
        let bytes = base64::engine::general_purpose::STANDARD.decode(bytes);
        let file = target().join("screenshots").join(format!("{name}.png"));
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, bytes.unwrap()).unwrap();
        file
    }
}
