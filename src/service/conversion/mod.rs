//! XLSForms (`.xlsx`, `.md`, …) to XForm XML. The conversion is pyxform's, run as a command; XForm XML needs none of this.
//!
//! What comes out is judged like any other upload; the table that went in is not kept.

mod messages;
mod process;

use std::path::Path;

use super::projects::permitted;
use super::{House, ServiceError};
use crate::config::Settings;
use crate::domain::policy::{Action, Actor};

pub use messages::Message;
pub use process::Converter;

/// A table may be so many times larger than a form's XML: spreadsheets carry styles and pictures.
const TIMES_XML: usize = 2;

/// What pyxform reads: how a file's name ends, and what it is called on the wire, if it has a name there.
const KINDS: [(SourceKind, &str, &str); 5] = [
    (SourceKind::Markdown, "md", "text/markdown"),
    (
        SourceKind::Xlsx,
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        SourceKind::Xlsm,
        "xlsm",
        "application/vnd.ms-excel.sheet.macroenabled.12",
    ),
    (SourceKind::Xls, "xls", "application/vnd.ms-excel"),
    (SourceKind::Csv, "csv", "text/csv"),
];

/// How an XLSForm is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// Markdown tables.
    Markdown,
    /// Excel, since 2007.
    Xlsx,
    /// The same with macros, which nobody runs.
    Xlsm,
    /// Excel, before.
    Xls,
    /// Comma-separated, all sheets in one file.
    Csv,
}

impl SourceKind {
    /// By the end of a file's name; none for what is no XLSForm, such as XML.
    pub fn of_file(name: &str) -> Option<Self> {
        let ending = Path::new(name).extension()?.to_str()?;
        let mut kinds = KINDS.iter();
        kinds
            .find(|(_, known, _)| ending.eq_ignore_ascii_case(known))
            .map(|(kind, ..)| *kind)
    }

    /// By a `Content-Type`; none for what is no XLSForm.
    pub fn of_media_type(header: &str) -> Option<Self> {
        let bare = header.split(';').next().unwrap_or_default().trim();
        let mut kinds = KINDS.iter();
        kinds
            .find(|(_, _, known)| bare.eq_ignore_ascii_case(known))
            .map(|(kind, ..)| *kind)
    }

    /// How names of such files end.
    fn ending(self) -> &'static str {
        let mut kinds = KINDS.iter();
        kinds
            .find(|(kind, ..)| *kind == self)
            .map_or("md", |(_, ending, _)| ending)
    }
}

/// An XLSForm to be converted.
#[derive(Clone)]
pub struct Source {
    /// How it is written.
    pub kind: SourceKind,
    /// The form's id where the table names none: as pyxform takes it from a file's name.
    pub fallback_id: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Source {
    /// A file by its name, or its bytes back where that is no XLSForm's.
    ///
    /// # Errors
    /// The bytes.
    pub fn of_file(name: &str, bytes: Vec<u8>) -> Result<Self, Vec<u8>> {
        let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str());
        match SourceKind::of_file(name).zip(stem) {
            None => Err(bytes),
            Some((kind, stem)) => Ok(Self {
                kind,
                fallback_id: stem.to_owned(),
                bytes,
            }),
        }
    }
}

/// What came out.
#[derive(Debug)]
pub struct Converted {
    /// XForm XML.
    pub xml: Vec<u8>,
    /// What pyxform would rather have otherwise.
    pub warnings: Vec<Message>,
    /// The sheet `external_choices` as a file that the form expects beside it, `itemsets.csv`.
    pub itemsets: Option<Vec<u8>>,
}

/// A table that did not become a form.
#[derive(Debug, thiserror::Error)]
pub enum ConversionError {
    /// There is no pyxform.
    #[error(
        "this machine has no XLSForm converter: install one with `pipx install pyxform` or `pip install pyxform` \
         (setting forms.converter where it is not on the PATH); a form's XML needs no converter"
    )]
    NotInstalled,
    /// pyxform did not do what it should.
    #[error("the XLSForm converter {0}")]
    Failed(&'static str),
    /// Others convert, and none of them got ready.
    #[error("the XLSForm converter is busy; try again in a moment")]
    Busy,
    /// In or out.
    #[error("too large: {0}")]
    TooLarge(String),
    /// The table has errors. Warnings may stand among them.
    #[error("the table cannot be converted")]
    Table(Vec<Message>),
    /// It converts, with warnings that nobody has accepted.
    #[error("the table converts, but with warnings")]
    Warnings(Vec<Message>),
}

/// Bytes that a table may have.
pub fn largest(settings: &Settings) -> usize {
    settings.limits.xml_bytes.saturating_mul(TIMES_XML)
}

/// The XML of a table that somebody uploads to a project. Nothing runs for whoever may not draft forms there.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Conversion`], also for warnings unless they are
/// accepted (`accept`).
pub async fn of_upload(
    house: &House,
    actor: &Actor,
    project: i64,
    source: Source,
    accept: bool,
) -> Result<Vec<u8>, ServiceError> {
    let asker = actor.clone();
    house
        .store
        .read("may_convert", move |conn| {
            permitted(conn, &asker, Action::FormDraft, project).map(|_| ())
        })
        .await?;
    let converted = Converter::of(&house.settings).convert(&source).await?;
    let mut warnings = converted.warnings;
    if converted.itemsets.is_some() {
        let text = "the sheet external_choices became itemsets.csv, which is not kept: make it with `waypost form \
                    convert` and upload it as a file of the draft";
        warnings.push(Message::warning(text));
    }
    if !warnings.is_empty() && !accept {
        return Err(ConversionError::Warnings(warnings).into());
    }
    Ok(converted.xml)
}

#[cfg(test)]
mod tests;
