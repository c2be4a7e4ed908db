//! Logs and metrics: not written yet.
