//! Which case of somebody's own agency has a code. A code that nobody has and a code of another agency's case get the same
//! answer, by the same steps.

use super::client::{Reply, VaultError};
use super::reading::refused;
use super::{Vault, placing};
use crate::crypto::digest;
use crate::domain::case_code::CaseCode;
use crate::domain::policy::{self, Action, Resource};
use crate::store::{Conn, audit, cases};

impl Vault {
    pub(super) fn find_case(&self, session: &str, code: &str) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        let agency = actor.agency.clone().ok_or(VaultError::Denied)?;
        policy::may(&actor, Action::CaseList, Resource::Agency(&agency)).map_err(refused)?;
        let code = CaseCode::parse(code, digest::sha1)
            .map_err(|error| VaultError::Unusable(error.to_string()))?;
        let own = placing::case_id(self, &agency, &code);
        let name = placing::case_name(self, &code);
        let of = agency.clone();
        let found = self.store.read_now("find_case", move |conn| {
            let named = cases::named(conn, &[&name])?.pop();
            // As many statements whatever is there.
            let named = named.map_or_else(|| own.clone(), |(_, case)| case);
            let rows = cases::by_ids(conn, &[&named, &own])?;
            let of_agency = |id: &str| {
                rows.iter()
                    .find(|row| row.id == id && row.agency_id == of)
                    .map(|row| row.id.clone())
            };
            Ok::<_, VaultError>(of_agency(&named).or_else(|| of_agency(&own)))
        })?;
        let entry = self.entry(
            &actor,
            Some(&agency),
            "case.find",
            "case",
            found.as_deref().unwrap_or_default(),
            "done",
        );
        self.store.write_now("audit_find", move |conn: &mut Conn| {
            Ok::<_, VaultError>(audit::append(conn, &entry)?)
        })?;
        Ok(Reply::Found(found))
    }
}
