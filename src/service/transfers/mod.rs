//! A case goes to another agency: somebody who works on it asks, a supervisor approves, the other agency takes it or not. What
//! must be opened for that the vault does ([`crate::vault`]); until a case is taken, its receiver hears that there is one.

mod views;

use zeroize::Zeroizing;

use super::approvals::{self, Asked, What};
use super::{House, ServiceError, audit, cases};
use crate::crypto::token;
use crate::domain::approval::Approved;
use crate::domain::notice::Subject;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::transfer::{DeclineReason, OFFERED_MS, TransferState, TransferStep};
use crate::store::transfers::{self as rows, Offer, TransferRow};
use crate::store::{Conn, casework, consents, notices};
use crate::vault::client::{Reply, Request};
use views::{open, read, reread, seal};

pub use views::{AboutOffer, OwnerView, TransferView, list, owners};

/// The most characters of a hand-over note.
const NOTE_CHARS: usize = 4_000;

/// What was asked for: the transfer, and the approval that it waits for.
pub struct AskedTransfer {
    /// The transfer.
    pub transfer: String,
    /// The approval.
    pub approval: String,
}

/// Asks that another agency is to have a case. `to`: its code.
///
/// # Errors
/// [`ServiceError::NoTransfer`] says why it cannot; [`ServiceError::Locked`] while the agency's keys are.
pub async fn ask(
    house: &House,
    actor: &Actor,
    session: &str,
    case: &str,
    to: &str,
    note: &str,
) -> Result<AskedTransfer, ServiceError> {
    cases::of_an_agency(actor)?;
    let note: String = note.trim().chars().take(NOTE_CHARS).collect();
    if note.is_empty() {
        return Err(ServiceError::Missing("note"));
    }
    let request = Request::AskTransfer {
        session: Zeroizing::new(session.to_owned()),
        case: case.to_owned(),
        to: to.to_owned(),
        note: Zeroizing::new(note),
    };
    let Reply::TransferAsked(transfer) = house.vault.ask(request).await? else {
        return Err(ServiceError::Internal("the vault's answer"));
    };
    let asked = Asked {
        what: What::Transfer(transfer.clone()),
        reason: String::new(),
    };
    let approval = approvals::ask(house, actor, case, asked).await?;
    Ok(AskedTransfer { transfer, approval })
}

/// What becomes of a transfer whose approval is decided, to be written in the transaction that decides it.
#[derive(Clone)]
pub(super) struct Decided {
    transfer: String,
    offer: Option<(Approved, Offer)>,
}

impl Decided {
    /// Asks the gate again, if the second person agrees.
    ///
    /// # Errors
    /// [`ServiceError::NoTransfer`].
    pub(super) async fn of(
        house: &House,
        session: &str,
        transfer: &str,
        approval: &str,
        proof: Option<Approved>,
    ) -> Result<Self, ServiceError> {
        let Some(proof) = proof else {
            return Ok(Self {
                transfer: transfer.to_owned(),
                offer: None,
            });
        };
        let request = Request::MayTransfer {
            session: Zeroizing::new(session.to_owned()),
            transfer: transfer.to_owned(),
            approval: approval.to_owned(),
        };
        let Reply::MayTransfer {
            service,
            consent,
            expires_at,
        } = house.vault.ask(request).await?
        else {
            return Err(ServiceError::Internal("the vault's answer"));
        };
        let about = AboutOffer {
            service,
            declined: None,
        };
        let now = house.now();
        let offer = Offer {
            about: seal(house, transfer, &about)?,
            consent,
            urgency: None,
            by: 0,
            ends_at: expires_at.min(now + OFFERED_MS),
            now,
        };
        Ok(Self {
            transfer: transfer.to_owned(),
            offer: Some((proof, offer)),
        })
    }

    /// Offers it, or ends it, in the transaction of `conn`.
    ///
    /// # Errors
    /// [`ServiceError::Moved`] from where it cannot.
    pub(super) fn write(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: i64,
    ) -> Result<(), ServiceError> {
        let row = rows::by_id(conn, &self.transfer)?.ok_or(ServiceError::NotFound)?;
        let Some((proof, offer)) = &self.offer else {
            return end(conn, actor, &row, &TransferStep::Refuse, now);
        };
        after(&row, &TransferStep::Offer(*proof))?;
        let case = row.case_id.as_str();
        consents::lock(conn, &[case])?;
        casework::case(conn, case)?
            .filter(|of| of.agency_id == row.from_agency)
            .ok_or(ServiceError::NotFound)?;
        let asking = casework::asking(conn, &[case])?.remove(case);
        let offer = Offer {
            urgency: asking.and_then(|asking| asking.urgency),
            by: actor.id,
            ..offer.clone()
        };
        if rows::is_offered(conn, case)? || !rows::offer(conn, &row.id, &offer)? {
            return Err(ServiceError::Moved("offered to an agency".to_owned()));
        }
        note(
            conn,
            actor,
            &row.from_agency,
            "transfer.offer",
            &row.id,
            now,
        )?;
        note(conn, actor, &row.to_agency, "transfer.offer", &row.id, now)?;
        let told = row.to_agency.as_str();
        let (id, urgency) = (token::new_id(), offer.urgency);
        Ok(notices::say_of_transfer(
            conn,
            id,
            told,
            Subject::CaseOffered,
            urgency,
            now,
        )?)
    }
}

/// Takes a case that another agency offers: from now on it is the asker's agency's, and its supervisor the asker.
///
/// # Errors
/// [`ServiceError::Moved`] for an offer that was answered or has ended; [`ServiceError::NoTransfer`] for one that ends now, because
/// what it rested on does not stand any more; [`ServiceError::Locked`] while the owner's keys are.
pub async fn accept(
    house: &House,
    actor: &Actor,
    session: &str,
    id: &str,
) -> Result<TransferView, ServiceError> {
    cases::of_an_agency(actor)?;
    let request = Request::AcceptTransfer {
        session: Zeroizing::new(session.to_owned()),
        transfer: id.to_owned(),
    };
    house.vault.ask(request).await?;
    reread(house, actor, id).await
}

/// Says why a case that another agency offers is not taken.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`], [`ServiceError::Moved`].
pub async fn decline(
    house: &House,
    actor: &Actor,
    id: &str,
    reason: DeclineReason,
) -> Result<TransferView, ServiceError> {
    cases::of_an_agency(actor)?;
    let row = read(house, id).await?;
    // What nobody has offered yet does not exist for whom it would be offered to.
    if row.offered_at.is_none() {
        return Err(ServiceError::NotFound);
    }
    let to = Resource::Agency(&row.to_agency);
    policy::may(actor, Action::TransferDecline, to)?;
    let mut about = open(house, &row)?.unwrap_or_default();
    about.declined = Some(reason);
    let sealed = seal(house, id, &about)?;
    let (who, now) = (actor.clone(), house.now());
    house
        .store
        .write("decline_transfer", move |conn| {
            let row = rows::by_id(conn, &row.id)?.ok_or(ServiceError::NotFound)?;
            end(conn, &who, &row, &TransferStep::Decline, now)?;
            rows::say_why(conn, &row.id, &sealed)?;
            let (id, owner) = (token::new_id(), &row.from_agency);
            Ok::<_, ServiceError>(notices::say_of_transfer(
                conn,
                id,
                owner,
                Subject::OfferEnded,
                None,
                now,
            )?)
        })
        .await?;
    reread(house, actor, id).await
}

/// Takes an offer back.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`], [`ServiceError::Moved`].
pub async fn take_back(
    house: &House,
    actor: &Actor,
    id: &str,
) -> Result<TransferView, ServiceError> {
    cases::of_an_agency(actor)?;
    let row = read(house, id).await?;
    let from = Resource::Agency(&row.from_agency);
    policy::may(actor, Action::TransferTakeBack, from)?;
    let (who, now) = (actor.clone(), house.now());
    house
        .store
        .write("take_transfer_back", move |conn| {
            let row = rows::by_id(conn, &row.id)?.ok_or(ServiceError::NotFound)?;
            end(conn, &who, &row, &TransferStep::TakeBack, now)
        })
        .await?;
    reread(house, actor, id).await
}

/// The hand-over note, for whoever works on the case at its owner's.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`], [`ServiceError::Locked`].
pub async fn read_note(
    house: &House,
    actor: &Actor,
    session: &str,
    id: &str,
) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
    cases::of_an_agency(actor)?;
    let request = Request::TransferNote {
        session: Zeroizing::new(session.to_owned()),
        transfer: id.to_owned(),
    };
    match house.vault.ask(request).await? {
        Reply::Plaintext(note) => Ok(note),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

/// Where a transfer stands after a step.
fn after(row: &TransferRow, step: &TransferStep) -> Result<TransferState, ServiceError> {
    let state: TransferState = row
        .state
        .parse()
        .map_err(|_| ServiceError::Internal("a transfer's state"))?;
    state
        .after(step)
        .map_err(|_| ServiceError::Moved(row.state.clone()))
}

/// Ends a transfer in the transaction of `conn`, and audits it; for the other agency too, if it heard of it.
fn end(
    conn: &mut Conn,
    actor: &Actor,
    row: &TransferRow,
    step: &TransferStep,
    now: i64,
) -> Result<(), ServiceError> {
    let to = after(row, step)?;
    let word = match to {
        TransferState::Refused => "transfer.refuse",
        TransferState::Declined => "transfer.decline",
        _ => "transfer.take_back",
    };
    if !rows::end(
        conn,
        &row.id,
        (&row.state, to.as_str()),
        Some(actor.id),
        now,
    )? {
        let here = rows::by_id(conn, &row.id)?.ok_or(ServiceError::NotFound)?;
        return Err(ServiceError::Moved(here.state));
    }
    note(conn, actor, &row.from_agency, word, &row.id, now)?;
    if row.offered_at.is_some() {
        note(conn, actor, &row.to_agency, word, &row.id, now)?;
    }
    Ok(())
}

fn note(
    conn: &mut Conn,
    actor: &Actor,
    agency: &str,
    word: &str,
    id: &str,
    now: i64,
) -> Result<(), ServiceError> {
    Ok(audit::note(
        conn,
        actor,
        Some(agency),
        word,
        "transfer",
        id,
        now,
    )?)
}
