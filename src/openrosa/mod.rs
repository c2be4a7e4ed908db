//! openrosa: not written yet.
