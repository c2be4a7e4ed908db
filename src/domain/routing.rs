//! Where what the rules ask for goes: to which agency's queue, or to the collecting agency's own as held.
//!
//! The order of domain brief 3.3: the [conflict filter](super::conflict) takes out who must not learn of it; the rules
//! fired ([`super::pathway`]); the gate stands ([`super::consent`]); here [providers](super::provider) are chosen among
//! those to whom a [protocol](super::protocol) lets it cross and of whom a consent says that they may be told, and cards are
//! cut to what both let through ([`super::projection`]).
//!
//! Nothing that a rule asks for is lost: what may not cross, and what nobody provides, becomes one held item
//! in the collecting agency's own queue. Where that agency is out itself, the item says nothing but that the
//! coordination body is to be called.

mod later;

use super::conflict::{Conflicts, Organisation};
use super::consent::{Agreed, CONTACT_CLASSES, ConsentBook, TRIAGE_CLASSES};
use super::facts::Facts;
use super::legal_duty::{LAW_ENFORCEMENT, LEGAL_DUTY_CLASSES, LegalDuty, wishes_law_enforcement};
use super::pathway::{Fired, Task, Tasks};
use super::projection::{Projection, card};
use super::protocol::{Protocol, classes_between};
use super::provider::{Provider, Wish, ranked};
use super::referral::contact::Contact;
use super::words::Urgency;

pub use later::{may_be_told, neutral_at_home};

/// The service that a held item names whose own agency is out: it tells nothing.
pub const NEUTRAL: &str = "review";

/// Who takes part, who offers what, and what may cross between whom.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Agencies, for the conflict filter.
    pub organisations: Vec<Organisation>,
    /// Who may receive: enabled agencies with a key.
    pub providers: Vec<Provider>,
    /// Protocols between agencies, in force or not.
    pub protocols: Vec<Protocol>,
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
    /// What opens to it after acceptance, line by line, sealed likewise.
    pub contact: Contact,
    /// The consent that it rests on; none for a legal duty.
    pub consent: Option<String>,
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
    /// Services that were asked for and agreed to, and that nobody is left to provide; they stand in `held` too.
    pub unplaced: Vec<String>,
    /// What the coordination body counts.
    pub gaps: Vec<Gap>,
    /// The tasks of everything that was asked for, placed or held.
    pub tasks: Tasks,
}

/// Something that was asked for and that nobody is there for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// Nobody provides the service to such a person.
    Service(String),
    /// Nobody is left whom it may be told. Once, whatever was asked for: the services would tell.
    Protected,
}

impl Gap {
    /// The word under which it is counted.
    pub fn word(&self) -> &str {
        match self {
            Self::Service(code) => code,
            Self::Protected => "protected",
        }
    }
}

/// Why something stays at home.
enum Stays {
    /// It never leaves, or the gate is closed.
    Gate,
    /// Nobody provides it to such a person.
    Nobody,
    /// Everybody who provides it is out.
    Protected,
    /// No protocol lets it cross to those who provide it and may be told.
    NoProtocol,
    /// Nobody who provides it may be told: the person agreed to somebody else.
    NotAgreed,
}

/// What stays, with the tasks that it stays for.
struct Staying<'a> {
    fired: &'a Fired<'a>,
    tasks: Tasks,
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
    /// Who takes part and offers what.
    pub directory: &'a Directory,
    /// What the person agreed to, as it stands; an empty book: nothing crosses.
    pub consents: &'a ConsentBook,
    /// An approved duty to tell police or prosecution. It opens that way only, and shows nothing of the person.
    pub legal_duty: Option<&'a LegalDuty>,
    /// Milliseconds since 1970 UTC.
    pub now: i64,
}

/// Places everything that the rules ask for. The same input always gives the same outcome.
pub fn route(routing: &Routing<'_>) -> Outcome {
    let directory = routing.directory;
    let conflicts = Conflicts::of(routing.facts, routing.own_agency, &directory.organisations);
    let mut outcome = Outcome::default();
    let mut staying = Vec::new();
    for one in routing.fired {
        let mut tasks = one.tasks;
        match place(routing, &conflicts, one) {
            Ok(planned) => outcome.referrals.push(planned),
            Err(why) => {
                let service = &one.service.code;
                match why {
                    Stays::Gate => {}
                    Stays::Nobody => {
                        outcome.unplaced.push(service.clone());
                        outcome.gaps.push(Gap::Service(service.clone()));
                    }
                    Stays::Protected => {
                        outcome.unplaced.push(service.clone());
                        outcome.gap(Gap::Protected);
                        tasks.extend([Task::CallCoordination]);
                    }
                    Stays::NoProtocol => tasks.extend([Task::NoProtocol]),
                    Stays::NotAgreed => outcome.unplaced.push(service.clone()),
                }
                staying.push(Staying { fired: one, tasks });
            }
        }
        outcome.tasks.extend(tasks.iter());
    }
    outcome.held = match conflicts.agency_is_out(routing.own_agency) {
        false => held(routing, &staying),
        true => held_by_those_who_are_out(&staying),
    };
    if conflicts.agency_is_out(routing.own_agency) && outcome.held.is_some() {
        outcome.gap(Gap::Protected);
        outcome.tasks.extend([Task::CallCoordination]);
    }
    outcome
}

impl Outcome {
    fn gap(&mut self, gap: Gap) {
        if !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
    }
}

/// Finds a receiver: the conflict filter first, then the gate, who serves such a person, to whom it may cross, and which
/// of those.
fn place(routing: &Routing<'_>, conflicts: &Conflicts, one: &Fired<'_>) -> Result<Planned, Stays> {
    let offering = offering(routing, one);
    let mut left = offering.clone();
    left.retain(|provider| !conflicts.agency_is_out(&provider.agency));
    if !may_leave(routing, one) {
        return Err(Stays::Gate);
    }
    if left.is_empty() {
        return Err(match offering.is_empty() {
            true => Stays::Nobody,
            false => Stays::Protected,
        });
    }
    left.retain(|provider| provider.serves(routing.facts));
    if left.is_empty() {
        return Err(Stays::Nobody);
    }
    left.retain(|provider| told(routing, provider, one).is_some());
    if left.is_empty() {
        return Err(Stays::NotAgreed);
    }
    left.retain(|provider| crossing(routing, provider, one).is_some());
    let chosen = routing.consents.chosen(&one.service.code, routing.now);
    let wish = Wish {
        facts: routing.facts,
        chosen: &chosen,
        own: routing.own_agency,
        now: routing.now,
    };
    let mut asked = ranked(&wish, &left).into_iter();
    let provider = asked.next().ok_or(Stays::NoProtocol)?;
    let allowed = crossing(routing, provider, one).ok_or(Stays::NoProtocol)?;
    Ok(Planned {
        to_agency: provider.agency.clone(),
        others: asked.map(|next| next.agency.clone()).collect(),
        contact: contact(routing, one, &allowed),
        service: one.service.code.clone(),
        urgency: one.urgency,
        card: card(
            one.service,
            one.urgency,
            one.share,
            &allowed.agreed,
            routing.facts,
        ),
        consent: allowed.consent,
    })
}

/// What opens after acceptance: what may be told; of a screening's consent how to make contact.
fn contact(routing: &Routing<'_>, one: &Fired<'_>, allowed: &Allowed) -> Contact {
    let screening = allowed.consent.as_ref();
    let agreed = match screening.is_some_and(|id| routing.consents.is_a_screening(id)) {
        true => allowed.agreed.clone().cut_to(&CONTACT_CLASSES),
        false => allowed.agreed.clone(),
    };
    Contact::of(one.service, one.share, &agreed, routing.facts)
}

/// Who provides a service, whoever is out.
fn offering<'a>(routing: &Routing<'a>, one: &Fired<'_>) -> Vec<&'a Provider> {
    let offering = routing
        .directory
        .providers
        .iter()
        .filter(|provider| provider.service == one.service.code)
        .filter(|provider| !one.other_agency || provider.agency != routing.own_agency);
    offering.collect()
}

/// What one agency may be told, and by which consent.
#[derive(Debug, Clone)]
pub struct Allowed {
    /// What.
    pub agreed: Agreed,
    /// The consent; none for a legal duty.
    pub consent: Option<String>,
}

/// Whether anybody at all may be told of it. A closed gate lets nothing be placed, not even within the agency: a person who
/// did not agree gets one colleague who asks again, not five queues that know.
fn may_leave(routing: &Routing<'_>, one: &Fired<'_>) -> bool {
    !one.stays()
        && (is_agreed_to(routing, one) && routing.consents.names(&one.service.code, routing.now)
            || is_demanded(routing, one))
}

/// Police and prosecution are agreed to only by an explicit wish.
fn is_agreed_to(routing: &Routing<'_>, one: &Fired<'_>) -> bool {
    one.service.code != LAW_ENFORCEMENT || wishes_law_enforcement(routing.facts)
}

fn is_demanded(routing: &Routing<'_>, one: &Fired<'_>) -> bool {
    let duty = routing.legal_duty.filter(|duty| duty.covers(routing.now));
    one.service.code == LAW_ENFORCEMENT && duty.is_some()
}

/// What a provider may be told: what a consent that names it opens, or what a legal duty demands.
fn told(routing: &Routing<'_>, to: &Provider, one: &Fired<'_>) -> Option<Allowed> {
    let leave = is_agreed_to(routing, one)
        .then(|| {
            routing
                .consents
                .covers(&to.agency, &one.service.code, routing.now)
        })
        .flatten();
    let agreed = leave.map(|leave| Allowed {
        agreed: leave.agreed,
        consent: Some(leave.consent),
    });
    agreed.or_else(|| {
        is_demanded(routing, one).then(|| Allowed {
            agreed: LEGAL_DUTY_CLASSES[..].into(),
            consent: None,
        })
    })
}

/// What of that may cross to a provider: all of it within the agency, else what a protocol lets cross.
fn crossing(routing: &Routing<'_>, to: &Provider, one: &Fired<'_>) -> Option<Allowed> {
    let allowed = told(routing, to, one)?;
    if to.agency == routing.own_agency {
        return Some(allowed);
    }
    let classes = classes_between(
        &routing.directory.protocols,
        routing.own_agency,
        &to.agency,
        &to.service,
        routing.now,
    );
    let agreed = allowed.agreed.cut_to(&classes);
    (!agreed.is_empty()).then_some(Allowed { agreed, ..allowed })
}

/// One item for everything that stays; the card is the first service's, with the highest urgency.
fn held(routing: &Routing<'_>, staying: &[Staying<'_>]) -> Option<Held> {
    let first = staying.first()?.fired;
    let urgency = staying.iter().map(|one| one.fired.urgency).min()?;
    let services = staying.iter().map(|one| one.fired.service.code.clone());
    let services: Vec<String> = services.collect();
    // The agency's own people: no consent is needed for what never crosses, but need-to-know stays.
    let own = Agreed::from(&TRIAGE_CLASSES[..]);
    let mut card = card(first.service, urgency, first.share, &own, routing.facts);
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

/// The item of an agency that is out itself: how urgent, and what to do. Not what was asked for, nothing of the person.
fn held_by_those_who_are_out(staying: &[Staying<'_>]) -> Option<Held> {
    let urgency = staying.iter().map(|one| one.fired.urgency).min()?;
    Some(Held {
        urgency,
        service: NEUTRAL.to_owned(),
        services: vec![NEUTRAL.to_owned()],
        tasks: Tasks::from_iter([Task::CallCoordination]),
        card: neutral(urgency),
    })
}

fn neutral(urgency: Urgency) -> Projection {
    let tasks = Tasks::from_iter([Task::CallCoordination]);
    let mut card = Projection::default();
    card.push("urgency", urgency.as_str());
    card.push("need", NEUTRAL);
    card.push("task", &tasks.to_string());
    card
}

#[cfg(test)]
mod tests;
