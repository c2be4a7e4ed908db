//! A wrapping key that some of several people hold together: each has a passphrase of their own, under which lies their share
//! of the key. As text: `holders-1|NEED|KDF:SHARE|…`, with how each passphrase becomes a key, and the share sealed under it in
//! base64.

use std::fmt;
use std::str::FromStr;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use zeroize::Zeroizing;

use super::passphrase::{Kdf, MIN_CHARS, PassphraseError};
use super::seal::Aad;
use super::shares::{self, ShareError};
use super::symmetric::SymmetricKey;

/// Why people cannot hold a key together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HoldersError {
    /// A passphrase is of no use.
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    /// Too few or too many.
    #[error(transparent)]
    Share(#[from] ShareError),
    /// Two of them chose the same.
    #[error("two of the passphrases are the same")]
    Same,
}

/// The shares of one key, each under its holder's passphrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holders {
    need: u8,
    shares: Vec<(Kdf, Vec<u8>)>,
}

fn aad(number: usize) -> Aad {
    Aad::of("waypost holder share 1", &[&number.to_string()])
}

impl Holders {
    /// A new key, held by as many as there are passphrases, of whom any `need` open it. Slow, on purpose.
    ///
    /// # Errors
    /// [`HoldersError`].
    pub fn make(passphrases: &[&str], need: u8) -> Result<(SymmetricKey, Self), HoldersError> {
        for (n, one) in passphrases.iter().enumerate() {
            if one.chars().count() < MIN_CHARS {
                return Err(PassphraseError::TooShort.into());
            }
            if passphrases[..n].contains(one) {
                return Err(HoldersError::Same);
            }
        }
        let key = SymmetricKey::generate();
        let count = u8::try_from(passphrases.len()).map_err(|_| ShareError::Count)?;
        let text = key.to_base64();
        let split = shares::split(text.as_bytes(), need, count)?;
        let sealed = passphrases.iter().zip(&split).enumerate();
        let shares = sealed
            .map(|(n, (passphrase, share))| {
                let kdf = Kdf::new();
                let sealed = kdf.derive(passphrase)?.seal(&aad(n), share);
                Ok((kdf, sealed))
            })
            .collect::<Result<_, PassphraseError>>()?;
        Ok((key, Self { need, shares }))
    }

    /// How many must come together.
    pub fn need(&self) -> usize {
        usize::from(self.need)
    }

    /// The share that a passphrase opens, and its number.
    ///
    /// # Errors
    /// [`PassphraseError::Wrong`] if it opens none.
    pub fn share(&self, passphrase: &str) -> Result<(usize, Zeroizing<Vec<u8>>), PassphraseError> {
        for (n, (kdf, sealed)) in self.shares.iter().enumerate() {
            if let Ok(share) = kdf.derive(passphrase)?.open(&aad(n), sealed) {
                return Ok((n, share));
            }
        }
        Err(PassphraseError::Wrong)
    }

    /// The key that enough different shares give.
    ///
    /// # Errors
    /// [`ShareError::NotTogether`].
    pub fn key<'a>(
        &self,
        shares: impl Iterator<Item = &'a [u8]>,
    ) -> Result<SymmetricKey, ShareError> {
        let text = shares::join(&shares.collect::<Vec<_>>(), self.need)?;
        std::str::from_utf8(&text)
            .ok()
            .and_then(|text| SymmetricKey::from_base64(text).ok())
            .ok_or(ShareError::NotTogether)
    }
}

impl fmt::Display for Holders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "holders-1|{}", self.need)?;
        self.shares
            .iter()
            .try_for_each(|(kdf, share)| write!(f, "|{kdf}:{}", STANDARD_NO_PAD.encode(share)))
    }
}

impl FromStr for Holders {
    type Err = PassphraseError;

    fn from_str(text: &str) -> Result<Self, PassphraseError> {
        let read = || {
            let mut parts = text.strip_prefix("holders-1|")?.split('|');
            let need = parts.next()?.parse().ok()?;
            let shares = parts
                .map(|part| {
                    let (kdf, share) = part.split_once(':')?;
                    Some((kdf.parse().ok()?, STANDARD_NO_PAD.decode(share).ok()?))
                })
                .collect::<Option<Vec<_>>>()?;
            (shares.len() <= usize::from(shares::MOST)).then_some(Self { need, shares })
        };
        read().ok_or(PassphraseError::Parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: [&str; 3] = [
        "seven green lanterns",
        "a quiet river bend",
        "old copper kettles",
    ];

    #[test]
    fn any_two_of_three_open_it_and_one_does_not() {
        let (key, made) = Holders::make(&PEOPLE, 2).unwrap();
        let holders: Holders = made.to_string().parse().unwrap();
        assert_eq!(holders, made);
        let shares: Vec<_> = PEOPLE.iter().map(|p| holders.share(p).unwrap()).collect();
        for (a, b) in [(0, 1), (1, 2), (2, 0)] {
            let both = [&shares[a].1, &shares[b].1];
            let back = holders.key(both.into_iter().map(|s| s.as_slice())).unwrap();
            assert_eq!(back.to_base64(), key.to_base64());
        }
        let twice = [&shares[0].1, &shares[0].1];
        assert!(
            holders
                .key(twice.into_iter().map(|s| s.as_slice()))
                .is_err()
        );
        assert!(holders.share("somebody else entirely").is_err());
    }

    #[test]
    fn two_with_one_passphrase_or_too_few_are_refused() {
        let same = Holders::make(&[PEOPLE[0], PEOPLE[0]], 2);
        assert_eq!(same.unwrap_err(), HoldersError::Same);
        let alone = Holders::make(&PEOPLE[..1], 2);
        assert_eq!(alone.unwrap_err(), ShareError::Count.into());
        assert!(Holders::make(&["short", PEOPLE[0]], 2).is_err());
        assert!("holders-1|2|x".parse::<Holders>().is_err());
    }
}
