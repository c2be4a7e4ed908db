//! The wire that phones speak.

mod broken_off;
mod conformance;
mod real_phone;
mod refusals;
pub mod rows;
