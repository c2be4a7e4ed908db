//! Stub until the store builder's file lands.

/// A fresh database.
pub fn database() -> Option<String> {
    std::env::var("WAYPOST_TEST_POSTGRES").ok()
}
