//! The credentials file that `waypost demo --credentials FILE` writes.

use serde::Deserialize;

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
pub struct Credentials {
    pub url: String,
    pub agencies: Vec<Agency>,
    pub projects: Vec<Project>,
    pub users: Vec<User>,
    pub devices: Vec<Device>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Agency {
    pub id: String,
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub custody: Option<String>,
    #[serde(default)]
    pub passphrase: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Project {
    pub id: i64,
    pub agency: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct User {
    pub role: String,
    pub agency: Option<String>,
    pub email: String,
    pub password: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Device {
    pub agency: String,
    pub server_url: String,
    pub user: String,
    pub password: String,
}

impl Credentials {
    /// The person with this role in the agency (None: the platform's).
    pub fn user(&self, role: &str, agency: Option<&str>) -> &User {
        self.users
            .iter()
            .find(|u| u.role == role && u.agency.as_deref() == agency)
            .unwrap_or_else(|| panic!("no {role} of {agency:?} in the credentials file"))
    }

    /// The agency that the first phone and the first project belong to: it collects in most stories.
    pub fn collecting(&self) -> &Agency {
        self.agency(&self.devices[0].agency)
    }

    /// Every agency but the collecting one.
    pub fn others(&self) -> impl Iterator<Item = &Agency> {
        let collecting = &self.collecting().id;
        self.agencies.iter().filter(move |a| a.id != *collecting)
    }

    /// The agency whose keys stand under a passphrase: the last.
    pub fn under_passphrase(&self) -> &Agency {
        self.agencies.last().unwrap()
    }

    /// An agency by its id or code.
    pub fn agency(&self, name: &str) -> &Agency {
        self.agencies
            .iter()
            .find(|a| a.id == name || a.code == name)
            .unwrap()
    }

    /// A phone of the agency.
    pub fn device(&self, agency: &Agency) -> &Device {
        self.devices.iter().find(|d| d.agency == agency.id).unwrap()
    }

    /// The agency's first project.
    pub fn project(&self, agency: &Agency) -> &Project {
        self.projects
            .iter()
            .find(|p| p.agency == agency.id)
            .unwrap()
    }
}
