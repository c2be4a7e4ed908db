//! sessions: not written yet.
