//! Where the officer's own view and what the answers add up to differ: somebody trained looks again, and nothing is dropped
//! (domain brief 2.3, rule R10).

use super::closed_set;

closed_set! {
    /// How they differ.
    pub enum Difference {
        /// The officer sees less than the answers say.
        Less = "less",
        /// The officer sees more.
        More = "more",
        /// The officer is not sure, or the answers are not clear.
        Unsure = "unsure",
    }
}

/// How the officer's view and the band of the answers differ, by their words in the forms; none if they agree. A word that is
/// not known is not sure.
pub fn difference(view: &str, band: &str) -> Option<Difference> {
    let seen = match view {
        "possible" => Some(2),
        "at_risk" => Some(1),
        "no_indication" => Some(0),
        _ => None,
    };
    let said = match band {
        "strong" | "some" => Some(2),
        "weak" => Some(1),
        "none" => Some(0),
        _ => None,
    };
    match (seen, said) {
        (Some(seen), Some(said)) if seen < said => Some(Difference::Less),
        (Some(seen), Some(said)) if seen > said => Some(Difference::More),
        (Some(_), Some(_)) => None,
        _ => Some(Difference::Unsure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_less_from_more_and_both_from_agreement() {
        assert_eq!(
            difference("no_indication", "strong"),
            Some(Difference::Less)
        );
        assert_eq!(difference("at_risk", "some"), Some(Difference::Less));
        assert_eq!(difference("possible", "none"), Some(Difference::More));
        assert_eq!(difference("unsure", "weak"), Some(Difference::Unsure));
        assert_eq!(difference("possible", "unclear"), Some(Difference::Unsure));
        assert_eq!(difference("possible", "strong"), None);
        assert_eq!(difference("at_risk", "weak"), None);
    }
}
