//! How the work goes, in counts: exact for an agency's own people, and for the coordination body only the fixed tables that the
//! vault releases. Admins and auditors get none. Nothing here names a case, a submission or a person who was helped.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::{House, ServiceError, audit};
use crate::domain::closed_set;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::Stage;
use crate::store::agencies;
use crate::store::insight::{self as rows, Counted, Span};
use crate::vault::client::{Reply, Request, VaultError};
use crate::vault::sharing::month_span;

pub use crate::store::insight::{Edited, Timely, Weekly};
pub use crate::vault::sharing::{ELSEWHERE, PERSONS, Shared, SharedState};
pub use crate::vault::tally::{People, Tally, UNKNOWN};

/// Phones named among those that sent corrections.
const PHONES: i64 = 20;
/// Months that are offered to the coordination body.
const MONTHS: usize = 12;

closed_set! {
    /// How far back an agency looks, in whole weeks, the present one included.
    pub enum Period {
        /// Four weeks.
        Month = "4w",
        /// Thirteen weeks.
        Quarter = "13w",
        /// Fifty-two weeks.
        Year = "52w",
    }
}

impl Period {
    /// How many weeks.
    pub const fn weeks(self) -> i64 {
        match self {
            Self::Month => 4,
            Self::Quarter => 13,
            Self::Year => 52,
        }
    }

    /// From a Monday to the end of the week in which `now` is, in UTC.
    fn span(self, now: i64) -> Span {
        Span::of_weeks(self.weeks(), now)
    }
}

/// Persons for whom something was asked, of one service and in one state.
pub struct Sent {
    /// The service; none while the vault does not say which queue is for what.
    pub service: Option<String>,
    /// Where the referral stands.
    pub state: String,
    /// Persons.
    pub persons: i64,
}

/// How an agency that was asked kept its times.
pub struct Provider {
    /// Its name.
    pub name: String,
    /// What it kept.
    pub timely: Timely,
    /// The median of its answers, in milliseconds.
    pub median: Option<i64>,
}

/// How many, of a coded word; none: not known.
pub struct Of {
    /// The word.
    pub word: Option<String>,
    /// How many.
    pub count: i64,
}

/// Forms by the area of the phone and the form's step.
pub struct AtSite {
    /// The area; none where the phone has none.
    pub area: Option<String>,
    /// The step; none for a form of no step.
    pub stage: Option<String>,
    /// Forms.
    pub forms: i64,
}

/// What an agency sees of its own work.
pub struct Own {
    /// First moment that counts.
    pub since: i64,
    /// First moment that does not.
    pub until: i64,
    /// Persons screened, by week.
    pub screened: Vec<i64>,
    /// Persons interviewed, by week.
    pub interviewed: Vec<i64>,
    /// Persons screened in all.
    pub persons: i64,
    /// Of these, persons who were interviewed until now.
    pub went_on: i64,
    /// Persons for whom something was asked.
    pub sent: Vec<Sent>,
    /// How it kept its own times, by urgency.
    pub timely: Vec<Timely>,
    /// The median until it accepted, by urgency, in milliseconds.
    pub accepted: Vec<Of>,
    /// How others kept theirs.
    pub providers: Vec<Provider>,
    /// Why others declined what it sent: persons.
    pub declined_by_others: Vec<Of>,
    /// Why it declined what it received: persons.
    pub declined: Vec<Of>,
    /// Forms by site.
    pub sites: Vec<AtSite>,
    /// Who the persons are; none while the vault does not answer.
    pub people: Option<People>,
}

/// What is missing in what an agency's phones sent.
pub struct Quality {
    /// First moment that counts.
    pub since: i64,
    /// First moment that does not.
    pub until: i64,
    /// Persons screened.
    pub persons: i64,
    /// Who they are; none while the vault does not answer.
    pub people: Option<People>,
    /// What was sent, by state.
    pub states: Vec<Of>,
    /// Forms in whose case nobody agreed to anything by a form of its own, by step.
    pub without_consent: Vec<Of>,
    /// Cases that were screened more than once.
    pub twice: i64,
    /// Phones that sent corrections, or what is damaged.
    pub phones: Vec<Edited>,
}

closed_set! {
    /// Who seems to be missing among those who were screened (domain brief 6.3).
    pub enum Missing {
        /// Men.
        Men = "men",
        /// Boys.
        Boys = "boys",
        /// Persons with a disability.
        Disability = "disability",
        /// The host community.
        Host = "host",
        /// Those of whom sex or age is not known.
        Unknown = "unknown",
    }
}

/// Who seems to be missing: few of those who were screened, as far as that can be said of so many.
pub fn missing(tally: &Tally) -> Vec<Missing> {
    const ENOUGH: u64 = 10;
    let group = |name: &str| tally.groups.get(name).copied().unwrap_or(0);
    let told = |fact: &str, word: &str| {
        let words = tally.told.get(fact);
        words
            .and_then(|words| words.get(word))
            .copied()
            .unwrap_or(0)
    };
    let (adults, children) = (
        group("men") + group("women"),
        group("boys") + group("girls"),
    );
    // Fewer than so many in a hundred.
    let few = |some: u64, of: u64, percent: u64| of >= ENOUGH && some * 100 < of * percent;
    let found = |missing: &Missing| match missing {
        Missing::Men => few(group("men"), adults, 25),
        Missing::Boys => few(group("boys"), children, 35),
        Missing::Disability => few(told("disability", "yes"), tally.persons, 10),
        Missing::Host => few(told("displacement", "host"), tally.persons, 10),
        Missing::Unknown => !few(group(UNKNOWN), tally.persons, 20) && tally.persons >= ENOUGH,
    };
    Missing::ALL.iter().copied().filter(found).collect()
}

/// How the own agency's work goes.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn own(
    house: &House,
    actor: &Actor,
    session: &str,
    period: Period,
) -> Result<Own, ServiceError> {
    let agency = permitted(actor, Action::InsightRead)?;
    let (now, span) = (house.now(), period.span(house.now()));
    looked(house, actor, &agency, "insight.read").await?;
    let told = told(house, session, span).await?;
    let (services, people) = match told {
        Some((services, people)) => (services.into_iter().collect(), Some(people)),
        None => (HashMap::new(), None),
    };
    house
        .store
        .read("insight", move |conn| {
            let screen = Stage::Screen.as_str();
            let verify = Stage::Verify.as_str();
            let weeks = |found: Vec<Weekly>| by_week(&found, period);
            let names: HashMap<String, String> = agencies::all(conn)?
                .into_iter()
                .map(|row| (row.id, row.name))
                .collect();
            let mut medians: HashMap<String, i64> = rows::median_of_others(conn, &agency, span)?
                .into_iter()
                .filter_map(|row| Some((row.a?, row.n)))
                .collect();
            let providers = rows::timely_of_others(conn, &agency, span, now)?;
            let providers = providers.into_iter().map(|timely| Provider {
                name: names.get(&timely.of).cloned().unwrap_or_default(),
                median: medians.remove(&timely.of),
                timely,
            });
            Ok(Own {
                since: span.since,
                until: span.until,
                screened: weeks(rows::weekly(conn, &agency, screen, span)?),
                interviewed: weeks(rows::weekly(conn, &agency, verify, span)?),
                persons: rows::persons(conn, &agency, screen, span)?,
                went_on: rows::went_on(conn, &agency, screen, verify, span)?,
                sent: sent(rows::sent(conn, &agency, span)?, &services),
                timely: rows::timely(conn, &agency, span, now)?,
                accepted: words(rows::median_to_accept(conn, &agency, span)?),
                providers: providers.collect(),
                declined_by_others: words(rows::declined(conn, &agency, true, span)?),
                declined: words(rows::declined(conn, &agency, false, span)?),
                sites: rows::by_site(conn, &agency, span)?
                    .into_iter()
                    .map(|row| AtSite {
                        area: row.a,
                        stage: row.b,
                        forms: row.n,
                    })
                    .collect(),
                people,
            })
        })
        .await
}

/// What is missing, or wrong, in what the own agency's phones sent.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn quality(
    house: &House,
    actor: &Actor,
    session: &str,
    period: Period,
) -> Result<Quality, ServiceError> {
    let agency = permitted(actor, Action::InsightQuality)?;
    let span = period.span(house.now());
    looked(house, actor, &agency, "insight.quality").await?;
    let people = told(house, session, span).await?.map(|(_, people)| people);
    house
        .store
        .read("quality", move |conn| {
            let screen = Stage::Screen.as_str();
            Ok(Quality {
                since: span.since,
                until: span.until,
                persons: rows::persons(conn, &agency, screen, span)?,
                people,
                states: words(rows::states(conn, &agency, span)?),
                without_consent: words(rows::without_consent(conn, &agency, span)?),
                twice: rows::twice(conn, &agency, screen, span)?,
                phones: rows::edits(conn, &agency, span, PHONES)?,
            })
        })
        .await
}

/// The tables of a month, as they are released to the coordination body, and the months that can be asked for, newest first.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Unusable`] for what is no month that is over.
pub async fn shared(
    house: &House,
    actor: &Actor,
    session: &str,
    month: Option<&str>,
) -> Result<(String, Vec<Shared>), ServiceError> {
    policy::may(actor, Action::InsightShared, Resource::Platform)?;
    let offered = months(house.now());
    let month = match month {
        None => offered.first().cloned(),
        Some(month) => offered.into_iter().find(|one| one == month),
    };
    let month = month.ok_or_else(|| ServiceError::Unusable {
        field: "month",
        reason: "give one of the last twelve months that are over, like 2026-10".to_owned(),
    })?;
    let request = Request::Shared {
        session: Zeroizing::new(session.to_owned()),
        month: month.clone(),
    };
    match house.vault.ask(request).await? {
        Reply::Shared(tables) => Ok((month, tables)),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

/// Months that are over, newest first.
pub fn months(now: i64) -> Vec<String> {
    let Some(today) = chrono::DateTime::from_timestamp_millis(now) else {
        return Vec::new();
    };
    let back = |n: u32| {
        today
            .date_naive()
            .checked_sub_months(chrono::Months::new(n))
    };
    (1..)
        .map_while(back)
        .map(|day| day.format("%Y-%m").to_string())
        .take(MONTHS)
        .collect()
}

/// When a month begins, for words about it.
pub fn month_begins(month: &str) -> Option<i64> {
    month_span(month).map(|span| span.since)
}

fn permitted(actor: &Actor, action: Action) -> Result<String, ServiceError> {
    let agency = actor.agency.clone().ok_or(ServiceError::Denied)?;
    policy::may(actor, action, Resource::Agency(&agency))?;
    Ok(agency)
}

/// Exact counts are for those who need to know; who looked is written down (domain brief 6.2).
async fn looked(
    house: &House,
    actor: &Actor,
    agency: &str,
    action: &'static str,
) -> Result<(), ServiceError> {
    let (actor, agency, now) = (actor.clone(), agency.to_owned(), house.now());
    house
        .store
        .write("note_insight", move |conn| {
            audit::note(conn, &actor, Some(&agency), action, "agency", &agency, now)?;
            Ok::<_, ServiceError>(())
        })
        .await
}

/// What the vault tells of an agency: which queue is for what, and who the persons are. None: it does not answer.
async fn told(
    house: &House,
    session: &str,
    span: Span,
) -> Result<Option<(Vec<(String, String)>, People)>, ServiceError> {
    let request = Request::Tally {
        session: Zeroizing::new(session.to_owned()),
        since: span.since,
        until: span.until,
    };
    match house.vault.ask(request).await {
        Ok(Reply::Tally { services, people }) => Ok(Some((services, people))),
        Ok(_) => Err(ServiceError::Internal("the vault's answer")),
        Err(VaultError::Away) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A number for each week, also those of nobody.
fn by_week(found: &[Weekly], period: Period) -> Vec<i64> {
    let of = |week: i64| {
        found
            .iter()
            .find(|one| one.week == week)
            .map_or(0, |one| one.n)
    };
    (0..period.weeks()).map(of).collect()
}

fn words(rows: Vec<Counted>) -> Vec<Of> {
    let of = |row: Counted| Of {
        word: row.a,
        count: row.n,
    };
    rows.into_iter().map(of).collect()
}

/// By service and state; what stays at home has queues of its own.
fn sent(rows: Vec<Counted>, services: &HashMap<String, String>) -> Vec<Sent> {
    let mut sent: Vec<Sent> = Vec::new();
    for row in rows {
        let service = row.a.and_then(|queue| services.get(&queue));
        let service = service.map(|name| name.strip_prefix("held ").unwrap_or(name).to_owned());
        let state = row.b.unwrap_or_default();
        let known = sent
            .iter_mut()
            .find(|one| one.service == service && one.state == state);
        match known {
            Some(one) => one.persons += row.n,
            None => sent.push(Sent {
                service,
                state,
                persons: row.n,
            }),
        }
    }
    sent.sort_by(|a, b| (&a.service, &a.state).cmp(&(&b.service, &b.state)));
    sent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::insight::WEEK;

    #[test]
    fn a_period_is_whole_weeks_from_a_monday() {
        // 23 Nov 2026, 14:00 UTC, a Monday.
        let now = 1_795_442_400_000;
        let span = Period::Quarter.span(now);
        assert_eq!(span.until - span.since, 13 * WEEK);
        assert!(span.until > now && span.until - now <= WEEK);
        assert!(span.is_whole_weeks());
        let (since, until) = (span.since, span.until);
        for (since, until) in [
            (since + 1, until),
            (since, until - 1),
            (until - 3 * WEEK, until),
        ] {
            assert!(!Span { since, until }.is_whole_weeks());
        }
        assert_eq!(
            Period::Quarter.span(now + 6 * WEEK / 7),
            span,
            "the same all week"
        );
    }

    #[test]
    fn months_that_are_over_are_offered() {
        let months = months(1_795_442_400_000);
        assert_eq!(months.len(), 12);
        assert_eq!(
            (months[0].as_str(), months[11].as_str()),
            ("2026-10", "2025-11")
        );
        assert!(months.iter().all(|month| month_begins(month).is_some()));
    }

    #[test]
    fn of_a_few_nobody_is_said_to_be_missing() {
        let tally = |women: u64, men: u64, unknown: u64| {
            let mut tally = Tally::default();
            tally.persons = women + men + unknown;
            for (name, n) in [("women", women), ("men", men), (UNKNOWN, unknown)] {
                tally.groups.insert(name.to_owned(), n);
            }
            let hosts = [("host".to_owned(), tally.persons)];
            tally.told.insert("displacement".to_owned(), hosts.into());
            tally.told.insert(
                "disability".to_owned(),
                [("yes".to_owned(), tally.persons)].into(),
            );
            tally
        };
        assert_eq!(missing(&tally(9, 0, 0)), []);
        assert_eq!(missing(&tally(19, 1, 0)), [Missing::Men]);
        assert_eq!(missing(&tally(10, 10, 0)), []);
        assert_eq!(missing(&tally(10, 10, 5)), [Missing::Unknown]);
        let mut nobody = tally(10, 10, 0);
        nobody.told.clear();
        assert_eq!(missing(&nobody), [Missing::Disability, Missing::Host]);
    }

    #[test]
    fn what_stays_at_home_counts_with_its_service() {
        let row = |queue: &str, state: &str, n| Counted {
            a: Some(queue.into()),
            b: Some(state.into()),
            n,
        };
        let services = [("q", "medical"), ("h", "held medical")];
        let services = services.map(|(queue, service)| (queue.to_owned(), service.to_owned()));
        let rows = vec![
            row("q", "sent", 2),
            row("h", "held", 3),
            row("x", "sent", 1),
            row("y", "sent", 1),
        ];
        let sent = sent(rows, &services.into());
        let told: Vec<_> = sent
            .iter()
            .map(|one| (one.service.as_deref(), one.state.as_str(), one.persons))
            .collect();
        assert_eq!(
            told,
            [
                (None, "sent", 2),
                (Some("medical"), "held", 3),
                (Some("medical"), "sent", 2)
            ]
        );
    }
}
