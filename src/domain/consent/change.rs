//! A new form against what stood before. What narrows counts at once; what widens is proposed, and counts once somebody of
//! the case confirms it.
//!
//! For each help that a form speaks of, it takes the place of what was said about that help before; help that it does not
//! speak of stays as it was.

use std::collections::BTreeSet;

use super::data::{self, meet};
use super::rows::{Row, Says};
use super::{Approval, Basis, ConsentState, Scope};

/// A consent of the case: in force, or proposed.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its id.
    pub id: String,
    /// Whether it is in force.
    pub in_force: bool,
    /// What it says, recipients by agencies' codes.
    pub scope: Scope,
}

/// Something to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// What it says.
    pub scope: Scope,
    /// Where it stands.
    pub state: ConsentState,
    /// Who must confirm it.
    pub approval: Approval,
}

/// What becomes of a case's consents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// To be written.
    pub new: Vec<New>,
    /// To be withdrawn, by id.
    pub ended: Vec<String>,
}

impl Change {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.ended.is_empty()
    }
}

/// Sets what a form says against the consents and the refusals of its case. `said_in` names the form, `now` is when it was
/// received.
pub fn change(known: &[Known], refused: &[Scope], says: &Says, said_in: &str, now: i64) -> Change {
    let mut change = Change::default();
    let noes: Vec<Scope> = says
        .refused
        .iter()
        .map(|no| Scope::no(no.recipient.clone(), no.service.clone(), said_in, now))
        .collect();
    let spoken: BTreeSet<&str> = says.rows.iter().map(|row| row.service.as_str()).collect();
    for one in known {
        let service = one.scope.service.as_deref().unwrap_or_default();
        let all_refused = noes.iter().any(|no| {
            no.touches(&one.scope.recipient, service) && no.recipient.holds(&one.scope.recipient)
        });
        if spoken.contains(service) || all_refused {
            change.ended.push(one.id.clone());
        }
    }
    if let Some(standing) = says.standing {
        let before: Vec<&Scope> = known
            .iter()
            .filter(|one| one.in_force && one.scope.age == Some(standing.age))
            .map(|one| &one.scope)
            .filter(|scope| scope.basis == Basis::Consent && standing.basis == Basis::Consent)
            .collect();
        for row in &says.rows {
            let scope = Scope {
                service: Some(row.service.clone()),
                data: row.data.clone(),
                basis: standing.basis,
                age: Some(standing.age),
                expires_at: row.expires_at,
                ..Scope::no(row.recipient.clone(), None, said_in, now)
            };
            let contested = refused
                .iter()
                .chain(&noes)
                .any(|no| no.touches(&row.recipient, &row.service));
            let narrower = before.iter().any(|old| is_within(row, old, now));
            let new = |scope, state| New {
                scope,
                state,
                approval: standing.approval,
            };
            if narrower && !contested && standing.approval == Approval::One {
                change.new.push(new(scope, ConsentState::InForce));
                continue;
            }
            let pieces = before.iter().filter_map(|old| piece(row, old));
            change
                .new
                .extend(pieces.map(|scope| new(scope, ConsentState::InForce)));
            change.new.push(new(scope, ConsentState::Proposed));
        }
    }
    let refusal = |scope| New {
        scope,
        state: ConsentState::Refused,
        approval: Approval::One,
    };
    change.new.extend(noes.into_iter().map(refusal));
    change.new.extend(says.unread.iter().map(|text| {
        refusal(Scope {
            unread: Some(text.clone()),
            ..Scope::no(super::Recipient::Any, None, said_in, now)
        })
    }));
    change
}

/// Whether a row says nothing that is not said by this consent.
fn is_within(row: &Row, old: &Scope, now: i64) -> bool {
    old.service.as_deref() == Some(&row.service)
        && old.recipient.holds(&row.recipient)
        && data::opens(&row.data).within(&data::opens(&old.data))
        && row.expires_at <= old.expires_at
        && old.expires_at > now
}

/// What a row and a consent that was in force both say: it goes on without a gap. It keeps the older one's time, so that
/// whatever was refused since stays refused.
fn piece(row: &Row, old: &Scope) -> Option<Scope> {
    if old.service.as_deref() != Some(&row.service) {
        return None;
    }
    let recipient = old.recipient.meet(&row.recipient)?;
    let data = meet(&old.data, &row.data);
    (!data.is_empty()).then(|| Scope {
        recipient,
        data,
        expires_at: old.expires_at.min(row.expires_at),
        ..old.clone()
    })
}

#[cfg(test)]
mod tests;
