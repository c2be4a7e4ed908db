//! What each step of the work may ask for: classes, kinds of questions, and how long a free text may be.

use super::words;
use super::{Code, Findings, uses_answers};
use crate::domain::words::{DataClass, Stage};
use crate::openrosa::form::{Field, FieldKind, FormDefinition};

/// Properties of the phone or its owner that a staged form must not collect.
const IDENTIFYING_PROPERTIES: [&str; 4] = ["username", "phonenumber", "email", "simserial"];
/// How many coded questions of class D4 a screening may have: the urgent health group.
const URGENT_HEALTH: usize = 3;
/// The longest free text of a screening, in characters.
const SHORT_TEXT: u32 = 120;

/// What a stage allows of a class.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Allowed {
    Anything,
    /// Choices and calculations only, never typed.
    Coded,
    Nothing,
}

/// The table of domain brief 2.1. D0 is harmless everywhere, and D1 identifies nobody: `id` and `safety` need it for the
/// case code and for levels, as the brief's own forms do.
fn allowed(stage: Stage, class: DataClass) -> Allowed {
    use Allowed::{Anything, Coded, Nothing};
    use DataClass::{D0, D1, D2, D3, D4, D5};
    match (stage, class) {
        (_, D0) => Anything,
        (Stage::Context, _) => Nothing,
        (_, D1) => Anything,
        (Stage::Id, D3 | D5) => Anything,
        (Stage::Incident | Stage::Provider | Stage::Id, _) | (_, D3) => Nothing,
        (_, D2) => Anything,
        (Stage::Screen, D4) => Coded,
        (Stage::Consent, D4 | D5) => Coded,
        (Stage::Verify | Stage::Refer | Stage::Feedback, D5) => Coded,
        (Stage::Safety, D4 | D5) => Anything,
        (
            Stage::Verify
            | Stage::Intake
            | Stage::Needs
            | Stage::Follow
            | Stage::Close
            | Stage::Refer
            | Stage::Feedback,
            D4,
        ) => Anything,
        _ => Nothing,
    }
}

/// Looks at every field of a staged form.
pub(super) fn fields(form: &FormDefinition, stage: Stage, findings: &mut Findings) {
    if let Some(name) = form.field("/meta/instanceName")
        && name
            .calculate
            .as_deref()
            .is_some_and(|expression| uses_answers(expression, &form.root))
    {
        let why = "the display name is made of answers, and phones keep it in clear even after encryption";
        let mend = "use a date or a random code";
        findings.block(Code::NameFromAnswers, Some(&name.path), why, mend);
    }
    for action in &form.recorders {
        let why = format!("the form records sound or place by itself ({action})");
        findings.block(Code::BannedRecorder, None, why, "remove the action");
        findings.about("action", action);
    }
    for field in &form.fields {
        kind(field, stage, findings);
        class(field, stage, findings);
        typed(field, stage, findings);
    }
    let urgent = |field: &&Field| stage == Stage::Screen && field.class == Some(DataClass::D4);
    if let Some(field) = form.fields.iter().filter(urgent).nth(URGENT_HEALTH) {
        let why = format!(
            "a screening may have {URGENT_HEALTH} questions on urgent health, and this is one more"
        );
        findings.block(
            Code::TooMuchHealth,
            Some(&field.path),
            why,
            "leave it to the interview",
        );
        findings.about("limit", URGENT_HEALTH);
    }
}

/// A question's class is there and within what the stage may hold.
fn class(field: &Field, stage: Stage, findings: &mut Findings) {
    let Some(class) = field.class else {
        if wants_class(field) {
            let why = "the question has no data class, so nobody knows who may see its answer";
            findings.block(
                Code::NoClass,
                Some(&field.path),
                why,
                "give its bind wb:cls (D0 to D5)",
            );
        }
        return;
    };
    let refused = match allowed(stage, class) {
        Allowed::Anything => return,
        Allowed::Coded if !is_typed(field) => return,
        Allowed::Coded => format!("{class} may only be asked with choices in the stage {stage}"),
        Allowed::Nothing => {
            format!("the stage {stage} may not hold {class}: each step knows only what it needs")
        }
    };
    let mend = "ask it in the step that it belongs to, or as a choice";
    findings.block(Code::ClassNotAllowed, Some(&field.path), refused, mend);
    findings.about("stage", stage);
    findings.about("class", class);
}

/// Whether a field holds something that somebody said. Groups, notes and the phone's own times do not.
fn wants_class(field: &Field) -> bool {
    let note = field.readonly && field.calculate.is_none();
    let time = field
        .preload
        .as_ref()
        .is_some_and(|preload| matches!(&*preload.source, "timestamp" | "date" | "uid"));
    matches!(field.kind, FieldKind::Question(_))
        && &*field.path != "/meta"
        && !field.path.starts_with("/meta/")
        && !note
        && !time
}

/// Whether somebody types the answer: neither chosen nor calculated.
fn is_typed(field: &Field) -> bool {
    field
        .control
        .as_ref()
        .is_some_and(|control| matches!(&*control.name, "input" | "secret"))
        && !field.readonly
}

fn is_text(field: &Field) -> bool {
    is_typed(field)
        && matches!(&field.kind, FieldKind::Question(kind) if matches!(kind.as_str(), "string" | "unknown"))
}

/// Kinds of questions that a stage may not ask.
fn kind(field: &Field, stage: Stage, findings: &mut Findings) {
    let Some((code, what)) = banned(field) else {
        return;
    };
    // A paper may have to be kept with the identity; nothing else has a reason to.
    if stage == Stage::Id && matches!(code, Code::AsksForImage | Code::AsksForFile) {
        return;
    }
    let why = format!(
        "the stage {stage} must not ask for {what}: a phone is looked through, and files name people"
    );
    findings.block(code, Some(&field.path), why, "remove the question");
    findings.about("stage", stage);
}

/// A question that no staged form may ask, in words, with its code.
fn banned(field: &Field) -> Option<(Code, &'static str)> {
    let FieldKind::Question(kind) = &field.kind else {
        return None;
    };
    if let Some(preload) = &field.preload
        && preload.source == "property"
        // `uri:` variants give the same with a scheme before it.
        && IDENTIFYING_PROPERTIES.contains(&preload.parameter.trim_start_matches("uri:"))
    {
        let what = "the phone owner's name, number, address or SIM";
        return Some((Code::AsksForPhoneOwner, what));
    }
    let control = field.control.as_ref();
    let mediatype = control
        .and_then(|control| control.mediatype.as_deref())
        .unwrap_or("");
    let uploads = field.binary || control.is_some_and(|control| control.name == "upload");
    match (kind.as_str(), mediatype.split('/').next().unwrap_or("")) {
        _ if &*field.path == "/meta/audit" => {
            Some((Code::KeepsAudit, "a log of how it was filled"))
        }
        ("geopoint" | "geotrace" | "geoshape", _) => {
            Some((Code::AsksForPlace, "a place on the map"))
        }
        ("barcode", _) => Some((Code::AsksForBarcode, "a barcode")),
        (_, "image") => Some((Code::AsksForImage, "an image")),
        (_, "audio") => Some((Code::AsksForSound, "a sound")),
        (_, "video") => Some((Code::AsksForFilm, "a film")),
        _ => uploads.then_some((Code::AsksForFile, "a file")),
    }
}

/// Typed answers: neither who somebody is, nor a story.
fn typed(field: &Field, stage: Stage, findings: &mut Findings) {
    if !is_typed(field) {
        return;
    }
    // A provider's office has a number and an address; they are an organisation's, not a person's.
    let of_office = |code| stage == Stage::Provider && code == Code::AsksForContact;
    if stage != Stage::Id
        && let Some((code, what)) = words::identity(field)
        && !of_office(code)
    {
        let why = format!("the question asks for {what}, and only the stage id may");
        findings.block(
            code,
            Some(&field.path),
            why,
            "remove it; the case code joins the forms",
        );
    }
    if !is_text(field) {
        return;
    }
    let limit = field.constraint.as_deref().and_then(longest);
    match (stage, limit) {
        (Stage::Screen, None) => {
            let why = "a screening takes no free text without a limit: it becomes a story";
            let mend = "use choices, or a constraint such as string-length(.) <= 120";
            findings.block(Code::FreeText, Some(&field.path), why, mend);
            findings.about("limit", SHORT_TEXT);
        }
        (Stage::Screen, Some(limit)) if limit > SHORT_TEXT => {
            let why = format!("a screening takes at most {SHORT_TEXT} characters of free text");
            findings.block(
                Code::FreeText,
                Some(&field.path),
                why,
                "use choices, or a lower limit",
            );
            findings.about("limit", SHORT_TEXT);
        }
        (_, None) => {
            let why = "a free text without a limit invites what nobody asked for";
            let mend = "add a constraint such as string-length(.) <= 500";
            findings.warn(Code::UnlimitedText, Some(&field.path), why, mend);
        }
        _ => {}
    }
}

/// The longest answer that a constraint lets through, as far as it says so plainly: `string-length(.) <= 120`. A regular
/// expression or a check character bounds a code, not a story.
fn longest(constraint: &str) -> Option<u32> {
    let squeezed: String = constraint.split_whitespace().collect();
    if let Some((_, rest)) = squeezed.split_once("string-length(.)") {
        let number = rest.trim_start_matches(['<', '=', '>']);
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        return digits.parse().ok();
    }
    ["regex(", "digest("]
        .iter()
        .any(|f| squeezed.contains(f))
        .then_some(1)
}
