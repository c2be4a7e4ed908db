//! A file from our own seal into an envelope, never whole in memory: a piece is opened, summed and encrypted where it stands
//! and goes on to the disk as ciphertext. What comes out is named by nobody before the last piece was opened.

use std::io::{self, Read, Write};

use zeroize::Zeroizing;

use crate::crypto::digest::Md5Stream;
use crate::crypto::odk::FileEncryptor;
use crate::crypto::seal::{FORMAT, Opening, SEGMENT, TAG};
use crate::vault::large::fill;

/// One byte beyond a segment: whoever has read it knows that the segment is not the last.
const AHEAD: usize = 1;
const SEALED: usize = SEGMENT + TAG;

/// Opens all of `from`, sums it and encrypts it into `to`. Answers the size of the ciphertext, and MD5 of the content.
///
/// # Errors
/// Those of `from` and `to`; [`io::ErrorKind::InvalidData`] for what does not open.
pub fn carry(
    from: &mut impl Read,
    mut opening: Opening,
    mut encryptor: FileEncryptor,
    to: &mut impl Write,
) -> io::Result<(u64, [u8; 16])> {
    let broken = || io::Error::from(io::ErrorKind::InvalidData);
    let mut format = [0];
    from.read_exact(&mut format)?;
    if format != [FORMAT] {
        return Err(broken());
    }
    let mut piece = Zeroizing::new(vec![0u8; SEALED + AHEAD + FileEncryptor::BLOCK]);
    let (mut md5, mut size, mut held) = (Md5Stream::default(), 0, 0);
    loop {
        let filled = held + fill(from, &mut piece[held..SEALED + AHEAD])?;
        if filled <= SEALED {
            let length = opening
                .open(&mut piece[..filled], true)
                .map_err(|_| broken())?;
            md5.update(&piece[..length]);
            let length = encryptor.finish(&mut piece, length);
            to.write_all(&piece[..length])?;
            return Ok((size + length as u64, md5.finish()));
        }
        let next = piece[SEALED];
        let opened = opening.open(&mut piece[..SEALED], false);
        opened.map_err(|_| broken())?;
        md5.update(&piece[..SEGMENT]);
        encryptor.encrypt(&mut piece[..SEGMENT]);
        to.write_all(&piece[..SEGMENT])?;
        size += SEGMENT as u64;
        piece[0] = next;
        held = AHEAD;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::digest::md5;
    use crate::crypto::keys::test_keys::collection;
    use crate::crypto::odk::{Ivs, Making, decrypt_file, unwrap_key};
    use crate::crypto::seal;
    use crate::openrosa::Submitted;
    use crate::vault::seal::aad;

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|i| (i / 251 + i) as u8).collect()
    }

    /// Carries a sealed payload, and decrypts it again as whoever has the private key does.
    fn carried(sealed: &[u8], opening: Opening) -> io::Result<Vec<u8>> {
        let private = collection();
        let mut making = Making::new("visit", Some("1"), "uuid:1", private.public()).unwrap();
        let mut ciphertext = Vec::new();
        let (size, sum) = carry(&mut &sealed[..], opening, making.file(), &mut ciphertext)?;
        assert_eq!(size, ciphertext.len() as u64);
        making.add("photo.jpg", sum);
        let _ = making.file();
        making.add("submission.xml", md5(b""));
        let envelope = making.finish().unwrap();
        let Ok(Submitted::Envelope(envelope)) = Submitted::parse(&envelope) else {
            panic!("an envelope");
        };
        let key = unwrap_key(&envelope.encrypted_key, private).unwrap();
        let iv = Ivs::new("uuid:1", &key).next().unwrap();
        let plain = decrypt_file(&key, &iv, &ciphertext);
        assert!(plain.sound && md5(&plain.bytes) == sum);
        Ok(plain.bytes.to_vec())
    }

    #[test]
    fn a_file_comes_out_as_it_was_sealed() {
        let bound = aad("0190", "attachment");
        for length in [
            0, 1, 15, 16, 17, 65_520, 65_535, 65_536, 65_537, 131_072, 200_001,
        ] {
            let plain = bytes(length);
            let (key, sealed) = seal::seal(&bound, &plain);
            let out = carried(&sealed, Opening::new(&key, &bound)).unwrap();
            assert!(out == plain, "{length} bytes");
        }
    }

    #[test]
    fn what_was_cut_or_changed_is_not_carried() {
        let bound = aad("0190", "attachment");
        let (key, sealed) = seal::seal(&bound, &bytes(140_000));
        let opening = || Opening::new(&key, &bound);
        for cut in [1, 16, 8_960, 8_961, 70_000] {
            assert!(
                carried(&sealed[..sealed.len() - cut], opening()).is_err(),
                "{cut}"
            );
        }
        let mut changed = sealed.clone();
        changed[100] ^= 1;
        assert!(carried(&changed, opening()).is_err());
        let other = aad("0191", "attachment");
        assert!(carried(&sealed, Opening::new(&key, &other)).is_err());
        assert!(carried(&[], opening()).is_err());
    }
}
