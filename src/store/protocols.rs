//! Information-sharing protocols: between which agencies, who signed.

use diesel::prelude::*;

use super::schema::{protocol_parties, protocol_signatures, protocols};
use super::{Conn, StoreError};

/// A protocol.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = protocols)]
pub struct ProtocolRow {
    /// Id, UUIDv7.
    pub id: String,
    /// Services that it is about, with spaces between; none: all.
    pub services: Option<String>,
    /// Classes that may cross, with spaces between.
    pub classes: String,
    /// From when on.
    pub starts_at: i64,
    /// From when on no more.
    pub ends_at: i64,
    /// Who proposed it.
    pub proposed_by: i64,
    /// When.
    pub proposed_at: i64,
    /// When it was ended before its time.
    pub ended_at: Option<i64>,
    /// By whom.
    pub ended_by: Option<i64>,
}

/// A party of a protocol.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = protocol_parties)]
pub struct PartyRow {
    /// Protocol.
    pub protocol_id: String,
    /// Agency.
    pub agency_id: String,
}

/// A signature under a protocol.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = protocol_signatures)]
pub struct SignatureRow {
    /// Protocol.
    pub protocol_id: String,
    /// Who.
    pub actor_id: i64,
    /// For which party; none: for the coordination body.
    pub agency_id: Option<String>,
    /// When.
    pub signed_at: i64,
}

/// A protocol with its parties and signatures.
pub struct Whole {
    /// Itself.
    pub row: ProtocolRow,
    /// Agencies' ids.
    pub parties: Vec<String>,
    /// In the order in which they came.
    pub signatures: Vec<SignatureRow>,
}

/// Stores a proposal.
///
/// # Errors
/// When the database refuses.
pub fn insert(conn: &mut Conn, row: &ProtocolRow, parties: &[String]) -> Result<(), StoreError> {
    diesel::insert_into(protocols::table)
        .values(row)
        .execute(conn)?;
    for agency in parties {
        let party = PartyRow {
            protocol_id: row.id.clone(),
            agency_id: agency.clone(),
        };
        diesel::insert_into(protocol_parties::table)
            .values(&party)
            .execute(conn)?;
    }
    Ok(())
}

/// Every protocol, newest proposal first.
///
/// # Errors
/// When the database refuses.
pub fn all(conn: &mut Conn) -> Result<Vec<Whole>, StoreError> {
    let rows = protocols::table
        .order((protocols::proposed_at.desc(), protocols::id.desc()))
        .load(conn)?;
    whole(conn, rows)
}

/// One protocol, held by this transaction until it ends: two people may sign at once.
///
/// # Errors
/// When the database refuses.
pub fn hold(conn: &mut Conn, id: &str) -> Result<Option<Whole>, StoreError> {
    let row: Option<ProtocolRow> = match conn {
        // SQLite has one writer.
        Conn::Sqlite(c) => protocols::table.find(id).first(c).optional()?,
        #[cfg(feature = "postgres")]
        Conn::Postgres(c) => protocols::table.find(id).for_update().first(c).optional()?,
    };
    Ok(whole(conn, Vec::from_iter(row))?.pop())
}

fn whole(conn: &mut Conn, rows: Vec<ProtocolRow>) -> Result<Vec<Whole>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let parties: Vec<PartyRow> = protocol_parties::table
        .filter(protocol_parties::protocol_id.eq_any(&ids))
        .order(protocol_parties::agency_id.asc())
        .load(conn)?;
    let signatures: Vec<SignatureRow> = protocol_signatures::table
        .filter(protocol_signatures::protocol_id.eq_any(&ids))
        .order((
            protocol_signatures::signed_at.asc(),
            protocol_signatures::actor_id.asc(),
        ))
        .load(conn)?;
    let whole = rows.into_iter().map(|row| Whole {
        parties: parties
            .iter()
            .filter(|one| one.protocol_id == row.id)
            .map(|one| one.agency_id.clone())
            .collect(),
        signatures: signatures
            .iter()
            .filter(|one| one.protocol_id == row.id)
            .cloned()
            .collect(),
        row,
    });
    Ok(whole.collect())
}

/// Signs a protocol; false if that person has.
///
/// # Errors
/// When the database refuses.
pub fn sign(conn: &mut Conn, row: &SignatureRow) -> Result<bool, StoreError> {
    let inserted = on_each!(conn, |c| diesel::insert_into(protocol_signatures::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// Ends a protocol now; false if it was ended.
///
/// # Errors
/// When the database refuses.
pub fn end(conn: &mut Conn, id: &str, by: i64, now: i64) -> Result<bool, StoreError> {
    let standing = protocols::table
        .find(id)
        .filter(protocols::ended_at.is_null());
    let ended = diesel::update(standing)
        .set((protocols::ended_at.eq(now), protocols::ended_by.eq(by)))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Replaces all protocols by what the hub says: on an agency's own machine.
///
/// # Errors
/// When the database refuses.
pub fn replace_all(conn: &mut Conn, all: &[Whole]) -> Result<(), StoreError> {
    diesel::delete(protocol_signatures::table).execute(conn)?;
    diesel::delete(protocol_parties::table).execute(conn)?;
    diesel::delete(protocols::table).execute(conn)?;
    for one in all {
        insert(conn, &one.row, &one.parties)?;
        for signature in &one.signatures {
            sign(conn, signature)?;
        }
    }
    Ok(())
}
