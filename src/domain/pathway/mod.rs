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
//! highest urgency stands, with its own share cap: caps are never added up. Tasks are, and so is
//! `other_agency`: both protect. A rule marked `stop` ends the asking when it fires; what fired before it
//! stands. A rule marked `only_if_none` is asked only when nothing that may leave the agency fired before
//! it. What a rule `blocks` is not asked for at all, whichever rule asks, before it, after it or after a stop.
//!
//! # Unknown facts
//! A condition is true, false or unknown ([`super::expression`]). True fires, false does not. Unknown never
//! satisfies a *blocking* rule, and never fails what a *protective* one asks for: a protective rule fires on
//! an unknown condition if a known answer speaks for it ([`super::expression::Verdict::affirmed`]). Which
//! facts can speak for a rule stands in its `asks` column; so a known "yes, contact me" alone does not raise
//! a rule that asks for indications. Empty means every fact of the condition. A *guarded* rule asks for what
//! could harm (tracing, police, return): unknown never opens it.

mod cases;
mod compile;
mod compile_rules;
mod sheet;
mod task;
pub mod version;

use std::collections::BTreeMap;

use super::case_file::Weighing;
use super::closed_set;
use super::expression::{Expression, FactKind, Truth, Vocabulary};
use super::facts::Facts;
use super::words::{DataClass, Stage, Urgency};

pub use cases::{CaseReport, run_cases};
pub use compile::Tables;
pub use sheet::TableError;
pub use task::{Task, Tasks};

closed_set! {
    /// What a rule is for; decides what it makes of an unknown condition.
    pub enum RuleKind {
        /// Brings help. An unknown fact never fails what a known one asks for.
        Protective = "protective",
        /// Keeps something from happening. An unknown fact never satisfies it.
        Blocking = "blocking",
        /// Asks for what could harm if it were wrong. Fires only when its condition is known to be true.
        Guarded = "guarded",
    }
}

/// A kind of help that a queue is for (domain brief 3.1).
#[derive(Debug, Clone)]
pub struct Service {
    /// Its code, which providers, queues and triage cards carry.
    pub code: String,
    /// Its name for people.
    pub title: String,
    /// Its word in blank forms, if not its code.
    pub(crate) word: Option<String>,
    /// Whether a referral for it may ever leave the collecting agency.
    pub leaves: bool,
    /// The classes that a triage card for it may bear at all.
    pub card_classes: Vec<DataClass>,
    /// What its receiver needs to know, in order (domain brief 3.6).
    pub template: Vec<TemplateField>,
    /// The steps whose forms a receiver that accepted a referral for it may send for the sender's case.
    pub forms: Vec<Stage>,
}

impl Service {
    /// Its word in blank forms, which anybody who holds a phone can read: the code, or a neutral word where
    /// the code would tell (domain brief 2.1, neutral surface).
    pub fn word(&self) -> &str {
        self.word.as_deref().unwrap_or(&self.code)
    }
}

/// One line of a service's template.
#[derive(Debug, Clone)]
pub struct TemplateField {
    /// The fact's name.
    pub fact: String,
    /// The fact's class.
    pub class: DataClass,
    /// What its answers may be: nothing else travels.
    pub kind: FactKind,
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
    /// Whether only an agency other than the collecting one may get it.
    pub other_agency: bool,
    /// Whether no later rule is asked once it fired.
    pub stop: bool,
    /// Whether it is asked only when nothing that may leave the agency fired before it.
    pub only_if_none: bool,
    /// Services that nobody is asked for while it fires.
    pub blocks: Vec<String>,
    /// What people must do besides.
    pub task: Option<Task>,
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
    /// Whether a rule that asked for it keeps it from the collecting agency.
    pub other_agency: bool,
    /// The tasks of every rule that asked for it.
    pub tasks: Tasks,
}

impl Fired<'_> {
    /// Whether it never leaves its agency, consent or not.
    pub fn stays(&self) -> bool {
        self.rule.own_agency_only || !self.service.leaves
    }
}

/// What the tables say of a fact besides its answers.
#[derive(Debug, Clone, Copy)]
struct FactTraits {
    class: DataClass,
    standing: bool,
}

/// The compiled tables.
#[derive(Debug, Clone)]
pub struct Pathway {
    vocabulary: Vocabulary,
    traits: BTreeMap<String, FactTraits>,
    services: Vec<Service>,
    rules: Vec<CompiledRule>,
}

/// A rule and the places of its services, and of those that it blocks.
#[derive(Debug, Clone)]
struct CompiledRule {
    rule: Rule,
    services: Vec<usize>,
    blocks: Vec<usize>,
}

impl Rule {
    /// Whether the rule fires on these facts (see the module on unknown facts).
    pub fn fires(&self, facts: &Facts) -> bool {
        let verdict = self.when.verdict(facts, &self.asks);
        match (verdict.truth, self.kind) {
            (Truth::True, _) => true,
            (Truth::Unknown, RuleKind::Protective) => verdict.affirmed,
            (Truth::Unknown, RuleKind::Blocking | RuleKind::Guarded) | (Truth::False, _) => false,
        }
    }
}

impl Pathway {
    /// The services that the facts ask for, in the order in which rules first asked for them, each once.
    pub fn evaluate(&self, facts: &Facts) -> Vec<Fired<'_>> {
        self.ask(facts, |_| true)
    }

    /// The same for a submission of a case: a rule asks only if the submission says something new about one of its facts,
    /// and if that is why it fires: because it did not fire before, or because what was said now, with what lasts, is
    /// enough. So a danger of last week is not raised again because today somebody was asked for the level of risk.
    ///
    /// What is blocked stays blocked, whichever submission said why. A rule that stops the asking stops it for the
    /// submission that gave its reason: who refused last week may still be in danger today.
    pub fn evaluate_news(&self, weighing: &Weighing) -> Vec<Fired<'_>> {
        self.ask(&weighing.known, |rule| {
            let names = rule.when.fact_names();
            names.iter().any(|name| weighing.news.contains(*name))
                && (!rule.fires(&weighing.before) || rule.fires(&weighing.fresh))
        })
    }

    fn ask(&self, facts: &Facts, asks: impl Fn(&Rule) -> bool) -> Vec<Fired<'_>> {
        let blocked = self.blocked(facts);
        let mut fired: Vec<Fired<'_>> = Vec::new();
        for compiled in &self.rules {
            let rule = &compiled.rule;
            // What stays at home helps nobody yet: the default still has to ask (brief 3.4, R30).
            let helped = rule.only_if_none && fired.iter().any(|one| !one.stays());
            if helped || !rule.fires(facts) || !asks(rule) {
                continue;
            }
            for &index in &compiled.services {
                if !blocked.contains(&index) {
                    ask(&mut fired, rule, &self.services[index]);
                }
            }
            if rule.stop {
                break;
            }
        }
        fired
    }

    /// The places of the services that nobody is asked for. A stop ends the asking, not the protecting, so
    /// every rule counts here.
    fn blocked(&self, facts: &Facts) -> Vec<usize> {
        let blocking = self.rules.iter().filter(|one| !one.blocks.is_empty());
        blocking
            .filter(|one| one.rule.fires(facts))
            .flat_map(|one| one.blocks.iter().copied())
            .collect()
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

    /// Every fact of the forms, with its kind.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The fact's class; none: it is no fact of this pathway.
    pub fn class_of(&self, fact: &str) -> Option<DataClass> {
        self.traits.get(fact).map(|traits| traits.class)
    }

    /// Whether the fact is about the person and lasts (area, sex, language), so that a later form of the same
    /// case need not ask again; otherwise it was said at one time and counts for that time only (danger, an
    /// agreement).
    pub fn is_standing(&self, fact: &str) -> bool {
        self.traits.get(fact).is_some_and(|traits| traits.standing)
    }
}

fn ask<'p>(fired: &mut Vec<Fired<'p>>, rule: &'p Rule, service: &'p Service) {
    let earlier = fired
        .iter_mut()
        .find(|earlier| std::ptr::eq(earlier.service, service));
    let Some(earlier) = earlier else {
        return fired.push(Fired {
            rule,
            service,
            urgency: rule.urgency,
            share: &rule.share,
            other_agency: rule.other_agency,
            tasks: rule.task.into_iter().collect(),
        });
    };
    // "Same service keeps highest urgency" (brief 3.3); U0 is the smallest. The cap stays the one of the rule
    // named, so that the reason and what it justifies to share belong together.
    if rule.urgency < earlier.urgency {
        (earlier.rule, earlier.urgency, earlier.share) = (rule, rule.urgency, &rule.share);
    }
    earlier.other_agency |= rule.other_agency;
    earlier.tasks.extend(rule.task);
}

#[cfg(test)]
pub(crate) mod tests;
