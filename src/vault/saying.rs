//! Steps of a referral that come with words which would tell of a person, coded as they are: a question, its answer, what a
//! service came to. The words are sealed to both agencies and the step is taken in one transaction.

use super::Vault;
use super::client::{Reply, VaultError, Words};
use super::placing;
use super::reading::refused;
use super::seal::{Sealed, Sealer, Thing};
use crate::crypto::token;
use crate::domain::policy::{self, Action, Actor, Denied, Resource};
use crate::domain::referral::{By, Event};
use crate::domain::words::{KeyPurpose, Role};
use crate::store::referrals::steps::{self, Step, Taken};
use crate::store::referrals::{self as rows, ReferralRow};
use crate::store::{Conn, records};

/// The kind of record that words beside a step are.
const WORDS: &str = "words";

impl Vault {
    pub(super) fn say(&self, session: &str, id: &str, words: &Words) -> Result<Reply, VaultError> {
        let (actor, row) = self.concerned(session, id)?;
        let (event, by) = match words {
            Words::Ask(_) => (Event::Ask, By::Receiver),
            Words::Deliver(..) => (Event::Deliver, By::Receiver),
            Words::Answer(_) if actor.role() == Some(Role::Supervisor) => {
                (Event::Answer, By::Supervisor)
            }
            Words::Answer(_) => (Event::Answer, By::Owner),
        };
        let allowed = match by {
            By::Receiver => {
                let received = Resource::Received { by: &row.to_agency };
                policy::may(&actor, Action::ReferralDecide, received)
            }
            _ => {
                let sent = Resource::Sent {
                    by: &row.from_agency,
                };
                policy::may(&actor, Action::ReferralFollow, sent)
            }
        };
        allowed.map_err(refused)?;
        let now = self.now();
        let mut agencies = vec![row.from_agency.as_str(), row.to_agency.as_str()];
        agencies.dedup();
        let readers: Vec<_> = agencies
            .into_iter()
            .filter_map(|agency| self.keyring.sealing_public(Some(agency), KeyPurpose::Cases))
            .collect();
        let (mut sealer, mut sealed) = (Sealer::new(&self.blobs), Sealed::default());
        let thing = Thing {
            agency: Some(&row.from_agency),
            submission: &row.submission_id,
            kind: WORDS,
            plaintext: &placing::json(words)?,
        };
        let record = sealed
            .add(&mut sealer, &thing, &readers, now)
            .map_err(|_| placing::failed())?;
        let (id, who) = (row.id, actor.id);
        self.store.write_now("say", move |conn: &mut Conn| {
            records::insert(conn, &sealed.records, &sealed.wraps)?;
            let step = Step {
                referral: &id,
                id: token::new_id(),
                event,
                by,
                actor: Some(who),
                actor_kind: "user",
                conflict: false,
                record: Some(record.clone()),
                now,
            };
            // A refusal is an error, so that the words are not kept either.
            match steps::take(conn, &step)? {
                Taken::Done(_) => Ok(Reply::Done),
                Taken::Stands(state) => Err(VaultError::Stands {
                    state: state.to_string(),
                    why: None,
                }),
                Taken::Refused(state, why) => Err(VaultError::Stands {
                    state: state.to_string(),
                    why: Some(why.to_string()),
                }),
            }
        })
    }

    pub(super) fn said(&self, session: &str, id: &str) -> Result<Reply, VaultError> {
        let (actor, row) = self.concerned(session, id)?;
        let id = row.id.clone();
        let events = self.store.read_now("said", move |conn| {
            Ok::<_, VaultError>(rows::events_of(conn, &id)?)
        })?;
        let sealed: Vec<(String, String)> = events
            .into_iter()
            .filter_map(|event| Some((event.id, event.record_id?)))
            .collect();
        let records: Vec<String> = sealed.iter().map(|(_, record)| record.clone()).collect();
        if records.is_empty() {
            return Ok(Reply::Said(Vec::new()));
        }
        self.spend(session, &actor, &records)?;
        let mut opened = self.open_records(actor.agency.as_deref(), &records)?;
        let words = sealed.into_iter().filter_map(|(event, record)| {
            let plain = opened.remove(&record)??;
            Some((event, serde_json::from_slice(&plain).ok()?))
        });
        Ok(Reply::Said(words.collect()))
    }

    /// The referral, if it concerns the asker; to everybody else it does not exist.
    pub(super) fn concerned(
        &self,
        session: &str,
        id: &str,
    ) -> Result<(Actor, ReferralRow), VaultError> {
        let actor = self.person(session)?;
        let id = id.to_owned();
        let row = self.store.read_now("referral_concerned", move |conn| {
            rows::by_id(conn, &id)?.ok_or(VaultError::NotFound)
        })?;
        let may = |resource| policy::may(&actor, Action::ReferralRead, resource);
        let sent = Resource::Sent {
            by: &row.from_agency,
        };
        match (may(Resource::Received { by: &row.to_agency }), may(sent)) {
            (Ok(_), _) | (_, Ok(_)) => Ok((actor, row)),
            (Err(Denied::SecondFactor), _) | (_, Err(Denied::SecondFactor)) => {
                Err(VaultError::SecondFactor)
            }
            _ => Err(VaultError::NotFound),
        }
    }
}
