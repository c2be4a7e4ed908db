//! Where publishing takes two: asking for it, taking that back, and whose a draft is. Who may then publish is
//! the domain's (`domain/publishing.rs`); publishing itself stands in `publishing`.

use super::publishing::{Judged, read};
use super::{Reason, by_id, draft_of};
use crate::domain::policy::{Action, Actor};
use crate::domain::publishing::{Draft, Next, Rule};
use crate::service::projects::permitted;
use crate::service::{House, ServiceError, audit};
use crate::store::Conn;
use crate::store::forms::{self, FormVersionRow};
use crate::store::publishing::{self as rows, RequestRow};

/// What a page or a program shows of a draft that waits, or could.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// How many people it takes here.
    pub rule: Rule,
    /// Who asked, when, and why in spite of warnings.
    pub asked: Option<(i64, i64, Option<String>)>,
    /// Who saved it.
    pub saved_by: Option<i64>,
    /// Who changed its files since.
    pub changed_by: Vec<i64>,
    /// What follows when the caller wants it published; none: they wait for somebody else.
    pub next: Option<Next>,
}

/// Where a draft stands between its two people.
///
/// # Errors
/// [`ServiceError::NotFound`] without a draft, [`ServiceError::Denied`].
pub async fn waiting(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
) -> Result<Waiting, ServiceError> {
    let (actor, id, rule) = (
        actor.clone(),
        xml_form_id.to_owned(),
        house.settings.forms.rule(),
    );
    house
        .store
        .read("form_waits", move |conn| {
            permitted(conn, &actor, Action::FormRead, project)?;
            let form = by_id(conn, project, &id)?;
            let draft = draft_of(conn, &form.id)?;
            let request = rows::request(conn, &draft.id)?;
            let whose = whose(conn, &draft)?;
            Ok(Waiting {
                rule,
                next: whose.next(rule, actor.id).ok(),
                asked: request.map(|r| (r.asked_by, r.asked_at, r.reason)),
                saved_by: draft.created_by,
                changed_by: rows::hands(conn, &draft.id)?,
            })
        })
        .await
}

/// The drafts that somebody asked for and that the actor may publish as the second person: project and form.
///
/// # Errors
/// When the database refuses.
pub async fn for_second(house: &House, actor: &Actor) -> Result<Vec<(i64, String)>, ServiceError> {
    let (actor, rule) = (actor.clone(), house.settings.forms.rule());
    house
        .store
        .read("forms_for_second", move |conn| {
            let mut found = Vec::new();
            for id in rows::all_asked(conn)? {
                let Some(draft) = forms::version(conn, &id)? else {
                    continue;
                };
                let form = forms::by_id(conn, &draft.form_id)?;
                let Some(form) = form.filter(|form| form.deleted_at.is_none()) else {
                    continue;
                };
                let may = match permitted(conn, &actor, Action::FormPublish, form.project_id) {
                    Err(
                        ServiceError::Denied | ServiceError::NotFound | ServiceError::SecondFactor,
                    ) => false,
                    other => other.map(|_| true)?,
                };
                if may && whose(conn, &draft)?.next(rule, actor.id) == Ok(Next::Publish) {
                    found.push((form.project_id, form.xml_form_id));
                }
            }
            Ok(found)
        })
        .await
}

/// Asks a second person to publish the draft. Asking again replaces what was asked.
///
/// # Errors
/// [`ServiceError::NotFound`] without a draft; as publishing for what could not be published.
pub async fn ask(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    reason: Reason,
) -> Result<(), ServiceError> {
    let (actor, now, id) = (actor.clone(), house.now(), xml_form_id.to_owned());
    house
        .store
        .write("ask_to_publish", move |conn| {
            let owner = permitted(conn, &actor, Action::FormDraft, project)?;
            let form = by_id(conn, project, &id)?;
            let draft = draft_of(conn, &form.id)?;
            let findings = read(&owner, draft.xml.clone())?.findings;
            let judged = Judged::of(conn, &owner, &form, &draft, &findings, &reason)?;
            keep(
                conn,
                &actor,
                owner.agency_id.as_deref(),
                &draft,
                judged.written,
                now,
            )
        })
        .await
}

/// Takes that back: by whoever may draft, so that nobody is stuck with what somebody who is away asked.
///
/// # Errors
/// [`ServiceError::NotFound`] where nobody asked; [`ServiceError::Denied`].
pub async fn withdraw(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
) -> Result<(), ServiceError> {
    let (actor, now, id) = (actor.clone(), house.now(), xml_form_id.to_owned());
    house
        .store
        .write("withdraw_publishing", move |conn| {
            let owner = permitted(conn, &actor, Action::FormDraft, project)?;
            let form = by_id(conn, project, &id)?;
            let draft = draft_of(conn, &form.id)?;
            if !rows::withdraw(conn, &draft.id)? {
                return Err(ServiceError::NotFound);
            }
            audit::note(
                conn,
                &actor,
                owner.agency_id.as_deref(),
                "form.withdraw",
                "form",
                &form.id,
                now,
            )?;
            Ok(())
        })
        .await
}

/// Writes that somebody asked.
pub(super) fn keep(
    conn: &mut Conn,
    actor: &Actor,
    agency: Option<&str>,
    draft: &FormVersionRow,
    reason: Option<String>,
    now: i64,
) -> Result<(), ServiceError> {
    let row = RequestRow {
        form_version_id: draft.id.clone(),
        asked_by: actor.id,
        asked_at: now,
        reason: reason.clone(),
    };
    rows::ask(conn, &row)?;
    audit::note_with(
        conn,
        actor,
        agency,
        "form.ask",
        "form",
        &draft.form_id,
        reason.as_deref(),
        now,
    )?;
    Ok(())
}

/// Whose hands a draft went through.
pub(super) fn whose(conn: &mut Conn, draft: &FormVersionRow) -> Result<Draft, ServiceError> {
    let asked = rows::request(conn, &draft.id)?.map(|r| r.asked_by);
    let hands = rows::hands(conn, &draft.id)?;
    Ok(Draft::kept(draft.created_by, hands, asked))
}
