//! `/v1/referrals` and `/v1/queues`: what an agency's queues received, what it sent. A card is written as it was opened,
//! line by line; nothing of it is kept here.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::call::{Call, unexpected};
use super::shape::{Answer, instant, instant_if, ok, plaintext};
use crate::domain::projection::Projection;
use crate::domain::referral::{Feedback, ReferralState};
use crate::domain::words::Urgency;
use crate::service::referrals::life::{self, Act};
use crate::service::referrals::words as sealed;
use crate::service::referrals::{self, CardView, Direction, ReferralView, Whole};
use crate::vault::client::Words;

/// A page unless told, and at most.
const PAGE: i64 = 500;
const MOST: i64 = 5_000;

/// Closed lists, for whoever sent something else.
const REASONS: &str = "it is one of no_capacity, not_eligible, wrong_area, wrong_service, conflict_of_interest, \
                       safety, no_consent_for_data_needed, duplicate, other";
const QUESTIONS: &str = "it is one of still_wanted, contact_still_safe, can_travel, may_bring_somebody, \
                         needs_interpreter, needs_access, comes_with_dependants, can_wait_a_day";
const ANSWERS: &str = "it is one of yes, no, not_known, not_to_be_told";
const OUTCOMES: &str = "it is one of whole, partly, ongoing, ended_early";
const RECALLS: &str = "it is one of withdrawn, sent_in_error, safety, not_needed, other";
const STATEMENTS: &str = "it is one of nothing_kept, destroyed, kept_by_law";
const PURPOSES: &str = "it is one of first_contact, service, safety, follow_up";

/// One referral. A struct, not a JSON value: the card's lines keep their order and are not copied.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Referral<'a> {
    id: &'a str,
    service: Option<&'a str>,
    /// All that a held item proposes; one for a referral.
    #[serde(skip_serializing_if = "Option::is_none")]
    services: Option<&'a [String]>,
    urgency: Urgency,
    state: ReferralState,
    sent_at: Value,
    see_by: Value,
    decide_by: Value,
    contact_by: Value,
    serve_by: Value,
    paused_until: Value,
    seen_at: Value,
    decided_at: Value,
    contacted_at: Value,
    delivered_at: Value,
    feedback: Option<&'a str>,
    reopening: Option<&'a str>,
    closed_at: Value,
    attested_at: Value,
    escalation: i32,
    follows: Option<&'a str>,
    tries: i32,
    from: &'a str,
    to: &'a str,
    queue: &'a str,
    triage: Option<&'a Projection>,
    /// Why there is no card: `locked` or `consent_ended`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<Value>>,
    /// What can be opened of its contact, by name and class.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<Vec<Value>>,
    /// What the receiver had opened before it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened: Option<Vec<Value>>,
}

/// `GET /v1/referrals?direction=received|sent&limit=&offset=`, newest first.
pub async fn list(call: Call) -> Answer {
    let direction = match call.asked_for("direction") {
        None | Some("received") => Direction::Received,
        Some("sent") => Direction::Sent,
        Some(other) => return Err(unexpected("direction", other, "it is received or sent")),
    };
    let (limit, offset) = call.page(PAGE, MOST)?;
    let page = referrals::list(
        &call.house,
        call.actor(),
        call.token(),
        direction,
        limit,
        offset,
    )
    .await?;
    ok(page.iter().map(referral).collect::<Vec<_>>())
}

/// `GET /v1/referrals/{referral}`, with what happened to it. Opening it as its receiver makes it seen.
pub async fn one(call: Call) -> Answer {
    let id = call.word("referral");
    let whole = referrals::one(&call.house, call.actor(), call.token(), &id).await?;
    let own = call.actor().agency.clone().unwrap_or_default();
    ok(with_life(&whole, &own))
}

/// `POST /v1/referrals/{referral}/accept`; `conflict: true` declares one, and then it cannot be accepted.
pub async fn accept(mut call: Call) -> Answer {
    let conflict = call.json().await?.flag("conflict")?.unwrap_or(false);
    act(&call, Act::Accept { conflict }).await
}

/// `POST /v1/referrals/{referral}/decline`, with a reason of the closed list.
pub async fn decline(mut call: Call) -> Answer {
    let reason = call.json().await?.one_of("reason", REASONS)?;
    act(&call, Act::Decline(reason)).await
}

/// `POST /v1/referrals/{referral}/ask`, with a question of the closed list. Once, and not for U0 and U1.
pub async fn ask(mut call: Call) -> Answer {
    let question = call.json().await?.one_of("question", QUESTIONS)?;
    say(&call, Words::Ask(question)).await
}

/// `POST /v1/referrals/{referral}/answer`
pub async fn answer(mut call: Call) -> Answer {
    let answer = call.json().await?.one_of("answer", ANSWERS)?;
    say(&call, Words::Answer(answer)).await
}

/// `POST /v1/referrals/{referral}/contact`: the person was met.
pub async fn contact(call: Call) -> Answer {
    act(&call, Act::Contact).await
}

/// `POST /v1/referrals/{referral}/deliver`: what the service came to.
pub async fn deliver(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let outcome = given.one_of("outcome", OUTCOMES)?;
    let units = match given.text("units")? {
        None => None,
        Some(text) => Some(
            text.parse()
                .map_err(|_| unexpected("units", &text, "it is a whole number, as a text"))?,
        ),
    };
    say(&call, Words::Deliver(outcome, units)).await
}

/// `POST /v1/referrals/{referral}/confirm`
pub async fn confirm(call: Call) -> Answer {
    act(&call, Act::Feedback(Feedback::Confirmed)).await
}

/// `POST /v1/referrals/{referral}/dispute`
pub async fn dispute(call: Call) -> Answer {
    act(&call, Act::Feedback(Feedback::Disputed)).await
}

/// `POST /v1/referrals/{referral}/person-declined`
pub async fn person_declined(call: Call) -> Answer {
    act(&call, Act::PersonDeclined).await
}

/// `POST /v1/referrals/{referral}/recall`: what the receiver had opened stands in the answer.
pub async fn recall(mut call: Call) -> Answer {
    let reason = call.json().await?.one_of("reason", RECALLS)?;
    let id = call.word("referral");
    life::act(
        &call.house,
        call.actor(),
        call.token(),
        &id,
        Act::Recall(reason),
    )
    .await?;
    one(call).await
}

/// `POST /v1/referrals/{referral}/attest`
pub async fn attest(mut call: Call) -> Answer {
    let statement = call.json().await?.one_of("statement", STATEMENTS)?;
    act(&call, Act::Attest(statement)).await
}

/// `POST /v1/referrals/{referral}/close`
pub async fn close(call: Call) -> Answer {
    act(&call, Act::Close).await
}

/// `POST /v1/referrals/{referral}/reopen`: once by each agency.
pub async fn reopen(call: Call) -> Answer {
    act(&call, Act::Reopen).await
}

/// `POST /v1/referrals/{referral}/reveal`: one line of contact, after the rules of contact.
pub async fn reveal(mut call: Call) -> Answer {
    #[derive(Serialize)]
    struct Line<'a> {
        field: &'a str,
        class: &'a str,
        value: &'a str,
    }
    let mut given = call.json().await?;
    let (field, purpose) = (given.needed("field")?, given.one_of("purpose", PURPOSES)?);
    let id = call.word("referral");
    let lines = sealed::reveal(&call.house, call.token(), &id, &field, purpose).await?;
    let shown: Vec<Line<'_>> = lines
        .iter()
        .map(|line| Line {
            field: &line.field,
            class: line.class.as_str(),
            value: &line.value,
        })
        .collect();
    let body = serde_json::to_vec(&shown).map(zeroize::Zeroizing::new);
    let body = body.map_err(|_| crate::service::ServiceError::Internal("a line of contact"))?;
    plaintext("application/json; charset=utf-8", None, body)
}

async fn act(call: &Call, what: Act) -> Answer {
    let id = call.word("referral");
    let view = life::act(&call.house, call.actor(), call.token(), &id, what).await?;
    ok(referral(&view))
}

async fn say(call: &Call, words: Words) -> Answer {
    let id = call.word("referral");
    let view = sealed::say(&call.house, call.actor(), call.token(), &id, words).await?;
    ok(referral(&view))
}

/// `GET /v1/queues`: opaque numbers with how many wait in each, by urgency.
pub async fn queues(call: Call) -> Answer {
    let all = referrals::queues(&call.house, call.actor()).await?;
    let rows = all.iter().map(|(id, counts)| {
        let waiting: Map<String, Value> = counts
            .iter()
            .map(|(urgency, n)| (urgency.clone(), json!(n)))
            .collect();
        let total: i64 = counts.iter().map(|(_, n)| n).sum();
        json!({ "id": id, "waiting": waiting, "total": total })
    });
    ok(rows.collect::<Vec<_>>())
}

fn with_life<'a>(whole: &'a Whole, own: &str) -> Referral<'a> {
    let view = &whole.view;
    let events = whole.steps.iter().map(|step| {
        let said = whole.said.iter().find(|(id, _)| *id == step.id);
        let side = match step.by_whom.as_str() {
            "owner" | "supervisor" => view.from_agency.as_str(),
            // Steps of the first program versions say nothing: all of them by receivers.
            "receiver" | "" => view.to_agency.as_str(),
            _ => "",
        };
        json!({
            "from": step.from_state,
            "to": step.to_state,
            "by": step.by_whom,
            // The other agency sees when and on whose behalf, not who.
            "actorId": step.actor_id.filter(|_| side == own),
            "reason": step.reason,
            "words": said.map(|(_, words)| words_of(*words)),
            "at": instant(step.at),
        })
    });
    let names = whole.contact.iter();
    let names = names.map(|one| json!({ "field": one.field, "class": one.class, "why": one.why }));
    let opened = whole.opened.iter();
    let opened = opened
        .map(|one| json!({ "at": instant(one.at), "what": one.what, "class": one.class }))
        .collect();
    let recalled = view.state == ReferralState::Recalled && view.from_agency == own;
    Referral {
        events: Some(events.collect()),
        contact: view.state.opens_contact().then(|| names.collect()),
        opened: recalled.then_some(opened),
        ..referral(view)
    }
}

fn words_of(words: Words) -> Value {
    match words {
        Words::Ask(question) => json!({ "question": question }),
        Words::Answer(answer) => json!({ "answer": answer }),
        Words::Deliver(outcome, units) => json!({ "outcome": outcome, "units": units }),
    }
}

fn referral(one: &ReferralView) -> Referral<'_> {
    let (card, reason) = match &one.card {
        CardView::Open(card) => (Some(card), None),
        CardView::Locked => (None, Some("locked")),
        CardView::Ended => (None, Some("consent_ended")),
    };
    Referral {
        id: &one.id,
        service: one.service(),
        services: card.map(|c| c.services.as_slice()),
        urgency: one.urgency,
        state: one.state,
        sent_at: instant(one.sent_at),
        see_by: instant(one.see_by),
        decide_by: instant(one.decide_by),
        seen_at: instant_if(one.seen_at),
        contact_by: instant(one.contact_by),
        serve_by: instant(one.serve_by),
        paused_until: instant_if(one.paused_until),
        decided_at: instant_if(one.decided_at),
        contacted_at: instant_if(one.contacted_at),
        delivered_at: instant_if(one.delivered_at),
        feedback: one.feedback.as_deref(),
        reopening: one.reopening.as_deref(),
        closed_at: instant_if(one.closed_at),
        attested_at: instant_if(one.attested_at),
        escalation: one.escalation,
        follows: one.follows.as_deref(),
        tries: one.tries,
        from: &one.from,
        to: &one.to,
        queue: &one.queue,
        triage: card.map(|c| &c.triage),
        reason,
        events: None,
        contact: None,
        opened: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(card: CardView) -> ReferralView {
        ReferralView {
            id: "r1".into(),
            queue: "q1".into(),
            urgency: Urgency::U0,
            state: ReferralState::Sent,
            sent_at: 0,
            seen_at: None,
            decided_at: None,
            see_by: 1,
            decide_by: 2,
            contact_by: 3,
            serve_by: 4,
            paused_until: None,
            escalation: 0,
            contacted_at: None,
            delivered_at: None,
            feedback: None,
            reopening: None,
            closed_at: None,
            attested_at: None,
            follows: None,
            tries: 1,
            from_agency: "north".into(),
            to_agency: "south".into(),
            from: "North".into(),
            to: "South".into(),
            card,
        }
    }

    #[test]
    fn a_locked_referral_shows_when_and_how_urgent_and_nothing_of_its_card() {
        let body = serde_json::to_value(referral(&view(CardView::Locked))).expect("serialises");
        assert_eq!(body["triage"], Value::Null);
        assert_eq!(body["service"], Value::Null);
        assert_eq!(body["reason"], "locked");
        assert_eq!(body["urgency"], "U0");
        assert!(body.get("services").is_none());
        let ended = serde_json::to_value(referral(&view(CardView::Ended))).expect("serialises");
        assert_eq!(ended["reason"], "consent_ended");
    }

    #[test]
    fn a_card_s_lines_keep_their_order() {
        let triage = serde_json::from_str(r#"{"urgency":"U0","need":"medical","area":"SS0101"}"#)
            .expect("a card");
        let card = crate::vault::client::Card {
            service: "medical".into(),
            services: vec!["medical".into()],
            triage,
        };
        let text =
            serde_json::to_string(&referral(&view(CardView::Open(card)))).expect("serialises");
        assert!(
            text.contains(r#""triage":{"urgency":"U0","need":"medical","area":"SS0101"}"#),
            "{text}"
        );
        assert!(!text.contains("\"reason\""), "{text}");
    }
}
