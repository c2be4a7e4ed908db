//! The conflict filter (domain brief 3.3, step 2): which agencies are out for one person's case, before anything else is
//! asked. It answers "out" and keeps no reason: whoever is told nothing cannot learn why either.
//!
//! Out are: agencies that the person named (`withhold_from`); those that whoever harms belongs to (`links_agency`, and
//! by their kind `perp_links`); and the collecting agency itself when staff are accused and no other agency is named.

use std::collections::BTreeSet;

use super::facts::Facts;
use super::words::AgencyKind;

/// Lists that name agencies by their codes or ids.
const NAMING: [&str; 2] = ["withhold_from", "links_agency"];
/// Answers that accuse staff of aid organisations or of a site: fact and word.
const MISCONDUCT: [(&str, &str); 5] = [
    ("perp_links", "aid_staff"),
    ("how_met", "aid_worker"),
    ("how_met", "camp_official"),
    ("incident_kind", "staff_misconduct_SEA"),
    ("incident_channel", "independent"),
];

/// What the filter knows of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: String,
    /// Its code, as forms name it.
    pub code: String,
    /// What kind of organisation it is.
    pub kind: AgencyKind,
}

/// Who is out. Never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Conflicts {
    agencies: BTreeSet<String>,
}

impl Conflicts {
    /// Applies the filter to what is known of a case that `own` collected.
    pub fn of(facts: &Facts, own: &str, organisations: &[Organisation]) -> Self {
        let mut conflicts = Self::default();
        for one in organisations {
            if is_named(facts, one) || is_of_a_kind_that_is_out(facts, own, one) {
                conflicts.agencies.insert(one.id.clone());
            }
        }
        if own_staff_may_be_accused(facts, own, organisations) {
            conflicts.agencies.insert(own.to_owned());
        }
        conflicts
    }

    /// Whether an agency is out.
    pub fn agency_is_out(&self, id: &str) -> bool {
        self.agencies.contains(id)
    }
}

/// Nothing: who is out is nobody's business but the filter's.
impl std::fmt::Debug for Conflicts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Conflicts").finish_non_exhaustive()
    }
}

fn words<'a>(facts: &'a Facts, name: &str) -> impl Iterator<Item = &'a str> {
    facts.known(name).unwrap_or_default().split_whitespace()
}

fn is_named(facts: &Facts, one: &Organisation) -> bool {
    NAMING
        .iter()
        .flat_map(|list| words(facts, list))
        .any(|word| names(word, one))
}

fn names(word: &str, one: &Organisation) -> bool {
    word.eq_ignore_ascii_case(&one.code) || word.eq_ignore_ascii_case(&one.id)
}

/// By its kind: whom those who harm belong to, wherever they collect; and who must not learn of it, except the agency to
/// which the person is just telling it.
fn is_of_a_kind_that_is_out(facts: &Facts, own: &str, one: &Organisation) -> bool {
    let harms = words(facts, "perp_links").filter(|word| *word != "aid_staff");
    let official = words(facts, "how_met").filter(|word| *word == "camp_official");
    let unwanted = words(facts, "withhold_from").filter(|_| one.id != own);
    harms
        .chain(official)
        .chain(unwanted)
        .any(|word| kinds_of(word).contains(&one.kind))
}

fn kinds_of(word: &str) -> &'static [AgencyKind] {
    match word {
        "police_army" => &[AgencyKind::Police, AgencyKind::Military],
        "armed_actor" => &[AgencyKind::Military],
        "country_authority" => &[
            AgencyKind::Government,
            AgencyKind::Police,
            AgencyKind::Military,
        ],
        "camp_management" | "camp_official" | "site_staff" => &[AgencyKind::CampManagement],
        "community" | "community_leader" => &[AgencyKind::Community],
        "aid_staff" => &[AgencyKind::Ngo, AgencyKind::Un],
        _ => &[],
    }
}

/// Whether staff are accused and it could be the own ones: no agency is named, or the own one is. A name that no agency
/// here has says nothing.
fn own_staff_may_be_accused(facts: &Facts, own: &str, organisations: &[Organisation]) -> bool {
    let accused = MISCONDUCT
        .iter()
        .any(|(fact, word)| words(facts, fact).any(|said| said == *word));
    let mut named = organisations
        .iter()
        .filter(|one| words(facts, "links_agency").any(|word| names(word, one)))
        .peekable();
    accused && (named.peek().is_none() || named.any(|one| one.id == own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pathway::tests::facts;

    fn everybody() -> Vec<Organisation> {
        AgencyKind::ALL
            .iter()
            .enumerate()
            .map(|(n, kind)| Organisation {
                id: format!("a{n}"),
                code: format!("AG0{n}"),
                kind: *kind,
            })
            .collect()
    }

    /// The kinds that are out, seen from an agency that is none of them.
    fn out(text: &str) -> Vec<AgencyKind> {
        let all = everybody();
        let conflicts = Conflicts::of(&facts(text), "own", &all);
        all.iter()
            .filter(|one| conflicts.agency_is_out(&one.id))
            .map(|one| one.kind)
            .collect()
    }

    fn own_is_out(text: &str) -> bool {
        Conflicts::of(&facts(text), "a0", &everybody()).agency_is_out("a0")
    }

    #[test]
    fn an_agency_that_is_named_is_out_by_code_and_by_id() {
        assert_eq!(out("withhold_from=family AG01"), [AgencyKind::Un]);
        assert_eq!(out("links_agency=a1"), [AgencyKind::Un]);
        assert_eq!(
            out("withhold_from=ag01; links_agency=unknown"),
            [AgencyKind::Un]
        );
        assert!(out("withhold_from=AG99 family partner; perp_links=none").is_empty());
        assert!(out("withhold_from=unknown").is_empty());
    }

    #[test]
    fn those_who_harm_take_their_kind_of_organisation_out() {
        use AgencyKind::{CampManagement, Community, Government, Military, Ngo, Police, Un};
        assert_eq!(out("perp_links=police_army family"), [Police, Military]);
        assert_eq!(out("perp_links=camp_management"), [CampManagement]);
        assert_eq!(out("perp_links=community_leader"), [Community]);
        assert_eq!(out("how_met=camp_official"), [CampManagement]);
        assert_eq!(
            out("withhold_from=country_authority"),
            [Government, Police, Military]
        );
        assert_eq!(out("withhold_from=aid_staff"), [Ngo, Un]);
        assert!(out("perp_links=aid_staff").is_empty());
    }

    #[test]
    fn the_own_agency_is_out_when_staff_are_accused_and_nobody_else_is_named() {
        for accusing in [
            "perp_links=aid_staff",
            "perp_links=family aid_staff; links_agency=unknown",
            "how_met=aid_worker",
            "incident_kind=staff_misconduct_SEA",
            "perp_links=aid_staff; links_agency=AG00 AG03",
            "perp_links=aid_staff; links_agency=AG99",
        ] {
            assert!(own_is_out(accusing), "{accusing}");
        }
        for other in [
            "perp_links=aid_staff; links_agency=AG03",
            "perp_links=family",
            "how_met=at_work",
            // The person is telling it to them.
            "withhold_from=aid_staff",
        ] {
            assert!(!own_is_out(other), "{other}");
        }
        assert!(own_is_out("withhold_from=AG00"));
    }

    #[test]
    fn who_is_out_is_never_printed() {
        let conflicts = Conflicts::of(&facts("withhold_from=AG03"), "a0", &everybody());
        assert!(conflicts.agency_is_out("a3") && !conflicts.agency_is_out("a0"));
        assert_eq!(format!("{conflicts:?}"), "Conflicts { .. }");
    }
}
