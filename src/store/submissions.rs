//! Submissions as they came, and their parts.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::schema::{form_versions, renditions, submission_parts, submissions};
use super::{Conn, StoreError, unindexed};

/// A submission.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = submissions, treat_none_as_default_value = false)]
pub struct SubmissionRow {
    /// Id, UUIDv7.
    pub id: String,
    /// Project.
    pub project_id: i64,
    /// Owning agency, if the project has one.
    pub agency_id: Option<String>,
    /// Form.
    pub form_id: String,
    /// The rendition that it was filled on.
    pub rendition_id: String,
    /// The phone's own id of it.
    pub instance_id: String,
    /// [`SubmissionState`](crate::domain::words::SubmissionState) as text.
    pub state: String,
    /// The envelope's bytes, untouched; none in a general project.
    pub envelope: Option<Vec<u8>>,
    /// SHA-256 of the XML part as it came.
    pub envelope_sha256: Vec<u8>,
    /// Files that it names.
    pub parts_expected: i32,
    /// Files that are here.
    pub parts_present: i32,
    /// The phone's actor id.
    pub device_actor_id: Option<i64>,
    /// What the phone calls itself.
    pub device_id: Option<String>,
    /// The app's name and version.
    pub user_agent: Option<String>,
    /// The sealed answers, once opened.
    pub record_id: Option<String>,
    /// When received.
    pub created_at: i64,
    /// When changed.
    pub updated_at: Option<i64>,
    /// When opened.
    pub opened_at: Option<i64>,
    /// The case that it joined.
    pub case_id: Option<String>,
    /// The first version of what this corrects.
    pub first_id: Option<String>,
    /// The version that corrects this one.
    pub replaced_by: Option<String>,
    /// The id that a case of its own agency with the code that it names has, or would have.
    pub named: Option<String>,
    /// Where its review stands; none: nobody has said anything. Of what was corrected, at the first version.
    pub review_state: Option<String>,
}

/// A file of a submission: expected, and here once `bytes` or `blob_id` is.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = submission_parts, treat_none_as_default_value = false)]
pub struct PartRow {
    /// Submission.
    pub submission_id: String,
    /// Place in the manifest.
    pub ordinal: i32,
    /// Name in the manifest.
    pub name: String,
    /// Small ciphertext.
    pub bytes: Option<Vec<u8>>,
    /// Large ciphertext.
    pub blob_id: Option<String>,
    /// Bytes.
    pub size: Option<i64>,
    /// The sealed content, once opened.
    pub record_id: Option<String>,
}

/// A submission without its envelope, for lists.
#[derive(Clone, Queryable)]
pub struct SubmissionHead {
    /// Id.
    pub id: String,
    /// Project.
    pub project_id: i64,
    /// Owning agency.
    pub agency_id: Option<String>,
    /// Form.
    pub form_id: String,
    /// Rendition.
    pub rendition_id: String,
    /// Instance id.
    pub instance_id: String,
    /// State.
    pub state: String,
    /// Files named.
    pub parts_expected: i32,
    /// Files here.
    pub parts_present: i32,
    /// Phone.
    pub device_actor_id: Option<i64>,
    /// What the phone calls itself.
    pub device_id: Option<String>,
    /// The app.
    pub user_agent: Option<String>,
    /// Sealed answers.
    pub record_id: Option<String>,
    /// When received.
    pub created_at: i64,
    /// When changed.
    pub updated_at: Option<i64>,
    /// When opened.
    pub opened_at: Option<i64>,
    /// The first version of what this corrects.
    pub first_id: Option<String>,
    /// The version that corrects this one.
    pub replaced_by: Option<String>,
    /// The case that it joined.
    pub case_id: Option<String>,
    /// The id that a case of its own agency with the code that it names has, or would have.
    pub named: Option<String>,
    /// Where its review stands; none: nobody has said anything. Of what was corrected, at the first version.
    pub review_state: Option<String>,
}

type Head = (
    submissions::id,
    submissions::project_id,
    submissions::agency_id,
    submissions::form_id,
    submissions::rendition_id,
    submissions::instance_id,
    submissions::state,
    submissions::parts_expected,
    submissions::parts_present,
    submissions::device_actor_id,
    submissions::device_id,
    submissions::user_agent,
    submissions::record_id,
    submissions::created_at,
    submissions::updated_at,
    submissions::opened_at,
    submissions::first_id,
    submissions::replaced_by,
    submissions::case_id,
    submissions::named,
    submissions::review_state,
);

const HEAD: Head = (
    submissions::id,
    submissions::project_id,
    submissions::agency_id,
    submissions::form_id,
    submissions::rendition_id,
    submissions::instance_id,
    submissions::state,
    submissions::parts_expected,
    submissions::parts_present,
    submissions::device_actor_id,
    submissions::device_id,
    submissions::user_agent,
    submissions::record_id,
    submissions::created_at,
    submissions::updated_at,
    submissions::opened_at,
    submissions::first_id,
    submissions::replaced_by,
    submissions::case_id,
    submissions::named,
    submissions::review_state,
);

/// Stores submissions, each unless that instance of that form is here; answers the ids of those that were new.
///
/// # Errors
/// When the database refuses.
pub fn insert_new(conn: &mut Conn, rows: &[&SubmissionRow]) -> Result<HashSet<String>, StoreError> {
    match conn {
        // diesel's SQLite takes no conflict clause for several rows.
        Conn::Sqlite(c) => {
            let mut new = HashSet::with_capacity(rows.len());
            for row in rows {
                let inserted = diesel::insert_into(submissions::table)
                    .values(*row)
                    .on_conflict((submissions::form_id, submissions::instance_id))
                    .do_nothing()
                    .execute(c)?;
                if inserted == 1 {
                    new.insert(row.id.clone());
                }
            }
            Ok(new)
        }
        #[cfg(feature = "postgres")]
        Conn::Postgres(c) => Ok(diesel::insert_into(submissions::table)
            .values(rows.to_vec())
            .on_conflict((submissions::form_id, submissions::instance_id))
            .do_nothing()
            .returning(submissions::id)
            .get_results::<String>(c)?
            .into_iter()
            .collect()),
    }
}

/// Stores the expected parts of new submissions.
///
/// # Errors
/// When the database refuses.
pub fn insert_parts(conn: &mut Conn, rows: &[&PartRow]) -> Result<(), StoreError> {
    for rows in rows.chunks(1000) {
        on_each!(conn, |c| diesel::insert_into(submission_parts::table)
            .values(rows.to_vec())
            .execute(c))?;
    }
    Ok(())
}

/// The submission of a form with that instance id.
///
/// # Errors
/// When the database refuses.
pub fn by_instance(
    conn: &mut Conn,
    form: &str,
    instance_id: &str,
) -> Result<Option<SubmissionRow>, StoreError> {
    Ok(submissions::table
        .filter(submissions::form_id.eq(form))
        .filter(submissions::instance_id.eq(instance_id))
        .first(conn)
        .optional()?)
}

/// One submission.
///
/// # Errors
/// When the database refuses.
pub fn by_id(conn: &mut Conn, id: &str) -> Result<Option<SubmissionRow>, StoreError> {
    Ok(submissions::table.find(id).first(conn).optional()?)
}

/// Several submissions with their envelopes.
///
/// # Errors
/// When the database refuses.
pub fn by_ids(conn: &mut Conn, ids: &[&str]) -> Result<Vec<SubmissionRow>, StoreError> {
    Ok(submissions::table
        .filter(submissions::id.eq_any(ids))
        .load(conn)?)
}

/// The parts of several submissions, in manifest order.
///
/// # Errors
/// When the database refuses.
pub fn parts_of(conn: &mut Conn, ids: &[&str]) -> Result<Vec<PartRow>, StoreError> {
    Ok(submission_parts::table
        .filter(submission_parts::submission_id.eq_any(ids))
        .order((
            submission_parts::submission_id.asc(),
            submission_parts::ordinal.asc(),
        ))
        .load(conn)?)
}

/// Fills a part that came late or again.
///
/// # Errors
/// When the database refuses.
pub fn fill_part(
    conn: &mut Conn,
    submission: &str,
    ordinal: i32,
    bytes: Option<&[u8]>,
    blob_id: Option<&str>,
    size: i64,
) -> Result<(), StoreError> {
    diesel::update(submission_parts::table.find((submission, ordinal)))
        .set((
            submission_parts::bytes.eq(bytes),
            submission_parts::blob_id.eq(blob_id),
            submission_parts::size.eq(size),
        ))
        .execute(conn)?;
    Ok(())
}

/// Counts what is here and sets the state; answers the number present.
///
/// # Errors
/// When the database refuses.
pub fn set_progress(
    conn: &mut Conn,
    id: &str,
    present: i32,
    state: &str,
    now: i64,
) -> Result<(), StoreError> {
    diesel::update(submissions::table.find(id))
        .set((
            submissions::parts_present.eq(present),
            submissions::state.eq(state),
            submissions::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Sets a state that is not success.
///
/// # Errors
/// When the database refuses.
pub fn set_state(conn: &mut Conn, id: &str, state: &str, now: i64) -> Result<(), StoreError> {
    diesel::update(submissions::table.find(id))
        .set((
            submissions::state.eq(state),
            submissions::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// A submission that was opened, checked and sealed.
pub struct SealedSubmission<'a> {
    /// Its id.
    pub id: &'a str,
    /// The record of its answers.
    pub record: &'a str,
    /// The case that it joins.
    pub case: Option<&'a str>,
    /// The id that a case of its own agency with the code that it names has, or would have.
    pub named: Option<&'a str>,
}

/// Marks submissions as sealed. What was opened before keeps that time.
///
/// # Errors
/// When the database refuses.
pub fn set_sealed(
    conn: &mut Conn,
    sealed: &[SealedSubmission<'_>],
    now: i64,
) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(c) => {
            for one in sealed {
                diesel::update(submissions::table.find(one.id))
                    .set((
                        submissions::state.eq("sealed"),
                        submissions::record_id.eq(one.record),
                        submissions::opened_at.eq(coalesce(submissions::opened_at, now)),
                        submissions::case_id.eq(one.case),
                        submissions::named.eq(one.named),
                    ))
                    .execute(c)?;
            }
        }
        // A round trip each would be most of what an opening costs.
        #[cfg(feature = "postgres")]
        Conn::Postgres(c) => {
            use diesel::sql_types::{Array, BigInt, Nullable, Text};
            let ids: Vec<&str> = sealed.iter().map(|one| one.id).collect();
            let records: Vec<&str> = sealed.iter().map(|one| one.record).collect();
            let cases: Vec<Option<&str>> = sealed.iter().map(|one| one.case).collect();
            let named: Vec<Option<&str>> = sealed.iter().map(|one| one.named).collect();
            diesel::sql_query(
                "update submissions set state = 'sealed', record_id = opened.record, case_id = opened.case_id, \
                 named = opened.named, opened_at = coalesce(opened_at, $5) \
                 from unnest($1, $2, $3, $4) as opened (id, record, case_id, named) \
                 where submissions.id = opened.id",
            )
            .bind::<Array<Text>, _>(ids)
            .bind::<Array<Text>, _>(records)
            .bind::<Array<Nullable<Text>>, _>(cases)
            .bind::<Array<Nullable<Text>>, _>(named)
            .bind::<BigInt, _>(now)
            .execute(c)?;
        }
    }
    Ok(())
}

/// Names the sealed content of a part.
///
/// # Errors
/// When the database refuses.
pub fn set_part_record(
    conn: &mut Conn,
    submission: &str,
    ordinal: i32,
    record: &str,
) -> Result<(), StoreError> {
    diesel::update(submission_parts::table.find((submission, ordinal)))
        .set(submission_parts::record_id.eq(record))
        .execute(conn)?;
    Ok(())
}

/// Ids of an agency's submissions in a state, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn ids_in_state(
    conn: &mut Conn,
    agency: &str,
    state: &str,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    Ok(submissions::table
        .filter(submissions::agency_id.eq(agency))
        .filter(submissions::state.eq(state))
        .order(submissions::id.asc())
        .limit(limit)
        .select(submissions::id)
        .load(conn)?)
}

/// Moves an agency's submissions from one state to another.
///
/// # Errors
/// When the database refuses.
pub fn move_state(
    conn: &mut Conn,
    ids: &[String],
    from: &str,
    to: &str,
    now: i64,
) -> Result<usize, StoreError> {
    Ok(diesel::update(
        submissions::table
            .filter(submissions::id.eq_any(ids))
            .filter(unindexed(submissions::state, "").eq(from)),
    )
    .set((submissions::state.eq(to), submissions::updated_at.eq(now)))
    .execute(conn)?)
}

/// How many submissions an agency has in each of these states.
///
/// # Errors
/// When the database refuses.
pub fn counts_in(
    conn: &mut Conn,
    agency: &str,
    states: &[&str],
) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(submissions::table
        .filter(submissions::agency_id.eq(agency))
        .filter(submissions::state.eq_any(states))
        .group_by(submissions::state)
        .select((submissions::state, diesel::dsl::count_star()))
        .load(conn)?)
}

/// How many of an agency's submissions came after a moment and are opened.
///
/// # Errors
/// When the database refuses.
pub fn opened_since(conn: &mut Conn, agency: &str, after: i64) -> Result<i64, StoreError> {
    Ok(submissions::table
        .filter(submissions::agency_id.eq(agency))
        .filter(submissions::created_at.gt(after))
        .filter(submissions::opened_at.is_not_null())
        .count()
        .get_result(conn)?)
}

diesel::define_sql_function! {
    /// The first that is there.
    fn coalesce(known: Nullable<BigInt>, otherwise: BigInt) -> Nullable<BigInt>;
}

/// Which submissions a list shows.
#[derive(Clone, Default)]
pub struct Filter {
    /// Project.
    pub project: i64,
    /// Only this form.
    pub form: Option<String>,
    /// Only this state.
    pub state: Option<String>,
    /// Only what was reviewed like this; `Some(None)`: what nobody has reviewed.
    pub review: Option<Option<String>>,
}

/// Says that a submission is corrected by another one. Answers whether it was not corrected already.
///
/// # Errors
/// When the database refuses.
pub fn replace(conn: &mut Conn, old: &str, new: &str) -> Result<bool, StoreError> {
    let changed = diesel::update(
        submissions::table
            .find(old)
            .filter(submissions::replaced_by.is_null()),
    )
    .set(submissions::replaced_by.eq(new))
    .execute(conn)?;
    Ok(changed == 1)
}

/// Says that a submission is a version of another one.
///
/// # Errors
/// When the database refuses.
pub fn set_first(conn: &mut Conn, id: &str, first: &str) -> Result<(), StoreError> {
    diesel::update(submissions::table.find(id))
        .set(submissions::first_id.eq(first))
        .execute(conn)?;
    Ok(())
}

/// The versions that corrected these submissions, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn corrections(conn: &mut Conn, firsts: &[&str]) -> Result<Vec<SubmissionHead>, StoreError> {
    Ok(submissions::table
        .filter(submissions::first_id.eq_any(firsts))
        .order((submissions::created_at.asc(), submissions::id.asc()))
        .select(HEAD)
        .load(conn)?)
}

/// A page of heads, newest first; of what was corrected, the first version.
///
/// # Errors
/// When the database refuses.
pub fn page(
    conn: &mut Conn,
    filter: &Filter,
    limit: i64,
    offset: i64,
) -> Result<Vec<SubmissionHead>, StoreError> {
    let mut query = submissions::table
        .filter(submissions::project_id.eq(filter.project))
        .filter(submissions::first_id.is_null())
        .into_boxed();
    if let Some(form) = &filter.form {
        query = query.filter(submissions::form_id.eq(form));
    }
    if let Some(state) = &filter.state {
        query = query.filter(submissions::state.eq(state));
    }
    match &filter.review {
        Some(Some(review)) => query = query.filter(submissions::review_state.eq(review)),
        Some(None) => query = query.filter(submissions::review_state.is_null()),
        None => {}
    }
    Ok(query
        .order((submissions::created_at.desc(), submissions::id.desc()))
        .limit(limit)
        .offset(offset)
        .select(HEAD)
        .load(conn)?)
}

/// One head by the phone's id.
///
/// # Errors
/// When the database refuses.
pub fn head_by_instance(
    conn: &mut Conn,
    form: &str,
    instance_id: &str,
) -> Result<Option<SubmissionHead>, StoreError> {
    Ok(submissions::table
        .filter(submissions::form_id.eq(form))
        .filter(submissions::instance_id.eq(instance_id))
        .select(HEAD)
        .first(conn)
        .optional()?)
}

/// One head.
///
/// # Errors
/// When the database refuses.
pub fn head(conn: &mut Conn, id: &str) -> Result<Option<SubmissionHead>, StoreError> {
    Ok(submissions::table
        .find(id)
        .select(HEAD)
        .first(conn)
        .optional()?)
}

/// How many submissions are in each state, over all agencies: for metrics.
///
/// # Errors
/// When the database refuses.
pub fn totals(conn: &mut Conn) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(submissions::table
        .group_by(submissions::state)
        .select((submissions::state, diesel::dsl::count_star()))
        .load(conn)?)
}

/// The guide's step of the form that a submission fills.
///
/// # Errors
/// When the database refuses.
pub fn stage(conn: &mut Conn, id: &str) -> Result<Option<String>, StoreError> {
    let stage: Option<Option<String>> = submissions::table
        .inner_join(renditions::table.inner_join(form_versions::table))
        .filter(submissions::id.eq(id))
        .select(form_versions::stage)
        .first(conn)
        .optional()?;
    Ok(stage.flatten())
}
