//! What first pages and lists show: how many of what, and who was who. Counts and names; nothing is opened here.

use std::collections::HashMap;

use super::{House, ServiceError};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::referral::ReferralState;
use crate::domain::words::{SubmissionState, Urgency};
use crate::store::projects::{self, ProjectRow};
use crate::store::{actors, forms, referrals, submissions};

/// States of submissions that somebody has to do with. What is opened, or gone, is not counted: it is nearly everything.
const COUNTED: [SubmissionState; 7] = [
    SubmissionState::WaitingMedia,
    SubmissionState::Received,
    SubmissionState::WaitingKey,
    SubmissionState::KeyDisabled,
    SubmissionState::KeyUnknown,
    SubmissionState::Stopped,
    SubmissionState::Damaged,
];

/// What waits for an answer in an agency's queues.
#[derive(Default)]
pub struct Tally {
    /// Sent or seen, by urgency from U0 to U3.
    pub open: [u32; 4],
    /// Of these, those that should have been answered.
    pub late: u32,
    /// Held in the agency's own queue.
    pub held: u32,
}

/// Counts what waits in the actor's agency's queues.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn tally(house: &House, actor: &Actor) -> Result<Tally, ServiceError> {
    let agency = actor.agency.clone().ok_or(ServiceError::Denied)?;
    policy::may(actor, Action::QueueList, Resource::Received { by: &agency })?;
    let now = house.now();
    let rows = house
        .store
        .read("tally_queue", move |conn| {
            Ok::<_, ServiceError>(referrals::waiting_counts(conn, &agency, now)?)
        })
        .await?;
    let mut tally = Tally::default();
    for row in rows {
        let [count, late] = [row.count, row.late].map(|n| u32::try_from(n).unwrap_or(u32::MAX));
        if row.state == ReferralState::Held.as_str() {
            tally.held += count;
        } else if row.state == ReferralState::Sent.as_str()
            || row.state == ReferralState::Seen.as_str()
        {
            let place = Urgency::ALL.iter().position(|u| u.as_str() == row.urgency);
            if let Some(open) = place.and_then(|i| tally.open.get_mut(i)) {
                *open += count;
            }
            tally.late += late;
        }
    }
    Ok(tally)
}

/// How many submissions of an agency stand in each state that somebody has to do with.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn submission_states(
    house: &House,
    actor: &Actor,
    agency: &str,
) -> Result<HashMap<SubmissionState, u32>, ServiceError> {
    policy::may(actor, Action::SubmissionList, Resource::Agency(agency))?;
    let agency = agency.to_owned();
    let counts = house
        .store
        .read("count_submissions", move |conn| {
            Ok::<_, ServiceError>(submissions::counts_in(
                conn,
                &agency,
                &COUNTED.map(SubmissionState::as_str),
            )?)
        })
        .await?;
    counts
        .into_iter()
        .map(|(state, count)| {
            let state = state
                .parse()
                .map_err(|_| ServiceError::Internal("a submission's state"))?;
            Ok((state, u32::try_from(count).unwrap_or(u32::MAX)))
        })
        .collect()
}

/// A project with how much is in it.
pub struct ProjectOverview {
    /// The project.
    pub project: ProjectRow,
    /// Its forms.
    pub forms: usize,
    /// Of these, those that were never published.
    pub unpublished: usize,
    /// Phones that can send; none where the actor may not see them.
    pub phones: Option<usize>,
}

/// The projects that the actor may see, by name.
///
/// # Errors
/// When the database refuses.
pub async fn projects(house: &House, actor: &Actor) -> Result<Vec<ProjectOverview>, ServiceError> {
    let actor = actor.clone();
    house
        .store
        .read("project_overviews", move |conn| {
            let mut all = Vec::new();
            for project in projects::all(conn)? {
                let resource = Resource::Project {
                    id: project.id,
                    agency: project.agency_id.as_deref(),
                };
                if policy::may(&actor, Action::ProjectRead, resource).is_err() {
                    continue;
                }
                let phones = match policy::may(&actor, Action::DeviceList, resource) {
                    Ok(_) => {
                        let devices = actors::devices_of_project(conn, project.id)?;
                        Some(devices.iter().filter(|d| d.revoked_at.is_none()).count())
                    }
                    Err(_) => None,
                };
                let served = forms::renditions_of_project(conn, project.id)?;
                let here = forms::of_project(conn, project.id)?;
                let unpublished = here
                    .iter()
                    .filter(|f| served.iter().all(|r| r.form_id != f.id))
                    .count();
                all.push(ProjectOverview {
                    forms: here.len(),
                    unpublished,
                    phones,
                    project,
                });
            }
            all.sort_by(|a, b| {
                (&a.project.name, a.project.id).cmp(&(&b.project.name, b.project.id))
            });
            Ok(all)
        })
        .await
}

/// Names of those who did something, as far as the actor may know them: people of the own agency; to admins and
/// auditors everybody, phones too.
///
/// # Errors
/// When the database refuses.
pub async fn names(
    house: &House,
    actor: &Actor,
    ids: &[i64],
) -> Result<HashMap<i64, String>, ServiceError> {
    let (agency, mut ids) = (actor.agency.clone(), ids.to_vec());
    ids.sort_unstable();
    ids.dedup();
    house
        .store
        .read("actor_names", move |conn| {
            let Some(agency) = &agency else {
                return Ok::<_, ServiceError>(actors::names(conn, &ids)?.into_iter().collect());
            };
            let people = actors::users(conn, Some(agency))?;
            let wanted = people
                .into_iter()
                .filter(|p| ids.binary_search(&p.actor_id).is_ok());
            Ok(wanted.map(|p| (p.actor_id, p.display_name)).collect())
        })
        .await
}
