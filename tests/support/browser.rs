//! Headless Chromium through ChromeDriver's WebDriver protocol: enough to see pages as people see them.

mod hand;
mod keys;
mod watch;

pub use hand::Hand;
pub use keys::Key;

use std::path::PathBuf;
use std::process::Command;

use base64::Engine;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::Running;
use super::{Client, User, eventually, free_port, target};

const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Seconds within which what a page is to have must be there. Long: a machine that is busy is not wrong.
const PATIENCE: f64 = 20.0;

/// A browser with a window and a profile of its own; gone when dropped.
pub struct Browser {
    driver: Client,
    session: String,
    // Dropped in this order: the driver, then the profile it writes to.
    _driver: Running,
    _profile: TempDir,
}

/// Something on a page.
pub struct Element<'a> {
    browser: &'a Browser,
    path: String,
}

impl Browser {
    /// Opens an empty window, as wide as a laptop's.
    pub fn open() -> Self {
        Self::open_with(json!({}), json!({}))
    }

    /// The same with more that the driver is asked for, and with settings of the profile.
    fn open_with(more: Value, settings: Value) -> Self {
        let profile = tempfile::Builder::new()
            .prefix("waypost-browser-")
            .tempdir()
            .unwrap();
        let port = free_port();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}"));
        let mut program = Running::start(command, &profile.path().join("chromedriver.log"));
        let driver = Client::at(&format!("http://127.0.0.1:{port}"));
        eventually("chromedriver is ready", 30.0, || {
            program.must_run();
            let answer = driver
                .try_send("GET", "/status", None, ureq::SendBody::none())
                .ok()?;
            (answer.json()["value"]["ready"] == true).then_some(())
        });
        let user_data = format!(
            "--user-data-dir={}",
            profile.path().join("profile").display()
        );
        let mut wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": {"args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--window-size=1280,900", user_data,
            ], "prefs": settings},
        });
        for (name, value) in more.as_object().unwrap() {
            wanted[name] = value.clone();
        }
        let capabilities = json!({"capabilities": {"alwaysMatch": wanted}});
        let answer = driver.post("/session", &capabilities).expect(200).json();
        let session = answer["value"]["sessionId"].as_str().unwrap().to_owned();
        Self {
            driver,
            session,
            _driver: program,
            _profile: profile,
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/session/{}/{rest}", self.session)
    }

    /// Goes to an address.
    pub fn go(&self, url: &str) {
        self.driver
            .post(&self.path("url"), &json!({"url": url}))
            .expect(200);
    }

    /// The address in the bar.
    pub fn url(&self) -> String {
        self.value("url")
    }

    /// The page's HTML as it stands.
    pub fn source(&self) -> String {
        self.value("source")
    }

    /// The page's text as a person reads it.
    ///
    /// A page that is being replaced takes its elements with it; then it is read again.
    pub fn text(&self) -> String {
        eventually("a page that stands still", PATIENCE, || {
            self.find("body").read().ok()
        })
    }

    fn value(&self, what: &str) -> String {
        let answer = self.driver.get(&self.path(what)).expect(200).json();
        answer["value"].as_str().unwrap_or_default().to_owned()
    }

    /// The first element that matches; waits for it.
    pub fn find(&self, css: &str) -> Element<'_> {
        let wanted = json!({"using": "css selector", "value": css});
        let found = eventually(&format!("{css} on {}", self.url()), PATIENCE, || {
            let answer = self.driver.post(&self.path("element"), &wanted);
            (answer.status == 200).then(|| answer.json())
        });
        Element {
            browser: self,
            path: self.element_path(&found["value"]),
        }
    }

    /// Every element that matches now.
    pub fn all(&self, css: &str) -> Vec<Element<'_>> {
        let wanted = json!({"using": "css selector", "value": css});
        let found = self
            .driver
            .post(&self.path("elements"), &wanted)
            .expect(200)
            .json();
        let list = found["value"].as_array().unwrap();
        list.iter()
            .map(|e| Element {
                browser: self,
                path: self.element_path(e),
            })
            .collect()
    }

    fn element_path(&self, found: &Value) -> String {
        self.path(&format!("element/{}", found[ELEMENT].as_str().unwrap()))
    }

    /// The first button or link with this text.
    pub fn press(&self, text: &str) {
        let wanted = json!({"using": "xpath", "value": format!(
            "//*[self::button or self::a or self::summary][contains(normalize-space(.), '{text}')]")});
        let found = eventually(
            &format!("a button or link {text:?} on {}", self.url()),
            PATIENCE,
            || {
                let answer = self.driver.post(&self.path("element"), &wanted);
                (answer.status == 200).then(|| answer.json())
            },
        );
        Element {
            browser: self,
            path: self.element_path(&found["value"]),
        }
        .click();
    }

    /// Makes the window this large.
    pub fn resize(&self, width: u32, height: u32) {
        self.driver
            .post(
                &self.path("window/rect"),
                &json!({"width": width, "height": height}),
            )
            .expect(200);
    }

    /// Puts a picture of the whole page into `target/screenshots/NAME.png`, for people to look at.
    pub fn screenshot(&self, name: &str) -> PathBuf {
        let answer = self.driver.get(&self.path("screenshot")).expect(200).json();
        let folder = target().join("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}.png"));
        let picture =
            base64::engine::general_purpose::STANDARD.decode(answer["value"].as_str().unwrap());
        std::fs::write(&file, picture.unwrap()).unwrap();
        file
    }

    /// Signs in on the sign-in page.
    pub fn sign_in(&self, url: &str, user: &User) {
        self.go(url);
        self.find("input[name=email]").write(&user.email);
        self.find("input[name=password]").write(&user.password);
        self.find("main form button").click();
        eventually("signed in", 10.0, || {
            self.all("input[name=password]").is_empty().then_some(())
        });
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver may be gone; it takes the window with it.
        let _ = self.driver.try_send(
            "DELETE",
            &format!("/session/{}", self.session),
            None,
            ureq::SendBody::none(),
        );
    }
}

impl Element<'_> {
    /// Its text as a person reads it.
    pub fn text(&self) -> String {
        self.read().unwrap()
    }

    /// Whether this stands in its text; what is gone says nothing.
    pub fn says(&self, what: &str) -> bool {
        self.read().is_ok_and(|text| text.contains(what))
    }

    /// Its text, or what the driver said instead.
    fn read(&self) -> Result<String, String> {
        let answer = self.browser.driver.get(&format!("{}/text", self.path));
        match answer.json()["value"].as_str() {
            Some(text) if answer.status == 200 => Ok(text.to_owned()),
            _ => Err(answer.text()),
        }
    }

    /// One of its attributes.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let answer = self
            .browser
            .driver
            .get(&format!("{}/attribute/{name}", self.path))
            .expect(200)
            .json();
        answer["value"].as_str().map(str::to_owned)
    }

    /// Clicks it.
    pub fn click(&self) {
        self.browser
            .driver
            .post(&format!("{}/click", self.path), &json!({}))
            .expect(200);
    }

    /// Types into it, after emptying it.
    pub fn write(&self, text: &str) {
        self.browser
            .driver
            .post(&format!("{}/clear", self.path), &json!({}))
            .expect(200);
        self.browser
            .driver
            .post(&format!("{}/value", self.path), &json!({"text": text}))
            .expect(200);
    }

    /// Gives a file field a file.
    pub fn choose_file(&self, file: &std::path::Path) {
        let text = file.to_str().unwrap();
        self.browser
            .driver
            .post(&format!("{}/value", self.path), &json!({"text": text}))
            .expect(200);
    }
}
