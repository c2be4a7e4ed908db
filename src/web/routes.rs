//! Everything that the server answers: method, path, handler, whom it lets in. One table, of one per face.
//!
//! Whom a line lets in is a [`Who`]: *anybody*; *phone* (key in the address, Digest, or Basic over https); *person* (bearer
//! token, or Basic over https; what the person may do is the policy's); *browser* (the pages' cookie).

use actix_web::web::{ServiceConfig, route};

use super::lines::{Line, add, get};
use super::who::{ANYBODY, Who};
use super::{agency, api, openrosa, operations, pages};

/// Adds every route.
pub fn routes(app: &mut ServiceConfig) {
    add(app, operations());
    add(app, openrosa::table::table());
    // Programs: /v1 (the form's XML and media are shared with phones).
    api::routes(app);
    add(app, agency::table());
    add(app, pages::table());
    app.default_service(route().to(pages::not_found));
}

/// For whoever keeps the server running: anybody; figures only for this machine.
fn operations() -> Vec<Line> {
    vec![
        get("/healthz", operations::healthz, ANYBODY),
        get("/readyz", operations::readyz, ANYBODY),
        get("/metrics", operations::metrics, ANYBODY),
    ]
}

/// A face of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Face {
    /// Whoever keeps it running.
    Operations,
    /// Phones and aggregators.
    OpenRosa,
    /// Programs.
    Api,
    /// Agencies' own machines.
    Agency,
    /// People.
    Pages,
}

/// A route as its table has it.
#[derive(Debug, Clone)]
pub struct Known {
    /// Whose it is.
    pub face: Face,
    /// The method; `ANY` is all of them.
    pub method: String,
    /// The whole path, with its parameters in braces.
    pub path: String,
    /// Whom it lets in.
    pub who: Who,
}

/// Every route of every face, in the order of the tables.
pub fn known() -> Vec<Known> {
    let lines = |face: Face, lines: Vec<Line>| {
        lines.into_iter().map(move |line| Known {
            face,
            method: line.method.to_owned(),
            path: line.path.into_owned(),
            who: line.who,
        })
    };
    let api = api::table::table().into_iter().map(|entry| Known {
        face: Face::Api,
        method: entry.method.to_string(),
        path: format!("/v1{}", entry.path),
        who: entry.who,
    });
    lines(Face::Operations, operations())
        .chain(lines(Face::OpenRosa, openrosa::table::table()))
        .chain(api)
        .chain(lines(Face::Agency, agency::table()))
        .chain(lines(Face::Pages, pages::table()))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::policy::Action;

    /// Actions that no route asks for, and why.
    const UNREACHED: &[(Action, &str)] = &[
        (Action::AgencyUpdate, "nothing renames an agency yet"),
        (
            Action::ServerRead,
            "settings and health in detail are read on the machine itself",
        ),
    ];

    #[test]
    fn every_action_of_the_policy_is_some_route_s_and_the_exceptions_are_true() {
        let asked: HashSet<Action> = known()
            .iter()
            .flat_map(|known| known.who.actions().collect::<Vec<_>>())
            .collect();
        for &action in Action::ALL {
            let excepted = UNREACHED.iter().any(|(known, _)| *known == action);
            assert!(
                asked.contains(&action) != excepted,
                "{action}: no route names it and no reason stands here, or both"
            );
        }
    }

    #[test]
    fn no_route_stands_twice() {
        let mut seen = HashSet::new();
        for known in known() {
            assert!(
                seen.insert((known.method.clone(), known.path.clone())),
                "{} {}",
                known.method,
                known.path
            );
        }
    }
}
