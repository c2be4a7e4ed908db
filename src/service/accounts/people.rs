//! Who belongs here: inviting people, one-time links, disabling.

use zeroize::Zeroizing;

use super::{blocking, normal, strong};
use crate::crypto::{Secret, password, token};
use crate::domain::policy::{self, Action, Actor, ActorKind, Resource};
use crate::domain::words::Role;
use crate::service::{House, ServiceError};
use crate::store::{Conn, actors, agencies};

/// How long a one-time link is good for.
pub const LINK_MS: i64 = 72 * 3_600_000;

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

/// What an invitation says.
#[derive(Clone)]
pub struct Invitation {
    /// E-mail: the name to sign in with.
    pub email: String,
    /// Display name; the e-mail if empty.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Agency id; none for admins and auditors.
    pub agency: Option<String>,
}

/// Invites a person: content roles by their own agency's focal point, admins and auditors by an admin. The first
/// focal point of an agency that never had anybody comes through [`bootstrap`].
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Exists`], [`ServiceError::Unusable`].
pub async fn invite(
    house: &House,
    actor: &Actor,
    invitation: Invitation,
) -> Result<Link, ServiceError> {
    let resource = Resource::Person {
        role: invitation.role,
        agency: invitation.agency.as_deref(),
    };
    policy::may(actor, Action::UserInvite, resource)?;
    add_person(house, actor, invitation, false).await
}

/// The first focal point of an agency, by an admin or on the machine itself, while the agency has no people.
///
/// # Errors
/// [`ServiceError::Denied`] once anybody belongs to the agency.
pub async fn bootstrap(
    house: &House,
    actor: &Actor,
    agency: &str,
    email: String,
    name: String,
) -> Result<Link, ServiceError> {
    policy::may(
        actor,
        Action::AgencyBootstrap,
        Resource::AgencyWithoutPeople(agency),
    )?;
    let invitation = Invitation {
        email,
        name,
        role: Role::FocalPoint,
        agency: Some(agency.to_owned()),
    };
    add_person(house, actor, invitation, true).await
}

async fn add_person(
    house: &House,
    actor: &Actor,
    invitation: Invitation,
    only_as_first: bool,
) -> Result<Link, ServiceError> {
    let email = normal(&invitation.email);
    if !email.contains('@') || email.len() > 254 || email.chars().any(char::is_whitespace) {
        return Err(ServiceError::Unusable {
            field: "email",
            reason: "it is no e-mail address".into(),
        });
    }
    if invitation.agency.is_some() != invitation.role.is_of_an_agency() {
        return Err(ServiceError::Unusable {
            field: "role",
            reason: "admins and auditors belong to no agency, everybody else to one".into(),
        });
    }
    let (actor, now, new) = (actor.clone(), house.now(), token::Token::generate());
    let hash = new.hash();
    let user = house
        .store
        .write("invite_user", move |conn| {
            if let Some(agency) = &invitation.agency {
                agencies::by_id(conn, agency)?.ok_or(ServiceError::NotFound)?;
                if only_as_first && actors::agency_had_people(conn, agency)? {
                    return Err(ServiceError::SecondPerson(
                        "the agency has people already: its focal point invites the others",
                    ));
                }
            }
            if actors::user_by_email(conn, &email)?.is_some() {
                return Err(ServiceError::Exists("email"));
            }
            let name = if invitation.name.trim().is_empty() {
                &email
            } else {
                invitation.name.trim()
            };
            let id = actors::insert(conn, "user", name, now)?;
            actors::insert_user(
                conn,
                &actors::NewUser {
                    actor_id: id,
                    agency_id: invitation.agency.clone(),
                    role: invitation.role.as_str().to_owned(),
                    email: email.clone(),
                    password_hash: None,
                    link_hash: Some(hash.to_vec()),
                    link_expires_at: Some(now + LINK_MS),
                    invited_by: Some(actor.id),
                },
            )?;
            crate::service::audit::note(
                conn,
                &actor,
                invitation.agency.as_deref(),
                "user.invite",
                "user",
                &id.to_string(),
                now,
            )?;
            let row =
                actors::user_by_actor(conn, id)?.ok_or(ServiceError::Internal("a new user"))?;
            UserView::try_from(row)
        })
        .await?;
    Ok(Link {
        user,
        token: Secret::new(new.expose().to_owned()),
        expires_at: now + LINK_MS,
    })
}

/// A fresh one-time link for a person who lost the password; ends their sessions.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn reset(house: &House, actor: &Actor, user: i64) -> Result<Link, ServiceError> {
    let (actor, now, new) = (actor.clone(), house.now(), token::Token::generate());
    let hash = new.hash();
    let user = house
        .store
        .write("reset_user", move |conn| {
            let row = manageable(conn, &actor, Action::UserReset, user)?;
            actors::reset_user(conn, user, &hash, now + LINK_MS)?;
            actors::delete_sessions_of(conn, user, None)?;
            crate::service::audit::note(
                conn,
                &actor,
                row.agency.as_deref(),
                "user.reset",
                "user",
                &user.to_string(),
                now,
            )?;
            Ok::<_, ServiceError>(row)
        })
        .await?;
    Ok(Link {
        user,
        token: Secret::new(new.expose().to_owned()),
        expires_at: now + LINK_MS,
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
    given: Zeroizing<String>,
) -> Result<(), ServiceError> {
    strong(&given)?;
    let (hash, now) = (token::token_hash(link), house.now());
    let phc = blocking(move || password::hash(&given))
        .await?
        .map_err(|_| ServiceError::Internal("hashing"))?;
    house
        .store
        .write("welcome_user", move |conn| {
            let user = by_live_link(conn, &hash, now)?;
            actors::set_password(conn, user.id, &phc)?;
            let actor = Actor {
                id: user.id,
                kind: ActorKind::Person(user.role),
                agency: user.agency.clone(),
            };
            crate::service::audit::note(
                conn,
                &actor,
                user.agency.as_deref(),
                "user.welcome",
                "user",
                &user.id.to_string(),
                now,
            )?;
            Ok(())
        })
        .await
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
        })
    }
}
