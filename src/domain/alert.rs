//! What key holders and auditors must hear, never with content, and how it escalates.

use super::closed_set;
use super::words::Role;

closed_set! {
    /// Why somebody is told.
    pub enum AlertKind {
        /// Submissions wait for a key that is locked.
        KeyLocked = "key_locked",
        /// Submissions wait for a key that is disabled.
        KeyDisabled = "key_disabled",
        /// Submissions wait for a key that is retired or not here.
        KeyMissing = "key_missing",
        /// Submissions wait for an agency's own machine that does not answer.
        WorkerSilent = "worker_silent",
        /// A key should be replaced soon.
        KeyExpires = "key_expires",
        /// Consents wait until somebody confirms them.
        ConsentWaits = "consent_waits",
        /// Referrals that somebody of the agency had seen were taken back: copies are to be destroyed, and that said.
        Recalled = "recalled",
        /// Referrals wait for an answer longer than they may.
        ReferralLate = "referral_late",
        /// Referrals for which nobody is left.
        ReferralUnplaced = "referral_unplaced",
        /// A session opened more than it may in an hour, and was locked.
        Budget = "budget",
        /// Notices reached somebody's mailbox or machine in no way.
        Undelivered = "undelivered",
        /// Something from elsewhere named a case.
        Unmatched = "unmatched",
        /// Somebody looked into a case that they do not work on.
        BrokenGlass = "broken_glass",
        /// Something joined a case after it was closed.
        ClosedCase = "closed_case",
    }
}

impl AlertKind {
    /// Whether it follows a count of what waits; the others stand until somebody acts.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Budget | Self::BrokenGlass)
    }

    /// Whether people are told again when more of it waits: each may be a danger that nobody else sees.
    pub const fn tells_of_each(self) -> bool {
        matches!(self, Self::Unmatched)
    }
}

const HOUR: i64 = 3_600_000;

/// After how long without an end an alert reaches further (domain brief 3.2, U1: seen by 2 h, decided by 6 h, coordination at
/// 12 h).
const STEPS: [i64; 3] = [2 * HOUR, 6 * HOUR, 12 * HOUR];

/// How far an alert has escalated after it has stood for so long, in milliseconds.
pub fn level(stood: i64) -> i64 {
    STEPS.iter().filter(|step| stood >= **step).count() as i64
}

/// Who is told at a level, beside those of the levels before.
pub fn told(kind: AlertKind, level: i64) -> &'static [Role] {
    match (kind, level) {
        (AlertKind::Budget, _) => &[Role::Auditor],
        (AlertKind::ConsentWaits, 0) => &[Role::Caseworker, Role::Supervisor],
        (AlertKind::Recalled, 0) => &[Role::FocalPoint, Role::Supervisor],
        (AlertKind::ClosedCase, 0) => &[Role::Supervisor],
        (AlertKind::ConsentWaits | AlertKind::Recalled | AlertKind::ClosedCase, _) => &[],
        (AlertKind::ReferralLate, 0) => &[Role::FocalPoint, Role::Supervisor],
        (AlertKind::ReferralUnplaced, _) => &[Role::Supervisor, Role::Coordination],
        (AlertKind::Unmatched, _) => &[Role::Supervisor],
        (AlertKind::BrokenGlass, _) => &[Role::Supervisor, Role::Auditor],
        (_, 0) => &[Role::FocalPoint, Role::DataManager],
        (AlertKind::KeyExpires | AlertKind::Undelivered, 1..) => &[],
        (_, 1 | 2) => &[Role::Supervisor],
        _ => &[Role::Coordination],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_escalates_by_the_times_of_u1() {
        for (hours, expected) in [
            (0, 0),
            (1, 0),
            (2, 1),
            (5, 1),
            (6, 2),
            (11, 2),
            (12, 3),
            (99, 3),
        ] {
            assert_eq!(level(hours * HOUR), expected, "{hours} h");
        }
    }
}
