//! The second thing that people prove themselves with: a code from a phone of their own, or a passkey. When it is asked for, and how far
//! somebody comes without it. What that means for each act stands in [`policy`](super::policy).

use super::closed_set;

closed_set! {
    /// What an installation asks for.
    pub enum Rule {
        /// Whoever gives none reaches general projects only, and may set one up.
        Required = "required",
        /// Whoever has set one up must give it; nobody has to.
        Optional = "optional",
    }
}

closed_set! {
    /// What a session was begun with.
    pub enum BegunWith {
        /// Password and code.
        Code = "code",
        /// Password and passkey.
        Passkey = "passkey",
        /// The password of an account that has a second factor, by a program that cannot give it.
        PasswordAlone = "password_alone",
        /// The password of an account that has no second factor.
        NoFactor = "no_factor",
    }
}

closed_set! {
    /// What a passkey is asked for.
    pub enum Ceremony {
        /// To be added to an account.
        Add = "add",
        /// To be the second factor of a sign-in.
        SignIn = "sign_in",
    }
}

/// How far somebody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedIn {
    /// As far as their role goes.
    Fully,
    /// By a password where that is not enough.
    ByPassword,
}

/// What came with a right password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// A code.
    Code,
    /// None, from somebody who can be asked.
    Nothing,
    /// None, from a program that sends the password with each request.
    NothingEver,
}

/// What a right password leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A session.
    Begin(BegunWith),
    /// The code must be looked at.
    Check,
    /// A code must be asked for.
    Ask,
}

/// What follows a right password. `enrolled`: the account has a confirmed second factor.
pub fn after_password(enrolled: bool, came: Came) -> Next {
    match (enrolled, came) {
        (false, _) => Next::Begin(BegunWith::NoFactor),
        (true, Came::Code) => Next::Check,
        (true, Came::Nothing) => Next::Ask,
        (true, Came::NothingEver) => Next::Begin(BegunWith::PasswordAlone),
    }
}

/// How far a session reaches.
pub fn reach(rule: Rule, begun_with: BegunWith) -> SignedIn {
    match (begun_with, rule) {
        (BegunWith::Code | BegunWith::Passkey, _) | (BegunWith::NoFactor, Rule::Optional) => {
            SignedIn::Fully
        }
        (BegunWith::PasswordAlone, _) | (BegunWith::NoFactor, Rule::Required) => {
            SignedIn::ByPassword
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_who_has_a_second_factor_is_fully_signed_in_without_it() {
        for &rule in Rule::ALL {
            for came in [Came::Nothing, Came::NothingEver] {
                match after_password(true, came) {
                    Next::Begin(with) => assert_eq!(reach(rule, with), SignedIn::ByPassword),
                    next => assert_eq!(next, Next::Ask),
                }
            }
            assert_eq!(after_password(true, Came::Code), Next::Check);
            assert_eq!(reach(rule, BegunWith::Code), SignedIn::Fully);
            assert_eq!(reach(rule, BegunWith::Passkey), SignedIn::Fully);
        }
    }

    #[test]
    fn whoever_has_none_is_fully_signed_in_only_where_none_is_required() {
        for came in [Came::Code, Came::Nothing, Came::NothingEver] {
            let next = after_password(false, came);
            assert_eq!(next, Next::Begin(BegunWith::NoFactor));
        }
        assert_eq!(
            reach(Rule::Required, BegunWith::NoFactor),
            SignedIn::ByPassword
        );
        assert_eq!(reach(Rule::Optional, BegunWith::NoFactor), SignedIn::Fully);
    }
}
