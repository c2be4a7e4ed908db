//! Projects, their forms, and one form.

use super::form_parts::FormTabs;
use super::labels::Tone;
use super::parts::{Choice, ProjectRef, Trouble};
use super::shell::Shell;
use super::time::When;
use crate::domain::words::{FormState, Stage};
use askama::Template;

/// A project in the list.
#[derive(Clone, Debug)]
pub struct ProjectRow {
    /// The project.
    pub project: ProjectRef,
    /// Agency that owns it; none: not confidential.
    pub agency: Option<String>,
    /// Number of forms.
    pub forms: u32,
    /// Number of phones that can send; none where the viewer may not see phones.
    pub phones: Option<u32>,
}

/// `GET /projects`.
#[derive(Template)]
#[template(path = "projects.html")]
pub struct Projects {
    /// The frame.
    pub shell: Shell,
    /// By name.
    pub rows: Vec<ProjectRow>,
    /// The viewer may make projects.
    pub may_create: bool,
    /// Agencies that a new project can belong to.
    pub agencies: Vec<Choice>,
    /// What was typed as name.
    pub name: String,
    /// What was wrong.
    pub trouble: Trouble,
}

/// A form in its project.
#[derive(Clone, Debug)]
pub struct FormRow {
    /// `xmlFormId`.
    pub form_id: String,
    /// Title of the newest version.
    pub title: String,
    /// Step of the work that it serves; none: a general form.
    pub stage: Option<Stage>,
    /// State; none: never published.
    pub state: Option<FormState>,
    /// Version on phones.
    pub version: Option<String>,
    /// There is a draft.
    pub has_draft: bool,
    /// It waits for a second person to publish it.
    pub waits: bool,
}

/// `GET /projects/{id}`.
#[derive(Template)]
#[template(path = "project.html")]
pub struct Project {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// Agency that owns it; none: not confidential.
    pub agency: Option<String>,
    /// It takes forms of a stage only.
    pub requires_stage: bool,
    /// Its forms.
    pub forms: Vec<FormRow>,
    /// The viewer may add forms.
    pub may_edit: bool,
    /// The viewer may change the project itself.
    pub may_change: bool,
    /// The viewer may see phones.
    pub may_see_phones: bool,
    /// The viewer may see submissions.
    pub may_see_submissions: bool,
    /// What was wrong with the form that was uploaded.
    pub trouble: Trouble,
    /// What the linter found in it, if that was it.
    pub findings: Vec<Finding>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Cannot be published.
    Error,
    /// Can be published with a reason.
    Warning,
    /// To know.
    Note,
}

impl Weight {
    /// The word that people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Error => "forms-found-error",
            Self::Warning => "forms-found-warning",
            Self::Note => "forms-found-note",
        }
    }

    /// Look of its tag.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Error => "bad",
            Self::Warning => "wait",
            Self::Note => "off",
        }
    }
}

/// What the linter found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How bad.
    pub weight: Weight,
    /// Where: question or row.
    pub place: String,
    /// What, and what to do.
    pub text: String,
    /// The row of an XLSForm that it is about, as it stands there.
    pub row: Option<String>,
    /// Whether the text is the converter's own, in English.
    pub english: bool,
}

/// A draft of a form.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its version.
    pub version: String,
    /// When it was saved.
    pub saved: When,
    /// By whom.
    pub saved_by: Option<String>,
    /// What the linter found, worst first.
    pub findings: Vec<Finding>,
    /// How many of the files that it expects are there.
    pub files_here: usize,
    /// How many it expects.
    pub files: usize,
    /// It takes two people.
    pub by_two: bool,
    /// Who asked for it.
    pub asked: Option<Asked>,
    /// What the viewer may do to bring it on.
    pub may: May,
}

/// That somebody asked for a draft to be published.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Who.
    pub by: Option<String>,
    /// When.
    pub at: When,
    /// Why in spite of warnings.
    pub reason: Option<String>,
}

/// What a viewer may do to bring a draft on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Publish it.
    Publish,
    /// Ask a second person to.
    Ask,
    /// Wait for somebody else.
    Wait,
}

impl Draft {
    /// Whether it cannot be published.
    pub fn is_blocked(&self) -> bool {
        self.count(Weight::Error) > 0
    }

    /// Whether there are warnings to give a reason for.
    pub fn has_warnings(&self) -> bool {
        self.count(Weight::Warning) > 0
    }

    /// How many findings of a weight there are.
    pub fn count(&self, weight: Weight) -> usize {
        self.findings.iter().filter(|f| f.weight == weight).count()
    }

    /// Whether the viewer may publish it.
    pub fn may_publish(&self) -> bool {
        self.may == May::Publish && !self.is_blocked()
    }

    /// Whether the viewer may ask.
    pub fn may_ask(&self) -> bool {
        self.may == May::Ask && !self.is_blocked()
    }
}

/// A version of a form.
#[derive(Clone, Debug)]
pub struct VersionRow {
    /// The version.
    pub version: String,
    /// When it was published.
    pub published: When,
    /// Who saved it.
    pub by: Option<String>,
    /// Who published it, if that was somebody else.
    pub published_by: Option<String>,
    /// Why, in spite of warnings.
    pub reason: Option<String>,
    /// It is the one that phones get.
    pub current: bool,
}

/// `GET /projects/{id}/forms/{form}`.
#[derive(Template)]
#[template(path = "form.html")]
pub struct FormPage {
    /// The frame.
    pub shell: Shell,
    /// Which form, and what else there is of it.
    pub tabs: FormTabs,
    /// Step of the work that it serves; none: a general form.
    pub stage: Option<Stage>,
    /// State; none: never published.
    pub state: Option<FormState>,
    /// The draft.
    pub draft: Option<Draft>,
    /// Newest first.
    pub versions: Vec<VersionRow>,
    /// The viewer may upload.
    pub may_edit: bool,
    /// The viewer may publish and set the state.
    pub may_publish: bool,
    /// What was wrong.
    pub trouble: Trouble,
    /// What the linter found in the file that was refused.
    pub refused: Vec<Finding>,
}

impl FormPage {
    /// Path of this page, to which its forms add a word.
    pub fn path(&self) -> String {
        self.tabs.path()
    }

    /// Whether publishing needs a written reason: a form of the pathway with warnings.
    pub fn needs_reason(&self) -> bool {
        self.stage.is_some() && self.draft.as_ref().is_some_and(Draft::has_warnings)
    }

    /// States to choose.
    pub fn states(&self) -> Vec<Choice> {
        let now = self.state.map_or("", FormState::as_str);
        FormState::ALL
            .iter()
            .map(|s| {
                let text = self
                    .shell
                    .of("forms-state-choice")
                    .s("state", self.shell.word(s))
                    .s("what", self.shell.next_step(s));
                Choice::new(s.as_str(), text).chosen_if(now)
            })
            .collect()
    }
}
