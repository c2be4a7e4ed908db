//! Commands: what they print, what they refuse.

mod commands;
mod deployment;
mod open;
mod real_phone;
