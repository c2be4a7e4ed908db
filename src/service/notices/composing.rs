//! What is new becomes messages: for each machine at once, for each mailbox gathered, so that a busy hour is one mail.

use std::collections::{BTreeMap, BTreeSet};

use super::{MOST, MessageRow, SEND, Told};
use crate::crypto::token;
use crate::domain::notice::{self, Channel, MessageState, Subject};
use crate::domain::words::Role;
use crate::service::{House, ServiceError};
use crate::store::actors::{self, UserRow};
use crate::store::notices::{self as rows, Unmailed};
use crate::store::webhooks as machines;
use crate::store::{Conn, jobs};

/// What is new, for machines.
///
/// # Errors
/// When the database refuses.
pub async fn post_what_is_new(house: &House) -> Result<(), ServiceError> {
    let now = house.now();
    let is_new = house
        .store
        .read("unposted", |conn| {
            Ok::<_, ServiceError>(rows::is_unposted(conn)?)
        })
        .await?;
    if !is_new {
        return Ok(());
    }
    house
        .store
        .write("post_notices", move |conn| {
            let taken = rows::take_unposted(conn, now, MOST)?;
            let mut by_agency: BTreeMap<&str, Vec<Told>> = BTreeMap::new();
            for row in &taken {
                if let Some(agency) = &row.agency_id {
                    by_agency.entry(agency).or_default().push(row.into());
                }
            }
            for (agency, told) in by_agency {
                for machine in machines::of_agency(conn, agency)? {
                    let to = (Channel::Webhook, machine.id.as_str());
                    begin(conn, Some(agency), to, &told, now)?;
                }
            }
            Ok::<_, ServiceError>(())
        })
        .await
}

/// What is new, for people.
///
/// # Errors
/// When the database refuses.
pub async fn mail_what_is_new(house: &House, can_mail: bool) -> Result<(), ServiceError> {
    let (now, gather) = (
        house.now(),
        i64::from(house.settings.notices.gather_seconds) * 1_000,
    );
    let waiting = house
        .store
        .read("unmailed", |conn| {
            Ok::<_, ServiceError>(rows::unmailed_by_agency(conn)?)
        })
        .await?;
    if !can_mail && !waiting.is_empty() {
        house
            .store
            .write("forgo_mail", move |conn| {
                Ok::<_, ServiceError>(rows::forgo_mail(conn, now)?)
            })
            .await?;
        return Ok(());
    }
    for one in waiting.into_iter().filter(|one| is_due(one, gather, now)) {
        house
            .store
            .write("mail_notices", move |conn| {
                mail_agency(conn, one.agency_id.as_deref(), now)
            })
            .await?;
    }
    Ok(())
}

fn is_due(waiting: &Unmailed, gather: i64, now: i64) -> bool {
    let urgency = waiting
        .urgency
        .as_deref()
        .and_then(|word| word.parse().ok());
    waiting
        .last_at
        .is_none_or(|last| now - last >= notice::mail_gap(urgency, gather))
}

/// One message for each person who is told of some of what is new.
fn mail_agency(conn: &mut Conn, agency: Option<&str>, now: i64) -> Result<(), ServiceError> {
    let taken = rows::take_unmailed(conn, agency, now, MOST)?;
    let told: Vec<(Told, Vec<Role>)> = taken
        .iter()
        .filter_map(|row| Some((row.into(), Subject::of(&row.kind)?.told(row.level))))
        .collect();
    let roles: BTreeSet<Role> = told.iter().flat_map(|(_, roles)| roles).copied().collect();
    if roles.is_empty() {
        return Ok(());
    }
    for person in actors::users(conn, None)? {
        let Some(role) = is_told(&person, agency) else {
            continue;
        };
        if !roles.contains(&role) || !rows::wants_mail(conn, person.actor_id)? {
            continue;
        }
        let theirs: Vec<Told> = told
            .iter()
            .filter(|(_, roles)| roles.contains(&role))
            .map(|(told, _)| told.clone())
            .collect();
        let to = (Channel::Mail, &*person.actor_id.to_string());
        begin(conn, agency, to, &theirs, now)?;
    }
    Ok(())
}

/// What people hear alone, about the own account: at once, and nobody else sees that it was sent but whoever runs the server.
///
/// # Errors
/// When the database refuses.
pub async fn mail_people_alone(house: &House, can_mail: bool) -> Result<(), ServiceError> {
    let now = house.now();
    let somebody = house.store.read("people_to_hear", |conn| {
        Ok::<_, ServiceError>(actors::is_somebody_to_hear(conn)?)
    });
    if !somebody.await? {
        return Ok(());
    }
    let told = house.store.write("mail_people_alone", move |conn| {
        for row in actors::take_personal(conn, MOST)? {
            if !can_mail || !rows::wants_mail(conn, row.actor_id)? {
                continue;
            }
            let told = Told {
                id: row.id,
                kind: row.kind,
                urgency: None,
                waiting: 0,
                at: row.created_at,
            };
            let to = (Channel::Mail, &*row.actor_id.to_string());
            begin(conn, None, to, &[told], now)?;
        }
        Ok::<_, ServiceError>(())
    });
    told.await
}

/// The role in which somebody is told of what concerns an agency: its own people, and coordination of what reaches so far.
fn is_told(person: &UserRow, agency: Option<&str>) -> Option<Role> {
    let role: Role = person.role.parse().ok()?;
    let belongs = person.agency_id.as_deref() == agency
        || (role == Role::Coordination && person.agency_id.is_none());
    let is_here = person.disabled_at.is_none() && person.password_hash.is_some();
    (belongs && is_here).then_some(role)
}

/// A message begins its way.
///
/// # Errors
/// When the database refuses.
pub fn begin(
    conn: &mut Conn,
    agency: Option<&str>,
    (channel, recipient): (Channel, &str),
    told: &[Told],
    now: i64,
) -> Result<(), ServiceError> {
    let row = MessageRow {
        id: token::new_id(),
        channel: channel.as_str().to_owned(),
        recipient: recipient.to_owned(),
        agency_id: agency.map(str::to_owned),
        notices: serde_json::to_string(told)
            .map_err(|_| ServiceError::Internal("a notice could not be written"))?,
        state: MessageState::Waiting.as_str().to_owned(),
        attempts: 0,
        tried_since: now,
        created_at: now,
        ended_at: None,
        problem: None,
    };
    rows::insert_message(conn, &row)?;
    Ok(jobs::enqueue(conn, SEND, &row.id, now, now)?)
}
