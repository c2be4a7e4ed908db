//! Waypost: from a phone's encrypted submission to the referral queue of the agency that can help.
//!
//! The floors, from the ground up; each imports only floors below it (`ARCHITECTURE.md`, held by
//! `tests/architecture.rs`):
//!
//! * [`domain`]: people's rules as pure data and functions; [`config`] and [`telemetry`] beside it;
//! * [`i18n`]: what people read, in their language;
//! * [`openrosa`] (formats), [`crypto`], [`store`] (the only SQL), [`blobs`]: the ground;
//! * [`vault`]: the only holder of private keys;
//! * [`service`]: one file per thing that somebody does;
//! * [`web`] and [`cli`]: the faces.

pub mod blobs;
pub mod cli;
pub mod config;
pub mod crypto;
pub mod domain;
pub mod hardening;
pub mod i18n;
pub mod keyfile;
pub mod openrosa;
pub mod service;
pub mod store;
pub mod telemetry;
pub mod vault;
pub mod web;
