//! What people do with a case: assign it, take it a step further, ask for its plan and its closing, look into one that is not
//! theirs.

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, done_from, shown};
use super::posted::Posted;
use super::visit::Visit;
use crate::domain::approval::{Approval, ApprovalKind};
use crate::domain::case::{
    CaseState, Closing, ClosingReason, NotYet, RiskLevel, StepWord, opens_by_glass,
};
use crate::domain::policy::{Action, Resource};
use crate::domain::words::Role;
use crate::service::approvals::{self, Asked, What};
use crate::service::cases::{self, CaseView};
use crate::service::casework::{self, Worker};
use crate::service::{ServiceError, audit, break_glass};
use crate::web::pages::casework::{
    CaseAssign, CaseClose, CaseLook, CasePlan, CaseStep, not_yet_key,
};
use crate::web::pages::{Choice, Flash, Here, Problem, Trouble, Undo};

/// The key of what is asked.
pub(super) fn kind_key(kind: ApprovalKind) -> &'static str {
    match kind {
        ApprovalKind::Plan => "case-kind-plan",
        ApprovalKind::CloseCase => "case-kind-close",
        ApprovalKind::Transfer => "case-kind-transfer",
    }
}

/// The key of where something asked for stands, and the look of its tag.
pub(super) fn standing(approval: &Approval, now: i64) -> (&'static str, &'static str) {
    match approval.standing(now) {
        "approved" => ("case-standing-approved", "ok"),
        "refused" => ("case-standing-refused", "off"),
        "expired" => ("case-standing-expired", "off"),
        _ => ("case-standing-asked", "wait"),
    }
}

/// The case, if the viewer may do that with it.
pub(super) async fn entered(visit: &Visit, id: &str, action: Action) -> Result<CaseView, Stop> {
    let (view, _) = visit.ok(cases::one(&visit.house, visit.actor(), id).await)?;
    let resource = Resource::Case {
        agency: &view.row.agency_id,
        caseworker: view.row.caseworker,
    };
    match visit.may(action, resource) {
        true => Ok(view),
        false => Err(Problem::not_allowed(visit.shell(Here::Cases)).into()),
    }
}

/// After an act: the case, or what stands against it.
fn after(visit: &Visit, id: &str, result: Result<(), ServiceError>, said: Flash) -> Answer {
    let path = format!("/cases/{id}");
    match result {
        Ok(()) => done(&path, said),
        Err(ServiceError::Moved(_)) => done(&path, Flash::CaseMoved),
        Err(error) => Err(visit.stop(&error)),
    }
}

/// `GET /cases/{id}/assign`
///
/// # Errors
/// 403 for roles that do not assign; 404 for another agency's.
pub async fn assign_page(visit: Visit, id: Path<String>) -> Answer {
    let view = entered(&visit, &id, Action::CaseAssign).await?;
    let people = visit.ok(casework::workers(&visit.house, visit.actor()).await)?;
    let choice = |now: Option<i64>| {
        move |one: &Worker| {
            let now = now.map_or_else(String::new, |id| id.to_string());
            Choice::new(one.id.to_string(), &one.name).chosen_if(&now)
        }
    };
    let supervisors = people.iter().filter(|one| one.role == Role::Supervisor);
    // Who assigns it supervises it, unless another is chosen.
    let supervisor = view.row.supervisor.or(Some(visit.actor().id));
    shown(&CaseAssign {
        shell: visit.shell(Here::Cases),
        caseworkers: people.iter().map(choice(view.row.caseworker)).collect(),
        supervisors: supervisors.map(choice(supervisor)).collect(),
        case: view.row.id,
    })
}

/// The form's fields.
#[derive(Deserialize)]
pub struct Assigned {
    #[serde(default)]
    caseworker: String,
    #[serde(default)]
    supervisor: String,
}

/// `POST /cases/{id}/assign`
///
/// # Errors
/// As [`assign_page`].
pub async fn assign(posted: Posted<Assigned>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let who = |text: &str| -> Result<Option<i64>, Stop> {
        match text.is_empty() {
            true => Ok(None),
            false => visit.number(text).map(Some),
        }
    };
    let (caseworker, supervisor) = (who(&form.caseworker)?, who(&form.supervisor)?);
    let view = entered(&visit, &id, Action::CaseAssign).await?;
    let assigned = cases::assign(&visit.house, visit.actor(), &id, caseworker, supervisor).await;
    match assigned {
        Ok(_) => {
            let was = Workers(view.row.caseworker, view.row.supervisor).to_string();
            done_from(&format!("/cases/{}", *id), Flash::CaseAssigned, &was)
        }
        Err(error) => after(&visit, &id, Err(error), Flash::CaseAssigned),
    }
}

/// Who worked on a case and who watched over it, as an address holds them: `12.9`, `.9`, `12.`
pub(super) struct Workers(Option<i64>, Option<i64>);

impl std::fmt::Display for Workers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let id = |who: Option<i64>| who.map_or_else(String::new, |id| id.to_string());
        write!(f, "{}.{}", id(self.0), id(self.1))
    }
}

impl std::str::FromStr for Workers {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let id = |text: &str| match text {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| ()),
        };
        let (caseworker, supervisor) = text.split_once('.').ok_or(())?;
        Ok(Self(id(caseworker)?, id(supervisor)?))
    }
}

impl Workers {
    /// The form that assigns the case to them again.
    pub(super) fn again(&self, case: &str) -> Undo {
        let id = |who: Option<i64>| who.map_or_else(String::new, |id| id.to_string());
        Undo {
            action: format!("/cases/{case}/assign"),
            fields: vec![("caseworker", id(self.0)), ("supervisor", id(self.1))],
        }
    }
}

/// The step that a case takes by itself from where it stands; none before there is a plan.
pub(super) fn step_of(state: CaseState) -> Option<StepWord> {
    match state {
        CaseState::Open => None,
        CaseState::Planned => Some(StepWord::Start),
        CaseState::Active => Some(StepWord::FollowUp),
        CaseState::FollowUp => Some(StepWord::Resume),
        CaseState::Closed => Some(StepWord::Reopen),
    }
}

/// `GET /cases/{id}/step`
///
/// # Errors
/// 403 for whoever does not work on it; 404 for another agency's.
pub async fn step_page(visit: Visit, id: Path<String>) -> Answer {
    let view = entered(&visit, &id, Action::CaseStep).await?;
    let step = step_of(view.state);
    let unapproved = step == Some(StepWord::Start)
        && visit
            .ok(approvals::plan(&visit.house, visit.actor(), &id).await)?
            .is_none();
    shown(&CaseStep {
        shell: visit.shell(Here::Cases),
        state: view.state,
        case: view.row.id,
        step,
        unapproved,
    })
}

/// The form's field.
#[derive(Deserialize)]
pub struct Stepped {
    #[serde(default)]
    step: String,
}

/// `POST /cases/{id}/step`
///
/// # Errors
/// As [`step_page`].
pub async fn step(posted: Posted<Stepped>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let Ok(word) = form.step.parse::<StepWord>() else {
        return Err(visit.stop(&ServiceError::Missing("step")));
    };
    let stepped = cases::step(&visit.house, visit.actor(), &id, word).await;
    after(&visit, &id, stepped.map(|_| ()), Flash::CaseStepped)
}

/// `GET /cases/{id}/plan`
///
/// # Errors
/// As [`step_page`].
pub async fn plan_page(visit: Visit, id: Path<String>) -> Answer {
    shown(&planning(&visit, &id, Trouble::none()).await?)
}

async fn planning(visit: &Visit, id: &str, trouble: Trouble) -> Result<CasePlan, Stop> {
    let view = entered(visit, id, Action::ApprovalAsk).await?;
    Ok(CasePlan {
        shell: visit.shell(Here::Cases),
        case: view.row.id,
        trouble,
    })
}

/// The form's field.
#[derive(Deserialize)]
pub struct Noted {
    #[serde(default)]
    note: String,
}

/// `POST /cases/{id}/plan`: says that there is a plan, if nobody did, and asks a supervisor to agree to it.
///
/// # Errors
/// As [`plan_page`].
pub async fn plan(posted: Posted<Noted>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let Ok(reason) = audit::reason(&form.note) else {
        return again(&planning(&visit, &id, noteless(&visit, "note")).await?);
    };
    let (house, actor) = (&visit.house, visit.actor());
    let (view, _) = visit.ok(cases::one(house, actor, &id).await)?;
    if view.state == CaseState::Open {
        let planned = cases::step(house, actor, &id, StepWord::Plan).await;
        if !matches!(planned, Err(ServiceError::Moved(_))) {
            visit.ok(planned)?;
        }
    }
    let asked = Asked {
        what: What::Plan,
        reason,
    };
    let asked = approvals::ask(house, actor, &id, asked).await;
    after(&visit, &id, asked.map(|_| ()), Flash::CaseAsked)
}

fn noteless(visit: &Visit, field: &'static str) -> Trouble {
    Trouble::with(field, visit.shell(Here::Cases).t("case-note-first"))
}

/// `GET /cases/{id}/close`
///
/// # Errors
/// As [`step_page`].
pub async fn close_page(visit: Visit, id: Path<String>) -> Answer {
    let blank = Closed::default();
    shown(&closing(&visit, &id, &blank, Trouble::none()).await?)
}

async fn closing(
    visit: &Visit,
    id: &str,
    typed: &Closed,
    trouble: Trouble,
) -> Result<CaseClose, Stop> {
    let view = entered(visit, id, Action::CaseStep).await?;
    Ok(CaseClose {
        shell: visit.shell(Here::Cases),
        case: view.row.id,
        reason: typed.reason.parse().ok(),
        risk: typed.risk.parse().ok(),
        attempts: typed.attempts.clone(),
        note: typed.note.clone().into(),
        trouble,
    })
}

/// The field that keeps a case from being closed; none where it is nothing of the form.
fn field_of(why: NotYet) -> &'static str {
    match why {
        NotYet::Risk => "risk",
        NotYet::Attempts => "attempts",
        NotYet::OpenReferrals | NotYet::News => "",
    }
}

/// The form's fields.
#[derive(Deserialize, Default)]
pub struct Closed {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    risk: String,
    #[serde(default)]
    attempts: String,
    #[serde(default)]
    note: String,
}

/// `POST /cases/{id}/close`: asks for it.
///
/// # Errors
/// As [`close_page`].
pub async fn close(posted: Posted<Closed>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let Ok(reason) = form.reason.parse::<ClosingReason>() else {
        let text = visit.shell(Here::Cases).t("case-choose-first");
        let trouble = Trouble::with("reason", text);
        return again(&closing(&visit, &id, &form, trouble).await?);
    };
    if form.note.trim().is_empty() {
        let trouble = noteless(&visit, "note");
        return again(&closing(&visit, &id, &form, trouble).await?);
    }
    let risk: Option<RiskLevel> = form.risk.parse().ok();
    let how = Closing {
        reason,
        risk,
        attempts: form.attempts.trim().parse().unwrap_or(0),
    };
    match cases::close(&visit.house, visit.actor(), &id, how, &form.note).await {
        Err(ServiceError::NotYet(why)) => {
            let text = visit.shell(Here::Cases).t(not_yet_key(why));
            let trouble = Trouble::with(field_of(why), text);
            again(&closing(&visit, &id, &form, trouble).await?)
        }
        asked => after(&visit, &id, asked.map(|_| ()), Flash::CaseAsked),
    }
}

/// `GET /cases/{id}/break-glass`: what it means.
///
/// # Errors
/// 403 for roles that do not, and where no life waits; 404 for another agency's.
pub async fn look_page(visit: Visit, id: Path<String>) -> Answer {
    shown(&looking(&visit, &id, Trouble::none()).await?)
}

async fn looking(visit: &Visit, id: &str, trouble: Trouble) -> Result<CaseLook, Stop> {
    let view = entered(visit, id, Action::CaseBreakGlass).await?;
    if !opens_by_glass(view.urgency) {
        let shell = visit.shell(Here::Cases);
        let [heading, what, next] = ["case-look-no", "case-look-no-what", "case-not-yours-do"];
        let [heading, what, next] = [heading, what, next].map(|key| shell.t(key));
        return Err(Problem::new(shell, 409, heading, what, next).into());
    }
    Ok(CaseLook {
        shell: visit.shell(Here::Cases),
        case: view.row.id,
        trouble,
    })
}

/// The form's field.
#[derive(Deserialize)]
pub struct Because {
    #[serde(default)]
    reason: String,
}

/// `POST /cases/{id}/break-glass`
///
/// # Errors
/// As [`look_page`]; 409 while an earlier look of theirs waits to be reviewed.
pub async fn look(posted: Posted<Because>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let page = looking(&visit, &id, noteless(&visit, "reason")).await?;
    if form.reason.trim().is_empty() {
        return again(&page);
    }
    let looked = break_glass::look(&visit.house, visit.actor(), &id, &form.reason).await;
    after(&visit, &id, looked.map(|_| ()), Flash::Looked)
}
