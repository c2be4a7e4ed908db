//! Signing in and out, and the one-time link that sets a password.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::answer::{Answer, Stop, page, problem, redirect};
use super::posted::{Entered, Entry, Nothing, Posted};
use super::visit::checked_next;
use crate::i18n::typed;
use crate::service::accounts::Entered as Outcome;
use crate::service::accounts::{self, Code, Face, Halfway, NewSession, PASSWORD_CHARS, UserView};
use crate::service::{House, ServiceError, guesses};
use crate::web::caller::{PLAIN_COOKIE, Person, SECURE_COOKIE, token_of_browser, via};
use crate::web::pages::{Flash, Problem, Shell, SignIn, SignInCode, Trouble, Welcome, refusals};
use crate::web::wire::Wire;

const WRONG: &str = "entry-wrong";
/// For whoever gave a code that is not the one of now.
pub const WRONG_CODE: &str = "entry-wrong-code";
const TOO_LATE: &str = "entry-too-late";

/// `?next=…&said=…`
#[derive(Deserialize, Default)]
struct Arrival {
    next: Option<String>,
    said: Option<String>,
}

/// The form's fields.
#[derive(Deserialize)]
pub struct Credentials {
    email: String,
    password: Zeroizing<String>,
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
///
/// # Errors
/// None of its own.
pub async fn sign_in_page(request: HttpRequest, house: Data<House>) -> Answer {
    let query = actix_web::web::Query::<Arrival>::from_query(request.query_string());
    let arrival = query
        .map(actix_web::web::Query::into_inner)
        .unwrap_or_default();
    let next = arrival
        .next
        .as_deref()
        .and_then(checked_next)
        .unwrap_or_default();
    let idle = arrival.said.as_deref() == Some(Flash::Idle.as_str());
    if let (true, Some(token)) = (idle, token_of_browser(&request)) {
        let ended = accounts::end_if_left(&house, &token).await;
        ended.map_err(|error| {
            problem(
                Entry::of(&request, &house).plain_shell(&house),
                &error,
                false,
            )
        })?;
    }
    if let Ok(Some(_)) = Person::of_browser(&request, &house).await {
        return Ok(redirect(if next.is_empty() { "/" } else { next }));
    }
    let entry = Entry::of(&request, &house);
    let view = SignIn {
        shell: entry.shell(&house).said(arrival.said.as_deref()),
        email: String::new(),
        next: next.to_owned(),
        trouble: Trouble::none(),
    };
    Ok(entry.keep(page(200, &view)))
}

/// `POST /sign-in`
///
/// # Errors
/// 429 after too many wrong passwords.
pub async fn sign_in(request: HttpRequest, entered: Entered<Credentials>) -> Answer {
    let Entered {
        house,
        entry,
        wire,
        form,
    } = entered;
    let attempt = guesses::begin(&form.email, wire.client, house.now())
        .map_err(|seconds| too_many(entry.plain_shell(&house), seconds))?;
    let next = checked_next(&form.next).unwrap_or_default();
    let via = via(&request, Face::Page);
    match accounts::sign_in(&house, &form.email, form.password, Code::Missing, via).await {
        Ok(Outcome::In(session)) => {
            attempt.succeeded();
            Ok(signed_in(&wire, &session, next))
        }
        Ok(Outcome::CodeNeeded(halfway)) => {
            attempt.succeeded();
            let step = Step::of(&halfway);
            let view = step.view(&house, &entry, next, Trouble::none());
            Ok(entry.keep(page(200, &view)))
        }
        Err(ServiceError::Unauthenticated) => {
            let view = SignIn {
                shell: entry.shell(&house),
                next: next.to_owned(),
                email: form.email,
                trouble: Trouble::with("password", entry.locale.t(WRONG)),
            };
            Ok(entry.keep(page(401, &view)))
        }
        Err(error) => {
            attempt.succeeded();
            Err(problem(entry.plain_shell(&house), &error, false).into())
        }
    }
}

/// The second step, as it is shown, and shown again.
pub struct Step<'a> {
    /// The vault's word that the password was right.
    pub halfway: &'a str,
    /// Whether an app shows codes.
    pub app: bool,
    /// Whether a passkey can be shown.
    pub passkeys: bool,
}

impl<'a> Step<'a> {
    fn of(halfway: &'a Halfway) -> Self {
        Self {
            halfway: &halfway.word,
            app: halfway.app,
            passkeys: halfway.passkeys,
        }
    }

    /// Its page.
    pub fn view(&self, house: &House, entry: &Entry, next: &str, trouble: Trouble) -> SignInCode {
        SignInCode {
            shell: entry.shell(house),
            halfway: self.halfway.to_owned(),
            app: self.app,
            passkeys: self.passkeys,
            next: next.to_owned(),
            trouble,
        }
    }

    /// The page after a second factor that was not taken: this step once more, or the beginning. What is no wrong guess is not
    /// counted as one.
    ///
    /// # Errors
    /// Whatever else was wrong.
    pub fn refused(
        &self,
        house: &House,
        entry: &Entry,
        next: &str,
        attempt: guesses::Attempt,
        error: ServiceError,
        (field, key): (&'static str, &str),
    ) -> Answer {
        match error {
            ServiceError::WrongCode => {
                let trouble = Trouble::with(field, entry.locale.t(key));
                Ok(entry.keep(page(401, &self.view(house, entry, next, trouble))))
            }
            ServiceError::Unauthenticated => {
                Ok(entry.keep(page(401, &too_late(house, entry, next))))
            }
            error => {
                attempt.succeeded();
                Err(problem(entry.plain_shell(house), &error, false).into())
            }
        }
    }
}

/// The page after a second factor that came too late.
fn too_late(house: &House, entry: &Entry, next: &str) -> SignIn {
    SignIn {
        shell: entry.shell(house),
        next: next.to_owned(),
        email: String::new(),
        trouble: Trouble::with("password", entry.locale.t(TOO_LATE)),
    }
}

/// The fields of the second step.
#[derive(Deserialize)]
pub struct SecondStep {
    halfway: Zeroizing<String>,
    code: Zeroizing<String>,
    /// Whether the page offered passkeys beside it: only to show it again as it was.
    #[serde(default)]
    passkeys: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in/code`
///
/// # Errors
/// 429 after too many wrong codes.
pub async fn sign_in_code(request: HttpRequest, entered: Entered<SecondStep>) -> Answer {
    let Entered {
        house,
        entry,
        wire,
        form,
    } = entered;
    // By the whole of it, which nobody can make up: the vault counts an account's codes.
    let attempt = guesses::begin(&form.halfway, wire.client, house.now())
        .map_err(|seconds| too_many(entry.plain_shell(&house), seconds))?;
    let next = checked_next(&form.next).unwrap_or_default();
    let halfway = form.halfway.to_string();
    let via = via(&request, Face::Page);
    match accounts::give_code(&house, form.halfway, typed(&form.code), via).await {
        Ok(session) => {
            attempt.succeeded();
            Ok(signed_in(&wire, &session, next))
        }
        Err(error) => {
            let step = Step {
                halfway: &halfway,
                app: true,
                passkeys: form.passkeys == "yes",
            };
            step.refused(&house, &entry, next, attempt, error, ("code", WRONG_CODE))
        }
    }
}

/// Into the house, with the session's cookie.
pub fn signed_in(wire: &Wire, session: &NewSession, next: &str) -> HttpResponse {
    let mut answer = redirect(if next.is_empty() { "/" } else { next });
    put(&mut answer, &session_cookie(wire, session.token.expose()));
    answer
}

/// After too many guesses: when to try again.
pub fn too_many(shell: Shell, seconds: i64) -> Stop {
    Problem::too_many(shell, seconds.saturating_mul(1_000).max(60_000)).into()
}

/// `POST /sign-out`
///
/// # Errors
/// When the database refuses.
pub async fn sign_out(request: HttpRequest, posted: Posted<Nothing>) -> Answer {
    let visit = posted.visit;
    visit.ok(accounts::sign_out(&visit.house, visit.token()).await)?;
    let mut answer = redirect(&format!("/sign-in?said={}", Flash::SignedOut));
    forget(&mut answer, &Wire::of(&request));
    Ok(answer)
}

/// Takes the session's cookie away.
pub fn forget(answer: &mut HttpResponse, wire: &Wire) {
    let mut gone = session_cookie(wire, "");
    gone.set_max_age(Duration::ZERO);
    put(answer, &gone);
}

/// The two fields of choosing a password.
#[derive(Deserialize)]
pub struct Chosen {
    password: Zeroizing<String>,
    password_again: Zeroizing<String>,
}

/// `GET /welcome/{token}`
///
/// # Errors
/// 404 for a link that was used or has ended.
pub async fn welcome_page(request: HttpRequest, house: Data<House>, token: Path<String>) -> Answer {
    let entry = Entry::of(&request, &house);
    let user = accounts::linked(&house, &token)
        .await
        .map_err(|e| link_problem(&house, &entry, &e))?;
    Ok(entry.keep(page(
        200,
        &welcome_view(&house, &entry, &token, user, Trouble::none()),
    )))
}

/// `POST /welcome/{token}`
///
/// # Errors
/// 404 for a link that was used or has ended.
pub async fn welcome(entered: Entered<Chosen>, token: Path<String>) -> Answer {
    let Entered {
        house, entry, form, ..
    } = entered;
    let trouble = if *form.password == *form.password_again {
        match accounts::welcome(&house, &token, form.password).await {
            Ok(()) => return Ok(redirect(&format!("/sign-in?said={}", Flash::PasswordSet))),
            Err(ServiceError::Unusable {
                field: "password",
                reason,
            }) => Trouble::with("password", refusals::reason(entry.locale, &reason)),
            Err(error) => return Err(link_problem(&house, &entry, &error).into()),
        }
    } else {
        Trouble::with("password_again", entry.locale.t("entry-password-differs"))
    };
    let user = accounts::linked(&house, &token)
        .await
        .map_err(|e| link_problem(&house, &entry, &e))?;
    Ok(entry.keep(page(
        422,
        &welcome_view(&house, &entry, &token, user, trouble),
    )))
}

fn welcome_view(
    house: &House,
    entry: &Entry,
    token: &str,
    user: UserView,
    trouble: Trouble,
) -> Welcome {
    Welcome {
        shell: entry.shell(house),
        token: token.to_owned(),
        name: user.name,
        email: user.email,
        min_length: PASSWORD_CHARS,
        trouble,
    }
}

fn link_problem(house: &House, entry: &Entry, error: &ServiceError) -> Problem {
    let shell = entry.plain_shell(house);
    match error {
        ServiceError::NotFound => {
            let (what, next) = ("entry-link-what", "entry-link-next");
            Problem::of(shell, 404, "entry-link-title", what, next)
        }
        error => problem(shell, error, false),
    }
}

fn session_cookie<'a>(wire: &Wire, token: &'a str) -> Cookie<'a> {
    Cookie::build(
        if wire.https {
            SECURE_COOKIE
        } else {
            PLAIN_COOKIE
        },
        token,
    )
    .path("/")
    .http_only(true)
    .secure(wire.https)
    // Lax: a link from a message still finds the person signed in. Forms are guarded by their own token.
    .same_site(SameSite::Lax)
    .finish()
}

fn put(answer: &mut HttpResponse, cookie: &Cookie<'_>) {
    // Tokens have no character that a header could not hold; without the cookie, the next page asks to sign in.
    let _ = answer.add_cookie(cookie);
}
