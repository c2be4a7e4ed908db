//! How somebody likes the pages: language, digits, look, zone. Nothing here opens anything.

use crate::domain::policy::Actor;
use crate::domain::words::{Digits, Lang, Theme};
use crate::i18n::Locale;
use crate::service::{House, ServiceError};
use crate::store::actors::{self, LikesRow};

/// What was chosen; the rest follows the browser and the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// Language of the pages.
    pub lang: Option<Lang>,
    /// Digits of counts and times.
    pub digits: Option<Digits>,
    /// Look of the pages.
    pub theme: Option<Theme>,
    /// Minutes east of UTC.
    pub utc_offset: Option<i32>,
}

impl Preferences {
    /// How somebody reads who has no browser at hand: as they chose, else in the settings' language.
    pub fn locale(&self, otherwise: Lang) -> Locale {
        Locale {
            lang: self.lang.unwrap_or(otherwise),
            digits: self.digits.unwrap_or(Digits::Latn),
            minutes_east: self.utc_offset.unwrap_or(0),
        }
    }
}

impl From<&LikesRow> for Preferences {
    /// A word that is not known here counts as not chosen.
    fn from(row: &LikesRow) -> Self {
        fn read<T: std::str::FromStr>(word: Option<&String>) -> Option<T> {
            word.and_then(|word| word.parse().ok())
        }
        Self {
            lang: read(row.lang.as_ref()),
            digits: read(row.digits.as_ref()),
            theme: read(row.theme.as_ref()),
            utc_offset: row.utc_offset,
        }
    }
}

/// Keeps how the actor likes the pages. Not audited: it is nobody else's business which language somebody reads.
///
/// # Errors
/// When the database refuses.
pub async fn set_preferences(
    house: &House,
    actor: &Actor,
    likes: Preferences,
) -> Result<(), ServiceError> {
    let id = actor.id;
    let row = LikesRow {
        lang: likes.lang.map(|l| l.as_str().to_owned()),
        digits: likes.digits.map(|d| d.as_str().to_owned()),
        theme: likes.theme.map(|t| t.as_str().to_owned()),
        utc_offset: likes.utc_offset,
    };
    house
        .store
        .write("set_preferences", move |conn| {
            Ok::<_, ServiceError>(actors::set_likes(conn, id, &row)?)
        })
        .await
}
