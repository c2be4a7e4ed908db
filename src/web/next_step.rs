//! What a person can do about a submission's state: the same sentences in the API and on the pages.

use crate::domain::words::SubmissionState;

/// What a person can do about a state.
pub trait NextStep {
    /// One or two plain sentences.
    fn next_step(&self) -> &'static str;
}

impl NextStep for SubmissionState {
    fn next_step(&self) -> &'static str {
        match self {
            Self::WaitingMedia => {
                "Some files are still on the phone. Ask its user to connect and to send again. Nothing is lost as long as the phone keeps its copy."
            }
            Self::Received => "It will be opened in a moment. Nothing to do.",
            Self::WaitingKey => {
                "A key holder must unlock the agency’s keys, or reopen the retired key that it was written for. After that it opens by itself."
            }
            Self::KeyDisabled => {
                "The key it was written for is disabled. If a key holder enables it again, it opens by itself; else ask the phone’s user to get the form anew and to fill it again."
            }
            Self::KeyUnknown => {
                "The key it was written for is not here, or was destroyed. Ask the phone’s user to get the form anew and to fill it again. If the agency has a copy of the key, it can be opened offline."
            }
            Self::Stopped => {
                "An emergency stop is in force. It opens by itself once a key holder lifts the stop."
            }
            Self::Damaged => {
                "It could not be opened, or it is not complete and unaltered. Ask the phone’s user to keep the copy on the phone. Then try again."
            }
            Self::Sealed => "Nothing to do.",
            Self::Erased => {
                "It was erased; nothing is left of it. A certificate says when and why."
            }
        }
    }
}
