//! What agencies tell and agree: one agency's page, the directory of services, protocols, places.

use super::labels::Tone;
use super::parts::{Choice, Trouble};
use super::people::KeyLine;
use super::shell::Shell;
use super::time::When;
use crate::domain::words::AgencyKind;
use askama::Template;

/// What the directory says of a service of an agency in one area.
#[derive(Clone, Debug)]
pub struct EntryLine {
    /// The agency's name.
    pub agency: String,
    /// The service's name.
    pub service: String,
    /// Where; none: everywhere.
    pub area: Option<String>,
    /// For whom, in one text; none: anybody.
    pub whom: Option<String>,
    /// Languages, in one text.
    pub languages: Option<String>,
    /// Whether there is room: the key of its word, and the look of its tag; none where nothing was said.
    pub room: Option<(&'static str, &'static str)>,
    /// When people can come or call.
    pub hours: Option<String>,
    /// When somebody there confirmed it, and whether that is recent.
    pub verified: Option<(When, bool)>,
    /// Where to say it anew; none: the viewer may not.
    pub edit: Option<String>,
}

/// `GET /directory`.
#[derive(Template)]
#[template(path = "directory.html")]
pub struct Directory {
    /// The frame.
    pub shell: Shell,
    /// By service and agency.
    pub rows: Vec<EntryLine>,
    /// Services to look for.
    pub services: Vec<Choice>,
    /// The page of the viewer's own agency.
    pub own: Option<String>,
}

/// `GET /agencies/{id}/directory/{service}`, and again when something was wrong.
#[derive(Template)]
#[template(path = "directory_entry.html")]
pub struct DirectoryEntry {
    /// The frame.
    pub shell: Shell,
    /// The agency's id.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// The service's code.
    pub service: String,
    /// Its name.
    pub service_name: String,
    /// Areas as they were typed.
    pub areas: String,
    /// Whom it serves.
    pub sexes: Vec<Choice>,
    /// Of which age.
    pub ages: Vec<Choice>,
    /// Languages as they were typed.
    pub languages: String,
    /// Whether there is room.
    pub rooms: Vec<Choice>,
    /// When people can come or call.
    pub hours: String,
    /// The day on which somebody confirmed it.
    pub verified: String,
    /// What was wrong.
    pub trouble: Trouble,
}

/// A protocol.
#[derive(Clone, Debug)]
pub struct ProtocolLine {
    /// Its id.
    pub id: String,
    /// Between whom, in one text.
    pub parties: String,
    /// About which services; none: all.
    pub services: Option<Vec<String>>,
    /// Keys of what may cross.
    pub classes: Vec<&'static str>,
    /// From when on.
    pub starts: When,
    /// Until when.
    pub ends: When,
    /// Who signed: name and agency, when.
    pub signed: Vec<(String, When)>,
    /// When it was ended before its time.
    pub ended: Option<When>,
    /// The key of where it stands, and the look of its tag.
    pub standing: (&'static str, &'static str),
    /// The viewer may sign it.
    pub may_sign: bool,
    /// The viewer may end it.
    pub may_end: bool,
}

/// `GET /protocols`, and again when something was wrong.
#[derive(Template)]
#[template(path = "protocols.html")]
pub struct Protocols {
    /// The frame.
    pub shell: Shell,
    /// Newest first.
    pub rows: Vec<ProtocolLine>,
    /// Agencies to agree with; empty: the viewer may not propose.
    pub parties: Vec<Choice>,
    /// Services that it is about.
    pub services: Vec<Choice>,
    /// What may cross.
    pub classes: Vec<Choice>,
    /// The first day that was typed.
    pub starts: String,
    /// The last day that was typed.
    pub ends: String,
    /// What was wrong.
    pub trouble: Trouble,
}

impl Protocols {
    /// Whether some services were chosen.
    pub fn names_services(&self) -> bool {
        self.services.iter().any(|one| one.selected)
    }
}

/// A place.
#[derive(Clone, Debug)]
pub struct SiteLine {
    /// Its code.
    pub area: String,
    /// Whether first conversations may take place now.
    pub clear: bool,
    /// Whether the newest analysis clears first conversations, and interviews; none was made.
    pub steps: Option<(bool, bool)>,
    /// When it was made, and from when on it counts no more.
    pub analysed: Option<(When, When)>,
    /// Until when a supervisor of the viewer's agency lets its phones screen there all the same.
    pub offered: Option<When>,
}

/// Places whose codes begin alike.
#[derive(Clone, Debug)]
pub struct Region {
    /// How they begin.
    pub code: String,
    /// The places.
    pub sites: Vec<SiteLine>,
}

impl Region {
    /// How many of them are cleared.
    pub fn clear(&self) -> usize {
        self.sites.iter().filter(|one| one.clear).count()
    }

    /// Places under the regions that their codes name: `SS0101` stands under `SS01`.
    pub fn of(sites: Vec<SiteLine>) -> Vec<Self> {
        let mut regions: Vec<Self> = Vec::new();
        for site in sites {
            let code: String = match site.area.len() > 4 {
                true => site.area.chars().take(4).collect(),
                false => site.area.clone(),
            };
            match regions.iter_mut().find(|one| one.code == code) {
                Some(region) => region.sites.push(site),
                None => regions.push(Self {
                    code,
                    sites: vec![site],
                }),
            }
        }
        regions
    }
}

/// `GET /sites`, and again when something was wrong.
#[derive(Template)]
#[template(path = "sites.html")]
pub struct Sites {
    /// The frame.
    pub shell: Shell,
    /// Places by region.
    pub regions: Vec<Region>,
    /// The viewer may open one to the agency's phones.
    pub may_offer: bool,
    /// The area that was typed.
    pub area: String,
    /// The reason that was typed.
    pub reason: String,
    /// What was wrong.
    pub trouble: Trouble,
}

/// `GET /agencies/{id}`, and again when something was wrong.
#[derive(Template)]
#[template(path = "agency.html")]
pub struct Agency {
    /// The frame.
    pub shell: Shell,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its short code.
    pub code: String,
    /// What sort of organisation it is.
    pub kind: Option<AgencyKind>,
    /// It was disabled.
    pub disabled: bool,
    /// Names of its services.
    pub services: Vec<String>,
    /// In which part of a week it answers, as it is written; none where the viewer may not see it.
    pub hours: Option<String>,
    /// The viewer may declare them.
    pub may_edit: bool,
    /// What the directory says of its services.
    pub entries: Vec<EntryLine>,
    /// Its protocols.
    pub protocols: Vec<ProtocolLine>,
    /// Its keys; none where the viewer may not see them.
    pub keys: Option<Vec<KeyLine>>,
    /// What was wrong.
    pub trouble: Trouble,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stand_under_the_region_that_their_code_names() {
        let site = |area: &str| SiteLine {
            area: area.into(),
            clear: area.ends_with('1'),
            steps: None,
            analysed: None,
            offered: None,
        };
        let regions = Region::of(["SS01", "SS0101", "SS0102", "UG"].map(site).into());
        let codes: Vec<_> = regions.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["SS01", "UG"]);
        assert_eq!((regions[0].sites.len(), regions[0].clear()), (3, 2));
    }
}
