//! `/v1/pathway`: the services that rules can ask for, and versions of the tables: proposed, tried, signed by two.

use serde_json::{Value, json};

use super::call::{Call, unexpected};
use super::shape::{Answer, instant, instant_if, ok};
use crate::service::pathway::{self, TableFiles, VersionView};

/// `GET /v1/pathway/services`
pub async fn services(call: Call) -> Answer {
    let all = pathway::services(&call.house, call.actor()).await?;
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

/// `GET /v1/pathway/versions`
pub async fn versions(call: Call) -> Answer {
    let all = pathway::versions(&call.house, call.actor()).await?;
    ok(all.iter().map(version).collect::<Vec<_>>())
}

/// `GET /v1/pathway/versions/{label}/tables`
pub async fn tables(call: Call) -> Answer {
    let tables = pathway::tables(&call.house, call.actor(), &call.word("label")).await?;
    ok(tables)
}

/// `POST /v1/pathway/versions`
pub async fn propose(mut call: Call) -> Answer {
    let mut fields = call.json().await?;
    let label = fields.needed("label")?;
    let starts = fields.needed("startsAt")?;
    let starts_at = chrono::DateTime::parse_from_rfc3339(&starts)
        .map_err(|_| unexpected("startsAt", &starts, "write it like 2026-12-01T00:00:00Z"))?;
    let tables = TableFiles {
        facts: fields.needed("facts")?,
        services: fields.needed("services")?,
        templates: fields.needed("templates")?,
        rules: fields.needed("rules")?,
        cases: fields.needed("cases")?,
    };
    let at = starts_at.timestamp_millis();
    let view = pathway::propose(&call.house, call.actor(), &label, &tables, at).await?;
    ok(version(&view))
}

/// `POST /v1/pathway/versions/{label}/sign`
pub async fn sign(call: Call) -> Answer {
    let view = pathway::sign(&call.house, call.actor(), &call.word("label")).await?;
    ok(version(&view))
}

/// `POST /v1/pathway/versions/{label}/dry-run`
pub async fn dry_run(call: Call) -> Answer {
    let label = call.word("label");
    let run = pathway::dry_run(&call.house, call.actor(), call.token(), &label).await?;
    ok(run)
}

fn version(view: &VersionView) -> Value {
    json!({
        "label": view.label,
        "sha256": view.sha256,
        "proposedBy": view.proposed_by,
        "proposedAt": instant(view.proposed_at),
        "startsAt": instant(view.starts_at),
        "activatedAt": instant_if(view.activated_at),
        "signedBy": view.signed_by,
        "inForce": view.in_force,
    })
}
