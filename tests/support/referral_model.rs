//! A referral's life as the domain brief has it (3.2 and 3.7), written once more in words and apart from the program: what
//! stories hold the program against. It asks the program nothing, so that a mistake there is not hidden by the same one here.
//!
//! [`explained`] is for what happens at once: whatever was sent must have happened one after the other, in some order, each
//! wholly or not at all; and what everybody was told must fit that order.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// What somebody does, or the clock: the program does all of it or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    See,
    Ask,
    Answer,
    Accept,
    AcceptInConflict,
    Decline,
    Contact,
    Deliver,
    Confirm,
    Dispute,
    PersonDecline,
    Close,
    Reopen,
    Recall,
    Attest,
    /// The person takes back what they agreed to.
    Withdraw,
    /// Whatever the clock has due.
    Clock,
}

use Deed::*;

/// From where, what, on whose behalf, to where. Nothing else is a step; the clock's are in [`Model::due`].
const STEPS: &[(&str, Deed, &str, &str)] = &[
    ("sent", See, "receiver", "seen"),
    ("seen", Ask, "receiver", "info_requested"),
    ("info_requested", Answer, "owner supervisor", "seen"),
    ("seen", Accept, "receiver", "accepted"),
    ("seen", AcceptInConflict, "receiver", "accepted"),
    ("sent seen", Decline, "receiver", "declined"),
    ("accepted", Contact, "receiver", "in_progress"),
    ("in_progress", Deliver, "receiver", "delivered"),
    ("delivered", Confirm, "owner supervisor", "delivered"),
    ("delivered", Dispute, "owner supervisor", "delivered"),
    (
        "accepted in_progress",
        PersonDecline,
        "receiver owner supervisor",
        "person_declined",
    ),
    (
        "delivered person_declined",
        Close,
        "owner supervisor",
        "closed",
    ),
    ("closed", Reopen, "receiver owner supervisor", "in_progress"),
    (
        "sent seen info_requested accepted in_progress",
        Recall,
        "owner supervisor",
        "recalled",
    ),
    (
        "sent seen info_requested accepted in_progress",
        Withdraw,
        "withdrawal",
        "recalled",
    ),
    ("recalled", Attest, "receiver", "recalled"),
];

/// What whoever did something was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is done.
    Done,
    /// Not from where it stands.
    Stands(String),
    /// Not now, though it stands where it could be done.
    NotNow(String),
}

/// A referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    pub state: &'static str,
    pub urgency: &'static str,
    pub escalation: i64,
    pub see_by: i64,
    pub decide_by: i64,
    /// Since when its clock stands still, and whether it did before.
    asked: Option<i64>,
    was_asked: bool,
    delivered_at: Option<i64>,
    pub feedback: Option<&'static str>,
    pub reopening: Option<&'static str>,
    pub attested: bool,
    /// Whether what it rests on has ended.
    pub consent_ended: bool,
    /// Whether the receiver has a key to anything of it.
    pub opens: bool,
    /// From, to, on whose behalf.
    pub history: Vec<(&'static str, &'static str, &'static str)>,
}

/// What is due on the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    Escalate,
    Expire,
    Resume,
    Close,
}

impl Model {
    /// One that was sent at a full minute.
    pub fn sent(urgency: &'static str, at: i64) -> Self {
        let (see, decide) = match urgency {
            "U0" => (15 * MINUTE, 30 * MINUTE),
            "U1" => (2 * HOUR, 6 * HOUR),
            "U2" => (DAY, 2 * DAY),
            _ => (3 * DAY, 5 * DAY),
        };
        Self {
            state: "sent",
            urgency,
            escalation: 0,
            see_by: at + see,
            decide_by: at + decide,
            asked: None,
            was_asked: false,
            delivered_at: None,
            feedback: None,
            reopening: None,
            attested: false,
            consent_ended: false,
            opens: true,
            history: Vec::new(),
        }
    }

    /// What could be done from here, by whom; what leads on stands there more often than what ends it.
    pub fn possible(&self) -> Vec<(Deed, &'static str)> {
        let mut all = Vec::new();
        for (from, deed, whose, _) in STEPS {
            if has(from, self.state) {
                let ends = matches!(deed, Decline | Recall | Withdraw | PersonDecline);
                for by in whose.split(' ') {
                    let often = if ends { 1 } else { 3 };
                    all.extend(std::iter::repeat_n((*deed, by), often));
                }
            }
        }
        all
    }

    /// Everything that is a step from somewhere, by whoever may take it there.
    pub fn everything() -> Vec<(Deed, &'static str)> {
        let each = STEPS
            .iter()
            .flat_map(|(_, deed, whose, _)| whose.split(' ').map(|by| (*deed, by)));
        each.collect()
    }

    /// When the clock does something next.
    pub fn due_at(&self) -> Option<i64> {
        self.due().map(|(at, _)| at)
    }

    fn due(&self) -> Option<(i64, Due)> {
        let (first, second) = match self.urgency {
            "U0" => (self.see_by, self.decide_by),
            "U1" => (self.see_by, self.decide_by + 6 * HOUR),
            "U2" => (self.see_by, self.decide_by),
            _ => (self.decide_by, self.decide_by + 2 * DAY),
        };
        let second = second.max(first);
        match self.state {
            "sent" | "seen" => Some(match self.escalation {
                0 => (first, Due::Escalate),
                1 => (second, Due::Escalate),
                _ => (second, Due::Expire),
            }),
            "info_requested" => Some((self.asked? + DAY, Due::Resume)),
            "delivered" if self.feedback != Some("disputed") => {
                Some((self.delivered_at? + 30 * DAY, Due::Close))
            }
            _ => None,
        }
    }

    /// It after a deed, and what whoever did it is told.
    pub fn after(&self, deed: Deed, by: &'static str, now: i64) -> (Self, Told) {
        let mut next = self.clone();
        if deed == Clock {
            next.tick(now);
            return (next, Told::Done);
        }
        if deed == See && by == "receiver" && self.state == "seen" {
            return (next, Told::Done);
        }
        let step = STEPS.iter().find(|(from, what, whose, _)| {
            has(from, self.state) && *what == deed && has(whose, by)
        });
        if deed == Withdraw {
            // Whatever is left of it at the receiver goes, whether it can be taken back or not.
            (next.consent_ended, next.opens) = (true, false);
        }
        let Some((_, _, _, to)) = step else {
            let told = match deed {
                Withdraw => Told::Done,
                _ => Told::Stands(self.state.to_owned()),
            };
            return (next, told);
        };
        if self.is_refused(deed, by) {
            return (next, Told::NotNow(self.state.to_owned()));
        }
        let mut to = *to;
        match deed {
            Ask => (next.asked, next.was_asked) = (Some(now), true),
            Answer | Recall | Withdraw => next.run_on(now),
            Deliver => next.delivered_at = Some(now),
            Confirm => next.feedback = Some("confirmed"),
            Dispute => next.feedback = Some("disputed"),
            Reopen if self.reopening.is_none() => {
                // One side alone opens nothing.
                to = self.state;
                next.reopening = side(by);
            }
            Reopen => (next.reopening, next.feedback, next.delivered_at) = (None, None, None),
            Attest => next.attested = true,
            _ => {}
        }
        if to == "recalled" {
            next.opens = false;
        }
        next.step(to, by);
        (next, Told::Done)
    }

    fn is_refused(&self, deed: Deed, by: &str) -> bool {
        match deed {
            Accept => self.consent_ended,
            AcceptInConflict => true,
            Ask => self.was_asked || ["U0", "U1"].contains(&self.urgency),
            Attest => self.attested,
            Confirm => self.feedback == Some("confirmed"),
            Dispute => self.feedback == Some("disputed"),
            Reopen => self.consent_ended || self.reopening == side(by),
            _ => false,
        }
    }

    fn step(&mut self, to: &'static str, by: &'static str) {
        self.history.push((self.state, to, by));
        self.state = to;
    }

    fn tick(&mut self, now: i64) {
        while let Some((at, due)) = self.due() {
            if at > now {
                return;
            }
            let to = match due {
                Due::Escalate => {
                    self.escalation += 1;
                    self.state
                }
                Due::Expire => {
                    self.escalation = 3;
                    "expired"
                }
                Due::Resume => {
                    self.run_on(now);
                    "seen"
                }
                Due::Close => "closed",
            };
            self.step(to, "system");
        }
    }

    /// What was left of the clock when it was stopped is left now, a day later at most.
    fn run_on(&mut self, now: i64) {
        if let Some(since) = self.asked.take() {
            let stood = now.min(since + DAY) - since;
            if self.decide_by > since {
                self.decide_by += stood;
            }
        }
    }
}

fn side(by: &str) -> Option<&'static str> {
    Some(if by == "receiver" {
        "receiver"
    } else {
        "owner"
    })
}

fn has(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

/// What somebody sent, and what came back.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Deeds in order, each of which happens wholly or not at all; the answer is the last one's. One that accepts has opened
    /// the card before.
    pub deeds: Vec<Deed>,
    pub by: &'static str,
    pub heard: Heard,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// An answer.
    Answer(Told),
    /// That the consent has ended: nothing is shown, so nothing can be decided.
    Ended,
    /// It was done; what came back says no more.
    Something,
    /// Nothing: the server died before it answered.
    Nothing,
}

/// The model after everything that was sent at once, if any order of it explains what everybody heard and what there is to
/// see now.
pub fn explained(
    model: &Model,
    sent: &[Sent],
    now: i64,
    fits: &impl Fn(&Model) -> bool,
) -> Option<Model> {
    let places = vec![0; sent.len()];
    explain(model, sent, &places, now, fits)
}

fn explain(
    model: &Model,
    sent: &[Sent],
    places: &[usize],
    now: i64,
    fits: &impl Fn(&Model) -> bool,
) -> Option<Model> {
    let is_over =
        |(one, place): (&Sent, &usize)| one.heard == Heard::Nothing || *place == one.deeds.len();
    if sent.iter().zip(places).all(is_over) && fits(model) {
        return Some(model.clone());
    }
    for (n, one) in sent.iter().enumerate() {
        let Some(deed) = one.deeds.get(places[n]) else {
            continue;
        };
        let (after, told) = model.after(*deed, one.by, now);
        let is_last = places[n] + 1 == one.deeds.len();
        let heard_so = match &one.heard {
            Heard::Answer(heard) => !is_last || *heard == told,
            Heard::Ended => !is_last || model.consent_ended,
            Heard::Something | Heard::Nothing => true,
        };
        if !heard_so {
            continue;
        }
        let after = match one.heard {
            // It decided nothing.
            Heard::Ended => model.clone(),
            _ => after,
        };
        let mut places = places.to_vec();
        places[n] += 1;
        if let Some(found) = explain(&after, sent, &places, now, fits) {
            return Some(found);
        }
    }
    None
}

/// Which deed: one that is possible where the referral stands, or any.
#[derive(Clone, Copy, Debug)]
pub enum Pick {
    Possible(usize),
    Any(usize),
}

impl Pick {
    /// Mostly possible ones.
    pub fn most() -> impl Strategy<Value = Self> {
        prop_oneof![
            5 => (0..1000_usize).prop_map(Self::Possible),
            1 => (0..1000_usize).prop_map(Self::Any),
        ]
    }

    /// The deed and on whose behalf, for a referral that stands so.
    pub fn of(self, model: &Model) -> (Deed, &'static str) {
        let (which, possible) = match self {
            Self::Possible(which) => (which, model.possible()),
            Self::Any(which) => (which, Vec::new()),
        };
        let all = match possible.is_empty() {
            true => Model::everything(),
            false => possible,
        };
        all[which % all.len()]
    }
}

/// Tries sequences, the same each time; what happens at once is decided anew each time.
pub fn runner(cases: usize, shrinks: u32) -> TestRunner {
    let config = Config {
        cases: cases as u32,
        max_shrink_iters: shrinks,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}
