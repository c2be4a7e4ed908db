//! The queue (received and sent) and one referral.

use super::labels::{Label, Shape};
use super::parts::{Choice, Field, Lock, Pager};
use super::shell::Shell;
use super::time::{Due, When};
use crate::domain::words::Urgency;
use askama::Template;

/// Where a referral stands, as pages show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In the collecting agency's own queue; nothing was shared.
    Held,
    /// On its way; nobody opened it yet.
    Sent,
    /// Somebody of the receiving agency opened it.
    Seen,
    /// The receiving agency takes it.
    Accepted,
    /// It does not.
    Declined,
}

impl Standing {
    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "held" => Self::Held,
            "sent" => Self::Sent,
            "seen" => Self::Seen,
            "accepted" => Self::Accepted,
            "declined" => Self::Declined,
            _ => return None,
        })
    }

    /// The word that people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Held => "Held here: not shared",
            Self::Sent => "New",
            Self::Seen => "Seen",
            Self::Accepted => "Accepted",
            Self::Declined => "Declined",
        }
    }

    /// The word for the agency that sent it.
    pub fn sender_label(self) -> &'static str {
        match self {
            Self::Sent => "Not seen yet",
            Self::Seen => "Seen, no answer yet",
            other => other.label(),
        }
    }

    /// Look of its tag.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Sent | Self::Seen => "wait",
            Self::Accepted => "ok",
            Self::Declined => "off",
        }
    }

    /// Whether somebody still has to answer.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Held | Self::Sent | Self::Seen)
    }

    /// Whether it stays in the collecting agency.
    pub fn is_held(self) -> bool {
        self == Self::Held
    }
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
    /// When to answer by; none once answered.
    pub due: Option<Due>,
    /// When it was sent (or held).
    pub sent: When,
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
    pub fn heading(&self) -> &str {
        self.service.as_deref().unwrap_or("Referral")
    }

    /// Whether to offer an answer: not for what is held, and not for what cannot be read now.
    pub fn takes_answer(&self) -> bool {
        self.may_answer
            && self.triage.is_some()
            && matches!(self.standing, Standing::Sent | Standing::Seen)
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
    /// In plain words, how soon an answer is expected.
    pub fn promise(&self) -> &'static str {
        match self.urgency {
            Urgency::U0 => "Answer within 30 minutes",
            Urgency::U1 => "Answer within 6 hours",
            Urgency::U2 => "Answer within 48 hours",
            Urgency::U3 => "Answer within 5 days",
        }
    }
}

/// `GET /queue`: what the agency received, and what it holds itself.
#[derive(Template)]
#[template(path = "queue.html")]
pub struct Queue {
    /// The frame.
    pub shell: Shell,
    /// What needs an answer, most urgent first.
    pub groups: Vec<Group>,
    /// What was answered.
    pub answered: Vec<Card>,
    /// Whether content can be read.
    pub lock: Lock,
    /// What `reason` may be when declining.
    pub reasons: Vec<Choice>,
    /// Neighbouring pages.
    pub pager: Pager,
}

impl Queue {
    /// Sorts the cards: by urgency, then by time to answer; answered ones below. 25 a page keep it under 60 KB.
    pub fn new(shell: Shell, cards: Vec<Card>, lock: Lock, pager: Pager) -> Self {
        let (mut open, answered): (Vec<_>, Vec<_>) =
            cards.into_iter().partition(|c| c.standing.is_open());
        open.sort_by_key(|c| (c.urgency, c.due.as_ref().map_or(i64::MAX, |d| d.ms)));
        let mut groups: Vec<Group> = Vec::new();
        for card in open {
            match groups.last_mut() {
                Some(group) if group.urgency == card.urgency => group.cards.push(card),
                _ => groups.push(Group {
                    urgency: card.urgency,
                    cards: vec![card],
                }),
            }
        }
        Self {
            shell,
            groups,
            answered,
            lock,
            reasons: decline_reasons(),
            pager,
        }
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.answered.is_empty()
    }
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

/// `GET /referrals/{id}`.
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
    /// Contact; opens only once accepted.
    pub contact: Vec<Field>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// What `reason` may be when declining.
    pub reasons: Vec<Choice>,
}

/// Why an agency may decline. A closed list: free text would carry what a person said into the clear.
pub const DECLINE_REASONS: &[(&str, &str)] = &[
    ("no_capacity", "We have no capacity now"),
    ("not_eligible", "The person cannot get our service"),
    ("wrong_area", "Outside our area"),
    ("wrong_service", "Not our service"),
    ("conflict_of_interest", "Conflict of interest"),
    ("safety", "We cannot do it safely"),
    (
        "no_consent_for_data_needed",
        "We need to know more than was agreed to",
    ),
    ("duplicate", "We know this person already"),
    ("other", "Another reason"),
];

/// [`DECLINE_REASONS`] as options.
pub fn decline_reasons() -> Vec<Choice> {
    DECLINE_REASONS
        .iter()
        .map(|(value, label)| Choice::new(*value, *label))
        .collect()
}

/// The text for a stored reason; the word itself if it is not in the list.
pub fn decline_reason_label(word: &str) -> &str {
    DECLINE_REASONS
        .iter()
        .find(|(value, _)| *value == word)
        .map_or(word, |(_, label)| label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::time::Zone;

    fn card(id: &str, urgency: Urgency, standing: Standing, due: i64) -> Card {
        Card {
            id: id.into(),
            service: None,
            urgency,
            standing,
            due: Some(Zone::default().due(due, 0)),
            sent: Zone::default().when(0),
            other_agency: None,
            triage: None,
            may_answer: true,
            ended: false,
        }
    }

    #[test]
    fn the_reasons_on_pages_are_those_that_a_referral_takes() {
        let domain: Vec<_> = crate::domain::referral::DeclineReason::ALL
            .iter()
            .map(|r| r.as_str())
            .collect();
        let pages: Vec<_> = DECLINE_REASONS.iter().map(|(word, _)| *word).collect();
        assert_eq!(pages, domain);
    }

    #[test]
    fn the_most_urgent_and_soonest_due_stands_first() {
        let cards = vec![
            card("c", Urgency::U1, Standing::Sent, 10),
            card("d", Urgency::U3, Standing::Accepted, 1),
            card("b", Urgency::U0, Standing::Held, 9),
            card("a", Urgency::U0, Standing::Seen, 5),
        ];
        let queue = Queue::new(Shell::outside("x"), cards, Lock::Open, Pager::default());
        let order: Vec<_> = queue
            .groups
            .iter()
            .flat_map(|g| g.cards.iter().map(|c| c.id.as_str()))
            .collect();
        assert_eq!(order, ["a", "b", "c"]);
        assert_eq!(queue.answered[0].id, "d");
    }
}
