//! The code by which the forms of a case find each other (domain brief 2.1): `K`, eight random characters, and a check
//! character. A handle, not a secret; but it stands in no address and no log.

use zeroize::Zeroizing;

/// Characters of a code before its check character.
const BASE: usize = 9;
/// What the eight random characters may be: no 0, 1, O or I, which people read for one another.
const LETTERS: &str = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A well-formed case code. Not printed by `{:?}`; wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseCode(Zeroizing<String>);

/// A text that is no case code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a case code is K, eight letters or digits, and a check character; look at the code again")]
pub struct NotACode;

impl CaseCode {
    /// Reads a code as a phone computed it or a person typed it; letters may be of either size. The last character must be
    /// the first of the hexadecimal SHA-1 of the nine before it; `sha1` computes that.
    ///
    /// # Errors
    /// [`NotACode`].
    pub fn parse(text: &str, sha1: impl Fn(&[u8]) -> [u8; 20]) -> Result<Self, NotACode> {
        let text = text.trim();
        if !text.is_ascii() || text.len() != BASE + 1 {
            return Err(NotACode);
        }
        let (base, check) = text.split_at(BASE);
        let base = Zeroizing::new(base.to_ascii_uppercase());
        let random = base.strip_prefix('K').ok_or(NotACode)?;
        let first = char::from_digit(u32::from(sha1(base.as_bytes())[0] >> 4), 16);
        let checks = first.is_some_and(|first| check.eq_ignore_ascii_case(&first.to_string()));
        if !checks || !random.chars().all(|c| LETTERS.contains(c)) {
            return Err(NotACode);
        }
        let mut code = Zeroizing::new(String::with_capacity(BASE + 1));
        code.push_str(&base);
        code.push_str(&check.to_ascii_lowercase());
        Ok(Self(code))
    }

    /// The code as phones write it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for CaseCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CaseCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Not SHA-1, which is not the domain's: any function of the nine characters checks the same way.
    fn digest(bytes: &[u8]) -> [u8; 20] {
        let sum = bytes
            .iter()
            .fold(7_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(*byte));
        [sum; 20]
    }

    fn code(random: &str) -> String {
        let base = format!("K{random}");
        format!("{base}{:x}", digest(base.as_bytes())[0] >> 4)
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let right = code("HR5B62ZK");
        let read = CaseCode::parse(&right, digest).expect("a code");
        assert_eq!(read.as_str(), right);
        for typed in [
            format!("  {right} "),
            right.to_lowercase(),
            right.to_uppercase(),
        ] {
            assert_eq!(CaseCode::parse(&typed, digest), Ok(read.clone()), "{typed}");
        }
        assert_eq!(format!("{read:?}"), "CaseCode(…)");
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let right = code("HR5B62ZK");
        let other_check = match right.ends_with('0') {
            true => format!("{}1", &right[..9]),
            false => format!("{}0", &right[..9]),
        };
        let wrong = [
            "",
            "K",
            &right[..9],
            &format!("{right}0"),
            &other_check,
            &code("HR5B62Z0"),
            &code("HR5B62ZI"),
            &right.replacen('K', "X", 1),
            "KÉR5B62Zf",
        ];
        for text in wrong {
            assert_eq!(CaseCode::parse(text, digest), Err(NotACode), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn whatever_is_taken_is_ten_characters_that_read_the_same_again(text in "[ kK]{0,2}[0-9A-Za-zé]{6,12}") {
            if let Ok(code) = CaseCode::parse(&text, digest) {
                prop_assert_eq!(code.as_str().len(), 10);
                prop_assert_eq!(CaseCode::parse(code.as_str(), digest), Ok(code));
            }
        }

        #[test]
        fn every_code_that_a_phone_makes_is_taken(random in "[2-9A-HJ-NP-Z]{8}") {
            prop_assert!(CaseCode::parse(&code(&random), digest).is_ok());
        }
    }
}
