//! The pages by which two people let somebody in again that lost the second factor.

use super::people::OneTimeLink;
use super::shell::Shell;
use super::time::When;
use crate::domain::words::Role;
use crate::service::accounts::RecoveryReason;
use askama::Template;

/// `GET /people/{id}/recover`: what it does, and the question why.
#[derive(Template)]
#[template(path = "recover.html")]
pub struct Recover {
    /// The frame.
    pub shell: Shell,
    /// The person's number.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Whether they have a second factor at all.
    pub factor: bool,
    /// Whether another person has to agree.
    pub by_two: bool,
    /// The reasons to choose from.
    pub whys: &'static [RecoveryReason],
    /// Whether somebody asked already.
    pub asked_already: bool,
}

/// `GET /recoveries`: what waits, and what was decided.
#[derive(Template)]
#[template(path = "recoveries.html")]
pub struct Recoveries {
    /// The frame.
    pub shell: Shell,
    /// What waits, newest first.
    pub waiting: Vec<RecoveryLine>,
    /// What was decided, or waits no more, newest first.
    pub done: Vec<RecoveryLine>,
    /// Colleagues for whom the viewer may ask.
    pub people: Vec<Colleague>,
    /// The link, once.
    pub link: Option<OneTimeLink>,
}

/// Somebody for whom the viewer may ask.
pub struct Colleague {
    /// Number.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
}

/// One recovery.
pub struct RecoveryLine {
    /// Id.
    pub id: String,
    /// Who is to be let in.
    pub name: String,
    /// Why.
    pub why: RecoveryReason,
    /// Who asked; none: whoever sits at the machine.
    pub by: Option<String>,
    /// When.
    pub asked: When,
    /// Until when it waits.
    pub until: When,
    /// Whether it is for the viewer to decide.
    pub mine: bool,
    /// How it ended; a message's id.
    pub end: &'static str,
    /// The colour of that.
    pub tone: &'static str,
}
