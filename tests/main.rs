//! All tests that see the house from outside, in one binary: the folders mirror the house.
//!
//! * `architecture` holds the floors of ARCHITECTURE.md;
//! * `openrosa`, `api`, `pages`, `cli` are the doors; `vault`, `policy`, `forms`, `notices`, `insight` what must hold behind them;
//! * `store` tests the store by its own interface, on both databases;
//! * `support` is what stories are told with.
//!
//! A story that needs more than cargo is marked `#[ignore = "needs …"]`; `tests/run` installs that and runs it.
//! What needs `../shared` has `real_phone` in its path or name: without it `tests/run` leaves those out, and says so.

// What fails here is a test: panicking with a message is how it says so.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod support;

mod api;
mod architecture;
mod cli;
mod corrections;
mod forms;
mod insight;
mod notices;
mod openrosa;
mod pages;
mod policy;
mod store;
mod vault;
