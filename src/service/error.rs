//! What can go wrong in a use-case, in words that a face can answer in its caller's format.
//! No variant holds what a person said.

use crate::store::StoreError;
use crate::vault::client::VaultError;

/// A use-case that did not happen, and why.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// No such thing, or the caller may not know of it.
    #[error("this does not exist, or you have no access to it")]
    NotFound,
    /// Known caller, not allowed.
    #[error("you do not have the right to do this")]
    Denied,
    /// Nobody, or a wrong password or token.
    #[error("the credentials are not right")]
    Unauthenticated,
    /// Known caller, whose session was begun without the second factor that this needs.
    #[error(
        "this needs your second factor, and you signed in by password only: set it up (the page of your account, or \
         POST /v1/users/current/second-factor) if you have none, then sign in with its code (otp)"
    )]
    SecondFactor,
    /// Not the code of now, or used already.
    #[error(
        "the code is not right, or was used already; wait for the next one and try again, after ten wrong ones a quarter \
         of an hour"
    )]
    WrongCode,
    /// A value that must be given was not.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A value that cannot be used.
    #[error("{field} cannot be used: {reason}")]
    Unusable {
        /// Which.
        field: &'static str,
        /// Why, and what to do.
        reason: String,
    },
    /// It is there already.
    #[error("{0} exists already")]
    Exists(&'static str),
    /// A published form has this version already.
    #[error(
        "version {version:?} of {form:?} has been published already; give the new one another version"
    )]
    VersionExists {
        /// The form's id.
        form: String,
        /// The version.
        version: String,
    },
    /// The form has findings that need a written reason, or that block.
    #[error("the form has findings that must be mended or answered")]
    Findings(Vec<crate::openrosa::lint::Finding>),
    /// The pathway's tables have errors, or their cases fail: one for each cell.
    #[error("the pathway's tables have errors that must be mended")]
    Pathway(Vec<super::pathway::Fault>),
    /// An XLSForm did not become a form, or only with warnings that nobody has accepted.
    #[error(transparent)]
    Conversion(#[from] super::conversion::ConversionError),
    /// The form's file does not parse as an XForm.
    #[error("the form cannot be read: {0}")]
    Form(String),
    /// A submission that does not parse; the text is safe to show.
    #[error("the submission cannot be read: {0}")]
    Unreadable(String),
    /// The form takes no submissions now.
    #[error(
        "this form takes no submissions now; keep the data on the phone and ask your supervisor"
    )]
    NotAccepting,
    /// The project has no such form.
    #[error("the project has no form {0:?}")]
    UnknownForm(String),
    /// The form has no such version.
    #[error("the form has no version {0:?}; get the blank form again")]
    UnknownVersion(String),
    /// Same id, other bytes.
    #[error("a submission with this id is here already, with other content")]
    DifferentContent,
    /// A correction of something that is not here.
    #[error(
        "the submission that this one corrects is not here; send that one first, then this one again"
    )]
    NothingToCorrect,
    /// A correction of something that was corrected meanwhile.
    #[error(
        "this has been corrected from elsewhere meanwhile; keep the data on the phone and ask your data manager which counts"
    )]
    AlreadyCorrected,
    /// Not corrected by hand; why, and what to do.
    #[error(transparent)]
    NoCorrection(#[from] crate::domain::correcting::NoCorrection),
    /// A draft's token that is none, or no longer one.
    #[error(
        "this test has ended: the draft was published or thrown away; scan the code of the form itself"
    )]
    NoSuchDraft,
    /// Plaintext to a form with a key.
    #[error(
        "this form must be sent encrypted, and this copy was not; nothing of it was kept. \
         Get the blank form again, fill it again and send it; if it happens twice, use another phone"
    )]
    PlaintextRefused,
    /// More than the limits allow.
    #[error("too large: {0}")]
    TooLarge(String),
    /// Try again soon.
    #[error("the server is busy; nothing was lost, try again in a moment")]
    Busy,
    /// The key that would open this is locked.
    #[error("the agency's key is locked; a key holder must unlock it first")]
    Locked,
    /// An emergency stop is in force.
    #[error(
        "stopped for now: no forms are given out. What was filled can still be sent; nothing on this phone is lost"
    )]
    Stopped,
    /// The vault does not answer.
    #[error("the vault does not answer; what arrives is kept and will be opened later")]
    VaultAway,
    /// The state moved meanwhile.
    #[error("this has changed meanwhile: it is now {0}")]
    Moved(String),
    /// A referral does not take this step now.
    #[error("this cannot be done now: {why}; the referral is {state}")]
    NotNow {
        /// Where it stands.
        state: String,
        /// Why not, and what can be done.
        why: String,
    },
    /// The act waits for a second person, or the same person tried to be both.
    #[error("{0}")]
    SecondPerson(&'static str),
    /// An identity is opened with a purpose only.
    #[error(
        "this tells who somebody is; open it with POST …/open and a purpose, which the audit keeps"
    )]
    NeedsPurpose,
    /// Not certified to read interviews, or no longer.
    #[error(
        "reading interviews needs a certification that has not run out; ask your focal point, who renews it after the training"
    )]
    Uncertified,
    /// A case that cannot be closed yet.
    #[error(transparent)]
    NotYet(#[from] crate::domain::case::NotYet),
    /// A case that does not go to that agency; why, and what to do.
    #[error("{0}")]
    NoTransfer(String),
    /// The database failed.
    #[error("the database did not do it")]
    Store(#[source] StoreError),
    /// Something of ours failed.
    #[error("internal: {0}")]
    Internal(&'static str),
}

impl From<crate::domain::pathway::version::Unsigned> for ServiceError {
    fn from(error: crate::domain::pathway::version::Unsigned) -> Self {
        use crate::domain::pathway::version::Unsigned;
        match error {
            Unsigned::SamePerson => {
                Self::SecondPerson("you have signed this version; a second person has to")
            }
            Unsigned::Complete => Self::Moved("signed by two people".to_owned()),
        }
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            other => Self::Store(other),
        }
    }
}

impl From<VaultError> for ServiceError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Locked => Self::Locked,
            VaultError::Denied => Self::Denied,
            VaultError::NotFound => Self::NotFound,
            VaultError::Unauthenticated => Self::Unauthenticated,
            VaultError::SecondFactor => Self::SecondFactor,
            VaultError::WrongCode => Self::WrongCode,
            VaultError::WrongPassphrase => Self::Unusable {
                field: "passphrase",
                reason: "it does not open the key".into(),
            },
            VaultError::Unusable(reason) => Self::Unusable {
                field: "key",
                reason,
            },
            VaultError::Moved(state) => Self::Moved(state),
            VaultError::SecondPerson => Self::SecondPerson(
                "this needs two people, the second a supervisor, and neither confirms their own request",
            ),
            VaultError::NeedsPurpose => Self::NeedsPurpose,
            VaultError::Uncertified => Self::Uncertified,
            VaultError::Exists => Self::Exists("it"),
            VaultError::NotFirst => Self::Denied,
            VaultError::Stands { state, why } => match why {
                Some(why) => Self::NotNow { state, why },
                None => Self::Moved(state),
            },
            VaultError::NoTransfer(why) => Self::NoTransfer(why),
            VaultError::NoCorrection(why) => Self::NoCorrection(why),
            // The session is gone: sign in again.
            VaultError::Spent => Self::Unauthenticated,
            VaultError::Away => Self::VaultAway,
            VaultError::Busy => Self::Busy,
            VaultError::Internal(what) => Self::Internal(what),
        }
    }
}

impl From<crate::domain::policy::Denied> for ServiceError {
    fn from(denied: crate::domain::policy::Denied) -> Self {
        match denied {
            crate::domain::policy::Denied::Hidden => Self::NotFound,
            crate::domain::policy::Denied::Forbidden => Self::Denied,
            crate::domain::policy::Denied::SecondFactor => Self::SecondFactor,
        }
    }
}

impl From<crate::domain::approval::Undecided> for ServiceError {
    fn from(error: crate::domain::approval::Undecided) -> Self {
        use crate::domain::approval::Undecided;
        match error {
            Undecided::Own => {
                Self::SecondPerson("you asked for this; another supervisor has to decide")
            }
            Undecided::Expired | Undecided::Decided => Self::Moved(error.to_string()),
            Undecided::Denied(denied) => denied.into(),
        }
    }
}
