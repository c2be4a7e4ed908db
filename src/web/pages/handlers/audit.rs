//! The audit: an auditor sees all and whether it is unchanged, a focal point what concerns the own agency.

use actix_web::http::header;
use actix_web::web::Bytes;
use serde::Deserialize;

use super::answer::{Answer, dressed, encoded, shown};
use super::days;
use super::posted::Posted;
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::service::audit::{self, Wanted};
use crate::service::overview;
use crate::web::pages::audit::HeadLine;
use crate::web::pages::labels::{
    AUDIT_ACTIONS, audit_action_label, audit_kind_label, audit_why_label,
};
use crate::web::pages::{Audit, AuditRow, Chain, Choice, Here, Pager};

const ON_A_PAGE: usize = 80;
/// Longest identifier that is looked for.
const LONGEST_ID: usize = 80;

/// People to choose from at most; with more, those of the rows on the page.
const MOST_PEOPLE: usize = 150;

/// `?action=…&object=…&refused=yes&person=…&from=…&until=…&before=…`
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    action: String,
    #[serde(default)]
    object: String,
    #[serde(default)]
    refused: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    /// Where the page begins, as a link of ours holds it.
    #[serde(default)]
    before: String,
}

impl Asked {
    fn object(&self) -> String {
        self.object.trim().chars().take(LONGEST_ID).collect()
    }

    fn action(&self) -> Option<&'static str> {
        let mut all = AUDIT_ACTIONS.iter().copied();
        all.find(|word| *word == self.action)
    }

    fn wanted(&self, visit: &Visit) -> Wanted {
        Wanted {
            action: self.action().map(str::to_owned),
            object: Some(self.object()).filter(|o| !o.is_empty()),
            refused: self.refused == "yes",
            actor: self.person.parse().ok(),
            from: days::begins(visit.locale, &self.from),
            until: days::ends(visit.locale, &self.until),
        }
    }
}

/// `POST /audit/export`: what the page shows, all of it, as a table for a spreadsheet.
///
/// # Errors
/// 403 for whoever may not.
pub async fn export(posted: Posted<Asked>) -> Answer {
    let Posted { visit, form } = posted;
    let wanted = form.wanted(&visit);
    let export = visit.ok(audit::export(&visit.house, visit.actor(), wanted).await)?;
    let begun = (visit.house.clone(), Some(export));
    let lines = futures_util::stream::unfold(begun, |(house, export)| async move {
        let mut export = export?;
        match export.next(&house).await {
            Ok(Some(text)) => Some((Ok(Bytes::from(text)), (house, Some(export)))),
            Ok(None) => None,
            Err(error) => {
                tracing::warn!(%error, "an export of the audit ended early");
                let cut = std::io::Error::other("the export ended early");
                Some((Err(cut), (house, None)))
            }
        }
    });
    Ok(dressed(200)
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"audit.csv\"",
        ))
        .streaming(lines))
}

/// `GET /audit`
///
/// # Errors
/// 403 for whoever may not.
pub async fn page(visit: Visit) -> Answer {
    let (house, actor) = (&visit.house, visit.actor());
    let asked: Asked = visit.query();
    let (object, action) = (asked.object(), asked.action());
    let wanted = asked.wanted(&visit);
    let (refused, person) = (wanted.refused, wanted.actor);
    let before = audit::place(house, &asked.before);
    let mut found = visit.ok(audit::search(house, actor, wanted, before, ON_A_PAGE + 1).await)?;
    let more = found.len() > ON_A_PAGE;
    found.truncate(ON_A_PAGE);
    let link = |before: Option<i64>| {
        let before = before.map(|seq| audit::sealed_place(house, seq));
        let before = before.map(|b| format!("&before={b}")).unwrap_or_default();
        let refused = if refused { "&refused=yes" } else { "" };
        format!(
            "/audit?action={}&object={}&person={}&from={}&until={}{refused}{before}",
            action.unwrap_or_default(),
            encoded(&object),
            person.map(|id| id.to_string()).unwrap_or_default(),
            encoded(&asked.from),
            encoded(&asked.until)
        )
    };
    let pager = Pager {
        previous: before.map(|_| link(None)),
        next: found
            .last()
            .filter(|_| more)
            .map(|last| link(Some(last.seq))),
    };
    let mut signed = None;
    let chain = if visit.may(Action::AuditRead, Resource::Platform) {
        let state = visit.ok(audit::verify(house, actor).await)?;
        signed = state.newest.as_ref().map(|head| HeadLine {
            link: head.link,
            hash: hex(&head.hash),
            signed: visit.when(head.signed_at),
            public: state.public.clone().unwrap_or_default(),
            file: format!("{:012}.json", head.link),
        });
        match (state.broken, state.head) {
            (Some(broken), _) => Chain::Broken {
                at: broken.seq.unwrap_or(broken.link),
            },
            (None, Some(head)) => Chain::Whole {
                rows: u64::try_from(state.length).unwrap_or_default(),
                head,
            },
            (None, None) => Chain::Empty,
        }
    } else {
        Chain::NotShown
    };
    let ids: Vec<i64> = found.iter().filter_map(|r| r.actor_id).collect();
    let names = visit.ok(overview::names(house, actor, &ids).await)?;
    let mut people = visit.ok(audit::people(house, actor).await)?;
    if people.len() > MOST_PEOPLE {
        people.retain(|(id, _)| ids.contains(id) || Some(*id) == person);
    }
    let chosen = person.map(|id| id.to_string()).unwrap_or_default();
    shown(&Audit {
        shell: visit.shell(Here::Audit),
        rows: found
            .into_iter()
            .map(|row| {
                let name = row.actor_id.and_then(|id| names.get(&id));
                AuditRow {
                    seq: row.seq,
                    when: visit.when(row.at),
                    who: match (row.actor_kind.as_str(), name) {
                        ("vault" | "system", _) => visit.locale.t("audit-by-server"),
                        ("device", Some(name)) => {
                            visit.locale.of("audit-by-phone").s("name", name).into()
                        }
                        (_, Some(name)) => name.clone(),
                        // Somebody of another agency, or of the server.
                        (_, None) => row.actor_id.map_or_else(
                            || visit.locale.t("audit-by-nobody"),
                            |id| visit.locale.of("audit-by-account").s("id", id).into(),
                        ),
                    },
                    action: audit_action_label(visit.locale, &row.action),
                    kind: audit_kind_label(visit.locale, &row.object_kind),
                    object: row.object_id,
                    purpose: row
                        .purpose
                        .or(row.note)
                        .map(|why| audit_why_label(visit.locale, &why)),
                    refused: row.result != "done",
                    result: match row.result.as_str() {
                        "done" => visit.locale.t("audit-result-done"),
                        "refused" => visit.locale.t("audit-result-refused"),
                        "failed" => visit.locale.t("audit-result-failed"),
                        other => other.to_owned(),
                    },
                }
            })
            .collect(),
        chain,
        actions: AUDIT_ACTIONS
            .iter()
            .map(|word| {
                let label = audit_action_label(visit.locale, word);
                Choice::new(*word, label).chosen_if(action.unwrap_or_default())
            })
            .collect(),
        object,
        refused_only: refused,
        signed,
        people: people
            .into_iter()
            .map(|(id, name)| Choice::new(id.to_string(), name).chosen_if(&chosen))
            .collect(),
        from: asked.from,
        until: asked.until,
        pager,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
