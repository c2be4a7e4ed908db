//! The first page after signing in: what to do next, by role.

use super::shell::Shell;
use crate::domain::words::Role;
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
    /// Submissions that wait for files.
    pub waiting_files: u32,
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
    pub advice: &'static str,
    /// Where to do it.
    pub href: &'static str,
    /// What the link says.
    pub action: &'static str,
}

/// A place that the role often needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub href: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What one does there.
    pub about: &'static str,
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
}

impl Home {
    /// The home page for a role with these counts.
    pub fn new(shell: Shell, role: Role, counts: &Counts) -> Self {
        Self {
            shell,
            tasks: tasks(role, counts),
            places: places(role),
        }
    }
}

/// `1 phone`, `2 phones`.
fn number(n: u32, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn tasks(role: Role, c: &Counts) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut add = |due: bool, tone, title: String, advice, href, action| {
        if due {
            tasks.push(Task {
                tone,
                title,
                advice,
                href,
                action,
            });
        }
    };
    let answers = matches!(role, Role::FocalPoint | Role::Supervisor | Role::Caseworker);
    let holds_keys = matches!(role, Role::FocalPoint | Role::DataManager);
    if answers {
        let open: u32 = c.open.iter().sum();
        add(
            c.late > 0,
            "bad",
            format!("{} late", number(c.late, "answer is", "answers are")),
            "Answer these first.",
            "/queue",
            "Open the queue",
        );
        add(
            c.open[0] > 0,
            "bad",
            number(c.open[0], "immediate referral", "immediate referrals"),
            "A person may be in danger now. Accept or decline within 30 minutes.",
            "/queue",
            "Open the queue",
        );
        let rest = open - c.open[0];
        add(
            rest > 0,
            "wait",
            format!("{} to answer", number(rest, "referral", "referrals")),
            "Accept or decline each one. The most urgent is on top.",
            "/queue",
            "Open the queue",
        );
        add(
            c.held > 0,
            "wait",
            format!("{} held here", number(c.held, "item is", "items are")),
            "Not shared with anyone. Your own team decides what to do.",
            "/queue",
            "See held items",
        );
    }
    if holds_keys {
        add(
            c.keys_to_confirm > 0,
            "wait",
            format!(
                "{} for you to confirm",
                number(c.keys_to_confirm, "new key waits", "new keys wait")
            ),
            "Compare the fingerprint with the other key holder, then confirm.",
            "/keys",
            "Go to keys",
        );
        add(
            c.no_key,
            "bad",
            "Your agency has no key in use".into(),
            "Without a key, phones cannot send. Make one; a second person confirms it.",
            "/keys",
            "Make a key",
        );
        add(
            c.locked,
            "wait",
            match c.waiting_key {
                0 => "Your agency’s keys are locked".into(),
                n => format!(
                    "Keys are locked: {}",
                    number(n, "submission waits", "submissions wait")
                ),
            },
            "Unlock them with the passphrase.",
            "/keys",
            "Unlock",
        );
    } else if role.is_of_an_agency() {
        add(
            c.locked,
            "wait",
            "Your agency’s keys are locked".into(),
            "Ask your focal point or data manager to unlock them.",
            "/queue",
            "Open the queue",
        );
    }
    if role != Role::Auditor {
        add(
            c.damaged > 0,
            "bad",
            number(
                c.damaged,
                "submission did not open",
                "submissions did not open",
            ),
            "Ask the phone’s user to keep the copy on the phone.",
            "/projects",
            "See submissions",
        );
        add(
            c.waiting_files > 0,
            "wait",
            format!(
                "{} for files",
                number(c.waiting_files, "submission waits", "submissions wait")
            ),
            "Ask the phone’s user to connect and send again.",
            "/projects",
            "See submissions",
        );
    }
    if role == Role::Admin {
        add(
            c.agencies_without_key > 0,
            "wait",
            number(
                c.agencies_without_key,
                "agency has no key in use",
                "agencies have no key in use",
            ),
            "Remind its key holders. You cannot make a key for them.",
            "/agencies",
            "See agencies",
        );
        add(
            c.drafts > 0,
            "wait",
            format!(
                "{} not published",
                number(c.drafts, "draft is", "drafts are")
            ),
            "Read the findings, then publish.",
            "/projects",
            "See forms",
        );
        add(
            c.phones == 0,
            "wait",
            "No phone can send yet".into(),
            "Open a project and add a phone.",
            "/projects",
            "See projects",
        );
    }
    if role == Role::Auditor {
        add(
            c.chain_broken,
            "bad",
            "The audit chain does not check".into(),
            "Someone may have changed the record. Keep a copy and tell the person responsible for this server.",
            "/audit",
            "See the audit",
        );
    }
    // Stable: within the same weight the order above stays.
    tasks.sort_by_key(|t| t.tone != "bad");
    tasks
}

fn places(role: Role) -> Vec<Place> {
    let place = |href, title, about| Place { href, title, about };
    let queue = place(
        "/queue",
        "Queue",
        "Referrals to your agency: read, accept, decline.",
    );
    let sent = place(
        "/queue/sent",
        "Sent referrals",
        "What your agency sent, and who answered.",
    );
    let projects = place(
        "/projects",
        "Projects and submissions",
        "Forms, phones and what phones sent.",
    );
    let keys = place(
        "/keys",
        "Keys",
        "Unlock, lock, and make keys with a second person.",
    );
    match role {
        Role::Admin => vec![
            place("/projects", "Projects", "Put forms on phones."),
            place(
                "/agencies",
                "Agencies",
                "Who works here, and whether their keys are in use.",
            ),
            place("/people", "People", "Invite and disable accounts."),
        ],
        Role::Supervisor | Role::Caseworker => vec![queue, sent, projects],
        Role::FocalPoint => vec![
            queue,
            sent,
            keys,
            place(
                "/people",
                "People",
                "Invite and disable people of your agency.",
            ),
        ],
        Role::DataManager => vec![keys, projects],
        Role::Coordination => Vec::new(),
        Role::Auditor => vec![place(
            "/audit",
            "Audit",
            "Who opened what, and when. Never the content.",
        )],
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
        let hrefs: Vec<_> = tasks(Role::Admin, &all)
            .iter()
            .map(|t| t.href)
            .chain(places(Role::Admin).iter().map(|p| p.href))
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
            tasks(Role::FocalPoint, &counts)[0].title,
            "2 answers are late"
        );
    }

    #[test]
    fn only_key_holders_are_told_to_unlock() {
        let counts = Counts {
            locked: true,
            ..Counts::default()
        };
        assert_eq!(tasks(Role::DataManager, &counts)[0].action, "Unlock");
        assert!(
            tasks(Role::Caseworker, &counts)[0]
                .advice
                .starts_with("Ask your focal point")
        );
    }
}
