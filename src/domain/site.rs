//! Whether a place is ready for first conversations (domain brief 2.2 and G-1.6): no screening where nobody can help or
//! where talking endangers. A screening from elsewhere is taken all the same; a supervisor hears of it.

use chrono::{Days, Months, NaiveDate};

/// How long after the month that it describes an analysis is current.
pub const CURRENT_DAYS: u64 = 90;
/// How long a supervisor's word for a place that is not cleared holds, in days.
pub const OFFER_DAYS: i64 = 14;

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// Whether a text is an area's code: a place from a list, never somebody's words. At most 40 letters, digits, `-` and `_`.
pub fn is_area(text: &str) -> bool {
    let code = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (1..=40).contains(&text.len()) && text.bytes().all(code)
}

/// The first level below the country of an area's code: of `XX0101` that is `XX01`. The finest place that tables for others name.
pub fn admin1(area: &str) -> &str {
    area.get(..4).unwrap_or(area)
}

/// What the newest analysis of a place says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Analysis {
    /// Whether first conversations may take place.
    pub clear_step1: bool,
    /// Whether interviews may.
    pub clear_step2: bool,
    /// From when on it counts no more, in milliseconds since 1970 UTC.
    pub review_by: i64,
}

impl Analysis {
    /// Whether it clears a place for screening at that time (milliseconds since 1970 UTC).
    pub fn clears_screening(&self, now: i64) -> bool {
        self.clear_step1 && now < self.review_by
    }
}

/// When an analysis is to be made again: 90 days after the end of the month that it describes (`2026-11`). A month that
/// cannot be read, or that had not begun when the form was received, counts as none: 90 days from reception.
pub fn review_by(period: &str, received: i64) -> i64 {
    let from_reception = received.saturating_add(CURRENT_DAYS as i64 * DAY);
    let start = NaiveDate::parse_from_str(&format!("{period}-01"), "%Y-%m-%d").ok();
    let end = start.and_then(|day| {
        day.checked_add_months(Months::new(1))?
            .checked_add_days(Days::new(CURRENT_DAYS))?
            .and_hms_opt(0, 0, 0)
    });
    let begun = start
        .and_then(|day| day.and_hms_opt(0, 0, 0))
        .is_some_and(|at| at.and_utc().timestamp_millis() <= received);
    match end {
        Some(end) if begun => end.and_utc().timestamp_millis(),
        _ => from_reception,
    }
}

/// Until when a supervisor's word holds that is given now.
pub fn offer_ends(now: i64) -> i64 {
    now.saturating_add(OFFER_DAYS * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> i64 {
        let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").expect("a day");
        day.and_hms_opt(0, 0, 0)
            .expect("midnight")
            .and_utc()
            .timestamp_millis()
    }

    #[test]
    fn an_analysis_is_current_for_ninety_days_after_its_month() {
        assert_eq!(review_by("2026-11", at("2026-11-20")), at("2027-03-01"));
        assert_eq!(review_by("2026-08", at("2026-11-20")), at("2026-11-30"));
    }

    #[test]
    fn a_month_that_is_none_or_to_come_counts_from_reception() {
        let received = at("2026-11-20");
        for period in ["", "2026-13", "last month", "2027-01", "999999-01"] {
            assert_eq!(review_by(period, received), at("2027-02-18"), "{period}");
        }
    }

    #[test]
    fn an_area_is_a_code_and_never_somebody_s_words() {
        assert!(is_area("XX0101") && is_area("SS-01_02"));
        for words in ["", "Amina, tent 4", "two words", &"x".repeat(41)] {
            assert!(!is_area(words), "{words}");
        }
    }

    #[test]
    fn only_a_current_yes_clears() {
        let yes = Analysis {
            clear_step1: true,
            clear_step2: false,
            review_by: 100,
        };
        let no = Analysis {
            clear_step1: false,
            ..yes
        };
        assert!(yes.clears_screening(99));
        assert!(!yes.clears_screening(100) && !no.clears_screening(99));
    }
}
