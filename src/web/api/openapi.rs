//! `GET /v1/openapi.json`: OpenAPI 3.1 made of the table, so that it cannot forget a route.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::call::Asked;
use super::shape::{Answer, ok};
use super::table::{Entry, table};

/// What a form may be sent as: anything else is read as XML.
const FORM_TYPES: [&str; 4] = [
    "application/xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "text/markdown",
];

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| described(&table()));

/// `GET /v1/openapi.json`
pub async fn document(_: Asked) -> Answer {
    ok(&*DOCUMENT)
}

fn described(entries: &[Entry]) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for entry in entries {
        let path = paths
            .entry(format!("/v1{}", entry.path))
            .or_insert_with(|| json!({}));
        path[entry.method.as_str().to_lowercase()] = operation(entry);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Waypost",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "ODK Central's resources in Central's shapes, Waypost's own beside them. Creation answers 200. \
                            Errors are {message, code, details}; the status is the whole part of the code. \
                            Phones speak OpenRosa at /formList and /submission.",
        },
        "security": [{ "bearer": [] }, { "basic": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "basic": { "type": "http", "scheme": "basic", "description": "Over https only." },
                "phone": { "type": "http", "scheme": "digest", "description": "Or a key in the path: /v1/key/TOKEN/…" },
            },
            "schemas": schemas(),
        },
    })
}

fn operation(entry: &Entry) -> Value {
    let mut operation = json!({
        "summary": entry.says,
        "description": format!("Who may: {}.", entry.who),
        "operationId": operation_id(entry),
        "tags": [entry.path.split('/').nth(1).unwrap_or_default()],
        "parameters": parameters(entry),
        "responses": {
            "200": { "description": "Done", "content": content(entry.gives) },
            "default": { "description": "A problem", "content": { "application/json": { "schema": reference("Problem") } } },
        },
    });
    if entry.who.is_open() {
        operation["security"] = json!([]);
    } else if entry.who.takes_phones() {
        operation["security"] = json!([{ "bearer": [] }, { "basic": [] }, { "phone": [] }]);
    }
    if let Some(body) = body(entry) {
        operation["requestBody"] = body;
    }
    operation
}

fn operation_id(entry: &Entry) -> String {
    let words = entry
        .path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty());
    let words: Vec<&str> = words.collect();
    format!(
        "{}_{}",
        entry.method.as_str().to_lowercase(),
        words.join("_")
    )
}

/// The names of `takes`: (name, whether it may be left out).
fn taken(entry: &Entry) -> impl Iterator<Item = (&'static str, bool)> {
    let names = entry.takes.split(", ").filter(|n| !n.is_empty());
    names.map(|n| n.strip_prefix('?').map_or((n, false), |n| (n, true)))
}

/// Whether what an entry takes stands in the query: reads, and writes whose body is a file or nothing.
fn by_query(entry: &Entry, name: &str) -> bool {
    let raw = entry.takes.contains("body:")
        || entry.path.ends_with("/publish")
        || entry.path.ends_with("/draft/ask");
    !name.starts_with("body:") && (entry.method == actix_web::http::Method::GET || raw)
}

fn parameters(entry: &Entry) -> Vec<Value> {
    let in_path = entry
        .path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| {
            let kind = if ["project", "user", "actor"].contains(&name) {
                "integer"
            } else {
                "string"
            };
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": kind } })
        });
    let in_query = taken(entry).filter(|(name, _)| by_query(entry, name)).map(|(name, optional)| {
        let kind = match name {
            "limit" | "offset" | "before" => "integer",
            "publish" | "ignoreWarnings" | "mine" => "boolean",
            _ => "string",
        };
        json!({ "name": name, "in": "query", "required": !optional, "schema": { "type": kind } })
    });
    in_path.chain(in_query).collect()
}

fn body(entry: &Entry) -> Option<Value> {
    if let Some((raw, optional)) = taken(entry).find(|(name, _)| name.starts_with("body:")) {
        let kinds: &[&str] = match raw {
            "body: XML" => &["application/xml"],
            "body: form" => &FORM_TYPES,
            _ => &["application/octet-stream"],
        };
        let content: Map<String, Value> = kinds
            .iter()
            .map(|kind| ((*kind).to_owned(), json!({})))
            .collect();
        return Some(json!({ "required": !optional, "content": content }));
    }
    let fields: Vec<_> = taken(entry)
        .filter(|(name, _)| !by_query(entry, name))
        .collect();
    if fields.is_empty() {
        return None;
    }
    let properties: Map<String, Value> = fields
        .iter()
        .map(|(name, _)| ((*name).to_owned(), json!({ "type": body_type(name) })))
        .collect();
    let required: Vec<_> = fields
        .iter()
        .filter(|(_, optional)| !optional)
        .map(|(name, _)| *name)
        .collect();
    let schema = json!({ "type": "object", "properties": properties, "required": required });
    Some(json!({ "required": true, "content": { "application/json": { "schema": schema } } }))
}

fn body_type(name: &str) -> &'static str {
    match name {
        "services" | "passphrases" | "parties" | "classes" | "areas" | "sexes" | "ages"
        | "languages" | "data" => "array",
        "disabled" | "archived" | "requiresStage" | "justified" => "boolean",
        "caseworker" | "supervisor" | "attempts" => "integer",
        _ => "string",
    }
}

fn content(gives: &str) -> Value {
    match gives {
        "XML" => json!({ "application/xml": {} }),
        "bytes" => json!({ "application/octet-stream": {} }),
        "OpenAPI" => json!({ "application/json": {} }),
        "events" => json!({ "text/event-stream": {} }),
        gives => {
            let schema = match gives.strip_prefix('[').and_then(|g| g.strip_suffix(']')) {
                Some(item) => json!({ "type": "array", "items": reference(item) }),
                None => reference(gives),
            };
            json!({ "application/json": { "schema": schema } })
        }
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// What each answer holds. `#` marks numbers, `!` booleans, `@` times, `{}` objects; the rest are texts.
const SCHEMAS: &[(&str, &str)] = &[
    ("Problem", "message #code {}details"),
    ("Success", "!success"),
    ("Session", "token csrf @createdAt @expiresAt"),
    ("SecondFactor", "secret uri"),
    (
        "User",
        "#id type displayName email @createdAt @updatedAt @deletedAt @lastLoginAt role agency !active !secondFactor link @linkExpiresAt",
    ),
    (
        "Recovery",
        "id #user displayName reason #askedBy @askedAt @expiresAt @decidedAt !agreed link @linkExpiresAt",
    ),
    (
        "Agency",
        "id code name kind []services @createdAt !disabled @disabledAt #projectId",
    ),
    (
        "Key",
        "id purpose custody state fingerprint !open #requestedBy @createdAt @activatedAt @disabledAt disabledReason @retiringAt @retiredAt @destroyedAt @expiresAt #destroyAskedBy #carriedBy #unopened #sealedRecords []keys",
    ),
    (
        "KeyPhone",
        "#appUserId displayName deviceId xmlFormId @fetchedAt @lastSeenAt",
    ),
    ("Destroyed", "!success !destroyed"),
    ("RetentionAsked", "!success !stands"),
    (
        "Consent",
        "id state basis approval !screening {}scope @createdAt @expiresAt #askedBy #confirmedBy @confirmedAt #withdrawnBy @withdrawnAt",
    ),
    (
        "WaitingConsent",
        "id case basis approval #askedBy @createdAt @expiresAt",
    ),
    ("ConsentAsked", "!success !stands"),
    ("ConsentWithdrawn", "!success #consents #referrals"),
    (
        "RetentionOrder",
        "id kind reason #askedBy @askedAt @until #approvedBy @approvedAt @liftedAt",
    ),
    (
        "Certificate",
        "id cause submissionId orderId #things #wraps #files @at signature",
    ),
    (
        "Alert",
        "id kind subject #waiting @since #level @updatedAt @endedAt",
    ),
    (
        "Stop",
        "id scope subject agencyId reason #setBy @setAt #liftedBy @liftedAt",
    ),
    (
        "Project",
        "#id name description !archived keyId @createdAt @updatedAt @deletedAt agency !confidential !notConfidential",
    ),
    (
        "AppUser",
        "#projectId #id type displayName @createdAt @updatedAt @deletedAt token !hasAccess username area @lastUsed @expiresAt serverUrl password",
    ),
    ("Assignment", "#actorId #roleId xmlFormId"),
    (
        "Form",
        "#projectId xmlFormId state enketoId enketoOnceId @createdAt @updatedAt !webformsEnabled keyId version phoneVersion hash sha sha256 draftToken @publishedAt name stage publishNotes",
    ),
    ("Field", "path name type !binary !selectMultiple"),
    (
        "FormFile",
        "name type hash !exists !blobExists !datasetExists @updatedAt",
    ),
    (
        "Submission",
        "instanceId #submitterId deviceId @createdAt @updatedAt reviewState userAgent @deletedAt state nextStep submitterName #partsExpected #partsPresent @openedAt case {}currentVersion",
    ),
    (
        "SubmissionVersion",
        "instanceId instanceName #submitterId deviceId @createdAt userAgent !current",
    ),
    ("Reviewed", "!success #reviewed"),
    ("Comment", "body #actorId @createdAt"),
    ("Attachment", "name !exists"),
    (
        "Dataset",
        "name !approvalRequired []properties #entities @createdAt",
    ),
    ("WaitingEntity", "id state error instanceId @createdAt"),
    (
        "Referral",
        "id service []services urgency state @sentAt @seeBy @decideBy @contactBy @serveBy @pausedUntil @seenAt @decidedAt @contactedAt @deliveredAt feedback reopening @closedAt @attestedAt #escalation follows #tries from to queue {}triage reason []events []contact []opened",
    ),
    ("ContactLine", "field class value"),
    ("Hours", "hours"),
    (
        "Case",
        "id state urgency #caseworker #supervisor #submissionCount #referralCount !unmatched @openedAt @updatedAt []submissions []referrals []events",
    ),
    ("Unmatched", "id from xmlFormId @createdAt state"),
    ("ApprovalAsked", "!success approvalId"),
    ("TransferAsked", "!success transferId approvalId"),
    (
        "Transfer",
        "id caseId from to state service urgency @askedAt @offeredAt @endsAt @decidedAt declined",
    ),
    ("Owner", "agency @since @until transfer"),
    (
        "Approval",
        "id caseId kind reason {}closing transfer state #askedBy @askedAt @expiresAt #decidedBy @decidedAt",
    ),
    (
        "Look",
        "id caseId #actorId reason @at @until #reviewedBy @reviewedAt !justified",
    ),
    ("Certified", "!success @until"),
    ("Queue", "id {}waiting #total"),
    (
        "Audit",
        "#seq #actorId action acteeId {}details agency @loggedAt notes #link",
    ),
    ("Chain", "#length head #brokenAt fault #signedHeads !holds"),
    (
        "Service",
        "code title word !leaves []cardClasses []template",
    ),
    (
        "PathwayVersion",
        "label sha256 #proposedBy @proposedAt @startsAt @activatedAt []signedBy !inForce",
    ),
    ("PathwayTables", "facts services templates rules cases"),
    ("DryRun", "#cases #changed {}services #locked"),
    (
        "Protocol",
        "id []parties []services []classes @startsAt @endsAt #proposedBy @proposedAt []signatures !signed !inForce @endedAt #endedBy",
    ),
    (
        "Provider",
        "agency agencyCode agencyName kind service area []sexes []ages []languages capacity hours @verifiedAt !verified",
    ),
    (
        "Message",
        "id channel recipient state #attempts problem []notices @createdAt @endedAt",
    ),
    ("Webhook", "id host #madeBy @madeAt secret"),
    ("NoticeChoice", "!mail"),
    ("Gap", "service area month #count"),
    (
        "Insight",
        "period @since @until #persons #wentOn []screenedByWeek []interviewedByWeek []referrals []timely []medianToAcceptMs []providers []declinedByOthers []declined []sites {}people",
    ),
    (
        "Quality",
        "period @since @until #persons {}people []missing []states []withoutConsent #screenedTwice []phones",
    ),
    (
        "SharedTable",
        "month name state @releasedAt #agenciesLeftOut []rows []columns []cells []rowTotals []columnTotals total @from #agencies",
    ),
    (
        "Site",
        "area !clear !clearStep1 !clearStep2 @analysedAt @reviewBy @offeredUntil",
    ),
];

fn schemas() -> Value {
    let all = SCHEMAS.iter().map(|(name, fields)| {
        let properties: Map<String, Value> = fields.split(' ').map(property).collect();
        (
            (*name).to_owned(),
            json!({ "type": "object", "properties": properties }),
        )
    });
    Value::Object(all.collect())
}

fn property(field: &str) -> (String, Value) {
    let kinds = [
        ("#", "number"),
        ("!", "boolean"),
        ("@", "string"),
        ("{}", "object"),
        ("[]", "array"),
    ];
    let found = kinds
        .iter()
        .find_map(|(mark, kind)| Some((field.strip_prefix(mark)?, *kind, *mark)));
    let (name, kind, mark) = found.unwrap_or((field, "string", ""));
    let mut schema = json!({ "type": [kind, "null"] });
    if mark == "@" {
        schema["format"] = json!("date-time");
    }
    (name.to_owned(), schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_with_its_parameters() {
        let document = described(&table());
        for entry in table() {
            let operation = &document["paths"][format!("/v1{}", entry.path)]
                [entry.method.as_str().to_lowercase()];
            assert!(
                operation["summary"].is_string(),
                "{} {}",
                entry.method,
                entry.path
            );
            let given = operation["parameters"].as_array().expect("a list");
            let in_path = given.iter().filter(|p| p["in"] == "path").count();
            assert_eq!(in_path, entry.path.matches('{').count(), "{}", entry.path);
        }
        let invite = &document["paths"]["/v1/users"]["post"]["requestBody"]["content"]["application/json"]
            ["schema"];
        assert_eq!(invite["required"], json!(["email", "role"]));
    }

    #[test]
    fn every_shape_that_the_table_names_is_written_down() {
        for entry in table() {
            let name = entry.gives.trim_matches(['[', ']']);
            let plain = ["XML", "bytes", "OpenAPI", "events"].contains(&name);
            assert!(
                plain || SCHEMAS.iter().any(|(known, _)| *known == name),
                "{name}"
            );
        }
    }
}
