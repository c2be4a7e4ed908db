//! What people need in front of them to work on a case, beside where it stands ([`super::cases`]): its code, contact rules and
//! risk, answers by their labels, who could work on it, and what taking an agreement back would do.

use zeroize::Zeroizing;

use super::{House, ServiceError, cases, submissions};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::{OpeningPurpose, Role};
use crate::openrosa::instance::LabelledAnswer;
use crate::store::{actors, casework as rows, consents, submissions as sent};
use crate::vault::client::{Reply, Request};

pub use crate::vault::client::{AtRisk, CaseHead};

/// Somebody who could work on cases.
pub struct Worker {
    /// Actor id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
}

/// What taking back everything that was agreed to in a case would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WouldEnd {
    /// Consents that stand or wait.
    pub consents: usize,
    /// Referrals that others work on, which would be called back.
    pub referrals: i64,
}

/// The code, the rules of contact and the risk of a case, for whoever works on it, supervises that or looks into it.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn head(house: &House, session: &str, case: &str) -> Result<CaseHead, ServiceError> {
    let request = Request::CaseHead {
        session: Zeroizing::new(session.to_owned()),
        case: case.to_owned(),
    };
    match house.vault.ask(request).await? {
        Reply::CaseHead(head) => Ok(head),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

/// A submission of a case, to be opened.
pub struct ToOpen<'a> {
    /// The case.
    pub case: &'a str,
    /// The submission.
    pub submission: &'a str,
    /// For what; nobody opens an identity without.
    pub purpose: Option<OpeningPurpose>,
    /// The reader's languages, the liked ones first.
    pub languages: &'a [String],
}

/// The answers of one submission of a case by their labels.
///
/// # Errors
/// As [`cases::open`].
pub async fn answers(
    house: &House,
    actor: &Actor,
    session: &str,
    wanted: ToOpen<'_>,
) -> Result<Vec<LabelledAnswer>, ServiceError> {
    let ToOpen {
        case,
        submission,
        purpose,
        languages,
    } = wanted;
    let xml = cases::open(house, actor, session, case, submission, purpose).await?;
    let id = submission.to_owned();
    let head = house
        .store
        .read("submission_of_case", move |conn| {
            sent::head(conn, &id)?.ok_or(ServiceError::NotFound)
        })
        .await?;
    submissions::labelled(house, &head.rendition_id, &xml, languages).await
}

/// Who in the asker's agency could work on a case, by name.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn workers(house: &House, actor: &Actor) -> Result<Vec<Worker>, ServiceError> {
    let agency = cases::own_agency(actor)?;
    let any = Resource::Case {
        agency: &agency,
        caseworker: None,
    };
    policy::may(actor, Action::CaseAssign, any)?;
    let people = house
        .store
        .read("list_workers", move |conn| {
            Ok::<_, ServiceError>(actors::users(conn, Some(&agency))?)
        })
        .await?;
    let able = people.into_iter().filter(|one| one.disabled_at.is_none());
    Ok(able
        .filter_map(|one| {
            let role = one.role.parse().ok()?;
            matches!(role, Role::Caseworker | Role::Supervisor).then_some(Worker {
                id: one.actor_id,
                name: one.display_name,
                role,
            })
        })
        .collect())
}

/// What taking everything back would do, for those who may.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn would_end(house: &House, actor: &Actor, case: &str) -> Result<WouldEnd, ServiceError> {
    let (actor, case) = (actor.clone(), case.to_owned());
    house
        .store
        .read("would_end", move |conn| {
            let row = cases::permitted(conn, &actor, Action::CaseList, &case)?;
            let resource = Resource::Consents {
                agency: &row.agency_id,
                caseworker: row.caseworker,
                looks: false,
            };
            policy::may(&actor, Action::ConsentWithdraw, resource)?;
            Ok(WouldEnd {
                consents: consents::ids_of_case(conn, &case)?.len(),
                referrals: rows::with_others(conn, &case)?,
            })
        })
        .await
}
