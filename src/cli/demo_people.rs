//! Who is in the demo: three agencies whose services cover the rules, and a fourth where people come. All of it is made up.

use crate::domain::words::{AgencyKind, Custody, Role};

/// An agency of the demo.
pub struct Cast {
    /// Code.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
    /// What kind of organisation it is.
    pub kind: AgencyKind,
    /// How its keys are kept.
    pub custody: Custody,
    /// Services that it offers; each service has exactly one provider here.
    pub services: &'static [&'static str],
    /// Names of its phones.
    pub phones: &'static [&'static str],
}

/// The agencies. The last one's key is under a passphrase, and starts locked.
const AGENCIES: &[Cast] = &[
    Cast {
        code: "HARBOR",
        name: "Harbor Community Action (made up)",
        kind: AgencyKind::Ngo,
        custody: Custody::Unattended,
        services: &[
            "prevention",
            "livelihoods",
            "basic_needs",
            "education",
            "security",
        ],
        phones: &["Phone 1 at the north gate", "Phone 2 at the school"],
    },
    Cast {
        code: "CEDAR",
        name: "Cedar Health and Protection (made up)",
        kind: AgencyKind::Ngo,
        custody: Custody::Unattended,
        services: &[
            "protection_cm",
            "safe_shelter",
            "medical",
            "cmr",
            "mhpss",
            "child_protection",
            "gbv",
            "reintegration_armed",
        ],
        phones: &["Phone 1 at the clinic"],
    },
    Cast {
        code: "LANTERN",
        name: "Lantern Legal Aid (made up)",
        kind: AgencyKind::Ngo,
        custody: Custody::Passphrase,
        services: &[
            "legal",
            "law_enforcement",
            "tracing",
            "documentation",
            "return_reintegration",
            "asylum_unhcr",
            "migrant_iom",
        ],
        phones: &["Phone 1 at the office"],
    },
];

/// Where people come, there must be somebody who is asked next.
const NEXT: Cast = Cast {
    code: "WILLOW",
    name: "Willow Bridge Relief (made up)",
    kind: AgencyKind::Ngo,
    custody: Custody::Unattended,
    services: &["protection_cm", "safe_shelter", "medical", "mhpss"],
    phones: &["Phone 1 at the bridge"],
};

/// The agencies of a demo, with people or without.
pub fn agencies(with_people: bool) -> Vec<&'static Cast> {
    let mut all: Vec<&Cast> = AGENCIES.iter().collect();
    if with_people {
        all.insert(all.len().saturating_sub(1), &NEXT);
    }
    all
}

/// The roles that every agency has one person for; the first two make its keys.
pub const CONTENT_ROLES: &[Role] = &[
    Role::FocalPoint,
    Role::DataManager,
    Role::Supervisor,
    Role::Caseworker,
];

/// A person's address: obviously nobody's.
pub fn email(role: Role, code: Option<&str>) -> String {
    let role = role.as_str().replace('_', "-");
    match code {
        Some(code) => format!("{role}@{}.example", code.to_lowercase()),
        None => format!("{role}@waypost.example"),
    }
}

/// People who belong to no agency, with their addresses: the pathway needs two who speak for the coordination body.
pub fn platform_people() -> Vec<(Role, String)> {
    let mut people: Vec<_> = [Role::Admin, Role::Auditor, Role::Coordination]
        .map(|role| (role, email(role, None)))
        .into();
    people.push((
        Role::Coordination,
        "second-coordination@waypost.example".to_owned(),
    ));
    people
}
