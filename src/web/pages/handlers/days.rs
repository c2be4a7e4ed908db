//! Days as a form sends them, in the viewer's own zone.

use chrono::{Days, NaiveDate};

use crate::i18n::{Locale, typed};

/// Milliseconds in a minute.
const MINUTE: i64 = 60_000;

/// The first moment of a day like `2026-12-01`, in milliseconds since 1970 UTC; none for what is no day.
pub fn begins(locale: Locale, day: &str) -> Option<i64> {
    let day = typed(day.trim());
    let day = NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok()?;
    let midnight = day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis();
    Some(midnight - i64::from(locale.minutes_east) * MINUTE)
}

/// The first moment of the day after it.
pub fn ends(locale: Locale, day: &str) -> Option<i64> {
    let plain = typed(day.trim());
    let next = NaiveDate::parse_from_str(&plain, "%Y-%m-%d")
        .ok()?
        .checked_add_days(Days::new(1))?;
    begins(locale, &next.to_string())
}

/// The day of a moment, as a form has it.
pub fn of(locale: Locale, at: i64) -> String {
    let local = at + i64::from(locale.minutes_east) * MINUTE;
    chrono::DateTime::from_timestamp_millis(local)
        .map(|at| at.format("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_where_the_viewer_is() {
        let mut here = Locale::default();
        let utc = begins(here, "2026-12-01").expect("a day");
        here.minutes_east = 180;
        assert_eq!(begins(here, "2026-12-01"), Some(utc - 180 * MINUTE));
        assert_eq!(begins(here, "٢٠٢٦-١٢-٠١"), Some(utc - 180 * MINUTE));
        assert_eq!(of(here, utc), "2026-12-01");
        assert_eq!(ends(here, "2026-11-30"), Some(utc - 180 * MINUTE));
        assert_eq!(begins(here, "tomorrow"), None);
    }
}
