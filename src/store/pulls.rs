//! The order in which submissions are given to aggregators that pull.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::schema::{pull_order, submissions};
use super::{Conn, StoreError};

/// Numbers what has none yet, oldest first; what was numbered before all its files were here and is whole now is
/// numbered again. `incomplete`: also what still waits for files.
///
/// # Errors
/// When the database refuses.
pub fn number(conn: &mut Conn, form: &str, incomplete: bool) -> Result<(), StoreError> {
    // Numbers are promised to be given in the order in which they can be seen.
    #[cfg(feature = "postgres")]
    if let Conn::Postgres(c) = conn {
        diesel::sql_query("lock table pull_order in share row exclusive mode").execute(c)?;
    }
    let whole = "parts_present >= parts_expected";
    diesel::sql_query(format!(
        "delete from pull_order where form_id = $1 and complete = $2 and submission_id in \
             (select id from submissions where form_id = $1 and {whole})"
    ))
    .bind::<Text, _>(form)
    .bind::<Bool, _>(false)
    .execute(conn)?;
    diesel::sql_query(format!(
            "insert into pull_order (submission_id, form_id, complete) \
             select id, form_id, {whole} from submissions s where form_id = $1 and ($2 or {whole}) \
             and not exists (select 1 from pull_order p where p.submission_id = s.id) order by created_at, id"
    ))
    .bind::<Text, _>(form)
    .bind::<Bool, _>(incomplete)
    .execute(conn)?;
    Ok(())
}

/// Numbers and instance ids after a number, in order.
///
/// # Errors
/// When the database refuses.
pub fn after(
    conn: &mut Conn,
    form: &str,
    after: i64,
    incomplete: bool,
    limit: i64,
) -> Result<Vec<(i64, String)>, StoreError> {
    let mut query = pull_order::table
        .inner_join(submissions::table)
        .filter(pull_order::form_id.eq(form))
        .filter(pull_order::seq.gt(after))
        .into_boxed();
    if !incomplete {
        query = query.filter(pull_order::complete.eq(true));
    }
    Ok(query
        .order(pull_order::seq.asc())
        .limit(limit)
        .select((pull_order::seq, submissions::instance_id))
        .load(conn)?)
}
