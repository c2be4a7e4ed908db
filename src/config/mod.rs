//! Settings: one typed struct from `waypost.toml` and `WAYPOST_…` variables. Nobody else reads the environment.
//!
//! A variable overrides the file: `WAYPOST_SERVER_LISTEN` is `listen` in `[server]`, `WAYPOST_DATA` is
//! `data` at the top: `reading` does that. Here stands what there is to set, and what holds where nothing is set.
//! Every setting is documented in `deploy/waypost.example.toml`.

mod reading;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use serde::Deserialize;

use crate::domain::publishing;
use crate::domain::recovery::By;
use crate::domain::second_factor::Rule;
use crate::domain::words::Lang;

pub use reading::SettingsError;

/// All settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Folder that holds the embedded database, large ciphertexts, the vault's socket and key files.
    pub data: PathBuf,
    /// Folder of large ciphertexts, where it is another than `DATA/blobs`: shared by `serve` and a vault of another user.
    pub blobs: Option<PathBuf>,
    /// The listener that faces the internet.
    pub server: Server,
    /// Where rows stand.
    pub database: Database,
    /// The holder of private keys.
    pub vault: Vault,
    /// How people sign in.
    pub sign_in: SignIn,
    /// How forms come in.
    pub forms: Forms,
    /// How long what was said is kept.
    pub retention: Retention,
    /// How people hear that something waits.
    pub notices: Notices,
    /// Limits on what comes from outside.
    pub limits: Limits,
    /// What is logged, and how.
    pub log: Log,
}

/// `[server]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// What people and phones type, e.g. `https://forms.example.org`; stands in form lists and QR codes.
    /// Never taken from a request. Unset: made from `listen`.
    pub public_url: Option<String>,
    /// PEM file with the certificate chain; with `tls_key`, the server speaks https itself.
    pub tls_certificate: Option<PathBuf>,
    /// PEM file with the private key of the certificate.
    pub tls_key: Option<PathBuf>,
    /// Addresses of proxies whose `X-Forwarded-*` headers are believed; nobody else's are.
    pub trusted_proxies: Vec<IpAddr>,
    /// Where the pages' "leave quickly" link goes.
    pub quick_exit: String,
    /// Language of the pages for browsers that ask for none that there is (`en`, `fr`, `es`, `ar`).
    pub language: Lang,
    /// File of the service's own key (seals phones' Digest secrets; opens no case). Unset: `DATA/keys/service.key`.
    pub service_key_file: Option<PathBuf>,
}

/// `[database]`
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://…`. Unset: `sqlite:DATA/waypost.sqlite`.
    pub url: Option<String>,
    /// Connections for reading.
    pub readers: usize,
    /// Connections for writing (PostgreSQL; SQLite always has one).
    pub writers: usize,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A PostgreSQL URL may hold a password.
        f.debug_struct("Database")
            .field("readers", &self.readers)
            .field("writers", &self.writers)
            .finish_non_exhaustive()
    }
}

/// `[vault]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Vault {
    /// Unix socket on which `waypost vault` answers `waypost serve`. Unset: `DATA/vault.sock`.
    pub socket: Option<PathBuf>,
    /// Number of the user as whom `serve` runs, if it is another than the vault's: it may speak at the socket. Both then belong to
    /// one group, which may read what they share.
    pub serve_uid: Option<u32>,
    /// File of the root key that wraps unattended keys (base64 of 32 bytes; several lines: the first wraps, all unwrap). Unset: `DATA/keys/root.key`.
    /// For real use keep it away from the database and its backups.
    pub root_key_file: Option<PathBuf>,
    /// The root key itself (base64 of 32 bytes; several lines: the first wraps, all unwrap), from `WAYPOST_VAULT_ROOT_KEY`; wins over the file.
    pub root_key: Option<HiddenText>,
    /// A command that prints the root key, such as one that asks a key management service; wins over the file. Split at spaces;
    /// no shell.
    pub root_key_command: Option<String>,
    /// Threads that open submissions. 0: one a core, and one.
    pub threads: usize,
    /// A passphrase key locks itself after this many minutes without an opening.
    pub idle_lock_minutes: u32,
    /// Different things that one session may open in an hour; beyond that it is ended and the auditors are told.
    pub openings_per_hour: u32,
    /// Folder into which signed heads of the audit are written, to be copied elsewhere. Unset: `DATA/audit-heads`.
    pub audit_heads: Option<PathBuf>,
    /// Minutes between two signed heads.
    pub audit_sign_minutes: u32,
    /// Days after which a key should be replaced.
    pub key_days: u32,
    /// Days before that at which its holders are reminded.
    pub remind_days: u32,
    /// Days that a replaced key goes on opening at least: phones may hold what was filled before they got the new form.
    pub retiring_days: u32,
}

/// `[sign_in]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// Whether people must give a code from their phone beside the password. Unset: they must.
    pub second_factor: Option<Rule>,
    /// After so many minutes without a use, a session of the pages ends. Unset: 15. There is no way to turn it off.
    pub idle_minutes: Option<NonZeroU32>,
    /// How many people it takes to take somebody's second factor away. Unset: two.
    pub recovery_by: Option<By>,
}

impl SignIn {
    /// What is asked for.
    pub fn rule(&self) -> Rule {
        self.second_factor.unwrap_or(Rule::Required)
    }

    /// After how long without a use a session of the pages ends, in milliseconds.
    pub fn idle_ms(&self) -> i64 {
        60_000
            * self
                .idle_minutes
                .map_or(15, |minutes| i64::from(minutes.get()))
    }

    /// How many people a recovery takes.
    pub fn recovery(&self) -> By {
        self.recovery_by.unwrap_or(By::Two)
    }
}

/// `[forms]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Forms {
    /// pyxform's `xls2xform`, which makes XForm XML of XLSForms. Unset: the one on the PATH. XML needs none.
    pub converter: Option<PathBuf>,
    /// How many people it takes to publish a form. Unset: two.
    pub publish_by: Option<publishing::Rule>,
}

impl Forms {
    /// How many people it takes to publish a form.
    pub fn rule(&self) -> publishing::Rule {
        self.publish_by.unwrap_or(publishing::Rule::Two)
    }
}

/// `[retention]`: how long what was said is kept (domain brief 7.4). A country's law may ask for less.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Screenings of which nothing came: no referral, nothing held.
    pub screening_without_result_days: u32,
    /// Screenings of which something came that nobody followed up.
    pub screening_not_followed_days: u32,
    /// A declining agency's key to the card, in hours.
    pub declined_card_hours: u32,
    /// A receiver's key to the card after the service was given.
    pub delivered_card_days: u32,
    /// The phone's original ciphertext after it was opened and sealed.
    pub envelope_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            screening_without_result_days: 14,
            screening_not_followed_days: 90,
            declined_card_hours: 24,
            delivered_card_days: 180,
            envelope_days: 30,
        }
    }
}

/// `[notices]`: mail and machines that are told that something waits, never what.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notices {
    /// The mail server, with its password: `smtps://USER:PASSWORD@HOST:465`, or `smtp://…:587?tls=required`. Unset: no mail.
    pub smtp: Option<HiddenText>,
    /// Who mails come from, e.g. `Waypost <waypost@example.org>`.
    pub from: Option<String>,
    /// Seconds for which what is not urgent is gathered into one mail.
    pub gather_seconds: u32,
    /// Seconds after which what was not received is tried again; doubled each time.
    pub retry_seconds: u32,
    /// Seconds after which it is given up.
    pub give_up_seconds: u32,
    /// Whether machines that are told may stand in this server's own network, also without https.
    pub private_addresses: bool,
}

impl Default for Notices {
    fn default() -> Self {
        Self {
            smtp: None,
            from: None,
            gather_seconds: 300,
            retry_seconds: 5,
            give_up_seconds: 48 * 3_600,
            private_addresses: false,
        }
    }
}

/// `[limits]`, all on what comes from outside.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of the XML part of a submission, and of a form.
    pub xml_bytes: usize,
    /// Bytes of one file of a submission.
    pub part_bytes: u64,
    /// Bytes at which phones split a submission (`X-OpenRosa-Accept-Content-Length`). A single file may be larger, and so may
    /// a request that carries one.
    pub request_bytes: u64,
    /// Files in one request. Collect sends at most 101 beside the XML.
    pub parts: usize,
    /// Bytes of file parts that may wait in memory, over all requests together.
    pub waiting_bytes: u64,
    /// Seconds that one request may take to arrive.
    pub request_seconds: u64,
    /// Seconds for which a Digest nonce is good; then phones are given a new one without asking their users.
    pub nonce_seconds: u32,
}

/// `[log]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// A `tracing` filter such as `info` or `waypost=debug`.
    pub level: String,
    /// `text` or `json`.
    pub format: LogFormat,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Text that Debug does not show.
#[derive(Clone, Deserialize)]
pub struct HiddenText(pub String);

impl std::fmt::Debug for HiddenText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: PathBuf::from("waypost-data"),
            blobs: None,
            server: Server::default(),
            database: Database::default(),
            vault: Vault::default(),
            sign_in: SignIn::default(),
            forms: Forms::default(),
            retention: Retention::default(),
            notices: Notices::default(),
            limits: Limits::default(),
            log: Log::default(),
        }
    }
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            tls_certificate: None,
            tls_key: None,
            trusted_proxies: Vec::new(),
            quick_exit: "https://www.wikipedia.org".into(),
            language: Lang::En,
            service_key_file: None,
        }
    }
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: None,
            readers: 4,
            writers: 8,
        }
    }
}

impl Default for Vault {
    fn default() -> Self {
        Self {
            socket: None,
            serve_uid: None,
            root_key_file: None,
            root_key_command: None,
            root_key: None,
            threads: 0,
            idle_lock_minutes: 30,
            openings_per_hour: 2_000,
            audit_heads: None,
            audit_sign_minutes: 60,
            key_days: 730,
            remind_days: 30,
            retiring_days: 14,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            xml_bytes: 10_000_000,
            part_bytes: 100_000_000,
            request_bytes: 10_000_000,
            parts: 110,
            waiting_bytes: 48 << 20,
            request_seconds: 600,
            nonce_seconds: 600,
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            level: "info".into(),
            format: LogFormat::Text,
        }
    }
}

impl Settings {
    /// The database's address.
    pub fn database_url(&self) -> String {
        match &self.database.url {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", self.data.join("waypost.sqlite").display()),
        }
    }

    /// The vault's socket.
    pub fn vault_socket(&self) -> PathBuf {
        self.vault
            .socket
            .clone()
            .unwrap_or_else(|| self.data.join("vault.sock"))
    }

    /// The root key's file.
    pub fn root_key_file(&self) -> PathBuf {
        self.vault
            .root_key_file
            .clone()
            .unwrap_or_else(|| self.data.join("keys/root.key"))
    }

    /// The service key's file.
    pub fn service_key_file(&self) -> PathBuf {
        self.server
            .service_key_file
            .clone()
            .unwrap_or_else(|| self.data.join("keys/service.key"))
    }

    /// Where large ciphertexts stand.
    pub fn blob_folder(&self) -> PathBuf {
        self.blobs
            .clone()
            .unwrap_or_else(|| self.data.join("blobs"))
    }

    /// The address that phones and people use, without a slash at its end.
    pub fn public_url(&self) -> String {
        match &self.server.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => {
                let scheme = if self.server.tls_certificate.is_some() {
                    "https"
                } else {
                    "http"
                };
                format!("{scheme}://{}", self.server.listen)
            }
        }
    }
}
