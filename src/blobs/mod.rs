//! Large ciphertexts in a folder, one file each, found by id.
//!
//! A blob is durable before the row that names it commits: temporary name, synced, renamed, folder synced. A crash
//! between the two leaves an orphan, which a sweep finds later ([`BlobFolder::older_than`]). Nothing here knows what is inside, and
//! nothing but ciphertext is ever given to it.

mod folder;
mod id;

pub use folder::{BlobFolder, BlobWriter, Shared, Unfinished};
pub use id::{BlobId, NotABlobId};

/// Ciphertexts up to this size, in bytes, stand in their row; larger ones are blobs.
pub const IN_ROW_LIMIT: usize = 64 * 1024;

/// Why a blob could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no blob with that id.
    #[error("the blob is not in the folder: restore it from a backup")]
    Missing,
    /// The folder failed.
    #[error("the folder of blobs failed, check its disk and rights")]
    Folder(#[source] std::io::Error),
}

impl From<std::io::Error> for BlobError {
    fn from(error: std::io::Error) -> BlobError {
        match error.kind() {
            std::io::ErrorKind::NotFound => BlobError::Missing,
            _ => BlobError::Folder(error),
        }
    }
}
