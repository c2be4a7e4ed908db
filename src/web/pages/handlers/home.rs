//! The first page: what waits for this role.

use super::answer::{Answer, shown};
use super::form_tabs::path_of;
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::domain::words::{KeyPurpose, KeyState, Role, SubmissionState};
use crate::service::accounts::{self, Browser};
use crate::service::{agencies, audit, forms, keys, overview, pathway, protocols};
use crate::web::pages::home::LastIn;
use crate::web::pages::{Counts, Here, Home};

/// `GET /`
///
/// # Errors
/// When the database refuses.
pub async fn page(visit: Visit) -> Answer {
    let mut counts = Counts::default();
    match visit.role() {
        Role::Admin => server(&visit, &mut counts).await?,
        Role::Auditor => {
            let chain = visit.ok(audit::verify(&visit.house, visit.actor()).await)?;
            counts.chain_broken = chain.broken.is_some();
        }
        Role::Coordination => {}
        _ => agency(&visit, &mut counts).await?,
    }
    signatures(&visit, &mut counts).await?;
    if visit.may(Action::UserRecover, visit.actor().home()) {
        let all = visit.ok(accounts::recoveries(&visit.house, visit.actor()).await)?;
        counts.recoveries = number(all.iter().filter(|one| one.waits_for_me).count());
    }
    let session = &visit.person.session;
    let mut home = Home::new(visit.shell(Here::Home), visit.role(), &counts);
    home.last = session.before_at.map(|at| LastIn {
        at: visit.when(at),
        browser: session.before_browser.unwrap_or(Browser::Other),
        wrong_tries: session.wrong_tries,
    });
    shown(&home)
}

async fn agency(visit: &Visit, counts: &mut Counts) -> Result<(), super::answer::Stop> {
    let (house, actor, id) = (&visit.house, visit.actor(), visit.own_agency()?);
    let tasks = visit.ok(overview::tasks(house, actor).await)?;
    let queue = &tasks.queue;
    (counts.open, counts.late, counts.held) = (queue.open, queue.late, queue.held);
    (counts.approvals, counts.consents) = (tasks.approvals, tasks.consents);
    (counts.unmatched, counts.looks, counts.dead) = (tasks.unmatched, tasks.looks, tasks.dead);
    (counts.to_open, counts.opened) = (tasks.to_open(), tasks.opened);
    let count = |state| tasks.submissions.get(&state).copied().unwrap_or_default();
    counts.waiting_key = count(SubmissionState::WaitingKey);
    counts.waiting_files = count(SubmissionState::WaitingMedia);
    counts.damaged = count(SubmissionState::Damaged) + count(SubmissionState::KeyDisabled);
    if counts.waiting_files + counts.damaged + counts.to_open > 0 {
        let projects = visit.ok(overview::projects(house, actor).await)?;
        let mut own = projects
            .iter()
            .filter(|p| p.project.agency_id.as_deref() == Some(id));
        counts.project = own
            .next()
            .map(|p| p.project.id)
            .filter(|_| own.next().is_none());
    }
    counts.locked = matches!(visit.lock().await?, crate::web::pages::Lock::Locked { .. });
    let known = visit.ok(keys::standing(house, actor, id).await)?.keys;
    let collection = |state| {
        known
            .iter()
            .filter(move |k| k.purpose == KeyPurpose::Collection && k.state == state)
    };
    counts.no_key = collection(KeyState::Active).next().is_none();
    let confirmable = collection(KeyState::Pending).filter(|k| {
        let requested_by = k.requested_by.unwrap_or_default();
        visit.may(
            Action::KeyConfirm,
            Resource::PendingKey {
                agency: id,
                requested_by,
            },
        )
    });
    counts.keys_to_confirm = number(confirmable.count());
    Ok(())
}

/// What waits for their signature, as the pages of the pathway say it.
async fn signatures(visit: &Visit, counts: &mut Counts) -> Result<(), super::answer::Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    if visit.may(Action::PathwaySign, Resource::Platform) {
        let all = visit.ok(pathway::versions(house, actor).await)?;
        let waits = all.iter().filter(|one| one.waits_for(actor.id));
        counts.versions_to_sign = number(waits.count());
    }
    if visit.may(Action::ProtocolSign, actor.home()) {
        let all = visit.ok(protocols::list(house, actor).await)?;
        let waits = all.iter().filter(|p| p.waits_for(actor.id, house.now()));
        counts.protocols_to_sign = number(waits.count());
    }
    Ok(())
}

async fn server(visit: &Visit, counts: &mut Counts) -> Result<(), super::answer::Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    counts.dead = visit.ok(overview::tasks(house, actor).await)?.dead;
    let drafts = visit.ok(forms::for_second(house, actor).await)?;
    counts.drafts_to_second = number(drafts.len());
    if let [(project, form)] = drafts.as_slice() {
        counts.second_at = Some(path_of(*project, form));
    }
    for project in visit.ok(overview::projects(house, actor).await)? {
        counts.drafts += number(project.unpublished);
        counts.phones += number(project.phones.unwrap_or_default());
    }
    for agency in visit.ok(agencies::list(house, actor).await)? {
        let known = visit
            .ok(keys::standing(house, actor, &agency.agency.id).await)?
            .keys;
        let ready = known
            .iter()
            .any(|k| k.purpose == KeyPurpose::Collection && k.state == KeyState::Active);
        counts.agencies_without_key += u32::from(!ready && agency.agency.disabled_at.is_none());
    }
    Ok(())
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
