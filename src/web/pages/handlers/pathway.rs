//! The referral pathway: versions, tables, what one would change, signatures.

use std::collections::HashMap;

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, dressed, encoded, shown};
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use super::{days, tables};
use crate::domain::policy::{Action, Resource};
use crate::i18n::Locale;
use crate::service::pathway::{self, Count, DryRun, Fault, SHIPPED, TableFiles, VersionView};
use crate::service::{ServiceError, overview};
use crate::web::pages::pathway::{
    FaultLine, PathwayNew, PathwayPage, PathwayVersion, ServiceLine, Standing, TableField, Trial,
    VersionLine,
};
use crate::web::pages::{Choice, Flash, Here, Pager, Problem, Sub, Trouble, service_label};

/// Rows of a table on a page, and of one whose rows stand as cards.
const ROWS: usize = 60;
const CARDS: usize = 20;
/// Faults that are shown.
const FAULTS: usize = 60;
/// Bytes of what was pasted that a page shows again.
const SHOWN_AGAIN: usize = 24_000;

/// `GET /pathway`
///
/// # Errors
/// When the database refuses.
pub async fn list(visit: Visit) -> Answer {
    let all = visit.ok(pathway::versions(&visit.house, visit.actor()).await)?;
    let names = names(&visit, &all).await?;
    shown(&PathwayPage {
        shell: visit.shell(Here::Pathway).under(Sub::Pathway),
        shipped: SHIPPED.to_owned(),
        shipped_in_force: !all.iter().any(|one| one.in_force),
        rows: all.iter().map(|one| line(&visit, one, &names)).collect(),
        may_propose: visit.may(Action::PathwayPropose, Resource::Platform),
        may_sign: visit.may(Action::PathwaySign, Resource::Platform),
    })
}

#[derive(Deserialize, Default)]
struct Turned {
    #[serde(default)]
    table: String,
    page: Option<usize>,
}

/// `GET /pathway/{label}`
///
/// # Errors
/// 404 for what is not there.
pub async fn one(visit: Visit, label: Path<String>) -> Answer {
    shown(&version(&visit, &label, None).await?)
}

/// `GET /pathway/{label}/tables/{table}`: a CSV to change and send again.
///
/// # Errors
/// 404 for what is not there.
pub async fn file(visit: Visit, path: Path<(String, String)>) -> Answer {
    let (label, file) = path.into_inner();
    let tables = visit.ok(pathway::tables(&visit.house, visit.actor(), &label).await)?;
    let name = file.strip_suffix(".csv").unwrap_or_default();
    let name = TableFiles::NAMES.into_iter().find(|one| *one == name);
    let text = name.and_then(|name| tables.text(name));
    let (Some(name), Some(text)) = (name, text) else {
        return Err(visit.stop(&ServiceError::NotFound));
    };
    let saved = format!("attachment; filename=\"{name}.csv\"");
    Ok(dressed(200)
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, saved))
        .body(text.to_owned()))
}

#[derive(Deserialize, Default)]
struct Begun {
    #[serde(default)]
    from: String,
}

/// `GET /pathway/versions/new`
///
/// # Errors
/// 403 for whoever does not propose.
pub async fn new_page(visit: Visit) -> Answer {
    entered(&visit)?;
    let begun: Begun = visit.query();
    shown(&new_view(&visit, begun.from).await?)
}

/// `POST /pathway`
///
/// # Errors
/// 403 for whoever does not propose.
pub async fn propose(visit: Visit, request: HttpRequest, body: Multipart) -> Answer {
    let sent = tables::form(&visit, &request, body).await?;
    entered(&visit)?;
    let (trouble, faults) = match given(&visit, &sent).await? {
        Err(trouble) => (trouble, Vec::new()),
        Ok((tables, at)) => {
            let label = sent.field("label");
            let made = pathway::propose(&visit.house, visit.actor(), label, &tables, at).await;
            match made {
                Ok(made) => {
                    let path = format!("/pathway/{}", encoded(&made.label));
                    return done(&path, Flash::PathwayProposed);
                }
                Err(ServiceError::Pathway(faults)) => (
                    Trouble::with("tables", visit.locale.t("pathway-wrong-tables")),
                    faults,
                ),
                Err(error) => (label_trouble(&visit, &error)?, Vec::new()),
            }
        }
    };
    let mut view = new_view(&visit, sent.field("from").to_owned()).await?;
    view.label = sent.field("label").to_owned();
    view.starts = sent.field("starts").to_owned();
    view.more = faults.len().saturating_sub(FAULTS);
    view.faults = faults.into_iter().take(FAULTS).map(fault).collect();
    view.trouble = trouble;
    let mut room = SHOWN_AGAIN;
    for table in &mut view.tables {
        let pasted = sent
            .pasted
            .get(table.name)
            .filter(|text| text.len() <= room);
        if let Some(text) = pasted {
            room -= text.len();
            table.pasted.clone_from(text);
        }
    }
    again(&view)
}

/// `POST /pathway/{label}/trial`: counts what it would have changed; keeps nothing.
///
/// # Errors
/// 403 for whoever is not of the coordination body; 503 without a vault.
pub async fn trial(posted: Posted<Nothing>, label: Path<String>) -> Answer {
    let visit = posted.visit;
    let run = pathway::dry_run(&visit.house, visit.actor(), visit.token(), &label).await;
    let run = told(visit.locale, &visit.ok(run)?);
    shown(&version(&visit, &label, Some(run)).await?)
}

/// `POST /pathway/{label}/sign`
///
/// # Errors
/// 403 for whoever is not of the coordination body; 404 for what is not there.
pub async fn sign(posted: Posted<Nothing>, label: Path<String>) -> Answer {
    let visit = posted.visit;
    let path = format!("/pathway/{}", encoded(&label));
    match pathway::sign(&visit.house, visit.actor(), &label).await {
        Ok(view) if view.activated_at.is_some() => done(&path, Flash::PathwayComes),
        Ok(_) => done(&path, Flash::PathwaySigned),
        Err(ServiceError::SecondPerson(_)) => done(&path, Flash::AnotherPerson),
        Err(ServiceError::Moved(_)) => done(&path, Flash::AlreadyDecided),
        Err(error) => Err(visit.stop(&error)),
    }
}

fn entered(visit: &Visit) -> Result<(), Stop> {
    match visit.may(Action::PathwayPropose, Resource::Platform) {
        true => Ok(()),
        false => Err(Problem::not_allowed(visit.shell(Here::Pathway)).into()),
    }
}

/// The tables that were sent, over those of the version that it begins with, and the day.
async fn given(
    visit: &Visit,
    sent: &tables::Sent,
) -> Result<Result<(TableFiles, i64), Trouble>, Stop> {
    let wrong = |field, key| Ok(Err(Trouble::with(field, visit.locale.t(key))));
    if let Some(table) = sent.unreadable {
        let text = visit.locale.of("pathway-wrong-file");
        let text = text.s("file", format!("{table}.csv"));
        return Ok(Err(Trouble::with("tables", text)));
    }
    let Some(starts) = days::begins(visit.locale, sent.field("starts")) else {
        return wrong("starts", "pathway-wrong-day");
    };
    let from = match sent.field("from") {
        "" => SHIPPED,
        from => from,
    };
    let mut tables = visit.ok(pathway::tables(&visit.house, visit.actor(), from).await)?;
    sent.over(&mut tables);
    Ok(Ok((tables, starts)))
}

fn label_trouble(visit: &Visit, error: &ServiceError) -> Result<Trouble, Stop> {
    let key = match error {
        ServiceError::Missing("label") => "pathway-wrong-no-label",
        ServiceError::Unusable { field: "label", .. } => "pathway-wrong-label",
        ServiceError::Exists(_) => "pathway-wrong-taken",
        error => return Err(visit.stop(error)),
    };
    Ok(Trouble::with("label", visit.locale.t(key)))
}

async fn new_view(visit: &Visit, from: String) -> Result<PathwayNew, Stop> {
    let all = visit.ok(pathway::versions(&visit.house, visit.actor()).await)?;
    let in_force = all.iter().find(|one| one.in_force);
    let known = from == SHIPPED || all.iter().any(|one| one.label == from);
    // What is changed is most often what is in force.
    let from = match known {
        true => from,
        false => in_force.map_or_else(|| SHIPPED.to_owned(), |one| one.label.clone()),
    };
    let labels = all.iter().map(|one| one.label.as_str()).chain([SHIPPED]);
    Ok(PathwayNew {
        shell: visit.shell(Here::Pathway),
        label: String::new(),
        starts: String::new(),
        versions: labels
            .map(|label| Choice::new(label, label).chosen_if(&from))
            .collect(),
        from,
        tables: TableField::all(),
        faults: Vec::new(),
        more: 0,
        trouble: Trouble::none(),
    })
}

fn fault(one: Fault) -> FaultLine {
    let file = match one.table.contains('.') {
        true => one.table,
        false => format!("{}.csv", one.table),
    };
    let column = match one.character {
        Some(character) => format!("{}:{character}", one.column),
        None => one.column,
    };
    FaultLine {
        file,
        row: one.row,
        column,
        text: one.text,
    }
}

async fn version(visit: &Visit, label: &str, trial: Option<Trial>) -> Result<PathwayVersion, Stop> {
    let all = visit.ok(pathway::versions(&visit.house, visit.actor()).await)?;
    let found = all.iter().find(|one| one.label == label);
    if found.is_none() && label != SHIPPED {
        return Err(visit.stop(&ServiceError::NotFound));
    }
    let names = names(visit, &all).await?;
    let tables = visit.ok(pathway::tables(&visit.house, visit.actor(), label).await)?;
    let turned: Turned = visit.query();
    let table = TableFiles::NAMES
        .into_iter()
        .find(|one| *one == turned.table);
    let table = table.unwrap_or("rules");
    let unreadable = |_| visit.stop(&ServiceError::Internal("a pathway's tables"));
    let mut sheet = tables.sheet(table).map_err(unreadable)?.into_iter();
    let columns = sheet.next().unwrap_or_default();
    let rows: Vec<Vec<String>> = sheet.collect();
    let most = match columns.len() > 6 {
        true => CARDS,
        false => ROWS,
    };
    let page = turned.page.unwrap_or(1).clamp(1, 1_000);
    let link = |page: usize| format!("/pathway/{}?table={table}&page={page}", encoded(label));
    let mine = found.is_some_and(|one| one.signed_by.contains(&visit.actor().id));
    let complete = found.is_none_or(|one| one.activated_at.is_some());
    Ok(PathwayVersion {
        shell: visit.shell(Here::Pathway),
        line: found.map(|one| line(visit, one, &names)),
        tables: TableFiles::NAMES
            .into_iter()
            .map(|name| Choice::new(name, name).chosen_if(table))
            .collect(),
        table: table.to_owned(),
        columns,
        all: rows.len(),
        pager: Pager {
            previous: (page > 1).then(|| link(page - 1)),
            next: (rows.len() > page * most).then(|| link(page + 1)),
        },
        rows: rows
            .into_iter()
            .skip((page - 1) * most)
            .take(most)
            .collect(),
        may_try: visit.may(Action::PathwayDryRun, Resource::Platform) && label != SHIPPED,
        may_sign: visit.may(Action::PathwaySign, Resource::Platform) && !mine && !complete,
        signed: mine,
        may_propose: visit.may(Action::PathwayPropose, Resource::Platform),
        label: label.to_owned(),
        trial,
    })
}

/// Who proposed and who signed; people of an agency read their own people's names only.
async fn names(visit: &Visit, all: &[VersionView]) -> Result<HashMap<i64, String>, Stop> {
    let ids = all.iter().flat_map(|one| {
        let proposed = std::iter::once(one.proposed_by);
        proposed.chain(one.signed_by.iter().copied())
    });
    let ids: Vec<i64> = ids.collect();
    visit.ok(overview::names(&visit.house, visit.actor(), &ids).await)
}

fn line(visit: &Visit, one: &VersionView, names: &HashMap<i64, String>) -> VersionLine {
    let name = |id: &i64| {
        let known = names.get(id).cloned();
        known.unwrap_or_else(|| visit.locale.t("pathway-somebody"))
    };
    let signed: Vec<String> = one.signed_by.iter().map(name).collect();
    let standing = match (one.activated_at, one.signed_by.len()) {
        _ if one.in_force => Standing::InForce,
        (Some(_), _) if one.starts_at > visit.house.now() => Standing::Coming,
        (Some(_), _) => Standing::Past,
        (None, 0) => Standing::Proposed,
        (None, _) => Standing::SignedOnce,
    };
    VersionLine {
        label: one.label.clone(),
        standing,
        by: name(&one.proposed_by),
        proposed: visit.when(one.proposed_at),
        starts: visit.when(one.starts_at),
        signed_by: (!signed.is_empty()).then(|| visit.locale.list(&signed)),
        mine: one.signed_by.contains(&visit.actor().id),
        print: one.sha256.clone(),
    }
}

fn told(locale: Locale, run: &DryRun) -> Trial {
    let count = |count: &Count| match count {
        Count::Exactly(n) => locale.count(*n),
        Count::Few => locale.t("pathway-few"),
    };
    let services = run.services.iter().map(|(service, change)| ServiceLine {
        service: service_label(locale, service),
        more: count(&change.more),
        fewer: count(&change.fewer),
        sooner: count(&change.sooner),
        later: count(&change.later),
    });
    Trial {
        cases: count(&run.cases),
        changed: count(&run.changed),
        services: services.collect(),
        locked: run.locked,
    }
}
