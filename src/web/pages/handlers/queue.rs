//! The queue: what came, what was sent, one referral, and its answer.

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, done, shown};
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::domain::referral::{DeclineReason, ReferralState};
use crate::service::referrals::{self, CardView, Direction, ReferralView};
use crate::service::{ServiceError, overview};
use crate::web::pages::queue::decline_reasons;
use crate::web::pages::{
    Card, Event, Field, Flash, Here, Pager, Problem, Queue, QueueSent, Referral, Standing,
    decline_reason_label, facts, service_label,
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
    let (view, steps) =
        visit.ok(referrals::one(&visit.house, visit.actor(), visit.token(), &id).await)?;
    let held = view.state == ReferralState::Held;
    let is_sender = view.to_agency != visit.own_agency()?;
    let ids: Vec<i64> = steps.iter().filter_map(|s| s.actor_id).collect();
    let names = visit.ok(overview::names(&visit.house, visit.actor(), &ids).await)?;
    let mut events = vec![Event {
        when: visit.when(view.sent_at),
        text: match held {
            true => "Held: not shared with anyone.".to_owned(),
            false if view.from_agency == view.to_agency => {
                "Sent to your own agency’s queue.".to_owned()
            }
            false => format!("Sent by {} to {}.", view.from, view.to),
        },
    }];
    events.extend(steps.iter().map(|step| {
        let who = step
            .actor_id
            .and_then(|id| names.get(&id))
            .unwrap_or(&view.to);
        let reason = step.reason.as_deref().map(decline_reason_label);
        let text = match (step.to_state.as_str(), reason) {
            ("seen", _) => format!("Opened by {who}."),
            ("accepted", _) => format!("Accepted by {who}."),
            ("declined", Some(reason)) => format!("Declined by {who}: {reason}."),
            (other, _) => format!("Now {other}, by {who}."),
        };
        Event {
            when: visit.when(step.at),
            text,
        }
    }));
    let see_by = (view.state == ReferralState::Sent).then(|| visit.due(view.see_by));
    let direction = if is_sender {
        Direction::Sent
    } else {
        Direction::Received
    };
    shown(&Referral {
        card: card(&visit, view, direction),
        is_sender,
        see_by,
        lock: visit.lock().await?,
        // A screening's consent is for the triage card only: contact comes with the consent of a case.
        contact_instructions: Vec::new(),
        contact: Vec::new(),
        events,
        reasons: decline_reasons(),
        shell: visit.shell(Here::Queue),
    })
}

/// `POST /referrals/{id}/accept`
///
/// # Errors
/// 404 for whoever it is not for; 409 while the keys are locked.
pub async fn accept(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    let path = format!("/referrals/{id}");
    match referrals::accept(&visit.house, visit.actor(), visit.token(), &id).await {
        Ok(_) => done(&path, Flash::Accepted),
        Err(error) => answered_before(&visit, &path, &error),
    }
}

/// The form's field.
#[derive(Deserialize)]
pub struct Declined {
    #[serde(default)]
    reason: String,
}

/// `POST /referrals/{id}/decline`
///
/// # Errors
/// As [`accept`]; 400 without a reason.
pub async fn decline(posted: Posted<Declined>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let Ok(reason) = form.reason.parse::<DeclineReason>() else {
        let shell = visit.shell(Here::Queue);
        let what = "A reason is needed to decline. Nothing was changed.";
        return Err(Problem::new(
            shell,
            400,
            "Choose a reason",
            what,
            "Go back and choose one from the list.",
        )
        .into());
    };
    match referrals::decline(&visit.house, visit.actor(), visit.token(), &id, reason).await {
        Ok(_) => done("/queue", Flash::Declined),
        Err(error) => answered_before(&visit, &format!("/referrals/{id}"), &error),
    }
}

fn answered_before(visit: &Visit, path: &str, error: &ServiceError) -> Answer {
    match error {
        ServiceError::Moved(_) => done(path, Flash::AlreadyAnswered),
        error => Err(visit.stop(error)),
    }
}

fn card(visit: &Visit, view: ReferralView, direction: Direction) -> Card {
    let standing = Standing::from_word(view.state.as_str()).unwrap_or(Standing::Seen);
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
        due: standing.is_open().then(|| visit.due(view.decide_by)),
        sent: visit.when(view.sent_at),
        other_agency: (!standing.is_held()).then_some(other),
        triage,
        may_answer: receives && visit.may(Action::ReferralDecide, Resource::Received { by: own }),
        ended,
        id: view.id,
    }
}
