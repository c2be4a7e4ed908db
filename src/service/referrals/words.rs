//! What only the two agencies may read of a referral's life: questions, answers, what a service came to; and contact, line by
//! line. The vault seals and opens all of it and asks the policy itself.

use zeroize::Zeroizing;

use crate::domain::policy::Actor;
use crate::domain::referral::Purpose;
use crate::domain::referral::contact::Line;
use crate::service::{House, ServiceError};
use crate::vault::client::{ContactName, Reply, Request, Words};

use super::{ReferralView, open, readable};

/// Takes a step with words.
///
/// # Errors
/// As [`super::life::act`].
pub async fn say(
    house: &House,
    actor: &Actor,
    session: &str,
    id: &str,
    words: Words,
) -> Result<ReferralView, ServiceError> {
    let request = Request::Say {
        session: Zeroizing::new(session.to_owned()),
        referral: id.to_owned(),
        words,
    };
    match house.vault.ask(request).await? {
        Reply::Done => {}
        _ => return Err(ServiceError::Internal("the vault's answer")),
    }
    let (who, wanted) = (actor.clone(), id.to_owned());
    let row = house
        .store
        .read("read_referral", move |conn| readable(conn, &who, &wanted))
        .await?;
    let mut opened = open(house, session, vec![row]).await?;
    opened.pop().ok_or(ServiceError::NotFound)
}

/// The words beside a referral's steps, as far as they open; each with its step's id.
///
/// # Errors
/// When the vault refuses for another reason than a lock.
pub async fn said(
    house: &House,
    session: &str,
    id: &str,
) -> Result<Vec<(String, Words)>, ServiceError> {
    let request = Request::Said {
        session: Zeroizing::new(session.to_owned()),
        referral: id.to_owned(),
    };
    match house.vault.ask(request).await.map_err(ServiceError::from) {
        Ok(Reply::Said(words)) => Ok(words),
        Ok(_) => Err(ServiceError::Internal("the vault's answer")),
        Err(ServiceError::VaultAway | ServiceError::Locked) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Which lines of contact could be opened; none while the keys are locked or the consent has ended.
///
/// # Errors
/// When the vault refuses for another reason than that.
pub async fn contact(
    house: &House,
    session: &str,
    id: &str,
) -> Result<Vec<ContactName>, ServiceError> {
    let request = Request::Contact {
        session: Zeroizing::new(session.to_owned()),
        referral: id.to_owned(),
    };
    match house.vault.ask(request).await.map_err(ServiceError::from) {
        Ok(Reply::Contact(names)) => Ok(names),
        Ok(_) => Err(ServiceError::Internal("the vault's answer")),
        Err(
            ServiceError::VaultAway
            | ServiceError::Locked
            | ServiceError::NotNow { .. }
            | ServiceError::Denied,
        ) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Opens one line of contact, for a purpose; how to make contact safely comes with it.
///
/// # Errors
/// [`ServiceError::NotNow`] before acceptance or after the consent; [`ServiceError::NotFound`] for what is not in it.
pub async fn reveal(
    house: &House,
    session: &str,
    id: &str,
    field: &str,
    purpose: Purpose,
) -> Result<Vec<Line>, ServiceError> {
    let request = Request::Reveal {
        session: Zeroizing::new(session.to_owned()),
        referral: id.to_owned(),
        field: field.to_owned(),
        purpose,
    };
    match house.vault.ask(request).await? {
        Reply::Revealed(lines) => Ok(lines),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}
