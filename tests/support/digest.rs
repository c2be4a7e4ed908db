//! HTTP Digest as okhttp-digest answers it: MD5, `qop=auth`, a counter that goes up with each request.
//! Written from RFC 7616 apart from the server's own code.

use md5::{Digest as _, Md5};

/// What a client keeps of a challenge, with the user name and password that its user typed.
pub struct Digest {
    user: String,
    password: String,
    realm: String,
    nonce: String,
    count: u32,
}

impl Digest {
    /// Answers this `WWW-Authenticate: Digest …`.
    pub fn answering(challenge: &str, user: &str, password: &str) -> Self {
        Self {
            user: user.to_owned(),
            password: password.to_owned(),
            realm: quoted(challenge, "realm"),
            nonce: quoted(challenge, "nonce"),
            count: 0,
        }
    }

    /// The next `Authorization` for a request; `target` is path and query exactly as they go over the wire.
    pub fn authorization(&mut self, method: &str, target: &str) -> String {
        self.count += 1;
        let Self {
            user,
            password,
            realm,
            nonce,
            count,
        } = self;
        let ha1 = md5(&format!("{user}:{realm}:{password}"));
        let ha2 = md5(&format!("{method}:{target}"));
        let response = md5(&format!("{ha1}:{nonce}:{count:08x}:5ca1ab1e:auth:{ha2}"));
        format!(
            "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{target}\", \
             response=\"{response}\", qop=auth, nc={count:08x}, cnonce=\"5ca1ab1e\", algorithm=MD5"
        )
    }
}

fn quoted(challenge: &str, name: &str) -> String {
    let from = challenge
        .find(&format!("{name}=\""))
        .unwrap_or_else(|| panic!("no {name} in {challenge}"))
        + name.len()
        + 2;
    challenge[from..]
        .split('"')
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn md5(text: &str) -> String {
    hex::encode(Md5::digest(text))
}
