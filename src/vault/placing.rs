//! From facts to referrals: rules, consent gate, provider, projection; each card sealed to who receives it.
//! The rules themselves are the domain's; here they meet the keys.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::Vault;
use super::client::{Card, VaultError};
use super::pathway::Version;
use super::seal::{Sealed, Sealer, Thing};
use crate::crypto::{SealingPublic, token};
use crate::domain::case_code::CaseCode;
use crate::domain::case_file::{Amends, Said, Weighing};
use crate::domain::consent::{ConsentBook, TriageConsent, agrees, triage_consent};
use crate::domain::facts::Facts;
use crate::domain::pathway::Tasks;
use crate::domain::referral::ReferralState;
use crate::domain::referral::clocks::mark_deadline;
use crate::domain::routing::{Directory, Gap, Held, Planned, Routing, route};
use crate::domain::site;
use crate::domain::words::{KeyPurpose, Stage, Urgency};
use crate::store::records::ConsentRow;

/// The fact that the server makes: whether the place is cleared for first conversations.
const SITE_CLEAR: &str = "site_clear";
/// The record that a receiver sees first.
pub(super) const CARD: &str = "card";
/// The record that opens after acceptance, line by line.
pub(super) const CONTACT: &str = "contact";
/// The record that says who is asked next for what was sent later than its submission was placed.
pub(super) const OTHERS: &str = "others";

/// What placing one submission writes.
#[derive(Default)]
pub struct Placed {
    /// A screening's consent, on which its referrals rest.
    pub consent: Option<ConsentRow>,
    /// Referrals and held items.
    pub referrals: Vec<PlannedReferral>,
    /// What nobody was there for: service and area, to be counted.
    pub gaps: Vec<(String, String)>,
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
    /// The sealed contact, which opens after acceptance; none where there is nothing to open.
    pub contact: Option<String>,
    /// The case that it is of.
    pub case: Option<String>,
    /// The referral after which this agency is asked, and which agency it is, from 1.
    pub follows: Option<(String, i32)>,
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
    /// Who is asked next for each service: those whom routing found beside the chosen one, in order.
    others: BTreeMap<&'a str, &'a [String]>,
    /// What this submission said; what others of its case said stands in theirs.
    facts: &'a Facts,
    #[serde(skip_serializing_if = "Option::is_none")]
    amends: Option<&'a Amends>,
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
    /// What it corrects, if that was heard.
    #[serde(default)]
    pub amends: Option<Amends>,
    /// What nobody was there for.
    #[serde(default)]
    pub unplaced: Vec<String>,
    /// Who is asked next for each service. None in decisions that are older than that.
    #[serde(default)]
    pub others: BTreeMap<String, Vec<String>>,
    /// What a screening agreed to.
    #[serde(default)]
    pub consent: Option<TriageConsent>,
}

impl Remembered {
    /// As one of those that its case heard.
    pub fn said(self, submission: &str, at: i64) -> Said {
        Said {
            submission: submission.to_owned(),
            at,
            facts: self.facts,
            amends: self.amends,
        }
    }
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
    /// What it corrects, if that was heard.
    pub amends: Option<&'a Amends>,
    /// What nobody was there for when that was placed.
    pub unplaced: &'a [String],
    /// It, against what its case said besides.
    pub weighing: &'a Weighing,
    /// Whether what its case said could not be taken into account: then nothing leaves.
    pub alone: bool,
    /// What was agreed to in its case and counts for it; for a screening only what was refused.
    pub book: ConsentBook,
    /// The case.
    pub case: Option<&'a str>,
    /// Whether its place is cleared for screening; none where that does not matter or no place is named.
    pub site_clear: Option<bool>,
    /// Who takes part and offers what.
    pub directory: &'a Directory,
    /// That agency's own readers.
    pub own: &'a [(String, SealingPublic)],
    /// When the phone got its 201.
    pub received_at: i64,
    /// Now.
    pub now: i64,
}

/// The id of an agency's case with that code.
pub fn case_id(vault: &Vault, agency: &str, code: &CaseCode) -> String {
    let mac = keyed(vault, &format!("case\n{agency}\n"), code);
    mac[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a code is on the whole platform: whoever has only the database cannot tell whose it is, nor try codes.
pub fn case_name(vault: &Vault, code: &CaseCode) -> [u8; 32] {
    keyed(vault, "case name\n", code)
}

fn keyed(vault: &Vault, what: &str, code: &CaseCode) -> [u8; 32] {
    let code = code.as_str();
    let mut text = Zeroizing::new(String::with_capacity(what.len() + code.len()));
    text.push_str(what);
    text.push_str(code);
    vault.routing_key.mac(text.as_bytes())
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
        // Where a correction opens the gate, nothing was asked of anybody else yet.
        let opens = self.stage == Stage::Screen
            && weighing.amends
            && agrees(&weighing.known)
            && !agrees(&weighing.before);
        let fired = match opens {
            true => pathway.evaluate(&weighing.known),
            false => pathway.evaluate_news(&weighing),
        };
        let facts = weighing.known;
        // What was agreed to in a screening is that screening's card, for the services that its rules name; what a
        // later form asks for needs a consent of the case that covers it.
        let consent_id = token::new_id();
        let consent = match self.stage {
            Stage::Screen if !self.alone => triage_consent(&facts, &fired, self.now),
            _ => None,
        };
        let book = match (&consent, self.alone) {
            (_, true) => ConsentBook::default(),
            (Some(consent), _) => self
                .book
                .clone()
                .with_screening(&consent_id, consent.clone()),
            (None, _) => self.book.clone(),
        };
        let outcome = route(&Routing {
            fired: &fired,
            facts: &facts,
            own_agency: self.agency,
            directory: self.directory,
            consents: &book,
            legal_duty: None,
            now: self.now,
        });
        let decision = Decision {
            pathway: &self.version.label,
            rules: fired.iter().map(|f| f.rule.id.as_str()).collect(),
            unplaced: &[self.unplaced, &outcome.unplaced].concat(),
            tasks: &outcome.tasks,
            consent: consent.as_ref().map(|c| ConsentText {
                services: c.services(),
                classes: c.classes(),
                given_at: c.given_at(),
                expires_at: c.expires_at(),
            }),
            others: outcome
                .referrals
                .iter()
                .map(|one| (one.service.as_str(), one.others.as_slice()))
                .collect(),
            facts: self.said,
            amends: self.amends,
        };
        let record = self.seal("decision", &json(&decision)?, self.own, sealer, sealed)?;
        let mut placed = Placed {
            consent: consent.map(|c| ConsentRow {
                expires_at: c.expires_at(),
                created_at: self.now,
                case_id: self.case.map(str::to_owned),
                ..ConsentRow::in_force(consent_id, self.agency, self.submission, &record)
            }),
            referrals: Vec::new(),
            gaps: gaps(&outcome.gaps, &facts),
        };
        for one in outcome.referrals {
            placed
                .referrals
                .push(self.sent(one, &facts, sealer, sealed)?);
        }
        if let Some(held) = outcome.held {
            placed.referrals.push(self.held(held, sealer, sealed)?);
        }
        Ok(placed)
    }

    fn sent(
        &self,
        mut one: Planned,
        facts: &Facts,
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
        self.vault.loads.sent(&one.to_agency, &one.service);
        mark_deadline(&mut one.card, facts, self.received_at);
        let card = Card {
            services: vec![one.service.clone()],
            service: one.service,
            triage: one.card,
        };
        let contact = match one.contact.is_empty() {
            true => None,
            false => Some(self.seal(CONTACT, &json(&one.contact)?, &readers, sealer, sealed)?),
        };
        Ok(PlannedReferral {
            record: self.seal(CARD, &json(&card)?, &readers, sealer, sealed)?,
            contact,
            case: self.case.map(str::to_owned),
            follows: None,
            submission: self.submission.to_owned(),
            from: self.agency.to_owned(),
            to: one.to_agency,
            service: card.service,
            urgency: one.urgency,
            state: ReferralState::Sent,
            consent: one.consent,
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
            record: self.seal(CARD, &json(&card)?, self.own, sealer, sealed)?,
            contact: None,
            case: self.case.map(str::to_owned),
            follows: None,
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

/// Gaps as they are counted: by service and area, nothing else.
fn gaps(gaps: &[Gap], facts: &Facts) -> Vec<(String, String)> {
    let area = facts.known("area").filter(|area| site::is_area(area));
    gaps.iter()
        .map(|gap| (gap.word().to_owned(), area.unwrap_or_default().to_owned()))
        .collect()
}

/// As JSON, to be sealed.
///
/// # Errors
/// Never for what is sealed here.
pub(super) fn json(value: &impl serde::Serialize) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    serde_json::to_vec(value)
        .map(Zeroizing::new)
        .map_err(|_| failed())
}

pub(super) fn failed() -> VaultError {
    VaultError::Internal("sealing failed")
}
