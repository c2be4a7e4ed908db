//! What a mail says, in its reader's language: how much waits and how urgent it is, never what.

use super::Told;
use crate::domain::alert::AlertKind;
use crate::domain::notice::Subject;
use crate::domain::words::Urgency;
use crate::i18n::Locale;

/// A mail in words.
pub struct Wording {
    /// Its subject: the first line, and how many more.
    pub subject: String,
    /// Its body, with the line ends of mails.
    pub body: String,
}

/// What a mail says of these. `pages`: the address of the pages.
pub fn of(say: Locale, told: &[Told], pages: &str) -> Wording {
    let lines: Vec<String> = told.iter().filter_map(|one| line(say, one)).collect();
    let waits = say.t("mail-waits");
    let first = lines.first().unwrap_or(&waits);
    let subject = match lines.len() {
        0 | 1 => say.of("mail-subject").s("first", first),
        several => say
            .of("mail-subject-more")
            .s("first", first)
            .n("count", several - 1),
    };
    let alone = told.iter().any(|one| one.personal().is_some());
    let then = match alone {
        true => vec![
            say.t("mail-alone-yes"),
            say.of("mail-alone-no")
                .s("address", format!("{pages}/account"))
                .into(),
            say.t("mail-alone-only"),
        ],
        false => vec![
            say.of("mail-see")
                .s("address", format!("{pages}/queue"))
                .into(),
            say.t("mail-says"),
        ],
    };
    Wording {
        subject: subject.into(),
        body: format!("{}\r\n\r\n{}\r\n", lines.join("\r\n"), then.join("\r\n")),
    }
}

/// One notice in words; none for a kind of another version.
fn line(say: Locale, told: &Told) -> Option<String> {
    if let Some(alone) = told.personal() {
        return Some(say.t(&format!("mail-personal-{alone}")));
    }
    let waiting = told.waiting;
    let line: String = match Subject::of(&told.kind)? {
        Subject::NewItem => say.of("mail-new-item").n("count", waiting).into(),
        Subject::HeldItem => say.of("mail-held-item").n("count", waiting).into(),
        Subject::CaseOffered => say.t("mail-case-offered"),
        Subject::OfferEnded => say.t("mail-offer-ended"),
        Subject::Test => say.t("mail-test"),
        Subject::Alert(kind) => return Some(alert(say, kind, waiting)),
    };
    // The word stays as it is: it is short, and the same on phones and papers.
    let urgency: Option<Urgency> = told.urgency.as_deref().and_then(|word| word.parse().ok());
    Some(match urgency {
        Some(urgency) => say
            .of("mail-urgent")
            .s("line", line)
            .s("urgency", urgency.as_str())
            .into(),
        None => line,
    })
}

fn alert(say: Locale, kind: AlertKind, waiting: i64) -> String {
    let line = say.t(&format!("mail-alert-{kind}"));
    match waiting {
        0 => line,
        _ => say
            .of("mail-counted")
            .s("line", line)
            .n("count", waiting)
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::notice::Personal;
    use crate::domain::words::Lang;

    const PAGES: &str = "https://forms.example.org";

    fn told(kind: &str, urgency: Option<&str>, waiting: i64) -> Told {
        Told {
            id: "1".into(),
            kind: kind.into(),
            urgency: urgency.map(str::to_owned),
            waiting,
            at: 0,
        }
    }

    fn line_of(one: &Told) -> Option<String> {
        line(Locale::default(), one)
    }

    #[test]
    fn a_line_counts_and_says_how_urgent_it_is_and_nothing_else() {
        let new = |waiting| line_of(&told("new_item", Some("U1"), waiting));
        assert_eq!(new(1).as_deref(), Some("1 new item, U1"));
        assert_eq!(new(3).as_deref(), Some("3 new items, U1"));
        let locked = line_of(&told("key_locked", None, 3));
        let expected = "submissions wait for a locked key: 3";
        assert_eq!(locked.as_deref(), Some(expected));
        assert_eq!(line_of(&told("a word of another time", None, 1)), None);
    }

    #[test]
    fn every_kind_has_its_line_in_every_language() {
        let alerts = AlertKind::ALL.iter().map(|kind| kind.as_str());
        let alone = Personal::ALL.iter().map(|kind| kind.as_str());
        let others = [
            "new_item",
            "held_item",
            "case_offered",
            "offer_ended",
            "test",
        ];
        for kind in alerts.chain(alone).chain(others) {
            let mut lines = std::collections::BTreeSet::new();
            for lang in Lang::ALL {
                let line = line(Locale::of_lang(*lang), &told(kind, None, 2));
                assert!(lines.insert(line.expect("a line")), "{kind} in {lang}");
            }
        }
    }

    #[test]
    fn a_mail_leads_to_the_pages_and_says_what_it_is() {
        let both = [told("new_item", Some("U0"), 2), told("key_locked", None, 1)];
        let mail = of(Locale::default(), &both, PAGES);
        assert_eq!(mail.subject, "Waypost: 2 new items, U0 and 1 more");
        assert!(
            mail.body.contains("https://forms.example.org/queue\r\n"),
            "{}",
            mail.body
        );
        let alone = of(
            Locale::of_lang(Lang::Fr),
            &[told("new_browser", None, 1)],
            PAGES,
        );
        assert!(
            alone.body.contains("https://forms.example.org/account"),
            "{}",
            alone.body
        );
        assert!(
            alone.body.contains("n’est allé qu’à vous"),
            "{}",
            alone.body
        );
    }
}
