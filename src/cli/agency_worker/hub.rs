//! The hub, as an agency's own machine asks it: HTTPS, each request signed.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::{Method, Request};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, SendBody};

use crate::crypto::signing::{self, Signer};
use crate::vault::deliver::RESULTS;
use crate::vault::errand::{Ask, FormFacts, Installation, Moves, Outcome, Step, Verdict, Work};

/// Largest answer that is read, in bytes.
const MOST: u64 = 512 << 20;

/// The hub.
pub struct Hub {
    agent: Agent,
    base: String,
    key: String,
    signer: Signer,
}

impl Hub {
    /// The hub at an address; plain HTTP only to this machine.
    pub fn at(
        base: &str,
        certificate: Option<&Path>,
        key: String,
        signer: Signer,
    ) -> anyhow::Result<Self> {
        let plain = ["http://127.0.0.1", "http://[::1]", "http://localhost"];
        anyhow::ensure!(
            base.starts_with("https://") || plain.iter().any(|start| base.starts_with(start)),
            "--hub wants an address that begins with https://"
        );
        let mut tls = TlsConfig::builder();
        if let Some(file) = certificate {
            let pem =
                std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            let root = Certificate::from_pem(&pem)
                .with_context(|| format!("{} is no certificate", file.display()))?;
            tls = tls.root_certs(RootCerts::new_with_certs(&[root]));
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(Duration::from_secs(120)))
            .tls_config(tls.build())
            .user_agent(concat!("waypost-agency-worker/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Ok(Self {
            agent,
            base: base.trim_end_matches('/').to_owned(),
            key,
            signer,
        })
    }

    /// Who takes part, and the rules in force.
    pub fn installation(&self) -> anyhow::Result<Installation> {
        self.json(Method::GET, "/agency/v1/installation", Vec::new())
    }

    /// The form version of a rendition.
    pub fn form(&self, rendition: &str) -> anyhow::Result<FormFacts> {
        self.json(
            Method::GET,
            &format!("/agency/v1/renditions/{rendition}"),
            Vec::new(),
        )
    }

    /// Submissions that wait.
    pub fn work(&self, limit: i64, again: bool) -> anyhow::Result<Vec<Work>> {
        self.post("/agency/v1/work", &Ask { limit, again })
    }

    /// A large encrypted file.
    pub fn file(&self, submission: &str, ordinal: i32) -> anyhow::Result<Vec<u8>> {
        self.ask(
            Method::GET,
            &format!("/agency/v1/work/{submission}/{ordinal}"),
            Vec::new(),
        )
    }

    /// Hands results over.
    pub fn results(&self, outcomes: &[Outcome]) -> anyhow::Result<Vec<Verdict>> {
        self.post(RESULTS, &outcomes)
    }

    /// What moved in the agency's queues.
    pub fn moves(&self, sent_after: i64, moved_after: i64) -> anyhow::Result<Moves> {
        let path = format!("/agency/v1/referrals?sent={sent_after}&moved={moved_after}");
        self.json(Method::GET, &path, Vec::new())
    }

    /// Hands over what people did with referrals.
    pub fn steps(&self, steps: &[Step]) -> anyhow::Result<Vec<Verdict>> {
        self.post("/agency/v1/referrals/steps", &steps)
    }

    fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> anyhow::Result<T> {
        self.json(Method::POST, path, serde_json::to_vec(body)?)
    }

    fn json<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> anyhow::Result<T> {
        let bytes = self.ask(method, path, body)?;
        serde_json::from_slice(&bytes).context("the hub's answer is none that this version knows")
    }

    fn ask(&self, method: Method, path: &str, body: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        let at = chrono::Utc::now().timestamp_millis();
        let message = signing::request(&self.key, method.as_str(), path, at, &body);
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header("Content-Type", "application/json")
            .header("X-Waypost-Key", &self.key)
            .header("X-Waypost-Time", at.to_string())
            .header(
                "X-Waypost-Signature",
                hex::encode(self.signer.sign(message.as_bytes())),
            );
        let body = match body.is_empty() {
            true => SendBody::none(),
            false => SendBody::from_owned_reader(std::io::Cursor::new(body)),
        };
        let mut response = self.agent.run(request.body(body)?)?;
        let status = response.status().as_u16();
        let bytes = response
            .body_mut()
            .with_config()
            .limit(MOST)
            .read_to_vec()?;
        match status {
            200 => Ok(bytes),
            401 => bail!(
                "the hub does not take this machine's signature: its key is not confirmed there yet, or a clock is wrong"
            ),
            403 => bail!("the hub holds this agency back: an emergency stop"),
            _ => bail!("the hub answered {status} to {path}"),
        }
    }
}
