//! What the answers of a form say about consent: rows of an agreement, refusals, withdrawals. A row with a word that is not
//! known is no row; it is kept for people to read and opens nothing. Of a refusal the unknown word counts as everything.

use std::collections::BTreeSet;

use super::child::{self, Standing};
use super::data::{Data, LEAST};
use super::{Approval, Basis, HOUR, Recipient};
use crate::domain::facts::Facts;
use crate::domain::legal_duty::LAW_ENFORCEMENT;
use crate::domain::words::Stage;

const DAY: i64 = 24 * HOUR;
/// The longest that a consent lasts, also one "until this help has ended": then somebody asks again.
pub const LONGEST: i64 = 180 * DAY;
/// The longest without the person's own agreement.
pub const LONGEST_FOR_SAFETY: i64 = 72 * HOUR;
/// How long an agreement that police or prosecution be told waits for its use.
const POLICE_LASTS: i64 = 30 * DAY;
/// Whoever gives this help here.
const BY_SERVICE: &str = "by_service";
/// Rows that one form may have; the rest is not read.
const MOST: usize = 100;

/// Something agreed to: who may be told what, for what, until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Who, by an agency's code.
    pub recipient: Recipient,
    /// For which service, by its code.
    pub service: String,
    /// What may be told.
    pub data: BTreeSet<Data>,
    /// Until when, in milliseconds since 1970 UTC.
    pub expires_at: i64,
}

/// Somebody who is not to be told, for one service or for any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct No {
    /// Who, by an agency's code.
    pub recipient: Recipient,
    /// For which service; none: for all.
    pub service: Option<String>,
}

/// What a form says about consent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Says {
    /// What the rows rest on; none: they are no agreement, and there are none.
    pub standing: Option<Standing>,
    /// Agreed to.
    pub rows: Vec<Row>,
    /// Refused, or taken back.
    pub refused: Vec<No>,
    /// Rows that could not be read, as they came.
    pub unread: Vec<String>,
}

impl Says {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.refused.is_empty() && self.unread.is_empty()
    }

    /// The same where nothing of the case can be read: everything is taken back, and nothing agreed to.
    #[must_use]
    pub fn everything_back(self) -> Self {
        Self {
            refused: vec![No {
                recipient: Recipient::Any,
                service: None,
            }],
            unread: self.unread,
            ..Self::default()
        }
    }

    /// The same where a refusal of somebody whom nobody here knows is one of everybody. What is agreed to for such a one stays
    /// as it is, and covers nobody.
    #[must_use]
    pub fn among(mut self, is_known: impl Fn(&str) -> bool) -> Self {
        for no in &mut self.refused {
            if matches!(&no.recipient, Recipient::Agency(code) if !is_known(code)) {
                no.recipient = Recipient::Any;
            }
        }
        self
    }

    /// Whether everything that stood before is taken back.
    pub fn takes_all_back(&self) -> bool {
        self.refused
            .iter()
            .any(|no| no.recipient == Recipient::Any && no.service.is_none())
    }
}

/// Reads the answers of one form, received at `now`. `service` gives the code of a form's word for a service.
pub fn says(
    stage: Stage,
    said: &Facts,
    now: i64,
    service: impl Fn(&str) -> Option<String>,
) -> Says {
    match stage {
        Stage::Consent => agreement(said, now, &service),
        Stage::Rights | Stage::Follow => Says {
            refused: withdrawn(said, &service),
            ..Says::default()
        },
        _ => Says::default(),
    }
}

fn agreement(said: &Facts, now: i64, service: &impl Fn(&str) -> Option<String>) -> Says {
    let mut says = Says {
        standing: child::standing(said),
        ..Says::default()
    };
    for text in words(said, "refused_rows") {
        says.refused.push(refusal(text, service));
    }
    match said.known(LAW_ENFORCEMENT) {
        None | Some("yes_now") => {}
        Some(_) => says.refused.push(No {
            recipient: Recipient::Any,
            service: Some(LAW_ENFORCEMENT.to_owned()),
        }),
    }
    let Some(standing) = says.standing else {
        return says;
    };
    let mut asked = false;
    for text in words(said, "consent_rows") {
        asked = true;
        match row(text, now, service).and_then(|row| limited(row, standing, now)) {
            Some(row) => says.rows.push(row),
            None => says.unread.push(text.to_owned()),
        }
    }
    // Asked last and apart; an adult's own word only.
    if said.is(LAW_ENFORCEMENT, "yes_now") && standing.approval == Approval::One {
        says.rows.push(Row {
            recipient: Recipient::Any,
            service: LAW_ENFORCEMENT.to_owned(),
            data: [Data::ContactOnly].into(),
            expires_at: now.saturating_add(POLICE_LASTS),
        });
    }
    // Informed, decided, and nobody named: nothing is to be shared.
    if !asked
        && says
            .refused
            .iter()
            .all(|no| no.service.as_deref() == Some(LAW_ENFORCEMENT))
    {
        says.refused.push(No {
            recipient: Recipient::Any,
            service: None,
        });
    }
    says
}

/// `recipient/service/expiry/data+data`; none if any part of it is not known.
fn row(text: &str, now: i64, service: &impl Fn(&str) -> Option<String>) -> Option<Row> {
    let mut parts = text.split('/');
    let (recipient, purpose) = (recipient(parts.next()?)?, service(parts.next()?)?);
    let lasts = match parts.next()? {
        "72_hours" => 72 * HOUR,
        "30_days" => 30 * DAY,
        "90_days" => 90 * DAY,
        "180_days" | "until_service_done" => LONGEST,
        _ => return None,
    };
    let data: BTreeSet<Data> = parts
        .next()?
        .split('+')
        .map(|word| word.parse().ok())
        .collect::<Option<_>>()?;
    let alone = !data.contains(&Data::ContactOnly) || data.len() == 1;
    // Police and prosecution are agreed to by their own question, never by a row.
    let known = parts.next().is_none() && alone && purpose != LAW_ENFORCEMENT;
    known.then(|| Row {
        recipient,
        service: purpose,
        data,
        expires_at: now.saturating_add(lasts),
    })
}

/// What is left of a row where the person's own agreement is missing: the least, and for 72 hours.
fn limited(mut row: Row, standing: Standing, now: i64) -> Option<Row> {
    if standing.basis != Basis::Consent {
        row.expires_at = row.expires_at.min(now.saturating_add(LONGEST_FOR_SAFETY));
        row.data.retain(|word| LEAST.contains(word));
    }
    (!row.data.is_empty()).then_some(row)
}

/// `recipient/service`. What is not known of it counts as everybody and everything.
fn refusal(text: &str, service: &impl Fn(&str) -> Option<String>) -> No {
    let mut parts = text.split('/');
    No {
        recipient: parts.next().and_then(recipient).unwrap_or(Recipient::Any),
        service: parts.next().and_then(service),
    }
}

fn withdrawn(said: &Facts, service: &impl Fn(&str) -> Option<String>) -> Vec<No> {
    let all = No {
        recipient: Recipient::Any,
        service: None,
    };
    let asks: Vec<&str> = words(said, "rights_ask").collect();
    if said.is("consent_still_ok", "withdraw") || asks.contains(&"withdraw_all") {
        return vec![all];
    }
    if !asks.contains(&"withdraw_for_agency") {
        return Vec::new();
    }
    let from = match said.known("withdraw_agency") {
        Some(code) => recipient(code).unwrap_or(Recipient::Any),
        None => Recipient::Any,
    };
    let no = |service| No {
        recipient: from.clone(),
        service,
    };
    let named: Vec<Option<String>> = words(said, "withdraw_services").map(service).collect();
    match named.is_empty() || named.contains(&None) {
        true => vec![no(None)],
        false => named.into_iter().map(no).collect(),
    }
}

fn recipient(word: &str) -> Option<Recipient> {
    let code = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    match word {
        BY_SERVICE => Some(Recipient::Any),
        _ if (2..=20).contains(&word.len()) && word.bytes().all(code) => {
            Some(Recipient::Agency(word.to_owned()))
        }
        _ => None,
    }
}

fn words<'a>(said: &'a Facts, fact: &str) -> impl Iterator<Item = &'a str> {
    let answer = said.known(fact).unwrap_or_default();
    answer.split_ascii_whitespace().take(MOST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::pathway::tests::{facts, shipped};

    const ADULT: &str = "is_child_now=no; age_group=25_59; told_limits=yes; capacity=able; interview_ok=yes; \
                         consent_valid=yes; consent_basis=consent; ";

    fn service(word: &str) -> Option<String> {
        let all = shipped().services().iter();
        let mut found = all.filter(|one| one.word() == word && one.leaves);
        found.next().map(|one| one.code.clone())
    }

    fn read(text: &str) -> Says {
        says(
            Stage::Consent,
            &facts(&format!("{ADULT}{text}")),
            0,
            service,
        )
    }

    #[test]
    fn rows_are_who_what_for_until_when_and_what() {
        let says = read(
            "consent_rows=AG03/medical/30_days/needs+health_part by_service/women_girls/until_service_done/summary",
        );
        assert_eq!(says.rows.len(), 2);
        let [clinic, any] = &says.rows[..] else {
            panic!("two rows")
        };
        assert_eq!(clinic.recipient, Recipient::Agency("AG03".into()));
        assert_eq!((&*clinic.service, clinic.expires_at), ("medical", 30 * DAY));
        assert_eq!(clinic.data, [Data::Needs, Data::HealthPart].into());
        assert_eq!(
            (&any.recipient, &*any.service, any.expires_at),
            (&Recipient::Any, "gbv", LONGEST)
        );
        assert!(says.refused.is_empty() && says.unread.is_empty());
    }

    #[test]
    fn an_unknown_word_refuses_its_row_and_no_other() {
        for bad in [
            "AG03/medical/30_days/needs+story",
            "AG03/medical/for_ever/needs",
            "AG03/surgery/30_days/needs",
            "ag03/medical/30_days/needs",
            "AG03/medical/30_days",
            "AG03/medical/30_days/",
            "AG03/medical/30_days/needs/more",
            "AG03/medical/30_days/contact_only+needs",
            "AG03/law_enforcement/30_days/needs",
            "AG03/review/30_days/needs",
        ] {
            let says = read(&format!("consent_rows={bad} AG05/legal/30_days/needs"));
            assert_eq!(says.unread, [bad]);
            assert_eq!(says.rows.len(), 1, "{bad}");
        }
    }

    #[test]
    fn nothing_shared_and_no_to_police_are_refusals_too() {
        assert!(read("").takes_all_back());
        assert!(read("law_enforcement=not_now").takes_all_back());
        let legal = read("consent_rows=AG05/legal/30_days/needs; law_enforcement=not_now");
        assert!(!legal.takes_all_back());
        assert_eq!(legal.refused[0].service.as_deref(), Some("law_enforcement"));
        let yes = read("consent_rows=AG05/legal/30_days/needs; law_enforcement=yes_now");
        assert_eq!(
            (yes.rows.len(), &*yes.rows[1].service),
            (2, "law_enforcement")
        );
        // What is no agreement refuses nothing by its silence.
        assert!(read("consent_valid=no").is_empty());
        let no = read(
            "consent_valid=no; refused_rows=AG03/medical; consent_rows=AG05/legal/30_days/needs",
        );
        assert_eq!((no.rows.len(), no.refused.len()), (0, 1));
    }

    #[test]
    fn a_withdrawal_that_is_not_understood_takes_more_back() {
        let rights = |text: &str| says(Stage::Rights, &facts(text), 0, service).refused;
        let all = rights("rights_ask=see withdraw_all");
        assert_eq!(
            (&all[0].recipient, &all[0].service),
            (&Recipient::Any, &None)
        );
        let one = rights(
            "rights_ask=withdraw_for_agency; withdraw_services=medical women_girls; withdraw_agency=NGO-1",
        );
        assert_eq!(one.len(), 2);
        assert_eq!(one[1].service.as_deref(), Some("gbv"));
        assert_eq!(one[0].recipient, Recipient::Agency("NGO-1".into()));
        let unknown = rights(
            "rights_ask=withdraw_for_agency; withdraw_services=medical else; withdraw_agency=NGO-1",
        );
        assert_eq!((unknown.len(), &unknown[0].service), (1, &None));
        let nobody = rights(
            "rights_ask=withdraw_for_agency; withdraw_services=medical; withdraw_agency=the clinic",
        );
        assert_eq!(nobody[0].recipient, Recipient::Any);
        assert!(rights("rights_ask=see copy delete").is_empty());
        let follow = |text: &str| says(Stage::Follow, &facts(text), 0, service);
        assert!(follow("consent_still_ok=withdraw").takes_all_back());
        assert!(follow("consent_still_ok=change").is_empty());
    }

    #[test]
    fn a_no_to_somebody_whom_nobody_knows_is_a_no_to_everybody() {
        let text = "consent_rows=AG09/medical/30_days/needs; refused_rows=AG09/legal AG03/medical";
        let says = read(text).among(|code| code == "AG03");
        let who: Vec<&Recipient> = says.refused.iter().map(|no| &no.recipient).collect();
        assert_eq!(who, [&Recipient::Any, &Recipient::Agency("AG03".into())]);
        assert_eq!(says.refused[0].service.as_deref(), Some("legal"));
        assert_eq!(says.rows[0].recipient, Recipient::Agency("AG09".into()));
        let all = says_all("NOWHERE").among(|_| false);
        assert!(all.takes_all_back());
    }

    /// Everything is taken back from one agency.
    fn says_all(agency: &str) -> Says {
        let text = format!("rights_ask=withdraw_for_agency; withdraw_agency={agency}");
        says(Stage::Rights, &facts(&text), 0, service)
    }

    #[test]
    fn for_a_child_s_safety_only_the_least_and_72_hours() {
        let text = "is_child_now=yes; age_group=6_11; caregiver_status=present_suspected; child_assent=no; \
                    best_interest=action_needed_for_safety; consent_valid=pending; \
                    consent_basis=child_best_interest; \
                    consent_rows=by_service/child_protection/180_days/needs+identity AG02/legal/72_hours/summary";
        let says = says(Stage::Consent, &facts(text), 5, service);
        assert_eq!(says.rows.len(), 1);
        assert_eq!(says.rows[0].data, [Data::Needs].into());
        assert_eq!(says.rows[0].expires_at, 5 + LONGEST_FOR_SAFETY);
        assert_eq!(says.unread.len(), 1);
    }

    fn any_row() -> impl Strategy<Value = String> {
        let part = |words: &'static [&'static str]| prop::sample::select(words);
        (
            part(&["AG03", "by_service", "ag03", "", "AG 3", "NGO-1"]),
            part(&[
                "medical",
                "women_girls",
                "gbv",
                "law_enforcement",
                "review",
                "story",
            ]),
            part(&[
                "72_hours",
                "30_days",
                "180_days",
                "until_service_done",
                "ever",
                "",
            ]),
            prop::collection::vec(
                part(&["needs", "contact_only", "identity", "all", ""]),
                0..4,
            ),
            part(&["/", "+", "", " "]),
        )
            .prop_map(|(who, what, until, data, end)| {
                format!("{who}/{what}/{until}/{}{end}", data.join("+"))
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn parsing_never_widens(rows in prop::collection::vec(any_row(), 0..5), noise in ".{0,40}") {
            let text = format!("{} {}", rows.join(" "), noise.replace(';', " "));
            let says = read(&format!("consent_rows={text}"));
            for row in &says.rows {
                // Every row stands literally in the form, word for word.
                let who = match &row.recipient {
                    Recipient::Any => "by_service",
                    Recipient::Agency(code) => code,
                };
                let word = shipped().service(&row.service).expect("a service").word().to_owned();
                let literally = text.split_ascii_whitespace().any(|one| {
                    let parts: Vec<&str> = one.split('/').collect();
                    parts.len() == 4
                        && parts[0] == who
                        && parts[1] == word
                        && row.data == parts[3].split('+').filter_map(|w| w.parse().ok()).collect()
                        && parts[3].split('+').all(|w| w.parse::<Data>().is_ok())
                });
                prop_assert!(literally, "{row:?}");
                prop_assert!(row.expires_at <= LONGEST && !row.data.is_empty());
            }
        }
    }
}
