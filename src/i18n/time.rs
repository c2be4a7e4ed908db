//! Times as people read them. Nothing here asks a clock.

use chrono::{DateTime, Datelike as _, FixedOffset, Offset as _, Utc};

use super::{Locale, number};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A moment: machine-readable and readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// For `<time datetime>`, always UTC.
    pub iso: String,
    /// `23 Nov 2026, 14:05 UTC`.
    pub text: String,
}

/// Until when something must be done, seen from now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The moment itself.
    pub at: When,
    /// `1 h 20 min left` or `Late by 12 min`.
    pub left: String,
    /// The moment is over.
    pub late: bool,
    /// Less than 30 minutes are left.
    pub soon: bool,
    /// Milliseconds since 1970 UTC, for sorting.
    pub ms: i64,
}

impl Locale {
    /// Words for a moment in milliseconds since 1970 UTC; "unknown time" outside the calendar.
    pub fn when(self, ms: i64) -> When {
        let Some(utc) = DateTime::<Utc>::from_timestamp_millis(ms) else {
            return When {
                iso: String::new(),
                text: self.t("time-unknown"),
            };
        };
        let offset = FixedOffset::east_opt(self.minutes_east.saturating_mul(60))
            .unwrap_or_else(|| Utc.fix());
        let local = utc.with_timezone(&offset);
        let plain = |text: String| number::digits(self, &text);
        let text = self
            .of("time-moment")
            .s("day", plain(local.day().to_string()))
            .s("month", self.t(MONTHS[local.month0() as usize % 12]))
            .s("year", plain(local.year().to_string()))
            .s("clock", plain(local.format("%H:%M").to_string()))
            .s("zone", plain(zone(self.minutes_east)));
        When {
            iso: utc.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            text: text.into(),
        }
    }

    /// Words for a limit at `ms`, seen at `now` (both milliseconds since 1970 UTC).
    pub fn due(self, ms: i64, now: i64) -> Due {
        let left = ms.saturating_sub(now);
        let late = left < 0;
        let words = self.of(if late { "time-late" } else { "time-left" });
        Due {
            at: self.when(ms),
            left: words.s("span", self.span(left.saturating_abs())).into(),
            late,
            soon: !late && left < 30 * MINUTE,
            ms,
        }
    }

    /// A length of time in its two largest units: people decide by "2 d 3 h", not by minutes of the third day.
    pub fn span(self, ms: i64) -> String {
        let unit = |id: &'static str, n: i64| self.of(id).n("n", n).to_string();
        let two = |large: String, small: i64, id| match small {
            0 => large,
            n => self
                .of("time-two")
                .s("large", large)
                .s("small", unit(id, n))
                .into(),
        };
        match ms {
            i64::MIN..MINUTE => self.t("time-less"),
            MINUTE..HOUR => unit("time-minutes", ms / MINUTE),
            HOUR..DAY => two(
                unit("time-hours", ms / HOUR),
                ms % HOUR / MINUTE,
                "time-minutes",
            ),
            _ => two(unit("time-days", ms / DAY), ms % DAY / HOUR, "time-hours"),
        }
    }
}

fn zone(minutes_east: i32) -> String {
    match minutes_east {
        0 => "UTC".to_owned(),
        m if m % 60 == 0 => format!("UTC{:+}", m / 60),
        m => {
            let sign = if m < 0 { '-' } else { '+' };
            format!("UTC{sign}{}:{:02}", m.abs() / 60, m.abs() % 60)
        }
    }
}

const MONTHS: [&str; 12] = [
    "time-month-1",
    "time-month-2",
    "time-month-3",
    "time-month-4",
    "time-month-5",
    "time-month-6",
    "time-month-7",
    "time-month-8",
    "time-month-9",
    "time-month-10",
    "time-month-11",
    "time-month-12",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::words::{Digits, Lang};

    const NOON: i64 = 1_767_268_800_000; // 1 Jan 2026, 12:00 UTC

    #[test]
    fn shows_a_moment_in_the_zone_that_was_set() {
        let east = |minutes_east| Locale {
            minutes_east,
            ..Locale::default()
        };
        assert_eq!(east(0).when(NOON).text, "1 Jan 2026, 12:00 UTC");
        assert_eq!(east(180).when(NOON).text, "1 Jan 2026, 15:00 UTC+3");
        assert_eq!(east(-210).when(NOON).text, "1 Jan 2026, 08:30 UTC-3:30");
        assert_eq!(east(180).when(NOON).iso, "2026-01-01T12:00:00Z");
        assert_eq!(east(0).when(i64::MAX).text, "unknown time");
    }

    #[test]
    fn says_what_is_left_and_what_is_late() {
        let left = |ms| Locale::default().due(NOON + ms, NOON);
        assert_eq!(left(80 * MINUTE).left, "1 h 20 min left");
        assert_eq!(left(-12 * MINUTE).left, "Late by 12 min");
        assert_eq!(left(51 * HOUR).left, "2 d 3 h left");
        assert!(
            left(-1).late && !left(-1).soon && left(20 * MINUTE).soon && !left(40 * MINUTE).soon
        );
    }

    #[test]
    fn arabic_has_its_months_its_plurals_and_if_wished_its_digits() {
        let arabic = Locale::of_lang(Lang::Ar);
        let bare = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(bare(arabic.when(NOON).text), "1 يناير 2026، 12:00 UTC");
        assert_eq!(bare(arabic.span(2 * HOUR)), "ساعتان");
        assert_eq!(bare(arabic.span(3 * HOUR)), "3 ساعات");
        assert_eq!(bare(arabic.span(11 * MINUTE)), "11 دقيقة");
        let own = Locale {
            digits: Digits::Arab,
            ..arabic
        };
        assert_eq!(bare(own.span(11 * MINUTE)), "١١ دقيقة");
        assert_eq!(own.count(1234_u32), "١٬٢٣٤");
        assert_eq!(Locale::of_lang(Lang::Fr).count(12_345_i64), "12\u{202f}345");
    }
}
