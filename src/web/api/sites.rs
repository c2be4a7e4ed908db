//! `/v1/sites`: which places are cleared for first conversations, and a supervisor's word for one that is not.

use serde_json::json;

use super::call::Call;
use super::shape::{Answer, instant, instant_if, ok};
use crate::service::sites;

/// `GET /v1/sites`
pub async fn list(call: Call) -> Answer {
    let all = sites::list(&call.house, call.actor()).await?;
    let rows = all.iter().map(|site| {
        json!({
            "area": site.area,
            "clear": site.clear,
            "clearStep1": site.analysis.map(|(analysis, _)| analysis.clear_step1),
            "clearStep2": site.analysis.map(|(analysis, _)| analysis.clear_step2),
            "analysedAt": instant_if(site.analysis.map(|(_, at)| at)),
            "reviewBy": instant_if(site.analysis.map(|(analysis, _)| analysis.review_by)),
            "offeredUntil": instant_if(site.offered_until),
        })
    });
    ok(rows.collect::<Vec<_>>())
}

/// `POST /v1/sites/{area}/offer`: the own agency's phones there are offered screening forms all the same.
pub async fn offer(mut call: Call) -> Answer {
    let area = call.word("area");
    let reason = call.json().await?.needed("reason")?;
    let until = sites::offer(&call.house, call.actor(), &area, &reason).await?;
    ok(json!({ "area": area, "offeredUntil": instant(until) }))
}
