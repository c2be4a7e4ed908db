//! How a version of the tables comes into force: by two people, from a date (domain brief 3.4 and section 4).

/// People whose signature a version needs.
pub const SIGNATURES: usize = 2;
/// How long after the second signature a version starts at the earliest, in milliseconds: every process that routes has
/// seen it by then, so nothing is routed by two versions at once.
pub const NOTICE: i64 = 60_000;

/// What a signature does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// It is the first.
    One,
    /// It is the second: in force from that time on.
    Both {
        /// Milliseconds since 1970 UTC.
        starts_at: i64,
    },
}

/// Why somebody's signature does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// Two different people sign.
    #[error("you have signed this version; a second person has to")]
    SamePerson,
    /// It is in force, or will be.
    #[error("this version has both signatures")]
    Complete,
}

/// Adds a signature to those that a version has. `starts_at` is the date that was proposed.
///
/// # Errors
/// [`Unsigned`].
pub fn sign(earlier: &[i64], person: i64, starts_at: i64, now: i64) -> Result<Signed, Unsigned> {
    if earlier.len() >= SIGNATURES {
        return Err(Unsigned::Complete);
    }
    if earlier.contains(&person) {
        return Err(Unsigned::SamePerson);
    }
    if earlier.len() + 1 < SIGNATURES {
        return Ok(Signed::One);
    }
    Ok(Signed::Both {
        starts_at: starts_at.max(now.saturating_add(NOTICE)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_different_people_bring_a_version_into_force() {
        assert_eq!(sign(&[], 7, 0, 1_000), Ok(Signed::One));
        assert_eq!(sign(&[7], 7, 0, 1_000), Err(Unsigned::SamePerson));
        assert_eq!(sign(&[7, 8], 9, 0, 1_000), Err(Unsigned::Complete));
    }

    #[test]
    fn it_starts_on_its_date_and_never_in_the_past() {
        let both = |starts_at| Ok(Signed::Both { starts_at });
        assert_eq!(sign(&[7], 8, 500_000, 1_000), both(500_000));
        assert_eq!(sign(&[7], 8, 0, 1_000), both(1_000 + NOTICE));
    }
}
