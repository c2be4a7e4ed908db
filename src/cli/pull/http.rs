//! HTTP as a client: no credentials until they are asked for, then Digest, or Basic over https.

use std::time::Duration;

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parking_lot::Mutex;
use ureq::http::{Method, Request};
use ureq::{Agent, AsSendBody, SendBody};
use zeroize::Zeroizing;

use crate::crypto::digest::{self, Qop};

/// Largest answer that is read, in bytes.
const MOST: u64 = 512 << 20;

/// Who one is there.
pub enum Login {
    /// Nobody, or a key in the address.
    None,
    /// A session's token.
    Token(Zeroizing<String>),
    /// User name and password.
    Password {
        /// User name.
        user: String,
        /// Password.
        password: Zeroizing<String>,
    },
}

/// What a server asked for.
#[derive(Clone)]
enum Scheme {
    Basic,
    Digest {
        realm: String,
        nonce: String,
        count: u32,
    },
}

/// A server.
pub struct Client {
    agent: Agent,
    base: String,
    login: Login,
    scheme: Mutex<Option<Scheme>>,
}

impl Client {
    /// A server at this address.
    pub fn new(base: &str, login: Login) -> anyhow::Result<Self> {
        anyhow::ensure!(
            base.starts_with("https://") || base.starts_with("http://"),
            "an address begins with https://"
        );
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(Duration::from_secs(30)))
            .timeout_recv_response(Some(Duration::from_secs(120)))
            .user_agent(concat!("waypost-pull/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Ok(Self {
            agent,
            base: base.trim_end_matches('/').to_owned(),
            login,
            scheme: Mutex::new(None),
        })
    }

    /// The bytes at an address, whole or below the server's. Credentials go to the server's own host only.
    pub fn get(&self, url: &str) -> anyhow::Result<Vec<u8>> {
        let (status, body) = self.ask(Method::GET, url, None, SendBody::none)?;
        match status {
            200 => Ok(body),
            401 | 403 => bail!("the server refuses this login ({status})"),
            _ => bail!("the server answered {status}"),
        }
    }

    /// Sends a submission; anything but 201 and 202 is a refusal, in the server's words.
    pub fn submit(&self, body: Multipart) -> anyhow::Result<()> {
        let (kind, bytes) = body.finish();
        let sent = self.ask(Method::POST, "/submission", Some(&kind), || {
            bytes.as_slice()
        });
        let (status, answer) = sent?;
        if matches!(status, 201 | 202) {
            return Ok(());
        }
        let answer = String::from_utf8_lossy(&answer);
        let said = answer
            .split_once("<message")
            .and_then(|(_, rest)| rest.split_once('>')?.1.split_once("</message>"))
            .map_or("", |(message, _)| message);
        bail!("{status} {said}")
    }

    fn ask<B: AsSendBody>(
        &self,
        method: Method,
        url: &str,
        kind: Option<&str>,
        body: impl Fn() -> B,
    ) -> anyhow::Result<(u16, Vec<u8>)> {
        let whole = match url.starts_with('/') {
            true => format!("{}{url}", self.base),
            false => url.to_owned(),
        };
        let ours = origin(&whole) == origin(&self.base);
        let mut tried = false;
        loop {
            let mut request = Request::builder()
                .method(method.clone())
                .uri(&whole)
                .header("X-OpenRosa-Version", "1.0");
            if let Some(kind) = kind {
                request = request.header("Content-Type", kind);
            }
            let known = ours
                .then(|| self.authorization(method.as_str(), &whole))
                .flatten();
            if let Some(value) = &known {
                request = request.header("Authorization", value.as_str());
            }
            let mut response = self.agent.run(request.body(body())?)?;
            let status = response.status().as_u16();
            let challenges: Vec<String> = response
                .headers()
                .get_all("www-authenticate")
                .iter()
                .filter_map(|v| v.to_str().ok().map(str::to_owned))
                .collect();
            let bytes = response
                .body_mut()
                .with_config()
                .limit(MOST)
                .read_to_vec()?;
            if status == 401 && ours && !tried && self.learn(&challenges, &whole) {
                tried = true;
                continue;
            }
            return Ok((status, bytes));
        }
    }

    /// Takes the first scheme that can be answered here.
    fn learn(&self, challenges: &[String], url: &str) -> bool {
        if !matches!(self.login, Login::Password { .. }) {
            return false;
        }
        let known = challenges.iter().find_map(|challenge| {
            let (scheme, rest) = challenge.split_once(' ').unwrap_or((challenge, ""));
            let quoted = |name: &str| {
                let (_, after) = rest.split_once(&format!("{name}=\""))?;
                Some(after.split('"').next()?.to_owned())
            };
            if scheme.eq_ignore_ascii_case("digest") {
                let (realm, nonce) = (quoted("realm")?, quoted("nonce")?);
                return Some(Scheme::Digest {
                    realm,
                    nonce,
                    count: 0,
                });
            }
            let basic = scheme.eq_ignore_ascii_case("basic") && url.starts_with("https://");
            basic.then_some(Scheme::Basic)
        });
        // Central asks for nothing, but takes Basic over https.
        let central =
            || (challenges.is_empty() && url.starts_with("https://")).then_some(Scheme::Basic);
        let scheme = known.or_else(central);
        let found = scheme.is_some();
        *self.scheme.lock() = scheme;
        found
    }

    fn authorization(&self, method: &str, url: &str) -> Option<Zeroizing<String>> {
        let (user, password) = match &self.login {
            Login::None => return None,
            Login::Token(token) => {
                return Some(Zeroizing::new(format!("Bearer {}", token.as_str())));
            }
            Login::Password { user, password } => (user, password),
        };
        match self.scheme.lock().as_mut()? {
            Scheme::Basic => {
                let pair = Zeroizing::new(format!("{user}:{}", password.as_str()));
                Some(Zeroizing::new(format!(
                    "Basic {}",
                    STANDARD.encode(pair.as_bytes())
                )))
            }
            Scheme::Digest {
                realm,
                nonce,
                count,
            } => {
                *count += 1;
                let (nc, target) = (format!("{count:08x}"), target(url));
                let qop = Qop {
                    nc: &nc,
                    cnonce: "77617970",
                    qop: "auth",
                };
                let ha1 = Zeroizing::new(digest::ha1(user, realm, password));
                let response = digest::digest_response(&ha1, method, target, nonce, Some(qop));
                Some(Zeroizing::new(format!(
                    "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{target}\", \
                     response=\"{response}\", qop=auth, nc={nc}, cnonce=\"77617970\", algorithm=MD5"
                )))
            }
        }
    }
}

/// `https://host:port` of an address.
fn origin(url: &str) -> &str {
    let from = url.find("://").map_or(0, |at| at + 3);
    let to = url[from..].find('/').map_or(url.len(), |at| from + at);
    &url[..to]
}

/// Path and query of an address.
fn target(url: &str) -> &str {
    match &url[origin(url).len()..] {
        "" => "/",
        target => target,
    }
}

/// A `multipart/form-data` body.
pub struct Multipart(Vec<u8>);

const BOUNDARY: &str = "----waypost-pull-5b1f0c77a9";

impl Multipart {
    /// An empty one.
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// `xml_submission_file`.
    pub fn xml(self, xml: &[u8]) -> Self {
        self.part("xml_submission_file", "submission.xml", "text/xml", xml)
    }

    /// A file under its name.
    pub fn file(self, name: &str, bytes: &[u8]) -> Self {
        let name = name
            .replace('"', "%22")
            .replace('\r', "%0D")
            .replace('\n', "%0A");
        self.part(&name, &name, "application/octet-stream", bytes)
    }

    fn part(mut self, name: &str, file: &str, kind: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: {kind}\r\n\r\n"
        );
        self.0.extend_from_slice(head.as_bytes());
        self.0.extend_from_slice(bytes);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    fn finish(mut self) -> (String, Vec<u8>) {
        self.0
            .extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={BOUNDARY}"), self.0)
    }
}

/// What stands in an answer that should be JSON.
pub fn json(bytes: &[u8]) -> anyhow::Result<serde_json::Value> {
    serde_json::from_slice(bytes).context("the server did not answer with JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let url = "https://h:8/v1/x?a=b";
        assert_eq!((origin(url), target(url)), ("https://h:8", "/v1/x?a=b"));
        assert_eq!(target("https://h"), "/");
    }
}
