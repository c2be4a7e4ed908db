//! What a refusal says, in the reader's language. The API says the same in English ([`ServiceError`]'s own text).

use crate::i18n::Locale;
use crate::service::ServiceError;

/// A refusal in words; and in English what only programs and forms' authors say, where there is more to it.
pub struct Told {
    /// A sentence.
    pub what: String,
    /// More, in English: of a file, of a form, of a table.
    pub detail: Option<String>,
}

/// Sentences that the rooms below say, and the messages that say them to people.
const SENTENCES: &[(&str, &str)] = &[
    (
        "another person has to agree: the two are colleagues of whoever is locked out, and one of them is a focal point",
        "problem-said-second-recovery",
    ),
    (
        "it can be printed once it is accepted",
        "problem-said-print-later",
    ),
    (
        "you asked for this; a second person has to agree",
        "problem-said-second-agree",
    ),
    (
        "you asked for this; another key holder must destroy the key",
        "problem-said-second-holder",
    ),
    (
        "you asked for this; another supervisor has to decide",
        "problem-said-second-supervisor",
    ),
    (
        "you have signed this protocol; somebody else has to",
        "problem-said-second-protocol",
    ),
    (
        "you have signed this version; a second person has to",
        "problem-said-second-version",
    ),
    (
        "you sent this yourself, or corrected it: another person has to approve it",
        "problem-said-second-own",
    ),
    (
        "this needs two people, the second a supervisor, and neither confirms their own request",
        "problem-said-second-two",
    ),
    (
        "the agency has people already: its focal point invites the others",
        "problem-said-second-first",
    ),
    (
        "a supervisor has to approve the plan first",
        "problem-said-plan-first",
    ),
    (
        "a supervisor has to review your last look into this case first",
        "problem-said-look-first",
    ),
    (
        "referrals of this case are still open; each must be done, declined or recalled first",
        "problem-said-close-referrals",
    ),
    (
        "for this reason a case is closed only at low risk; assess the risk first",
        "problem-said-close-risk",
    ),
    (
        "a person counts as lost after three tries",
        "problem-said-close-tries",
    ),
    (
        "something came to this case since its closing was asked for; look at it and ask again",
        "problem-said-close-news",
    ),
    (
        "the case is closed; open it again first",
        "problem-said-move-closed",
    ),
    (
        "no form of this case came since codes are names; send one first",
        "problem-said-move-nameless",
    ),
    (
        "referrals of this case are open; each must be done, declined or recalled first",
        "problem-said-move-referrals",
    ),
    (
        "an approval about this case is pending; it must be decided first",
        "problem-said-move-approvals",
    ),
    (
        "a submission of this case is under a legal hold; it must be lifted first",
        "problem-said-move-held",
    ),
    (
        "this agency takes no transfers; choose another, or make a referral instead",
        "problem-said-move-not-taken",
    ),
    (
        "no information-sharing protocol in force lets a whole case cross between the two agencies; agree on one, or make a referral instead",
        "problem-said-move-protocol",
    ),
    (
        "no consent in force names this agency for case management with everything that the case holds; ask the person first, or make a referral instead",
        "problem-said-move-consent",
    ),
    (
        "the keys of this agency are on a machine of its own, from which no case can be handed over yet; make a referral instead",
        "problem-said-move-elsewhere",
    ),
    (
        "this offer has ended: what it rested on does not stand any more",
        "problem-said-move-over",
    ),
    ("the consent has ended", "problem-said-step-consent"),
    (
        "it needs 10 characters or more",
        "problem-said-password-short",
    ),
    ("it may have 72 bytes at most", "problem-said-password-long"),
    (
        "it repeats itself; take three or four words that do not belong together",
        "problem-said-password-repeats",
    ),
    (
        "contact opens after it is accepted",
        "problem-said-step-contact",
    ),
    (
        "a conflict was declared; decline it with that reason",
        "problem-said-step-conflict",
    ),
    (
        "a question was asked before; decide, or decline",
        "problem-said-step-asked",
    ),
    (
        "it is too urgent for questions; accept it and ask then, or decline",
        "problem-said-step-urgent",
    ),
    ("its time has not come", "problem-said-step-time"),
    ("this was said before", "problem-said-step-before"),
    (
        "this form takes no submissions now; keep the data on the phone and ask your supervisor",
        "problem-said-not-accepting",
    ),
    (
        "a submission with this id is here already, with other content",
        "problem-said-different",
    ),
    (
        "the submission that this one corrects is not here; send that one first, then this one again",
        "problem-said-nothing-to-correct",
    ),
    (
        "this has been corrected from elsewhere meanwhile; keep the data on the phone and ask your data manager which counts",
        "problem-said-corrected",
    ),
    ("it does not open the key", "problem-said-no-opening"),
    (
        "write why, in 3 to 500 characters",
        "problem-said-write-why",
    ),
    (
        "it is nobody of this agency with that role",
        "problem-said-nobody",
    ),
    (
        "admins and auditors belong to no agency, everybody else to one",
        "problem-said-no-agency",
    ),
    (
        "an emergency stop is in force; it must be lifted first",
        "problem-said-stop-first",
    ),
    (
        "the service is none that may be asked for this way",
        "problem-said-ask-service",
    ),
    (
        "what a person agreed to comes by their form",
        "problem-said-ask-form",
    ),
    ("there is no agency with this code", "problem-said-ask-code"),
    (
        "consents are confirmed at the hub; an agency's own machine cannot yet",
        "problem-said-ask-hub",
    ),
    ("it is no e-mail address", "problem-said-no-mail"),
    (
        "a case code is K, eight letters or digits, and a check character; look at the code again",
        "problem-said-no-code",
    ),
    (
        "nobody has corrected it, so it is not edited",
        "problem-said-not-edited",
    ),
];

/// What was refused, and why.
pub fn told(locale: Locale, error: &ServiceError) -> Told {
    let plain = |id| Told {
        what: locale.t(id),
        detail: None,
    };
    let with = |id, detail: &str| Told {
        what: locale.t(id),
        detail: Some(sentence(detail)),
    };
    match error {
        ServiceError::NoCorrection(why) => plain(super::corrections::refusal(*why)),
        ServiceError::WrongCode => plain("problem-said-code"),
        ServiceError::VersionExists { version, .. } => Told {
            what: locale
                .of("problem-said-version")
                .s("version", version)
                .into(),
            detail: None,
        },
        ServiceError::UnknownVersion(version) => Told {
            what: locale
                .of("problem-said-no-version")
                .s("version", version)
                .into(),
            detail: None,
        },
        ServiceError::Missing(field) => match field_key(field) {
            Some(key) => Told {
                what: locale
                    .of("problem-said-missing")
                    .s("field", locale.t(key))
                    .into(),
                detail: None,
            },
            None => plain("problem-said-missing-one"),
        },
        ServiceError::Findings(_) => plain("problem-said-findings"),
        ServiceError::Stopped => plain("problem-said-stopped"),
        ServiceError::Moved(_) => plain("problem-said-moved"),
        ServiceError::NeedsPurpose => plain("problem-said-purpose"),
        ServiceError::Uncertified => plain("problem-said-uncertified"),
        ServiceError::Locked => plain("problem-said-locked"),
        ServiceError::VaultAway => plain("problem-said-away"),
        ServiceError::PlaintextRefused => plain("problem-said-clear"),
        ServiceError::Exists(_) => plain("problem-said-exists"),
        ServiceError::Unusable { reason, .. } => match key_of(reason) {
            Some(key) => plain(key),
            None => with("problem-said-unusable", reason),
        },
        ServiceError::NotNow { why, .. } => match key_of(why) {
            Some(key) => plain(key),
            None => plain("problem-said-moved"),
        },
        ServiceError::TooLarge(what) => with("problem-said-too-large", what),
        ServiceError::Form(why) | ServiceError::Unreadable(why) => {
            with("problem-said-no-reading", why)
        }
        ServiceError::Conversion(why) => with("problem-said-no-reading", &why.to_string()),
        ServiceError::Pathway(faults) => {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            with("problem-said-tables", &lines.join("; "))
        }
        other => {
            let said = other.to_string();
            match key_of(&said) {
                Some(key) => plain(key),
                None => with("problem-said-unusable", &said),
            }
        }
    }
}

/// The message for a reason, in the reader's language; the reason itself where there is none.
pub fn reason(locale: Locale, reason: &str) -> String {
    key_of(reason).map_or_else(|| sentence(reason), |key| locale.t(key))
}

fn key_of(said: &str) -> Option<&'static str> {
    let known = SENTENCES.iter().find(|(sentence, _)| *sentence == said);
    known.map(|(_, key)| *key)
}

fn field_key(field: &str) -> Option<&'static str> {
    Some(match field {
        "reason" => "problem-field-reason",
        "name" | "displayName" => "problem-field-name",
        "note" => "problem-field-note",
        "body" => "problem-field-body",
        "label" => "problem-field-label",
        "how the keys are kept" => "problem-field-how-the-keys-are-kept",
        "subject" => "problem-field-subject",
        "justified" => "problem-field-justified",
        "a state" => "problem-field-a-state",
        "step" => "problem-field-step",
        "instanceIds" => "problem-field-instanceids",
        "xml" => "problem-field-xml",
        _ => return None,
    })
}

/// A capital in front, a full stop behind.
pub fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::domain::words::Lang;

    /// Everything that stands in the sources of a folder, with texts over several lines joined.
    fn sources(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                sources(&path, all);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                *all += &std::fs::read_to_string(&path).expect("a source");
            }
        }
    }

    fn said_below() -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut all = String::new();
        for room in ["domain", "service", "vault"] {
            sources(&root.join(room), &mut all);
        }
        // A backslash at the end of a line joins it with the next.
        let lines = all.split("\\\n").map(str::trim_start);
        lines.collect()
    }

    #[test]
    fn every_sentence_is_said_somewhere_and_has_its_message() {
        let said = said_below();
        for (sentence, key) in SENTENCES {
            assert!(
                said.contains(&format!("\"{sentence}\"")),
                "nobody says {sentence:?}"
            );
            for lang in Lang::ALL {
                assert!(Locale::of_lang(*lang).has(key), "{key} in {lang}");
            }
        }
    }

    #[test]
    fn whoever_must_find_a_second_person_reads_why() {
        let said = said_below();
        for after in said.split("SecondPerson(").skip(1) {
            let Some(text) = after.trim_start().strip_prefix('"') else {
                continue;
            };
            let text = text.split('"').next().unwrap_or_default();
            assert!(key_of(text).is_some(), "{text:?} has no message");
        }
    }

    #[test]
    fn what_forms_authors_need_is_kept_beside() {
        let error = ServiceError::Form("the form has no id".into());
        let told = told(Locale::of_lang(Lang::Fr), &error);
        assert_eq!(told.detail.as_deref(), Some("The form has no id."));
        let error = ServiceError::SecondPerson("you asked for this; a second person has to agree");
        let told = super::told(Locale::of_lang(Lang::Fr), &error);
        assert!(told.what.starts_with("Vous l’avez demandé") && told.detail.is_none());
    }
}
