//! service: not written yet.
