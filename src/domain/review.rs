//! Reviews of submissions, in Central's words: what a person may say of one that was opened, and what a correction does to
//! what was said. Who may say it is the policy's; this is what must hold whoever says it.

use super::closed_set;

/// The most submissions that one act reviews.
pub const MOST_AT_ONCE: usize = 100;

/// The most characters of a comment.
pub const COMMENT_CHARS: usize = 4_000;

closed_set! {
    /// Where the review of a submission stands. Central's words; to its programs `received` is `null`.
    pub enum ReviewState {
        /// Nobody has said anything.
        Received = "received",
        /// Somebody found what must be mended.
        HasIssues = "hasIssues",
        /// It was corrected, and nobody has said anything of the correction.
        Edited = "edited",
        /// It is right.
        Approved = "approved",
        /// It does not count.
        Rejected = "rejected",
    }
}

/// What must be known of a submission before somebody's word on it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reviewed {
    /// Whether what was inside could be read: it was opened and checked.
    pub opened: bool,
    /// Whether the version that counts now corrects an earlier one.
    pub corrected: bool,
    /// Who sent that version.
    pub sent_by: Option<i64>,
    /// Whether it is an agency's; a general project holds nothing confidential, and may have one person only.
    pub of_agency: bool,
}

/// Why somebody's word on a submission does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoReview {
    /// Nobody could have read it.
    #[error("it is not opened yet, so nobody can have read it")]
    Unopened,
    /// `edited` of something that nobody corrected.
    #[error("nobody has corrected it, so it is not edited")]
    NotCorrected,
    /// Nobody approves what they sent, or corrected, themselves.
    #[error("you sent this yourself, or corrected it: another person has to approve it")]
    Own,
}

impl Reviewed {
    /// Where the review stands once this person has said this word. A word that is taken back leaves it where it was
    /// before anybody said one.
    ///
    /// # Errors
    /// [`NoReview`].
    pub fn said(&self, by: i64, word: ReviewState) -> Result<ReviewState, NoReview> {
        if !self.opened {
            return Err(NoReview::Unopened);
        }
        match word {
            ReviewState::Received if self.corrected => Ok(ReviewState::Edited),
            ReviewState::Edited if !self.corrected => Err(NoReview::NotCorrected),
            ReviewState::Approved if self.of_agency && self.sent_by == Some(by) => {
                Err(NoReview::Own)
            }
            word => Ok(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const READ: Reviewed = Reviewed {
        opened: true,
        corrected: false,
        sent_by: Some(1),
        of_agency: true,
    };

    #[test]
    fn what_nobody_could_read_is_not_reviewed() {
        let unread = Reviewed {
            opened: false,
            ..READ
        };
        for word in ReviewState::ALL {
            assert_eq!(unread.said(2, *word), Err(NoReview::Unopened));
        }
    }

    #[test]
    fn nobody_approves_their_own_but_may_say_that_it_has_issues() {
        assert_eq!(READ.said(1, ReviewState::Approved), Err(NoReview::Own));
        assert_eq!(
            READ.said(1, ReviewState::HasIssues),
            Ok(ReviewState::HasIssues)
        );
        assert_eq!(
            READ.said(2, ReviewState::Approved),
            Ok(ReviewState::Approved)
        );
        let general = Reviewed {
            of_agency: false,
            ..READ
        };
        assert_eq!(
            general.said(1, ReviewState::Approved),
            Ok(ReviewState::Approved)
        );
    }

    #[test]
    fn a_word_taken_back_leaves_what_was_there_before() {
        let corrected = Reviewed {
            corrected: true,
            ..READ
        };
        let back = ReviewState::Received;
        assert_eq!(READ.said(2, back), Ok(ReviewState::Received));
        assert_eq!(corrected.said(2, back), Ok(ReviewState::Edited));
        let edited = ReviewState::Edited;
        assert_eq!(READ.said(2, edited), Err(NoReview::NotCorrected));
        assert_eq!(corrected.said(2, edited), Ok(ReviewState::Edited));
    }

    /// What can happen to a submission of an agency.
    #[derive(Debug, Clone)]
    enum Happens {
        Opened,
        Corrected { by: i64 },
        Said { by: i64, word: usize },
    }

    fn happens() -> impl Strategy<Value = Happens> {
        prop_oneof![
            Just(Happens::Opened),
            (1..4_i64).prop_map(|by| Happens::Corrected { by }),
            (1..4_i64, 0..ReviewState::ALL.len()).prop_map(|(by, word)| Happens::Said { by, word }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn what_stands_approved_was_read_in_that_version_and_approved_by_another_than_its_sender(
            first in 1..4_i64,
            happens in prop::collection::vec(happens(), 0..12),
        ) {
            let mut one = Reviewed { opened: false, sent_by: Some(first), ..READ };
            let (mut state, mut approver) = (ReviewState::Received, None);
            for happened in happens {
                match happened {
                    Happens::Opened => one.opened = true,
                    // A new version is another envelope, to be opened anew.
                    Happens::Corrected { by } => {
                        one = Reviewed { opened: false, corrected: true, sent_by: Some(by), ..one };
                        state = ReviewState::Edited;
                    }
                    Happens::Said { by, word } => {
                        if let Ok(now) = one.said(by, ReviewState::ALL[word]) {
                            state = now;
                            approver = Some(by);
                        }
                    }
                }
                if state == ReviewState::Approved {
                    prop_assert!(one.opened && approver != one.sent_by);
                }
                prop_assert_eq!(state == ReviewState::Received && one.corrected, false);
                prop_assert_eq!(state == ReviewState::Edited && !one.corrected, false);
            }
        }
    }
}
