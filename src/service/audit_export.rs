//! The audit as a table for a spreadsheet, batch by batch, and itself audited.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::audit::{AuditRow, Wanted, note};
use super::{House, ServiceError};
use crate::domain::policy::{self, Action, Actor};
use crate::store::actors;
use crate::store::audit::{self as rows, Filter};

/// Entries read at a time.
const BATCH: i64 = 1_000;

/// The columns.
const HEAD: &str =
    "row,time,actor,name,kind,agency,action,object_kind,object,class,purpose,result,note,link,hash";

/// An export under way.
pub struct Export {
    filter: Filter,
    refused: bool,
    before: Option<i64>,
    begun: bool,
}

/// Begins an export, newest first, as far as the actor may see, and writes that it was made.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn export(house: &House, actor: &Actor, wanted: Wanted) -> Result<Export, ServiceError> {
    let grant = policy::may(actor, Action::AuditRead, actor.home())?;
    let agency = grant.scope().agency().map(str::to_owned);
    let filter = wanted.filter(agency.clone());
    let (actor, now) = (actor.clone(), house.now());
    house
        .store
        .write("export_audit", move |conn| {
            let of = agency.as_deref();
            Ok::<_, ServiceError>(note(conn, &actor, of, "audit.export", "audit", "csv", now)?)
        })
        .await?;
    Ok(Export {
        filter,
        refused: wanted.refused,
        before: None,
        begun: false,
    })
}

impl Export {
    /// The next lines; none after the last.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn next(&mut self, house: &House) -> Result<Option<String>, ServiceError> {
        if !self.begun {
            self.begun = true;
            return Ok(Some(format!("{HEAD}\r\n")));
        }
        let (filter, before) = (self.filter.clone(), self.before);
        let (batch, names) = house
            .store
            .read("export_audit_batch", move |conn| {
                let batch = rows::page(conn, &filter, before, BATCH)?;
                let names: HashMap<i64, String> = match &filter.agency_id {
                    Some(agency) => actors::users(conn, Some(agency))?
                        .into_iter()
                        .map(|user| (user.actor_id, user.display_name))
                        .collect(),
                    None => {
                        let mut ids: Vec<i64> = batch.iter().filter_map(|r| r.actor_id).collect();
                        ids.sort_unstable();
                        ids.dedup();
                        actors::names(conn, &ids)?.into_iter().collect()
                    }
                };
                Ok::<_, ServiceError>((batch, names))
            })
            .await?;
        let Some(last) = batch.last() else {
            return Ok(None);
        };
        self.before = Some(last.seq);
        let mut text = String::new();
        let wanted = batch.iter().filter(|r| !self.refused || r.result != "done");
        // Numbers of rows count everybody's acts: whoever sees one agency's sees none.
        let whole = self.filter.agency_id.is_none();
        for row in wanted {
            let name = row.actor_id.and_then(|id| names.get(&id));
            write_row(&mut text, row, name.map(String::as_str), whole);
        }
        Ok(Some(text))
    }
}

fn write_row(text: &mut String, row: &AuditRow, name: Option<&str>, whole: bool) {
    let time = chrono::DateTime::from_timestamp_millis(row.at);
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let hash = row.hash.as_deref().map(hex::encode).unwrap_or_default();
    let cells = [
        number(whole.then_some(row.seq)),
        time.map(|time| time.to_rfc3339()).unwrap_or_default(),
        number(row.actor_id),
        name.unwrap_or_default().to_owned(),
        row.actor_kind.clone(),
        some(&row.agency_id),
        row.action.clone(),
        row.object_kind.clone(),
        row.object_id.clone(),
        some(&row.class),
        some(&row.purpose),
        row.result.clone(),
        some(&row.note),
        number(row.link.filter(|_| whole)),
        if whole { hash } else { String::new() },
    ];
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "{}", quoted(cell));
    }
    text.push_str("\r\n");
}

/// A cell in quotes. What a spreadsheet would take for a formula is led by an apostrophe, so that it stays text.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let lead = if formula { "'" } else { "" };
    format!("\"{lead}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_becomes_a_formula_and_none_breaks_its_row() {
        assert_eq!(quoted("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
        assert_eq!(quoted("+1"), "\"'+1\"");
        assert_eq!(quoted("-1"), "\"'-1\"");
        assert_eq!(quoted("@x"), "\"'@x\"");
        assert_eq!(quoted("\t=1"), "\"'\t=1\"");
        assert_eq!(quoted("say \"no\", twice"), "\"say \"\"no\"\", twice\"");
        assert_eq!(quoted(""), "\"\"");
    }
}
