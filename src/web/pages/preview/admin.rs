//! Samples of the pages for admins, key holders and auditors.

use super::super::audit::HeadLine;
use super::super::form_parts::FormTab;
use super::super::keys::{ProgressLine, needed_by, steps};
use super::super::labels::{audit_action_label, audit_kind_label, audit_why_label};
use super::*;
use crate::domain::key_life::Hangs;
use crate::domain::words::{AgencyKind, Custody, FormState, KeyPurpose, KeyState, Stage};

const PRINT: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

pub(super) fn phone(actor: i64, name: &str, seen: Option<i64>, revoked: Option<i64>) -> PhoneRow {
    PhoneRow {
        actor,
        name: name.into(),
        created: when(9_000),
        last_seen: seen.map(when),
        revoked: revoked.map(when),
        area: "SS0101".into(),
        carries: 5,
        old: 2,
    }
}

fn key(n: u32, purpose: KeyPurpose, state: KeyState) -> KeyCard {
    let pending = state == KeyState::Pending;
    let hangs = Hangs {
        carried: if state == KeyState::Retiring { 12 } else { 0 },
        ..Hangs::default()
    };
    KeyCard {
        id: format!("k{n}"),
        purpose,
        state,
        custody: Custody::Passphrase,
        fingerprint: PRINT.into(),
        created: when(4_000),
        requested_by: Some("Jonas Weber".into()),
        confirmed_by: (!pending).then(|| "Amina Diallo".into()),
        disabled_reason: (state == KeyState::Disabled)
            .then(|| "Passphrase may have been seen by someone".into()),
        may_confirm: pending,
        may_disable: state == KeyState::Active,
        needed_by: needed_by(locale(), &hangs),
        steps: steps(locale(), state, &hangs, None),
    }
}

pub(super) fn form_page(draft: Option<Draft>, published: bool) -> FormPage {
    FormPage {
        shell: shell(Role::Admin, Here::Projects),
        tabs: super::forms::tabs(FormTab::Versions, draft.is_some()),
        stage: Some(Stage::Screen),
        state: published.then_some(FormState::Open),
        draft,
        versions: if published {
            vec![
                VersionRow {
                    version: "2026112301".into(),
                    published: when(300),
                    by: Some("Amina Diallo".into()),
                    published_by: Some("Jonas Weber".into()),
                    reason: Some("Short labels were asked for by the field team".into()),
                    current: true,
                },
                VersionRow {
                    version: "2026110100".into(),
                    published: when(31_000),
                    by: None,
                    published_by: None,
                    reason: None,
                    current: false,
                },
            ]
        } else {
            Vec::new()
        },
        may_edit: true,
        may_publish: true,
        trouble: Trouble::none(),
        refused: Vec::new(),
    }
}

/// What the linter found, by its key, or words of the converter's own.
pub(super) fn finding(weight: Weight, place: &str, text: &str) -> Finding {
    let english = !text.starts_with("lint-");
    Finding {
        weight,
        place: place.into(),
        text: match english {
            true => text.into(),
            false => locale().t(text),
        },
        row: None,
        english,
    }
}

fn keys(list: Vec<KeyCard>, lock: PassphraseLock, trouble: Trouble) -> Keys {
    Keys {
        shell: shell(Role::FocalPoint, Here::Keys),
        agency: "Harbour Shelter Network".into(),
        progress: match list.is_empty() {
            true => Vec::new(),
            false => vec![
                ProgressLine {
                    purpose: KeyPurpose::Collection,
                    done: 9,
                    all: 21,
                },
                ProgressLine {
                    purpose: KeyPurpose::Cases,
                    done: 1_304,
                    all: 1_311,
                },
            ],
        },
        keys: list,
        lock,
        is_holder: true,
        min_length: 20,
        trouble,
    }
}

fn qr() -> Content {
    let code = qrcodegen::QrCode::encode_text(
        &"eJx1zjEOgzAMheG7eGZo".repeat(12),
        qrcodegen::QrCodeEcc::Low,
    )
    .expect("fits");
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    let size = code.size();
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-4 -4 {0} {0}\" shape-rendering=\"crispEdges\"><path fill=\"#000\" d=\"{path}\"/></svg>", size + 8).into()
}

fn stops() -> StopsPage {
    let all_of = locale()
        .of("stops-agency")
        .s("agency", "Amal Association")
        .to_string();
    let one_phone = locale()
        .of("stops-phone")
        .s("phone", "Team 3")
        .s("project", "Screening")
        .to_string();
    let stop = |id: &str, what: &str, lifted: Option<i64>| StopLine {
        id: id.into(),
        what: what.into(),
        reason: "The office is left tonight".into(),
        set: when(600),
        lifted: lifted.map(when),
        may_lift: lifted.is_none(),
    };
    StopsPage {
        shell: shell(Role::FocalPoint, Here::Stops),
        stops: vec![stop("s2", &all_of, None), stop("s1", &one_phone, Some(30))],
        choices: vec![
            Choice::new("agency:a1", all_of),
            Choice::new("device:7", one_phone),
        ],
        trouble: Trouble::none(),
    }
}

fn people(role: Role, link: Option<OneTimeLink>) -> People {
    let row = |id, name: &str, role, account, seen: Option<i64>| PersonRow {
        id,
        name: name.into(),
        email: format!(
            "{}@harbour.example",
            name.split(' ').next().unwrap_or_default().to_lowercase()
        ),
        role,
        certified: (role == Role::Supervisor).then(|| (when(-400_000), true)),
        may_certify: role == Role::Caseworker,
        agency: None,
        account,
        last_in: seen.map(when),
        may_disable: account != Account::Disabled && id != 1,
        may_reset: account != Account::Disabled && id != 1,
        may_recover: account == Account::Active && id != 1,
    };
    People {
        shell: shell(role, Here::People),
        sought: String::new(),
        rows: vec![
            row(
                1,
                "Amina Diallo",
                Role::FocalPoint,
                Account::Active,
                Some(3),
            ),
            row(
                2,
                "Jonas Weber",
                Role::DataManager,
                Account::Active,
                Some(1_700),
            ),
            row(3, "Leyla Hassan", Role::Caseworker, Account::Invited, None),
            row(
                4,
                "Marco Silva",
                Role::Supervisor,
                Account::Disabled,
                Some(90_000),
            ),
        ],
        roles: vec![
            Role::Caseworker,
            Role::Supervisor,
            Role::DataManager,
            Role::FocalPoint,
        ],
        agencies: if role == Role::Admin {
            vec![Choice::new("a1", "Harbour Shelter Network")]
        } else {
            Vec::new()
        },
        name: String::new(),
        email: String::new(),
        link,
        trouble: Trouble::none(),
    }
}

fn agencies() -> Agencies {
    let line = |purpose, state| KeyLine {
        purpose,
        state,
        custody: Custody::Unattended,
        fingerprint: PRINT.into(),
    };
    Agencies {
        shell: shell(Role::Admin, Here::Agencies).said(Some("agency-added")),
        rows: vec![
            AgencyRow {
                id: "a1".into(),
                code: "harbour".into(),
                name: "Harbour Shelter Network".into(),
                services: ["safe_shelter", "medical", "cmr"]
                    .map(|s| service_label(locale(), s))
                    .to_vec(),
                disabled: false,
                keys: Some(vec![
                    line(KeyPurpose::Collection, KeyState::Active),
                    line(KeyPurpose::Cases, KeyState::Active),
                    line(KeyPurpose::Identity, KeyState::Pending),
                ]),
                invites_first: false,
                choices: services(),
            },
            AgencyRow {
                id: "a2".into(),
                code: "riverside".into(),
                name: "Riverside Protection".into(),
                services: Vec::new(),
                disabled: false,
                keys: Some(Vec::new()),
                invites_first: true,
                choices: services(),
            },
        ],
        code: String::new(),
        name: String::new(),
        kinds: kinds(locale(), AgencyKind::Ngo),
        services: services(),
        may_edit: true,
        link: None,
        trouble: Trouble::none(),
    }
}

fn services() -> Vec<Choice> {
    ["medical", "mhpss", "legal"]
        .iter()
        .map(|s| Choice::new(*s, service_label(locale(), s)).chosen_if("medical"))
        .collect()
}

fn audit(chain: Chain) -> Audit {
    let row = |seq, who: &str, action: &str, kind: &str, id: &str, done: bool| AuditRow {
        seq,
        when: when(1_200 - seq),
        who: who.into(),
        action: audit_action_label(locale(), action),
        kind: audit_kind_label(locale(), kind),
        object: id.into(),
        purpose: (action == "submission.read").then(|| audit_why_label(locale(), "review")),
        result: locale().t(if done {
            "audit-result-done"
        } else {
            "audit-result-refused"
        }),
        refused: !done,
    };
    let server = locale().t("audit-by-server");
    let phone = locale().of("audit-by-phone").s("name", "Team 2, phone A");
    let phone = phone.to_string();
    let [referral, submission] = [
        "0198f2c4-7d1e-7c3a-9b11-3e5a0c4d0007",
        "0198f2c4-1111-7c3a-9b11-3e5a0c4d0002",
    ];
    let chosen = |act: &str| Choice::new(act, audit_action_label(locale(), act));
    Audit {
        shell: shell(Role::Auditor, Here::Audit),
        signed: matches!(chain, Chain::Whole { .. }).then(|| HeadLine {
            link: 1_200,
            hash: PRINT.into(),
            signed: when(40),
            public: PRINT.into(),
            file: "000000001200.json".into(),
        }),
        people: vec![
            Choice::new("1", "Amina Diallo"),
            Choice::new("2", "Jonas Weber"),
        ],
        from: "2026-11-01".into(),
        until: String::new(),
        rows: vec![
            row(
                1_204,
                "Amina Diallo",
                "referral.accept",
                "referral",
                referral,
                true,
            ),
            row(
                1_203,
                "Amina Diallo",
                "referral.open",
                "referral",
                referral,
                true,
            ),
            row(
                1_202,
                "Root Admin",
                "submission.read",
                "submission",
                submission,
                false,
            ),
            row(
                1_201,
                &server,
                "submission.open",
                "submission",
                submission,
                true,
            ),
            row(1_200, &phone, "entity.approve", "entity", submission, true),
        ],
        chain,
        actions: vec![chosen("submission.open"), chosen("referral.accept")],
        object: String::new(),
        refused_only: false,
        pager: Pager {
            previous: None,
            next: Some("/audit?before=1200".into()),
        },
    }
}

pub(super) fn pages() -> Vec<Page> {
    let row = |id, name: &str, agency: Option<&str>| ProjectRow {
        project: ProjectRef {
            id,
            name: name.into(),
        },
        agency: agency.map(Into::into),
        forms: 2,
        phones: Some(1),
    };
    let form = |form_id: &str, title: &str, stage, state, has_draft| FormRow {
        form_id: form_id.into(),
        title: title.into(),
        stage,
        state,
        version: state.map(|_| "2026112301".into()),
        has_draft,
        waits: has_draft && state.is_some(),
    };
    let phones = |rows| Phones {
        shell: shell(Role::Admin, Here::Projects),
        project: project(),
        rows,
        pager: Pager::default(),
        may_edit: true,
        name: String::new(),
        trouble: Trouble::none(),
    };
    let draft = |findings| Some(super::forms::draft(findings, May::Publish, None, false));
    let warnings = vec![
        finding(Weight::Warning, "end/note", "lint-unlimited_text"),
        finding(Weight::Note, "end/info_given", "Has no hint."),
    ];
    let errors = vec![
        finding(Weight::Error, "urg/danger", "lint-no_class"),
        finding(Weight::Warning, "end/note", "lint-unlimited_text"),
    ];
    let two = || {
        vec![
            key(1, KeyPurpose::Identity, KeyState::Pending),
            key(2, KeyPurpose::Collection, KeyState::Active),
            key(3, KeyPurpose::Cases, KeyState::Active),
            key(4, KeyPurpose::Identity, KeyState::Disabled),
            key(5, KeyPurpose::Collection, KeyState::Retiring),
            key(6, KeyPurpose::Cases, KeyState::Retired),
        ]
    };
    let admin_work = Counts {
        agencies_without_key: 1,
        drafts: 1,
        drafts_to_second: 1,
        second_at: Some("/projects/1/forms/wellbeing_a1".into()),
        ..Counts::default()
    };
    vec![
        page("home-admin", &Home::new(shell(Role::Admin, Here::Home), Role::Admin, &admin_work)),
        page("home-auditor-broken", &Home::new(shell(Role::Auditor, Here::Home), Role::Auditor, &Counts { chain_broken: true, ..Counts::default() })),
        page(
            "projects",
            &Projects { shell: shell(Role::Admin, Here::Projects), rows: vec![row(1, "Northern corridor", Some("Harbour Shelter Network")), row(2, "Site mapping", Some("Riverside Protection")), row(3, "Training", None)], may_create: true, agencies: vec![Choice::new("a1", "Harbour Shelter Network")], name: String::new(), trouble: Trouble::none() },
        ),
        page(
            "project",
            &Project {
                shell: shell(Role::Admin, Here::Projects),
                project: project(),
                agency: Some("Harbour Shelter Network".into()),
                requires_stage: true,
                may_change: true,
                forms: vec![form("wellbeing_a1", "Wellbeing A1", Some(Stage::Screen), Some(FormState::Open), true), form("site_a0", "Site A0", Some(Stage::Context), Some(FormState::Closing), false), form("count", "Head count", None, None, true)],
                may_edit: true,
                may_see_phones: true,
                may_see_submissions: true,
                trouble: Trouble::with("file", locale().t("forms-wrong-found")),
                findings: Vec::new(),
            },
        ),
        page(
            "project-open",
            &Project { shell: shell(Role::Admin, Here::Projects), project: ProjectRef { id: 3, name: "Training".into() }, agency: None, requires_stage: false, forms: Vec::new(), may_edit: true, may_change: true, may_see_phones: true, may_see_submissions: true, trouble: Trouble::none(), findings: vec![finding(Weight::Error, "/data/name", "lint-asks_for_name")] },
        ),
        page("form", &form_page(draft(warnings), true)),
        page("form-blocked", &form_page(draft(errors), false)),
        page("form-clean", &form_page(None, true)),
        page("phones", &phones(vec![phone(11, "Team 1, phone A", Some(6), None), phone(12, "Team 2, phone A", None, None), phone(13, "Team 2, phone B", Some(20_000), Some(9))])),
        page("phones-none", &phones(Vec::new())),
        page(
            "phone-created",
            &PhoneCreated {
                shell: shell(Role::Admin, Here::Projects),
                project: project(),
                name: "Team 3, phone A".into(),
                server_url: "https://waypost.example.org/v1/key/x8Rk2vQmTz71LbWc5NfHs0YpJdGaEu93ViKoXqZtBn6CyMwDlSgPrAhFjU4eI/projects/1".into(),
                plain_url: "https://waypost.example.org".into(),
                user: "team3-k7f2".into(),
                password: "mango-ferry-quilt-ladder".into(),
                qr_png: String::new().into(),
                qr_svg: qr(),
            },
        ),
        page("phone-revoke", &PhoneRevoke { shell: shell(Role::Admin, Here::Projects), project: project(), phone: phone(11, "Team 1, phone A", Some(6), None) }),
        page("keys-locked", &keys(two(), PassphraseLock::Locked { waiting: 12 }, Trouble::with("passphrase", locale().t("keys-wrong-passphrase")))),
        page("keys-open", &keys(two(), PassphraseLock::Unlocked { until: locale().of("keys-idle").n("n", 30_i64).into() }, Trouble::none())),
        page("keys-none", &keys(Vec::new(), PassphraseLock::None, Trouble::none())),
        page("stops", &stops()),
        page("people", &people(Role::FocalPoint, None)),
        page(
            "people-link",
            &people(Role::Admin, Some(OneTimeLink { name: "Leyla Hassan".into(), url: "https://waypost.example.org/welcome/Q2hvb3NlIGEgcGFzc3dvcmQgYW5kIHNpZ24gaW4".into(), expires: when(-2_880) })),
        ),
        page("agencies", &agencies()),
        page("audit", &audit(Chain::Whole { rows: 1_204, head: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into() })),
        page("audit-broken", &audit(Chain::Broken { at: 877 })),
        page("audit-agency", &audit(Chain::NotShown)),
    ]
}
