//! The words that several rooms share: roles, custody, states. Each is a closed set.

use super::closed_set;

/// A word that is not in its closed set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not a known {set}")]
pub struct UnknownWord {
    /// The set that was asked.
    pub set: &'static str,
    /// The word, cut to 40 characters.
    pub word: String,
}

closed_set! {
    /// What a person may be. One role per account.
    pub enum Role {
        /// Runs the server: forms, phones, agencies as such. Never reads content.
        Admin = "admin",
        /// Reviews an agency's submissions and referrals.
        Supervisor = "supervisor",
        /// Works on an agency's cases and referrals.
        Caseworker = "caseworker",
        /// Receives referrals for an agency, manages its people, holds its keys (1 of 2).
        FocalPoint = "focal_point",
        /// Holds an agency's keys (2 of 2).
        DataManager = "data_manager",
        /// Sees who opened what, never the content.
        Auditor = "auditor",
        /// Speaks for the coordination body: brings versions of the pathway into force. Never reads content.
        Coordination = "coordination",
    }
}

impl Role {
    /// Whether people of this role belong to an agency.
    pub fn is_of_an_agency(self) -> bool {
        !matches!(self, Self::Admin | Self::Auditor | Self::Coordination)
    }
}

closed_set! {
    /// What kind of organisation an agency is. Who harms a person may belong to a kind (domain brief 3.3, step 2).
    pub enum AgencyKind {
        /// Non-governmental organisation.
        Ngo = "ngo",
        /// United Nations, other international organisations.
        Un = "un",
        /// Authorities, but police and army.
        Government = "government",
        /// Police and prosecution.
        Police = "police",
        /// Army.
        Military = "military",
        /// Who runs a site.
        CampManagement = "camp_management",
        /// A clinic, a hospital.
        HealthFacility = "health_facility",
        /// People of the community and their leaders.
        Community = "community",
        /// Anything else.
        Other = "other",
    }
}

closed_set! {
    /// Where something stands that named another agency's case.
    pub enum NamingState {
        /// It waits for the supervisor of the case's owner.
        Waiting = "waiting",
        /// The supervisor takes it in; it is not in the case yet.
        Accepted = "accepted",
        /// It is in the case.
        Joined = "joined",
        /// It stays with the agency that sent it.
        Dismissed = "dismissed",
        /// It was erased before it joined.
        Erased = "erased",
    }
}

closed_set! {
    /// How an agency's private keys are kept.
    pub enum Custody {
        /// Wrapped by the root key: opens day and night.
        Unattended = "unattended",
        /// Wrapped by a passphrase: opens while a key holder has unlocked it.
        Passphrase = "passphrase",
        /// Never here: only the agency's own machine opens, and only public halves stand in the database.
        AgencyHeld = "agency",
    }
}

closed_set! {
    /// What a key is for.
    pub enum KeyPurpose {
        /// RSA, what phones encrypt to.
        Collection = "collection",
        /// X25519, what cases and referrals are sealed to.
        Cases = "cases",
        /// X25519, what identities are sealed to.
        Identity = "identity",
        /// Ed25519, what an agency's own machine signs its requests with.
        Worker = "worker",
    }
}

closed_set! {
    /// Where a key stands in its life; `domain/key_life.rs` has what follows what.
    pub enum KeyState {
        /// Made by one key holder, waiting for the second.
        Pending = "pending",
        /// In use.
        Active = "active",
        /// Replaced: still opens what old phones send; nothing new is made with it.
        Retiring = "retiring",
        /// Nothing needs it any more: opens nothing, and can be put back as long as it is not destroyed.
        Retired = "retired",
        /// Opens nothing until a key holder enables it again.
        Disabled = "disabled",
        /// Its private half is gone for ever.
        Destroyed = "destroyed",
    }
}

closed_set! {
    /// Where a submission stands. Every state is visible to the agency and can be retried once its cause is gone.
    pub enum SubmissionState {
        /// Files of the envelope are still on the phone.
        WaitingMedia = "waiting_media",
        /// Complete; the vault has it next.
        Received = "received",
        /// The agency's key is locked or not at hand.
        WaitingKey = "waiting_key",
        /// The agency's key is disabled.
        KeyDisabled = "key_disabled",
        /// The key that it was encrypted to is not here, or no more.
        KeyUnknown = "key_unknown",
        /// An emergency stop is in force for what it came from.
        Stopped = "stopped",
        /// Did not open or did not check. One state for every cause: telling them apart online would
        /// answer questions of whoever resubmits a captured envelope.
        Damaged = "damaged",
        /// Opened, checked and sealed.
        Sealed = "sealed",
        /// Destroyed: its time was over, or two people ordered it.
        Erased = "erased",
    }
}

closed_set! {
    /// Whether a form takes submissions (Central's words).
    pub enum FormState {
        /// Listed, takes submissions.
        Open = "open",
        /// Not listed, still takes submissions.
        Closing = "closing",
        /// Neither.
        Closed = "closed",
    }
}

closed_set! {
    /// How soon a referral must be answered (domain brief 3.2).
    pub enum Urgency {
        /// Immediate.
        U0 = "U0",
        /// Emergency.
        U1 = "U1",
        /// Urgent.
        U2 = "U2",
        /// Normal.
        U3 = "U3",
    }
}

closed_set! {
    /// How sensitive a fact is (domain brief 2.1).
    pub enum DataClass {
        /// Context or aggregate.
        D0 = "D0",
        /// Fact of a case that identifies nobody.
        D1 = "D1",
        /// Quasi-identifier: age group, sex, area.
        D2 = "D2",
        /// Direct identifier.
        D3 = "D3",
        /// Incident, health or legal detail.
        D4 = "D4",
        /// Safety-critical: places, channels, perpetrators.
        D5 = "D5",
    }
}

closed_set! {
    /// The guide's steps that a form can serve (domain brief 2.1).
    pub enum Stage {
        /// Site and context analysis.
        Context = "context",
        /// Detection and screening.
        Screen = "screen",
        /// Consent.
        Consent = "consent",
        /// Verification by interview.
        Verify = "verify",
        /// Intake: case record.
        Intake = "intake",
        /// Intake: identity.
        Id = "id",
        /// Safety assessment and plan.
        Safety = "safety",
        /// Needs and action plan.
        Needs = "needs",
        /// Referral.
        Refer = "refer",
        /// Answer to a referral.
        Feedback = "feedback",
        /// Follow-up.
        Follow = "follow",
        /// Closure.
        Close = "close",
        /// Safety incident.
        Incident = "incident",
        /// Provider directory.
        Provider = "provider",
        /// Rights request.
        Rights = "rights",
    }
}

closed_set! {
    /// Why somebody opens an identity. Not why the person needs help: these words stand in the audit.
    pub enum OpeningPurpose {
        /// To reach the person in a way that is safe for them.
        Contact = "contact",
        /// To hand the person over to a service that they agreed to.
        HandOver = "hand_over",
        /// To keep the person safe.
        Safety = "safety",
        /// To put right what is wrong in it.
        Correction = "correction",
        /// Because the person asked for what is kept of them.
        RightsRequest = "rights_request",
    }
}

closed_set! {
    /// A language that people can have the pages in (ISO 639-1).
    pub enum Lang {
        /// English.
        En = "en",
        /// French.
        Fr = "fr",
        /// Spanish.
        Es = "es",
        /// Arabic.
        Ar = "ar",
    }
}

impl Lang {
    /// Its own name, in its own letters.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
            Self::Es => "Español",
            Self::Ar => "العربية",
        }
    }

    /// Which way it is written, as `dir` says it.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            Self::En | Self::Fr | Self::Es => "ltr",
        }
    }
}

closed_set! {
    /// The digits in which counts and times are written, by their Unicode names.
    pub enum Digits {
        /// 0 to 9.
        Latn = "latn",
        /// ٠ to ٩, in Arabic only.
        Arab = "arab",
    }
}

closed_set! {
    /// How the pages look.
    pub enum Theme {
        /// As the machine is set.
        Auto = "auto",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
        /// Black and white.
        Contrast = "contrast",
    }
}
