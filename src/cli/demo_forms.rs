//! The forms of the demo: the shipped library, with the files that each needs beside it; and the projects and places that
//! it is for.

use anyhow::Context as _;

use crate::domain::policy::Actor;
use crate::domain::site;
use crate::openrosa::FormDefinition;
use crate::openrosa::form::Field;
use crate::service::{House, forms, projects};
use crate::store::sites::SiteRow;
use crate::store::{StoreError, sites};

/// The name of each agency's project for casework.
pub const CASEWORK: &str = "Casework";

/// A form.
pub struct Form {
    /// The id that phones know.
    pub id: &'static str,
    /// The XForm.
    pub xml: &'static str,
    /// Its files: name and content.
    pub files: &'static [(&'static str, &'static str)],
}

macro_rules! library {
    ($($id:literal: $($file:literal),*;)+) => {
        &[$(Form {
            id: $id,
            xml: include_str!(concat!("../../forms/", $id, "/", $id, ".xml")),
            files: &[$(($file, include_str!(concat!("../../forms/", $id, "/", $file)))),*],
        }),+]
    };
}

/// What whoever meets people first needs: published in every agency's first project.
pub const FRONTLINE: &[Form] = library! {
    "site_a0": ;
    "wellbeing_a1": ;
};

/// Every step of the guide: published in every agency's project for casework.
pub const LIBRARY: &[Form] = library! {
    "site_a0": ;
    "wellbeing_a1": ;
    "wellbeing_a2": ;
    "wellbeing_a3": "areas.csv", "countries.csv";
    "wellbeing_a4a": "countries.csv", "places.csv";
    "wellbeing_a4b": "areas.csv";
    "wellbeing_a5": "agencies.csv", "areas.csv", "places.csv";
    "wellbeing_a6": "areas.csv";
    "wellbeing_a7": "areas.csv", "points.csv", "providers.csv";
    "wellbeing_a8": ;
    "wellbeing_a9": "areas.csv";
    "wellbeing_a10": ;
    "site_a11": "areas.csv";
    "site_a12": "areas.csv", "languages.csv", "services.csv";
    "wellbeing_a13": "services.csv";
};

/// Every area that the demo's forms name is cleared for first conversations.
pub async fn clear_areas(house: &House) -> anyhow::Result<()> {
    let screening = FRONTLINE.iter().find(|form| form.id == "wellbeing_a1");
    let screening = screening.context("the demo's screening form")?;
    let form = FormDefinition::parse(screening.xml.as_bytes())?;
    let area = |field: &&Field| field.fact.as_deref() == Some("area");
    let asked = form
        .fields
        .iter()
        .find(area)
        .context("the question for the area")?;
    let now = house.now();
    let rows = asked.choices.iter().map(|choice| SiteRow {
        area: choice.value.to_string(),
        agency_id: None,
        submission_id: None,
        clear_step1: true,
        clear_step2: true,
        analysed_at: now,
        review_by: site::review_by("", now),
    });
    let rows: Vec<SiteRow> = rows.collect();
    house
        .store
        .write("clear_demo_areas", move |conn| {
            for row in &rows {
                sites::keep(conn, row)?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}

/// The agency's second project, with every form; whoever meets people first has no use for most of them.
pub async fn casework_project(house: &House, admin: &Actor, agency: &str) -> anyhow::Result<i64> {
    let all = projects::list(house, admin).await?;
    let there = all
        .iter()
        .find(|p| p.agency_id.as_deref() == Some(agency) && p.name == CASEWORK);
    if let Some(project) = there {
        return Ok(project.id);
    }
    let about = "Every step of the guide, for caseworkers.".to_owned();
    let agency = Some(agency.to_owned());
    Ok(
        projects::create(house, admin, agency, CASEWORK, Some(about))
            .await?
            .id,
    )
}

/// Publishes the forms that a project lacks, with their files.
pub async fn publish(
    house: &House,
    admin: &Actor,
    project: i64,
    forms: &[Form],
) -> anyhow::Result<()> {
    let there = forms::list(house, admin, project).await?;
    let lacking = forms
        .iter()
        .filter(|form| there.iter().all(|t| t.xml_form_id != form.id));
    for form in lacking {
        let xml = form.xml.as_bytes().to_vec();
        forms::create(house, admin, project, xml, None).await?;
        for (name, text) in form.files {
            let content = ("text/csv".to_owned(), text.as_bytes().to_vec());
            let name = (*name).to_owned();
            forms::set_draft_file(house, admin, project, form.id, name, Some(content)).await?;
        }
        let reason = forms::Reason::Written("part of the demo".into());
        forms::publish(house, admin, project, form.id, None, reason).await?;
    }
    Ok(())
}
