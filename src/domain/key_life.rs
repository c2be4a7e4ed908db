//! The life of an agency's key: which state follows which, and what must not hang on a key any more before it goes.
//!
//! pending → active → retiring → retired → destroyed; disabled stands beside, and leads back to where it came from.
//! Nothing leads back from destroyed. Who may do what is the policy's.

use super::words::KeyState;

/// What is done to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAct {
    /// The second key holder stands for it.
    Confirm,
    /// Another key takes its place.
    Replace,
    /// Nothing needs it any more.
    Retire,
    /// It is needed once more: it opens again, nothing new is made with it.
    Reopen,
    /// At once, for a key that others may know.
    Disable,
    /// It was a mistake.
    Enable,
    /// Its private half is deleted for ever.
    Destroy,
}

impl KeyAct {
    /// Every act.
    pub const ALL: [Self; 7] = [
        Self::Confirm,
        Self::Replace,
        Self::Retire,
        Self::Reopen,
        Self::Disable,
        Self::Enable,
        Self::Destroy,
    ];
}

/// The state that follows; none if the act makes no sense there. `before` is what a disabled key was.
pub fn after(state: KeyState, act: KeyAct, before: Option<KeyState>) -> Option<KeyState> {
    use KeyState::{Active, Destroyed, Disabled, Pending, Retired, Retiring};
    match (act, state) {
        (KeyAct::Confirm, Pending) => Some(Active),
        (KeyAct::Replace, Active) => Some(Retiring),
        // A key that was disabled while it was active and then replaced comes back as a replaced one.
        (KeyAct::Retire, Retiring) => Some(Retired),
        (KeyAct::Reopen, Retired) => Some(Retiring),
        (KeyAct::Disable, Pending | Active | Retiring | Retired) => Some(Disabled),
        (KeyAct::Enable, Disabled) => before.filter(|b| !matches!(b, Disabled | Destroyed)),
        (KeyAct::Destroy, Pending | Retired | Disabled) => Some(Destroyed),
        _ => None,
    }
}

/// Whether keys in this state open anything.
pub fn opens(state: KeyState) -> bool {
    matches!(state, KeyState::Active | KeyState::Retiring)
}

/// What still hangs on a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hangs {
    /// Apps that carry a form with it.
    pub carried: u64,
    /// Submissions encrypted to it that are not opened.
    pub unopened: u64,
    /// Records sealed to it.
    pub sealed: u64,
}

impl Hangs {
    /// Nothing is left that needs the key.
    pub fn is_free(&self) -> bool {
        *self == Self::default()
    }

    /// Nothing would be lost without it. A phone that still carries it is no loss yet: it can fetch the new form.
    pub fn loses_nothing(&self) -> bool {
        self.unopened == 0 && self.sealed == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_act() {
        use KeyState::{Active, Destroyed, Disabled, Pending, Retired, Retiring};
        // Rows: confirm, replace, retire, reopen, disable, enable (of one that was active), destroy.
        let table = [
            (
                Pending,
                [
                    Some(Active),
                    None,
                    None,
                    None,
                    Some(Disabled),
                    None,
                    Some(Destroyed),
                ],
            ),
            (
                Active,
                [None, Some(Retiring), None, None, Some(Disabled), None, None],
            ),
            (
                Retiring,
                [None, None, Some(Retired), None, Some(Disabled), None, None],
            ),
            (
                Retired,
                [
                    None,
                    None,
                    None,
                    Some(Retiring),
                    Some(Disabled),
                    None,
                    Some(Destroyed),
                ],
            ),
            (
                Disabled,
                [None, None, None, None, None, Some(Active), Some(Destroyed)],
            ),
            (Destroyed, [None; 7]),
        ];
        assert_eq!(table.len(), KeyState::ALL.len());
        for (state, expected) in table {
            for (act, expected) in KeyAct::ALL.into_iter().zip(expected) {
                assert_eq!(after(state, act, Some(Active)), expected, "{state} {act:?}");
            }
        }
    }

    #[test]
    fn nothing_leads_back_from_destroyed_or_opens_by_itself() {
        for before in [None, Some(KeyState::Disabled), Some(KeyState::Destroyed)] {
            assert_eq!(after(KeyState::Disabled, KeyAct::Enable, before), None);
        }
        let opening: Vec<_> = KeyState::ALL.iter().filter(|s| opens(**s)).collect();
        assert_eq!(opening, [&KeyState::Active, &KeyState::Retiring]);
    }

    #[test]
    fn a_key_goes_only_when_nothing_hangs_on_it() {
        let one = |carried, unopened, sealed| Hangs {
            carried,
            unopened,
            sealed,
        };
        assert!(one(0, 0, 0).is_free());
        for hangs in [one(1, 0, 0), one(0, 1, 0), one(0, 0, 1)] {
            assert!(!hangs.is_free());
        }
        assert!(one(7, 0, 0).loses_nothing());
        assert!(!one(0, 1, 0).loses_nothing() && !one(0, 0, 1).loses_nothing());
    }
}
