//! How the work goes, in counts. What counts, and what may be told, is decided by the use-case and the vault.

use serde::Deserialize;

use super::answer::{Answer, shown};
use super::paged::Paged;
use super::visit::Visit;
use crate::domain::disclosure::{Published, SharedTable, Shown};
use crate::domain::policy::{Action, Resource};
use crate::domain::referral::{DeclineReason, ReferralState};
use crate::domain::second_look;
use crate::domain::words::{Stage, SubmissionState, Urgency};
use crate::i18n::Locale;
use crate::service::insight::{
    self, AtSite, ELSEWHERE, Missing, Of, People, Period, Sent, Shared, SharedState, Tally, Timely,
    UNKNOWN,
};
use crate::service::referrals::{self, CardView, ReferralView};
use crate::web::pages::chart::{Chart, Kind, Series, Totals, Value};
use crate::web::pages::facts::{fact_label, value_label};
use crate::web::pages::insight::{
    Insight, InsightShared, LookAgain, Persons, PhoneEdits, Quality, SecondLooks, SharedBlock,
    SharedPart, TimelyRow,
};
use crate::web::pages::{Choice, Here, When, service_label};

const WEEK: i64 = 7 * 24 * 60 * 60 * 1_000;
/// Second looks that are opened for a page.
const ON_A_PAGE: usize = 25;

/// `?period=13w`
#[derive(Deserialize, Default)]
struct Asked {
    #[serde(default)]
    period: String,
}

impl Asked {
    fn period(&self) -> Period {
        self.period.parse().unwrap_or(Period::Quarter)
    }
}

/// `GET /insight`
///
/// # Errors
/// 403 for whoever belongs to no agency.
pub async fn own(visit: Visit) -> Answer {
    let period = visit.query::<Asked>().period();
    let asked = insight::own(&visit.house, visit.actor(), visit.token(), period).await;
    let own = visit.ok(asked)?;
    let locale = visit.locale;
    let agency = visit.own_agency()?;
    shown(&Insight {
        periods: periods(locale, period),
        days: days(locale, own.since, own.until),
        persons: (own.persons, own.went_on),
        weeks: weeks(locale, own.since, &own.screened, &own.interviewed),
        who: who(
            &visit,
            own.people.as_ref(),
            &["age_group", "displacement"],
            true,
        ),
        asked: sent(locale, &own.sent),
        timely: own
            .timely
            .iter()
            .map(|row| {
                let level: Option<Urgency> = row.of.parse().ok();
                let shown = matches!(level, Some(Urgency::U0 | Urgency::U1));
                let median = own
                    .accepted
                    .iter()
                    .find(|one| one.word.as_ref() == Some(&row.of));
                let median = median.filter(|_| shown).map(|one| one.count);
                timely(locale, row, level, "", median)
            })
            .collect(),
        providers: own
            .providers
            .iter()
            .map(|one| timely(locale, &one.timely, None, &one.name, one.median))
            .collect(),
        declined: declined(locale, &own.declined_by_others, &own.declined),
        sites: sites(locale, &own.sites),
        may_quality: visit.may(Action::InsightQuality, Resource::Agency(agency)),
        shell: visit.shell(Here::Insight),
    })
}

/// `GET /quality`
///
/// # Errors
/// 403 for whoever does not supervise.
pub async fn quality(visit: Visit) -> Answer {
    let period = visit.query::<Asked>().period();
    let asked = insight::quality(&visit.house, visit.actor(), visit.token(), period).await;
    let found = visit.ok(asked)?;
    let locale = visit.locale;
    let damaged = SubmissionState::Damaged.as_str();
    let damaged = found
        .states
        .iter()
        .find(|one| one.word.as_deref() == Some(damaged));
    let missing = match &found.people {
        Some(People::Counted(tally)) => insight::missing(tally),
        _ => Vec::new(),
    };
    let state = |word: &str| {
        word.parse()
            .ok()
            .map(|state: SubmissionState| locale.word(state))
    };
    let stage = |word: &str| word.parse().ok().map(|stage: Stage| locale.word(stage));
    shown(&Quality {
        periods: periods(locale, period),
        days: days(locale, found.since, found.until),
        persons: found.persons,
        who: who(
            &visit,
            found.people.as_ref(),
            &["disability", "displacement"],
            false,
        ),
        missing: missing.into_iter().map(missing_key).collect(),
        damaged: damaged.map_or(0, |one| one.count),
        states: Chart {
            title: locale.t("insight-states"),
            ..words(
                locale,
                "states",
                "insight-state",
                "insight-forms",
                &found.states,
                state,
            )
        },
        without_consent: Chart {
            title: locale.t("insight-no-consent"),
            ..words(
                locale,
                "consent",
                "insight-form",
                "insight-forms",
                &found.without_consent,
                stage,
            )
        },
        twice: found.twice,
        phones: found
            .phones
            .into_iter()
            .map(|one| PhoneEdits {
                name: one.phone,
                sent: one.sent,
                edits: one.edits,
                damaged: one.damaged,
            })
            .collect(),
        shell: visit.shell(Here::Insight),
    })
}

/// `?month=2026-10`
#[derive(Deserialize, Default)]
struct OfMonth {
    month: Option<String>,
}

/// `GET /insight/shared`
///
/// # Errors
/// 403 for everybody but the coordination body.
pub async fn shared(visit: Visit) -> Answer {
    let asked: OfMonth = visit.query();
    let asked = asked.month.as_deref();
    let found = insight::shared(&visit.house, visit.actor(), visit.token(), asked).await;
    let (month, tables) = visit.ok(found)?;
    let locale = visit.locale;
    let named = |code: &str| {
        let begins = insight::month_begins(code);
        begins.map_or_else(|| code.to_owned(), |ms| locale.month(ms).text)
    };
    let months = insight::months(visit.house.now());
    let months = months
        .iter()
        .map(|code| Choice::new(code, named(code)).chosen_if(&month));
    shown(&InsightShared {
        months: months.collect(),
        month: named(&month),
        tables: tables.into_iter().map(|one| block(&visit, one)).collect(),
        shell: visit.shell(Here::Insight),
    })
}

/// `GET /second-looks`
///
/// # Errors
/// 403 for roles without a queue.
pub async fn second_looks(visit: Visit) -> Answer {
    let paged: Paged = visit.query();
    let (house, actor, offset) = (&visit.house, visit.actor(), paged.offset(ON_A_PAGE));
    let found = referrals::second_looks(house, actor, visit.token(), ON_A_PAGE, offset).await;
    let found = visit.ok(found)?;
    shown(&SecondLooks {
        rows: found
            .waiting
            .iter()
            .filter_map(|one| look_again(&visit, one))
            .collect(),
        lock: visit.lock().await?,
        pager: paged.pager("/second-looks", found.more),
        shell: visit.shell(Here::Insight),
    })
}

/// A review in which the officer's view and the answers differ; one that is locked may be one.
fn look_again(visit: &Visit, view: &ReferralView) -> Option<LookAgain> {
    let differs = match &view.card {
        CardView::Open(card) => {
            let word = |name: &str| card.triage.field(name);
            let (seen, band) = (word("officer_view")?, word("band")?);
            let difference = second_look::difference(seen, band)?;
            let label = |fact: &str, value: &str| value_label(visit.locale, fact, value);
            Some((label("officer_view", seen), label("band", band), difference))
        }
        CardView::Locked => None,
        CardView::Ended => return None,
    };
    Some(LookAgain {
        id: view.id.clone(),
        urgency: view.urgency,
        sent: visit.when(view.sent_at),
        differs,
    })
}

fn periods(locale: Locale, chosen: Period) -> Vec<Choice> {
    let label = |period: &Period| match period {
        Period::Month => "insight-period-4w",
        Period::Quarter => "insight-period-13w",
        Period::Year => "insight-period-52w",
    };
    let all = Period::ALL.iter();
    all.map(|one| Choice::new(one.as_str(), locale.t(label(one))).chosen_if(chosen.as_str()))
        .collect()
}

fn days(locale: Locale, since: i64, until: i64) -> (When, When) {
    (locale.day(since), locale.day(until - 1))
}

fn weeks(locale: Locale, since: i64, screened: &[i64], interviewed: &[i64]) -> Chart {
    let last = screened.len().saturating_sub(1);
    let rows = (0..).zip(0..screened.len()).map(|(week, place)| {
        let day = locale.day(since + week * WEEK).text;
        match place == last {
            // A period ends with the week that runs.
            true => locale.of("insight-week-running").s("day", day).into(),
            false => day,
        }
    });
    let series = |id: &'static str, all: &[i64]| Series {
        name: locale.t(id),
        values: all.iter().copied().map(Value::Number).collect(),
    };
    Chart {
        id: "weeks",
        title: locale.t("insight-weeks"),
        rows_are: locale.t("insight-week-of"),
        rows: rows.collect(),
        series: vec![
            series("insight-screened", screened),
            series("insight-interviewed", interviewed),
        ],
        kind: Kind::Lines,
        totals: None,
        locale,
    }
}

/// Who the persons are, by group, by these facts, and if wished what could not be sent on.
fn who(visit: &Visit, people: Option<&People>, facts: &[&'static str], unplaced: bool) -> Persons {
    let locale = visit.locale;
    match people {
        None => Persons::Away,
        Some(People::Counting) => Persons::Counting,
        Some(People::TooMany) => Persons::TooMany,
        Some(People::AtHome) => Persons::AtHome,
        Some(People::Locked { since }) => Persons::Locked {
            since: visit.when(*since),
            may_unlock: visit.holds_keys(),
        },
        Some(People::Counted(tally)) => {
            let mut charts = vec![groups(locale, tally)];
            charts.extend(facts.iter().map(|fact| told(locale, tally, fact)));
            if unplaced && !tally.unplaced.is_empty() {
                let rows = tally.unplaced.iter();
                let rows = rows.map(|(code, n)| (service_label(locale, code), *n));
                let title = locale.t("insight-unplaced");
                let is = locale.t("insight-service");
                charts.push(persons_by(locale, "unplaced", title, is, rows.collect()));
            }
            Persons::Counted {
                at: visit.when(tally.at),
                unread: tally.unread,
                charts,
            }
        }
    }
}

fn groups(locale: Locale, tally: &Tally) -> Chart {
    let names = [
        ("women", "insight-women"),
        ("men", "insight-men"),
        ("girls", "insight-girls"),
        ("boys", "insight-boys"),
        (UNKNOWN, "insight-unknown"),
    ];
    let rows =
        names.map(|(group, id)| (locale.t(id), tally.groups.get(group).copied().unwrap_or(0)));
    let (title, is) = (locale.t("insight-groups"), locale.t("insight-group"));
    persons_by(locale, "groups", title, is, rows.into())
}

fn told(locale: Locale, tally: &Tally, fact: &'static str) -> Chart {
    let words = tally.told.get(fact).into_iter().flatten();
    let mut rows: Vec<(String, u64)> = words
        .map(|(word, n)| (value_label(locale, fact, word), *n))
        .collect();
    if fact != "age_group" {
        rows.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    }
    let (title, is) = (fact_label(locale, fact), locale.t("insight-answer"));
    persons_by(locale, fact, title, is, rows)
}

fn persons_by(
    locale: Locale,
    id: &'static str,
    title: String,
    rows_are: String,
    rows: Vec<(String, u64)>,
) -> Chart {
    let number = |n: u64| Value::Number(i64::try_from(n).unwrap_or(i64::MAX));
    let values = rows.iter().map(|(_, n)| number(*n)).collect();
    Chart {
        id,
        title,
        rows_are,
        rows: rows.into_iter().map(|(name, _)| name).collect(),
        series: vec![Series {
            name: locale.t("insight-person"),
            values,
        }],
        kind: Kind::Bars,
        totals: None,
        locale,
    }
}

/// By service, in the five groups of states that people tell apart.
fn sent(locale: Locale, sent: &[Sent]) -> Chart {
    let names = [
        "insight-state-held",
        "insight-state-waiting",
        "insight-state-taken",
        "insight-state-done",
        "insight-state-ended",
    ];
    let mut rows: Vec<(String, [i64; 5])> = Vec::new();
    for one in sent {
        let service = match &one.service {
            Some(code) => service_label(locale, code),
            None => locale.t("insight-service-unknown"),
        };
        let at = match one.state.parse::<ReferralState>() {
            Ok(ReferralState::Held | ReferralState::Draft) => 0,
            Ok(state) if state.is_waiting() => 1,
            Ok(ReferralState::Accepted | ReferralState::InProgress) => 2,
            Ok(ReferralState::Delivered | ReferralState::Closed) => 3,
            _ => 4,
        };
        match rows.iter_mut().find(|(name, _)| *name == service) {
            Some((_, counts)) => counts[at] += one.persons,
            None => {
                let mut counts = [0; 5];
                counts[at] = one.persons;
                rows.push((service, counts));
            }
        }
    }
    rows.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<i64>()));
    let series = names.iter().enumerate().map(|(at, id)| Series {
        name: locale.t(id),
        values: rows
            .iter()
            .map(|(_, counts)| Value::Number(counts[at]))
            .collect(),
    });
    Chart {
        id: "asked",
        title: locale.t("insight-asked"),
        rows_are: locale.t("insight-service"),
        series: series.collect(),
        rows: rows.into_iter().map(|(name, _)| name).collect(),
        kind: Kind::Bars,
        totals: None,
        locale,
    }
}

fn timely(
    locale: Locale,
    row: &Timely,
    urgency: Option<Urgency>,
    name: &str,
    median: Option<i64>,
) -> TimelyRow {
    TimelyRow {
        urgency,
        name: name.to_owned(),
        sent: row.sent,
        seen: (row.seen, row.to_see),
        answered: (row.answered, row.to_answer),
        delivered: (row.delivered, row.to_deliver),
        median: median.map(|ms| locale.span(ms)),
    }
}

fn declined(locale: Locale, others: &[Of], own: &[Of]) -> Chart {
    let mut reasons: Vec<&str> = Vec::new();
    for one in others.iter().chain(own) {
        let word = one.word.as_deref().unwrap_or_default();
        if !reasons.contains(&word) {
            reasons.push(word);
        }
    }
    let label = |word: &&str| match word.parse::<DeclineReason>() {
        Ok(reason) => locale.word(reason),
        Err(_) => locale.t("insight-reason-none"),
    };
    let series = |id: &'static str, of: &[Of]| Series {
        name: locale.t(id),
        values: reasons
            .iter()
            .map(|word| {
                let found = of
                    .iter()
                    .find(|one| one.word.as_deref().unwrap_or_default() == *word);
                Value::Number(found.map_or(0, |one| one.count))
            })
            .collect(),
    };
    Chart {
        id: "declined",
        title: locale.t("insight-declined"),
        rows_are: locale.t("insight-reason"),
        series: vec![
            series("insight-declined-others", others),
            series("insight-declined-own", own),
        ],
        rows: reasons.iter().map(label).collect(),
        kind: Kind::Bars,
        totals: None,
        locale,
    }
}

/// By area; one column for each step that was sent.
fn sites(locale: Locale, sites: &[AtSite]) -> Chart {
    let mut areas: Vec<Option<&str>> = sites.iter().map(|one| one.area.as_deref()).collect();
    areas.sort_unstable_by_key(|area| (area.is_none(), *area));
    areas.dedup();
    let mut stages: Vec<Option<Stage>> = sites
        .iter()
        .map(|one| one.stage.as_deref().and_then(|stage| stage.parse().ok()))
        .collect();
    stages.sort_unstable_by_key(|stage| (stage.is_none(), *stage));
    stages.dedup();
    let count = |area: Option<&str>, stage: Option<Stage>| {
        let fits = |one: &&AtSite| {
            let of: Option<Stage> = one.stage.as_deref().and_then(|stage| stage.parse().ok());
            one.area.as_deref() == area && of == stage
        };
        Value::Number(sites.iter().filter(fits).map(|one| one.forms).sum())
    };
    let series = stages.iter().map(|stage| Series {
        name: match stage {
            Some(stage) => locale.word(stage),
            None => locale.t("insight-stage-none"),
        },
        values: areas.iter().map(|area| count(*area, *stage)).collect(),
    });
    Chart {
        id: "sites",
        title: locale.t("insight-sites"),
        rows_are: locale.t("insight-area"),
        series: series.collect(),
        rows: areas
            .iter()
            .map(|area| area.map_or_else(|| locale.t("insight-area-none"), str::to_owned))
            .collect(),
        kind: match stages.len() {
            ..=5 => Kind::Bars,
            // More parts than eyes tell apart.
            _ => Kind::Table,
        },
        totals: None,
        locale,
    }
}

fn words(
    locale: Locale,
    id: &'static str,
    rows_are: &'static str,
    counted: &'static str,
    all: &[Of],
    label: impl Fn(&str) -> Option<String>,
) -> Chart {
    let name = |one: &Of| {
        let word = one.word.as_deref().unwrap_or_default();
        label(word).unwrap_or_else(|| locale.t("insight-stage-none"))
    };
    Chart {
        id,
        title: String::new(),
        rows_are: locale.t(rows_are),
        rows: all.iter().map(name).collect(),
        series: vec![Series {
            name: locale.t(counted),
            values: all.iter().map(|one| Value::Number(one.count)).collect(),
        }],
        kind: Kind::Bars,
        totals: None,
        locale,
    }
}

fn missing_key(missing: Missing) -> &'static str {
    match missing {
        Missing::Men => "insight-missing-men",
        Missing::Boys => "insight-missing-boys",
        Missing::Disability => "insight-missing-disability",
        Missing::Host => "insight-missing-host",
        Missing::Unknown => "insight-missing-unknown",
    }
}

fn block(visit: &Visit, one: Shared) -> SharedBlock {
    let (title, means) = match one.table {
        SharedTable::Reached => ("insight-shared-reached", "insight-shared-reached-means"),
        SharedTable::Referred => ("insight-shared-referred", "insight-shared-referred-means"),
        SharedTable::InTime => ("insight-shared-in-time", "insight-shared-in-time-means"),
        SharedTable::Declined => ("insight-shared-declined", "insight-shared-declined-means"),
        SharedTable::Unplaced => ("insight-shared-unplaced", "insight-shared-unplaced-means"),
    };
    SharedBlock {
        id: one.table.as_str(),
        title,
        means,
        state: match one.state {
            SharedState::Released {
                at,
                printed,
                left_out,
            } => SharedPart::Printed {
                chart: Box::new(printed_chart(visit.locale, one.table, &printed)),
                at: visit.when(at),
                left_out,
            },
            SharedState::NotOver { from } => SharedPart::NotOver {
                from: visit.locale.day(from),
            },
            SharedState::Locked { agencies } => SharedPart::Locked { agencies },
        },
    }
}

/// What is printed of a table, drawn.
pub fn printed_chart(locale: Locale, table: SharedTable, printed: &Published) -> Chart {
    let label = |code: &str| match code {
        ELSEWHERE => locale.t("insight-shared-elsewhere"),
        insight::PERSONS => locale.t("insight-person"),
        "in_time" => locale.t("insight-shared-in"),
        "late" => locale.t("insight-shared-late"),
        "female" | "male" => value_label(locale, "sex", code),
        "other" if table == SharedTable::Reached => locale.t("insight-shared-other-sex"),
        code => match (code.parse::<Urgency>(), code.parse::<DeclineReason>()) {
            (Ok(level), _) => locale.word(level),
            (_, Ok(reason)) => locale.word(reason),
            _ => service_label(locale, code),
        },
    };
    let value = |shown: &Shown| match shown {
        Shown::About(n) => Value::Number(i64::try_from(*n).unwrap_or(i64::MAX)),
        Shown::Few => Value::Few,
        Shown::Hidden => Value::Hidden,
    };
    let series = printed.columns.iter().enumerate().map(|(at, code)| Series {
        name: label(code),
        values: printed.cells.iter().map(|row| value(&row[at])).collect(),
    });
    let (rows_are, kind) = match table {
        SharedTable::Reached => ("insight-area", Kind::Bars),
        SharedTable::Referred => ("insight-service", Kind::Bars),
        SharedTable::InTime => ("insight-urgency", Kind::Bars),
        SharedTable::Declined => ("insight-reason", Kind::Bars),
        SharedTable::Unplaced => ("insight-service", Kind::Table),
    };
    let many = printed.columns.len() > 1;
    Chart {
        id: table.as_str(),
        title: locale.t("insight-person"),
        rows_are: locale.t(rows_are),
        rows: printed.rows.iter().map(|code| label(code)).collect(),
        series: series.collect(),
        kind,
        totals: Some(Totals {
            name: locale.t("insight-shared-total"),
            rows: match many {
                true => printed.row_totals.iter().map(value).collect(),
                false => Vec::new(),
            },
            columns: printed.column_totals.iter().map(value).collect(),
            all: value(&printed.total),
        }),
        locale,
    }
}
