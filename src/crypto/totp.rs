//! Codes that change with time (RFC 6238): HMAC-SHA-1, six digits, a new one every 30 seconds, as every authenticator app
//! has them. SHA-1 is here because those apps speak nothing else; HMAC does not need of it what it has lost.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::hmac;
use zeroize::Zeroizing;

use super::digest;
use super::secret::random_bytes;

/// Bytes of a secret.
pub const SECRET_BYTES: usize = 20;

const STEP_MS: i64 = 30_000;
/// Steps that a phone's clock may be early or late.
const DRIFT: i64 = 1;
const DIGITS: usize = 6;
/// What an address holds as it is; `@` too, so that a person knows the e-mail in the app again.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'@');
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A new random secret.
pub fn secret() -> Zeroizing<[u8; SECRET_BYTES]> {
    Zeroizing::new(random_bytes())
}

/// The step of time that a moment belongs to.
pub fn step_at(now: i64) -> i64 {
    now.div_euclid(STEP_MS)
}

/// The code of a step.
pub fn code(secret: &[u8], step: i64) -> Zeroizing<String> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag[tag.len() - 1] & 0x0f);
    let number = tag[at..at + 4]
        .iter()
        .fold(0_u32, |all, byte| (all << 8) | u32::from(*byte));
    let number = (number & 0x7fff_ffff) % 1_000_000;
    Zeroizing::new(format!("{number:0DIGITS$}"))
}

/// The step whose code was given, if it is one of about now and later than `last`, the newest that was taken. Takes as long
/// whatever was given.
pub fn step_of(secret: &[u8], given: &str, now: i64, last: i64) -> Option<i64> {
    let given: Zeroizing<String> =
        Zeroizing::new(given.chars().filter(|c| !c.is_whitespace()).collect());
    let here = step_at(now);
    let mut found = None;
    for step in here - DRIFT..=here + DRIFT {
        let right = digest::equal(code(secret, step).as_bytes(), given.as_bytes());
        if right && step > last && found.is_none() {
            found = Some(step);
        }
    }
    found
}

/// The secret as people type it (RFC 4648, base 32 without padding).
pub fn base32(secret: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(secret.len().div_ceil(5) * 8));
    for chunk in secret.chunks(5) {
        let bits = chunk
            .iter()
            .fold(0_u64, |all, byte| (all << 8) | u64::from(*byte))
            << (8 * (5 - chunk.len()));
        for place in 0..(chunk.len() * 8).div_ceil(5) {
            let index = (bits >> (35 - 5 * place)) & 31;
            text.push(char::from(ALPHABET[index as usize]));
        }
    }
    text
}

/// The address that an authenticator app reads from a QR code.
pub fn uri(issuer: &str, account: &str, secret: &[u8]) -> Zeroizing<String> {
    let encoded = |text| utf8_percent_encode(text, ESCAPED);
    let (issuer, account) = (encoded(issuer), encoded(account));
    Zeroizing::new(format!(
        "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={}",
        base32(secret).as_str(),
        STEP_MS / 1000,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        // Appendix B has eight digits; six are their end.
        for (seconds, code_of_eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let step = step_at(seconds * 1000);
            assert_eq!(
                code(SECRET, step).as_str(),
                &code_of_eight[2..],
                "{seconds}"
            );
        }
    }

    #[test]
    fn the_codes_are_those_of_rfc_4226() {
        let right = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ];
        for (count, right) in right.iter().enumerate() {
            assert_eq!(code(SECRET, count as i64).as_str(), *right);
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_or_late_and_once() {
        let (now, here) = (1_234_567_890_000, step_at(1_234_567_890_000));
        for away in -3..=3 {
            let given = code(SECRET, here + away);
            let found = step_of(SECRET, &given, now, 0);
            assert_eq!(found, (away.abs() <= 1).then_some(here + away), "{away}");
        }
        let given = code(SECRET, here);
        assert_eq!(step_of(SECRET, &given, now, here - 1), Some(here));
        assert_eq!(step_of(SECRET, &given, now, here), None, "taken");
        assert_eq!(
            step_of(SECRET, &given, now, here + 1),
            None,
            "a later one was taken"
        );
        let typed = format!(" {} {} ", &given[..3], &given[3..]);
        assert_eq!(step_of(SECRET, &typed, now, 0), Some(here));
        for wrong in ["", "00", "0000000", "abcdef", "\u{661}\u{662}\u{663}"] {
            assert_eq!(step_of(SECRET, wrong, now, 0), None, "{wrong:?}");
        }
    }

    #[test]
    fn secrets_are_typed_in_base_32() {
        for (plain, typed) in [
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()).as_str(), typed);
        }
        let uri = uri("Waypost", "a b&c@example.org", SECRET);
        assert_eq!(
            uri.as_str(),
            "otpauth://totp/Waypost:a%20b%26c@example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Waypost\
             &algorithm=SHA1&digits=6&period=30"
        );
    }
}
