//! Consents of a case: how they read, confirming one, taking back, asking for what nobody could agree to.

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, shown};
use super::cases::names_of_agencies;
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use crate::domain::consent::{Approval, Basis, ConsentState, Data, Recipient};
use crate::domain::policy::{Action, Resource};
use crate::i18n::Locale;
use crate::service::cases::{self, CaseView};
use crate::service::casework;
use crate::service::consents::{self, ConsentView, NewBypass};
use crate::service::{ServiceError, pathway};
use crate::web::pages::consents::{
    ConsentConfirm, ConsentLine, ConsentNew, ConsentWithdraw, EVERYBODY, Says, Whom, data_key,
    too_much,
};
use crate::web::pages::{Choice, Flash, Here, Problem, Trouble, refusals, service_label};

/// Agencies that the viewer may know by name.
pub(super) struct Agencies(Vec<(String, String, String)>);

impl Agencies {
    /// Those that the viewer's agency sees.
    pub async fn known(visit: &Visit) -> Result<Self, Stop> {
        Ok(Self(names_of_agencies(visit).await?))
    }

    /// The name of an id; the id itself where there is none.
    pub fn name(&self, id: &str) -> String {
        let found = self.0.iter().find(|(known, _, _)| known == id);
        found.map_or_else(|| id.to_owned(), |(_, _, name)| name.clone())
    }

    fn of_code(&self, code: &str) -> String {
        let found = self.0.iter().find(|(_, known, _)| known == code);
        found.map_or_else(|| code.to_owned(), |(_, _, name)| name.clone())
    }

    /// All but one, to choose from by their codes.
    fn others(&self, own: &str) -> Vec<Choice> {
        let others = self.0.iter().filter(|(id, _, _)| id != own);
        others
            .map(|(_, code, name)| Choice::new(code, name))
            .collect()
    }
}

/// The consents of a case in words, newest first, what waits before all others.
pub(super) async fn lines(
    visit: &Visit,
    view: &CaseView,
    agencies: &Agencies,
) -> Result<Vec<ConsentLine>, Stop> {
    let found = consents::list(&visit.house, visit.token(), &view.row.id).await;
    let found = match found {
        Ok(found) => found,
        Err(ServiceError::Locked | ServiceError::VaultAway | ServiceError::Busy) => Vec::new(),
        Err(error) => return Err(visit.stop(&error)),
    };
    let resource = resource(view);
    let may = [
        visit.may(Action::ConsentConfirm, resource),
        visit.may(Action::ConsentApprove, resource),
    ];
    let mut lines: Vec<ConsentLine> = found
        .iter()
        .filter_map(|one| line(visit, one, agencies, may))
        .collect();
    lines.sort_by_key(|one| match one.state {
        ConsentState::Proposed => 0,
        ConsentState::InForce | ConsentState::Refused => 1,
        ConsentState::Withdrawn | ConsentState::Expired => 2,
    });
    Ok(lines)
}

fn resource(view: &CaseView) -> Resource<'_> {
    Resource::Consents {
        agency: &view.row.agency_id,
        caseworker: view.row.caseworker,
        looks: false,
    }
}

fn line(
    visit: &Visit,
    one: &ConsentView,
    agencies: &Agencies,
    [confirms, approves]: [bool; 2],
) -> Option<ConsentLine> {
    let (state, basis): (ConsentState, Basis) = (one.state.parse().ok()?, one.basis.parse().ok()?);
    let approval: Approval = one.approval.parse().ok()?;
    let whom = |recipient: &Recipient| match recipient {
        Recipient::Any => Whom::Anybody,
        Recipient::Agency(code) => Whom::Agency(agencies.of_code(code)),
    };
    let says = match &one.scope {
        None if one.screening => Says::Card,
        None => Says::Locked,
        Some(scope) if scope.unread.is_some() => Says::Unread,
        Some(scope) => match (&scope.service, scope.data.is_empty()) {
            (Some(service), false) => Says::Yes {
                whom: whom(&scope.recipient),
                service: service_label(visit.locale, service),
                data: scope.data.iter().map(|one| data_key(*one)).collect(),
            },
            (service, _) => Says::No {
                whom: whom(&scope.recipient),
                service: service.as_deref().map(|s| service_label(visit.locale, s)),
            },
        },
    };
    let holds = matches!(state, ConsentState::Proposed | ConsentState::InForce)
        && one.expires_at < i64::MAX;
    let me = visit.actor().id;
    // Of two people each confirms once, and the second is a supervisor.
    let suits = match (approval, one.asked_by) {
        (Approval::One, _) => confirms,
        (Approval::Supervisor, _) => confirms && approves,
        (Approval::Two, None) => confirms,
        (Approval::Two, Some(first)) => confirms && approves && first != me,
    };
    Some(ConsentLine {
        id: one.id.clone(),
        state,
        says,
        basis,
        reason: one.scope.as_ref().and_then(|scope| scope.reason),
        given: visit.when(one.created_at),
        until: holds.then(|| visit.when(one.expires_at)),
        approval,
        may_confirm: state == ConsentState::Proposed && suits,
        needs_one: approval != Approval::Two || one.asked_by.is_some(),
    })
}

/// The case, if the viewer may do that with its consents.
async fn entered(visit: &Visit, id: &str, action: Action) -> Result<CaseView, Stop> {
    let (view, _) = visit.ok(cases::one(&visit.house, visit.actor(), id).await)?;
    match visit.may(action, resource(&view)) {
        true => Ok(view),
        false => Err(Problem::not_allowed(visit.shell(Here::Cases)).into()),
    }
}

/// `GET /cases/{id}/consents/{consent}/confirm`: what it says and what will happen.
///
/// # Errors
/// 404 for whoever it is not for.
pub async fn confirm_page(visit: Visit, at: Path<(String, String)>) -> Answer {
    let view = entered(&visit, &at.0, Action::ConsentConfirm).await?;
    let agencies = Agencies::known(&visit).await?;
    let all = lines(&visit, &view, &agencies).await?;
    let c = all.into_iter().find(|one| one.id == at.1);
    shown(&ConsentConfirm {
        c: c.ok_or_else(|| visit.stop(&ServiceError::NotFound))?,
        case: view.row.id,
        shell: visit.shell(Here::Cases),
    })
}

/// `POST /cases/{id}/consents/{consent}/confirm`
///
/// # Errors
/// As [`confirm_page`]; 409 for what does not wait any more.
pub async fn confirm(posted: Posted<Nothing>, at: Path<(String, String)>) -> Answer {
    let visit = posted.visit;
    let asked = consents::confirm(&visit.house, visit.token(), &at.0, &at.1).await;
    let said = match visit.ok(asked)? {
        true => Flash::ConsentConfirmed,
        false => Flash::OneMorePerson,
    };
    done(&format!("/cases/{}", at.0), said)
}

/// `GET /cases/{id}/consents/withdraw`: what will happen.
///
/// # Errors
/// 404 for whoever it is not for.
pub async fn withdraw_page(visit: Visit, id: Path<String>) -> Answer {
    let blank = Withdrawal::default();
    shown(&withdrawing(&visit, &id, &blank, Trouble::none()).await?)
}

async fn withdrawing(
    visit: &Visit,
    id: &str,
    chosen: &Withdrawal,
    trouble: Trouble,
) -> Result<ConsentWithdraw, Stop> {
    let view = entered(visit, id, Action::ConsentWithdraw).await?;
    let ends = visit.ok(casework::would_end(&visit.house, visit.actor(), id).await)?;
    let agencies = Agencies::known(visit).await?;
    let everybody = Choice::new(EVERYBODY, visit.locale.t("consent-withdraw-all"));
    let recipients = std::iter::once(everybody).chain(agencies.others(&view.row.agency_id));
    Ok(ConsentWithdraw {
        shell: visit.shell(Here::Cases),
        recipients: recipients
            .map(|one| one.chosen_if(&chosen.recipient))
            .collect(),
        reason: chosen.reason.parse().ok(),
        case: view.row.id,
        consents: ends.consents as i64,
        referrals: ends.referrals,
        trouble,
    })
}

/// The form's fields.
#[derive(Deserialize, Default)]
pub struct Withdrawal {
    #[serde(default)]
    recipient: String,
    #[serde(default)]
    reason: String,
}

/// `POST /cases/{id}/consents/withdraw`: at once, whatever is locked.
///
/// # Errors
/// As [`withdraw_page`].
pub async fn withdraw(posted: Posted<Withdrawal>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let first = |field| Trouble::with(field, visit.locale.t("case-choose-first"));
    if form.recipient.is_empty() {
        return again(&withdrawing(&visit, &id, &form, first("recipient")).await?);
    }
    let Ok(reason) = form.reason.parse() else {
        return again(&withdrawing(&visit, &id, &form, first("reason")).await?);
    };
    let recipient = (form.recipient != EVERYBODY).then_some(form.recipient);
    let asked = consents::withdraw(&visit.house, visit.token(), &id, recipient, reason).await;
    visit.ok(asked)?;
    done(&format!("/cases/{id}"), Flash::ConsentWithdrawn)
}

/// `GET /cases/{id}/consents/new`
///
/// # Errors
/// 404 for whoever it is not for.
pub async fn new_page(visit: Visit, id: Path<String>) -> Answer {
    shown(&asking(&visit, &id, Pairs::new(), Trouble::none()).await?)
}

async fn asking(
    visit: &Visit,
    id: &str,
    chosen: Pairs,
    trouble: Trouble,
) -> Result<ConsentNew, Stop> {
    let (view, _) = visit.ok(cases::one(&visit.house, visit.actor(), id).await)?;
    // Whoever looks into the case for an hour asks as well; the vault knows who does.
    if !visit.may(Action::ConsentAsk, resource(&view)) {
        let looks = consents::list(&visit.house, visit.token(), id).await;
        visit.ok(looks.map(|_| ()))?;
    }
    let agencies = Agencies::known(visit).await?;
    let services = pathway::services(&visit.house, visit.actor()).await;
    let services = visit.ok(services)?;
    let leaving = services.iter().filter(|one| one.leaves);
    Ok(ConsentNew {
        shell: visit.shell(Here::Cases),
        recipients: agencies.others(&view.row.agency_id),
        services: leaving
            .map(|one| Choice::new(&one.code, service_label(visit.locale, &one.code)))
            .collect(),
        case: view.row.id,
        chosen,
        trouble,
    })
}

/// The form's fields, as they come: a box for each kind of information.
type Pairs = Vec<(String, String)>;

/// `POST /cases/{id}/consents/new`: the first of two people asks.
///
/// # Errors
/// As [`new_page`].
pub async fn new(posted: Posted<Pairs>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let of = |name: &str| {
        let found = form.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let first = |field| Trouble::with(field, visit.locale.t("case-choose-first"));
    let Ok(basis) = of("basis").parse() else {
        return again(&asking(&visit, &id, form, first("basis")).await?);
    };
    let Ok(reason) = of("reason").parse() else {
        return again(&asking(&visit, &id, form, first("reason")).await?);
    };
    let ticked = form.iter().filter(|(name, _)| name == "data");
    let data: Vec<Data> = ticked.filter_map(|(_, word)| word.parse().ok()).collect();
    let recipient = of("recipient");
    let ask = NewBypass {
        basis,
        recipient: (!recipient.is_empty()).then_some(recipient),
        service: of("service"),
        data,
        reason,
    };
    match consents::ask(&visit.house, visit.token(), &id, ask).await {
        Ok(()) => done(&format!("/cases/{id}"), Flash::ConsentAsked),
        Err(ServiceError::Unusable { reason, .. }) => {
            let trouble = not_this_way(visit.locale, &form, &reason);
            again(&asking(&visit, &id, form, trouble).await?)
        }
        Err(error) => Err(visit.stop(&error)),
    }
}

/// What keeps it from being asked: nothing or too much that is to be told, or the help it is for.
fn not_this_way(locale: Locale, form: &Pairs, reason: &str) -> Trouble {
    let over = too_much(form);
    if !form.iter().any(|(name, _)| name == "data") {
        return Trouble::with("data", locale.t("consent-new-nothing"));
    }
    if over.is_empty() {
        return Trouble::with("service", refusals::reason(locale, reason));
    }
    let over: Vec<String> = over.iter().map(|one| locale.t(data_key(*one))).collect();
    let text = locale.of("consent-new-too-much");
    Trouble::with("data", text.s("what", locale.list(&over)))
}
