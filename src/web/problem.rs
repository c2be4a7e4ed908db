//! The only place that knows status codes: what a use-case's refusal is to a program ([`Problem`], Central's JSON shape)
//! and to a phone. Pages have their own words for people.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Value, json};

use crate::domain::correcting::NoCorrection;
use crate::service::ServiceError;
use crate::service::conversion::{ConversionError, Message};

/// A refusal to a program: `{"message", "code", "details"}`; the status is the whole part of the code.
#[derive(Debug)]
pub struct Problem {
    /// Central's code, e.g. `404.1`. Ours that Central lacks are above `.90`.
    pub code: f64,
    /// A sentence.
    pub message: String,
    /// What the code's details hold.
    pub details: Option<Value>,
    retry: bool,
}

impl Problem {
    /// A problem with Central's code.
    pub fn new(code: f64, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            details: None,
            retry: false,
        }
    }

    /// The same with details.
    pub fn with(code: f64, message: impl Into<String>, details: Value) -> Self {
        Self {
            details: Some(details),
            ..Self::new(code, message)
        }
    }

    /// Nobody, or wrong credentials.
    pub fn unauthenticated() -> Self {
        Self::new(
            401.2,
            "Could not authenticate with the provided credentials.",
        )
    }

    /// The password is right; the account has a second factor too.
    pub fn code_needed() -> Self {
        Self::with(
            401.91,
            "The password is right. This account has a second factor too: send its code as otp beside email and \
             password.",
            json!({ "field": "otp" }),
        )
    }

    /// Too many wrong passwords; try again in so many seconds.
    pub fn slow_down(seconds: i64) -> Self {
        Self::with(
            429.9,
            format!("Too many attempts to sign in failed; try again in {seconds} seconds."),
            json!({ "seconds": seconds }),
        )
    }

    /// No such thing.
    pub fn not_found() -> Self {
        Self::new(404.1, "Could not find the resource you were looking for.")
    }

    /// Not allowed.
    pub fn denied() -> Self {
        Self::new(
            403.1,
            "The authentication you provided does not have rights to perform that action.",
        )
    }

    /// A required value is missing.
    pub fn missing(field: &str) -> Self {
        Self::with(
            400.2,
            format!("Required parameter {field} missing."),
            json!({ "field": field }),
        )
    }

    /// The JSON body.
    pub fn body(&self) -> Value {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(details) = &self.details {
            body["details"] = details.clone();
        }
        body
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.trunc() as u16).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        if self.retry {
            answer.insert_header((header::RETRY_AFTER, "5"));
        }
        answer.json(self.body())
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        let message = error.to_string();
        match error {
            ServiceError::NotFound | ServiceError::UnknownForm(_) => Self::not_found(),
            ServiceError::Denied => Self::denied(),
            ServiceError::Unauthenticated => Self::unauthenticated(),
            ServiceError::WrongCode => {
                Self::with(401.92, capital(&message), json!({ "field": "otp" }))
            }
            ServiceError::SecondFactor => Self::new(403.92, capital(&message)),
            ServiceError::Missing(field) => Self::missing(field),
            ServiceError::Unusable { field, reason } => Self::with(
                400.8,
                format!("Unexpected {field} value; {reason}"),
                json!({ "field": field, "reason": reason }),
            ),
            ServiceError::Exists(what) => Self::with(
                409.3,
                format!("A resource already exists: {what}."),
                json!({ "fields": [what] }),
            ),
            ServiceError::VersionExists { form, version } => Self::with(
                409.6,
                format!(
                    "You tried to publish the form '{form}' with version '{version}', but a published form has \
                     already existed in this project with those identifiers."
                ),
                json!({ "xmlFormId": form, "version": version }),
            ),
            ServiceError::Pathway(errors) => {
                let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
                let cells = errors.iter().map(|one| {
                    json!({
                        "table": one.table,
                        "row": one.row,
                        "column": (!one.column.is_empty()).then_some(&one.column),
                        "character": one.character,
                        "text": one.text,
                    })
                });
                let cells: Vec<Value> = cells.collect();
                Self::with(400.93, message, json!({ "errors": lines, "cells": cells }))
            }
            ServiceError::Findings(findings) => {
                let listed: Vec<Value> = findings
                    .iter()
                    .map(|f| json!({ "code": f.code, "path": f.path, "message": f.to_string(), "blocks": f.blocks }))
                    .collect();
                if findings.iter().any(|f| f.blocks) {
                    Self::with(
                        400.91,
                        "The form has errors that must be mended before it can be kept.",
                        json!({ "findings": listed }),
                    )
                } else {
                    Self::with(
                        400.16,
                        "The Form is valid, but with warnings. Please check the warnings and if they are acceptable \
                         publish with a written reason (?reason=…), or for a general form with ?ignoreWarnings=true",
                        json!({ "warnings": { "workflowWarnings": listed } }),
                    )
                }
            }
            ServiceError::Conversion(error) => conversion(error, message),
            ServiceError::Form(_) => Self::with(400.1, message, json!({ "format": "xml" })),
            ServiceError::Unreadable(_) => Self::with(400.1, message, json!({ "format": "xml" })),
            ServiceError::NotAccepting => Self::new(
                409.2,
                "This form is not currently accepting submissions. Please talk to your program staff if this is \
                 unexpected.",
            ),
            ServiceError::UnknownVersion(version) => Self::with(
                404.6,
                format!(
                    "The form version specified in this submission '{version}' does not exist."
                ),
                json!({ "formVersion": version }),
            ),
            ServiceError::DifferentContent => Self::new(
                409.1,
                "A submission already exists with this ID, but with different XML. Resubmissions to attach \
                 additional multimedia must resubmit an identical xml_submission_file.",
            ),
            ServiceError::NoSuchDraft => Self::new(404.4, message),
            ServiceError::NothingToCorrect => Self::new(404.5, message),
            ServiceError::AlreadyCorrected => Self::new(409.9, message),
            ServiceError::NoCorrection(why) => Self::new(no_correction(why), message),
            ServiceError::PlaintextRefused => Self::new(400.92, message),
            ServiceError::TooLarge(_) => Self::new(413.9, message),
            ServiceError::Locked => Self::new(409.91, message),
            ServiceError::NeedsPurpose => Self::new(403.94, message),
            ServiceError::Uncertified => Self::new(403.93, message),
            ServiceError::NotYet(_) => Self::new(409.95, message),
            ServiceError::NoTransfer(_) => Self::new(409.96, message),
            ServiceError::Stopped => Self::new(403.91, message),
            ServiceError::Moved(state) => Self::with(409.92, message, json!({ "state": state })),
            ServiceError::NotNow { state, why } => {
                Self::with(409.94, message, json!({ "state": state, "reason": why }))
            }
            ServiceError::SecondPerson(_) => Self::new(409.93, message),
            ServiceError::Busy | ServiceError::VaultAway => Self {
                retry: true,
                ..Self::new(503.9, message)
            },
            error @ (ServiceError::Store(_) | ServiceError::Internal(_)) => {
                log(&error);
                Self::new(500.1, "Internal Server Error")
            }
        }
    }
}

/// Codes of corrections by hand; Central's where it has one.
fn no_correction(why: NoCorrection) -> f64 {
    match why {
        NoCorrection::Meanwhile => 409.9,
        NoCorrection::Nothing | NoCorrection::Answer => 400.94,
        NoCorrection::Encrypted => 400.95,
        NoCorrection::Unopened
        | NoCorrection::Consent
        | NoCorrection::NoKey
        | NoCorrection::Closed
        | NoCorrection::Elsewhere
        | NoCorrection::Files => 409.97,
    }
}

/// Central's codes for its own converter, and the rows beside them.
fn conversion(error: ConversionError, message: String) -> Problem {
    match error {
        ConversionError::NotInstalled => Problem::new(501.3, message),
        ConversionError::Failed(_) => Problem::new(502.2, message),
        ConversionError::Busy => Problem {
            retry: true,
            ..Problem::new(503.9, message)
        },
        ConversionError::TooLarge(_) => Problem::new(413.9, message),
        ConversionError::Table(found) => {
            let (errors, warnings): (Vec<_>, Vec<_>) = found.iter().partition(|m| m.blocks);
            let errors: Vec<_> = errors.into_iter().map(sentence).collect();
            let warnings: Vec<_> = warnings.into_iter().map(sentence).collect();
            Problem::with(
                400.15,
                "The given XLSForm file was not valid. Please see the error details for more information.",
                json!({ "error": errors.join("\n"), "warnings": warnings, "rows": found }),
            )
        }
        ConversionError::Warnings(found) => {
            let warnings: Vec<_> = found.iter().map(sentence).collect();
            Problem::with(
                400.16,
                "The Form is valid, but with warnings. Please check the warnings and if they are acceptable resubmit \
                 with ?ignoreWarnings=true",
                json!({ "warnings": { "xlsFormWarnings": warnings }, "rows": found }),
            )
        }
    }
}

fn sentence(message: &Message) -> String {
    format!("{}: {}", message.place(), message.message)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}.", first.to_uppercase(), letters.as_str())
    })
}

/// A fault of ours, with its cause: database messages are ours, not a person's words.
pub fn log(error: &dyn std::fmt::Display) {
    tracing::error!(%error, "a request failed");
}

/// The status that a phone gets. What may mend itself is never a 4xx that makes the app give up.
pub fn openrosa_status(error: &ServiceError) -> StatusCode {
    match error {
        ServiceError::NotFound
        | ServiceError::UnknownForm(_)
        | ServiceError::UnknownVersion(_)
        | ServiceError::NoSuchDraft
        | ServiceError::NothingToCorrect => StatusCode::NOT_FOUND,
        ServiceError::Denied
        | ServiceError::Stopped
        | ServiceError::SecondFactor
        | ServiceError::NeedsPurpose
        | ServiceError::Uncertified => StatusCode::FORBIDDEN,
        ServiceError::Unauthenticated | ServiceError::WrongCode => StatusCode::UNAUTHORIZED,
        ServiceError::NotAccepting
        | ServiceError::DifferentContent
        | ServiceError::AlreadyCorrected
        | ServiceError::NoCorrection(_)
        | ServiceError::Exists(_)
        | ServiceError::VersionExists { .. }
        | ServiceError::Moved(_)
        | ServiceError::NotNow { .. }
        | ServiceError::SecondPerson(_)
        | ServiceError::NotYet(_)
        | ServiceError::NoTransfer(_)
        | ServiceError::Locked => StatusCode::CONFLICT,
        ServiceError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        ServiceError::Busy | ServiceError::VaultAway => StatusCode::SERVICE_UNAVAILABLE,
        ServiceError::Store(_) | ServiceError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        ServiceError::Missing(_)
        | ServiceError::Unusable { .. }
        | ServiceError::Findings(_)
        | ServiceError::Pathway(_)
        | ServiceError::Conversion(_)
        | ServiceError::Form(_)
        | ServiceError::Unreadable(_)
        | ServiceError::PlaintextRefused => StatusCode::BAD_REQUEST,
    }
}
