//! Passkeys: adding, showing at signing in, removing. What a script asks for comes as JSON; everything else is a page.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

use super::answer::{Answer, Stop, dressed, page, problem, redirect, shown};
use super::entry::{Step, signed_in, too_many};
use super::posted::{Entered, Posted};
use super::second_factor::attempt;
use super::visit::{Visit, checked_next};
use crate::domain::second_factor::SignedIn;
use crate::service::accounts::{self, Asked, Face, PasskeyView, Shown};
use crate::service::{ServiceError, guesses};
use crate::web::caller::via;
use crate::web::pages::account::{PasskeyLine, Passkeys};
use crate::web::pages::{Content, Flash, Here, Trouble};
use crate::web::wire::Wire;

const WRONG_PASSWORD: &str = "entry-factor-wrong-password";
const NOT_TAKEN: &str = "account-passkey-not-taken";
/// As many as the vault keeps for one person.
const MOST: usize = 10;

/// `GET /account/passkeys`
///
/// # Errors
/// 403 for whoever has a second factor and did not give it.
pub async fn list(visit: Visit) -> Answer {
    shown(&view(&visit, String::new(), Trouble::none()).await?)
}

/// The password alone.
#[derive(Deserialize)]
pub struct Again {
    #[serde(default)]
    password: Zeroizing<String>,
}

/// `POST /account/passkeys/options`: for the script. 422: the page says better what was wrong.
///
/// # Errors
/// 429 after too many wrong passwords.
pub async fn options(request: HttpRequest, posted: Posted<Again>) -> Answer {
    let Posted { visit, form } = posted;
    let attempt = attempt(&visit, &Wire::of(&request))?;
    match accounts::ask_new_passkey(&visit.house, visit.token(), form.password).await {
        Err(ServiceError::Unauthenticated) => Ok(dressed(422).finish()),
        other => {
            attempt.succeeded();
            Ok(as_json(&visit.ok(other)?))
        }
    }
}

/// A new passkey, or what stands in the form where no script ran.
#[derive(Deserialize)]
pub struct New {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: Zeroizing<String>,
    #[serde(default)]
    client_data: String,
    #[serde(default)]
    attestation: String,
}

/// `POST /account/passkeys/add`
///
/// # Errors
/// 409 when there are as many as there may be; 429 after too many wrong passwords.
pub async fn add(request: HttpRequest, posted: Posted<New>) -> Answer {
    let Posted { visit, form } = posted;
    let wire = Wire::of(&request);
    let again = async |field, text: &str| {
        let trouble = Trouble::with(field, visit.locale.t(text));
        Ok(page(422, &view(&visit, form.name.clone(), trouble).await?))
    };
    if form.client_data.is_empty() {
        let attempt = attempt(&visit, &wire)?;
        let password = form.password.clone();
        let asked = accounts::ask_new_passkey(&visit.house, visit.token(), password).await;
        if let Err(ServiceError::Unauthenticated) = asked {
            return again("password", WRONG_PASSWORD).await;
        }
        attempt.succeeded();
        return again("name", "account-passkey-no-scripts").await;
    }
    let (house, token) = (&visit.house, visit.token());
    let added = accounts::add_passkey(
        house,
        token,
        &form.name,
        &form.client_data,
        &form.attestation,
    );
    match added.await {
        Err(ServiceError::WrongCode) => again("name", NOT_TAKEN).await,
        Err(ServiceError::Unusable { .. }) => again("name", "account-passkey-wrong-name").await,
        other => {
            let session = visit.ok(other)?;
            let there = format!("/account/passkeys?said={}", Flash::PasskeyAdded);
            Ok(signed_in(&wire, &session, &there))
        }
    }
}

/// `POST /account/passkeys/{id}/remove`
///
/// # Errors
/// 429 after too many wrong passwords.
pub async fn remove(request: HttpRequest, posted: Posted<Again>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let attempt = attempt(&visit, &Wire::of(&request))?;
    let removed = accounts::remove_passkey(&visit.house, visit.token(), form.password, &id).await;
    let text = match removed {
        Err(ServiceError::Unauthenticated) => WRONG_PASSWORD,
        other => {
            attempt.succeeded();
            match other {
                Err(ServiceError::Moved(_)) => "account-passkey-only-one",
                // Twice pressed: it is gone.
                Err(ServiceError::NotFound) => return Ok(redirect("/account/passkeys")),
                other => {
                    visit.ok(other)?;
                    let out = format!("/sign-in?said={}", Flash::PasskeyRemoved);
                    return Ok(redirect(&out));
                }
            }
        }
    };
    let trouble = Trouble::with("remove", visit.locale.t(text));
    Ok(page(422, &view(&visit, String::new(), trouble).await?))
}

/// What stands for the right password.
#[derive(Deserialize)]
pub struct Half {
    halfway: Zeroizing<String>,
}

/// `POST /sign-in/passkey/options`: for the script.
///
/// # Errors
/// 401 when it took too long.
pub async fn sign_in_options(entered: Entered<Half>) -> Answer {
    let Entered {
        house, entry, form, ..
    } = entered;
    match accounts::ask_passkey(&house, form.halfway).await {
        Ok(asked) => Ok(as_json(&asked)),
        Err(ServiceError::Unauthenticated) => Ok(dressed(401).finish()),
        Err(error) => Err(problem(entry.plain_shell(&house), &error, false).into()),
    }
}

/// A passkey that was shown.
#[derive(Deserialize)]
pub struct Given {
    halfway: Zeroizing<String>,
    #[serde(default)]
    credential: String,
    #[serde(default)]
    client_data: String,
    #[serde(default)]
    authenticator_data: String,
    #[serde(default)]
    signature: String,
    /// Whether the page offered codes beside it: only to show it again as it was.
    #[serde(default)]
    app: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in/passkey`
///
/// # Errors
/// 429 after too many wrong ones.
pub async fn sign_in(request: HttpRequest, entered: Entered<Given>) -> Answer {
    let Entered {
        house,
        entry,
        wire,
        form,
    } = entered;
    let attempt = guesses::begin(&form.halfway, wire.client, house.now())
        .map_err(|seconds| too_many(entry.plain_shell(&house), seconds))?;
    let next = checked_next(&form.next).unwrap_or_default();
    let halfway = form.halfway.to_string();
    let given = Shown {
        credential: form.credential,
        client_data: form.client_data,
        authenticator_data: form.authenticator_data,
        signature: form.signature,
    };
    let via = via(&request, Face::Page);
    match accounts::give_passkey(&house, form.halfway, &given, via).await {
        Ok(session) => {
            attempt.succeeded();
            Ok(signed_in(&wire, &session, next))
        }
        Err(error) => {
            let step = Step {
                halfway: &halfway,
                app: form.app == "yes",
                passkeys: true,
            };
            step.refused(&house, &entry, next, attempt, error, ("passkey", NOT_TAKEN))
        }
    }
}

fn as_json(asked: &Asked) -> HttpResponse {
    dressed(200).json(json!({
        "challenge": asked.challenge,
        "rp": asked.host,
        "user": asked.user,
        "name": asked.name,
        "credentials": asked.credentials,
        "algorithms": asked.algorithms,
    }))
}

async fn view(visit: &Visit, name: String, trouble: Trouble) -> Result<Passkeys, Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    let factors = visit.ok(accounts::factors(house, actor).await)?;
    let rows = visit.ok(accounts::passkeys(house, visit.token()).await)?;
    Ok(Passkeys {
        shell: visit.shell(Here::Elsewhere),
        room: rows.len() < MOST,
        rows: rows.into_iter().map(|row| line(visit, row)).collect(),
        app: factors.app,
        offered: accounts::offers_passkeys(house),
        required: actor.signed_in == SignedIn::ByPassword,
        name,
        trouble,
    })
}

fn line(visit: &Visit, row: PasskeyView) -> PasskeyLine {
    PasskeyLine {
        id: row.id,
        name: Content::from(row.name),
        added: visit.when(row.created_at),
        used: row.used_at.map(|at| visit.when(at)),
    }
}
