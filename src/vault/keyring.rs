//! Private keys in memory: which are open, which are locked. Nothing else in the house holds one.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use zeroize::Zeroizing;

use crate::crypto::holders::Holders;
use crate::crypto::passphrase::{Kdf, PassphraseError};
use crate::crypto::{
    CollectionPrivate, CollectionPublic, KeyRing, SealingPrivate, SealingPublic, SymmetricKey,
};
use crate::domain::key_life;
use crate::domain::stop::Stops;
use crate::domain::words::{Custody, KeyPurpose, KeyState};
use crate::store::keys::KeyRow;
use crate::vault::client::VaultError;
use crate::vault::custody;
use crate::vault::words::Words;

/// An open private key.
#[derive(Clone)]
pub enum Material {
    /// For phones' envelopes.
    Collection(Arc<CollectionPrivate>),
    /// For sealed records.
    Sealing(Arc<SealingPrivate>),
}

/// A private key that somebody looked for.
pub enum Found<T> {
    /// Here it is.
    Ready(T),
    /// There, but locked.
    Locked,
    /// Disabled by its holders.
    Disabled,
    /// Not there.
    Unknown,
}

struct Held {
    row: KeyRow,
    material: Option<Material>,
}

/// The ring.
pub struct Keyring {
    root: KeyRing,
    words: Arc<Words>,
    held: RwLock<HashMap<String, Held>>,
    stops: RwLock<Stops>,
    /// When each agency's keys were last needed, to lock what nobody uses.
    used_at: RwLock<HashMap<String, i64>>,
    /// When each agency's keys were last locked.
    locked_at: RwLock<HashMap<String, i64>>,
    /// Shares of holders who wait for another.
    begun: Mutex<Vec<Begun>>,
}

/// How far an unlocking is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlocking {
    /// The keys are open.
    Open,
    /// Another holder's passphrase is needed.
    OneMore,
}

/// How long a first holder's share waits for another's, in milliseconds.
const BEGUN_MS: i64 = 10 * 60_000;

/// A share that waits for another.
struct Begun {
    agency: String,
    kdf: String,
    number: usize,
    share: Zeroizing<Vec<u8>>,
    at: i64,
}

/// What a passphrase gives.
enum Wrapping {
    Key(SymmetricKey),
    OneMore,
    None,
}

impl Keyring {
    /// An empty ring on a root key.
    pub fn new(root: KeyRing, words: Arc<Words>) -> Self {
        Self {
            root,
            words,
            held: RwLock::default(),
            stops: RwLock::default(),
            used_at: RwLock::default(),
            locked_at: RwLock::default(),
            begun: Mutex::default(),
        }
    }

    /// The root key, for wrapping new keys.
    pub fn root(&self) -> &KeyRing {
        &self.root
    }

    /// Takes keys and emergency stops as the database has them: new unattended keys are opened; disabled, retired and
    /// stopped ones are forgotten; what a passphrase opened stays open. True if the stops are others than before.
    pub fn load(&self, rows: Vec<KeyRow>, stops: Stops) -> bool {
        let mut held = self.held.write();
        let mut next = HashMap::with_capacity(rows.len());
        for row in rows {
            if !self.words.made(&row) {
                tracing::error!(key = %row.id, "a key that this vault did not make: it is not used");
                continue;
            }
            let before = held.remove(&row.id).and_then(|h| h.material);
            let stopped = match &row.agency_id {
                Some(agency) => stops.agency(agency),
                None => stops.all(),
            };
            let material = match before {
                _ if stopped || !may_open(&row) => None,
                Some(material) => Some(material),
                None if row.custody == Custody::Unattended.as_str() => {
                    let opened = custody::unwrap_by_root(&self.root, &row);
                    if opened.is_none() {
                        tracing::error!(key = %row.id, "the root key does not open this key: is it the right root key?");
                    }
                    opened
                }
                None => None,
            };
            next.insert(row.id.clone(), Held { row, material });
        }
        *held = next;
        self.begun.lock().retain(|one| !stops.agency(&one.agency));
        let mut known = self.stops.write();
        let changed = *known != stops;
        *known = stops;
        changed
    }

    /// Emergency stops in force.
    pub fn stops(&self) -> Stops {
        self.stops.read().clone()
    }

    fn is_open(&self, key: &str) -> bool {
        let held = self.held.read();
        held.get(key).is_some_and(|held| held.material.is_some())
    }

    /// Whether a key is open, and what it opens can be sealed again for its owner.
    pub fn can_open(&self, agency: &str, key: &str) -> bool {
        self.is_open(key)
            && [KeyPurpose::Cases, KeyPurpose::Identity]
                .into_iter()
                .all(|purpose| self.sealing_public(Some(agency), purpose).is_some())
    }

    /// Replaced sealing keys that are open: id, owner, purpose and the private half.
    pub fn replaced(&self) -> Vec<(String, String, KeyPurpose, Arc<SealingPrivate>)> {
        let held = self.held.read();
        held.values()
            .filter(|h| h.row.state == KeyState::Retiring.as_str())
            .filter_map(|h| match &h.material {
                Some(Material::Sealing(private)) => Some((
                    h.row.id.clone(),
                    h.row.agency_id.clone()?,
                    h.row.purpose.parse().ok()?,
                    private.clone(),
                )),
                _ => None,
            })
            .collect()
    }

    /// Opens an agency's passphrase keys. Where several hold them together, the first passphrase is kept for ten minutes until
    /// another holder's comes. Slow, on purpose.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`]; [`VaultError::NotFound`] when the agency has no such key.
    pub fn unlock(
        &self,
        agency: &str,
        passphrase: &str,
        now: i64,
    ) -> Result<Unlocking, VaultError> {
        let rows: Vec<KeyRow> = self
            .held
            .read()
            .values()
            .filter(|h| of_passphrase(h, agency) && may_open(&h.row))
            .map(|h| h.row.clone())
            .collect();
        if rows.is_empty() {
            return Err(VaultError::NotFound);
        }
        // Keys made together share one derivation.
        let kdfs: BTreeSet<&str> = rows.iter().filter_map(|row| row.kdf.as_deref()).collect();
        let mut opened = Vec::new();
        let (mut waits, mut stands) = (false, false);
        for kdf in kdfs {
            let under = || rows.iter().filter(|row| row.kdf.as_deref() == Some(kdf));
            // Open by two already: a third holder's share would wait for nobody.
            if let Ok(holders) = kdf.parse::<Holders>()
                && under().all(|row| self.is_open(&row.id))
            {
                stands |= holders.share(passphrase).is_ok();
                continue;
            }
            let key = match self.wrapping_key(agency, kdf, passphrase, now)? {
                Wrapping::Key(key) => key,
                Wrapping::OneMore => {
                    waits = true;
                    continue;
                }
                Wrapping::None => continue,
            };
            opened.extend(
                under().filter_map(|row| Some((row.id.clone(), custody::unwrap_by(&key, row)?))),
            );
        }
        match (opened.is_empty(), waits, stands) {
            (true, true, _) => return Ok(Unlocking::OneMore),
            (true, false, true) => return Ok(Unlocking::Open),
            (true, false, false) => return Err(VaultError::WrongPassphrase),
            _ => {}
        }
        let mut held = self.held.write();
        for (id, material) in opened {
            if let Some(held) = held.get_mut(&id) {
                held.material = Some(material);
            }
        }
        drop(held);
        self.used_at.write().insert(agency.to_owned(), now);
        Ok(Unlocking::Open)
    }

    /// What a passphrase gives for keys that were wrapped in this way.
    fn wrapping_key(
        &self,
        agency: &str,
        kdf: &str,
        passphrase: &str,
        now: i64,
    ) -> Result<Wrapping, VaultError> {
        let Ok(holders) = kdf.parse::<Holders>() else {
            let kdf: Kdf = kdf.parse().map_err(custody::passphrase_error)?;
            let key = kdf.derive(passphrase).map_err(custody::passphrase_error)?;
            return Ok(Wrapping::Key(key));
        };
        let (number, share) = match holders.share(passphrase) {
            Ok(found) => found,
            Err(PassphraseError::Wrong) => return Ok(Wrapping::None),
            Err(other) => return Err(custody::passphrase_error(other)),
        };
        let mut begun = self.begun.lock();
        begun.retain(|one| one.at > now - BEGUN_MS);
        begun.retain(|one| one.kdf != kdf || one.number != number);
        begun.push(Begun {
            agency: agency.to_owned(),
            kdf: kdf.to_owned(),
            number,
            share,
            at: now,
        });
        let together = || begun.iter().filter(|one| one.kdf == kdf);
        if together().count() < holders.need() {
            return Ok(Wrapping::OneMore);
        }
        let key = holders.key(together().map(|one| one.share.as_slice()));
        begun.retain(|one| one.kdf != kdf);
        Ok(key.map_or(Wrapping::None, Wrapping::Key))
    }

    /// Forgets an agency's passphrase keys.
    pub fn lock(&self, agency: &str, now: i64) {
        self.begun.lock().retain(|one| one.agency != agency);
        self.locked_at.write().insert(agency.to_owned(), now);
        for held in self
            .held
            .write()
            .values_mut()
            .filter(|h| of_passphrase(h, agency))
        {
            held.material = None;
        }
    }

    /// Locks agencies whose passphrase keys nobody needed for `idle_ms`; answers which. Shares that waited too long for
    /// another go as well.
    pub fn lock_idle(&self, now: i64, idle_ms: i64) -> Vec<String> {
        let waited = BEGUN_MS.min(idle_ms);
        self.begun.lock().retain(|one| one.at > now - waited);
        let before = now - idle_ms;
        let idle: Vec<String> = {
            let used = self.used_at.read();
            self.open_agencies()
                .into_iter()
                .filter(|a| used.get(a).is_some_and(|at| *at < before))
                .filter(|a| self.held.read().values().any(|h| of_passphrase(h, a)))
                .collect()
        };
        for agency in &idle {
            self.lock(agency, now);
        }
        idle
    }

    /// When an agency's keys were last locked; none: not since this process began.
    pub fn locked_at(&self, agency: &str) -> Option<i64> {
        self.locked_at.read().get(agency).copied()
    }

    /// Agencies that have an active collection key which is open now.
    pub fn open_agencies(&self) -> Vec<String> {
        let held = self.held.read();
        let open: BTreeSet<String> = held
            .values()
            .filter(|h| {
                h.material.is_some()
                    && h.row.state == KeyState::Active.as_str()
                    && h.row.purpose == KeyPurpose::Collection.as_str()
            })
            .filter_map(|h| h.row.agency_id.clone())
            .collect();
        open.into_iter().collect()
    }

    /// Whose a key for records is, if records may still be sealed to it.
    pub fn owner(&self, id: &str) -> Option<String> {
        let held = self.held.read();
        let row = &held.get(id)?.row;
        let purpose = row.purpose.parse().ok()?;
        let for_records = matches!(purpose, KeyPurpose::Cases | KeyPurpose::Identity);
        row.agency_id
            .clone()
            .filter(|_| for_records && row.state.parse().is_ok_and(key_life::opens))
    }

    /// The collection key that a rendition carries.
    pub fn collection(&self, id: &str, now: i64) -> Found<Arc<CollectionPrivate>> {
        let held = self.held.read();
        let Some(held) = held.get(id) else {
            return Found::Unknown;
        };
        match held.row.state.parse() {
            Ok(KeyState::Disabled) => return Found::Disabled,
            Ok(KeyState::Destroyed) | Err(_) => return Found::Unknown,
            Ok(_) => {}
        }
        match &held.material {
            Some(Material::Collection(key)) => {
                if let Some(agency) = held
                    .row
                    .agency_id
                    .as_deref()
                    .filter(|a| of_passphrase(held, a))
                {
                    self.used_at.write().insert(agency.to_owned(), now);
                }
                Found::Ready(key.clone())
            }
            Some(Material::Sealing(_)) => Found::Unknown,
            None => Found::Locked,
        }
    }

    /// The open private sealing keys of an owner, by id; empty while locked.
    pub fn sealing_private(&self, agency: Option<&str>) -> Vec<(String, Arc<SealingPrivate>)> {
        let held = self.held.read();
        let mut keys: Vec<(String, Arc<SealingPrivate>)> = held
            .values()
            .filter(|h| h.row.agency_id.as_deref() == agency)
            .filter_map(|h| match &h.material {
                Some(Material::Sealing(key)) => Some((h.row.id.clone(), key.clone())),
                _ => None,
            })
            .collect();
        keys.sort_by(|a, b| b.0.cmp(&a.0));
        keys
    }

    /// Whether an agency's keys are on its own machine, so that nothing is opened here.
    pub fn is_elsewhere(&self, agency: &str) -> bool {
        let held = self.held.read();
        held.values().any(|h| {
            h.row.agency_id.as_deref() == Some(agency)
                && h.row.custody == Custody::AgencyHeld.as_str()
                && h.row.state == KeyState::Active.as_str()
        })
    }

    /// The public key of the first of these collection keys that phones may still encrypt to; one in force before one that
    /// retires.
    pub fn collection_public(
        &self,
        agency: &str,
        ids: &[&str],
    ) -> Option<(String, CollectionPublic)> {
        let held = self.held.read();
        let in_state = |state: KeyState| {
            ids.iter().filter_map(|id| held.get(*id)).find(|h| {
                h.row.agency_id.as_deref() == Some(agency)
                    && h.row.purpose == KeyPurpose::Collection.as_str()
                    && h.row.state == state.as_str()
            })
        };
        let found = in_state(KeyState::Active).or_else(|| in_state(KeyState::Retiring))?;
        let public = match &found.material {
            // As below: what stands in the row is not trusted while the private half is open.
            Some(Material::Collection(private)) => private.public().clone(),
            _ => CollectionPublic::from_spki_der(&found.row.public_key).ok()?,
        };
        Some((found.row.id.clone(), public))
    }

    /// The public key that something for this owner is sealed to.
    pub fn sealing_public(
        &self,
        agency: Option<&str>,
        purpose: KeyPurpose,
    ) -> Option<(String, SealingPublic)> {
        let held = self.held.read();
        let newest = held
            .values()
            .filter(|h| {
                h.row.agency_id.as_deref() == agency
                    && h.row.purpose == purpose.as_str()
                    && h.row.state == KeyState::Active.as_str()
            })
            .max_by_key(|h| (h.row.activated_at, h.row.id.clone()))?;
        let public = match &newest.material {
            // While the private half is open, what stands in the row is not trusted: whoever writes the database
            // could put a key of their own there.
            Some(Material::Sealing(private)) => private.public().clone(),
            _ => SealingPublic::from_bytes(&newest.row.public_key).ok()?,
        };
        Some((newest.row.id.clone(), public))
    }
}

/// Whether a key in this state is held open at all. One that is pending may be: its holders try their new passphrase.
fn may_open(row: &KeyRow) -> bool {
    row.state
        .parse()
        .is_ok_and(|state| state == KeyState::Pending || key_life::opens(state))
}

fn of_passphrase(held: &Held, agency: &str) -> bool {
    held.row.agency_id.as_deref() == Some(agency)
        && held.row.custody == Custody::Passphrase.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stop::{Stop, StopScope};

    const MINUTE: i64 = 60_000;
    const PEOPLE: [&str; 2] = ["seven green lanterns", "a quiet river bend"];

    /// A ring with one holder's share in it, given at 0.
    fn begun() -> Keyring {
        let words = Arc::new(Words::new(SymmetricKey::generate()));
        let ring = Keyring::new(KeyRing::new(SymmetricKey::generate(), vec![]), words);
        let (_, holders) = Holders::make(&PEOPLE, 2).unwrap();
        let said = ring.wrapping_key("a", &holders.to_string(), PEOPLE[0], 0);
        assert!(matches!(said, Ok(Wrapping::OneMore)));
        ring
    }

    #[test]
    fn a_share_waits_ten_minutes_for_another_and_no_longer() {
        let ring = begun();
        ring.lock_idle(9 * MINUTE, 30 * MINUTE);
        assert_eq!(ring.begun.lock().len(), 1);
        ring.lock_idle(10 * MINUTE, 30 * MINUTE);
        assert_eq!(ring.begun.lock().len(), 0);
        let ring = begun();
        ring.lock_idle(2 * MINUTE, MINUTE);
        assert_eq!(ring.begun.lock().len(), 0, "idle keys go sooner");
    }

    #[test]
    fn an_emergency_stop_forgets_whoever_began() {
        let ring = begun();
        let stop = |agency: &str| {
            Stops::new([Stop {
                scope: StopScope::Agency,
                subject: agency.to_owned(),
                agency: None,
            }])
        };
        ring.load(vec![], stop("b"));
        assert_eq!(ring.begun.lock().len(), 1);
        ring.load(vec![], stop("a"));
        assert_eq!(ring.begun.lock().len(), 0);
    }
}
