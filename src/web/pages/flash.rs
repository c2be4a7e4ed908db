//! Short messages after an act. The address carries only a word of this list, and the page shows only these texts:
//! an address that somebody sends around cannot put words into the page.

use super::shell::Shell;
use crate::domain::closed_set;

closed_set! {
    /// What just happened (`?said=WORD`).
    pub enum Flash {
        /// Signed out.
        SignedOut = "signed-out",
        /// The session ended by itself.
        SessionEnded = "session-ended",
        /// The session ended because nobody used it.
        Idle = "idle",
        /// One of the own sessions was ended.
        SessionGone = "session-gone",
        /// All others of the own sessions were ended.
        OthersGone = "others-gone",
        /// A passkey was added.
        PasskeyAdded = "passkey-added",
        /// A passkey was removed.
        PasskeyRemoved = "passkey-removed",
        /// Somebody asked to let somebody in again.
        RecoveryAsked = "recovery-asked",
        /// It was refused.
        RecoveryRefused = "recovery-refused",
        /// The password is set; sign in with it.
        PasswordSet = "password-set",
        /// The second factor is set up.
        SecondFactorSet = "second-factor-set",
        /// The second factor was removed.
        SecondFactorRemoved = "second-factor-removed",
        /// A referral was accepted.
        Accepted = "accepted",
        /// A referral was declined.
        Declined = "declined",
        /// A referral took another step.
        Stepped = "stepped",
        /// A referral does not take this step now.
        NotNow = "not-now",
        /// Somebody answered the referral first.
        AlreadyAnswered = "already-answered",
        /// A draft was saved.
        DraftSaved = "draft-saved",
        /// A form was published.
        Published = "published",
        /// A form's state was changed.
        FormStateSet = "form-state-set",
        /// A phone was revoked.
        PhoneRevoked = "phone-revoked",
        /// A submission is tried again.
        Retrying = "retrying",
        /// Submissions were reviewed.
        Reviewed = "reviewed",
        /// Nothing was ticked, so nothing was reviewed.
        NothingTicked = "nothing-ticked",
        /// A submission was corrected.
        Corrected = "corrected",
        /// A comment was written.
        Commented = "commented",
        /// A key was made and waits.
        KeyMade = "key-made",
        /// A key was confirmed.
        KeyConfirmed = "key-confirmed",
        /// The keys were unlocked.
        Unlocked = "unlocked",
        /// Another holder's passphrase is needed too.
        OneMoreHolder = "one-more-holder",
        /// The keys were locked.
        Locked = "locked",
        /// A key was disabled.
        KeyDisabled = "key-disabled",
        /// A disabled key was enabled.
        KeyEnabled = "key-enabled",
        /// A key was retired.
        KeyRetired = "key-retired",
        /// A retired key was opened again.
        KeyReopened = "key-reopened",
        /// Somebody asked for a key's destruction.
        KeyDestroyAsked = "key-destroy-asked",
        /// A key was destroyed.
        KeyDestroyed = "key-destroyed",
        /// Something was stopped.
        StopSet = "stopped",
        /// A stop was lifted.
        StopLifted = "stop-lifted",
        /// An account was disabled.
        PersonDisabled = "person-disabled",
        /// An agency was added.
        AgencyAdded = "agency-added",
        /// An agency's services were changed.
        ServicesSet = "services-set",
        /// A project was made.
        ProjectMade = "project-made",
        /// A project was changed.
        ProjectChanged = "project-changed",
        /// Somebody works on a case from now on, or nobody.
        CaseAssigned = "case-assigned",
        /// A case took a step.
        CaseStepped = "case-stepped",
        /// A second person was asked about a case.
        CaseAsked = "case-asked",
        /// A case stands elsewhere than it was seen.
        CaseMoved = "case-moved",
        /// A case is open to somebody for an hour.
        Looked = "looked",
        /// A consent is in force.
        ConsentConfirmed = "consent-confirmed",
        /// A second person has to confirm it.
        OneMorePerson = "one-more-person",
        /// Consents were taken back.
        ConsentWithdrawn = "consent-withdrawn",
        /// Somebody asked to tell without agreement.
        ConsentAsked = "consent-asked",
        /// What was asked was approved.
        Approved = "approved",
        /// What was asked was refused.
        Refused = "refused",
        /// Somebody decided first.
        AlreadyDecided = "already-decided",
        /// Something from elsewhere is taken into a case.
        TakenIn = "taken-in",
        /// Something from elsewhere stays there.
        LeftThere = "left-there",
        /// A look was reviewed.
        LookReviewed = "look-reviewed",
        /// How somebody likes the pages is kept.
        PreferencesKept = "preferences-kept",
        /// A version of the pathway was proposed.
        PathwayProposed = "pathway-proposed",
        /// A version of the pathway has its first signature.
        PathwaySigned = "pathway-signed",
        /// A version of the pathway comes into force.
        PathwayComes = "pathway-comes",
        /// Somebody wants to be the second person, who was the first.
        AnotherPerson = "another-person",
        /// The directory says it anew.
        EntrySaved = "entry-saved",
        /// An agency's hours are declared.
        HoursSet = "hours-set",
        /// A protocol was proposed.
        ProtocolProposed = "protocol-proposed",
        /// A protocol was signed.
        ProtocolSigned = "protocol-signed",
        /// A protocol has ended.
        ProtocolEnded = "protocol-ended",
        /// A place is open to the agency's phones.
        SiteOffered = "site-offered",
        /// An order waits for its second person.
        OrderAsked = "order-asked",
        /// An order stands.
        OrderStands = "order-stands",
        /// An order was lifted.
        OrderLifted = "order-lifted",
        /// A test is on its way to a machine.
        MachineTested = "machine-tested",
        /// A machine is told nothing more.
        MachineEnded = "machine-ended",
        /// Messages are tried again.
        MessagesRetried = "messages-retried",
        /// A transfer waits for a supervisor.
        TransferAsked = "transfer-asked",
        /// A case was taken over.
        TransferTaken = "transfer-taken",
        /// An offered case was not taken.
        TransferDeclined = "transfer-declined",
        /// An offered case stays.
        TransferBack = "transfer-back",
        /// Somebody may read interviews.
        Certified = "certified",
        /// A second person was asked to publish a form.
        PublishAsked = "publish-asked",
        /// That is not asked any more.
        PublishWithdrawn = "publish-withdrawn",
        /// A file of a draft was uploaded.
        FormFileSaved = "form-file-saved",
        /// A file of a draft was removed.
        FormFileRemoved = "form-file-removed",
        /// Which forms a phone may have was changed.
        PhoneFormsSet = "phone-forms-set",
        /// Where a phone works was changed.
        PhoneAreaSet = "phone-area-set",
    }
}

impl Flash {
    /// The text that is shown.
    pub fn text(&self, shell: &Shell) -> String {
        shell.t(&format!("flash-{self}"))
    }

    /// Whether it tells of something that did not happen as wished.
    pub fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::AlreadyAnswered
                | Self::NotNow
                | Self::NothingTicked
                | Self::SessionEnded
                | Self::Idle
                | Self::CaseMoved
                | Self::AlreadyDecided
                | Self::AnotherPerson
        )
    }
}
