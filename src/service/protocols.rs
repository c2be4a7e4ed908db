//! Information-sharing protocols: proposed, signed by two people, ended. Without one in force nothing crosses between two
//! agencies.

use super::{House, ServiceError, agencies, audit};
use crate::crypto::token;
use crate::domain::policy::{self, Action, Actor, Grant};
use crate::domain::protocol::{Protocol, ProtocolError, Signer};
use crate::domain::words::DataClass;
use crate::store::agencies as directory;
use crate::store::protocols::{self as rows, ProtocolRow, SignatureRow, Whole};
use crate::store::{Conn, StoreError};
use crate::vault::directory::protocol_of;

/// What is proposed.
pub struct NewProtocol {
    /// The agencies that it is between, by their ids.
    pub parties: Vec<String>,
    /// The services that it is about; none: all.
    pub services: Option<Vec<String>>,
    /// The classes that may cross, at most.
    pub classes: Vec<DataClass>,
    /// From when on.
    pub starts_at: i64,
    /// From when on no more.
    pub ends_at: i64,
}

/// A protocol as lists show it.
pub struct ProtocolView {
    /// What was proposed, and who signed.
    pub protocol: Whole,
    /// Whether it has the signatures that it needs.
    pub signed: bool,
    /// Whether it lets anything cross now.
    pub in_force: bool,
}

impl ProtocolView {
    /// Whether it waits for this person's signature, who may sign.
    pub fn waits_for(&self, who: i64, now: i64) -> bool {
        let row = &self.protocol.row;
        let over = row.ended_at.is_some() || row.ends_at <= now;
        let mine = self.protocol.signatures.iter().any(|s| s.actor_id == who);
        !over && !mine && !self.signed
    }
}

impl From<ProtocolError> for ServiceError {
    fn from(error: ProtocolError) -> Self {
        let field = match error {
            ProtocolError::Twice => {
                return Self::SecondPerson("you have signed this protocol; somebody else has to");
            }
            ProtocolError::NoParty => return Self::NotFound,
            ProtocolError::Ended => return Self::Moved("ended".to_owned()),
            ProtocolError::Parties => "parties",
            ProtocolError::Services => "services",
            ProtocolError::Classes => "classes",
            ProtocolError::Time => "endsAt",
        };
        Self::Unusable {
            field,
            reason: error.to_string(),
        }
    }
}

/// The protocols that the actor may know of: people of an agency those to which it is a party.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(house: &House, actor: &Actor) -> Result<Vec<ProtocolView>, ServiceError> {
    let grant = policy::may(actor, Action::ProtocolList, actor.home())?;
    let only = grant.scope().agency().map(str::to_owned);
    let now = house.now();
    let all = house
        .store
        .read("list_protocols", |conn| {
            Ok::<_, ServiceError>(rows::all(conn)?)
        })
        .await?;
    let mine = all.into_iter().filter(|one| may_know(one, only.as_ref()));
    Ok(mine.map(|one| view(one, now)).collect())
}

/// Proposes a protocol. It lets nothing cross before two people signed it.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Unusable`] for what is no protocol, or one to which the proposer's agency is
/// no party.
pub async fn propose(
    house: &House,
    actor: &Actor,
    new: NewProtocol,
) -> Result<ProtocolView, ServiceError> {
    policy::may(actor, Action::ProtocolPropose, actor.home())?;
    let now = house.now();
    let mut classes = new.classes;
    classes.sort_unstable();
    classes.dedup();
    let protocol = Protocol {
        parties: new.parties.iter().cloned().collect(),
        services: new.services.map(|all| all.into_iter().collect()),
        classes,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        ended_at: None,
        signers: Vec::new(),
    };
    protocol.check(now)?;
    let services: Option<Vec<String>> = protocol
        .services
        .as_ref()
        .map(|all| all.iter().cloned().collect());
    if let Some(services) = &services {
        agencies::known_services(house, services).await?;
    }
    let parties: Vec<String> = protocol.parties.iter().cloned().collect();
    if let Some(own) = &actor.agency
        && !parties.contains(own)
    {
        return Err(unusable("your agency has to be one of the parties"));
    }
    let classes: Vec<&str> = protocol.classes.iter().map(|one| one.as_str()).collect();
    let row = ProtocolRow {
        id: token::new_id(),
        services: services.map(|all| all.join(" ")),
        classes: classes.join(" "),
        starts_at: protocol.starts_at,
        ends_at: protocol.ends_at,
        proposed_by: actor.id,
        proposed_at: now,
        ended_at: None,
        ended_by: None,
    };
    let actor = actor.clone();
    house
        .store
        .write("propose_protocol", move |conn| {
            for party in &parties {
                if directory::by_id(conn, party)?.is_none() {
                    return Err(unusable("one of the parties is no agency here"));
                }
            }
            rows::insert(conn, &row, &parties)?;
            note(conn, &actor, &parties, "protocol.propose", &row.id, now)?;
            one(conn, &row.id, now)
        })
        .await
}

/// Signs a protocol, for the signer's agency or for the coordination body. With the last signature that it needs it is in
/// force from its start on.
///
/// # Errors
/// [`ServiceError::SecondPerson`] for somebody who has signed; [`ServiceError::Moved`] when it has ended;
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn sign(house: &House, actor: &Actor, id: &str) -> Result<ProtocolView, ServiceError> {
    let grant = may(house, actor, Action::ProtocolSign, id).await?;
    let only = grant.scope().agency().map(str::to_owned);
    let (actor, id, now) = (actor.clone(), id.to_owned(), house.now());
    house
        .store
        .write("sign_protocol", move |conn| {
            let whole = held(conn, &id, only.as_ref())?;
            let signer = Signer {
                person: actor.id,
                agency: actor.agency.clone(),
            };
            protocol_of(&whole).may_sign(&signer, now)?;
            rows::sign(
                conn,
                &SignatureRow {
                    protocol_id: id.clone(),
                    actor_id: actor.id,
                    agency_id: actor.agency.clone(),
                    signed_at: now,
                },
            )?;
            note(conn, &actor, &whole.parties, "protocol.sign", &id, now)?;
            one(conn, &id, now)
        })
        .await
}

/// Ends a protocol at once: from now on nothing crosses under it. What crossed stays where it is.
///
/// # Errors
/// [`ServiceError::Moved`] when it was ended; [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn end(house: &House, actor: &Actor, id: &str) -> Result<ProtocolView, ServiceError> {
    let grant = may(house, actor, Action::ProtocolEnd, id).await?;
    let only = grant.scope().agency().map(str::to_owned);
    let (actor, id, now) = (actor.clone(), id.to_owned(), house.now());
    house
        .store
        .write("end_protocol", move |conn| {
            let whole = held(conn, &id, only.as_ref())?;
            if !rows::end(conn, &id, actor.id, now)? {
                return Err(ProtocolError::Ended.into());
            }
            note(conn, &actor, &whole.parties, "protocol.end", &id, now)?;
            one(conn, &id, now)
        })
        .await
}

/// Whether the actor may do this to a protocol. To people of an agency that is no party it does not exist, whatever their
/// role.
async fn may(
    house: &House,
    actor: &Actor,
    action: Action,
    id: &str,
) -> Result<Grant, ServiceError> {
    let denied = match policy::may(actor, action, actor.home()) {
        Ok(grant) => return Ok(grant),
        Err(denied) => denied,
    };
    let (own, id) = (actor.agency.clone(), id.to_owned());
    let knows = house
        .store
        .read("may_know_protocol", move |conn| {
            let all = rows::all(conn)?;
            let mut all = all.iter().filter(|one| one.row.id == id);
            Ok::<_, ServiceError>(own.is_none() || all.any(|one| may_know(one, own.as_ref())))
        })
        .await?;
    match knows {
        true => Err(denied.into()),
        false => Err(ServiceError::NotFound),
    }
}

/// A protocol that the actor may know of, held until the transaction ends.
fn held(conn: &mut Conn, id: &str, only: Option<&String>) -> Result<Whole, ServiceError> {
    rows::hold(conn, id)?
        .filter(|one| may_know(one, only))
        .ok_or(ServiceError::NotFound)
}

fn may_know(one: &Whole, only: Option<&String>) -> bool {
    only.is_none_or(|own| one.parties.contains(own))
}

fn one(conn: &mut Conn, id: &str, now: i64) -> Result<ProtocolView, ServiceError> {
    let whole = rows::hold(conn, id)?.ok_or(ServiceError::NotFound)?;
    Ok(view(whole, now))
}

fn view(one: Whole, now: i64) -> ProtocolView {
    let protocol = protocol_of(&one);
    ProtocolView {
        signed: protocol.is_signed(),
        in_force: protocol.stands(now),
        protocol: one,
    }
}

/// In the audit of every party: each may know what was agreed in its name.
fn note(
    conn: &mut Conn,
    actor: &Actor,
    parties: &[String],
    act: &str,
    id: &str,
    now: i64,
) -> Result<(), StoreError> {
    for party in parties {
        audit::note(conn, actor, Some(party), act, "protocol", id, now)?;
    }
    Ok(())
}

fn unusable(reason: &str) -> ServiceError {
    ServiceError::Unusable {
        field: "parties",
        reason: reason.to_owned(),
    }
}
