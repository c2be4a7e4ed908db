//! Random names and credentials: tokens in Central's shape, phones' passwords, ids, codes for people.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use super::digest::sha256;
use super::secret::{Secret, fill_random};

/// Letters and digits that nobody mistakes for one another: no i, l, o, 0, 1.
const CLEAR: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// A session's or phone's token: 48 random bytes as 64 characters that need no escaping in an address.
#[derive(Debug)]
pub struct Token(Secret<String>);

impl Token {
    /// A new token.
    pub fn generate() -> Self {
        let mut bytes = Zeroizing::new([0u8; 48]);
        fill_random(bytes.as_mut());
        let mut plain = STANDARD.encode(bytes.as_ref());
        let shaped = plain.replace('/', "!").replace('+', "$");
        plain.zeroize();
        Self(Secret::new(shaped))
    }

    /// The text, for the one answer that shows it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What is stored of it: see [`token_hash`].
    pub fn hash(&self) -> [u8; 32] {
        token_hash(self.expose())
    }
}

/// Whether `text` has a token's shape: 64 of `[A-Za-z0-9!$]`. (Central answers 401 to others, 403 to unknown ones.)
pub fn is_well_formed(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'!' || b == b'$')
}

/// SHA-256 of a token. A fast hash is enough: a token has 384 random bits, nobody guesses it.
pub fn token_hash(token: &str) -> [u8; 32] {
    sha256(token.as_bytes())
}

/// A phone's password: 28 clear lower-case characters in groups of four (138 bits), ASCII because Digest on phones
/// knows nothing else.
pub fn phone_password() -> Secret<String> {
    Secret::new(grouped(28, 4))
}

/// A code that people say to each other for a referral or a queue, `7kxm-q4pt`. 39 bits: it names, it does not protect.
pub fn human_code() -> String {
    grouped(8, 4)
}

/// A new id: UUIDv7 as text, so that rows of one moment lie together.
pub fn new_id() -> String {
    Uuid::now_v7().to_string()
}

/// A new random id without a time in it (UUIDv4 as text), for what others see.
pub fn random_id() -> String {
    Uuid::from_bytes(uuid_v4_bytes()).to_string()
}

fn uuid_v4_bytes() -> [u8; 16] {
    let mut bytes = [0; 16];
    fill_random(&mut bytes);
    *uuid::Builder::from_random_bytes(bytes).as_uuid().as_bytes()
}

fn grouped(count: usize, group: usize) -> String {
    let mut text = String::with_capacity(count + count / group);
    let mut pool = Zeroizing::new([0u8; 64]);
    let mut done = 0;
    while done < count {
        fill_random(pool.as_mut());
        // Bytes from 248 up would make the first letters likelier than the last.
        for byte in pool
            .iter()
            .filter(|b| usize::from(**b) < 256 / CLEAR.len() * CLEAR.len())
        {
            if done == count {
                break;
            }
            if done > 0 && done % group == 0 {
                text.push('-');
            }
            text.push(char::from(CLEAR[usize::from(*byte) % CLEAR.len()]));
            done += 1;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_centrals_shape() {
        for _ in 0..50 {
            let token = Token::generate();
            assert!(
                is_well_formed(token.expose()),
                "{} characters",
                token.expose().len()
            );
        }
        assert_ne!(Token::generate().expose(), Token::generate().expose());
    }

    #[test]
    fn other_shapes_are_told_apart() {
        assert!(!is_well_formed(""));
        assert!(!is_well_formed(&"a".repeat(63)));
        assert!(!is_well_formed(&"a".repeat(65)));
        assert!(!is_well_formed(&format!("{}/", "a".repeat(63))));
        assert!(!is_well_formed(&format!("{}é", "a".repeat(62))));
    }

    #[test]
    fn a_token_is_stored_as_its_hash() {
        let token = Token::generate();
        assert_eq!(token.hash(), sha256(token.expose().as_bytes()));
    }

    #[test]
    fn a_phone_password_is_long_and_easy_to_type() {
        let password = phone_password();
        let groups: Vec<_> = password.expose().split('-').collect();
        assert_eq!(groups.len(), 7);
        assert!(
            groups
                .iter()
                .all(|g| g.len() == 4 && g.bytes().all(|b| CLEAR.contains(&b)))
        );
        assert!(28.0 * (CLEAR.len() as f64).log2() >= 128.0);
        assert_ne!(password.expose(), phone_password().expose());
    }

    #[test]
    fn every_clear_letter_comes_up() {
        let text = grouped(5000, 5000);
        assert!(CLEAR.iter().all(|c| text.bytes().any(|b| b == *c)));
    }

    #[test]
    fn ids_are_uuids_and_codes_are_short() {
        assert_eq!(Uuid::parse_str(&new_id()).unwrap().get_version_num(), 7);
        assert_eq!(Uuid::parse_str(&random_id()).unwrap().get_version_num(), 4);
        assert_eq!(human_code().len(), 9);
        assert!(new_id() < new_id());
    }
}
