//! A value that does not print and is wiped when dropped, and the system's random source.

use std::fmt;

use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroize;

/// A secret: wiped on drop, without a `Debug` that shows it, without `Display`, `PartialEq` or `Clone`.
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes a value into custody. The caller's own copies, if any, are the caller's to wipe.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for the moment of use.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret<[u8; 32]> {
    /// 32 random bytes.
    pub fn random() -> Self {
        let mut secret = Self([0; 32]);
        fill_random(&mut secret.0);
        secret
    }
}

/// Fills `bytes` from the system's random source.
pub fn fill_random(bytes: &mut [u8]) {
    // On every system that we run on, getrandom(2) fails only before the kernel has booted.
    SystemRandom::new()
        .fill(bytes)
        .expect("the system's random source always answers after boot");
}

/// `N` random bytes, for what is no secret in itself (salts, nonces, ids).
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill_random(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_its_value() {
        let secret = Secret::new(String::from("harvest moon"));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(secret.expose(), "harvest moon");
    }

    #[test]
    fn random_bytes_differ() {
        assert_ne!(random_bytes::<16>(), random_bytes::<16>());
        assert_ne!(Secret::random().expose(), Secret::random().expose());
    }
}
