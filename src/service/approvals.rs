//! What one person asks and another decides. What was asked is sealed under the service key: that somebody's life was in
//! danger, or why a case was closed, is nothing for whoever has only the database.

use zeroize::Zeroizing;

use super::{House, ServiceError, audit, cases, transfers};
use crate::crypto::{Aad, token};
use crate::domain::approval::{Approval, ApprovalKind, Decision};
use crate::domain::case::{ApprovedPlan, CaseState, Closing, NotYet, Step};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::Role;
use crate::store::casework::{self as rows, ApprovalRow};

/// What is asked for.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub struct Asked {
    /// What.
    pub what: What,
    /// Why, in words.
    pub reason: String,
}

/// What is asked for, with what that kind needs.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The plan.
    Plan,
    /// That the case is closed like this.
    CloseCase(Closing),
    /// That another agency is to have the case: the transfer with this id. Why stands in its hand-over note.
    Transfer(String),
}

impl What {
    /// Its kind.
    pub fn kind(&self) -> ApprovalKind {
        match self {
            Self::Plan => ApprovalKind::Plan,
            Self::CloseCase(_) => ApprovalKind::CloseCase,
            Self::Transfer(_) => ApprovalKind::Transfer,
        }
    }

    /// How the case is to be closed, if that is asked.
    pub fn closing(&self) -> Option<Closing> {
        match self {
            Self::CloseCase(closing) => Some(*closing),
            Self::Plan | Self::Transfer(_) => None,
        }
    }

    /// The transfer, if that is asked.
    pub fn transfer(&self) -> Option<&str> {
        match self {
            Self::Transfer(id) => Some(id),
            Self::Plan | Self::CloseCase(_) => None,
        }
    }
}

/// An approval as lists show it.
pub struct ApprovalView {
    /// Id.
    pub id: String,
    /// About which case.
    pub case: String,
    /// What was asked.
    pub asked: Asked,
    /// Who asked, until when, and what was said.
    pub approval: Approval,
}

/// What was asked in the asker's agency, newest first; to a caseworker, what they asked themselves.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    actor: &Actor,
    limit: i64,
    offset: i64,
) -> Result<Vec<ApprovalView>, ServiceError> {
    let agency = cases::own_agency(actor)?;
    let own = Resource::Case {
        agency: &agency,
        caseworker: Some(actor.id),
    };
    policy::may(actor, Action::ApprovalAsk, own)?;
    let asked_by = (actor.role() != Some(Role::Supervisor)).then_some(actor.id);
    let found = house
        .store
        .read("list_approvals", move |conn| {
            Ok::<_, ServiceError>(rows::approvals_in(conn, &agency, asked_by, limit, offset)?)
        })
        .await?;
    found.into_iter().map(|row| view(house, row)).collect()
}

/// What was asked about a case, newest first, for those who may ask there.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn of_case(
    house: &House,
    actor: &Actor,
    case: &str,
) -> Result<Vec<ApprovalView>, ServiceError> {
    let (actor, case) = (actor.clone(), case.to_owned());
    let found = house
        .store
        .read("list_approvals_of_case", move |conn| {
            let of = cases::permitted(conn, &actor, Action::ApprovalAsk, &case)?;
            let mut all = rows::approvals_of(conn, &case)?;
            all.retain(|row| row.agency_id == of.agency_id);
            Ok::<_, ServiceError>(all)
        })
        .await?;
    found.into_iter().map(|row| view(house, row)).collect()
}

/// Asks. Answers the approval's id.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn ask(
    house: &House,
    actor: &Actor,
    case: &str,
    asked: Asked,
) -> Result<String, ServiceError> {
    let (actor, case, now) = (actor.clone(), case.to_owned(), house.now());
    let approval = Approval::ask(asked.what.kind(), actor.id, now);
    let id = token::new_id();
    let plain = serde_json::to_vec(&asked).map(Zeroizing::new);
    let plain = plain.map_err(|_| ServiceError::Internal("what is asked"))?;
    let sealed = house.service_key.seal(&aad(&id), &plain);
    house
        .store
        .write("ask_approval", move |conn| {
            let of = cases::held(conn, &actor, Action::ApprovalAsk, &case)?;
            let row = ApprovalRow {
                id: id.clone(),
                agency_id: of.agency_id.clone(),
                case_id: case.clone(),
                asked: sealed.clone(),
                asked_by: actor.id,
                asked_at: now,
                expires_at: approval.expires_at(),
                decided_by: None,
                decided_at: None,
                approved: None,
            };
            rows::ask(conn, &row)?;
            let agency = Some(of.agency_id.as_str());
            audit::note(conn, &actor, agency, "approval.ask", "approval", &id, now)?;
            Ok(id.clone())
        })
        .await
}

/// Decides what another person asked. A closing that is approved closes the case in the same transaction, and a transfer is
/// offered, if it still may be.
///
/// # Errors
/// [`ServiceError::SecondPerson`] for the one who asked; [`ServiceError::Moved`] for what is decided or has expired;
/// [`ServiceError::NotYet`] if a case cannot be closed any more, or something came to it since that was asked;
/// [`ServiceError::NoTransfer`] if it cannot go to that agency any more.
pub async fn decide(
    house: &House,
    actor: &Actor,
    session: &str,
    id: &str,
    approved: bool,
) -> Result<ApprovalView, ServiceError> {
    cases::of_an_agency(actor)?;
    let row = read(house, id).await?;
    let agency = row.agency_id.clone();
    let asked = view(house, row)?;
    let now = house.now();
    let approval = asked.approval.decide(actor, &agency, approved, now)?;
    let proof = approval.proof(now);
    let event = token::new_id();
    let asked_at = approval.asked_at();
    let closing = asked.asked.what.closing();
    let transfer = match asked.asked.what.transfer() {
        Some(transfer) => {
            let decided = transfers::Decided::of(house, session, transfer, id, proof).await?;
            Some(decided)
        }
        None => None,
    };
    let reason = serde_json::to_vec(&closing).map(Zeroizing::new);
    let reason = reason.map_err(|_| ServiceError::Internal("a closing"))?;
    let sealed = house
        .service_key
        .seal(&Aad::record("case_events", &event, "reason"), &reason);
    let (who, wanted, case) = (actor.clone(), id.to_owned(), asked.case.clone());
    house
        .store
        .write("decide_approval", move |conn| {
            if !rows::decide(conn, &wanted, who.id, approved, now)? {
                return Err(ServiceError::Moved("decided".to_owned()));
            }
            let word = if approved {
                "approval.approve"
            } else {
                "approval.refuse"
            };
            audit::note(conn, &who, Some(&agency), word, "approval", &wanted, now)?;
            if let Some(transfer) = &transfer {
                transfer.write(conn, &who, now)?;
            }
            if let Some((closing, proof)) = closing.zip(proof) {
                let of = rows::case(conn, &case)?
                    .filter(|of| of.agency_id == agency)
                    .ok_or(ServiceError::NotFound)?;
                // What came since may say that nothing is well.
                if of.updated_at > asked_at {
                    return Err(NotYet::News.into());
                }
                let open = rows::with_others(conn, &case)?;
                if let Some(closing) = closing.approved(proof, open)? {
                    let event = Some((event.clone(), sealed.clone()));
                    cases::take(conn, &who, &of, Step::Close(closing), event, now)?;
                }
            }
            Ok::<_, ServiceError>(())
        })
        .await?;
    Ok(ApprovalView { approval, ..asked })
}

/// The plan of a case, if two people agreed to the one that it has now.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn plan(
    house: &House,
    actor: &Actor,
    case: &str,
) -> Result<Option<ApprovedPlan>, ServiceError> {
    let (who, wanted, now) = (actor.clone(), case.to_owned(), house.now());
    let (found, planned_at) = house
        .store
        .read("approvals_of_case", move |conn| {
            let of = cases::permitted(conn, &who, Action::CaseStep, &wanted)?;
            let mut all = rows::approvals_of(conn, &wanted)?;
            all.retain(|row| row.agency_id == of.agency_id);
            let events = rows::events_of(conn, &wanted)?;
            let planned = events
                .iter()
                .filter(|event| event.to_state == CaseState::Planned.as_str());
            Ok::<_, ServiceError>((all, planned.map(|event| event.at).max()))
        })
        .await?;
    let Some(planned_at) = planned_at else {
        return Ok(None);
    };
    for row in found {
        let proof = view(house, row)?.approval.proof(now);
        if let Some(plan) = proof.and_then(|proof| ApprovedPlan::of(proof, planned_at)) {
            return Ok(Some(plan));
        }
    }
    Ok(None)
}

async fn read(house: &House, id: &str) -> Result<ApprovalRow, ServiceError> {
    let id = id.to_owned();
    house
        .store
        .read("read_approval", move |conn| {
            rows::approval(conn, &id)?.ok_or(ServiceError::NotFound)
        })
        .await
}

fn view(house: &House, row: ApprovalRow) -> Result<ApprovalView, ServiceError> {
    let plain = house.service_key.open(&aad(&row.id), &row.asked);
    let plain = plain.map_err(|_| ServiceError::Internal("no service key opens an approval"))?;
    let asked: Asked =
        serde_json::from_slice(&plain).map_err(|_| ServiceError::Internal("an approval"))?;
    let decision = match (row.decided_by, row.decided_at, row.approved) {
        (Some(by), Some(at), Some(approved)) => Some(Decision { by, at, approved }),
        _ => None,
    };
    Ok(ApprovalView {
        approval: Approval::kept(
            asked.what.kind(),
            row.asked_by,
            row.asked_at,
            row.expires_at,
            decision,
        ),
        id: row.id,
        case: row.case_id,
        asked,
    })
}

fn aad(id: &str) -> Aad {
    Aad::record("approvals", id, "asked")
}
