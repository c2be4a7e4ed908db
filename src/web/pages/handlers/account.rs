//! The own account: where one is signed in, ending that, and what an open page says by itself.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};

use super::answer::{Answer, Stop, done, dressed, shown};
use super::entry::forget;
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use crate::domain::policy::Action;
use crate::service::accounts::{self, Face};
use crate::web::pages::account::{OwnAccount, SessionLine};
use crate::web::pages::{Flash, Here};
use crate::web::wire::Wire;

/// `GET /account`
///
/// # Errors
/// When the database refuses.
pub async fn one(visit: Visit) -> Answer {
    let session = &visit.person.session;
    let factors = visit.ok(accounts::factors(&visit.house, visit.actor()).await)?;
    let sessions = visit.ok(accounts::sessions(&visit.house, session).await)?;
    let sessions = sessions.into_iter().map(|one| SessionLine {
        this: one.this,
        with: match one.face {
            Face::Page => "account-with-browser",
            Face::Program => "account-with-program",
        },
        browser: one.browser,
        begun: visit.when(one.created_at),
        used: visit.when(one.used_at),
        id: one.id,
    });
    shown(&OwnAccount {
        shell: visit.shell(Here::Elsewhere),
        name: session.user.name.clone(),
        email: session.user.email.clone(),
        role: session.role(),
        agency: visit.agency.as_ref().map(|agency| agency.name.clone()),
        app: factors.app,
        passkeys: factors.passkeys,
        offered: accounts::offers_passkeys(&visit.house),
        recovers: visit.may(Action::UserRecover, visit.actor().home()),
        sessions: sessions.collect(),
    })
}

/// `POST /account/sessions/{id}/end`
///
/// # Errors
/// When the database refuses.
pub async fn end(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    visit.ok(accounts::end_session(&visit.house, visit.actor(), &id).await)?;
    done("/account", Flash::SessionGone)
}

/// `POST /account/sessions/end-others`
///
/// # Errors
/// When the database refuses.
pub async fn end_others(posted: Posted<Nothing>) -> Answer {
    let visit = posted.visit;
    let ended = accounts::end_other_sessions(&visit.house, visit.actor(), visit.token());
    visit.ok(ended.await)?;
    done("/account", Flash::OthersGone)
}

/// `POST /session/alive`: somebody types on an open page. Whoever is not signed in any more is told by the status alone.
pub async fn alive(posted: Result<Posted<Nothing>, Stop>) -> HttpResponse {
    match posted {
        Ok(_) => dressed(204).finish(),
        Err(stop) => bare(&stop),
    }
}

/// `POST /session/lock`: ends the session at once, and lets the browser forget what it saw.
pub async fn lock(request: HttpRequest, posted: Result<Posted<Nothing>, Stop>) -> HttpResponse {
    let visit = match posted {
        Ok(posted) => posted.visit,
        Err(stop) => return bare(&stop),
    };
    if let Err(error) = accounts::sign_out(&visit.house, visit.token()).await {
        return visit.stop(&error).error_response();
    }
    let mut answer = dressed(204)
        .insert_header(("Clear-Site-Data", "\"cache\""))
        .finish();
    forget(&mut answer, &Wire::of(&request));
    answer
}

fn bare(stop: &Stop) -> HttpResponse {
    match stop {
        Stop::Go(_) => dressed(401).finish(),
        Stop::Show(_) => stop.error_response(),
    }
}
