//! The queue (received and sent) and one referral.

use super::labels::Shape;
use super::parts::{Choice, Field, Lock, Pager, Trouble};
use super::referral_words::choices;
use super::shell::Shell;
use super::time::{Due, When};
use crate::domain::referral::{
    Question, RecallReason, ReferralState, Reply, ServiceOutcome, Statement,
};
use crate::domain::words::Urgency;
use crate::i18n::Locale;
use askama::Template;

/// Where a referral stands, as pages show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing(pub ReferralState);

impl Standing {
    /// The word for the agency that sent it.
    pub fn sender_label(self, shell: &Shell) -> String {
        let other = matches!(
            self.0,
            ReferralState::Sent
                | ReferralState::Seen
                | ReferralState::InfoRequested
                | ReferralState::Expired
                | ReferralState::Unplaced
        );
        match other {
            true => shell.t(&format!("referral-state-{}-sender", self.0)),
            false => shell.word(self.0),
        }
    }

    /// Look of its tag.
    pub fn tone(self) -> &'static str {
        match self.0 {
            ReferralState::Draft | ReferralState::Held => "held",
            ReferralState::Sent | ReferralState::Seen | ReferralState::InfoRequested => "wait",
            ReferralState::Accepted
            | ReferralState::InProgress
            | ReferralState::Delivered
            | ReferralState::Closed => "ok",
            ReferralState::Declined
            | ReferralState::Recalled
            | ReferralState::Expired
            | ReferralState::Unplaced
            | ReferralState::PersonDeclined => "off",
        }
    }

    /// Whether somebody still has to answer.
    pub fn is_open(self) -> bool {
        self.is_held() || self.0.is_waiting()
    }

    /// Whether it stays in the collecting agency.
    pub fn is_held(self) -> bool {
        self.0 == ReferralState::Held
    }
}

/// Something that can be done from where a referral stands.
pub struct Act {
    /// Its word in the address.
    pub word: &'static str,
    /// What the button says.
    pub label: String,
    /// It cannot be taken back.
    pub grave: bool,
    /// What it leads to, said before it is done; only where nothing else is asked first.
    pub means: Option<String>,
    /// What must be chosen first, and of what.
    pub choice: Option<(String, Vec<Choice>)>,
    /// Whether a number of units may be given.
    pub units: bool,
}

/// The acts that a page offers, in the order of `words`.
pub fn acts(say: Locale, words: &[&'static str]) -> Vec<Act> {
    let act = |word: &'static str, grave, choices: Option<Vec<Choice>>| Act {
        word,
        label: say.t(&format!("referral-act-{word}")),
        grave,
        means: (grave && choices.is_none()).then(|| say.t(&format!("referral-act-{word}-means"))),
        choice: choices.map(|all| (say.t(&format!("referral-act-{word}-word")), all)),
        units: word == "deliver",
    };
    let act_of = |word: &&'static str| {
        let choices = match *word {
            "ask" => Some(choices(say, Question::ALL)),
            "answer" => Some(choices(say, Reply::ALL)),
            "deliver" => Some(choices(say, ServiceOutcome::ALL)),
            "recall" => Some(choices(say, RecallReason::ALL)),
            "attest" => Some(choices(say, Statement::ALL)),
            "contact" | "confirm" | "dispute" | "person-declined" | "close" | "reopen" => None,
            // Accept and decline have a place of their own.
            _ => return None,
        };
        let grave = matches!(*word, "dispute" | "person-declined" | "close" | "recall");
        Some(act(word, grave, choices))
    };
    words.iter().filter_map(act_of).collect()
}

/// A referral in a list.
pub struct Card {
    /// Identifier in addresses.
    pub id: String,
    /// Name of the service; none while the keys are locked.
    pub service: Option<String>,
    /// How soon.
    pub urgency: Urgency,
    /// Where it stands.
    pub standing: Standing,
    /// What is due next, and by when; none once nothing is.
    pub due: Option<Due>,
    /// The message for it, like `queue-due-answer`.
    pub due_what: &'static str,
    /// The message that says who was told that it is late, if anybody.
    pub escalated: Option<&'static str>,
    /// By when treatment after an exposure must begin, where the card tells of one: a clock of its own, above the answer's.
    pub exposure: Option<Due>,
    /// When it was sent (or held).
    pub sent: When,
    /// The same in milliseconds since 1970 UTC, for the script that asks for what came after.
    pub sent_ms: i64,
    /// The other agency, where the viewer may know it.
    pub other_agency: Option<String>,
    /// The triage card; none while the keys are locked.
    pub triage: Option<Vec<Field>>,
    /// Whether the viewer may accept and decline it.
    pub may_answer: bool,
    /// The consent that it rested on has ended: its card is shown to nobody any more.
    pub ended: bool,
}

impl Card {
    /// Heading that tells nothing while locked.
    pub fn heading(&self, shell: &Shell) -> String {
        let service = self.service.clone();
        service.unwrap_or_else(|| shell.t("queue-card-referral"))
    }

    /// Whether to offer an answer: not for what is held, and not for what cannot be read now.
    pub fn takes_answer(&self) -> bool {
        self.may_answer
            && self.triage.is_some()
            && matches!(self.standing.0, ReferralState::Sent | ReferralState::Seen)
    }

    /// Why it takes no answer.
    pub fn takes_none(&self, shell: &Shell) -> String {
        match self.standing.0 {
            ReferralState::Sent | ReferralState::Seen if self.ended => shell.t("queue-card-ended"),
            ReferralState::Sent | ReferralState::Seen => shell.t("queue-card-locked"),
            _ => {
                let text = shell.of("referral-decline-late");
                text.s("state", shell.word(self.standing.0)).into()
            }
        }
    }

    /// Whether its time is over.
    pub fn is_late(&self) -> bool {
        self.due.as_ref().is_some_and(|d| d.late)
    }
}

/// The cards of one urgency.
pub struct Group {
    /// How soon.
    pub urgency: Urgency,
    /// Soonest due first.
    pub cards: Vec<Card>,
}

impl Group {
    /// The message that says how soon an answer is expected.
    pub fn promise(&self) -> &'static str {
        match self.urgency {
            Urgency::U0 => "queue-promise-u0",
            Urgency::U1 => "queue-promise-u1",
            Urgency::U2 => "queue-promise-u2",
            Urgency::U3 => "queue-promise-u3",
        }
    }
}

/// `GET /queue`: what the agency received and has to answer, and what it holds itself.
#[derive(Template)]
#[template(path = "queue.html")]
pub struct Queue {
    /// The frame.
    pub shell: Shell,
    /// What needs an answer, most urgent first.
    pub groups: Vec<Group>,
    /// Whether content can be read.
    pub lock: Lock,
    /// On the first page: when it was made, for what comes after it by itself.
    pub made: Option<i64>,
    /// Neighbouring pages.
    pub pager: Pager,
}

impl Queue {
    /// Sorts the cards: by urgency, then by time to answer. 25 a page keep it under 60 KB.
    pub fn new(
        shell: Shell,
        cards: Vec<Card>,
        lock: Lock,
        made: Option<i64>,
        pager: Pager,
    ) -> Self {
        Self {
            shell,
            groups: grouped(cards),
            lock,
            made,
            pager,
        }
    }
}

fn grouped(mut cards: Vec<Card>) -> Vec<Group> {
    // Whichever clock ends first.
    let ends = |card: &Card| {
        let clocks = card.due.iter().chain(&card.exposure);
        clocks.map(|due| due.ms).min().unwrap_or(i64::MAX)
    };
    cards.sort_by_key(|card| (card.urgency, ends(card)));
    let mut groups: Vec<Group> = Vec::new();
    for card in cards {
        match groups.last_mut() {
            Some(group) if group.urgency == card.urgency => group.cards.push(card),
            _ => groups.push(Group {
                urgency: card.urgency,
                cards: vec![card],
            }),
        }
    }
    groups
}

/// `GET /queue/new`: a piece of the queue's page, with what came since it was made, and nothing else.
#[derive(Template)]
#[template(path = "queue_new.html")]
pub struct QueueNew {
    /// The frame: only for its words.
    pub shell: Shell,
    /// What came, most urgent first.
    pub groups: Vec<Group>,
    /// From when to ask the next time.
    pub after: i64,
    /// There is more than this.
    pub more: bool,
}

impl QueueNew {
    /// Sorts the cards like the page.
    pub fn new(shell: Shell, cards: Vec<Card>, after: i64, more: bool) -> Self {
        Self {
            shell,
            groups: grouped(cards),
            after,
            more,
        }
    }

    /// What is announced: how many came, and how pressing the most pressing is.
    pub fn said(&self) -> String {
        let count: usize = self.groups.iter().map(|group| group.cards.len()).sum();
        match self.groups.first() {
            None => String::new(),
            Some(first) => self
                .shell
                .of("queue-news")
                .n("count", i64::try_from(count).unwrap_or(i64::MAX))
                .s("urgency", self.shell.word(first.urgency))
                .into(),
        }
    }
}

/// `GET /queue/answered`: what the agency is at work on, owes a word about, or answered last.
#[derive(Template)]
#[template(path = "queue_answered.html")]
pub struct QueueAnswered {
    /// The frame.
    pub shell: Shell,
    /// At work, most urgent first; then what was answered last.
    pub cards: Vec<Card>,
    /// Whether content can be read.
    pub lock: Lock,
    /// Neighbouring pages.
    pub pager: Pager,
}

/// `GET /referrals/{id}/decline`, and its answer when no reason was chosen.
#[derive(Template)]
#[template(path = "referral_decline.html")]
pub struct ReferralDecline {
    /// The frame.
    pub shell: Shell,
    /// The same as in the list.
    pub card: Card,
    /// What `reason` may be.
    pub reasons: Vec<Choice>,
    /// What was wrong.
    pub trouble: Trouble,
}

/// `GET /referrals/{id}/print`: on paper, without contact.
#[derive(Template)]
#[template(path = "referral_print.html")]
pub struct ReferralPrint {
    /// The frame.
    pub shell: Shell,
    /// The same as in the list.
    pub card: Card,
    /// The viewer's agency sent it.
    pub is_sender: bool,
    /// How to make contact safely, if the case tells.
    pub rules: Vec<Field>,
    /// When and for whom this was made.
    pub printed: When,
    /// What happened, oldest first.
    pub events: Vec<Event>,
}

/// `GET /queue/sent`: what the agency sent.
#[derive(Template)]
#[template(path = "queue_sent.html")]
pub struct QueueSent {
    /// The frame.
    pub shell: Shell,
    /// Newest first.
    pub cards: Vec<Card>,
    /// Whether content can be read.
    pub lock: Lock,
    /// Neighbouring pages.
    pub pager: Pager,
}

/// Something that happened to a referral.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub when: When,
    /// What, as a sentence.
    pub text: String,
}

/// `GET /referrals/{id}`, and what `POST /referrals/{id}/reveal` shows.
#[derive(Template)]
#[template(path = "referral.html")]
pub struct Referral {
    /// The frame.
    pub shell: Shell,
    /// The same as in the list.
    pub card: Card,
    /// The viewer's agency sent it.
    pub is_sender: bool,
    /// When somebody must have opened it by; none once seen.
    pub see_by: Option<Due>,
    /// Whether content can be read.
    pub lock: Lock,
    /// How to make contact safely; shown above the contact itself.
    pub contact_instructions: Vec<Field>,
    /// Contact that was opened just now.
    pub contact: Vec<Field>,
    /// Lines of contact that can be opened: the field's name and its words.
    pub closed: Vec<Choice>,
    /// For what a line may be opened.
    pub purposes: Vec<Choice>,
    /// What can be done besides accepting and declining.
    pub acts: Vec<Act>,
    /// What the receiver had opened of what was taken back; none if it was not, or for the receiver.
    pub opened: Option<Vec<Event>>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// Whether it can be printed.
    pub may_print: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(id: &str, urgency: Urgency, state: ReferralState, due: i64) -> Card {
        Card {
            id: id.into(),
            service: None,
            urgency,
            standing: Standing(state),
            due: Some(Locale::default().due(due, 0)),
            due_what: "queue-due-answer",
            escalated: None,
            exposure: None,
            sent: Locale::default().when(0),
            sent_ms: 0,
            other_agency: None,
            triage: None,
            may_answer: true,
            ended: false,
        }
    }

    #[test]
    fn the_most_urgent_and_soonest_due_stands_first() {
        let cards = vec![
            card("c", Urgency::U1, ReferralState::Sent, 10),
            card("d", Urgency::U3, ReferralState::Sent, 1),
            card("b", Urgency::U0, ReferralState::Held, 9),
            card("a", Urgency::U0, ReferralState::Seen, 5),
        ];
        let groups = grouped(cards);
        let order: Vec<_> = groups
            .iter()
            .flat_map(|g| g.cards.iter().map(|c| c.id.as_str()))
            .collect();
        assert_eq!(order, ["a", "b", "c", "d"]);
    }

    #[test]
    fn what_cannot_be_taken_back_asks_something_first() {
        let words = ["contact", "dispute", "person-declined", "close", "recall"];
        for act in acts(Locale::default(), &words) {
            let asks = act.choice.is_some() || act.means.is_some();
            assert_eq!(act.grave, asks, "{}", act.word);
        }
    }
}
