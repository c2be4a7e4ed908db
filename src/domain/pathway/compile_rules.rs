//! The rows of the table of rules.

use std::collections::BTreeSet;

use super::compile::Compiler;
use super::sheet::Row;
use super::{CompiledRule, Rule, RuleKind, ShareCap, Task};
use crate::domain::expression::{Expression, FactKind};
use crate::domain::words::{DataClass, Urgency};

pub(super) const RULE_COLUMNS: &[&str] = &[
    "id",
    "priority",
    "when",
    "asks",
    "services",
    "urgency",
    "share",
    "needs_consent",
    "own_agency_only",
    "other_agency",
    "stop",
    "only_if_none",
    "blocks",
    "task",
    "kind",
    "explain",
];

/// Classes that a rule may share as a whole; of the others it must name each fact.
const SHARED_AS_A_WHOLE: [DataClass; 3] = [DataClass::D0, DataClass::D1, DataClass::D2];

impl Compiler {
    /// Reads one row of the table of rules.
    pub(super) fn rule(&mut self, row: &mut Row<'_, '_>) {
        let id = row.required("id");
        let priority = row.parsed::<u16>("priority");
        let when = self.condition(row);
        let asks = self.asks(row, when.as_ref());
        let services = self.named_services(row, "services");
        let blocks = self.named_services(row, "blocks");
        let stop = row.yes_no("stop");
        // A rule that asks for no service says no urgency.
        let urgency = if services.is_empty() && row.text("urgency").is_empty() {
            Some(Urgency::U3)
        } else {
            row.parsed("urgency")
        };
        let share = self.share(row);
        let flags = (
            row.yes_no("needs_consent"),
            row.yes_no("own_agency_only"),
            row.yes_no("other_agency"),
            row.yes_no("only_if_none"),
        );
        let task = (!row.text("task").is_empty()).then(|| row.parsed::<Task>("task"));
        let kind = row.parsed::<RuleKind>("kind");
        let explain = row.required("explain");
        let (
            Some(id),
            Some(priority),
            Some(when),
            Some(urgency),
            Some(stop),
            Some(kind),
            Some(explain),
        ) = (id, priority, when, urgency, stop, kind, explain)
        else {
            return;
        };
        let (Some(needs_consent), Some(own_agency_only), Some(other_agency), Some(only_if_none)) =
            flags
        else {
            return;
        };
        let rule = Rule {
            id: id.to_owned(),
            priority,
            when,
            asks,
            services: self.codes(&services),
            urgency,
            share,
            needs_consent,
            own_agency_only,
            other_agency,
            stop,
            only_if_none,
            blocks: self.codes(&blocks),
            task: task.flatten(),
            kind,
            explain: explain.to_owned(),
        };
        self.check_place(row, &rule);
        check_whole(row, &rule);
        self.check_services(row, &rule, &services);
        self.rules.push(CompiledRule {
            rule,
            services,
            blocks,
        });
    }

    fn codes(&self, indexes: &[usize]) -> Vec<String> {
        let codes = indexes
            .iter()
            .map(|&index| self.services[index].code.clone());
        codes.collect()
    }

    fn condition(&mut self, row: &mut Row<'_, '_>) -> Option<Expression> {
        let source = row.required("when")?;
        Expression::parse(source, Some(&self.vocabulary))
            .map_err(|error| row.wrong_at("when", Some(error.at), error.problem.to_string()))
            .ok()
    }

    fn asks(&self, row: &mut Row<'_, '_>, when: Option<&Expression>) -> Vec<String> {
        let named: BTreeSet<&str> = when
            .map(Expression::fact_names)
            .unwrap_or_default()
            .into_iter()
            .collect();
        let mut asks = Vec::new();
        for fact in row.words("asks") {
            if when.is_some() && !named.contains(fact) {
                row.wrong("asks", format!("{fact} is not in this rule's condition"));
            }
            asks.push(fact.to_owned());
        }
        asks
    }

    fn named_services(&self, row: &mut Row<'_, '_>, column: &'static str) -> Vec<usize> {
        let mut indexes = Vec::new();
        for code in row.words(column) {
            let mut services = self.services.iter();
            match services.position(|service| service.code == code) {
                Some(index) if indexes.contains(&index) => {
                    row.wrong(column, format!("{code} stands twice"));
                }
                Some(index) => indexes.push(index),
                None => row.wrong(column, format!("{code:?} is not a service of this pathway")),
            }
        }
        indexes
    }

    fn share(&self, row: &mut Row<'_, '_>) -> ShareCap {
        let mut share = ShareCap::default();
        for word in row.words("share") {
            match word.parse::<DataClass>() {
                Ok(class) if SHARED_AS_A_WHOLE.contains(&class) => share.classes.push(class),
                Ok(class) => row.wrong(
                    "share",
                    format!("{class} is never shared as a whole; name the facts"),
                ),
                Err(_) => match self.vocabulary.get(word) {
                    Some(FactKind::Text) => {
                        row.wrong("share", format!("{word} is a text, which never travels"));
                    }
                    Some(_) => share.facts.push(word.to_owned()),
                    None => row.wrong(
                        "share",
                        format!("{word:?} is neither a class nor a fact of this pathway"),
                    ),
                },
            }
        }
        share
    }

    /// What is wrong with a rule's place in the table.
    fn check_place(&self, row: &mut Row<'_, '_>, rule: &Rule) {
        if self.rules.iter().any(|earlier| earlier.rule.id == rule.id) {
            row.wrong("id", format!("{} stands twice", rule.id));
        }
        // The table is read by people from top to bottom; an order that says something else than the
        // priorities would deceive them.
        if let Some(earlier) = self.rules.last()
            && earlier.rule.priority > rule.priority
        {
            row.wrong(
                "priority",
                format!(
                    "{} (priority {}) must stand above {} (priority {})",
                    rule.id, rule.priority, earlier.rule.id, earlier.rule.priority
                ),
            );
        }
    }

    /// What is wrong with a rule for the services that it asks for.
    fn check_services(&self, row: &mut Row<'_, '_>, rule: &Rule, services: &[usize]) {
        for service in services.iter().map(|&index| &self.services[index]) {
            if !rule.own_agency_only && !service.leaves {
                row.wrong(
                    "own_agency_only",
                    format!("{} never leaves the agency", service.code),
                );
            }
            if service.leaves && service.template.is_empty() {
                row.wrong(
                    "services",
                    format!(
                        "{} has no template, so its receiver would see nothing",
                        service.code
                    ),
                );
            }
        }
    }
}

/// What is wrong with a rule as a whole.
fn check_whole(row: &mut Row<'_, '_>, rule: &Rule) {
    let asks = !rule.services.is_empty();
    if !asks && !rule.stop && rule.blocks.is_empty() {
        row.wrong(
            "services",
            "a rule asks for a service, blocks one, or stops",
        );
    }
    if !asks && rule.task.is_some() {
        row.wrong(
            "task",
            "nobody would see this task; give it the service review and own_agency_only",
        );
    }
    if asks && rule.kind == RuleKind::Blocking {
        row.wrong(
            "kind",
            "a rule that asks for a service is protective or guarded",
        );
    }
    if !asks && rule.kind == RuleKind::Guarded {
        row.wrong("kind", "a guarded rule asks for a service");
    }
    if asks && !rule.needs_consent && !rule.own_agency_only {
        row.wrong(
            "needs_consent",
            "only a rule that stays in its own agency does without consent",
        );
    }
    if rule.other_agency && (rule.own_agency_only || !asks) {
        row.wrong(
            "other_agency",
            "only a rule that asks for a service of other agencies can keep it from the own one",
        );
    }
    // Whether such a rule is asked would depend on what it takes away.
    if rule.only_if_none && !rule.blocks.is_empty() {
        row.wrong(
            "blocks",
            "a rule that is asked only if none fired cannot block",
        );
    }
    for code in rule
        .blocks
        .iter()
        .filter(|code| rule.services.contains(code))
    {
        row.wrong("blocks", format!("{code} is also asked for by this rule"));
    }
}
