//! The wire that phones speak.

mod real_phone;
mod refusals;
mod rows;
