//! `/v1/referrals` and `/v1/queues`: what an agency's queues received, what it sent. A card is written as it was opened,
//! line by line; nothing of it is kept here.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::call::{Call, unexpected};
use super::shape::{Answer, instant, instant_if, ok};
use crate::domain::projection::Projection;
use crate::domain::referral::{DeclineReason, ReferralState};
use crate::domain::words::Urgency;
use crate::service::referrals::{self, CardView, Direction, ReferralView};

/// A page unless told, and at most.
const PAGE: i64 = 500;
const MOST: i64 = 5_000;

const REASONS: &str = "it is one of no_capacity, not_eligible, wrong_area, wrong_service, conflict_of_interest, \
                       safety, no_consent_for_data_needed, duplicate, other";

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
    seen_at: Value,
    decided_at: Value,
    from: &'a str,
    to: &'a str,
    queue: &'a str,
    triage: Option<&'a Projection>,
    /// Why there is no card: `locked` or `consent_ended`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<Value>>,
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
    ok(page.iter().map(|r| referral(r, None)).collect::<Vec<_>>())
}

/// `GET /v1/referrals/{referral}`, with what happened to it. Opening it as its receiver makes it seen.
pub async fn one(call: Call) -> Answer {
    let id = call.word("referral");
    let (view, events) = referrals::one(&call.house, call.actor(), call.token(), &id).await?;
    let events = events.iter().map(|e| {
        json!({
            "from": e.from_state,
            "to": e.to_state,
            "actorId": e.actor_id,
            "reason": e.reason,
            "at": instant(e.at),
        })
    });
    ok(referral(&view, Some(events.collect())))
}

/// `POST /v1/referrals/{referral}/accept`
pub async fn accept(call: Call) -> Answer {
    let id = call.word("referral");
    let view = referrals::accept(&call.house, call.actor(), call.token(), &id).await?;
    ok(referral(&view, None))
}

/// `POST /v1/referrals/{referral}/decline`, with a reason of the closed list.
pub async fn decline(mut call: Call) -> Answer {
    let id = call.word("referral");
    let reason: DeclineReason = call.json().await?.one_of("reason", REASONS)?;
    let view = referrals::decline(&call.house, call.actor(), call.token(), &id, reason).await?;
    ok(referral(&view, None))
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

fn referral<'a>(one: &'a ReferralView, events: Option<Vec<Value>>) -> Referral<'a> {
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
        decided_at: instant_if(one.decided_at),
        from: &one.from,
        to: &one.to,
        queue: &one.queue,
        triage: card.map(|c| &c.triage),
        reason,
        events,
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
            from_agency: "north".into(),
            to_agency: "south".into(),
            from: "North".into(),
            to: "South".into(),
            card,
        }
    }

    #[test]
    fn a_locked_referral_shows_when_and_how_urgent_and_nothing_of_its_card() {
        let body =
            serde_json::to_value(referral(&view(CardView::Locked), None)).expect("serialises");
        assert_eq!(body["triage"], Value::Null);
        assert_eq!(body["service"], Value::Null);
        assert_eq!(body["reason"], "locked");
        assert_eq!(body["urgency"], "U0");
        assert!(body.get("services").is_none());
        let ended =
            serde_json::to_value(referral(&view(CardView::Ended), None)).expect("serialises");
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
        let text = serde_json::to_string(&referral(&view(CardView::Open(card)), None))
            .expect("serialises");
        assert!(
            text.contains(r#""triage":{"urgency":"U0","need":"medical","area":"SS0101"}"#),
            "{text}"
        );
        assert!(!text.contains("\"reason\""), "{text}");
    }
}
