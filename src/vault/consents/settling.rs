//! What becomes of a case's referrals when its consents change: a referral stays, rests on another consent with a card cut to
//! it, or is taken back, and then its receiver's keys to the card are destroyed. In the transaction that changes the consents.

use super::super::client::{Card, VaultError};
use super::super::seal::{Sealed, Sealer, Thing};
use super::super::{Vault, placing};
use super::{CONSENT, Codes, id_of};
use crate::crypto::{SealingPublic, token};
use crate::domain::consent::rows::Says;
use crate::domain::consent::{Agreed, ConsentBook, Leave, Recipient, Scope};
use crate::domain::pathway::Pathway;
use crate::domain::referral::ReferralState;
use crate::domain::words::{Custody, KeyPurpose};
use crate::store::audit::Entry;
use crate::store::referrals::{ReferralEventRow, ReferralRow};
use crate::store::{Conn, consents, records};

/// Why a referral is taken back; a word of its event.
pub const WITHDRAWN: &str = "consent_withdrawn";

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
    /// Settles the referrals of a case. Answers the audit of it.
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
    ) -> Result<Vec<Entry>, VaultError> {
        let mut entries = Vec::new();
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
                    true => "referral.recall",
                    false => continue,
                },
            };
            entries.push(Entry {
                at: now,
                actor_id: actor,
                actor_kind: actor.map_or("vault", |_| "user").into(),
                agency_id: Some(settling.agency.clone()),
                action: act.into(),
                object_kind: "referral".into(),
                object_id: row.id,
                result: "done".into(),
                note: Some(WITHDRAWN.into()),
                ..Entry::default()
            });
        }
        Ok(entries)
    }

    /// Lets a referral rest on this consent, and seals its card anew with what is still agreed to. False: it cannot be. It was
    /// answered meanwhile; its card does not open here; its receiver's keys to it were destroyed; or the receiver reads on a
    /// machine of its own, which has the card already and is told of no other.
    fn cut(
        &self,
        conn: &mut Conn,
        settling: &Settling,
        row: &ReferralRow,
        leave: &Leave,
        pathway: &Pathway,
        now: i64,
    ) -> Result<bool, VaultError> {
        let held = consents::hold(conn, &row.id)?;
        let Some(row) = held.filter(|row| consents::is_recallable(&row.state)) else {
            return Ok(false);
        };
        let theirs = consents::opened_by(conn, &row.record_id, &row.to_agency)?;
        if theirs.is_empty() {
            return Ok(false);
        }
        let elsewhere = theirs.iter().any(|one| one == Custody::AgencyHeld.as_str());
        if elsewhere && ends(conn, &row)?.is_none_or(|end| leave.expires_at < end) {
            return Ok(false);
        }
        let keys = self.keyring.sealing_private(Some(&settling.agency));
        let ids: Vec<&str> = keys.iter().map(|(id, _)| id.as_str()).collect();
        let found = records::with_wraps(conn, &[&row.record_id], &ids)?.pop();
        let Some((record, Some(wrap))) = found else {
            return Ok(false);
        };
        let Ok(Some(plain)) = self.open_one(&keys, &record, &wrap) else {
            return Ok(false);
        };
        let card: Card = serde_json::from_slice(&plain)
            .map_err(|_| VaultError::Internal("a sealed card does not parse"))?;
        let smaller = Card {
            triage: card.triage.only(|name| shows(&leave.agreed, name, pathway)),
            ..card.clone()
        };
        if smaller.triage == card.triage {
            return Ok(consents::repoint(
                conn,
                &row.id,
                &leave.consent,
                &row.record_id,
            )?);
        }
        if elsewhere {
            return Ok(false);
        }
        let plain = placing::json(&smaller)?;
        let mut sealer = Sealer::new(&self.blobs);
        let mut sealed = Sealed::default();
        let thing = Thing {
            agency: Some(&settling.agency),
            submission: &row.submission_id,
            kind: "card",
            plaintext: &plain,
        };
        let readers = self.readers(&settling.agency, &row.to_agency);
        let new = sealed
            .add(&mut sealer, &thing, &readers, now)
            .map_err(|_| VaultError::Internal("sealing failed"))?;
        records::insert(conn, &sealed.records, &sealed.wraps)?;
        let cut = consents::repoint(conn, &row.id, &leave.consent, &new)?;
        records::delete(conn, if cut { &row.record_id } else { &new })?;
        Ok(cut)
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

/// A card's own lines stay.
fn shows(agreed: &Agreed, name: &str, pathway: &Pathway) -> bool {
    match pathway.class_of(name) {
        Some(class) => agreed.allows(name, class),
        None => true,
    }
}

/// When the consent ends on which a referral rests, as whoever reads it was told.
fn ends(conn: &mut Conn, row: &ReferralRow) -> Result<Option<i64>, VaultError> {
    let consent = match &row.consent_id {
        Some(id) => consents::by_id(conn, id)?,
        None => None,
    };
    Ok(consent.map(|one| one.expires_at))
}

/// Takes a referral back; false if that was done before.
fn take_back(
    conn: &mut Conn,
    row: &ReferralRow,
    actor: Option<i64>,
    now: i64,
) -> Result<bool, VaultError> {
    let event = ReferralEventRow {
        id: token::new_id(),
        referral_id: row.id.clone(),
        from_state: row.state.clone(),
        to_state: ReferralState::Recalled.as_str().to_owned(),
        actor_id: actor,
        reason: Some(WITHDRAWN.to_owned()),
        at: now,
    };
    Ok(consents::recall(conn, &event)?.changed())
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
