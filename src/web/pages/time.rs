//! Times as pages show them: made by the viewer's [`Locale`](crate::i18n::Locale), so that views hold them ready-made.

pub use crate::i18n::{Due, When};
