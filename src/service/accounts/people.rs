//! Who belongs here: inviting people, one-time links, disabling.

use zeroize::Zeroizing;

use super::preferences::Preferences;
use super::{By, unusable, weak};
use crate::crypto::{Secret, token};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::Role;
use crate::service::{House, ServiceError};
use crate::store::{Conn, actors};
use crate::vault::client::{Reply, Request, VaultError};

/// What an invitation says.
pub use crate::vault::client::NewPerson as Invitation;

/// A person, as lists show them.
#[derive(Clone)]
pub struct UserView {
    /// Actor id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// E-mail, lower case.
    pub email: String,
    /// Role.
    pub role: Role,
    /// Agency; none for admins and auditors.
    pub agency: Option<String>,
    /// When invited.
    pub created_at: i64,
    /// When changed.
    pub updated_at: Option<i64>,
    /// When last signed in.
    pub last_login_at: Option<i64>,
    /// When disabled.
    pub disabled_at: Option<i64>,
    /// Whether a password has been set.
    pub active: bool,
    /// Whether there is a second factor.
    pub second_factor: bool,
    /// How they like the pages.
    pub likes: Preferences,
}

/// A one-time link, shown once.
pub struct Link {
    /// The person it is for.
    pub user: UserView,
    /// Secret part of the address.
    pub token: Secret<String>,
    /// When it ends.
    pub expires_at: i64,
}

impl Link {
    /// The address to open in a browser.
    pub fn url(&self, public_url: &str) -> String {
        format!("{public_url}/welcome/{}", self.token.expose())
    }
}

/// Invites a person: content roles by their own agency's focal point, admins and auditors by an admin. The first
/// focal point of an agency that never had anybody comes through [`bootstrap`].
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Exists`], [`ServiceError::Unusable`].
pub async fn invite(house: &House, by: By, invitation: Invitation) -> Result<Link, ServiceError> {
    if invitation.agency.is_some() != invitation.role.is_of_an_agency() {
        return Err(ServiceError::Unusable {
            field: "role",
            reason: "admins and auditors belong to no agency, everybody else to one".into(),
        });
    }
    ask(house, by, invitation, false).await
}

/// The first focal point of an agency, by an admin or on the machine itself, while the agency has no people.
///
/// # Errors
/// [`ServiceError::SecondPerson`] once anybody belongs to the agency; [`ServiceError::Denied`].
pub async fn bootstrap(
    house: &House,
    by: By,
    agency: &str,
    email: String,
    name: String,
) -> Result<Link, ServiceError> {
    let invitation = Invitation {
        email,
        name,
        role: Role::FocalPoint,
        agency: Some(agency.to_owned()),
    };
    ask(house, by, invitation, true).await
}

async fn ask(house: &House, by: By, person: Invitation, first: bool) -> Result<Link, ServiceError> {
    let request = Request::Invite { by, person, first };
    let refused = |error| match error {
        VaultError::Exists => ServiceError::Exists("email"),
        VaultError::NotFirst => ServiceError::SecondPerson(
            "the agency has people already: its focal point invites the others",
        ),
        other => unusable("email", other),
    };
    link(house, house.vault.ask(request).await.map_err(refused)?).await
}

/// A fresh one-time link for a person who lost the password; ends their sessions. The second factor stays: see
/// [`ask_recovery`](super::ask_recovery).
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn reset(house: &House, by: By, user: i64) -> Result<Link, ServiceError> {
    link(house, house.vault.ask(Request::Reset { by, user }).await?).await
}

pub(super) async fn link(house: &House, reply: Reply) -> Result<Link, ServiceError> {
    let Reply::Linked {
        user,
        token,
        expires_at,
    } = reply
    else {
        return Err(ServiceError::Internal("the vault's answer"));
    };
    let row = house
        .store
        .read("linked_user", move |conn| {
            Ok::<_, ServiceError>(actors::user_by_actor(conn, user)?)
        })
        .await?
        .ok_or(ServiceError::NotFound)?;
    Ok(Link {
        user: UserView::try_from(row)?,
        token: Secret::new(token.to_string()),
        expires_at,
    })
}

/// Who a one-time link is for.
///
/// # Errors
/// [`ServiceError::NotFound`] for a link that was used or has ended.
pub async fn linked(house: &House, link: &str) -> Result<UserView, ServiceError> {
    let (hash, now) = (token::token_hash(link), house.now());
    house
        .store
        .read("user_by_link", move |conn| by_live_link(conn, &hash, now))
        .await
}

/// Sets a password with a one-time link, which is used up by it.
///
/// # Errors
/// [`ServiceError::NotFound`] for a link that was used or has ended; [`ServiceError::Unusable`] for a weak password.
pub async fn welcome(
    house: &House,
    link: &str,
    password: Zeroizing<String>,
) -> Result<(), ServiceError> {
    let link = Zeroizing::new(link.to_owned());
    let request = Request::Welcome { link, password };
    house.vault.ask(request).await.map_err(weak)?;
    Ok(())
}

/// Disables a person at once, and ends their sessions.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn disable(house: &House, actor: &Actor, user: i64) -> Result<(), ServiceError> {
    let (actor, now) = (actor.clone(), house.now());
    house
        .store
        .write("disable_user", move |conn| {
            let row = manageable(conn, &actor, Action::UserDisable, user)?;
            actors::set_user_disabled(conn, user, Some(now))?;
            actors::delete_sessions_of(conn, user, None)?;
            crate::service::audit::note(
                conn,
                &actor,
                row.agency.as_deref(),
                "user.disable",
                "user",
                &user.to_string(),
                now,
            )?;
            Ok(())
        })
        .await
}

/// The people whom the actor may see: an admin all, a focal point the own agency's.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(house: &House, actor: &Actor) -> Result<Vec<UserView>, ServiceError> {
    let grant = policy::may(actor, Action::UserList, actor.home())?;
    let agency = grant.scope().agency().map(str::to_owned);
    let rows = house
        .store
        .read("list_users", move |conn| {
            Ok::<_, ServiceError>(actors::users(conn, agency.as_deref())?)
        })
        .await?;
    rows.into_iter().map(UserView::try_from).collect()
}

/// Somebody, if the actor may see who has an account there.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn one(house: &House, actor: &Actor, user: i64) -> Result<UserView, ServiceError> {
    one_of(house, actor, Action::UserList, user).await
}

/// Somebody, if the actor may do this with them.
pub(super) async fn one_of(
    house: &House,
    actor: &Actor,
    action: Action,
    user: i64,
) -> Result<UserView, ServiceError> {
    let actor = actor.clone();
    house
        .store
        .read("read_user", move |conn| {
            manageable(conn, &actor, action, user)
        })
        .await
}

fn manageable(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    user: i64,
) -> Result<UserView, ServiceError> {
    let row = actors::user_by_actor(conn, user)?.ok_or(ServiceError::NotFound)?;
    let view = UserView::try_from(row)?;
    policy::may(
        actor,
        action,
        Resource::Person {
            role: view.role,
            agency: view.agency.as_deref(),
        },
    )?;
    Ok(view)
}

fn by_live_link(conn: &mut Conn, hash: &[u8; 32], now: i64) -> Result<UserView, ServiceError> {
    UserView::try_from(actors::user_by_link_hash(conn, hash, now)?.ok_or(ServiceError::NotFound)?)
}

impl TryFrom<actors::UserRow> for UserView {
    type Error = ServiceError;

    fn try_from(row: actors::UserRow) -> Result<Self, ServiceError> {
        Ok(Self {
            id: row.actor_id,
            name: row.display_name,
            email: row.email,
            role: row
                .role
                .parse()
                .map_err(|_| ServiceError::Internal("a role"))?,
            agency: row.agency_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            last_login_at: row.last_login_at,
            disabled_at: row.disabled_at,
            active: row.password_hash.is_some(),
            second_factor: row.factor.is_some(),
            likes: Preferences::from(&row.likes),
        })
    }
}
