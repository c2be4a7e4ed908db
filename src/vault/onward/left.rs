//! What is known of a referral that was not taken, and what becomes of it: the sender's case as it stands now is asked again
//! whether each of those whom routing found may still be told. Filter, consent and protocol stand as at first, and the next is
//! shown no more than the first was.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::super::Vault;
use super::super::client::{Card, VaultError};
use super::super::consents::{CaseConsents, Codes, codes};
use super::super::directory;
use super::super::placing::{self, CARD, CONTACT, OTHERS, PlannedReferral, Remembered};
use super::super::seal::{Sealed, Sealer, Thing};
use super::Way;
use crate::crypto::SealingPublic;
use crate::domain::case_file::CaseFile;
use crate::domain::consent::{Age, CONTACT_CLASSES, ConsentBook};
use crate::domain::facts::Facts;
use crate::domain::pathway::Fired;
use crate::domain::referral::ReferralState;
use crate::domain::referral::clocks::cut;
use crate::domain::referral::contact::Contact;
use crate::domain::referral::onward::{Asked, Onward, onward};
use crate::domain::routing::{Allowed, Directory, Gap, Routing, may_be_told, neutral_at_home};
use crate::domain::site;
use crate::domain::words::{Custody, KeyPurpose};
use crate::store::cases::SaidRow;
use crate::store::records::ConsentRow;
use crate::store::referrals::{self as rows, ReferralRow};
use crate::store::{Conn, cases, consents, errands, keys, records};

/// What is known of a referral that was not taken.
pub(super) struct Left {
    /// It.
    pub row: ReferralRow,
    /// Who was asked for the same need.
    pub asked: Vec<Asked>,
    /// Its case.
    pub case: Option<String>,
    /// The consents of its case, as they were read.
    pub consents: CaseConsents,
    said: Vec<SaidRow>,
    given: Vec<(ConsentRow, String)>,
    /// The screening's consent, with its end.
    screening: Option<(String, i64)>,
    /// Records that say who is asked next, oldest first.
    others: Vec<String>,
    directory: Directory,
    codes: Codes,
    /// Whether the sender's keys are on a machine of its own: nothing is opened here.
    elsewhere: bool,
}

/// It, opened with the sender's key.
struct Opened {
    card: Card,
    contact: Option<Contact>,
    file: CaseFile,
    /// Who is asked next for this service, in order.
    candidates: Vec<String>,
    book: ConsentBook,
}

impl Vault {
    pub(super) fn left(self: &Arc<Self>, id: &str) -> Result<Option<Left>, VaultError> {
        let (id, vault) = (id.to_owned(), self.clone());
        let left = self.store.read_now("left_without_answer", move |conn| {
            let Some(row) = rows::by_id(conn, &id)? else {
                return Ok(None);
            };
            let asked = asked(conn, &row)?;
            let screening = records::consent_of(conn, &row.submission_id)?;
            let screening = match screening {
                Some((id, _)) => records::consent_ends(conn, &[&id])?.pop(),
                None => None,
            };
            let (said, given) = match &row.case_id {
                Some(case) => (
                    cases::said_in(conn, &[case])?,
                    consents::standing(conn, &[case])?,
                ),
                None => (cases::said_by(conn, &row.submission_id)?, Vec::new()),
            };
            let elsewhere = keys::all(conn)?.iter().any(|key| {
                key.agency_id.as_ref() == Some(&row.from_agency)
                    && key.custody == Custody::AgencyHeld.as_str()
                    && key.purpose == KeyPurpose::Cases.as_str()
                    && key.state == "active"
            });
            Ok::<_, VaultError>(Some(Left {
                case: row.case_id.clone(),
                consents: CaseConsents::default(),
                others: errands::records_of(conn, &row.submission_id, OTHERS)?,
                directory: directory::load(conn, &vault)?,
                codes: codes(conn)?,
                row,
                asked,
                said,
                given,
                screening,
                elsewhere,
            }))
        })?;
        Ok(left.map(|mut left| {
            // Which stand is enough for whoever writes; what they say is read with the card.
            left.consents = CaseConsents::read(left.given.iter(), &Default::default());
            left
        }))
    }
}

impl Left {
    /// What becomes of it.
    ///
    /// # Errors
    /// When the database refuses, or sealing fails.
    pub fn way(&self, vault: &Vault) -> Result<Way, VaultError> {
        let sender = Some(&*self.row.from_agency);
        if self.elsewhere {
            return Ok(match onward(&self.asked, &[], |_| false) {
                Onward::Nobody => Way::Nothing,
                Onward::Unplaced | Onward::To(_) => Way::Left,
            });
        }
        if vault.keyring.sealing_private(sender).is_empty() {
            return Ok(Way::Later);
        }
        let Some(opened) = self.opened(vault)? else {
            return Ok(match onward(&self.asked, &[], |_| false) {
                Onward::Nobody => Way::Nothing,
                Onward::Unplaced | Onward::To(_) => Way::Left,
            });
        };
        let version = vault.pathways.at(self.received_at());
        let lasting = |fact: &str| version.pathway.is_standing(fact);
        let weighing = opened.file.weigh(&self.row.submission_id, lasting);
        let facts = &weighing.known;
        // What no rule asks for any more, or one keeps from being asked for, is for people to look at.
        let service = &opened.card.service;
        let mut fired = version.pathway.evaluate_news(&weighing);
        fired.extend(version.pathway.evaluate(facts));
        let asks = fired.iter().find(|one| one.service.code == *service);
        let routing = Routing {
            fired: &[],
            facts,
            own_agency: &self.row.from_agency,
            directory: &self.directory,
            consents: &opened.book,
            legal_duty: None,
            now: vault.now(),
        };
        let told = |asks: &Fired<'_>, agency: &str| may_be_told(&routing, asks, agency);
        let may = |agency: &str| asks.is_some_and(|asks| told(asks, agency).is_some());
        let pathway = &version.pathway;
        match onward(&self.asked, &opened.candidates, may) {
            Onward::Nobody => Ok(Way::Nothing),
            Onward::Unplaced => self.unplaced(vault, &opened.card, facts, &routing),
            Onward::To(agency) => {
                let allowed = asks.and_then(|asks| told(asks, agency));
                let allowed = allowed.ok_or(VaultError::Internal("whom to ask next"))?;
                let card = Card {
                    triage: cut(&opened.card.triage, &allowed.agreed, |fact| {
                        pathway.class_of(fact)
                    }),
                    ..opened.card.clone()
                };
                let contact = opened.contact.as_ref();
                let contact = contact.map(|contact| cut_contact(contact, &allowed, &opened.book));
                self.sealed_to(vault, agency, card, contact, allowed)
            }
        }
    }

    fn opened(&self, vault: &Vault) -> Result<Option<Opened>, VaultError> {
        let row = &self.row;
        let mut wanted = vec![row.record_id.clone()];
        wanted.extend(row.contact_record_id.clone());
        wanted.extend(self.said.iter().map(|one| one.record.clone()));
        wanted.extend(self.given.iter().map(|(row, _)| row.record_id.clone()));
        wanted.extend(self.others.clone());
        let opened = vault.open_records(Some(&row.from_agency), &wanted)?;
        let plain = |id: &String| opened.get(id).and_then(Option::as_ref);
        fn read<T: serde::de::DeserializeOwned>(plain: &Zeroizing<Vec<u8>>) -> Option<T> {
            serde_json::from_slice(plain).ok()
        }
        let Some(card) = plain(&row.record_id).and_then(read::<Card>) else {
            return Ok(None);
        };
        let contact = row.contact_record_id.as_ref();
        let contact = match contact.map(|id| plain(id).and_then(read::<Contact>)) {
            Some(None) => return Ok(None),
            Some(contact) => contact,
            None => None,
        };
        let (mut file, mut candidates, mut agreed) = (CaseFile::default(), Vec::new(), None);
        for one in &self.said {
            // Without all of what was said something could go where it must not.
            let Some(mut said) = plain(&one.record).and_then(read::<Remembered>) else {
                return Ok(None);
            };
            if one.submission == row.submission_id {
                candidates = said.others.remove(&card.service).unwrap_or_default();
                agreed = said.consent.take();
            }
            file.add(said.said(&one.submission, one.at));
        }
        for later in &self.others {
            let others =
                plain(later).and_then(read::<std::collections::BTreeMap<String, Vec<String>>>);
            if let Some(found) = others.and_then(|mut others| others.remove(&card.service)) {
                candidates = found;
            }
        }
        let consents = CaseConsents::read(self.given.iter(), &opened);
        let mut book = consents.book(Age::of(&file.facts()), &self.codes);
        if let (Some((id, ends)), Some(agreed)) = (&self.screening, agreed)
            && *ends > vault.now()
        {
            book = book.with_screening(id, agreed);
        }
        Ok(Some(Opened {
            card,
            contact,
            file,
            candidates,
            book,
        }))
    }

    fn received_at(&self) -> i64 {
        let own = self.said.iter();
        let mut own = own.filter(|one| one.submission == self.row.submission_id);
        own.next().map_or(self.row.sent_at, |one| one.at)
    }

    fn sealed_to(
        &self,
        vault: &Vault,
        to: &str,
        card: Card,
        contact: Option<Contact>,
        allowed: Allowed,
    ) -> Result<Way, VaultError> {
        let readers = vault.readers(&self.row.from_agency, to);
        let (mut sealer, mut sealed) = (Sealer::new(&vault.blobs), Sealed::default());
        let mut seal = |kind: &str, plaintext: &[u8]| {
            self.seal(kind, plaintext, &readers, &mut sealer, &mut sealed, vault)
        };
        let record = seal(CARD, &placing::json(&card)?)?;
        let contact = match contact.filter(|contact| !contact.is_empty()) {
            Some(contact) => Some(seal(CONTACT, &placing::json(&contact)?)?),
            None => None,
        };
        let planned = PlannedReferral {
            to: to.to_owned(),
            service: card.service,
            state: ReferralState::Sent,
            consent: allowed.consent,
            contact,
            ..self.after(record, vault.now())?
        };
        Ok(Way::To(Box::new(planned), sealed))
    }

    /// The item that stays with the sender, under the same card, in a queue of its own, as held items have; it tells nothing
    /// where the sender itself is out.
    fn unplaced(
        &self,
        vault: &Vault,
        card: &Card,
        facts: &Facts,
        routing: &Routing<'_>,
    ) -> Result<Way, VaultError> {
        let from = &self.row.from_agency;
        let neutral = neutral_at_home(routing, self.urgency()?);
        let gap = match &neutral {
            Some(_) => Gap::Protected,
            None => Gap::Service(card.service.clone()),
        };
        let shown = match neutral {
            Some(triage) => Card {
                service: crate::domain::routing::NEUTRAL.to_owned(),
                services: vec![crate::domain::routing::NEUTRAL.to_owned()],
                triage,
            },
            None => card.clone(),
        };
        let (mut sealer, mut sealed) = (Sealer::new(&vault.blobs), Sealed::default());
        let record = self.seal(
            CARD,
            &placing::json(&shown)?,
            &vault.readers(from, from),
            &mut sealer,
            &mut sealed,
            vault,
        )?;
        let planned = PlannedReferral {
            service: format!("unplaced {}", card.service),
            ..self.after(record, vault.now())?
        };
        let area = facts.known("area").filter(|area| site::is_area(area));
        let counted = (gap.word().to_owned(), area.unwrap_or_default().to_owned());
        Ok(Way::Unplaced(Box::new(planned), sealed, counted))
    }

    fn seal(
        &self,
        kind: &str,
        plaintext: &[u8],
        readers: &[(String, SealingPublic)],
        sealer: &mut Sealer<'_>,
        sealed: &mut Sealed,
        vault: &Vault,
    ) -> Result<String, VaultError> {
        let thing = Thing {
            agency: Some(&self.row.from_agency),
            submission: &self.row.submission_id,
            kind,
            plaintext,
        };
        sealed
            .add(sealer, &thing, readers, vault.now())
            .map_err(|_| placing::failed())
    }

    /// What asks for the same need after another: as that was, but for where it goes. The new clock begins now.
    fn after(&self, record: String, now: i64) -> Result<PlannedReferral, VaultError> {
        let row = &self.row;
        let tries = i32::try_from(self.asked.len()).unwrap_or(i32::MAX - 1) + 1;
        Ok(PlannedReferral {
            submission: row.submission_id.clone(),
            from: row.from_agency.clone(),
            to: row.from_agency.clone(),
            service: String::new(),
            urgency: self.urgency()?,
            state: ReferralState::Unplaced,
            consent: None,
            record,
            contact: None,
            case: row.case_id.clone(),
            follows: Some((row.id.clone(), tries)),
            received_at: now,
        })
    }

    fn urgency(&self) -> Result<crate::domain::words::Urgency, VaultError> {
        let urgency = self.row.urgency.parse();
        urgency.map_err(|_| VaultError::Internal("an urgency"))
    }
}

/// Of a screening's consent only how to make contact.
fn cut_contact(contact: &Contact, allowed: &Allowed, book: &ConsentBook) -> Contact {
    let screening = allowed.consent.as_ref();
    match screening.is_some_and(|id| book.is_a_screening(id)) {
        true => contact.cut_to(&allowed.agreed.clone().cut_to(&CONTACT_CLASSES)),
        false => contact.cut_to(&allowed.agreed),
    }
}

/// Who was asked for the same need, and where each stands.
pub(super) fn asked(conn: &mut Conn, row: &ReferralRow) -> Result<Vec<Asked>, VaultError> {
    let all = rows::of_submission(conn, &row.submission_id)?;
    let asked = rows::family(&all, &row.id).into_iter().filter_map(|one| {
        Some(Asked {
            agency: one.to_agency.clone(),
            state: one.state.parse().ok()?,
        })
    });
    Ok(asked.collect())
}
