//! Help: what there is for this role, what the words mean, how to leave.

use super::answer::{Answer, shown};
use super::visit::Visit;
use crate::web::pages::{Help, HelpKeys, Here};

/// `GET /help`
///
/// # Errors
/// Never, for whoever is signed in.
pub async fn one(visit: Visit) -> Answer {
    shown(&Help::new(visit.shell(Here::Elsewhere)))
}

/// `GET /help/keys`
///
/// # Errors
/// As [`one`].
pub async fn keys(visit: Visit) -> Answer {
    shown(&HelpKeys::new(visit.shell(Here::Elsewhere)))
}
