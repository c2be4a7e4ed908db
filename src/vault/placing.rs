//! From facts to referrals: rules, consent gate, provider, projection; each card sealed to who receives it.
//! The rules themselves are the domain's; here they meet the keys.

use std::collections::HashMap;

use parking_lot::Mutex;

use super::client::{Card, VaultError};
use super::seal::{Sealed, Sealer, Thing};
use super::{Vault, pathway};
use crate::crypto::{SealingPublic, digest, token};
use crate::domain::consent::triage_consent;
use crate::domain::facts::Facts;
use crate::domain::referral::{self, ReferralState};
use crate::domain::routing::{OwnThenFirst, Provider, Routing, route};
use crate::domain::words::{KeyPurpose, Urgency};
use crate::store::records::ConsentRow;
use crate::store::referrals::{self, ReferralRow};
use crate::store::{Conn, agencies};

/// Queues by their labels, as far as they were met: a queue never goes away, so two statements a referral are saved.
#[derive(Default)]
pub struct KnownQueues(Mutex<HashMap<[u8; 32], String>>);

impl KnownQueues {
    /// Remembers queues whose making is committed.
    pub fn remember(&self, found: HashMap<[u8; 32], String>) {
        if !found.is_empty() {
            self.0.lock().extend(found);
        }
    }

    fn get(&self, label: &[u8; 32]) -> Option<String> {
        self.0.lock().get(label).cloned()
    }
}

/// What placing one submission writes.
#[derive(Default)]
pub struct Placed {
    /// The consent that referrals rest on.
    pub consent: Option<ConsentRow>,
    /// Referrals and held items.
    pub referrals: Vec<PlannedReferral>,
}

/// A referral whose queue is found when it is written.
pub struct PlannedReferral {
    submission: String,
    from: String,
    to: String,
    service: String,
    urgency: Urgency,
    state: ReferralState,
    consent: Option<String>,
    record: String,
}

/// What the rules decided, sealed to the agency that collected it.
#[derive(serde::Serialize)]
struct Decision<'a> {
    pathway: &'a str,
    rules: Vec<&'a str>,
    unplaced: &'a [String],
    consent: Option<ConsentText<'a>>,
}

#[derive(serde::Serialize)]
struct ConsentText<'a> {
    services: &'a [String],
    classes: &'a [crate::domain::words::DataClass],
    given_at: i64,
    expires_at: i64,
}

/// A screening that was opened, and what placing it needs.
pub struct Screening<'a> {
    /// The vault.
    pub vault: &'a Vault,
    /// The agency that collected it.
    pub agency: &'a str,
    /// Its submission's id.
    pub submission: &'a str,
    /// What it says.
    pub facts: &'a Facts,
    /// Who offers what.
    pub providers: &'a [Provider],
    /// The collecting agency's own readers.
    pub own: &'a [(String, SealingPublic)],
    /// Now.
    pub now: i64,
}

impl Screening<'_> {
    /// Places it. Everything that leaves is sealed to its receiver here; nothing is stored yet.
    ///
    /// # Errors
    /// When sealing fails.
    pub fn place(
        &self,
        sealer: &mut Sealer<'_>,
        sealed: &mut Sealed,
    ) -> Result<Placed, VaultError> {
        let Self {
            vault,
            agency,
            facts,
            providers,
            own,
            now,
            ..
        } = *self;
        let fired = vault.pathway.evaluate(facts);
        if fired.is_empty() {
            return Ok(Placed::default());
        }
        let consent = triage_consent(facts, &fired, now);
        let routing = Routing {
            fired: &fired,
            facts,
            own_agency: agency,
            providers,
            consent: consent.as_ref(),
            legal_duty: None,
            now,
        };
        let outcome = route(&routing, &OwnThenFirst);
        let decision = Decision {
            pathway: pathway::VERSION,
            rules: fired.iter().map(|f| f.rule.id.as_str()).collect(),
            unplaced: &outcome.unplaced,
            consent: consent.as_ref().map(|c| ConsentText {
                services: c.services(),
                classes: c.classes(),
                given_at: c.given_at(),
                expires_at: c.expires_at(),
            }),
        };
        let record = self.seal("decision", &json(&decision)?, own, sealer, sealed)?;
        let consent = consent.map(|c| ConsentRow {
            id: token::new_id(),
            agency_id: agency.to_owned(),
            submission_id: self.submission.to_owned(),
            record_id: record,
            expires_at: c.expires_at(),
            created_at: now,
        });
        let mut placed = Placed {
            consent,
            referrals: Vec::new(),
        };
        for one in outcome.referrals {
            let crosses = one.to_agency != agency;
            let receiver = vault
                .keyring
                .sealing_public(Some(&one.to_agency), KeyPurpose::Cases);
            let mut readers = Vec::from_iter(receiver);
            if crosses {
                // The sender sees what it told.
                readers.extend(own.iter().cloned());
            }
            let card = Card {
                services: vec![one.service.clone()],
                service: one.service,
                triage: one.card,
            };
            placed.referrals.push(PlannedReferral {
                record: self.seal("card", &json(&card)?, &readers, sealer, sealed)?,
                submission: self.submission.to_owned(),
                from: agency.to_owned(),
                to: one.to_agency,
                service: card.service,
                urgency: one.urgency,
                state: ReferralState::Sent,
                consent: placed.consent.as_ref().map(|c| c.id.clone()),
            });
        }
        if let Some(held) = outcome.held {
            let card = Card {
                service: held.service,
                services: held.services,
                triage: held.card,
            };
            placed.referrals.push(PlannedReferral {
                record: self.seal("card", &json(&card)?, own, sealer, sealed)?,
                submission: self.submission.to_owned(),
                from: agency.to_owned(),
                to: agency.to_owned(),
                // Held items have a queue of their own: the same service may stand beside them as a referral.
                service: format!("held {}", card.service),
                urgency: held.urgency,
                state: ReferralState::Held,
                consent: None,
            });
        }
        Ok(placed)
    }

    fn seal(
        &self,
        kind: &str,
        plaintext: &[u8],
        readers: &[(String, SealingPublic)],
        sealer: &mut Sealer<'_>,
        sealed: &mut Sealed,
    ) -> Result<String, VaultError> {
        let thing = Thing {
            agency: Some(self.agency),
            submission: self.submission,
            kind,
            plaintext,
        };
        sealed
            .add(sealer, &thing, readers, self.now)
            .map_err(|_| failed())
    }
}

/// The row of a planned referral, in its queue. `met` gathers queues that may be remembered after the commit.
///
/// # Errors
/// When the database refuses.
pub fn stored(
    conn: &mut Conn,
    vault: &Vault,
    planned: &PlannedReferral,
    met: &mut HashMap<[u8; 32], String>,
    now: i64,
) -> Result<ReferralRow, VaultError> {
    let label = format!("{}\n{}", planned.to, planned.service);
    let mac = digest::hmac_sha256(&vault.routing_key, label.as_bytes());
    let queue = match met.get(&mac).cloned().or_else(|| vault.queues.get(&mac)) {
        Some(queue) => queue,
        None => {
            let queue = referrals::queue(conn, &planned.to, &mac, &token::random_id(), now)?;
            met.insert(mac, queue.clone());
            queue
        }
    };
    let clocks = referral::clocks(planned.urgency, now);
    Ok(ReferralRow {
        id: token::random_id(),
        submission_id: planned.submission.clone(),
        queue_id: queue,
        from_agency: planned.from.clone(),
        to_agency: planned.to.clone(),
        consent_id: planned.consent.clone(),
        urgency: planned.urgency.as_str().to_owned(),
        state: planned.state.as_str().to_owned(),
        record_id: planned.record.clone(),
        see_by: clocks.see_by,
        decide_by: clocks.decide_by,
        sent_at: now,
        seen_at: None,
        decided_at: None,
    })
}

/// Enabled agencies that have a key to seal to, by service.
///
/// # Errors
/// When the database refuses.
pub fn providers(conn: &mut Conn, vault: &Vault) -> Result<Vec<Provider>, VaultError> {
    let all = agencies::enabled_providers(conn)?;
    Ok(all
        .into_iter()
        .filter(|(agency, _)| {
            vault
                .keyring
                .sealing_public(Some(agency), KeyPurpose::Cases)
                .is_some()
        })
        .map(|(agency, service)| Provider { agency, service })
        .collect())
}

fn json(value: &impl serde::Serialize) -> Result<zeroize::Zeroizing<Vec<u8>>, VaultError> {
    serde_json::to_vec(value)
        .map(zeroize::Zeroizing::new)
        .map_err(|_| failed())
}

fn failed() -> VaultError {
    VaultError::Internal("sealing failed")
}
