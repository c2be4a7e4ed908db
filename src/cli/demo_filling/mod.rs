//! The demo's people: their stories, told over the last fortnight. Phones send, people act and clocks run as they would have,
//! on a clock that is set back and moves forward step by step; no state is written by hand. Who the people are and what
//! happens to them is data, in `forms/demo`.

mod acts;
mod clock;
mod person;
mod phone;
pub mod stories;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use super::credentials::Credentials;
use crate::crypto::token;
use crate::domain::words::SubmissionState;
use crate::service::{House, alerts, clocks};
use crate::store::referrals::steps::ONWARD;
use crate::store::{jobs, settings};
use crate::vault::Vault;
use crate::vault::consents::reweighing::REWEIGH;
use acts::{Forms, People};
use person::Person;
use phone::Phones;
use stories::{Does, Sending, Step, Stories, Who};

pub use clock::DemoClock;

/// How many there are, in the database; `begun` while they are on their way.
const PEOPLE: &str = "demo_people";
const BEGUN: &str = "begun";

const MINUTE: i64 = 60_000;
/// When the agencies of a demo with people began.
pub const FIRST_DAY: i64 = 15 * 24 * 60 * MINUTE;
/// The longest step of the clock: everything with a time of its own happens that near to it.
const TICK: i64 = 20 * MINUTE;
/// When people say what they offer, before anybody comes.
const BEFORE: i64 = FIRST_DAY - 60 * MINUTE;
/// Nothing that is under way is due later than this.
const LEASES: i64 = 5 * MINUTE;
/// How often what is under way is looked at.
const LOOK: Duration = Duration::from_millis(20);
const LOOKS: usize = 250;
/// How often it is said how far it is.
const SAID_EVERY: usize = 20;

/// What is there of people.
pub enum There {
    /// Nothing: they can be brought.
    Nobody,
    /// So many.
    All(String),
    /// It was interrupted.
    Some,
}

/// What is there of people in this database.
///
/// # Errors
/// When the database refuses.
pub async fn there(house: &House) -> anyhow::Result<There> {
    let said = house
        .store
        .read("demo", |conn| settings::value(conn, PEOPLE))
        .await?;
    Ok(match said.as_deref() {
        None => There::Nobody,
        Some(BEGUN) => There::Some,
        Some(count) => There::All(count.to_owned()),
    })
}

/// Notes that people are on their way.
///
/// # Errors
/// When the database refuses.
pub async fn begin(house: &House) -> anyhow::Result<()> {
    Ok(house
        .store
        .write("demo", |conn| settings::set(conn, PEOPLE, BEGUN))
        .await?)
}

/// Somebody in a story, as far as it has come.
struct Told<'s> {
    person: Person<'s>,
    forms: Forms,
}

/// A step, and whose.
struct Due<'s> {
    /// Milliseconds ago.
    ago: i64,
    /// Place among the people.
    whose: usize,
    step: &'s Step,
}

/// Brings so many people. `say` hears how far it is. Answers steps that found nothing to do: none, unless forms or rules changed
/// and the stories did not.
///
/// # Errors
/// When something of it is refused: the folder is of no use then.
pub async fn fill(
    house: &House,
    vault: &Arc<Vault>,
    clock: &DemoClock,
    made: &Credentials,
    count: usize,
    say: impl Fn(usize),
) -> anyhow::Result<Vec<String>> {
    let stories = Stories::shipped()?;
    let mut telling = Telling {
        house,
        vault,
        clock,
        made,
        people: People::of(house, made),
        phones: Phones::default(),
        idle: Vec::new(),
    };
    telling.pass(BEFORE).await?;
    for (code, steps) in &stories.before {
        telling.before(code, steps).await?;
    }
    let mut told = cast(&stories, made, count)?;
    let mut dues = Vec::new();
    for (whose, one) in told.iter().enumerate() {
        for step in &one.person.story.steps {
            if let Some(ago) = one.person.ago(step.at) {
                dues.push(Due { ago, whose, step });
            }
        }
    }
    dues.sort_by_key(|due| (std::cmp::Reverse(due.ago), due.whose));
    let (mut begun, mut brought) = (vec![false; told.len()], 0);
    for due in dues {
        telling.pass(due.ago).await?;
        let one = told.get_mut(due.whose).context("somebody")?;
        telling.step(one, due.step).await?;
        if let Some(begun) = begun.get_mut(due.whose).filter(|begun| !**begun) {
            *begun = true;
            brought += 1;
            if brought % SAID_EVERY == 0 || brought == count {
                say(brought);
            }
        }
    }
    telling.pass(0).await?;
    alerts::refresh(house).await?;
    let idle = telling.idle;
    house
        .store
        .write("demo", move |conn| {
            settings::set(conn, PEOPLE, &count.to_string())
        })
        .await?;
    Ok(idle)
}

/// Who is who.
fn cast<'s>(
    stories: &'s Stories,
    made: &Credentials,
    count: usize,
) -> anyhow::Result<Vec<Told<'s>>> {
    let cast = stories.casting(count);
    let mut told = Vec::with_capacity(count);
    for (story, of) in stories.stories.iter().zip(cast) {
        for place in 0..of {
            let person = Person::new(told.len() + 1, story, place, of);
            let person = person.with_context(|| format!("nobody meets {:?}", story.name))?;
            let agency = agency(made, person.agency)?;
            let forms = Forms {
                agency,
                ..Forms::default()
            };
            told.push(Told { person, forms });
        }
    }
    Ok(told)
}

fn agency(made: &Credentials, code: &str) -> anyhow::Result<String> {
    let found = made.agencies.iter().find(|one| one.code == code);
    Ok(found
        .with_context(|| format!("no agency of the demo is {code:?}"))?
        .id
        .clone())
}

struct Telling<'a> {
    house: &'a House,
    vault: &'a Arc<Vault>,
    clock: &'a DemoClock,
    made: &'a Credentials,
    people: People<'a>,
    phones: Phones,
    /// Steps that found nothing to do.
    idle: Vec<String>,
}

impl Telling<'_> {
    /// What an agency says of itself before anybody comes.
    async fn before(&mut self, code: &str, steps: &[Step]) -> anyhow::Result<()> {
        let forms = Forms {
            agency: agency(self.made, code)?,
            ..Forms::default()
        };
        let own = person::dates(self.house.now());
        for (place, step) in steps.iter().enumerate() {
            match &step.does {
                Does::Send(filled) => {
                    let device = phone::device(self.made, &forms.agency, step.who == Who::Office)?;
                    let id = person::instance_id(&format!("{code} form {place}"));
                    let sent = self.phones.send(self.house, device, &id, filled, &own);
                    sent.await?;
                }
                does => {
                    self.people.act(step.who, does, &forms).await?;
                }
            }
        }
        Ok(())
    }

    /// One step of somebody's story.
    async fn step(&mut self, one: &mut Told<'_>, step: &Step) -> anyhow::Result<()> {
        let Told { person, forms } = one;
        let done = match &step.does {
            Does::Send(filled) => {
                let device = phone::device(self.made, &forms.agency, step.who == Who::Office)?;
                let id = person.instance_id(forms.submissions.len());
                let own = person.own(self.house.now());
                let sent = self.phones.send(self.house, device, &id, filled, &own);
                let row = sent
                    .await
                    .with_context(|| format!("{:?}, {}", person.story.name, filled.form))?;
                forms.submissions.push(row.id);
                self.settle().await?;
                filled.sending != Sending::Whole || row.state != SubmissionState::Damaged.as_str()
            }
            does => {
                let done = self.people.act(step.who, does, forms).await;
                let done = done.with_context(|| {
                    format!("{:?}, after {} minutes", person.story.name, step.at)
                })?;
                self.settle().await?;
                done
            }
        };
        if !done {
            let what = format!("{:?}, after {} minutes", person.story.name, step.at);
            self.idle.push(what);
        }
        Ok(())
    }

    /// Lets time pass until so long ago, with all that happens by itself.
    async fn pass(&mut self, ago: i64) -> anyhow::Result<()> {
        loop {
            let left = self.clock.ago() - ago;
            if left <= 0 {
                return Ok(());
            }
            self.clock.set_back(self.clock.ago() - left.min(TICK));
            clocks::run(self.house).await?;
            self.settle().await?;
        }
    }

    /// Waits until the vault has done all that is due.
    async fn settle(&self) -> anyhow::Result<()> {
        for _ in 0..LOOKS {
            let until = self.house.now() + LEASES;
            let due = self.house.store.read("demo", move |conn| {
                jobs::due(conn, &[ONWARD, REWEIGH], until)
            });
            if !due.await? {
                return Ok(());
            }
            let (vault, lease) = (self.vault.clone(), format!("demo.{}", token::random_id()));
            tokio::task::spawn_blocking(move || vault.catch_up(&lease)).await??;
            clocks::run(self.house).await?;
            tokio::time::sleep(LOOK).await;
        }
        tracing::warn!("something of the demo waits longer than it should");
        Ok(())
    }
}
