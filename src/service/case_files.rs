//! The files of a case's submissions, whichever agency's phone sent them: their names, and what is in them, for whoever reads what was said.

use zeroize::Zeroizing;

use super::{House, ServiceError, cases, submissions};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::Stage;
use crate::store::casework as rows;
use crate::store::projects;
use crate::store::submissions::{self as parts, PartRow};

/// The files of one submission of a case, for those who may know of the case.
///
/// # Errors
/// [`ServiceError::NotFound`] for one that is not of the case; [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    actor: &Actor,
    id: &str,
    submission: &str,
) -> Result<Vec<PartRow>, ServiceError> {
    let (actor, id, now) = (actor.clone(), id.to_owned(), house.now());
    let submission = submission.to_owned();
    house
        .store
        .read("files_of_case", move |conn| {
            let row = cases::permitted(conn, &actor, Action::CaseList, &id)?;
            let head = parts::head(conn, &submission)?;
            let head = head.filter(|head| head.case_id.as_ref() == Some(&row.id));
            let head = head.ok_or(ServiceError::NotFound)?;
            let project = projects::by_id(conn, head.project_id)?.ok_or(ServiceError::NotFound)?;
            let resource = Resource::Submission {
                project: project.id,
                agency: Some(&row.agency_id),
                stage: parts::stage(conn, &submission)?.and_then(|stage| stage.parse().ok()),
                works_on: row.caseworker == Some(actor.id)
                    || rows::looks(conn, &row.id, actor.id, now)?,
            };
            policy::may(&actor, Action::SubmissionRead, resource)?;
            let mut all = parts::parts_of(conn, &[&submission])?;
            all.retain(|part| !part.name.is_empty());
            Ok(all)
        })
        .await
}

/// A file of a case, and the submission that it came with.
pub struct CaseFile {
    /// The submission's id.
    pub submission: String,
    /// The guide's step of its form.
    pub stage: Option<Stage>,
    /// When it came.
    pub at: i64,
    /// The file.
    pub part: PartRow,
}

/// The files of all submissions of a case that the asker may read, newest first, without the answers themselves; at most so
/// many. Of what was corrected, those of the version that counts.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub async fn of_case(
    house: &House,
    actor: &Actor,
    id: &str,
    most: usize,
) -> Result<Vec<CaseFile>, ServiceError> {
    let (_, timeline) = cases::one(house, actor, id).await?;
    let (actor, id, now) = (actor.clone(), id.to_owned(), house.now());
    house
        .store
        .read("all_files_of_case", move |conn| {
            let row = cases::permitted(conn, &actor, Action::CaseList, &id)?;
            let works_on =
                row.caseworker == Some(actor.id) || rows::looks(conn, &row.id, actor.id, now)?;
            let mut found = Vec::new();
            let mut sent = timeline.submissions;
            sent.retain(|one| one.replaced_by.is_none());
            sent.sort_by_key(|one| std::cmp::Reverse(one.created_at));
            for one in sent {
                let stage = one.stage.as_deref().and_then(|stage| stage.parse().ok());
                let head = parts::head(conn, &one.id)?.ok_or(ServiceError::NotFound)?;
                let resource = Resource::Submission {
                    project: head.project_id,
                    agency: Some(&row.agency_id),
                    stage,
                    works_on,
                };
                if policy::may(&actor, Action::SubmissionRead, resource).is_err() {
                    continue;
                }
                let mut files = parts::parts_of(conn, &[&one.id])?;
                files.sort_by_key(|part| part.ordinal);
                // The last part of an envelope is the answers.
                files.pop();
                files.retain(|part| !part.name.is_empty());
                found.extend(files.into_iter().map(|part| CaseFile {
                    submission: one.id.clone(),
                    stage,
                    at: one.created_at,
                    part,
                }));
                if found.len() >= most {
                    break;
                }
            }
            found.truncate(most);
            Ok(found)
        })
        .await
}

/// What is in one file of a case, and its name, for those who may read it. The vault asks the policy again and writes the
/// audit.
///
/// # Errors
/// As [`list`]; [`ServiceError::Locked`]; [`ServiceError::NeedsPurpose`] for a file beside an identity.
pub async fn read(
    house: &House,
    actor: &Actor,
    session: &str,
    (id, submission): (&str, &str),
    ordinal: i32,
) -> Result<(String, Zeroizing<Vec<u8>>), ServiceError> {
    let files = list(house, actor, id, submission).await?;
    let last = files.iter().map(|file| file.ordinal).max();
    let file = files
        .into_iter()
        .find(|file| file.ordinal == ordinal && Some(ordinal) != last);
    let file = file.ok_or(ServiceError::NotFound)?;
    let bytes = submissions::attachment(house, session, submission, ordinal).await?;
    Ok((file.name, bytes))
}
