//! Signs the newest link of the audit's chain, and writes what was signed into a folder that somebody copies elsewhere. Only
//! the vault can: whoever writes the database can neither rewrite the chain nor cut its end without that it shows.

use std::io::Write as _;
use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::Vault;
use super::client::VaultError;
use crate::crypto::{Aad, signing};
use crate::store::audit::{self, HeadRow};
use crate::store::{Conn, settings};

/// Where the public key stands, for whoever has noted it nowhere else.
pub const PUBLIC: &str = "audit_public";

/// A head of the chain, as its file has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// The link.
    pub link: i64,
    /// Its hash.
    #[serde(with = "hex::serde")]
    pub hash: Vec<u8>,
    /// When signed, in milliseconds since 1970 UTC.
    pub signed_at: i64,
    /// Ed25519 of the three before.
    #[serde(with = "hex::serde")]
    pub signature: Vec<u8>,
}

impl SignedHead {
    fn message(link: i64, hash: &[u8], signed_at: i64) -> Aad {
        let parts = [link.to_string(), hex::encode(hash), signed_at.to_string()];
        Aad::of(
            "waypost audit head 1",
            &parts.each_ref().map(String::as_str),
        )
    }

    /// Whether this key signed it.
    pub fn is_of(&self, public: &[u8]) -> bool {
        let message = Self::message(self.link, &self.hash, self.signed_at);
        signing::verify(public, message.as_bytes(), &self.signature)
    }
}

impl Vault {
    /// Signs the newest link, if it is time and something is new.
    ///
    /// # Errors
    /// When the database refuses, or the folder.
    pub(super) fn sign_head(&self) -> Result<(), VaultError> {
        let now = self.now();
        if now - self.signed_at.load(Ordering::Relaxed) < self.sign_ms {
            return Ok(());
        }
        let (last, heads) = self.store.read_now("audit_head", |conn| {
            Ok::<_, VaultError>((audit::last_link(conn)?, audit::heads(conn)?))
        })?;
        let Some((link, hash)) = last.and_then(|row| Some((row.link?, row.hash?))) else {
            return Ok(());
        };
        self.signed_at.store(now, Ordering::Relaxed);
        if heads.last().is_some_and(|head| head.link >= link) {
            return Ok(());
        }
        let signer = self
            .words
            .signer()
            .map_err(|_| VaultError::Internal("the audit's key"))?;
        let signature = signer.sign(SignedHead::message(link, &hash, now).as_bytes());
        let head = SignedHead {
            link,
            hash,
            signed_at: now,
            signature,
        };
        self.export(&head)
            .map_err(|_| VaultError::Internal("the folder of audit heads cannot be written"))?;
        let public = hex::encode(signer.public());
        let row = HeadRow {
            link: head.link,
            hash: head.hash,
            signed_at: head.signed_at,
            signature: head.signature,
        };
        self.store.write_now("audit_head", move |conn: &mut Conn| {
            settings::set(conn, PUBLIC, &public)?;
            Ok::<_, VaultError>(audit::insert_head(conn, &row)?)
        })
    }

    /// What was signed before is never written over: when a chain was cut and grew again, both heads of a link tell of it.
    fn export(&self, head: &SignedHead) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.heads)?;
        let mut file = self.heads.join(format!("{:012}.json", head.link));
        if file.try_exists()? {
            let another = format!("{:012}-{}.json", head.link, head.signed_at);
            file = self.heads.join(another);
        }
        let mut text = serde_json::to_vec(head).map_err(std::io::Error::other)?;
        text.push(b'\n');
        let unfinished = self.heads.join(".unfinished");
        let mut written = std::fs::File::create(&unfinished)?;
        written.write_all(&text)?;
        written.sync_all()?;
        std::fs::rename(unfinished, file)
    }
}
