//! Notices as they come, for somebody who looks on.

use std::collections::BTreeSet;

use super::{LATE_MS, MOST, Told};
use crate::domain::notice::Subject;
use crate::domain::policy::{self, Action, Actor};
use crate::service::{House, ServiceError};
use crate::store::notices as rows;

/// Whoever looks on.
pub struct Listener {
    agency: Option<String>,
    sees_queue: bool,
    from: i64,
    seen: BTreeSet<String>,
}

impl Listener {
    /// Of the actor's agency, or for those without one of the installation, from now on.
    ///
    /// # Errors
    /// [`ServiceError::Denied`].
    pub fn of(house: &House, actor: &Actor) -> Result<Self, ServiceError> {
        policy::may(actor, Action::NoticeList, actor.home())?;
        Ok(Self {
            agency: actor.agency.clone(),
            sees_queue: policy::may(actor, Action::QueueList, actor.home()).is_ok(),
            from: house.now(),
            seen: BTreeSet::new(),
        })
    }

    /// What came since the last call. Writers tell the time before they commit, so it looks back a little.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn next(&mut self, house: &House) -> Result<Vec<Told>, ServiceError> {
        let since = self.from.max(house.now() - LATE_MS);
        let agency = self.agency.clone();
        let found = house
            .store
            .read("listen", move |conn| {
                Ok::<_, ServiceError>(rows::since(conn, agency.as_deref(), since, MOST)?)
            })
            .await?;
        let ids: BTreeSet<String> = found.iter().map(|row| row.id.clone()).collect();
        let queue = [Subject::NewItem.as_str(), Subject::HeldItem.as_str()];
        let news = found
            .iter()
            .filter(|row| !self.seen.contains(&row.id))
            .filter(|row| self.sees_queue || !queue.contains(&row.kind.as_str()))
            .map(Told::from)
            .collect();
        self.seen = ids;
        Ok(news)
    }
}
