//! Letting somebody in again that lost the second factor: by two people, who are judged here, because what they do is as good
//! as an account. Which two, [`recovery`] says.

use super::Vault;
use super::client::{By, Reply, VaultError};
use super::people::{LINK_MS, is_as_read, linked, refused, role_of, tell_alone};
use super::words::{Account, Proof};
use crate::crypto::token;
use crate::domain::notice::Personal;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::recovery::{self, Hand, Party, RecoveryReason, WAITS_MS};
use crate::domain::words::Role;
use crate::store::actors::{self, RecoveryRow, UserRow};
use crate::store::audit::Entry;
use crate::store::{Conn, audit};

impl Vault {
    /// Asks; where asking is enough, does it at once.
    pub(super) fn ask_recovery(
        &self,
        by: &By,
        user: i64,
        why: RecoveryReason,
    ) -> Result<Reply, VaultError> {
        let actor = self.asker(by)?;
        let (person, others) = self.locked_out(user)?;
        let party = party_of(&person)?;
        let asker = match by {
            By::Operator => Hand::Operator,
            By::Session(_) => hand_of(&actor)?,
        };
        if asker != Hand::Operator {
            let resource = Resource::Person {
                role: party.role,
                agency: party.agency,
            };
            policy::may(&actor, Action::UserRecover, resource).map_err(refused)?;
        }
        let now = self.now();
        if recovery::is_enough(self.recovery_by, asker, party, others) {
            return self.let_in(&actor, &person, None);
        }
        if asker == Hand::Operator && party.agency.is_none() {
            return self.agree_at_the_machine(&actor, &person);
        }
        if !recovery::may_ask(asker, party, others) {
            return Err(VaultError::SecondPerson);
        }
        let mut row = RecoveryRow {
            id: token::random_id(),
            actor_id: user,
            agency_id: person.agency_id.clone(),
            reason: why.as_str().to_owned(),
            asked_by: (asker != Hand::Operator).then_some(actor.id),
            asked_at: now,
            expires_at: now + WAITS_MS,
            seal: Vec::new(),
            decided_by: None,
            decided_at: None,
            agreed: None,
        };
        row.seal = self.words.recovery(&row, &person);
        let id = row.id.clone();
        let agency = person.agency_id.as_deref();
        let entry = Entry {
            note: Some(why.as_str().to_owned()),
            ..self.entry(
                &actor,
                agency,
                "user.recover",
                "user",
                &user.to_string(),
                "done",
            )
        };
        self.store
            .write_now("ask_recovery", move |conn: &mut Conn| {
                if !is_as_read(conn, &person)? {
                    return Err(VaultError::Moved("changed".into()));
                }
                if actors::waiting_recovery(conn, user, now)?.is_some() {
                    return Err(VaultError::Exists);
                }
                actors::insert_recovery(conn, &row)?;
                tell_alone(conn, user, Personal::RecoveryAsked, now)?;
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        Ok(Reply::RecoveryAsked(id))
    }

    /// Agrees to what another asked for, or refuses it.
    pub(super) fn decide_recovery(
        &self,
        session: &str,
        id: &str,
        agree: bool,
    ) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        let row = {
            let id = id.to_owned();
            self.store.read_now("recovery", move |conn| {
                actors::recovery(conn, &id)?.ok_or(VaultError::NotFound)
            })?
        };
        let agency = row.agency_id.as_deref();
        let resource = agency.map_or(Resource::Platform, Resource::Agency);
        policy::may(&actor, Action::UserRecoverApprove, resource).map_err(refused)?;
        let second = hand_of(&actor)?;
        self.decide(&actor, second, &row, agree)
    }

    /// What an admin asked for, for somebody of no agency.
    fn agree_at_the_machine(&self, actor: &Actor, person: &UserRow) -> Result<Reply, VaultError> {
        let (user, now) = (person.actor_id, self.now());
        let row = self.store.read_now("waiting_recovery", move |conn| {
            actors::waiting_recovery(conn, user, now)?.ok_or(VaultError::SecondPerson)
        })?;
        self.decide(actor, Hand::Operator, &row, true)
    }

    fn decide(
        &self,
        actor: &Actor,
        second: Hand<'_>,
        row: &RecoveryRow,
        agree: bool,
    ) -> Result<Reply, VaultError> {
        let (person, _) = self.locked_out(row.actor_id)?;
        // What somebody wrote into the database was asked for by nobody; nor was what was asked for an account that is not
        // the same any more.
        let is_over = row.decided_at.is_some() || row.expires_at <= self.now();
        if is_over || !self.words.asked_for(row, &person) {
            return Err(VaultError::Moved("decided, or its time is over".into()));
        }
        // Whoever asked must still be who they were.
        let asked_by = match row.asked_by {
            Some(id) => Some(self.usable(id)?.ok_or(VaultError::SecondPerson)?),
            None => None,
        };
        let asker = match &asked_by {
            Some(asker) => Hand::Person(party_of(asker)?),
            None => Hand::Operator,
        };
        if !recovery::may_decide(second, party_of(&person)?, asker) {
            return Err(VaultError::SecondPerson);
        }
        if agree {
            return self.let_in(actor, &person, Some(row));
        }
        let (id, by, now) = (row.id.clone(), number(actor), self.now());
        let (agency, object) = (person.agency_id.as_deref(), person.actor_id.to_string());
        let entry = self.entry(
            actor,
            agency,
            "user.recover_refuse",
            "user",
            &object,
            "done",
        );
        self.store
            .write_now("refuse_recovery", move |conn: &mut Conn| {
                if !actors::decide_recovery(conn, &id, by, false, now)? {
                    return Err(VaultError::Moved("decided, or its time is over".into()));
                }
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        Ok(Reply::Done)
    }

    /// Takes password and factors away and gives a one-time link.
    fn let_in(
        &self,
        actor: &Actor,
        person: &UserRow,
        row: Option<&RecoveryRow>,
    ) -> Result<Reply, VaultError> {
        let (now, new) = (self.now(), token::Token::generate());
        let (hash, until) = (new.hash(), now + LINK_MS);
        let user = person.actor_id;
        let seal = self.words.account(&Account {
            id: user,
            role: &person.role,
            agency: person.agency_id.as_deref(),
            email: &person.email,
            proof: Proof::Link(&hash, until),
            factor: None,
        });
        let agency = person.agency_id.as_deref();
        let note = match row {
            Some(_) => "second factor removed",
            None => "second factor removed, by one person",
        };
        let id = user.to_string();
        let action = Action::UserRecoverApprove.as_str();
        let entry = Entry {
            note: Some(note.to_owned()),
            ..self.entry(actor, agency, action, "user", &id, "done")
        };
        let (recovery, by, read) = (row.map(|row| row.id.clone()), number(actor), person.clone());
        self.store
            .write_now("let_in_again", move |conn: &mut Conn| {
                if !is_as_read(conn, &read)? {
                    return Err(VaultError::Moved("changed".into()));
                }
                if let Some(id) = &recovery
                    && !actors::decide_recovery(conn, id, by, true, now)?
                {
                    return Err(VaultError::Moved("decided, or its time is over".into()));
                }
                actors::reset_user(conn, user, &hash, until, &seal)?;
                actors::tie_factors(conn, user, None, &seal)?;
                actors::delete_factor(conn, user)?;
                actors::delete_passkeys_of(conn, user)?;
                actors::delete_sessions_of(conn, user, None)?;
                tell_alone(conn, user, Personal::Recovered, now)?;
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        self.codes.forget(user);
        Ok(linked(user, &new, until))
    }

    /// Who is locked out, and how many others have a part in letting them in.
    fn locked_out(&self, user: i64) -> Result<(UserRow, usize), VaultError> {
        let person = self.usable(user)?.ok_or(VaultError::NotFound)?;
        let agency = person.agency_id.clone();
        let all = self.store.read_now("people_with_a_part", move |conn| {
            Ok::<_, VaultError>(actors::users(conn, agency.as_deref())?)
        })?;
        let has_part = |row: &&UserRow| {
            let role: Option<Role> = row.role.parse().ok();
            row.actor_id != user
                && row.agency_id == person.agency_id
                && row.disabled_at.is_none()
                && row.password_hash.is_some()
                && role.is_some_and(|role| match person.agency_id {
                    Some(_) => recovery::is_trusted(role),
                    None => role == Role::Admin,
                })
        };
        let others = all.iter().filter(has_part).count();
        Ok((person, others))
    }

    /// An account that the vault knows and nobody disabled.
    fn usable(&self, id: i64) -> Result<Option<UserRow>, VaultError> {
        let row = self.store.read_now("user_by_actor", move |conn| {
            Ok::<_, VaultError>(actors::user_by_actor(conn, id)?)
        })?;
        Ok(row.filter(|row| row.disabled_at.is_none() && self.words.knows(row)))
    }
}

fn party_of(row: &UserRow) -> Result<Party<'_>, VaultError> {
    Ok(Party {
        id: row.actor_id,
        role: role_of(row)?,
        agency: row.agency_id.as_deref(),
    })
}

fn hand_of(actor: &Actor) -> Result<Hand<'_>, VaultError> {
    Ok(Hand::Person(Party {
        id: actor.id,
        role: actor.role().ok_or(VaultError::Denied)?,
        agency: actor.agency.as_deref(),
    }))
}

/// The number of whoever did it; none for whoever sits at the machine.
fn number(actor: &Actor) -> Option<i64> {
    (actor.id != 0).then_some(actor.id)
}
