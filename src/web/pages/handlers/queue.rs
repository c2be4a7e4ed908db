//! The queue: what came, what was sent, one referral. What is done with it stands in [`super::referral_steps`].

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, shown};
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::domain::referral::ReferralState;
use crate::domain::referral::contact::{Line, RULES};
use crate::service::overview;
use crate::service::referrals::{self, CardView, Direction, ReferralView, Whole, life};
use crate::vault::client::Words;
use crate::web::pages::referral_words::{decline_reasons, purposes, word_label};
use crate::web::pages::{
    Card, Choice, Event, Field, Here, Pager, Queue, QueueSent, Referral, Standing, acts, facts,
    service_label,
};

/// Cards on a page: they keep it under 60 KB.
const ON_A_PAGE: usize = 25;
/// Far more than anybody pages through.
const LAST_PAGE: usize = 400;

#[derive(Deserialize, Default)]
struct Paged {
    page: Option<usize>,
}

impl Paged {
    fn number(&self) -> usize {
        self.page.unwrap_or(1).clamp(1, LAST_PAGE)
    }

    fn pager(&self, path: &str, more: bool) -> Pager {
        let (n, link) = (self.number(), |n: usize| format!("{path}?page={n}"));
        Pager {
            previous: (n > 1).then(|| link(n - 1)),
            next: more.then(|| link(n + 1)),
        }
    }
}

/// `GET /queue`
///
/// # Errors
/// 403 for roles without a queue.
pub async fn received(visit: Visit) -> Answer {
    let paged: Paged = visit.query();
    let offset = (paged.number() - 1) * ON_A_PAGE;
    let asked = referrals::queue_page(
        &visit.house,
        visit.actor(),
        visit.token(),
        ON_A_PAGE,
        offset,
    )
    .await;
    let found = visit.ok(asked)?;
    let pager = paged.pager("/queue", found.more);
    let cards = found
        .waiting
        .into_iter()
        .chain(found.answered)
        .map(|r| card(&visit, r, Direction::Received));
    let cards = cards.collect();
    shown(&Queue::new(
        visit.shell(Here::Queue),
        cards,
        visit.lock().await?,
        pager,
    ))
}

/// `GET /queue/sent`
///
/// # Errors
/// 403 for roles without a queue.
pub async fn sent(visit: Visit) -> Answer {
    let paged: Paged = visit.query();
    let offset = ((paged.number() - 1) * ON_A_PAGE) as i64;
    let limit = ON_A_PAGE as i64 + 1;
    let asked = referrals::list(
        &visit.house,
        visit.actor(),
        visit.token(),
        Direction::Sent,
        limit,
        offset,
    )
    .await;
    let mut found = visit.ok(asked)?;
    let pager = paged.pager("/queue/sent", found.len() > ON_A_PAGE);
    found.truncate(ON_A_PAGE);
    shown(&QueueSent {
        cards: found
            .into_iter()
            .map(|r| card(&visit, r, Direction::Sent))
            .collect(),
        lock: visit.lock().await?,
        shell: visit.shell(Here::Queue),
        pager,
    })
}

/// `GET /referrals/{id}`: opening it as its receiver makes it seen.
///
/// # Errors
/// 404 for whoever it is not for.
pub async fn one(visit: Visit, id: Path<String>) -> Answer {
    page(&visit, &id, &[]).await
}

/// The page of a referral, with lines of contact that were opened for it.
pub(super) async fn page(visit: &Visit, id: &str, revealed: &[Line]) -> Answer {
    let asked = referrals::one(&visit.house, visit.actor(), visit.token(), id).await;
    let whole = visit.ok(asked)?;
    let events = happened(visit, &whole).await?;
    let view = whole.view;
    let is_sender = view.to_agency != visit.own_agency()?;
    let direction = match is_sender {
        true => Direction::Sent,
        false => Direction::Received,
    };
    let mut offered = life::offered(visit.actor(), &view, direction);
    if !is_sender && view.from_agency == view.to_agency {
        // Within one agency the same people speak for both sides.
        offered.extend(life::offered(visit.actor(), &view, Direction::Sent));
        offered.sort_unstable();
        offered.dedup();
    }
    let see_by = (view.state == ReferralState::Sent).then(|| visit.due(view.see_by));
    let recalled = view.state == ReferralState::Recalled && is_sender;
    let opened = whole.opened.iter().map(|one| Event {
        when: visit.when(one.at),
        text: match one.what {
            "card" => "The card was opened.".to_owned(),
            _ => "A line of contact was opened.".to_owned(),
        },
    });
    let (rules, contact) = revealed
        .iter()
        .partition::<Vec<_>, _>(|line| line.field == RULES);
    let field = |line: &&Line| Field {
        label: facts::fact_label(&line.field),
        value: facts::value_label(&line.field, &line.value).into(),
    };
    shown(&Referral {
        opened: recalled.then(|| opened.collect()),
        card: card(visit, view, direction),
        is_sender,
        see_by,
        lock: visit.lock().await?,
        contact_instructions: rules.iter().map(field).collect(),
        contact: contact.iter().map(field).collect(),
        closed: whole
            .contact
            .iter()
            .map(|one| Choice::new(one.field.as_str(), facts::fact_label(&one.field)))
            .collect(),
        purposes: purposes(),
        acts: acts(&offered),
        events,
        reasons: decline_reasons(),
        shell: visit.shell(Here::Queue),
    })
}

/// What happened, as sentences, oldest first.
async fn happened(visit: &Visit, whole: &Whole) -> Result<Vec<Event>, Stop> {
    let view = &whole.view;
    let ids: Vec<i64> = whole.steps.iter().filter_map(|s| s.actor_id).collect();
    let names = visit.ok(overview::names(&visit.house, visit.actor(), &ids).await)?;
    let mut events = vec![Event {
        when: visit.when(view.sent_at),
        text: match view.state == ReferralState::Held {
            true => "Held: not shared with anyone.".to_owned(),
            false if view.from_agency == view.to_agency => {
                "Sent to your own agency’s queue.".to_owned()
            }
            false if view.follows.is_some() => {
                format!(
                    "Sent by {} to {}, after another agency.",
                    view.from, view.to
                )
            }
            false => format!("Sent by {} to {}.", view.from, view.to),
        },
    }];
    events.extend(whole.steps.iter().map(|step| {
        let side = match step.by_whom.as_str() {
            "owner" | "supervisor" | "withdrawal" => &view.from,
            _ => &view.to,
        };
        let who = step.actor_id.and_then(|id| names.get(&id)).unwrap_or(side);
        let said = whole.said.iter().find(|(id, _)| *id == step.id);
        let reason = step.reason.as_deref().map(word_label);
        let steps = (step.from_state.as_str(), step.to_state.as_str());
        Event {
            when: visit.when(step.at),
            text: sentence(steps, who, reason, said.map(|(_, words)| *words)),
        }
    }));
    Ok(events)
}

fn sentence(
    (from, to): (&str, &str),
    who: &str,
    reason: Option<&str>,
    said: Option<Words>,
) -> String {
    let beside = match (reason, said) {
        (_, Some(Words::Ask(question))) => word_label(question.as_str()).to_owned(),
        (_, Some(Words::Answer(answer))) => word_label(answer.as_str()).to_owned(),
        (_, Some(Words::Deliver(outcome, units))) => {
            let units = units.map_or(String::new(), |units| format!(", {units} units"));
            format!("{}{units}", word_label(outcome.as_str()))
        }
        (Some(reason), None) => reason.to_owned(),
        (None, None) => String::new(),
    };
    let what = match (from, to) {
        ("info_requested", "seen") => "Answered by",
        ("sent", "sent") | ("seen", "seen") => return "Late: others were told.".to_owned(),
        (_, "seen") => "Opened by",
        (_, "info_requested") => "Asked by",
        (_, "accepted") => "Accepted by",
        (_, "declined") => "Declined by",
        ("closed", "in_progress") => "Begun again by",
        ("closed", "closed") => "Asked to begin again by",
        (_, "in_progress") => "The person was met by",
        ("delivered", "delivered") => "Said by",
        (_, "delivered") => "Service given by",
        (_, "person_declined") => "The person chose otherwise, says",
        ("recalled", "recalled") => "What became of it, by",
        (_, "recalled") => "Taken back by",
        ("held", "closed") => return "All that was held was sent.".to_owned(),
        (_, "closed") => "Closed by",
        (_, "expired") => return "Not answered in time: the next agency is asked.".to_owned(),
        (_, "unplaced") => return "Nobody is left to ask.".to_owned(),
        (_, other) => return format!("Now {other}, by {who}."),
    };
    match beside.is_empty() {
        true => format!("{what} {who}."),
        false => format!("{what} {who}: {beside}."),
    }
}

fn card(visit: &Visit, view: ReferralView, direction: Direction) -> Card {
    let standing = Standing(view.state);
    let due = next_due(&view);
    let receives = direction == Direction::Received;
    let own = visit
        .agency
        .as_ref()
        .map(|a| a.id.as_str())
        .unwrap_or_default();
    let other = if receives { view.from } else { view.to };
    let (service, triage, ended) = match view.card {
        CardView::Open(card) => {
            let services = if card.services.is_empty() {
                std::slice::from_ref(&card.service)
            } else {
                &card.services
            };
            let labels: Vec<&str> = services.iter().map(|s| service_label(s)).collect();
            // Urgency and service stand in the card's heading.
            let lines = card
                .triage
                .fields()
                .filter(|(name, _)| !matches!(*name, "urgency" | "need"));
            let fields = lines.map(|(name, value)| Field {
                label: facts::fact_label(name),
                value: facts::value_label(name, value).into(),
            });
            (Some(labels.join(", ")), Some(fields.collect()), false)
        }
        CardView::Locked => (None, None, false),
        CardView::Ended => (None, None, true),
    };
    Card {
        service,
        urgency: view.urgency,
        standing,
        due: due.map(|(at, _)| visit.due(at)),
        due_what: due.map_or("", |(_, what)| what),
        escalated: match view.escalation {
            0 => "",
            1 => "Late: others at the agency were told",
            2 => "Late: told a second time, beyond the people of the queue",
            _ => "Nobody answered in time",
        },
        sent: visit.when(view.sent_at),
        other_agency: (!standing.is_held()).then_some(other),
        triage,
        may_answer: receives && visit.may(Action::ReferralDecide, Resource::Received { by: own }),
        ended,
        id: view.id,
    }
}

/// What is due next of a referral.
fn next_due(view: &ReferralView) -> Option<(i64, &'static str)> {
    match view.state {
        ReferralState::Held => Some((view.decide_by, "Decide")),
        ReferralState::Sent | ReferralState::Seen => Some((view.decide_by, "Answer")),
        ReferralState::InfoRequested => Some((view.paused_until?, "The sender answers")),
        ReferralState::Accepted => Some((view.contact_by, "Meet the person")),
        ReferralState::InProgress => Some((view.serve_by, "Give the service")),
        _ => None,
    }
}
