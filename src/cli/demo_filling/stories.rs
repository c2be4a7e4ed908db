//! The stories of `forms/demo/stories.toml`, read: who does what, how many minutes after it began. What the steps mean stands
//! in the README beside them.

use std::collections::BTreeMap;
use std::str::FromStr;

use anyhow::Context as _;
use serde::Deserialize;

use crate::domain::case::{ClosingReason, StepWord};
use crate::domain::closed_set;
use crate::domain::consent::WithdrawReason;
use crate::domain::provider::Capacity;
use crate::domain::referral::Feedback;
use crate::domain::words::Urgency;
use crate::service::referrals::life::Act;
use crate::vault::client::Words;

const STORIES: &str = include_str!("../../../forms/demo/stories.toml");

macro_rules! answers {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../forms/demo/", $name, ".properties")))),+]
    };
}

/// What phones answer: name and lines.
const ANSWERS: &[(&str, &str)] = answers!(
    "screening",
    "child_alone",
    "quiet",
    "not_safe",
    "agreement",
    "child_agreement",
    "identity",
    "safety",
    "meeting",
    "withdrawal",
    "closing",
    "place",
    "listing",
);

closed_set! {
    /// How old the people of a story are.
    pub enum Age {
        /// Of age.
        Adult = "adult",
        /// Fifteen to seventeen.
        Young = "young",
        /// Younger.
        Child = "child",
    }
}

closed_set! {
    /// Who does something.
    pub enum Who {
        /// A phone of those who meet people first.
        Phone = "phone",
        /// The phone of the caseworkers.
        Office = "office",
        /// A focal point of the agency that received a referral.
        Receiver = "receiver",
        /// A caseworker of the agency whose case it is.
        Owner = "owner",
        /// A supervisor there.
        Supervisor = "supervisor",
        /// Whoever unlocks the key that is under a passphrase.
        KeyHolder = "key-holder",
        /// The agency's own focal point.
        FocalPoint = "focal-point",
    }
}

closed_set! {
    /// How a form leaves the phone.
    pub enum Sending {
        /// Whole.
        Whole = "sends",
        /// A file stays on the phone.
        Half = "sends-half",
        /// With a byte changed on the way.
        Damaged = "sends-damaged",
    }
}

/// Which referrals of a person a step is about; none named: all.
#[derive(Clone, Default)]
pub struct Which {
    /// Of this urgency.
    pub urgency: Option<Urgency>,
    /// Received by the agency with this code.
    pub agency: Option<String>,
}

/// A form as it is answered: paths and answers with what stands for the person's own.
#[derive(Clone)]
pub struct Filled {
    /// The form.
    pub form: String,
    /// Path below the root to answer.
    pub answers: BTreeMap<String, String>,
    /// How it leaves the phone.
    pub sending: Sending,
}

/// What is done.
#[derive(Clone)]
pub enum Does {
    /// Sends a form.
    Send(Filled),
    /// Opens the card.
    Open(Which),
    /// Takes a step of a referral.
    Act(Act, Which),
    /// Takes one with words.
    Say(Words, Which),
    /// Confirms what is proposed.
    Confirm,
    /// Takes all consents back.
    Withdraw(WithdrawReason),
    /// Asks for help without agreement, because life is in danger.
    AskForSafety,
    /// Gives the case to the agency's caseworker.
    Assign,
    /// Takes the case a step further.
    Move(StepWord),
    /// Asks for the plan to be approved.
    AskForPlan,
    /// Asks for the case to be closed, at low risk.
    CloseCase(ClosingReason),
    /// Approves what was asked for about the case.
    Approve,
    /// Looks into a case that one does not work on.
    BreakGlass,
    /// Unlocks the key that is under a passphrase.
    Unlock,
    /// Locks it again.
    Lock,
    /// Says how much room there is for a service.
    List(String, Capacity),
}

/// One step.
#[derive(Clone)]
pub struct Step {
    /// Minutes after the story began.
    pub at: i64,
    /// Who.
    pub who: Who,
    /// What.
    pub does: Does,
}

/// A story.
#[derive(Clone)]
pub struct Story {
    /// Its name, for messages.
    pub name: String,
    /// Codes of agencies, in turn.
    pub of: Vec<String>,
    /// How old its people are.
    pub age: Age,
    /// How many of a hundred.
    pub share: usize,
    /// Minutes ago: the first, the last.
    pub began: [i64; 2],
    /// What happens.
    pub steps: Vec<Step>,
}

/// What the file says.
pub struct Stories {
    /// Before anybody comes: by agency.
    pub before: Vec<(String, Vec<Step>)>,
    /// Stories.
    pub stories: Vec<Story>,
}

#[derive(Deserialize)]
struct File {
    before: Vec<Beforehand>,
    story: Vec<Told>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Beforehand {
    of: Vec<String>,
    steps: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    name: String,
    of: Vec<String>,
    age: Age,
    share: usize,
    began: [i64; 2],
    steps: Vec<String>,
}

impl Stories {
    /// Reads the stories that are built in.
    ///
    /// # Errors
    /// Names the line that cannot be read.
    pub fn shipped() -> anyhow::Result<Self> {
        let file: File = toml::from_str(STORIES).context("forms/demo/stories.toml")?;
        let mut before = Vec::new();
        for one in file.before {
            let steps = steps(&one.steps)?;
            before.extend(one.of.into_iter().map(|code| (code, steps.clone())));
        }
        let read = |told: Told| {
            anyhow::Ok(Story {
                steps: steps(&told.steps)?,
                name: told.name,
                of: told.of,
                age: told.age,
                share: told.share,
                began: told.began,
            })
        };
        let stories: anyhow::Result<Vec<Story>> = file.story.into_iter().map(read).collect();
        Ok(Self {
            before,
            stories: stories?,
        })
    }

    /// How many people each story has, of `count`: one each as far as they go, then by their shares.
    pub fn casting(&self, count: usize) -> Vec<usize> {
        let mut cast: Vec<usize> = (0..self.stories.len())
            .map(|place| usize::from(place < count))
            .collect();
        for _ in self.stories.len()..count {
            // Whoever is furthest behind its share; of equals the first.
            let behind = |place: &usize| {
                let wanted = self
                    .stories
                    .get(*place)
                    .map_or(1, |story| story.share.max(1));
                (cast.get(*place).copied().unwrap_or(0) * 10_000) / wanted
            };
            if let Some(next) = (0..cast.len()).min_by_key(behind)
                && let Some(people) = cast.get_mut(next)
            {
                *people += 1;
            }
        }
        cast
    }
}

fn steps(lines: &[String]) -> anyhow::Result<Vec<Step>> {
    let read = |line: &String| step(line).with_context(|| format!("the demo's step {line:?}"));
    lines.iter().map(read).collect()
}

/// `MINUTES WHO DOES …; path=value; …`
fn step(line: &str) -> anyhow::Result<Step> {
    let mut pieces = line.split("; ");
    let mut words = pieces.next().unwrap_or_default().split_whitespace();
    let at = word::<i64>(&mut words)?;
    let who = word::<Who>(&mut words)?;
    let verb = words.next().context("no verb")?;
    let does = match verb.parse::<Sending>() {
        Ok(sending) => {
            let form = words.next().context("no form")?.to_owned();
            let mut answers = answers(words.next().context("no answers")?)?;
            for piece in pieces {
                let (path, value) = piece.split_once('=').context("no path=value")?;
                answers.insert(path.to_owned(), value.to_owned());
            }
            Does::Send(Filled {
                form,
                answers,
                sending,
            })
        }
        Err(_) => does(verb, &mut words)?,
    };
    Ok(Step { at, who, does })
}

fn does<'a>(verb: &str, words: &mut impl Iterator<Item = &'a str>) -> anyhow::Result<Does> {
    Ok(match verb {
        "opens" => Does::Open(which(words)?),
        "accepts" => Does::Act(Act::Accept { conflict: false }, which(words)?),
        "declines" => Does::Act(Act::Decline(word(words)?), which(words)?),
        "meets" => Does::Act(Act::Contact, which(words)?),
        "confirms" => Does::Act(Act::Feedback(Feedback::Confirmed), which(words)?),
        "disputes" => Does::Act(Act::Feedback(Feedback::Disputed), which(words)?),
        "person-declines" => Does::Act(Act::PersonDeclined, which(words)?),
        "closes" => Does::Act(Act::Close, which(words)?),
        "reopens" => Does::Act(Act::Reopen, which(words)?),
        "recalls" => Does::Act(Act::Recall(word(words)?), which(words)?),
        "attests" => Does::Act(Act::Attest(word(words)?), which(words)?),
        "asks" => Does::Say(Words::Ask(word(words)?), which(words)?),
        "answers" => Does::Say(Words::Answer(word(words)?), which(words)?),
        "delivers" => Does::Say(Words::Deliver(word(words)?, None), which(words)?),
        "confirms-consents" => Does::Confirm,
        "withdraws" => Does::Withdraw(word(words)?),
        "asks-for-safety" => Does::AskForSafety,
        "assigns" => Does::Assign,
        "moves-case" => Does::Move(word(words)?),
        "asks-for-plan" => Does::AskForPlan,
        "closes-case" => Does::CloseCase(word(words)?),
        "approves" => Does::Approve,
        "breaks-glass" => Does::BreakGlass,
        "unlocks" => Does::Unlock,
        "locks" => Does::Lock,
        "lists" => Does::List(word(words)?, word(words)?),
        other => anyhow::bail!("nobody does {other:?}"),
    })
}

fn word<'a, T>(words: &mut impl Iterator<Item = &'a str>) -> anyhow::Result<T>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    Ok(words.next().context("a word is missing")?.parse()?)
}

/// `U0`, `U0@CEDAR`, or nothing.
fn which<'a>(words: &mut impl Iterator<Item = &'a str>) -> anyhow::Result<Which> {
    let Some(text) = words.next() else {
        return Ok(Which::default());
    };
    let (urgency, agency) = match text.split_once('@') {
        Some((urgency, agency)) => (urgency, Some(agency.to_owned())),
        None => (text, None),
    };
    Ok(Which {
        urgency: Some(urgency.parse()?),
        agency,
    })
}

fn answers(name: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let (_, lines) = ANSWERS
        .iter()
        .find(|(known, _)| *known == name)
        .with_context(|| format!("no answers are called {name:?}"))?;
    let pairs = lines
        .lines()
        .filter_map(|line| line.strip_prefix("/data/")?.split_once('='));
    Ok(pairs
        .map(|(path, value)| (path.to_owned(), value.to_owned()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_stories_are_read_and_cast() {
        let told = Stories::shipped().expect("the stories");
        let all = told.stories.len();
        assert!(told.stories.iter().all(|one| one.began[0] >= one.began[1]));
        assert_eq!(told.casting(3).iter().sum::<usize>(), 3);
        for count in [all, all + 5, 200] {
            let cast = told.casting(count);
            assert_eq!(cast.iter().sum::<usize>(), count);
            assert!(cast.iter().all(|people| *people > 0));
        }
    }

    #[test]
    fn every_answer_is_to_a_question_of_its_form() {
        let told = Stories::shipped().expect("the stories");
        let before = told.before.iter().flat_map(|(_, steps)| steps);
        let steps = told.stories.iter().flat_map(|story| &story.steps);
        for step in before.chain(steps) {
            let Does::Send(filled) = &step.does else {
                continue;
            };
            let form = crate::cli::demo_forms::LIBRARY
                .iter()
                .find(|form| form.id == filled.form)
                .expect("a form of the library");
            let form = crate::openrosa::FormDefinition::parse(form.xml.as_bytes()).expect("a form");
            for path in filled.answers.keys() {
                assert!(
                    form.field(&format!("/{path}")).is_some(),
                    "{} has no {path}",
                    filled.form
                );
            }
        }
    }
}
