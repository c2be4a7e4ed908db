//! Messages to machines: one POST, signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`,
//! `webhook-signature: v1,…`, HMAC-SHA-256 over `id.timestamp.body`), so that receivers may use a library that exists.
//! The id is the same at every try.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ureq::Agent;
use ureq::unversioned::transport::DefaultConnector;
use zeroize::Zeroizing;

use super::address::Guard;
use crate::config::Notices;
use crate::crypto::digest::hmac_sha256;
use crate::domain::notice::Problem;

/// What a secret begins with, for people and libraries.
const SECRET: &str = "whsec_";

/// So long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// A machine to be told.
pub struct Receiver {
    /// Its address.
    pub address: Zeroizing<String>,
    /// What signs, as its keeper was given it.
    pub secret: Zeroizing<String>,
}

/// Posts messages.
#[derive(Clone)]
pub struct Poster(Agent);

impl Poster {
    /// As the settings say.
    pub fn new(settings: &Notices) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(Duration::from_secs(5)))
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("waypost/", env!("CARGO_PKG_VERSION")))
            .https_only(!settings.private_addresses)
            .build();
        let guard = Guard::new(settings.private_addresses);
        Self(Agent::with_parts(config, DefaultConnector::new(), guard))
    }

    /// Posts a message. What the receiver answers beside its status is not read.
    ///
    /// # Errors
    /// Why it was not received.
    pub fn post(&self, to: &Receiver, id: &str, body: &str, now: i64) -> Result<(), Problem> {
        let seconds = (now / 1_000).to_string();
        let answer = self
            .0
            .post(to.address.as_str())
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", &seconds)
            .header(
                "webhook-signature",
                signature(&to.secret, id, &seconds, body),
            )
            .send(body);
        match answer {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(_) => Err(Problem::Refused),
            Err(error) => Err(problem(&error)),
        }
    }
}

/// A secret for a new receiver.
pub fn new_secret() -> Zeroizing<String> {
    let bytes = crate::crypto::SymmetricKey::generate();
    Zeroizing::new(format!("{SECRET}{}", *bytes.to_base64()))
}

fn signature(secret: &str, id: &str, seconds: &str, body: &str) -> String {
    let key = secret.strip_prefix(SECRET).unwrap_or(secret);
    let key = Zeroizing::new(BASE64.decode(key).unwrap_or_default());
    let signed = format!("{id}.{seconds}.{body}");
    format!("v1,{}", BASE64.encode(hmac_sha256(&key, signed.as_bytes())))
}

fn problem(error: &ureq::Error) -> Problem {
    match error {
        ureq::Error::Timeout(_) => Problem::Silent,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Problem::Certificate,
        ureq::Error::Io(why) if why.kind() == std::io::ErrorKind::PermissionDenied => {
            Problem::PrivateAddress
        }
        ureq::Error::Io(why) if why.kind() == std::io::ErrorKind::InvalidData => {
            Problem::Certificate
        }
        _ => Problem::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks specification's libraries.
    #[test]
    fn a_message_is_signed_as_receivers_check_it() {
        let said = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(said, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_new_secret_signs_with_its_32_bytes() {
        let secret = new_secret();
        let bytes = BASE64.decode(secret.strip_prefix(SECRET).unwrap()).unwrap();
        assert_eq!(bytes.len(), 32);
    }
}
