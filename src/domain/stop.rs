//! Emergency stops: what they cover. One act for a phone, a person, a form, an agency, a site, or everything. What is
//! stopped gets no forms and is not opened; what it sends is still taken, as ciphertext, and opens once the stop is lifted
//! (domain brief 7.4).

use super::closed_set;

closed_set! {
    /// What a stop covers.
    pub enum StopScope {
        /// One phone, by its number.
        Device = "device",
        /// One person, by their number: signed out, and nothing is opened for them.
        User = "user",
        /// One form of a project, by its row's id (asked for as `PROJECT/FORM`).
        Form = "form",
        /// One agency, by its id.
        Agency = "agency",
        /// The phones of one area.
        Site = "site",
        /// Everything.
        All = "all",
    }
}

/// Stops in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stops(Vec<Stop>);

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What it covers.
    pub scope: StopScope,
    /// Which one.
    pub subject: String,
    /// Only what is this agency's; none: whoever's it is.
    pub agency: Option<String>,
}

/// What something came from, or is asked by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// The phone.
    pub device: Option<i64>,
    /// The form's row.
    pub form: Option<&'a str>,
    /// The agency whose it is.
    pub agency: Option<&'a str>,
    /// The phone's area.
    pub site: Option<&'a str>,
}

impl Stops {
    /// These stops.
    pub fn new(stops: impl IntoIterator<Item = Stop>) -> Self {
        Self(stops.into_iter().collect())
    }

    /// Whether none is in force.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn names(&self, scope: StopScope, subject: &str, agency: Option<&str>) -> bool {
        self.0.iter().any(|stop| {
            let theirs = stop.agency.as_deref().is_none_or(|of| Some(of) == agency);
            stop.scope == scope && stop.subject == subject && theirs
        })
    }

    /// Everything is stopped.
    pub fn all(&self) -> bool {
        self.0.iter().any(|stop| stop.scope == StopScope::All)
    }

    /// The agency's vault stays locked.
    pub fn agency(&self, agency: &str) -> bool {
        self.all() || self.names(StopScope::Agency, agency, Some(agency))
    }

    /// The person is signed out.
    pub fn user(&self, user: i64) -> bool {
        let user = user.to_string();
        self.0
            .iter()
            .any(|stop| stop.scope == StopScope::User && stop.subject == user)
    }

    /// Whether a stop covers what came from there.
    pub fn covers(&self, origin: &Origin<'_>) -> bool {
        if self.is_empty() {
            return false;
        }
        let device = origin.device.map(|d| d.to_string());
        let named = [
            (StopScope::Agency, origin.agency),
            (StopScope::Form, origin.form),
            (StopScope::Site, origin.site),
            (StopScope::Device, device.as_deref()),
        ];
        self.all()
            || named.into_iter().any(|(scope, subject)| {
                subject.is_some_and(|subject| self.names(scope, subject, origin.agency))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(scope: StopScope, subject: &str) -> Stops {
        Stops::new([Stop {
            scope,
            subject: subject.to_owned(),
            agency: None,
        }])
    }

    #[test]
    fn a_stop_covers_what_it_names_and_nothing_else() {
        let origin = Origin {
            device: Some(7),
            form: Some("f"),
            agency: Some("a"),
            site: Some("s"),
        };
        let other = Origin {
            device: Some(70),
            form: Some("f2"),
            agency: Some("a2"),
            site: None,
        };
        for (scope, subject) in [
            (StopScope::Device, "7"),
            (StopScope::Form, "f"),
            (StopScope::Agency, "a"),
            (StopScope::Site, "s"),
        ] {
            let stops = of(scope, subject);
            assert!(stops.covers(&origin), "{scope}");
            assert!(!stops.covers(&other), "{scope}");
            assert!(!stops.covers(&Origin::default()), "{scope}");
            assert!(!stops.user(7), "{scope}");
        }
        assert!(of(StopScope::All, "").covers(&Origin::default()));
        assert!(of(StopScope::All, "").agency("any"));
        assert!(!Stops::default().covers(&origin));
    }

    #[test]
    fn an_agency_s_stop_of_a_site_leaves_others_phones_alone() {
        let mut stop = of(StopScope::Site, "camp_3");
        stop.0[0].agency = Some("a".into());
        let from = |agency| Origin {
            agency: Some(agency),
            site: Some("camp_3"),
            ..Origin::default()
        };
        assert!(stop.covers(&from("a")));
        assert!(!stop.covers(&from("b")));
    }

    #[test]
    fn a_person_s_stop_stops_the_person_and_no_phone_of_that_number() {
        let stops = of(StopScope::User, "7");
        assert!(stops.user(7) && !stops.user(70));
        assert!(!stops.covers(&Origin {
            device: Some(7),
            ..Origin::default()
        }));
    }
}
