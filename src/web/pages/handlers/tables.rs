//! The form that proposes a version of the pathway: five tables, each as a file or pasted, the rest from another version.

use std::collections::HashMap;

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use futures_util::StreamExt as _;

use super::answer::Stop;
use super::posted::{from_ours, same};
use super::upload::{broken, read};
use super::visit::Visit;
use crate::service::pathway::TableFiles;
use crate::web::pages::{Here, Problem};

/// Parts that the page sends at most.
const MOST_PARTS: usize = 20;
/// Bytes of a field that is no table.
const FIELD_BYTES: usize = 200;
/// Bytes of a table.
const TABLE_BYTES: usize = 256 << 10;

/// What was sent.
#[derive(Default)]
pub struct Sent {
    /// Fields that are no tables.
    pub fields: HashMap<&'static str, String>,
    /// Texts of tables by their names, as files.
    pub files: HashMap<&'static str, String>,
    /// Texts of tables by their names, as they were pasted.
    pub pasted: HashMap<&'static str, String>,
    /// A table that is too large, or no text.
    pub unreadable: Option<&'static str>,
}

impl Sent {
    /// A field's text; empty where there is none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |text| text.trim())
    }

    /// Puts what was sent in the place of what another version says.
    pub fn over(&self, tables: &mut TableFiles) {
        for name in TableFiles::NAMES {
            let text = self.files.get(name).or_else(|| self.pasted.get(name));
            if let Some(text) = text {
                tables.replace(name, text.clone());
            }
        }
    }
}

/// What the form says, once it is certain that a page of ours sent it.
///
/// # Errors
/// The page about a form that is not from us.
pub async fn form(visit: &Visit, request: &HttpRequest, mut body: Multipart) -> Result<Sent, Stop> {
    let stale = || Problem::stale_form(visit.shell(Here::Pathway));
    if !from_ours(request.headers(), &visit.house.settings.public_url()) {
        return Err(stale().into());
    }
    let (mut sent, mut guarded) = (Sent::default(), false);
    for _ in 0..MOST_PARTS {
        let Some(part) = body.next().await else { break };
        let mut part = part.map_err(|_| broken(visit))?;
        let name = part.name().unwrap_or_default().to_owned();
        if name == "csrf" {
            let given = read(visit, &mut part, FIELD_BYTES).await?;
            let given = String::from_utf8(given.unwrap_or_default()).unwrap_or_default();
            guarded = same(&given, &visit.person.session.csrf);
            continue;
        }
        if !guarded {
            return Err(stale().into());
        }
        if let Some(field) = ["label", "starts", "from"].into_iter().find(|f| *f == name) {
            let given = read(visit, &mut part, FIELD_BYTES)
                .await?
                .unwrap_or_default();
            let text = String::from_utf8_lossy(&given).into_owned();
            sent.fields.insert(field, text);
            continue;
        }
        let (bare, pasted) = match name.strip_suffix("_text") {
            Some(bare) => (bare, true),
            None => (name.as_str(), false),
        };
        let Some(table) = TableFiles::NAMES.into_iter().find(|t| *t == bare) else {
            read(visit, &mut part, 0).await?;
            continue;
        };
        let bytes = read(visit, &mut part, TABLE_BYTES).await?;
        let Some(text) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) else {
            sent.unreadable = Some(table);
            continue;
        };
        // What spreadsheets write before the first cell.
        let text = text.trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            continue;
        }
        let place = match pasted {
            true => &mut sent.pasted,
            false => &mut sent.files,
        };
        place.insert(table, text.to_owned());
    }
    match guarded {
        true => Ok(sent),
        false => Err(stale().into()),
    }
}
