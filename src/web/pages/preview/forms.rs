//! Samples of the pages around one form, and of who has which forms.

use super::super::carrying::{Access, AccessRow, CarriedLine, FormPhones, PhonePage};
use super::super::form_parts::{
    ChangeRow, FormChanges, FormCode, FormFile, FormFiles, FormLook, FormTab, FormTabs, Shown,
};
use super::admin::{finding, form_page, phone};
use super::*;
use crate::openrosa::FormDefinition;
use crate::openrosa::form::difference::{Aspect, Change, Line};
use crate::openrosa::form::outline::{Piece, outline};

const SCREENING: &[u8] = include_bytes!("../../../../forms/wellbeing_a1/wellbeing_a1.xml");

pub(super) fn tabs(here: FormTab, has_draft: bool) -> FormTabs {
    FormTabs {
        project: project(),
        form_id: "wellbeing_a1".into(),
        form_path: "wellbeing_a1".into(),
        title: "Wellbeing A1".into(),
        here,
        has_draft,
        sees_submissions: true,
        sees_phones: true,
    }
}

pub(super) fn draft(findings: Vec<Finding>, may: May, asked: Option<Asked>, by_two: bool) -> Draft {
    Draft {
        version: "2026112302".into(),
        saved: when(4),
        // Amina Diallo looks at it: what she may publish as the second person is another's.
        saved_by: Some(match by_two && may == May::Publish {
            true => "Jonas Weber".into(),
            false => "Amina Diallo".into(),
        }),
        findings,
        files_here: 1,
        files: 2,
        by_two,
        asked,
        may,
    }
}

fn asked(by: &str, reason: Option<&str>) -> Option<Asked> {
    Some(Asked {
        by: Some(by.into()),
        at: when(3),
        reason: reason.map(Into::into),
    })
}

fn files(files: Vec<FormFile>, trouble: Trouble) -> FormFiles {
    FormFiles {
        shell: shell(Role::Admin, Here::Projects),
        tabs: tabs(FormTab::Files, true),
        lists: if files.is_empty() {
            Vec::new()
        } else {
            vec!["sites".into(), "teams".into()]
        },
        files,
        may_edit: true,
        trouble,
    }
}

fn file(name: &str, kind: &str, here: bool, list: bool) -> FormFile {
    let size = locale().of("publish-size").n("kb", 48_i64).to_string();
    FormFile {
        name: name.into(),
        kind: kind.into(),
        here: here.then(|| ("image/png".into(), size, when(50))),
        list,
    }
}

fn code(code: Option<(Content, Content, Content)>) -> FormCode {
    FormCode {
        shell: shell(Role::Admin, Here::Projects),
        tabs: tabs(FormTab::Code, true),
        version: "2026112302".into(),
        code,
    }
}

/// The screening as its preview shows it, to the first forty pieces.
fn look(empty: bool) -> FormLook {
    let form = FormDefinition::parse(SCREENING).expect("our form");
    let (language, lang, dir) = match LANG.get() {
        Lang::Ar => ("العربية (ar)", "ar", "rtl"),
        Lang::Fr => ("Français (fr)", "fr", "ltr"),
        _ => ("English (en)", "en", "ltr"),
    };
    let known = |name: &&String| name.ends_with(&format!("({lang})"));
    let language = form
        .languages
        .iter()
        .find(known)
        .map_or(language, String::as_str);
    let (mut open, mut n) = (0, 0);
    let mut pieces = Vec::new();
    for piece in outline(&form, language).into_iter().take(40) {
        pieces.push(match piece {
            Piece::Open(group) => {
                (open, n) = (open + 1, n + 1);
                Shown::Open {
                    n,
                    level: if open == 1 { 3 } else { 4 },
                    label: group.label,
                    repeats: group.repeats,
                    again: false,
                    shown_if: group.shown_if,
                }
            }
            Piece::Close => {
                open -= 1;
                Shown::Close
            }
            Piece::Ask(question) => Shown::Ask(question),
        });
    }
    pieces.extend((0..open).map(|_| Shown::Close));
    let languages = form.languages.iter();
    FormLook {
        shell: shell(Role::Admin, Here::Projects),
        tabs: tabs(FormTab::Look, true),
        title: form.name().to_owned(),
        versions: vec![
            Choice::new("v1", "2026112302"),
            Choice::new("v2", "2026112301"),
        ],
        languages: languages
            .map(|name| Choice::new(name, name).chosen_if(language))
            .collect(),
        lang: Some(lang.into()),
        dir,
        pieces: if empty { Vec::new() } else { pieces },
        calculated: if empty { 0 } else { 11 },
        part: 1,
        parts: if empty { 1 } else { 2 },
        pager: Pager {
            previous: None,
            next: (!empty).then(|| "/projects/1/forms/wellbeing_a1/look?part=2".into()),
        },
    }
}

fn changes(comparable: bool, differs: bool) -> FormChanges {
    let versions = |chosen| {
        vec![
            Choice::new("v1", "2026112302").chosen_if(chosen),
            Choice::new("v2", "2026112301").chosen_if(chosen),
        ]
    };
    let line = |path: &str, label: &str| Line {
        path: path.into(),
        label: label.into(),
        changes: Vec::new(),
    };
    let row = |aspect, before: &str, after: &str| ChangeRow {
        label: "Is it safe to go on?".into(),
        path: "/gate/safe_now".into(),
        aspect,
        before: before.into(),
        after: after.into(),
    };
    FormChanges {
        shell: shell(Role::Admin, Here::Projects),
        tabs: tabs(FormTab::Changes, true),
        from: versions("v2"),
        to: versions("v1"),
        comparable,
        form: match differs {
            true => vec![Change {
                aspect: Aspect::Languages,
                before: String::new(),
                after: "العربية (ar)".into(),
            }],
            false => Vec::new(),
        },
        added: if differs {
            vec![line("/end/slept", "Did the person sleep?")]
        } else {
            Vec::new()
        },
        gone: if differs {
            vec![line("/who/age_years", "Age")]
        } else {
            Vec::new()
        },
        changed: match differs {
            true => vec![
                row(Aspect::Label, "Safe?", "Is it safe to go on?"),
                row(Aspect::Relevant, "", "${area} != 'unknown'"),
                row(
                    Aspect::Required,
                    &locale().t("look-required-no"),
                    &locale().t("look-required-yes"),
                ),
            ],
            false => Vec::new(),
        },
        more: if differs { 3 } else { 0 },
    }
}

fn carried(phone: i64, name: &str, form: &str, current: bool) -> CarriedLine {
    CarriedLine {
        phone,
        name: name.into(),
        title: form.into(),
        version: "2026112301".into(),
        current,
        since: when(3_000),
        seen: Some(when(if current { 9 } else { 2_900 })),
    }
}

fn form_phones(rows: Vec<CarriedLine>) -> FormPhones {
    FormPhones {
        shell: shell(Role::Admin, Here::Projects),
        tabs: tabs(FormTab::Phones, true),
        all: rows.len(),
        old: rows.iter().filter(|r| !r.current).count(),
        rows,
        pager: Pager::default(),
    }
}

fn one_phone(carries: Vec<CarriedLine>, revoked: Option<i64>, trouble: Trouble) -> PhonePage {
    PhonePage {
        shell: shell(Role::Admin, Here::Projects),
        project: project(),
        phone: phone(11, "Team 1, phone A", Some(6), revoked),
        carries,
        every: false,
        forms: vec![
            Choice::new("wellbeing_a1", "Wellbeing A1").chosen_if("wellbeing_a1"),
            Choice::new("site_a0", "Site A0"),
        ],
        trouble,
    }
}

fn access(rows: Vec<AccessRow>) -> Access {
    Access {
        shell: shell(Role::Admin, Here::Projects),
        project: project(),
        forms: (0..8)
            .map(|n| (format!("wellbeing_a{n}"), format!("Wellbeing A{n}")))
            .collect(),
        rows,
        page: 1,
        pager: Pager::default(),
    }
}

pub(super) fn pages() -> Vec<Page> {
    let warning = || vec![finding(Weight::Warning, "/end/note", "lint-unlimited_text")];
    let of = |may, asked| form_page(Some(draft(warning(), may, asked, true)), true);
    let reason = Some("The note is for the team alone");
    let refused = FormPage {
        trouble: Trouble::with("reason", locale().t("forms-wrong-reason")),
        ..of(May::Ask, None)
    };
    let row = |phone, name: &str| AccessRow {
        phone,
        name: name.into(),
        every: phone == 11,
        may: (0..8).map(|n| n % 3 == 0).collect(),
    };
    let qr = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path d=\"M1 1h7v7h-7z\"/></svg>";
    let address = "https://waypost.example.org/v1/test/x8Rk2vQmTz71LbWc5NfHs0/projects/1/forms/wellbeing_a1/draft";
    vec![
        page("form-to-ask", &of(May::Ask, None)),
        page("form-asked", &of(May::Wait, asked("Amina Diallo", reason))),
        page(
            "form-second",
            &of(May::Publish, asked("Jonas Weber", reason)),
        ),
        page("form-second-unasked", &of(May::Publish, None)),
        page("form-ask-refused", &refused),
        page(
            "form-files",
            &files(
                vec![
                    file("map.png", "image", true, false),
                    file("sites.csv", "file", false, true),
                    file("welcome.mp3", "audio", false, false),
                ],
                Trouble::none(),
            ),
        ),
        page("form-files-none", &files(Vec::new(), Trouble::none())),
        page(
            "form-files-refused",
            &files(
                vec![file("welcome.mp3", "audio", false, false)],
                Trouble::with("file", locale().t("publish-wrong-nothing")),
            ),
        ),
        page("form-code", &code(None)),
        page(
            "form-code-shown",
            &code(Some((qr.into(), String::new().into(), address.into()))),
        ),
        page("form-look", &look(false)),
        page("form-look-none", &look(true)),
        page("form-changes", &changes(true, true)),
        page("form-changes-same", &changes(true, false)),
        page("form-changes-first", &changes(false, false)),
        page(
            "form-phones",
            &form_phones(vec![
                carried(11, "Team 1, phone A", "wellbeing_a1", false),
                carried(12, "Team 2, phone A", "wellbeing_a1", true),
            ]),
        ),
        page("form-phones-none", &form_phones(Vec::new())),
        page(
            "phone",
            &one_phone(
                vec![
                    carried(11, "Team 1, phone A", "Wellbeing A1", false),
                    carried(11, "Team 1, phone A", "Site A0", true),
                ],
                None,
                Trouble::none(),
            ),
        ),
        page(
            "phone-new",
            &one_phone(
                Vec::new(),
                None,
                Trouble::with("area", locale().t("places-wrong-area")),
            ),
        ),
        page(
            "phone-revoked",
            &one_phone(Vec::new(), Some(9), Trouble::none()),
        ),
        page(
            "access",
            &access(vec![row(11, "Team 1, phone A"), row(12, "Team 2, phone A")]),
        ),
        page("access-none", &access(Vec::new())),
    ]
}
