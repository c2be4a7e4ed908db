//! Settings: not written yet.
