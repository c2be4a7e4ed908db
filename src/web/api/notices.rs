//! `/v1/…/notices`: messages to people and machines, and which were given up; `/v1/…/webhooks`: machines that are told;
//! `/v1/events`: notices as they come, as a stream of server-sent events.

use serde_json::{Value, json};

use super::agencies::known;
use super::call::{Call, unexpected};
use super::shape::{Answer, instant, instant_if, ok, success};
use crate::domain::notice::MessageState;
use crate::service::notices::{self, MessageRow, Told};
use crate::service::webhooks::{self, WebhookRow};
use crate::web::events::{self, notice};
use crate::web::problem::Problem;

/// `GET /v1/agencies/{agency}/notices`: newest first.
pub async fn list(call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    listed(call, Some(agency)).await
}

/// `GET /v1/notices`: those to the installation's people.
pub async fn list_of_all(call: Call) -> Answer {
    listed(call, None).await
}

/// `POST /v1/agencies/{agency}/notices/{message}/retry`
pub async fn retry(call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    let (house, actor, id) = (&call.house, call.actor(), call.word("message"));
    ok(message(&notices::retry(house, actor, &agency, &id).await?))
}

/// `POST /v1/notices/retry`
pub async fn retry_of_all(call: Call) -> Answer {
    let all = notices::retry_of_all(&call.house, call.actor()).await?;
    ok(all.iter().map(message).collect::<Vec<_>>())
}

/// `GET /v1/users/current/notices`
pub async fn choice(call: Call) -> Answer {
    let mail = notices::wants_mail(&call.house, call.actor()).await?;
    ok(json!({ "mail": mail }))
}

/// `PUT /v1/users/current/notices`
pub async fn choose(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let mail = given
        .flag("mail")?
        .ok_or_else(|| Problem::missing("mail"))?;
    notices::want_mail(&call.house, call.actor(), mail).await?;
    ok(json!({ "mail": mail }))
}

/// `GET /v1/agencies/{agency}/webhooks`
pub async fn machines(call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    let all = webhooks::list(&call.house, call.actor(), &agency).await?;
    ok(all.iter().map(machine).collect::<Vec<_>>())
}

/// `POST /v1/agencies/{agency}/webhooks`: the secret is shown this once.
pub async fn add_machine(mut call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    let mut given = call.json().await?;
    let address = given.needed("url")?;
    let made = webhooks::add(&call.house, call.actor(), &agency, &address).await?;
    let mut body = machine(&made.row);
    body["secret"] = json!(*made.secret);
    ok(body)
}

/// `POST /v1/agencies/{agency}/webhooks/{webhook}/test`
pub async fn test_machine(call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    webhooks::test(&call.house, call.actor(), &agency, &call.word("webhook")).await?;
    success()
}

/// `DELETE /v1/agencies/{agency}/webhooks/{webhook}`
pub async fn end_machine(call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    webhooks::end(&call.house, call.actor(), &agency, &call.word("webhook")).await?;
    success()
}

/// `GET /v1/events`: ends after `?seconds=`, at most five minutes.
pub async fn events(call: Call) -> Answer {
    let seconds = call.number("seconds")?;
    Ok(events::stream(call.house.clone(), call.actor(), seconds)?)
}

async fn listed(call: Call, agency: Option<String>) -> Answer {
    let state = match call.asked_for("state") {
        None => None,
        Some(word) => Some(
            word.parse::<MessageState>()
                .map_err(|_| unexpected("state", word, "it is waiting, sent, dead or dropped"))?,
        ),
    };
    let page = call.page(100, 200)?;
    let (house, actor) = (&call.house, call.actor());
    let all = notices::messages(house, actor, agency.as_deref(), state, page).await?;
    ok(all.iter().map(message).collect::<Vec<_>>())
}

fn message(one: &MessageRow) -> Value {
    let told: Vec<Told> = serde_json::from_str(&one.notices).unwrap_or_default();
    json!({
        "id": one.id,
        "channel": one.channel,
        "recipient": one.recipient,
        "state": one.state,
        "attempts": one.attempts,
        "problem": one.problem,
        "notices": told.iter().map(notice).collect::<Vec<_>>(),
        "createdAt": instant(one.created_at),
        "endedAt": instant_if(one.ended_at),
    })
}

fn machine(one: &WebhookRow) -> Value {
    json!({
        "id": one.id,
        "host": one.host,
        "madeBy": one.made_by,
        "madeAt": instant(one.made_at),
    })
}
