//! agencies: not written yet.
