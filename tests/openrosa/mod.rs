//! The wire that phones speak.

mod broken_off;
mod conformance;
mod corpus;
mod real_phone;
mod refusals;
pub mod rows;
