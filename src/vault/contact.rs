//! Contact of an accepted referral, line by line: each opening asks the policy, the referral's state and the consent anew, says
//! for what, and stands in the audit with the class of what was seen (never with the line's name, which would tell of the
//! service). The rules of contact come first, whatever is asked.

use super::Vault;
use super::client::{ContactName, Reply, VaultError};
use super::reading::refused;
use crate::domain::policy::{self, Action, Actor, Denied, Resource};
use crate::domain::referral::contact::{Contact, Line};
use crate::domain::referral::{Purpose, ReferralState};
use crate::store::audit::Entry;
use crate::store::referrals::{self, ReferralRow};
use crate::store::{Conn, audit, records};

impl Vault {
    pub(super) fn contact(&self, session: &str, id: &str) -> Result<Reply, VaultError> {
        let (_, _, contact) = self.opened_contact(session, id)?;
        let names = contact.iter().flat_map(Contact::names);
        Ok(Reply::Contact(
            names
                .map(|(field, class, why)| ContactName {
                    field: field.to_owned(),
                    class,
                    why: why.to_owned(),
                })
                .collect(),
        ))
    }

    pub(super) fn reveal(
        &self,
        session: &str,
        id: &str,
        field: &str,
        purpose: Purpose,
    ) -> Result<Reply, VaultError> {
        let (actor, row, contact) = self.opened_contact(session, id)?;
        let lines = contact.as_ref().and_then(|contact| contact.open(field));
        let lines: Vec<Line> = match lines {
            Some(lines) => lines.into_iter().cloned().collect(),
            None => return Err(VaultError::NotFound),
        };
        let agency = actor.agency.as_deref();
        let entries: Vec<Entry> = lines
            .iter()
            .map(|line| Entry {
                class: Some(line.class.as_str().into()),
                purpose: Some(purpose.as_str().into()),
                ..self.entry(
                    &actor,
                    agency,
                    "referral.reveal",
                    "referral",
                    &row.id,
                    "done",
                )
            })
            .collect();
        let (id, state, record) = (row.id, row.state, row.contact_record_id);
        self.store
            .write_now("audit_reveal", move |conn: &mut Conn| {
                // Taken back while it was opened: nothing is shown.
                let here = referrals::by_id(conn, &id)?.ok_or(VaultError::NotFound)?;
                if here.state != state && !opens(&here) {
                    return Err(stands(&here));
                }
                // Less was agreed to meanwhile.
                if here.contact_record_id != record {
                    return Err(VaultError::Moved(here.state));
                }
                Ok::<_, VaultError>(audit::append_many(conn, &entries)?)
            })?;
        Ok(Reply::Revealed(lines))
    }

    fn opened_contact(
        &self,
        session: &str,
        id: &str,
    ) -> Result<(Actor, ReferralRow, Option<Contact>), VaultError> {
        let (actor, row) = self.concerned(session, id)?;
        let received = Resource::Received { by: &row.to_agency };
        match policy::may(&actor, Action::ReferralReveal, received) {
            Ok(_) => {}
            Err(Denied::Hidden) => return Err(VaultError::NotFound),
            Err(denied) => return Err(refused(denied)),
        }
        let (consent, now) = (row.consent_id.clone(), self.now());
        let ends = self.store.read_now("contact", move |conn| {
            Ok::<_, VaultError>(match &consent {
                Some(consent) => records::consent_ends(conn, &[consent])?.pop(),
                None => None,
            })
        })?;
        if !opens(&row) {
            return Err(stands(&row));
        }
        if row.consent_id.is_some() && ends.is_none_or(|(_, end)| end <= now) {
            return Err(VaultError::Stands {
                state: row.state,
                why: Some("the consent has ended".into()),
            });
        }
        let Some(record) = row.contact_record_id.clone() else {
            return Ok((actor, row, None));
        };
        let record = [record];
        self.spend(session, &actor, &record)?;
        let mut opened = self.open_records(actor.agency.as_deref(), &record)?;
        let plain = opened
            .remove(&record[0])
            .flatten()
            .ok_or(VaultError::Locked)?;
        let contact = serde_json::from_slice(&plain)
            .map_err(|_| VaultError::Internal("a sealed contact does not parse"))?;
        Ok((actor, row, Some(contact)))
    }
}

fn opens(row: &ReferralRow) -> bool {
    let state = row.state.parse::<ReferralState>();
    state.is_ok_and(ReferralState::opens_contact)
}

fn stands(row: &ReferralRow) -> VaultError {
    VaultError::Stands {
        state: row.state.clone(),
        why: Some("contact opens after it is accepted".into()),
    }
}
