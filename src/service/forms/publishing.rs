//! From an upload to a published version: read, checked, kept as a draft, published with a written reason where there
//! are warnings.

use super::files::carry_files;
use super::renditions::add_rendition;
use super::second_person::{keep, whose};
use super::{FormView, Which, by_id, draft_of, view};
use crate::crypto::{digest, token};
use crate::domain::policy::{Action, Actor};
use crate::domain::publishing::{Next, Rule};
use crate::domain::words::{FormState, KeyPurpose};
use crate::openrosa::lint::{self, Finding};
use crate::openrosa::{FormDefinition, rendition};
use crate::service::catalog::Catalog;
use crate::service::entity_lists;
use crate::service::projects::permitted;
use crate::service::{House, ServiceError, audit};
use crate::store::Conn;
use crate::store::forms::{self as rows, FormFileRow, FormRow, FormVersionRow};
use crate::store::keys::{self, KeyRow};
use crate::store::projects::ProjectRow;
use crate::store::publishing as requests;

/// What came of publishing.
pub enum Published {
    /// What was asked for: the form as it stands now.
    Done(FormView),
    /// It takes two: the draft waits for a second person.
    Waits(FormView),
}

impl Published {
    /// The form, whatever came of it.
    pub fn view(&self) -> &FormView {
        match self {
            Self::Done(view) | Self::Waits(view) => view,
        }
    }
}

/// An upload that was read.
pub(super) struct Read {
    definition: FormDefinition,
    pub(super) findings: Vec<Finding>,
    xml: Vec<u8>,
}

/// Makes a form from XForm XML, as a draft or published at once; where that takes two, as a draft that waits.
///
/// # Errors
/// [`ServiceError::Form`], [`ServiceError::Findings`], [`ServiceError::Exists`], [`ServiceError::Denied`].
pub async fn create(
    house: &House,
    actor: &Actor,
    project: i64,
    xml: Vec<u8>,
    publish_with: Option<Reason>,
) -> Result<Published, ServiceError> {
    let (actor, now, rule) = (actor.clone(), house.now(), house.settings.forms.rule());
    let done = house
        .store
        .write("create_form", move |conn| {
            let owner = permitted(conn, &actor, Action::FormDraft, project)?;
            let read = read(&owner, xml.clone())?;
            let xml_form_id = read.definition.form_id.clone();
            if rows::by_xml_id(conn, project, &xml_form_id)?.is_some() {
                return Err(ServiceError::Exists("a form with this id in this project"));
            }
            let form = FormRow {
                id: token::new_id(),
                project_id: project,
                xml_form_id,
                state: FormState::Open.as_str().to_owned(),
                created_at: now,
                updated_at: None,
                deleted_at: None,
            };
            rows::insert(conn, &form)?;
            audit::note(
                conn,
                &actor,
                owner.agency_id.as_deref(),
                "form.create",
                "form",
                &form.id,
                now,
            )?;
            let version = add_version(conn, &actor, &form, &read, now)?;
            let mut waits = false;
            if let Some(reason) = &publish_with {
                permitted(conn, &actor, Action::FormPublish, project)?;
                let wish = Wish {
                    actor: &actor,
                    rule,
                    reason,
                    now,
                };
                waits = wish.come_true(conn, &owner, &form, &version, &read.findings)? == Next::Ask;
            }
            Catalog::changed(conn)?;
            let view = view(conn, &form, Which::Shown)?;
            Ok::<_, ServiceError>(if waits {
                Published::Waits(view)
            } else {
                Published::Done(view)
            })
        })
        .await?;
    house.catalog.forget();
    Ok(done)
}

/// What a publisher says to warnings.
#[derive(Clone)]
pub enum Reason {
    /// Nothing: warnings stop.
    None,
    /// Central's `ignoreWarnings=true`, good for general forms only.
    Ignore,
    /// Written down, and kept in the audit.
    Written(String),
}

/// Replaces the draft. Without XML it starts from the published version.
///
/// # Errors
/// [`ServiceError::Unusable`] when the XML is of another form; as [`create`].
pub async fn set_draft(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    xml: Option<Vec<u8>>,
) -> Result<(), ServiceError> {
    let (actor, now, id) = (actor.clone(), house.now(), xml_form_id.to_owned());
    house
        .store
        .write("set_form_draft", move |conn| {
            let owner = permitted(conn, &actor, Action::FormDraft, project)?;
            let form = by_id(conn, project, &id)?;
            let versions = rows::versions_of(conn, &form.id)?;
            let xml = match &xml {
                Some(xml) => xml.clone(),
                None => versions
                    .iter()
                    .find(|v| v.state == "published")
                    .map(|v| v.xml.clone())
                    .ok_or(ServiceError::Missing("xml"))?,
            };
            let read = read(&owner, xml)?;
            if read.definition.form_id != form.xml_form_id {
                let reason = format!(
                    "this is the form {:?}, the XML is {:?}",
                    form.xml_form_id, read.definition.form_id
                );
                return Err(ServiceError::Unusable {
                    field: "xmlFormId",
                    reason,
                });
            }
            let before = versions
                .iter()
                .find(|v| v.state == "draft")
                .map(|v| v.id.clone());
            let version = add_version(conn, &actor, &form, &read, now)?;
            let from = before.clone().or(versions
                .iter()
                .find(|v| v.state == "published")
                .map(|v| v.id.clone()));
            if let Some(from) = from {
                carry_files(conn, &from, &version.id, now)?;
            }
            if let Some(before) = before {
                rows::delete_draft(conn, &before)?;
            }
            audit::note(
                conn,
                &actor,
                owner.agency_id.as_deref(),
                "form.draft",
                "form",
                &form.id,
                now,
            )?;
            Ok(())
        })
        .await
}

/// Publishes the draft: phones get it from now on, submissions of older versions stay welcome. Where that takes two, whoever
/// had a hand in the draft asks by it, and somebody else publishes by it. Another version's text makes another draft.
///
/// # Errors
/// [`ServiceError::NotFound`] without a draft; [`ServiceError::VersionExists`]; [`ServiceError::Findings`];
/// [`ServiceError::SecondPerson`] for whoever had a hand in it while it waits.
pub async fn publish(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    new_version: Option<String>,
    reason: Reason,
) -> Result<Published, ServiceError> {
    let (actor, now, id) = (actor.clone(), house.now(), xml_form_id.to_owned());
    let rule = house.settings.forms.rule();
    let done = house
        .store
        .write("publish_form", move |conn| {
            let owner = permitted(conn, &actor, Action::FormPublish, project)?;
            let form = by_id(conn, project, &id)?;
            let draft = draft_of(conn, &form.id)?;
            // The second person may name the version that waits; naming another makes another draft.
            let renamed = new_version
                .as_ref()
                .filter(|version| rule == Rule::One || **version != draft.version);
            let (draft, read) = match renamed {
                Some(version) => {
                    let xml = rendition::set_version(&draft.xml, version)
                        .map_err(|e| ServiceError::Form(e.to_string()))?;
                    let read = read(&owner, xml)?;
                    let renamed = add_version(conn, &actor, &form, &read, now)?;
                    carry_files(conn, &draft.id, &renamed.id, now)?;
                    rows::delete_draft(conn, &draft.id)?;
                    (renamed, read)
                }
                None => {
                    let read = read(&owner, draft.xml.clone())?;
                    (draft, read)
                }
            };
            let wish = Wish {
                actor: &actor,
                rule,
                reason: &reason,
                now,
            };
            match wish.come_true(conn, &owner, &form, &draft, &read.findings)? {
                Next::Publish => {
                    Catalog::changed(conn)?;
                    Ok::<_, ServiceError>(Published::Done(view(conn, &form, Which::Shown)?))
                }
                Next::Ask => Ok(Published::Waits(view(conn, &form, Which::Draft)?)),
            }
        })
        .await?;
    house.catalog.forget();
    Ok(done)
}

/// Throws a draft away.
///
/// # Errors
/// [`ServiceError::NotFound`] without one; [`ServiceError::Unusable`] when nothing was ever published.
pub async fn discard_draft(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
) -> Result<(), ServiceError> {
    let (actor, id) = (actor.clone(), xml_form_id.to_owned());
    house
        .store
        .write("discard_draft", move |conn| {
            permitted(conn, &actor, Action::FormDraft, project)?;
            let form = by_id(conn, project, &id)?;
            let draft = draft_of(conn, &form.id)?;
            if rows::versions_of(conn, &form.id)?.len() == 1 {
                let reason = "the form has never been published; replace the draft instead".into();
                return Err(ServiceError::Unusable {
                    field: "draft",
                    reason,
                });
            }
            rows::delete_draft(conn, &draft.id)?;
            Ok(())
        })
        .await
}

pub(super) fn read(owner: &ProjectRow, xml: Vec<u8>) -> Result<Read, ServiceError> {
    let definition = FormDefinition::parse(&xml).map_err(|e| ServiceError::Form(e.to_string()))?;
    entity_lists::check(&definition)?;
    let project = lint::Project {
        agency: owner.agency_id.is_some(),
        requires_stage: owner.requires_stage,
    };
    let findings = lint::lint(&definition, project);
    if findings.iter().any(|f| f.blocks) {
        return Err(ServiceError::Findings(findings));
    }
    Ok(Read {
        definition,
        findings,
        xml,
    })
}

fn add_version(
    conn: &mut Conn,
    actor: &Actor,
    form: &FormRow,
    read: &Read,
    now: i64,
) -> Result<FormVersionRow, ServiceError> {
    let row = FormVersionRow {
        id: token::new_id(),
        form_id: form.id.clone(),
        version: read.definition.version.clone().unwrap_or_default(),
        state: "draft".into(),
        stage: read.definition.stage.map(|s| s.as_str().to_owned()),
        title: read.definition.name().to_owned(),
        xml: read.xml.clone(),
        md5: digest::md5_hex(&read.xml),
        draft_token: Some(token::Token::generate().expose().to_owned()),
        warnings_reason: None,
        created_by: Some(actor.id),
        created_at: now,
        published_at: None,
        published_by: None,
    };
    rows::insert_version(conn, &row)?;
    let mut names = std::collections::HashSet::new();
    for file in &read.definition.attachments {
        if names.insert(file.name.clone()) {
            let kind = file.kind.as_str().to_owned();
            rows::insert_file(
                conn,
                &FormFileRow {
                    form_version_id: row.id.clone(),
                    name: file.name.clone(),
                    kind,
                    content_type: None,
                    md5: None,
                    bytes: None,
                    updated_at: None,
                },
            )?;
        }
    }
    Ok(row)
}

/// Who wants a draft published, and how.
struct Wish<'a> {
    actor: &'a Actor,
    rule: Rule,
    reason: &'a Reason,
    now: i64,
}

impl Wish<'_> {
    /// Publishes it, or lets it wait for a second person.
    fn come_true(
        &self,
        conn: &mut Conn,
        owner: &ProjectRow,
        form: &FormRow,
        version: &FormVersionRow,
        findings: &[Finding],
    ) -> Result<Next, ServiceError> {
        let next = whose(conn, version)?.next(self.rule, self.actor.id);
        let next = next.map_err(|_| ServiceError::SecondPerson(WAITS))?;
        // What the first wrote to the warnings counts unless the second writes something else.
        let asked = requests::request(conn, &version.id)?.and_then(|r| r.reason);
        let reason = match (self.reason, asked) {
            (Reason::Written(text), _) => Reason::Written(text.clone()),
            (_, Some(text)) => Reason::Written(text),
            (other, None) => other.clone(),
        };
        let judged = Judged::of(conn, owner, form, version, findings, &reason)?;
        let agency = owner.agency_id.as_deref();
        match next {
            Next::Ask => keep(conn, self.actor, agency, version, judged.written, self.now)?,
            Next::Publish => self.publish(conn, owner, form, version, judged)?,
        }
        Ok(next)
    }

    fn publish(
        &self,
        conn: &mut Conn,
        owner: &ProjectRow,
        form: &FormRow,
        version: &FormVersionRow,
        Judged { written, key }: Judged,
    ) -> Result<(), ServiceError> {
        let (written, by, now) = (written.as_deref(), self.actor.id, self.now);
        rows::publish(conn, &form.id, &version.id, written, by, now)?;
        let definition = FormDefinition::parse(&version.xml);
        let definition = definition.map_err(|e| ServiceError::Form(e.to_string()))?;
        entity_lists::declare(conn, owner.id, &definition, now)?;
        add_rendition(conn, version, key.as_ref(), now)?;
        audit::note_with(
            conn,
            self.actor,
            owner.agency_id.as_deref(),
            "form.publish",
            "form",
            &form.id,
            written,
            now,
        )?;
        Ok(())
    }
}

const WAITS: &str = "this waits for a second person: whoever saved the draft, changed its files or asked cannot publish it; \
                     somebody else does, or one of you saves the draft again alone";

/// A draft that can be published.
pub(super) struct Judged {
    /// What is kept as the reason.
    pub(super) written: Option<String>,
    /// The key that phones encrypt to.
    key: Option<KeyRow>,
}

impl Judged {
    /// Looks whether it can.
    ///
    /// # Errors
    /// [`ServiceError::Findings`], [`ServiceError::VersionExists`]; [`ServiceError::Unusable`] where the agency has no key.
    pub(super) fn of(
        conn: &mut Conn,
        owner: &ProjectRow,
        form: &FormRow,
        version: &FormVersionRow,
        findings: &[Finding],
        reason: &Reason,
    ) -> Result<Self, ServiceError> {
        let staged = version.stage.is_some();
        let written = match reason {
            Reason::Written(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => None,
        };
        let ignored = matches!(reason, Reason::Ignore) && !staged;
        if !findings.is_empty() && written.is_none() && !ignored {
            return Err(ServiceError::Findings(findings.to_vec()));
        }
        let same = rows::versions_of(conn, &form.id)?
            .iter()
            .any(|v| v.id != version.id && v.state != "draft" && v.version == version.version);
        if same {
            return Err(ServiceError::VersionExists {
                form: form.xml_form_id.clone(),
                version: version.version.clone(),
            });
        }
        let key = match &owner.agency_id {
            None => None,
            Some(agency) => {
                let key = keys::active(conn, Some(agency), KeyPurpose::Collection.as_str())?;
                let no_key = "the agency has no key yet: its key holders make one first, then this form can be published";
                Some(key.ok_or(ServiceError::Unusable {
                    field: "key",
                    reason: no_key.into(),
                })?)
            }
        };
        Ok(Self { written, key })
    }
}
