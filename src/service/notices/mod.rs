//! Notices on their way: gathered into messages, sent, tried again, given up. Each notice comes into one message for each
//! receiver, and a message keeps its id and its bytes, so that a receiver who got it twice knows. What a notice is about
//! stands in [`crate::domain::notice`]; who writes them is whoever does the act.

mod address;
mod bell;
mod composing;
mod listening;
mod mailing;
mod messages;
mod posting;
mod sending;
mod wording;

use serde::{Deserialize, Serialize};

use super::{House, ServiceError};
use crate::crypto::token;
use crate::domain::notice::{Personal, Subject};
use crate::domain::words::Urgency;
use crate::store::notices as rows;
use composing::begin;
use mailing::Mailer;

pub use crate::store::notices::{MessageRow, NoticeRow};
pub use address::host;
pub use bell::{Bell, LOOK};
pub use listening::Listener;
pub use mailing::MailSettings;
pub use messages::{messages, retry, retry_of_all, test, want_mail, wants_mail};
pub use posting::{Poster, Receiver, new_secret};

/// The job that sends a message.
const SEND: &str = "message";
/// Longer than all that a try may take.
const LEASE_MS: i64 = 120_000;
/// Messages under way at once: a receiver that hangs holds up no other.
const AT_ONCE: usize = 16;
/// Notices that one message tells of at most, and messages listed at most.
const MOST: i64 = 200;
/// Those who listen to notices at once, at most.
pub const MOST_LISTENERS: usize = 2_000;
/// So long notices and messages that arrived are kept.
const KEPT_MS: i64 = 30 * 86_400_000;
/// So far back a listener looks for notices that were committed late.
const LATE_MS: i64 = 60_000;

/// One notice as a message tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The notice's id.
    pub id: String,
    /// The word of its [`Subject`].
    pub kind: String,
    /// The most urgent of what it counts.
    pub urgency: Option<String>,
    /// How many.
    pub waiting: i64,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
}

impl Told {
    /// What it is, if it is for one person alone.
    pub fn personal(&self) -> Option<Personal> {
        self.kind.parse().ok()
    }
}

impl From<&NoticeRow> for Told {
    fn from(row: &NoticeRow) -> Self {
        Self {
            id: row.id.clone(),
            kind: row.kind.clone(),
            urgency: row.urgency.clone(),
            waiting: row.waiting,
            at: row.created_at,
        }
    }
}

/// The ways out.
#[derive(Clone)]
pub struct Ways {
    mailer: Option<Mailer>,
    poster: Poster,
}

impl Ways {
    /// As the settings say.
    ///
    /// # Errors
    /// [`MailSettings`].
    pub fn new(house: &House) -> Result<Self, MailSettings> {
        let settings = &house.settings.notices;
        Ok(Self {
            mailer: Mailer::new(settings, house.settings.public_url())?,
            poster: Poster::new(settings),
        })
    }
}

/// A notice to be written by an act, in its transaction.
pub fn new(
    agency: Option<&str>,
    subject: Subject,
    urgency: Option<Urgency>,
    level: i64,
    waiting: i64,
    now: i64,
) -> NoticeRow {
    NoticeRow {
        id: token::new_id(),
        agency_id: agency.map(str::to_owned),
        kind: subject.as_str().to_owned(),
        urgency: urgency.map(|urgency| urgency.as_str().to_owned()),
        level,
        waiting,
        created_at: now,
        mailed_at: None,
        posted_at: None,
    }
}

/// Makes messages of what is new, and sends what is due. Answers how many messages were tried.
///
/// # Errors
/// When the database refuses.
pub async fn turn(house: &House, ways: &Ways) -> Result<usize, ServiceError> {
    composing::post_what_is_new(house).await?;
    composing::mail_what_is_new(house, ways.mailer.is_some()).await?;
    composing::mail_people_alone(house, ways.mailer.is_some()).await?;
    sending::send_what_is_due(house, ways).await
}

/// Forgets what was told long ago.
///
/// # Errors
/// When the database refuses.
pub async fn forget(house: &House) -> Result<usize, ServiceError> {
    let before = house.now() - KEPT_MS;
    house
        .store
        .write("forget_notices", move |conn| {
            Ok::<_, ServiceError>(rows::forget(conn, before)?)
        })
        .await
}
