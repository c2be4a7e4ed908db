//! One case: what those who work on it see, what others do, what waits, what can be done, and what happened.

use std::collections::HashMap;

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, shown};
use super::cases::{named, row};
use super::casework::{Workers, step_of};
use super::consents::{self, Agencies};
use super::submissions::{original_name, size};
use super::visit::Visit;
use crate::domain::approval::ApprovalKind;
use crate::domain::case::{CaseState, opens_by_glass};
use crate::domain::policy::{Action, Resource};
use crate::domain::referral::ReferralState;
use crate::domain::words::{Stage, SubmissionState};
use crate::service::cases::{self, CaseView, Timeline};
use crate::service::{ServiceError, approvals, case_files, casework, overview};
use crate::web::pages::cases::{
    AskedLine, Case, CaseFile, ContactLine, Happened, Happening, Inside, Waits, Way,
};
use crate::web::pages::casework::step_keys;
use crate::web::pages::risk_chart::{AtRisk, RiskChart};
use crate::web::pages::{Flash, Here, Pager, Standing, facts};

/// Things that happened on a page.
const EVENTS: usize = 25;
/// Files that it shows.
const FILES: usize = 40;
/// Consents and approvals that a case's page shows.
const SHOWN: usize = 20;

/// `?page=…`
#[derive(Deserialize, Default)]
struct Asked {
    page: Option<usize>,
}

/// What a viewer may do with one case.
struct May {
    step: bool,
    assign: bool,
    look: bool,
    withdraw: bool,
    ask: bool,
    decide: bool,
    transfer: bool,
}

impl May {
    /// `opens`: whether the viewer works on it, supervises that, or looks into it.
    fn of(visit: &Visit, view: &CaseView, opens: bool) -> Self {
        let agency = view.row.agency_id.as_str();
        let case = Resource::Case {
            agency,
            caseworker: view.row.caseworker,
        };
        let consents = Resource::Consents {
            agency,
            caseworker: view.row.caseworker,
            looks: opens,
        };
        Self {
            step: visit.may(Action::CaseStep, case),
            assign: visit.may(Action::CaseAssign, case),
            look: visit.may(Action::CaseBreakGlass, case) && opens_by_glass(view.urgency),
            withdraw: visit.may(Action::ConsentWithdraw, consents),
            ask: visit.may(Action::ConsentAsk, consents),
            decide: visit.may(Action::CaseUnmatched, case),
            transfer: visit.may(Action::TransferAsk, case),
        }
    }

    /// The pages that something is done on, the next thing first.
    fn ways(&self, view: &CaseView, plan: Plan) -> Vec<Way> {
        let mut ways = Vec::new();
        let mut way = |to, key, first| ways.push(Way { to, key, first });
        let unassigned = view.row.caseworker.is_none();
        let closed = view.state == CaseState::Closed;
        let planned = view.state == CaseState::Planned;
        // A closed case waits for nothing, and asking how it goes comes before taking it up again.
        let natural = !unassigned && !closed && view.state != CaseState::FollowUp;
        if self.step {
            let unplanned = view.state == CaseState::Open || (planned && plan != Plan::Agreed);
            if unplanned {
                way("plan", "case-plan", natural && plan != Plan::Asked);
            }
            if let Some(step) = step_of(view.state) {
                way("step", step_keys(Some(step)).1, natural && !unplanned);
            }
        }
        if self.assign {
            way("assign", "case-assign", unassigned && !closed);
        }
        if self.step && !closed {
            way("close", "case-close", false);
        }
        if self.withdraw {
            way("consents/withdraw", "consent-withdraw", false);
        }
        if self.ask && !closed {
            way("consents/new", "consent-new", false);
        }
        if self.transfer && !closed {
            way("transfer", "transfers-ask-title", false);
        }
        // In their order otherwise.
        ways.sort_by_key(|way| !way.first);
        ways
    }
}

/// How far a plan is agreed to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plan {
    /// Nobody was asked, or somebody said no.
    Not,
    /// A supervisor is asked.
    Asked,
    /// A supervisor approved it.
    Agreed,
}

/// How far the plan of a case is, for those who take its steps.
async fn plan(visit: &Visit, view: &CaseView, asked: bool) -> Result<Plan, Stop> {
    let approved = approvals::plan(&visit.house, visit.actor(), &view.row.id).await;
    Ok(match visit.ok(approved)? {
        Some(_) => Plan::Agreed,
        None if asked => Plan::Asked,
        None => Plan::Not,
    })
}

/// `GET /cases/{id}`
///
/// # Errors
/// 404 for another agency's as for one that is not there.
pub async fn one(visit: Visit, id: Path<String>) -> Answer {
    let asked: Asked = visit.query();
    let (view, timeline) = visit.ok(cases::one(&visit.house, visit.actor(), &id).await)?;
    let agencies = Agencies::known(&visit).await?;
    let people = timeline.events.iter().map(|event| event.actor_id);
    let people: Vec<i64> = people
        .chain(view.row.caseworker)
        .chain(view.row.supervisor)
        .collect();
    let names = visit.ok(overview::names(&visit.house, visit.actor(), &people).await)?;
    let lock = visit.lock().await?;
    let inside = inside(&visit, &view, &agencies).await?;
    let opens = inside.is_some();
    let may = May::of(&visit, &view, opens);
    let plan = match may.step && view.state == CaseState::Planned {
        true => plan(&visit, &view, inside.as_ref().is_some_and(|i| i.plan)).await?,
        false => Plan::Not,
    };
    let waits = waits(&view, &timeline, &may, inside.as_ref());
    let mut events = happened(&visit, &view, &timeline, (&agencies, &names), opens);
    let last = events.len().div_ceil(EVENTS).max(1);
    let page = asked.page.unwrap_or(1).clamp(1, last);
    let link = |page: usize| format!("/cases/{}?page={page}", view.row.id);
    events.drain(..(page - 1) * EVENTS);
    events.truncate(EVENTS);
    let was = visit.was::<Workers>().filter(|_| may.assign);
    let undo = was.map(|was| was.again(&view.row.id));
    shown(&Case {
        row: row(&visit, &view, &names),
        supervisor: view.row.supervisor.map(|id| named(&visit, &names, id)),
        lock,
        may_look: !opens && may.look,
        ways: may.ways(&view, plan),
        inside: inside.map(|inside| inside.shown),
        waits,
        events,
        pager: Pager {
            previous: (page > 1).then(|| link(page - 1)),
            next: (page < last).then(|| link(page + 1)),
        },
        shell: visit.shell(Here::Cases).undoing(Flash::CaseAssigned, undo),
    })
}

/// What is shown inside, and what waits there.
struct Opened {
    shown: Inside,
    proposed: i64,
    asked: i64,
    /// Whether a supervisor is asked to agree to the plan.
    plan: bool,
}

/// What those who work on the case see; none for others, and while keys are locked.
async fn inside(
    visit: &Visit,
    view: &CaseView,
    agencies: &Agencies,
) -> Result<Option<Opened>, Stop> {
    let (house, id) = (&visit.house, view.row.id.as_str());
    let head = match casework::head(house, visit.token(), id).await {
        Ok(head) => head,
        Err(
            ServiceError::Denied
            | ServiceError::NotFound
            | ServiceError::Locked
            | ServiceError::VaultAway
            | ServiceError::Busy,
        ) => return Ok(None),
        Err(error) => return Err(visit.stop(&error)),
    };
    let consents = consents::lines(visit, view, agencies).await?;
    let proposed = consents.iter().filter(|one| one.waits()).count() as i64;
    let more_consents = consents.len() > SHOWN;
    let asked = match approvals::of_case(house, visit.actor(), id).await {
        Ok(asked) => asked,
        // Who looks for an hour sees the case, not what colleagues ask of each other.
        Err(ServiceError::Denied) => Vec::new(),
        Err(error) => return Err(visit.stop(&error)),
    };
    let people: Vec<i64> = asked.iter().map(|one| one.approval.asked_by()).collect();
    let names = visit.ok(overview::names(house, visit.actor(), &people).await)?;
    let files = files(visit, id).await?;
    let now = house.now();
    let waiting = asked
        .iter()
        .filter(|one| one.approval.standing(now) == "asked");
    let plan = waiting
        .clone()
        .any(|one| one.asked.what.kind() == ApprovalKind::Plan);
    let waiting = waiting.count() as i64;
    let asked = asked.iter().take(SHOWN).map(|one| {
        let (standing, tone) = super::casework::standing(&one.approval, now);
        AskedLine {
            kind: super::casework::kind_key(one.asked.what.kind()),
            standing,
            tone,
            asked: visit.when(one.approval.asked_at()),
            by: named(visit, &names, one.approval.asked_by()),
        }
    });
    let risks = head.risks.iter().map(|one| AtRisk {
        at: one.at,
        when: visit.when(one.at),
        level: one.level,
    });
    Ok(Some(Opened {
        proposed,
        asked: waiting,
        plan,
        shown: Inside {
            code: head.code.map(Into::into),
            contact: head
                .contact
                .iter()
                .map(|(name, value)| ContactLine {
                    label: facts::fact_label(visit.locale, name),
                    rules: facts::value_labels(visit.locale, name, value)
                        .into_iter()
                        .map(Into::into)
                        .collect(),
                })
                .collect(),
            risk: RiskChart::of(risks.collect()),
            unread: head.unread as i64,
            consents: consents.into_iter().take(SHOWN).collect(),
            more_consents,
            asked: asked.collect(),
            more_files: files.len() > FILES,
            files: files.into_iter().take(FILES).collect(),
        },
    }))
}

/// The files of its submissions, one more than are shown if there are more.
async fn files(visit: &Visit, case: &str) -> Result<Vec<CaseFile>, Stop> {
    let all = case_files::of_case(&visit.house, visit.actor(), case, FILES + 1).await;
    let file = |one: case_files::CaseFile| {
        let (of, part) = (&one.submission, &one.part);
        let name = original_name(&part.name);
        let opens = one.stage != Some(Stage::Id) && part.record_id.is_some();
        CaseFile {
            stage: one.stage,
            received: visit.when(one.at),
            kind: kind_of(name),
            size: part.size.map(|bytes| size(visit.locale, bytes)),
            href: opens.then(|| format!("/cases/{case}/submissions/{of}/files/{}", part.ordinal)),
            name: name.to_owned(),
        }
    };
    Ok(visit.ok(all)?.into_iter().map(file).collect())
}

/// The kind of file that a name promises. What it is shows when it is opened.
fn kind_of(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "heic" => "case-file-picture",
        "m4a" | "mp3" | "amr" | "wav" | "ogg" | "aac" => "case-file-sound",
        "mp4" | "3gp" | "webm" | "mov" => "case-file-film",
        "pdf" | "doc" | "docx" | "odt" | "txt" => "case-file-document",
        _ => "case-file-other",
    }
}

fn waits(view: &CaseView, timeline: &Timeline, may: &May, inside: Option<&Opened>) -> Vec<Waits> {
    let mut all = Vec::new();
    let mut wait = |key, count: i64, href: Option<String>| {
        if count > 0 {
            all.push(Waits { key, count, href });
        }
    };
    let closed = view.state == CaseState::Closed;
    let nobody = i64::from(view.row.caseworker.is_none() && !closed);
    let assign = may.assign.then(|| format!("/cases/{}/assign", view.row.id));
    wait("case-waits-nobody", nobody, assign);
    let decides = may.decide.then(|| "/unmatched".to_owned());
    wait("case-waits-named", i64::from(view.named), decides);
    if let Some(inside) = inside {
        wait("case-waits-asked", inside.asked, Some("/approvals".into()));
        let there = format!("/cases/{}#agreed-h", view.row.id);
        wait("case-waits-consent", inside.proposed, Some(there));
    }
    let others = timeline.referrals.iter().filter(|one| {
        let state: Option<ReferralState> = one.state.parse().ok();
        one.from_agency != one.to_agency && state.is_some_and(|state| Standing(state).is_open())
    });
    let sent = Some("/queue/sent".to_owned());
    wait("case-waits-referrals", others.count() as i64, sent);
    all
}

/// What happened, newest first.
fn happened(
    visit: &Visit,
    view: &CaseView,
    timeline: &Timeline,
    (agencies, names): (&Agencies, &HashMap<i64, String>),
    opens: bool,
) -> Vec<Happening> {
    let own = view.row.agency_id.as_str();
    let mut all = Vec::new();
    for one in &timeline.submissions {
        let state = one.state.parse().unwrap_or(SubmissionState::Received);
        let from = one.agency_id.as_deref().filter(|from| *from != own);
        let what = Happened::Came {
            href: opens.then(|| format!("/cases/{}/submissions/{}", view.row.id, one.id)),
            stage: one.stage.as_deref().and_then(|stage| stage.parse().ok()),
            from: from.map(|from| agencies.name(from)),
            state,
            corrected: one.replaced_by.is_some(),
        };
        all.push((one.created_at, what));
    }
    for one in &timeline.referrals {
        let (Ok(urgency), Ok(state)) = (one.urgency.parse(), one.state.parse()) else {
            continue;
        };
        let home = one.from_agency == one.to_agency;
        let from = (one.from_agency != own).then(|| agencies.name(&one.from_agency));
        let what = Happened::Referred {
            href: format!("/referrals/{}", one.id),
            from,
            to: (!home).then(|| agencies.name(&one.to_agency)),
            urgency,
            standing: Standing(state),
        };
        all.push((one.sent_at, what));
    }
    for one in &timeline.events {
        let Ok(to) = one.to_state.parse() else {
            continue;
        };
        let by = named(visit, names, one.actor_id);
        all.push((one.at, Happened::Stepped { to, by }));
    }
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let happening = |(at, what)| Happening {
        when: visit.when(at),
        what,
    };
    all.into_iter().map(happening).collect()
}
