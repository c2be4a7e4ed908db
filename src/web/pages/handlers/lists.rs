//! Entity lists of a project, to be read.

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, encoded, shown};
use super::projects::Known;
use super::visit::Visit;
use crate::domain::policy::Action;
use crate::service::{ServiceError, entity_lists};
use crate::web::pages::lists::{ListLine, Lists, OneList, WaitingLine, reason_of, state_of};
use crate::web::pages::{Here, Pager};

/// Rows of a list on a page, and what waits that is shown.
const ROWS: usize = 50;
const WAITING: usize = 60;

/// `GET /projects/{id}/lists`
///
/// # Errors
/// 403 and 404 as for the project's submissions.
pub async fn all(visit: Visit, id: Path<String>) -> Answer {
    let (house, actor) = (&visit.house, visit.actor());
    let number = visit.number(&id)?;
    let lists = visit.ok(entity_lists::lists_of(house, actor, number).await)?;
    let waiting = visit.ok(entity_lists::waiting(house, actor, number).await)?;
    let known = Known::at(&visit, &id).await?;
    let may_read = visit.may(Action::SubmissionRead, known.resource());
    let lines = lists.into_iter().map(|one| ListLine {
        properties: visit.locale.list(&one.properties),
        made: visit.when(one.created_at),
        name: one.name,
        approval: one.approval,
        entities: one.entities,
        may_read,
    });
    let waiting = waiting.into_iter().take(WAITING).map(|one| {
        let reason = one.error.as_deref().and_then(reason_of);
        WaitingLine {
            state: state_of(&one.state),
            english: reason.is_none(),
            error: reason.map(|key| visit.locale.t(key)).or(one.error),
            submission: one.submission_id,
            came: visit.when(one.created_at),
        }
    });
    shown(&Lists {
        shell: visit.shell(Here::Projects),
        rows: lines.collect(),
        waiting: waiting.collect(),
        project: known.project,
    })
}

#[derive(Deserialize, Default)]
struct Turned {
    page: Option<usize>,
}

/// `GET /projects/{id}/lists/{list}`
///
/// # Errors
/// 403 and 404 as for reading the project's submissions.
pub async fn one(visit: Visit, path: Path<(String, String)>) -> Answer {
    let (id, name) = path.into_inner();
    let number = visit.number(&id)?;
    let csv = entity_lists::csv_for(&visit.house, visit.actor(), number, &name).await;
    let csv = visit.ok(csv)?;
    let known = Known::at(&visit, &id).await?;
    let broken = |_| visit.stop(&ServiceError::Internal("a list"));
    let mut reader = csv::Reader::from_reader(&*csv);
    let columns = reader.headers().map_err(broken)?;
    let columns: Vec<String> = columns.iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(broken)?;
        rows.push(row.iter().map(str::to_owned).collect::<Vec<String>>());
    }
    let turned: Turned = visit.query();
    let page = turned.page.unwrap_or(1).clamp(1, 100_000);
    let link = |page: usize| format!("/projects/{number}/lists/{}?page={page}", encoded(&name));
    shown(&OneList {
        shell: visit.shell(Here::Projects),
        project: known.project,
        columns,
        all: rows.len(),
        pager: Pager {
            previous: (page > 1).then(|| link(page - 1)),
            next: (rows.len() > page * ROWS).then(|| link(page + 1)),
        },
        rows: rows
            .into_iter()
            .skip((page - 1) * ROWS)
            .take(ROWS)
            .collect(),
        name,
    })
}
