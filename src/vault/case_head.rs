//! What whoever works on a case must know before anything else: its code, how contact is safe, and how the risk went. A few
//! coded answers of what the case said; never anybody's own words, and nothing of who the person is.

use super::client::{AtRisk, CaseHead, Reply, VaultError};
use super::placing::Remembered;
use super::{Vault, reading};
use crate::domain::facts::Facts;
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
        let mut head = CaseHead::default();
        for one in &said {
            match opened.get(&one.record) {
                Some(Some(plain)) => match serde_json::from_slice::<Remembered>(plain) {
                    Ok(remembered) => add(&mut head, one.at, &remembered.facts),
                    Err(_) => head.unread += 1,
                },
                _ => head.unread += 1,
            }
        }
        let place = |name: &str| CONTACT.iter().position(|known| *known == name);
        head.contact.sort_by_key(|(name, _)| place(name));
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

/// Adds what one submission said; the last word on contact stands.
fn add(head: &mut CaseHead, at: i64, facts: &Facts) {
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
        head.risks.push(AtRisk { at, level });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::RiskLevel;

    fn facts(all: &[(&str, &str)]) -> Facts {
        let mut facts = Facts::new();
        for (name, value) in all {
            facts.insert(*name, value.to_string());
        }
        facts
    }

    #[test]
    fn the_last_word_on_contact_stands_and_every_risk() {
        let mut head = CaseHead::default();
        let first = [
            ("case_code", "KHR5B62ZKf"),
            ("contact_rules", "none"),
            ("risk_level", "high"),
            ("expl_type", "labour"),
        ];
        add(&mut head, 1, &facts(&first));
        add(&mut head, 2, &facts(&[("risk_level", "unknown")]));
        let last = [("contact_rules", "no_calls"), ("risk_level", "low")];
        add(&mut head, 3, &facts(&last));
        assert_eq!(head.code.as_ref().map(|c| c.as_str()), Some("KHR5B62ZKf"));
        let contact: Vec<(&str, &str)> = head
            .contact
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(contact, [("contact_rules", "no_calls")]);
        let risks: Vec<_> = head.risks.iter().map(|r| (r.at, r.level)).collect();
        assert_eq!(risks, [(1, RiskLevel::High), (3, RiskLevel::Low)]);
    }
}
