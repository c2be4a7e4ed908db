//! The only holder of private keys. Opens envelopes ([`intake`]), seals what was inside ([`seal`]), and opens
//! records for people ([`reading`]) after asking the policy itself and writing the audit.
//!
//! Runs inside `serve --with-vault` and `demo`, or as `waypost vault` behind a Unix socket ([`socket`]).
//! Others see only [`client`], which holds no key.

mod budget;
mod case_head;
pub mod client;
mod commenting;
pub mod consents;
mod contact;
mod correcting;
pub mod custody;
pub mod deliver;
pub mod directory;
pub mod dry_run;
pub mod errand;
mod finding;
pub mod heads;
mod history;
mod holder;
pub mod home;
pub mod intake;
pub mod keyring;
pub mod large;
mod onward;
pub mod open;
mod opening;
mod passkeys;
pub mod pathway;
pub mod people;
pub mod placing;
mod public_file;
mod queueing;
pub mod reading;
mod recovering;
pub mod retention;
mod rewrapping;
mod saying;
pub mod seal;
mod second_factor;
pub mod sharing;
pub mod socket;
mod standing;
pub mod tally;
mod transferring;
mod versions;
mod waiting;
pub mod words;
mod writing;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use crate::blobs::BlobFolder;
use crate::config;
use crate::crypto::{Aad, KeyRing, SealingPublic, SymmetricKey};
use crate::domain::recovery;
use crate::domain::second_factor::Rule;
use crate::domain::words::{Custody, KeyState};
use crate::store::insight::Span;
use crate::store::{Conn, Store, StoreError, keys, settings, stops};
use client::{Answering, Port, Reply, Request, VaultError};
use keyring::Keyring;
use pathway::Pathways;

pub use holder::Holder;

/// Tells the time, in milliseconds since 1970 UTC.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The vault of this process.
pub struct Vault {
    store: Store,
    blobs: BlobFolder,
    keyring: Keyring,
    pathways: Pathways,
    routing_key: SymmetricKey,
    loads: directory::Loads,
    queues: queueing::KnownQueues,
    tallies: tally::Tallies,
    idle_ms: i64,
    clock: Clock,
    words: Arc<words::Words>,
    /// Seals the secrets of second factors.
    factor_key: SymmetricKey,
    codes: second_factor::Codes,
    wrong: people::WrongTries,
    /// Where passkeys can be used; none where browsers make none.
    site: Option<crate::crypto::passkey::Site>,
    rule: Rule,
    /// How many people a recovery takes.
    recovery_by: recovery::By,
    /// After how long without a use a session of the pages ends, in milliseconds.
    session_idle_ms: i64,
    budget: budget::Budget,
    retention: config::Retention,
    /// When nothing was left to destroy.
    retained_at: AtomicI64,
    /// Where signed heads of the audit are written, how often, and when last.
    heads: PathBuf,
    sign_ms: i64,
    signed_at: AtomicI64,
    /// Different things that a session may open in an hour.
    openings: usize,
    /// What was stopped is to be looked at again.
    stops_changed: AtomicBool,
    /// Agencies that have cases which no code names, once they were looked for.
    nameless: OnceLock<Vec<String>>,
}

impl Vault {
    /// A vault on its root key, with the keys that the database holds. Makes the platform's own key if there is none.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn start(
        store: Store,
        blobs: BlobFolder,
        root: KeyRing,
        pathways: Pathways,
        all: &config::Settings,
        clock: Clock,
    ) -> Result<Arc<Self>, VaultError> {
        let (settings, data) = (&all.vault, &all.data);
        let routing_key = kept_key(&store, &root, ROUTING_KEY, |root| {
            SymmetricKey::from_bytes(root.first().mac(b"queue labels"))
        })?;
        let words = kept_key(&store, &root, WORDS_KEY, |_| SymmetricKey::generate())?;
        let words = Arc::new(words::Words::new(words));
        let factor_key = kept_key(&store, &root, FACTOR_KEY, |_| SymmetricKey::generate())?;
        let vault = Self {
            store,
            blobs,
            keyring: Keyring::new(root, words.clone()),
            pathways,
            routing_key,
            loads: Default::default(),
            queues: Default::default(),
            tallies: tally::Tallies::since(clock()),
            idle_ms: i64::from(settings.idle_lock_minutes) * 60_000,
            clock,
            words,
            factor_key,
            codes: second_factor::Codes::default(),
            wrong: people::WrongTries::default(),
            site: crate::crypto::passkey::Site::of(&all.public_url()),
            rule: all.sign_in.rule(),
            recovery_by: all.sign_in.recovery(),
            session_idle_ms: all.sign_in.idle_ms(),
            budget: budget::Budget::default(),
            retention: all.retention.clone(),
            retained_at: AtomicI64::new(0),
            heads: settings
                .audit_heads
                .clone()
                .unwrap_or_else(|| data.join("audit-heads")),
            sign_ms: i64::from(settings.audit_sign_minutes) * 60_000,
            signed_at: AtomicI64::new(0),
            openings: settings.openings_per_hour as usize,
            stops_changed: AtomicBool::new(true),
            nameless: OnceLock::new(),
        };
        vault.make_platform_key()?;
        vault.reload_keys()?;
        vault.reload_pathways()?;
        Ok(Arc::new(vault))
    }

    /// Now, in milliseconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// Takes the keys as the database has them now.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn reload_keys(&self) -> Result<(), VaultError> {
        let (rows, stops) = self.store.read_now("load_keys", |conn| {
            Ok::<_, VaultError>((keys::all(conn)?, stops::covering(conn)?))
        })?;
        if self.keyring.load(rows, stops) {
            self.stops_changed.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Takes the pathway's versions as the database has them now.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn reload_pathways(&self) -> Result<(), VaultError> {
        let rows = self.store.read_now("load_pathways", |conn| {
            Ok::<_, VaultError>(pathway::activated(conn)?)
        })?;
        self.pathways.load(rows);
        Ok(())
    }

    /// Once in a while: keys that changed elsewhere, keys that nobody used, submissions whose key came back, referrals that
    /// somebody else is to be asked for.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn tidy(self: &Arc<Self>) -> Result<(), VaultError> {
        self.reload_keys()?;
        self.reload_pathways()?;
        for agency in self.keyring.lock_idle(self.now(), self.idle_ms) {
            tracing::info!(%agency, "the agency's keys were locked: nobody used them");
        }
        self.forget_tallies();
        self.requeue()?;
        self.send_onward()?;
        self.sign_head()?;
        self.end_consents()?;
        self.lapse_transfers()?;
        self.retire_content()?;
        self.rewrap()
    }

    /// Does at once what is else done every other second: for whoever drives the clock. `lease`: a text that no other claim
    /// uses.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn catch_up(self: &Arc<Self>, lease: &str) -> Result<(), VaultError> {
        self.tidy()?;
        self.reweigh(lease)
    }

    fn make_platform_key(&self) -> Result<(), VaultError> {
        let now = self.now();
        let there = self.store.read_now("platform_key", |conn| {
            Ok::<_, VaultError>(keys::active(conn, None, "cases")?.is_some())
        })?;
        if there {
            return Ok(());
        }
        let wrapping = custody::Wrapping::new(self.keyring.root(), Custody::Unattended, &[])?;
        let order = custody::Order {
            agency: None,
            state: KeyState::Active,
            requested_by: None,
            now,
        };
        let rows = custody::make(&order, &wrapping, None, &self.words)?;
        self.store
            .write_now("make_platform_key", move |conn: &mut Conn| {
                for row in &rows {
                    keys::insert(conn, row)?;
                }
                Ok::<_, VaultError>(())
            })
    }
}

/// Where the public half of the key of entity lists stands. Who serves phones makes it and has the private half.
pub const LISTS_PUBLIC: &str = "lists_public";

impl Vault {
    /// The key to which what submissions say of entities is sealed.
    fn lists_public(&self) -> Result<SealingPublic, VaultError> {
        let stored = self.store.read_now("lists_public", |conn| {
            Ok::<_, VaultError>(settings::value(conn, LISTS_PUBLIC)?)
        })?;
        stored
            .and_then(|text| hex::decode(text).ok())
            .and_then(|bytes| SealingPublic::from_bytes(&bytes).ok())
            .ok_or(VaultError::Internal(
                "the key of entity lists is not there yet: waypost serve makes it",
            ))
    }
}

/// Where the key of queue labels and case ids stands, sealed under the root key.
const ROUTING_KEY: &str = "vault_routing_key";
/// Where the key of the vault's words stands, sealed under the root key.
const WORDS_KEY: &str = "vault_words_key";
/// Where the key of second factors stands, sealed under the root key.
const FACTOR_KEY: &str = "vault_factor_key";

/// A key that outlives every root key, or what it names would begin anew with the next: the first start makes and seals it,
/// and a start with a new first root key seals it again.
fn kept_key(
    store: &Store,
    root: &KeyRing,
    name: &'static str,
    make: impl FnOnce(&KeyRing) -> SymmetricKey,
) -> Result<SymmetricKey, VaultError> {
    let aad = Aad::record("settings", name, "key");
    let stored = move |conn: &mut Conn| -> Result<Option<String>, StoreError> {
        settings::value(conn, name)
    };
    let sealed = match store.read_now("kept_key", move |conn| Ok::<_, VaultError>(stored(conn)?))? {
        Some(sealed) => sealed,
        None => {
            let made = make(root);
            let sealed = hex::encode(root.seal(&aad, made.to_base64().as_bytes()));
            store.write_now("make_kept_key", move |conn: &mut Conn| {
                settings::set_if_absent(conn, name, &sealed)?;
                Ok::<_, VaultError>(stored(conn)?.unwrap_or_else(|| sealed.clone()))
            })?
        }
    };
    let sealed =
        hex::decode(sealed).map_err(|_| VaultError::Internal("a key of the vault is no hex"))?;
    let plain = root.open(&aad, &sealed).map_err(|_| {
        VaultError::Unusable(
            "no line of the root key opens what was sealed before; keep older keys as later lines"
                .into(),
        )
    })?;
    let key = std::str::from_utf8(&plain)
        .ok()
        .and_then(|text| SymmetricKey::from_base64(text).ok())
        .ok_or(VaultError::Internal("a key of the vault is no key"))?;
    if root.first().open(&aad, &sealed).is_err() {
        let resealed = hex::encode(root.seal(&aad, &plain));
        store.write_now("reseal_kept_key", move |conn: &mut Conn| {
            Ok::<_, VaultError>(settings::set(conn, name, &resealed)?)
        })?;
    }
    Ok(key)
}

impl From<StoreError> for VaultError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::NotFound => Self::NotFound,
            other => {
                tracing::error!(error = %other, "the vault's database failed");
                Self::Internal("the database did not do it")
            }
        }
    }
}

/// The vault of this process, as others ask it. Work that takes long is done on threads that may wait.
pub struct Local(pub Arc<Vault>);

impl Port for Local {
    fn ask(&self, request: Request) -> Answering<'_> {
        let vault = self.0.clone();
        Box::pin(async move {
            tokio::task::spawn_blocking(move || vault.answer(request))
                .await
                .unwrap_or(Err(VaultError::Internal("the vault's thread failed")))
        })
    }
}

impl Vault {
    /// Answers a request. May take long (a passphrase): not for threads that must not wait.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub fn answer(self: &Arc<Self>, request: Request) -> Result<Reply, VaultError> {
        match request {
            Request::OpenAgencies => Ok(Reply::OpenAgencies(self.keyring.open_agencies())),
            Request::Wake => {
                self.reload_keys()?;
                self.requeue()?;
                self.store.job_signal().wake();
                Ok(Reply::Done)
            }
            Request::SignIn {
                email,
                password,
                code,
                via,
            } => self.sign_in(&email, &password, &code, via),
            Request::GiveCode { halfway, code, via } => self.give_code(&halfway, &code, via),
            Request::BeginFactor { session, password } => self.begin_factor(&session, &password),
            Request::ConfirmFactor { session, code } => self.confirm_factor(&session, &code),
            Request::RemoveFactor {
                session,
                password,
                code,
            } => self.remove_factor(&session, &password, &code),
            Request::AskNewPasskey { session, password } => {
                self.ask_new_passkey(&session, &password)
            }
            Request::AddPasskey {
                session,
                name,
                client_data,
                attestation,
            } => self.add_passkey(&session, &name, &client_data, &attestation),
            Request::AskPasskey { halfway } => self.ask_passkey(&halfway),
            Request::GivePasskey {
                halfway,
                credential,
                client_data,
                authenticator_data,
                signature,
                via,
            } => {
                let shown = passkeys::Shown {
                    credential: &credential,
                    client_data: &client_data,
                    authenticator_data: &authenticator_data,
                    signature: &signature,
                };
                self.give_passkey(&halfway, &shown, via)
            }
            Request::Passkeys { session } => self.passkeys(&session),
            Request::RemovePasskey {
                session,
                password,
                passkey,
            } => self.remove_passkey(&session, &password, &passkey),
            Request::Welcome { link, password } => self.welcome(&link, &password),
            Request::ChangePassword { session, old, new } => {
                self.change_password(&session, &old, &new)
            }
            Request::Invite { by, person, first } => self.invite(&by, person, first),
            Request::Reset { by, user } => self.reset(&by, user),
            Request::AskRecovery { by, user, why } => self.ask_recovery(&by, user, why),
            Request::DecideRecovery {
                session,
                recovery,
                agree,
            } => self.decide_recovery(&session, &recovery, agree),
            Request::Unlock {
                session,
                agency,
                passphrase,
            } => self.unlock(&session, &agency, &passphrase),
            Request::Lock { session, agency } => self.lock(&session, &agency),
            Request::MakeKeys {
                session,
                agency,
                custody,
                passphrases,
                collection_pem,
                public_file,
            } => self.make_keys(
                &session,
                &agency,
                custody,
                &passphrases.iter().map(|p| p.as_str()).collect::<Vec<_>>(),
                collection_pem.as_ref().map(|p| p.as_str()),
                public_file.as_deref(),
            ),
            Request::Deliver { head, body } => self.deliver(&head, &body),
            Request::Cards { session, referrals } => self.cards(&session, &referrals),
            Request::Contact { session, referral } => self.contact(&session, &referral),
            Request::Reveal {
                session,
                referral,
                field,
                purpose,
            } => self.reveal(&session, &referral, &field, purpose),
            Request::Say {
                session,
                referral,
                words,
            } => self.say(&session, &referral, &words),
            Request::Said { session, referral } => self.said(&session, &referral),
            Request::Answers {
                session,
                submission,
                purpose,
            } => self.answers(&session, &submission, purpose),
            Request::Comments {
                session,
                submission,
                purpose,
            } => self.comments(&session, &submission, purpose),
            Request::Comment {
                session,
                submission,
                purpose,
                body,
            } => self.comment(&session, &submission, purpose, body),
            Request::FindCase { session, code } => self.find_case(&session, &code),
            Request::CaseHead { session, case } => self.case_head(&session, &case),
            Request::Consents { session, case } => self.list_consents(&session, &case),
            Request::AskConsent { session, case, ask } => self.ask_consent(&session, &case, &ask),
            Request::ConfirmConsent {
                session,
                case,
                consent,
            } => self.confirm_consent(&session, &case, &consent),
            Request::WithdrawConsent {
                session,
                case,
                recipient,
                reason,
            } => self.withdraw_consent(&session, &case, recipient.as_deref(), reason),
            Request::AskTransfer {
                session,
                case,
                to,
                note,
            } => self.ask_transfer(&session, &case, &to, &note),
            Request::MayTransfer {
                session,
                transfer,
                approval,
            } => self.may_transfer(&session, &transfer, &approval),
            Request::AcceptTransfer { session, transfer } => {
                self.accept_transfer(&session, &transfer)
            }
            Request::TransferNote { session, transfer } => self.transfer_note(&session, &transfer),
            Request::Tally {
                session,
                since,
                until,
            } => self.tally_for(&session, Span { since, until }),
            Request::Shared { session, month } => self.shared(&session, &month),
            Request::DryRun { session, tables } => self.dry_run_for(&session, &tables),
            Request::Correct {
                session,
                submission,
                purpose,
                changes,
            } => self.correct(&session, &submission, purpose, &changes),
            Request::Attachment {
                session,
                submission,
                ordinal,
            } => self.attachment(&session, &submission, ordinal),
        }
    }
}
