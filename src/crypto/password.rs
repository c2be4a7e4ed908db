//! People's passwords: Argon2id with the library's current defaults (19 MiB, two passes), as PHC text.
//!
//! Slow on purpose (16 ms): call it off the request threads. Phones do not come here; they have random secrets
//! ([`super::token`]).

use std::sync::OnceLock;

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};

/// A password could not be hashed (longer than 4 GiB, or no memory).
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct HashError(#[source] argon2::password_hash::Error);

/// The PHC text of `password` with a new salt.
///
/// # Errors
/// Only if the machine cannot give 19 MiB.
pub fn hash(password: &str) -> Result<String, HashError> {
    Ok(Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(HashError)?
        .to_string())
}

/// Whether `password` is the one that `phc` was made of. A text that is no PHC hash is never right.
pub fn verify(password: &str, phc: &str) -> bool {
    Argon2::default()
        .verify_password(password.as_bytes(), phc)
        .is_ok()
}

/// Takes as long as [`verify`] and is always false: for a user who does not exist, so that time tells nobody who does.
pub fn verify_unknown(password: &str) -> bool {
    static NOBODY: OnceLock<Option<String>> = OnceLock::new();
    let nobody = NOBODY.get_or_init(|| hash("nobody has this password").ok());
    if let Some(phc) = nobody {
        std::hint::black_box(verify(password, phc));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_password_verifies_and_others_do_not() {
        let phc = hash("three small boats").unwrap();
        assert!(phc.starts_with("$argon2id$v=19$"), "{phc}");
        assert!(verify("three small boats", &phc));
        assert!(!verify("three small boat", &phc));
        assert!(!verify("", &phc));
        assert!(!verify("three small boats", "not a hash"));
        assert_ne!(
            phc,
            hash("three small boats").unwrap(),
            "each hash has its own salt"
        );
    }

    #[test]
    fn an_unknown_user_costs_a_real_verification_and_fails() {
        assert!(!verify_unknown("nobody has this password"));
    }
}
