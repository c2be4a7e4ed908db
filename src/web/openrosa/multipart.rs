//! A multipart request as it streams in: limits on count, size and memory, and where each part goes.

use std::sync::atomic::{AtomicU64, Ordering};

use actix_multipart::{Field, Multipart, MultipartError};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;

use super::Refusal;
use crate::blobs::{self, BlobError, BlobFolder, BlobId};
use crate::config::Limits;
use crate::service::ServiceError;
use crate::service::receive::ArrivedBody;

const XML_PART: &str = "xml_submission_file";
const INCOMPLETE: &str = "*isIncomplete*";

/// Bytes of file parts that wait in memory now, over all requests of this process.
static WAITING: AtomicU64 = AtomicU64::new(0);

/// Memory taken from the common budget; given back when dropped.
#[derive(Default)]
pub struct Room(u64);

impl Room {
    fn take(&mut self, bytes: u64, most: u64) -> Result<(), Refusal> {
        let before = WAITING.fetch_add(bytes, Ordering::Relaxed);
        self.0 += bytes;
        if before + bytes > most {
            Err(Refusal::Busy)
        } else {
            Ok(())
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        WAITING.fetch_sub(self.0, Ordering::Relaxed);
    }
}

/// A part whose kind is known and whose content (of a file) is still to come.
pub enum Part {
    /// The XML part, read.
    Xml(Bytes),
    /// A file of that name; say what to do with it before asking for the next part.
    File(String),
}

/// See the module.
pub struct Arriving<'a> {
    body: Multipart,
    field: Option<Field>,
    limits: &'a Limits,
    total: u64,
    parts: usize,
    held: Room,
}

impl<'a> Arriving<'a> {
    /// Starts reading.
    pub fn new(body: Multipart, limits: &'a Limits) -> Self {
        Self {
            body,
            field: None,
            limits,
            total: 0,
            parts: 0,
            held: Room::default(),
        }
    }

    /// The next part that means something.
    ///
    /// # Errors
    /// [`Refusal::Broken`] and [`Refusal::TooLarge`].
    pub async fn next(&mut self) -> Result<Option<Part>, Refusal> {
        loop {
            self.field = None;
            let Some(field) = self.body.next().await else {
                return Ok(None);
            };
            let field = field.map_err(broken)?;
            self.parts += 1;
            // Two beside the files: the XML and the flag that more follows.
            if self.parts > self.limits.parts + 2 {
                return Err(Refusal::TooLarge(format!(
                    "more than {} files in one request",
                    self.limits.parts
                )));
            }
            let name = field.name().unwrap_or_default().to_owned();
            self.field = Some(field);
            match name.as_str() {
                XML_PART => {
                    let most = self.limits.xml_bytes as u64;
                    return Ok(Some(Part::Xml(
                        self.read(most, "the form's answers", None).await?,
                    )));
                }
                INCOMPLETE => self.skip().await?,
                "" => self.skip().await?,
                _ => return Ok(Some(Part::File(base_name(&name)))),
            }
        }
    }

    /// Reads and forgets.
    ///
    /// # Errors
    /// As [`Arriving::next`].
    pub async fn skip(&mut self) -> Result<(), Refusal> {
        while self.chunk().await?.is_some() {}
        Ok(())
    }

    /// Holds a file whose destiny is not known yet.
    ///
    /// # Errors
    /// [`Refusal::Busy`] when the common budget is used up.
    pub async fn wait_in_memory(&mut self) -> Result<(Bytes, Room), Refusal> {
        let mut room = Room::default();
        let most = self.limits.part_bytes;
        let bytes = self.read(most, "one of the files", Some(&mut room)).await?;
        Ok((bytes, room))
    }

    /// Keeps a file that belongs to the submission: small ones in memory for the row, large ciphertexts as a blob.
    ///
    /// # Errors
    /// As [`Arriving::wait_in_memory`]; when the folder of blobs fails.
    pub async fn keep(
        &mut self,
        folder: &BlobFolder,
        ciphertext: bool,
    ) -> Result<ArrivedBody, Refusal> {
        let mut start = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if ciphertext && start.len() + chunk.len() > blobs::IN_ROW_LIMIT {
                return self.keep_large(folder, &start, chunk).await;
            }
            let mut room = std::mem::take(&mut self.held);
            let taken = room.take(chunk.len() as u64, self.limits.waiting_bytes);
            self.held = room;
            taken?;
            self.within(start.len() + chunk.len())?;
            start.extend_from_slice(&chunk);
        }
        Ok(ArrivedBody::Memory(start.freeze()))
    }

    async fn keep_large(
        &mut self,
        folder: &BlobFolder,
        start: &[u8],
        next: Bytes,
    ) -> Result<ArrivedBody, Refusal> {
        let id = BlobId::random();
        let mut writer = folder.writer(&id).await.map_err(failed)?;
        writer.write(start).await.map_err(failed)?;
        let mut chunk = Some(next);
        let mut size = start.len();
        while let Some(bytes) = chunk {
            size += bytes.len();
            self.within(size)?;
            writer.write(&bytes).await.map_err(failed)?;
            chunk = self.chunk().await?;
        }
        writer.finish().await.map_err(failed)?;
        Ok(ArrivedBody::Blob(id, size as u64))
    }

    async fn read(
        &mut self,
        most: u64,
        what: &str,
        mut room: Option<&mut Room>,
    ) -> Result<Bytes, Refusal> {
        let mut first: Option<Bytes> = None;
        let mut all = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if let Some(room) = room.as_deref_mut() {
                room.take(chunk.len() as u64, self.limits.waiting_bytes)?;
            }
            if (all.len() + first.as_ref().map_or(0, Bytes::len) + chunk.len()) as u64 > most {
                return Err(Refusal::TooLarge(format!("{what} may have {most} bytes")));
            }
            match first.take() {
                None if all.is_empty() => first = Some(chunk),
                None => all.extend_from_slice(&chunk),
                Some(before) => {
                    all.extend_from_slice(&before);
                    all.extend_from_slice(&chunk);
                }
            }
        }
        Ok(first.unwrap_or_else(|| all.freeze()))
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>, Refusal> {
        let Some(field) = self.field.as_mut() else {
            return Ok(None);
        };
        let Some(chunk) = field.next().await else {
            // It may not be asked again.
            self.field = None;
            return Ok(None);
        };
        let chunk = chunk.map_err(broken)?;
        self.total += chunk.len() as u64;
        // One file may be larger than what phones are told, because an app never splits a file.
        if self.total
            > self.limits.request_bytes.max(self.limits.part_bytes) + self.limits.xml_bytes as u64
        {
            return Err(Refusal::TooLarge(format!(
                "one request may have {} bytes",
                self.limits.request_bytes
            )));
        }
        Ok(Some(chunk))
    }

    fn within(&self, size: usize) -> Result<(), Refusal> {
        if size as u64 > self.limits.part_bytes {
            return Err(Refusal::TooLarge(format!(
                "one file may have {} bytes",
                self.limits.part_bytes
            )));
        }
        Ok(())
    }
}

/// Puts a file that waited in memory where it belongs: large ciphertext becomes a blob.
///
/// # Errors
/// When the folder of blobs fails.
pub async fn place(
    folder: &BlobFolder,
    bytes: Bytes,
    ciphertext: bool,
) -> Result<ArrivedBody, Refusal> {
    if !ciphertext || bytes.len() <= blobs::IN_ROW_LIMIT {
        return Ok(ArrivedBody::Memory(bytes));
    }
    let id = BlobId::random();
    let mut writer = folder.writer(&id).await.map_err(failed)?;
    writer.write(&bytes).await.map_err(failed)?;
    writer.finish().await.map_err(failed)?;
    Ok(ArrivedBody::Blob(id, bytes.len() as u64))
}

fn failed(_: BlobError) -> Refusal {
    Refusal::Service(ServiceError::Internal("the folder of large files failed"))
}

/// Phones keep only the last segment of a name, and so do we: a name is never a path.
fn base_name(name: &str) -> String {
    name.rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn broken(error: MultipartError) -> Refusal {
    // The library's text names the syntax that failed, never a value of the body.
    Refusal::Broken(format!(
        "the request did not arrive whole ({error}); nothing was lost, send again"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_path() {
        assert_eq!(base_name("../../etc/x.enc"), "x.enc");
        assert_eq!(base_name("a\\b"), "b");
        assert_eq!(base_name("été 写真.jpg.enc"), "été 写真.jpg.enc");
    }

    #[test]
    fn memory_is_given_back() {
        let before = WAITING.load(Ordering::Relaxed);
        let mut room = Room::default();
        room.take(10, u64::MAX).unwrap();
        assert!(room.take(10, 5).is_err());
        drop(room);
        assert_eq!(WAITING.load(Ordering::Relaxed), before);
    }
}
