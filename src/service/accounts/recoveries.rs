//! Letting somebody in again that lost the second factor: asked for by one, agreed to by another. The vault judges both.

use zeroize::Zeroizing;

use super::people::{link, one_of};
use super::{By, Link};
use crate::domain::policy::{self, Action, Actor, Resource};
pub use crate::domain::recovery::RecoveryReason;
use crate::service::{House, ServiceError};
use crate::store::actors;
use crate::vault::client::{Reply, Request, VaultError};

/// Recoveries that are listed at most.
const MOST: i64 = 100;

/// A recovery, as lists show it.
pub struct RecoveryView {
    /// Id.
    pub id: String,
    /// Who is to be let in.
    pub person: i64,
    /// Their name.
    pub name: String,
    /// Why.
    pub why: RecoveryReason,
    /// Who asked; none: whoever sits at the machine.
    pub asked_by: Option<i64>,
    /// Their name.
    pub asked_name: Option<String>,
    /// When.
    pub asked_at: i64,
    /// Until when it waits.
    pub expires_at: i64,
    /// When it was decided.
    pub decided_at: Option<i64>,
    /// What was decided.
    pub agreed: Option<bool>,
    /// Whether it waits for the viewer's word.
    pub waits_for_me: bool,
}

/// What asking came to.
pub enum Recovery {
    /// Another person has to agree: the recovery's id.
    Asked(String),
    /// One was enough: the link.
    Done(Link),
}

/// Asks that somebody is let in again.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::SecondPerson`] for whoever has no part in it;
/// [`ServiceError::Exists`] when somebody asked already.
pub async fn ask_recovery(
    house: &House,
    by: By,
    user: i64,
    why: RecoveryReason,
) -> Result<Recovery, ServiceError> {
    let asked = house.vault.ask(Request::AskRecovery { by, user, why });
    match asked.await.map_err(told)? {
        Reply::RecoveryAsked(id) => Ok(Recovery::Asked(id)),
        reply => Ok(Recovery::Done(link(house, reply).await?)),
    }
}

/// Agrees to what another asked for. The link is shown this once.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::SecondPerson`]; [`ServiceError::Moved`] when
/// somebody decided first.
pub async fn agree_to_recovery(
    house: &House,
    session: &str,
    id: &str,
) -> Result<Link, ServiceError> {
    link(house, decide(house, session, id, true).await?).await
}

/// Refuses what another asked for.
///
/// # Errors
/// As [`agree_to_recovery`].
pub async fn refuse_recovery(house: &House, session: &str, id: &str) -> Result<(), ServiceError> {
    decide(house, session, id, false).await?;
    Ok(())
}

async fn decide(
    house: &House,
    session: &str,
    id: &str,
    agree: bool,
) -> Result<Reply, ServiceError> {
    let request = Request::DecideRecovery {
        session: Zeroizing::new(session.to_owned()),
        recovery: id.to_owned(),
        agree,
    };
    house.vault.ask(request).await.map_err(told)
}

/// What was asked for in the own agency, or for those without one, newest first.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn recoveries(house: &House, actor: &Actor) -> Result<Vec<RecoveryView>, ServiceError> {
    let grant = policy::may(actor, Action::UserRecover, actor.home())?;
    let agency = grant.scope().agency().map(str::to_owned);
    let (actor, now) = (actor.clone(), house.now());
    let listed = house.store.read("recoveries", move |conn| {
        let rows = actors::recoveries_of(conn, agency.as_deref(), MOST)?;
        let ids = rows
            .iter()
            .flat_map(|row| [Some(row.actor_id), row.asked_by]);
        let ids: Vec<i64> = ids.flatten().collect();
        let names = actors::names(conn, &ids)?;
        let name = |id: i64| {
            let found = names.iter().find(|(known, _)| *known == id);
            found.map(|(_, name)| name.clone())
        };
        let views = rows.into_iter().map(|row| {
            let waits = row.decided_at.is_none() && row.expires_at > now;
            // The vault looks at the roles of both; this only spares dead ends.
            let mine = row.actor_id != actor.id && row.asked_by != Some(actor.id);
            Ok(RecoveryView {
                name: name(row.actor_id).unwrap_or_default(),
                asked_name: row.asked_by.and_then(name),
                waits_for_me: waits && mine,
                why: row
                    .reason
                    .parse()
                    .map_err(|_| ServiceError::Internal("why a recovery was asked for"))?,
                id: row.id,
                person: row.actor_id,
                asked_by: row.asked_by,
                asked_at: row.asked_at,
                expires_at: row.expires_at,
                decided_at: row.decided_at,
                agreed: row.agreed,
            })
        });
        views.collect::<Result<Vec<_>, ServiceError>>()
    });
    listed.await
}

/// The people for whom the actor may ask: colleagues who can sign in, by name.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn recoverable(
    house: &House,
    actor: &Actor,
) -> Result<Vec<super::UserView>, ServiceError> {
    let grant = policy::may(actor, Action::UserRecover, actor.home())?;
    let agency = grant.scope().agency().map(str::to_owned);
    let me = actor.id;
    let rows = house.store.read("recoverable", move |conn| {
        Ok::<_, ServiceError>(actors::users(conn, agency.as_deref())?)
    });
    let actor = actor.clone();
    let may = |row: &super::UserView| {
        let resource = Resource::Person {
            role: row.role,
            agency: row.agency.as_deref(),
        };
        policy::may(&actor, Action::UserRecover, resource).is_ok()
    };
    let mut people = Vec::new();
    for row in rows.await? {
        let view = super::UserView::try_from(row)?;
        if view.id != me && view.disabled_at.is_none() && view.active && may(&view) {
            people.push(view);
        }
    }
    Ok(people)
}

/// Somebody for whom the actor may ask.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn to_recover(
    house: &House,
    actor: &Actor,
    user: i64,
) -> Result<super::UserView, ServiceError> {
    one_of(house, actor, Action::UserRecover, user).await
}

fn told(error: VaultError) -> ServiceError {
    match error {
        VaultError::SecondPerson => ServiceError::SecondPerson(
            "another person has to agree: the two are colleagues of whoever is locked out, and one of them is a focal point",
        ),
        VaultError::Exists => ServiceError::Exists("recovery"),
        other => other.into(),
    }
}
