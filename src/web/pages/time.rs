//! Times as people read them. Views get them ready-made: nothing here asks a clock.

use chrono::{DateTime, FixedOffset, Offset, Utc};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The offset from UTC in which pages show times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zone {
    /// Minutes east of UTC.
    pub minutes_east: i32,
}

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

impl Zone {
    /// Words for a moment in milliseconds since 1970 UTC; "unknown time" outside the calendar.
    pub fn when(self, ms: i64) -> When {
        let Some(utc) = DateTime::<Utc>::from_timestamp_millis(ms) else {
            return When {
                iso: String::new(),
                text: "unknown time".into(),
            };
        };
        let offset = FixedOffset::east_opt(self.minutes_east.saturating_mul(60))
            .unwrap_or_else(|| Utc.fix());
        let name = match self.minutes_east {
            0 => "UTC".to_owned(),
            m if m % 60 == 0 => format!("UTC{:+}", m / 60),
            m => format!(
                "UTC{}{}:{:02}",
                if m < 0 { '-' } else { '+' },
                m.abs() / 60,
                m.abs() % 60
            ),
        };
        When {
            iso: utc.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            text: format!(
                "{} {name}",
                utc.with_timezone(&offset).format("%-d %b %Y, %H:%M")
            ),
        }
    }

    /// Words for a limit at `ms`, seen at `now` (both milliseconds since 1970 UTC).
    pub fn due(self, ms: i64, now: i64) -> Due {
        let left = ms.saturating_sub(now);
        let late = left < 0;
        let span = span(left.saturating_abs());
        Due {
            at: self.when(ms),
            left: if late {
                format!("Late by {span}")
            } else {
                format!("{span} left")
            },
            late,
            soon: !late && left < 30 * MINUTE,
            ms,
        }
    }
}

/// A length of time in its two largest units: people decide by "2 d 3 h", not by minutes of the third day.
pub fn span(ms: i64) -> String {
    let two = |a: i64, ua: &str, b: i64, ub: &str| {
        if b == 0 {
            format!("{a} {ua}")
        } else {
            format!("{a} {ua} {b} {ub}")
        }
    };
    match ms {
        i64::MIN..MINUTE => "less than 1 min".into(),
        MINUTE..HOUR => format!("{} min", ms / MINUTE),
        HOUR..DAY => two(ms / HOUR, "h", ms % HOUR / MINUTE, "min"),
        _ => two(ms / DAY, "d", ms % DAY / HOUR, "h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_767_268_800_000; // 1 Jan 2026, 12:00 UTC

    #[test]
    fn shows_a_moment_in_the_zone_that_was_set() {
        assert_eq!(Zone::default().when(NOON).text, "1 Jan 2026, 12:00 UTC");
        assert_eq!(
            Zone { minutes_east: 180 }.when(NOON).text,
            "1 Jan 2026, 15:00 UTC+3"
        );
        assert_eq!(
            Zone { minutes_east: -210 }.when(NOON).text,
            "1 Jan 2026, 08:30 UTC-3:30"
        );
        assert_eq!(
            Zone { minutes_east: 180 }.when(NOON).iso,
            "2026-01-01T12:00:00Z"
        );
        assert_eq!(Zone::default().when(i64::MAX).text, "unknown time");
    }

    #[test]
    fn says_what_is_left_and_what_is_late() {
        let left = |ms| Zone::default().due(NOON + ms, NOON);
        assert_eq!(left(80 * MINUTE).left, "1 h 20 min left");
        assert_eq!(left(-12 * MINUTE).left, "Late by 12 min");
        assert_eq!(left(51 * HOUR).left, "2 d 3 h left");
        assert!(
            left(-1).late && !left(-1).soon && left(20 * MINUTE).soon && !left(40 * MINUTE).soon
        );
    }
}
