//! What people should hear, and the messages that tell them. A notice is written by the act that it is about, in its
//! transaction; it becomes messages later, once each, and a message keeps its bytes and its id however often it is tried.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::alerts::AlertRow;
use super::referrals::ReferralRow;
use super::schema::{messages, notices, unmailed};
use super::{Conn, StoreError};
use crate::domain::notice::Subject;
use crate::domain::referral::ReferralState;

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, QueryableByName, Insertable)]
#[diesel(table_name = notices)]
#[diesel(treat_none_as_default_value = false)]
pub struct NoticeRow {
    /// Id.
    pub id: String,
    /// Whose people; none: the installation's.
    pub agency_id: Option<String>,
    /// The word of a [`Subject`].
    pub kind: String,
    /// The most urgent of what it counts.
    pub urgency: Option<String>,
    /// How far it has escalated.
    pub level: i64,
    /// How many.
    pub waiting: i64,
    /// When.
    pub created_at: i64,
    /// When it was put into mails.
    pub mailed_at: Option<i64>,
    /// When it was put into messages to machines.
    pub posted_at: Option<i64>,
}

/// A message to one receiver.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = messages)]
pub struct MessageRow {
    /// Id: the receiver tells a second try by it.
    pub id: String,
    /// [`Channel`](crate::domain::notice::Channel) as text.
    pub channel: String,
    /// A person's number, or the id of a webhook.
    pub recipient: String,
    /// Whose people see where it stands; none: the installation's.
    pub agency_id: Option<String>,
    /// Its notices, as JSON.
    pub notices: String,
    /// [`MessageState`](crate::domain::notice::MessageState) as text.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Since when it is tried: from then on its end counts.
    pub tried_since: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it was received, or given up.
    pub ended_at: Option<i64>,
    /// [`Problem`](crate::domain::notice::Problem) of the last try, as text.
    pub problem: Option<String>,
}

/// Writes notices, in the transaction of what they are about.
///
/// # Errors
/// When the database refuses.
pub fn say(conn: &mut Conn, rows: &[NoticeRow]) -> Result<(), StoreError> {
    insert_all!(conn, notices::table, rows.iter().cloned());
    Ok(())
}

/// Says that referrals arrived: one notice for each agency and urgency, under the id of the first that it counts.
///
/// # Errors
/// When the database refuses.
pub fn say_of_new(conn: &mut Conn, referrals: &[ReferralRow]) -> Result<(), StoreError> {
    let mut told: BTreeMap<(&str, &str, Subject), NoticeRow> = BTreeMap::new();
    for row in referrals {
        let subject = match row.state.parse() {
            Ok(ReferralState::Held | ReferralState::Unplaced) => Subject::HeldItem,
            _ => Subject::NewItem,
        };
        let notice = || NoticeRow {
            id: row.id.clone(),
            agency_id: Some(row.to_agency.clone()),
            kind: subject.as_str().to_owned(),
            urgency: Some(row.urgency.clone()),
            level: 0,
            waiting: 0,
            created_at: row.sent_at,
            mailed_at: None,
            posted_at: None,
        };
        told.entry((&row.to_agency, &row.urgency, subject))
            .or_insert_with(notice)
            .waiting += 1;
    }
    say(conn, &told.into_values().collect::<Vec<_>>())
}

/// Says what an alert says at its level, once.
///
/// # Errors
/// When the database refuses.
pub fn say_of_alert(conn: &mut Conn, alert: &AlertRow) -> Result<(), StoreError> {
    let id = format!("{}.{}", alert.id, alert.level);
    say(conn, &[of_alert(id, alert)])
}

/// Says again at the same level that more waits than before.
///
/// # Errors
/// When the database refuses.
pub fn say_again_of_alert(conn: &mut Conn, alert: &AlertRow) -> Result<(), StoreError> {
    let id = format!("{}.{}.{}", alert.id, alert.level, alert.updated_at);
    say(conn, &[of_alert(id, alert)])
}

/// Says to an agency that the transfer of a case took a step; how urgent the case is, if it is told that.
///
/// # Errors
/// When the database refuses.
pub fn say_of_transfer(
    conn: &mut Conn,
    id: String,
    agency: &str,
    subject: Subject,
    urgency: Option<String>,
    now: i64,
) -> Result<(), StoreError> {
    let row = NoticeRow {
        id,
        agency_id: Some(agency.to_owned()),
        kind: subject.as_str().to_owned(),
        urgency,
        level: 0,
        waiting: 1,
        created_at: now,
        mailed_at: None,
        posted_at: None,
    };
    say(conn, &[row])
}

fn of_alert(id: String, alert: &AlertRow) -> NoticeRow {
    NoticeRow {
        id,
        agency_id: alert.agency_id.clone(),
        kind: alert.kind.clone(),
        urgency: None,
        level: alert.level,
        waiting: alert.waiting,
        created_at: alert.updated_at,
        mailed_at: None,
        posted_at: None,
    }
}

/// Notices of an agency (none: of the installation) written since a time, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn since(
    conn: &mut Conn,
    agency: Option<&str>,
    at: i64,
    limit: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    let mut theirs = notices::table.into_boxed();
    theirs = match agency {
        Some(agency) => theirs.filter(notices::agency_id.eq(agency.to_owned())),
        None => theirs.filter(notices::agency_id.is_null()),
    };
    Ok(theirs
        .filter(notices::created_at.ge(at))
        .order((notices::created_at.asc(), notices::id.asc()))
        .limit(limit)
        .load(conn)?)
}

/// How many notices were written since a time, and when the newest: another answer means that something came, or that time
/// went on.
///
/// # Errors
/// When the database refuses.
pub fn stamp(conn: &mut Conn, since: i64) -> Result<(i64, Option<i64>), StoreError> {
    Ok(notices::table
        .filter(notices::created_at.ge(since))
        .select((
            diesel::dsl::count_star(),
            diesel::dsl::max(notices::created_at),
        ))
        .first(conn)?)
}

/// Whether there are notices that no machine was told of.
///
/// # Errors
/// When the database refuses.
pub fn is_unposted(conn: &mut Conn) -> Result<bool, StoreError> {
    let unposted = notices::table.filter(notices::posted_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(unposted)).get_result(conn)?)
}

/// Takes the notices that no machine was told of, oldest first: each is given to one caller, once.
///
/// # Errors
/// When the database refuses.
pub fn take_unposted(conn: &mut Conn, now: i64, limit: i64) -> Result<Vec<NoticeRow>, StoreError> {
    let locking = skip_locked(conn);
    let sql = format!(
        "update notices set posted_at = $1 where id in (select id from notices where posted_at is null \
         order by created_at, id limit $2 {locking}) \
         returning id, agency_id, kind, urgency, level, waiting, created_at, mailed_at, posted_at"
    );
    sorted(on_each!(conn, |c| diesel::sql_query(sql)
        .bind::<BigInt, _>(now)
        .bind::<BigInt, _>(limit)
        .load(c))?)
}

/// What waits to be mailed to one agency's people.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Unmailed {
    /// The agency; none: the installation's people.
    #[diesel(sql_type = Nullable<Text>)]
    pub agency_id: Option<String>,
    /// The most urgent of it.
    #[diesel(sql_type = Nullable<Text>)]
    pub urgency: Option<String>,
    /// Since when the oldest waits.
    #[diesel(sql_type = BigInt)]
    pub since: i64,
    /// When its people were last mailed.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub last_at: Option<i64>,
}

/// Agencies with notices that nobody was mailed.
///
/// # Errors
/// When the database refuses.
pub fn unmailed_by_agency(conn: &mut Conn) -> Result<Vec<Unmailed>, StoreError> {
    Ok(on_each!(conn, |c| {
        diesel::sql_query(
        "select w.agency_id, w.urgency, w.since, (select max(m.created_at) from messages m \
         where m.channel = 'mail' and (m.agency_id = w.agency_id or (m.agency_id is null and w.agency_id is null))) as last_at \
         from (select agency_id, min(urgency) as urgency, min(created_at) as since from notices \
         where mailed_at is null group by agency_id) w",
    )
    .load(c)
    })?)
}

/// Takes the notices of an agency (none: of the installation) that nobody was mailed: each is given to one caller, once.
///
/// # Errors
/// When the database refuses.
pub fn take_unmailed(
    conn: &mut Conn,
    agency: Option<&str>,
    now: i64,
    limit: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    let locking = skip_locked(conn);
    let sql = format!(
        "update notices set mailed_at = $1 where id in (select id from notices where mailed_at is null \
         and coalesce(agency_id, '') = $2 order by created_at, id limit $3 {locking}) \
         returning id, agency_id, kind, urgency, level, waiting, created_at, mailed_at, posted_at"
    );
    sorted(on_each!(conn, |c| diesel::sql_query(sql)
        .bind::<BigInt, _>(now)
        .bind::<Text, _>(agency.unwrap_or_default())
        .bind::<BigInt, _>(limit)
        .load(c))?)
}

/// What there is nothing to mail with will not be mailed later, as if it had just happened.
///
/// # Errors
/// When the database refuses.
pub fn forgo_mail(conn: &mut Conn, now: i64) -> Result<usize, StoreError> {
    Ok(
        diesel::update(notices::table.filter(notices::mailed_at.is_null()))
            .set(notices::mailed_at.eq(Some(now)))
            .execute(conn)?,
    )
}

fn skip_locked(conn: &Conn) -> &'static str {
    match conn {
        Conn::Sqlite(_) => "",
        #[cfg(feature = "postgres")]
        Conn::Postgres(_) => "for update skip locked",
    }
}

fn sorted(mut rows: Vec<NoticeRow>) -> Result<Vec<NoticeRow>, StoreError> {
    rows.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    Ok(rows)
}

/// Stores a message.
///
/// # Errors
/// When the database refuses.
pub fn insert_message(conn: &mut Conn, row: &MessageRow) -> Result<(), StoreError> {
    diesel::insert_into(messages::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// One message.
///
/// # Errors
/// When the database refuses.
pub fn message(conn: &mut Conn, id: &str) -> Result<Option<MessageRow>, StoreError> {
    Ok(messages::table.find(id).first(conn).optional()?)
}

/// Writes where a message stands after a try.
///
/// # Errors
/// When the database refuses.
pub fn update_message(conn: &mut Conn, row: &MessageRow) -> Result<(), StoreError> {
    diesel::update(messages::table.find(&row.id))
        .set((
            messages::state.eq(&row.state),
            messages::attempts.eq(row.attempts),
            messages::tried_since.eq(row.tried_since),
            messages::ended_at.eq(row.ended_at),
            messages::problem.eq(&row.problem),
        ))
        .execute(conn)?;
    Ok(())
}

/// Messages of an agency (none: of the installation), newest first; only those in a state, if one is named.
///
/// # Errors
/// When the database refuses.
pub fn messages_of(
    conn: &mut Conn,
    agency: Option<&str>,
    state: Option<&str>,
    limit: i64,
    offset: i64,
) -> Result<Vec<MessageRow>, StoreError> {
    let mut query = messages::table.into_boxed();
    query = match agency {
        Some(agency) => query.filter(messages::agency_id.eq(agency.to_owned())),
        None => query.filter(messages::agency_id.is_null()),
    };
    if let Some(state) = state {
        query = query.filter(messages::state.eq(state.to_owned()));
    }
    Ok(query
        .order((messages::created_at.desc(), messages::id.desc()))
        .limit(limit)
        .offset(offset)
        .load(conn)?)
}

/// Messages of one agency that were given up.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct GivenUp {
    /// Whose people they were for; none: the installation's.
    pub agency_id: Option<String>,
    /// How many.
    pub count: i64,
    /// Since when.
    pub since: Option<i64>,
}

/// How many messages to an agency's people and machines (none: to the installation's) were given up.
///
/// # Errors
/// When the database refuses.
pub fn count_given_up(conn: &mut Conn, agency: Option<&str>) -> Result<i64, StoreError> {
    let dead = messages::table.filter(messages::state.eq("dead"));
    Ok(match agency {
        Some(agency) => dead
            .filter(messages::agency_id.eq(agency))
            .count()
            .get_result(conn)?,
        None => dead
            .filter(messages::agency_id.is_null())
            .count()
            .get_result(conn)?,
    })
}

/// How many messages of each agency were given up, and since when.
///
/// # Errors
/// When the database refuses.
pub fn given_up(conn: &mut Conn) -> Result<Vec<GivenUp>, StoreError> {
    Ok(messages::table
        .filter(messages::state.eq("dead"))
        .group_by(messages::agency_id)
        .select((
            messages::agency_id,
            diesel::dsl::count_star(),
            diesel::dsl::min(messages::ended_at),
        ))
        .load(conn)?)
}

/// Forgets notices and messages that ended before a time.
///
/// # Errors
/// When the database refuses.
pub fn forget(conn: &mut Conn, before: i64) -> Result<usize, StoreError> {
    let done = notices::table
        .filter(notices::created_at.lt(before))
        .filter(notices::mailed_at.is_not_null())
        .filter(notices::posted_at.is_not_null());
    let ended = messages::table.filter(messages::ended_at.lt(before));
    Ok(diesel::delete(done).execute(conn)? + diesel::delete(ended).execute(conn)?)
}

/// Whether somebody wants mail: everybody does who has not said otherwise.
///
/// # Errors
/// When the database refuses.
pub fn wants_mail(conn: &mut Conn, actor: i64) -> Result<bool, StoreError> {
    let unwilling = unmailed::table.find(actor);
    Ok(!diesel::select(diesel::dsl::exists(unwilling)).get_result(conn)?)
}

/// Keeps whether somebody wants mail.
///
/// # Errors
/// When the database refuses.
pub fn set_wants_mail(conn: &mut Conn, actor: i64, wants: bool) -> Result<(), StoreError> {
    if wants {
        diesel::delete(unmailed::table.find(actor)).execute(conn)?;
    } else {
        on_each!(conn, |c| diesel::insert_into(unmailed::table)
            .values(unmailed::actor_id.eq(actor))
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}
