//! Correcting a submission by hand: which of its answers may be set, and to what. The form's own definition decides; what a
//! phone works out, what somebody agreed to, and what says whose submission it is are never set by hand. How the
//! submission is written anew is not here.

mod limits;

use std::collections::HashSet;

use zeroize::Zeroizing;

use super::closed_set;
use super::words::Stage;
use limits::{Limits, is_date, names};

pub use limits::named_in;

/// The most characters of an answer whose form sets no limit.
pub const MOST_CHARS: usize = 2_000;

/// Facts by which somebody agreed, or by which it is judged whose agreement counts and who must not be told. They are
/// corrected where consents are: by the person, not by a list of answers.
const OF_CONSENT: &[&str] = &[
    "age_group",
    "agreed_services",
    "agrees",
    "basis",
    "basis_why",
    "best_interest",
    "capacity",
    "caregiver_consent",
    "caregiver_informed",
    "caregiver_status",
    "child_assent",
    "child_caregiver_disagree",
    "consent_basis",
    "consent_ref",
    "consent_rows",
    "consent_still_ok",
    "consent_valid",
    "contact_ok",
    "data_choice",
    "interview_ok",
    "is_child_now",
    "law_enforcement",
    "links_agency",
    "mode",
    "refused_rows",
    "research_ok",
    "rights_ask",
    "safe_now",
    "scope",
    "second_yes",
    "stats_ok",
    "told_limits",
    "willing",
    "withdraw_agency",
    "withdraw_services",
    "withhold_from",
];

/// Facts that say which case a submission belongs to, and which referral it answers.
const OF_THE_CASE: &[&str] = &["case_code", "ref_id"];

closed_set! {
    /// Why somebody corrects a submission. Stands in the audit: it says nothing of what was answered.
    pub enum CorrectionReason {
        /// Somebody typed or ticked something else than was meant.
        Slip = "slip",
        /// The person said that it is not so.
        Person = "person",
        /// Question or answer was understood in another way.
        Misunderstood = "misunderstood",
        /// The interpreter found that it was put wrongly.
        Translation = "translation",
        /// Two forms said different things, and it was looked into.
        Checked = "checked",
    }
}

closed_set! {
    /// Why an answer is not set by hand.
    pub enum Kept {
        /// It says what the submission is, not what somebody answered.
        Meta = "meta",
        /// The phone worked it out, or wrote it by itself.
        WorkedOut = "worked_out",
        /// The phone works something out from it, which would stay as it was.
        Feeds = "feeds",
        /// The form lets nobody type it.
        ReadOnly = "read_only",
        /// A file: a photo, a recording, a signature.
        File = "file",
        /// Somebody agreed by it, or it says whose agreement counts.
        Consent = "consent",
        /// It says which case this belongs to.
        Case = "case",
        /// The form checks it in a way that only a phone can.
        Check = "check",
        /// The form asks it in a way that only a phone can, or does not ask it.
        Asking = "asking",
    }
}

/// What is wrong with an answer that somebody typed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Wrong {
    /// The form wants an answer.
    #[error("the form wants an answer here")]
    Empty,
    /// Longer than the form allows.
    #[error("it is longer than {0} characters")]
    TooLong(usize),
    /// Shorter than the form allows.
    #[error("it is shorter than {0} characters")]
    TooShort(usize),
    /// No whole number.
    #[error("it is not a whole number")]
    NotWhole,
    /// No number.
    #[error("it is not a number")]
    NotNumber,
    /// Below what the form allows.
    #[error("it is less than {0}")]
    TooSmall(f64),
    /// Above what the form allows.
    #[error("it is more than {0}")]
    TooLarge(f64),
    /// No date.
    #[error("it is not a date such as 2026-11-23")]
    NotDate,
    /// A date that is still to come, where the form asks what has been.
    #[error("the date is still to come")]
    Future,
    /// None of the form's choices.
    #[error("it is none of the form's choices")]
    NotChoice,
    /// A choice that stands alone, beside another.
    #[error("one of these choices stands alone: take the others away")]
    Alone,
}

/// Why a submission is not corrected by hand, or not now.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize,
)]
pub enum NoCorrection {
    /// It was corrected since it was looked at.
    #[error("it was corrected meanwhile; open the version that counts now and correct that one")]
    Meanwhile,
    /// Nobody could read it.
    #[error("it is not opened yet; correct it once its answers can be read")]
    Unopened,
    /// It says what somebody agreed to.
    #[error(
        "what somebody agreed to is corrected in the case: confirm, ask or take back a consent there, or send the form again"
    )]
    Consent,
    /// No answer is another than before.
    #[error("no answer was changed")]
    Nothing,
    /// An answer that is not there, or not set by hand, or to something that the form does not allow.
    #[error(
        "one of the answers is not set by hand, or not to this; look at the form's questions again"
    )]
    Answer,
    /// The form's version has no key that is in use.
    #[error(
        "this version of the form has no key in use; fill the form's present version on a phone instead"
    )]
    NoKey,
    /// The form takes no submissions.
    #[error("the form is closed; it has to be opened again before anything of it is corrected")]
    Closed,
    /// Keys of the agency are on its own machine.
    #[error(
        "the agency's keys are on its own machine, and corrections by hand are not made there yet; fill the form again on a phone, as a correction"
    )]
    Elsewhere,
    /// A file of it cannot be read.
    #[error(
        "one of its files cannot be read now, and a correction without it would lose it; try again later"
    )]
    Files,
    /// Sent in clear by the API, where the form is encrypted.
    #[error(
        "submissions of this form are encrypted, and not corrected by XML in clear; use …/corrections, the page of the submission, or a phone"
    )]
    Encrypted,
}

/// What a form says of one of its questions.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Its path below the root: `/who/area`.
    pub path: &'a str,
    /// The type of its bind.
    pub kind: &'a str,
    /// Local name of the element that asks it.
    pub control: Option<&'a str>,
    /// How that is to look.
    pub appearance: Option<&'a str>,
    /// The fact that it gives.
    pub fact: Option<&'a str>,
    /// Whether the form wants an answer.
    pub required: bool,
    /// Whether the form lets nobody type.
    pub readonly: bool,
    /// Whether the phone fills it by a calculation or before anybody types.
    pub worked_out: bool,
    /// What an answer must satisfy.
    pub constraint: Option<&'a str>,
    /// Whether its answer is a file's name.
    pub file: bool,
    /// Whether its choices stand in the form itself.
    pub has_choices: bool,
}

/// A form's rules for corrections by hand.
#[derive(Debug)]
pub struct Rules {
    /// Names that a calculation uses.
    fed: HashSet<String>,
    /// A calculation that takes whatever there is.
    all_fed: bool,
}

impl Rules {
    /// For a form of this stage, with these calculations.
    ///
    /// # Errors
    /// [`NoCorrection::Consent`] for a form by which somebody agrees or takes back.
    pub fn of<'a>(
        stage: Option<Stage>,
        calculations: impl Iterator<Item = &'a str>,
    ) -> Result<Self, NoCorrection> {
        if matches!(stage, Some(Stage::Consent | Stage::Rights)) {
            return Err(NoCorrection::Consent);
        }
        let mut rules = Self {
            fed: HashSet::new(),
            all_fed: false,
        };
        for expression in calculations {
            rules.all_fed |= expression.contains("/*") || expression.contains("//");
            names(expression, &mut rules.fed);
        }
        Ok(rules)
    }

    /// How a question is asked anew.
    ///
    /// # Errors
    /// [`Kept`], for what is not set by hand.
    pub fn asked(&self, question: &Question<'_>) -> Result<Asked, Kept> {
        let name = question.path.rsplit('/').next().unwrap_or_default();
        if question.path.starts_with("/meta/") || question.path == "/instanceID" {
            return Err(Kept::Meta);
        }
        if question.file {
            return Err(Kept::File);
        }
        if let Some(fact) = question.fact {
            if OF_CONSENT.contains(&fact) {
                return Err(Kept::Consent);
            }
            if OF_THE_CASE.contains(&fact) {
                return Err(Kept::Case);
            }
        }
        if question.worked_out {
            return Err(Kept::WorkedOut);
        }
        if question.readonly {
            return Err(Kept::ReadOnly);
        }
        if self.all_fed || self.fed.contains(name) {
            return Err(Kept::Feeds);
        }
        let limits = match question.constraint.map(str::trim) {
            None | Some("" | "true()") => Limits::default(),
            Some(constraint) => Limits::read(constraint).ok_or(Kept::Check)?,
        };
        let elsewhere = question.appearance.is_some_and(|a| a.contains("search("));
        let kind = match (question.control, question.kind) {
            (Some("select1"), _) if question.has_choices && !elsewhere => Kind::One,
            (Some("select"), _) if question.has_choices && !elsewhere => Kind::Many,
            (Some("input"), "string" | "text" | "unknown") => Kind::Text,
            (Some("input"), "int" | "integer") => Kind::Whole,
            (Some("input"), "decimal") => Kind::Decimal,
            (Some("input"), "date") => Kind::Date,
            _ => return Err(Kept::Asking),
        };
        if !limits.fit(kind) {
            return Err(Kept::Check);
        }
        Ok(Asked {
            kind,
            required: question.required,
            limits,
        })
    }
}

/// Text with its lines ended as XML has them; in one piece, so that no copy stays behind.
pub fn plain_lines(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' => plain.push('\n'),
            c => plain.push(c),
        }
    }
    plain
}

/// How an answer is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In words.
    Text,
    /// A whole number.
    Whole,
    /// A number.
    Decimal,
    /// A day.
    Date,
    /// One of the choices.
    One,
    /// Some of the choices.
    Many,
}

/// A question that may be answered anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// How.
    pub kind: Kind,
    /// Whether it must be.
    pub required: bool,
    limits: Limits,
}

impl Asked {
    /// The most characters of an answer in words.
    pub fn most_chars(&self) -> usize {
        self.limits.most_chars.unwrap_or(MOST_CHARS)
    }

    /// An answer as it is written into the submission. `choices`: those of the form, in its order. `today`: `2026-11-23`.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn answer<'c>(
        &self,
        typed: &str,
        choices: impl Iterator<Item = &'c str> + Clone,
        today: &str,
    ) -> Result<Zeroizing<String>, Wrong> {
        let typed = plain_lines(typed);
        let text = typed.trim();
        if text.is_empty() {
            return match self.required {
                true => Err(Wrong::Empty),
                false => Ok(Zeroizing::new(String::new())),
            };
        }
        match self.kind {
            Kind::Text => self.limits.length(text)?,
            Kind::Whole => {
                let number: i32 = text.parse().map_err(|_| Wrong::NotWhole)?;
                self.limits.number(f64::from(number))?;
            }
            Kind::Decimal => {
                let plain = text
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
                let number: f64 = text.parse().map_err(|_| Wrong::NotNumber)?;
                if !plain || !number.is_finite() {
                    return Err(Wrong::NotNumber);
                }
                self.limits.number(number)?;
            }
            Kind::Date => {
                if !is_date(text) {
                    return Err(Wrong::NotDate);
                }
                if self.limits.not_future && text > today {
                    return Err(Wrong::Future);
                }
            }
            Kind::One => {
                if !choices.clone().any(|choice| choice == text) {
                    return Err(Wrong::NotChoice);
                }
            }
            Kind::Many => return self.many(text, choices),
        }
        Ok(Zeroizing::new(text.to_owned()))
    }

    /// Choices in the form's order, each once.
    fn many<'c>(
        &self,
        text: &str,
        choices: impl Iterator<Item = &'c str> + Clone,
    ) -> Result<Zeroizing<String>, Wrong> {
        let chosen: Vec<&str> = text.split_ascii_whitespace().collect();
        if chosen
            .iter()
            .any(|one| !choices.clone().any(|choice| choice == *one))
        {
            return Err(Wrong::NotChoice);
        }
        let mut written = Zeroizing::new(String::with_capacity(text.len() + 1));
        let mut count = 0;
        let mut seen = HashSet::new();
        for choice in choices {
            if chosen.contains(&choice) && seen.insert(choice) {
                if count > 0 {
                    written.push(' ');
                }
                written.push_str(choice);
                count += 1;
            }
        }
        let alone = |one: &&str| self.limits.alone.iter().any(|word| word == *one);
        if count > 1 && chosen.iter().any(alone) {
            return Err(Wrong::Alone);
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests;
