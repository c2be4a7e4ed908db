//! Who takes part, who offers what and how busy they are, and what may cross between whom: as routing needs it.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate};
use parking_lot::Mutex;

use super::Vault;
use super::client::VaultError;
use crate::domain::conflict::Organisation;
use crate::domain::facts::Facts;
use crate::domain::pathway::Pathway;
use crate::domain::protocol::{Protocol, Signer};
use crate::domain::provider::{Capacity, Entry, Provider};
use crate::domain::routing::Directory;
use crate::domain::site;
use crate::domain::words::{AgencyKind, KeyPurpose};
use crate::store::directory::{self as rows, EntryRow};
use crate::store::protocols::{self, Whole};
use crate::store::{Conn, agencies};

/// Open referrals are counted again after so long; meanwhile what is sent here is added.
const COUNTED_MS: i64 = 10_000;

/// Open referrals of agencies for services that several offer. Only of several that are alike does it decide.
#[derive(Default)]
pub struct Loads(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    at: Option<i64>,
    open: HashMap<(String, String), i64>,
}

impl Loads {
    /// One more was sent.
    pub fn sent(&self, agency: &str, service: &str) {
        let mut counted = self.0.lock();
        if let Some(open) = counted
            .open
            .get_mut(&(agency.to_owned(), service.to_owned()))
        {
            *open += 1;
        }
    }
}

/// Reads the directory. Receivers are enabled agencies that have a key to seal to.
///
/// # Errors
/// When the database refuses.
pub fn load(conn: &mut Conn, vault: &Vault) -> Result<Directory, VaultError> {
    let organisations = agencies::all(conn)?.into_iter().map(|row| Organisation {
        kind: row.kind.parse().unwrap_or(AgencyKind::Other),
        id: row.id,
        code: row.code,
    });
    let organisations = organisations.collect();
    let mut entries: HashMap<(String, String), Vec<Entry>> = HashMap::new();
    for row in rows::entries(conn)? {
        let entry = entry_of(&row);
        entries
            .entry((row.agency_id, row.service))
            .or_default()
            .push(entry);
    }
    let offered: Vec<(String, String)> = agencies::enabled_providers(conn)?
        .into_iter()
        .filter(|(agency, _)| {
            vault
                .keyring
                .sealing_public(Some(agency), KeyPurpose::Cases)
                .is_some()
        })
        .collect();
    let loads = loads(conn, vault, &offered)?;
    let providers = offered.into_iter().map(|place| Provider {
        entries: entries.remove(&place).unwrap_or_default(),
        load: loads.get(&place).copied().unwrap_or(0),
        agency: place.0,
        service: place.1,
    });
    Ok(Directory {
        organisations,
        providers: providers.collect(),
        protocols: all_protocols(conn)?,
    })
}

/// Every protocol, in force or not.
///
/// # Errors
/// When the database refuses.
pub fn all_protocols(conn: &mut Conn) -> Result<Vec<Protocol>, VaultError> {
    Ok(protocols::all(conn)?.iter().map(protocol_of).collect())
}

/// A stored protocol. A class that this program does not know lets nothing cross.
pub fn protocol_of(one: &Whole) -> Protocol {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let classes = one.row.classes.split_whitespace();
    Protocol {
        parties: one.parties.iter().cloned().collect(),
        services: one.row.services.as_deref().map(words),
        classes: classes.filter_map(|word| word.parse().ok()).collect(),
        starts_at: one.row.starts_at,
        ends_at: one.row.ends_at,
        ended_at: one.row.ended_at,
        signers: one
            .signatures
            .iter()
            .map(|signature| Signer {
                person: signature.actor_id,
                agency: signature.agency_id.clone(),
            })
            .collect(),
    }
}

fn entry_of(row: &EntryRow) -> Entry {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    Entry {
        area: (!row.area.is_empty()).then(|| row.area.clone()),
        sexes: words(&row.sexes),
        ages: words(&row.ages),
        // A word that this program does not know: nobody is sent there.
        capacity: row.capacity.parse().unwrap_or(Capacity::Closed),
        verified_at: row.verified_at,
    }
}

/// Open referrals by agency and service, where a service has several providers.
fn loads(
    conn: &mut Conn,
    vault: &Vault,
    offered: &[(String, String)],
) -> Result<HashMap<(String, String), i64>, VaultError> {
    let several = |service: &str| offered.iter().filter(|(_, other)| other == service).count() > 1;
    let alike: Vec<&(String, String)> = offered.iter().filter(|(_, one)| several(one)).collect();
    if alike.is_empty() {
        return Ok(HashMap::new());
    }
    let mut counted = vault.loads.0.lock();
    let (now, known) = (
        vault.now(),
        alike.iter().all(|place| counted.open.contains_key(*place)),
    );
    let fresh = counted
        .at
        .is_some_and(|at| (0..COUNTED_MS).contains(&(now - at)));
    if !(fresh && known) {
        let labels: Vec<[u8; 32]> = alike
            .iter()
            .map(|(agency, service)| vault.queue_label(agency, service))
            .collect();
        let wanted: Vec<Vec<u8>> = labels.iter().map(|label| label.to_vec()).collect();
        let found: HashMap<Vec<u8>, i64> = rows::loads(conn, &wanted)?.into_iter().collect();
        counted.open = alike
            .into_iter()
            .zip(&labels)
            .map(|(place, label)| (place.clone(), found.get(&label[..]).copied().unwrap_or(0)))
            .collect();
        counted.at = Some(now);
    }
    Ok(counted.open.clone())
}

/// What a directory form says of a service of the agency that sent it, with the code under which it speaks.
pub struct Listed {
    /// The code.
    pub code: String,
    /// The entry.
    pub entry: EntryRow,
}

impl Listed {
    /// Reads the form's facts; none if it names no service, area or day.
    pub fn of(facts: &Facts, pathway: &Pathway, agency: &str, received: i64) -> Option<Self> {
        let word = facts.known("service_offered")?;
        let mut services = pathway.services().iter();
        let service = services.find(|one| one.code == word || one.word() == word)?;
        let area = facts.known("area").filter(|area| site::is_area(area))?;
        let closed = facts.is("listing_change", "ended") || facts.is("security_rating", "not_safe");
        let capacity = facts.known("service_capacity");
        Some(Self {
            code: facts.known("provider_agency")?.to_owned(),
            entry: EntryRow {
                agency_id: agency.to_owned(),
                service: service.code.clone(),
                area: area.to_owned(),
                sexes: list(facts, "sex_served"),
                ages: list(facts, "age_served"),
                languages: list(facts, "languages_served"),
                capacity: match closed {
                    true => Capacity::Closed,
                    false => capacity?.parse().ok()?,
                }
                .as_str()
                .to_owned(),
                hours: facts
                    .known("service_hours")
                    .filter(|hours| site::is_area(hours))
                    .map(str::to_owned),
                verified_at: day_start(facts.known("verified_on")?)?.min(received),
                updated_at: received,
            },
        })
    }

    /// Keeps it, if it speaks for the agency that sent it; one cannot speak for another.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn keep(&self, conn: &mut Conn) -> Result<(), VaultError> {
        let own = agencies::by_id(conn, &self.entry.agency_id)?;
        if own.is_some_and(|agency| agency.code.eq_ignore_ascii_case(&self.code)) {
            rows::keep(conn, &self.entry)?;
        }
        Ok(())
    }
}

/// The words of a list, each once, in order; nothing that is no code.
fn list(facts: &Facts, name: &str) -> String {
    let words: BTreeSet<&str> = facts
        .known(name)
        .unwrap_or_default()
        .split_whitespace()
        .filter(|word| site::is_area(word) && !["none", "unknown"].contains(word))
        .take(50)
        .collect();
    Vec::from_iter(words).join(" ")
}

/// When a day (`2026-11-20`) begins, in milliseconds since 1970 UTC.
pub fn day_start(day: &str) -> Option<i64> {
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis())
}

/// The month of a time, as `2026-11`.
pub fn month(at: i64) -> String {
    DateTime::from_timestamp_millis(at)
        .map_or_else(String::new, |at| at.format("%Y-%m").to_string())
}
