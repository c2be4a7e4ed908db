//! actors: not written yet.
