//! `…/forms/{form}/draft`: what is not on phones yet.

use super::call::Call;
use super::codes;
use super::forms::{form, reason, refused, uploaded, waits};
use super::shape::{Answer, ok, success, xml};
use crate::service::ServiceError;
use crate::service::drafts_on_phones::{self, Named};
use crate::service::forms::{self, Published, Which};
use crate::web::settings_code::{Managed, PhoneSettings};

/// `GET …/draft`
pub async fn one(call: Call) -> Answer {
    let (project, id) = (call.id("project")?, call.word("form"));
    ok(form(
        &forms::one(&call.house, call.actor(), project, &id, Which::Draft).await?,
    ))
}

/// `GET …/draft.xml`: as its author wrote it.
pub async fn read(call: Call) -> Answer {
    let (project, id) = (call.id("project")?, call.word("form"));
    xml(forms::xml(&call.house, call.actor(), project, &id, Which::Draft).await?)
}

/// `POST …/draft`: replaces it; without a body it starts from the published version.
pub async fn replace(mut call: Call) -> Answer {
    let (project, id) = (call.project().await?.id, call.word("form"));
    let given = uploaded(&mut call, project).await?;
    match forms::set_draft(&call.house, call.actor(), project, &id, given.clone()).await {
        Ok(()) => success(),
        Err(error) => Err(refused(error, given.as_deref().unwrap_or_default())),
    }
}

/// `DELETE …/draft`
pub async fn discard(call: Call) -> Answer {
    let (project, id) = (call.id("project")?, call.word("form"));
    match forms::discard_draft(&call.house, call.actor(), project, &id).await {
        Err(ServiceError::Unusable { reason, .. }) => Err(crate::web::problem::Problem::new(
            409.7,
            format!("Could not delete draft: {reason}."),
        )),
        other => {
            other?;
            success()
        }
    }
}

/// `POST …/draft/publish?version=&reason=&ignoreWarnings=`: where two are required, the first asks by it and the second publishes by it.
pub async fn publish(call: Call) -> Answer {
    let (project, id) = (call.id("project")?, call.word("form"));
    let version = call.asked_for("version").map(str::to_owned);
    match forms::publish(
        &call.house,
        call.actor(),
        project,
        &id,
        version,
        reason(&call),
    )
    .await?
    {
        Published::Done(_) => success(),
        Published::Waits(draft) => Err(waits(&draft)),
    }
}

/// `POST …/draft/ask?reason=&ignoreWarnings=`: for whoever may draft but not publish.
pub async fn ask(call: Call) -> Answer {
    let (project, id) = (call.id("project")?, call.word("form"));
    forms::ask(&call.house, call.actor(), project, &id, reason(&call)).await?;
    success()
}

/// `POST …/draft/withdraw`: nobody asks any more.
pub async fn withdraw(call: Call) -> Answer {
    let (project, id) = (call.id("project")?, call.word("form"));
    forms::withdraw(&call.house, call.actor(), project, &id).await?;
    success()
}

/// `POST …/draft/settings-code?format=png|svg|text`: the code with which a phone tests the draft.
pub async fn settings_code(call: Call) -> Answer {
    let (project, id) = (call.id("project")?, call.word("form"));
    let draft = forms::one(&call.house, call.actor(), project, &id, Which::Draft).await?;
    let named = Named {
        token: draft.draft_token.ok_or(ServiceError::NoSuchDraft)?,
        project,
        form: id,
    };
    let server_url = drafts_on_phones::server_url(&call.house.settings.public_url(), &named);
    let name = format!("[Draft] {}", draft.title);
    codes::answer(
        &call,
        &PhoneSettings {
            server_url: &server_url,
            login: None,
            project_name: &name,
            icon: Some("📝"),
            managed: Managed::default(),
        },
    )
}
