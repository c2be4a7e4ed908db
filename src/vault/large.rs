//! Large files, from a phone's ciphertext to our own, never whole in memory: a piece is decrypted, summed and sealed
//! where it stands and goes on to the disk. The piece is of one size, whatever the file's; it is wiped at the end.
//!
//! What is sealed here is not yet known to be unaltered: the checksum that tells comes after the last file. Until then
//! it stands under a temporary name, and [`SealedFile`] leaves nothing when it is dropped. Nothing is made durable before
//! the verdict, so an envelope that does not open costs the same work whatever was wrong with it.

use std::io::{self, Read, Write};

use zeroize::Zeroizing;

use super::client::VaultError;
use super::seal::aad;
use crate::blobs::{BlobFolder, BlobId, Unfinished};
use crate::crypto::digest::Md5Stream;
use crate::crypto::odk::FileDecryptor;
use crate::crypto::seal::{self, DataKey, SEGMENT, Segments, TAG};
use crate::crypto::token;

/// What is read beyond a segment before it is sealed: once so much came, more than a padding follows, and the segment
/// is whole and not the last.
const AHEAD: usize = 2 * FileDecryptor::BLOCK;

/// The kind of record that a file becomes.
pub const ATTACHMENT: &str = "attachment";

/// A file that went from one seal into the other.
pub struct Resealed {
    /// MD5 of its content.
    pub md5: [u8; 16],
    /// Whether length and padding were those of an encrypted file.
    pub sound: bool,
    /// What opens it again.
    pub key: DataKey,
}

/// Decrypts all of `from`, sums it and seals it into `to`: what [`crate::crypto::odk::decrypt_file`] and
/// [`seal::seal`] do with whole files, byte for byte.
///
/// # Errors
/// Those of `from` and `to`.
pub fn reseal(
    from: &mut impl Read,
    mut file: FileDecryptor,
    mut segments: Segments,
    to: &mut impl Write,
) -> io::Result<Resealed> {
    let mut piece = Zeroizing::new(vec![0u8; SEGMENT + AHEAD]);
    let mut ahead = Zeroizing::new([0u8; AHEAD]);
    let mut md5 = Md5Stream::default();
    // So much at the beginning of the piece is in clear already.
    let mut clear = 0;
    to.write_all(&[seal::FORMAT])?;
    loop {
        let filled = clear + fill(from, &mut piece[clear..])?;
        if filled < piece.len() {
            let (length, sound) = file.finish(&mut piece[..filled], clear);
            let content = &mut piece[..length];
            md5.update(content);
            let (whole, last) = content.split_at_mut((length.max(1) - 1) / SEGMENT * SEGMENT);
            if !whole.is_empty() {
                let tag = segments.seal(whole);
                to.write_all(whole)?;
                to.write_all(&tag)?;
            }
            let (tag, key) = segments.seal_last(last);
            to.write_all(last)?;
            to.write_all(&tag)?;
            let md5 = md5.finish();
            return Ok(Resealed { md5, sound, key });
        }
        file.decrypt(&mut piece[clear..]);
        md5.update(&piece[..SEGMENT]);
        ahead.copy_from_slice(&piece[SEGMENT..]);
        let tag = segments.seal(&mut piece[..SEGMENT]);
        piece[SEGMENT..SEGMENT + TAG].copy_from_slice(&tag);
        to.write_all(&piece[..SEGMENT + TAG])?;
        piece[..AHEAD].copy_from_slice(ahead.as_slice());
        clear = AHEAD;
    }
}

/// Reads until the buffer is full or nothing more comes; answers how much came.
pub(super) fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// A sealed file that waits for the verdict on its envelope. Dropped, it leaves nothing.
pub struct SealedFile {
    /// The record that it is bound to.
    pub record: String,
    /// Its key.
    pub key: DataKey,
    /// The name that it gets.
    pub blob: BlobId,
    /// Itself.
    pub file: Unfinished,
}

/// Reseals the blob of a part. Answers its sum, and whether it was sound, beside it.
///
/// # Errors
/// When the folder of large files fails.
pub fn reseal_blob(
    blobs: &BlobFolder,
    part: &BlobId,
    decryptor: FileDecryptor,
) -> Result<(SealedFile, [u8; 16], bool), VaultError> {
    let unread = |_| VaultError::Internal("a stored file could not be read");
    let unwritten = |_| VaultError::Internal("the folder of large files failed");
    let mut from = blobs.reader(part).map_err(unread)?;
    let (record, blob) = (token::new_id(), BlobId::random());
    let mut file = blobs.begin(&blob).map_err(unwritten)?;
    let segments = Segments::new(&aad(&record, ATTACHMENT));
    let Resealed { md5, sound, key } = reseal(&mut from, decryptor, segments, &mut file)
        .map_err(|_| VaultError::Internal("a large file could not be read or not be sealed"))?;
    file.set_aside();
    let sealed = SealedFile {
        record,
        key,
        blob,
        file,
    };
    Ok((sealed, md5, sound))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::digest::md5;
    use crate::crypto::odk::{ContentKey, decrypt_file, encrypt_file};
    use crate::crypto::seal::Aad;

    const IV: [u8; 16] = [7; 16];

    fn key() -> ContentKey {
        ContentKey::new([3; 32])
    }

    fn bound() -> Aad {
        aad("0190", ATTACHMENT)
    }

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|i| (i / 251 + i) as u8).collect()
    }

    fn encrypted(plain: &[u8]) -> Vec<u8> {
        encrypt_file(&key(), &IV, plain)
    }

    /// Comes in odd pieces, as from a disk that is asked for much.
    struct Pieces<'a>(&'a [u8]);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = buffer.len().min(self.0.len()).min(10_007);
            let (now, later) = self.0.split_at(count);
            buffer[..count].copy_from_slice(now);
            self.0 = later;
            Ok(count)
        }
    }

    fn both_ways_agree(ciphertext: &[u8], what: &str) -> bool {
        let whole = decrypt_file(&key(), &IV, ciphertext);
        let mut sealed = Vec::new();
        let file = FileDecryptor::new(&key(), &IV);
        let resealed = reseal(
            &mut Pieces(ciphertext),
            file,
            Segments::new(&bound()),
            &mut sealed,
        )
        .unwrap();
        assert_eq!(resealed.sound, whole.sound, "{what}");
        assert!(resealed.md5 == md5(&whole.bytes), "{what}: the sum");
        assert_eq!(
            sealed.len(),
            seal::seal(&bound(), &whole.bytes).1.len(),
            "{what}: the layout"
        );
        let opened = seal::open(&resealed.key, &bound(), &sealed).unwrap();
        assert!(opened == whole.bytes, "{what}: the content");
        resealed.sound
    }

    const LENGTHS: [usize; 15] = [
        0,
        1,
        15,
        16,
        17,
        65_519,
        65_520,
        65_535,
        65_536,
        65_537,
        65_551,
        65_552,
        131_071,
        131_072,
        5 << 20,
    ];

    #[test]
    fn a_file_in_pieces_becomes_what_it_becomes_whole() {
        for length in LENGTHS {
            let ciphertext = encrypted(&bytes(length));
            assert!(both_ways_agree(&ciphertext, &format!("{length} bytes")));
        }
    }

    #[test]
    fn a_damaged_file_in_pieces_becomes_what_it_becomes_whole() {
        for length in LENGTHS {
            let sent = encrypted(&bytes(length));
            for cut in [1, 15, 16, 17].into_iter().filter(|cut| *cut <= sent.len()) {
                let cut_off = &sent[..sent.len() - cut];
                both_ways_agree(cut_off, &format!("{length} bytes, cut by {cut}"));
            }
            let mut changed = sent.clone();
            *changed.last_mut().unwrap() ^= 0x40;
            let sound = both_ways_agree(&changed, &format!("{length} bytes, padding changed"));
            assert!(!sound, "{length} bytes");
            let mut changed = sent;
            changed[0] ^= 1;
            both_ways_agree(&changed, &format!("{length} bytes, content changed"));
        }
    }

    /// Gives so many bytes and notes how much is asked for and kept at once.
    struct Long {
        left: usize,
        largest: usize,
    }

    impl Read for Long {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.largest = self.largest.max(buffer.len());
            let count = buffer.len().min(self.left);
            buffer[..count].fill(0x5a);
            self.left -= count;
            Ok(count)
        }
    }

    struct Nowhere {
        written: usize,
        largest: usize,
    }

    impl Write for Nowhere {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.largest = self.largest.max(bytes.len());
            self.written += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn three_hundred_megabytes_need_no_more_than_one_piece() {
        const LENGTH: usize = 300 << 20;
        let (mut from, mut to) = (
            Long {
                left: LENGTH,
                largest: 0,
            },
            Nowhere {
                written: 0,
                largest: 0,
            },
        );
        let file = FileDecryptor::new(&key(), &IV);
        reseal(&mut from, file, Segments::new(&bound()), &mut to).unwrap();
        assert!(to.written > LENGTH);
        assert!(from.largest <= SEGMENT + AHEAD && to.largest <= SEGMENT + TAG);
    }

    #[test]
    fn a_file_whose_envelope_is_damaged_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let blobs = BlobFolder::open(place.path()).unwrap();
        let part = BlobId::random();
        blobs.put(&part, &encrypted(&bytes(200_000))).unwrap();
        let decryptor = || FileDecryptor::new(&key(), &IV);
        let (sealed, sum, sound) = reseal_blob(&blobs, &part, decryptor()).unwrap();
        assert!(sound && sum == md5(&bytes(200_000)));
        let before_the_verdict = blobs.read(&sealed.blob);
        assert!(before_the_verdict.is_err(), "it has no name yet");
        drop(sealed);
        let unfinished = std::fs::read_dir(place.path().join("tmp")).unwrap();
        assert_eq!(unfinished.count(), 0);

        let (sealed, ..) = reseal_blob(&blobs, &part, decryptor()).unwrap();
        sealed.file.finish().unwrap();
        let kept = blobs.read(&sealed.blob).unwrap();
        let aad = aad(&sealed.record, ATTACHMENT);
        assert!(*seal::open(&sealed.key, &aad, &kept).unwrap() == bytes(200_000));
    }
}
