//! Shamir's secret sharing: some of several shares give a secret back, fewer tell nothing of it. The arithmetic is
//! `blahaj`'s; the bytes of a share are its number (1 byte) and as many bytes as the secret has.

use blahaj::{Share, Sharks};
use zeroize::Zeroizing;

/// Shares that give nothing back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Two or more are needed, and no more than there are.
    #[error("of 2 to 16 shares, at least 2 and at most all must be needed")]
    Count,
    /// Fewer than needed, twice the same, or shares of different secrets.
    #[error("these shares do not belong together, or too few are different from each other")]
    NotTogether,
}

/// Most shares of one secret.
pub(super) const MOST: u8 = 16;

/// Splits a secret into `count` shares, of which any `need` give it back.
///
/// # Errors
/// [`ShareError::Count`].
pub fn split(secret: &[u8], need: u8, count: u8) -> Result<Vec<Zeroizing<Vec<u8>>>, ShareError> {
    if need < 2 || count < need || count > MOST {
        return Err(ShareError::Count);
    }
    let shares = Sharks(need).dealer(secret).take(usize::from(count));
    Ok(shares
        .map(|share| Zeroizing::new(Vec::from(&share)))
        .collect())
}

/// Gives a secret back. Shares of another secret, or too few that seem enough, give other bytes: check what comes out.
///
/// # Errors
/// [`ShareError::NotTogether`].
pub fn join(shares: &[&[u8]], need: u8) -> Result<Zeroizing<Vec<u8>>, ShareError> {
    let shares: Result<Vec<Share>, _> =
        shares.iter().map(|bytes| Share::try_from(*bytes)).collect();
    let shares = shares.map_err(|_| ShareError::NotTogether)?;
    Sharks(need)
        .recover(&shares)
        .map(Zeroizing::new)
        .map_err(|_| ShareError::NotTogether)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_two_of_three_give_the_secret_back_and_one_does_not() {
        let secret = [7u8; 32];
        let shares = split(&secret, 2, 3).unwrap();
        for (a, b) in [(0, 1), (0, 2), (1, 2), (2, 0)] {
            let back = join(&[shares[a].as_slice(), shares[b].as_slice()], 2).unwrap();
            assert_eq!(back.as_slice(), secret);
        }
        assert_eq!(
            join(&[shares[0].as_slice()], 2),
            Err(ShareError::NotTogether)
        );
        let twice = [shares[0].as_slice(), shares[0].as_slice()];
        assert_eq!(join(&twice, 2), Err(ShareError::NotTogether));
        assert_eq!(join(&[], 2), Err(ShareError::NotTogether));
    }

    #[test]
    fn a_share_alone_is_as_long_as_the_secret_and_its_number() {
        let shares = split(&[0; 32], 3, 5).unwrap();
        assert!(shares.iter().all(|share| share.len() == 33));
        // Of a secret of zeros no share shows zeros.
        assert!(
            shares
                .iter()
                .all(|share| share[1..].iter().any(|byte| *byte != 0))
        );
    }

    #[test]
    fn one_share_alone_must_never_be_enough() {
        for (need, count) in [(0, 3), (1, 3), (4, 3), (2, 17)] {
            assert_eq!(split(&[1], need, count), Err(ShareError::Count));
        }
    }
}
