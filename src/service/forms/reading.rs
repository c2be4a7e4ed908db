//! Forms to be looked at: what a version asks, and what differs between two.

use super::by_id;
use crate::domain::policy::{Action, Actor};
use crate::openrosa::FormDefinition;
use crate::openrosa::form::difference::{Difference, difference};
use crate::openrosa::form::outline::{self, Piece};
use crate::service::projects::permitted;
use crate::service::submissions::speaks;
use crate::service::{House, ServiceError};
use crate::store::forms::{self as rows, FormVersionRow};

/// A version, as it can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionName {
    /// Row id.
    pub id: String,
    /// As its author wrote it.
    pub version: String,
    /// It is the draft.
    pub draft: bool,
    /// It is the one that phones get.
    pub current: bool,
    /// When it was published; a draft, when it was saved.
    pub at: i64,
}

/// What a version asks.
pub struct Outline {
    /// Which.
    pub version: VersionName,
    /// Every version, newest first.
    pub versions: Vec<VersionName>,
    /// Its title.
    pub title: String,
    /// Its languages, the default first; none: it has no translations.
    pub languages: Vec<String>,
    /// The one in which it is told.
    pub language: String,
    /// What is asked, in order.
    pub pieces: Vec<Piece>,
    /// How many values are worked out without being asked.
    pub calculated: usize,
}

/// What differs between two versions.
pub struct Changes {
    /// The older one; none: nothing was published before.
    pub from: Option<VersionName>,
    /// The newer one.
    pub to: VersionName,
    /// Every version, newest first.
    pub versions: Vec<VersionName>,
    /// What differs; nothing where there is no older one.
    pub difference: Difference,
}

/// What a version asks: the one named, else the draft, else what is published. In the language named, else the first of the
/// reader's that the form has, else its own.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`]; [`ServiceError::Form`] for what an older linter let in.
pub async fn outline(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    version: Option<&str>,
    language: Option<&str>,
    preferred: &[String],
) -> Result<Outline, ServiceError> {
    let versions = all(house, actor, project, xml_form_id).await?;
    let names: Vec<_> = versions.iter().map(named).collect();
    let newest = || versions.iter().find(|v| v.state == "draft");
    let current = || versions.iter().find(|v| v.state == "published");
    let row = match version {
        Some(id) => versions.iter().find(|v| v.id == id),
        None => newest().or_else(current),
    }
    .ok_or(ServiceError::NotFound)?;
    let form = parsed(row)?;
    let language = told_in(&form, language, preferred);
    Ok(Outline {
        version: named(row),
        versions: names,
        title: form.name().to_owned(),
        pieces: outline::outline(&form, &language),
        calculated: outline::calculated(&form),
        languages: form.languages,
        language,
    })
}

/// What differs: from the version named, else from what is published, to the one named, else to the draft, else to what is
/// published (then from the one before).
///
/// # Errors
/// As [`outline()`].
pub async fn changes(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    (from, to): (Option<&str>, Option<&str>),
    preferred: &[String],
) -> Result<Changes, ServiceError> {
    let versions = all(house, actor, project, xml_form_id).await?;
    let names: Vec<_> = versions.iter().map(named).collect();
    let chosen = |id: &str| versions.iter().position(|v| v.id == id);
    let of_state = |state: &str| versions.iter().position(|v| v.state == state);
    let to = match to {
        Some(id) => chosen(id),
        None => of_state("draft").or_else(|| of_state("published")),
    }
    .ok_or(ServiceError::NotFound)?;
    let from = match from {
        Some(id) => Some(chosen(id).ok_or(ServiceError::NotFound)?),
        None => of_state("published")
            .filter(|place| *place != to)
            .or_else(|| (to + 1 < versions.len()).then_some(to + 1)),
    };
    let new = parsed(&versions[to])?;
    let language = told_in(&new, None, preferred);
    let difference = match from {
        None => Difference::default(),
        Some(from) => difference(&parsed(&versions[from])?, &new, &language),
    };
    Ok(Changes {
        from: from.map(|place| names[place].clone()),
        to: names[to].clone(),
        versions: names,
        difference,
    })
}

async fn all(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
) -> Result<Vec<FormVersionRow>, ServiceError> {
    let (actor, id) = (actor.clone(), xml_form_id.to_owned());
    house
        .store
        .read("form_to_look_at", move |conn| {
            permitted(conn, &actor, Action::FormRead, project)?;
            let form = by_id(conn, project, &id)?;
            Ok(rows::versions_of(conn, &form.id)?)
        })
        .await
}

fn parsed(row: &FormVersionRow) -> Result<FormDefinition, ServiceError> {
    FormDefinition::parse(&row.xml).map_err(|e| ServiceError::Form(e.to_string()))
}

fn named(row: &FormVersionRow) -> VersionName {
    VersionName {
        id: row.id.clone(),
        version: row.version.clone(),
        draft: row.state == "draft",
        current: row.state == "published",
        at: row.published_at.unwrap_or(row.created_at),
    }
}

fn told_in(form: &FormDefinition, language: Option<&str>, preferred: &[String]) -> String {
    let has = |wanted: &str| form.languages.iter().find(|name| *name == wanted);
    let liked = || {
        preferred
            .iter()
            .find_map(|tag| form.languages.iter().find(|name| speaks(name, tag)))
    };
    language
        .and_then(has)
        .or_else(liked)
        .or(form.languages.first())
        .cloned()
        .unwrap_or_default()
}
