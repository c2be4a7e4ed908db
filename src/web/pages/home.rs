//! The first page after signing in: what to do next, by role.

use super::shell::Shell;
use super::time::When;
use crate::domain::words::{Role, SubmissionState};
use crate::i18n::Locale;
use crate::service::accounts::Browser;
use askama::Template;

/// What the home page counts for the viewer; zero where the role sees nothing of it.
#[derive(Clone, Copy, Debug, Default)]
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
    let mut add = |due: bool, tone, title: String, advice, href: &str, action| {
        if due {
            tasks.push(Task {
                tone,
                title,
                advice: say.t(advice),
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
    let number = |id: &'static str, n: u32| say.of(id).n("count", n).to_string();
    let answers = matches!(role, Role::FocalPoint | Role::Supervisor | Role::Caseworker);
    let holds_keys = matches!(role, Role::FocalPoint | Role::DataManager);
    if answers {
        let to_queue = "home-queue-go";
        let rest = c.open[1..].iter().sum();
        let (late, now) = (
            number("home-late", c.late),
            number("home-immediate", c.open[0]),
        );
        add(c.late > 0, "bad", late, "home-late-do", "/queue", to_queue);
        let advice = "home-immediate-do";
        add(c.open[0] > 0, "bad", now, advice, "/queue", to_queue);
        let title = number("home-answer", rest);
        add(
            rest > 0,
            "wait",
            title,
            "home-answer-do",
            "/queue",
            to_queue,
        );
        let title = number("home-held", c.held);
        let (advice, action) = ("home-held-do", "home-held-go");
        add(c.held > 0, "wait", title, advice, "/queue", action);
    }
    for (count, title, advice, href) in [
        (
            c.approvals,
            "home-approvals",
            "home-approvals-do",
            "/approvals",
        ),
        (c.looks, "home-looks", "home-looks-do", "/looks"),
        (
            c.unmatched,
            "home-unmatched",
            "home-unmatched-do",
            "/unmatched",
        ),
        (c.consents, "home-consents", "home-consents-do", "/cases"),
    ] {
        let title = number(title, count);
        add(count > 0, "wait", title, advice, href, "home-see");
    }
    if holds_keys {
        let title = number("home-confirm", c.keys_to_confirm);
        let (due, advice) = (c.keys_to_confirm > 0, "home-confirm-do");
        add(due, "wait", title, advice, "/keys", "home-confirm-go");
        let (title, action) = (say.t("home-no-key"), "home-no-key-go");
        add(c.no_key, "bad", title, "home-no-key-do", "/keys", action);
        let title = match c.waiting_key {
            0 => say.t("home-locked"),
            n => number("home-locked-waiting", n),
        };
        let (advice, action) = ("home-locked-do", "home-locked-go");
        add(c.locked, "wait", title, advice, "/keys", action);
    } else if role.is_of_an_agency() {
        let (title, advice) = (say.t("home-locked"), "home-locked-ask");
        add(c.locked, "wait", title, advice, "/queue", "home-queue-go");
    }
    let title = number("home-recoveries", c.recoveries);
    let (due, advice) = (c.recoveries > 0, "home-recoveries-do");
    add(
        due,
        "wait",
        title,
        advice,
        "/recoveries",
        "home-recoveries-go",
    );
    if role != Role::Auditor {
        let see = "home-submissions-go";
        let title = number("home-damaged", c.damaged);
        let (due, advice) = (c.damaged > 0, "home-damaged-do");
        let href = submissions(SubmissionState::Damaged);
        add(due, "bad", title, advice, &href, see);
        let title = number("home-files", c.waiting_files);
        let (due, advice) = (c.waiting_files > 0, "home-files-do");
        let href = submissions(SubmissionState::WaitingMedia);
        add(due, "wait", title, advice, &href, see);
    }
    let title = number("home-dead", c.dead);
    add(
        c.dead > 0,
        "wait",
        title,
        "home-dead-do",
        "/machines",
        "home-see",
    );
    if role == Role::Admin {
        let title = number("home-keyless", c.agencies_without_key);
        let (due, advice) = (c.agencies_without_key > 0, "home-keyless-do");
        add(due, "wait", title, advice, "/agencies", "home-keyless-go");
        let title = number("home-drafts", c.drafts);
        let (advice, action) = ("home-drafts-do", "home-drafts-go");
        add(c.drafts > 0, "wait", title, advice, "/projects", action);
        let (title, action) = (say.t("home-no-phone"), "home-no-phone-go");
        let advice = "home-no-phone-do";
        add(c.phones == 0, "wait", title, advice, "/projects", action);
    }
    if role == Role::Auditor {
        let (title, action) = (say.t("home-chain"), "home-chain-go");
        let due = c.chain_broken;
        add(due, "bad", title, "home-chain-do", "/audit", action);
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
            title: number("home-opening", c.to_open),
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
    let keys = || place("/keys", "frame-nav-keys", "home-place-keys");
    let people = |about| place("/people", "frame-nav-people", about);
    match role {
        Role::Admin => vec![
            place("/projects", "frame-nav-projects", "home-place-phones"),
            place("/agencies", "frame-nav-agencies", "home-place-agencies"),
            people("home-place-people-all"),
        ],
        Role::Supervisor | Role::Caseworker => vec![queue(), sent(), projects()],
        Role::FocalPoint => vec![queue(), sent(), keys(), people("home-place-people")],
        Role::DataManager => vec![keys(), projects()],
        Role::Coordination => Vec::new(),
        Role::Auditor => vec![place("/audit", "frame-nav-audit", "home-place-audit")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_admin_is_never_sent_to_a_queue_or_to_keys() {
        let all = Counts {
            open: [1; 4],
            late: 1,
            held: 1,
            locked: true,
            waiting_key: 2,
            keys_to_confirm: 1,
            ..Counts::default()
        };
        let hrefs: Vec<_> = tasks(Locale::default(), Role::Admin, &all)
            .iter()
            .map(|t| t.href.clone())
            .chain(
                places(Locale::default(), Role::Admin)
                    .iter()
                    .map(|p| p.href.to_owned()),
            )
            .collect();
        assert!(
            hrefs
                .iter()
                .all(|h| !h.starts_with("/queue") && !h.starts_with("/keys")),
            "{hrefs:?}"
        );
    }

    #[test]
    fn what_is_late_comes_first() {
        let counts = Counts {
            open: [1, 2, 0, 0],
            late: 2,
            ..Counts::default()
        };
        assert_eq!(
            tasks(Locale::default(), Role::FocalPoint, &counts)[0].title,
            "2 answers are late"
        );
    }

    #[test]
    fn only_key_holders_are_told_to_unlock() {
        let counts = Counts {
            locked: true,
            ..Counts::default()
        };
        assert_eq!(
            tasks(Locale::default(), Role::DataManager, &counts)[0].action,
            "Unlock"
        );
        assert!(
            tasks(Locale::default(), Role::Caseworker, &counts)[0]
                .advice
                .starts_with("Ask your focal point")
        );
    }
}
