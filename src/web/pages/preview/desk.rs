//! Samples of what stands around the work: preferences, help, paper, a page that lives, other looks.

use super::*;
use crate::domain::words::Theme;
use crate::service::accounts;

pub(super) fn pages() -> Vec<Page> {
    let preferences = |theme, trouble| {
        let likes = accounts::Preferences {
            lang: Some(LANG.get()),
            theme: Some(theme),
            utc_offset: Some(180),
            ..accounts::Preferences::default()
        };
        let shell = shell(Role::Caseworker, Here::Elsewhere).looking(theme);
        Preferences::new(shell, likes, true, trouble)
    };
    let wrong = Trouble::with("lang", locale().t("desk-preferences-wrong"));
    let focal_point = || shell(Role::FocalPoint, Here::Elsewhere);
    vec![
        page("preferences", &preferences(Theme::Auto, Trouble::none())),
        page(
            "preferences-dark",
            &preferences(Theme::Dark, Trouble::none()),
        ),
        page("preferences-wrong", &preferences(Theme::Contrast, wrong)),
        page("help", &Help::new(focal_point())),
        page(
            "help-auditor",
            &Help::new(shell(Role::Auditor, Here::Elsewhere)),
        ),
        page("help-keys", &HelpKeys::new(focal_point())),
    ]
}
