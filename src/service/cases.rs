//! Cases of one's own agency: where each stands, who works on it, what happened in it; never what was said. A case of
//! another agency does not exist here.

use zeroize::Zeroizing;

use super::approvals::{self, Asked, What};
use super::{House, ServiceError, audit, submissions};
use crate::crypto::{digest, token};
use crate::domain::case::{CaseState, Closing, Step, StepWord};
use crate::domain::case_code::CaseCode;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::{OpeningPurpose, Role, Urgency};
use crate::store::cases::CaseRow;
use crate::store::casework::{self as rows, CaseEventRow};
use crate::store::{Conn, actors, consents};
use crate::vault::client::{Reply, Request};

pub use crate::store::casework::{InCase, ReferredInCase};

/// A case as lists show it.
pub struct CaseView {
    /// The row.
    pub row: CaseRow,
    /// Where it stands.
    pub state: CaseState,
    /// The most urgent that still asks for something.
    pub urgency: Option<Urgency>,
    /// How many referrals and held items there are.
    pub referrals: i64,
    /// Whether something of elsewhere named it and waits for a supervisor.
    pub named: bool,
}

/// What happened in a case: ids, states and times.
pub struct Timeline {
    /// Submissions, oldest first.
    pub submissions: Vec<InCase>,
    /// Referrals and held items, oldest first.
    pub referrals: Vec<ReferredInCase>,
    /// Steps, oldest first; why, nobody is told here.
    pub events: Vec<CaseEventRow>,
}

/// Which cases a list shows.
#[derive(Clone, Default)]
pub struct Wanted {
    /// Only in this state.
    pub state: Option<CaseState>,
    /// Only where this is the most urgent that still asks for something.
    pub urgency: Option<Urgency>,
    /// Only the asker's own.
    pub mine: bool,
    /// At most so many.
    pub limit: i64,
    /// Skip so many.
    pub offset: i64,
}

/// A page of the asker's agency's cases, newest first.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    actor: &Actor,
    wanted: Wanted,
) -> Result<Vec<CaseView>, ServiceError> {
    let filter = rows::Filter {
        agency: own_agency(actor)?,
        state: wanted.state.map(|state| state.as_str().to_owned()),
        caseworker: wanted.mine.then_some(actor.id),
        urgency: wanted.urgency.map(|urgency| urgency.as_str().to_owned()),
    };
    house
        .store
        .read("list_cases", move |conn| {
            let page = rows::page(conn, &filter, wanted.limit, wanted.offset)?;
            views(conn, page)
        })
        .await
}

/// One case, with what happened in it.
///
/// # Errors
/// [`ServiceError::NotFound`] for one that is another agency's as for one that is not there.
pub async fn one(
    house: &House,
    actor: &Actor,
    id: &str,
) -> Result<(CaseView, Timeline), ServiceError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    house
        .store
        .read("read_case", move |conn| {
            let row = permitted(conn, &actor, Action::CaseList, &id)?;
            let timeline = Timeline {
                submissions: rows::submissions_of(conn, &id)?,
                referrals: rows::referrals_of(conn, &id)?,
                events: rows::events_of(conn, &id)?,
            };
            let view = views(conn, vec![row])?.pop();
            Ok((view.ok_or(ServiceError::NotFound)?, timeline))
        })
        .await
}

/// The case of the asker's agency that has a code.
///
/// # Errors
/// [`ServiceError::NotFound`], by the same steps, for a code that nobody has and for one of another agency's case;
/// [`ServiceError::Unusable`] for what is no code.
pub async fn find(
    house: &House,
    actor: &Actor,
    session: &str,
    code: &str,
) -> Result<CaseView, ServiceError> {
    own_agency(actor)?;
    let code = CaseCode::parse(code, digest::sha1).map_err(|error| ServiceError::Unusable {
        field: "code",
        reason: error.to_string(),
    })?;
    let request = Request::FindCase {
        session: Zeroizing::new(session.to_owned()),
        code: Zeroizing::new(code.as_str().to_owned()),
    };
    let found = match house.vault.ask(request).await? {
        Reply::Found(found) => found,
        _ => return Err(ServiceError::Internal("the vault's answer")),
    };
    // An id that no case has: what follows is the same for a code that was not found.
    let id = found.unwrap_or_default();
    Ok(one(house, actor, &id).await?.0)
}

/// What was said in one submission of a case, for those entitled; with a purpose, without which nobody opens an identity.
///
/// # Errors
/// [`ServiceError::NotFound`] for one that is not of the case; as [`submissions::opened`].
pub async fn open(
    house: &House,
    actor: &Actor,
    session: &str,
    id: &str,
    submission: &str,
    purpose: Option<OpeningPurpose>,
) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
    let (_, timeline) = one(house, actor, id).await?;
    if timeline.submissions.iter().all(|one| one.id != submission) {
        return Err(ServiceError::NotFound);
    }
    submissions::opened(house, session, submission, purpose).await
}

/// Says who works on a case and who supervises that; none takes somebody away. Access ends with it.
///
/// # Errors
/// [`ServiceError::Unusable`] for a person who is not of the agency, or has another role.
pub async fn assign(
    house: &House,
    actor: &Actor,
    id: &str,
    caseworker: Option<i64>,
    supervisor: Option<i64>,
) -> Result<CaseView, ServiceError> {
    let (actor, id, now) = (actor.clone(), id.to_owned(), house.now());
    house
        .store
        .write("assign_case", move |conn| {
            let row = held(conn, &actor, Action::CaseAssign, &id)?;
            check(
                conn,
                &row,
                "caseworker",
                caseworker,
                &[Role::Caseworker, Role::Supervisor],
            )?;
            check(conn, &row, "supervisor", supervisor, &[Role::Supervisor])?;
            rows::assign(conn, &id, caseworker, supervisor)?;
            let name =
                |who: Option<i64>| who.map_or_else(|| "nobody".to_owned(), |to| to.to_string());
            let agency = Some(row.agency_id.as_str());
            let note = format!(
                "caseworker {}, supervisor {}",
                name(caseworker),
                name(supervisor)
            );
            audit::note_with(
                conn,
                &actor,
                agency,
                "case.assign",
                "case",
                &id,
                Some(&note),
                now,
            )?;
            reread(conn, &id)
        })
        .await
}

/// Takes a case a step further.
///
/// # Errors
/// [`ServiceError::Moved`] from where there is no such step; [`ServiceError::SecondPerson`] for a plan that no supervisor
/// approved.
pub async fn step(
    house: &House,
    actor: &Actor,
    id: &str,
    word: StepWord,
) -> Result<CaseView, ServiceError> {
    let step = match word {
        StepWord::Plan => Step::Plan,
        StepWord::FollowUp => Step::FollowUp,
        StepWord::Resume => Step::Resume,
        StepWord::Reopen => Step::Reopen,
        StepWord::Start => {
            let plan = approvals::plan(house, actor, id).await?;
            Step::Start(plan.ok_or(ServiceError::SecondPerson(
                "a supervisor has to approve the plan first",
            ))?)
        }
    };
    let (actor, id, now) = (actor.clone(), id.to_owned(), house.now());
    house
        .store
        .write("step_case", move |conn| {
            let row = held(conn, &actor, Action::CaseStep, &id)?;
            take(conn, &actor, &row, step, None, now)?;
            reread(conn, &id)
        })
        .await
}

/// Asks for a case to be closed. It is closed when a supervisor, another person, approves; answers the approval's id.
///
/// # Errors
/// [`ServiceError::NotYet`]; [`ServiceError::Moved`] for a case that is closed.
pub async fn close(
    house: &House,
    actor: &Actor,
    id: &str,
    closing: Closing,
    reason: &str,
) -> Result<String, ServiceError> {
    let (who, wanted) = (actor.clone(), id.to_owned());
    house
        .store
        .read("case_to_close", move |conn| {
            let row = permitted(conn, &who, Action::CaseStep, &wanted)?;
            if state_of(&row)? == CaseState::Closed {
                return Err(ServiceError::Moved(row.state));
            }
            Ok(closing.check(rows::with_others(conn, &wanted)?)?)
        })
        .await?;
    let asked = Asked {
        what: What::CloseCase(closing),
        reason: audit::reason(reason)?,
    };
    approvals::ask(house, actor, id, asked).await
}

/// Takes the step in the transaction of `conn`, and writes event and audit.
///
/// # Errors
/// [`ServiceError::Moved`].
pub(super) fn take(
    conn: &mut Conn,
    actor: &Actor,
    row: &CaseRow,
    step: Step,
    event: Option<(String, Vec<u8>)>,
    now: i64,
) -> Result<(), ServiceError> {
    let to = state_of(row)?
        .after(step)
        .map_err(|_| ServiceError::Moved(row.state.clone()))?;
    let (event, reason) = match event {
        Some((event, reason)) => (event, Some(reason)),
        None => (token::new_id(), None),
    };
    let moved = rows::step(
        conn,
        &CaseEventRow {
            id: event,
            case_id: row.id.clone(),
            from_state: row.state.clone(),
            to_state: to.as_str().to_owned(),
            actor_id: actor.id,
            reason,
            at: now,
            submissions: row.submissions,
        },
    )?;
    if !moved {
        let here = rows::case(conn, &row.id)?.ok_or(ServiceError::NotFound)?;
        return Err(ServiceError::Moved(here.state));
    }
    let agency = Some(row.agency_id.as_str());
    Ok(audit::note(
        conn,
        actor,
        agency,
        &format!("case.{to}"),
        "case",
        &row.id,
        now,
    )?)
}

/// The case, if the actor may do that with it. Whoever is of no agency learns nothing of any case.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub(super) fn permitted(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    id: &str,
) -> Result<CaseRow, ServiceError> {
    of_an_agency(actor)?;
    let row = rows::case(conn, id)?.ok_or(ServiceError::NotFound)?;
    let resource = Resource::Case {
        agency: &row.agency_id,
        caseworker: row.caseworker,
    };
    policy::may(actor, action, resource)?;
    Ok(row)
}

/// The same for whoever changes it: held by this transaction until it ends, so that it does not go to another agency meanwhile.
///
/// # Errors
/// As [`permitted`].
pub(super) fn held(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    id: &str,
) -> Result<CaseRow, ServiceError> {
    of_an_agency(actor)?;
    consents::lock(conn, &[id])?;
    permitted(conn, actor, action, id)
}

/// That the asker is of an agency: whoever is of none gets the same answer whatever they name.
pub(super) fn of_an_agency(actor: &Actor) -> Result<(), ServiceError> {
    match actor.agency {
        Some(_) => Ok(()),
        None => Err(ServiceError::Denied),
    }
}

/// The asker's agency, if they may know of its cases.
pub(super) fn own_agency(actor: &Actor) -> Result<String, ServiceError> {
    let agency = actor.agency.clone().ok_or(ServiceError::Denied)?;
    policy::may(actor, Action::CaseList, Resource::Agency(&agency))?;
    Ok(agency)
}

fn check(
    conn: &mut Conn,
    case: &CaseRow,
    field: &'static str,
    person: Option<i64>,
    roles: &[Role],
) -> Result<(), ServiceError> {
    let Some(person) = person else { return Ok(()) };
    let user = actors::user_by_actor(conn, person)?.filter(|user| {
        user.disabled_at.is_none()
            && user.agency_id.as_ref() == Some(&case.agency_id)
            && user.role.parse().is_ok_and(|role| roles.contains(&role))
    });
    match user {
        Some(_) => Ok(()),
        None => Err(ServiceError::Unusable {
            field,
            reason: "it is nobody of this agency with that role".to_owned(),
        }),
    }
}

fn reread(conn: &mut Conn, id: &str) -> Result<CaseView, ServiceError> {
    let row = rows::case(conn, id)?.ok_or(ServiceError::NotFound)?;
    views(conn, vec![row])?.pop().ok_or(ServiceError::NotFound)
}

fn views(conn: &mut Conn, page: Vec<CaseRow>) -> Result<Vec<CaseView>, ServiceError> {
    let ids: Vec<&str> = page.iter().map(|row| row.id.as_str()).collect();
    let mut asking = rows::asking(conn, &ids)?;
    let named = rows::named(conn, &ids)?;
    page.into_iter()
        .map(|row| {
            let asking = asking.remove(&row.id).unwrap_or_default();
            Ok(CaseView {
                state: state_of(&row)?,
                urgency: urgency(asking.urgency.as_deref())?,
                referrals: asking.referrals,
                named: named.contains(&row.id),
                row,
            })
        })
        .collect()
}

/// An urgency as it is stored.
pub(super) fn urgency(word: Option<&str>) -> Result<Option<Urgency>, ServiceError> {
    let urgency = word.map(str::parse).transpose();
    urgency.map_err(|_| ServiceError::Internal("an urgency"))
}

fn state_of(row: &CaseRow) -> Result<CaseState, ServiceError> {
    row.state
        .parse()
        .map_err(|_| ServiceError::Internal("a case's state"))
}
