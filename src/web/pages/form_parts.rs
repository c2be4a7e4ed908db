//! The pages around one form beside its own: its files, testing it, what it asks, what differs, which phones carry it. They
//! share a head with tabs.

use super::parts::{Choice, Content, Pager, ProjectRef, Trouble};
use super::shell::Shell;
use super::time::When;
use crate::domain::Worded as _;
use crate::openrosa::form::difference::{Aspect, Change, Line};
use crate::openrosa::form::outline::{Condition, Question};
use askama::Template;

/// One of the pages of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormTab {
    /// Versions, state and draft.
    Versions,
    /// Files of the draft.
    Files,
    /// Testing the draft.
    Code,
    /// What it asks.
    Look,
    /// What differs between versions.
    Changes,
    /// Which phones carry it.
    Phones,
}

/// Which form, and what else there is of it.
#[derive(Clone, Debug)]
pub struct FormTabs {
    /// The project.
    pub project: ProjectRef,
    /// `xmlFormId`.
    pub form_id: String,
    /// The form's identifier in the path, percent-encoded.
    pub form_path: String,
    /// Title of the newest version.
    pub title: String,
    /// The page.
    pub here: FormTab,
    /// There is a draft.
    pub has_draft: bool,
    /// The viewer may see submissions.
    pub sees_submissions: bool,
    /// The viewer may see phones.
    pub sees_phones: bool,
}

impl FormTabs {
    /// Path of the form's own page.
    pub fn path(&self) -> String {
        format!("/projects/{}/forms/{}", self.project.id, self.form_path)
    }

    /// Every tab in the order that people know from Central: address, message, whether it is this one.
    pub fn all(&self) -> Vec<(String, &'static str, bool)> {
        let path = self.path();
        let at = |rest: &str| format!("{path}{rest}");
        let tab = |rest: &str, label, tab| (at(rest), label, self.here == tab);
        let mut tabs = vec![tab("", "publish-tab-versions", FormTab::Versions)];
        if self.sees_submissions {
            let to = format!(
                "/projects/{}/submissions?form={}",
                self.project.id, self.form_path
            );
            tabs.push((to, "submissions-title", false));
        }
        if self.has_draft {
            tabs.push((at("#draft-h"), "publish-tab-draft", false));
            tabs.push(tab("/draft/files", "publish-tab-files", FormTab::Files));
            tabs.push(tab("/draft/code", "publish-tab-code", FormTab::Code));
        }
        tabs.push(tab("/look", "publish-tab-look", FormTab::Look));
        tabs.push(tab("/changes", "publish-tab-changes", FormTab::Changes));
        if self.sees_phones {
            tabs.push(tab("/phones", "phones-title", FormTab::Phones));
        }
        tabs
    }
}

/// A file that the draft expects.
#[derive(Clone, Debug)]
pub struct FormFile {
    /// Its name.
    pub name: String,
    /// `file`, `image`, `audio` or `video`.
    pub kind: String,
    /// Type, size in words and moment of the upload; none: it is not there.
    pub here: Option<(String, String, When)>,
    /// The project keeps an entity list of this name, which phones get instead.
    pub list: bool,
}

impl FormFile {
    /// The message for its kind.
    pub fn kind_label(&self) -> &'static str {
        match self.kind.as_str() {
            "image" => "publish-kind-image",
            "audio" => "publish-kind-audio",
            "video" => "publish-kind-video",
            _ => "publish-kind-file",
        }
    }
}

/// `GET …/draft/files`.
#[derive(Template)]
#[template(path = "form_files.html")]
pub struct FormFiles {
    /// The frame.
    pub shell: Shell,
    /// Which form.
    pub tabs: FormTabs,
    /// What it expects.
    pub files: Vec<FormFile>,
    /// Entity lists that it keeps.
    pub lists: Vec<String>,
    /// The viewer may upload.
    pub may_edit: bool,
    /// What was wrong.
    pub trouble: Trouble,
}

/// `GET` and `POST …/draft/code`.
#[derive(Template)]
#[template(path = "form_code.html")]
pub struct FormCode {
    /// The frame.
    pub shell: Shell,
    /// Which form.
    pub tabs: FormTabs,
    /// Version of the draft.
    pub version: String,
    /// The code as picture, as PNG in base64, and the address in it; none before somebody wants to see it.
    pub code: Option<(Content, Content, Content)>,
}

/// A piece of a form as it is shown.
pub enum Shown {
    /// A group begins.
    Open {
        /// Its place on the page.
        n: usize,
        /// How deep it stands: 3 or 4.
        level: u8,
        /// Its label, else its name.
        label: String,
        /// It may be filled several times.
        repeats: bool,
        /// It began on the page before.
        again: bool,
        /// When it is shown.
        shown_if: Option<Condition>,
    },
    /// The last group that began ends.
    Close,
    /// Something is asked.
    Ask(Box<Question>),
}

/// `GET …/look`.
#[derive(Template)]
#[template(path = "form_look.html")]
pub struct FormLook {
    /// The frame.
    pub shell: Shell,
    /// Which form.
    pub tabs: FormTabs,
    /// Title of the version shown.
    pub title: String,
    /// Versions to choose from.
    pub versions: Vec<Choice>,
    /// The form's languages to choose from.
    pub languages: Vec<Choice>,
    /// Code of the language shown, if it is known.
    pub lang: Option<String>,
    /// In which direction it is written.
    pub dir: &'static str,
    /// What this page shows.
    pub pieces: Vec<Shown>,
    /// Values that are worked out without being asked.
    pub calculated: usize,
    /// Which page of it, from 1.
    pub part: usize,
    /// How many pages.
    pub parts: usize,
    /// The pages before and after.
    pub pager: Pager,
}

/// One difference, for the eye.
pub struct ChangeRow {
    /// Label of the question, else its name; empty in the rows after its first.
    pub label: String,
    /// Its path; empty likewise.
    pub path: String,
    /// What differs.
    pub aspect: Aspect,
    /// How it was, in words; empty: not at all.
    pub before: String,
    /// How it is.
    pub after: String,
}

impl ChangeRow {
    /// The message for what differs.
    pub fn what(&self) -> String {
        format!("look-aspect-{}", self.aspect.word())
    }
}

/// `GET …/changes`.
#[derive(Template)]
#[template(path = "form_changes.html")]
pub struct FormChanges {
    /// The frame.
    pub shell: Shell,
    /// Which form.
    pub tabs: FormTabs,
    /// Versions to compare from.
    pub from: Vec<Choice>,
    /// Versions to compare to.
    pub to: Vec<Choice>,
    /// There is something to compare with.
    pub comparable: bool,
    /// What differs of the form itself.
    pub form: Vec<Change>,
    /// What was added.
    pub added: Vec<Line>,
    /// What is gone.
    pub gone: Vec<Line>,
    /// What differs of what is in both.
    pub changed: Vec<ChangeRow>,
    /// How many lines did not fit on the page.
    pub more: usize,
}

impl FormChanges {
    /// Whether nothing differs.
    pub fn is_same(&self) -> bool {
        self.form.is_empty()
            && self.added.is_empty()
            && self.gone.is_empty()
            && self.changed.is_empty()
    }

    /// The message for what differs of the form.
    pub fn what(&self, change: &Change) -> String {
        format!("look-aspect-{}", change.aspect.word())
    }
}
