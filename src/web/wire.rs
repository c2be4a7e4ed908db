//! What a request is before anybody is asked who sent it: over https or not, from where, through which address.
//!
//! A key in the path (`/v1/key/TOKEN/…`, Central's shape, or `?st=TOKEN`) is taken out here, so that routes and everything
//! below see the path without it, and no log line can hold it.

use std::net::IpAddr;

use actix_web::dev::ServiceRequest;
use actix_web::http::Uri;
use actix_web::http::uri::PathAndQuery;
use actix_web::{HttpMessage, HttpRequest};

use crate::config::Server;

/// Facts of a request, kept in its extensions.
#[derive(Clone)]
pub struct Wire {
    /// Whether the caller speaks https, to us or to a trusted proxy.
    pub https: bool,
    /// The caller's address, as far as trusted proxies tell.
    pub client: Option<IpAddr>,
    /// The key that stood in the path, well-formed or not.
    pub key: Option<String>,
    /// The token of a draft that stood in the path (`/v1/test/TOKEN/…`).
    pub draft: Option<String>,
    /// What generated addresses start with after the host: empty, or `/v1/key/TOKEN`.
    pub prefix: String,
    /// The target exactly as it was requested: Digest signs it.
    pub target: String,
}

impl Wire {
    /// The facts of a request; every request has them.
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or(Self {
            https: false,
            client: None,
            key: None,
            draft: None,
            prefix: String::new(),
            target: request.uri().to_string(),
        })
    }
}

/// Reads the facts and takes the key out of the path.
pub fn receive(request: &mut ServiceRequest, server: &Server) {
    let peer = request.peer_addr().map(|a| a.ip());
    let trusted = peer.is_some_and(|p| server.trusted_proxies.contains(&p));
    let header = |name: &str| {
        let value = request.headers().get(name).filter(|_| trusted)?;
        value.to_str().ok().map(str::to_owned)
    };
    let https = server.tls_certificate.is_some()
        || header("x-forwarded-proto").is_some_and(|p| p.trim().eq_ignore_ascii_case("https"));
    let forwarded = header("x-forwarded-for").and_then(|list| {
        // The last address that is not a proxy of ours: earlier ones are the caller's own claim.
        let addresses = list
            .rsplit(',')
            .filter_map(|a| a.trim().parse::<IpAddr>().ok());
        addresses
            .into_iter()
            .find(|a| !server.trusted_proxies.contains(a))
    });
    let target = request
        .uri()
        .path_and_query()
        .map_or("/", PathAndQuery::as_str)
        .to_owned();
    let taken = take_key(&target);
    let mut wire = Wire {
        https,
        client: forwarded.or(peer),
        key: None,
        draft: None,
        prefix: String::new(),
        target,
    };
    if let Some((taken, rest)) = taken {
        match taken {
            Taken::Key(key) => {
                wire.prefix = format!("/v1/key/{key}");
                wire.key = Some(key);
            }
            Taken::Draft(token) => {
                wire.prefix = format!("/v1/test/{token}");
                wire.draft = Some(token);
            }
        }
        if let Ok(path) = rest.parse::<PathAndQuery>() {
            let mut parts = request.head().uri.clone().into_parts();
            parts.path_and_query = Some(path);
            if let Ok(uri) = Uri::from_parts(parts) {
                request.match_info_mut().get_mut().update(&uri);
                request.head_mut().uri = uri;
            }
        }
    }
    request.extensions_mut().insert(wire);
}

/// A secret that stood in an address.
#[derive(Debug, PartialEq)]
enum Taken {
    Key(String),
    Draft(String),
}

/// `/v1/key/T/projects/1?x` → (`T`, `/v1/projects/1?x`); `/v1/projects/1?st=T&x` → the same; `/v1/test/T/projects/1` →
/// (`T`, `/v1/test/projects/1`).
fn take_key(target: &str) -> Option<(Taken, String)> {
    let rest = target.strip_prefix("/v1/")?;
    if let Some(after) = rest.strip_prefix("key/") {
        let (key, path) = after.split_once('/')?;
        return Some((Taken::Key(percent_decoded(key)), format!("/v1/{path}")));
    }
    if let Some(after) = rest.strip_prefix("test/") {
        let (token, path) = after.split_once('/')?;
        return Some((
            Taken::Draft(percent_decoded(token)),
            format!("/v1/test/{path}"),
        ));
    }
    let (path, query) = target.split_once('?')?;
    let key = query.split('&').find_map(|p| p.strip_prefix("st="))?;
    let others: Vec<&str> = query.split('&').filter(|p| !p.starts_with("st=")).collect();
    let mark = if others.is_empty() { "" } else { "?" };
    Some((
        Taken::Key(percent_decoded(key)),
        format!("{path}{mark}{}", others.join("&")),
    ))
}

/// Keys may hold `!` and `$`, which some clients escape.
fn percent_decoded(key: &str) -> String {
    key.replace("%21", "!").replace("%24", "$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_out_of_the_path_or_the_query() {
        let got = take_key("/v1/key/a%24b/projects/1/formList?deviceID=x").unwrap();
        assert_eq!(
            got,
            (
                Taken::Key("a$b".into()),
                "/v1/projects/1/formList?deviceID=x".into()
            )
        );
        let got = take_key("/v1/projects/1/formList?st=abc&deviceID=x").unwrap();
        assert_eq!(
            got,
            (
                Taken::Key("abc".into()),
                "/v1/projects/1/formList?deviceID=x".into()
            )
        );
        let got = take_key("/v1/projects/1/formList?st=abc").unwrap();
        assert_eq!(
            got,
            (Taken::Key("abc".into()), "/v1/projects/1/formList".into())
        );
        let got = take_key("/v1/test/tok/projects/1/forms/f/draft.xml").unwrap();
        assert_eq!(
            got,
            (
                Taken::Draft("tok".into()),
                "/v1/test/projects/1/forms/f/draft.xml".into()
            )
        );
        assert!(take_key("/formList?deviceID=x").is_none());
    }
}
