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
use crate::domain::projection::Projection;
use crate::domain::words::{Custody, OpeningPurpose, Role};

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
    /// Makes a new one-time link for a person.
    Reset {
        /// Who asks.
        by: By,
        /// For whom.
        user: i64,
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
    /// What proposed tables of the pathway would change, in counts.
    DryRun {
        /// Who asks.
        session: Zeroizing<String>,
        /// The tables, as JSON.
        tables: String,
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
    /// A one-time link was made.
    Linked {
        /// For whom.
        user: i64,
        /// The link's secret.
        token: Zeroizing<String>,
        /// When it ends.
        expires_at: i64,
    },
    /// Agencies whose keys are open.
    OpenAgencies(Vec<String>),
    /// Ids of the keys made.
    KeysMade(Vec<String>),
    /// Cards, in the order asked.
    Cards(Vec<CardReply>),
    /// The case with a code; none as well where another agency has it.
    Found(Option<String>),
    /// What a dry run counted.
    DryRun(DryRun),
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
    /// Somebody has this e-mail address.
    #[error("there is one already")]
    Exists,
    /// The agency has people: one of them must do it.
    #[error("the agency has people already")]
    NotFirst,
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
