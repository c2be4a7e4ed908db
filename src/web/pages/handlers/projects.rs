//! Projects: the list, and one with its forms.

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, shown};
use super::posted::Posted;
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::domain::publishing::Rule;
use crate::openrosa::rendition::written;
use crate::service::forms;
use crate::service::projects::{self, Change};
use crate::service::{ServiceError, agencies, overview};
use crate::web::pages::{
    Choice, Finding, Flash, FormRow, Here, Project, ProjectRef, ProjectRow, Projects, Trouble,
};

/// A project as pages below it need it.
pub struct Known {
    /// Its number and name.
    pub project: ProjectRef,
    /// The agency that owns it.
    pub agency: Option<String>,
    /// It takes forms of a stage only.
    pub requires_stage: bool,
}

impl Known {
    /// The project, if the person may see it.
    ///
    /// # Errors
    /// 404 for what is not there or not theirs.
    pub async fn of(visit: &Visit, id: i64) -> Result<Self, Stop> {
        let row = visit.ok(projects::one(&visit.house, visit.actor(), id).await)?;
        Ok(Self {
            project: ProjectRef {
                id: row.id,
                name: row.name,
            },
            agency: row.agency_id,
            requires_stage: row.requires_stage,
        })
    }

    /// The same, from a number in an address.
    ///
    /// # Errors
    /// As [`Known::of`].
    pub async fn at(visit: &Visit, id: &str) -> Result<Self, Stop> {
        Self::of(visit, visit.number(id)?).await
    }

    /// For the policy.
    pub fn resource(&self) -> Resource<'_> {
        Resource::Project {
            id: self.project.id,
            agency: self.agency.as_deref(),
        }
    }
}

/// `GET /projects`
///
/// # Errors
/// When the database refuses.
pub async fn list(visit: Visit) -> Answer {
    shown(&list_view(&visit, String::new(), None, Trouble::none()).await?)
}

/// The form's fields.
#[derive(Deserialize)]
pub struct NewProject {
    name: String,
    #[serde(default)]
    agency: String,
}

/// `POST /projects`
///
/// # Errors
/// 403 for whoever is no admin.
pub async fn create(posted: Posted<NewProject>) -> Answer {
    let Posted { visit, form } = posted;
    let agency = Some(form.agency).filter(|a| !a.is_empty());
    match projects::create(
        &visit.house,
        visit.actor(),
        agency.clone(),
        &form.name,
        None,
    )
    .await
    {
        Ok(row) => done(&format!("/projects/{}", row.id), Flash::ProjectMade),
        Err(ServiceError::Missing(_)) => {
            let trouble = Trouble::with("name", visit.locale.t("projects-name-missing"));
            again(&list_view(&visit, form.name, agency.as_deref(), trouble).await?)
        }
        Err(error) => Err(visit.stop(&error)),
    }
}

async fn list_view(
    visit: &Visit,
    name: String,
    chosen: Option<&str>,
    trouble: Trouble,
) -> Result<Projects, Stop> {
    let all = visit.ok(overview::projects(&visit.house, visit.actor()).await)?;
    let known = visit.ok(agencies::list(&visit.house, visit.actor()).await)?;
    let named = |id: &str| {
        known
            .iter()
            .find(|a| a.agency.id == id)
            .map(|a| a.agency.name.clone())
    };
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Projects {
        shell: visit.shell(Here::Projects),
        rows: all
            .into_iter()
            .map(|o| ProjectRow {
                agency: o
                    .project
                    .agency_id
                    .as_deref()
                    .map(|id| named(id).unwrap_or_default()),
                project: ProjectRef {
                    id: o.project.id,
                    name: o.project.name,
                },
                forms: number(o.forms),
                phones: o.phones.map(number),
            })
            .collect(),
        may_create: visit.may(Action::ProjectCreate, Resource::Platform),
        agencies: known
            .iter()
            .map(|a| {
                Choice::new(&a.agency.id, &a.agency.name).chosen_if(chosen.unwrap_or_default())
            })
            .collect(),
        name,
        trouble,
    })
}

/// `GET /projects/{id}`
///
/// # Errors
/// 404 for what is not there or not theirs.
pub async fn one(visit: Visit, id: Path<String>) -> Answer {
    let known = Known::at(&visit, &id).await?;
    shown(&view(&visit, known, Trouble::none(), Vec::new()).await?)
}

/// The form's field: `yes`, or nothing where it is not ticked.
#[derive(Deserialize)]
pub struct Taking {
    #[serde(default)]
    requires_stage: String,
}

/// `POST /projects/{id}/takes`: which forms it takes.
///
/// # Errors
/// 403 for whoever is no admin; 404 for what is not there.
pub async fn set_takes(posted: Posted<Taking>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let project = visit.number(&id)?;
    let change = Change {
        requires_stage: Some(form.requires_stage == "yes"),
        ..Change::default()
    };
    visit.ok(projects::update(&visit.house, visit.actor(), project, change).await)?;
    done(&format!("/projects/{project}"), Flash::ProjectChanged)
}

/// The page of a project.
///
/// # Errors
/// When the database refuses.
pub async fn view(
    visit: &Visit,
    known: Known,
    trouble: Trouble,
    findings: Vec<Finding>,
) -> Result<Project, Stop> {
    let (house, actor, id) = (&visit.house, visit.actor(), known.project.id);
    let mut rows = Vec::new();
    for form in visit.ok(forms::list(house, actor, id).await)? {
        let published = form.published_at.is_some();
        let waiting = forms::waiting(house, actor, id, &form.xml_form_id).await;
        let has_draft = waiting.is_ok();
        let waits = waiting.is_ok_and(|w| w.asked.is_some() && w.rule == Rule::Two);
        rows.push(FormRow {
            stage: form.stage.as_deref().and_then(|s| s.parse().ok()),
            state: published.then_some(form.state),
            version: published.then(|| written(&form.version).to_owned()),
            form_id: form.xml_form_id,
            title: form.title,
            has_draft,
            waits,
        });
    }
    let agency = match &known.agency {
        None => None,
        Some(owner) => {
            let all = visit.ok(agencies::list(house, actor).await)?;
            all.into_iter()
                .find(|a| a.agency.id == *owner)
                .map(|a| a.agency.name)
                .or(Some(String::new()))
        }
    };
    Ok(Project {
        shell: visit.shell(Here::Projects),
        agency,
        requires_stage: known.requires_stage,
        forms: rows,
        may_change: visit.may(Action::ProjectUpdate, known.resource()),
        may_edit: visit.may(Action::FormDraft, known.resource()),
        may_see_phones: visit.may(Action::DeviceManage, known.resource()),
        may_see_submissions: visit.may(Action::SubmissionList, known.resource()),
        project: known.project,
        trouble,
        findings,
    })
}
