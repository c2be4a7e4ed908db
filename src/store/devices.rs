//! devices: not written yet.
