//! Messages go out, and what becomes of each try is written: received, tried again later, given up.

use futures_util::StreamExt as _;

use super::{AT_ONCE, LEASE_MS, MessageRow, SEND, Told, Ways};
use crate::crypto::token;
use crate::domain::notice::{self, Channel, MessageState, Problem};
use crate::service::accounts::Preferences;
use crate::service::{House, ServiceError, webhooks};
use crate::store::jobs::{self, Claim, Job};
use crate::store::notices as rows;
use crate::store::webhooks as machines;
use crate::store::{Conn, StoreError, actors};

/// A message under way.
struct Outgoing {
    job: Job,
    message: MessageRow,
    told: Vec<Told>,
}

/// Sends what is due. Answers how many were tried.
///
/// # Errors
/// When the database refuses.
pub async fn send_what_is_due(house: &House, ways: &Ways) -> Result<usize, ServiceError> {
    let now = house.now();
    let due = house
        .store
        .read("messages_due", move |conn| {
            Ok::<_, ServiceError>(jobs::due(conn, &[SEND], now)?)
        })
        .await?;
    if !due {
        return Ok(0);
    }
    let lease = token::new_id();
    let claimed = house
        .store
        .write("claim_messages", move |conn| {
            let claim = Claim {
                kinds: &[SEND],
                now,
                lease_ms: LEASE_MS,
                limit: AT_ONCE as i64,
                lease: &lease,
            };
            Ok::<_, ServiceError>(jobs::claim(conn, claim)?)
        })
        .await?;
    let count = claimed.len();
    let loaded = house
        .store
        .read("load_messages", move |conn| {
            claimed
                .into_iter()
                .map(|job| Ok((load(conn, &job.subject_id)?, job)))
                .collect::<Result<Vec<_>, StoreError>>()
        })
        .await?;
    let outgoing = loaded.into_iter().map(|(found, job)| async move {
        // A message that is gone just ends.
        let Some((message, kept)) = found else {
            return end(house, job, None).await;
        };
        let outgoing = Outgoing {
            told: serde_json::from_str(&message.notices).unwrap_or_default(),
            message,
            job,
        };
        let said = match kept {
            Some(kept) => Some(send(house, ways, &outgoing, kept).await),
            None => None,
        };
        note(house, outgoing, said).await
    });
    let ended: Vec<Result<(), ServiceError>> = futures_util::stream::iter(outgoing)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    ended.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(count)
}

/// Where a message goes, as it is kept.
enum Kept {
    Mailbox(String, Preferences),
    Machine(machines::WebhookRow),
}

/// A message that still waits, and where it goes; not there if whom it was for is gone.
fn load(conn: &mut Conn, id: &str) -> Result<Option<(MessageRow, Option<Kept>)>, StoreError> {
    let Some(message) = rows::message(conn, id)? else {
        return Ok(None);
    };
    if message.state != MessageState::Waiting.as_str() {
        return Ok(None);
    }
    let kept = match message.channel.parse() {
        Ok(Channel::Webhook) => machines::live(conn, &message.recipient)?.map(Kept::Machine),
        _ => {
            let actor = message.recipient.parse().unwrap_or_default();
            let person = actors::user_by_actor(conn, actor)?;
            let here = person.filter(|person| person.disabled_at.is_none());
            here.map(|person| Kept::Mailbox(person.email, (&person.likes).into()))
        }
    };
    Ok(Some((message, kept)))
}

async fn send(house: &House, ways: &Ways, outgoing: &Outgoing, kept: Kept) -> Result<(), Problem> {
    let id = outgoing.message.id.clone();
    match kept {
        Kept::Mailbox(address, likes) => match &ways.mailer {
            Some(mailer) => {
                let say = likes.locale(house.settings.server.language);
                mailer.mail(&address, say, &id, &outgoing.told).await
            }
            None => Err(Problem::NotSetUp),
        },
        Kept::Machine(row) => {
            // Sealed under a service key that is not here any more: whoever made it has to make it anew.
            let machine = webhooks::receiver(house, &row).map_err(|_| Problem::NotSetUp)?;
            let (poster, body, now) = (ways.poster.clone(), body(&outgoing.message), house.now());
            let posting = move || poster.post(&machine, &id, &body, now);
            let said = tokio::task::spawn_blocking(posting).await;
            said.unwrap_or(Err(Problem::Unreachable))
        }
    }
}

/// What a machine is sent: the message's id, the agency's, and the notices.
fn body(message: &MessageRow) -> String {
    let (id, agency) = (
        &message.id,
        message.agency_id.as_deref().unwrap_or_default(),
    );
    format!(
        r#"{{"id":"{id}","type":"notices","agency":"{agency}","notices":{}}}"#,
        message.notices
    )
}

/// Writes what became of a try; none: whom it was for is gone.
async fn note(
    house: &House,
    outgoing: Outgoing,
    said: Option<Result<(), Problem>>,
) -> Result<(), ServiceError> {
    let (now, settings) = (house.now(), &house.settings.notices);
    let (mut message, job) = (outgoing.message, outgoing.job);
    message.attempts += 1;
    let state = match said {
        Some(Ok(())) => MessageState::Sent,
        None => MessageState::Dropped,
        Some(Err(problem)) => {
            message.problem = Some(problem.as_str().to_owned());
            let next = notice::next_try(
                message.attempts,
                i64::from(settings.retry_seconds) * 1_000,
                now - message.tried_since,
                i64::from(settings.give_up_seconds) * 1_000,
            );
            if let Some(wait) = next {
                return again(house, job, message, now + wait).await;
            }
            tracing::warn!(message = %message.id, channel = %message.channel, problem = %problem, "a message was given up");
            MessageState::Dead
        }
    };
    message.state = state.as_str().to_owned();
    message.ended_at = Some(now);
    end(house, job, Some(message)).await
}

async fn end(house: &House, job: Job, message: Option<MessageRow>) -> Result<(), ServiceError> {
    house
        .store
        .write("end_message", move |conn| {
            let finished = jobs::finish_many(conn, std::slice::from_ref(&job))?;
            // A lease that ran out: another is at it.
            if let (Some(message), false) = (&message, finished.is_empty()) {
                rows::update_message(conn, message)?;
            }
            Ok::<_, ServiceError>(())
        })
        .await
}

async fn again(house: &House, job: Job, message: MessageRow, at: i64) -> Result<(), ServiceError> {
    house
        .store
        .write("try_message_again", move |conn| {
            if jobs::release(conn, &job, at)? {
                rows::update_message(conn, &message)?;
            }
            Ok::<_, ServiceError>(())
        })
        .await
}
