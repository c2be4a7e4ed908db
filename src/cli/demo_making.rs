//! The demo's installation: agencies with people, keys, forms and phones, and the protocol between them. Everything is made
//! through the same use-cases that people use, each step only if it has not been done, so that an interrupted start goes on.

use std::path::Path;

use anyhow::Context as _;
use zeroize::Zeroizing;

use super::credentials::{Agency, Credentials, Device, Project, User};
use super::demo_forms::{CASEWORK, FRONTLINE, LIBRARY, casework_project, clear_areas, publish};
use super::demo_people::{CONTENT_ROLES, Cast, email, platform_people};
use super::house;
use crate::crypto::token;
use crate::domain::consent::TRIAGE_CLASSES;
use crate::domain::policy::Actor;
use crate::domain::protocol;
use crate::domain::words::{Custody, KeyPurpose, KeyState, Role};
use crate::service::accounts::{self, By, Code, Entered, Invitation, Knock, Link, Session, Via};
use crate::service::protocols::{self, NewProtocol};
use crate::service::{House, ServiceError, agencies, certifications, keys, phones, projects};
use crate::store::{StoreError, settings};

/// What to sign in with, in the data folder.
pub const NOTES: &str = "demo-credentials.json";
/// Set in the database once everything stands.
const MADE: &str = "demo_made";

/// Whether a demo was made here, or begun.
///
/// # Errors
/// When the database or the folder refuses.
pub async fn is_begun(house: &House, data: &Path) -> anyhow::Result<bool> {
    let made = house
        .store
        .read("demo", |conn| settings::value(conn, MADE))
        .await?;
    Ok(made.is_some() || Credentials::read(&data.join(NOTES))?.is_some())
}

/// Makes what is not there yet, of these agencies. What to sign in with is noted in the data folder and, if told, in another
/// file.
///
/// # Errors
/// When a step is refused or the database fails; started again, it goes on there.
pub async fn make(
    house: &House,
    data: &Path,
    credentials: Option<&Path>,
    cast: &[&Cast],
) -> anyhow::Result<Credentials> {
    let notes = data.join(NOTES);
    let url = house.settings.public_url();
    let begun_before = house
        .store
        .read("demo", |conn| {
            Ok::<_, StoreError>(settings::value(conn, MADE)?.is_some())
        })
        .await?;
    if let (true, Some(made)) = (begun_before, Credentials::read(&notes)?) {
        let made = made.at(&url);
        if let Some(file) = credentials {
            made.write(file)?;
        }
        return Ok(made);
    }
    let mut made = Credentials::read(&notes)?
        .unwrap_or_else(|| Credentials {
            url: url.clone(),
            ..Default::default()
        })
        .at(&url);
    let operator = house::operator();
    for (role, address) in platform_people() {
        if made.users.iter().all(|user| user.email != address) {
            let invitation = Invitation {
                email: address,
                name: title(role),
                role,
                agency: None,
            };
            person(
                house,
                &mut made,
                &notes,
                Inviter::Operator(&operator),
                invitation,
            )
            .await?;
        }
    }
    clear_areas(house).await?;
    for cast in cast {
        agency(house, &operator, &mut made, &notes, cast).await?;
    }
    agree(house, &made).await?;
    let admin = session_of(house, &made, Role::Admin, None).await?;
    if projects::list(house, &admin.0.actor)
        .await?
        .iter()
        .all(|p| p.agency_id.is_some())
    {
        let about = "For trying things out. Not confidential: use no real answers here.".to_owned();
        projects::create(house, &admin.0.actor, None, "Practice", Some(about)).await?;
    }
    made.write(&notes)?;
    if let Some(file) = credentials {
        made.write(file)?;
    }
    house
        .store
        .write("demo", |conn| settings::set(conn, MADE, "yes"))
        .await?;
    Ok(made)
}

async fn agency(
    house: &House,
    operator: &Actor,
    made: &mut Credentials,
    notes: &Path,
    cast: &Cast,
) -> anyhow::Result<()> {
    let known_agency = agencies::list(house, operator)
        .await?
        .into_iter()
        .find(|a| a.agency.code == cast.code);
    let id = match known_agency {
        Some(view) => view.agency.id,
        None => {
            let services = cast.services.iter().map(|s| (*s).to_owned()).collect();
            agencies::add(house, operator, cast.code, cast.name, cast.kind, services)
                .await?
                .0
        }
    };
    if made.agencies.iter().all(|a| a.id != id) {
        let secret =
            (cast.custody == Custody::Passphrase).then(|| token::phone_password().expose().clone());
        made.agencies.push(Agency {
            id: id.clone(),
            code: cast.code.to_owned(),
            name: cast.name.to_owned(),
            custody: cast.custody.as_str().to_owned(),
            passphrase: secret,
        });
        made.write(notes)?;
    }
    let project = projects::list(house, operator)
        .await?
        .into_iter()
        .find(|p| p.agency_id.as_deref() == Some(&id) && p.name != CASEWORK);
    let project = project.context("the agency's project")?;
    if made.projects.iter().all(|p| p.id != project.id) {
        made.projects.push(Project {
            id: project.id,
            agency: id.clone(),
            name: project.name,
        });
    }
    for role in CONTENT_ROLES {
        if known(made, *role, Some(&id)).is_some() {
            continue;
        }
        let invitation = Invitation {
            email: email(*role, Some(cast.code)),
            name: format!("{} of {}", title(*role), cast.code),
            role: *role,
            agency: Some(id.clone()),
        };
        let inviter = match role {
            Role::FocalPoint => Inviter::Operator(operator),
            _ => {
                let (session, token) = session_of(house, made, Role::FocalPoint, Some(&id)).await?;
                Inviter::FocalPoint(Box::new(session), token)
            }
        };
        person(house, made, notes, inviter, invitation).await?;
    }
    certify_readers(house, made, &id).await?;
    own_keys(house, made, &id, cast.custody).await?;
    let admin = session_of(house, made, Role::Admin, None).await?.0.actor;
    publish(house, &admin, project.id, FRONTLINE).await?;
    let casework = casework_project(house, &admin, &id).await?;
    publish(house, &admin, casework, LIBRARY).await?;
    let frontline = cast.phones.iter().map(|name| (project.id, *name));
    for (project, name) in frontline.chain([(casework, "Phone of the caseworkers")]) {
        if made
            .devices
            .iter()
            .any(|d| d.agency == id && d.name == name)
        {
            continue;
        }
        let wanted = phones::NewPhone {
            name: name.to_owned(),
            area: None,
            every_form: true,
        };
        let new = phones::create(house, &admin, project, wanted).await?;
        made.devices.push(Device {
            agency: id.clone(),
            name: name.to_owned(),
            server_url: new.server_url(&made.url),
            user: new.phone.username.clone(),
            password: new.password.expose().clone(),
        });
        made.write(notes)?;
    }
    Ok(())
}

/// Between all agencies of the demo, for everything that cards bear: proposed by the coordination body, signed there and by
/// a focal point.
async fn agree(house: &House, made: &Credentials) -> anyhow::Result<()> {
    let (coordination, _) = session_of(house, made, Role::Coordination, None).await?;
    let there = protocols::list(house, &coordination.actor).await?;
    let id = match there.into_iter().next() {
        Some(begun) if begun.signed => return Ok(()),
        Some(begun) => begun.protocol.row.id,
        None => {
            let now = house.now();
            let new = NewProtocol {
                parties: made.agencies.iter().map(|one| one.id.clone()).collect(),
                services: None,
                classes: TRIAGE_CLASSES.to_vec(),
                starts_at: now,
                ends_at: now + protocol::LONGEST,
            };
            let proposed = protocols::propose(house, &coordination.actor, new).await?;
            proposed.protocol.row.id
        }
    };
    let first = made.agencies.first().context("an agency of the demo")?;
    let (focal_point, _) = session_of(house, made, Role::FocalPoint, Some(&first.id)).await?;
    for signer in [&coordination.actor, &focal_point.actor] {
        match protocols::sign(house, signer, &id).await {
            Ok(_) | Err(ServiceError::SecondPerson(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

enum Inviter<'a> {
    Operator(&'a Actor),
    FocalPoint(Box<Session>, Zeroizing<String>),
}

/// Invites a person (or, after an interrupted start, gives a new link) and sets the password.
async fn person(
    house: &House,
    made: &mut Credentials,
    notes: &Path,
    inviter: Inviter<'_>,
    invitation: Invitation,
) -> anyhow::Result<()> {
    let (address, role, agency) = (
        invitation.email.clone(),
        invitation.role,
        invitation.agency.clone(),
    );
    let (actor, by) = match &inviter {
        Inviter::Operator(actor) => (*actor, By::Operator),
        Inviter::FocalPoint(session, token) => (&session.actor, By::Session(token.clone())),
    };
    let invited = match (&inviter, &invitation.agency) {
        (Inviter::Operator(_), Some(agency)) => {
            accounts::bootstrap(
                house,
                by.clone(),
                agency,
                address.clone(),
                invitation.name.clone(),
            )
            .await
        }
        _ => accounts::invite(house, by.clone(), invitation).await,
    };
    let link: Link = match invited {
        Err(ServiceError::Exists(_) | ServiceError::SecondPerson(_) | ServiceError::Denied) => {
            let there = accounts::list(house, actor)
                .await?
                .into_iter()
                .find(|u| u.email == address);
            let id = there
                .context("the demo was interrupted at a bad moment: delete its data folder")?
                .id;
            accounts::reset(house, by, id)
                .await
                .context("the demo was interrupted at a bad moment: delete its data folder")?
        }
        other => other?,
    };
    let password = token::phone_password().expose().clone();
    accounts::welcome(house, link.token.expose(), Zeroizing::new(password.clone())).await?;
    made.users.push(User {
        role: role.as_str().to_owned(),
        agency,
        email: address,
        password,
    });
    made.write(notes)
}

/// The focal point certifies those who read, so that they may read interviews.
async fn certify_readers(house: &House, made: &Credentials, agency: &str) -> anyhow::Result<()> {
    let focal_point = session_of(house, made, Role::FocalPoint, Some(agency))
        .await?
        .0
        .actor;
    for person in accounts::list(house, &focal_point).await? {
        if matches!(person.role, Role::Supervisor | Role::Caseworker) {
            certifications::certify(house, &focal_point, person.id).await?;
        }
    }
    Ok(())
}

/// The focal point makes the agency's keys, the data manager confirms them.
async fn own_keys(
    house: &House,
    made: &Credentials,
    agency: &str,
    custody: Custody,
) -> anyhow::Result<()> {
    let (first, token) = session_of(house, made, Role::FocalPoint, Some(agency)).await?;
    let there = keys::list(house, &first.actor, agency).await?.keys;
    let of = |state: KeyState| {
        let wanted = there
            .iter()
            .find(|k| k.state == state && k.purpose == KeyPurpose::Collection);
        wanted.map(|k| k.id.clone())
    };
    if of(KeyState::Active).is_some() {
        return Ok(());
    }
    let pending = match of(KeyState::Pending) {
        Some(id) => id,
        None => {
            let passphrase = made
                .agencies
                .iter()
                .find(|a| a.id == agency)
                .and_then(|a| a.passphrase.clone());
            let ids = keys::make(
                house,
                &token,
                agency,
                custody,
                passphrase.map(Zeroizing::new).into_iter().collect(),
                keys::Brought::default(),
            )
            .await?;
            ids.into_iter().next().context("a new key")?
        }
    };
    let (second, _) = session_of(house, made, Role::DataManager, Some(agency)).await?;
    keys::confirm(house, &second.actor, &pending).await?;
    Ok(())
}

/// A person of the demo, signed in.
///
/// # Errors
/// When there is no such person, or a second factor is asked for.
pub async fn session_of(
    house: &House,
    made: &Credentials,
    role: Role,
    agency: Option<&str>,
) -> anyhow::Result<(Session, Zeroizing<String>)> {
    let user = known(made, role, agency).context("a person of the demo")?;
    let password = Zeroizing::new(user.password.clone());
    let entered =
        accounts::sign_in(house, &user.email, password, Code::Missing, Via::PROGRAM).await?;
    let Entered::In(new) = entered else {
        anyhow::bail!("{} has a second factor already", user.email);
    };
    let token = Zeroizing::new(new.token.expose().clone());
    let session = accounts::session(house, &token, Knock::Program)
        .await?
        .context("a session of the demo")?;
    Ok((session, token))
}

fn known<'a>(made: &'a Credentials, role: Role, agency: Option<&str>) -> Option<&'a User> {
    made.users
        .iter()
        .find(|u| u.role == role.as_str() && u.agency.as_deref() == agency)
}

fn title(role: Role) -> String {
    let words = role.as_str().replace('_', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}
