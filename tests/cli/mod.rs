//! Commands: what they print, what they refuse.

mod commands;
mod deployment;
mod open;
mod pull;
mod real_phone;
