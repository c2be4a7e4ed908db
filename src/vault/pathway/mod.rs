//! The referral pathway in force: the tables that the program ships (`files`), and later versions that two people
//! brought into force from a date. Rules and their meaning are the domain's.

mod files;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use parking_lot::RwLock;

use crate::crypto::digest;
use crate::domain::pathway::Pathway;
use crate::domain::pathway::version::SIGNATURES;
use crate::store::pathways::{self as rows, PathwayRow};
use crate::store::{Conn, StoreError};

pub use files::{PathwayError, TableFiles};

/// The name of the version that the program ships.
pub const SHIPPED: &str = "shipped-1";

/// A version of the pathway, ready to be asked.
pub struct Version {
    /// Its name; stands in each decision that it made.
    pub label: String,
    /// From when on it is in force, in milliseconds since 1970 UTC.
    pub starts_at: i64,
    /// The compiled tables.
    pub pathway: Pathway,
}

/// Activated versions whose tables are the ones that were signed, by as many people as it takes; in the order of their
/// starts. The database's word alone brings no rules into force.
///
/// # Errors
/// When the database refuses.
pub fn activated(conn: &mut Conn) -> Result<Vec<PathwayRow>, StoreError> {
    let mut all = rows::activated(conn)?;
    if all.is_empty() {
        return Ok(all);
    }
    let labels: Vec<&str> = all.iter().map(|row| row.label.as_str()).collect();
    let mut signers: HashMap<String, BTreeSet<i64>> = HashMap::new();
    for one in rows::signatures(conn, &labels)? {
        signers.entry(one.label).or_default().insert(one.actor_id);
    }
    all.retain(|row| {
        let signed = signers.get(&row.label).map_or(0, BTreeSet::len) >= SIGNATURES;
        let same = digest::sha256(row.tables.as_bytes()).as_slice() == row.sha256;
        if !(signed && same) {
            tracing::error!(version = %row.label, signed, same, "activated, but not as it was signed; it is not used");
        }
        signed && same
    });
    Ok(all)
}

/// Every version that is or was in force.
pub struct Pathways(RwLock<Known>);

struct Known {
    /// In the order of their starts; the shipped one first.
    versions: Vec<Arc<Version>>,
    /// The activated versions that the database had, also those that this program cannot use.
    labels: Vec<String>,
}

impl Pathways {
    /// The shipped version alone.
    ///
    /// # Errors
    /// When a shipped table does not compile; tests hold that they do.
    pub fn shipped() -> Result<Self, PathwayError> {
        let shipped = Version {
            label: SHIPPED.to_owned(),
            starts_at: i64::MIN,
            pathway: TableFiles::shipped().compile()?,
        };
        Ok(Self(RwLock::new(Known {
            versions: vec![Arc::new(shipped)],
            labels: Vec::new(),
        })))
    }

    /// The version in force at a time (milliseconds since 1970 UTC).
    pub fn at(&self, time: i64) -> Arc<Version> {
        let versions = &self.0.read().versions;
        let started = versions.iter().rev().find(|one| one.starts_at <= time);
        started.unwrap_or(&versions[0]).clone()
    }

    /// Takes activated versions as the database has them, in the order of their starts. One that this program cannot
    /// compile is left out, loudly: the version before it stays in force.
    pub fn load(&self, rows: Vec<PathwayRow>) {
        let labels: Vec<String> = rows.iter().map(|row| row.label.clone()).collect();
        if labels == self.0.read().labels {
            return;
        }
        let known = self.0.read().versions.clone();
        let mut versions = vec![known[0].clone()];
        for row in rows {
            if let Some(there) = known.iter().find(|one| one.label == row.label) {
                versions.push(there.clone());
                continue;
            }
            match TableFiles::from_json(&row.tables).and_then(|tables| tables.compile()) {
                Ok(pathway) => versions.push(Arc::new(Version {
                    label: row.label,
                    starts_at: row.starts_at,
                    pathway,
                })),
                Err(error) => {
                    tracing::error!(version = %row.label, %error, "this version of the pathway is not used");
                }
            }
        }
        *self.0.write() = Known { versions, labels };
    }
}
