//! A version as one agency's phones get it: the agency's key written in, the version marked with it.

use crate::crypto::{CollectionPublic, digest, token};
use crate::openrosa::{FormDefinition, rendition};
use crate::service::ServiceError;
use crate::store::Conn;
use crate::store::forms::{self as rows, FormVersionRow, RenditionRow};
use crate::store::keys::KeyRow;
use crate::store::projects;

/// New renditions of every published form of an agency, for a new collection key. The old ones stay valid for
/// what is still on phones.
///
/// # Errors
/// When the database refuses, or a stored form does not parse.
pub(in crate::service) fn renew_renditions(
    conn: &mut Conn,
    agency: &str,
    key: &KeyRow,
    now: i64,
) -> Result<(), ServiceError> {
    let theirs = projects::all(conn)?
        .into_iter()
        .filter(|p| p.agency_id.as_deref() == Some(agency));
    for project in theirs {
        for form in rows::of_project(conn, project.id)? {
            for version in rows::versions_of(conn, &form.id)?
                .iter()
                .filter(|v| v.state == "published")
            {
                add_rendition(conn, version, Some(key), now)?;
            }
        }
    }
    Ok(())
}

/// A version as phones get it.
///
/// # Errors
/// [`ServiceError::Form`].
pub(in crate::service) fn rendered(
    version: &FormVersionRow,
    key: Option<&KeyRow>,
) -> Result<Vec<u8>, ServiceError> {
    let (public, suffix) = match key {
        Some(key) => {
            let public = CollectionPublic::from_spki_der(&key.public_key)
                .map_err(|_| ServiceError::Internal("a stored public key"))?;
            (Some(public.to_base64()), Some(suffix_of(key)))
        }
        None => (None, None),
    };
    rendition::render(&version.xml, public.as_deref(), suffix.as_deref()).map_err(broken)
}

fn broken(error: crate::openrosa::FormError) -> ServiceError {
    ServiceError::Form(error.to_string())
}

/// Renders a version and keeps it.
pub(super) fn add_rendition(
    conn: &mut Conn,
    version: &FormVersionRow,
    key: Option<&KeyRow>,
    now: i64,
) -> Result<(), ServiceError> {
    let xml = rendered(version, key)?;
    let text = FormDefinition::parse(&xml)
        .map_err(broken)?
        .version
        .unwrap_or_default();
    rows::insert_rendition(
        conn,
        &RenditionRow {
            id: token::new_id(),
            form_version_id: version.id.clone(),
            key_id: key.map(|k| k.id.clone()),
            version: text,
            md5: digest::md5_hex(&xml),
            xml,
            created_at: now,
        },
    )?;
    Ok(())
}

/// Eight base64 characters that name the key: Central marks encrypted versions with as many.
fn suffix_of(key: &KeyRow) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&digest::sha256(&key.public_key)[..6])
}
