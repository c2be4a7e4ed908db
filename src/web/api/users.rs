//! `/v1/users`: people. Nobody chooses a password for somebody else: an invitation is a one-time link.

use serde_json::{Value, json};

use super::call::Call;
use super::shape::{Answer, instant, instant_if, ok, success};
use crate::domain::words::Role;
use crate::service::House;
use crate::service::accounts::{
    self, Invitation, Link, Recovery, RecoveryReason, RecoveryView, UserView,
};
use crate::service::certifications;
use crate::web::problem::Problem;

const ROLES: &str =
    "it is one of admin, supervisor, caseworker, focal_point, data_manager, auditor";

const REASONS: &str = "it is one of phone_lost, phone_changed, passkey_gone, other";

/// `GET /v1/users/current`
pub async fn current(call: Call) -> Answer {
    ok(user(&call.person.session.user))
}

/// `GET /v1/users?q=&limit=&offset=`, by e-mail.
pub async fn list(call: Call) -> Answer {
    let (limit, offset) = call.page(i64::MAX, i64::MAX)?;
    let mut all = accounts::list(&call.house, call.actor()).await?;
    if let Some(wanted) = call.asked_for("q").map(str::to_lowercase) {
        all.retain(|u| u.email.contains(&wanted) || u.name.to_lowercase().contains(&wanted));
    }
    all.sort_by(|a, b| a.email.cmp(&b.email));
    let (skip, take) = (
        usize::try_from(offset).unwrap_or(usize::MAX),
        usize::try_from(limit).unwrap_or(usize::MAX),
    );
    ok(all
        .iter()
        .skip(skip)
        .take(take)
        .map(user)
        .collect::<Vec<_>>())
}

/// `POST /v1/users`: invites; the link is shown this once.
pub async fn invite(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let email = given.needed("email")?;
    let name = given.text("displayName")?.unwrap_or_default();
    let role: Role = given.one_of("role", ROLES)?;
    let agency = given
        .text("agency")?
        .or_else(|| call.actor().agency.clone());
    let invitation = Invitation {
        email,
        name,
        role,
        agency,
    };
    let link = accounts::invite(&call.house, call.by(), invitation).await?;
    ok(with_link(&call.house, &link))
}

/// `GET /v1/users/{user}`: oneself, or somebody whom one may see.
pub async fn one(call: Call) -> Answer {
    let id = call.id("user")?;
    if id == call.actor().id {
        return ok(user(&call.person.session.user));
    }
    ok(user(&accounts::one(&call.house, call.actor(), id).await?))
}

/// `DELETE /v1/users/{user}`: disables at once.
pub async fn disable(call: Call) -> Answer {
    accounts::disable(&call.house, call.actor(), call.id("user")?).await?;
    success()
}

/// `POST /v1/users/{user}/reset`: a new one-time link, shown this once.
pub async fn reset(call: Call) -> Answer {
    let link = accounts::reset(&call.house, call.by(), call.id("user")?).await?;
    ok(with_link(&call.house, &link))
}

/// `POST /v1/users/{user}/recover`: asks that somebody who lost the second factor is let in again; where one person is enough,
/// answers with the link.
pub async fn recover(mut call: Call) -> Answer {
    let id = call.id("user")?;
    let mut given = call.json().await?;
    let why: RecoveryReason = given.one_of("reason", REASONS)?;
    match accounts::ask_recovery(&call.house, call.by(), id, why).await? {
        Recovery::Asked(id) => ok(json!({ "id": id, "agreed": null })),
        Recovery::Done(link) => ok(with_link(&call.house, &link)),
    }
}

/// `GET /v1/recoveries`: what was asked for in the own agency, or for those without one.
pub async fn recoveries(call: Call) -> Answer {
    let all = accounts::recoveries(&call.house, call.actor()).await?;
    let shown = |one: RecoveryView| {
        json!({
            "id": one.id,
            "user": one.person,
            "displayName": one.name,
            "reason": one.why,
            "askedBy": one.asked_by,
            "askedAt": instant(one.asked_at),
            "expiresAt": instant(one.expires_at),
            "decidedAt": instant_if(one.decided_at),
            "agreed": one.agreed,
        })
    };
    ok(all.into_iter().map(shown).collect::<Vec<_>>())
}

/// `POST /v1/recoveries/{recovery}/agree`: the link is shown this once.
pub async fn agree(call: Call) -> Answer {
    let id = call.word("recovery");
    let link = accounts::agree_to_recovery(&call.house, call.token(), &id).await?;
    ok(with_link(&call.house, &link))
}

/// `POST /v1/recoveries/{recovery}/refuse`
pub async fn refuse(call: Call) -> Answer {
    let id = call.word("recovery");
    accounts::refuse_recovery(&call.house, call.token(), &id).await?;
    success()
}

/// `POST /v1/users/{user}/certify`: for twelve months.
pub async fn certify(call: Call) -> Answer {
    let until = certifications::certify(&call.house, call.actor(), call.id("user")?).await?;
    ok(json!({ "success": true, "until": instant(until) }))
}

/// `PUT /v1/users/{user}/password`: one's own.
pub async fn change_password(mut call: Call) -> Answer {
    let id = call.id("user")?;
    let mut given = call.json().await?;
    let (old, new) = (
        given.secret("old")?.unwrap_or_default(),
        given.secret("new")?,
    );
    let new = new.ok_or_else(|| Problem::missing("new"))?;
    accounts::change_password(&call.house, call.actor(), call.token(), id, old, new).await?;
    success()
}

/// A person with the link that was made for them.
pub fn with_link(house: &House, link: &Link) -> Value {
    let mut body = user(&link.user);
    body["link"] = json!(link.url(&house.settings.public_url()));
    body["linkExpiresAt"] = instant(link.expires_at);
    body
}

fn user(one: &UserView) -> Value {
    json!({
        "id": one.id,
        "type": "user",
        "displayName": one.name,
        "email": one.email,
        "createdAt": instant(one.created_at),
        "updatedAt": instant_if(one.updated_at),
        "deletedAt": instant_if(one.disabled_at),
        "lastLoginAt": instant_if(one.last_login_at),
        "role": one.role,
        "agency": one.agency,
        "active": one.active,
        "secondFactor": one.second_factor,
    })
}
