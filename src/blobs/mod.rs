//! blobs: not written yet.
