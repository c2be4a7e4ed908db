//! How a submission stands to the case whose code it names: its agency's own, another's into which it was let, or another's
//! that it may not join. What let it in is looked at again where it is written ([`crate::store::cases::join`]).

use std::collections::HashMap;

use super::client::VaultError;
use super::opening::Opened;
use super::{Vault, placing};
use crate::domain::words::{NamingState, Stage};
use crate::store::cases::{Basis, CaseRow};
use crate::store::{Conn, cases, unmatched};

/// How a submission stands to the case that it names. An envelope proves nobody's identity: a code alone opens no case of
/// another agency.
#[derive(Clone)]
pub(super) enum Standing {
    /// The agency's own, or nobody's yet: then it begins one, and takes the name if `name` is there.
    Own { case: String, name: Option<Vec<u8>> },
    /// Another agency's, into which it was let: by a referral of the case that the sender accepted and whose receiver may
    /// send this form, or by the owner's supervisor.
    Guest {
        case: String,
        owner: String,
        basis: Basis,
        name: Option<Vec<u8>>,
    },
    /// Another agency's.
    Elsewhere { case: String, name: Option<Vec<u8>> },
}

/// What must be known to tell how a submission stands to its case.
pub(super) struct Asked {
    submission: String,
    agency: String,
    own: String,
    name: Vec<u8>,
    /// Ids that cases of before codes were names would have with this one, at agencies that have such cases.
    nameless: Vec<String>,
    /// Labels of the sender's queues whose referrals let this form in.
    labels: Vec<Vec<u8>>,
}

impl Standing {
    /// The case that it joins, if it may.
    pub fn joins(&self) -> Option<&String> {
        match self {
            Self::Own { case, .. } | Self::Guest { case, .. } => Some(case),
            Self::Elsewhere { .. } => None,
        }
    }
}

impl Vault {
    /// Agencies that have cases of before codes were names on the whole platform. Looked for once: every case that is opened
    /// now takes its code's name.
    pub(super) fn nameless(&self) -> Result<&[String], VaultError> {
        if let Some(known) = self.nameless.get() {
            return Ok(known);
        }
        let found = self.store.read_now("cases_without_name", |conn| {
            Ok::<_, VaultError>(cases::nameless(conn)?)
        })?;
        Ok(self.nameless.get_or_init(|| found))
    }
}

/// What must be known of a submission that names a case.
pub(super) fn asked(vault: &Vault, one: &Opened, nameless: &[String]) -> Option<Asked> {
    let names = one.names.as_ref()?;
    let labels = match one.stage {
        None | Some(Stage::Screen) => Vec::new(),
        Some(stage) => {
            let version = vault.pathways.at(one.received_at);
            let services = version.pathway.services().iter();
            services
                .filter(|service| service.forms.contains(&stage))
                .map(|service| vault.queue_label(&one.agency, &service.code).to_vec())
                .collect()
        }
    };
    Some(Asked {
        submission: one.submission.clone(),
        agency: one.agency.clone(),
        own: names.own.clone(),
        name: names.name.to_vec(),
        nameless: nameless
            .iter()
            .filter(|agency| **agency != one.agency)
            .map(|agency| placing::case_id(vault, agency, &names.code))
            .collect(),
        labels,
    })
}

/// How each stands to the case that it names, and those cases.
pub(super) fn standings(
    conn: &mut Conn,
    asked: &[Asked],
) -> Result<(Vec<CaseRow>, HashMap<String, Standing>), VaultError> {
    let macs: Vec<&[u8]> = asked.iter().map(|one| one.name.as_slice()).collect();
    let named: HashMap<Vec<u8>, String> = cases::named(conn, &macs)?.into_iter().collect();
    let mut wanted: Vec<&str> = asked.iter().map(|one| one.own.as_str()).collect();
    wanted.extend(named.values().map(String::as_str));
    let unnamed = asked.iter().filter(|one| !named.contains_key(&one.name));
    wanted.extend(unnamed.flat_map(|one| one.nameless.iter().map(String::as_str)));
    wanted.sort_unstable();
    wanted.dedup();
    let rows = cases::by_ids(conn, &wanted)?;
    let by_id: HashMap<&str, &CaseRow> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
    let mut standings = HashMap::with_capacity(asked.len());
    for one in asked {
        let name = named.get(&one.name);
        let row = |id: &str| by_id.get(id).copied();
        let own = |row: &&CaseRow| row.agency_id == one.agency;
        let of_before = || {
            let there = one.nameless.iter().filter_map(|id| row(id));
            there.min_by_key(|row| (row.opened_at, &row.id))
        };
        let named = match name {
            Some(id) => row(id),
            // An id says who opened a case, not whose it is: one's own may be another agency's by now.
            None => of_before().or_else(|| row(&one.own).filter(|row| !own(row))),
        };
        // A code that is no name yet becomes the name of the case that it finds.
        let free = name.is_none().then(|| one.name.clone());
        let standing = match (named, row(&one.own).filter(own)) {
            (Some(named), _) if own(&named) => Standing::Own {
                case: named.id.clone(),
                name: None,
            },
            // A case of before codes were names on the whole platform, or one whose name is another's.
            (_, Some(mine)) => Standing::Own {
                case: mine.id.clone(),
                name: free,
            },
            (Some(named), None) => match basis(conn, one, &named.id)? {
                Some(basis) => Standing::Guest {
                    case: named.id.clone(),
                    owner: named.agency_id.clone(),
                    basis,
                    name: free,
                },
                None => Standing::Elsewhere {
                    case: named.id.clone(),
                    name: free,
                },
            },
            (None, None) => Standing::Own {
                case: one.own.clone(),
                name: free,
            },
        };
        standings.insert(one.submission.clone(), standing);
    }
    Ok((rows, standings))
}

/// Why it may join another agency's case; none if it may not.
fn basis(conn: &mut Conn, one: &Asked, case: &str) -> Result<Option<Basis>, VaultError> {
    let known = unmatched::of(conn, &[&one.submission])?;
    let accepted = NamingState::Accepted.as_str();
    if known
        .iter()
        .any(|row| row.case_id == case && row.state == accepted)
    {
        return Ok(Some(Basis::TakenIn));
    }
    if one.labels.is_empty() {
        return Ok(None);
    }
    let referral = cases::referred(conn, &one.agency, &one.labels, case)?;
    Ok(referral.map(|id| Basis::Referral {
        id,
        to: one.agency.clone(),
    }))
}
