//! The listener: workers, TLS, what wraps every request, and a shutdown that lets requests end.

use std::io::BufReader;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, Service as _};
use actix_web::middleware::Compress;
use actix_web::web::{Data, PayloadConfig};
use actix_web::{App, HttpResponse, HttpServer};
use futures_util::StreamExt as _;

use super::{routes, wire};
use crate::config::Settings;
use crate::service::{House, alerts, chain, clocks, entity_lists, keys, notices, sweep};

/// A listener that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The certificate or its key cannot be used.
    #[error("the TLS file {path} cannot be used: {why}")]
    Tls {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// The settings of mail cannot be used.
    #[error(transparent)]
    Mail(#[from] notices::MailSettings),
    /// Anything else of the system's.
    #[error("the server could not start: {0}")]
    Io(#[from] std::io::Error),
}

/// Takes the address. From here on callers wait instead of being refused.
///
/// # Errors
/// [`ServeError::Listen`].
pub fn listen(settings: &Settings) -> Result<TcpListener, ServeError> {
    let address = settings.server.listen;
    TcpListener::bind(address).map_err(|source| ServeError::Listen { address, source })
}

/// Serves on a listener until a signal says stop; then requests under way have 30 seconds.
///
/// # Errors
/// [`ServeError::Tls`], [`ServeError::Io`].
pub fn run(house: Arc<House>, listener: TcpListener) -> Result<(), ServeError> {
    let tls = tls(&house.settings)?;
    let ways = notices::Ways::new(&house)?;
    actix_web::rt::System::new().block_on(async move {
        actix_web::rt::spawn(housekeeping(house.clone()));
        actix_web::rt::spawn(telling(house.clone(), ways));
        Ok(server(house, listener, tls)?.await?)
    })
}

fn server(
    house: Arc<House>,
    listener: TcpListener,
    tls: Option<rustls::ServerConfig>,
) -> std::io::Result<Server> {
    let settings = house.settings.clone();
    let data = Data::from(house);
    let server = HttpServer::new(move || {
        let settings = settings.clone();
        App::new()
            .app_data(data.clone())
            .app_data(PayloadConfig::new(settings.limits.xml_bytes))
            .wrap(Compress::default())
            .wrap_fn(move |mut request, app| {
                wire::receive(&mut request, &settings.server);
                app.call(request)
            })
            .configure(routes::routes)
    })
    .workers(std::thread::available_parallelism().map_or(2, std::num::NonZero::get))
    .worker_max_blocking_threads(16)
    // A phone encrypts between two requests; closing on it in that moment looks like a broken network.
    .keep_alive(Duration::from_secs(75))
    .shutdown_timeout(30);
    let server = match tls {
        Some(tls) => server.listen_rustls_0_23(listener, tls)?,
        None => server.listen(listener)?,
    };
    Ok(server.run())
}

/// How long a list that nobody asks for stays written out in memory: phones ask in bursts.
const LISTS_KEPT_MS: i64 = 3_000;

/// Chains the audit, looks at the clocks of referrals and applies what submissions say of entities, each second; sweeps what broken uploads left, each hour.
async fn housekeeping(house: Arc<House>) {
    let mut turns = 0u64;
    loop {
        match chain::link(&house.store).await {
            // A full batch: more waits.
            Ok(linked) if linked >= chain::BATCH as usize => continue,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the audit was not chained this time; it is tried again")
            }
        }
        if let Err(error) = clocks::run(&house).await {
            tracing::warn!(%error, "clocks of referrals were not looked at this time; it is tried again");
        }
        if let Err(error) = entity_lists::apply(&house).await {
            tracing::warn!(%error, "entity lists were not brought up to date this time; it is tried again");
        }
        house.lists.forget(house.now() - LISTS_KEPT_MS);
        if turns.is_multiple_of(5) {
            if let Err(error) = alerts::refresh(&house).await {
                tracing::warn!(%error, "alerts were not brought up to date this time; it is tried again");
            }
            if let Err(error) = keys::settle(&house).await {
                tracing::warn!(%error, "replaced keys were not retired this time; it is tried again");
            }
        }
        if turns.is_multiple_of(3_600) {
            if let Err(error) = notices::forget(&house).await {
                tracing::warn!(%error, "notices of long ago were not forgotten");
            }
            match sweep::sweep(&house).await {
                Ok(swept) => tracing::debug!(swept, "large files that nothing names were swept"),
                Err(error) => {
                    tracing::warn!(%error, "large files that nothing names were not swept")
                }
            }
        }
        turns += 1;
        actix_web::rt::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Sends notices on their way, twice a second; a receiver that hangs holds up nothing else here.
async fn telling(house: Arc<House>, ways: notices::Ways) {
    loop {
        match notices::turn(&house, &ways).await {
            // More may be due.
            Ok(sent) if sent > 0 => continue,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "notices were not sent this time; it is tried again")
            }
        }
        actix_web::rt::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Reads every body to its end and answers 201: the measure beside which receiving is quoted.
///
/// # Errors
/// [`ServeError::Listen`].
pub fn bare(address: SocketAddr) -> Result<(), ServeError> {
    async fn read(mut body: actix_web::web::Payload) -> HttpResponse {
        while let Some(Ok(_)) = body.next().await {}
        HttpResponse::Created().finish()
    }
    let listener =
        TcpListener::bind(address).map_err(|source| ServeError::Listen { address, source })?;
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(|| App::new().default_service(actix_web::web::to(read)));
        Ok(server.workers(2).listen(listener)?.run().await?)
    })
}

fn tls(settings: &Settings) -> Result<Option<rustls::ServerConfig>, ServeError> {
    let (certificate, key) = match (&settings.server.tls_certificate, &settings.server.tls_key) {
        (None, None) => return Ok(None),
        (Some(certificate), Some(key)) => (certificate, key),
        (Some(one), None) | (None, Some(one)) => {
            let why = "tls_certificate and tls_key go together: set both or none".into();
            return Err(ServeError::Tls {
                path: one.display().to_string(),
                why,
            });
        }
    };
    let wrong = |path: &Path| {
        let path = path.display().to_string();
        move |why: String| ServeError::Tls { path, why }
    };
    let open = |path: &Path| {
        std::fs::File::open(path)
            .map(BufReader::new)
            .map_err(|e| wrong(path)(e.to_string()))
    };
    use rustls::pki_types::pem::PemObject as _;
    let chain = rustls::pki_types::CertificateDer::pem_reader_iter(open(certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| wrong(certificate)(e.to_string()))?;
    let key_der = rustls::pki_types::PrivateKeyDer::from_pem_reader(open(key)?)
        .map_err(|e| wrong(key)(e.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| wrong(certificate)(e.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, key_der)
        .map_err(|e| wrong(certificate)(e.to_string()))?;
    Ok(Some(config))
}
