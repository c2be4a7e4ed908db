//! Samples of the pages for people who work with cases.

use super::*;
use crate::domain::referral::ReferralState;
use crate::domain::review::ReviewState;
use crate::domain::words::{SubmissionState, Theme, Urgency};
use crate::service::reviews::Happened;
use crate::web::pages::queue::{QueueAnswered, ReferralDecline, ReferralPrint};
use crate::web::pages::referral_words::{decline_reasons, purposes};
use crate::web::pages::reviews::{
    ActivityLine, Change, ChangeLine, CommentLine, Comments, Compared, VersionChoice, Versions,
};

/// Facts as cards show them.
fn facts_of(pairs: &[(&str, &str)]) -> Vec<Field> {
    pairs
        .iter()
        .map(|(name, value)| Field {
            label: facts::fact_label(locale(), name),
            value: match *name {
                "area" => (*value).into(),
                name => facts::value_label(locale(), name, value).into(),
            },
        })
        .collect()
}

fn card(n: u32, service: &str, urgency: Urgency, state: ReferralState, minutes: i64) -> Card {
    let standing = Standing(state);
    Card {
        id: format!("0198f2c4-7d1e-7c3a-9b11-3e5a0c4d{n:04}"),
        service: Some(service_label(locale(), service)),
        urgency,
        standing,
        due: standing.is_open().then(|| due(minutes)).flatten(),
        due_what: if standing.is_held() {
            "queue-due-decide"
        } else {
            "queue-due-answer"
        },
        escalated: if minutes < -10 {
            Some("queue-late-1")
        } else {
            None
        },
        exposure: (service == "cmr").then(|| due(100)).flatten(),
        sent: when(20 + i64::from(n) * 17),
        sent_ms: NOW - (20 + i64::from(n) * 17) * MINUTE,
        other_agency: (state != ReferralState::Held).then(|| "Riverside Protection".into()),
        triage: Some(facts_of(&[
            ("case_code", &format!("WP-{}", 4200 + n)),
            ("age_group", "18_24"),
            ("sex", "female"),
            ("area", "Bor county"),
            ("language", "ara"),
            ("medical", "yes"),
        ])),
        may_answer: true,
        ended: false,
    }
}

fn cards() -> Vec<Card> {
    vec![
        card(1, "medical", Urgency::U0, ReferralState::Sent, 22),
        card(2, "protection_cm", Urgency::U0, ReferralState::Seen, -12),
        card(3, "cmr", Urgency::U1, ReferralState::Sent, 290),
        card(4, "protection_cm", Urgency::U1, ReferralState::Held, 340),
        card(5, "mhpss", Urgency::U2, ReferralState::Seen, 2_700),
        card(6, "basic_needs", Urgency::U3, ReferralState::Sent, 6_400),
        card(7, "safe_shelter", Urgency::U1, ReferralState::Accepted, 0),
        card(8, "legal", Urgency::U2, ReferralState::Declined, 0),
    ]
}

fn locked(mut card: Card) -> Card {
    card.service = None;
    card.triage = None;
    card
}

fn submission(n: u32, state: SubmissionState) -> SubmissionRow {
    let late = state == SubmissionState::WaitingMedia;
    SubmissionRow {
        id: format!("0198f2c4-1111-7c3a-9b11-3e5a0c4d{n:04}"),
        form: "Wellbeing A1".into(),
        state,
        received: when(i64::from(n) * 47),
        phone: (n != 4).then(|| format!("Team {n}, phone A")),
        parts_present: if late { 1 } else { 3 },
        parts_expected: 3,
        may_retry: matches!(
            state,
            SubmissionState::Damaged | SubmissionState::WaitingMedia
        ),
        review: ReviewState::ALL[n as usize % ReviewState::ALL.len()],
        may_review: state == SubmissionState::Sealed,
    }
}

fn answers() -> Body {
    let answer = |label: &str, values: &[&str]| Answer {
        label: label.into(),
        values: values.iter().map(|&v| v.into()).collect(),
    };
    Body::Answers(vec![
        AnswerGroup {
            label: "Before you start".into(),
            answers: vec![
                answer("Is it safe to talk now?", &["Yes"]),
                answer("How do you fill this?", &["Talking with the person"]),
                answer(
                    "I said what I do with answers, that they may stop, and when I cannot keep a secret",
                    &["Yes"],
                ),
            ],
        },
        AnswerGroup {
            label: "About the person".into(),
            answers: vec![
                answer("Area", &["Bor county"]),
                answer("Age group", &["18 to 24"]),
                answer("Displacement", &[]),
                answer(
                    "What you saw",
                    &[
                        "Somebody else answers",
                        "Fearful or watchful",
                        "Does not know where she is",
                    ],
                ),
            ],
        },
    ])
}

fn one(row: SubmissionRow, body: Body, role: Role) -> Submission {
    let present = row.state != SubmissionState::WaitingMedia;
    let sealed = row.state == SubmissionState::Sealed;
    let comment = CommentLine {
        who: "Amina Diallo".into(),
        when: when(40),
        body: "The age group does not fit what was said later.".into(),
    };
    Submission {
        shell: shell(role, Here::Projects),
        project: project(),
        opened: sealed.then(|| when(46)),
        row,
        version: "2026112301".into(),
        comments: match &body {
            Body::NotEntitled => Comments::NotEntitled,
            Body::Locked { .. } => Comments::Locked,
            Body::Away => Comments::Away,
            Body::NotOpened => Comments::Shown(Vec::new()),
            Body::Answers(_) => Comments::Shown(vec![comment]),
        },
        body,
        attachments: vec![
            AttachmentRow {
                name: "site-photo.jpg".into(),
                size: Some("212 KB".into()),
                present: true,
                href: Some("/submissions/x/files/0".into()),
            },
            AttachmentRow {
                name: "voice-note.m4a".into(),
                size: present.then(|| "1.4 MB".into()),
                present,
                href: None,
            },
        ],
        not_confidential: false,
        activity: match sealed {
            true => activity(),
            false => activity().into_iter().skip(2).collect(),
        },
        replaced: None,
        has_versions: sealed,
        may_correct: sealed && role == Role::Supervisor,
    }
}

fn activity() -> Vec<ActivityLine> {
    let line = |minutes, what, by: &str| ActivityLine {
        when: when(minutes),
        what,
        by: Some(by.into()),
    };
    vec![
        line(
            20,
            Happened::Reviewed(ReviewState::HasIssues),
            "Amina Diallo",
        ),
        line(60, Happened::Corrected, "Team 6, phone A"),
        line(90, Happened::Received, "Team 6, phone A"),
    ]
}

fn versions() -> Versions {
    let change = |label: &str, change, before: &[&str], after: &[&str]| ChangeLine {
        group: "About the person".into(),
        label: label.into(),
        change,
        before: before.iter().map(|&v| v.into()).collect(),
        after: after.iter().map(|&v| v.into()).collect(),
    };
    let version = |minutes, current| VersionChoice {
        id: "0198f2c4-1111-7c3a-9b11-3e5a0c4d0006".into(),
        when: when(minutes),
        by: Some("Team 6, phone A".into()),
        current,
    };
    Versions {
        shell: shell(Role::Supervisor, Here::Projects),
        project: project(),
        id: "0198f2c4-1111-7c3a-9b11-3e5a0c4d0006".into(),
        form: "Wellbeing A1".into(),
        versions: vec![version(90, false), version(60, false), version(30, true)],
        from: 2,
        to: 3,
        compared: Compared::Lines {
            lines: vec![
                change("Age group", Change::Changed, &["18 to 24"], &["25 to 59"]),
                change("Displacement", Change::Added, &[], &["Displaced"]),
                change(
                    "What you saw",
                    Change::Removed,
                    &["Somebody else answers"],
                    &[],
                ),
            ],
            same: 22,
            more: 0,
        },
    }
}

/// What happened to a referral that stands here.
fn happened(state: ReferralState, is_sender: bool) -> Vec<Event> {
    let event = |minutes, text: String| Event {
        when: when(minutes),
        text,
    };
    if state == ReferralState::Held {
        return vec![event(37, locale().t("referral-event-held"))];
    }
    let (from, to) = match is_sender {
        true => ("Harbour Shelter Network", "Riverside Protection"),
        false => ("Riverside Protection", "Harbour Shelter Network"),
    };
    let sent = locale().of("referral-event-sent").s("from", from);
    let mut events = vec![event(37, sent.s("to", to).into())];
    if state != ReferralState::Sent {
        let opened = locale().of("referral-event-opened");
        events.push(event(12, opened.s("who", to).into()));
    }
    if state == ReferralState::Accepted {
        let accepted = locale().of("referral-event-accepted");
        events.push(event(9, accepted.s("who", to).into()));
    }
    events
}

fn detail(card: Card, is_sender: bool, lock: Lock) -> Referral {
    let accepted = card.standing == Standing(ReferralState::Accepted);
    Referral {
        shell: shell(Role::FocalPoint, Here::Queue),
        see_by: None,
        lock,
        contact_instructions: if accepted {
            facts_of(&[("contact_rules", "no_calls never_visit_home")])
        } else {
            Vec::new()
        },
        contact: if accepted {
            facts_of(&[("how", "safe_place_code")])
        } else {
            Vec::new()
        },
        closed: if accepted {
            vec![Choice::new("when", facts::fact_label(locale(), "when"))]
        } else {
            Vec::new()
        },
        purposes: purposes(locale()),
        acts: match card.standing.0 {
            ReferralState::Accepted if is_sender => acts(locale(), &["person-declined", "recall"]),
            ReferralState::Accepted => acts(locale(), &["contact", "deliver", "person-declined"]),
            ReferralState::Seen if card.urgency >= Urgency::U2 => acts(locale(), &["ask"]),
            _ => Vec::new(),
        },
        opened: None,
        events: happened(card.standing.0, is_sender),
        may_print: accepted || is_sender,
        is_sender,
        card,
    }
}

fn answered(mut cards: Vec<Card>) -> QueueAnswered {
    if let Some(first) = cards.first_mut() {
        (first.due, first.due_what) = (due(-40), "queue-due-meet");
    }
    QueueAnswered {
        shell: shell(Role::FocalPoint, Here::Queue),
        cards,
        lock: Lock::Open,
        pager: Pager::default(),
    }
}

fn declining(card: Card, trouble: Option<&str>) -> ReferralDecline {
    let wrong = |id: &str| Trouble::with("reason", locale().t(id));
    ReferralDecline {
        shell: shell(Role::FocalPoint, Here::Queue),
        card,
        reasons: decline_reasons(locale()),
        trouble: trouble.map_or_else(Trouble::none, wrong),
    }
}

fn on_paper(is_sender: bool) -> ReferralPrint {
    let one = card(3, "cmr", Urgency::U1, ReferralState::Accepted, 0);
    let page = detail(one, is_sender, Lock::Open);
    ReferralPrint {
        shell: page.shell,
        card: page.card,
        is_sender,
        rules: match is_sender {
            true => Vec::new(),
            false => facts_of(&[("contact_rules", "no_calls never_visit_home")]),
        },
        printed: when(0),
        events: page.events,
    }
}

/// The fullest queue that there can be: every card with both clocks, what it is late, and who was told.
fn fullest() -> Vec<Card> {
    let full = |n: u32| {
        let urgency = Urgency::ALL[n as usize % 4];
        let minutes = i64::from(n) * 50 - 400;
        let mut card = card(100 + n, "cmr", urgency, ReferralState::Sent, minutes);
        card.triage.as_mut().expect("open").extend(facts_of(&[
            ("sv_time", "last_72h"),
            ("displacement", "refugee"),
            ("disability", "yes"),
        ]));
        card
    };
    (0..25).map(full).collect()
}

pub(super) fn pages() -> Vec<Page> {
    let sent = vec![
        card(1, "medical", Urgency::U0, ReferralState::Accepted, 0),
        card(2, "safe_shelter", Urgency::U1, ReferralState::Sent, -55),
        card(3, "mhpss", Urgency::U2, ReferralState::Seen, 1_900),
        card(4, "legal", Urgency::U3, ReferralState::Declined, 0),
    ];
    let busy = Counts {
        open: [2, 1, 1, 1],
        late: 1,
        held: 1,
        locked: true,
        waiting_key: 12,
        keys_to_confirm: 1,
        damaged: 1,
        ..Counts::default()
    };
    let queue = |cards, lock| {
        Queue::new(
            shell(Role::FocalPoint, Here::Queue),
            cards,
            lock,
            Some(NOW),
            Pager {
                previous: None,
                next: Some("/queue?page=2".into()),
            },
        )
    };
    let waiting = |cards: Vec<Card>| -> Vec<Card> {
        let all = cards.into_iter();
        all.filter(|card| card.standing.is_open()).collect()
    };
    let rows: Vec<_> = SubmissionState::ALL
        .iter()
        .zip(1..)
        .map(|(state, n)| submission(n, *state))
        .collect();
    let submissions = |rows, state| Submissions {
        shell: shell(Role::Supervisor, Here::Projects),
        project: project(),
        forms: vec![
            Choice::new("wellbeing_a1", "Wellbeing A1"),
            Choice::new("site_a0", "Site A0"),
        ],
        state,
        review: None,
        rows,
        lock: Lock::Locked { may_unlock: false },
        pager: Pager::default(),
        back: "/projects/1/submissions?page=1".into(),
    };
    vec![
        page(
            "sign-in",
            &SignIn {
                shell: outside().said(Some("signed-out")),
                email: String::new(),
                next: String::new(),
                trouble: Trouble::none(),
            },
        ),
        page(
            "sign-in-wrong",
            &SignIn {
                shell: outside(),
                email: "amina@harbour.example".into(),
                next: "/queue".into(),
                trouble: Trouble::with("password", locale().t("entry-wrong")),
            },
        ),
        page(
            "sign-in-code",
            &SignInCode {
                app: true,
                passkeys: false,
                shell: outside(),
                halfway: "12-1790000000000-0123456789abcdef".into(),
                next: "/queue".into(),
                trouble: Trouble::with("code", locale().t("entry-wrong-code")),
            },
        ),
        page(
            "second-factor-new",
            &SecondFactor {
                shell: outside(),
                state: FactorState::New {
                    qr_svg: crate::web::settings_code::svg("otpauth://totp/Waypost:amina")
                        .unwrap_or_default()
                        .into(),
                    secret: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".into(),
                },
                required: true,
                trouble: Trouble::none(),
            },
        ),
        page(
            "second-factor-there",
            &SecondFactor {
                shell: outside(),
                state: FactorState::There,
                required: false,
                trouble: Trouble::none(),
            },
        ),
        page(
            "welcome",
            &Welcome {
                shell: outside(),
                token: "r4nd0m-t0ken".into(),
                name: "Amina Diallo".into(),
                email: "amina@harbour.example".into(),
                min_length: 12,
                trouble: Trouble::with("password_again", locale().t("entry-password-differs")),
            },
        ),
        page(
            "home-focal-point",
            &Home::new(shell(Role::FocalPoint, Here::Home), Role::FocalPoint, &busy),
        ),
        page(
            "home-caseworker-calm",
            &Home::new(
                shell(Role::Caseworker, Here::Home),
                Role::Caseworker,
                &Counts::default(),
            ),
        ),
        page("queue", &queue(waiting(cards()), Lock::Open)),
        page(
            "queue-dark",
            &Queue {
                shell: shell(Role::FocalPoint, Here::Queue).looking(Theme::Dark),
                ..queue(waiting(cards()), Lock::Open)
            },
        ),
        page(
            "queue-contrast",
            &Queue {
                shell: shell(Role::FocalPoint, Here::Queue).looking(Theme::Contrast),
                ..queue(waiting(cards()), Lock::Open)
            },
        ),
        page(
            "queue-answered",
            &answered(vec![
                card(7, "safe_shelter", Urgency::U1, ReferralState::Accepted, 0),
                card(8, "legal", Urgency::U2, ReferralState::Declined, 0),
            ]),
        ),
        page("queue-answered-empty", &answered(Vec::new())),
        page(
            "referral-decline",
            &declining(
                card(2, "medical", Urgency::U0, ReferralState::Seen, 22),
                None,
            ),
        ),
        page(
            "referral-decline-unchosen",
            &declining(
                card(2, "medical", Urgency::U0, ReferralState::Seen, 22),
                Some("referral-unchosen-reason"),
            ),
        ),
        page(
            "referral-decline-late",
            &declining(
                card(2, "medical", Urgency::U0, ReferralState::Accepted, 0),
                None,
            ),
        ),
        page("referral-print", &on_paper(false)),
        page("referral-print-sender", &on_paper(true)),
        page("queue-full", &queue(fullest(), Lock::Open)),
        page(
            "queue-locked",
            &queue(
                waiting(cards()).into_iter().map(locked).collect(),
                Lock::Locked { may_unlock: true },
            ),
        ),
        page(
            "queue-empty",
            &Queue::new(
                shell(Role::Caseworker, Here::Queue),
                Vec::new(),
                Lock::Open,
                Some(NOW),
                Pager::default(),
            ),
        ),
        page(
            "queue-sent",
            &QueueSent {
                shell: shell(Role::FocalPoint, Here::Queue),
                cards: sent,
                lock: Lock::Open,
                pager: Pager::default(),
            },
        ),
        page(
            "referral",
            &detail(
                card(2, "medical", Urgency::U0, ReferralState::Seen, 22),
                false,
                Lock::Open,
            ),
        ),
        page(
            "referral-accepted",
            &detail(
                card(7, "safe_shelter", Urgency::U1, ReferralState::Accepted, 0),
                false,
                Lock::Open,
            ),
        ),
        page(
            "referral-held",
            &detail(
                card(4, "protection_cm", Urgency::U1, ReferralState::Held, 340),
                false,
                Lock::Open,
            ),
        ),
        page(
            "referral-locked",
            &detail(
                locked(card(3, "cmr", Urgency::U1, ReferralState::Sent, -5)),
                false,
                Lock::Locked { may_unlock: false },
            ),
        ),
        page("submissions", &submissions(rows, None)),
        page(
            "submissions-none",
            &submissions(Vec::new(), Some(SubmissionState::Damaged)),
        ),
        page(
            "submission",
            &one(
                submission(6, SubmissionState::Sealed),
                answers(),
                Role::Supervisor,
            ),
        ),
        page("versions", &versions()),
        page(
            "submission-admin",
            &one(
                submission(6, SubmissionState::Sealed),
                Body::NotEntitled,
                Role::Admin,
            ),
        ),
        page(
            "submission-damaged",
            &one(
                submission(5, SubmissionState::Damaged),
                Body::NotOpened,
                Role::Supervisor,
            ),
        ),
        page(
            "submission-waiting",
            &one(
                submission(1, SubmissionState::WaitingMedia),
                Body::NotOpened,
                Role::Supervisor,
            ),
        ),
        page(
            "submission-locked",
            &one(
                submission(3, SubmissionState::Sealed),
                Body::Locked { may_unlock: true },
                Role::FocalPoint,
            ),
        ),
        page(
            "not-found",
            &Problem::not_found(shell(Role::Caseworker, Here::Elsewhere)),
        ),
        page("busy", &Problem::busy(outside(), Some("/queue".into()))),
        page(
            "stale-form",
            &Problem::stale_form(shell(Role::FocalPoint, Here::Elsewhere)),
        ),
    ]
}
