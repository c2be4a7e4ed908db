//! What whoever works on a case must know before anything else: its code, how contact is safe, and how the risk went. A few
//! coded answers of what the case said; never anybody's own words, and nothing of who the person is.

use super::client::{AtRisk, CaseHead, Reply, VaultError};
use super::placing::Remembered;
use super::{Vault, reading};
use crate::domain::case_file::CaseFile;
use crate::domain::policy::{self, Action, Denied, Resource};
use crate::domain::referral::contact::RULES;
use crate::domain::words::DataClass;
use crate::store::audit::Entry;
use crate::store::{Conn, audit, cases, casework};

/// The fact that holds the code.
const CODE: &str = "case_code";
/// The fact that says how much danger the person is in.
const RISK: &str = "risk_level";
/// How contact is made; what must not happen comes first.
const CONTACT: [&str; 6] = [
    RULES,
    "call_hours",
    "how",
    "when",
    "language",
    "interpreter",
];

impl Vault {
    pub(super) fn case_head(&self, session: &str, case: &str) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        let (id, who, now) = (case.to_owned(), actor.id, self.now());
        let (row, looks, said) = self.store.read_now("case_head", move |conn| {
            let row = cases::by_ids(conn, &[&id])?.pop();
            let looks = casework::looks(conn, &id, who, now)?;
            Ok::<_, VaultError>((row, looks, cases::said_in(conn, &[&id])?))
        })?;
        let row = row.ok_or(VaultError::NotFound)?;
        // Whoever may see what was agreed to works on the case, supervises that, or looks into it.
        let resource = Resource::Consents {
            agency: &row.agency_id,
            caseworker: row.caseworker,
            looks,
        };
        match policy::may(&actor, Action::ConsentRead, resource) {
            Ok(_) => {}
            Err(Denied::Hidden) => return Err(VaultError::NotFound),
            Err(denied) => return Err(reading::refused(denied)),
        }
        self.spend(session, &actor, std::slice::from_ref(&row.id))?;
        let records: Vec<String> = said.iter().map(|one| one.record.clone()).collect();
        let opened = self.open_records(Some(&row.agency_id), &records)?;
        let (mut file, mut unread) = (CaseFile::default(), 0);
        for one in &said {
            let plain = opened.get(&one.record).and_then(Option::as_ref);
            match plain.map(|plain| serde_json::from_slice::<Remembered>(plain)) {
                Some(Ok(remembered)) => file.add(remembered.said(&one.submission, one.at)),
                _ => unread += 1,
            }
        }
        let head = CaseHead {
            unread,
            ..head_of(&file)
        };
        let read = Entry {
            class: Some(DataClass::D5.as_str().into()),
            purpose: Some("case".into()),
            ..self.entry(
                &actor,
                Some(&row.agency_id),
                "case.read",
                "case",
                case,
                "done",
            )
        };
        self.store
            .write_now("vault_audit", move |conn: &mut Conn| {
                Ok::<_, VaultError>(audit::append(conn, &read)?)
            })?;
        Ok(Reply::CaseHead(head))
    }
}

/// What the head says of a case; the last word on contact stands, and a level that was corrected stands where the wrong one
/// stood.
fn head_of(file: &CaseFile) -> CaseHead {
    let mut head = CaseHead::default();
    let mut risks: Vec<(&str, AtRisk)> = Vec::new();
    for (said, facts) in file.each() {
        let word = |name: &str| facts.known(name).map(|value| value.to_owned().into());
        if head.code.is_none() {
            head.code = word(CODE);
        }
        for name in CONTACT {
            if let Some(value) = word(name) {
                head.contact.retain(|(known, _)| known != name);
                head.contact.push((name.to_owned(), value));
            }
        }
        if let Some(level) = facts.known(RISK).and_then(|word| word.parse().ok()) {
            let amends = said.amends.as_ref();
            let wrong = |id: &str| amends.is_some_and(|amends| amends.versions.contains(id));
            let at = risks.iter().find(|(id, _)| wrong(id));
            let at = at.map_or(said.at, |(_, risk)| risk.at);
            risks.retain(|(id, _)| !wrong(id));
            risks.push((&said.submission, AtRisk { at, level }));
        }
    }
    head.risks = risks.into_iter().map(|(_, risk)| risk).collect();
    head.risks.sort_by_key(|risk| risk.at);
    let place = |name: &str| CONTACT.iter().position(|known| *known == name);
    head.contact.sort_by_key(|(name, _)| place(name));
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::RiskLevel;
    use crate::domain::case_file::{Amends, Said};

    fn said(n: i64, amends: Option<Amends>, all: &[(&str, &str)]) -> Said {
        Said {
            submission: format!("s{n}"),
            at: n,
            facts: all.iter().copied().collect(),
            amends,
        }
    }

    fn head(all: Vec<Said>) -> CaseHead {
        let mut file = CaseFile::default();
        all.into_iter().for_each(|one| file.add(one));
        head_of(&file)
    }

    fn risks(head: &CaseHead) -> Vec<(i64, RiskLevel)> {
        head.risks.iter().map(|r| (r.at, r.level)).collect()
    }

    #[test]
    fn the_last_word_on_contact_stands_and_every_risk() {
        let first = [
            ("case_code", "KHR5B62ZKf"),
            ("contact_rules", "none"),
            ("risk_level", "high"),
            ("expl_type", "labour"),
        ];
        let last = [("contact_rules", "no_calls"), ("risk_level", "low")];
        let head = head(vec![
            said(1, None, &first),
            said(2, None, &[("risk_level", "unknown")]),
            said(3, None, &last),
        ]);
        assert_eq!(head.code.as_ref().map(|c| c.as_str()), Some("KHR5B62ZKf"));
        let contact: Vec<(&str, &str)> = head
            .contact
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(contact, [("contact_rules", "no_calls")]);
        assert_eq!(risks(&head), [(1, RiskLevel::High), (3, RiskLevel::Low)]);
    }

    #[test]
    fn a_corrected_level_stands_where_the_wrong_one_stood() {
        let amends = |fact: &str| {
            Some(Amends {
                versions: ["s1".to_owned()].into(),
                changed: [fact.to_owned()].into(),
            })
        };
        let risk = |level| [("risk_level", level), ("contact_rules", "none")];
        let corrected = |fact| {
            head(vec![
                said(1, None, &risk("high")),
                said(2, None, &risk("medium")),
                said(3, amends(fact), &risk("low")),
            ])
        };
        let (low, high) = (RiskLevel::Low, RiskLevel::High);
        assert_eq!(
            risks(&corrected("risk_level")),
            [(1, low), (2, RiskLevel::Medium)]
        );
        assert_eq!(
            risks(&corrected("contact_rules")),
            [(1, high), (2, RiskLevel::Medium)]
        );
    }
}
