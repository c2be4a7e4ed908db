//! Samples of the pages of casework.

use super::*;
use crate::domain::case::{CaseState, ClosingReason, RiskLevel, StepWord};
use crate::domain::consent::{Approval, Basis, BypassReason, ConsentState};
use crate::domain::referral::ReferralState;
use crate::domain::words::{Stage, SubmissionState, Urgency};
use crate::web::pages::cases::{
    AskedLine, Case, CaseBody, CaseFile, CaseRow, CaseSubmission, Cases, ContactLine, Happened,
    Happening, Inside, Waits, Way,
};
use crate::web::pages::casework::{
    ApprovalRow, Approvals, CaseAssign, CaseClose, CaseLook, CasePlan, CaseStep, LookRow, Looks,
    NamingRow, Unmatched,
};
use crate::web::pages::consents::{
    ConsentConfirm, ConsentLine, ConsentNew, ConsentWithdraw, EVERYBODY, Says, Whom,
};
use crate::web::pages::facts;
use crate::web::pages::risk_chart::{AtRisk, RiskChart};

const DAY: i64 = 24 * 60;

fn id(n: u32) -> String {
    format!("q7Rk2fWb{n:04}Zt5mXc8LpYvD0sHgJ1uE9oA3iN6kBw")
}

fn row(n: u32, state: CaseState, urgency: Option<Urgency>) -> CaseRow {
    CaseRow {
        id: format!("{:x}{}", 0x9a3f + n * 7919, id(n)),
        state,
        urgency,
        caseworker: (!n.is_multiple_of(3)).then(|| "Daniel Okello".into()),
        opened: when(i64::from(n) * DAY + 200),
        updated: when(i64::from(n) * 170),
        submissions: i64::from(n),
        named: n % 7 == 2,
    }
}

fn list(rows: Vec<CaseRow>, role: Role, trouble: Trouble) -> Cases {
    Cases {
        shell: shell(role, Here::Cases),
        rows,
        state: None,
        urgency: None,
        has_own: role == Role::Caseworker,
        all: role != Role::Caseworker,
        supervises: role == Role::Supervisor,
        pager: Pager {
            previous: None,
            next: Some("/cases?page=2".into()),
        },
        trouble,
    }
}

fn consent(n: u32, state: ConsentState, says: Says) -> ConsentLine {
    let waits = state == ConsentState::Proposed;
    ConsentLine {
        id: id(n),
        state,
        says,
        basis: Basis::Consent,
        reason: None,
        given: when(i64::from(n) * 300),
        until: (state != ConsentState::Refused).then(|| when(-90 * DAY)),
        approval: Approval::Supervisor,
        may_confirm: waits,
        needs_one: true,
    }
}

fn told(name: &str) -> Says {
    Says::Yes {
        whom: Whom::Agency(name.into()),
        service: service_label(locale(), "shelter"),
        data: vec!["consent-data-needs", "consent-data-location"],
    }
}

fn consents() -> Vec<ConsentLine> {
    vec![
        consent(
            1,
            ConsentState::Proposed,
            Says::Yes {
                whom: Whom::Anybody,
                service: service_label(locale(), "medical"),
                data: vec!["consent-data-contact", "consent-data-health"],
            },
        ),
        consent(2, ConsentState::InForce, told("Riverside Protection")),
        ConsentLine {
            basis: Basis::VitalInterest,
            reason: Some(BypassReason::LifeInDanger),
            ..consent(3, ConsentState::Expired, Says::Card)
        },
        consent(
            4,
            ConsentState::Refused,
            Says::No {
                whom: Whom::Agency("Lantern Legal Aid".into()),
                service: None,
            },
        ),
        consent(5, ConsentState::InForce, Says::Locked),
    ]
}

fn risk() -> Option<RiskChart> {
    let levels = [
        (60, RiskLevel::Extreme),
        (48, RiskLevel::High),
        (33, RiskLevel::High),
        (20, RiskLevel::Medium),
        (12, RiskLevel::High),
        (3, RiskLevel::Low),
    ];
    let points = levels.map(|(days, level)| AtRisk {
        at: NOW - days * DAY * MINUTE,
        when: when(days * DAY),
        level,
    });
    RiskChart::of(points.to_vec())
}

fn events(count: u32) -> Vec<Happening> {
    let came = |stage, from: Option<&str>, state, corrected| Happened::Came {
        href: Some(format!("/cases/{}/submissions/{}", id(1), id(2))),
        stage: Some(stage),
        from: from.map(str::to_owned),
        state,
        corrected,
    };
    (0..count)
        .map(|n| Happening {
            when: when(i64::from(n) * 700),
            what: match n % 6 {
                0 => came(Stage::Follow, None, SubmissionState::Sealed, false),
                1 => Happened::Stepped {
                    to: CaseState::Active,
                    by: "Daniel Okello".into(),
                },
                2 => Happened::Referred {
                    href: format!("/referrals/{}", id(n)),
                    from: None,
                    to: Some("Riverside Protection".into()),
                    urgency: Urgency::U1,
                    standing: Standing(ReferralState::Accepted),
                },
                3 => came(
                    Stage::Feedback,
                    Some("Riverside Protection"),
                    SubmissionState::Sealed,
                    false,
                ),
                4 => Happened::Referred {
                    href: format!("/referrals/{}", id(n)),
                    from: None,
                    to: None,
                    urgency: Urgency::U2,
                    standing: Standing(ReferralState::Held),
                },
                _ => came(Stage::Screen, None, SubmissionState::WaitingKey, true),
            },
        })
        .collect()
}

fn case(role: Role, inside: Option<Inside>, lock: Lock) -> Case {
    let opens = inside.is_some();
    let way = |to, key, first| Way { to, key, first };
    Case {
        shell: shell(role, Here::Cases),
        row: row(2, CaseState::Active, Some(Urgency::U0)),
        supervisor: Some("Amina Diallo".into()),
        lock,
        may_look: !opens && role == Role::Caseworker,
        waits: match opens {
            true => vec![
                Waits {
                    key: "case-waits-named",
                    count: 1,
                    href: Some("/unmatched".into()),
                },
                Waits {
                    key: "case-waits-asked",
                    count: 1,
                    href: Some("/approvals".into()),
                },
                Waits {
                    key: "case-waits-consent",
                    count: 1,
                    href: Some(format!("/cases/{}#agreed-h", id(1))),
                },
            ],
            false => Vec::new(),
        },
        ways: match opens {
            true => vec![
                way("step", "case-step-follow-up", true),
                way("assign", "case-assign", false),
                way("close", "case-close", false),
                way("consents/withdraw", "consent-withdraw", false),
                way("consents/new", "consent-new", false),
            ],
            false => Vec::new(),
        },
        inside,
        events: events(25),
        pager: Pager {
            previous: None,
            next: Some(format!("/cases/{}?page=2", id(1))),
        },
    }
}

fn inside() -> Inside {
    let line = |name: &str, value: &str| ContactLine {
        label: facts::fact_label(locale(), name),
        rules: facts::value_labels(locale(), name, value)
            .into_iter()
            .map(Into::into)
            .collect(),
    };
    Inside {
        code: Some("KHR5B62ZKf".into()),
        contact: vec![
            line("contact_rules", "no_calls never_visit_home say_other_topic"),
            line("how", "safe_place_code"),
            line("when", "morning"),
            line("language", "ara"),
        ],
        risk: risk(),
        unread: 1,
        consents: consents(),
        more_consents: true,
        asked: vec![
            AskedLine {
                kind: "case-kind-close",
                standing: "case-standing-asked",
                tone: "wait",
                asked: when(90),
                by: "Daniel Okello".into(),
            },
            AskedLine {
                kind: "case-kind-plan",
                standing: "case-standing-approved",
                tone: "ok",
                asked: when(9_000),
                by: "Daniel Okello".into(),
            },
        ],
        files: vec![
            file(
                Some(Stage::Intake),
                "1795441999.jpg",
                "case-file-picture",
                true,
            ),
            file(None, "talk with mother.m4a", "case-file-sound", true),
            file(Some(Stage::Id), "card.png", "case-file-picture", false),
        ],
        more_files: true,
    }
}

fn file(stage: Option<Stage>, name: &str, kind: &'static str, opens: bool) -> CaseFile {
    CaseFile {
        stage,
        received: when(700),
        name: name.into(),
        kind,
        size: Some(locale().of("submissions-size-kb").n("n", 212).into()),
        href: opens.then(|| format!("/cases/{}/submissions/{}/files/0", id(1), id(2))),
    }
}

fn opened(stage: Stage, body: CaseBody) -> CaseSubmission {
    CaseSubmission {
        shell: shell(Role::Caseworker, Here::Cases),
        case: id(1),
        id: id(2),
        stage: Some(stage),
        received: when(300),
        corrected: false,
        may_correct: matches!(body, CaseBody::Answers(_) | CaseBody::Purpose(_)),
        body,
    }
}

fn answers() -> CaseBody {
    let answer = |label: &str, values: &[&str]| Answer {
        label: label.into(),
        values: values.iter().map(|value| (*value).into()).collect(),
    };
    CaseBody::Answers(vec![
        AnswerGroup {
            label: "Safety".into(),
            answers: vec![
                answer("Is it safe to talk now?", &["Yes"]),
                answer(
                    "What is the person worried about?",
                    &["Going home", "Who waits there"],
                ),
            ],
        },
        AnswerGroup {
            label: "Plan".into(),
            answers: vec![answer("What was agreed?", &[])],
        },
    ])
}

fn approval(n: u32, waits: bool, may_decide: bool) -> ApprovalRow {
    ApprovalRow {
        id: id(n),
        case: id(n),
        kind: match n % 2 {
            0 => "case-kind-plan",
            _ => "case-kind-close",
        },
        closing: (n % 2 == 1).then_some(("case-close-goals", "case-risk-low")),
        reason: "All that was planned is done; we talked about it twice.".into(),
        by: "Daniel Okello".into(),
        asked: when(i64::from(n) * 400),
        until: when(-13 * DAY),
        standing: match waits {
            true => "case-standing-asked",
            false => "case-standing-approved",
        },
        tone: if waits { "wait" } else { "ok" },
        waits,
        may_decide,
    }
}

fn look(n: u32, justified: Option<bool>) -> LookRow {
    LookRow {
        id: id(n),
        case: id(n),
        by: "Grace Achan".into(),
        reason: "The caseworker is away and the person called.".into(),
        at: when(50),
        until: when(-10),
        justified,
        may_review: justified.is_none(),
    }
}

pub(super) fn pages() -> Vec<Page> {
    let full: Vec<CaseRow> = (1..=50)
        .map(|n| {
            row(
                n,
                CaseState::ALL[n as usize % 5],
                Urgency::ALL.get(n as usize % 6).copied(),
            )
        })
        .collect();
    let cases = || shell(Role::Supervisor, Here::Cases);
    let nobody = locale().t("case-search-nothing");
    let step = |state, step, unapproved| CaseStep {
        shell: cases(),
        case: id(1),
        state,
        step,
        unapproved,
    };
    let people = |names: &[&str]| -> Vec<Choice> {
        let all = names.iter().zip(1..);
        all.map(|(name, n)| Choice::new(n.to_string(), *name).chosen_if("1"))
            .collect()
    };
    let confirm = |state, may_confirm, needs_one| ConsentConfirm {
        shell: cases(),
        case: id(1),
        c: ConsentLine {
            may_confirm,
            needs_one,
            approval: if needs_one {
                Approval::Supervisor
            } else {
                Approval::Two
            },
            ..consent(1, state, told("Riverside Protection"))
        },
    };
    let recipients = |chosen: &str| {
        let everybody = Choice::new(EVERYBODY, locale().t("consent-withdraw-all"));
        let all = [everybody, Choice::new("RIVER", "Riverside Protection")];
        all.map(|one| one.chosen_if(chosen)).to_vec()
    };
    let over = locale().of("consent-new-too-much");
    let over = over.s("what", locale().t("consent-data-needs"));
    let mut searched = list(
        vec![row(1, CaseState::Open, None)],
        Role::Supervisor,
        Trouble::with("code", nobody),
    );
    searched.shell.sought = "KHR5B62ZKg".to_owned().into();
    let open = || Lock::Open;
    vec![
        page("cases", &list(full, Role::Supervisor, Trouble::none())),
        page(
            "cases-empty",
            &list(Vec::new(), Role::Caseworker, Trouble::none()),
        ),
        page("cases-searched", &searched),
        page("case", &case(Role::Supervisor, Some(inside()), open())),
        page("case-not-yours", &case(Role::Caseworker, None, open())),
        page("case-focal-point", &case(Role::FocalPoint, None, open())),
        page(
            "case-locked",
            &case(Role::FocalPoint, None, Lock::Locked { may_unlock: true }),
        ),
        page("case-submission", &opened(Stage::Follow, answers())),
        page(
            "case-submission-purpose",
            &opened(
                Stage::Id,
                CaseBody::Purpose(vec![
                    Choice::new("contact", "case-purpose-contact"),
                    Choice::new("safety", "case-purpose-safety"),
                ]),
            ),
        ),
        page(
            "case-submission-uncertified",
            &opened(Stage::Verify, CaseBody::Not("case-not-certified")),
        ),
        page(
            "case-submission-locked",
            &opened(
                Stage::Safety,
                CaseBody::Shut(Lock::Locked { may_unlock: false }),
            ),
        ),
        page(
            "case-assign",
            &CaseAssign {
                shell: cases(),
                case: id(1),
                caseworkers: people(&["Daniel Okello", "Grace Achan"]),
                supervisors: people(&["Amina Diallo"]),
            },
        ),
        page("case-step-none", &step(CaseState::Open, None, false)),
        page(
            "case-step-start",
            &step(CaseState::Planned, Some(StepWord::Start), true),
        ),
        page(
            "case-step-follow-up",
            &step(CaseState::Active, Some(StepWord::FollowUp), false),
        ),
        page(
            "case-step-resume",
            &step(CaseState::FollowUp, Some(StepWord::Resume), false),
        ),
        page(
            "case-step-reopen",
            &step(CaseState::Closed, Some(StepWord::Reopen), false),
        ),
        page(
            "case-plan",
            &CasePlan {
                shell: cases(),
                case: id(1),
                trouble: Trouble::none(),
            },
        ),
        page(
            "case-close",
            &CaseClose {
                shell: cases(),
                case: id(1),
                reason: None,
                risk: None,
                attempts: String::new(),
                note: "".into(),
                trouble: Trouble::none(),
            },
        ),
        page(
            "case-close-wrong",
            &CaseClose {
                shell: cases(),
                case: id(1),
                reason: Some(ClosingReason::GoalsMet),
                risk: Some(RiskLevel::High),
                attempts: "2".into(),
                note: "All that was planned is done; we talked about it twice.".into(),
                trouble: Trouble::with("risk", locale().t("case-not-yet-risk")),
            },
        ),
        page(
            "case-look",
            &CaseLook {
                shell: shell(Role::Caseworker, Here::Cases),
                case: id(1),
                trouble: Trouble::with("reason", locale().t("case-note-first")),
            },
        ),
        page(
            "consent-confirm",
            &confirm(ConsentState::Proposed, true, true),
        ),
        page(
            "consent-confirm-first",
            &confirm(ConsentState::Proposed, true, false),
        ),
        page(
            "consent-confirm-another",
            &confirm(ConsentState::Proposed, false, true),
        ),
        page(
            "consent-confirm-not",
            &confirm(ConsentState::InForce, false, true),
        ),
        page(
            "consent-withdraw",
            &ConsentWithdraw {
                shell: cases(),
                case: id(1),
                recipients: recipients(""),
                reason: None,
                consents: 4,
                referrals: 3,
                trouble: Trouble::none(),
            },
        ),
        page(
            "consent-withdraw-wrong",
            &ConsentWithdraw {
                shell: cases(),
                case: id(1),
                recipients: recipients("RIVER"),
                reason: None,
                consents: 4,
                referrals: 3,
                trouble: Trouble::with("reason", locale().t("case-choose-first")),
            },
        ),
        page(
            "consent-new",
            &ConsentNew {
                shell: cases(),
                case: id(1),
                recipients: vec![Choice::new("RIVER", "Riverside Protection")],
                services: vec![Choice::new("medical", service_label(locale(), "medical"))],
                chosen: Vec::new(),
                trouble: Trouble::none(),
            },
        ),
        page(
            "consent-new-wrong",
            &ConsentNew {
                shell: cases(),
                case: id(1),
                recipients: vec![Choice::new("RIVER", "Riverside Protection")],
                services: vec![Choice::new("medical", service_label(locale(), "medical"))],
                chosen: [
                    ("basis", "vital_interest"),
                    ("service", "medical"),
                    ("data", "needs"),
                ]
                .map(|(field, value)| (field.to_owned(), value.to_owned()))
                .to_vec(),
                trouble: Trouble::with("data", over),
            },
        ),
        page(
            "approvals",
            &Approvals {
                shell: cases(),
                rows: (0..25).map(|n| approval(n, n < 3, n < 2)).collect(),
                decides: true,
                pager: Pager::default(),
            },
        ),
        page(
            "approvals-none",
            &Approvals {
                shell: shell(Role::Caseworker, Here::Cases),
                rows: Vec::new(),
                decides: false,
                pager: Pager::default(),
            },
        ),
        page(
            "unmatched",
            &Unmatched {
                shell: cases(),
                rows: (0..30)
                    .map(|n| NamingRow {
                        id: id(n),
                        case: id(n + 100),
                        from: "Riverside Protection".into(),
                        form: "wellbeing_a5".into(),
                        received: when(i64::from(n) * 80),
                    })
                    .collect(),
            },
        ),
        page(
            "unmatched-none",
            &Unmatched {
                shell: cases(),
                rows: Vec::new(),
            },
        ),
        page(
            "looks",
            &Looks {
                shell: cases(),
                rows: vec![look(1, None), look(2, Some(true)), look(3, Some(false))],
            },
        ),
        page(
            "looks-none",
            &Looks {
                shell: cases(),
                rows: Vec::new(),
            },
        ),
    ]
}
