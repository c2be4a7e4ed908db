//! What was said of submissions, and where what was written about them is sealed.

use diesel::prelude::*;

use super::schema::{comments, reviews, submissions};
use super::{Conn, StoreError};

/// [`ReviewState`](crate::domain::review::ReviewState) as text.
const EDITED: &str = "edited";

/// A word that was said of a submission.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = reviews, treat_none_as_default_value = false)]
pub struct ReviewRow {
    /// Id, UUIDv7.
    pub id: String,
    /// The first version of the submission.
    pub submission_id: String,
    /// The version that counted then.
    pub version_id: String,
    /// [`ReviewState`](crate::domain::review::ReviewState) as text.
    pub state: String,
    /// Who said it; none: a correction came.
    pub actor_id: Option<i64>,
    /// When.
    pub at: i64,
}

/// A comment; what it says is a sealed record.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = comments, treat_none_as_default_value = false)]
pub struct CommentRow {
    /// Id, UUIDv7.
    pub id: String,
    /// The first version of the submission.
    pub submission_id: String,
    /// The version on which it was written.
    pub version_id: String,
    /// The sealed record.
    pub record_id: String,
    /// Who wrote it.
    pub actor_id: i64,
    /// When.
    pub at: i64,
}

/// Takes a version for whoever is about to say something of it. False: it was corrected meanwhile. No correction comes
/// until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub fn hold(conn: &mut Conn, version: &str, now: i64) -> Result<bool, StoreError> {
    let current = submissions::table
        .find(version)
        .filter(submissions::replaced_by.is_null());
    let held = diesel::update(current)
        .set(submissions::updated_at.eq(now))
        .execute(conn)?;
    Ok(held == 1)
}

/// Writes down what was said, and where the review stands with it; `standing` is none for what nobody has reviewed.
///
/// # Errors
/// When the database refuses.
pub fn set(conn: &mut Conn, row: &ReviewRow, standing: Option<&str>) -> Result<(), StoreError> {
    diesel::update(submissions::table.find(&row.submission_id))
        .set(submissions::review_state.eq(standing))
        .execute(conn)?;
    diesel::insert_into(reviews::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// A correction came: what was said of earlier versions was not said of this one.
///
/// # Errors
/// When the database refuses.
pub fn corrected(
    conn: &mut Conn,
    id: String,
    first: &str,
    version: &str,
    now: i64,
) -> Result<(), StoreError> {
    let row = ReviewRow {
        id,
        submission_id: first.to_owned(),
        version_id: version.to_owned(),
        state: EDITED.to_owned(),
        actor_id: None,
        at: now,
    };
    set(conn, &row, Some(EDITED))
}

/// Everything that was said of a submission, newest first, at most so many.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, submission: &str, limit: i64) -> Result<Vec<ReviewRow>, StoreError> {
    Ok(reviews::table
        .filter(reviews::submission_id.eq(submission))
        .order((reviews::at.desc(), reviews::id.desc()))
        .limit(limit)
        .load(conn)?)
}

/// Keeps a comment, whose record is there.
///
/// # Errors
/// When the database refuses.
pub fn comment(conn: &mut Conn, row: &CommentRow) -> Result<(), StoreError> {
    diesel::insert_into(comments::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// The comments on a submission, newest first, at most so many.
///
/// # Errors
/// When the database refuses.
pub fn comments_on(
    conn: &mut Conn,
    submission: &str,
    limit: i64,
) -> Result<Vec<CommentRow>, StoreError> {
    Ok(comments::table
        .filter(comments::submission_id.eq(submission))
        .order((comments::at.desc(), comments::id.desc()))
        .limit(limit)
        .load(conn)?)
}
