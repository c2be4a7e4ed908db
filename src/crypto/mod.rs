//! crypto: not written yet.
