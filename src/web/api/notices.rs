//! `/v1/…/notices`: messages to people and machines, and which were given up; `/v1/…/webhooks`: machines that are told;
//! `/v1/events`: notices as they come, as a stream of server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use super::agencies::known;
use super::call::{Call, unexpected};
use super::shape::{Answer, instant, instant_if, ok, success};
use crate::domain::notice::MessageState;
use crate::service::notices::{self, Listener, MessageRow, Told};
use crate::service::webhooks::{self, WebhookRow};
use crate::service::{House, ServiceError};
use crate::web::problem::Problem;

/// So often a stream looks for what is new.
const LOOK: Duration = Duration::from_millis(400);
/// A stream without news says so often that it is there: proxies close what is silent.
const BREATH: Duration = Duration::from_secs(15);
/// A stream ends after so many seconds at most; whoever listens comes again, and is asked again who they are.
const SECONDS: i64 = 300;

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
    let listener = Listener::of(&call.house, call.actor())?;
    let seconds = call.number("seconds")?.unwrap_or(SECONDS).min(SECONDS);
    let place = call.house.listeners.clone().try_acquire_owned();
    let place = place.map_err(|_| ServiceError::Busy)?;
    let now = Instant::now();
    let watch = Watch {
        house: call.house.clone(),
        listener,
        ends: now + Duration::from_secs(seconds.unsigned_abs()),
        said: None,
        _place: place,
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Neither packed nor gathered on the way: each event leaves at once.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(futures_util::stream::unfold(watch, Watch::step)))
}

/// A stream of events that is open.
struct Watch {
    house: actix_web::web::Data<House>,
    listener: Listener,
    ends: Instant,
    /// When something was last said; never yet.
    said: Option<Instant>,
    _place: OwnedSemaphorePermit,
}

impl Watch {
    async fn step(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        // The first line leaves at once, so that the listener knows it is heard.
        if self.said.is_none() {
            self.said = Some(Instant::now());
            return Some((
                Ok(Bytes::from_static(b": listening\n\nretry: 2000\n\n")),
                self,
            ));
        }
        loop {
            let now = Instant::now();
            if now >= self.ends {
                return None;
            }
            let words = match self.listener.next(&self.house).await {
                Ok(told) if !told.is_empty() => written(&told),
                Ok(_) if self.said.is_some_and(|at| now - at >= BREATH) => ": \n\n".to_owned(),
                Ok(_) => {
                    tokio::time::sleep(LOOK.min(self.ends - now)).await;
                    continue;
                }
                Err(error) => {
                    tracing::warn!(%error, "a stream of notices ended early; its listener comes again");
                    return None;
                }
            };
            self.said = Some(now);
            return Some((Ok(Bytes::from(words)), self));
        }
    }
}

fn written(told: &[Told]) -> String {
    let events = told.iter().map(|one| {
        let (id, data) = (&one.id, notice(one));
        format!("id: {id}\nevent: notice\ndata: {data}\n\n")
    });
    events.collect()
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

fn notice(one: &Told) -> Value {
    json!({
        "id": one.id,
        "kind": one.kind,
        "urgency": one.urgency,
        "waiting": one.waiting,
        "at": instant(one.at),
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
