//! Forms, their versions, files and renditions.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::schema::{form_files, form_versions, forms, renditions};
use super::{Conn, StoreError};

/// A form: an id within a project, and a state.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = forms)]
pub struct FormRow {
    /// Id, UUIDv7.
    pub id: String,
    /// Project.
    pub project_id: i64,
    /// The form's own id, as phones know it.
    pub xml_form_id: String,
    /// [`FormState`](crate::domain::words::FormState) as text.
    pub state: String,
    /// When made.
    pub created_at: i64,
    /// When changed.
    pub updated_at: Option<i64>,
    /// When deleted.
    pub deleted_at: Option<i64>,
}

/// A version of a form as its author wrote it.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = form_versions)]
pub struct FormVersionRow {
    /// Id, UUIDv7.
    pub id: String,
    /// Form.
    pub form_id: String,
    /// The author's version text; may be empty.
    pub version: String,
    /// `draft`, `published` (the newest) or `superseded`.
    pub state: String,
    /// The guide's step, if the form names one.
    pub stage: Option<String>,
    /// Title.
    pub title: String,
    /// XForm as uploaded.
    pub xml: Vec<u8>,
    /// MD5 of `xml`.
    pub md5: String,
    /// Secret part of a draft's test address.
    pub draft_token: Option<String>,
    /// Why warnings were accepted.
    pub warnings_reason: Option<String>,
    /// Who uploaded it.
    pub created_by: Option<i64>,
    /// When uploaded.
    pub created_at: i64,
    /// When published.
    pub published_at: Option<i64>,
    /// Who published it.
    pub published_by: Option<i64>,
}

/// A file that a form version needs; without `md5` it has not been uploaded.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = form_files)]
pub struct FormFileRow {
    /// Form version.
    pub form_version_id: String,
    /// File name.
    pub name: String,
    /// `file`, `image`, `audio` or `video`.
    pub kind: String,
    /// MIME type.
    pub content_type: Option<String>,
    /// MD5 of `bytes`.
    pub md5: Option<String>,
    /// Content.
    pub bytes: Option<Vec<u8>>,
    /// When uploaded.
    pub updated_at: Option<i64>,
}

/// A form version as one agency's phones get it.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = renditions)]
pub struct RenditionRow {
    /// Id, UUIDv7.
    pub id: String,
    /// Form version.
    pub form_version_id: String,
    /// Collection key that is written in; none in a general project.
    pub key_id: Option<String>,
    /// Version text as phones see it.
    pub version: String,
    /// The exact bytes that phones get.
    pub xml: Vec<u8>,
    /// MD5 of `xml`.
    pub md5: String,
    /// When made.
    pub created_at: i64,
}

/// What a form list needs of a rendition.
#[derive(Clone, Queryable)]
pub struct RenditionHead {
    /// Rendition.
    pub id: String,
    /// Form.
    pub form_id: String,
    /// Form version.
    pub form_version_id: String,
    /// State of that version.
    pub version_state: String,
    /// The guide's step.
    pub stage: Option<String>,
    /// Title.
    pub title: String,
    /// Collection key written in.
    pub key_id: Option<String>,
    /// Version text as phones see it.
    pub version: String,
    /// MD5 of the bytes.
    pub md5: String,
    /// When published.
    pub published_at: Option<i64>,
    /// When the rendition was made.
    pub created_at: i64,
}

/// What is known of a form's file without its bytes.
#[derive(Clone, Queryable)]
pub struct FileHead {
    /// Form version.
    pub form_version_id: String,
    /// File name.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// MIME type.
    pub content_type: Option<String>,
    /// MD5, when uploaded.
    pub md5: Option<String>,
    /// When uploaded.
    pub updated_at: Option<i64>,
}

/// Stores a form.
///
/// # Errors
/// When the database refuses; a second form of that id in the project is a unique violation.
pub fn insert(conn: &mut Conn, row: &FormRow) -> Result<(), StoreError> {
    diesel::insert_into(forms::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// The forms of a project that are not deleted.
///
/// # Errors
/// When the database refuses.
pub fn of_project(conn: &mut Conn, project: i64) -> Result<Vec<FormRow>, StoreError> {
    Ok(forms::table
        .filter(forms::project_id.eq(project))
        .filter(forms::deleted_at.is_null())
        .order(forms::xml_form_id.asc())
        .load(conn)?)
}

/// One form by the id that phones know.
///
/// # Errors
/// When the database refuses.
pub fn by_xml_id(
    conn: &mut Conn,
    project: i64,
    xml_form_id: &str,
) -> Result<Option<FormRow>, StoreError> {
    Ok(forms::table
        .filter(forms::project_id.eq(project))
        .filter(forms::xml_form_id.eq(xml_form_id))
        .filter(forms::deleted_at.is_null())
        .first(conn)
        .optional()?)
}

/// One form.
///
/// # Errors
/// When the database refuses.
pub fn by_id(conn: &mut Conn, id: &str) -> Result<Option<FormRow>, StoreError> {
    Ok(forms::table.find(id).first(conn).optional()?)
}

/// Sets a form's state.
///
/// # Errors
/// When the database refuses.
pub fn set_state(conn: &mut Conn, id: &str, state: &str, now: i64) -> Result<(), StoreError> {
    diesel::update(forms::table.find(id))
        .set((forms::state.eq(state), forms::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// Stores a version.
///
/// # Errors
/// When the database refuses.
pub fn insert_version(conn: &mut Conn, row: &FormVersionRow) -> Result<(), StoreError> {
    diesel::insert_into(form_versions::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// One version with its XML.
///
/// # Errors
/// When the database refuses.
pub fn version(conn: &mut Conn, id: &str) -> Result<Option<FormVersionRow>, StoreError> {
    Ok(form_versions::table.find(id).first(conn).optional()?)
}

/// All versions of a form, newest first.
///
/// # Errors
/// When the database refuses.
pub fn versions_of(conn: &mut Conn, form: &str) -> Result<Vec<FormVersionRow>, StoreError> {
    Ok(form_versions::table
        .filter(form_versions::form_id.eq(form))
        .order((form_versions::created_at.desc(), form_versions::id.desc()))
        .load(conn)?)
}

/// Removes a draft with its files (when it is replaced or thrown away).
///
/// # Errors
/// When the database refuses.
pub fn delete_draft(conn: &mut Conn, id: &str) -> Result<(), StoreError> {
    super::publishing::forget(conn, id)?;
    diesel::delete(form_files::table.filter(form_files::form_version_id.eq(id))).execute(conn)?;
    diesel::delete(
        form_versions::table
            .find(id)
            .filter(form_versions::state.eq("draft")),
    )
    .execute(conn)?;
    Ok(())
}

/// A draft becomes the published version; the one before is superseded and stays valid for submissions. A form that is
/// published in the moment it is made counts as not updated, as in Central.
///
/// # Errors
/// When the database refuses.
pub fn publish(
    conn: &mut Conn,
    form: &str,
    version: &str,
    reason: Option<&str>,
    by: i64,
    now: i64,
) -> Result<(), StoreError> {
    diesel::update(
        form_versions::table
            .filter(form_versions::form_id.eq(form))
            .filter(form_versions::state.eq("published")),
    )
    .set(form_versions::state.eq("superseded"))
    .execute(conn)?;
    diesel::update(form_versions::table.find(version))
        .set((
            form_versions::state.eq("published"),
            form_versions::draft_token.eq(None::<String>),
            form_versions::warnings_reason.eq(reason),
            form_versions::published_at.eq(now),
            form_versions::published_by.eq(by),
        ))
        .execute(conn)?;
    diesel::update(forms::table.find(form).filter(forms::created_at.lt(now)))
        .set(forms::updated_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Stores a rendition.
///
/// # Errors
/// When the database refuses.
pub fn insert_rendition(conn: &mut Conn, row: &RenditionRow) -> Result<(), StoreError> {
    diesel::insert_into(renditions::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// The bytes that phones get.
///
/// # Errors
/// When the database refuses.
pub fn rendition_xml(conn: &mut Conn, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(renditions::table
        .find(id)
        .select(renditions::xml)
        .first(conn)
        .optional()?)
}

/// Which form version and key a rendition has.
///
/// # Errors
/// When the database refuses.
pub fn rendition_source(
    conn: &mut Conn,
    id: &str,
) -> Result<Option<(String, Option<String>)>, StoreError> {
    Ok(renditions::table
        .find(id)
        .select((renditions::form_version_id, renditions::key_id))
        .first(conn)
        .optional()?)
}

/// Every rendition of a project's forms, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn renditions_of_project(
    conn: &mut Conn,
    project: i64,
) -> Result<Vec<RenditionHead>, StoreError> {
    Ok(renditions::table
        .inner_join(form_versions::table.inner_join(forms::table))
        .filter(forms::project_id.eq(project))
        .filter(forms::deleted_at.is_null())
        .order((renditions::created_at.asc(), renditions::id.asc()))
        .select((
            renditions::id,
            forms::id,
            form_versions::id,
            form_versions::state,
            form_versions::stage,
            form_versions::title,
            renditions::key_id,
            renditions::version,
            renditions::md5,
            form_versions::published_at,
            renditions::created_at,
        ))
        .load(conn)?)
}

/// Stores an expected file of a version.
///
/// # Errors
/// When the database refuses.
pub fn insert_file(conn: &mut Conn, row: &FormFileRow) -> Result<(), StoreError> {
    diesel::insert_into(form_files::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Fills (or with none, empties) an expected file; false if the version expects no such name.
///
/// # Errors
/// When the database refuses.
pub fn fill_file(
    conn: &mut Conn,
    version: &str,
    name: &str,
    content: Option<(&str, &str, &[u8])>,
    now: i64,
) -> Result<bool, StoreError> {
    let changed = diesel::update(form_files::table.find((version, name)))
        .set((
            form_files::content_type.eq(content.map(|(kind, _, _)| kind)),
            form_files::md5.eq(content.map(|(_, md5, _)| md5)),
            form_files::bytes.eq(content.map(|(_, _, bytes)| bytes)),
            form_files::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The files of a version, by name, without their bytes.
///
/// # Errors
/// When the database refuses.
pub fn files_of(conn: &mut Conn, version: &str) -> Result<Vec<FileHead>, StoreError> {
    Ok(form_files::table
        .filter(form_files::form_version_id.eq(version))
        .order(form_files::name.asc())
        .select((
            form_files::form_version_id,
            form_files::name,
            form_files::kind,
            form_files::content_type,
            form_files::md5,
            form_files::updated_at,
        ))
        .load(conn)?)
}

/// How many bytes each file of a version has that was uploaded.
///
/// # Errors
/// When the database refuses.
pub fn file_sizes(conn: &mut Conn, version: &str) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(form_files::table
        .filter(form_files::form_version_id.eq(version))
        .filter(form_files::bytes.is_not_null())
        .select((
            form_files::name,
            sql::<BigInt>("cast(length(bytes) as bigint)"),
        ))
        .load(conn)?)
}

/// The files of every version in a project.
///
/// # Errors
/// When the database refuses.
pub fn files_of_project(conn: &mut Conn, project: i64) -> Result<Vec<FileHead>, StoreError> {
    Ok(form_files::table
        .inner_join(form_versions::table.inner_join(forms::table))
        .filter(forms::project_id.eq(project))
        .order(form_files::name.asc())
        .select((
            form_files::form_version_id,
            form_files::name,
            form_files::kind,
            form_files::content_type,
            form_files::md5,
            form_files::updated_at,
        ))
        .load(conn)?)
}

/// One file with its bytes.
///
/// # Errors
/// When the database refuses.
pub fn file(conn: &mut Conn, version: &str, name: &str) -> Result<Option<FormFileRow>, StoreError> {
    Ok(form_files::table
        .find((version, name))
        .first(conn)
        .optional()?)
}
