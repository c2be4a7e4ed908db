//! How the work goes: an agency's own counts, what is missing in them, and the tables of the coordination body. Numbers only.

use super::chart::Chart;
use super::labels::Shape as _;
use super::parts::{Choice, Lock, Pager};
use super::shell::Shell;
use super::time::When;
use crate::domain::second_look::Difference;
use crate::domain::words::Urgency;
use askama::Template;

/// Who the persons are, as far as that could be counted.
pub enum Persons {
    /// Counted.
    Counted {
        /// When.
        at: When,
        /// What could not be read.
        unread: u64,
        /// Charts.
        charts: Vec<Chart>,
    },
    /// It is being counted.
    Counting,
    /// The key is locked.
    Locked {
        /// Since when, as far as is known.
        since: When,
        /// Whether the viewer can unlock.
        may_unlock: bool,
    },
    /// The agency's own machine counts.
    AtHome,
    /// More than one count opens.
    TooMany,
    /// The vault does not answer.
    Away,
}

/// How times were kept.
pub struct TimelyRow {
    /// Urgency; none for a row about an agency.
    pub urgency: Option<Urgency>,
    /// The agency's name, for a row about one.
    pub name: String,
    /// Referrals.
    pub sent: i64,
    /// Seen in time, of those that were to be seen.
    pub seen: (i64, i64),
    /// Answered in time, of those that were to be answered.
    pub answered: (i64, i64),
    /// Given in time, of those that were to be given.
    pub delivered: (i64, i64),
    /// The median, in words.
    pub median: Option<String>,
}

/// `GET /insight`
#[derive(Template)]
#[template(path = "insight.html")]
pub struct Insight {
    /// The frame.
    pub shell: Shell,
    /// Periods to choose from.
    pub periods: Vec<Choice>,
    /// First day that counts, and the last.
    pub days: (When, When),
    /// Persons screened, and those of them who went on to an interview.
    pub persons: (i64, i64),
    /// Conversations and interviews by week.
    pub weeks: Chart,
    /// Who the persons are.
    pub who: Persons,
    /// What was asked for.
    pub asked: Chart,
    /// How the own times were kept.
    pub timely: Vec<TimelyRow>,
    /// How others kept theirs.
    pub providers: Vec<TimelyRow>,
    /// Why it was declined.
    pub declined: Chart,
    /// Forms by site.
    pub sites: Chart,
    /// Whether the viewer sees what is missing.
    pub may_quality: bool,
}

impl Insight {
    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.persons.0 == 0
            && self.asked.rows.is_empty()
            && self.timely.is_empty()
            && self.sites.rows.is_empty()
    }
}

/// A phone that sent corrections, or what is damaged.
pub struct PhoneEdits {
    /// Its name; none if its row is gone.
    pub name: Option<String>,
    /// What it sent.
    pub sent: i64,
    /// Corrections among it.
    pub edits: i64,
    /// What is damaged.
    pub damaged: i64,
}

/// `GET /quality`
#[derive(Template)]
#[template(path = "quality.html")]
pub struct Quality {
    /// The frame.
    pub shell: Shell,
    /// Periods to choose from.
    pub periods: Vec<Choice>,
    /// First day that counts, and the last.
    pub days: (When, When),
    /// Persons screened.
    pub persons: i64,
    /// Who they are, and who is missing.
    pub who: Persons,
    /// Keys of sentences about who is missing.
    pub missing: Vec<&'static str>,
    /// What was sent, by state.
    pub states: Chart,
    /// Damaged ones.
    pub damaged: i64,
    /// Forms without consent, by step.
    pub without_consent: Chart,
    /// Cases that were screened more than once.
    pub twice: i64,
    /// Phones.
    pub phones: Vec<PhoneEdits>,
}

/// One of the coordination body's tables.
pub struct SharedBlock {
    /// Which: for references.
    pub id: &'static str,
    /// Key of its title.
    pub title: &'static str,
    /// Key of what it counts.
    pub means: &'static str,
    /// What is printed, or why not.
    pub state: SharedPart,
}

/// What is printed of a table, or why it is not.
pub enum SharedPart {
    /// Printed.
    Printed {
        /// The table.
        chart: Box<Chart>,
        /// When it was released.
        at: When,
        /// Agencies that it leaves out.
        left_out: i64,
    },
    /// The month is not settled yet.
    NotOver {
        /// When it is.
        from: When,
    },
    /// Keys are locked.
    Locked {
        /// Of how many agencies.
        agencies: usize,
    },
}

/// `GET /insight/shared`
#[derive(Template)]
#[template(path = "insight_shared.html")]
pub struct InsightShared {
    /// The frame.
    pub shell: Shell,
    /// Months to choose from.
    pub months: Vec<Choice>,
    /// The month that is shown, in words.
    pub month: String,
    /// The tables.
    pub tables: Vec<SharedBlock>,
}

/// Something that is to be looked at again.
pub struct LookAgain {
    /// The referral.
    pub id: String,
    /// How urgent.
    pub urgency: Urgency,
    /// Since when it waits.
    pub sent: When,
    /// The officer's view, the band of the answers, and how they differ; none while the key is locked.
    pub differs: Option<(String, String, Difference)>,
}

impl LookAgain {
    /// The key of how they differ.
    pub fn why(&self) -> &'static str {
        match self.differs {
            Some((_, _, Difference::Less)) => "insight-look-less",
            Some((_, _, Difference::More)) => "insight-look-more",
            Some((_, _, Difference::Unsure)) => "insight-look-unsure",
            None => "insight-look-locked",
        }
    }

    /// The class of its urgency.
    pub fn shape(&self) -> &'static str {
        self.urgency.shape()
    }
}

/// `GET /second-looks`
#[derive(Template)]
#[template(path = "second_looks.html")]
pub struct SecondLooks {
    /// The frame.
    pub shell: Shell,
    /// Most urgent first.
    pub rows: Vec<LookAgain>,
    /// Whether content can be read.
    pub lock: Lock,
    /// Neighbouring pages.
    pub pager: Pager,
}
