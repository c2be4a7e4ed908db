//! A signed-in person's request: who, from which agency, with what frame around the page.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::web::{Data, Query};
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::answer::{Stop, encoded, problem};
use zeroize::Zeroizing;

use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::second_factor::SignedIn;
use crate::domain::words::{Custody, KeyState, Role, Theme};
use crate::i18n::Locale;
use crate::service::accounts::{self, By};
use crate::service::{House, ServiceError, agencies, keys};
use crate::web::caller::{Person, token_of_browser};
use crate::web::locale;
use crate::web::pages::{Due, Flash, Here, Lock, Problem, Shell, When, Who};
use crate::web::wire::Wire;

/// Where whoever signed in by password only comes to, and no further.
const SECOND_FACTOR: &str = "/account/second-factor";
/// Where they may go.
const BY_PASSWORD: [&str; 3] = [SECOND_FACTOR, "/account/passkeys", "/session/"];

/// Longest address that signing in leads back to.
const LONGEST_NEXT: usize = 500;

/// The agency that a person works for.
pub struct Agency {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A request of somebody who is signed in. Whoever is not is sent to sign in.
pub struct Visit {
    /// Everything.
    pub house: Data<House>,
    /// Who.
    pub person: Person,
    /// Their agency; admins and auditors have none.
    pub agency: Option<Agency>,
    /// How they read.
    pub locale: Locale,
    /// Languages for labels of forms: the person's own, then those that their browser asks for.
    pub languages: Vec<String>,
    query: String,
    next: String,
}

impl Visit {
    async fn begin(request: &HttpRequest) -> Result<Self, Stop> {
        let house = house_of(request)?;
        let person = match Person::of_browser(request, &house).await {
            Ok(Some(person)) => person,
            Ok(None) => {
                let token = token_of_browser(request);
                let left = match &token {
                    Some(token) => {
                        let ended = accounts::end_if_left(&house, token).await;
                        ended.unwrap_or_else(|error| {
                            tracing::warn!(%error, "whether a session was left could not be looked up");
                            false
                        })
                    }
                    None => false,
                };
                let why = if left {
                    Flash::Idle
                } else {
                    Flash::SessionEnded
                };
                return Err(Stop::Go(way_in(request, token.map(|_| why))));
            }
            Err(_) => {
                let locale = locale::of_browser(request, &house);
                let shell = outside(&house, locale, "");
                return Err(Problem::busy(shell, here(request)).into());
            }
        };
        let locale = locale::of_person(request, &house, &person.session.user.likes);
        let mut languages = locale::languages(request);
        languages.insert(0, locale.lang.as_str().to_owned());
        let mut visit = Self {
            house,
            person,
            agency: None,
            locale,
            languages,
            query: request.query_string().to_owned(),
            next: here(request).unwrap_or_else(|| "/".to_owned()),
        };
        if visit.actor().signed_in == SignedIn::ByPassword {
            let path = Wire::of(request).target;
            let open = BY_PASSWORD.iter().any(|open| path.starts_with(open));
            if !open && path != "/sign-out" {
                return Err(Stop::Go(SECOND_FACTOR.to_owned()));
            }
            return Ok(visit);
        }
        if let Some(id) = visit.actor().agency.clone() {
            let known = visit.ok(agencies::list(&visit.house, visit.actor()).await)?;
            let name = known
                .into_iter()
                .find(|a| a.agency.id == id)
                .map(|a| a.agency.name);
            visit.agency = Some(Agency {
                id,
                name: name.unwrap_or_default(),
            });
        }
        Ok(visit)
    }

    /// For the policy.
    pub fn actor(&self) -> &Actor {
        self.person.actor()
    }

    /// The session's token: the vault asks for it.
    pub fn token(&self) -> &str {
        &self.person.token
    }

    /// On whose word the vault does what concerns accounts.
    pub fn by(&self) -> By {
        By::Session(Zeroizing::new(self.token().to_owned()))
    }

    /// The person's role.
    pub fn role(&self) -> Role {
        self.person.session.role()
    }

    /// The id of the person's agency.
    ///
    /// # Errors
    /// For admins and auditors: their role has nothing to do there.
    pub fn own_agency(&self) -> Result<&str, Stop> {
        match &self.agency {
            Some(agency) => Ok(&agency.id),
            None => Err(Problem::not_allowed(self.shell(Here::Elsewhere)).into()),
        }
    }

    /// The frame of a page.
    pub fn shell(&self, here: Here) -> Shell {
        let session = &self.person.session;
        let who = Who {
            name: session.user.name.clone(),
            role: session.role(),
            agency: self.agency.as_ref().map(|a| a.name.clone()),
        };
        let mut shell = Shell::inside(who, session.csrf.clone())
            .at(here)
            .speaking(self.locale)
            .looking(session.user.likes.theme.unwrap_or(Theme::Auto))
            .coming_back_to(self.next.as_str());
        shell
            .quick_exit
            .clone_from(&self.house.settings.server.quick_exit);
        let idle = self.house.settings.sign_in.idle_ms() / 1_000;
        shell.idle = u32::try_from(idle).ok();
        shell.said(self.said().as_deref())
    }

    fn said(&self) -> Option<String> {
        #[derive(serde::Deserialize, Default)]
        struct Said {
            said: Option<String>,
        }
        self.query::<Said>().said
    }

    /// How what was just changed stood before, if the address tells.
    pub fn was<T: std::str::FromStr>(&self) -> Option<T> {
        #[derive(serde::Deserialize, Default)]
        struct Was {
            was: Option<String>,
        }
        self.query::<Was>().was?.parse().ok()
    }

    /// What the address asks for after its `?`; what cannot be read is left out.
    pub fn query<T: DeserializeOwned + Default>(&self) -> T {
        Query::<T>::from_query(&self.query)
            .map(Query::into_inner)
            .unwrap_or_default()
    }

    /// A number in an address.
    ///
    /// # Errors
    /// No such page.
    pub fn number<T: std::str::FromStr>(&self, text: &str) -> Result<T, Stop> {
        text.parse().map_err(|_| self.stop(&ServiceError::NotFound))
    }

    /// What a use-case answered, or the page that says why not.
    ///
    /// # Errors
    /// The refusal as a page.
    pub fn ok<T>(&self, result: Result<T, ServiceError>) -> Result<T, Stop> {
        result.map_err(|error| self.stop(&error))
    }

    /// A use-case's refusal as a page.
    pub fn stop(&self, error: &ServiceError) -> Stop {
        if matches!(error, ServiceError::Unauthenticated) {
            return Stop::Go(format!("/sign-in?said={}", Flash::SessionEnded));
        }
        problem(self.shell(Here::Elsewhere), error, self.holds_keys()).into()
    }

    /// Whether to offer something. The use-case asks the policy itself; this only spares dead ends.
    pub fn may(&self, action: Action, resource: Resource<'_>) -> bool {
        policy::may(self.actor(), action, resource).is_ok()
    }

    /// Whether the person may unlock the own agency's keys.
    pub fn holds_keys(&self) -> bool {
        self.agency
            .as_ref()
            .is_some_and(|a| self.may(Action::KeyUnlock, Resource::Agency(&a.id)))
    }

    /// Whether the own agency's content can be read now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn lock(&self) -> Result<Lock, Stop> {
        let Some(agency) = &self.agency else {
            return Ok(Lock::Open);
        };
        let keys = self.ok(keys::standing(&self.house, self.actor(), &agency.id).await)?;
        let used = || {
            keys.keys
                .iter()
                .filter(|k| matches!(k.state, KeyState::Active | KeyState::Retiring))
        };
        Ok(match keys.open {
            Some(true) => Lock::Open,
            // Without keys there is nothing to unlock: the keys' page says what to do.
            _ if used().next().is_none() => Lock::Open,
            None => Lock::Away,
            Some(false) => {
                let by_passphrase = used().any(|k| k.custody == Custody::Passphrase);
                Lock::Locked {
                    may_unlock: by_passphrase && self.holds_keys(),
                }
            }
        })
    }

    /// Words for a moment.
    pub fn when(&self, ms: i64) -> When {
        self.locale.when(ms)
    }

    /// Words for a limit.
    pub fn due(&self, ms: i64) -> Due {
        self.locale.due(ms, self.house.now())
    }
}

impl FromRequest for Visit {
    type Error = Stop;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Stop>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::begin(&request).await })
    }
}

/// The state that every handler stands on.
///
/// # Errors
/// Never, once the server runs.
pub fn house_of(request: &HttpRequest) -> Result<Data<House>, Stop> {
    let house = request.app_data::<Data<House>>().cloned();
    house.ok_or_else(|| Problem::failed(Shell::outside("")).into())
}

/// The frame for somebody who is not signed in.
pub fn outside(house: &House, locale: Locale, csrf: &str) -> Shell {
    let mut shell = Shell::outside(csrf)
        .speaking(locale)
        .coming_back_to("/sign-in");
    shell
        .quick_exit
        .clone_from(&house.settings.server.quick_exit);
    shell
}

/// The page that was asked for, without what it was to say: where to come back to.
pub fn here(request: &HttpRequest) -> Option<String> {
    if request.method() != Method::GET {
        return None;
    }
    let target = Wire::of(request).target;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let kept: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("said=") && !pair.starts_with("was="))
        .collect();
    let mut next = path.to_owned();
    if !kept.is_empty() {
        next.push('?');
        next += &kept.join("&");
    }
    checked_next(&next).map(str::to_owned)
}

/// Where to sign in, and to come back from there.
fn way_in(request: &HttpRequest, why: Option<Flash>) -> String {
    let ended = why.map_or(String::new(), |why| format!("&said={why}"));
    let target = Wire::of(request).target;
    match checked_next(&target).filter(|next| *next != "/" && request.method() == Method::GET) {
        Some(next) => format!("/sign-in?next={}{ended}", encoded(next)),
        None => format!("/sign-in?{}", ended.trim_start_matches('&'))
            .trim_end_matches('?')
            .to_owned(),
    }
}

/// A path of this server to go to after signing in; none for whatever could lead elsewhere.
pub fn checked_next(next: &str) -> Option<&str> {
    let ours = next.starts_with('/') && !next.starts_with("//");
    let plain = !next.contains('\\') && !next.chars().any(|c| c.is_control() || c.is_whitespace());
    let entry = next.starts_with("/sign-in") || next.starts_with("/sign-out");
    (ours && plain && !entry && next.len() <= LONGEST_NEXT).then_some(next)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn signing_in_leads_back_to_this_server_only() {
        assert_eq!(checked_next("/queue?page=2"), Some("/queue?page=2"));
        for bad in [
            "",
            "queue",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: x",
            "/ a",
            "/sign-in?next=/sign-in",
        ] {
            assert_eq!(checked_next(bad), None, "{bad:?}");
        }
        assert_eq!(checked_next(&format!("/{}", "a".repeat(600))), None);
    }

    #[test]
    fn whoever_is_not_signed_in_comes_back_to_the_page_after() {
        let asked = TestRequest::get().uri("/referrals/a?x=1").to_http_request();
        assert_eq!(
            way_in(&asked, None),
            "/sign-in?next=%2Freferrals%2Fa%3Fx%3D1"
        );
        let home = TestRequest::get().uri("/").to_http_request();
        assert_eq!(way_in(&home, None), "/sign-in");
        let posted = TestRequest::post().uri("/keys/lock").to_http_request();
        let ended = Some(Flash::SessionEnded);
        assert_eq!(way_in(&posted, ended), "/sign-in?said=session-ended");
    }

    #[test]
    fn coming_back_says_nothing_twice() {
        let asked = |uri: &str| here(&TestRequest::get().uri(uri).to_http_request());
        let kept = asked("/queue?said=accepted&page=2");
        assert_eq!(kept.as_deref(), Some("/queue?page=2"));
        assert_eq!(asked("/queue?said=accepted").as_deref(), Some("/queue"));
        assert_eq!(
            here(&TestRequest::post().uri("/queue").to_http_request()),
            None
        );
    }
}
