//! What others may ask of the vault, and the port through which they ask. Holds no key.
//!
//! The caller's word counts for nothing: each request that concerns content or keys carries the session
//! token of the person who asks, and the vault itself looks the session up, asks the policy and writes the
//! audit before it answers.

use std::future::Future;
use std::pin::Pin;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::dry_run::DryRun;
use super::errand::{SignedHead, Verdict};
use super::sharing::Shared;
use super::tally::People;
use crate::domain::case::RiskLevel;
use crate::domain::consent::{Basis, BypassReason, Data, Scope, WithdrawReason};
use crate::domain::correcting::NoCorrection;
use crate::domain::projection::Projection;
use crate::domain::recovery::RecoveryReason;
use crate::domain::referral::contact::Line;
use crate::domain::referral::{Purpose, Question, Reply as Answered, ServiceOutcome};
use crate::domain::session::Via;
use crate::domain::words::{Custody, DataClass, OpeningPurpose, Role};

/// A request.
#[derive(Serialize, Deserialize)]
pub enum Request {
    /// Which agencies' keys are open now. No content, no session.
    OpenAgencies,
    /// There may be work: look at the jobs now.
    Wake,
    /// Begins a session. The vault itself checks the password.
    SignIn {
        /// The name to sign in with.
        email: String,
        /// The password.
        password: Zeroizing<String>,
        /// What came with it.
        code: Code,
        /// How they came.
        via: Via,
    },
    /// Gives the code after [`Reply::CodeNeeded`]; begins a session.
    GiveCode {
        /// What that answer held.
        halfway: Zeroizing<String>,
        /// The code.
        code: Zeroizing<String>,
        /// How they came.
        via: Via,
    },
    /// Makes a second factor for whoever asks, which counts once it is confirmed.
    BeginFactor {
        /// Who asks.
        session: Zeroizing<String>,
        /// The password.
        password: Zeroizing<String>,
    },
    /// Confirms it with its first code; ends the person's sessions and begins a new one.
    ConfirmFactor {
        /// Who asks.
        session: Zeroizing<String>,
        /// The code.
        code: Zeroizing<String>,
    },
    /// Removes the own second factor; ends the person's sessions.
    RemoveFactor {
        /// Who asks.
        session: Zeroizing<String>,
        /// The password.
        password: Zeroizing<String>,
        /// A code.
        code: Zeroizing<String>,
    },
    /// Asks for what a new passkey is made for, with the password.
    AskNewPasskey {
        /// Who asks.
        session: Zeroizing<String>,
        /// The password.
        password: Zeroizing<String>,
    },
    /// Adds a passkey that was made for it; ends the person's sessions and begins a new one.
    AddPasskey {
        /// Who asks.
        session: Zeroizing<String>,
        /// What they call it.
        name: String,
        /// What the browser says.
        client_data: Vec<u8>,
        /// What the authenticator says.
        attestation: Vec<u8>,
    },
    /// Asks for what a passkey is to sign, after [`Reply::CodeNeeded`].
    AskPasskey {
        /// What that answer held.
        halfway: Zeroizing<String>,
    },
    /// Shows a passkey; begins a session.
    GivePasskey {
        /// What that answer held.
        halfway: Zeroizing<String>,
        /// The passkey's name.
        credential: Vec<u8>,
        /// What the browser says.
        client_data: Vec<u8>,
        /// What the authenticator says.
        authenticator_data: Vec<u8>,
        /// Its signature.
        signature: Vec<u8>,
        /// How they came.
        via: Via,
    },
    /// Which passkeys somebody has.
    Passkeys {
        /// Who asks.
        session: Zeroizing<String>,
    },
    /// Removes one, with the password; ends the person's sessions.
    RemovePasskey {
        /// Who asks.
        session: Zeroizing<String>,
        /// The password.
        password: Zeroizing<String>,
        /// Which.
        passkey: String,
    },
    /// Sets a password with a one-time link.
    Welcome {
        /// The link's secret.
        link: Zeroizing<String>,
        /// The new password.
        password: Zeroizing<String>,
    },
    /// Changes the own password.
    ChangePassword {
        /// Who asks.
        session: Zeroizing<String>,
        /// The password so far.
        old: Zeroizing<String>,
        /// The new one.
        new: Zeroizing<String>,
    },
    /// Invites a person.
    Invite {
        /// Who asks.
        by: By,
        /// Whom.
        person: NewPerson,
        /// As the first focal point of an agency without people.
        first: bool,
    },
    /// Makes a new one-time link for a person. The second factor stays.
    Reset {
        /// Who asks.
        by: By,
        /// For whom.
        user: i64,
    },
    /// Asks that a person who lost the second factor is let in again.
    AskRecovery {
        /// Who asks.
        by: By,
        /// For whom.
        user: i64,
        /// Why.
        why: RecoveryReason,
    },
    /// Agrees to that, or refuses it.
    DecideRecovery {
        /// Who decides.
        session: Zeroizing<String>,
        /// The recovery's id.
        recovery: String,
        /// Whether they agree.
        agree: bool,
    },
    /// Opens an agency's passphrase keys into memory.
    Unlock {
        /// Who asks.
        session: Zeroizing<String>,
        /// Agency.
        agency: String,
        /// The passphrase.
        passphrase: Zeroizing<String>,
    },
    /// Forgets an agency's passphrase keys.
    Lock {
        /// Who asks.
        session: Zeroizing<String>,
        /// Agency.
        agency: String,
    },
    /// Makes an agency's keys, pending until the second key holder confirms.
    MakeKeys {
        /// Who asks.
        session: Zeroizing<String>,
        /// Agency.
        agency: String,
        /// How they are kept.
        custody: Custody,
        /// Needed for passphrase custody: one, or one for each of several holders, of whom two open.
        passphrases: Vec<Zeroizing<String>>,
        /// A collection key brought along (PEM); else one is made.
        collection_pem: Option<Zeroizing<String>>,
        /// For agency-held custody: the public halves of keys that were made on the agency's own machine.
        public_file: Option<String>,
    },
    /// Takes results of an agency's own machine.
    Deliver {
        /// Who says so.
        head: SignedHead,
        /// The results as they were signed: JSON of [`Outcome`](super::errand::Outcome)s.
        body: String,
    },
    /// Opens the cards of referrals for a list.
    Cards {
        /// Who asks.
        session: Zeroizing<String>,
        /// Referral ids.
        referrals: Vec<String>,
    },
    /// Which lines of contact an accepted referral has, without what they say.
    Contact {
        /// Who asks.
        session: Zeroizing<String>,
        /// Referral id.
        referral: String,
    },
    /// Opens one line of an accepted referral's contact.
    Reveal {
        /// Who asks.
        session: Zeroizing<String>,
        /// Referral id.
        referral: String,
        /// Which line.
        field: String,
        /// For what.
        purpose: Purpose,
    },
    /// Takes a step of a referral whose words only the two agencies may read.
    Say {
        /// Who asks.
        session: Zeroizing<String>,
        /// Referral id.
        referral: String,
        /// What is said.
        words: Words,
    },
    /// Opens the words beside a referral's steps.
    Said {
        /// Who asks.
        session: Zeroizing<String>,
        /// Referral id.
        referral: String,
    },
    /// Opens the answers of one submission.
    Answers {
        /// Who asks.
        session: Zeroizing<String>,
        /// Submission id.
        submission: String,
        /// Why, if it is an identity.
        purpose: Option<OpeningPurpose>,
    },
    /// Which case of the asker's agency has a code.
    FindCase {
        /// Who asks.
        session: Zeroizing<String>,
        /// The code.
        code: Zeroizing<String>,
    },
    /// What whoever works on a case must know first: its code, how contact is safe, how the risk went.
    CaseHead {
        /// Who asks.
        session: Zeroizing<String>,
        /// Case id.
        case: String,
    },
    /// Opens the consents of a case.
    Consents {
        /// Who asks.
        session: Zeroizing<String>,
        /// Case id.
        case: String,
    },
    /// Asks for a consent on another basis than the person's agreement.
    AskConsent {
        /// Who asks.
        session: Zeroizing<String>,
        /// Case id.
        case: String,
        /// What for.
        ask: NewBypass,
    },
    /// Confirms a proposed consent.
    ConfirmConsent {
        /// Who asks.
        session: Zeroizing<String>,
        /// Case id.
        case: String,
        /// Consent id.
        consent: String,
    },
    /// Takes back the consents of a case, or one recipient's.
    WithdrawConsent {
        /// Who asks.
        session: Zeroizing<String>,
        /// Case id.
        case: String,
        /// The agency's code; none: everybody.
        recipient: Option<String>,
        /// Why.
        reason: WithdrawReason,
    },
    /// Asks for the transfer of a case to another agency, with a hand-over note.
    AskTransfer {
        /// Who asks.
        session: Zeroizing<String>,
        /// Case id.
        case: String,
        /// The other agency's code.
        to: String,
        /// What the new owner should know, in words.
        note: Zeroizing<String>,
    },
    /// Whether what was asked for may be offered now.
    MayTransfer {
        /// Who asks.
        session: Zeroizing<String>,
        /// Transfer id.
        transfer: String,
        /// The approval by which it was asked for.
        approval: String,
    },
    /// Takes a case that was offered.
    AcceptTransfer {
        /// Who asks.
        session: Zeroizing<String>,
        /// Transfer id.
        transfer: String,
    },
    /// Opens a hand-over note.
    TransferNote {
        /// Who asks.
        session: Zeroizing<String>,
        /// Transfer id.
        transfer: String,
    },
    /// What proposed tables of the pathway would change, in counts.
    DryRun {
        /// Who asks.
        session: Zeroizing<String>,
        /// The tables, as JSON.
        tables: String,
    },
    /// Counts over what the asker's agency's phones sent: who the persons are, in counts, and which queue is for what.
    Tally {
        /// Who asks.
        session: Zeroizing<String>,
        /// From when on, in milliseconds since 1970 UTC.
        since: i64,
        /// Until when.
        until: i64,
    },
    /// The tables of a month as they are released to the coordination body; makes them where that may be.
    Shared {
        /// Who asks.
        session: Zeroizing<String>,
        /// The month, as `2026-11`.
        month: String,
    },
    /// Opens what people wrote about a submission.
    Comments {
        /// Who asks.
        session: Zeroizing<String>,
        /// Submission id.
        submission: String,
        /// Why, if it is an identity.
        purpose: Option<OpeningPurpose>,
    },
    /// Writes something about a submission, for those who may open it.
    Comment {
        /// Who asks.
        session: Zeroizing<String>,
        /// Submission id.
        submission: String,
        /// Why, if it is an identity.
        purpose: Option<OpeningPurpose>,
        /// What.
        body: Zeroizing<String>,
    },
    /// Sets answers of a submission by hand: makes an envelope as a phone would, to be kept like one.
    Correct {
        /// Who asks.
        session: Zeroizing<String>,
        /// Submission id.
        submission: String,
        /// Why, if it is an identity.
        purpose: Option<OpeningPurpose>,
        /// Places of answers in the submission, and what to.
        changes: Vec<(usize, Zeroizing<String>)>,
    },
    /// Opens one file of a submission.
    Attachment {
        /// Who asks.
        session: Zeroizing<String>,
        /// Submission id.
        submission: String,
        /// Place in the manifest.
        ordinal: i32,
    },
}

/// What a passkey is made for, or is to sign.
#[derive(Serialize, Deserialize)]
pub struct PasskeyAsked {
    /// What to sign.
    pub challenge: Vec<u8>,
    /// The site.
    pub host: String,
    /// What the authenticator knows the person by.
    pub user: Vec<u8>,
    /// What it shows of them.
    pub name: String,
    /// The passkeys that there are.
    pub credentials: Vec<Vec<u8>>,
}

/// A passkey, without its key.
#[derive(Serialize, Deserialize)]
pub struct PasskeyView {
    /// What it is removed by.
    pub id: String,
    /// What its owner calls it.
    pub name: Zeroizing<String>,
    /// When it was added.
    pub created_at: i64,
    /// When it was last used.
    pub used_at: Option<i64>,
}

/// What came with a password.
#[derive(Serialize, Deserialize)]
pub enum Code {
    /// A code.
    Given(Zeroizing<String>),
    /// None, from somebody who can be asked.
    Missing,
    /// None, from a program that sends the password with each request.
    Never,
}

/// On whose word somebody is invited.
#[derive(Clone, Serialize, Deserialize)]
pub enum By {
    /// The person of a session.
    Session(Zeroizing<String>),
    /// Whoever runs a command beside the root key. Never taken from a socket.
    Operator,
}

/// Somebody to be invited.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewPerson {
    /// E-mail: the name to sign in with.
    pub email: String,
    /// Display name; the e-mail if empty.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Agency id; none for admins, auditors and coordination.
    pub agency: Option<String>,
}

/// Something that is to leave without the person's agreement. Sealed before it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewBypass {
    /// On what it rests.
    pub basis: Basis,
    /// The receiving agency's code; none: whoever gives this help.
    pub recipient: Option<String>,
    /// The service.
    pub service: String,
    /// What may be told.
    pub data: Vec<Data>,
    /// Why.
    pub reason: BypassReason,
}

/// A consent of a case, opened.
#[derive(Serialize, Deserialize)]
pub struct ConsentView {
    /// Id.
    pub id: String,
    /// Where it stands.
    pub state: String,
    /// On what it rests.
    pub basis: String,
    /// Who must confirm it.
    pub approval: String,
    /// What it says; none while the key is locked, or for a screening's consent.
    pub scope: Option<Scope>,
    /// Whether it is a screening's own consent: the triage card, for 72 hours.
    pub screening: bool,
    /// When it was written down.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
    /// The first of two people.
    pub asked_by: Option<i64>,
    /// Who confirmed it.
    pub confirmed_by: Option<i64>,
    /// When.
    pub confirmed_at: Option<i64>,
    /// Who took it back; none for a form.
    pub withdrawn_by: Option<i64>,
    /// When it was taken back, replaced, or ended.
    pub withdrawn_at: Option<i64>,
}

/// What somebody wrote about a submission, opened.
#[derive(Serialize, Deserialize)]
pub struct Comment {
    /// Id.
    pub id: String,
    /// Who wrote it.
    pub actor: i64,
    /// When.
    pub at: i64,
    /// What.
    pub body: Zeroizing<String>,
}

/// A correction, encrypted as phones do. Nobody but the vault opens it.
#[derive(Serialize, Deserialize)]
pub struct Correction {
    /// The manifest.
    pub envelope: String,
    /// Its files, by the names in it.
    pub files: Vec<(String, Ciphertext)>,
}

/// Where the ciphertext of a file is.
#[derive(Serialize, Deserialize)]
pub enum Ciphertext {
    /// Here, in base64.
    Here(String),
    /// A large one that no row names yet, and its size in bytes.
    Blob(String, u64),
}

/// What whoever works on a case must know first.
#[derive(Default, Serialize, Deserialize)]
pub struct CaseHead {
    /// Its code, as phones and papers have it.
    pub code: Option<Zeroizing<String>>,
    /// How contact is safe: facts and their coded values, what must not happen first.
    pub contact: Vec<(String, Zeroizing<String>)>,
    /// The risk as it was assessed, oldest first.
    pub risks: Vec<AtRisk>,
    /// How many submissions said something that could not be read now.
    pub unread: usize,
}

/// How much danger somebody was in when a submission came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtRisk {
    /// When it came.
    pub at: i64,
    /// How much.
    pub level: RiskLevel,
}

/// An answer.
#[derive(Serialize, Deserialize)]
pub enum Reply {
    /// Done.
    Done,
    /// Right so far: another holder's passphrase is needed too.
    OneMore,
    /// A session has begun.
    SignedIn {
        /// Bearer token.
        token: Zeroizing<String>,
        /// Guards forms of pages.
        csrf: String,
        /// Begin.
        created_at: i64,
        /// End.
        expires_at: i64,
    },
    /// The password is right; the code of the second factor is needed too.
    CodeNeeded {
        /// To be given back with the code, within minutes.
        halfway: Zeroizing<String>,
        /// Whether there is an app that shows codes.
        app: bool,
        /// Whether there are passkeys.
        passkeys: bool,
    },
    /// What a passkey is made for, or is to sign.
    PasskeyAsked(PasskeyAsked),
    /// The passkeys that there are.
    Passkeys(Vec<PasskeyView>),
    /// A second factor was made, to be confirmed. Shown this once.
    FactorBegun {
        /// The secret as people type it.
        secret: Zeroizing<String>,
        /// The same as an authenticator app reads it.
        uri: Zeroizing<String>,
    },
    /// A one-time link was made.
    Linked {
        /// For whom.
        user: i64,
        /// The link's secret.
        token: Zeroizing<String>,
        /// When it ends.
        expires_at: i64,
    },
    /// A second person is needed to let somebody in again: the recovery's id.
    RecoveryAsked(String),
    /// Agencies whose keys are open.
    OpenAgencies(Vec<String>),
    /// Ids of the keys made.
    KeysMade(Vec<String>),
    /// Cards, in the order asked.
    Cards(Vec<CardReply>),
    /// Consents of a case, newest first.
    Consents(Vec<ConsentView>),
    /// Consents that were taken back, and referrals with them.
    Withdrawn {
        /// Consents.
        consents: usize,
        /// Referrals.
        referrals: usize,
    },
    /// What could be opened of a referral's contact.
    Contact(Vec<ContactName>),
    /// A line of contact, after the rules of contact where there are some.
    Revealed(Vec<Line>),
    /// Comments, newest first.
    Comments(Vec<Comment>),
    /// A correction, to be kept.
    Corrected(Correction),
    /// The words beside steps, each with its event's id.
    Said(Vec<(String, Words)>),
    /// The case with a code; none as well where another agency has it.
    Found(Option<String>),
    /// The id of a transfer that was asked for.
    TransferAsked(String),
    /// A transfer may be offered.
    MayTransfer {
        /// For which service.
        service: String,
        /// The consent that it rests on.
        consent: String,
        /// When that ends.
        expires_at: i64,
    },
    /// What is to be known of a case first.
    CaseHead(CaseHead),
    /// What a dry run counted.
    DryRun(DryRun),
    /// Counts of one agency.
    Tally {
        /// Queues and the services that they are for; `held ` stands before what stays at home.
        services: Vec<(String, String)>,
        /// Who the persons are.
        people: People,
    },
    /// Tables for the coordination body.
    Shared(Vec<Shared>),
    /// What was taken of results, and what not.
    Delivered(Vec<Verdict>),
    /// Plaintext; in memory only. Travels beside the other fields, not inside them.
    Plaintext(#[serde(skip, default = "nothing")] Zeroizing<Vec<u8>>),
}

fn elsewhere() -> &'static str {
    "in the vault; see its log"
}

fn nothing() -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Vec::new())
}

/// One card, or why not.
#[derive(Serialize, Deserialize)]
pub enum CardReply {
    /// The opened card.
    Open(Card),
    /// The agency's key is locked.
    Locked,
    /// The consent that it rested on has ended.
    Ended,
    /// Not the asker's, or not there.
    Withheld,
}

/// What a step says beside where it leads: coded words that still would tell of a person, sealed to both agencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Words {
    /// The receiver's question.
    Ask(Question),
    /// The owner's answer.
    Answer(Answered),
    /// What a service came to, in units as the service counts them.
    Deliver(ServiceOutcome, Option<u32>),
}

/// A line of contact that could be opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactName {
    /// The fact's name.
    pub field: String,
    /// Its class.
    pub class: DataClass,
    /// Why the receiver needs it.
    pub why: String,
}

/// What a referral shows: sealed to those entitled when it was made.
#[derive(Serialize, Deserialize, Clone)]
pub struct Card {
    /// The service asked for.
    pub service: String,
    /// All services that a held item proposes; one for a referral.
    pub services: Vec<String>,
    /// The triage card's lines, in order.
    pub triage: Projection,
}

/// Why the vault did not do it.
#[derive(Debug, thiserror::Error, Serialize, Deserialize)]
pub enum VaultError {
    /// The key is locked.
    #[error("the key is locked")]
    Locked,
    /// The policy says no.
    #[error("not allowed")]
    Denied,
    /// No such thing, or not sealed yet.
    #[error("not there")]
    NotFound,
    /// No live session.
    #[error("no live session")]
    Unauthenticated,
    /// The policy would say yes to somebody who has given a second factor.
    #[error(
        "this needs your second factor, and the session was begun without it: set one up, then sign in with its code"
    )]
    SecondFactor,
    /// Not the code of now, or used already.
    #[error(
        "the code is not right, or was used already; after ten wrong ones, wait a quarter of an hour"
    )]
    WrongCode,
    /// The passphrase does not open the key.
    #[error("the passphrase does not open the key")]
    WrongPassphrase,
    /// An identity is opened with a purpose only.
    #[error("an identity is opened with a purpose")]
    NeedsPurpose,
    /// Whoever reads interviews is certified for it, and that has run out or was never given.
    #[error("not certified to read interviews")]
    Uncertified,
    /// A key that cannot be used; says why.
    #[error("the key cannot be used: {0}")]
    Unusable(String),
    /// It has changed meanwhile.
    #[error("it is now {0}")]
    Moved(String),
    /// Another person has to do it.
    #[error("another person has to do this")]
    SecondPerson,
    /// Somebody has this e-mail address.
    #[error("there is one already")]
    Exists,
    /// The agency has people: one of them must do it.
    #[error("the agency has people already")]
    NotFirst,
    /// A referral does not take this step from where it stands; why, if it is not that alone.
    #[error("it is {state}")]
    Stands {
        /// Where it stands.
        state: String,
        /// Why not.
        why: Option<String>,
    },
    /// The case does not go to that agency; why.
    #[error("{0}")]
    NoTransfer(String),
    /// The submission is not corrected by hand; why.
    #[error(transparent)]
    NoCorrection(#[from] NoCorrection),
    /// The session opened more than it may in an hour, and was ended.
    #[error("this session opened more than it may in an hour, and was ended")]
    Spent,
    /// The vault process does not answer.
    #[error("the vault does not answer")]
    Away,
    /// Try again.
    #[error("busy")]
    Busy,
    /// A fault of ours.
    #[error("internal: {0}")]
    Internal(#[serde(skip, default = "elsewhere")] &'static str),
}

/// The future of an answer.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<Reply, VaultError>> + Send + 'a>>;

/// The way to the vault: in this process, or over a socket.
pub trait Port: Send + Sync {
    /// Asks.
    fn ask(&self, request: Request) -> Answering<'_>;
}
