//! What people say about a referral, each from a closed list: free text would carry a person's story past the gate.

use super::closed_set;

closed_set! {
    /// Why a receiver does not take a referral (domain brief 2.11).
    pub enum DeclineReason {
        /// No room.
        NoCapacity = "no_capacity",
        /// The person is not eligible there.
        NotEligible = "not_eligible",
        /// Another area.
        WrongArea = "wrong_area",
        /// Another service.
        WrongService = "wrong_service",
        /// Somebody there has to do with who harms the person.
        ConflictOfInterest = "conflict_of_interest",
        /// It would not be safe.
        Safety = "safety",
        /// What the service needs to know was not agreed to.
        NoConsentForDataNeeded = "no_consent_for_data_needed",
        /// Already known there.
        Duplicate = "duplicate",
        /// Something else.
        Other = "other",
    }
}

closed_set! {
    /// What a receiver may ask before it decides. None asks for more of the story.
    pub enum Question {
        /// Whether the person still wants it.
        StillWanted = "still_wanted",
        /// Whether the agreed way of making contact still holds.
        ContactStillSafe = "contact_still_safe",
        /// Whether the person can come.
        CanTravel = "can_travel",
        /// Whether somebody they trust may come along.
        MayBringSomebody = "may_bring_somebody",
        /// Whether an interpreter must be there.
        NeedsInterpreter = "needs_interpreter",
        /// Whether the house must be one that can be entered with a wheelchair, or other help is needed.
        NeedsAccess = "needs_access",
        /// Whether others come along who depend on the person.
        ComesWithDependants = "comes_with_dependants",
        /// Whether it can wait for a day.
        CanWaitADay = "can_wait_a_day",
    }
}

closed_set! {
    /// What an owner answers.
    pub enum Reply {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Not known, and the person cannot be asked safely now.
        NotKnown = "not_known",
        /// The person does not want this told.
        NotToBeTold = "not_to_be_told",
    }
}

closed_set! {
    /// What a service came to.
    pub enum ServiceOutcome {
        /// All that was agreed.
        Whole = "whole",
        /// A part.
        Partly = "partly",
        /// It goes on without an end in sight.
        Ongoing = "ongoing",
        /// It ended early.
        EndedEarly = "ended_early",
    }
}

closed_set! {
    /// What the owner says of a service that was reported as given.
    pub enum Feedback {
        /// It was given.
        Confirmed = "confirmed",
        /// It was not, or not so.
        Disputed = "disputed",
    }
}

closed_set! {
    /// Why a referral is taken back. No word of it tells what happened.
    pub enum RecallReason {
        /// The person took the consent back.
        Withdrawn = "withdrawn",
        /// It should not have been sent.
        SentInError = "sent_in_error",
        /// It would not be safe there.
        Safety = "safety",
        /// It is not needed any more.
        NotNeeded = "not_needed",
        /// Something else.
        Other = "other",
    }
}

closed_set! {
    /// What a receiver says after a recall.
    pub enum Statement {
        /// Nothing was kept outside this system.
        NothingKept = "nothing_kept",
        /// What was kept was destroyed.
        Destroyed = "destroyed",
        /// Something must be kept by law.
        KeptByLaw = "kept_by_law",
    }
}

closed_set! {
    /// For what a receiver opens a field of contact or identity.
    pub enum Purpose {
        /// To meet the person for the first time.
        FirstContact = "first_contact",
        /// To give the service.
        Service = "service",
        /// To see that the person is safe.
        Safety = "safety",
        /// To hear how it went.
        FollowUp = "follow_up",
    }
}
