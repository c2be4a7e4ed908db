//! What the pages around one form have in common: which form, and what else there is of it.

use super::answer::{Stop, encoded};
use super::projects::Known;
use super::visit::Visit;
use crate::domain::policy::Action;
use crate::service::forms::{self, VersionName, Which};
use crate::web::pages::Choice;
use crate::web::pages::form_parts::{FormTab, FormTabs};

/// Versions that one can choose from.
const MOST_VERSIONS: usize = 60;

/// Which form, and what else there is of it.
///
/// # Errors
/// 404 for what is not there or not theirs.
pub async fn tabs(
    visit: &Visit,
    known: &Known,
    form: &str,
    here: FormTab,
) -> Result<FormTabs, Stop> {
    let (house, actor, id) = (&visit.house, visit.actor(), known.project.id);
    let shown = visit.ok(forms::one(house, actor, id, form, Which::Shown).await)?;
    let draft = forms::one(house, actor, id, form, Which::Draft).await.ok();
    Ok(FormTabs {
        project: known.project.clone(),
        form_path: encoded(form),
        form_id: shown.xml_form_id,
        title: draft.as_ref().map_or(shown.title, |d| d.title.clone()),
        here,
        has_draft: draft.is_some(),
        sees_submissions: visit.may(Action::SubmissionList, known.resource()),
        sees_phones: visit.may(Action::DeviceList, known.resource()),
    })
}

/// The address of a form's own page.
pub fn path_of(project: i64, form: &str) -> String {
    format!("/projects/{project}/forms/{}", encoded(form))
}

/// Versions to choose from, with what each is.
pub fn choices(visit: &Visit, versions: &[VersionName], chosen: &str) -> Vec<Choice> {
    let versions = versions
        .iter()
        .enumerate()
        .filter(|(place, v)| *place < MOST_VERSIONS || v.id == chosen);
    versions
        .map(|(_, v)| {
            let what = match (v.draft, v.current) {
                (true, _) => "look-version-draft",
                (_, true) => "look-version-current",
                _ => "look-version-before",
            };
            let text = visit
                .locale
                .of(what)
                .s("version", &v.version)
                .s("moment", visit.when(v.at).text);
            Choice::new(&v.id, text).chosen_if(chosen)
        })
        .collect()
}
