//! How somebody likes these pages: language, digits, look, zone, mail.

use askama::Template;

use super::parts::{Choice, Trouble};
use super::shell::Shell;
use crate::domain::words::{Digits, Lang, Theme};
use crate::service::accounts;

/// `GET /account/preferences`, and its answer when something did not fit.
#[derive(Template)]
#[template(path = "preferences.html")]
pub struct Preferences {
    /// The frame.
    pub shell: Shell,
    /// Each in its own name.
    pub languages: Vec<(Lang, bool)>,
    /// The language follows the browser.
    pub any_language: bool,
    /// The digits of counts and times.
    pub digits: Vec<Choice>,
    /// How pages look.
    pub themes: Vec<Choice>,
    /// Minutes east of UTC.
    pub zones: Vec<Choice>,
    /// Whether notices come by mail; none where the server sends no mail.
    pub mail: bool,
    /// What was wrong.
    pub trouble: Trouble,
}

/// Zones beside the whole hours, in minutes east of UTC.
const PARTS: [i32; 9] = [-570, -210, 210, 270, 330, 345, 390, 570, 765];

impl Preferences {
    /// The page with what is chosen now.
    pub fn new(shell: Shell, now: accounts::Preferences, mail: bool, trouble: Trouble) -> Self {
        let digits = Digits::ALL.iter().map(|digits| {
            let example = match digits {
                Digits::Latn => "0123456789",
                Digits::Arab => "٠١٢٣٤٥٦٧٨٩",
            };
            let chosen = now.digits.unwrap_or(Digits::Latn);
            Choice::new(digits.as_str(), example).chosen_if(chosen.as_str())
        });
        let themes = Theme::ALL.iter().map(|theme| {
            let label = shell.t(match theme {
                Theme::Auto => "desk-theme-auto",
                Theme::Light => "desk-theme-light",
                Theme::Dark => "desk-theme-dark",
                Theme::Contrast => "desk-theme-contrast",
            });
            let chosen = now.theme.unwrap_or(Theme::Auto);
            Choice::new(theme.as_str(), label).chosen_if(chosen.as_str())
        });
        let mut minutes: Vec<i32> = (-12..=14).map(|hours| hours * 60).collect();
        minutes.extend(PARTS);
        minutes.sort_unstable();
        let chosen = now.utc_offset.unwrap_or(0).to_string();
        let zones = minutes
            .into_iter()
            .map(|east| Choice::new(east.to_string(), zone(east)).chosen_if(&chosen));
        let languages = Lang::ALL.iter().copied();
        Self {
            languages: languages
                .map(|lang| (lang, now.lang == Some(lang)))
                .collect(),
            any_language: now.lang.is_none(),
            digits: digits.collect(),
            themes: themes.collect(),
            zones: zones.collect(),
            mail,
            trouble,
            shell,
        }
    }
}

/// Whether a zone is one of those to choose from.
pub fn is_zone(east: i32) -> bool {
    (east % 60 == 0 && (-720..=840).contains(&east)) || PARTS.contains(&east)
}

fn zone(east: i32) -> String {
    let sign = if east < 0 { '−' } else { '+' };
    match (east.abs() / 60, east.abs() % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}
