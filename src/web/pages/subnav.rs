//! Pages that stand together under one entry of the menu, with links to each other.

use super::shell::{Here, NavItem, Shell};
use crate::domain::words::Role;

/// A page among those of one entry of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sub {
    /// `/pathway`
    Pathway,
    /// `/directory`
    Directory,
    /// `/protocols`
    Protocols,
    /// `/sites`
    Sites,
    /// `/retention`
    Retention,
    /// `/certificates`
    Certificates,
    /// `/machines`
    Machines,
}

/// What the coordination body's and agencies' people agree on.
const AGREED: &[Sub] = &[Sub::Pathway, Sub::Directory, Sub::Protocols, Sub::Sites];

impl Sub {
    /// The entry under which it stands. A focal point's menu is long enough: everything is under one.
    fn entry(self, role: Option<Role>) -> Here {
        match self {
            _ if role == Some(Role::FocalPoint) => Here::Pathway,
            Self::Pathway | Self::Directory | Self::Protocols | Self::Sites => Here::Pathway,
            Self::Retention | Self::Certificates => Here::Records,
            Self::Machines => Here::Machines,
        }
    }

    fn link(self) -> (&'static str, &'static str) {
        match self {
            Self::Pathway => ("/pathway", "frame-nav-pathway"),
            Self::Directory => ("/directory", "frame-sub-directory"),
            Self::Protocols => ("/protocols", "frame-sub-protocols"),
            Self::Sites => ("/sites", "frame-sub-sites"),
            Self::Retention => ("/retention", "frame-sub-retention"),
            Self::Certificates => ("/certificates", "frame-sub-certificates"),
            Self::Machines => ("/machines", "frame-nav-machines"),
        }
    }
}

impl Shell {
    /// Marks the page, and the entry of the menu that it stands under.
    pub fn under(mut self, sub: Sub) -> Self {
        self.here = sub.entry(self.who.as_ref().map(|who| who.role));
        self.sub = Some(sub);
        self
    }

    /// Links to the pages beside this one, as far as they are the person's role's; none where it stands alone.
    pub fn sub_nav(&self) -> Vec<NavItem> {
        let (Some(here), Some(who)) = (self.sub, &self.who) else {
            return Vec::new();
        };
        let beside: Vec<Sub> = match who.role {
            Role::FocalPoint => [AGREED, &[Sub::Certificates, Sub::Machines]].concat(),
            Role::Auditor => vec![Sub::Pathway, Sub::Certificates],
            Role::Supervisor | Role::DataManager if !AGREED.contains(&here) => {
                vec![Sub::Retention, Sub::Certificates]
            }
            _ => AGREED.to_vec(),
        };
        if !beside.contains(&here) {
            return Vec::new();
        }
        let item = |sub: Sub| {
            let (href, label) = sub.link();
            NavItem {
                href,
                label: self.t(label),
                current: sub == here,
            }
        };
        beside.into_iter().map(item).collect()
    }

    /// Whether the person's menu has a list of agencies.
    pub fn lists_agencies(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.role == Role::Admin)
    }

    /// Whether the person orders what is kept and what is erased.
    pub fn keeps_records(&self) -> bool {
        let role = self.who.as_ref().map(|who| who.role);
        matches!(role, Some(Role::Supervisor | Role::DataManager))
    }
}
