//! How the risk went over time, drawn here: a line in steps over four levels, with the same as a table. Time goes from left to
//! right in every language.

use std::fmt::Write as _;

use super::time::When;
use crate::domain::case::RiskLevel;

/// Size of the drawing, and where the levels stand in it.
const WIDTH: i64 = 640;
const HEIGHT: i64 = 200;
/// Before it the levels' words stand, large enough to be read where the drawing is half as wide.
const START: i64 = 160;
const END: i64 = WIDTH - 16;
/// Points that a drawing takes: more is no line any more. The newest count.
const MOST: usize = 40;

/// One assessment.
#[derive(Clone, Debug)]
pub struct AtRisk {
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// The same for people.
    pub when: When,
    /// How much danger.
    pub level: RiskLevel,
}

impl AtRisk {
    /// The key of its level's word.
    pub fn key(&self) -> &'static str {
        level_key(self.level)
    }
}

/// The key of a level's word.
pub fn level_key(level: RiskLevel) -> &'static str {
    match level {
        RiskLevel::Low => "case-risk-low",
        RiskLevel::Medium => "case-risk-medium",
        RiskLevel::High => "case-risk-high",
        RiskLevel::Extreme => "case-risk-extreme",
    }
}

/// How the risk went.
#[derive(Clone, Debug)]
pub struct RiskChart {
    /// Oldest first; never empty.
    points: Vec<AtRisk>,
}

impl RiskChart {
    /// Of what was assessed, oldest first; none of nothing.
    pub fn of(mut points: Vec<AtRisk>) -> Option<Self> {
        let more = points.len().saturating_sub(MOST);
        points.drain(..more);
        (!points.is_empty()).then_some(Self { points })
    }

    /// Newest first, for the table.
    pub fn newest_first(&self) -> Vec<&AtRisk> {
        self.points.iter().rev().collect()
    }

    /// How many.
    pub fn count(&self) -> i64 {
        self.points.len() as i64
    }

    /// The first.
    pub fn first(&self) -> &AtRisk {
        &self.points[0]
    }

    /// The last.
    pub fn last(&self) -> &AtRisk {
        &self.points[self.points.len() - 1]
    }

    /// `viewBox` of the drawing.
    pub fn view_box(&self) -> String {
        format!("0 0 {WIDTH} {HEIGHT}")
    }

    /// The levels' lines, from the top: the text's key and the height.
    pub fn levels(&self) -> Vec<(&'static str, i64)> {
        let all = RiskLevel::ALL.iter().rev();
        all.map(|level| (level_key(*level), y(*level))).collect()
    }

    /// Where a drawing begins and ends.
    pub fn ends(&self) -> (i64, i64) {
        (START, END)
    }

    /// The line in steps, as a path.
    pub fn line(&self) -> String {
        let mut path = String::new();
        for (at, (x, y)) in self.dots().into_iter().enumerate() {
            // Writing to a text does not fail.
            let _ = match at {
                0 => write!(path, "M{x} {y}"),
                _ => write!(path, "H{x}V{y}"),
            };
        }
        path
    }

    /// A dot for each.
    pub fn dots(&self) -> Vec<(i64, i64)> {
        let (first, last) = (self.first().at, self.last().at);
        let length = last.saturating_sub(first);
        let x = |at: i64| match length {
            // All at one moment, or one.
            ..=0 => (START + END) / 2,
            // Twelve characters of milliseconds times six hundred fit well.
            length => START + at.saturating_sub(first).saturating_mul(END - START) / length,
        };
        let dot = |one: &AtRisk| (x(one.at), y(one.level));
        self.points.iter().map(dot).collect()
    }
}

fn y(level: RiskLevel) -> i64 {
    match level {
        RiskLevel::Extreme => 32,
        RiskLevel::High => 80,
        RiskLevel::Medium => 128,
        RiskLevel::Low => 176,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    fn chart(points: &[(i64, RiskLevel)]) -> Option<RiskChart> {
        let points = points.iter().map(|(at, level)| AtRisk {
            at: *at,
            when: Locale::default().when(*at),
            level: *level,
        });
        RiskChart::of(points.collect())
    }

    #[test]
    fn draws_steps_from_the_first_to_the_last() {
        let days = [
            (0, RiskLevel::Extreme),
            (50, RiskLevel::High),
            (100, RiskLevel::Low),
        ];
        let chart = chart(&days).expect("a chart");
        assert_eq!(chart.line(), "M160 32H392V80H624V176");
        assert_eq!(chart.newest_first()[0].level, RiskLevel::Low);
    }

    #[test]
    fn one_stands_in_the_middle_and_none_is_no_chart() {
        assert!(chart(&[]).is_none());
        let one = chart(&[(7, RiskLevel::Medium)]).expect("a chart");
        assert_eq!(one.dots(), [(392, 128)]);
    }

    #[test]
    fn only_the_newest_are_drawn() {
        let many: Vec<_> = (0..100).map(|at| (at, RiskLevel::High)).collect();
        let chart = chart(&many).expect("a chart");
        assert_eq!((chart.count(), chart.first().at), (40, 60));
    }
}
