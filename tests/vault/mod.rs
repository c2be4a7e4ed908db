//! What happens between the phone's 201 and the queue: opening, checking, routing, waiting, failing.

mod agency_held;
pub mod canary;
pub mod cases;
mod casework;
mod consents;
mod consents_edges;
mod corrected;
mod damaged;
mod kill;
mod large_files;
mod passphrase;
mod people;
mod places;
mod processes;
mod real_phone;
mod referral_life;
mod referral_model;
mod repairs;
mod retention;
pub mod rotation;
mod routing;
mod second_factor;
mod sign_in;
mod stops;
mod thief;
mod transfers;
mod unmatched;
