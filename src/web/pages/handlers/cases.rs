//! Cases: the list, the way to one by its code, and the answers of a submission. One case stands in [`super::case`].

use std::collections::HashMap;

use actix_web::web::Path;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::answer::{Answer, Stop, again, redirect, shown};
use super::posted::Posted;
use super::submissions::{file_answer, groups};
use super::visit::Visit;
use crate::domain::case::CaseState;
use crate::domain::words::{OpeningPurpose, Role, Stage, Urgency};
use crate::service::cases::{self, CaseView, Wanted};
use crate::service::casework::{self, ToOpen};
use crate::service::{ServiceError, agencies, case_files, corrections, directory, overview};
use crate::web::pages::cases::{CaseBody, CaseRow, CaseSubmission, Cases};
use crate::web::pages::{Choice, Here, Lock, Pager, Trouble};

/// Cases on a page.
const ON_A_PAGE: i64 = 50;
/// Far more than anybody pages through.
const LAST_PAGE: i64 = 10_000;

/// `?state=…&urgency=…&all=yes&page=…`
#[derive(Deserialize, Default)]
struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    urgency: String,
    #[serde(default)]
    all: String,
    page: Option<i64>,
}

/// `GET /cases`
///
/// # Errors
/// 403 for roles without cases.
pub async fn list(visit: Visit) -> Answer {
    shown(&page(&visit, visit.query(), Trouble::none()).await?)
}

/// The form's field.
#[derive(Deserialize)]
pub struct Sought {
    #[serde(default)]
    code: Zeroizing<String>,
}

/// `POST /search`: to the case with a code. A code that nobody has and one of another agency's case get the same page.
///
/// # Errors
/// 403 for roles without cases.
pub async fn search(posted: Posted<Sought>) -> Answer {
    let Posted { visit, form } = posted;
    let found = cases::find(&visit.house, visit.actor(), visit.token(), &form.code).await;
    let key = match found {
        Ok(found) => return Ok(redirect(&format!("/cases/{}", found.row.id))),
        Err(ServiceError::NotFound) => "case-search-nothing",
        Err(ServiceError::Unusable { .. }) => "case-search-no-code",
        Err(error) => return Err(visit.stop(&error)),
    };
    let trouble = Trouble::with("code", visit.shell(Here::Cases).t(key));
    let mut view = page(&visit, Asked::default(), trouble).await?;
    view.shell.sought = form.code;
    again(&view)
}

async fn page(visit: &Visit, asked: Asked, trouble: Trouble) -> Result<Cases, Stop> {
    let page = asked.page.unwrap_or(1).clamp(1, LAST_PAGE);
    let state: Option<CaseState> = asked.state.parse().ok();
    let urgency: Option<Urgency> = asked.urgency.parse().ok();
    let has_own = visit.role() == Role::Caseworker;
    let all = !has_own || asked.all == "yes";
    let wanted = Wanted {
        state,
        urgency,
        mine: !all,
        limit: ON_A_PAGE + 1,
        offset: (page - 1) * ON_A_PAGE,
    };
    let mut found = visit.ok(cases::list(&visit.house, visit.actor(), wanted).await)?;
    let more = found.len() as i64 > ON_A_PAGE;
    found.truncate(ON_A_PAGE as usize);
    let people: Vec<i64> = found.iter().filter_map(|one| one.row.caseworker).collect();
    let names = visit.ok(overview::names(&visit.house, visit.actor(), &people).await)?;
    let link = |page: i64| {
        let state = state.map(|s| format!("&state={s}")).unwrap_or_default();
        let urgency = urgency.map(|u| format!("&urgency={u}")).unwrap_or_default();
        let all = if has_own && all { "&all=yes" } else { "" };
        format!("/cases?page={page}{state}{urgency}{all}")
    };
    Ok(Cases {
        shell: visit.shell(Here::Cases),
        rows: found.iter().map(|one| row(visit, one, &names)).collect(),
        state,
        urgency,
        has_own,
        all,
        supervises: visit.role() == Role::Supervisor,
        pager: Pager {
            previous: (page > 1).then(|| link(page - 1)),
            next: more.then(|| link(page + 1)),
        },
        trouble,
    })
}

/// A case as lists show it.
pub(super) fn row(visit: &Visit, view: &CaseView, names: &HashMap<i64, String>) -> CaseRow {
    let caseworker = view.row.caseworker;
    CaseRow {
        id: view.row.id.clone(),
        state: view.state,
        urgency: view.urgency,
        caseworker: caseworker.map(|id| named(visit, names, id)),
        opened: visit.when(view.row.opened_at),
        updated: visit.when(view.row.updated_at),
        submissions: view.row.submissions,
        named: view.named,
    }
}

/// Somebody's name, or a word for somebody who is not known any more.
pub(super) fn named(visit: &Visit, names: &HashMap<i64, String>, id: i64) -> String {
    let name = names.get(&id).cloned();
    name.unwrap_or_else(|| visit.shell(Here::Cases).t("case-somebody"))
}

/// `GET /cases/{id}/submissions/{sid}`: its answers; an identity asks for a purpose first.
///
/// # Errors
/// 404 for what is not of the case, or not theirs.
pub async fn submission(visit: Visit, at: Path<(String, String)>) -> Answer {
    answers(&visit, &at.0, &at.1, None).await
}

/// The form's field.
#[derive(Deserialize)]
pub struct For {
    #[serde(default)]
    purpose: String,
}

/// `POST /cases/{id}/submissions/{sid}`: the same with a purpose.
///
/// # Errors
/// As [`submission`].
pub async fn open(posted: Posted<For>, at: Path<(String, String)>) -> Answer {
    let purpose = posted.form.purpose.parse().ok();
    answers(&posted.visit, &at.0, &at.1, purpose).await
}

async fn answers(visit: &Visit, case: &str, id: &str, purpose: Option<OpeningPurpose>) -> Answer {
    let (_, timeline) = visit.ok(cases::one(&visit.house, visit.actor(), case).await)?;
    let found = timeline.submissions.into_iter().find(|one| one.id == id);
    let found = found.ok_or_else(|| visit.stop(&ServiceError::NotFound))?;
    let stage: Option<Stage> = found.stage.as_deref().and_then(|stage| stage.parse().ok());
    let wanted = ToOpen {
        case,
        submission: id,
        purpose,
        languages: &visit.languages,
    };
    let body = match casework::answers(&visit.house, visit.actor(), visit.token(), wanted).await {
        Ok(answers) => CaseBody::Answers(groups(visit.locale, answers)),
        Err(ServiceError::NeedsPurpose) => CaseBody::Purpose(purposes()),
        Err(ServiceError::Uncertified) => CaseBody::Not("case-not-certified"),
        Err(ServiceError::NotFound) => CaseBody::Not("case-not-opened"),
        Err(ServiceError::Locked) => CaseBody::Shut(Lock::Locked {
            may_unlock: visit.holds_keys(),
        }),
        Err(ServiceError::VaultAway | ServiceError::Busy) => CaseBody::Shut(Lock::Away),
        Err(error) => return Err(visit.stop(&error)),
    };
    // What cannot be read now is not corrected now.
    let readable = matches!(body, CaseBody::Answers(_) | CaseBody::Purpose(_));
    let offered = corrections::is_offered(&visit.house, visit.actor(), &found.id).await;
    shown(&CaseSubmission {
        may_correct: visit.ok(offered)? && readable,
        shell: visit.shell(Here::Cases),
        case: case.to_owned(),
        id: found.id,
        stage,
        received: visit.when(found.created_at),
        corrected: found.replaced_by.is_some(),
        body,
    })
}

/// `GET /cases/{id}/submissions/{sid}/files/{ordinal}`: one file, whichever agency's phone sent it.
///
/// # Errors
/// 404 for what is not of the case, or not theirs; 403 and 409 where nobody may or can open it.
pub async fn file(visit: Visit, at: Path<(String, String, String)>) -> Answer {
    let ordinal: i32 = visit.number(&at.2)?;
    let (house, actor, of) = (&visit.house, visit.actor(), (&*at.0, &*at.1));
    let read = case_files::read(house, actor, visit.token(), of, ordinal).await;
    let (name, bytes) = visit.ok(read)?;
    Ok(file_answer(&name, bytes))
}

/// What an identity may be opened for; the labels are keys of texts.
pub(super) fn purposes() -> Vec<Choice> {
    let key = |purpose: &OpeningPurpose| match purpose {
        OpeningPurpose::Contact => "case-purpose-contact",
        OpeningPurpose::HandOver => "case-purpose-hand-over",
        OpeningPurpose::Safety => "case-purpose-safety",
        OpeningPurpose::Correction => "case-purpose-correction",
        OpeningPurpose::RightsRequest => "case-purpose-rights",
    };
    let all = OpeningPurpose::ALL.iter();
    all.map(|one| Choice::new(one.as_str(), key(one))).collect()
}

/// The own agency, and those of the directory, by their ids.
pub(super) async fn names_of_agencies(
    visit: &Visit,
) -> Result<Vec<(String, String, String)>, Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    let own = visit.ok(agencies::list(house, actor).await)?;
    let offers = visit.ok(directory::list(house, actor, None).await)?;
    let own = own.into_iter().map(|one| one.agency);
    let all = own.chain(offers.into_iter().map(|one| one.agency));
    let mut all: Vec<_> = all.map(|one| (one.id, one.code, one.name)).collect();
    all.sort_by(|one, other| (&one.2, &one.0).cmp(&(&other.2, &other.0)));
    all.dedup();
    Ok(all)
}
