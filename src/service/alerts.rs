//! Who must hear that something waits for them: counts and times, never content. Each cause has one open alert, which
//! follows its count, escalates by the times of U1, and ends when the cause is gone.

use std::collections::HashMap;

use super::{House, ServiceError};
use crate::crypto::token;
use crate::domain::alert::{self, AlertKind};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::{Custody, KeyState, SubmissionState};
use crate::store::alerts as rows;
use crate::store::{
    Conn, carried, casework, consents, keys, notices, referrals, unmatched, workers,
};

pub use crate::store::alerts::AlertRow;

const DAY: i64 = 86_400_000;

/// A vault that opened nothing for so long, while something waits for it, is told of.
const SILENT_MS: i64 = 5 * 60_000;

/// An agency's own machine that was not heard of for so long is told of.
const WORKER_SILENT_MS: i64 = 2 * 60_000;

/// For so long an agency is told that it had seen what was taken back.
const RECALLED_TOLD_MS: i64 = 7 * DAY;
/// So long a supervisor is told of what joined a case that is closed, unless it is opened again.
const CLOSED_TOLD_MS: i64 = 14 * DAY;
/// So long people are told of a referral for which nobody is left.
const UNPLACED_MS: i64 = 14 * DAY;

/// What was taken into a case is told of again if it is not there after so long.
const STUCK_MS: i64 = 60_000;

/// Alerts listed at most.
const MOST: i64 = 200;

/// A cause for an alert as it stands now.
struct Cause {
    agency: Option<String>,
    kind: AlertKind,
    subject: String,
    waiting: i64,
    since: i64,
}

/// What becomes of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    New,
    Escalated,
    /// More waits, of a kind of which each is told.
    More,
    /// Its count changed, or it ended: nobody is told again.
    Counted,
}

/// Brings alerts up to date with what waits. Answers how many changed.
///
/// # Errors
/// When the database refuses.
pub async fn refresh(house: &House) -> Result<usize, ServiceError> {
    let (now, days) = (house.now(), i64::from(house.settings.vault.remind_days));
    let changes = house
        .store
        .read("alert_causes", move |conn| {
            let causes = causes(conn, now, days)?;
            Ok::<_, ServiceError>(changes(rows::open(conn)?, causes, now))
        })
        .await?;
    let count = changes.len();
    if count > 0 {
        house
            .store
            .write("alerts", move |conn| {
                for (change, row) in &changes {
                    match change {
                        Change::New => rows::insert(conn, row)?,
                        Change::Escalated => rows::escalate(conn, row)?,
                        Change::More => rows::tell_again(conn, row)?,
                        Change::Counted => rows::update(conn, row)?,
                    }
                }
                Ok::<_, ServiceError>(())
            })
            .await?;
    }
    Ok(count)
}

/// Alerts for an agency's people (none: for those of the installation), those that stand first.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    actor: &Actor,
    agency: Option<&str>,
) -> Result<Vec<AlertRow>, ServiceError> {
    let resource = agency.map_or(Resource::Platform, Resource::Agency);
    policy::may(actor, Action::AlertList, resource)?;
    let agency = agency.map(str::to_owned);
    house
        .store
        .read("list_alerts", move |conn| {
            Ok::<_, ServiceError>(rows::of(conn, agency.as_deref(), MOST)?)
        })
        .await
}

fn causes(conn: &mut Conn, now: i64, remind_days: i64) -> Result<Vec<Cause>, ServiceError> {
    let states = [
        SubmissionState::WaitingKey.as_str(),
        SubmissionState::KeyDisabled.as_str(),
        SubmissionState::KeyUnknown.as_str(),
        SubmissionState::Received.as_str(),
    ];
    let waiting = carried::waiting(conn, &states)?;
    let all = keys::all(conn)?;
    let state_of = |id: &Option<String>| {
        let row = all.iter().find(|k| Some(&k.id) == id.as_ref())?;
        row.state.parse::<KeyState>().ok()
    };
    let seen = workers::last_seen(conn)?;
    let held_at_home = |id: &Option<String>| {
        all.iter()
            .any(|key| Some(&key.id) == id.as_ref() && key.custody == Custody::AgencyHeld.as_str())
    };
    let mut causes: HashMap<(String, AlertKind, String), Cause> = HashMap::new();
    for row in waiting {
        let (Some(agency), Some(since)) = (row.agency_id, row.since) else {
            continue;
        };
        let kind = match (row.state.parse(), state_of(&row.key_id)) {
            (Ok(SubmissionState::Received), _) if now - since < SILENT_MS => continue,
            (Ok(SubmissionState::Received), _) => AlertKind::WorkerSilent,
            (Ok(SubmissionState::KeyDisabled), _) => AlertKind::KeyDisabled,
            (Ok(SubmissionState::WaitingKey), Some(KeyState::Active | KeyState::Retiring))
                if held_at_home(&row.key_id) =>
            {
                let machines = seen.iter().filter(|(of, _)| of.as_ref() == Some(&agency));
                let heard = machines.map(|(_, at)| *at).max().unwrap_or(0);
                // A machine that is there and opens nothing is as good as silent.
                if now - heard < WORKER_SILENT_MS && now - since < SILENT_MS {
                    continue;
                }
                AlertKind::WorkerSilent
            }
            (Ok(SubmissionState::WaitingKey), Some(KeyState::Active | KeyState::Retiring)) => {
                AlertKind::KeyLocked
            }
            _ => AlertKind::KeyMissing,
        };
        // One passphrase opens all of an agency's keys: one alert.
        let subject = match kind {
            AlertKind::KeyLocked | AlertKind::WorkerSilent => String::new(),
            _ => row.key_id.unwrap_or_default(),
        };
        let cause = causes
            .entry((agency.clone(), kind, subject.clone()))
            .or_insert(Cause {
                agency: Some(agency),
                kind,
                subject,
                waiting: 0,
                since,
            });
        cause.waiting += row.count;
        cause.since = cause.since.min(since);
    }
    let mut causes: Vec<Cause> = causes.into_values().collect();
    let [late, unplaced] = referrals::late_and_unplaced(conn, now - UNPLACED_MS)?;
    let of_referrals = [
        (AlertKind::ReferralLate, late),
        (AlertKind::ReferralUnplaced, unplaced),
    ];
    for (kind, counted) in of_referrals {
        causes.extend(counted.into_iter().map(|told| Cause {
            agency: Some(told.agency),
            kind,
            subject: String::new(),
            waiting: told.count,
            since: told.since.unwrap_or(now),
        }));
    }
    for key in all.iter().filter(|k| k.state == KeyState::Active.as_str()) {
        let Some(expires) = key.expires_at else {
            continue;
        };
        let from = expires - remind_days * DAY;
        if now >= from {
            causes.push(Cause {
                agency: key.agency_id.clone(),
                kind: AlertKind::KeyExpires,
                subject: key.id.clone(),
                waiting: 0,
                since: from,
            });
        }
    }
    let of = |kind, rows: Vec<(String, i64, Option<i64>)>| {
        rows.into_iter().map(move |(agency, waiting, since)| Cause {
            agency: Some(agency),
            kind,
            subject: String::new(),
            waiting,
            since: since.unwrap_or(now),
        })
    };
    causes.extend(of(AlertKind::ConsentWaits, consents::waiting_counts(conn)?));
    causes.extend(of(
        AlertKind::Recalled,
        consents::recalled_counts(conn, now - RECALLED_TOLD_MS)?,
    ));
    let after_closing = casework::joined_after_closing(conn, now - CLOSED_TOLD_MS)?;
    causes.extend(after_closing.into_iter().map(|late| Cause {
        agency: Some(late.agency),
        kind: AlertKind::ClosedCase,
        subject: late.case,
        waiting: late.count,
        since: late.at,
    }));
    let named = unmatched::waiting(conn, now - STUCK_MS)?;
    causes.extend(named.into_iter().map(|of| Cause {
        agency: Some(of.agency),
        kind: AlertKind::Unmatched,
        subject: of.case,
        waiting: of.count,
        since: of.since,
    }));
    let given_up = notices::given_up(conn)?.into_iter();
    causes.extend(given_up.map(|one| Cause {
        agency: one.agency_id,
        kind: AlertKind::Undelivered,
        subject: String::new(),
        waiting: one.count,
        since: one.since.unwrap_or(now),
    }));
    Ok(causes)
}

/// What to write.
fn changes(open: Vec<AlertRow>, causes: Vec<Cause>, now: i64) -> Vec<(Change, AlertRow)> {
    let mut changes = Vec::new();
    let mut open: HashMap<(Option<String>, String, String), AlertRow> = open
        .into_iter()
        .filter(|row| row.kind.parse().is_ok_and(AlertKind::counts))
        .map(|row| {
            (
                (row.agency_id.clone(), row.kind.clone(), row.subject.clone()),
                row,
            )
        })
        .collect();
    for cause in causes {
        let key = (cause.agency, cause.kind.as_str().to_owned(), cause.subject);
        match open.remove(&key) {
            Some(row) => {
                let level = alert::level(now - row.since);
                if row.waiting != cause.waiting || row.level != level {
                    let (waiting, updated_at) = (cause.waiting, now);
                    let more = cause.kind.tells_of_each() && waiting > row.waiting;
                    let change = match (level > row.level, more) {
                        (true, _) => Change::Escalated,
                        (false, true) => Change::More,
                        (false, false) => Change::Counted,
                    };
                    changes.push((
                        change,
                        AlertRow {
                            waiting,
                            level,
                            updated_at,
                            ..row
                        },
                    ));
                }
            }
            None => {
                let (agency_id, kind, subject) = key;
                changes.push((
                    Change::New,
                    AlertRow {
                        id: token::new_id(),
                        agency_id,
                        kind,
                        subject,
                        waiting: cause.waiting,
                        since: cause.since,
                        level: alert::level(now - cause.since),
                        updated_at: now,
                        ended_at: None,
                    },
                ));
            }
        }
    }
    changes.extend(open.into_values().map(|row| {
        let ended_at = Some(now);
        (
            Change::Counted,
            AlertRow {
                ended_at,
                updated_at: now,
                ..row
            },
        )
    }));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn locked(waiting: i64) -> Cause {
        Cause {
            agency: Some("a".into()),
            kind: AlertKind::KeyLocked,
            subject: String::new(),
            waiting,
            since: 0,
        }
    }

    #[test]
    fn one_alert_follows_its_cause_escalates_and_ends() {
        let first = changes(vec![], vec![locked(1)], 10);
        let (Change::New, row) = &first[0] else {
            panic!("a new one")
        };
        assert_eq!((row.waiting, row.level, row.since), (1, 0, 0));

        let next = changes(vec![row.clone()], vec![locked(3)], 20);
        assert_eq!((next[0].0, next[0].1.waiting), (Change::Counted, 3));
        assert!(changes(vec![next[0].1.clone()], vec![locked(3)], 30).is_empty());

        let late = changes(vec![next[0].1.clone()], vec![locked(3)], 6 * HOUR);
        assert_eq!((late[0].0, late[0].1.level), (Change::Escalated, 2));

        let ended = changes(vec![late[0].1.clone()], vec![], 7 * HOUR);
        assert_eq!(ended[0].1.ended_at, Some(7 * HOUR));
    }

    #[test]
    fn of_each_that_names_a_case_people_are_told() {
        let named = |waiting| Cause {
            kind: AlertKind::Unmatched,
            ..locked(waiting)
        };
        let first = changes(vec![], vec![named(1)], 10).remove(0).1;
        let more = changes(vec![first], vec![named(2)], 20).remove(0);
        assert_eq!((more.0, more.1.waiting), (Change::More, 2));
        let fewer = changes(vec![more.1], vec![named(1)], 30).remove(0);
        assert_eq!((fewer.0, fewer.1.waiting), (Change::Counted, 1));
        let late = changes(vec![fewer.1], vec![named(2)], 13 * HOUR).remove(0);
        assert_eq!((late.0, late.1.level), (Change::Escalated, 3));
    }
}
