//! Submissions: a project's list, one with its answers for those entitled, its files, another try.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Path;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::answer::{Answer, Stop, done, dressed, encoded, shown};
use super::posted::{Nothing, Posted};
use super::projects::Known;
use super::reviews;
use super::visit::Visit;
use crate::domain::policy::Action;
use crate::domain::review::ReviewState;
use crate::domain::words::SubmissionState;
use crate::i18n::Locale;
use crate::openrosa::instance::LabelledAnswer;
use crate::openrosa::rendition::written;
use crate::service::forms::{self, FormView};
use crate::service::submissions::{self, SubmissionView, Wanted};
use crate::service::{ServiceError, corrections};
use crate::web::pages::{
    Answer as Reply, AnswerGroup, AttachmentRow, Body, Choice, Flash, Here, Lock, Pager,
    Submission, SubmissionRow, Submissions, Undo, facts,
};

const ON_A_PAGE: i64 = 50;
const LAST_PAGE: i64 = 100_000;
/// The part of an envelope that holds the answers: no file of the person's.
const ANSWERS_PART: &str = "submission.xml.enc";

/// `?form=…&state=…&review=…&page=…`
#[derive(Deserialize, Default)]
struct Asked {
    #[serde(default)]
    form: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    review: String,
    page: Option<i64>,
}

/// `GET /projects/{id}/submissions`
///
/// # Errors
/// 404 for what is not there or not theirs.
pub async fn list(visit: Visit, id: Path<String>) -> Answer {
    let known = Known::at(&visit, &id).await?;
    let (house, actor, project) = (&visit.house, visit.actor(), known.project.id);
    let asked: Asked = visit.query();
    let page = asked.page.unwrap_or(1).clamp(1, LAST_PAGE);
    let state: Option<SubmissionState> = asked.state.parse().ok();
    let review: Option<ReviewState> = asked.review.parse().ok();
    let here = visit.ok(forms::list(house, actor, project).await)?;
    let form = here
        .iter()
        .find(|f| f.xml_form_id == asked.form)
        .map(|f| f.xml_form_id.clone());
    let wanted = Wanted {
        form: form.clone(),
        state,
        review,
        limit: ON_A_PAGE + 1,
        offset: (page - 1) * ON_A_PAGE,
    };
    let mut found = visit.ok(submissions::list(house, actor, project, wanted).await)?;
    let more = found.len() as i64 > ON_A_PAGE;
    found.truncate(ON_A_PAGE as usize);
    let link = |page: i64| {
        let form = form
            .as_deref()
            .map(|f| format!("&form={}", encoded(f)))
            .unwrap_or_default();
        let state = state.map(|s| format!("&state={s}")).unwrap_or_default();
        let review = review.map(|r| format!("&review={r}")).unwrap_or_default();
        format!("/projects/{project}/submissions?page={page}{form}{state}{review}")
    };
    let may_retry = visit.may(Action::SubmissionRetry, known.resource());
    let may_review = visit.may(Action::SubmissionReview, known.resource());
    let lock = match known.agency {
        Some(_) => visit.lock().await?,
        None => Lock::Open,
    };
    shown(&Submissions {
        shell: visit.shell(Here::Projects),
        forms: here
            .iter()
            .map(|f| {
                Choice::new(&f.xml_form_id, &f.title).chosen_if(form.as_deref().unwrap_or_default())
            })
            .collect(),
        state,
        review,
        rows: found
            .into_iter()
            .map(|s| {
                row(
                    &visit,
                    &s,
                    title_of(&here, &s.xml_form_id),
                    may_retry,
                    may_review,
                )
            })
            .collect(),
        lock,
        pager: Pager {
            previous: (page > 1).then(|| link(page - 1)),
            next: more.then(|| link(page + 1)),
        },
        back: link(page),
        project: known.project,
    })
}

/// `GET /submissions/{id}`
///
/// # Errors
/// 404 for what is not there or not theirs.
pub async fn one(visit: Visit, id: Path<String>) -> Answer {
    let (found, parts) = visit.ok(submissions::by_id(&visit.house, visit.actor(), &id).await)?;
    let known = Known::of(&visit, found.head.project_id).await?;
    let may_read = visit.may(Action::SubmissionRead, known.resource());
    let body = body(&visit, &found, may_read).await?;
    let open = matches!(body, Body::Answers(_));
    let here = visit.ok(forms::list(&visit.house, visit.actor(), known.project.id).await)?;
    let title = title_of(&here, &found.xml_form_id);
    let version = version_of(&visit, &found, known.project.id).await?;
    let may_correct = corrections::is_offered(&visit.house, visit.actor(), &found.head.id).await;
    let may_correct = visit.ok(may_correct)?;
    let (comments, activity, replaced) = reviews::beside(&visit, &found, may_read).await?;
    let attachments = parts
        .into_iter()
        .filter(|p| p.name != ANSWERS_PART)
        .map(|part| AttachmentRow {
            href: (open && part.record_id.is_some())
                .then(|| format!("/submissions/{}/files/{}", found.head.id, part.ordinal)),
            present: part.bytes.is_some() || part.blob_id.is_some() || part.record_id.is_some(),
            size: part.size.map(|bytes| size(visit.locale, bytes)),
            name: original_name(&part.name).to_owned(),
        })
        .collect();
    let undo = visit.was::<ReviewState>().map(|was| Undo {
        action: format!("/submissions/{}/review", found.head.id),
        fields: vec![("state", was.as_str().to_owned())],
    });
    shown(&Submission {
        shell: visit.shell(Here::Projects).undoing(Flash::Reviewed, undo),
        row: row(
            &visit,
            &found,
            title,
            visit.may(Action::SubmissionRetry, known.resource()),
            visit.may(Action::SubmissionReview, known.resource()),
        ),
        version,
        opened: found.head.opened_at.map(|at| visit.when(at)),
        body,
        attachments,
        not_confidential: known.agency.is_none(),
        comments,
        activity,
        has_versions: found.head.first_id.is_some() || replaced.is_some(),
        replaced,
        may_correct,
        project: known.project,
    })
}

/// The form's title; its id where it has gone.
pub(super) fn title_of(here: &[FormView], id: &str) -> String {
    here.iter()
        .find(|f| f.xml_form_id == id)
        .map_or_else(|| id.to_owned(), |f| f.title.clone())
}

async fn version_of(visit: &Visit, found: &SubmissionView, project: i64) -> Result<String, Stop> {
    let known = visit.ok(visit
        .house
        .catalog
        .project(&visit.house.store, project)
        .await)?;
    let form = known.forms.get(&found.xml_form_id);
    let version = form.and_then(|f| {
        f.renditions
            .iter()
            .find(|r| r.id == found.head.rendition_id)
    });
    Ok(version
        .map(|r| written(&r.version).to_owned())
        .unwrap_or_default())
}

async fn body(visit: &Visit, found: &SubmissionView, may_read: bool) -> Result<Body, Stop> {
    if !may_read {
        return Ok(Body::NotEntitled);
    }
    if found.state != SubmissionState::Sealed {
        return Ok(Body::NotOpened);
    }
    match submissions::answers_for(&visit.house, visit.token(), &found.head, &visit.languages).await
    {
        Ok(answers) => Ok(Body::Answers(groups(visit.locale, answers))),
        Err(ServiceError::Locked) => Ok(Body::Locked {
            may_unlock: visit.holds_keys(),
        }),
        Err(ServiceError::VaultAway | ServiceError::Busy) => Ok(Body::Away),
        Err(ServiceError::NotFound) => Ok(Body::NotOpened),
        Err(ServiceError::Denied | ServiceError::NeedsPurpose | ServiceError::Uncertified) => {
            Ok(Body::NotEntitled)
        }
        Err(error) => Err(visit.stop(&error)),
    }
}

/// Answers that follow each other in the same group (and the same turn of a repeat) stand together.
pub(super) fn groups(say: Locale, answers: Vec<LabelledAnswer>) -> Vec<AnswerGroup> {
    let mut groups: Vec<AnswerGroup> = Vec::new();
    let mut last: Option<(Vec<String>, Vec<u32>)> = None;
    for answer in answers {
        let place = (answer.group, answer.repeats);
        let values = answer.value_labels.iter().map(|v| v.as_str());
        // What a form computes has no label there: then the words of cards are used.
        let reply = match facts::is_bare(say, &answer.path, &answer.label) {
            true => Reply {
                values: values
                    .map(|v| facts::value_label(say, &answer.label, v).into())
                    .collect(),
                label: facts::fact_label(say, &answer.label),
            },
            false => Reply {
                values: values.map(Into::into).collect(),
                label: answer.label,
            },
        };
        match groups.last_mut() {
            Some(group) if last.as_ref() == Some(&place) => group.answers.push(reply),
            _ => {
                let label = heading(say, &place.0, &place.1);
                groups.push(AnswerGroup {
                    label,
                    answers: vec![reply],
                });
                last = Some(place);
            }
        }
    }
    groups
}

pub(super) fn heading(say: Locale, group: &[String], repeats: &[u32]) -> String {
    let turns: Vec<String> = repeats.iter().map(ToString::to_string).collect();
    match (group.is_empty(), turns.is_empty()) {
        (true, true) => say.t("submissions-general"),
        (true, false) => say.list(&[say.t("submissions-general"), turns.join(".")]),
        (false, true) => group.join(": "),
        (false, false) => say.list(&[group.join(": "), turns.join(".")]),
    }
}

/// `GET /submissions/{id}/files/{ordinal}`: one file, for those who read answers.
///
/// # Errors
/// 404 for what is not there; 403 and 409 where nobody may or can open it.
pub async fn file(visit: Visit, path: Path<(String, String)>) -> Answer {
    let ordinal: i32 = visit.number(&path.1)?;
    let (found, parts) = visit.ok(submissions::by_id(&visit.house, visit.actor(), &path.0).await)?;
    let part = parts
        .into_iter()
        .find(|p| p.ordinal == ordinal && p.record_id.is_some());
    let part = part.ok_or_else(|| visit.stop(&ServiceError::NotFound))?;
    let asked = submissions::attachment(&visit.house, visit.token(), &found.head.id, ordinal).await;
    Ok(file_answer(&part.name, visit.ok(asked)?))
}

/// A file that somebody sent, as a browser gets it: a few formats in place, everything else to be kept, unlooked at.
pub(super) fn file_answer(name: &str, mut bytes: Zeroizing<Vec<u8>>) -> HttpResponse {
    let (kind, place) = match picture(&bytes) {
        Some(kind) => (kind, "inline"),
        None => ("application/octet-stream", "attachment"),
    };
    let name = original_name(name);
    let disposition = format!(
        "{place}; filename=\"{}\"; filename*=UTF-8''{}",
        plain(name),
        encoded(name)
    );
    dressed(200)
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .content_type(kind)
        .body(std::mem::take(&mut *bytes))
}

/// The few formats that a browser may show in place, by their first bytes: names and declared types are the sender's.
fn picture(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        _ => None,
    }
}

/// The name before encryption.
pub(super) fn original_name(name: &str) -> &str {
    name.strip_suffix(".enc").unwrap_or(name)
}

/// A name that no header and no file system misunderstands.
fn plain(name: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '_'
        }
    };
    let name: String = name.chars().take(100).map(safe).collect();
    name.trim_start_matches('.').to_owned()
}

/// `POST /submissions/{id}/retry`
///
/// # Errors
/// 404 for what is not there or not theirs; 409 when there is nothing to try again.
pub async fn retry(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    visit.ok(submissions::retry(&visit.house, visit.actor(), &id).await)?;
    done(&format!("/submissions/{}", encoded(&id)), Flash::Retrying)
}

fn row(
    visit: &Visit,
    found: &SubmissionView,
    form: String,
    may_retry: bool,
    may_review: bool,
) -> SubmissionRow {
    use SubmissionState::{Damaged, KeyDisabled, KeyUnknown, WaitingKey};
    let count = |n: i32| u32::try_from(n).unwrap_or_default();
    SubmissionRow {
        id: found.head.id.clone(),
        form,
        state: found.state,
        received: visit.when(found.head.created_at),
        phone: found.phone.clone(),
        parts_present: count(found.head.parts_present),
        parts_expected: count(found.head.parts_expected),
        may_retry: may_retry
            && matches!(found.state, Damaged | KeyDisabled | KeyUnknown | WaitingKey),
        review: found.review,
        may_review: may_review
            && found.state == SubmissionState::Sealed
            && found.head.replaced_by.is_none(),
    }
}

pub(super) fn size(say: Locale, bytes: i64) -> String {
    match bytes {
        ..1_000 => say.of("submissions-size-bytes").n("n", bytes).into(),
        1_000..1_000_000 => say.of("submissions-size-kb").n("n", bytes / 1_000).into(),
        _ => {
            let tenths = format!("{}.{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000);
            say.of("submissions-size-mb").s("n", tenths).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::words::Lang;

    const EN: Locale = Locale::of_lang(Lang::En);

    #[test]
    fn only_pictures_are_shown_in_place_whatever_they_are_called() {
        assert_eq!(picture(&[0xff, 0xd8, 0xff, 0xe0, 0]), Some("image/jpeg"));
        assert_eq!(picture(b"GIF89a..."), Some("image/gif"));
        assert_eq!(picture(b"<html><script>"), None);
        assert_eq!(picture(b"<svg xmlns="), None);
        assert_eq!(picture(b""), None);
    }

    #[test]
    fn a_sender_s_name_cannot_break_out_of_its_header() {
        assert_eq!(
            plain("a\"; filename=\"x.exe\r\nX: y"),
            "a___filename__x.exe__X__y"
        );
        assert_eq!(plain("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(original_name("photo.jpg.enc"), "photo.jpg");
    }

    #[test]
    fn sizes_are_read_by_people() {
        assert_eq!(
            (size(EN, 999), size(EN, 212_400), size(EN, 1_440_000)),
            ("999 bytes".into(), "212 KB".into(), "1.4 MB".into())
        );
    }

    #[test]
    fn headings_tell_the_turn_of_a_repeat() {
        assert_eq!(
            heading(EN, &["Household".into(), "Member".into()], &[2]),
            "Household: Member, 2"
        );
        assert_eq!(heading(EN, &[], &[]), "General");
    }
}
