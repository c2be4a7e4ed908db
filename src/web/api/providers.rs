//! `/v1/providers` and `/v1/gaps`: the directory of services, and how often nobody was there.

use serde_json::{Value, json};

use super::agencies::known;
use super::call::Call;
use super::shape::{Answer, instant, ok, success};
use crate::service::directory::{self, NewEntry, ProviderView};

const CAPACITIES: &str = "open, limited, full or closed";

/// `GET /v1/providers`
pub async fn list(call: Call) -> Answer {
    let service = call.asked_for("service");
    let all = directory::list(&call.house, call.actor(), service).await?;
    ok(all.iter().map(provider).collect::<Vec<_>>())
}

/// `PUT /v1/agencies/{agency}/providers/{service}`: replaces what stood there.
pub async fn set(mut call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    let service = call.word("service");
    let mut given = call.json().await?;
    let new = NewEntry {
        areas: given.texts("areas")?.unwrap_or_default(),
        sexes: given.texts("sexes")?.unwrap_or_default(),
        ages: given.texts("ages")?.unwrap_or_default(),
        languages: given.texts("languages")?.unwrap_or_default(),
        capacity: given.one_of("capacity", CAPACITIES)?,
        hours: given.text("hours")?,
        verified_on: given.text("verifiedOn")?,
    };
    directory::set(&call.house, call.actor(), &agency, &service, new).await?;
    success()
}

/// `GET /v1/gaps`
pub async fn gaps(call: Call) -> Answer {
    let all = directory::gaps(&call.house, call.actor()).await?;
    let rows = all.iter().map(|gap| {
        json!({
            "service": gap.service,
            "area": (!gap.area.is_empty()).then_some(&gap.area),
            "month": gap.month,
            "count": gap.counted,
        })
    });
    ok(rows.collect::<Vec<_>>())
}

fn provider(one: &ProviderView) -> Value {
    let entry = one.entry.as_ref();
    let words =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    json!({
        "agency": one.agency.id,
        "agencyCode": one.agency.code,
        "agencyName": one.agency.name,
        "kind": one.agency.kind,
        "service": one.service,
        "area": entry.map(|entry| entry.area.as_str()).filter(|area| !area.is_empty()),
        "sexes": entry.map(|entry| words(&entry.sexes)),
        "ages": entry.map(|entry| words(&entry.ages)),
        "languages": entry.map(|entry| words(&entry.languages)),
        "capacity": entry.map(|entry| entry.capacity.as_str()),
        "hours": entry.and_then(|entry| entry.hours.as_deref()),
        "verifiedAt": entry.map(|entry| instant(entry.verified_at)),
        "verified": one.verified,
    })
}
