//! Transfers and owners of cases as each agency sees them: an offer without its case, a case that one had without what it is.

use std::collections::HashMap;

use zeroize::Zeroizing;

use crate::crypto::Aad;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::transfer::{DeclineReason, TransferState};
use crate::service::{House, ServiceError, cases};
use crate::store::transfers::{self as rows, OwnerRow, TransferRow};
use crate::store::{Conn, agencies};

/// What an offer is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AboutOffer {
    /// For which service the new owner has the case.
    pub service: String,
    /// Why it was declined.
    pub declined: Option<DeclineReason>,
}

/// A transfer as one of the two agencies sees it.
pub struct TransferView {
    /// The row.
    pub row: TransferRow,
    /// The case, for whom it may know of it.
    pub case: Option<String>,
    /// The owner's code.
    pub from: String,
    /// The other agency's code.
    pub to: String,
    /// What it is about; none before it is offered, and for who had the case.
    pub about: Option<AboutOffer>,
}

/// An owner of a case, by its code.
pub struct OwnerView {
    /// Who.
    pub agency: String,
    /// From when on.
    pub since_at: i64,
    /// Until when; none for the one who has it.
    pub until_at: Option<i64>,
    /// The transfer by which it came.
    pub transfer: Option<String>,
}

/// What the asker's agency offers and is offered, newest first.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    actor: &Actor,
    limit: i64,
    offset: i64,
) -> Result<Vec<TransferView>, ServiceError> {
    let agency = actor.agency.clone().ok_or(ServiceError::Denied)?;
    policy::may(actor, Action::TransferList, Resource::Agency(&agency))?;
    let of = agency.clone();
    let (found, codes) = house
        .store
        .read("list_transfers", move |conn| {
            let found = rows::page(conn, &of, limit, offset)?;
            Ok::<_, ServiceError>((found, codes(conn)?))
        })
        .await?;
    let view = |row| view(house, &agency, row, &codes);
    found.into_iter().map(view).collect()
}

/// Who had a case, oldest first, and who has it.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn owners(
    house: &House,
    actor: &Actor,
    case: &str,
) -> Result<Vec<OwnerView>, ServiceError> {
    let (actor, case) = (actor.clone(), case.to_owned());
    house
        .store
        .read("owners_of_case", move |conn| {
            let of = cases::permitted(conn, &actor, Action::CaseOwners, &case)?;
            let mut found = rows::owners(conn, &case)?;
            if found.is_empty() {
                found.push(OwnerRow {
                    case_id: of.id,
                    since_at: of.opened_at,
                    agency_id: of.agency_id,
                    until_at: None,
                    transfer_id: None,
                });
            }
            let codes = codes(conn)?;
            let view = |row: OwnerRow| OwnerView {
                agency: codes.get(&row.agency_id).cloned().unwrap_or_default(),
                since_at: row.since_at,
                until_at: row.until_at,
                transfer: row.transfer_id,
            };
            Ok::<_, ServiceError>(found.into_iter().map(view).collect())
        })
        .await
}

/// One transfer.
pub(super) async fn read(house: &House, id: &str) -> Result<TransferRow, ServiceError> {
    let id = id.to_owned();
    house
        .store
        .read("read_transfer", move |conn| {
            rows::by_id(conn, &id)?.ok_or(ServiceError::NotFound)
        })
        .await
}

/// The same as the asker's agency sees it now.
pub(super) async fn reread(
    house: &House,
    actor: &Actor,
    id: &str,
) -> Result<TransferView, ServiceError> {
    let agency = actor.agency.clone().ok_or(ServiceError::Denied)?;
    let row = read(house, id).await?;
    let codes = house.store.read("agency_codes", codes).await?;
    view(house, &agency, row, &codes)
}

fn codes(conn: &mut Conn) -> Result<HashMap<String, String>, ServiceError> {
    let all = agencies::all(conn)?;
    Ok(all.into_iter().map(|row| (row.id, row.code)).collect())
}

/// As one of the two sees it: which case it is, its owner only; what it is about, nobody who had it.
fn view(
    house: &House,
    agency: &str,
    row: TransferRow,
    codes: &HashMap<String, String>,
) -> Result<TransferView, ServiceError> {
    let accepted = row.state == TransferState::Accepted.as_str();
    let sends = row.from_agency == agency;
    let code = |id: &String| codes.get(id).cloned().unwrap_or_default();
    Ok(TransferView {
        case: (sends || accepted).then(|| row.case_id.clone()),
        from: code(&row.from_agency),
        to: code(&row.to_agency),
        about: match sends && accepted {
            true => None,
            false => open(house, &row)?,
        },
        row,
    })
}

/// What an offer is about; none before it is one.
pub(super) fn open(house: &House, row: &TransferRow) -> Result<Option<AboutOffer>, ServiceError> {
    let Some(sealed) = &row.about else {
        return Ok(None);
    };
    let plain = house.service_key.open(&aad(&row.id), sealed);
    let plain = plain.map_err(|_| ServiceError::Internal("no service key opens an offer"))?;
    let about = serde_json::from_slice(&plain);
    about
        .map(Some)
        .map_err(|_| ServiceError::Internal("an offer"))
}

/// Seals it under the service key.
pub(super) fn seal(house: &House, id: &str, about: &AboutOffer) -> Result<Vec<u8>, ServiceError> {
    let plain = serde_json::to_vec(about).map(Zeroizing::new);
    let plain = plain.map_err(|_| ServiceError::Internal("an offer"))?;
    Ok(house.service_key.seal(&aad(id), &plain))
}

fn aad(id: &str) -> Aad {
    Aad::record("transfers", id, "about")
}
