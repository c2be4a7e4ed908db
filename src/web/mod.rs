//! HTTP: phones ([`openrosa`]), programs ([`api`]) and people ([`pages`]), over one listener.
//!
//! Handlers turn requests into calls of `service` and its answers into the caller's format. No rule that
//! protects a person, no transaction, no SQL and no key lives here. [`routes`] is the table of everything.

pub mod agency;
pub mod api;
pub mod caller;
pub mod events;
pub mod lines;
pub mod locale;
pub mod next_step;
pub mod openrosa;
pub mod operations;
pub mod pages;
pub mod problem;
pub mod routes;
pub mod serve;
pub mod settings_code;
pub mod who;
pub mod wire;
