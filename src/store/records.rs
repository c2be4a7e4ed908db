//! Sealed records, and which keys can open them. The store keeps opaque bytes.

use std::collections::HashMap;

use diesel::prelude::*;

use super::schema::{consents, record_keys, records, submission_parts};
use super::{Conn, StoreError, unindexed};

/// A sealed thing.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = records, treat_none_as_default_value = false)]
pub struct RecordRow {
    /// Id, UUIDv7.
    pub id: String,
    /// The agency that owns it; none for the platform.
    pub agency_id: Option<String>,
    /// The submission it came from.
    pub submission_id: Option<String>,
    /// `answers`, `attachment`, `decision`, `card`, `contact`, `words`, `others`, `consent` or `handover`.
    pub kind: String,
    /// Version of the sealing format.
    pub format: i32,
    /// Small ciphertext.
    pub sealed: Option<Vec<u8>>,
    /// Large ciphertext.
    pub blob_id: Option<String>,
    /// When sealed.
    pub created_at: i64,
}

/// A record's data key, wrapped to one public key.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = record_keys, treat_none_as_default_value = false)]
pub struct RecordKeyRow {
    /// Record.
    pub record_id: String,
    /// The key that can unwrap it.
    pub key_id: String,
    /// The wrapped data key.
    pub wrapped: Vec<u8>,
    /// When granted.
    pub created_at: i64,
}

/// A consent, or a refusal; its content is a sealed record. More of it stands in [`super::consents`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = consents, treat_none_as_default_value = false)]
pub struct ConsentRow {
    /// Id, UUIDv7.
    pub id: String,
    /// The agency that asked.
    pub agency_id: String,
    /// The submission that said so, or the one that the case began with.
    pub submission_id: String,
    /// The sealed record that holds it: a `consent`, or a screening's `decision`.
    pub record_id: String,
    /// When it ends.
    pub expires_at: i64,
    /// When given.
    pub created_at: i64,
    /// The case.
    pub case_id: Option<String>,
    /// Where it stands, a word of the domain's consent states.
    pub state: String,
    /// On what it rests, a word of the domain's bases.
    pub basis: String,
    /// Who must confirm it, a word of the domain's approvals.
    pub approval: String,
    /// Who asked for it, or was the first of two.
    pub asked_by: Option<i64>,
    /// Who confirmed it.
    pub confirmed_by: Option<i64>,
    /// When.
    pub confirmed_at: Option<i64>,
    /// Who took it back; none for a form.
    pub withdrawn_by: Option<i64>,
    /// When it was taken back, replaced, or found to have ended.
    pub withdrawn_at: Option<i64>,
}

impl ConsentRow {
    /// One in force on a person's agreement, of no case.
    pub fn in_force(id: String, agency: &str, submission: &str, record: &str) -> Self {
        Self {
            id,
            agency_id: agency.to_owned(),
            submission_id: submission.to_owned(),
            record_id: record.to_owned(),
            state: "in_force".to_owned(),
            basis: "consent".to_owned(),
            approval: "one".to_owned(),
            ..Self::default()
        }
    }
}

/// Stores records with their wrapped keys.
///
/// # Errors
/// When the database refuses.
pub fn insert<'a>(
    conn: &mut Conn,
    rows: impl IntoIterator<Item = &'a RecordRow>,
    wraps: impl IntoIterator<Item = &'a RecordKeyRow>,
) -> Result<(), StoreError> {
    insert_all!(conn, records::table, rows.into_iter().cloned());
    insert_all!(conn, record_keys::table, wraps.into_iter().cloned());
    Ok(())
}

/// Stores consents.
///
/// # Errors
/// When the database refuses.
pub fn insert_consents<'a>(
    conn: &mut Conn,
    rows: impl IntoIterator<Item = &'a ConsentRow>,
) -> Result<(), StoreError> {
    insert_all!(conn, consents::table, rows.into_iter().cloned());
    Ok(())
}

/// Records with the wraps that `keys` can open.
///
/// # Errors
/// When the database refuses.
pub fn with_wraps(
    conn: &mut Conn,
    ids: &[&str],
    keys: &[&str],
) -> Result<Vec<(RecordRow, Option<RecordKeyRow>)>, StoreError> {
    let found: Vec<RecordRow> = records::table.filter(records::id.eq_any(ids)).load(conn)?;
    let wraps: Vec<RecordKeyRow> = record_keys::table
        .filter(record_keys::record_id.eq_any(ids))
        .filter(record_keys::key_id.eq_any(keys))
        .load(conn)?;
    let mut by_record: HashMap<String, RecordKeyRow> = wraps
        .into_iter()
        .map(|w| (w.record_id.clone(), w))
        .collect();
    Ok(found
        .into_iter()
        .map(|record| {
            let wrap = by_record.remove(&record.id);
            (record, wrap)
        })
        .collect())
}

/// A record with all its wraps.
///
/// # Errors
/// When the database refuses.
pub fn with_all_wraps(
    conn: &mut Conn,
    id: &str,
) -> Result<Option<(RecordRow, Vec<RecordKeyRow>)>, StoreError> {
    let Some(row) = records::table.find(id).first(conn).optional()? else {
        return Ok(None);
    };
    let wraps = record_keys::table
        .filter(record_keys::record_id.eq(id))
        .load(conn)?;
    Ok(Some((row, wraps)))
}

/// The id and the end of the consent that a screening gave.
///
/// # Errors
/// When the database refuses.
pub fn consent_of(conn: &mut Conn, submission: &str) -> Result<Option<(String, i64)>, StoreError> {
    Ok(consents::table
        .inner_join(records::table)
        .filter(consents::submission_id.eq(submission))
        .filter(records::kind.eq("decision"))
        .select((consents::id, consents::expires_at))
        .first(conn)
        .optional()?)
}

/// Puts new wraps, all of one key, in the place of those of the key `old`. A record that lost its old wrap meanwhile gets
/// no new one.
///
/// # Errors
/// When the database refuses.
pub fn rewrap(conn: &mut Conn, old: &str, rows: &[RecordKeyRow]) -> Result<(), StoreError> {
    for rows in rows.chunks(500) {
        let ids: Vec<&str> = rows.iter().map(|row| row.record_id.as_str()).collect();
        let of_these = record_keys::table
            .filter(record_keys::record_id.eq_any(&ids))
            .select((record_keys::record_id, record_keys::key_id));
        // Held until this transaction ends: a record may go to another agency at the same time.
        let wraps: Vec<(String, String)> = match conn {
            Conn::Sqlite(c) => of_these.load(c)?,
            #[cfg(feature = "postgres")]
            Conn::Postgres(c) => of_these.for_update().load(c)?,
        };
        let has = |record: &str, key: &str| wraps.iter().any(|(r, k)| r == record && k == key);
        let new: Vec<RecordKeyRow> = rows
            .iter()
            .filter(|row| has(&row.record_id, old) && !has(&row.record_id, &row.key_id))
            .cloned()
            .collect();
        on_each!(conn, |c| diesel::insert_into(record_keys::table)
            .values(new)
            .execute(c))?;
        diesel::delete(
            record_keys::table
                .filter(record_keys::key_id.eq(old))
                .filter(record_keys::record_id.eq_any(&ids)),
        )
        .execute(conn)?;
    }
    Ok(())
}

/// Which of these large ciphertexts a row still names.
///
/// # Errors
/// When the database refuses.
pub fn named_blobs(conn: &mut Conn, ids: &[String]) -> Result<Vec<String>, StoreError> {
    let mut named: Vec<Option<String>> = records::table
        .filter(records::blob_id.eq_any(ids))
        .select(records::blob_id)
        .load(conn)?;
    named.extend(
        submission_parts::table
            .filter(submission_parts::blob_id.eq_any(ids))
            .select(submission_parts::blob_id)
            .load::<Option<String>>(conn)?,
    );
    Ok(named.into_iter().flatten().collect())
}

/// Ends of consents that are in force, by id.
///
/// # Errors
/// When the database refuses.
pub fn consent_ends(conn: &mut Conn, ids: &[&str]) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(consents::table
        .filter(consents::id.eq_any(ids))
        .filter(unindexed(consents::state, "").eq("in_force"))
        .select((consents::id, consents::expires_at))
        .load(conn)?)
}

/// The kinds of records, by id.
///
/// # Errors
/// When the database refuses.
pub fn kinds(conn: &mut Conn, ids: &[&str]) -> Result<HashMap<String, String>, StoreError> {
    let kinds: Vec<(String, String)> = records::table
        .filter(records::id.eq_any(ids))
        .select((records::id, records::kind))
        .load(conn)?;
    Ok(kinds.into_iter().collect())
}

/// Deletes a record that another one has taken the place of, with its wrapped keys; answers its large ciphertext, if it
/// had one.
///
/// # Errors
/// When the database refuses.
pub fn delete(conn: &mut Conn, id: &str) -> Result<Option<String>, StoreError> {
    let blob: Option<Option<String>> = records::table
        .find(id)
        .select(records::blob_id)
        .first(conn)
        .optional()?;
    diesel::delete(record_keys::table.filter(record_keys::record_id.eq(id))).execute(conn)?;
    diesel::delete(records::table.find(id)).execute(conn)?;
    Ok(blob.flatten())
}

/// Whether a record was made for this submission.
///
/// # Errors
/// When the database refuses.
pub fn is_of(conn: &mut Conn, id: &str, submission: &str) -> Result<bool, StoreError> {
    let of: Option<Option<String>> = records::table
        .find(id)
        .select(records::submission_id)
        .first(conn)
        .optional()?;
    Ok(of.flatten().as_deref() == Some(submission))
}
