//! From facts to referrals: rules, consent gate, provider, projection; each card sealed to who receives it.
//! The rules themselves are the domain's; here they meet the keys.

use std::collections::HashMap;

use parking_lot::Mutex;

use super::Vault;
use super::client::{Card, VaultError};
use super::pathway::Version;
use super::seal::{Sealed, Sealer, Thing};
use crate::crypto::{SealingPublic, token};
use crate::domain::case_code::CaseCode;
use crate::domain::case_file::Weighing;
use crate::domain::consent::triage_consent;
use crate::domain::facts::Facts;
use crate::domain::pathway::Tasks;
use crate::domain::referral::{self, ReferralState};
use crate::domain::routing::{Held, OwnThenFirst, Planned, Provider, Routing, route};
use crate::domain::words::{KeyPurpose, Stage, Urgency};
use crate::store::records::ConsentRow;
use crate::store::referrals::{self, ReferralRow};
use crate::store::{Conn, agencies};

/// The fact that the server makes: whether the place is cleared for first conversations.
const SITE_CLEAR: &str = "site_clear";

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
    /// The submission that it comes from.
    pub submission: String,
    /// Who sends.
    pub from: String,
    /// Who receives.
    pub to: String,
    /// For what: names the queue.
    pub service: String,
    /// How urgent.
    pub urgency: Urgency,
    /// Sent, or held at home.
    pub state: ReferralState,
    /// The consent that it rests on.
    pub consent: Option<String>,
    /// The sealed card.
    pub record: String,
    /// When the phone got its 201: clocks count from there, however long a key was locked.
    pub received_at: i64,
}

/// What the rules decided and from what, sealed to the agency that collected it.
#[derive(serde::Serialize)]
struct Decision<'a> {
    pathway: &'a str,
    rules: Vec<&'a str>,
    unplaced: &'a [String],
    tasks: &'a Tasks,
    consent: Option<ConsentText<'a>>,
    /// What this submission said; what others of its case said stands in theirs.
    facts: &'a Facts,
}

#[derive(serde::Serialize)]
struct ConsentText<'a> {
    services: &'a [String],
    classes: &'a [crate::domain::words::DataClass],
    given_at: i64,
    expires_at: i64,
}

/// What of a sealed decision later submissions of its case need.
#[derive(serde::Deserialize)]
pub struct Remembered {
    /// What the submission said. Decisions of the first program versions kept no facts.
    #[serde(default)]
    pub facts: Facts,
}

/// A submission that was opened, and what placing it needs.
pub struct Placing<'a> {
    /// The vault.
    pub vault: &'a Vault,
    /// The rules in force when it was received.
    pub version: &'a Version,
    /// The agency whose case it is: the one that collected it, or whose case it was let into.
    pub agency: &'a str,
    /// Its id.
    pub submission: &'a str,
    /// The guide's step.
    pub stage: Stage,
    /// What it says.
    pub said: &'a Facts,
    /// It, against what its case said besides.
    pub weighing: &'a Weighing,
    /// Whether what its case said could not be taken into account: then nothing leaves.
    pub alone: bool,
    /// Whether its place is cleared for screening; none where that does not matter or no place is named.
    pub site_clear: Option<bool>,
    /// Who offers what.
    pub providers: &'a [Provider],
    /// That agency's own readers.
    pub own: &'a [(String, SealingPublic)],
    /// When the phone got its 201.
    pub received_at: i64,
    /// Now.
    pub now: i64,
}

/// The id of an agency's case with that code.
pub fn case_id(vault: &Vault, agency: &str, code: &CaseCode) -> String {
    let mac = vault
        .routing_key
        .mac(format!("case\n{agency}\n{}", code.as_str()).as_bytes());
    mac[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a code is on the whole platform: whoever has only the database cannot tell whose it is, nor try codes.
pub fn case_name(vault: &Vault, code: &CaseCode) -> [u8; 32] {
    vault
        .routing_key
        .mac(format!("case name\n{}", code.as_str()).as_bytes())
}

impl Vault {
    /// The keyed label of an agency's queue for a service: the database names no service.
    pub(super) fn queue_label(&self, agency: &str, service: &str) -> [u8; 32] {
        self.routing_key
            .mac(format!("{agency}\n{service}").as_bytes())
    }
}

impl Placing<'_> {
    /// Places it. Everything that leaves is sealed to its receiver here; nothing is stored yet.
    ///
    /// # Errors
    /// When sealing fails.
    pub fn place(
        &self,
        sealer: &mut Sealer<'_>,
        sealed: &mut Sealed,
    ) -> Result<Placed, VaultError> {
        let pathway = &self.version.pathway;
        let mut weighing = self.weighing.clone();
        if let Some(clear) = self.site_clear {
            weighing.found(SITE_CLEAR, if clear { "yes" } else { "no" });
        }
        let fired = pathway.evaluate_news(&weighing);
        let facts = weighing.known;
        // What was agreed to in a screening is that screening's card, for the services that its rules name; what a
        // later form asks for waits at home until somebody asks the person.
        let consent = match self.stage {
            Stage::Screen if !self.alone => triage_consent(&facts, &fired, self.now),
            _ => None,
        };
        let outcome = route(
            &Routing {
                fired: &fired,
                facts: &facts,
                own_agency: self.agency,
                providers: self.providers,
                consent: consent.as_ref(),
                legal_duty: None,
                now: self.now,
            },
            &OwnThenFirst,
        );
        let decision = Decision {
            pathway: &self.version.label,
            rules: fired.iter().map(|f| f.rule.id.as_str()).collect(),
            unplaced: &outcome.unplaced,
            tasks: &outcome.tasks,
            consent: consent.as_ref().map(|c| ConsentText {
                services: c.services(),
                classes: c.classes(),
                given_at: c.given_at(),
                expires_at: c.expires_at(),
            }),
            facts: self.said,
        };
        let record = self.seal("decision", &json(&decision)?, self.own, sealer, sealed)?;
        let mut placed = Placed {
            consent: consent.map(|c| ConsentRow {
                id: token::new_id(),
                agency_id: self.agency.to_owned(),
                submission_id: self.submission.to_owned(),
                record_id: record,
                expires_at: c.expires_at(),
                created_at: self.now,
            }),
            referrals: Vec::new(),
        };
        for one in outcome.referrals {
            let consent = placed.consent.as_ref().map(|c| c.id.clone());
            placed
                .referrals
                .push(self.sent(one, consent, sealer, sealed)?);
        }
        if let Some(held) = outcome.held {
            placed.referrals.push(self.held(held, sealer, sealed)?);
        }
        Ok(placed)
    }

    fn sent(
        &self,
        one: Planned,
        consent: Option<String>,
        sealer: &mut Sealer<'_>,
        sealed: &mut Sealed,
    ) -> Result<PlannedReferral, VaultError> {
        let receiver = self
            .vault
            .keyring
            .sealing_public(Some(&one.to_agency), KeyPurpose::Cases);
        let mut readers = Vec::from_iter(receiver);
        if one.to_agency != self.agency {
            // The sender sees what it told.
            readers.extend(self.own.iter().cloned());
        }
        let card = Card {
            services: vec![one.service.clone()],
            service: one.service,
            triage: one.card,
        };
        Ok(PlannedReferral {
            record: self.seal("card", &json(&card)?, &readers, sealer, sealed)?,
            submission: self.submission.to_owned(),
            from: self.agency.to_owned(),
            to: one.to_agency,
            service: card.service,
            urgency: one.urgency,
            state: ReferralState::Sent,
            consent,
            received_at: self.received_at,
        })
    }

    fn held(
        &self,
        held: Held,
        sealer: &mut Sealer<'_>,
        sealed: &mut Sealed,
    ) -> Result<PlannedReferral, VaultError> {
        let card = Card {
            service: held.service,
            services: held.services,
            triage: held.card,
        };
        Ok(PlannedReferral {
            record: self.seal("card", &json(&card)?, self.own, sealer, sealed)?,
            submission: self.submission.to_owned(),
            from: self.agency.to_owned(),
            to: self.agency.to_owned(),
            // Held items have a queue of their own: the same service may stand beside them as a referral.
            service: format!("held {}", card.service),
            urgency: held.urgency,
            state: ReferralState::Held,
            consent: None,
            received_at: self.received_at,
        })
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
    let mac = vault.queue_label(&planned.to, &planned.service);
    let queue = match met.get(&mac).cloned().or_else(|| vault.queues.get(&mac)) {
        Some(queue) => queue,
        None => {
            let queue = referrals::queue(conn, &planned.to, &mac, &token::random_id(), now)?;
            met.insert(mac, queue.clone());
            queue
        }
    };
    let clocks = referral::clocks(planned.urgency, planned.received_at);
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
