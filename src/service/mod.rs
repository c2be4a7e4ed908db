//! Use-cases: one file for each thing that somebody does. Each asks the policy, loads, decides with the
//! domain, writes in one transaction, and audits. No HTTP here, no SQL, no private key.

pub mod accounts;
pub mod agencies;
pub mod alerts;
pub mod approvals;
pub mod audit;
mod audit_export;
pub mod blank_forms;
pub mod break_glass;
pub mod case_files;
pub mod cases;
pub mod casework;
pub mod catalog;
pub mod certifications;
pub mod chain;
pub mod clocks;
pub mod consents;
pub mod conversion;
pub mod corrections;
pub mod digest_auth;
pub mod directory;
pub mod drafts_on_phones;
pub mod entity_lists;
pub mod error;
pub mod figures;
pub mod forms;
pub mod guesses;
pub mod insight;
pub mod keys;
pub mod notices;
pub mod overview;
pub mod pathway;
pub mod phones;
pub mod projects;
pub mod protocols;
pub mod pulls;
pub mod receive;
pub mod referrals;
pub mod remembered;
pub mod retention;
pub mod reviews;
pub mod sites;
pub mod stops;
pub mod submissions;
pub mod sweep;
pub mod transfers;
pub mod unmatched;
pub mod webhooks;
pub mod workers;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tokio::sync::Semaphore;

use crate::blobs::BlobFolder;
use crate::config::Settings;
use crate::crypto::KeyRing;
use crate::store::Store;
use crate::vault::client::{Port, Request, VaultError};

pub use error::ServiceError;

/// Tells the time, in milliseconds since 1970 UTC. Tests drive it.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Arc::new(|| chrono::Utc::now().timestamp_millis()))
    }

    /// A clock that a test drives.
    pub fn driven(tell: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// Now.
    pub fn now(&self) -> i64 {
        (self.0)()
    }
}

/// What every use-case stands on. Without a vault behind its port it can decrypt nothing: it has no keyring.
pub struct House {
    /// Rows.
    pub store: Store,
    /// Large ciphertexts.
    pub blobs: BlobFolder,
    /// The way to the vault.
    pub vault: Arc<dyn Port>,
    /// Seals what the service itself must know (Digest secrets); opens no case.
    pub service_key: KeyRing,
    /// Forms, phones and rights, kept in memory while they do not change.
    pub catalog: catalog::Catalog,
    /// Submissions on their way into the database.
    pub arrivals: receive::Arrivals,
    /// Opens and seals entity lists, which phones are served day and night.
    pub lists: entity_lists::ListsKey,
    /// People whose programs send their password with each request.
    pub remembered: remembered::Remembered,
    /// Settings.
    pub settings: Arc<Settings>,
    /// The time.
    pub clock: Clock,
    /// Places for those who listen to notices as they come.
    pub listeners: Arc<Semaphore>,
    /// Rings when a notice may have come.
    pub bell: notices::Bell,
    /// False while a first start is still making what it promises.
    pub ready: AtomicBool,
}

impl House {
    /// Now, in milliseconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Catalog and vault look again, after keys, stops or orders changed. A vault that is away looks when it is back.
    ///
    /// # Errors
    /// When the vault's database refuses.
    pub async fn look_again(&self) -> Result<(), ServiceError> {
        self.catalog.forget();
        match self.vault.ask(Request::Wake).await {
            Ok(_) | Err(VaultError::Away) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
