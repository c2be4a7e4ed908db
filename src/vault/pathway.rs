//! The pathway as the program ships it: CSV tables in `forms/pathway/`, compiled by the domain.
//! (An edited and approved pathway from the database comes with the form library.)

use crate::domain::pathway::{Pathway, Tables};

const FACTS: &str = include_str!("../../forms/pathway/facts.csv");
const SERVICES: &str = include_str!("../../forms/pathway/services.csv");
const TEMPLATES: &str = include_str!("../../forms/pathway/templates.csv");
const RULES: &str = include_str!("../../forms/pathway/rules.csv");

/// Which version of the tables routed something; stands in each sealed decision.
pub const VERSION: &str = "shipped-1";

/// The tables do not compile: every error with its place.
#[derive(Debug, thiserror::Error)]
#[error("the pathway does not compile: {0}")]
pub struct PathwayError(String);

/// Compiles the shipped tables.
///
/// # Errors
/// When a table does not parse; tests hold that the shipped ones do.
pub fn shipped() -> Result<Pathway, PathwayError> {
    let (facts, services) = (rows(FACTS)?, rows(SERVICES)?);
    let (templates, rules) = (rows(TEMPLATES)?, rows(RULES)?);
    Pathway::compile(Tables {
        facts: &facts,
        services: &services,
        templates: &templates,
        rules: &rules,
    })
    .map_err(|errors| {
        PathwayError(
            errors
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; "),
        )
    })
}

fn rows(text: &str) -> Result<Vec<Vec<String>>, PathwayError> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .records()
        .map(|r| r.map(|r| r.iter().map(str::to_owned).collect()))
        .collect::<Result<_, _>>()
        .map_err(|e| PathwayError(e.to_string()))
}
