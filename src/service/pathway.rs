//! The pathway as people may look at it: services, and what of a person each may see.

use super::ServiceError;
use crate::domain::pathway::Service;
use crate::domain::policy::{self, Action, Actor};

/// The services that rules can ask for.
///
/// # Errors
/// [`ServiceError::Denied`].
pub fn services(actor: &Actor) -> Result<Vec<Service>, ServiceError> {
    policy::may(actor, Action::PathwayRead, actor.home())?;
    let pathway =
        crate::vault::pathway::shipped().map_err(|_| ServiceError::Internal("the pathway"))?;
    Ok(pathway.services().to_vec())
}
