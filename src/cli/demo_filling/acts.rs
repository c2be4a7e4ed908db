//! What people of the agencies do in the stories: signed in, through the same use-cases as everybody.

use std::collections::HashMap;

use anyhow::Context as _;
use zeroize::Zeroizing;

use super::stories::{Does, Which, Who};
use crate::cli::credentials::Credentials;
use crate::cli::demo_making::session_of;
use crate::domain::case::{Closing, RiskLevel};
use crate::domain::consent::{Basis, BypassReason, ConsentState, VITAL};
use crate::domain::provider::Capacity;
use crate::domain::referral::ReferralState;
use crate::domain::words::Role;
use crate::service::accounts::Session;
use crate::service::approvals::{self, ApprovalView, Asked, What};
use crate::service::consents::{self, NewBypass};
use crate::service::directory::{self, NewEntry};
use crate::service::referrals::{self, life, words};
use crate::service::{House, ServiceError, break_glass, cases, keys};
use crate::store::referrals::{self as rows, ReferralRow};
use crate::store::{StoreError, submissions};
use crate::vault::client::Words;

/// What help is asked for where life is in danger.
const SAVING: &str = "medical";
/// So much of what was asked for is looked through.
const ASKED: i64 = 1_000;

/// Somebody's forms: the agency that has them, and the submissions.
#[derive(Default)]
pub struct Forms {
    /// Agency id.
    pub agency: String,
    /// Ids of submissions.
    pub submissions: Vec<String>,
}

/// The people of the agencies, signed in as long as a session lasts.
pub struct People<'a> {
    house: &'a House,
    made: &'a Credentials,
    sessions: HashMap<(Role, String), (Session, Zeroizing<String>)>,
}

impl<'a> People<'a> {
    /// Nobody is signed in yet.
    pub fn of(house: &'a House, made: &'a Credentials) -> Self {
        Self {
            house,
            made,
            sessions: HashMap::new(),
        }
    }

    /// Does a step. False if there was nothing that could be done.
    ///
    /// # Errors
    /// When a use-case refuses for a reason of ours.
    pub async fn act(&mut self, who: Who, does: &Does, of: &Forms) -> anyhow::Result<bool> {
        match does {
            Does::Open(which) | Does::Act(_, which) | Does::Say(_, which) => {
                let mut done = false;
                for row in self.referrals(of, which).await? {
                    done |= self.step(who, does, &row).await?;
                }
                Ok(done)
            }
            Does::Confirm | Does::Withdraw(_) | Does::AskForSafety => {
                self.consent(who, does, of).await
            }
            Does::Assign => self.assign(of).await,
            Does::Move(_)
            | Does::AskForPlan
            | Does::CloseCase(_)
            | Does::Approve
            | Does::BreakGlass => self.casework(who, does, of).await,
            Does::Unlock => self.unlock().await,
            Does::Lock => self.lock().await,
            Does::List(service, capacity) => self.list(&of.agency, service, *capacity).await,
            Does::Send(_) => Ok(false),
        }
    }

    /// A step of one referral; false if it stands where that step cannot be taken.
    async fn step(&mut self, who: Who, does: &Does, row: &ReferralRow) -> anyhow::Result<bool> {
        let (role, agency) = match who {
            Who::Receiver => (Role::FocalPoint, &row.to_agency),
            Who::Supervisor => (Role::Supervisor, &row.from_agency),
            _ => (Role::Caseworker, &row.from_agency),
        };
        let house = self.house;
        let (session, token) = self.session(role, agency).await?;
        let actor = &session.actor;
        let sent = row.state == ReferralState::Sent.as_str();
        let taken = match does {
            Does::Open(_) if sent => referrals::one(house, actor, token, &row.id).await.map(drop),
            Does::Act(act, _) if *act == life::Act::Accept { conflict: false } => {
                match waits(row) {
                    true => life::act(house, actor, token, &row.id, *act)
                        .await
                        .map(drop),
                    false => return Ok(false),
                }
            }
            Does::Act(act, _) => life::act(house, actor, token, &row.id, *act)
                .await
                .map(drop),
            Does::Say(said, _) => {
                if sent && matches!(said, Words::Ask(_)) {
                    referrals::one(house, actor, token, &row.id).await?;
                }
                words::say(house, actor, token, &row.id, *said)
                    .await
                    .map(drop)
            }
            _ => return Ok(false),
        };
        match taken {
            Ok(()) => Ok(true),
            Err(
                ServiceError::Moved(_)
                | ServiceError::NotNow { .. }
                | ServiceError::NotFound
                | ServiceError::Locked,
            ) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn consent(&mut self, who: Who, does: &Does, of: &Forms) -> anyhow::Result<bool> {
        let Some(case) = self.case(of).await? else {
            return Ok(false);
        };
        let role = match who {
            Who::Supervisor => Role::Supervisor,
            _ => Role::Caseworker,
        };
        let house = self.house;
        let (_, token) = self.session(role, &of.agency).await?;
        match does {
            Does::Withdraw(reason) => {
                let back = consents::withdraw(house, token, &case, None, *reason).await?;
                return Ok(back.consents > 0);
            }
            Does::AskForSafety => {
                let ask = NewBypass {
                    basis: Basis::VitalInterest,
                    recipient: None,
                    service: SAVING.to_owned(),
                    data: VITAL.to_vec(),
                    reason: BypassReason::LifeInDanger,
                };
                consents::ask(house, token, &case, ask).await?;
                return Ok(true);
            }
            _ => {}
        }
        let mut all = consents::list(house, token, &case).await?;
        all.retain(|one| one.state == ConsentState::Proposed.as_str());
        for one in &all {
            consents::confirm(house, token, &case, &one.id).await?;
        }
        Ok(!all.is_empty())
    }

    /// The case becomes the caseworker's.
    async fn assign(&mut self, of: &Forms) -> anyhow::Result<bool> {
        let Some(case) = self.case(of).await? else {
            return Ok(false);
        };
        let house = self.house;
        let (worker, _) = self.session(Role::Caseworker, &of.agency).await?;
        let worker = worker.actor.id;
        let (session, _) = self.session(Role::Supervisor, &of.agency).await?;
        let actor = &session.actor;
        cases::assign(house, actor, &case, Some(worker), Some(actor.id)).await?;
        Ok(true)
    }

    /// What is done about a case itself; false if it stands where that cannot be done.
    async fn casework(&mut self, who: Who, does: &Does, of: &Forms) -> anyhow::Result<bool> {
        let Some(case) = self.case(of).await? else {
            return Ok(false);
        };
        let role = match who {
            Who::Supervisor => Role::Supervisor,
            _ => Role::Caseworker,
        };
        let house = self.house;
        let (session, token) = self.session(role, &of.agency).await?;
        let actor = &session.actor;
        let done = match does {
            Does::Move(word) => cases::step(house, actor, &case, *word).await.map(drop),
            Does::AskForPlan => {
                let asked = Asked {
                    what: What::Plan,
                    reason: "made together".to_owned(),
                };
                approvals::ask(house, actor, &case, asked).await.map(drop)
            }
            Does::CloseCase(reason) => {
                let closing = Closing {
                    reason: *reason,
                    risk: Some(RiskLevel::Low),
                    attempts: 0,
                };
                let closed = cases::close(house, actor, &case, closing, "as agreed").await;
                closed.map(drop)
            }
            Does::BreakGlass => {
                let why = "nobody works on it yet, and it cannot wait";
                break_glass::look(house, actor, &case, why).await.map(drop)
            }
            _ => {
                let asked = approvals::list(house, actor, ASKED, 0).await?;
                let waits = |one: &ApprovalView| {
                    one.case == case && one.approval.standing(house.now()) == "asked"
                };
                let Some(one) = asked.into_iter().find(waits) else {
                    return Ok(false);
                };
                approvals::decide(house, actor, token, &one.id, true)
                    .await
                    .map(drop)
            }
        };
        match done {
            Ok(()) => Ok(true),
            Err(ServiceError::Moved(_) | ServiceError::NotYet(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Says how much room there is for a service.
    async fn list(
        &mut self,
        agency: &str,
        service: &str,
        capacity: Capacity,
    ) -> anyhow::Result<bool> {
        let house = self.house;
        let (session, _) = self.session(Role::FocalPoint, agency).await?;
        let entry = NewEntry {
            areas: Vec::new(),
            sexes: Vec::new(),
            ages: Vec::new(),
            languages: Vec::new(),
            capacity,
            hours: None,
            verified_on: None,
        };
        directory::set(house, &session.actor, agency, service, entry).await?;
        Ok(true)
    }

    async fn unlock(&mut self) -> anyhow::Result<bool> {
        let (agency, passphrase) = self.under_passphrase()?;
        let house = self.house;
        let (_, token) = self.session(Role::FocalPoint, &agency).await?;
        Ok(keys::unlock(house, token, &agency, passphrase).await?)
    }

    async fn lock(&mut self) -> anyhow::Result<bool> {
        let (agency, _) = self.under_passphrase()?;
        let house = self.house;
        let (_, token) = self.session(Role::FocalPoint, &agency).await?;
        keys::lock(house, token, &agency).await?;
        Ok(true)
    }

    fn under_passphrase(&self) -> anyhow::Result<(String, Zeroizing<String>)> {
        let found = self.made.agencies.iter().find_map(|one| {
            let passphrase = one.passphrase.clone()?;
            Some((one.id.clone(), Zeroizing::new(passphrase)))
        });
        found.context("an agency whose key is under a passphrase")
    }

    /// The person's referrals as they stand.
    async fn referrals(&self, of: &Forms, which: &Which) -> anyhow::Result<Vec<ReferralRow>> {
        let ids = of.submissions.clone();
        let mut all = self
            .house
            .store
            .read("demo", move |conn| {
                let mut all = Vec::new();
                for id in &ids {
                    all.extend(rows::of_submission(conn, id)?);
                }
                Ok::<_, StoreError>(all)
            })
            .await?;
        let received_by = |id: &str, code: &str| {
            let mut agencies = self.made.agencies.iter();
            agencies.any(|one| one.id == id && one.code == code)
        };
        all.retain(|row| {
            which.urgency.is_none_or(|one| row.urgency == one.as_str())
                && which
                    .agency
                    .as_deref()
                    .is_none_or(|code| received_by(&row.to_agency, code))
        });
        Ok(all)
    }

    /// The person's case, if their forms found one.
    async fn case(&self, of: &Forms) -> anyhow::Result<Option<String>> {
        let ids = of.submissions.clone();
        let rows = self
            .house
            .store
            .read("demo", move |conn| {
                let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                submissions::by_ids(conn, &ids)
            })
            .await?;
        Ok(rows.into_iter().find_map(|row| row.case_id))
    }

    async fn session(
        &mut self,
        role: Role,
        agency: &str,
    ) -> anyhow::Result<(&Session, &Zeroizing<String>)> {
        let place = (role, agency.to_owned());
        let now = self.house.now();
        let ends = |(session, _): &(Session, _)| session.expires_at <= now;
        if self.sessions.get(&place).is_none_or(ends) {
            let new = session_of(self.house, self.made, role, Some(agency)).await?;
            self.sessions.insert(place.clone(), new);
        }
        let (session, token) = self.sessions.get(&place).context("a session of the demo")?;
        Ok((session, token))
    }
}

fn waits(row: &ReferralRow) -> bool {
    let state: Result<ReferralState, _> = row.state.parse();
    state.is_ok_and(|state| matches!(state, ReferralState::Sent | ReferralState::Seen))
}
