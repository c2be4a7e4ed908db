//! Clocks of referrals. Each waits as a job whose time is the clock's; whoever claims it lets the clock do what is due, in
//! order, in the transaction that also ends the job. So a clock runs once in a cluster, outlives a restart, and one that was
//! missed catches up.

use super::{House, ServiceError};
use crate::crypto::token;
use crate::domain::referral::By;
use crate::store::jobs::{self, Claim, Job};
use crate::store::referrals::steps::{self, CLOCK, Step, Taken};
use crate::store::{Conn, referrals, settings};
use crate::vault::home::AGENCY;

/// Clocks looked at in one go.
const BATCH: i64 = 200;
/// How long nobody else looks at them.
const LEASE_MS: i64 = 60_000;

/// Lets every clock that is due do what it does. Answers how many were looked at.
///
/// # Errors
/// When the database refuses.
pub async fn run(house: &House) -> Result<usize, ServiceError> {
    let now = house.now();
    let mut looked = 0;
    loop {
        let due = house
            .store
            .read("clocks_due", move |conn| {
                Ok::<_, ServiceError>(jobs::due(conn, &[CLOCK], now)?)
            })
            .await?;
        if !due {
            return Ok(looked);
        }
        let lease = format!("clock.{}", token::random_id());
        let claimed = house
            .store
            .write("claim_clocks", move |conn| {
                let claim = Claim {
                    kinds: &[CLOCK],
                    now,
                    lease_ms: LEASE_MS,
                    limit: BATCH,
                    lease: &lease,
                };
                Ok::<_, ServiceError>(jobs::claim(conn, claim)?)
            })
            .await?;
        if claimed.is_empty() {
            return Ok(looked);
        }
        for job in claimed {
            looked += 1;
            house
                .store
                .write("clock", move |conn| look(conn, &job, now))
                .await?;
        }
    }
}

/// Ends the job, lets the clock do what is due, and winds it again.
fn look(conn: &mut Conn, job: &Job, now: i64) -> Result<(), ServiceError> {
    // Whoever steps holds the referral first and winds its clock then: in the same order, nobody waits for each other for ever.
    let held = referrals::hold(conn, &job.subject_id)?;
    // The lease ran out, or the referral took a step meanwhile and wound its clock anew.
    if jobs::finish_many(conn, std::slice::from_ref(job))?.is_empty() {
        return Ok(());
    }
    // At an agency's own machine the hub's clock counts.
    if settings::value(conn, AGENCY)?.is_some() {
        return Ok(());
    }
    let Some(mut row) = held else {
        return Ok(());
    };
    while let Some((due, event)) = steps::next_due(conn, &row)? {
        if due > now {
            break;
        }
        let step = Step {
            referral: &job.subject_id,
            id: token::new_id(),
            event,
            by: By::System,
            actor: None,
            actor_kind: "system",
            conflict: false,
            record: None,
            now,
        };
        match steps::take(conn, &step)? {
            Taken::Done(after) => row = *after,
            // Somebody stepped at this moment: their step wound the clock.
            Taken::Stands(_) | Taken::Refused(..) => return Ok(()),
        }
    }
    Ok(steps::wind(conn, &row, now)?)
}
