//! Puts the house together from settings: database, folders, keys, and the vault of this process or the way to another.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use tokio::sync::Semaphore;

use crate::blobs::{BlobFolder, Shared};
use crate::config::Settings;
use crate::crypto::KeyRing;
use crate::domain::policy::{Actor, ActorKind};
use crate::domain::second_factor::SignedIn;
use crate::domain::words::Role;
use crate::keyfile;
use crate::service::entity_lists::ListsKey;
use crate::service::{Clock, House, notices};
use crate::store::{Store, StoreError, StoreSettings, keys};
use crate::vault::client::Port;
use crate::vault::intake::Intake;
use crate::vault::pathway::Pathways;
use crate::vault::socket::Remote;
use crate::vault::{self, Holder, Local, Vault};

/// Where the vault is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum VaultPlace {
    /// In this process.
    Here,
    /// In this process, opening nothing by itself: for commands that must speak with the vault's word.
    AtRest,
    /// In another, behind its socket.
    Elsewhere,
}

/// A house that stands. Dropping it stops opening after the batches under way.
pub struct Standing {
    /// For use-cases.
    pub house: Arc<House>,
    /// The vault's threads, if it is here.
    _intake: Option<Intake>,
}

/// Puts it together with the vault in this process, and answers the vault too.
pub fn stand_with_vault(settings: Settings) -> anyhow::Result<(Standing, Arc<Vault>)> {
    stand_on_clock(settings, machine())
}

/// The same on another clock than the machine's.
pub fn stand_on_clock(
    settings: Settings,
    clock: vault::Clock,
) -> anyhow::Result<(Standing, Arc<Vault>)> {
    let (store, blobs) = ground(&settings)?;
    let vault = vault_on_clock(&settings, &store, &blobs, clock.clone())?;
    let intake = intake(&settings, &vault)?;
    let port = Arc::new(Local(vault.clone()));
    let clock = Clock::driven(move || clock());
    let standing = stand_on(settings, store, blobs, port, Some(intake), clock)?;
    Ok((standing, vault))
}

/// Puts it together. The database is migrated first.
pub fn stand(settings: Settings, vault: VaultPlace) -> anyhow::Result<Standing> {
    let (store, blobs) = ground(&settings)?;
    let (port, intake): (Arc<dyn Port>, _) = match vault {
        VaultPlace::Here => {
            let (vault, intake) = open_vault(&settings, &store, &blobs)?;
            (Arc::new(Local(vault)), Some(intake))
        }
        VaultPlace::AtRest => {
            let vault = vault_at_rest(&settings, &store, &blobs)?;
            (Arc::new(Local(vault)), None)
        }
        VaultPlace::Elsewhere => (Arc::new(Remote::at(settings.vault_socket())), None),
    };
    stand_on(settings, store, blobs, port, intake, Clock::system())
}

fn stand_on(
    settings: Settings,
    store: Store,
    blobs: BlobFolder,
    port: Arc<dyn Port>,
    intake: Option<Intake>,
    clock: Clock,
) -> anyhow::Result<Standing> {
    let service_key = keyfile::read_or_make(&settings.service_key_file())?;
    let lists = ListsKey::load(&store, &service_key)?;
    let house = House {
        lists,
        store,
        blobs,
        vault: port,
        service_key,
        catalog: Default::default(),
        arrivals: Default::default(),
        remembered: Default::default(),
        settings: Arc::new(settings),
        clock,
        listeners: Arc::new(Semaphore::new(notices::MOST_LISTENERS)),
        bell: notices::Bell::default(),
        ready: AtomicBool::new(true),
    };
    Ok(Standing {
        house: Arc::new(house),
        _intake: intake,
    })
}

/// The vault on its root key, opening as long as the intake lives.
pub fn open_vault(
    settings: &Settings,
    store: &Store,
    blobs: &BlobFolder,
) -> anyhow::Result<(Arc<Vault>, Intake)> {
    let vault = vault_at_rest(settings, store, blobs)?;
    let intake = intake(settings, &vault)?;
    Ok((vault, intake))
}

fn intake(settings: &Settings, vault: &Arc<Vault>) -> anyhow::Result<Intake> {
    let holder = Holder::of(&settings.data).context("vault.lock in the data folder")?;
    Ok(Intake::start(vault, settings.vault.threads, holder)?)
}

/// The vault on its root key, opening nothing by itself.
pub fn vault_at_rest(
    settings: &Settings,
    store: &Store,
    blobs: &BlobFolder,
) -> anyhow::Result<Arc<Vault>> {
    vault_on_clock(settings, store, blobs, machine())
}

/// The machine's clock, for the vault.
fn machine() -> vault::Clock {
    let clock = Clock::system();
    Arc::new(move || clock.now())
}

fn vault_on_clock(
    settings: &Settings,
    store: &Store,
    blobs: &BlobFolder,
    clock: vault::Clock,
) -> anyhow::Result<Arc<Vault>> {
    Ok(Vault::start(
        store.clone(),
        blobs.clone(),
        root_key(settings, store)?,
        Pathways::shipped()?,
        settings,
        clock,
    )?)
}

/// Database and folder of large ciphertexts.
pub fn ground(settings: &Settings) -> anyhow::Result<(Store, BlobFolder)> {
    keyfile::private_folder(&settings.data)
        .with_context(|| format!("cannot make the data folder {}", settings.data.display()))?;
    let store = Store::open(&StoreSettings {
        url: settings.database_url(),
        readers: settings.database.readers,
        writers: settings.database.writers,
    })?;
    store.migrate()?;
    let shared = match settings.vault.serve_uid {
        Some(_) => Shared::WithGroup,
        None => Shared::WithNobody,
    };
    let blobs = BlobFolder::open_for(settings.blob_folder(), shared)?;
    Ok((store, blobs))
}

/// The root key; made only for a database that has no keys yet. A new one in place of a lost one would open nothing
/// and hide the loss.
fn root_key(settings: &Settings, store: &Store) -> anyhow::Result<KeyRing> {
    if let Some(text) = &settings.vault.root_key {
        return KeyRing::parse(&text.0).context("WAYPOST_VAULT_ROOT_KEY");
    }
    if let Some(command) = &settings.vault.root_key_command {
        return Ok(keyfile::from_command(command)?);
    }
    let file = settings.root_key_file();
    let wraps = store.read_now("wrapped_keys", |conn| {
        Ok::<_, StoreError>(!keys::all(conn)?.is_empty())
    })?;
    if wraps && !file.exists() {
        anyhow::bail!(
            "the root key {} is not there, and the database holds keys that only it opens: put it back",
            file.display()
        );
    }
    Ok(keyfile::read_or_make(&file)?)
}

/// Whoever sits at this machine's terminal: an admin, no more.
pub fn operator() -> Actor {
    Actor {
        id: 0,
        kind: ActorKind::Person(Role::Admin),
        agency: None,
        signed_in: SignedIn::Fully,
    }
}

/// Runs use-cases from a command.
pub fn block_on<T>(work: impl Future<Output = T>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    Ok(runtime.block_on(work))
}

/// HOST:PORT as people type it.
pub fn address(text: &str) -> anyhow::Result<SocketAddr> {
    text.to_socket_addrs()
        .ok()
        .and_then(|mut found| found.next())
        .with_context(|| format!("--listen wants HOST:PORT, {text:?} is none"))
}
