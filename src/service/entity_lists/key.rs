//! The key of lists, made at the first start, its private half sealed under the service key; and lists in clear (classes D0 and
//! D1) that phones asked for in the last seconds.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;

use crate::crypto::{Aad, KeyRing, SealingPrivate, SealingPublic};
use crate::service::ServiceError;
use crate::store::{Conn, Store, settings};

/// Where the public half stands: the vault seals to it.
pub const PUBLIC: &str = crate::vault::LISTS_PUBLIC;
const PRIVATE: &str = "lists_key";

/// See the module. Phones ask for a list again and again.
#[derive(Clone)]
pub struct ListsKey {
    private: Arc<SealingPrivate>,
    written: Arc<Mutex<HashMap<String, Written>>>,
}

/// A list written out.
struct Written {
    revision: i64,
    csv: Bytes,
    asked_at: i64,
}

impl ListsKey {
    /// The key, which the first start makes.
    ///
    /// # Errors
    /// When the database refuses, or the service key is not the one that sealed it.
    pub fn load(store: &Store, service_key: &KeyRing) -> Result<Self, ServiceError> {
        let aad = Aad::record("settings", PRIVATE, "key");
        let stored = |store: &Store| {
            store.read_now("lists_key", |conn| {
                Ok::<_, ServiceError>(settings::value(conn, PRIVATE)?)
            })
        };
        let sealed = match stored(store)? {
            Some(sealed) => sealed,
            None => {
                let made = SealingPrivate::generate();
                let sealed = hex::encode(service_key.seal(&aad, made.to_bytes().expose()));
                let public = hex::encode(made.public().to_bytes());
                store.write_now("make_lists_key", move |conn: &mut Conn| {
                    // Two may start at once; the first counts for both halves.
                    if settings::set_if_absent(conn, PRIVATE, &sealed)? {
                        settings::set(conn, PUBLIC, &public)?;
                    }
                    Ok::<_, ServiceError>(())
                })?;
                stored(store)?.ok_or(ServiceError::Internal("the key of lists"))?
            }
        };
        let wrong = || ServiceError::Internal("the service key does not open the key of lists");
        let sealed = hex::decode(sealed).map_err(|_| wrong())?;
        let bytes = service_key.open(&aad, &sealed).map_err(|_| wrong())?;
        let private = SealingPrivate::from_bytes(&bytes).map_err(|_| wrong())?;
        Ok(Self {
            private: Arc::new(private),
            written: Arc::default(),
        })
    }

    /// A list as it was written out last, if it has not changed since.
    pub(super) fn written(&self, list: &str, revision: i64, now: i64) -> Option<Bytes> {
        let mut kept = self.written.lock();
        let one = kept.get_mut(list).filter(|one| one.revision == revision)?;
        one.asked_at = now;
        Some(one.csv.clone())
    }

    /// Keeps a list as it was written out.
    pub(super) fn keep(&self, list: &str, revision: i64, csv: Bytes, now: i64) {
        let asked_at = now;
        let one = Written {
            revision,
            csv,
            asked_at,
        };
        self.written.lock().insert(list.to_owned(), one);
    }

    /// Forgets lists that nobody asked for since `before`: what is not needed is not left in memory.
    pub fn forget(&self, before: i64) {
        self.written.lock().retain(|_, one| one.asked_at >= before);
    }

    /// The public half.
    pub fn public(&self) -> &SealingPublic {
        self.private.public()
    }

    pub(super) fn private(&self) -> &SealingPrivate {
        &self.private
    }
}
