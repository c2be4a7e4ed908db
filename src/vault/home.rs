//! The vault of an agency's own machine: it makes keys whose private halves never leave it, takes the hub's word for who takes
//! part and which keys are theirs, and hands over what became of each submission, sealed.

use std::sync::Arc;

use super::Vault;
use super::client::VaultError;
use super::custody::{self, Order, Wrapping};
use super::errand::{
    self, AgencyFacts, Consent, EntityAction, Outcome, ProtocolFacts, Record, Referral, SiteFacts,
    Wrap,
};
use super::public_file;
use crate::crypto::signing::Signer;
use crate::crypto::{digest, token};
use crate::domain::words::{AgencyKind, Custody, KeyPurpose, KeyState, SubmissionState};
use crate::store::agencies::AgencyRow;
use crate::store::keys::KeyRow;
use crate::store::submissions::SubmissionRow;
use crate::store::{
    Conn, agencies, directory, entities, errands, keys, protocols, records, settings, sites,
};

/// Where the agency's id and the worker's key id stand.
pub const AGENCY: &str = "home_agency";
/// The id of the key that requests are signed with.
pub const WORKER: &str = "home_worker";

impl Vault {
    /// Makes an agency's keys here, pending until the hub says that they are in force, and answers what the key holder brings
    /// there. Made again, new keys stand beside the old ones: a rotation.
    ///
    /// # Errors
    /// [`VaultError::Unusable`] for a passphrase that is too short.
    pub fn enroll(
        &self,
        agency: &str,
        custody: Custody,
        passphrase: Option<&str>,
    ) -> Result<String, VaultError> {
        let now = self.now();
        let wrapping = Wrapping::new(self.keyring.root(), custody, passphrase.as_slice())?;
        let order = Order {
            agency: Some(agency),
            state: KeyState::Pending,
            requested_by: None,
            now,
        };
        let mut made = custody::make(&order, &wrapping, None, &self.words)?;
        let known = self.store.read_now("home_worker", |conn| {
            Ok::<_, VaultError>(settings::value(conn, WORKER)?)
        })?;
        let worker = known.unwrap_or_else(token::new_id);
        let rows = made.clone();
        let named = (agency.to_owned(), worker.clone());
        self.store.write_now("enroll", move |conn: &mut Conn| {
            let (agency, worker) = &named;
            if agencies::by_id(conn, agency)?.is_none() {
                agencies::insert(
                    conn,
                    &AgencyRow {
                        id: agency.clone(),
                        code: agency.clone(),
                        name: agency.clone(),
                        created_at: now,
                        disabled_at: None,
                        kind: AgencyKind::Ngo.as_str().to_owned(),
                    },
                )?;
            }
            settings::set(conn, AGENCY, agency)?;
            settings::set(conn, WORKER, worker)?;
            for row in &rows {
                keys::insert(conn, row)?;
            }
            Ok::<_, VaultError>(())
        })?;
        self.reload_keys()?;
        let public = self.courier()?.public().to_vec();
        made.push(public_file::public_row(
            &worker,
            agency,
            KeyPurpose::Worker,
            public.clone(),
            digest::sha256_hex(&public),
            now,
        ));
        Ok(public_file::write(agency, &made))
    }

    /// Signs requests to the hub.
    ///
    /// # Errors
    /// Never for keys that this program made.
    pub fn courier(&self) -> Result<Signer, VaultError> {
        self.words
            .courier()
            .map_err(|_| VaultError::Internal("the worker's key"))
    }

    /// The row of another agency's public key, with this vault's word that the hub gave it.
    fn foreign_key(&self, agency: &str, facts: &errand::KeyFacts, now: i64) -> KeyRow {
        let mut row = KeyRow {
            state: facts.state.clone(),
            activated_at: facts.activated_at,
            ..public_file::public_row(
                &facts.id,
                agency,
                KeyPurpose::Cases,
                facts.public.clone(),
                digest::sha256_hex(&facts.public),
                now,
            )
        };
        row.purpose.clone_from(&facts.purpose);
        row.seal = Some(self.words.key(&row));
        row
    }

    /// Takes what the hub says of the installation.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn take_installation(
        &self,
        own: &str,
        installation: errand::Installation,
    ) -> Result<(), VaultError> {
        let now = self.now();
        let foreign: Vec<KeyRow> = installation
            .agencies
            .iter()
            .filter(|agency| agency.id != own)
            .flat_map(|agency| {
                let taken = agency
                    .keys
                    .iter()
                    .filter(|key| key.purpose != KeyPurpose::Worker.as_str());
                taken.map(|key| self.foreign_key(&agency.id, key, now))
            })
            .collect();
        let own = own.to_owned();
        self.store
            .write_now("take_installation", move |conn: &mut Conn| {
                take_agencies(conn, &own, &installation.agencies, now)?;
                for key in &foreign {
                    errands::take_key(conn, key)?;
                }
                for one in &installation.pathways {
                    errands::take_pathway(
                        conn,
                        &crate::store::pathways::PathwayRow {
                            label: one.label.clone(),
                            sha256: digest::sha256(one.tables.as_bytes()).to_vec(),
                            tables: one.tables.clone(),
                            proposed_by: 0,
                            proposed_at: now,
                            starts_at: one.starts_at,
                            activated_at: one.activated_at,
                        },
                    )?;
                }
                for site in &installation.sites {
                    sites::keep(
                        conn,
                        &sites::SiteRow {
                            area: site.area.clone(),
                            agency_id: None,
                            submission_id: None,
                            clear_step1: site.clear_step1,
                            clear_step2: site.clear_step2,
                            analysed_at: site.analysed_at,
                            review_by: site.review_by,
                        },
                    )?;
                }
                let protocols: Vec<_> = installation.protocols.iter().map(whole).collect();
                protocols::replace_all(conn, &protocols)?;
                if let Some(lists) = &installation.lists_public {
                    settings::set(conn, super::LISTS_PUBLIC, lists)?;
                }
                Ok::<_, VaultError>(())
            })?;
        self.reload_keys()?;
        self.reload_pathways()
    }

    /// What became of submissions of which the hub was not told.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn outcomes(self: &Arc<Self>) -> Result<Vec<Outcome>, VaultError> {
        let vault = self.clone();
        self.store.read_now("outcomes", move |conn| {
            let states = [SubmissionState::Sealed, SubmissionState::Damaged].map(|s| s.as_str());
            let offers = agencies::enabled_providers(conn)?;
            let rows = errands::undelivered(conn, &states, errand::MOST_RESULTS as i64)?;
            rows.iter()
                .map(|row| vault.outcome(conn, row, &offers))
                .collect()
        })
    }

    fn outcome(
        &self,
        conn: &mut Conn,
        row: &SubmissionRow,
        offers: &[(String, String)],
    ) -> Result<Outcome, VaultError> {
        let sent = errands::sent_of(conn, &row.id)?;
        let mut ids = errands::records_of(conn, &row.id, "decision")?;
        let decision = ids.first().cloned();
        for (referral, _) in &sent {
            ids.push(referral.record_id.clone());
            ids.extend(referral.contact_record_id.clone());
        }
        let mut sealed = Vec::with_capacity(ids.len());
        for id in &ids {
            sealed.push(record(conn, id)?);
        }
        let consent = records::consent_of(conn, &row.id)?;
        let site = sites::of_submission(conn, &row.id)?;
        let referrals = sent
            .into_iter()
            .map(|(one, label)| {
                let services = offers.iter().filter(|(agency, _)| *agency == one.to_agency);
                let service = services
                    .map(|(_, service)| service)
                    .find(|service| self.queue_label(&one.to_agency, service)[..] == label[..])
                    .ok_or(VaultError::Internal("a referral for a service of nobody"))?;
                Ok(Referral {
                    id: one.id,
                    service: service.clone(),
                    to: one.to_agency,
                    urgency: one.urgency,
                    record: one.record_id,
                    contact: one.contact_record_id,
                })
            })
            .collect::<Result<_, VaultError>>()?;
        Ok(Outcome {
            submission: row.id.clone(),
            state: row.state.clone(),
            records: sealed,
            consent: consent
                .zip(decision)
                .map(|((id, expires_at), record)| Consent {
                    id,
                    record,
                    expires_at,
                }),
            referrals,
            site: site.map(|one| SiteFacts {
                area: one.area,
                clear_step1: one.clear_step1,
                clear_step2: one.clear_step2,
                analysed_at: one.analysed_at,
                review_by: one.review_by,
            }),
            entities: entities::of_submission(conn, &row.id)?
                .into_iter()
                .map(|one| EntityAction {
                    id: one.id,
                    sealed: one.sealed,
                })
                .collect(),
        })
    }
}

fn take_agencies(
    conn: &mut Conn,
    own: &str,
    named: &[AgencyFacts],
    now: i64,
) -> Result<(), VaultError> {
    for agency in named {
        let row = AgencyRow {
            id: agency.id.clone(),
            code: agency.code.clone(),
            name: agency.name.clone(),
            created_at: now,
            disabled_at: None,
            kind: agency.kind.clone(),
        };
        errands::take_agency(conn, &row, &agency.services, now)?;
        for entry in &agency.entries {
            directory::keep(conn, &entry.row(&agency.id, now))?;
        }
        if agency.id == own {
            for key in &agency.keys {
                errands::set_key_state(conn, &key.id, &key.state, key.activated_at)?;
            }
        }
    }
    let ids: Vec<&str> = named.iter().map(|agency| agency.id.as_str()).collect();
    Ok(errands::keep_agencies(conn, &ids, now)?)
}

/// A protocol as the hub says it stands.
fn whole(one: &ProtocolFacts) -> protocols::Whole {
    let signature = |(actor, agency, at): &(i64, Option<String>, i64)| protocols::SignatureRow {
        protocol_id: one.id.clone(),
        actor_id: *actor,
        agency_id: agency.clone(),
        signed_at: *at,
    };
    protocols::Whole {
        row: protocols::ProtocolRow {
            id: one.id.clone(),
            services: one.services.clone(),
            classes: one.classes.clone(),
            starts_at: one.starts_at,
            ends_at: one.ends_at,
            proposed_by: 0,
            proposed_at: one.starts_at,
            ended_at: one.ended_at,
            ended_by: None,
        },
        parties: one.parties.clone(),
        signatures: one.signatures.iter().map(signature).collect(),
    }
}

fn record(conn: &mut Conn, id: &str) -> Result<Record, VaultError> {
    let (row, wraps) = records::with_all_wraps(conn, id)?.ok_or(VaultError::NotFound)?;
    Ok(Record {
        id: row.id,
        kind: row.kind,
        format: row.format,
        sealed: row
            .sealed
            .ok_or(VaultError::Internal("a decision or card of such a size"))?,
        wraps: wraps
            .into_iter()
            .map(|wrap| Wrap {
                key: wrap.key_id,
                wrapped: wrap.wrapped,
            })
            .collect(),
    })
}
