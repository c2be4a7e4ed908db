//! The wire that phones speak.

mod access;
mod form_list;
mod real_phone;
mod refusals;
mod submissions;
