//! A request as handlers meet it: who asks, parameters, query, body. Whoever is nobody gets 401.2 before anything is
//! read or looked up. What does not parse becomes Central's problem with its field.

use std::collections::HashMap;
use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Data, Query};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt as _;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::domain::policy::Actor;
use crate::service::House;
use crate::service::accounts::By;
use crate::service::projects::{self, ProjectRow};
use crate::web::caller::Person;
use crate::web::problem::Problem;
use crate::web::wire::Wire;

/// Central's limit on JSON bodies, in bytes.
const JSON_BYTES: usize = 250_000;

/// A request by whomever.
pub struct Asked {
    /// The house.
    pub house: Data<House>,
    /// The request's head.
    pub request: HttpRequest,
    parameters: HashMap<String, String>,
    query: HashMap<String, String>,
    payload: Payload,
}

/// A request by a person with a live session.
pub struct Call {
    asked: Asked,
    /// Who asks.
    pub person: Person,
}

impl Deref for Call {
    type Target = Asked;

    fn deref(&self) -> &Asked {
        &self.asked
    }
}

impl DerefMut for Call {
    fn deref_mut(&mut self) -> &mut Asked {
        &mut self.asked
    }
}

impl Call {
    /// For the policy.
    pub fn actor(&self) -> &Actor {
        self.person.actor()
    }

    /// The request without its person.
    pub fn into_asked(self) -> Asked {
        self.asked
    }

    /// The session's token, for the vault.
    pub fn token(&self) -> &str {
        &self.person.token
    }

    /// On whose word the vault does what concerns accounts.
    pub fn by(&self) -> By {
        By::Session(Zeroizing::new(self.token().to_owned()))
    }

    /// The project in the path, if the person may know of it: asked before the body is read.
    ///
    /// # Errors
    /// 400.11, 404.1, 403.1.
    pub async fn project(&self) -> Result<ProjectRow, Problem> {
        let id = self.id("project")?;
        Ok(projects::one(&self.house, self.actor(), id).await?)
    }
}

impl Asked {
    fn new(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        let house = request.app_data::<Data<House>>().cloned();
        let house = house.ok_or_else(|| Problem::new(500.1, "Internal Server Error"))?;
        let matched = request.match_info().iter();
        let parameters = matched
            .map(|(name, value)| (name.to_owned(), decoded(value)))
            .collect();
        let query = Query::<HashMap<String, String>>::from_query(request.query_string());
        let query = query.map(Query::into_inner).unwrap_or_default();
        Ok(Self {
            house,
            request: request.clone(),
            parameters,
            query,
            payload: payload.take(),
        })
    }

    /// The same once its sender is known to be a person.
    ///
    /// # Errors
    /// 401.2, 401.3; 403.1 for a phone's key.
    pub async fn signed_in(self) -> Result<Call, Problem> {
        if Wire::of(&self.request).key.is_some() {
            return Err(Problem::denied());
        }
        let person = Person::of_program(&self.request, &self.house).await?;
        Ok(Call {
            asked: self,
            person,
        })
    }

    /// A text in the path, decoded; empty if the route has none of that name.
    pub fn word(&self, name: &str) -> String {
        self.parameters.get(name).cloned().unwrap_or_default()
    }

    /// A number in the path.
    ///
    /// # Errors
    /// 400.11, or 400.22 for one that no id can be.
    pub fn id(&self, name: &str) -> Result<i64, Problem> {
        let text = self.word(name);
        let number: i64 = text.parse().map_err(|_| {
            let shown: String = text.chars().take(80).collect();
            Problem::with(
                400.11,
                format!("Invalid input data type: expected \"{shown}\" to be (type integer)"),
                json!({ "value": shown, "expected": "integer" }),
            )
        })?;
        match i32::try_from(number) {
            Ok(_) => Ok(number),
            Err(_) => Err(Problem::with(
                400.22,
                format!("Provided value '{number}' is out of range for type 'integer'"),
                json!({ "value": text, "type": "integer" }),
            )),
        }
    }

    /// A parameter of the query; none if it is not given.
    pub fn asked_for(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// Central's booleans: only the word `true`, in any case.
    pub fn switched_on(&self, name: &str) -> bool {
        self.asked_for(name)
            .is_some_and(|v| v.eq_ignore_ascii_case("true"))
    }

    /// A whole number of the query, not negative.
    ///
    /// # Errors
    /// 400.11 with the field.
    pub fn number(&self, name: &'static str) -> Result<Option<i64>, Problem> {
        let Some(text) = self.asked_for(name).filter(|t| !t.is_empty()) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(number) if number >= 0 => Ok(Some(number)),
            _ => Err(wrong_type(name, "integer")),
        }
    }

    /// `?limit=` (this many unless told, never more than `most`) and `?offset=`.
    ///
    /// # Errors
    /// 400.11.
    pub fn page(&self, unless_told: i64, most: i64) -> Result<(i64, i64), Problem> {
        let limit = self.number("limit")?.unwrap_or(unless_told).min(most);
        Ok((limit, self.number("offset")?.unwrap_or(0)))
    }

    /// A header's text.
    pub fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.request
            .headers()
            .get(name)
            .and_then(|v| v.to_str().ok())
    }

    /// The next piece of the body.
    ///
    /// # Errors
    /// 400.1 for a body that broke off, 400.37 for one that is packed in a way that we do not unpack.
    pub async fn chunk(&mut self) -> Result<Option<actix_web::web::Bytes>, Problem> {
        if self
            .header(header::CONTENT_ENCODING)
            .is_some_and(|e| !e.eq_ignore_ascii_case("identity"))
        {
            return Err(Problem::new(400.37, "Encoding not supported."));
        }
        let within = Duration::from_secs(self.house.settings.limits.request_seconds);
        match tokio::time::timeout(within, self.payload.next()).await {
            Ok(None) => Ok(None),
            Ok(Some(Ok(bytes))) => Ok(Some(bytes)),
            Ok(Some(Err(_))) | Err(_) => Err(Problem::new(
                400.1,
                "The request did not arrive whole; send it again.",
            )),
        }
    }

    /// The whole body, at most so many bytes.
    ///
    /// # Errors
    /// 400.36 for a larger one.
    pub async fn body(&mut self, most: usize) -> Result<Zeroizing<Vec<u8>>, Problem> {
        let said = self
            .header(header::CONTENT_LENGTH)
            .and_then(|l| l.parse::<usize>().ok())
            .unwrap_or(0);
        if said > most {
            return Err(too_large());
        }
        let mut body = Zeroizing::new(Vec::with_capacity(said));
        while let Some(bytes) = self.chunk().await? {
            if body.len() + bytes.len() > most {
                return Err(too_large());
            }
            body.extend_from_slice(&bytes);
        }
        Ok(body)
    }

    /// The body's JSON object. Only `application/json` is read as such (so that no page elsewhere can send one without
    /// the browser asking us first); anything else counts as an empty object.
    ///
    /// # Errors
    /// 400.1, 400.36.
    pub async fn json(&mut self) -> Result<Fields, Problem> {
        let kind = self
            .header(header::CONTENT_TYPE)
            .unwrap_or_default()
            .to_ascii_lowercase();
        if !kind.starts_with("application/json") {
            return Ok(Fields(Map::new()));
        }
        let body = self.body(JSON_BYTES).await?;
        if body.is_empty() {
            return Ok(Fields(Map::new()));
        }
        match serde_json::from_slice(&body) {
            Ok(Value::Object(map)) => Ok(Fields(map)),
            _ => Err(Problem::with(
                400.1,
                format!(
                    "Could not parse the given data ({} chars) as json.",
                    body.len()
                ),
                json!({ "format": "json", "rawLength": body.len() }),
            )),
        }
    }
}

impl FromRequest for Asked {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        std::future::ready(Self::new(request, payload))
    }
}

impl FromRequest for Call {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let asked = Asked::new(request, payload);
        Box::pin(async move { asked?.signed_in().await })
    }
}

/// A JSON object's fields. `null` is as good as absent.
pub struct Fields(Map<String, Value>);

impl Fields {
    /// Whether the field stands there at all, `null` too.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A text.
    ///
    /// # Errors
    /// 400.11 for anything else.
    pub fn text(&mut self, name: &'static str) -> Result<Option<String>, Problem> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong_type(name, "string")),
        }
    }

    /// A text that must be there and not be blank.
    ///
    /// # Errors
    /// 400.2, 400.11.
    pub fn needed(&mut self, name: &'static str) -> Result<String, Problem> {
        self.text(name)?
            .filter(|t| !t.trim().is_empty())
            .ok_or_else(|| Problem::missing(name))
    }

    /// A text that is wiped after use; none if it is empty.
    ///
    /// # Errors
    /// 400.11.
    pub fn secret(&mut self, name: &'static str) -> Result<Option<Zeroizing<String>>, Problem> {
        Ok(self
            .text(name)?
            .map(Zeroizing::new)
            .filter(|t| !t.is_empty()))
    }

    /// Texts that are wiped after use, without empty ones.
    ///
    /// # Errors
    /// 400.11 for anything but a list of texts.
    pub fn secrets(&mut self, name: &'static str) -> Result<Vec<Zeroizing<String>>, Problem> {
        let given = match self.0.remove(name) {
            None | Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(given)) => given,
            Some(_) => return Err(wrong_type(name, "array")),
        };
        let texts = given.into_iter().map(|one| match one {
            Value::String(text) => Ok(Zeroizing::new(text)),
            _ => Err(wrong_type(name, "array")),
        });
        let texts: Vec<_> = texts.collect::<Result<_, _>>()?;
        Ok(texts.into_iter().filter(|text| !text.is_empty()).collect())
    }

    /// A whole number.
    ///
    /// # Errors
    /// 400.11 for anything else.
    pub fn number(&mut self, name: &'static str) -> Result<Option<i64>, Problem> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Number(number)) => number
                .as_i64()
                .map(Some)
                .ok_or_else(|| wrong_type(name, "integer")),
            Some(_) => Err(wrong_type(name, "integer")),
        }
    }

    /// A boolean.
    ///
    /// # Errors
    /// 400.11.
    pub fn flag(&mut self, name: &'static str) -> Result<Option<bool>, Problem> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(wrong_type(name, "boolean")),
        }
    }

    /// A list of texts.
    ///
    /// # Errors
    /// 400.11.
    pub fn texts(&mut self, name: &'static str) -> Result<Option<Vec<String>>, Problem> {
        let wrong = || wrong_type(name, "list of strings");
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(all)) => {
                let texts = all.into_iter().map(|v| match v {
                    Value::String(text) => Ok(text),
                    _ => Err(wrong()),
                });
                texts.collect::<Result<_, _>>().map(Some)
            }
            Some(_) => Err(wrong()),
        }
    }

    /// A list that must be there, whatever is in it.
    ///
    /// # Errors
    /// 400.2, 400.11.
    pub fn list(&mut self, name: &'static str) -> Result<Vec<Value>, Problem> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Err(Problem::missing(name)),
            Some(Value::Array(all)) => Ok(all),
            Some(_) => Err(wrong_type(name, "array")),
        }
    }

    /// One word of a closed set that must be there.
    ///
    /// # Errors
    /// 400.2; 400.8 for a word that is not in the set.
    pub fn one_of<T: std::str::FromStr>(
        &mut self,
        name: &'static str,
        all: &str,
    ) -> Result<T, Problem> {
        let word = self.needed(name)?;
        word.parse().map_err(|_| unexpected(name, &word, all))
    }
}

/// Decodes what the router leaves encoded, so that an id with a slash stays one segment: `%2F`, `%25`, `%2B`.
fn decoded(segment: &str) -> String {
    let mut text = String::with_capacity(segment.len());
    let mut rest = segment;
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        let (c, length) = match rest.get(at + 1..at + 3) {
            Some("2F" | "2f") => ('/', 3),
            Some("2B" | "2b") => ('+', 3),
            Some("25") => ('%', 3),
            _ => ('%', 1),
        };
        text.push(c);
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    text
}

/// 400.8, with what would have been right.
pub fn unexpected(field: &'static str, value: &str, reason: &str) -> Problem {
    let value: String = value.chars().take(80).collect();
    Problem::with(
        400.8,
        format!("Unexpected {field} value {value}; {reason}"),
        json!({ "field": field, "value": value, "reason": reason }),
    )
}

fn wrong_type(field: &'static str, expected: &'static str) -> Problem {
    Problem::with(
        400.11,
        format!("Invalid input data type: expected ({field}) to be ({expected})"),
        json!({ "field": field, "expected": expected }),
    )
}

fn too_large() -> Problem {
    Problem::new(400.36, "Request body too large.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_hold_any_character_and_is_decoded_once() {
        let router = |raw: &str| {
            let uri = raw.parse().expect("a path");
            actix_web::dev::Url::new(uri).path().to_owned()
        };
        for (raw, text) in [
            ("a%2Fb", "a/b"),
            ("a%252Fb", "a%2Fb"),
            ("a%20b%2Bc+d", "a b+c+d"),
            ("%C3%A9t%C3%A9.v2", "été.v2"),
            ("100%25", "100%"),
            ("uuid%3A1", "uuid:1"),
        ] {
            assert_eq!(
                decoded(router(&format!("/{raw}")).trim_start_matches('/')),
                text,
                "{raw}"
            );
        }
    }

    #[test]
    fn a_field_of_another_kind_is_named_with_what_it_should_be() {
        let Value::Object(map) = json!({ "email": 1, "name": " ", "none": null, "on": "yes" })
        else {
            return;
        };
        let mut fields = Fields(map);
        assert_eq!(fields.text("email").err().map(|p| p.code), Some(400.11));
        assert_eq!(fields.needed("name").err().map(|p| p.code), Some(400.2));
        assert_eq!(fields.text("none").ok().flatten(), None);
        assert_eq!(fields.flag("on").err().map(|p| p.code), Some(400.11));
    }
}
