//! The referral pathway: which service a set of facts asks for, how soon, and what may be shown there.
//!
//! It is data: the coordination body keeps it as tables in a spreadsheet (`forms/pathway/`: facts, services,
//! templates, rules, cases), [`Pathway::compile`] reads their rows, and [`Pathway::evaluate`] answers. Reading
//! CSV is done above; consent, providers and what leaves are decided in [`super::consent`],
//! [`super::routing`] and [`super::projection`].
//!
//! # How rules fire
//! Rules are asked in the order of their rows, which is the order of their priorities (a table in another
//! order does not compile). Several may fire. Where several ask for the same service, the first with the
//! highest urgency stands, with its own share cap: caps are never added up. A rule marked
//! `stop` ends the asking when it fires; what fired before it stands. A rule marked `only_if_none` is asked
//! only when nothing fired before it.
//!
//! # Unknown facts
//! A condition is true, false or unknown ([`super::expression`]). True fires, false does not. Unknown never
//! satisfies a *blocking* rule, and never fails what a *protective* one asks for: a protective rule fires on
//! an unknown condition if a known answer speaks for it ([`super::expression::Verdict::affirmed`]). Which
//! facts can speak for a rule stands in its `asks` column; so a known "yes, contact me" alone does not raise
//! a rule that asks for indications. Empty means every fact of the condition.

mod cases;
mod compile;
mod sheet;
pub mod version;

use std::collections::BTreeSet;

use super::closed_set;
use super::expression::{Expression, Truth, Vocabulary};
use super::facts::Facts;
use super::words::{DataClass, Urgency};

pub use cases::{CaseReport, run_cases};
pub use compile::Tables;
pub use sheet::TableError;

closed_set! {
    /// What a rule is for; decides what it makes of an unknown condition.
    pub enum RuleKind {
        /// Brings help. An unknown fact never fails what a known one asks for.
        Protective = "protective",
        /// Keeps something from happening. An unknown fact never satisfies it.
        Blocking = "blocking",
    }
}

/// A kind of help that a queue is for (domain brief 3.1).
#[derive(Debug, Clone)]
pub struct Service {
    /// Its code, which providers, queues and triage cards carry.
    pub code: String,
    /// Its name for people.
    pub title: String,
    /// Whether a referral for it may ever leave the collecting agency.
    pub leaves: bool,
    /// The classes that a triage card for it may bear at all.
    pub card_classes: Vec<DataClass>,
    /// What its receiver needs to know, in order (domain brief 3.6).
    pub template: Vec<TemplateField>,
}

/// One line of a service's template.
#[derive(Debug, Clone)]
pub struct TemplateField {
    /// The fact's name.
    pub fact: String,
    /// The fact's class.
    pub class: DataClass,
    /// Whether it stands on the triage card; otherwise it opens after acceptance.
    pub card: bool,
    /// Why the receiver needs it.
    pub purpose: String,
}

/// The most that a rule lets anybody share, before template and consent cut it: whole classes, or facts by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShareCap {
    classes: Vec<DataClass>,
    facts: Vec<String>,
}

impl ShareCap {
    /// Whether the cap lets this fact through.
    pub fn allows(&self, fact: &str, class: DataClass) -> bool {
        self.classes.contains(&class) || self.facts.iter().any(|name| name == fact)
    }
}

/// One row of the decision table (domain brief 3.4).
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name, like `R01`. It tells what happened to a person: sealed wherever it is kept.
    pub id: String,
    /// Rules are asked from the lowest number to the highest.
    pub priority: u16,
    /// When it fires.
    pub when: Expression,
    /// The facts whose known answers can speak for it while its condition is unknown; empty: all.
    pub asks: Vec<String>,
    /// The services that it asks for.
    pub services: Vec<String>,
    /// How soon.
    pub urgency: Urgency,
    /// The most that may be shared.
    pub share: ShareCap,
    /// Whether only consent lets it cross to another agency.
    pub needs_consent: bool,
    /// Whether it never leaves the collecting agency.
    pub own_agency_only: bool,
    /// Whether no later rule is asked once it fired.
    pub stop: bool,
    /// Whether it is asked only when nothing fired before it.
    pub only_if_none: bool,
    /// What it makes of unknown.
    pub kind: RuleKind,
    /// Why, for people.
    pub explain: String,
}

/// A service that the rules ask for.
#[derive(Debug, Clone, Copy)]
pub struct Fired<'p> {
    /// The rule whose urgency and cap stand.
    pub rule: &'p Rule,
    /// The service.
    pub service: &'p Service,
    /// How soon.
    pub urgency: Urgency,
    /// The most that may be shared.
    pub share: &'p ShareCap,
}

/// The compiled tables.
#[derive(Debug, Clone)]
pub struct Pathway {
    vocabulary: Vocabulary,
    services: Vec<Service>,
    rules: Vec<CompiledRule>,
}

/// A rule and the places of its services.
#[derive(Debug, Clone)]
struct CompiledRule {
    rule: Rule,
    services: Vec<usize>,
}

impl Rule {
    /// Whether the rule fires on these facts (see the module on unknown facts).
    pub fn fires(&self, facts: &Facts) -> bool {
        let verdict = self.when.verdict(facts, &self.asks);
        match (verdict.truth, self.kind) {
            (Truth::True, _) => true,
            (Truth::Unknown, RuleKind::Protective) => verdict.affirmed,
            (Truth::Unknown, RuleKind::Blocking) | (Truth::False, _) => false,
        }
    }
}

impl Pathway {
    /// The services that the facts ask for, in the order in which rules first asked for them, each once.
    pub fn evaluate(&self, facts: &Facts) -> Vec<Fired<'_>> {
        self.ask(facts, |_| true)
    }

    /// The same for a case about which something new was said: only rules that name one of the facts in `news` are asked,
    /// so that what was asked for before is not asked for again.
    pub fn evaluate_news(&self, facts: &Facts, news: &BTreeSet<&str>) -> Vec<Fired<'_>> {
        self.ask(facts, |rule| {
            rule.when
                .fact_names()
                .iter()
                .any(|name| news.contains(name))
        })
    }

    fn ask(&self, facts: &Facts, asked: impl Fn(&Rule) -> bool) -> Vec<Fired<'_>> {
        let mut fired: Vec<Fired<'_>> = Vec::new();
        for compiled in &self.rules {
            let rule = &compiled.rule;
            if !asked(rule) {
                continue;
            }
            if (rule.only_if_none && !fired.is_empty()) || !rule.fires(facts) {
                continue;
            }
            for &index in &compiled.services {
                let service = &self.services[index];
                let asked = Fired {
                    rule,
                    service,
                    urgency: rule.urgency,
                    share: &rule.share,
                };
                match fired
                    .iter_mut()
                    .find(|earlier| earlier.service.code == service.code)
                {
                    // "Same service keeps highest urgency" (brief 3.3); U0 is the smallest. The cap stays the
                    // one of the rule named, so that the reason and what it justifies to share belong together.
                    Some(earlier) if rule.urgency < earlier.urgency => *earlier = asked,
                    Some(_) => {}
                    None => fired.push(asked),
                }
            }
            if rule.stop {
                break;
            }
        }
        fired
    }

    /// Whether a fact is about the person and lasts, rather than about the time when it was said.
    pub fn is_lasting(&self, fact: &str) -> bool {
        matches!(
            fact,
            "area" | "sex" | "age_group" | "is_child_now" | "displacement" | "language"
        )
    }

    /// Every service, in the table's order.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// A service by its code.
    pub fn service(&self, code: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.code == code)
    }

    /// Every rule, in the order in which they are asked.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().map(|compiled| &compiled.rule)
    }

    /// The facts that rules and templates may name.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }
}

#[cfg(test)]
pub(crate) mod tests;
