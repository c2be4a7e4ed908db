//! Submissions: lists, one with its answers for those entitled, retry; and sealing for general projects.

use std::collections::HashSet;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::projects::permitted;
use super::{House, ServiceError};
use crate::blobs::BlobId;
use crate::crypto::SealingPublic;
use crate::domain::entity::Action as EntityAction;
use crate::domain::policy::{Action, Actor};
use crate::domain::review::ReviewState;
use crate::domain::words::{OpeningPurpose, SubmissionState};
use crate::openrosa::instance::LabelledAnswer;
use crate::openrosa::{FormDefinition, Instance};
use crate::store::forms::{self, RenditionHead};
use crate::store::keys::KeyRow;
use crate::store::submissions::{self as rows, Filter};
use crate::store::{Conn, StoreError, actors, cases, jobs, records};
use crate::vault::client::{Reply, Request};
use crate::vault::intake::OPEN;
use crate::vault::seal::{Sealed, Sealer, Thing};

pub use crate::store::submissions::{PartRow, SubmissionHead};

/// A submission as lists show it: no content.
pub struct SubmissionView {
    /// The row; of what was corrected, the version that counts now, or the one that was asked for.
    pub head: SubmissionHead,
    /// The instance id by which it is known: of its first version.
    pub instance_id: String,
    /// When that was received.
    pub created_at: i64,
    /// The form's id as phones know it.
    pub xml_form_id: String,
    /// Where it stands.
    pub state: SubmissionState,
    /// Where its review stands.
    pub review: ReviewState,
    /// Name of the phone that sent it.
    pub phone: Option<String>,
    /// The case whose code it names: which submissions are about one person, so only for those who may read what was said.
    /// Where that is another agency's case, the id that one of the own agency's would have: whose it is, nobody is told here.
    pub case: Option<String>,
}

/// Which submissions a list shows.
#[derive(Clone, Default)]
pub struct Wanted {
    /// Only of this form (id as phones know it).
    pub form: Option<String>,
    /// Only in this state.
    pub state: Option<SubmissionState>,
    /// Only reviewed like this.
    pub review: Option<ReviewState>,
    /// At most so many.
    pub limit: i64,
    /// Skip so many.
    pub offset: i64,
}

/// A page of a project's submissions, newest first.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    actor: &Actor,
    project: i64,
    wanted: Wanted,
) -> Result<Vec<SubmissionView>, ServiceError> {
    let actor = actor.clone();
    house
        .store
        .read("list_submissions", move |conn| {
            permitted(conn, &actor, Action::SubmissionList, project)?;
            let form = match &wanted.form {
                Some(id) => Some(
                    forms::by_xml_id(conn, project, id)?
                        .ok_or(ServiceError::NotFound)?
                        .id,
                ),
                None => None,
            };
            let filter = Filter {
                project,
                form,
                state: wanted.state.map(|s| s.as_str().to_owned()),
                review: wanted.review.map(|review| {
                    (review != ReviewState::Received).then(|| review.as_str().to_owned())
                }),
            };
            let page = rows::page(conn, &filter, wanted.limit, wanted.offset)?;
            let page = with_corrections(conn, page)?;
            let mut page = views(conn, &actor, project, page)?;
            if permitted(conn, &actor, Action::SubmissionRead, project).is_err() {
                page.iter_mut().for_each(|view| view.case = None);
            }
            Ok(page)
        })
        .await
}

/// One submission by the phone's id, without content, with its parts.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn one(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    instance_id: &str,
) -> Result<(SubmissionView, Vec<PartRow>), ServiceError> {
    let (actor, form, instance) = (
        actor.clone(),
        xml_form_id.to_owned(),
        instance_id.to_owned(),
    );
    house
        .store
        .read("read_submission", move |conn| {
            permitted(conn, &actor, Action::SubmissionList, project)?;
            let form = forms::by_xml_id(conn, project, &form)?.ok_or(ServiceError::NotFound)?;
            let head =
                rows::head_by_instance(conn, &form.id, &instance)?.ok_or(ServiceError::NotFound)?;
            let versions = match &head.first_id {
                Some(_) => vec![of_its_first(conn, head)?],
                None => with_corrections(conn, vec![head])?,
            };
            let (mut view, parts) = with_parts(conn, &actor, versions)?;
            if permitted(conn, &actor, Action::SubmissionRead, project).is_err() {
                view.case = None;
            }
            Ok((view, parts))
        })
        .await
}

/// Every version of a submission, newest first, without content.
///
/// # Errors
/// As [`one`].
pub async fn versions(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    instance_id: &str,
) -> Result<Vec<SubmissionView>, ServiceError> {
    let (actor, form, instance) = (
        actor.clone(),
        xml_form_id.to_owned(),
        instance_id.to_owned(),
    );
    house
        .store
        .read("submission_versions", move |conn| {
            permitted(conn, &actor, Action::SubmissionList, project)?;
            let form = forms::by_xml_id(conn, project, &form)?.ok_or(ServiceError::NotFound)?;
            let first =
                rows::head_by_instance(conn, &form.id, &instance)?.ok_or(ServiceError::NotFound)?;
            let mut all = rows::corrections(conn, &[&first.id])?;
            all.insert(0, first.clone());
            let all = all.into_iter().rev().map(|head| Version {
                head,
                first: first.clone(),
            });
            views(conn, &actor, project, all.collect())
        })
        .await
}

/// The same by row id.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn by_id(
    house: &House,
    actor: &Actor,
    id: &str,
) -> Result<(SubmissionView, Vec<PartRow>), ServiceError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    house
        .store
        .read("read_submission", move |conn| {
            let head = rows::head(conn, &id)?.ok_or(ServiceError::NotFound)?;
            permitted(conn, &actor, Action::SubmissionList, head.project_id)?;
            let version = of_its_first(conn, head)?;
            with_parts(conn, &actor, vec![version])
        })
        .await
}

/// The XML that was inside, for those entitled. The vault asks the policy again and writes the audit.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Locked`], [`ServiceError::NotFound`] while it is not opened;
/// [`ServiceError::NeedsPurpose`] for an identity, [`ServiceError::Uncertified`] for an interview.
pub async fn xml(
    house: &House,
    session: &str,
    submission: &str,
) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
    opened(house, session, submission, None).await
}

/// The same for a purpose, without which nobody opens an identity.
///
/// # Errors
/// As [`xml`].
pub async fn opened(
    house: &House,
    session: &str,
    submission: &str,
    purpose: Option<OpeningPurpose>,
) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
    let session = Zeroizing::new(session.to_owned());
    plaintext(
        house,
        Request::Answers {
            session,
            submission: submission.to_owned(),
            purpose,
        },
    )
    .await
}

/// One file that was inside, for those entitled.
///
/// # Errors
/// As [`xml`].
pub async fn attachment(
    house: &House,
    session: &str,
    submission: &str,
    ordinal: i32,
) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
    let session = Zeroizing::new(session.to_owned());
    plaintext(
        house,
        Request::Attachment {
            session,
            submission: submission.to_owned(),
            ordinal,
        },
    )
    .await
}

/// The answers by label, for those entitled.
///
/// # Errors
/// As [`xml`].
pub async fn answers(
    house: &House,
    session: &str,
    head: &SubmissionHead,
    language: &str,
) -> Result<Vec<LabelledAnswer>, ServiceError> {
    let xml = xml(house, session, &head.id).await?;
    let definition = definition(house, &head.rendition_id).await?;
    let instance =
        Instance::parse(&xml, &definition).map_err(|_| ServiceError::Internal("sealed answers"))?;
    Ok(instance.labelled(&definition, language))
}

/// The answers in the first of the reader's languages (`fr`, `pt-br`) that the form has, else in the form's own.
///
/// # Errors
/// As [`xml`].
pub async fn answers_for(
    house: &House,
    session: &str,
    head: &SubmissionHead,
    preferred: &[String],
) -> Result<Vec<LabelledAnswer>, ServiceError> {
    let xml = xml(house, session, &head.id).await?;
    labelled(house, &head.rendition_id, &xml, preferred).await
}

/// What was inside a submission, by label, in the first of the reader's languages that the form has.
pub(super) async fn labelled(
    house: &House,
    rendition: &str,
    xml: &[u8],
    preferred: &[String],
) -> Result<Vec<LabelledAnswer>, ServiceError> {
    let form = definition(house, rendition).await?;
    let language = preferred
        .iter()
        .find_map(|tag| form.languages.iter().find(|name| speaks(name, tag)));
    let instance =
        Instance::parse(xml, &form).map_err(|_| ServiceError::Internal("sealed answers"))?;
    Ok(instance.labelled(&form, language.map_or("", String::as_str)))
}

/// Whether a form's language, as XLSForm writes it (`French (fr)`), is the one of a tag (`fr`, `fr-CA`).
pub(super) fn speaks(name: &str, tag: &str) -> bool {
    let code = name
        .rsplit_once('(')
        .map_or(name, |(_, code)| code.trim_end_matches([')', ' ']));
    let primary = |text: &str| {
        text.split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    primary(code) == primary(tag)
}

/// Tries again what did not open, once its cause may be gone.
///
/// # Errors
/// [`ServiceError::Moved`] when there is nothing to try again.
pub async fn retry(house: &House, actor: &Actor, id: &str) -> Result<(), ServiceError> {
    let (actor, id, now) = (actor.clone(), id.to_owned(), house.now());
    house
        .store
        .write("retry_submission", move |conn| {
            let head = rows::head(conn, &id)?.ok_or(ServiceError::NotFound)?;
            let owner = permitted(conn, &actor, Action::SubmissionRetry, head.project_id)?;
            let state: SubmissionState = head
                .state
                .parse()
                .map_err(|_| ServiceError::Internal("a submission's state"))?;
            if matches!(
                state,
                SubmissionState::Sealed | SubmissionState::WaitingMedia | SubmissionState::Erased
            ) {
                return Err(ServiceError::Moved(head.state));
            }
            rows::set_state(conn, &id, SubmissionState::Received.as_str(), now)?;
            jobs::enqueue(conn, OPEN, &id, now, now)?;
            super::audit::note(
                conn,
                &actor,
                owner.agency_id.as_deref(),
                "submission.retry",
                "submission",
                &id,
                now,
            )?;
            Ok(())
        })
        .await
}

/// Names of the files that a plaintext submission refers to, and what it says of entities.
///
/// # Errors
/// [`ServiceError::Unreadable`].
pub(super) async fn read_plaintext(
    house: &House,
    rendition: &RenditionHead,
    xml: &[u8],
) -> Result<(Vec<String>, Vec<EntityAction>), ServiceError> {
    let definition = definition(house, &rendition.id).await?;
    let instance =
        Instance::parse(xml, &definition).map_err(|e| ServiceError::Unreadable(e.to_string()))?;
    let entities = instance.entity_actions(&definition, false);
    Ok((instance.files(&definition), entities))
}

async fn definition(house: &House, rendition: &str) -> Result<Arc<FormDefinition>, ServiceError> {
    let id = rendition.to_owned();
    let xml = house
        .store
        .read("form_of_rendition", move |conn| {
            let (version, _) = forms::rendition_source(conn, &id)?.ok_or(ServiceError::NotFound)?;
            Ok::<_, ServiceError>(
                forms::version(conn, &version)?
                    .ok_or(ServiceError::NotFound)?
                    .xml,
            )
        })
        .await?;
    let parsed =
        FormDefinition::parse(&xml).map_err(|_| ServiceError::Internal("a published form"))?;
    Ok(Arc::new(parsed))
}

async fn plaintext(house: &House, request: Request) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
    match house.vault.ask(request).await? {
        Reply::Plaintext(bytes) => Ok(bytes),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

/// A version of a submission beside its first one, which may be the same.
struct Version {
    head: SubmissionHead,
    first: SubmissionHead,
}

/// A version as it was asked for, beside its first one.
fn of_its_first(conn: &mut Conn, head: SubmissionHead) -> Result<Version, ServiceError> {
    let first = match &head.first_id {
        Some(first) => rows::head(conn, first)?.ok_or(ServiceError::NotFound)?,
        None => head.clone(),
    };
    Ok(Version { head, first })
}

/// For each first version the one that counts now.
fn with_corrections(
    conn: &mut Conn,
    firsts: Vec<SubmissionHead>,
) -> Result<Vec<Version>, StoreError> {
    let corrected: Vec<&str> = firsts
        .iter()
        .filter(|head| head.first_id.is_none() && head.replaced_by.is_some())
        .map(|head| head.id.as_str())
        .collect();
    let corrections = match corrected.is_empty() {
        true => Vec::new(),
        false => rows::corrections(conn, &corrected)?,
    };
    let current = |first: &SubmissionHead| {
        let is_last = |c: &&SubmissionHead| c.replaced_by.is_none();
        corrections
            .iter()
            .filter(is_last)
            .find(|c| c.first_id.as_ref() == Some(&first.id))
            .cloned()
    };
    Ok(firsts
        .into_iter()
        .map(|first| Version {
            head: current(&first).unwrap_or_else(|| first.clone()),
            first,
        })
        .collect())
}

fn with_parts(
    conn: &mut Conn,
    actor: &Actor,
    versions: Vec<Version>,
) -> Result<(SubmissionView, Vec<PartRow>), ServiceError> {
    let project = versions.first().map(|v| v.head.project_id);
    let view = views(
        conn,
        actor,
        project.ok_or(ServiceError::NotFound)?,
        versions,
    )?
    .pop()
    .ok_or(ServiceError::NotFound)?;
    let parts = rows::parts_of(conn, &[&view.head.id])?;
    Ok((view, parts))
}

fn views(
    conn: &mut Conn,
    actor: &Actor,
    project: i64,
    versions: Vec<Version>,
) -> Result<Vec<SubmissionView>, ServiceError> {
    let forms = forms::of_project(conn, project)?;
    let mut ids: Vec<i64> = versions
        .iter()
        .filter_map(|v| v.head.device_actor_id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let names = actors::names(conn, &ids)?;
    let own = own_cases(conn, actor, &versions)?;
    versions
        .into_iter()
        .map(|Version { head, first }| {
            let form = forms.iter().find(|f| f.id == head.form_id);
            let phone = head
                .device_actor_id
                .and_then(|id| names.iter().find(|(n, _)| *n == id));
            Ok(SubmissionView {
                xml_form_id: form.map(|f| f.xml_form_id.clone()).unwrap_or_default(),
                state: head
                    .state
                    .parse()
                    .map_err(|_| ServiceError::Internal("a submission's state"))?,
                review: match &first.review_state {
                    Some(word) => word
                        .parse()
                        .map_err(|_| ServiceError::Internal("a review's word"))?,
                    None => ReviewState::Received,
                },
                phone: phone.map(|(_, name)| name.clone()),
                instance_id: first.instance_id,
                created_at: first.created_at,
                case: head
                    .case_id
                    .clone()
                    .filter(|case| own.contains(case))
                    .or_else(|| head.named.clone()),
                head,
            })
        })
        .collect()
}

/// Which of the cases that these joined under another id than their own agency's are the asker's agency's.
fn own_cases(
    conn: &mut Conn,
    actor: &Actor,
    versions: &[Version],
) -> Result<HashSet<String>, StoreError> {
    let other = versions.iter().filter(|v| v.head.case_id != v.head.named);
    let joined: HashSet<&str> = other.filter_map(|v| v.head.case_id.as_deref()).collect();
    let rows = cases::by_ids(conn, &joined.into_iter().collect::<Vec<_>>())?;
    Ok(rows
        .into_iter()
        .filter(|row| actor.agency.as_ref() == Some(&row.agency_id))
        .map(|row| row.id)
        .collect())
}

/// Plaintext of a general project, sealed to the platform's key before anything of it is stored. That protects
/// disks and backups, not people: such projects are marked "not confidential".
#[derive(Default)]
pub(super) struct SealedForPlatform(Sealed);

impl SealedForPlatform {
    pub(super) fn seal(
        &mut self,
        house: &House,
        key: &KeyRow,
        submission: &str,
        kind: &str,
        plaintext: &[u8],
        now: i64,
    ) -> Result<String, ServiceError> {
        let failed = || ServiceError::Internal("sealing failed");
        let public = SealingPublic::from_bytes(&key.public_key).map_err(|_| failed())?;
        let thing = Thing {
            agency: None,
            submission,
            kind,
            plaintext,
        };
        self.0
            .add(
                &mut Sealer::new(&house.blobs),
                &thing,
                &[(key.id.clone(), public)],
                now,
            )
            .map_err(|_| failed())
    }

    /// Its large ciphertexts.
    pub(super) fn blobs(&self) -> Vec<BlobId> {
        let ids = self.0.records.iter().filter_map(|r| r.blob_id.as_deref());
        ids.filter_map(|id| id.parse().ok()).collect()
    }

    /// Everything of a new submission.
    pub(super) fn insert(&self, conn: &mut Conn) -> Result<(), StoreError> {
        records::insert(conn, &self.0.records, &self.0.wraps)
    }

    /// One late file of a submission that is here under another row id.
    pub(super) fn insert_one(
        &self,
        conn: &mut Conn,
        record: &str,
        submission: &str,
    ) -> Result<(), StoreError> {
        let row = self.0.records.iter().find(|r| r.id == record).cloned();
        let row = row.map(|row| records::RecordRow {
            submission_id: Some(submission.to_owned()),
            ..row
        });
        let wraps = self.0.wraps.iter().filter(|w| w.record_id == record);
        records::insert(conn, &row, wraps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_s_language_is_found_by_its_code() {
        assert!(
            speaks("French (fr)", "fr-ca")
                && speaks("fr", "fr")
                && speaks("Português (pt-BR)", "pt")
        );
        assert!(!speaks("French (fr)", "en") && !speaks("English", "fr"));
    }
}
