//! Reviews: what somebody says of submissions, one or many at once; what is written about one, through the vault; what
//! happened to it.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::projects::permitted;
use super::{House, ServiceError, audit};
use crate::crypto::token;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::review::{COMMENT_CHARS, MOST_AT_ONCE, NoReview, ReviewState, Reviewed};
use crate::domain::words::{OpeningPurpose, Stage, SubmissionState};
use crate::store::projects::ProjectRow;
use crate::store::reviews::{self as rows, ReviewRow};
use crate::store::submissions::{self, SubmissionHead};
use crate::store::{Conn, actors, casework, forms};
use crate::vault::client::{Reply, Request};

pub use crate::vault::client::Comment;

/// Told at most of one submission.
const MOST_TOLD: i64 = 100;

/// Which submissions somebody speaks of.
pub enum Which {
    /// Of a form, by the phone's ids.
    Instances {
        /// The project.
        project: i64,
        /// The form's id as phones know it.
        form: String,
        /// Their instance ids.
        ids: Vec<String>,
    },
    /// The versions that somebody saw, by our ids. What was corrected since is refused.
    Seen(Vec<String>),
}

/// Says one word of submissions: of all of them, or of none. Each is asked of the policy. Answers how many.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`]; [`ServiceError::Moved`] for what is not opened yet or was corrected
/// meanwhile; [`ServiceError::SecondPerson`] for an approval of one's own; [`ServiceError::Uncertified`] for interviews.
pub async fn review(
    house: &House,
    actor: &Actor,
    which: Which,
    word: ReviewState,
) -> Result<usize, ServiceError> {
    let (actor, now) = (actor.clone(), house.now());
    house
        .store
        .write("review_submissions", move |conn| {
            let versions = found(conn, &actor, &which)?;
            // In one order, so that two who review the same wait for each other and nothing else.
            for version in &versions {
                review_one(conn, &actor, version, word, now)?;
            }
            Ok(versions.len())
        })
        .await
}

/// The versions that count now, in the order of their ids, each once.
fn found(
    conn: &mut Conn,
    actor: &Actor,
    which: &Which,
) -> Result<Vec<SubmissionHead>, ServiceError> {
    let mut versions = Vec::new();
    match which {
        Which::Instances { project, form, ids } => {
            permitted(conn, actor, Action::SubmissionReview, *project)?;
            within_limits(ids)?;
            let form = forms::by_xml_id(conn, *project, form)?.ok_or(ServiceError::NotFound)?;
            for id in ids {
                let named = submissions::head_by_instance(conn, &form.id, id)?;
                versions.push(current(conn, named.ok_or(ServiceError::NotFound)?)?);
            }
        }
        Which::Seen(ids) => {
            within_limits(ids)?;
            for id in ids {
                let seen = submissions::head(conn, id)?.ok_or(ServiceError::NotFound)?;
                versions.push(seen);
            }
        }
    }
    versions.sort_by(|a, b| a.id.cmp(&b.id));
    versions.dedup_by(|a, b| a.id == b.id);
    Ok(versions)
}

fn within_limits(ids: &[String]) -> Result<(), ServiceError> {
    match ids.len() {
        0 => Err(ServiceError::Missing("instanceIds")),
        1..=MOST_AT_ONCE => Ok(()),
        _ => Err(ServiceError::Unusable {
            field: "instanceIds",
            reason: format!("at most {MOST_AT_ONCE} are reviewed at once"),
        }),
    }
}

/// The version that counts now, of a submission that a program named by its first one.
fn current(conn: &mut Conn, named: SubmissionHead) -> Result<SubmissionHead, ServiceError> {
    if named.first_id.is_some() || named.replaced_by.is_none() {
        return Ok(named);
    }
    let corrections = submissions::corrections(conn, &[&named.id])?;
    let last = corrections.into_iter().find(|c| c.replaced_by.is_none());
    Ok(last.unwrap_or(named))
}

fn review_one(
    conn: &mut Conn,
    actor: &Actor,
    version: &SubmissionHead,
    word: ReviewState,
    now: i64,
) -> Result<(), ServiceError> {
    let project = permitted(conn, actor, Action::SubmissionReview, version.project_id)?;
    let agency = project.agency_id.clone();
    allowed(conn, actor, version, &project, now)?;
    if !rows::hold(conn, &version.id, now)? {
        return Err(ServiceError::Moved(ReviewState::Edited.to_string()));
    }
    let one = Reviewed {
        opened: version.state == SubmissionState::Sealed.as_str(),
        corrected: version.first_id.is_some(),
        sent_by: version.device_actor_id,
        of_agency: agency.is_some(),
    };
    let standing = one.said(actor.id, word).map_err(|why| match why {
        NoReview::Unopened => ServiceError::Moved(version.state.clone()),
        NoReview::NotCorrected => ServiceError::Unusable {
            field: "review state",
            reason: why.to_string(),
        },
        NoReview::Own => ServiceError::SecondPerson(
            "you sent this yourself, or corrected it: another person has to approve it",
        ),
    })?;
    let first = version.first_id.as_ref().unwrap_or(&version.id);
    let row = ReviewRow {
        id: token::new_id(),
        submission_id: first.clone(),
        version_id: version.id.clone(),
        state: standing.to_string(),
        actor_id: Some(actor.id),
        at: now,
    };
    let kept = (standing != ReviewState::Received).then_some(standing.as_str());
    rows::set(conn, &row, kept)?;
    audit::note_with(
        conn,
        actor,
        agency.as_deref(),
        "submission.review",
        "submission",
        &version.id,
        Some(standing.as_str()),
        now,
    )?;
    Ok(())
}

/// Asks the policy about one of them, as about its answers: who may not read it says nothing of it.
fn allowed(
    conn: &mut Conn,
    actor: &Actor,
    version: &SubmissionHead,
    project: &ProjectRow,
    now: i64,
) -> Result<(), ServiceError> {
    let stage = submissions::stage(conn, &version.id)?.and_then(|stage| stage.parse().ok());
    let resource = Resource::Submission {
        project: project.id,
        agency: project.agency_id.as_deref(),
        stage,
        works_on: false,
    };
    policy::may(actor, Action::SubmissionRead, resource)?;
    policy::may(actor, Action::SubmissionReview, resource)?;
    if stage == Some(Stage::Verify)
        && !policy::is_certified(casework::certified_until(conn, actor.id)?, now)
    {
        return Err(ServiceError::Uncertified);
    }
    Ok(())
}

/// What people wrote about a submission, newest first. The vault asks the policy and writes the audit.
///
/// # Errors
/// As [`super::submissions::opened`].
pub async fn comments(
    house: &House,
    session: &str,
    submission: &str,
    purpose: Option<OpeningPurpose>,
) -> Result<Vec<Comment>, ServiceError> {
    let request = Request::Comments {
        session: Zeroizing::new(session.to_owned()),
        submission: submission.to_owned(),
        purpose,
    };
    match house.vault.ask(request).await? {
        Reply::Comments(comments) => Ok(comments),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

/// Writes something about a submission. The vault asks the policy, seals it and writes the audit.
///
/// # Errors
/// As [`comments`]; [`ServiceError::Missing`] and [`ServiceError::Unusable`] for what is empty or too long.
pub async fn comment(
    house: &House,
    session: &str,
    submission: &str,
    purpose: Option<OpeningPurpose>,
    body: Zeroizing<String>,
) -> Result<Comment, ServiceError> {
    let body = Zeroizing::new(body.trim().to_owned());
    if body.is_empty() {
        return Err(ServiceError::Missing("body"));
    }
    if body.chars().count() > COMMENT_CHARS {
        return Err(ServiceError::Unusable {
            field: "body",
            reason: format!("a comment has at most {COMMENT_CHARS} characters"),
        });
    }
    let request = Request::Comment {
        session: Zeroizing::new(session.to_owned()),
        submission: submission.to_owned(),
        purpose,
        body,
    };
    match house.vault.ask(request).await? {
        Reply::Comments(mut written) => written
            .pop()
            .ok_or(ServiceError::Internal("the vault's answer")),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

/// What happened to a submission.
pub struct Told {
    /// When.
    pub at: i64,
    /// What.
    pub what: Happened,
    /// Whose act it was, as far as it is known.
    pub by: Option<String>,
    /// The version that came, if one did.
    pub version: Option<String>,
}

/// What can happen to a submission, as its page tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// The first version came.
    Received,
    /// A correction came.
    Corrected,
    /// Somebody reviewed it.
    Reviewed(ReviewState),
}

/// What happened to a submission, newest first, and names of people by number: of those who did it and of these others.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn activity(
    house: &House,
    actor: &Actor,
    submission: &str,
    others: Vec<i64>,
) -> Result<(Vec<Told>, HashMap<i64, String>), ServiceError> {
    let (actor, id) = (actor.clone(), submission.to_owned());
    house
        .store
        .read("submission_activity", move |conn| {
            let named = submissions::head(conn, &id)?.ok_or(ServiceError::NotFound)?;
            permitted(conn, &actor, Action::SubmissionList, named.project_id)?;
            let first = match &named.first_id {
                Some(first) => submissions::head(conn, first)?.ok_or(ServiceError::NotFound)?,
                None => named,
            };
            let corrections = submissions::corrections(conn, &[&first.id])?;
            let said = rows::of(conn, &first.id, MOST_TOLD)?;
            let senders = corrections.iter().chain([&first]);
            let mut ids: Vec<i64> = senders.filter_map(|one| one.device_actor_id).collect();
            ids.extend(said.iter().filter_map(|row| row.actor_id));
            ids.extend(others);
            ids.sort_unstable();
            ids.dedup();
            let names: HashMap<i64, String> = actors::names(conn, &ids)?.into_iter().collect();
            let who = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned());
            let came = |one: &SubmissionHead, what| Told {
                at: one.created_at,
                what,
                by: who(one.device_actor_id),
                version: Some(one.id.clone()),
            };
            let mut told = vec![came(&first, Happened::Received)];
            told.extend(corrections.iter().map(|one| came(one, Happened::Corrected)));
            for row in said.iter().filter(|row| row.actor_id.is_some()) {
                let word = row.state.parse();
                told.push(Told {
                    at: row.at,
                    what: Happened::Reviewed(
                        word.map_err(|_| ServiceError::Internal("a review's word"))?,
                    ),
                    by: who(row.actor_id),
                    version: None,
                });
            }
            told.sort_by_key(|one| std::cmp::Reverse(one.at));
            Ok((told, names))
        })
        .await
}
