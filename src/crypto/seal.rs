//! Sealing format 1: how an opened record, an attachment or a projection is kept (`docs/sealing.md` has the layout for
//! auditors).
//!
//! * Every record has its own random data key. The payload is cut into segments of 64 KiB, each under AES-256-GCM with
//!   a nonce of an 11-byte counter and one byte that is 1 on the last segment only: reordering, cutting and appending
//!   are noticed.
//! * The data key is wrapped to each reader's public sealing key by HPKE (RFC 9180, base mode, DHKEM X25519 with
//!   HKDF-SHA256): AES-256-GCM under a key exported for that record alone. Adding a reader is one wrap more, taking one
//!   away is deleting theirs, rotating re-wraps 32 bytes. Whoever writes cannot read. What is sealed in one go shares
//!   its encapsulated key: two scalar multiplications for a batch instead of two for each card.
//! * Payload and wraps are bound to their record by [`Aad`]: moved to another row, they do not open.
//!
//! ```text
//! payload  01 | segment… | last segment      segment: ciphertext of ≤ 65536 bytes | 16-byte tag
//! wrap     01 | 32-byte encapsulated key | 32-byte encrypted data key | 16-byte tag
//! ```

use hpke::aead::AeadCtxS;
use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, OpModeR, OpModeS, Serializable as _};
use ring::aead::{self, AES_256_GCM, LessSafeKey, Nonce, UnboundKey};
use zeroize::{Zeroize as _, Zeroizing};

use super::keys::{SealingPrivate, SealingPublic};
use super::secret::Secret;

/// The only format so far; stands in the `format` column and as the first byte of payload and wrap.
pub const FORMAT: u8 = 1;

/// Plaintext of a segment, in bytes; the last one may have less.
pub const SEGMENT: usize = 64 * 1024;
/// What follows each segment, in bytes.
pub const TAG: usize = 16;
const WRAP: usize = 1 + 32 + 32 + TAG;
/// HPKE's *info*: what these encapsulations are for.
const INFO: &[u8] = b"waypost wrap 1";

/// A sealed thing does not open: wrong key, wrong record, altered, cut, or of a format that is not known. Nothing tells
/// which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this does not open: it was sealed for another key or another record, or it was altered")]
pub struct SealError;

/// What a sealed thing is bound to. Length-prefixed parts, so that no two records share the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aad(Vec<u8>);

impl Aad {
    /// A record: its table, its id, and the class or column of what is sealed.
    pub fn record(table: &str, id: &str, class: &str) -> Self {
        Self::of("waypost record 1", &[table, id, class])
    }

    /// A wrapped private key: the agency that owns it (empty for the platform), the key's id and its purpose.
    pub fn private_key(agency: &str, key_id: &str, purpose: &str) -> Self {
        Self::of("waypost private key 1", &[agency, key_id, purpose])
    }

    /// Anything else: a format of its own, and what names the thing.
    pub fn of(format: &str, parts: &[&str]) -> Self {
        let mut bytes = Vec::with_capacity(64);
        for part in [format].iter().chain(parts) {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        Self(bytes)
    }

    /// The bytes as they go into the ciphers.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The key of one record. Made by [`seal`], used for one payload only.
#[derive(Debug)]
pub struct DataKey(Secret<[u8; 32]>);

/// Seals a payload that comes in pieces, under a new data key. What it gives stands behind [`FORMAT`], a tag behind each
/// segment.
pub struct Segments {
    key: DataKey,
    cipher: LessSafeKey,
    aad: Aad,
    next: usize,
}

impl Segments {
    /// For a payload of this record.
    pub fn new(aad: &Aad) -> Self {
        let key = DataKey(Secret::random());
        Self {
            cipher: key.cipher(),
            key,
            aad: aad.clone(),
            next: 0,
        }
    }

    /// Seals the next segment where it stands, [`SEGMENT`] bytes, and answers its tag.
    pub fn seal(&mut self, segment: &mut [u8]) -> [u8; TAG] {
        debug_assert_eq!(segment.len(), SEGMENT);
        self.seal_as(segment, false)
    }

    /// Seals the last segment where it stands, [`SEGMENT`] bytes at most and perhaps none, and answers its tag and the key.
    pub fn seal_last(mut self, segment: &mut [u8]) -> ([u8; TAG], DataKey) {
        let tag = self.seal_as(segment, true);
        (tag, self.key)
    }

    fn seal_as(&mut self, segment: &mut [u8], last: bool) -> [u8; TAG] {
        let nonce = nonce(self.next, last);
        self.next += 1;
        let tag = self
            .cipher
            .seal_in_place_separate_tag(nonce, aead::Aad::from(&self.aad.0), segment)
            .expect("a segment is far below the cipher's limit");
        tag.as_ref().try_into().expect("a tag of GCM has 16 bytes")
    }
}

/// Seals a payload under a new data key.
pub fn seal(aad: &Aad, plaintext: &[u8]) -> (DataKey, Vec<u8>) {
    let mut segments = Segments::new(aad);
    let count = plaintext.len().div_ceil(SEGMENT).max(1);
    let mut sealed = Vec::with_capacity(1 + plaintext.len() + count * TAG);
    sealed.push(FORMAT);
    let (whole, last) = plaintext.split_at((count - 1) * SEGMENT);
    for segment in whole.chunks_exact(SEGMENT) {
        let start = sealed.len();
        sealed.extend_from_slice(segment);
        let tag = segments.seal(&mut sealed[start..]);
        sealed.extend_from_slice(&tag);
    }
    let start = sealed.len();
    sealed.extend_from_slice(last);
    let (tag, key) = segments.seal_last(&mut sealed[start..]);
    sealed.extend_from_slice(&tag);
    (key, sealed)
}

/// Opens a payload.
///
/// # Errors
/// [`SealError`]; nothing of a payload comes out unless all of it is sound.
pub fn open(key: &DataKey, aad: &Aad, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (&FORMAT, mut rest) = sealed.split_first().ok_or(SealError)? else {
        return Err(SealError);
    };
    let cipher = key.cipher();
    let mut plain = Zeroizing::new(Vec::with_capacity(rest.len()));
    for n in 0.. {
        let (segment, more) = rest.split_at(rest.len().min(SEGMENT + TAG));
        let start = plain.len();
        plain.extend_from_slice(segment);
        let length = cipher
            .open_in_place(
                nonce(n, more.is_empty()),
                aead::Aad::from(&aad.0),
                &mut plain[start..],
            )
            .map_err(|_| SealError)?
            .len();
        plain.truncate(start + length);
        if more.is_empty() {
            break;
        }
        rest = more;
    }
    Ok(plain)
}

/// Opens a payload that comes in pieces: what stands behind [`FORMAT`], a segment with its tag at a time. Whoever uses it
/// gives nothing out before the last one is opened: only then is it known that nothing was cut off.
pub struct Opening {
    cipher: LessSafeKey,
    aad: Aad,
    next: usize,
}

impl Opening {
    /// For the payload of this record.
    pub fn new(key: &DataKey, aad: &Aad) -> Self {
        Self {
            cipher: key.cipher(),
            aad: aad.clone(),
            next: 0,
        }
    }

    /// Opens the next segment where it stands, its tag behind it, and answers how much of it is content.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn open(&mut self, segment: &mut [u8], last: bool) -> Result<usize, SealError> {
        let nonce = nonce(self.next, last);
        self.next += 1;
        let aad = aead::Aad::from(&self.aad.0);
        let opened = self.cipher.open_in_place(nonce, aad, segment);
        Ok(opened.map_err(|_| SealError)?.len())
    }
}

/// Wraps data keys to one reader. One encapsulation serves all that is sealed in one go; each data key is wrapped
/// under a key of its own, exported for its record, so that each wrap stands and falls alone.
pub struct Wrapping {
    encapsulated: [u8; 32],
    context: AeadCtxS<AesGcm256, HkdfSha256, X25519HkdfSha256>,
}

impl Wrapping {
    /// For a reader.
    ///
    /// # Errors
    /// [`SealError`] for a public key that no private key can have.
    pub fn to(reader: &SealingPublic) -> Result<Self, SealError> {
        let (encapsulated, context) =
            hpke::setup_sender::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
                &OpModeS::Base,
                &reader.0,
                INFO,
            )
            .map_err(|_| SealError)?;
        Ok(Self {
            encapsulated: encapsulated.to_bytes().into(),
            context,
        })
    }

    /// Wraps a data key for its record.
    pub fn wrap(&self, key: &DataKey, aad: &Aad) -> Vec<u8> {
        let mut exported = Zeroizing::new([0; 32]);
        self.context
            .export(&aad.0, exported.as_mut_slice())
            .expect("32 bytes are far below HKDF's limit");
        let mut wrapped = Vec::with_capacity(WRAP);
        wrapped.push(FORMAT);
        wrapped.extend_from_slice(&self.encapsulated);
        wrapped.extend_from_slice(key.0.expose());
        let tag = cipher(&exported)
            .seal_in_place_separate_tag(nonce(0, true), aead::Aad::empty(), &mut wrapped[33..])
            .expect("a data key is far below the cipher's limit");
        wrapped.extend_from_slice(tag.as_ref());
        wrapped
    }
}

/// Unwraps a data key.
///
/// # Errors
/// [`SealError`].
pub fn unwrap(wrapped: &[u8], private: &SealingPrivate, aad: &Aad) -> Result<DataKey, SealError> {
    if wrapped.len() != WRAP || wrapped[0] != FORMAT {
        return Err(SealError);
    }
    let encapsulated = <X25519HkdfSha256 as hpke::Kem>::EncappedKey::from_bytes(&wrapped[1..33])
        .map_err(|_| SealError)?;
    let context = hpke::setup_receiver::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &private.key,
        &encapsulated,
        INFO,
    )
    .map_err(|_| SealError)?;
    let mut exported = Zeroizing::new([0; 32]);
    context
        .export(&aad.0, exported.as_mut_slice())
        .map_err(|_| SealError)?;
    let mut plain = Zeroizing::new(wrapped[33..].to_vec());
    let plain = cipher(&exported)
        .open_in_place(nonce(0, true), aead::Aad::empty(), &mut plain)
        .map_err(|_| SealError)?;
    let mut bytes: [u8; 32] = (&*plain).try_into().map_err(|_| SealError)?;
    let key = DataKey(Secret::new(bytes));
    bytes.zeroize();
    Ok(key)
}

/// Seals something for one reader: the wrapped key's length, the wrapped key, the sealed content.
///
/// # Errors
/// [`SealError`] for a key that cannot be used.
pub fn seal_to(reader: &SealingPublic, aad: &Aad, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
    let (key, sealed) = seal(aad, plaintext);
    let wrapped = Wrapping::to(reader)?.wrap(&key, aad);
    let length = u16::try_from(wrapped.len()).map_err(|_| SealError)?;
    let mut all = Vec::with_capacity(2 + wrapped.len() + sealed.len());
    all.extend_from_slice(&length.to_be_bytes());
    all.extend_from_slice(&wrapped);
    all.extend_from_slice(&sealed);
    Ok(all)
}

/// Opens what [`seal_to`] made.
///
/// # Errors
/// [`SealError`] for another key, another place, or a changed byte.
pub fn open_from(
    private: &SealingPrivate,
    aad: &Aad,
    all: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (length, rest) = all.split_first_chunk::<2>().ok_or(SealError)?;
    let (wrapped, sealed) = rest
        .split_at_checked(usize::from(u16::from_be_bytes(*length)))
        .ok_or(SealError)?;
    open(&unwrap(wrapped, private, aad)?, aad, sealed)
}

impl DataKey {
    fn cipher(&self) -> LessSafeKey {
        cipher(self.0.expose())
    }
}

pub(super) fn cipher(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("AES-256 takes 32 bytes"))
}

/// An 11-byte counter and the final flag. A data key seals one payload, so a counter never comes twice.
fn nonce(segment: usize, last: bool) -> Nonce {
    let mut bytes = [0; 12];
    bytes[3..11].copy_from_slice(&(segment as u64).to_be_bytes());
    bytes[11] = u8::from(last);
    Nonce::assume_unique_for_key(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aad() -> Aad {
        Aad::record("records", "0190", "D4")
    }

    fn wrap(key: &DataKey, to: &SealingPublic) -> Vec<u8> {
        Wrapping::to(to).unwrap().wrap(key, &aad())
    }

    fn payload(length: usize) -> Vec<u8> {
        (0..length).map(|i| (i / 251 + i) as u8).collect()
    }

    #[test]
    fn what_is_sealed_opens_at_every_edge_of_a_segment() {
        for length in [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000] {
            let plain = payload(length);
            let (key, sealed) = seal(&aad(), &plain);
            assert_eq!(
                sealed.len(),
                1 + length + 16 * length.div_ceil(SEGMENT).max(1)
            );
            assert_eq!(
                open(&key, &aad(), &sealed).unwrap().as_slice(),
                plain,
                "{length} bytes"
            );
        }
    }

    #[test]
    fn two_seals_of_one_payload_share_nothing() {
        let ((_, a), (_, b)) = (seal(&aad(), b"same"), seal(&aad(), b"same"));
        assert_ne!(a, b);
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let (key, sealed) = seal(&aad(), b"a short payload");
        for i in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[i] ^= 1;
            assert_eq!(
                open(&key, &aad(), &changed).unwrap_err(),
                SealError,
                "byte {i}"
            );
        }
    }

    #[test]
    fn cutting_appending_and_reordering_are_noticed() {
        let (key, sealed) = seal(&aad(), &payload(3 * SEGMENT));
        let segment = SEGMENT + TAG;
        for end in [0, 1, 2, 17, 1 + segment, 1 + 2 * segment, sealed.len() - 1] {
            assert!(open(&key, &aad(), &sealed[..end]).is_err(), "cut at {end}");
        }
        let appended = [&sealed[..], &[0]].concat();
        assert!(open(&key, &aad(), &appended).is_err());
        let (first, second, third) = (
            &sealed[1..1 + segment],
            &sealed[1 + segment..1 + 2 * segment],
            &sealed[1 + 2 * segment..],
        );
        for order in [
            [second, first, third],
            [third, second, first],
            [first, third, second],
        ] {
            let moved = [&[FORMAT], order[0], order[1], order[2]].concat();
            assert!(open(&key, &aad(), &moved).is_err());
        }
        assert!(
            open(&key, &aad(), &[&[FORMAT], first, third].concat()).is_err(),
            "one left out"
        );
        assert!(
            open(&key, &aad(), &[&sealed[..], third].concat()).is_err(),
            "last one twice"
        );
    }

    #[test]
    fn a_payload_and_its_wrap_are_bound_to_their_record() {
        let agency = SealingPrivate::generate();
        let (key, sealed) = seal(&aad(), b"bound");
        let wrapped = wrap(&key, agency.public());
        for other in [
            Aad::record("referrals", "0190", "D4"),
            Aad::record("records", "0191", "D4"),
            Aad::record("records", "0190", "D1"),
            Aad::record("records0", "190", "D4"),
            Aad::private_key("records", "0190", "D4"),
        ] {
            assert!(open(&key, &other, &sealed).is_err(), "{other:?}");
            assert!(unwrap(&wrapped, &agency, &other).is_err(), "{other:?}");
        }
    }

    #[test]
    fn every_reader_opens_and_nobody_else() {
        let readers = [
            SealingPrivate::generate(),
            SealingPrivate::generate(),
            SealingPrivate::generate(),
        ];
        let stranger = SealingPrivate::generate();
        let (key, sealed) = seal(&aad(), b"for three");
        for reader in &readers {
            let wrapped = wrap(&key, reader.public());
            assert_eq!(wrapped.len(), 81);
            let unwrapped = unwrap(&wrapped, reader, &aad()).unwrap();
            assert_eq!(
                open(&unwrapped, &aad(), &sealed).unwrap().as_slice(),
                b"for three"
            );
            assert!(unwrap(&wrapped, &stranger, &aad()).is_err());
        }
    }

    #[test]
    fn wraps_of_one_encapsulation_open_each_with_its_own_record_only() {
        let agency = SealingPrivate::generate();
        let wrapping = Wrapping::to(agency.public()).unwrap();
        let records = [
            Aad::record("records", "1", "card"),
            Aad::record("records", "2", "card"),
        ];
        let keys: Vec<_> = records.iter().map(|aad| seal(aad, b"").0).collect();
        let wraps: Vec<_> = keys
            .iter()
            .zip(&records)
            .map(|(key, aad)| wrapping.wrap(key, aad))
            .collect();
        assert_eq!(wraps[0][..33], wraps[1][..33]);
        for (n, wrap) in wraps.iter().enumerate() {
            let key = unwrap(wrap, &agency, &records[n]).unwrap();
            assert_eq!(key.0.expose(), keys[n].0.expose());
            assert!(unwrap(wrap, &agency, &records[1 - n]).is_err());
        }
    }

    #[test]
    fn a_changed_or_cut_wrap_does_not_open() {
        let agency = SealingPrivate::generate();
        let (key, _) = seal(&aad(), b"");
        let wrapped = wrap(&key, agency.public());
        for i in 0..wrapped.len() {
            let mut changed = wrapped.clone();
            changed[i] ^= 1;
            assert!(unwrap(&changed, &agency, &aad()).is_err(), "byte {i}");
            assert!(
                unwrap(&wrapped[..i], &agency, &aad()).is_err(),
                "cut at {i}"
            );
        }
    }

    #[test]
    fn a_public_key_that_nobody_can_own_is_refused() {
        let nobody = SealingPublic::from_bytes(&[0; 32]).unwrap();
        assert!(Wrapping::to(&nobody).is_err());
    }

    /// RFC 9180 A.1.1: the same KEM and KDF as ours, with AES-128-GCM.
    #[test]
    fn hpke_opens_the_vector_of_rfc_9180() {
        let hex = |text: &str| hex::decode(text).unwrap();
        let private = SealingPrivate::from_bytes(&hex(
            "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
        ))
        .unwrap();
        let enc = hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
        let plain = hpke::single_shot_open::<hpke::aead::AesGcm128, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &private.key,
            &<X25519HkdfSha256 as hpke::Kem>::EncappedKey::from_bytes(&enc).unwrap(),
            &hex("4f6465206f6e2061204772656369616e2055726e"),
            &hex(
                "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
            ),
            &hex("436f756e742d30"),
        )
        .unwrap();
        assert_eq!(plain, b"Beauty is truth, truth beauty");
    }

    /// Made by `docs/open_record.py`'s functions on pyca/cryptography: RFC 9180 written a second time, with our layout.
    #[test]
    fn a_wrap_made_by_another_implementation_opens() {
        let private = SealingPrivate::from_bytes(&[0x42; 32]).unwrap();
        let wrapped = hex::decode(PYTHON_WRAP).unwrap();
        let key = unwrap(&wrapped, &private, &aad()).unwrap();
        let expected: [u8; 32] = std::array::from_fn(|i| i as u8);
        assert_eq!(key.0.expose(), &expected);
    }

    const PYTHON_WRAP: &str = "0107a37cbc142093c8b755dc1b10e86cb426374ad16aa853ed0bdfc0b2b86d1c7c618e29ba62d48f4aa7\
        1fe70ea8429c0d7b9e3a49747a7045731c065f477139cd616be73a8ba1da35dc2d7468b45bfd2c";
}
