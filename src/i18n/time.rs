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
            text: flat(&text.to_string()),
        }
    }

    /// Words for a day, in UTC whatever the viewer's zone: counts go from midnight to midnight there.
    pub fn day(self, ms: i64) -> When {
        self.date("time-day", "%Y-%m-%d", ms)
    }

    /// Words for a month, likewise.
    pub fn month(self, ms: i64) -> When {
        self.date("time-month-of", "%Y-%m", ms)
    }

    fn date(self, id: &'static str, iso: &str, ms: i64) -> When {
        let Some(utc) = DateTime::<Utc>::from_timestamp_millis(ms) else {
            return self.when(ms);
        };
        let plain = |text: String| number::digits(self, &text);
        let mut text = self
            .of(id)
            .s("month", self.t(MONTHS[utc.month0() as usize % 12]));
        text = text.s("year", plain(utc.year().to_string()));
        text = text.s("day", plain(utc.day().to_string()));
        When {
            iso: utc.format(iso).to_string(),
            text: flat(&text.to_string()),
        }
    }

    /// Words for a limit at `ms`, seen at `now` (both milliseconds since 1970 UTC).
    pub fn due(self, ms: i64, now: i64) -> Due {
        let left = ms.saturating_sub(now);
        let late = left < 0;
        let words = self.of(if late { "time-late" } else { "time-left" });
        Due {
            at: self.when(ms),
            left: flat(
                &words
                    .s("span", self.span(left.saturating_abs()))
                    .to_string(),
            ),
            late,
            soon: !late && left < 30 * MINUTE,
            ms,
        }
    }

    /// A length of time in its two largest units: people decide by "2 d 3 h", not by minutes of the third day.
    pub fn span(self, ms: i64) -> String {
        let unit = |id: &'static str, n: i64| flat(&self.of(id).n("n", n).to_string());
        let two = |large: String, small: i64, id| match small {
            0 => large,
            n => {
                let text = self.of("time-two").s("large", large);
                flat(&text.s("small", unit(id, n)).to_string())
            }
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

/// Without the marks around what was put in: a moment stands within one pair of its own, whose direction follows its first letter and
/// does not look into pairs within.
fn flat(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
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
        assert_eq!(east(0).when(NOON).text, "1 Jan 2026, 12:00\u{a0}UTC");
        assert_eq!(east(180).when(NOON).text, "1 Jan 2026, 15:00\u{a0}UTC+3");
        assert_eq!(
            east(-210).when(NOON).text,
            "1 Jan 2026, 08:30\u{a0}UTC-3:30"
        );
        assert_eq!(east(180).when(NOON).iso, "2026-01-01T12:00:00Z");
        assert_eq!(east(0).when(i64::MAX).text, "unknown time");
    }

    #[test]
    fn days_and_months_are_those_of_utc() {
        let east = Locale {
            minutes_east: 13 * 60,
            ..Locale::default()
        };
        assert_eq!(east.day(NOON).text, "1 Jan 2026");
        assert_eq!(east.day(NOON).iso, "2026-01-01");
        let arabic = Locale::of_lang(Lang::Ar);
        assert_eq!(arabic.month(NOON).text, "يناير 2026");
        assert_eq!(arabic.month(NOON).iso, "2026-01");
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
        assert_eq!(arabic.when(NOON).text, "1 يناير 2026، 12:00\u{a0}UTC");
        assert_eq!(arabic.span(2 * HOUR), "ساعتان");
        assert_eq!(arabic.span(3 * HOUR), "3 ساعات");
        assert_eq!(arabic.span(11 * MINUTE), "11 دقيقة");
        let own = Locale {
            digits: Digits::Arab,
            ..arabic
        };
        assert_eq!(own.span(11 * MINUTE), "١١ دقيقة");
        assert_eq!(own.count(1234_u32), "١٬٢٣٤");
        assert_eq!(Locale::of_lang(Lang::Fr).count(12_345_i64), "12\u{202f}345");
    }
}
