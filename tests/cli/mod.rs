//! Commands: what they print, what they refuse.

mod audit;
mod backup;
mod backup_refused;
mod commands;
mod deployment;
mod keys;
mod open;
mod pull;
mod real_phone;
mod record;
mod units;
