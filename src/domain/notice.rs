//! What people hear without looking: "1 new item, U1". Counts and urgencies, never content, no case's code, no service: a
//! notice stands in mailboxes and on lock screens. Also when it is sent, and when sending is given up. Who sends it is not
//! here.

use super::alert::{self, AlertKind};
use super::closed_set;
use super::words::{Role, Urgency};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

closed_set! {
    /// How a message goes out.
    pub enum Channel {
        /// To a person's mailbox.
        Mail = "mail",
        /// To a machine of an agency's.
        Webhook = "webhook",
    }
}

closed_set! {
    /// Where a message stands.
    pub enum MessageState {
        /// Not yet received; it is tried again.
        Waiting = "waiting",
        /// The receiver confirmed it.
        Sent = "sent",
        /// Given up: somebody has to look.
        Dead = "dead",
        /// Whom it was for is gone.
        Dropped = "dropped",
    }
}

closed_set! {
    /// Why a message was not received, as far as may be kept: what a receiver answers may quote anything.
    pub enum Problem {
        /// No such host, no connection.
        Unreachable = "unreachable",
        /// No answer in time.
        Silent = "silent",
        /// The receiver says no.
        Refused = "refused",
        /// Its certificate is not believed.
        Certificate = "certificate",
        /// Its name leads into this server's own network.
        PrivateAddress = "private_address",
        /// Nothing is set up to send it with.
        NotSetUp = "not_set_up",
    }
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Referrals arrived in the agency's queue.
    NewItem,
    /// Items came to stand in the own queue because nothing may leave.
    HeldItem,
    /// Another agency offers a case.
    CaseOffered,
    /// The offer of a case was answered, or has ended.
    OfferEnded,
    /// Something waits for somebody, this far escalated.
    Alert(AlertKind),
    /// Somebody tries whether notices arrive.
    Test,
}

impl Subject {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewItem => "new_item",
            Self::HeldItem => "held_item",
            Self::CaseOffered => "case_offered",
            Self::OfferEnded => "offer_ended",
            Self::Alert(kind) => kind.as_str(),
            Self::Test => "test",
        }
    }

    /// The subject with this word.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "new_item" => Some(Self::NewItem),
            "held_item" => Some(Self::HeldItem),
            "case_offered" => Some(Self::CaseOffered),
            "offer_ended" => Some(Self::OfferEnded),
            "test" => Some(Self::Test),
            _ => word.parse().ok().map(Self::Alert),
        }
    }

    /// Which roles are mailed, at this level and those before it. Mail about new items goes to those who work on the queue
    /// alone.
    pub fn told(self, level: i64) -> Vec<Role> {
        match self {
            Self::NewItem => vec![Role::FocalPoint],
            Self::HeldItem | Self::CaseOffered | Self::OfferEnded => vec![Role::Supervisor],
            Self::Test => vec![],
            Self::Alert(kind) => (0..=level)
                .flat_map(|level| alert::told(kind, level))
                .copied()
                .collect(),
        }
    }
}

closed_set! {
    /// What one person alone hears, about the own account. It goes to nobody else, and to no machine.
    pub enum Personal {
        /// Signed in with a kind of browser not used for a month.
        NewBrowser = "new_browser",
        /// Signed in after several wrong tries.
        WrongTries = "wrong_tries",
        /// A passkey counts less than before.
        PasskeyCopied = "passkey_copied",
        /// Somebody asked to take the second factor away.
        RecoveryAsked = "recovery_asked",
        /// Two people took the second factor away.
        Recovered = "recovered",
    }
}

/// How long after one mail the next to the same agency waits, so that a busy hour does not fill mailboxes: what is urgent
/// waits least, and the first of all not at all.
pub fn mail_gap(urgency: Option<Urgency>, gather_ms: i64) -> i64 {
    match urgency {
        Some(Urgency::U0) => gather_ms.min(15 * SECOND),
        Some(Urgency::U1) => gather_ms.min(MINUTE),
        _ => gather_ms,
    }
}

/// How long after its nth attempt (from 1) a message is tried again, in milliseconds; none when so much time has passed that
/// it is given up. Doubles from `first_ms` up to six hours.
pub fn next_try(attempts: i64, first_ms: i64, waited_ms: i64, give_up_ms: i64) -> Option<i64> {
    if waited_ms >= give_up_ms {
        return None;
    }
    let doubled = first_ms.saturating_mul(1 << (attempts.clamp(1, 40) - 1));
    Some(doubled.min(6 * HOUR).min(give_up_ms - waited_ms))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: i64 = 24 * HOUR;

    #[test]
    fn every_subject_is_found_by_its_word() {
        let alerts = AlertKind::ALL.iter().map(|kind| Subject::Alert(*kind));
        let others = [
            Subject::NewItem,
            Subject::HeldItem,
            Subject::CaseOffered,
            Subject::OfferEnded,
            Subject::Test,
        ];
        for subject in alerts.chain(others) {
            assert_eq!(Subject::of(subject.as_str()), Some(subject));
        }
        assert_eq!(Subject::of("a word of another time"), None);
    }

    #[test]
    fn an_alert_reaches_further_as_it_stands_longer() {
        let told = |level| Subject::Alert(AlertKind::KeyLocked).told(level);
        assert_eq!(told(0), [Role::FocalPoint, Role::DataManager]);
        assert!(told(1).contains(&Role::Supervisor));
        assert!(told(3).contains(&Role::Coordination));
    }

    #[test]
    fn what_one_person_hears_is_never_taken_for_what_many_do() {
        for one in Personal::ALL {
            assert_eq!(Subject::of(one.as_str()), None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn a_message_is_tried_until_it_is_given_up_and_then_no_more(
            first in 1i64..60_000, give_up in 1i64..(3 * DAY), slow in 0i64..30_000,
        ) {
            let (mut waited, mut attempts) = (0, 0);
            while let Some(wait) = { attempts += 1; next_try(attempts, first, waited, give_up) } {
                prop_assert!(wait > 0 && wait <= 6 * HOUR);
                waited += wait + slow;
                prop_assert!(attempts < 200);
            }
            prop_assert!(waited >= give_up, "not given up before its time");
            prop_assert!(waited <= give_up + slow, "and not long after it");
        }

        #[test]
        fn what_is_more_urgent_never_waits_longer(gather in 0i64..HOUR) {
            let gap = |urgency| mail_gap(Some(urgency), gather);
            prop_assert!(gap(Urgency::U0) <= gap(Urgency::U1));
            prop_assert!(gap(Urgency::U1) <= gap(Urgency::U2));
            prop_assert!(gap(Urgency::U2) <= gap(Urgency::U3));
        }
    }
}
