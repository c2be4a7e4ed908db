//! Samples of the pages on what agencies agree, what is kept, who is told, and which case goes where.

use super::super::Sub;
use super::super::lists::{
    ListLine, Lists, OneList, WaitingLine, reason_of, state_of as list_state,
};
use super::super::machines::{
    MachineLine, Machines, MessageLine, NewSecret, channel_key, problem_key, state_of,
};
use super::super::pathway::{
    FaultLine, PathwayNew, PathwayPage, PathwayVersion, ServiceLine, Standing, TableField, Trial,
    VersionLine,
};
use super::super::places::{
    Agency, Directory, DirectoryEntry, EntryLine, ProtocolLine, Protocols, Region, SiteLine, Sites,
};
use super::super::records::{
    Certificate, CertificateLine, Certificates, DueLine, OrderLine, Retention, SubmissionRetention,
    cause_key,
};
use super::super::transfers::{
    CaseTransfer, TransferLine, TransferNote, Transfers, reason_key, state_of as transfer_state,
};
use super::*;
use crate::domain::notice::{Channel, MessageState, Problem as Failure};
use crate::domain::transfer::{DeclineReason, TransferState};
use crate::domain::words::{AgencyKind, Custody, KeyPurpose, KeyState, Urgency};

const ID: &str = "0198f2c4-7d1e-7c3a-9b11-3e5a0c4d0007";
const PRINT: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn under(role: Role, sub: Sub) -> Shell {
    shell(role, Here::Pathway).under(sub)
}

fn version(label: &str, standing: Standing, signed: Option<&str>) -> VersionLine {
    VersionLine {
        label: label.into(),
        standing,
        by: "Amina Diallo".into(),
        proposed: when(match standing {
            Standing::Past => 60_000,
            _ => 9_000,
        }),
        starts: when(match standing {
            Standing::InForce => 2_000,
            Standing::Past => 40_000,
            _ => -9_000,
        }),
        signed_by: signed.map(str::to_owned),
        mine: false,
        print: PRINT.into(),
    }
}

fn pathway(rows: Vec<VersionLine>, role: Role) -> PathwayPage {
    PathwayPage {
        shell: under(role, Sub::Pathway),
        shipped: "shipped-1".into(),
        shipped_in_force: rows.is_empty(),
        rows,
        may_propose: role == Role::Coordination,
        may_sign: role == Role::Coordination,
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn one_version(table: &str, columns: &[&str], rows: &[&[&str]], tried: bool) -> PathwayVersion {
    let names = ["facts", "services", "templates", "rules", "cases"];
    let service = |service: &str, more: &str, later: &str| ServiceLine {
        service: service_label(locale(), service),
        more: more.into(),
        fewer: locale().t("pathway-few"),
        sooner: locale().t("pathway-few"),
        later: later.into(),
    };
    PathwayVersion {
        shell: shell(Role::Coordination, Here::Pathway),
        label: "2027-01".into(),
        line: Some(version(
            "2027-01",
            Standing::SignedOnce,
            Some("Jonas Weber"),
        )),
        tables: names
            .iter()
            .map(|name| Choice::new(*name, *name).chosen_if(table))
            .collect(),
        table: table.into(),
        columns: words(columns),
        rows: rows.iter().map(|row| words(row)).collect(),
        all: 50,
        pager: Pager {
            previous: None,
            next: Some("/pathway/2027-01?table=rules&page=2".into()),
        },
        may_try: true,
        may_sign: true,
        signed: false,
        may_propose: true,
        trial: tried.then(|| Trial {
            cases: "128".into(),
            changed: "41".into(),
            services: vec![service("medical", "17", "6"), service("mhpss", "9", "12")],
            locked: 1,
        }),
    }
}

const RULES: [&str; 16] = [
    "id",
    "priority",
    "when",
    "asks",
    "services",
    "urgency",
    "share",
    "needs_consent",
    "own_agency_only",
    "other_agency",
    "stop",
    "only_if_none",
    "blocks",
    "task",
    "kind",
    "explain",
];

fn rules() -> PathwayVersion {
    let row = |id: &'static str, when: &'static str, service: &'static str| {
        [
            id,
            "1",
            when,
            "",
            service,
            "U0",
            "area sex age_group how when contact_rules",
            "yes",
            "no",
            "no",
            "no",
            "no",
            "",
            "call_first",
            "protective",
            "Call before any data moves",
        ]
    };
    let (one, two) = (
        row(
            "R01",
            "${danger} = 'now' or ${risk_level} = 'extreme'",
            "protection_cm security",
        ),
        row(
            "R02",
            "${medical} = 'yes' or ${medical_acute} = 'yes'",
            "medical",
        ),
    );
    one_version("rules", &RULES, &[&one, &two], false)
}

fn new_version(faults: bool) -> PathwayNew {
    let fault = |row, column: &str, text: &str| FaultLine {
        file: "rules.csv".into(),
        row,
        column: column.into(),
        text: text.into(),
    };
    let mut tables = TableField::all();
    if faults {
        tables[3].pasted = "id,priority,when\nR01,1,${danger} == 'now'\n".into();
    }
    PathwayNew {
        shell: shell(Role::Coordination, Here::Pathway),
        label: if faults { "2027-01" } else { "" }.into(),
        starts: if faults { "2027-01-01" } else { "" }.into(),
        from: "shipped-1".into(),
        versions: vec![Choice::new("shipped-1", "shipped-1").chosen_if("shipped-1")],
        tables,
        faults: match faults {
            true => vec![
                fault(Some(2), "when:11", "expected a value after =, found ="),
                fault(None, "", "the column services is missing"),
            ],
            false => Vec::new(),
        },
        more: if faults { 7 } else { 0 },
        trouble: match faults {
            true => Trouble::with("tables", locale().t("pathway-wrong-tables")),
            false => Trouble::none(),
        },
    }
}

fn entry(service: &str, said: bool, edit: bool) -> EntryLine {
    let labels = super::super::facts::value_label;
    EntryLine {
        agency: "Harbour Network".into(),
        service: service_label(locale(), service),
        area: said.then(|| "SS0101".into()),
        whom: said.then(|| labels(locale(), "age_group", "under_6 6_11 12_14")),
        languages: said.then(|| "ar en".into()),
        room: said.then_some(("places-room-limited", "wait")),
        hours: said.then(|| "weekdays".into()),
        verified: said.then(|| (when(60_000), false)),
        edit: edit.then(|| format!("/agencies/{ID}/directory/{service}")),
    }
}

fn directory(rows: Vec<EntryLine>) -> Directory {
    Directory {
        shell: under(Role::FocalPoint, Sub::Directory),
        rows,
        services: vec![Choice::new("medical", service_label(locale(), "medical"))],
        own: Some(format!("/agencies/{ID}")),
    }
}

fn directory_entry(trouble: Trouble) -> DirectoryEntry {
    let labels = super::super::facts::value_label;
    let choice = |fact, word: &str| Choice::new(word, labels(locale(), fact, word));
    DirectoryEntry {
        shell: shell(Role::FocalPoint, Here::Pathway),
        agency: ID.into(),
        name: "Harbour Network".into(),
        service: "medical".into(),
        service_name: service_label(locale(), "medical"),
        areas: "SS0101 SS0102".into(),
        sexes: ["female", "male"].map(|word| choice("sex", word)).into(),
        ages: ["under_6", "18_24"]
            .map(|word| choice("age_group", word))
            .into(),
        languages: "ar en".into(),
        rooms: vec![Choice::new("open", locale().t("places-room-open"))],
        hours: "weekdays".into(),
        verified: "2026-11-23".into(),
        trouble,
    }
}

fn protocol(standing: (&'static str, &'static str), open: bool) -> ProtocolLine {
    ProtocolLine {
        id: ID.into(),
        parties: "Harbour Network, Cedar Clinic".into(),
        services: open.then(|| vec![service_label(locale(), "medical")]),
        classes: vec!["places-class-d0", "places-class-d1", "places-class-d2"],
        starts: when(90_000),
        ends: when(-400_000),
        signed: match open {
            true => vec![("Amina Diallo".into(), when(90))],
            false => Vec::new(),
        },
        ended: (!open).then(|| when(10)),
        standing,
        may_sign: open,
        may_end: open,
    }
}

fn protocols(rows: Vec<ProtocolLine>, trouble: Trouble) -> Protocols {
    Protocols {
        shell: under(Role::Coordination, Sub::Protocols),
        rows,
        parties: vec![
            Choice::new("a1", "Harbour Network"),
            Choice::new("a2", "Cedar Clinic"),
        ],
        services: vec![Choice::new("medical", service_label(locale(), "medical"))],
        classes: vec![Choice::new("D0", locale().t("places-class-d0"))],
        starts: String::new(),
        ends: "2027-12-31".into(),
        trouble,
    }
}

fn site(area: &str, clear: bool) -> SiteLine {
    SiteLine {
        area: area.into(),
        clear,
        steps: Some((clear, false)),
        analysed: Some((when(60_000), when(-60_000))),
        offered: (!clear).then(|| when(-10_000)),
    }
}

fn sites(sites: Vec<SiteLine>, trouble: Trouble) -> Sites {
    Sites {
        shell: under(Role::Supervisor, Sub::Sites),
        regions: Region::of(sites),
        may_offer: true,
        area: String::new(),
        reason: String::new(),
        trouble,
    }
}

fn agency(full: bool) -> Agency {
    Agency {
        shell: shell(Role::Admin, Here::Agencies),
        id: ID.into(),
        name: "Harbour Network".into(),
        code: "HARBOR".into(),
        kind: Some(AgencyKind::Ngo),
        disabled: !full,
        services: match full {
            true => vec![service_label(locale(), "medical")],
            false => Vec::new(),
        },
        hours: Some(
            if full {
                "+03:00 mo-fr 08:00-17:00"
            } else {
                "always"
            }
            .into(),
        ),
        may_edit: full,
        entries: if full {
            vec![entry("medical", true, true)]
        } else {
            Vec::new()
        },
        protocols: match full {
            true => vec![protocol(("places-standing-in-force", "ok"), true)],
            false => Vec::new(),
        },
        keys: Some(match full {
            true => vec![KeyLine {
                purpose: KeyPurpose::Cases,
                state: KeyState::Active,
                custody: Custody::Passphrase,
                fingerprint: PRINT.into(),
            }],
            false => Vec::new(),
        }),
        trouble: Trouble::none(),
    }
}

fn order(holds: bool, standing: (&'static str, &'static str), mine: bool) -> OrderLine {
    let waits = standing.0 == "records-standing-waits";
    OrderLine {
        id: format!("o-{holds}-{mine}"),
        submission: ID.into(),
        holds,
        reason: "A court asked for it".into(),
        by: "Amina Diallo".into(),
        asked: when(500),
        until: holds.then(|| when(-500_000)),
        agreed: (!waits).then(|| "Jonas Weber".into()),
        standing,
        waits,
        mine,
        may_lift: holds,
    }
}

fn retention(orders: Vec<OrderLine>) -> Retention {
    let due = |key, count, days| DueLine { key, count, days };
    Retention {
        shell: under(Role::Supervisor, Sub::Retention),
        orders,
        due: vec![
            due("records-due-nothing", 3, 14),
            due("records-due-open", 1, 90),
        ],
        pager: Pager::default(),
    }
}

fn submission_retention(orders: Vec<OrderLine>, trouble: Trouble) -> SubmissionRetention {
    SubmissionRetention {
        shell: shell(Role::Supervisor, Here::Records),
        id: ID.into(),
        about: Some(("Wellbeing A1".into(), when(3_000))),
        orders,
        until: String::new(),
        reason: String::new(),
        trouble,
    }
}

fn certificate_line(cause: &str) -> CertificateLine {
    CertificateLine {
        id: ID.into(),
        at: when(2_000),
        cause: cause_key(cause),
        things: 1,
    }
}

fn certificates(role: Role, rows: Vec<CertificateLine>) -> Certificates {
    let chooses = role == Role::Auditor;
    Certificates {
        shell: under(role, Sub::Certificates),
        agency: (role != Role::Admin).then(|| "Harbour Network".into()),
        agencies: match chooses {
            true => vec![
                Choice::new("a1", "Harbour Network"),
                Choice::new("a2", "Cedar"),
            ],
            false => Vec::new(),
        },
        rows,
    }
}

fn certificate(holds: Option<bool>) -> Certificate {
    Certificate {
        shell: shell(Role::Auditor, Here::Records),
        line: certificate_line("ordered"),
        agency: "Harbour Network".into(),
        submission: Some(ID.into()),
        order: Some(ID.into()),
        wraps: 4,
        files: 1,
        signature: PRINT.repeat(2),
        public: holds.map(|_| PRINT.into()),
        holds,
    }
}

fn message(channel: Channel, state: MessageState, problem: Option<Failure>) -> MessageLine {
    MessageLine {
        id: ID.into(),
        channel: channel_key(channel),
        to: match channel {
            Channel::Mail => "Amina Diallo".into(),
            Channel::Webhook => "pager.harbour.example".into(),
        },
        made: when(30),
        state: state_of(state),
        attempts: 4,
        problem: problem.map(problem_key),
        may_retry: state == MessageState::Dead,
    }
}

fn machines(role: Role, full: bool, made: bool, trouble: Trouble) -> Machines {
    let of_agency = role.is_of_an_agency();
    Machines {
        shell: under(role, Sub::Machines),
        agency: of_agency.then(|| ID.into()),
        machines: of_agency.then(|| match full {
            true => vec![MachineLine {
                id: ID.into(),
                host: "pager.harbour.example".into(),
                by: "Jonas Weber".into(),
                made: when(4_000),
            }],
            false => Vec::new(),
        }),
        made: made.then(|| NewSecret {
            host: "pager.harbour.example".into(),
            secret: PRINT.into(),
        }),
        url: String::new(),
        messages: match full {
            true => vec![
                message(Channel::Webhook, MessageState::Dead, Some(Failure::Silent)),
                message(
                    Channel::Mail,
                    MessageState::Waiting,
                    Some(Failure::Unreachable),
                ),
                message(Channel::Mail, MessageState::Sent, None),
            ],
            false => Vec::new(),
        },
        states: vec![Choice::new("dead", locale().t("machines-state-dead"))],
        may_retry_all: !of_agency,
        pager: Pager::default(),
        trouble,
    }
}

fn case_transfer(agencies: Vec<Choice>, trouble: Trouble) -> CaseTransfer {
    CaseTransfer {
        shell: shell(Role::Caseworker, Here::Cases),
        case: ID.into(),
        agencies,
        note: "They were promised a call on Monday.".into(),
        trouble,
    }
}

fn transfer(comes: bool, state: TransferState) -> TransferLine {
    let open = state == TransferState::Offered;
    TransferLine {
        id: format!("t-{comes}-{state}"),
        case: (!comes).then(|| ID.into()),
        comes,
        other: "CEDAR".into(),
        service: Some(service_label(locale(), "protection_cm")),
        urgency: Some(Urgency::U1),
        since: when(90),
        ends: if open { due(3_000) } else { None },
        state: transfer_state(state),
        declined: (state == TransferState::Declined).then(|| reason_key(DeclineReason::NoCapacity)),
        may_accept: open && comes,
        may_decline: open && comes,
        may_take_back: open && !comes,
        may_read: state == TransferState::Accepted,
    }
}

fn transfers(rows: Vec<TransferLine>) -> Transfers {
    Transfers {
        shell: shell(Role::Supervisor, Here::Cases),
        rows,
        reasons: DeclineReason::ALL
            .iter()
            .map(|one| Choice::new(one.as_str(), locale().t(reason_key(*one))))
            .collect(),
        pager: Pager::default(),
    }
}

fn lists(full: bool) -> Lists {
    let waiting = |state, error: Option<&str>| WaitingLine {
        state: list_state(state),
        english: false,
        error: error.and_then(reason_of).map(|key| locale().t(key)),
        submission: ID.into(),
        came: when(60),
    };
    Lists {
        shell: shell(Role::Supervisor, Here::Projects),
        project: project(),
        rows: match full {
            true => vec![ListLine {
                name: "water_points".into(),
                approval: true,
                properties: locale().list(&["state", "depth", "area"].map(str::to_owned)),
                entities: 41,
                made: when(40_000),
                may_read: true,
            }],
            false => Vec::new(),
        },
        waiting: match full {
            true => vec![
                waiting("approval", None),
                waiting("refused", Some("it has no label")),
            ],
            false => Vec::new(),
        },
    }
}

fn one_list(full: bool) -> OneList {
    OneList {
        shell: shell(Role::Supervisor, Here::Projects),
        project: project(),
        name: "water_points".into(),
        columns: words(&["name", "label", "__version", "depth"]),
        rows: match full {
            true => vec![words(&[ID, "Well at the school", "3", "12"])],
            false => Vec::new(),
        },
        all: usize::from(full),
        pager: Pager::default(),
    }
}

pub(super) fn pages() -> Vec<Page> {
    let wrong = |field, key: &str| Trouble::with(field, locale().t(key));
    let waits = ("records-standing-waits", "wait");
    let to = || vec![Choice::new("CEDAR", "Cedar Clinic")];
    let versions = vec![
        version("2027-01", Standing::SignedOnce, Some("Jonas Weber")),
        version(
            "2026-12",
            Standing::InForce,
            Some("Jonas Weber, Amina Diallo"),
        ),
        version("2026-11", Standing::Past, Some("Jonas Weber, Amina Diallo")),
        version("draft.3", Standing::Proposed, None),
    ];
    vec![
        page("pathway", &pathway(versions, Role::Coordination)),
        page("pathway-empty", &pathway(Vec::new(), Role::Admin)),
        page("pathway-version", &rules()),
        page(
            "pathway-version-tried",
            &one_version(
                "facts",
                &["fact", "class", "kind", "values", "standing"],
                &[&["safe_now", "D1", "one", "yes no unsure", "no"]],
                true,
            ),
        ),
        page("pathway-new", &new_version(false)),
        page("pathway-new-wrong", &new_version(true)),
        page(
            "directory",
            &directory(vec![
                entry("medical", true, true),
                entry("legal", false, false),
            ]),
        ),
        page("directory-empty", &directory(Vec::new())),
        page("directory-entry", &directory_entry(Trouble::none())),
        page(
            "directory-entry-wrong",
            &directory_entry(wrong("areas", "places-wrong-areas")),
        ),
        page(
            "protocols",
            &protocols(
                vec![
                    protocol(("places-standing-proposed", "wait"), true),
                    protocol(("places-standing-ended", "off"), false),
                ],
                Trouble::none(),
            ),
        ),
        page(
            "protocols-empty",
            &protocols(Vec::new(), wrong("parties", "places-wrong-parties")),
        ),
        page(
            "sites",
            &sites(
                vec![
                    site("SS0101", true),
                    site("SS0102", false),
                    site("UG", false),
                ],
                Trouble::none(),
            ),
        ),
        page(
            "sites-empty",
            &sites(Vec::new(), wrong("area", "places-wrong-area")),
        ),
        page("agency", &agency(true)),
        page("agency-new", &agency(false)),
        page(
            "retention",
            &retention(vec![
                order(true, waits, false),
                order(false, ("records-standing-ordered", "bad"), true),
            ]),
        ),
        page("retention-empty", &retention(Vec::new())),
        page(
            "submission-retention",
            &submission_retention(
                vec![order(true, waits, false), order(false, waits, true)],
                Trouble::none(),
            ),
        ),
        page(
            "submission-retention-wrong",
            &submission_retention(Vec::new(), wrong("until", "records-wrong-until")),
        ),
        page(
            "certificates",
            &certificates(
                Role::Auditor,
                vec![
                    certificate_line("ordered"),
                    certificate_line("declined card"),
                ],
            ),
        ),
        page(
            "certificates-empty",
            &certificates(Role::Supervisor, Vec::new()),
        ),
        page(
            "certificates-not-yours",
            &certificates(Role::Admin, Vec::new()),
        ),
        page("certificate", &certificate(Some(true))),
        page("certificate-unknown", &certificate(None)),
        page(
            "machines",
            &machines(Role::FocalPoint, true, true, Trouble::none()),
        ),
        page(
            "machines-empty",
            &machines(
                Role::DataManager,
                false,
                false,
                wrong("url", "machines-wrong-address"),
            ),
        ),
        page(
            "machines-admin",
            &machines(Role::Admin, true, false, Trouble::none()),
        ),
        page("case-transfer", &case_transfer(to(), Trouble::none())),
        page(
            "case-transfer-wrong",
            &case_transfer(to(), wrong("to", "transfers-not-consent")),
        ),
        page(
            "case-transfer-nobody",
            &case_transfer(Vec::new(), Trouble::none()),
        ),
        page(
            "transfers",
            &transfers(vec![
                transfer(true, TransferState::Offered),
                transfer(false, TransferState::Offered),
                transfer(true, TransferState::Accepted),
                transfer(false, TransferState::Declined),
            ]),
        ),
        page("transfers-empty", &transfers(Vec::new())),
        page(
            "transfer-note",
            &TransferNote {
                shell: shell(Role::Supervisor, Here::Cases),
                note: "They were promised a call on Monday.".into(),
            },
        ),
        page("lists", &lists(true)),
        page("lists-empty", &lists(false)),
        page("list", &one_list(true)),
        page("list-empty", &one_list(false)),
    ]
}
