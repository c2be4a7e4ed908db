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
    let supervisor = Counts {
        open: [0, 2, 0, 1],
        approvals: 2,
        consents: 1,
        unmatched: 3,
        looks: 1,
        dead: 1,
        to_open: 12,
        opened: 48,
        waiting_files: 2,
        project: Some(1),
        ..Counts::default()
    };
    let to_sign = Counts {
        versions_to_sign: 2,
        protocols_to_sign: 1,
        ..Counts::default()
    };
    let home = shell(Role::Supervisor, Here::Home);
    let undo = Undo {
        action: "/projects/1/forms/wellbeing_a1/state".into(),
        fields: vec![("state", "open".into())],
    };
    let taken = shell(Role::Caseworker, Here::Elsewhere)
        .said(Some("form-state-set"))
        .undoing(Flash::FormStateSet, Some(undo));
    vec![
        page(
            "home-supervisor",
            &Home::new(home, Role::Supervisor, &supervisor),
        ),
        page(
            "home-coordination",
            &Home::new(
                shell(Role::Coordination, Here::Home),
                Role::Coordination,
                &to_sign,
            ),
        ),
        page("help-undo", &Help::new(taken)),
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
