//! What was agreed to in a case, in plain words, and the pages on which it is confirmed, asked for and taken back.

use super::cases::short;
use super::parts::{Choice, Trouble};
use super::shell::Shell;
use super::time::When;
use crate::domain::consent::{Approval, Basis, BypassReason, ConsentState, Data, WithdrawReason};
use askama::Template;

/// Whom a consent is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Whoever gives this help.
    Anybody,
    /// One agency, by name.
    Agency(String),
}

/// What a consent says.
#[derive(Clone, Debug)]
pub enum Says {
    /// These may be told that for this.
    Yes {
        /// Who.
        whom: Whom,
        /// The service's name.
        service: String,
        /// Keys of what may be told.
        data: Vec<&'static str>,
    },
    /// These may be told nothing.
    No {
        /// Who.
        whom: Whom,
        /// The service's name; none: whatever for.
        service: Option<String>,
    },
    /// A screening's own: the triage card, for 72 hours.
    Card,
    /// Locked now.
    Locked,
    /// A row that could not be read; nothing is shared on it.
    Unread,
}

/// A consent in words.
#[derive(Clone, Debug)]
pub struct ConsentLine {
    /// Id.
    pub id: String,
    /// Where it stands.
    pub state: ConsentState,
    /// What it says.
    pub says: Says,
    /// On what it rests.
    pub basis: Basis,
    /// Why, if it rests on no agreement.
    pub reason: Option<BypassReason>,
    /// When it was given.
    pub given: When,
    /// Until when it holds; none for a refusal.
    pub until: Option<When>,
    /// Who must confirm it while it waits.
    pub approval: Approval,
    /// Whether the viewer may confirm it now.
    pub may_confirm: bool,
    /// Whether it is in force once one more person confirms it.
    pub needs_one: bool,
}

impl ConsentLine {
    /// The key of its state's word.
    pub fn state_key(&self) -> &'static str {
        match self.state {
            ConsentState::Proposed => "consent-state-proposed",
            ConsentState::InForce => "consent-state-in-force",
            ConsentState::Refused => "consent-state-refused",
            ConsentState::Withdrawn => "consent-state-withdrawn",
            ConsentState::Expired => "consent-state-expired",
        }
    }

    /// Look of its tag.
    pub fn tone(&self) -> &'static str {
        match self.state {
            ConsentState::Proposed => "wait",
            ConsentState::InForce => "ok",
            ConsentState::Refused => "held",
            ConsentState::Withdrawn | ConsentState::Expired => "off",
        }
    }

    /// The key of the word before its moment: what is refused was said, not given.
    pub fn given_key(&self) -> &'static str {
        match self.says {
            Says::No { .. } => "consent-said",
            Says::Yes { .. } | Says::Card | Says::Locked | Says::Unread => "consent-given",
        }
    }

    /// Whether it waits to be confirmed.
    pub fn waits(&self) -> bool {
        self.state == ConsentState::Proposed
    }

    /// The key of who must confirm it.
    pub fn approval_key(&self) -> &'static str {
        match self.approval {
            Approval::One => "consent-needs-one",
            Approval::Supervisor => "consent-needs-supervisor",
            Approval::Two => "consent-needs-two",
        }
    }

    /// The key of what it rests on.
    pub fn basis_key(&self) -> &'static str {
        basis_key(self.basis)
    }

    /// The key of why it rests on no agreement.
    pub fn reason_key(&self) -> Option<&'static str> {
        self.reason.map(bypass_key)
    }
}

/// The key of a basis.
pub fn basis_key(basis: Basis) -> &'static str {
    match basis {
        Basis::Consent => "consent-basis-consent",
        Basis::ChildBestInterest => "consent-basis-child",
        Basis::VitalInterest => "consent-basis-vital",
    }
}

/// The key of a reason to tell without agreement.
pub fn bypass_key(reason: BypassReason) -> &'static str {
    match reason {
        BypassReason::LifeInDanger => "consent-because-life",
        BypassReason::NoSafeAdult => "consent-because-no-adult",
        BypassReason::RefusalEndangers => "consent-because-refusal",
        BypassReason::TooYoung => "consent-because-young",
        BypassReason::UnconsciousOrConfused => "consent-because-unconscious",
    }
}

/// The key of a reason to take back.
pub fn withdraw_key(reason: WithdrawReason) -> &'static str {
    match reason {
        WithdrawReason::PersonAsked => "consent-back-person",
        WithdrawReason::RepresentativeAsked => "consent-back-representative",
        WithdrawReason::Pressure => "consent-back-pressure",
        WithdrawReason::Safety => "consent-back-safety",
        WithdrawReason::Mistake => "consent-back-mistake",
    }
}

/// The key of a kind of information.
pub fn data_key(data: Data) -> &'static str {
    match data {
        Data::ContactOnly => "consent-data-contact",
        Data::Summary => "consent-data-summary",
        Data::Needs => "consent-data-needs",
        Data::HealthPart => "consent-data-health",
        Data::IncidentPart => "consent-data-incident",
        Data::Identity => "consent-data-identity",
        Data::Documents => "consent-data-documents",
        Data::Location => "consent-data-location",
    }
}

/// `GET /cases/{id}/consents/{consent}/confirm`.
#[derive(Template)]
#[template(path = "consent_confirm.html")]
pub struct ConsentConfirm {
    /// The frame.
    pub shell: Shell,
    /// The case.
    pub case: String,
    /// The consent.
    pub c: ConsentLine,
}

impl ConsentConfirm {
    /// The key of what happens once the viewer confirms it.
    pub fn then_key(&self) -> &'static str {
        match self.c.needs_one {
            true => "consent-confirm-then",
            false => "consent-confirm-first",
        }
    }

    /// The key of why the viewer does not confirm it.
    pub fn not_key(&self) -> &'static str {
        match self.c.state {
            ConsentState::Proposed => "consent-confirm-another",
            ConsentState::InForce => "consent-confirm-already",
            ConsentState::Refused | ConsentState::Withdrawn | ConsentState::Expired => {
                "consent-confirm-over"
            }
        }
    }

    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }
}

/// What is sent for everybody; agencies' codes have no small letters. It is chosen like an agency, so that nobody takes
/// back everything by leaving a field as it was.
pub const EVERYBODY: &str = "everybody";

/// `GET /cases/{id}/consents/withdraw`.
#[derive(Template)]
#[template(path = "consent_withdraw.html")]
pub struct ConsentWithdraw {
    /// The frame.
    pub shell: Shell,
    /// The case.
    pub case: String,
    /// From whom: everybody, or an agency by its code. None is chosen before somebody does.
    pub recipients: Vec<Choice>,
    /// The reason chosen before, if the form is shown again.
    pub reason: Option<WithdrawReason>,
    /// Consents that would end.
    pub consents: i64,
    /// Referrals that would be called back.
    pub referrals: i64,
    /// What was wrong with the form.
    pub trouble: Trouble,
}

impl ConsentWithdraw {
    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }

    /// Why something is taken back: the word, its text's key, whether it is chosen.
    pub fn reasons(&self) -> Vec<(&'static str, &'static str, bool)> {
        let all = WithdrawReason::ALL.iter();
        all.map(|one| (one.as_str(), withdraw_key(*one), self.reason == Some(*one)))
            .collect()
    }
}

/// What of a form is more than may be told without agreement on the basis that was chosen.
pub fn too_much(chosen: &[(String, String)]) -> Vec<Data> {
    let basis = chosen.iter().find(|(field, _)| field == "basis");
    let basis: Option<Basis> = basis.and_then(|(_, word)| word.parse().ok());
    let least = basis.and_then(Basis::least).unwrap_or_default();
    let ticked = chosen.iter().filter(|(field, _)| field == "data");
    ticked
        .filter_map(|(_, word)| word.parse().ok())
        .filter(|one| !least.contains(one))
        .collect()
}

/// `GET /cases/{id}/consents/new`: to ask for what nobody could agree to.
#[derive(Template)]
#[template(path = "consent_new.html")]
pub struct ConsentNew {
    /// The frame.
    pub shell: Shell,
    /// The case.
    pub case: String,
    /// Agencies: code and name.
    pub recipients: Vec<Choice>,
    /// Services: code and name.
    pub services: Vec<Choice>,
    /// What was chosen before something was wrong: fields and values.
    pub chosen: Vec<(String, String)>,
    /// What was wrong with the form.
    pub trouble: Trouble,
}

impl ConsentNew {
    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }

    /// Whether a field held this value.
    pub fn held(&self, field: &str, value: &str) -> bool {
        self.chosen.iter().any(|(f, v)| f == field && v == value)
    }

    /// Whether a kind of information is marked: it was ticked and may not be told on the basis that was chosen, or nothing was
    /// ticked.
    pub fn is_wrong(&self, word: &str) -> bool {
        let ticked = self.chosen.iter().any(|(f, _)| f == "data");
        let over = too_much(&self.chosen);
        self.trouble.on("data") && (!ticked || over.iter().any(|one| one.as_str() == word))
    }

    /// On what it may rest.
    pub fn bases(&self) -> Vec<(&'static str, &'static str)> {
        [Basis::VitalInterest, Basis::ChildBestInterest]
            .map(|one| (one.as_str(), basis_key(one)))
            .to_vec()
    }

    /// Why.
    pub fn reasons(&self) -> Vec<(&'static str, &'static str)> {
        let all = BypassReason::ALL.iter();
        all.map(|one| (one.as_str(), bypass_key(*one))).collect()
    }

    /// What may be told at most.
    pub fn data(&self) -> Vec<(&'static str, &'static str)> {
        [
            Data::ContactOnly,
            Data::Needs,
            Data::HealthPart,
            Data::Location,
        ]
        .map(|one| (one.as_str(), data_key(one)))
        .to_vec()
    }
}
