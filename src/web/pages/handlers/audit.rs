//! The audit: an auditor sees all and whether it is unchanged, a focal point what concerns the own agency.

use serde::Deserialize;

use super::answer::{Answer, encoded, shown};
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::service::audit::{self, Wanted};
use crate::service::overview;
use crate::web::pages::labels::{AUDIT_ACTIONS, audit_action_label};
use crate::web::pages::{Audit, AuditRow, Chain, Choice, Here, Pager};

const ON_A_PAGE: usize = 100;
/// Longest identifier that is looked for.
const LONGEST_ID: usize = 80;

/// `?action=…&object=…&refused=yes&before=…`
#[derive(Deserialize, Default)]
struct Asked {
    #[serde(default)]
    action: String,
    #[serde(default)]
    object: String,
    #[serde(default)]
    refused: String,
    before: Option<i64>,
}

/// `GET /audit`
///
/// # Errors
/// 403 for whoever may not.
pub async fn page(visit: Visit) -> Answer {
    let (house, actor) = (&visit.house, visit.actor());
    let asked: Asked = visit.query();
    let object: String = asked.object.trim().chars().take(LONGEST_ID).collect();
    let action = AUDIT_ACTIONS
        .iter()
        .copied()
        .find(|word| *word == asked.action);
    let refused = asked.refused == "yes";
    let wanted = Wanted {
        action: action.map(str::to_owned),
        object: Some(object.clone()).filter(|o| !o.is_empty()),
        refused,
    };
    let mut found =
        visit.ok(audit::search(house, actor, wanted, asked.before, ON_A_PAGE + 1).await)?;
    let more = found.len() > ON_A_PAGE;
    found.truncate(ON_A_PAGE);
    let link = |before: Option<i64>| {
        let before = before.map(|b| format!("&before={b}")).unwrap_or_default();
        let refused = if refused { "&refused=yes" } else { "" };
        format!(
            "/audit?action={}&object={}{refused}{before}",
            action.unwrap_or_default(),
            encoded(&object)
        )
    };
    let pager = Pager {
        previous: asked.before.map(|_| link(None)),
        next: found
            .last()
            .filter(|_| more)
            .map(|last| link(Some(last.seq))),
    };
    let chain = if visit.may(Action::AuditRead, Resource::Platform) {
        let state = visit.ok(audit::verify(house, actor).await)?;
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
                    object: format!("{} {}", row.object_kind, row.object_id),
                    purpose: row.purpose.or(row.note),
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
        pager,
    })
}
