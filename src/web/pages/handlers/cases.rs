//! Cases: the list, one with what happened in it, a submission of it, and the way to it by its code.

use std::collections::HashMap;

use actix_web::web::Path;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::answer::{Answer, Stop, again, redirect, shown};
use super::consents::{self, Agencies};
use super::posted::Posted;
use super::submissions::groups;
use super::visit::Visit;
use crate::domain::case::{CaseState, opens_by_glass};
use crate::domain::policy::{Action, Resource};
use crate::domain::words::{OpeningPurpose, Role, Stage, SubmissionState, Urgency};
use crate::service::cases::{self, CaseView, Timeline, Wanted};
use crate::service::casework::{self, ToOpen};
use crate::service::{ServiceError, agencies, approvals, overview};
use crate::web::pages::cases::{
    AskedLine, Case, CaseBody, CaseRow, CaseSubmission, Cases, Happened, Happening, Inside, Waits,
    Way,
};
use crate::web::pages::risk_chart::{AtRisk, RiskChart};
use crate::web::pages::{Choice, Field, Here, Lock, Pager, Standing, Trouble, facts};

/// Cases on a page.
const ON_A_PAGE: i64 = 50;
/// Things that happened on a page.
const EVENTS: usize = 25;
/// Consents and approvals that a case's page shows.
const SHOWN: usize = 20;
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
    again(&page(&visit, Asked::default(), trouble).await?)
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

fn row(visit: &Visit, view: &CaseView, names: &HashMap<i64, String>) -> CaseRow {
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

/// What a viewer may do with one case.
struct May {
    step: bool,
    assign: bool,
    look: bool,
    withdraw: bool,
    ask: bool,
    decide: bool,
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
        }
    }

    /// The pages that something is done on, the next thing first.
    fn ways(&self, view: &CaseView) -> Vec<Way> {
        let mut ways = Vec::new();
        let mut way = |to, key, first| ways.push(Way { to, key, first });
        let unassigned = view.row.caseworker.is_none();
        if self.assign {
            way("assign", "case-assign", unassigned);
        }
        if self.step {
            let planning = matches!(view.state, CaseState::Open | CaseState::Planned);
            if planning {
                let first = view.state == CaseState::Open && !unassigned;
                way("plan", "case-plan", first);
            }
            if view.state != CaseState::Open {
                way("step", "case-step", false);
            }
            if view.state != CaseState::Closed {
                way("close", "case-close", false);
            }
        }
        if self.withdraw {
            way("consents/withdraw", "consent-withdraw", false);
        }
        if self.ask {
            way("consents/new", "consent-new", false);
        }
        ways
    }
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
    let waits = waits(&view, &timeline, &may, inside.as_ref());
    let mut events = happened(&visit, &view, &timeline, (&agencies, &names), opens);
    let last = events.len().div_ceil(EVENTS).max(1);
    let page = usize::try_from(asked.page.unwrap_or(1)).unwrap_or(1);
    let page = page.clamp(1, last);
    let link = |page: usize| format!("/cases/{}?page={page}", view.row.id);
    events.drain(..(page - 1) * EVENTS);
    events.truncate(EVENTS);
    shown(&Case {
        row: row(&visit, &view, &names),
        supervisor: view.row.supervisor.map(|id| named(&visit, &names, id)),
        lock,
        may_look: !opens && may.look,
        ways: may.ways(&view),
        inside: inside.map(|inside| inside.shown),
        waits,
        events,
        pager: Pager {
            previous: (page > 1).then(|| link(page - 1)),
            next: (page < last).then(|| link(page + 1)),
        },
        shell: visit.shell(Here::Cases),
    })
}

/// What is shown inside, and what waits there.
struct Opened {
    shown: Inside,
    proposed: i64,
    asked: i64,
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
    let now = house.now();
    let waiting = asked
        .iter()
        .filter(|one| one.approval.standing(now) == "asked");
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
        shown: Inside {
            code: head.code.map(Into::into),
            contact: head
                .contact
                .iter()
                .map(|(name, value)| Field {
                    label: facts::fact_label(name),
                    value: facts::value_label(name, value).into(),
                })
                .collect(),
            risk: RiskChart::of(risks.collect()),
            unread: head.unread as i64,
            consents: consents.into_iter().take(SHOWN).collect(),
            more_consents,
            asked: asked.collect(),
        },
    }))
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
        let state: Option<crate::domain::referral::ReferralState> = one.state.parse().ok();
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
        Ok(answers) => CaseBody::Answers(groups(answers)),
        Err(ServiceError::NeedsPurpose) => CaseBody::Purpose(purposes()),
        Err(ServiceError::Uncertified) => CaseBody::Not("case-not-certified"),
        Err(ServiceError::NotFound) => CaseBody::Not("case-not-opened"),
        Err(ServiceError::Locked) => CaseBody::Shut(Lock::Locked {
            may_unlock: visit.holds_keys(),
        }),
        Err(ServiceError::VaultAway | ServiceError::Busy) => CaseBody::Shut(Lock::Away),
        Err(error) => return Err(visit.stop(&error)),
    };
    shown(&CaseSubmission {
        shell: visit.shell(Here::Cases),
        case: case.to_owned(),
        id: found.id,
        stage,
        received: visit.when(found.created_at),
        corrected: found.replaced_by.is_some(),
        body,
    })
}

/// What an identity may be opened for; the labels are keys of texts.
fn purposes() -> Vec<Choice> {
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

/// Agencies by their ids.
pub(super) async fn names_of_agencies(
    visit: &Visit,
) -> Result<Vec<(String, String, String)>, Stop> {
    let all = visit.ok(agencies::list(&visit.house, visit.actor()).await)?;
    let all = all.into_iter().map(|one| one.agency);
    Ok(all.map(|one| (one.id, one.code, one.name)).collect())
}
