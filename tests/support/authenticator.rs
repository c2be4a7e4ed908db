//! The app on a person's phone that shows codes (RFC 6238), written from the RFC alone.

use std::cell::Cell;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::Client;

/// One account in the app.
pub struct Authenticator {
    secret: Vec<u8>,
    shown: Cell<u64>,
}

impl Authenticator {
    /// From the secret as people type it.
    pub fn typed(secret: &str) -> Self {
        let mut bits = String::new();
        for letter in secret.chars().filter(|c| !c.is_whitespace()) {
            let place = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).unwrap();
            bits.push_str(&format!("{place:05b}"));
        }
        let bytes = bits.as_bytes().chunks_exact(8);
        let byte = |bits| u8::from_str_radix(std::str::from_utf8(bits).unwrap(), 2).unwrap();
        Self {
            secret: bytes.map(byte).collect(),
            shown: Cell::new(0),
        }
    }

    fn step() -> u64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs()
            / 30
    }

    fn of(&self, step: u64) -> String {
        let key = ring::hmac::Key::new(
            ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            self.secret.as_slice(),
        );
        let tag = ring::hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let at = usize::from(tag[19] & 15);
        let number = u32::from_be_bytes(tag[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }

    /// The code of now, and a few steps later or earlier.
    pub fn away(&self, steps: i64) -> String {
        self.of(Self::step().checked_add_signed(steps).unwrap())
    }

    /// A code that it has not shown before; waits for one if it must.
    pub fn code(&self) -> String {
        let next = Self::step().max(self.shown.get() + 1);
        while next > Self::step() + 1 {
            std::thread::sleep(Duration::from_millis(200));
        }
        self.shown.set(next);
        self.of(next)
    }

    /// A code that is not one of now's.
    pub fn wrong(&self) -> String {
        let near: Vec<String> = (-2..=2).map(|steps| self.away(steps)).collect();
        let mut all = (0..10).map(|n| format!("{n}00000"));
        all.find(|code| !near.contains(code)).unwrap()
    }
}

/// Sets up a second factor for whoever is signed in; gives them in their new session, and their app.
pub fn enrolled(nobody: &Client, person: &Client, password: &str) -> (Client, Authenticator) {
    let path = "/v1/users/current/second-factor";
    let made = person.post(path, &json!({"password": password}));
    let made = made.expect(200).json();
    let app = Authenticator::typed(made["secret"].as_str().unwrap());
    let given = json!({"otp": app.code()});
    let session = person.post(&format!("{path}/confirm"), &given).expect(200);
    let session: Value = session.json();
    let token = session["token"].as_str().unwrap();
    (nobody.clone().bearer(token), app)
}
