//! Tables for the coordination body: counted here over all agencies, made ready by the domain, and released. Nothing but what is
//! printed leaves this process. What was released is kept, and printed again as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Months, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::Vault;
use super::client::{Reply, VaultError};
use super::reading::refused;
use super::tally::Person;
use crate::crypto::{Aad, SymmetricKey, token};
use crate::domain::disclosure::{COORDINATION, Published, SharedTable, Table};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::referral::DeclineReason;
use crate::domain::site;
use crate::domain::words::Urgency;
use crate::store::insight::{self, Asked, Span};
use crate::store::releases::{self, ReleaseRow};
use crate::store::{Conn, agencies, audit};

const DAY: i64 = 24 * 60 * 60 * 1_000;
/// A month is counted so long after it is over: phones send late.
const SETTLES: i64 = 7 * DAY;
/// Months that begin before that are not counted any more.
const OLDEST: i64 = 400 * DAY;
/// A table is not counted again before so long.
const AGAIN: i64 = DAY;
/// The row or column of persons of whom no place is known, or none that is listed.
pub const ELSEWHERE: &str = "elsewhere";
/// The one column of tables that have no second dimension.
pub const PERSONS: &str = "persons";

/// A table of one month.
#[derive(Debug, Serialize, Deserialize)]
pub struct Shared {
    /// Which.
    pub table: SharedTable,
    /// What is printed, or why it is not.
    pub state: SharedState,
}

/// How far a table is.
#[derive(Debug, Serialize, Deserialize)]
pub enum SharedState {
    /// Released.
    Released {
        /// When.
        at: i64,
        /// What is printed.
        printed: Published,
        /// Agencies that keep their keys at home and are not in it.
        left_out: i64,
    },
    /// The month, and the days in which phones still send, are not over.
    NotOver {
        /// When it can be counted.
        from: i64,
    },
    /// Keys of agencies that sent something in that month are locked.
    Locked {
        /// How many agencies.
        agencies: usize,
    },
}

impl Vault {
    pub(super) fn shared(
        self: &Arc<Self>,
        session: &str,
        month: &str,
    ) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        policy::may(&actor, Action::InsightShared, Resource::Platform).map_err(refused)?;
        let asked = month_span(month).filter(|span| self.now() - span.since < OLDEST);
        let span = asked.ok_or(VaultError::NotFound)?;
        let tables = SharedTable::ALL.iter().map(|table| {
            Ok(Shared {
                table: *table,
                state: self.table_of(&actor, *table, month, span)?,
            })
        });
        Ok(Reply::Shared(tables.collect::<Result<_, VaultError>>()?))
    }

    fn table_of(
        &self,
        actor: &Actor,
        table: SharedTable,
        month: &str,
        span: Span,
    ) -> Result<SharedState, VaultError> {
        let earlier = self.releases_of(table, month)?;
        let now = self.now();
        let name = format!("{month} {table}");
        let again = {
            let tried = self.tallies.tried.lock();
            tried.get(&name).is_none_or(|at| now - at >= AGAIN)
        };
        match earlier.last() {
            Some(last) if table.is_opened() || !again => return printed(last),
            Some(_) => {}
            None if now < span.until + SETTLES => {
                let from = span.until + SETTLES;
                return Ok(SharedState::NotOver { from });
            }
            None => {}
        }
        let counted = match table.is_opened() {
            true => self.count_opened(table, span)?,
            false => Ok((self.count_clear(table, span)?, 0)),
        };
        let (counted, left_out) = match counted {
            Ok(counted) => counted,
            Err(agencies) => return Ok(SharedState::Locked { agencies }),
        };
        let before = earlier
            .iter()
            .map(|row| self.counted(row))
            .collect::<Result<Vec<Table>, VaultError>>()?;
        let ready = counted.published(&COORDINATION);
        let released = match earlier.last() {
            // The same is no second release, and what would tell of the difference is none either.
            Some(last) => {
                let same = printed_of(last)? == ready;
                !same && counted.may_follow(&before, &COORDINATION).is_ok()
            }
            None => true,
        };
        if released {
            let row = self.release(table, month, &ready, &counted, earlier.len(), left_out)?;
            self.keep_release(actor, row)?;
        }
        self.tallies.tried.lock().insert(name, now);
        let all = self.releases_of(table, month)?;
        printed(all.last().ok_or(VaultError::NotFound)?)
    }

    fn releases_of(&self, table: SharedTable, month: &str) -> Result<Vec<ReleaseRow>, VaultError> {
        let month = month.to_owned();
        self.store.read_now("releases", move |conn| {
            Ok::<_, VaultError>(releases::of(conn, &month, table.as_str())?)
        })
    }

    fn release(
        &self,
        table: SharedTable,
        month: &str,
        ready: &Published,
        counted: &Table,
        number: usize,
        left_out: usize,
    ) -> Result<ReleaseRow, VaultError> {
        let id = token::new_id();
        let json = |_| VaultError::Internal("a table as JSON");
        let sealed = match table.is_opened() {
            true => None,
            false => {
                let plain = serde_json::to_vec(counted).map_err(json)?;
                Some(self.release_key().seal(&aad(&id), &plain))
            }
        };
        Ok(ReleaseRow {
            id,
            month: month.to_owned(),
            name: table.as_str().to_owned(),
            number: i64::try_from(number).unwrap_or(i64::MAX),
            body: serde_json::to_string(ready).map_err(json)?,
            counted: sealed,
            left_out: i64::try_from(left_out).unwrap_or(i64::MAX),
            released_at: self.now(),
        })
    }

    fn keep_release(&self, actor: &Actor, row: ReleaseRow) -> Result<(), VaultError> {
        let what = format!("{} {}", row.month, row.name);
        let mut entry = self.entry(actor, None, "insight.release", "release", &row.id, "done");
        entry.note = Some(what);
        self.store
            .write_now("release_table", move |conn: &mut Conn| {
                // Another vault may have released it at the same moment: that one stands.
                if releases::keep(conn, &row)? {
                    audit::append(conn, &entry)?;
                }
                Ok::<_, VaultError>(())
            })
    }

    /// What an earlier release counted.
    fn counted(&self, row: &ReleaseRow) -> Result<Table, VaultError> {
        let broken = VaultError::Internal("a release's counts do not open");
        let sealed = row.counted.as_deref().unwrap_or_default();
        let plain = self.release_key().open(&aad(&row.id), sealed);
        plain
            .ok()
            .and_then(|plain| serde_json::from_slice(&plain).ok())
            .ok_or(broken)
    }

    fn release_key(&self) -> SymmetricKey {
        self.routing_key.derive("releases")
    }

    /// Counts from opened answers; how many agencies' keys are locked, if some are. Agencies with keys at home are left out,
    /// and how many they are.
    fn count_opened(
        &self,
        table: SharedTable,
        span: Span,
    ) -> Result<Result<(Table, usize), usize>, VaultError> {
        let (all, areas) = self.store.read_now("agencies_and_areas", |conn| {
            Ok::<_, VaultError>((agencies::all(conn)?, insight::areas(conn)?))
        })?;
        let (mut open, mut locked, mut left_out) = (Vec::new(), 0, 0);
        for agency in all {
            let id = agency.id.clone();
            let decided = self.store.read_now("count_decisions", move |conn| {
                Ok::<_, VaultError>(insight::decided(conn, &id, span)?)
            })?;
            if self.is_at_home(&agency.id)? {
                left_out += 1;
            } else if decided > 0 {
                match self.keyring.sealing_private(Some(&agency.id)).is_empty() {
                    true => locked += 1,
                    false => open.push(agency.id),
                }
            }
        }
        if locked > 0 {
            return Ok(Err(locked));
        }
        let places = places(&areas);
        let mut counts = match table {
            SharedTable::Unplaced => Table::of(self.service_codes(), places),
            _ => Table::of(
                places,
                ["female", "male", "other"].map(str::to_owned).into(),
            ),
        };
        for agency in &open {
            let (persons, unread) = self.persons(agency, span)?;
            if unread > 0 {
                // A number without them would be wrong.
                locked += 1;
            }
            for person in &persons {
                add_opened(&mut counts, table, agency, person);
            }
        }
        Ok(match locked {
            0 => Ok((counts, left_out)),
            locked => Err(locked),
        })
    }

    /// Counts from what stands in clear, with the vault's own knowledge of which queue is for what.
    fn count_clear(&self, table: SharedTable, span: Span) -> Result<Table, VaultError> {
        let services: BTreeMap<String, String> = self
            .queue_services()?
            .into_iter()
            .map(|(queue, _, service)| (queue, service))
            .collect();
        let one = || vec![PERSONS.to_owned()];
        let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect();
        let mut counts = match table {
            SharedTable::Referred => Table::of(self.service_codes(), one()),
            SharedTable::InTime => {
                let levels = Urgency::ALL.iter().map(|level| level.as_str().to_owned());
                Table::of(levels.collect(), words(&["in_time", "late"]))
            }
            _ => {
                let reasons = DeclineReason::ALL.iter().map(|one| one.as_str().to_owned());
                Table::of(reasons.collect(), one())
            }
        };
        let asked = self.store.read_now("count_asked", move |conn| {
            let mut all = Vec::new();
            for agency in agencies::all(conn)? {
                let of = insight::asked(conn, &agency.id, span)?;
                all.push((agency.id, of));
            }
            Ok::<_, VaultError>(all)
        })?;
        for (from, asked) in asked {
            // Each person once in a cell, with everybody who was asked for them.
            let mut cells: BTreeMap<(String, String, String), BTreeSet<String>> = BTreeMap::new();
            let late: BTreeSet<(String, String)> = asked
                .iter()
                .filter(|one| one.late > 0)
                .map(|one| (one.person.clone(), one.urgency.clone()))
                .collect();
            for one in asked {
                let Some((row, column)) = place(table, &one, &services, &late) else {
                    continue;
                };
                let of = cells.entry((row, column, one.person)).or_default();
                of.insert(one.to);
            }
            for ((row, column, _), to) in cells {
                if let Some(cell) = counts.cell(&row, &column) {
                    cell.person(&[vec![&from], to.iter().map(String::as_str).collect()]);
                }
            }
        }
        Ok(counts)
    }

    /// Services for which something can be asked of others, whether it was or not.
    fn service_codes(&self) -> Vec<String> {
        let version = self.pathways.at(self.now());
        let services = version.pathway.services().iter();
        let leaving = services.filter(|service| service.leaves);
        leaving.map(|service| service.code.clone()).collect()
    }
}

/// In which row and column something that was asked counts.
fn place(
    table: SharedTable,
    one: &Asked,
    services: &BTreeMap<String, String>,
    late: &BTreeSet<(String, String)>,
) -> Option<(String, String)> {
    match table {
        SharedTable::Referred => Some((services.get(&one.queue)?.clone(), PERSONS.to_owned())),
        SharedTable::InTime => {
            let is_late = late.contains(&(one.person.clone(), one.urgency.clone()));
            let column = if is_late { "late" } else { "in_time" };
            Some((one.urgency.clone(), column.to_owned()))
        }
        SharedTable::Declined => Some((one.declined.clone()?, PERSONS.to_owned())),
        SharedTable::Reached | SharedTable::Unplaced => None,
    }
}

fn add_opened(counts: &mut Table, table: SharedTable, agency: &str, person: &Person) {
    let listed = |counts: &Table, place: &str| {
        let places = match table {
            SharedTable::Unplaced => &counts.columns,
            _ => &counts.rows,
        };
        places.iter().any(|one| one == place)
    };
    let place = person.admin1().filter(|place| listed(counts, place));
    let place = place.unwrap_or(ELSEWHERE).to_owned();
    let from = [vec![agency]];
    if table == SharedTable::Unplaced {
        for service in &person.unplaced {
            if let Some(cell) = counts.cell(service, &place) {
                cell.person(&from);
            }
        }
        return;
    }
    let sex = match person.word("sex") {
        known @ ("female" | "male") => known,
        _ => "other",
    };
    if let Some(cell) = counts.cell(&place, sex) {
        cell.person(&from);
    }
}

/// Places by the first level of their codes, and the one for all others.
fn places(areas: &[String]) -> Vec<String> {
    let known = areas.iter().filter(|area| site::is_area(area));
    let places: BTreeSet<&str> = known.map(|area| site::admin1(area)).collect();
    let mut places: Vec<String> = places.into_iter().map(str::to_owned).collect();
    places.push(ELSEWHERE.to_owned());
    places
}

fn printed_of(row: &ReleaseRow) -> Result<Published, VaultError> {
    serde_json::from_str(&row.body).map_err(|_| VaultError::Internal("a release does not parse"))
}

fn printed(row: &ReleaseRow) -> Result<SharedState, VaultError> {
    Ok(SharedState::Released {
        at: row.released_at,
        printed: printed_of(row)?,
        left_out: row.left_out,
    })
}

fn aad(id: &str) -> Aad {
    Aad::record("releases", id, "counted")
}

/// A month by its code, `2026-11`.
pub fn month_span(code: &str) -> Option<Span> {
    let first = NaiveDate::parse_from_str(&format!("{code}-01"), "%Y-%m-%d").ok()?;
    let next = first.checked_add_months(Months::new(1))?;
    let begin = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    let whole = first.format("%Y-%m").to_string() == code;
    whole.then(|| Span {
        since: begin(first),
        until: begin(next),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_its_days_and_nothing_else_is_one() {
        let november = month_span("2026-11").expect("a month");
        assert_eq!(november.until - november.since, 30 * DAY);
        assert_eq!(november.since % DAY, 0);
        for bad in ["", "2026", "2026-13", "2026-1", "2026-11-01", "x"] {
            assert!(month_span(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn places_are_the_first_level_of_listed_codes() {
        let areas = ["XX0101", "XX0102", "YY0201", "", "no area"].map(str::to_owned);
        assert_eq!(places(&areas), ["XX01", "YY02", ELSEWHERE]);
    }
}
