//! Machines of an agency's that are told when something waits: made, tried, ended by its key holders. Address and secret
//! are sealed under the service's key; the secret is shown once.

use zeroize::Zeroizing;

use super::notices::{self, Receiver};
use super::{House, ServiceError, audit};
use crate::crypto::seal::Aad;
use crate::crypto::token;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::store::webhooks as rows;

pub use crate::store::webhooks::WebhookRow;

/// Machines that one agency may have.
const MOST: usize = 20;

/// A new machine with its secret.
pub struct NewWebhook {
    /// As it is stored.
    pub row: WebhookRow,
    /// What signs its messages.
    pub secret: Zeroizing<String>,
}

/// The machines of an agency.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    actor: &Actor,
    agency: &str,
) -> Result<Vec<WebhookRow>, ServiceError> {
    policy::may(actor, Action::WebhookManage, Resource::Agency(agency))?;
    let agency = agency.to_owned();
    house
        .store
        .read("list_webhooks", move |conn| {
            Ok::<_, ServiceError>(rows::of_agency(conn, &agency)?)
        })
        .await
}

/// Adds a machine.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Unusable`] for an address that messages cannot go to.
pub async fn add(
    house: &House,
    actor: &Actor,
    agency: &str,
    address: &str,
) -> Result<NewWebhook, ServiceError> {
    policy::may(actor, Action::WebhookManage, Resource::Agency(agency))?;
    let private = house.settings.notices.private_addresses;
    let host = notices::host(address, private).map_err(unusable)?;
    let (id, now, secret) = (token::new_id(), house.now(), notices::new_secret());
    let seal = |field, text: &str| house.service_key.seal(&aad(&id, field), text.as_bytes());
    let row = WebhookRow {
        agency_id: agency.to_owned(),
        host,
        address: seal("address", address),
        secret: seal("secret", &secret),
        made_by: actor.id,
        made_at: now,
        ended_at: None,
        ended_by: None,
        id: id.clone(),
    };
    let (stored, actor) = (row.clone(), actor.clone());
    house
        .store
        .write("add_webhook", move |conn| {
            if rows::of_agency(conn, &stored.agency_id)?.len() >= MOST {
                return Err(unusable("the agency has as many machines as it may have"));
            }
            rows::insert(conn, &stored)?;
            note(
                conn,
                &actor,
                &stored.agency_id,
                "webhook.add",
                &stored.id,
                now,
            )
        })
        .await?;
    Ok(NewWebhook { row, secret })
}

/// Sends a machine a test.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn test(
    house: &House,
    actor: &Actor,
    agency: &str,
    id: &str,
) -> Result<(), ServiceError> {
    policy::may(actor, Action::WebhookManage, Resource::Agency(agency))?;
    let (agency, id, now) = (agency.to_owned(), id.to_owned(), house.now());
    house
        .store
        .write("test_webhook", move |conn| {
            let theirs = rows::live(conn, &id)?.filter(|row| row.agency_id == agency);
            theirs.ok_or(ServiceError::NotFound)?;
            notices::test(conn, &agency, &id, now)
        })
        .await
}

/// Ends a machine: it is told nothing more, messages under way to it included.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn end(house: &House, actor: &Actor, agency: &str, id: &str) -> Result<(), ServiceError> {
    policy::may(actor, Action::WebhookManage, Resource::Agency(agency))?;
    let (actor, agency, id, now) = (actor.clone(), agency.to_owned(), id.to_owned(), house.now());
    house
        .store
        .write("end_webhook", move |conn| {
            if !rows::end(conn, &agency, &id, actor.id, now)? {
                return Err(ServiceError::NotFound);
            }
            note(conn, &actor, &agency, "webhook.end", &id, now)
        })
        .await
}

/// Where a machine is, and what signs for it.
///
/// # Errors
/// [`ServiceError::Internal`] when the service key is another one.
pub(super) fn receiver(house: &House, row: &WebhookRow) -> Result<Receiver, ServiceError> {
    let wrong = || ServiceError::Internal("the service key does not open a webhook");
    let open = |field, sealed: &[u8]| {
        let opened = house.service_key.open(&aad(&row.id, field), sealed);
        let text = String::from_utf8(opened.map_err(|_| wrong())?.to_vec());
        text.map(Zeroizing::new).map_err(|_| wrong())
    };
    Ok(Receiver {
        address: open("address", &row.address)?,
        secret: open("secret", &row.secret)?,
    })
}

fn aad(id: &str, field: &str) -> Aad {
    Aad::of("waypost webhook 1", &[id, field])
}

fn unusable(reason: &str) -> ServiceError {
    ServiceError::Unusable {
        field: "url",
        reason: reason.to_owned(),
    }
}

fn note(
    conn: &mut crate::store::Conn,
    actor: &Actor,
    agency: &str,
    action: &str,
    id: &str,
    now: i64,
) -> Result<(), ServiceError> {
    Ok(audit::note(
        conn,
        actor,
        Some(agency),
        action,
        "webhook",
        id,
        now,
    )?)
}
