//! Lines of route tables: method, path, handler, whom it lets in. `/v1` has a table of its own, with more to say
//! ([`crate::web::api::table`]).

use std::borrow::Cow;

use actix_web::dev::Handler;
use actix_web::web::{self, ServiceConfig, resource};
use actix_web::{FromRequest, Responder, Route};

use super::who::Who;

/// One line.
pub struct Line {
    /// The method.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: Cow<'static, str>,
    /// Whom it lets in.
    pub who: Who,
    route: Route,
}

macro_rules! lines {
    ($($name:ident $method:literal $says:literal),+) => {$(
        #[doc = $says]
        pub fn $name<H, A>(path: impl Into<Cow<'static, str>>, to: H, who: Who) -> Line
        where
            H: Handler<A>,
            A: FromRequest + 'static,
            H::Output: Responder + 'static,
        {
            Line {
                method: $method,
                path: path.into(),
                who,
                route: web::$name().to(to),
            }
        }
    )+};
}
lines!(
    get "GET" "A line that reads.",
    head "HEAD" "A line that answers without a body.",
    post "POST" "A line that writes.",
    route "ANY" "A line for every method."
);

/// Adds lines as routes; those of one path stand together, where the first of them stands.
pub fn add(app: &mut ServiceConfig, lines: Vec<Line>) {
    let mut paths: Vec<(Cow<'static, str>, Vec<Route>)> = Vec::new();
    for line in lines {
        match paths.iter_mut().find(|(path, _)| *path == line.path) {
            Some((_, routes)) => routes.push(line.route),
            None => paths.push((line.path, vec![line.route])),
        }
    }
    for (path, mut routes) in paths {
        if routes.len() == 1 {
            if let Some(route) = routes.pop() {
                app.route(&path, route);
            }
            continue;
        }
        let together = routes
            .into_iter()
            .fold(resource(&*path), |all, route| all.route(route));
        app.service(together);
    }
}
