//! The queue: what came, what was sent, one referral. What is done with it stands in [`super::referral_steps`].

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, shown};
use super::paged::Paged;
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::domain::referral::ReferralState;
use crate::domain::referral::clocks::{DEADLINE, deadline_of};
use crate::domain::referral::contact::{Line, RULES};
use crate::i18n::Locale;
use crate::service::overview;
use crate::service::referrals::{self, CardView, Direction, ReferralView, Whole, life};
use crate::vault::client::Words;
use crate::web::pages::queue::{QueueAnswered, QueueNew};
use crate::web::pages::referral_words::{purposes, word_label};
use crate::web::pages::{
    Card, Choice, Event, Field, Here, Queue, QueueSent, Referral, Standing, acts, facts,
    service_label,
};

/// Cards on a page: they keep it under 60 KB.
const ON_A_PAGE: usize = 25;
/// How far back an open page may ask for what is new, in milliseconds.
const LOOKS_BACK: i64 = 3_600_000;
/// So many cards a page may say that it has.
const MOST_SEEN: usize = 200;

/// `GET /queue`
///
/// # Errors
/// 403 for roles without a queue.
pub async fn received(visit: Visit) -> Answer {
    let paged: Paged = visit.query();
    let offset = paged.offset(ON_A_PAGE);
    let made = visit.house.now();
    let (house, actor, session) = (&visit.house, visit.actor(), visit.token());
    let asked = referrals::queue_page(house, actor, session, ON_A_PAGE, offset).await;
    let found = visit.ok(asked)?;
    let pager = paged.pager("/queue", found.more);
    shown(&Queue::new(
        visit.shell(Here::Queue),
        cards(&visit, found.waiting),
        visit.lock().await?,
        (offset == 0).then_some(made),
        pager,
    ))
}

/// What an open page knows already.
#[derive(Deserialize, Default)]
struct Known {
    #[serde(default)]
    after: i64,
    /// Ids, with a dot between.
    #[serde(default)]
    seen: String,
}

/// `GET /queue/new`: the cards that came since, as a piece of the page.
///
/// # Errors
/// 403 for roles without a queue.
pub async fn new(visit: Visit) -> Answer {
    let known: Known = visit.query();
    let now = visit.house.now();
    // Whoever asks with less than the page's own time is given an hour at most: what is older stands on the page.
    let after = known.after.clamp(now - LOOKS_BACK, now);
    let ids = known.seen.split('.').filter(|id| !id.is_empty());
    let seen: Vec<String> = ids.take(MOST_SEEN).map(str::to_owned).collect();
    let (house, actor, session) = (&visit.house, visit.actor(), visit.token());
    let asked = referrals::since(house, actor, session, after, &seen, ON_A_PAGE).await;
    let found = visit.ok(asked)?;
    shown(&QueueNew::new(
        visit.shell(Here::Queue),
        cards(&visit, found.waiting),
        now,
        found.more,
    ))
}

/// `GET /queue/answered`
///
/// # Errors
/// 403 for roles without a queue.
pub async fn answered(visit: Visit) -> Answer {
    let paged: Paged = visit.query();
    let offset = paged.offset(ON_A_PAGE);
    let (house, actor, session) = (&visit.house, visit.actor(), visit.token());
    let asked = referrals::answered(house, actor, session, ON_A_PAGE, offset).await;
    let found = visit.ok(asked)?;
    shown(&QueueAnswered {
        pager: paged.pager("/queue/answered", found.more),
        cards: cards(&visit, found.waiting),
        lock: visit.lock().await?,
        shell: visit.shell(Here::Queue),
    })
}

fn cards(visit: &Visit, found: Vec<ReferralView>) -> Vec<Card> {
    let all = found.into_iter();
    all.map(|one| card(visit, one, Direction::Received))
        .collect()
}

/// `GET /queue/sent`
///
/// # Errors
/// 403 for roles without a queue.
pub async fn sent(visit: Visit) -> Answer {
    let paged: Paged = visit.query();
    let offset = paged.offset(ON_A_PAGE) as i64;
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
    let may_print = referrals::may_print(visit.actor(), &view);
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
            "card" => visit.locale.t("referral-opened-card"),
            _ => visit.locale.t("referral-opened-line"),
        },
    });
    let (rules, contact) = revealed
        .iter()
        .partition::<Vec<_>, _>(|line| line.field == RULES);
    let field = |line: &&Line| said_line(visit, line);
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
            .map(|one| {
                Choice::new(
                    one.field.as_str(),
                    facts::fact_label(visit.locale, &one.field),
                )
            })
            .collect(),
        purposes: purposes(visit.locale),
        acts: acts(visit.locale, &offered),
        events,
        may_print,
        shell: visit.shell(Here::Queue),
    })
}

/// A line of contact as pages show it.
pub(super) fn said_line(visit: &Visit, line: &Line) -> Field {
    Field {
        label: facts::fact_label(visit.locale, &line.field),
        value: facts::value_label(visit.locale, &line.field, &line.value).into(),
    }
}

/// What happened, as sentences, oldest first.
pub(super) async fn happened(visit: &Visit, whole: &Whole) -> Result<Vec<Event>, Stop> {
    let view = &whole.view;
    let ids: Vec<i64> = whole.steps.iter().filter_map(|s| s.actor_id).collect();
    let names = visit.ok(overview::names(&visit.house, visit.actor(), &ids).await)?;
    let way = |id: &'static str| {
        let text = visit.locale.of(id).s("from", &view.from);
        text.s("to", &view.to).to_string()
    };
    let mut events = vec![Event {
        when: visit.when(view.sent_at),
        text: match view.state == ReferralState::Held {
            true => visit.locale.t("referral-event-held"),
            false if view.from_agency == view.to_agency => visit.locale.t("referral-event-own"),
            false if view.follows.is_some() => way("referral-event-onward"),
            false => way("referral-event-sent"),
        },
    }];
    events.extend(whole.steps.iter().map(|step| {
        let side = match step.by_whom.as_str() {
            "owner" | "supervisor" | "withdrawal" => &view.from,
            _ => &view.to,
        };
        let who = step.actor_id.and_then(|id| names.get(&id)).unwrap_or(side);
        let said = whole.said.iter().find(|(id, _)| *id == step.id);
        let reason = step.reason.as_deref().map(|r| word_label(visit.locale, r));
        let steps = (step.from_state.as_str(), step.to_state.as_str());
        Event {
            when: visit.when(step.at),
            text: sentence(
                visit.locale,
                steps,
                who,
                reason,
                said.map(|(_, words)| *words),
            ),
        }
    }));
    Ok(events)
}

fn sentence(
    say: Locale,
    (from, to): (&str, &str),
    who: &str,
    reason: Option<String>,
    said: Option<Words>,
) -> String {
    let beside = match (reason, said) {
        (_, Some(Words::Ask(question))) => Some(say.word(question)),
        (_, Some(Words::Answer(answer))) => Some(say.word(answer)),
        (_, Some(Words::Deliver(outcome, None))) => Some(say.word(outcome)),
        (_, Some(Words::Deliver(outcome, Some(units)))) => {
            let text = say.of("referral-event-units").s("what", say.word(outcome));
            Some(text.n("units", units).into())
        }
        (reason, None) => reason,
    };
    let what = match (from, to) {
        ("info_requested", "seen") => "referral-event-answered",
        ("sent", "sent") | ("seen", "seen") => return say.t("referral-event-late"),
        (_, "seen") => "referral-event-opened",
        (_, "info_requested") => "referral-event-asked",
        (_, "accepted") => "referral-event-accepted",
        (_, "declined") => "referral-event-declined",
        ("closed", "in_progress") => "referral-event-begun-again",
        ("closed", "closed") => "referral-event-asked-again",
        (_, "in_progress") => "referral-event-met",
        ("delivered", "delivered") => "referral-event-said",
        (_, "delivered") => "referral-event-given",
        (_, "person_declined") => "referral-event-otherwise",
        ("recalled", "recalled") => "referral-event-became",
        (_, "recalled") => "referral-event-recalled",
        ("held", "closed") => return say.t("referral-event-all-sent"),
        (_, "closed") => "referral-event-closed",
        (_, "expired") => return say.t("referral-event-expired"),
        (_, "unplaced") => return say.t("referral-event-unplaced"),
        (_, other) => {
            let text = say.of("referral-event-other").s("state", other);
            return text.s("who", who).into();
        }
    };
    let event = say.of(what).s("who", who).to_string();
    match beside {
        None => event,
        Some(beside) => {
            // The event ends where what was said begins.
            let event = event.trim_end_matches('.');
            let text = say.of("referral-event-beside").s("event", event);
            text.s("what", beside).into()
        }
    }
}

pub(super) fn card(visit: &Visit, view: ReferralView, direction: Direction) -> Card {
    let standing = Standing(view.state);
    let due = next_due(&view);
    let receives = direction == Direction::Received;
    let own = visit
        .agency
        .as_ref()
        .map(|a| a.id.as_str())
        .unwrap_or_default();
    let other = if receives { view.from } else { view.to };
    let mut deadline = None;
    let (service, triage, ended) = match view.card {
        CardView::Open(card) => {
            deadline = card.triage.field(DEADLINE).and_then(deadline_of);
            let services = if card.services.is_empty() {
                std::slice::from_ref(&card.service)
            } else {
                &card.services
            };
            let labels: Vec<String> = services
                .iter()
                .map(|s| service_label(visit.locale, s))
                .collect();
            // Urgency and service stand in the card's heading, the deadline is a clock.
            let clock = deadline.map(|_| DEADLINE);
            let elsewhere = |name| matches!(name, "urgency" | "need") || clock == Some(name);
            let lines = card.triage.fields().filter(|(name, _)| !elsewhere(*name));
            let fields = lines.map(|(name, value)| Field {
                label: facts::fact_label(visit.locale, name),
                value: facts::value_label(visit.locale, name, value).into(),
            });
            (
                Some(visit.locale.list(&labels)),
                Some(fields.collect()),
                false,
            )
        }
        CardView::Locked => (None, None, false),
        CardView::Ended => (None, None, true),
    };
    Card {
        service,
        urgency: view.urgency,
        standing,
        due: due.map(|(at, _)| visit.due(at)),
        due_what: due.map_or("queue-due-answer", |(_, what)| what),
        escalated: match view.escalation {
            0 => None,
            1 => Some("queue-late-1"),
            2 => Some("queue-late-2"),
            _ => Some("queue-late-3"),
        },
        exposure: deadline
            .filter(|_| standing.is_open() || view.state == ReferralState::Accepted)
            .map(|at| visit.due(at)),
        sent: visit.when(view.sent_at),
        sent_ms: view.sent_at,
        other_agency: (!standing.is_held()).then_some(other),
        triage,
        may_answer: receives && visit.may(Action::ReferralDecide, Resource::Received { by: own }),
        ended,
        id: view.id,
    }
}

/// What is due next of a referral: when, and the message for it.
fn next_due(view: &ReferralView) -> Option<(i64, &'static str)> {
    match view.state {
        ReferralState::Held => Some((view.decide_by, "queue-due-decide")),
        ReferralState::Sent | ReferralState::Seen => Some((view.decide_by, "queue-due-answer")),
        ReferralState::InfoRequested => Some((view.paused_until?, "queue-due-sender")),
        ReferralState::Accepted => Some((view.contact_by, "queue-due-meet")),
        ReferralState::InProgress => Some((view.serve_by, "queue-due-serve")),
        _ => None,
    }
}
