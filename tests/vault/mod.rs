//! What happens between the phone's 201 and the queue: opening, checking, routing, waiting, failing.

mod agency_held;
pub mod canary;
pub mod cases;
mod casework;
mod damaged;
mod kill;
mod passphrase;
mod processes;
mod real_phone;
mod repairs;
mod retention;
pub mod rotation;
mod routing;
mod stops;
mod thief;
