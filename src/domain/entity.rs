//! Entities: what becomes of "create" and "update" when phones were offline (openrosa.md 6.5, Central's rules).
//!
//! A phone that updates what it has not sent yet counts on by itself, on a branch of its own. Which version of ours its
//! "base version" means is found here; what cannot be known yet is held until the missing piece arrives.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use super::words::DataClass;

/// How long an update is held for a piece that does not come, in milliseconds: five days, as at Central.
pub const HELD_MS: i64 = 5 * 86_400_000;

/// What a submission says of one entity.
///
/// Wiped on drop; does not print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// The list's name.
    pub list: String,
    /// The entity's id, as it was sent.
    pub id: String,
    /// It is to be created.
    pub create: bool,
    /// It is to be updated.
    pub update: bool,
    /// The version that the update began from, as it was sent.
    pub base_version: String,
    /// The last version of that branch that came from the server, as it was sent.
    pub trunk_version: String,
    /// The phone's branch, as it was sent.
    pub branch_id: String,
    /// What people call it.
    pub label: Option<String>,
    /// Its properties.
    pub properties: BTreeMap<String, String>,
}

impl Drop for Action {
    fn drop(&mut self) {
        self.label.zeroize();
        self.properties.values_mut().for_each(Zeroize::zeroize);
    }
}

/// A version that is here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub number: i64,
    /// The branch that it came from.
    pub branch: Option<String>,
    /// The base version that its update named.
    pub branch_base: Option<i64>,
}

/// What is known of an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// It was deleted.
    pub deleted: bool,
    /// Its versions, oldest first.
    pub versions: Vec<Version>,
}

/// What becomes of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Version 1.
    Create,
    /// The next version.
    Update {
        /// The version of ours that it began from.
        base: i64,
        /// The base version that it named.
        named: i64,
    },
    /// A piece is missing that may still come.
    Hold,
    /// Nothing, and why.
    Refuse(Fault),
}

/// Why an action does nothing. The submission itself was taken all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Neither created nor updated.
    #[error("it says neither create nor update")]
    NoAction,
    /// No UUID.
    #[error("its id is no UUID")]
    NoId,
    /// A new one without a label.
    #[error("it has no label")]
    NoLabel,
    /// An update that names no version.
    #[error("it names no base version, which every update must")]
    NoBase,
    /// A number that is none.
    #[error("one of its versions is no whole number")]
    NotANumber,
    /// A trunk without a branch.
    #[error("it names a trunk version but no branch")]
    TrunkWithoutBranch,
    /// A version that was never there.
    #[error("it names a version that was never there")]
    NoSuchVersion,
    /// It is here already.
    #[error("an entity with this id is here already")]
    Exists,
    /// It was deleted; ids are not used again.
    #[error("an entity with this id was deleted")]
    Deleted,
    /// Nothing to update.
    #[error("there is no entity with this id")]
    Unknown,
    /// The form does not keep such a list.
    #[error("the form does not keep this list, or not like this")]
    NotDeclared,
    /// It does not open.
    #[error("it could not be read")]
    Unreadable,
    /// What it would change does not open.
    #[error("what is here could not be read")]
    HereUnreadable,
}

/// Whether an answer of this class may stand in a list that phones carry in clear. Where forms have no classes
/// (projects without an agency), everything may.
pub fn may_stand_in_list(class: Option<DataClass>, agency: bool) -> bool {
    !agency || matches!(class, Some(DataClass::D0 | DataClass::D1))
}

/// The id of an entity: a UUID, lower case, with or without `uuid:` before it.
pub fn id_of(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text
        .strip_prefix("uuid:")
        .unwrap_or(text)
        .to_ascii_lowercase();
    let shape = |(at, c): (usize, char)| match at {
        8 | 13 | 18 | 23 => c == '-',
        _ => c.is_ascii_hexdigit(),
    };
    (text.len() == 36 && text.char_indices().all(shape)).then_some(text)
}

/// A name that a list or a property may have: like an XML name, without dots, and none of ours.
pub fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    first
        && !name.starts_with("__")
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        && !["name", "label"].contains(&name.to_lowercase().as_str())
}

/// What becomes of an action, given what is known of its entity. `force`: it was held long enough.
pub fn judge(action: &Action, known: Option<&Known>, force: bool) -> Verdict {
    match decide(action, known, force) {
        Ok(verdict) => verdict,
        Err(fault) => Verdict::Refuse(fault),
    }
}

fn decide(action: &Action, known: Option<&Known>, force: bool) -> Result<Verdict, Fault> {
    if !action.create && !action.update {
        return Err(Fault::NoAction);
    }
    id_of(&action.id).ok_or(Fault::NoId)?;
    if known.is_some_and(|known| known.deleted) {
        return Err(Fault::Deleted);
    }
    let update = match (action.update, known) {
        (true, Some(known)) => Some(known),
        (false, Some(_)) => return Err(Fault::Exists),
        (true, None) if !action.create => {
            // The one that creates it may still be on a phone.
            base(action)?;
            return match (branch(action)?, force) {
                (None, _) => Err(Fault::Unknown),
                (Some(_), false) => Ok(Verdict::Hold),
                (Some(_), true) => labelled(action),
            };
        }
        (_, None) => None,
    };
    let Some(known) = update else {
        return labelled(action);
    };
    let named = base(action)?;
    let latest = known.versions.last().map_or(0, |version| version.number);
    let at = |base: i64| Verdict::Update { base, named };
    let Some(branch) = branch(action)? else {
        let there = known.versions.iter().any(|version| version.number == named);
        return there.then_some(at(named)).ok_or(Fault::NoSuchVersion);
    };
    if named == 1 {
        return Ok(at(1));
    }
    if number(&action.trunk_version)? == Some(named) {
        return (named <= latest)
            .then_some(at(named))
            .ok_or(Fault::NoSuchVersion);
    }
    let before = known.versions.iter().find(|version| {
        version.branch.as_deref() == Some(branch) && version.branch_base == Some(named - 1)
    });
    Ok(match (before, force) {
        (Some(version), _) => at(version.number),
        (None, true) => at(latest),
        (None, false) => Verdict::Hold,
    })
}

fn labelled(action: &Action) -> Result<Verdict, Fault> {
    let label = action.label.as_deref().unwrap_or_default().trim();
    (!label.is_empty())
        .then_some(Verdict::Create)
        .ok_or(Fault::NoLabel)
}

fn base(action: &Action) -> Result<i64, Fault> {
    number(&action.base_version)?.ok_or(Fault::NoBase)
}

fn branch(action: &Action) -> Result<Option<&str>, Fault> {
    match action.branch_id.trim() {
        "" if !action.trunk_version.trim().is_empty() => Err(Fault::TrunkWithoutBranch),
        "" => Ok(None),
        branch => Ok(Some(branch)),
    }
}

fn number(text: &str) -> Result<Option<i64>, Fault> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Fault::NotANumber),
    }
}

/// Whether an update met other updates: `hard` when they changed the same properties, `soft` when they did not.
pub fn conflict(
    mine: &BTreeSet<&str>,
    base: i64,
    latest: i64,
    theirs: &BTreeSet<&str>,
) -> Option<&'static str> {
    if base == latest {
        return None;
    }
    Some(if mine.is_disjoint(theirs) {
        "soft"
    } else {
        "hard"
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ID: &str = "uuid:3F2504E0-4F89-41D3-9A0C-0305E82C3301";

    fn action(kind: &str, base: &str, trunk: &str, branch: &str) -> Action {
        Action {
            list: "wells".into(),
            id: ID.into(),
            create: kind.contains('c'),
            update: kind.contains('u'),
            base_version: base.into(),
            trunk_version: trunk.into(),
            branch_id: branch.into(),
            label: Some("North".into()),
            properties: BTreeMap::new(),
        }
    }

    fn versions(count: i64) -> Known {
        let version = |number| Version {
            number,
            ..Version::default()
        };
        Known {
            deleted: false,
            versions: (1..=count).map(version).collect(),
        }
    }

    #[test]
    fn what_is_new_is_created_and_what_is_here_is_not() {
        assert_eq!(
            judge(&action("c", "", "", ""), None, false),
            Verdict::Create
        );
        assert_eq!(
            judge(&action("cu", "1", "", ""), None, false),
            Verdict::Create
        );
        let known = versions(1);
        let refused = judge(&action("c", "", "", ""), Some(&known), false);
        assert_eq!(refused, Verdict::Refuse(Fault::Exists));
        let deleted = Known {
            deleted: true,
            ..versions(2)
        };
        for kind in ["c", "u", "cu"] {
            let refused = judge(&action(kind, "1", "", ""), Some(&deleted), true);
            assert_eq!(refused, Verdict::Refuse(Fault::Deleted));
        }
    }

    #[test]
    fn an_update_names_where_it_began() {
        let known = versions(3);
        let judged = |action: &Action| judge(action, Some(&known), false);
        assert_eq!(
            judged(&action("u", "2", "", "")),
            Verdict::Update { base: 2, named: 2 }
        );
        for (bad, fault) in [
            (action("u", "", "", ""), Fault::NoBase),
            (action("u", "x", "", ""), Fault::NotANumber),
            (action("u", "9", "", ""), Fault::NoSuchVersion),
            (action("u", "1", "1", ""), Fault::TrunkWithoutBranch),
            (action("u", "9", "9", "b"), Fault::NoSuchVersion),
            (action("", "1", "", ""), Fault::NoAction),
        ] {
            assert_eq!(judged(&bad), Verdict::Refuse(fault));
        }
    }

    #[test]
    fn a_phone_s_branch_is_followed_or_waited_for() {
        let mut known = versions(1);
        let third = action("u", "2", "", "b");
        assert_eq!(judge(&third, Some(&known), false), Verdict::Hold);
        known.versions.push(Version {
            number: 2,
            branch: Some("b".into()),
            branch_base: Some(1),
        });
        assert_eq!(
            judge(&third, Some(&known), false),
            Verdict::Update { base: 2, named: 2 }
        );
        assert_eq!(judge(&third, None, false), Verdict::Hold);
        assert_eq!(judge(&third, None, true), Verdict::Create);
        let lost = action("u", "7", "", "b");
        assert_eq!(
            judge(&lost, Some(&known), true),
            Verdict::Update { base: 2, named: 7 }
        );
    }

    #[test]
    fn names_and_ids() {
        assert_eq!(id_of(ID).unwrap(), "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        for bad in [
            "",
            "uuid:",
            "x",
            "3f2504e0-4f89-41d3-9a0c-0305e82c330",
            "3f2504e0é4f89-41d3-9a0c-0305e82c3301",
        ] {
            assert_eq!(id_of(bad), None, "{bad}");
        }
        assert!(is_name("case_code") && is_name("área"));
        for bad in ["", "__x", "a.b", "Name", "label", "1a", "a b"] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// Nothing that names a person, or tells what happened to one, stands in a list that phones carry in clear.
        #[test]
        fn only_what_harms_nobody_stands_in_a_list(class in proptest::option::of(0u8..6), agency: bool) {
            let word = class.map(|n| format!("D{n}").parse::<DataClass>().unwrap());
            let may = may_stand_in_list(word, agency);
            prop_assert_eq!(may, !agency || matches!(class, Some(0 | 1)));
        }

        /// Whatever a phone sends, it never panics, and what is deleted stays deleted.
        #[test]
        fn anything_is_judged(base in "[0-9x -]{0,4}", trunk in "[0-9]{0,2}", branch in "[ab]{0,1}", kind in "c?u?", count in 0i64..4, deleted: bool, force: bool) {
            let known = Known { deleted, ..versions(count) };
            let verdict = judge(&action(&kind, &base, &trunk, &branch), (count > 0).then_some(&known), force);
            if deleted && count > 0 && !kind.is_empty() {
                prop_assert_eq!(&verdict, &Verdict::Refuse(Fault::Deleted));
            }
            if force {
                prop_assert!(verdict != Verdict::Hold);
            }
        }
    }
}
