//! Counts over what stands in clear: times, states, forms, phones' areas, queues. One grouped query each; no row is looked at here
//! but by the database. What was said is counted by the vault.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::schema::{devices, queues, sites};
use super::{Conn, StoreError, schema};

/// From when (included) to when (not), in milliseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First moment.
    pub since: i64,
    /// First moment after it.
    pub until: i64,
}

/// A week, in milliseconds.
pub const WEEK: i64 = 7 * 24 * 60 * 60 * 1_000;
/// The first Monday of 1970.
const MONDAY: i64 = 4 * 24 * 60 * 60 * 1_000;

impl Span {
    /// So many weeks from a Monday to the end of the week in which `now` is, in UTC.
    pub fn of_weeks(weeks: i64, now: i64) -> Self {
        let until = (now - MONDAY).div_euclid(WEEK) * WEEK + MONDAY + WEEK;
        Self {
            since: until - weeks * WEEK,
            until,
        }
    }

    /// Whether it is four weeks or more, from a Monday to a Monday.
    pub fn is_whole_weeks(self) -> bool {
        let begins = |at: i64| (at - MONDAY).rem_euclid(WEEK) == 0;
        begins(self.since)
            && begins(self.until)
            && self.until.saturating_sub(self.since) >= 4 * WEEK
    }
}

/// How many, of one or two words.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Counted {
    /// The first word: a queue, an urgency, an agency, an area.
    #[diesel(sql_type = Nullable<Text>)]
    pub a: Option<String>,
    /// The second: a state, a stage.
    #[diesel(sql_type = Nullable<Text>)]
    pub b: Option<String>,
    /// How many, or how long in milliseconds.
    #[diesel(sql_type = BigInt)]
    pub n: i64,
}

/// How many in one week.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Weekly {
    /// Which week of the span, from 0.
    #[diesel(sql_type = BigInt)]
    pub week: i64,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub n: i64,
}

/// How referrals kept their times.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Timely {
    /// Urgency, or the agency that was asked.
    #[diesel(sql_type = Text)]
    pub of: String,
    /// Referrals.
    #[diesel(sql_type = BigInt)]
    pub sent: i64,
    /// Those whose time to be seen is over, or that were seen.
    #[diesel(sql_type = BigInt)]
    pub to_see: i64,
    /// Of these, seen in time.
    #[diesel(sql_type = BigInt)]
    pub seen: i64,
    /// Those whose time to be answered is over, or that were answered.
    #[diesel(sql_type = BigInt)]
    pub to_answer: i64,
    /// Of these, answered in time.
    #[diesel(sql_type = BigInt)]
    pub answered: i64,
    /// Accepted ones whose time for the service is over, or for which it was given.
    #[diesel(sql_type = BigInt)]
    pub to_deliver: i64,
    /// Of these, given in time.
    #[diesel(sql_type = BigInt)]
    pub delivered: i64,
}

/// Submissions with forms of a step: `$4` is the step.
const OF_STAGE: &str = "s.rendition_id in (select r.id from renditions r \
     join form_versions v on v.id = r.form_version_id where v.stage = $4)";
/// First versions that an agency's phones sent in a span.
const SENT_IN: &str =
    "s.agency_id = $1 and s.created_at >= $2 and s.created_at < $3 and s.first_id is null";
/// Referrals that their receivers took.
const TAKEN: &str =
    "state in ('accepted', 'in_progress', 'delivered', 'closed', 'person_declined')";
/// Referrals that a receiver has, or had, to answer: not what stays at home.
const ASKED: &str = "state not in ('draft', 'held', 'unplaced')";

macro_rules! ask {
    ($conn:expr, $sql:expr, $agency:expr, $span:expr $(, $more:expr)*) => {
        on_each!($conn, |c| diesel::sql_query($sql)
            .bind::<Text, _>($agency)
            .bind::<BigInt, _>($span.since)
            .bind::<BigInt, _>($span.until)
            $(.bind::<Text, _>($more))*
            .load(c))
    };
}

/// Persons whose forms of a step came, by week: those of a case count once in a week.
///
/// # Errors
/// When the database refuses.
pub fn weekly(
    conn: &mut Conn,
    agency: &str,
    stage: &str,
    span: Span,
) -> Result<Vec<Weekly>, StoreError> {
    let sql = format!(
        "select (s.created_at - {since}) / {WEEK} as week, count(distinct coalesce(s.case_id, s.id)) as n \
         from submissions s where {SENT_IN} and {OF_STAGE} group by 1 order by 1",
        since = span.since
    );
    Ok(ask!(conn, &sql, agency, span, stage)?)
}

/// Persons whose forms of a step came.
///
/// # Errors
/// When the database refuses.
pub fn persons(conn: &mut Conn, agency: &str, stage: &str, span: Span) -> Result<i64, StoreError> {
    let sql = format!(
        "select null as a, null as b, count(distinct coalesce(s.case_id, s.id)) as n from submissions s \
         where {SENT_IN} and {OF_STAGE}"
    );
    Ok(one(ask!(conn, &sql, agency, span, stage)?))
}

/// Persons whose forms of a step came and whose case has one of another step, whenever it came.
///
/// # Errors
/// When the database refuses.
pub fn went_on(
    conn: &mut Conn,
    agency: &str,
    stage: &str,
    to: &str,
    span: Span,
) -> Result<i64, StoreError> {
    let sql = format!(
        "select null as a, null as b, count(distinct s.case_id) as n from submissions s \
         where {SENT_IN} and {OF_STAGE} and exists (select 1 from submissions t where t.case_id = s.case_id \
         and t.rendition_id in (select r.id from renditions r \
         join form_versions v on v.id = r.form_version_id where v.stage = $5))"
    );
    Ok(one(ask!(conn, &sql, agency, span, stage, to)?))
}

/// Persons for whom an agency's forms asked for something, by queue and state.
///
/// # Errors
/// When the database refuses.
pub fn sent(conn: &mut Conn, agency: &str, span: Span) -> Result<Vec<Counted>, StoreError> {
    let sql = "select queue_id as a, state as b, count(distinct coalesce(case_id, submission_id)) as n \
               from referrals where from_agency = $1 and sent_at >= $2 and sent_at < $3 group by 1, 2";
    Ok(ask!(conn, sql, agency, span)?)
}

/// How an agency kept the times of what it received, by urgency.
///
/// # Errors
/// When the database refuses.
pub fn timely(
    conn: &mut Conn,
    agency: &str,
    span: Span,
    now: i64,
) -> Result<Vec<Timely>, StoreError> {
    let sql = kept("urgency", "to_agency = $1", now);
    Ok(ask!(conn, &sql, agency, span)?)
}

/// How those whom an agency asked kept theirs, by agency.
///
/// # Errors
/// When the database refuses.
pub fn timely_of_others(
    conn: &mut Conn,
    agency: &str,
    span: Span,
    now: i64,
) -> Result<Vec<Timely>, StoreError> {
    let sql = kept(
        "to_agency",
        "from_agency = $1 and to_agency <> from_agency",
        now,
    );
    Ok(ask!(conn, &sql, agency, span)?)
}

fn kept(by: &str, whose: &str, now: i64) -> String {
    let count = |when: &str| format!("count(case when {when} then 1 end)");
    let due = |by: &str, done: &str| count(&format!("({done} is not null or {by} < {now})"));
    let in_time = |by: &str, done: &str| count(&format!("{done} <= {by}"));
    format!(
        "select {by} as of, count(*) as sent, {} as to_see, {} as seen, {} as to_answer, {} as answered, \
         {} as to_deliver, {} as delivered from referrals \
         where {whose} and sent_at >= $2 and sent_at < $3 and {ASKED} group by 1 order by 1",
        due("see_by", "seen_at"),
        in_time("see_by", "seen_at"),
        due("decide_by", "decided_at"),
        in_time("decide_by", "decided_at"),
        count(&format!(
            "{TAKEN} and (delivered_at is not null or serve_by < {now})"
        )),
        in_time("serve_by", "delivered_at"),
    )
}

/// The median of the time from sending to acceptance of what an agency received, by urgency, in milliseconds.
///
/// # Errors
/// When the database refuses.
pub fn median_to_accept(
    conn: &mut Conn,
    agency: &str,
    span: Span,
) -> Result<Vec<Counted>, StoreError> {
    let sql = median("urgency", &format!("to_agency = $1 and {TAKEN}"));
    Ok(ask!(conn, &sql, agency, span)?)
}

/// The median of the time that those whom an agency asked took to answer, by agency, in milliseconds.
///
/// # Errors
/// When the database refuses.
pub fn median_of_others(
    conn: &mut Conn,
    agency: &str,
    span: Span,
) -> Result<Vec<Counted>, StoreError> {
    let whose = format!("from_agency = $1 and to_agency <> from_agency and {ASKED}");
    let sql = median("to_agency", &whose);
    Ok(ask!(conn, &sql, agency, span)?)
}

fn median(by: &str, whose: &str) -> String {
    format!(
        "select k as a, null as b, cast(avg(d) as bigint) as n from (select {by} as k, decided_at - sent_at as d, \
         row_number() over (partition by {by} order by decided_at - sent_at) as r, count(*) over (partition by {by}) as c \
         from referrals where {whose} and sent_at >= $2 and sent_at < $3 and decided_at is not null) as x \
         where r in ((c + 1) / 2, (c + 2) / 2) group by k order by k"
    )
}

/// Persons whose referral was declined, by reason: `sent` by the agency, or received by it.
///
/// # Errors
/// When the database refuses.
pub fn declined(
    conn: &mut Conn,
    agency: &str,
    sent: bool,
    span: Span,
) -> Result<Vec<Counted>, StoreError> {
    let whose = if sent { "from_agency" } else { "to_agency" };
    let sql = format!(
        "select e.reason as a, null as b, count(distinct coalesce(r.case_id, r.submission_id)) as n from referrals r \
         join referral_events e on e.referral_id = r.id where r.{whose} = $1 and r.sent_at >= $2 and r.sent_at < $3 \
         and e.to_state = 'declined' group by 1 order by 3 desc, 1"
    );
    Ok(ask!(conn, &sql, agency, span)?)
}

/// Forms that an agency's phones sent, by the phone's area and the form's step.
///
/// # Errors
/// When the database refuses.
pub fn by_site(conn: &mut Conn, agency: &str, span: Span) -> Result<Vec<Counted>, StoreError> {
    let sql = format!(
        "select d.area as a, v.stage as b, count(*) as n from submissions s \
         join renditions r on r.id = s.rendition_id join form_versions v on v.id = r.form_version_id \
         left join devices d on d.actor_id = s.device_actor_id where {SENT_IN} group by 1, 2 order by 1, 2"
    );
    Ok(ask!(conn, &sql, agency, span)?)
}

/// What an agency's phones sent, by state; corrections too.
///
/// # Errors
/// When the database refuses.
pub fn states(conn: &mut Conn, agency: &str, span: Span) -> Result<Vec<Counted>, StoreError> {
    let sql = "select s.state as a, null as b, count(*) as n from submissions s \
               where s.agency_id = $1 and s.created_at >= $2 and s.created_at < $3 group by 1 order by 1";
    Ok(ask!(conn, sql, agency, span)?)
}

/// What a phone sent, and how much of it were corrections.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Edited {
    /// The phone's name; none: its row is gone.
    #[diesel(sql_type = Nullable<Text>)]
    pub phone: Option<String>,
    /// What it sent.
    #[diesel(sql_type = BigInt)]
    pub sent: i64,
    /// Corrections among it.
    #[diesel(sql_type = BigInt)]
    pub edits: i64,
    /// What could not be opened, or was not complete.
    #[diesel(sql_type = BigInt)]
    pub damaged: i64,
}

/// The agency's phones that sent corrections or what is damaged, most of it first.
///
/// # Errors
/// When the database refuses.
pub fn edits(
    conn: &mut Conn,
    agency: &str,
    span: Span,
    limit: i64,
) -> Result<Vec<Edited>, StoreError> {
    let sql = format!(
        "select a.display_name as phone, x.sent, x.edits, x.damaged from (select s.device_actor_id as id, count(*) as sent, \
         count(s.first_id) as edits, count(case when s.state = 'damaged' then 1 end) as damaged from submissions s \
         where s.agency_id = $1 and s.created_at >= $2 and s.created_at < $3 group by 1) as x \
         left join actors a on a.id = x.id where x.edits + x.damaged > 0 order by x.edits + x.damaged desc, x.id limit {limit}"
    );
    Ok(ask!(conn, &sql, agency, span)?)
}

/// Cases that have more than one form of a step, of those that came in a span.
///
/// # Errors
/// When the database refuses.
pub fn twice(conn: &mut Conn, agency: &str, stage: &str, span: Span) -> Result<i64, StoreError> {
    let sql = format!(
        "select null as a, null as b, count(*) as n from (select s.case_id from submissions s \
         where {SENT_IN} and s.case_id is not null and {OF_STAGE} group by s.case_id having count(*) > 1) as x"
    );
    Ok(one(ask!(conn, &sql, agency, span, stage)?))
}

/// Forms after the first conversation in whose case nobody ever agreed to anything by a form of its own, by step.
///
/// # Errors
/// When the database refuses.
pub fn without_consent(
    conn: &mut Conn,
    agency: &str,
    span: Span,
) -> Result<Vec<Counted>, StoreError> {
    let sql = format!(
        "select v.stage as a, null as b, count(*) as n from submissions s \
         join renditions r on r.id = s.rendition_id join form_versions v on v.id = r.form_version_id \
         where {SENT_IN} and s.state = 'sealed' and v.stage in ('verify', 'intake', 'id', 'safety', 'needs', 'refer') \
         and not exists (select 1 from consents c join records k on k.id = c.record_id where c.case_id = s.case_id \
         and k.kind = 'consent' and c.state in ('in_force', 'expired', 'withdrawn')) group by 1 order by 1"
    );
    Ok(ask!(conn, &sql, agency, span)?)
}

/// A sealed decision: whose it is, and whether it is of a first conversation.
#[derive(Clone, Debug, QueryableByName)]
pub struct Decided {
    /// Submission.
    #[diesel(sql_type = Text)]
    pub submission: String,
    /// The case that it joined.
    #[diesel(sql_type = Nullable<Text>)]
    pub case: Option<String>,
    /// The sealed decision.
    #[diesel(sql_type = Text)]
    pub record: String,
    /// The step of its form.
    #[diesel(sql_type = Nullable<Text>)]
    pub stage: Option<String>,
}

/// Decisions about what an agency's phones sent in a span, in the order of their submissions.
///
/// # Errors
/// When the database refuses.
pub fn decisions(
    conn: &mut Conn,
    agency: &str,
    span: Span,
    after: &str,
    limit: i64,
) -> Result<Vec<Decided>, StoreError> {
    let sql = format!(
        "select s.id as submission, s.case_id as \"case\", k.id as record, v.stage as stage from submissions s \
         join records k on k.submission_id = s.id and k.kind = 'decision' \
         join renditions r on r.id = s.rendition_id join form_versions v on v.id = r.form_version_id \
         where s.agency_id = $1 and s.created_at >= $2 and s.created_at < $3 and s.replaced_by is null and s.id > $4 \
         order by s.id limit {limit}"
    );
    Ok(ask!(conn, &sql, agency, span, after)?)
}

/// How many decisions there are about what an agency's phones sent in a span.
///
/// # Errors
/// When the database refuses.
pub fn decided(conn: &mut Conn, agency: &str, span: Span) -> Result<i64, StoreError> {
    let sql = "select null as a, null as b, count(*) as n from submissions s \
               where s.agency_id = $1 and s.created_at >= $2 and s.created_at < $3 \
               and s.state = 'sealed' and s.replaced_by is null \
               and exists (select 1 from records k where k.submission_id = s.id and k.kind = 'decision')";
    Ok(one(ask!(conn, sql, agency, span)?))
}

/// A person for whom something was asked of another agency: once for each queue and urgency.
#[derive(Clone, Debug, QueryableByName)]
pub struct Asked {
    /// The queue: for which service.
    #[diesel(sql_type = Text)]
    pub queue: String,
    /// Who was asked.
    #[diesel(sql_type = Text)]
    pub to: String,
    /// The case, or the submission where there is none.
    #[diesel(sql_type = Text)]
    pub person: String,
    /// How urgent.
    #[diesel(sql_type = Text)]
    pub urgency: String,
    /// Whether one of them was not answered in its time.
    #[diesel(sql_type = BigInt)]
    pub late: i64,
    /// Why one of them was declined.
    #[diesel(sql_type = Nullable<Text>)]
    pub declined: Option<String>,
}

/// For whom an agency asked others, in a span: persons, to be counted once for each of their cells.
///
/// # Errors
/// When the database refuses.
pub fn asked(conn: &mut Conn, agency: &str, span: Span) -> Result<Vec<Asked>, StoreError> {
    let sql = format!(
        "select r.queue_id as queue, r.to_agency as \"to\", coalesce(r.case_id, r.submission_id) as person, r.urgency, \
         cast(max(case when r.decided_at <= r.decide_by then 0 else 1 end) as bigint) as late, e.reason as declined \
         from referrals r left join referral_events e on e.referral_id = r.id and e.to_state = 'declined' \
         where r.from_agency = $1 and r.sent_at >= $2 and r.sent_at < $3 and r.to_agency <> r.from_agency \
         and r.{ASKED} group by 1, 2, 3, 4, 6"
    );
    Ok(ask!(conn, &sql, agency, span)?)
}

/// Every queue with its agency and keyed label.
///
/// # Errors
/// When the database refuses.
pub fn queues(conn: &mut Conn) -> Result<Vec<(String, String, Vec<u8>)>, StoreError> {
    Ok(queues::table
        .select((queues::id, queues::agency_id, queues::label_mac))
        .load(conn)?)
}

/// Queues in which something of an agency's was put since then, its own too.
///
/// # Errors
/// When the database refuses.
pub fn queues_used(conn: &mut Conn, agency: &str, span: Span) -> Result<Vec<String>, StoreError> {
    let sql = "select distinct queue_id as a, null as b, cast(0 as bigint) as n from referrals \
               where from_agency = $1 and sent_at >= $2 and sent_at < $3";
    let rows: Vec<Counted> = ask!(conn, sql, agency, span)?;
    Ok(rows.into_iter().filter_map(|row| row.a).collect())
}

/// Every area that a phone, an analysis or the directory names: places, whoever is counted there.
///
/// # Errors
/// When the database refuses.
pub fn areas(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    use schema::provider_entries;
    let mut all: Vec<String> = sites::table.select(sites::area).load(conn)?;
    let of_phones: Vec<Option<String>> = devices::table
        .select(devices::area)
        .filter(devices::area.is_not_null())
        .distinct()
        .load(conn)?;
    all.extend(of_phones.into_iter().flatten());
    let listed: Vec<String> = provider_entries::table
        .select(provider_entries::area)
        .distinct()
        .load(conn)?;
    all.extend(listed);
    Ok(all)
}

fn one(rows: Vec<Counted>) -> i64 {
    rows.first().map_or(0, |row| row.n)
}
