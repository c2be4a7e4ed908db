//! Emergency stops: what is stopped now, and one act to stop something.

use askama::Template;

use super::parts::{Choice, Trouble};
use super::shell::Shell;
use super::time::When;

/// A stop in the list.
#[derive(Clone, Debug)]
pub struct StopLine {
    /// Identifier in addresses.
    pub id: String,
    /// What is stopped, in words.
    pub what: String,
    /// Why.
    pub reason: String,
    /// When it was set.
    pub set: When,
    /// When it was lifted; none while it stands.
    pub lifted: Option<When>,
    /// The viewer may lift it.
    pub may_lift: bool,
}

/// `GET /stops`.
#[derive(Template)]
#[template(path = "stops.html")]
pub struct StopsPage {
    /// The frame.
    pub shell: Shell,
    /// Newest first.
    pub stops: Vec<StopLine>,
    /// What the viewer may stop; empty: nothing.
    pub choices: Vec<Choice>,
    /// What was wrong.
    pub trouble: Trouble,
}
