//! Who publishes a draft: where two are required, nobody who made it what it is. Saving it, changing a file of it and asking
//! for it are each a hand in it; whoever has none is the second person. A draft that changes is another draft: what was
//! asked for before is not asked any more.

use super::closed_set;

closed_set! {
    /// How many people it takes.
    pub enum Rule {
        /// One who made the draft or asked, and one who did neither.
        Two = "two",
        /// Whoever may publish.
        One = "one",
    }
}

/// Whose a draft is, and who asked for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    saved_by: Option<i64>,
    changed_by: Vec<i64>,
    asked_by: Option<i64>,
}

/// What follows when somebody wants it published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is published.
    Publish,
    /// It waits for a second person from now on.
    Ask,
}

/// It waits already, and this is no second person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "it waits for a second person: whoever saved this draft, changed its files or asked cannot publish it"
)]
pub struct Waits;

impl Draft {
    /// Somebody saved it. What was before does not count any more.
    pub fn saved(by: Option<i64>) -> Self {
        Self {
            saved_by: by,
            ..Self::default()
        }
    }

    /// As it was kept.
    pub fn kept(saved_by: Option<i64>, changed_by: Vec<i64>, asked_by: Option<i64>) -> Self {
        Self {
            saved_by,
            changed_by,
            asked_by,
        }
    }

    /// Somebody changed a file of it.
    #[must_use]
    pub fn changed(mut self, by: i64) -> Self {
        self.changed_by.push(by);
        self.asked_by = None;
        self
    }

    /// Somebody asked for it.
    #[must_use]
    pub fn asked(self, by: i64) -> Self {
        Self {
            asked_by: Some(by),
            ..self
        }
    }

    /// Whoever asked does so no longer.
    #[must_use]
    pub fn withdrawn(self) -> Self {
        Self {
            asked_by: None,
            ..self
        }
    }

    /// Whether somebody asked.
    pub fn waits(&self) -> bool {
        self.asked_by.is_some()
    }

    /// Whether somebody had a hand in it.
    pub fn is_of(&self, who: i64) -> bool {
        self.saved_by == Some(who) || self.asked_by == Some(who) || self.changed_by.contains(&who)
    }

    /// What follows when somebody who may publish wants it published.
    ///
    /// # Errors
    /// [`Waits`].
    pub fn next(&self, rule: Rule, by: i64) -> Result<Next, Waits> {
        match rule {
            Rule::One => Ok(Next::Publish),
            Rule::Two if !self.is_of(by) => Ok(Next::Publish),
            Rule::Two if self.waits() => Err(Waits),
            Rule::Two => Ok(Next::Ask),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Clone, Copy)]
    enum Did {
        Save,
        Change,
        Ask,
        Withdraw,
        Want,
    }

    fn acts() -> impl Strategy<Value = Vec<(Did, i64)>> {
        let did = prop_oneof![
            Just(Did::Save),
            Just(Did::Change),
            Just(Did::Ask),
            Just(Did::Withdraw),
            Just(Did::Want),
        ];
        prop::collection::vec((did, 1..4_i64), 1..40)
    }

    proptest! {
        #[test]
        fn nobody_publishes_what_is_theirs(acts in acts()) {
            let mut draft = Draft::saved(Some(1));
            let (mut hands, mut asker) = (vec![1], None);
            for (did, who) in acts {
                match did {
                    Did::Save => {
                        draft = Draft::saved(Some(who));
                        (hands, asker) = (vec![who], None);
                    }
                    Did::Change => {
                        draft = draft.changed(who);
                        hands.push(who);
                        asker = None;
                    }
                    Did::Ask => {
                        draft = draft.asked(who);
                        asker = Some(who);
                    }
                    Did::Withdraw => {
                        draft = draft.withdrawn();
                        asker = None;
                    }
                    Did::Want => {
                        let theirs = hands.contains(&who) || asker == Some(who);
                        prop_assert_eq!(draft.next(Rule::Two, who) == Ok(Next::Publish), !theirs);
                        if draft.next(Rule::Two, who) == Ok(Next::Ask) {
                            draft = draft.asked(who);
                            asker = Some(who);
                        }
                        prop_assert_eq!(draft.next(Rule::One, who), Ok(Next::Publish));
                    }
                }
                prop_assert_eq!(draft.waits(), asker.is_some());
                // Two people always find a way: one saves it anew, the other publishes.
                let again = Draft::saved(Some(1));
                prop_assert_eq!(again.next(Rule::Two, 2), Ok(Next::Publish));
            }
        }

        #[test]
        fn a_draft_that_changed_is_not_asked_for(asked in 1..4_i64, changed in 1..4_i64) {
            let draft = Draft::saved(Some(1)).asked(asked);
            prop_assert!(draft.waits());
            prop_assert!(!draft.changed(changed).waits());
            prop_assert!(!Draft::saved(Some(changed)).waits());
        }
    }

    #[test]
    fn what_nobody_of_us_saved_needs_one_who_did_not_ask() {
        let draft = Draft::saved(None).asked(7);
        assert_eq!(draft.next(Rule::Two, 7), Err(Waits));
        assert_eq!(draft.next(Rule::Two, 8), Ok(Next::Publish));
    }
}
