//! Names of blobs: random, so that they tell nothing and never meet.

use std::fmt;
use std::str::FromStr;

/// The name of one blob: 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId(String);

/// A text that is not the name of a blob.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a blob")]
pub struct NotABlobId;

impl BlobId {
    /// A new name.
    pub fn random() -> BlobId {
        BlobId(uuid::Uuid::new_v4().simple().to_string())
    }

    /// As it is stored in rows.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder below the root that it is in: 256 of them, so that none grows too large.
    pub(super) fn shelf(&self) -> &str {
        &self.0[..2]
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BlobId {
    type Err = NotABlobId;

    /// Takes nothing that could lead out of the folder.
    fn from_str(text: &str) -> Result<BlobId, NotABlobId> {
        let digits = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 32 && text.bytes().all(digits) {
            Ok(BlobId(text.to_owned()))
        } else {
            Err(NotABlobId)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BlobId;

    #[test]
    fn a_random_name_is_read_back() {
        let id = BlobId::random();
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn a_name_that_leads_out_of_the_folder_is_refused() {
        for text in [
            "",
            "../../../../../../etc/passwd/000",
            "0123456789abcdef0123456789abcdeF",
            "0/23456789abcdef0123456789abcdef",
        ] {
            assert!(text.parse::<BlobId>().is_err(), "{text}");
        }
    }
}
