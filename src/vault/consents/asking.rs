//! What people do with a case's consents: see them, confirm what waits, take back, ask for what nobody agreed to. The vault
//! asks the policy itself; each act is audited in its transaction. Taking back needs no open key: it is never kept waiting.

use super::super::Vault;
use super::super::client::{ConsentView, NewBypass, Reply, VaultError};
use super::super::home;
use super::super::seal::{Sealed, Sealer};
use super::reweighing::REWEIGH;
use super::settling::{Settling, entry};
use super::{Belongs, CONSENT, CaseConsents, Codes, codes, seal_new};
use crate::domain::consent::change::New;
use crate::domain::consent::rows::{LONGEST_FOR_SAFETY, No, Says};
use crate::domain::consent::{
    Approval, Basis, ConsentState, Recipient, Scope, VITAL_APPROVAL, WithdrawReason,
};
use crate::domain::legal_duty::LAW_ENFORCEMENT;
use crate::domain::policy::{self, Action, Actor, Denied, Resource};
use crate::domain::words::{DataClass, KeyPurpose};
use crate::store::audit::Entry;
use crate::store::cases::CaseRow;
use crate::store::records::ConsentRow;
use crate::store::{Conn, audit, cases, casework, consents, jobs, records, settings};

/// Consents listed at most.
const MOST: i64 = 1_000;
/// What an act without a form is said in: in no form.
const ACT: &str = "";

/// Where somebody stands before the consents of a case.
struct Before {
    actor: Actor,
    case: CaseRow,
    /// Whether they may look into it for an hour.
    looks: bool,
}

impl Vault {
    /// The consents of a case with what they say.
    pub(in crate::vault) fn list_consents(
        &self,
        session: &str,
        case: &str,
    ) -> Result<Reply, VaultError> {
        let before = self.before(session, case, Action::ConsentRead)?;
        let id = case.to_owned();
        let (rows, kinds) = self.store.read_now("list_consents", move |conn| {
            let rows = consents::of_case(conn, &id, MOST)?;
            let ids: Vec<&str> = rows.iter().map(|row| row.record_id.as_str()).collect();
            let kinds = records::kinds(conn, &ids)?;
            Ok::<_, VaultError>((rows, kinds))
        })?;
        let said = |row: &&ConsentRow| {
            kinds
                .get(&row.record_id)
                .is_some_and(|kind| kind == CONSENT)
        };
        let wanted: Vec<String> = rows
            .iter()
            .filter(said)
            .map(|row| row.record_id.clone())
            .collect();
        self.spend(session, &before.actor, &wanted)?;
        let mut opened = self.open_records(Some(&before.case.agency_id), &wanted)?;
        let views = rows.iter().map(|row| {
            let plain = opened.remove(&row.record_id).flatten();
            ConsentView {
                id: row.id.clone(),
                state: row.state.clone(),
                basis: row.basis.clone(),
                approval: row.approval.clone(),
                scope: plain.and_then(|plain| serde_json::from_slice(&plain).ok()),
                screening: !said(&row),
                created_at: row.created_at,
                expires_at: row.expires_at,
                asked_by: row.asked_by,
                confirmed_by: row.confirmed_by,
                confirmed_at: row.confirmed_at,
                withdrawn_by: row.withdrawn_by,
                withdrawn_at: row.withdrawn_at,
            }
        });
        let views = views.collect();
        let read = Entry {
            class: Some(DataClass::D1.as_str().into()),
            purpose: Some("consent".into()),
            object_kind: "case".into(),
            ..before.entry("consent.read", case, self.now())
        };
        self.store
            .write_now("vault_audit", move |conn: &mut Conn| {
                Ok::<_, VaultError>(audit::append(conn, &read)?)
            })?;
        Ok(Reply::Consents(views))
    }

    /// Confirms a proposed consent: it is in force, and the case is weighed again.
    pub(in crate::vault) fn confirm_consent(
        &self,
        session: &str,
        case: &str,
        consent: &str,
    ) -> Result<Reply, VaultError> {
        let before = self.before(session, case, Action::ConsentConfirm)?;
        let (id, now) = (consent.to_owned(), self.now());
        let case = case.to_owned();
        let reply = self
            .store
            .write_now("confirm_consent", move |conn: &mut Conn| {
                before.still(conn)?;
                let row = consents::by_id(conn, &id)?
                    .filter(|row| row.case_id.as_ref() == Some(&case))
                    .ok_or(VaultError::NotFound)?;
                if settings::value(conn, home::AGENCY)?.is_some() {
                    return Err(VaultError::Unusable(
                        "consents are confirmed at the hub; an agency's own machine cannot yet"
                            .into(),
                    ));
                }
                if row.state != ConsentState::Proposed.as_str() {
                    return Err(VaultError::Moved(row.state));
                }
                if ends_at(&row) <= now {
                    return Err(VaultError::Moved(ConsentState::Expired.as_str().into()));
                }
                if !before.suffices(&row)? {
                    consents::ask(conn, &row.id, before.actor.id)?;
                    audit::append(conn, &before.entry("consent.ask", &id, now))?;
                    return Ok(Reply::OneMore);
                }
                if !consents::confirm(conn, &id, before.actor.id, now)? {
                    return Err(VaultError::Moved("changed".into()));
                }
                jobs::enqueue(conn, REWEIGH, &case, now, now)?;
                audit::append(conn, &before.entry("consent.confirm", &id, now))?;
                Ok(Reply::Done)
            })?;
        Ok(reply)
    }

    /// Takes back everything that was agreed to in a case, or what concerns one recipient; referrals with it.
    pub(in crate::vault) fn withdraw_consent(
        self: &std::sync::Arc<Self>,
        session: &str,
        case: &str,
        recipient: Option<&str>,
        reason: WithdrawReason,
    ) -> Result<Reply, VaultError> {
        let before = self.before(session, case, Action::ConsentWithdraw)?;
        let now = self.now();
        let (codes, submission) = self.codes_and_submission(case)?;
        let recipient = match recipient {
            Some(code) => Recipient::Agency(known(&codes, code)?),
            None => Recipient::Any,
        };
        let says = Says {
            refused: vec![No {
                recipient,
                service: None,
            }],
            ..Says::default()
        };
        // What cannot be opened now stands against the refusal all the same; only its row does not say so yet.
        let read = match self.consents_of(&before.case.agency_id, case) {
            Ok((read, _)) => read,
            Err(VaultError::Locked) => CaseConsents::default(),
            Err(error) => return Err(error),
        };
        let mut change = read.change(&says, ACT, now);
        // Why is sealed with the refusal; nothing of it stands in the audit.
        for one in &mut change.new {
            one.scope.withdrawn = Some(reason);
        }
        let (new, sealed) = self.sealed_for(&before, &submission, &change.new, None, now)?;
        let settling = Settling::of(case, &before.case.agency_id, &says, &codes, now);
        let pathway = self.pathways.at(now);
        let (vault, case) = (self.clone(), case.to_owned());
        self.store
            .write_now("withdraw_consent", move |conn: &mut Conn| {
                before.still(conn)?;
                let ended = match settling.all {
                    true => consents::ids_of_case(conn, &case)?,
                    false => change.ended.clone(),
                };
                records::insert(conn, &sealed.records, &sealed.wraps)?;
                records::insert_consents(conn, &new)?;
                let actor = before.actor.id;
                let count = consents::withdraw(conn, &ended, Some(actor), now)?;
                let settled = vault.settle(conn, &settling, &pathway.pathway, Some(actor), now)?;
                let mut entries: Vec<Entry> = ended
                    .iter()
                    .map(|id| before.entry("consent.withdraw", id, now))
                    .collect();
                entries.extend(
                    new.iter()
                        .map(|row| before.entry("consent.refuse", &row.id, now)),
                );
                let referrals = settled.referrals;
                entries.extend(settled.entries);
                audit::append_many(conn, &entries)?;
                Ok::<_, VaultError>(Reply::Withdrawn {
                    consents: count,
                    referrals,
                })
            })
    }

    /// Asks for a consent on another basis than the person's agreement: proposed, until a second person agrees.
    pub(in crate::vault) fn ask_consent(
        &self,
        session: &str,
        case: &str,
        ask: &NewBypass,
    ) -> Result<Reply, VaultError> {
        let before = self.before(session, case, Action::ConsentAsk)?;
        let now = self.now();
        let (codes, submission) = self.codes_and_submission(case)?;
        let recipient = match &ask.recipient {
            Some(code) => Recipient::Agency(known(&codes, code)?),
            None => Recipient::Any,
        };
        let pathway = self.pathways.at(now);
        let service = pathway.pathway.service(&ask.service);
        if service.is_none_or(|one| !one.leaves || one.code == LAW_ENFORCEMENT) {
            return Err(VaultError::Unusable(
                "the service is none that may be asked for this way".into(),
            ));
        }
        let Some(allowed) = ask.basis.least() else {
            return Err(VaultError::Unusable(
                "what a person agreed to comes by their form".into(),
            ));
        };
        if ask.data.is_empty() || !ask.data.iter().all(|word| allowed.contains(word)) {
            let words: Vec<&str> = allowed.iter().map(|word| word.as_str()).collect();
            return Err(VaultError::Unusable(format!(
                "without agreement only the least may be told: {}",
                words.join(", ")
            )));
        }
        let scope = Scope {
            service: Some(ask.service.clone()),
            data: ask.data.iter().copied().collect(),
            basis: ask.basis,
            expires_at: now + LONGEST_FOR_SAFETY,
            reason: Some(ask.reason),
            ..Scope::no(recipient, None, ACT, now)
        };
        let new = [New {
            scope,
            state: ConsentState::Proposed,
            approval: Approval::Two,
        }];
        let (rows, sealed) =
            self.sealed_for(&before, &submission, &new, Some(before.actor.id), now)?;
        self.store.write_now("ask_consent", move |conn: &mut Conn| {
            before.still(conn)?;
            records::insert(conn, &sealed.records, &sealed.wraps)?;
            records::insert_consents(conn, &rows)?;
            for row in &rows {
                audit::append(conn, &before.entry("consent.ask", &row.id, now))?;
            }
            Ok::<_, VaultError>(Reply::OneMore)
        })
    }

    /// Marks consents whose time is over, and what nobody approved in time.
    ///
    /// # Errors
    /// When the database refuses.
    pub(in crate::vault) fn end_consents(&self) -> Result<(), VaultError> {
        let now = self.now();
        let vital = Basis::VitalInterest.as_str();
        let over = self.store.read_now("consents_over", move |conn| {
            Ok::<_, VaultError>(consents::ended(
                conn,
                now,
                vital,
                now - VITAL_APPROVAL,
                MOST,
            )?)
        })?;
        if over.is_empty() {
            return Ok(());
        }
        self.store
            .write_now("end_consents", move |conn: &mut Conn| {
                let ids: Vec<String> = over.iter().map(|row| row.id.clone()).collect();
                let cases: Vec<&str> = over
                    .iter()
                    .filter_map(|row| row.case_id.as_deref())
                    .collect();
                consents::lock(conn, &cases)?;
                consents::expire(conn, &ids, now)?;
                let ended =
                    |row: &ConsentRow| entry(&row.agency_id, "consent.expire", &row.id, None, now);
                let entries: Vec<Entry> = over.iter().map(ended).collect();
                Ok::<_, VaultError>(audit::append_many(conn, &entries)?)
            })
    }

    /// Who asks, and the case, if they may do this with its consents. To everybody else it does not exist.
    fn before(&self, session: &str, case: &str, action: Action) -> Result<Before, VaultError> {
        let actor = self.person(session)?;
        let (id, who, now) = (case.to_owned(), actor.id, self.now());
        let (row, looks) = self.store.read_now("case_of_consents", move |conn| {
            let row = cases::by_ids(conn, &[&id])?.pop();
            Ok::<_, VaultError>((row, casework::looks(conn, &id, who, now)?))
        })?;
        let before = Before {
            actor,
            case: row.ok_or(VaultError::NotFound)?,
            looks,
        };
        match policy::may(&before.actor, action, before.resource()) {
            Ok(_) => Ok(before),
            Err(Denied::Hidden) => Err(VaultError::NotFound),
            Err(Denied::Forbidden) => Err(VaultError::Denied),
            Err(Denied::SecondFactor) => Err(VaultError::SecondFactor),
        }
    }

    fn codes_and_submission(&self, case: &str) -> Result<(Codes, String), VaultError> {
        let id = case.to_owned();
        self.store.read_now("submission_of_case", move |conn| {
            let submission = consents::first_submission(conn, &id)?.ok_or(VaultError::NotFound)?;
            Ok::<_, VaultError>((codes(conn)?, submission))
        })
    }

    fn sealed_for(
        &self,
        before: &Before,
        submission: &str,
        new: &[New],
        asked_by: Option<i64>,
        now: i64,
    ) -> Result<(Vec<ConsentRow>, Sealed), VaultError> {
        let agency = &before.case.agency_id;
        let reader = self
            .keyring
            .sealing_public(Some(agency), KeyPurpose::Cases)
            .ok_or(VaultError::Locked)?;
        let belongs = Belongs {
            agency,
            case: &before.case.id,
            submission,
            asked_by,
            readers: &[reader],
            now,
        };
        let mut sealed = Sealed::default();
        let rows = seal_new(new, &belongs, &mut Sealer::new(&self.blobs), &mut sealed)?;
        Ok((rows, sealed))
    }
}

impl Before {
    /// Holds the case for this transaction, if it is still that agency's: another may have it by now.
    fn still(&self, conn: &mut Conn) -> Result<(), VaultError> {
        consents::lock(conn, &[&self.case.id])?;
        match consents::is_owned(conn, &self.case.id, &self.case.agency_id)? {
            true => Ok(()),
            false => Err(VaultError::NotFound),
        }
    }

    /// Whether this person's word is enough; false if it is the first of two.
    fn suffices(&self, row: &ConsentRow) -> Result<bool, VaultError> {
        let supervises = policy::may(&self.actor, Action::ConsentApprove, self.resource()).is_ok();
        match row.approval.parse() {
            Ok(Approval::One) => Ok(true),
            Ok(Approval::Supervisor) if supervises => Ok(true),
            Ok(Approval::Two) => match row.asked_by {
                None => Ok(false),
                Some(first) if first != self.actor.id && supervises => Ok(true),
                Some(_) => Err(VaultError::SecondPerson),
            },
            _ => Err(VaultError::Denied),
        }
    }

    fn resource(&self) -> Resource<'_> {
        Resource::Consents {
            agency: &self.case.agency_id,
            caseworker: self.case.caseworker,
            looks: self.looks,
        }
    }

    fn entry(&self, action: &str, consent: &str, now: i64) -> Entry {
        let agency = &self.case.agency_id;
        entry(agency, action, consent, Some(self.actor.id), now)
    }
}

/// Until when a proposed consent can be confirmed.
fn ends_at(row: &ConsentRow) -> i64 {
    match row.basis.parse() {
        Ok(Basis::VitalInterest) => row.expires_at.min(row.created_at + VITAL_APPROVAL),
        _ => row.expires_at,
    }
}

fn known(codes: &Codes, code: &str) -> Result<String, VaultError> {
    match codes.contains_key(code) {
        true => Ok(code.to_owned()),
        false => Err(VaultError::Unusable(
            "there is no agency with this code".into(),
        )),
    }
}
