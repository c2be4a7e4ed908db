//! Machines that are told when something waits, and messages to people and machines: where each stands.

use super::parts::{Choice, Content, Pager, Trouble};
use super::shell::Shell;
use super::time::When;
use crate::domain::notice::{Channel, MessageState, Problem};
use askama::Template;

/// A machine that is told.
#[derive(Clone, Debug)]
pub struct MachineLine {
    /// Its id.
    pub id: String,
    /// The host in its address.
    pub host: String,
    /// Who added it.
    pub by: String,
    /// When.
    pub made: When,
}

/// A message.
#[derive(Clone, Debug)]
pub struct MessageLine {
    /// Its id.
    pub id: String,
    /// How it goes out: the key of the word.
    pub channel: &'static str,
    /// To whom or where, as far as the viewer may know.
    pub to: String,
    /// When it was made.
    pub made: When,
    /// The key of where it stands, and the look of its tag.
    pub state: (&'static str, &'static str),
    /// How often it was tried.
    pub attempts: i64,
    /// The key of why the last try failed.
    pub problem: Option<&'static str>,
    /// The viewer may try it again.
    pub may_retry: bool,
}

/// What was just made, shown once.
pub struct NewSecret {
    /// The host of the machine.
    pub host: String,
    /// What signs messages to it.
    pub secret: Content,
}

/// `GET /machines`, and the answer to adding one.
#[derive(Template)]
#[template(path = "machines.html")]
pub struct Machines {
    /// The frame.
    pub shell: Shell,
    /// The viewer's agency; none: messages are to the installation's people.
    pub agency: Option<String>,
    /// Its machines; none where the viewer may not see them.
    pub machines: Option<Vec<MachineLine>>,
    /// What was just made.
    pub made: Option<NewSecret>,
    /// The address that was typed.
    pub url: String,
    /// Newest first.
    pub messages: Vec<MessageLine>,
    /// States to filter by.
    pub states: Vec<Choice>,
    /// Whether the viewer may try again all that was given up.
    pub may_retry_all: bool,
    /// Neighbouring pages.
    pub pager: Pager,
    /// What was wrong.
    pub trouble: Trouble,
}

impl Machines {
    /// Whether something was given up.
    pub fn dead(&self) -> bool {
        let dead = state_of(MessageState::Dead).0;
        self.messages.iter().any(|one| one.state.0 == dead)
    }
}

/// The key of how a message goes out.
pub fn channel_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => "machines-mail",
        Channel::Webhook => "machines-webhook",
    }
}

/// The key of where a message stands, and the look of its tag.
pub fn state_of(state: MessageState) -> (&'static str, &'static str) {
    match state {
        MessageState::Waiting => ("machines-state-waiting", "wait"),
        MessageState::Sent => ("machines-state-sent", "ok"),
        MessageState::Dead => ("machines-state-dead", "bad"),
        MessageState::Dropped => ("machines-state-dropped", "off"),
    }
}

/// The key of why a message was not received.
pub fn problem_key(problem: Problem) -> &'static str {
    match problem {
        Problem::Unreachable => "machines-problem-unreachable",
        Problem::Silent => "machines-problem-silent",
        Problem::Refused => "machines-problem-refused",
        Problem::Certificate => "machines-problem-certificate",
        Problem::PrivateAddress => "machines-problem-private",
        Problem::NotSetUp => "machines-problem-not-set-up",
    }
}
