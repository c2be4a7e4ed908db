//! People's rules as pure data and functions: who may do what, what a referral may become, which
//! service a set of facts asks for, what may leave an agency.
//!
//! Nothing here does I/O, reads a clock or draws randomness: time, randomness and data are arguments.
//!
//! The way of one screening through these modules: [`facts`] are what it said; the [`pathway`] is the
//! coordination body's table of services and rules, whose conditions are [`expression`]s; [`conflict`] takes out who must
//! not learn of it; the gate of [`consent`] and the agencies' [`protocol`]s say whether anything may cross to another agency;
//! [`provider`] chooses who is asked; [`routing`] places what the rules ask for, and nothing with the police that
//! [`legal_duty`] does not let through; [`projection`] cuts what a receiver sees; [`referral`] is what it becomes there. Beside
//! that way stands [`policy`]: who may do what, and [`correcting`]: what of a submission is set by hand. The submissions of a case find each other by its [`case_code`] and gather in
//! its [`case_file`]; [`case`] is where it stands, [`approval`] what two people decide, [`transfer`] how another
//! agency comes to own it; [`site`] says whether a place is ready
//! for first conversations; [`key_life`], [`stop`] and [`alert`] are about keys, emergencies, and who hears of what waits;
//! [`second_factor`] about how far somebody is signed in, [`session`] about until when, [`recovery`] about who lets somebody in
//! again, [`publishing`] about who puts a form on phones; [`disclosure`]
//! about what a table of counts may tell; [`second_look`] about where officer and answers differ.

pub mod alert;
pub mod approval;
pub mod case;
pub mod case_code;
pub mod case_file;
mod closed_set;
pub mod conflict;
pub mod consent;
pub mod correcting;
pub mod disclosure;
pub mod entity;
pub mod expression;
pub mod facts;
pub mod key_life;
pub mod legal_duty;
pub mod notice;
pub mod pathway;
pub mod policy;
pub mod projection;
pub mod protocol;
pub mod provider;
pub mod publishing;
pub mod recovery;
pub mod referral;
pub mod review;
pub mod routing;
pub mod second_factor;
pub mod second_look;
pub mod session;
pub mod site;
pub mod stop;
pub mod transfer;
pub mod words;

pub use closed_set::Worded;
pub(crate) use closed_set::closed_set;
