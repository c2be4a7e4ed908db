//! `/v1/pathway/services`: the services that rules can ask for, and what each may see.

use serde_json::json;

use super::call::Call;
use super::shape::{Answer, ok};
use crate::service::pathway;

/// `GET /v1/pathway/services`
pub async fn services(call: Call) -> Answer {
    let all = pathway::services(call.actor())?;
    let rows = all.iter().map(|s| {
        let template = s.template.iter().map(
            |f| json!({ "fact": f.fact, "class": f.class, "card": f.card, "purpose": f.purpose }),
        );
        json!({
            "code": s.code,
            "title": s.title,
            "word": s.word(),
            "leaves": s.leaves,
            "cardClasses": s.card_classes,
            "template": template.collect::<Vec<_>>(),
        })
    });
    ok(rows.collect::<Vec<_>>())
}
