//! settings: not written yet.
