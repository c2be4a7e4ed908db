//! An agency's declared hours: in which part of a week it answers. Written as people write them, in the agency's own offset
//! from UTC: `+03:00 mo-fr 08:00-17:00, sa 09:00-12:00`; `always` for day and night.

const MINUTE: i64 = 60_000;
const WEEK_MINUTES: i64 = 7 * 24 * 60;
const WEEK: i64 = WEEK_MINUTES * MINUTE;
/// The epoch was a Thursday: so long after the Monday before it.
const SINCE_MONDAY: i64 = 3 * 24 * 60 * MINUTE;
/// Fewer open minutes in a week would make clocks that outlive a case.
const LEAST: i64 = 10 * 60;
const DAYS: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];

/// Weekly hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// Minutes east of UTC.
    east: i64,
    /// Minutes of the week from Monday 00:00, in order, apart from each other.
    open: Vec<(i64, i64)>,
}

/// Hours that cannot be used; says why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}; write for example +03:00 mo-fr 08:00-17:00, sa 09:00-12:00")]
pub struct NoHours(&'static str);

impl Default for Hours {
    fn default() -> Self {
        Self::always()
    }
}

impl Hours {
    /// Day and night.
    pub fn always() -> Self {
        Self {
            east: 0,
            open: vec![(0, WEEK_MINUTES)],
        }
    }

    fn total(&self) -> i64 {
        self.open.iter().map(|(from, to)| to - from).sum::<i64>() * MINUTE
    }

    /// Open time since a Monday before the epoch.
    fn passed(&self, at: i64) -> i64 {
        let local = at
            .saturating_add(SINCE_MONDAY)
            .saturating_add(self.east * MINUTE);
        let within = local.rem_euclid(WEEK);
        let of_week: i64 = self
            .open
            .iter()
            .map(|(from, to)| (within - from * MINUTE).clamp(0, (to - from) * MINUTE))
            .sum();
        local.div_euclid(WEEK) * self.total() + of_week
    }

    /// Open time between two moments, in milliseconds.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        self.passed(to) - self.passed(from)
    }

    /// The first moment at which so much open time has passed since `from`.
    pub fn after(&self, from: i64, length: i64) -> i64 {
        if length <= 0 {
            return from;
        }
        let goal = self.passed(from) + length;
        let (mut week, mut rest) = (goal.div_euclid(self.total()), goal.rem_euclid(self.total()));
        // The end of a week's hours comes before the next week begins.
        if rest == 0 {
            (week, rest) = (week - 1, self.total());
        }
        let mut local = week * WEEK;
        for (from, to) in &self.open {
            let span = (to - from) * MINUTE;
            if rest <= span {
                local += from * MINUTE + rest;
                break;
            }
            rest -= span;
        }
        local - SINCE_MONDAY - self.east * MINUTE
    }
}

impl std::str::FromStr for Hours {
    type Err = NoHours;

    fn from_str(text: &str) -> Result<Self, NoHours> {
        let text = text.trim().to_ascii_lowercase();
        if text == "always" {
            return Ok(Self::always());
        }
        let (offset, rest) = text
            .split_once(' ')
            .ok_or(NoHours("the hours name no days"))?;
        let east = offset_of(offset).ok_or(NoHours("the offset from UTC is no +HH:MM"))?;
        let mut open = Vec::new();
        for part in rest.split(',') {
            let (days, span) = part
                .trim()
                .split_once(' ')
                .ok_or(NoHours("a part of the hours has no days or no times"))?;
            let (from, to) = span_of(span).ok_or(NoHours("a span of hours is no HH:MM-HH:MM"))?;
            let (first, last) = days_of(days).ok_or(NoHours("days are two letters, like mo-fr"))?;
            open.extend((first..=last).map(|day| (day * 1_440 + from, day * 1_440 + to)));
        }
        open.sort_unstable();
        let apart = open.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        if !apart {
            return Err(NoHours("two spans of the hours overlap"));
        }
        let hours = Self { east, open };
        match hours.total() < LEAST * MINUTE {
            true => Err(NoHours("ten hours a week are the least")),
            false => Ok(hours),
        }
    }
}

impl std::fmt::Display for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::always() {
            return f.write_str("always");
        }
        let sign = if self.east < 0 { '-' } else { '+' };
        let east = self.east.abs();
        write!(f, "{sign}{:02}:{:02}", east / 60, east % 60)?;
        let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        for (n, (from, to)) in self.open.iter().enumerate() {
            let (day, comma) = (from / 1_440, if n == 0 { "" } else { "," });
            let name = DAYS
                .get(usize::try_from(day).unwrap_or_default())
                .unwrap_or(&"mo");
            let (from, to) = (clock(from - day * 1_440), clock(to - day * 1_440));
            write!(f, "{comma} {name} {from}-{to}")?;
        }
        Ok(())
    }
}

fn offset_of(text: &str) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let minutes = clock_of(rest)?;
    (minutes <= 14 * 60).then_some(sign * minutes)
}

fn clock_of(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60 && hours * 60 + minutes <= 1_440).then_some(hours * 60 + minutes)
}

fn span_of(text: &str) -> Option<(i64, i64)> {
    let (from, to) = text.trim().split_once('-')?;
    let (from, to) = (clock_of(from)?, clock_of(to)?);
    (from < to).then_some((from, to))
}

fn days_of(text: &str) -> Option<(i64, i64)> {
    let day = |name: &str| {
        let place = DAYS.iter().position(|known| *known == name)?;
        i64::try_from(place).ok()
    };
    let (first, last) = match text.split_once('-') {
        Some((first, last)) => (day(first)?, day(last)?),
        None => (day(text)?, day(text)?),
    };
    (first <= last).then_some((first, last))
}
