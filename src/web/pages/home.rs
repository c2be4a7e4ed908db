//! The first page after signing in: what to do next, by role.

use super::shell::Shell;
use super::time::When;
use crate::domain::words::{Role, SubmissionState};
use crate::i18n::Locale;
use crate::service::accounts::Browser;
use askama::Template;

/// What the home page counts for the viewer; zero where the role sees nothing of it.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Received referrals without an answer, from U0 to U3.
    pub open: [u32; 4],
    /// Of these, those whose time to answer is over.
    pub late: u32,
    /// Items held in the agency's own queue.
    pub held: u32,
    /// The agency's keys are locked.
    pub locked: bool,
    /// Submissions that wait for the key.
    pub waiting_key: u32,
    /// Submissions that the vault is about to open.
    pub to_open: u32,
    /// Of what came within the last day, those that are opened.
    pub opened: u32,
    /// Submissions that wait for files.
    pub waiting_files: u32,
    /// The one project whose submissions these are, if there is one only.
    pub project: Option<i64>,
    /// What another asked and the viewer may decide.
    pub approvals: u32,
    /// Consents that wait to be confirmed.
    pub consents: u32,
    /// What named a case from elsewhere.
    pub unmatched: u32,
    /// Looks that wait for a word.
    pub looks: u32,
    /// Messages that were given up.
    pub dead: u32,
    /// Submissions that are damaged or whose key is disabled.
    pub damaged: u32,
    /// Keys that wait for the viewer's confirmation.
    pub keys_to_confirm: u32,
    /// The agency has no collection key in use.
    pub no_key: bool,
    /// Drafts of forms that are not published.
    pub drafts: u32,
    /// Drafts whose publishing another asked for, and which the viewer may publish.
    pub drafts_to_second: u32,
    /// Where that is done, if it is one draft only.
    pub second_at: Option<String>,
    /// Versions of the pathway that wait for the viewer's signature.
    pub versions_to_sign: u32,
    /// Protocols that wait for the viewer's signature.
    pub protocols_to_sign: u32,
    /// Phones that can send.
    pub phones: u32,
    /// Agencies without a key in use (for admins).
    pub agencies_without_key: u32,
    /// Colleagues whom the viewer can let in again.
    pub recoveries: u32,
    /// The audit chain does not check (for auditors).
    pub chain_broken: bool,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// How pressing: `bad`, `wait` or `ok`.
    pub tone: &'static str,
    /// What it is, with its number.
    pub title: String,
    /// What to do.
    pub advice: String,
    /// Where to do it.
    pub href: String,
    /// What the link says.
    pub action: String,
    /// How far it is, where it goes on by itself: how many of how many, and that in words.
    pub progress: Option<(u32, u32, String)>,
}

/// A place that the role often needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub href: &'static str,
    /// Its name.
    pub title: String,
    /// What one does there.
    pub about: String,
}

/// `GET /`.
#[derive(Template)]
#[template(path = "home.html")]
pub struct Home {
    /// The frame.
    pub shell: Shell,
    /// What waits, most pressing first.
    pub tasks: Vec<Task>,
    /// Where things are.
    pub places: Vec<Place>,
    /// When one was here before; none for the first time.
    pub last: Option<LastIn>,
}

/// When somebody had signed in before this session.
pub struct LastIn {
    /// When.
    pub at: When,
    /// With what.
    pub browser: Browser,
    /// How many wrong passwords and codes came between.
    pub wrong_tries: i64,
}

impl Home {
    /// The home page for a role with these counts.
    pub fn new(shell: Shell, role: Role, counts: &Counts) -> Self {
        Self {
            tasks: tasks(shell.locale, role, counts),
            places: places(shell.locale, role),
            last: None,
            shell,
        }
    }
}

fn tasks(say: Locale, role: Role, c: &Counts) -> Vec<Task> {
    let mut tasks = Vec::new();
    // The title, the advice and the button: what waits once, and what waits often, may be told in different words.
    let mut add = |count: u32, tone, [title, advice, action]: [&str; 3], href: &str| {
        let number = |id: &str| say.of(id.to_owned()).n("count", count).to_string();
        if count > 0 {
            tasks.push(Task {
                tone,
                title: number(title),
                advice: number(advice),
                href: href.to_owned(),
                action: say.t(action),
                progress: None,
            });
        }
    };
    // A number leads to its list; with several projects, to where one of them is chosen.
    let submissions = |state: SubmissionState| match c.project {
        Some(id) => format!("/projects/{id}/submissions?state={state}"),
        None => "/projects".to_owned(),
    };
    let answers = matches!(role, Role::FocalPoint | Role::Supervisor | Role::Caseworker);
    let holds_keys = matches!(role, Role::FocalPoint | Role::DataManager);
    if answers {
        let words = ["home-immediate", "home-immediate-do", "home-queue-go"];
        add(c.open[0], "bad", words, "/queue");
        let words = ["home-late", "home-late-do", "home-queue-go"];
        add(c.late, "bad", words, "/queue");
    }
    // Above what cannot be read without them.
    if holds_keys {
        let words = ["home-no-key", "home-no-key-do", "home-no-key-go"];
        add(c.no_key.into(), "bad", words, "/keys");
        let title = match c.waiting_key {
            0 => "home-locked",
            _ => "home-locked-waiting",
        };
        let words = [title, "home-locked-do", "home-locked-go"];
        let waiting = if c.locked { c.waiting_key.max(1) } else { 0 };
        add(waiting, "wait", words, "/keys");
        let words = ["home-confirm", "home-confirm-do", "home-confirm-go"];
        add(c.keys_to_confirm, "wait", words, "/keys");
    } else if role.is_of_an_agency() {
        let words = ["home-locked", "home-locked-ask", "home-queue-go"];
        add(c.locked.into(), "wait", words, "/queue");
    }
    if answers {
        let words = ["home-answer", "home-answer-do", "home-queue-go"];
        add(c.open[1..].iter().sum(), "wait", words, "/queue");
        let words = ["home-held", "home-held-do", "home-held-go"];
        add(c.held, "wait", words, "/queue");
    }
    let words = ["home-approvals", "home-approvals-do", "home-approvals-go"];
    add(c.approvals, "wait", words, "/approvals");
    let words = ["home-looks", "home-looks-do", "home-looks-go"];
    add(c.looks, "wait", words, "/looks");
    let words = ["home-unmatched", "home-unmatched-do", "home-unmatched-go"];
    add(c.unmatched, "wait", words, "/unmatched");
    let words = ["home-consents", "home-consents-do", "home-consents-go"];
    add(c.consents, "wait", words, "/cases");
    let words = ["home-versions", "home-versions-do", "home-versions-go"];
    add(c.versions_to_sign, "wait", words, "/pathway");
    let words = ["home-protocols", "home-protocols-do", "home-protocols-go"];
    add(c.protocols_to_sign, "wait", words, "/protocols");
    let words = [
        "home-recoveries",
        "home-recoveries-do",
        "home-recoveries-go",
    ];
    add(c.recoveries, "wait", words, "/recoveries");
    if role != Role::Auditor {
        let words = ["home-damaged", "home-damaged-do", "home-damaged-go"];
        let href = submissions(SubmissionState::Damaged);
        add(c.damaged, "bad", words, &href);
        let words = ["home-files", "home-files-do", "home-files-go"];
        let href = submissions(SubmissionState::WaitingMedia);
        add(c.waiting_files, "wait", words, &href);
    }
    let words = ["home-dead", "home-dead-do", "home-dead-go"];
    add(c.dead, "wait", words, "/machines");
    if role == Role::Admin {
        let words = ["home-second", "home-second-do", "home-second-go"];
        let href = c.second_at.as_deref().unwrap_or("/projects");
        add(c.drafts_to_second, "wait", words, href);
        let words = ["home-keyless", "home-keyless-do", "home-keyless-go"];
        add(c.agencies_without_key, "wait", words, "/agencies");
        let words = ["home-drafts", "home-drafts-do", "home-drafts-go"];
        add(c.drafts, "wait", words, "/projects");
        let words = ["home-no-phone", "home-no-phone-do", "home-no-phone-go"];
        add((c.phones == 0).into(), "wait", words, "/projects");
    }
    if role == Role::Auditor {
        let words = ["home-chain", "home-chain-do", "home-chain-go"];
        add(c.chain_broken.into(), "bad", words, "/audit");
    }
    if c.to_open > 0 && role.is_of_an_agency() {
        let all = c.opened + c.to_open;
        let words = say.of("home-opening-of").n("count", c.opened);
        let advice = match c.locked {
            true => "home-opening-locked",
            false => "home-opening-do",
        };
        tasks.push(Task {
            tone: "ok",
            title: say.of("home-opening").n("count", c.to_open).into(),
            advice: say.t(advice),
            href: submissions(SubmissionState::Received),
            action: say.t("home-submissions-go"),
            progress: Some((c.opened, all, words.n("all", all).into())),
        });
    }
    // Stable: within the same weight the order above stays.
    tasks.sort_by_key(|t| match t.tone {
        "bad" => 0,
        "wait" => 1,
        _ => 2,
    });
    tasks
}

fn places(say: Locale, role: Role) -> Vec<Place> {
    let place = |href, title, about| Place {
        href,
        title: say.t(title),
        about: say.t(about),
    };
    let queue = || place("/queue", "frame-nav-queue", "home-place-queue");
    let sent = || place("/queue/sent", "home-place-sent-title", "home-place-sent");
    let projects = || {
        let title = "home-place-projects-title";
        place("/projects", title, "home-place-projects")
    };
    let cases = || place("/cases", "frame-nav-cases", "home-place-cases");
    let keys = || place("/keys", "frame-nav-keys", "home-place-keys");
    let people = |about| place("/people", "frame-nav-people", about);
    match role {
        Role::Admin => vec![
            place("/projects", "frame-nav-projects", "home-place-phones"),
            place("/agencies", "frame-nav-agencies", "home-place-agencies"),
            people("home-place-people-all"),
        ],
        Role::Supervisor | Role::Caseworker => vec![queue(), sent(), cases(), projects()],
        Role::FocalPoint => vec![
            queue(),
            sent(),
            cases(),
            keys(),
            people("home-place-people"),
        ],
        Role::DataManager => vec![keys(), projects()],
        Role::Coordination => vec![
            place("/insight/shared", "frame-nav-insight", "home-place-shared"),
            place("/pathway", "frame-nav-pathway", "home-place-pathway"),
        ],
        Role::Auditor => vec![
            place("/audit", "frame-nav-audit", "home-place-audit"),
            place("/retention", "frame-nav-records", "home-place-records"),
        ],
    }
}

#[cfg(test)]
mod tests;
