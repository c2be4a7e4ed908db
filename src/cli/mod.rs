//! The commands. One file each; the only place that prints.

pub mod key;
pub mod open;
