//! What first pages and lists show: how many of what, and who was who. Counts and names; nothing is opened here.

use std::collections::HashMap;

use super::{House, ServiceError};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::referral::ReferralState;
use crate::domain::words::{SubmissionState, Urgency};
use crate::store::projects::{self, ProjectRow};
use crate::store::{actors, casework, consents, forms, notices, referrals, submissions, unmatched};

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

/// What waits for somebody, in counts; nothing of what the policy does not let them see.
#[derive(Default)]
pub struct Tasks {
    /// In the queues.
    pub queue: Tally,
    /// Submissions in each state that somebody has to do with.
    pub submissions: HashMap<SubmissionState, u32>,
    /// Of what came within the last day, those that are opened; counted while others wait.
    pub opened: u32,
    /// What another asked and they may decide.
    pub approvals: u32,
    /// Consents that wait to be confirmed.
    pub consents: u32,
    /// What named a case of theirs from elsewhere.
    pub unmatched: u32,
    /// Looks of others that they may review.
    pub looks: u32,
    /// Messages that were given up.
    pub dead: u32,
}

/// A day.
const DAY_MS: i64 = 86_400_000;

/// Counts what waits for the actor, in one read.
///
/// # Errors
/// When the database refuses.
pub async fn tasks(house: &House, actor: &Actor) -> Result<Tasks, ServiceError> {
    let (actor, now) = (actor.clone(), house.now());
    house
        .store
        .read("tasks", move |conn| {
            let mut tasks = Tasks::default();
            let may = |action, resource| policy::may(&actor, action, resource).is_ok();
            if may(Action::NoticeList, actor.home()) {
                tasks.dead = number(notices::count_given_up(conn, actor.agency.as_deref())?);
            }
            let Some(agency) = &actor.agency else {
                return Ok(tasks);
            };
            if may(Action::QueueList, Resource::Received { by: agency }) {
                tasks.queue = tally(referrals::waiting_counts(conn, agency, now)?);
            }
            if may(Action::SubmissionList, Resource::Agency(agency)) {
                let states = COUNTED.map(SubmissionState::as_str);
                tasks.submissions = by_state(submissions::counts_in(conn, agency, &states)?)?;
                if tasks.to_open() > 0 {
                    tasks.opened = number(submissions::opened_since(conn, agency, now - DAY_MS)?);
                }
            }
            let asked_by = 0;
            if may(
                Action::ApprovalDecide,
                Resource::Approval { agency, asked_by },
            ) {
                tasks.approvals = number(casework::approvals_waiting(conn, agency, actor.id, now)?);
            }
            let caseworker = None;
            if may(Action::CaseUnmatched, Resource::Case { agency, caseworker }) {
                tasks.unmatched = number(unmatched::count_waiting_in(conn, agency)?);
            }
            if may(Action::ConsentConfirm, Resource::Agency(agency)) {
                tasks.consents = number(consents::count_waiting(conn, agency)?);
            }
            let looked = 0;
            if may(Action::CaseReview, Resource::BrokenGlass { agency, looked }) {
                tasks.looks = number(casework::looks_waiting(conn, agency, actor.id)?);
            }
            Ok::<_, ServiceError>(tasks)
        })
        .await
}

impl Tasks {
    /// Submissions that the vault has still to open.
    pub fn to_open(&self) -> u32 {
        let of = |state| self.submissions.get(&state).copied().unwrap_or_default();
        of(SubmissionState::Received) + of(SubmissionState::WaitingKey)
    }
}

fn number(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn tally(rows: Vec<referrals::Waiting>) -> Tally {
    let mut tally = Tally::default();
    for row in rows {
        let [count, late] = [row.count, row.late].map(number);
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
    tally
}

fn by_state(counts: Vec<(String, i64)>) -> Result<HashMap<SubmissionState, u32>, ServiceError> {
    counts
        .into_iter()
        .map(|(state, count)| {
            let state = state
                .parse()
                .map_err(|_| ServiceError::Internal("a submission's state"))?;
            Ok((state, number(count)))
        })
        .collect()
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
    by_state(counts)
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
