//! The files of a case's submissions, whichever agency's phone sent them: their names, for whoever reads what was said.

use super::{House, ServiceError, cases};
use crate::domain::policy::{self, Action, Actor, Resource};
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
