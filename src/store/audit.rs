//! audit: not written yet.
