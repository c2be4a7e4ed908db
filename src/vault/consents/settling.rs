//! What becomes of a case's referrals when its consents change: a referral stays, rests on another consent with card and contact
//! cut to it, or is taken back, and then its receiver's keys are destroyed. In the transaction that changes the consents.

use zeroize::Zeroizing;

use super::super::Vault;
use super::super::client::{Card, VaultError};
use super::super::placing::{self, CARD, CONTACT};
use super::super::seal::{Sealed, Sealer, Thing};
use super::{CONSENT, Codes, id_of};
use crate::crypto::{SealingPublic, token};
use crate::domain::consent::rows::Says;
use crate::domain::consent::{ConsentBook, Leave, Recipient, Scope};
use crate::domain::pathway::Pathway;
use crate::domain::referral::clocks::cut;
use crate::domain::referral::contact::Contact;
use crate::domain::referral::{By, Event, RecallReason, ReferralState, transition};
use crate::domain::words::{Custody, KeyPurpose};
use crate::store::audit::Entry;
use crate::store::referrals::ReferralRow;
use crate::store::referrals::withdrawal::{Withdrawal, Withdrawn, withdraw};
use crate::store::{Conn, consents, records, referrals};

/// What a case's referrals are measured by.
pub struct Settling {
    /// The case.
    pub case: String,
    /// The agency that owns it.
    pub agency: String,
    /// What is in force from now on, recipients by agencies' ids.
    pub book: ConsentBook,
    /// What was refused now.
    pub noes: Vec<Scope>,
    /// What was agreed to now, confirmed or not: who, and for which service.
    pub spoken: Vec<(Recipient, String)>,
    /// Consents that ended now.
    pub ended: Vec<String>,
    /// Whether everything ended, also what could not be read.
    pub all: bool,
    /// Whether what is covered by nothing any more is taken back. Not where something was only confirmed.
    pub recalls: bool,
}

/// What became of a case's referrals.
#[derive(Default)]
pub struct Settled {
    /// The audit of it, as far as steps have not written theirs.
    pub entries: Vec<Entry>,
    /// How many referrals changed.
    pub referrals: usize,
}

/// What becomes of one referral.
enum Fate {
    Stays,
    Rests(Leave),
    Recalled,
}

impl Settling {
    /// Of a form, or of what somebody says in the place of one.
    pub fn of(case: &str, agency: &str, says: &Says, codes: &Codes, at: i64) -> Self {
        let refused = says.refused.iter();
        let noes = refused.filter_map(|no| {
            let recipient = id_of(&no.recipient, codes)?;
            Some(Scope::no(recipient, no.service.clone(), "", at))
        });
        let rows = says.rows.iter();
        Self {
            case: case.to_owned(),
            agency: agency.to_owned(),
            book: ConsentBook::default(),
            noes: noes.collect(),
            // Somebody whom nobody here knows is none of those who were told: these are passed over all the same.
            spoken: rows
                .map(|row| {
                    let known = id_of(&row.recipient, codes);
                    (
                        known.unwrap_or_else(|| row.recipient.clone()),
                        row.service.clone(),
                    )
                })
                .collect(),
            ended: Vec::new(),
            all: says.takes_all_back(),
            recalls: true,
        }
    }

    fn fate(&self, row: &ReferralRow, service: &str, now: i64) -> Fate {
        if self.all {
            return Fate::Recalled;
        }
        let rests_on = row.consent_id.as_deref().unwrap_or_default();
        let to = Recipient::Agency(row.to_agency.clone());
        let refused = self.noes.iter().any(|no| no.touches(&to, service));
        let about = |(_, spoken): &&(Recipient, String)| spoken == service;
        let mut spoken = self.spoken.iter().filter(about).peekable();
        let passed_over =
            spoken.peek().is_some() && !spoken.any(|(who, _)| who.is_or_any(&row.to_agency));
        if !refused && !passed_over && !self.ended.iter().any(|id| id == rests_on) {
            return Fate::Stays;
        }
        match self.book.covers(&row.to_agency, service, now) {
            Some(leave) if leave.consent == rests_on => Fate::Stays,
            Some(leave) => Fate::Rests(leave),
            None if self.recalls => Fate::Recalled,
            None => Fate::Stays,
        }
    }
}

impl Vault {
    /// Settles the referrals of a case.
    ///
    /// # Errors
    /// When the database refuses, or sealing fails.
    pub(in crate::vault) fn settle(
        &self,
        conn: &mut Conn,
        settling: &Settling,
        pathway: &Pathway,
        actor: Option<i64>,
        now: i64,
    ) -> Result<Settled, VaultError> {
        let mut settled = Settled::default();
        for (row, label) in consents::referrals_of(conn, &settling.case)? {
            let named = pathway
                .services()
                .iter()
                .find(|one| self.queue_label(&row.to_agency, &one.code)[..] == label[..]);
            let service = named.map_or("", |one| one.code.as_str());
            let act = match settling.fate(&row, service, now) {
                Fate::Stays => continue,
                Fate::Rests(leave) if self.cut(conn, settling, &row, &leave, pathway, now)? => {
                    "referral.cut"
                }
                Fate::Rests(_) if !settling.recalls => continue,
                // A card that cannot be cut is told to nobody any more.
                Fate::Rests(_) | Fate::Recalled => match take_back(conn, &row, actor, now)? {
                    Withdrawn::Recalled => {
                        settled.referrals += 1;
                        continue;
                    }
                    Withdrawn::Revoked(_, 0) => continue,
                    Withdrawn::Revoked(..) => "referral.revoke",
                },
            };
            settled.referrals += 1;
            settled.entries.push(Entry {
                at: now,
                actor_id: actor,
                actor_kind: actor.map_or("vault", |_| "user").into(),
                agency_id: Some(settling.agency.clone()),
                action: act.into(),
                object_kind: "referral".into(),
                object_id: row.id,
                result: "done".into(),
                note: Some(RecallReason::Withdrawn.as_str().into()),
                ..Entry::default()
            });
        }
        Ok(settled)
    }

    /// Lets a referral rest on this consent, and seals its card and contact anew with what is still agreed to. False: it cannot
    /// be. It was answered meanwhile; its card does not open here; its receiver's keys to it were destroyed; or the receiver
    /// reads on a machine of its own, which has the card already and is told of no other.
    fn cut(
        &self,
        conn: &mut Conn,
        settling: &Settling,
        row: &ReferralRow,
        leave: &Leave,
        pathway: &Pathway,
        now: i64,
    ) -> Result<bool, VaultError> {
        let held = referrals::hold(conn, &row.id)?;
        let Some(row) = held.as_ref().filter(|row| can_be_taken_back(row)) else {
            return Ok(false);
        };
        let theirs = consents::opened_by(conn, &row.record_id, &row.to_agency)?;
        if theirs.is_empty() {
            return Ok(false);
        }
        let elsewhere = theirs.iter().any(|one| one == Custody::AgencyHeld.as_str());
        if elsewhere && ends(conn, row)?.is_none_or(|end| leave.expires_at < end) {
            return Ok(false);
        }
        let Some(plain) = self.sealed_before(conn, settling, &row.record_id)? else {
            return Ok(false);
        };
        let card: Card = serde_json::from_slice(&plain)
            .map_err(|_| VaultError::Internal("a sealed card does not parse"))?;
        let smaller = Card {
            triage: cut(&card.triage, &leave.agreed, |name| pathway.class_of(name)),
            ..card.clone()
        };
        let contact_before = match &row.contact_record_id {
            Some(old) => match self.sealed_before(conn, settling, old)? {
                Some(plain) => Some((old, plain)),
                None => return Ok(false),
            },
            None => None,
        };
        let lines: Option<Contact> = contact_before
            .as_ref()
            .map(|(_, plain)| serde_json::from_slice(plain))
            .transpose()
            .map_err(|_| VaultError::Internal("a sealed contact does not parse"))?;
        let fewer = lines.as_ref().map(|lines| lines.cut_to(&leave.agreed));
        let shrinks = smaller.triage != card.triage || fewer != lines;
        if elsewhere && shrinks {
            return Ok(false);
        }
        let (mut record, mut contact) = (row.record_id.clone(), row.contact_record_id.clone());
        let mut gone = Vec::new();
        if smaller.triage != card.triage {
            record = self.seal_anew(conn, settling, row, CARD, &placing::json(&smaller)?, now)?;
            gone.push(&row.record_id);
        }
        if let (Some((old, _)), Some(fewer), true) = (contact_before, &fewer, fewer != lines) {
            let plain = placing::json(fewer)?;
            contact = Some(self.seal_anew(conn, settling, row, CONTACT, &plain, now)?);
            gone.push(old);
        }
        consents::repoint(conn, &row.id, &leave.consent, &record, contact.as_deref())?;
        for old in gone {
            records::delete(conn, old)?;
        }
        Ok(true)
    }

    /// What was sealed; none if it does not open here.
    fn sealed_before(
        &self,
        conn: &mut Conn,
        settling: &Settling,
        record: &str,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let keys = self.keyring.sealing_private(Some(&settling.agency));
        let ids: Vec<&str> = keys.iter().map(|(id, _)| id.as_str()).collect();
        let found = records::with_wraps(conn, &[record], &ids)?.pop();
        let Some((record, Some(wrap))) = found else {
            return Ok(None);
        };
        Ok(self.open_one(&keys, &record, &wrap).ok().flatten())
    }

    fn seal_anew(
        &self,
        conn: &mut Conn,
        settling: &Settling,
        row: &ReferralRow,
        kind: &str,
        plaintext: &[u8],
        now: i64,
    ) -> Result<String, VaultError> {
        let (mut sealer, mut sealed) = (Sealer::new(&self.blobs), Sealed::default());
        let thing = Thing {
            agency: Some(&settling.agency),
            submission: &row.submission_id,
            kind,
            plaintext,
        };
        let readers = self.readers(&settling.agency, &row.to_agency);
        let record = sealed
            .add(&mut sealer, &thing, &readers, now)
            .map_err(|_| placing::failed())?;
        records::insert(conn, &sealed.records, &sealed.wraps)?;
        Ok(record)
    }

    /// Who reads a card from one agency to another: the receiver, and the sender, who sees what it told.
    pub(in crate::vault) fn readers(&self, from: &str, to: &str) -> Vec<(String, SealingPublic)> {
        let key = |agency| self.keyring.sealing_public(Some(agency), KeyPurpose::Cases);
        let mut readers = Vec::from_iter(key(to));
        if from != to {
            readers.extend(key(from));
        }
        readers
    }
}

/// Whether a withdrawal takes it back from where it stands; only then it may be cut instead.
fn can_be_taken_back(row: &ReferralRow) -> bool {
    let state: Result<ReferralState, _> = row.state.parse();
    let recall = Event::Recall(RecallReason::Withdrawn);
    state.is_ok_and(|from| transition(from, recall, By::Withdrawal).is_ok())
}

/// When the consent ends on which a referral rests, as whoever reads it was told.
fn ends(conn: &mut Conn, row: &ReferralRow) -> Result<Option<i64>, VaultError> {
    let consent = match &row.consent_id {
        Some(id) => consents::by_id(conn, id)?,
        None => None,
    };
    Ok(consent.map(|one| one.expires_at))
}

/// Takes a referral back, in the one way that there is.
fn take_back(
    conn: &mut Conn,
    row: &ReferralRow,
    actor: Option<i64>,
    now: i64,
) -> Result<Withdrawn, VaultError> {
    let withdrawal = Withdrawal {
        referral: &row.id,
        id: token::new_id(),
        actor,
        actor_kind: actor.map_or("vault", |_| "user"),
        now,
    };
    Ok(withdraw(conn, &withdrawal)?)
}

/// Audit of what became of consents: never why, which stands sealed.
pub(in crate::vault) fn entry(
    agency: &str,
    action: &str,
    consent: &str,
    actor: Option<i64>,
    now: i64,
) -> Entry {
    Entry {
        at: now,
        actor_id: actor,
        actor_kind: actor.map_or("vault", |_| "user").into(),
        agency_id: Some(agency.to_owned()),
        action: action.into(),
        object_kind: CONSENT.into(),
        object_id: consent.into(),
        result: "done".into(),
        ..Entry::default()
    }
}
