//! Where what the rules ask for goes: to which agency's queue, or to the collecting agency's own as held.
//!
//! The order of domain brief 3.3: the rules fired ([`super::pathway`]); the gate stands
//! ([`super::consent`]); here providers are chosen and cards are cut ([`super::projection`]). The conflict
//! filter, when it comes, will take agencies out of `providers` before they come here.
//!
//! Nothing that a rule asks for is lost: what may not cross, and what nobody provides, becomes one held item
//! in the collecting agency's own queue.

use super::consent::{TRIAGE_CLASSES, TriageConsent};
use super::facts::Facts;
use super::legal_duty::{LAW_ENFORCEMENT, LEGAL_DUTY_CLASSES, LegalDuty, wishes_law_enforcement};
use super::pathway::{Fired, Tasks};
use super::projection::{Projection, card};
use super::words::{DataClass, Urgency};

/// That an agency offers a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// The agency's id.
    pub agency: String,
    /// The service's code.
    pub service: String,
}

/// A referral to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The receiving agency; may be the collecting one itself.
    pub to_agency: String,
    /// Who else could have been chosen, in order: asked next if the receiver does not take it. For the sender's eyes only.
    pub others: Vec<String>,
    /// The service.
    pub service: String,
    /// How soon.
    pub urgency: Urgency,
    /// What the receiver sees, to be sealed to its key.
    pub card: Projection,
}

/// The one item that stays in the collecting agency's own queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The highest urgency of what it holds.
    pub urgency: Urgency,
    /// The service whose queue it stands in: that of the first rule fired.
    pub service: String,
    /// Every service that it holds, also on the card as `proposed`.
    pub services: Vec<String>,
    /// The tasks of what it holds, also on the card as `task`.
    pub tasks: Tasks,
    /// What the agency's own people see, to be sealed to the agency's own key.
    pub card: Projection,
}

/// What becomes of a screening.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Referrals to make.
    pub referrals: Vec<Planned>,
    /// What stays, if anything.
    pub held: Option<Held>,
    /// Services that were asked for and agreed to, and that nobody provides; they stand in `held` too.
    pub unplaced: Vec<String>,
    /// The tasks of everything that was asked for, placed or held.
    pub tasks: Tasks,
}

/// How a provider is chosen among several. Casework will bring the person's choice, capacity and distance.
pub trait ProviderChoice {
    /// Chooses among agencies that provide the service: at least one, in order of their ids, each once.
    fn choose<'a>(&self, service: &str, own_agency: &str, agencies: &[&'a str]) -> &'a str;
}

/// The collecting agency itself if it provides the service, otherwise the first by id.
#[derive(Debug, Clone, Copy)]
pub struct OwnThenFirst;

impl ProviderChoice for OwnThenFirst {
    fn choose<'a>(&self, _service: &str, own_agency: &str, agencies: &[&'a str]) -> &'a str {
        agencies
            .iter()
            .find(|agency| **agency == own_agency)
            .unwrap_or(&agencies[0])
    }
}

/// What routing is given.
#[derive(Clone, Copy)]
pub struct Routing<'a> {
    /// What the rules ask for, from [`super::pathway::Pathway::evaluate`] on the same facts.
    pub fired: &'a [Fired<'a>],
    /// The facts.
    pub facts: &'a Facts,
    /// The agency that collected them.
    pub own_agency: &'a str,
    /// Who may receive: enabled agencies with a key, after the conflict filter.
    pub providers: &'a [Provider],
    /// What the gate gave; none: nothing crosses.
    pub consent: Option<&'a TriageConsent>,
    /// An approved duty to tell police or prosecution. It opens that way only, and shows nothing of the person.
    pub legal_duty: Option<&'a LegalDuty>,
    /// Milliseconds since 1970 UTC.
    pub now: i64,
}

/// Places everything that the rules ask for. The same input always gives the same outcome.
pub fn route(routing: &Routing<'_>, choice: &impl ProviderChoice) -> Outcome {
    let mut outcome = Outcome::default();
    let mut staying = Vec::new();
    for one in routing.fired {
        outcome.tasks.extend(one.tasks.iter());
        let Some(classes) = classes_shown(routing, one) else {
            staying.push(one);
            continue;
        };
        let agencies = agencies_for(routing, one);
        if agencies.is_empty() {
            outcome.unplaced.push(one.service.code.clone());
            staying.push(one);
            continue;
        }
        let chosen = choice.choose(&one.service.code, routing.own_agency, &agencies);
        let others = agencies.iter().filter(|agency| **agency != chosen);
        outcome.referrals.push(Planned {
            others: others.map(|agency| (*agency).to_owned()).collect(),
            to_agency: chosen.to_owned(),
            service: one.service.code.clone(),
            urgency: one.urgency,
            card: card(one.service, one.urgency, one.share, classes, routing.facts),
        });
    }
    outcome.held = held(routing, staying);
    outcome
}

/// The classes that a receiver may see; none: it stays at home. A closed gate lets nothing be placed, not even
/// within the agency: a person who did not agree gets one colleague who asks again, not five queues that know.
fn classes_shown<'a>(routing: &Routing<'a>, one: &Fired<'_>) -> Option<&'a [DataClass]> {
    if one.stays() {
        return None;
    }
    let service = &one.service.code;
    let agreed = routing
        .consent
        .filter(|consent| consent.covers(service, routing.now));
    if service != LAW_ENFORCEMENT {
        return agreed.map(TriageConsent::classes);
    }
    let duty = routing.legal_duty.filter(|duty| duty.covers(routing.now));
    agreed
        .filter(|_| wishes_law_enforcement(routing.facts))
        .map(TriageConsent::classes)
        .or(duty.map(|_| LEGAL_DUTY_CLASSES.as_slice()))
}

fn agencies_for<'a>(routing: &Routing<'a>, one: &Fired<'_>) -> Vec<&'a str> {
    let offering = routing
        .providers
        .iter()
        .filter(|provider| provider.service == one.service.code)
        .filter(|provider| !one.other_agency || provider.agency != routing.own_agency);
    let mut agencies: Vec<&str> = offering.map(|provider| provider.agency.as_str()).collect();
    agencies.sort_unstable();
    agencies.dedup();
    agencies
}

/// One item for everything that stays; the card is the first service's, with the highest urgency.
fn held(routing: &Routing<'_>, staying: Vec<&Fired<'_>>) -> Option<Held> {
    let first = staying.first()?;
    let urgency = staying.iter().map(|one| one.urgency).min()?;
    let services: Vec<String> = staying.iter().map(|one| one.service.code.clone()).collect();
    // The agency's own people: no consent is needed for what never crosses, but need-to-know stays.
    let classes: &[DataClass] = &TRIAGE_CLASSES;
    let mut card = card(first.service, urgency, first.share, classes, routing.facts);
    card.push("proposed", &services.join(" "));
    let tasks: Tasks = staying.iter().flat_map(|one| one.tasks.iter()).collect();
    if !tasks.is_empty() {
        card.push("task", &tasks.to_string());
    }
    Some(Held {
        urgency,
        service: first.service.code.clone(),
        services,
        tasks,
        card,
    })
}

#[cfg(test)]
mod tests;
