//! What a rule wants people to do besides what it asks for.

use crate::domain::closed_set;

closed_set! {
    /// A task that a rule gives (domain brief 3.4, notes of the decision table).
    pub enum Task {
        /// Call the receiver before any data moves (R01).
        CallFirst = "call_first",
        /// Tell the caregiver nothing (R07).
        NoCaregiverNotice = "no_caregiver_notice",
        /// Look at answers that differ from the officer's view; never drop them (R10).
        SecondLook = "second_look",
        /// Refresh the analysis of the place before anybody is screened there again (G-1.6).
        ClearSite = "clear_site",
        /// Let the lawyer take it there; the person may still say no until it is sent (R21).
        ViaLegal = "via_legal",
        /// Assess the person's safety again (R26).
        SafetyReview = "safety_review",
        /// Ask the next provider within the same scope, and the person first where the consent names the old one (R27).
        NextProvider = "next_provider",
        /// Take back every open referral that the withdrawal covers, within 24 hours (R28).
        Recall = "recall",
        /// No protocol lets it cross to those who offer the service: the agencies make one, or the person is accompanied
        /// there. Routing gives it, not a rule.
        NoProtocol = "no_protocol",
        /// Nobody is left whom this may be told: call the coordination body, and name nobody. Routing gives it, not a rule.
        CallCoordination = "call_coordination",
    }
}

/// A set of tasks, listed in the order of [`Task::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tasks(u16);

const _: () = assert!(Task::ALL.len() <= u16::BITS as usize, "each task is a bit");

impl Tasks {
    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it is one of them.
    pub fn contains(self, task: Task) -> bool {
        self.0 & bit(task) != 0
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Task> {
        Task::ALL
            .iter()
            .copied()
            .filter(move |task| self.contains(*task))
    }
}

fn bit(task: Task) -> u16 {
    1 << task as u16
}

impl Extend<Task> for Tasks {
    fn extend<I: IntoIterator<Item = Task>>(&mut self, tasks: I) {
        for task in tasks {
            self.0 |= bit(task);
        }
    }
}

impl FromIterator<Task> for Tasks {
    fn from_iter<I: IntoIterator<Item = Task>>(tasks: I) -> Self {
        let mut set = Self::default();
        set.extend(tasks);
        set
    }
}

/// Their words, separated by spaces.
impl std::fmt::Display for Tasks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, task) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(task.as_str())?;
        }
        Ok(())
    }
}

/// A list of words.
impl serde::Serialize for Tasks {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_names_each_task_once_in_one_order() {
        let tasks: Tasks = [Task::Recall, Task::CallFirst, Task::Recall]
            .into_iter()
            .collect();
        assert_eq!(tasks.to_string(), "call_first recall");
        assert_eq!(
            serde_json::to_string(&tasks).expect("serialises"),
            r#"["call_first","recall"]"#
        );
        assert!(tasks.contains(Task::Recall) && !tasks.contains(Task::ViaLegal));
        assert!(Tasks::default().is_empty() && !tasks.is_empty());
        assert_eq!(
            Task::ALL.iter().copied().collect::<Tasks>().iter().count(),
            Task::ALL.len()
        );
    }
}
