//! Who may read interviews: a focal point's word, after a training, for twelve months.

use std::collections::HashMap;

use super::{House, ServiceError, audit};
use crate::domain::policy::{self, Action, Actor, CERTIFIED_MS, Resource};
use crate::store::{actors, casework as rows};

/// Certifies somebody from now on. Answers until when.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn certify(house: &House, actor: &Actor, user: i64) -> Result<i64, ServiceError> {
    let (actor, now) = (actor.clone(), house.now());
    let until = now + CERTIFIED_MS;
    house
        .store
        .write("certify_user", move |conn| {
            let row = actors::user_by_actor(conn, user)?.ok_or(ServiceError::NotFound)?;
            let role = row.role.parse();
            let resource = Resource::Person {
                role: role.map_err(|_| ServiceError::Internal("a role"))?,
                agency: row.agency_id.as_deref(),
            };
            policy::may(&actor, Action::UserCertify, resource)?;
            // A second pair of eyes is what it is for.
            if user == actor.id {
                return Err(ServiceError::Denied);
            }
            rows::certify(conn, user, until, actor.id, now)?;
            audit::note(
                conn,
                &actor,
                row.agency_id.as_deref(),
                "user.certify",
                "user",
                &user.to_string(),
                now,
            )?;
            Ok(until)
        })
        .await
}

/// Until when people may read interviews, as far as they were certified: of those whom the actor may see.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn standing(house: &House, actor: &Actor) -> Result<HashMap<i64, i64>, ServiceError> {
    let grant = policy::may(actor, Action::UserList, actor.home())?;
    let agency = grant.scope().agency().map(str::to_owned);
    house
        .store
        .read("certifications", move |conn| {
            let people = actors::users(conn, agency.as_deref())?;
            let ids: Vec<i64> = people.iter().map(|one| one.actor_id).collect();
            Ok::<_, ServiceError>(rows::certified(conn, &ids)?.into_iter().collect())
        })
        .await
}
