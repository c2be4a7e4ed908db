//! People's rules as pure data and functions: who may do what, what a referral may become, which
//! service a set of facts asks for, what may leave an agency.
//!
//! Nothing here does I/O, reads a clock or draws randomness: time, randomness and data are arguments.

mod closed_set;
pub mod words;

pub(crate) use closed_set::closed_set;
