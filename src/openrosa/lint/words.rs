//! Words that give a form or a person away. Lists are short and sure: they catch slips, a person still reads the form.

use super::{Code, Findings};
use crate::openrosa::form::{Field, FormDefinition};

/// Parts of words that tell a stranger what a form is about, in the shipped languages.
const TELLING: [&str; 14] = [
    "traffick",
    "trafico de personas",
    "tráfico de personas",
    "traite",
    "trata de personas",
    "victim",
    "víctima",
    "survivor",
    "survivant",
    "sobreviviente",
    "gbv",
    "exploit",
    "ضحية",
    "اتجار",
];
/// Whole words that do so in ids and titles.
const TELLING_WORDS: [&str; 3] = ["tip", "case", "rape"];

/// What asks who somebody is: a code, what it is, words of question names, and words of labels.
type Asks = (
    Code,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const IDENTITY: [Asks; 5] = [
    (
        Code::AsksForName,
        "a name",
        &[
            "name",
            "names",
            "fullname",
            "firstname",
            "lastname",
            "surname",
            "initials",
            "nickname",
            "given",
            "family",
        ],
        &[
            "name",
            "surname",
            "initials",
            "nickname",
            "nom",
            "prénom",
            "prenom",
            "nombre",
            "apellido",
            "apellidos",
            "اسم",
            "اسمك",
            "الاسم",
        ],
    ),
    (
        Code::AsksForBirthDate,
        "a date of birth",
        &["birth", "birthdate", "birthday", "dob"],
        &[
            "birth",
            "birthday",
            "naissance",
            "nacimiento",
            "ميلاد",
            "الميلاد",
        ],
    ),
    (
        Code::AsksForContact,
        "a phone number or address",
        &[
            "phone",
            "mobile",
            "telephone",
            "whatsapp",
            "email",
            "address",
            "street",
        ],
        &[
            "phone",
            "telephone",
            "e-mail",
            "email",
            "address",
            "téléphone",
            "adresse",
            "teléfono",
            "dirección",
            "هاتف",
            "الهاتف",
            "عنوان",
        ],
    ),
    (
        Code::AsksForNumber,
        "a number of a paper",
        &["passport", "nid", "ssn", "idnumber"],
        &["passport", "passeport", "pasaporte"],
    ),
    (
        Code::AsksForBelief,
        "belief, origin or orientation",
        &["religion", "ethnicity", "tribe", "orientation", "hiv"],
        &[
            "religion",
            "ethnicity",
            "tribe",
            "religión",
            "ethnie",
            "etnia",
        ],
    ),
];

/// What can be read of a blank form by whoever holds the phone.
pub(super) fn surface(form: &FormDefinition, findings: &mut Findings) {
    let mend = "use a neutral word, such as a letter and a number";
    for (code, text) in [
        (Code::TellingTitle, form.name()),
        (Code::TellingId, &form.form_id),
    ] {
        if tells(text) {
            let why = format!("{text:?} tells a stranger what the form is about");
            findings.block(code, None, why, mend);
        }
    }
    for file in &form.attachments {
        if tells(&file.name) {
            let why = format!(
                "the file name {:?} tells a stranger what the form is about",
                file.name
            );
            findings.block(Code::TellingFile, None, why, mend);
            findings.about("file", &file.name);
        }
    }
    for field in &form.fields {
        let choice = field
            .choices
            .iter()
            .flat_map(|choice| choice.labels.iter())
            .find(|(_, label)| is_telling(label));
        if let Some((_, label)) = choice {
            let why = format!(
                "the choice {label:?} tells whoever looks at the phone what the form is about"
            );
            findings.block(
                Code::TellingChoice,
                Some(&field.path),
                why,
                "use calm, everyday words",
            );
        }
    }
}

fn tells(text: &str) -> bool {
    is_telling(text) || words(text).any(|word| TELLING_WORDS.contains(&word.as_str()))
}

fn is_telling(text: &str) -> bool {
    let text = text.to_lowercase();
    TELLING.iter().any(|word| text.contains(word))
}

/// Whether a typed question asks who somebody is, by its name or its label.
pub(super) fn identity(field: &Field) -> Option<(Code, &'static str)> {
    let found = IDENTITY.iter().find(|(_, _, names, labels)| {
        words(&field.name).any(|word| names.contains(&word.as_str()))
            || field
                .labels
                .iter()
                .any(|(_, label)| words(label).any(|word| labels.contains(&word.as_str())))
    });
    found.map(|(code, what, ..)| (*code, *what))
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}
