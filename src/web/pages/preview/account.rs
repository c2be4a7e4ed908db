//! Samples of the pages of the own account, of passkeys, and of letting somebody in again.

use super::*;
use crate::domain::words::Role;
use crate::service::accounts::{Browser, RecoveryReason};
use crate::web::pages::account::{OwnAccount, OwnPassword, PasskeyLine, Passkeys, SessionLine};
use crate::web::pages::recovery::{Colleague, Recover, Recoveries, RecoveryLine};

fn session(id: &str, this: bool, browser: Browser, minutes: i64) -> SessionLine {
    SessionLine {
        id: id.into(),
        this,
        with: match browser {
            Browser::Other => "account-with-program",
            _ => "account-with-browser",
        },
        browser,
        begun: when(minutes + 40),
        used: when(minutes),
    }
}

fn own(role: Role, sessions: Vec<SessionLine>, app: bool, passkeys: usize) -> OwnAccount {
    OwnAccount {
        shell: idle(role),
        name: "Amina Diallo".into(),
        email: "amina@harbour.example".into(),
        role,
        agency: role
            .is_of_an_agency()
            .then(|| "Harbour Shelter Network".into()),
        app,
        passkeys,
        offered: true,
        recovers: role != Role::Caseworker,
        sessions,
    }
}

fn idle(role: Role) -> Shell {
    let mut shell = shell(role, Here::Elsewhere);
    shell.idle = Some(900);
    shell
}

fn keys(rows: Vec<PasskeyLine>, app: bool, trouble: Trouble) -> Passkeys {
    Passkeys {
        shell: idle(Role::Supervisor),
        rows,
        app,
        offered: true,
        required: false,
        room: true,
        name: String::new(),
        trouble,
    }
}

fn password(trouble: Trouble) -> OwnPassword {
    OwnPassword {
        shell: idle(Role::Caseworker),
        email: "amina@harbour.example".into(),
        min_length: 10,
        trouble,
    }
}

fn key(id: &str, name: &str, used: Option<i64>) -> PasskeyLine {
    PasskeyLine {
        id: id.into(),
        name: name.into(),
        added: when(9_000),
        used: used.map(when),
    }
}

fn recovery(id: &str, name: &str, mine: bool) -> RecoveryLine {
    RecoveryLine {
        id: id.into(),
        name: name.into(),
        why: RecoveryReason::PhoneLost,
        by: Some("Joseph Okello".into()),
        asked: when(50),
        until: when(50 - 24 * 60),
        mine,
        end: "recovery-waits",
        tone: "wait",
    }
}

fn recover(by_two: bool, factor: bool, asked_already: bool) -> Recover {
    Recover {
        shell: shell(Role::FocalPoint, Here::People),
        id: 12,
        name: "Rosa Mendes".into(),
        role: Role::Caseworker,
        factor,
        by_two,
        whys: RecoveryReason::ALL,
        asked_already,
    }
}

fn list(waiting: Vec<RecoveryLine>, done: Vec<RecoveryLine>) -> Recoveries {
    Recoveries {
        shell: shell(Role::DataManager, Here::Elsewhere),
        waiting,
        done,
        people: vec![Colleague {
            id: 12,
            name: "Rosa Mendes".into(),
            role: Role::FocalPoint,
        }],
        link: None,
    }
}

fn step(app: bool, passkeys: bool, trouble: Trouble) -> SignInCode {
    SignInCode {
        shell: outside(),
        halfway: "12-1-ab".into(),
        app,
        passkeys,
        next: String::new(),
        trouble,
    }
}

/// All of them.
pub fn pages() -> Vec<Page> {
    let several = vec![
        session("s1", true, Browser::Firefox, 1),
        session("s2", false, Browser::Chrome, 30),
        session("s3", false, Browser::Other, 300),
    ];
    let wrong = |field, text: &str| Trouble::with(field, locale().t(text));
    let two = vec![key("k1", "Desk machine", Some(30)), key("k2", "Key", None)];
    let mut done = recovery("r3", "Sami Haddad", false);
    (done.end, done.tone) = ("recovery-agreed", "ok");
    let mut lapsed = recovery("r4", "Sami Haddad", false);
    (lapsed.end, lapsed.tone, lapsed.by) = ("recovery-lapsed", "off", None);
    let mut linked = list(Vec::new(), vec![done, lapsed]);
    linked.link = Some(OneTimeLink {
        name: "Rosa Mendes".into(),
        url: "https://forms.example.org/welcome/q8f2".into(),
        expires: when(-4_000),
    });
    let mut elsewhere = keys(Vec::new(), true, Trouble::none());
    elsewhere.offered = false;
    let mut machine = recovery("r2", "Sami Haddad", false);
    machine.by = None;
    vec![
        page("account", &own(Role::Supervisor, several, true, 2)),
        page(
            "account-first",
            &own(
                Role::Admin,
                vec![session("s1", true, Browser::Safari, 0)],
                false,
                0,
            ),
        ),
        page("password", &password(Trouble::none())),
        page(
            "password-wrong",
            &password(wrong("current", "entry-factor-wrong-password")),
        ),
        page("passkeys", &keys(two, false, Trouble::none())),
        page("passkeys-none", &keys(Vec::new(), true, Trouble::none())),
        page(
            "passkeys-wrong",
            &keys(
                Vec::new(),
                true,
                wrong("password", "entry-factor-wrong-password"),
            ),
        ),
        page("passkeys-elsewhere", &elsewhere),
        page("sign-in-passkey", &step(true, true, Trouble::none())),
        page(
            "sign-in-passkey-wrong",
            &step(false, true, wrong("passkey", "account-passkey-not-taken")),
        ),
        page("sign-in-no-way", &step(false, false, Trouble::none())),
        page("recover", &recover(true, true, false)),
        page("recover-alone", &recover(false, false, false)),
        page("recover-again", &recover(true, true, true)),
        page(
            "recoveries",
            &list(
                vec![recovery("r1", "Rosa Mendes", true), machine],
                Vec::new(),
            ),
        ),
        page("recoveries-none", &list(Vec::new(), Vec::new())),
        page("recoveries-link", &linked),
    ]
}
