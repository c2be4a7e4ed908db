//! The referral pathway: its services for everybody; versions of its tables, proposed, tried on what is stored, and brought
//! into force by two people from a date.

use zeroize::Zeroizing;

use super::{House, ServiceError, audit};
use crate::crypto::digest;
use crate::domain::pathway::version::{self, Signed};
use crate::domain::pathway::{Pathway, Service, TableError};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::store::Conn;
use crate::store::pathways::{self as rows, PathwayRow, SignatureRow};
use crate::vault::client::{Reply, Request};
use crate::vault::pathway::{PathwayError, activated};

pub use crate::vault::dry_run::{Count, DryRun, ServiceChange};
pub use crate::vault::pathway::{SHIPPED, TableFiles};

/// One thing that is wrong with proposed tables, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The table, like `rules`; a file's name where it cannot be read at all.
    pub table: String,
    /// The row as a spreadsheet counts it: the header is row 1. None: the whole file.
    pub row: Option<usize>,
    /// The column's name; empty: the whole row.
    pub column: String,
    /// The character within the cell, from 1, where a condition is wrong.
    pub character: Option<usize>,
    /// What is wrong.
    pub text: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.table)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        if let Some(character) = self.character {
            write!(f, ", character {character}")?;
        }
        write!(f, ": {}", self.text)
    }
}

impl From<TableError> for Fault {
    fn from(error: TableError) -> Self {
        Self {
            table: error.table.to_owned(),
            row: Some(error.row),
            column: error.column,
            character: error.character,
            text: error.message,
        }
    }
}

/// The longest name of a version.
const LABEL: usize = 60;

/// A version of the tables as lists show it.
pub struct VersionView {
    /// Its name.
    pub label: String,
    /// SHA-256 of the tables, as hex: what is signed.
    pub sha256: String,
    /// Who proposed it.
    pub proposed_by: i64,
    /// When.
    pub proposed_at: i64,
    /// From when on it is, or is to be, in force.
    pub starts_at: i64,
    /// When the second signature came.
    pub activated_at: Option<i64>,
    /// Who signed.
    pub signed_by: Vec<i64>,
    /// Whether it is the one in force now.
    pub in_force: bool,
}

impl VersionView {
    /// Whether it waits for this person's signature, who may sign.
    pub fn waits_for(&self, who: i64) -> bool {
        !self.in_force && self.activated_at.is_none() && !self.signed_by.contains(&who)
    }
}

/// The services that rules can ask for now.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn services(house: &House, actor: &Actor) -> Result<Vec<Service>, ServiceError> {
    policy::may(actor, Action::PathwayRead, actor.home())?;
    let now = house.now();
    let pathway = house
        .store
        .read("pathway_services", move |conn| in_force(conn, now))
        .await?;
    Ok(pathway.services().to_vec())
}

/// The version in force at a time. The shipped one, unless a later one was activated.
///
/// # Errors
/// When the database refuses.
pub(super) fn in_force(conn: &mut Conn, now: i64) -> Result<Pathway, ServiceError> {
    let broken = |_| ServiceError::Internal("the pathway in force does not compile");
    let activated = activated(conn)?;
    let started = activated.iter().rev().filter(|row| row.starts_at <= now);
    // As the vault does: a version that this program cannot use leaves the one before it in force.
    let usable = started
        .filter_map(|row| tables_of(row).ok()?.compile().ok())
        .next();
    match usable {
        Some(pathway) => Ok(pathway),
        None => TableFiles::shipped().compile().map_err(broken),
    }
}

fn tables_of(row: &PathwayRow) -> Result<TableFiles, ServiceError> {
    TableFiles::from_json(&row.tables).map_err(|_| ServiceError::Internal("a pathway's tables"))
}

/// Every proposed version, newest first. The shipped one stands before all of them, in force until another starts.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn versions(house: &House, actor: &Actor) -> Result<Vec<VersionView>, ServiceError> {
    policy::may(actor, Action::PathwayRead, actor.home())?;
    let now = house.now();
    house
        .store
        .read("pathway_versions", move |conn| {
            let all = rows::all(conn)?;
            views(conn, all, now)
        })
        .await
}

/// The tables of a version.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn tables(house: &House, actor: &Actor, label: &str) -> Result<TableFiles, ServiceError> {
    policy::may(actor, Action::PathwayRead, actor.home())?;
    if label == SHIPPED {
        return Ok(TableFiles::shipped());
    }
    let label = label.to_owned();
    house
        .store
        .read("pathway_tables", move |conn| {
            tables_of(&rows::by_label(conn, &label)?.ok_or(ServiceError::NotFound)?)
        })
        .await
}

/// Proposes tables that pass their own test cases, to be in force from `starts_at` once two people signed.
///
/// # Errors
/// [`ServiceError::Pathway`] with every cell that is wrong and every case that fails; [`ServiceError::Exists`];
/// [`ServiceError::Denied`].
pub async fn propose(
    house: &House,
    actor: &Actor,
    label: &str,
    tables: &TableFiles,
    starts_at: i64,
) -> Result<VersionView, ServiceError> {
    policy::may(actor, Action::PathwayPropose, Resource::Platform)?;
    well_formed(label)?;
    tables.test().map_err(refused)?;
    let text = serde_json::to_string(tables).map_err(|_| ServiceError::Internal("the tables"))?;
    let (actor, now) = (actor.clone(), house.now());
    let row = PathwayRow {
        label: label.to_owned(),
        sha256: digest::sha256(text.as_bytes()).to_vec(),
        tables: text,
        proposed_by: actor.id,
        proposed_at: now,
        starts_at,
        activated_at: None,
    };
    house
        .store
        .write("propose_pathway", move |conn| {
            if !rows::insert(conn, &row)? {
                return Err(ServiceError::Exists(
                    "a version of the pathway with this name",
                ));
            }
            audit::note(
                conn,
                &actor,
                None,
                "pathway.propose",
                "pathway",
                &row.label,
                now,
            )?;
            one(conn, &row.label, now)
        })
        .await
}

/// Signs a version. The second signature brings it into force, at the earliest after
/// [`version::NOTICE`].
///
/// # Errors
/// [`ServiceError::SecondPerson`] for somebody who has signed; [`ServiceError::Moved`] when it is complete;
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn sign(house: &House, actor: &Actor, label: &str) -> Result<VersionView, ServiceError> {
    policy::may(actor, Action::PathwaySign, Resource::Platform)?;
    let (actor, now, label) = (actor.clone(), house.now(), label.to_owned());
    house
        .store
        .write("sign_pathway", move |conn| {
            let row = rows::hold(conn, &label)?.ok_or(ServiceError::NotFound)?;
            let earlier = signers(conn, &label)?;
            let signed = version::sign(&earlier, actor.id, row.starts_at, now)?;
            let signature = SignatureRow {
                label: label.clone(),
                actor_id: actor.id,
                signed_at: now,
            };
            rows::sign(conn, &signature)?;
            audit::note(conn, &actor, None, "pathway.sign", "pathway", &label, now)?;
            if let Signed::Both { starts_at } = signed {
                rows::activate(conn, &label, starts_at, now)?;
                audit::note(
                    conn,
                    &actor,
                    None,
                    "pathway.activate",
                    "pathway",
                    &label,
                    now,
                )?;
            }
            one(conn, &label, now)
        })
        .await
}

/// What a proposed version would have changed in the last 90 days, in counts.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::VaultAway`].
pub async fn dry_run(
    house: &House,
    actor: &Actor,
    session: &str,
    label: &str,
) -> Result<DryRun, ServiceError> {
    let tables = tables(house, actor, label).await?;
    let tables =
        serde_json::to_string(&tables).map_err(|_| ServiceError::Internal("the tables"))?;
    let session = Zeroizing::new(session.to_owned());
    match house.vault.ask(Request::DryRun { session, tables }).await? {
        Reply::DryRun(run) => Ok(run),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

fn well_formed(label: &str) -> Result<(), ServiceError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let reason = match label {
        "" => return Err(ServiceError::Missing("label")),
        SHIPPED => "this is the version that the program ships",
        label if label.len() > LABEL => "it is longer than 60 characters",
        label if !label.bytes().all(plain) => "letters, digits, and - _ . only",
        _ => return Ok(()),
    };
    Err(ServiceError::Unusable {
        field: "label",
        reason: reason.to_owned(),
    })
}

fn refused(error: PathwayError) -> ServiceError {
    ServiceError::Pathway(match error {
        PathwayError::Cells(errors) => errors.into_iter().map(Fault::from).collect(),
        PathwayError::File { file, why } => vec![Fault {
            table: file,
            row: None,
            column: String::new(),
            character: None,
            text: why,
        }],
    })
}

fn signers(conn: &mut Conn, label: &str) -> Result<Vec<i64>, ServiceError> {
    let signatures = rows::signatures(conn, &[label])?;
    Ok(signatures.iter().map(|one| one.actor_id).collect())
}

fn one(conn: &mut Conn, label: &str, now: i64) -> Result<VersionView, ServiceError> {
    let all = rows::all(conn)?;
    let mut views = views(conn, all, now)?;
    let place = views.iter().position(|view| view.label == label);
    place
        .map(|place| views.swap_remove(place))
        .ok_or(ServiceError::NotFound)
}

fn views(
    conn: &mut Conn,
    all: Vec<PathwayRow>,
    now: i64,
) -> Result<Vec<VersionView>, ServiceError> {
    let labels: Vec<&str> = all.iter().map(|row| row.label.as_str()).collect();
    let signatures = rows::signatures(conn, &labels)?;
    let activated = activated(conn)?;
    let in_force = activated.iter().rev().find(|row| row.starts_at <= now);
    let views = all.into_iter().map(|row| VersionView {
        sha256: row.sha256.iter().map(|b| format!("{b:02x}")).collect(),
        signed_by: signatures
            .iter()
            .filter(|one| one.label == row.label)
            .map(|one| one.actor_id)
            .collect(),
        in_force: in_force.is_some_and(|one| one.label == row.label),
        label: row.label,
        proposed_by: row.proposed_by,
        proposed_at: row.proposed_at,
        starts_at: row.starts_at,
        activated_at: row.activated_at,
    });
    Ok(views.collect())
}
