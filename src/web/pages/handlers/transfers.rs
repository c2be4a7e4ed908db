//! Cases that go from one agency to another.

use actix_web::web::Path;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::answer::{Answer, Stop, again, done, shown};
use super::casework::entered;
use super::paged::Paged;
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::domain::transfer::{DeclineReason, SERVICES, TransferState};
use crate::service::transfers::{self, TransferView};
use crate::service::{ServiceError, directory};
use crate::web::pages::parts::Content;
use crate::web::pages::transfers::{
    CaseTransfer, TransferLine, TransferNote, Transfers, not_key, reason_key, state_of,
};
use crate::web::pages::{Choice, Flash, Here, Trouble, service_label};

/// Transfers on a page.
const ON_A_PAGE: usize = 25;

/// `GET /cases/{id}/transfer`
///
/// # Errors
/// 403 for whoever does not work on it; 404 for another agency's.
pub async fn ask_page(visit: Visit, id: Path<String>) -> Answer {
    shown(&ask_view(&visit, &id, Asking::default(), Trouble::none()).await?)
}

/// The form's fields.
#[derive(Deserialize, Default)]
pub struct Asking {
    #[serde(default)]
    to: String,
    #[serde(default)]
    note: Zeroizing<String>,
}

/// `POST /cases/{id}/transfer`
///
/// # Errors
/// As [`ask_page`]; 409 while keys are locked.
pub async fn ask(posted: Posted<Asking>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let (house, actor) = (&visit.house, visit.actor());
    let asked = transfers::ask(house, actor, visit.token(), &id, &form.to, &form.note).await;
    let trouble = match asked {
        Ok(_) => return done(&format!("/cases/{}", *id), Flash::TransferAsked),
        Err(ServiceError::Missing(_)) => {
            Trouble::with("note", visit.locale.t("transfers-wrong-note"))
        }
        Err(ServiceError::NoTransfer(why)) => Trouble::with("to", visit.locale.t(not_key(&why))),
        Err(error) => return Err(visit.stop(&error)),
    };
    again(&ask_view(&visit, &id, form, trouble).await?)
}

async fn ask_view(
    visit: &Visit,
    id: &str,
    typed: Asking,
    trouble: Trouble,
) -> Result<CaseTransfer, Stop> {
    let view = entered(visit, id, Action::TransferAsk).await?;
    let all = visit.ok(directory::list(&visit.house, visit.actor(), None).await)?;
    let mut agencies: Vec<Choice> = Vec::new();
    let others = all.into_iter().filter(|one| {
        SERVICES.contains(&one.service.as_str()) && one.agency.id != view.row.agency_id
    });
    for one in others {
        if !agencies.iter().any(|known| known.value == one.agency.code) {
            let choice = Choice::new(one.agency.code, one.agency.name);
            agencies.push(choice.chosen_if(&typed.to));
        }
    }
    Ok(CaseTransfer {
        shell: visit.shell(Here::Cases),
        case: view.row.id,
        agencies,
        note: typed.note.into(),
        trouble,
    })
}

/// `GET /transfers`
///
/// # Errors
/// 403 for whoever hears of none.
pub async fn list(visit: Visit) -> Answer {
    let (house, actor) = (&visit.house, visit.actor());
    let paged: Paged = visit.query();
    let from = paged.offset(ON_A_PAGE) as i64;
    let mut all = visit.ok(transfers::list(house, actor, ON_A_PAGE as i64 + 1, from).await)?;
    let pager = paged.pager("/transfers", all.len() > ON_A_PAGE);
    all.truncate(ON_A_PAGE);
    shown(&Transfers {
        shell: visit.shell(Here::Cases),
        rows: all.iter().map(|one| line(&visit, one)).collect(),
        reasons: DeclineReason::ALL
            .iter()
            .map(|one| Choice::new(one.as_str(), visit.locale.t(reason_key(*one))))
            .collect(),
        pager,
    })
}

/// `POST /transfers/{transfer}/accept`
///
/// # Errors
/// 403 for whoever is no supervisor; 404 for what is not offered; 409 for what was answered or rests on nothing any more.
pub async fn accept(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    let taken = transfers::accept(&visit.house, visit.actor(), visit.token(), &id).await;
    after(&visit, taken, Flash::TransferTaken)
}

/// The form's fields.
#[derive(Deserialize)]
pub struct Declining {
    #[serde(default)]
    reason: String,
}

/// `POST /transfers/{transfer}/decline`
///
/// # Errors
/// As [`accept`].
pub async fn decline(posted: Posted<Declining>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let reason = form.reason.parse().unwrap_or(DeclineReason::NoCapacity);
    let declined = transfers::decline(&visit.house, visit.actor(), &id, reason).await;
    after(&visit, declined, Flash::TransferDeclined)
}

/// `POST /transfers/{transfer}/take-back`
///
/// # Errors
/// As [`accept`].
pub async fn take_back(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    let back = transfers::take_back(&visit.house, visit.actor(), &id).await;
    after(&visit, back, Flash::TransferBack)
}

/// `GET /transfers/{transfer}/note`
///
/// # Errors
/// 403 for whoever does not work on the case; 409 while keys are locked.
pub async fn note(visit: Visit, id: Path<String>) -> Answer {
    let note = transfers::read_note(&visit.house, visit.actor(), visit.token(), &id).await;
    let note = visit.ok(note)?;
    let note = Zeroizing::new(String::from_utf8_lossy(&note).into_owned());
    shown(&TransferNote {
        shell: visit.shell(Here::Cases),
        note: Content::from(note),
    })
}

fn after(visit: &Visit, result: Result<TransferView, ServiceError>, said: Flash) -> Answer {
    match result {
        Ok(_) => done("/transfers", said),
        Err(ServiceError::Moved(_)) => done("/transfers", Flash::AlreadyDecided),
        Err(error) => Err(visit.stop(&error)),
    }
}

fn line(visit: &Visit, one: &TransferView) -> TransferLine {
    let row = &one.row;
    let own = visit.agency.as_ref().map_or("", |own| own.id.as_str());
    let comes = row.to_agency == own;
    let state = row.state.parse().unwrap_or(TransferState::Lapsed);
    let open = state == TransferState::Offered;
    let of = Resource::Agency(own);
    let declined = one.about.as_ref().and_then(|about| about.declined);
    let service = one.about.as_ref().map(|about| about.service.as_str());
    TransferLine {
        id: row.id.clone(),
        case: one.case.clone(),
        comes,
        other: match comes {
            true => one.from.clone(),
            false => one.to.clone(),
        },
        service: service
            .filter(|code| !code.is_empty())
            .map(|code| service_label(visit.locale, code)),
        urgency: row.urgency.as_deref().and_then(|level| level.parse().ok()),
        since: visit.when(row.offered_at.unwrap_or(row.asked_at)),
        ends: open.then(|| visit.due(row.ends_at)),
        state: state_of(state),
        declined: declined.map(reason_key),
        may_accept: open && comes && visit.may(Action::TransferAccept, of),
        may_decline: open && comes && visit.may(Action::TransferDecline, of),
        may_take_back: open && !comes && visit.may(Action::TransferTakeBack, of),
        may_read: state == TransferState::Accepted && comes && visit.may(Action::TransferNote, of),
    }
}
