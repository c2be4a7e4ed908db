//! users: not written yet.
