//! How words of closed sets look, and the messages for words that are in none: services, acts of the audit. The words themselves
//! are messages, found by the set's name ([`Shell::word`](super::Shell::word)).

use crate::domain::words::{FormState, KeyState, SubmissionState, Urgency};
use crate::i18n::{Locale, word_id};

/// How a tag looks; it always also has a word and a shape.
pub trait Tone {
    /// One of `ok`, `wait`, `bad`, `off`.
    fn tone(&self) -> &'static str;
}

/// The class that gives an urgency its shape and colour (`u0` … `u3`).
pub trait Shape {
    /// Class name.
    fn shape(&self) -> &'static str;
}

impl Shape for Urgency {
    fn shape(&self) -> &'static str {
        match self {
            Self::U0 => "u0",
            Self::U1 => "u1",
            Self::U2 => "u2",
            Self::U3 => "u3",
        }
    }
}

impl Tone for SubmissionState {
    fn tone(&self) -> &'static str {
        match self {
            Self::Sealed => "ok",
            Self::Erased => "off",
            Self::Received | Self::WaitingMedia | Self::WaitingKey | Self::Stopped => "wait",
            Self::Damaged | Self::KeyDisabled | Self::KeyUnknown => "bad",
        }
    }
}

impl Tone for FormState {
    fn tone(&self) -> &'static str {
        match self {
            Self::Open => "ok",
            Self::Closing => "wait",
            Self::Closed => "off",
        }
    }
}

impl Tone for KeyState {
    fn tone(&self) -> &'static str {
        match self {
            Self::Pending => "wait",
            Self::Active => "ok",
            Self::Retiring => "wait",
            Self::Retired | Self::Destroyed => "off",
            Self::Disabled => "bad",
        }
    }
}

/// The name of a service (domain brief 3.1); the code itself where it has none here.
pub fn service_label(locale: Locale, code: &str) -> String {
    known(locale, &word_id("service", code)).unwrap_or_else(|| code.to_owned())
}

/// What the audit names. An action that is not here is shown by its own word.
pub const AUDIT_ACTIONS: &[&str] = &[
    "session.begin",
    "session.code",
    "session.passkey",
    "session.end",
    "passkey.add",
    "passkey.remove",
    "second_factor.begin",
    "second_factor.confirm",
    "second_factor.remove",
    "submission.open",
    "submission.read",
    "attachment.read",
    "submission.retry",
    "submission.review",
    "submission.correct",
    "submission.comment",
    "comment.read",
    "referral.send",
    "referral.hold",
    "referral.open",
    "referral.see",
    "referral.accept",
    "referral.decline",
    "referral.reveal",
    "referral.ask",
    "referral.answer",
    "referral.resume",
    "referral.contact",
    "referral.deliver",
    "referral.confirm",
    "referral.dispute",
    "referral.person_decline",
    "referral.close",
    "referral.reopen",
    "referral.recall",
    "referral.revoke",
    "referral.cut",
    "referral.reduce",
    "referral.attest",
    "referral.escalate",
    "referral.expire",
    "referral.unplace",
    "agency.hours",
    "key.make",
    "key.confirm",
    "key.unlock",
    "key.lock",
    "key.disable",
    "form.create",
    "form.draft",
    "form.file",
    "form.ask",
    "form.withdraw",
    "form.publish",
    "form.open",
    "form.closing",
    "form.closed",
    "phone.create",
    "phone.revoke",
    "phone.assign",
    "phone.unassign",
    "user.invite",
    "user.welcome",
    "user.reset",
    "user.recover",
    "user.recover_approve",
    "user.recover_refuse",
    "user.disable",
    "agency.create",
    "agency.services",
    "agency.disable",
    "agency.enable",
    "project.create",
    "project.update",
    "referral.print",
    "insight.read",
    "insight.quality",
    "insight.count",
    "insight.release",
    "approval.ask",
    "approval.approve",
    "approval.refuse",
    "audit.export",
    "case.assign",
    "case.break_glass",
    "case.find",
    "case.read",
    "case.review",
    "case.open",
    "case.planned",
    "case.active",
    "case.follow_up",
    "case.closed",
    "case.unmatched.accepted",
    "case.unmatched.dismissed",
    "consent.ask",
    "consent.confirm",
    "consent.expire",
    "consent.narrow",
    "consent.propose",
    "consent.read",
    "consent.refuse",
    "consent.withdraw",
    "entity.approve",
    "entity.delete",
    "entity_list.update",
    "key.destroy",
    "key.destroy.ask",
    "key.enable",
    "key.reopen",
    "key.retire",
    "pathway.activate",
    "pathway.dry_run",
    "pathway.propose",
    "pathway.sign",
    "phone.area",
    "protocol.end",
    "protocol.propose",
    "protocol.sign",
    "provider.update",
    "retention.destroy",
    "retention.erase",
    "retention.erase.ask",
    "retention.hold",
    "retention.hold.ask",
    "retention.lift",
    "session.locked",
    "site.offer",
    "stop.lift",
    "stop.set",
    "submission.pull",
    "transfer.accept",
    "transfer.ask",
    "transfer.decline",
    "transfer.lapse",
    "transfer.note",
    "transfer.offer",
    "transfer.refuse",
    "transfer.take_back",
    "user.certify",
    "user.password",
    "vault.lock",
    "webhook.add",
    "webhook.end",
];

/// The words for an action of the audit.
pub fn audit_action_label(locale: Locale, word: &str) -> String {
    known(locale, &word_id("audit-did", word)).unwrap_or_else(|| word.to_owned())
}

/// What kind of thing an act was about; the word itself where there is no message for it.
pub fn audit_kind_label(locale: Locale, word: &str) -> String {
    known(locale, &word_id("audit-kind", word)).unwrap_or_else(|| word.to_owned())
}

/// What an act was for, or why: one of the words that the house stores, or what a person wrote, as it is.
pub fn audit_why_label(locale: Locale, word: &str) -> String {
    let is_word = word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let said = is_word.then(|| known(locale, &word_id("audit-why", word)));
    said.flatten().unwrap_or_else(|| word.to_owned())
}

/// A message that there may not be.
fn known(locale: Locale, id: &str) -> Option<String> {
    locale.has(id).then(|| locale.t(id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::case::CaseState;
    use crate::domain::words::Lang;

    /// Ends of names of files, which look like acts.
    const FILES: &[&str] = &[
        "xml", "csv", "enc", "pem", "jpg", "txt", "toml", "json", "md", "org", "db", "b", "key",
    ];

    #[test]
    fn every_act_that_can_be_chosen_has_its_words() {
        for act in AUDIT_ACTIONS {
            for lang in Lang::ALL {
                let said = audit_action_label(Locale::of_lang(*lang), act);
                assert_ne!(said, *act, "{lang}");
            }
        }
        assert_eq!(service_label(Locale::default(), "x_y"), "x_y");
        assert_eq!(service_label(Locale::default(), "legal"), "Legal advice");
    }

    #[test]
    fn words_of_the_audit_are_said_and_what_a_person_wrote_stays() {
        let french = Locale::of_lang(Lang::Fr);
        assert_eq!(audit_kind_label(french, "case"), "Dossier");
        assert_eq!(audit_kind_label(french, "x_y"), "x_y");
        assert_eq!(
            audit_why_label(french, "phone_lost"),
            "Téléphone perdu ou volé"
        );
        assert_eq!(audit_why_label(french, "She called."), "She called.");
    }

    #[test]
    fn every_act_that_the_source_writes_can_be_chosen() {
        let mut written = BTreeSet::new();
        for room in ["service", "vault", "store", "cli"] {
            let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
            acts_in(&root.join(room), &mut written);
        }
        // Those that are put together from words.
        written.extend(CaseState::ALL.iter().map(|to| format!("case.{to}")));
        written.extend(FormState::ALL.iter().map(|to| format!("form.{to}")));
        assert!(written.len() > 90, "{written:?}");
        let known: BTreeSet<&str> = AUDIT_ACTIONS.iter().copied().collect();
        let missing: Vec<_> = written
            .iter()
            .filter(|act| !known.contains(act.as_str()))
            .collect();
        assert!(missing.is_empty(), "no words for {missing:?}");
    }

    /// Texts like `case.read` in the sources of a folder.
    fn acts_in(folder: &std::path::Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                acts_in(&path, found);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a source");
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            for literal in text.split('"').skip(1).step_by(2) {
                let parts: Vec<&str> = literal.split('.').collect();
                let word = |p: &&str| {
                    !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
                };
                let file = parts.last().is_some_and(|end| FILES.contains(end));
                if (2..=3).contains(&parts.len()) && parts.iter().all(word) && !file {
                    found.insert(literal.to_owned());
                }
            }
        }
    }
}
