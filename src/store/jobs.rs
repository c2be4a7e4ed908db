//! jobs: not written yet.
