//! Jobs: rows that say "do this with that, not before then". What a job does is known above; here it is a kind and
//! an id, never data.
//!
//! Claiming pushes `run_at` forward, which is lease and back-off in one column (a lease column of its own was six
//! times slower to search). Whoever claimed writes its own lease text into the row; finishing and releasing ask for
//! it, so that a worker whose lease ran out cannot finish what another has begun again.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};

use super::schema::jobs;
use super::{Conn, StoreError, marks};

/// A job as it was claimed.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Job {
    /// Row id.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// What to do.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// With what.
    #[diesel(sql_type = Text)]
    pub subject_id: String,
    /// When the lease ends: nobody else claims it before.
    #[diesel(sql_type = BigInt)]
    pub run_at: i64,
    /// How often it was claimed, this time included.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// The claim's own text.
    #[diesel(sql_type = Nullable<Text>)]
    pub lease: Option<String>,
    /// When it was enqueued.
    #[diesel(sql_type = BigInt)]
    pub created_at: i64,
}

/// What a claim asks for.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The kinds that the worker knows.
    pub kinds: &'a [&'a str],
    /// Now, in milliseconds since 1970 UTC.
    pub now: i64,
    /// How long nobody else gets them, in milliseconds.
    pub lease_ms: i64,
    /// How many at most.
    pub limit: i64,
    /// A text that no other claim uses.
    pub lease: &'a str,
}

/// Enqueues a job once for each kind and subject. If it is there already it becomes due at the earlier of both times,
/// and a worker that is at it loses its lease: what it read may be older than what this call is about, so the job runs
/// again rather than never.
///
/// # Errors
/// When the database fails.
pub fn enqueue(
    conn: &mut Conn,
    kind: &str,
    subject: &str,
    run_at: i64,
    now: i64,
) -> Result<(), StoreError> {
    diesel::sql_query(
        "insert into jobs (kind, subject_id, run_at, attempts, created_at) values ($1, $2, $3, 0, $4) \
         on conflict (kind, subject_id) do update set lease = null, \
         run_at = case when jobs.lease is not null or excluded.run_at < jobs.run_at \
         then excluded.run_at else jobs.run_at end",
    )
    .bind::<Text, _>(kind)
    .bind::<Text, _>(subject)
    .bind::<BigInt, _>(run_at)
    .bind::<BigInt, _>(now)
    .execute(conn)?;
    marks::enqueued();
    Ok(())
}

/// Enqueues one job for each subject that is as new as this transaction, due at once: `subjects` with their times.
///
/// # Errors
/// When the database fails, or a job for one of them is there.
pub fn enqueue_new(
    conn: &mut Conn,
    kind: &str,
    subjects: &[(&str, i64)],
) -> Result<(), StoreError> {
    if subjects.is_empty() {
        return Ok(());
    }
    let rows = subjects.iter().map(|(subject, now)| {
        (
            jobs::kind.eq(kind.to_owned()),
            jobs::subject_id.eq((*subject).to_owned()),
            jobs::run_at.eq(*now),
            jobs::attempts.eq(0),
            jobs::created_at.eq(*now),
        )
    });
    insert_all!(conn, jobs::table, rows);
    marks::enqueued();
    Ok(())
}

/// [`enqueue`] for several subjects.
///
/// # Errors
/// When the database fails.
pub fn enqueue_many<S: AsRef<str>>(
    conn: &mut Conn,
    kind: &str,
    subjects: &[S],
    run_at: i64,
    now: i64,
) -> Result<(), StoreError> {
    for subject in subjects {
        enqueue(conn, kind, subject.as_ref(), run_at, now)?;
    }
    Ok(())
}

/// Whether a job of these kinds is due: what an idle worker asks instead of writing.
///
/// # Errors
/// When the database fails.
pub fn due(conn: &mut Conn, kinds: &[&str], now: i64) -> Result<bool, StoreError> {
    let waiting = jobs::table
        .filter(jobs::run_at.le(now))
        .filter(jobs::kind.eq_any(kinds));
    Ok(diesel::select(diesel::dsl::exists(waiting)).get_result(conn)?)
}

/// How many jobs of these kinds are due, counted no further than `most`.
///
/// # Errors
/// When the database fails.
pub fn count_due(conn: &mut Conn, kinds: &[&str], now: i64, most: i64) -> Result<i64, StoreError> {
    let due: Vec<i64> = jobs::table
        .filter(jobs::run_at.le(now))
        .filter(jobs::kind.eq_any(kinds))
        .select(jobs::id)
        .limit(most)
        .load(conn)?;
    Ok(due.len() as i64)
}

/// Takes due jobs, oldest due first, and leases them. Two claimers never get the same one.
///
/// # Errors
/// When the database fails.
pub fn claim(conn: &mut Conn, claim: Claim<'_>) -> Result<Vec<Job>, StoreError> {
    if claim.kinds.is_empty() {
        return Ok(Vec::new());
    }
    // Left to itself, SQLite takes the index by kind and sorts every job there is.
    let (index, locking) = match conn {
        Conn::Sqlite(_) => ("indexed by jobs_due", ""),
        #[cfg(feature = "postgres")]
        Conn::Postgres(_) => ("", "for update skip locked"),
    };
    // SQLite numbers $n by first appearance: they stand in order, each once.
    let count = claim.kinds.len();
    let kinds = (2..2 + count)
        .map(|n| format!("${n}"))
        .collect::<Vec<_>>()
        .join(", ");
    let sql = format!(
        "with due as materialized (select id from jobs {index} where run_at <= $1 and kind in ({kinds}) \
         order by run_at, id limit ${} {locking}) \
         update jobs set run_at = ${}, attempts = attempts + 1, lease = ${} \
         where id in (select id from due) \
         returning id, kind, subject_id, run_at, attempts, lease, created_at",
        count + 2,
        count + 3,
        count + 4,
    );
    let mut jobs: Vec<Job> = on_each!(conn, |c| {
        let mut query = diesel::sql_query(sql)
            .into_boxed()
            .bind::<BigInt, _>(claim.now);
        for kind in claim.kinds {
            query = query.bind::<Text, _>(*kind);
        }
        query
            .bind::<BigInt, _>(claim.limit)
            .bind::<BigInt, _>(claim.now.saturating_add(claim.lease_ms))
            .bind::<Text, _>(claim.lease)
            .load(c)
    })?;
    jobs.sort_by_key(|job| job.id);
    Ok(jobs)
}

/// Deletes jobs that are done, as far as their leases still hold; answers the ids of those. Whatever was done for
/// another is to be undone: its lease ran out, or it was enqueued again.
///
/// # Errors
/// When the database fails.
pub fn finish_many(conn: &mut Conn, done: &[Job]) -> Result<Vec<i64>, StoreError> {
    let mut leases: Vec<&str> = done.iter().filter_map(|job| job.lease.as_deref()).collect();
    leases.sort_unstable();
    leases.dedup();
    let mut finished = Vec::with_capacity(done.len());
    for lease in leases {
        let ids: Vec<i64> = done
            .iter()
            .filter(|job| job.lease.as_deref() == Some(lease))
            .map(|job| job.id)
            .collect();
        let held = jobs::table
            .filter(jobs::lease.eq(lease))
            .filter(jobs::id.eq_any(&ids));
        finished.extend(on_each!(conn, |c| diesel::delete(held)
            .returning(jobs::id)
            .get_results::<i64>(c))?);
    }
    Ok(finished)
}

/// Gives a job back, due at `run_at`. False: its lease no longer holds, so there is nothing to give.
///
/// # Errors
/// When the database fails.
pub fn release(conn: &mut Conn, job: &Job, run_at: i64) -> Result<bool, StoreError> {
    let Some(lease) = &job.lease else {
        return Ok(false);
    };
    let held = jobs::table.find(job.id).filter(jobs::lease.eq(lease));
    let changed = diesel::update(held)
        .set((jobs::run_at.eq(run_at), jobs::lease.eq(None::<String>)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Gives back what a process that is gone had leased: due at once. `lease` is what its leases begin with.
///
/// # Errors
/// When the database fails.
pub fn free(conn: &mut Conn, lease: &str, now: i64) -> Result<usize, StoreError> {
    Ok(
        diesel::update(jobs::table.filter(jobs::lease.like(format!("{lease}%"))))
            .set((jobs::run_at.eq(now), jobs::lease.eq(None::<String>)))
            .execute(conn)?,
    )
}

/// How many jobs there are of each kind.
///
/// # Errors
/// When the database fails.
pub fn depth(conn: &mut Conn) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(jobs::table
        .group_by(jobs::kind)
        .order(jobs::kind.asc())
        .select((jobs::kind, diesel::dsl::count_star()))
        .load(conn)?)
}
