//! Numbers as each language writes them.

use fluent_bundle::FluentValue;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale as Tag;
use zeroize::Zeroizing;

use super::{Locale, place};
use crate::domain::words::Digits;

/// A whole number, by value or by reference, as templates hold it.
pub trait Number {
    /// It, as the widest type; what is larger is shown as the largest.
    fn whole(&self) -> i64;
}

macro_rules! numbers {
    ($($kind:ty),+) => { $(impl Number for $kind {
        fn whole(&self) -> i64 {
            i64::try_from(*self).unwrap_or(i64::MAX)
        }
    })+ };
}

numbers!(u8, u16, u32, u64, usize, i32, i64);

impl<N: Number + ?Sized> Number for &N {
    fn whole(&self) -> i64 {
        (**self).whole()
    }
}

thread_local! {
    /// One for each of the bundles; none only if the compiled-in data lacked the language.
    static FORMATS: [Option<DecimalFormatter>; 5] =
        ["en", "fr", "es", "ar-u-nu-latn", "ar-u-nu-arab"].map(format_of);
}

fn format_of(tag: &str) -> Option<DecimalFormatter> {
    let tag = Tag::try_from_str(tag).ok()?;
    DecimalFormatter::try_new(tag.into(), Default::default()).ok()
}

fn at(place: usize, n: i64) -> String {
    FORMATS.with(|formats| match &formats[place] {
        Some(format) => format.format(&Decimal::from(n)).to_string(),
        None => n.to_string(),
    })
}

/// With the language's grouping and the person's digits.
pub fn format(locale: Locale, n: i64) -> String {
    at(place(locale), n)
}

/// For fluent, which takes a bare function: the number at one of the five places.
pub fn shown<const PLACE: usize, M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        // Only whole numbers are put in.
        #[expect(clippy::cast_possible_truncation)]
        FluentValue::Number(n) => Some(at(PLACE, n.value as i64)),
        _ => None,
    }
}

/// Digits as the person reads them, without grouping: for years, clocks, zones.
pub fn digits(locale: Locale, text: &str) -> String {
    match locale.digits {
        Digits::Latn => text.to_owned(),
        Digits::Arab => text.chars().map(eastern).collect(),
    }
}

/// Digits that somebody typed, as 0 to 9: Arabic and Persian keyboards have their own. Wiped when dropped: it may be a code.
pub fn typed(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    for c in text.chars() {
        let digit = match c {
            '\u{660}'..='\u{669}' => u32::from(c) - 0x660,
            '\u{6f0}'..='\u{6f9}' => u32::from(c) - 0x6f0,
            other => {
                plain.push(other);
                continue;
            }
        };
        plain.extend(char::from_digit(digit, 10));
    }
    plain
}

fn eastern(c: char) -> char {
    match c.to_digit(10) {
        Some(d) => char::from_u32(0x660 + d).unwrap_or(c),
        None => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_other_keyboards_count() {
        assert_eq!(*typed("٤٢۷ 031"), "427 031");
    }
}
