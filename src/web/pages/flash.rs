//! Short messages after an act. The address carries only a word of this list, and the page shows only these texts:
//! an address that somebody sends around cannot put words into the page.

use crate::domain::closed_set;

closed_set! {
    /// What just happened (`?said=WORD`).
    pub enum Flash {
        /// Signed out.
        SignedOut = "signed-out",
        /// The session ended by itself.
        SessionEnded = "session-ended",
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
    }
}

impl Flash {
    /// The text that is shown.
    pub fn text(&self) -> &'static str {
        match self {
            Self::SignedOut => "You are signed out.",
            Self::SessionEnded => {
                "You were signed out because the page was not used for a while. Please sign in again."
            }
            Self::PasswordSet => "Your password is set. Sign in with it now.",
            Self::SecondFactorSet => {
                "Your second factor is set up. Signing in now asks for a code."
            }
            Self::SecondFactorRemoved => {
                "Your second factor was removed. Sign in, and set up a new one."
            }
            Self::Accepted => "Referral accepted. The sender can see this.",
            Self::Declined => "Referral declined. The sender can see this.",
            Self::Stepped => "Done. The other agency can see this.",
            Self::NotNow => {
                "This cannot be done now. Nothing was changed: see where it stands below."
            }
            Self::AlreadyAnswered => {
                "Someone was first with this referral. Nothing was changed: see where it stands now."
            }
            Self::DraftSaved => {
                "Draft saved. Phones do not have it yet: read the findings, then publish."
            }
            Self::Published => "Published. Phones get it when they next refresh their forms.",
            Self::FormStateSet => "The form’s state was changed.",
            Self::PhoneRevoked => "Phone revoked. It can no longer get forms or send.",
            Self::Retrying => "Trying again now. Reload this page in a moment.",
            Self::KeyMade => "Key made. It is not in use until a second key holder confirms it.",
            Self::KeyConfirmed => "Key confirmed. It is in use now.",
            Self::OneMoreHolder => {
                "Right. These keys open when another holder gives their passphrase too, within ten minutes."
            }
            Self::Unlocked => "Unlocked. Waiting submissions are being opened now.",
            Self::Locked => "Locked. No content can be read until a key holder unlocks.",
            Self::KeyDisabled => "Key disabled. It opens nothing now.",
            Self::KeyEnabled => "Key enabled. What waited for it is being opened.",
            Self::KeyRetired => "Key retired. It opens nothing now, and can be put back.",
            Self::KeyReopened => "The key opens once more. What waited for it is being opened.",
            Self::KeyDestroyAsked => {
                "Asked. The other key holder must agree before it is destroyed."
            }
            Self::KeyDestroyed => "Key destroyed. Nobody can open anything with it any more.",
            Self::StopSet => "Stopped. Phones get no forms of it, and nothing of it is opened.",
            Self::StopLifted => "Lifted. What came meanwhile is being opened.",
            Self::PersonDisabled => "Account disabled. All its sessions have ended.",
            Self::AgencyAdded => {
                "Agency added. Next: invite its focal point, who invites the others."
            }
            Self::ServicesSet => "The agency’s services were changed.",
            Self::ProjectMade => "Project added. Next: upload its first form.",
            Self::ProjectChanged => "The project was changed. Published forms stay as they are.",
            Self::CaseAssigned => "Saved. Who works on the case can open it now.",
            Self::CaseStepped => "The case went a step further.",
            Self::CaseAsked => "Asked. A supervisor, another person, decides.",
            Self::CaseMoved => {
                "The case stands elsewhere by now. Nothing was changed: see where it stands below."
            }
            Self::Looked => {
                "You can read this case for one hour. Supervisors and auditors were told."
            }
            Self::ConsentConfirmed => "Confirmed. The case is being looked at again.",
            Self::OneMorePerson => "Noted. Another person, a supervisor, has to confirm it too.",
            Self::ConsentWithdrawn => {
                "Taken back. What others had is called back, and their keys to it are destroyed."
            }
            Self::ConsentAsked => "Asked. Nothing is told before a supervisor confirms it.",
            Self::Approved => "Approved. Whoever asked can see this.",
            Self::Refused => "Refused. Whoever asked can see this.",
            Self::AlreadyDecided => {
                "Somebody decided first, or its time is over. Nothing was changed."
            }
            Self::TakenIn => "It is taken into the case. It shows there in a moment.",
            Self::LeftThere => "It stays with the agency that sent it.",
            Self::LookReviewed => "Noted.",
        }
    }

    /// Whether it tells of something that did not happen as wished.
    pub fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::AlreadyAnswered
                | Self::NotNow
                | Self::SessionEnded
                | Self::CaseMoved
                | Self::AlreadyDecided
        )
    }
}
