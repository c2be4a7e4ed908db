//! The one writer of referrals against the domain brief written out once more ([`crate::support::referral_model`]): whoever
//! steps, alone or two at once on connections of their own, with the store closed and opened in between. After each step the
//! row, its history, its clock's job and the keys of its receiver are what one order of the steps explains.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use waypost::domain::referral::{
    By, DeclineReason, Event, Feedback, RecallReason, ReferralState, Statement,
};
use waypost::store::referrals::steps::{self, Step as Taking, Taken};
use waypost::store::referrals::withdrawal::{Withdrawal, withdraw};
use waypost::store::{Store, StoreError, StoreSettings, referrals};

use super::super::{Place, execute, number};
use super::row;
use crate::support::referral_model::{Deed, Heard, Model, Pick, Sent, Told, explained, runner};
use crate::support::{Database, on_both, thorough};

const MINUTE: i64 = 60_000;
/// When the first of them is sent: a full minute of 2026.
const BEGIN: i64 = 1_795_000_020_000;

/// What happens next to a referral.
#[derive(Clone, Copy, Debug)]
enum Step {
    Alone(Pick),
    AtOnce(Pick, Pick),
    /// At the moment at which its clock is due.
    WithTheClock(Pick),
    Minutes(i64),
    UntilDue,
    JustBeforeDue,
    Reopened,
}

fn steps() -> impl Strategy<Value = (usize, Vec<Step>)> {
    let step = prop_oneof![
        8 => Pick::most().prop_map(Step::Alone),
        6 => (Pick::most(), Pick::most()).prop_map(|(one, other)| Step::AtOnce(one, other)),
        2 => Pick::most().prop_map(Step::WithTheClock),
        1 => (1..900_i64).prop_map(Step::Minutes),
        1 => Just(Step::UntilDue),
        1 => Just(Step::JustBeforeDue),
        1 => Just(Step::Reopened),
    ];
    (0..4_usize, prop::collection::vec(step, 1..22))
}

/// Why something was not done, so that all of it is undone.
enum Refusal {
    Told(Told),
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Place {
    fn with_keys(self) -> Self {
        self.write(|conn| {
            let blob = blob(conn);
            for agency in ["a", "b"] {
                execute(conn, &format!(
                    "insert into keys (id, agency_id, purpose, custody, state, public_key, fingerprint, wrapped_private, created_at) \
                     values ('key-{agency}', 'id-{agency}', 'cases', 'unattended', 'active', {blob}, '{agency}', {blob}, 0)"
                ))?;
            }
            Ok(())
        })
        .unwrap();
        self
    }

    /// Sends one with a card and a contact that both agencies can open.
    fn sends(&self, id: &str, urgency: &str, model: &Model, at: i64) {
        let mut row = row(id, urgency);
        row.sent_at = at;
        row.moved_at = at;
        row.see_by = model.see_by;
        row.decide_by = model.decide_by;
        row.record_id = format!("card-{id}");
        row.contact_record_id = Some(format!("contact-{id}"));
        row.consent_id = Some(format!("consent-{id}"));
        self.write(move |conn| {
            let blob = blob(conn);
            execute(conn, &format!(
                "insert into submissions (id, project_id, form_id, rendition_id, instance_id, state, envelope_sha256, \
                 parts_expected, parts_present, created_at) values ('{0}', 1, 'f', 'r', '{0}', 'sealed', {blob}, 0, 0, 0)",
                row.id
            ))?;
            sealed(conn, &row.record_id)?;
            sealed(conn, &format!("contact-{}", row.id))?;
            execute(conn, &format!(
                "insert into consents (id, agency_id, submission_id, record_id, expires_at, created_at) \
                 values ('consent-{0}', 'id-a', '{0}', '{1}', {2}, 0)",
                row.id, row.record_id, i64::MAX
            ))?;
            referrals::insert(conn, std::slice::from_ref(&row))
        })
        .unwrap();
    }

    /// Does one thing, as the program does it: all of it in one transaction.
    fn does(&self, id: &str, deed: Deed, by: &'static str, now: i64) -> Told {
        let id = id.to_owned();
        let done = self.store.write_now("model", move |conn| match deed {
            Deed::Clock => tick(conn, &id, now),
            Deed::Withdraw => {
                execute(
                    conn,
                    &format!("update consents set state = 'withdrawn' where id = 'consent-{id}'"),
                )?;
                let word = Withdrawal {
                    referral: &id,
                    id: new_id(),
                    actor: None,
                    actor_kind: "vault",
                    now,
                };
                withdraw(conn, &word)?;
                Ok(())
            }
            _ => {
                let words = matches!(deed, Deed::Ask | Deed::Answer | Deed::Deliver);
                let record = words.then(|| format!("words-{}", new_id()));
                if let Some(record) = &record {
                    sealed(conn, record)?;
                }
                let taking = Taking {
                    referral: &id,
                    id: new_id(),
                    event: event(deed),
                    by: by.parse().unwrap(),
                    actor: Some(1),
                    actor_kind: "user",
                    conflict: deed == Deed::AcceptInConflict,
                    record,
                    now,
                };
                Err(Refusal::Told(match steps::take(conn, &taking)? {
                    Taken::Done(_) => return Ok(()),
                    Taken::Stands(state) => Told::Stands(state.to_string()),
                    Taken::Refused(state, _) => Told::NotNow(state.to_string()),
                }))
            }
        });
        match done {
            Ok(()) => Told::Done,
            Err(Refusal::Told(told)) => told,
            Err(Refusal::Store(error)) => panic!("{deed:?} by {by}: {error}"),
        }
    }

    fn observed(&self, id: &str) -> Observed {
        let wanted = id.to_owned();
        self.read(move |conn| {
            let id = wanted;
            let row = referrals::by_id(conn, &id)?.unwrap();
            let events = referrals::events_of(conn, &id)?;
            let keys = number(conn, &format!(
                "select count(*) as n from record_keys where key_id = 'key-b' and (record_id in ('card-{id}', 'contact-{id}') \
                 or record_id in (select record_id from referral_events where referral_id = '{id}'))"
            ))?;
            let of_sender = number(conn, &format!(
                "select count(*) as n from record_keys where key_id = 'key-a' and record_id in ('card-{id}', 'contact-{id}')"
            ))?;
            let looked = number(conn, &format!(
                "select coalesce(min(run_at), -1) as n from jobs where kind = 'clock' and subject_id = '{id}'"
            ))?;
            let onward = number(conn, &format!(
                "select count(*) as n from jobs where kind = 'onward' and subject_id = '{id}'"
            ))?;
            let audited = number(conn, &format!(
                "select count(*) as n from audit where object_kind = 'referral' and object_id = '{id}'"
            ))?;
            Ok(Observed {
                state: row.state,
                escalation: row.escalation.into(),
                decide_by: row.decide_by,
                feedback: row.feedback,
                reopening: row.reopening,
                attested: row.attested_at.is_some(),
                history: events
                    .into_iter()
                    .map(|one| (one.from_state, one.to_state, one.by_whom))
                    .collect(),
                keys,
                of_sender,
                looked,
                onward: onward == 1,
                audited,
            })
        })
        .unwrap()
    }
}

/// What stands in the database.
#[derive(Debug)]
struct Observed {
    state: String,
    escalation: i64,
    decide_by: i64,
    feedback: Option<String>,
    reopening: Option<String>,
    attested: bool,
    history: Vec<(String, String, String)>,
    keys: i64,
    of_sender: i64,
    /// When somebody looks at its clock; -1: never.
    looked: i64,
    onward: bool,
    audited: i64,
}

impl Observed {
    fn is(&self, model: &Model) -> bool {
        let history = model.history.iter();
        let history = history.map(|(from, to, by)| (*from, *to, *by));
        let here = self.history.iter();
        let here = here.map(|(from, to, by)| (from.as_str(), to.as_str(), by.as_str()));
        let missed = model
            .due_at()
            .is_some_and(|at| self.looked < 0 || self.looked > at);
        let escalated = model.urgency == "U0" && model.escalation > 0;
        self.state == model.state
            && self.escalation == model.escalation
            && self.decide_by == model.decide_by
            && self.feedback.as_deref() == model.feedback
            && self.reopening.as_deref() == model.reopening
            && self.attested == model.attested
            && here.eq(history)
            && self.audited == model.history.len() as i64
            && (self.keys > 0) == model.opens
            && self.of_sender == 2
            && !missed
            && self.onward == (["declined", "expired"].contains(&model.state) || escalated)
    }
}

fn blob(conn: &waypost::store::Conn) -> &'static str {
    match conn {
        waypost::store::Conn::Sqlite(_) => "x''",
        #[cfg(feature = "postgres")]
        waypost::store::Conn::Postgres(_) => "''::bytea",
    }
}

/// A record that both agencies can open.
fn sealed(conn: &mut waypost::store::Conn, record: &str) -> Result<(), StoreError> {
    let blob = blob(conn);
    execute(
        conn,
        &format!(
            "insert into records (id, kind, format, created_at) values ('{record}', 'card', 1, 0)"
        ),
    )?;
    for key in ["key-a", "key-b"] {
        execute(
            conn,
            &format!(
                "insert into record_keys (record_id, key_id, wrapped, created_at) values ('{record}', '{key}', {blob}, 0)"
            ),
        )?;
    }
    Ok(())
}

/// Lets the clock do what is due, as the program does in one transaction.
fn tick(conn: &mut waypost::store::Conn, id: &str, now: i64) -> Result<(), Refusal> {
    loop {
        let row = referrals::by_id(conn, id)?.ok_or(StoreError::NotFound)?;
        let Some((due, event)) = steps::next_due(conn, &row)? else {
            return Ok(());
        };
        if due > now {
            return Ok(());
        }
        let taking = Taking {
            referral: id,
            id: new_id(),
            event,
            by: By::System,
            actor: None,
            actor_kind: "system",
            conflict: false,
            record: None,
            now,
        };
        if !matches!(steps::take(conn, &taking)?, Taken::Done(_)) {
            return Ok(());
        }
    }
}

fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

fn event(deed: Deed) -> Event {
    match deed {
        Deed::See => Event::See,
        Deed::Ask => Event::Ask,
        Deed::Answer => Event::Answer,
        Deed::Accept | Deed::AcceptInConflict => Event::Accept,
        Deed::Decline => Event::Decline(DeclineReason::NoCapacity),
        Deed::Contact => Event::Contact,
        Deed::Deliver => Event::Deliver,
        Deed::Confirm => Event::Say(Feedback::Confirmed),
        Deed::Dispute => Event::Say(Feedback::Disputed),
        Deed::PersonDecline => Event::PersonDecline,
        Deed::Close => Event::Close,
        Deed::Reopen => Event::Reopen,
        Deed::Recall => Event::Recall(RecallReason::Safety),
        Deed::Attest => Event::Attest(Statement::Destroyed),
        Deed::Withdraw | Deed::Clock => unreachable!("these have a way of their own"),
    }
}

/// Does all of it at the same moment, each on a connection of its own, and says what each was told.
fn at_once(place: &Place, id: &str, deeds: &[(Deed, &'static str)], now: i64) -> Vec<Sent> {
    let start = Barrier::new(deeds.len());
    std::thread::scope(|scope| {
        let running: Vec<_> = deeds
            .iter()
            .map(|(deed, by)| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    Sent {
                        deeds: vec![*deed],
                        by,
                        heard: Heard::Answer(place.does(id, *deed, by, now)),
                    }
                })
            })
            .collect();
        let ended = running.into_iter().map(|one| one.join().unwrap());
        ended.collect()
    })
}

/// Lives through all steps with one referral.
fn lives(place: &mut Place, id: &str, urgency: &'static str, steps: &[Step]) -> Result<(), String> {
    let mut now = BEGIN;
    let mut model = Model::sent(urgency, now);
    place.sends(id, urgency, &model, now);
    let mut told = Vec::new();
    for step in steps {
        now += MINUTE;
        let due = model.due_at();
        let deeds = match step {
            Step::Alone(pick) => vec![pick.of(&model)],
            Step::AtOnce(one, other) => vec![one.of(&model), other.of(&model)],
            Step::WithTheClock(pick) => {
                now = now.max(due.unwrap_or(now));
                vec![pick.of(&model), (Deed::Clock, "system")]
            }
            Step::Minutes(minutes) => {
                now += minutes * MINUTE;
                vec![(Deed::Clock, "system")]
            }
            Step::UntilDue => {
                now = now.max(due.unwrap_or(now));
                vec![(Deed::Clock, "system")]
            }
            Step::JustBeforeDue => {
                now = now.max(due.unwrap_or(now) - MINUTE);
                vec![(Deed::Clock, "system")]
            }
            Step::Reopened => {
                let settings = StoreSettings {
                    url: place.url.clone(),
                    readers: 2,
                    writers: 8,
                };
                place.store = Store::open(&settings).map_err(|error| error.to_string())?;
                Vec::new()
            }
        };
        let sent = at_once(place, id, &deeds, now);
        let here = place.observed(id);
        let found = explained(&model, &sent, now, &|model| here.is(model));
        told.push(sent);
        model = found.ok_or_else(|| {
            format!("{urgency}, after {told:#?}\nno order explains {here:#?}\nfrom {model:#?}")
        })?;
        // The row says nothing that this version does not know.
        assert!(model.state.parse::<ReferralState>().is_ok());
    }
    Ok(())
}

on_both!(a_referral_is_what_the_brief_says_whoever_steps_at_once);
fn a_referral_is_what_the_brief_says_whoever_steps_at_once(database: Database) {
    let mut runner = runner(thorough(3_000, 120), 200);
    let place = std::cell::RefCell::new(Place::on(database).with_agencies().with_keys());
    let count = AtomicUsize::new(0);
    let lived = runner.run(&steps(), |(urgency, steps)| {
        let id = format!("m{}", count.fetch_add(1, Ordering::Relaxed));
        let urgency = ["U0", "U1", "U2", "U3"][urgency];
        lives(&mut place.borrow_mut(), &id, urgency, &steps).map_err(TestCaseError::fail)
    });
    lived.unwrap_or_else(|error| panic!("{error}"));
}
