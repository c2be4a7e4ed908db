//! Consents of a case: seen, confirmed, asked for on another basis, taken back. The vault does all of it and asks the policy
//! itself, because what a consent says is sealed.

use zeroize::Zeroizing;

use super::{House, ServiceError};
use crate::domain::consent::WithdrawReason;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::store::consents as rows;
use crate::vault::client::{Reply, Request};

pub use crate::store::records::ConsentRow;
pub use crate::vault::client::{ConsentView, NewBypass};

/// Waiting consents listed at most.
const MOST: i64 = 1_000;

/// What an act of taking back did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// Consents that ended.
    pub consents: usize,
    /// Referrals that were taken back.
    pub referrals: usize,
}

/// Consents of the actor's agency that wait to be confirmed, oldest first: ids and times, nothing of what they say.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn waiting(house: &House, actor: &Actor) -> Result<Vec<ConsentRow>, ServiceError> {
    let agency = actor.agency.clone().ok_or(ServiceError::Denied)?;
    policy::may(actor, Action::ConsentRead, Resource::Agency(&agency))?;
    house
        .store
        .read("consents_waiting", move |conn| {
            Ok::<_, ServiceError>(rows::waiting(conn, &agency, MOST)?)
        })
        .await
}

/// The consents of a case, newest first.
///
/// # Errors
/// [`ServiceError::NotFound`] for whoever it is not for, [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    session: &str,
    case: &str,
) -> Result<Vec<ConsentView>, ServiceError> {
    let request = Request::Consents {
        session: Zeroizing::new(session.to_owned()),
        case: case.to_owned(),
    };
    match house.vault.ask(request).await? {
        Reply::Consents(all) => Ok(all),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

/// Asks for a consent that the person did not give, as the first of two people.
///
/// # Errors
/// As [`list`]; [`ServiceError::Unusable`] for what may not leave that way.
pub async fn ask(
    house: &House,
    session: &str,
    case: &str,
    ask: NewBypass,
) -> Result<(), ServiceError> {
    let request = Request::AskConsent {
        session: Zeroizing::new(session.to_owned()),
        case: case.to_owned(),
        ask,
    };
    house.vault.ask(request).await?;
    Ok(())
}

/// Confirms a consent. True once it is in force: then the case is weighed again.
///
/// # Errors
/// As [`list`]; [`ServiceError::Moved`] if it does not wait any more; [`ServiceError::SecondPerson`] for the first of two.
pub async fn confirm(
    house: &House,
    session: &str,
    case: &str,
    consent: &str,
) -> Result<bool, ServiceError> {
    let request = Request::ConfirmConsent {
        session: Zeroizing::new(session.to_owned()),
        case: case.to_owned(),
        consent: consent.to_owned(),
    };
    match house.vault.ask(request).await? {
        Reply::Done => Ok(true),
        Reply::OneMore => Ok(false),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

/// Takes back everything, or what concerns one agency (by its code). Needs no open key.
///
/// # Errors
/// As [`list`].
pub async fn withdraw(
    house: &House,
    session: &str,
    case: &str,
    recipient: Option<String>,
    reason: WithdrawReason,
) -> Result<Withdrawn, ServiceError> {
    let request = Request::WithdrawConsent {
        session: Zeroizing::new(session.to_owned()),
        case: case.to_owned(),
        recipient,
        reason,
    };
    match house.vault.ask(request).await? {
        Reply::Withdrawn {
            consents,
            referrals,
        } => Ok(Withdrawn {
            consents,
            referrals,
        }),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}
