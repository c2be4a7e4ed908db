//! Where messages stand, for people: what was given up and is tried again, and who wants no mail.

use super::{MOST, MessageRow, SEND, Told, begin, new};
use crate::domain::notice::{Channel, MessageState, Subject};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::service::{House, ServiceError};
use crate::store::notices as rows;
use crate::store::{Conn, jobs};

/// Messages to an agency's people and machines (none: to the installation's), newest first: where each stands.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn messages(
    house: &House,
    actor: &Actor,
    agency: Option<&str>,
    state: Option<MessageState>,
    (limit, offset): (i64, i64),
) -> Result<Vec<MessageRow>, ServiceError> {
    policy::may(actor, Action::NoticeList, place(agency))?;
    let agency = agency.map(str::to_owned);
    house
        .store
        .read("list_messages", move |conn| {
            let state = state.map(MessageState::as_str);
            Ok::<_, ServiceError>(rows::messages_of(
                conn,
                agency.as_deref(),
                state,
                limit.min(MOST),
                offset,
            )?)
        })
        .await
}

/// Tries a message to an agency's people or machines again that was given up.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::NotFound`]; [`ServiceError::Moved`] for one that was not given up.
pub async fn retry(
    house: &House,
    actor: &Actor,
    agency: &str,
    id: &str,
) -> Result<MessageRow, ServiceError> {
    policy::may(actor, Action::NoticeRetry, Resource::Agency(agency))?;
    let (agency, id, now) = (agency.to_owned(), id.to_owned(), house.now());
    house
        .store
        .write("retry_message", move |conn| {
            let found = rows::message(conn, &id)?;
            let found = found.filter(|row| row.agency_id.as_ref() == Some(&agency));
            let found = found.ok_or(ServiceError::NotFound)?;
            if found.state != MessageState::Dead.as_str() {
                return Err(ServiceError::Moved(found.state));
            }
            again(conn, found, now)
        })
        .await
}

/// Tries again what was given up of the messages to the installation's people.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn retry_of_all(house: &House, actor: &Actor) -> Result<Vec<MessageRow>, ServiceError> {
    policy::may(actor, Action::NoticeRetry, Resource::Platform)?;
    let now = house.now();
    house
        .store
        .write("retry_messages", move |conn| {
            let dead = rows::messages_of(conn, None, Some(MessageState::Dead.as_str()), MOST, 0)?;
            dead.into_iter().map(|row| again(conn, row, now)).collect()
        })
        .await
}

fn again(conn: &mut Conn, dead: MessageRow, now: i64) -> Result<MessageRow, ServiceError> {
    let waiting = MessageRow {
        state: MessageState::Waiting.as_str().to_owned(),
        tried_since: now,
        ended_at: None,
        attempts: 0,
        ..dead
    };
    rows::update_message(conn, &waiting)?;
    jobs::enqueue(conn, SEND, &waiting.id, now, now)?;
    Ok(waiting)
}

/// Says whether the actor wants mail.
///
/// # Errors
/// [`ServiceError::Denied`] to a password alone: whoever found one ends no mail with it.
pub async fn want_mail(house: &House, actor: &Actor, wants: bool) -> Result<(), ServiceError> {
    actor.fully()?;
    let id = actor.id;
    house
        .store
        .write("want_mail", move |conn| {
            Ok::<_, ServiceError>(rows::set_wants_mail(conn, id, wants)?)
        })
        .await
}

/// Whether the actor wants mail.
///
/// # Errors
/// As [`want_mail`].
pub async fn wants_mail(house: &House, actor: &Actor) -> Result<bool, ServiceError> {
    actor.fully()?;
    let id = actor.id;
    house
        .store
        .read("wants_mail", move |conn| {
            Ok::<_, ServiceError>(rows::wants_mail(conn, id)?)
        })
        .await
}

/// A notice to one machine of an agency's, to see whether it arrives.
///
/// # Errors
/// When the database refuses.
pub fn test(conn: &mut Conn, agency: &str, webhook: &str, now: i64) -> Result<(), ServiceError> {
    let row = new(Some(agency), Subject::Test, None, 0, 0, now);
    let told = [Told::from(&row)];
    begin(conn, Some(agency), (Channel::Webhook, webhook), &told, now)
}

fn place(agency: Option<&str>) -> Resource<'_> {
    agency.map_or(Resource::Platform, Resource::Agency)
}
