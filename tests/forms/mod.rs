//! The library of forms: valid for phones, unchanged by their own conversion, minimal for their stage.

mod convert;
mod facts;
mod lint;
mod real_phone;
mod stories;

use std::process::Command;

use crate::support::program::Said;
use crate::support::{FormOnPhone, real_phone::python, root};

const FORMS: [&str; 15] = [
    "site_a0",
    "wellbeing_a1",
    "wellbeing_a2",
    "wellbeing_a3",
    "wellbeing_a4a",
    "wellbeing_a4b",
    "wellbeing_a5",
    "wellbeing_a6",
    "wellbeing_a7",
    "wellbeing_a8",
    "wellbeing_a9",
    "wellbeing_a10",
    "site_a11",
    "site_a12",
    "wellbeing_a13",
];

fn xml(id: &str) -> String {
    std::fs::read_to_string(root().join(format!("forms/{id}/{id}.xml"))).unwrap()
}

#[test]
#[ignore = "needs Java and pyxform: tests/run"]
fn odk_validate_accepts_them() {
    let jar = "import pyxform, pathlib; \
               print(pathlib.Path(pyxform.__file__).parent / 'validators/odk_validate/bin/ODK_Validate.jar')";
    let jar = Command::new(python()).args(["-c", jar]).output().unwrap();
    let jar = String::from_utf8(jar.stdout).unwrap().trim().to_owned();
    for id in FORMS {
        let file = root().join(format!("forms/{id}/{id}.xml"));
        let said = Said::from(
            Command::new("java")
                .args(["-jar", &jar])
                .arg(&file)
                .output()
                .unwrap(),
        );
        assert_eq!(said.code, Some(0), "{id}: {}", said.all());
        assert!(!said.all().contains("Invalid"), "{id}: {}", said.all());
    }
}

#[test]
fn they_have_the_names_that_other_programs_use() {
    let screening = xml("wellbeing_a1");
    assert_eq!(FormOnPhone::read(&screening).id, "wellbeing_a1");
    for path in [
        "gate/safe_now",
        "gate/mode",
        "gate/told_limits",
        "gate/willing",
        "who/area",
        "who/sex",
        "who/age_group",
        "who/displacement",
        "who/alone",
        "who/language",
        "urg/medical",
        "urg/danger",
        "urg/sv_time",
        "urg/selfharm",
        "ind/a_act",
        "ind/b_means",
        "ind/c_purpose",
        "res/band",
        "res/urgent",
        "res/officer_view",
        "agree/contact_ok",
        "agree/how",
        "agree/when",
        "end/case_code",
        "end/info_given",
    ] {
        assert!(
            screening.contains(&format!("nodeset=\"/data/{path}\"")),
            "{path}"
        );
    }
    assert_eq!(FormOnPhone::read(&xml("site_a0")).id, "site_a0");
}

#[test]
fn a_screening_asks_for_nobody_s_name_and_keeps_nothing_that_a_phone_knows() {
    let screening = xml("wellbeing_a1");
    for never in [
        "geopoint",
        "mediatype",
        "deviceid",
        "phonenumber",
        "instanceName",
        "audit",
    ] {
        assert!(!screening.contains(never), "{never}");
    }
}
