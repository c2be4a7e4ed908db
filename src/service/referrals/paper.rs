//! A referral on paper: what its page shows without contact, for those who work with it away from a screen.

use super::{ReferralView, Whole, one, words};
use crate::domain::policy::Actor;
use crate::domain::referral::Purpose;
use crate::domain::referral::contact::{Line, RULES};
use crate::service::{House, ServiceError, audit};

/// What is printed.
pub struct Paper {
    /// The referral with all that happened to it.
    pub whole: Whole,
    /// How to make contact safely; nothing else of its contact.
    pub rules: Vec<Line>,
}

/// Whether the actor may print it, once they may read it: the sender always, the receiver after acceptance.
pub fn may_print(actor: &Actor, view: &ReferralView) -> bool {
    let own = |agency: &String| actor.agency.as_ref() == Some(agency);
    own(&view.from_agency) || (own(&view.to_agency) && view.state.opens_contact())
}

/// A referral to be printed. That it was is written down: paper cannot be taken back.
///
/// # Errors
/// [`ServiceError::NotFound`] for whoever it is not for; [`ServiceError::NotNow`] for a receiver who has not accepted it.
pub async fn paper(
    house: &House,
    actor: &Actor,
    session: &str,
    id: &str,
) -> Result<Paper, ServiceError> {
    let whole = one(house, actor, session, id).await?;
    if !may_print(actor, &whole.view) {
        return Err(ServiceError::NotNow {
            state: whole.view.state.as_str().to_owned(),
            why: "it can be printed once it is accepted".to_owned(),
        });
    }
    let rules = match whole.contact.iter().any(|line| line.field == RULES) {
        true => words::reveal(house, session, id, RULES, Purpose::FirstContact).await?,
        false => Vec::new(),
    };
    let (who, object, now) = (actor.clone(), id.to_owned(), house.now());
    house
        .store
        .write("print_referral", move |conn| {
            let agency = who.agency.as_deref();
            let (action, kind) = ("referral.print", "referral");
            audit::note(conn, &who, agency, action, kind, &object, now)?;
            Ok::<_, ServiceError>(())
        })
        .await?;
    Ok(Paper { whole, rules })
}
