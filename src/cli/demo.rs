//! `waypost demo`: a whole installation with fictional agencies on this machine. Everything is made through the same
//! use-cases that people use, each step only if it has not been done, so that an interrupted start goes on.
#![allow(clippy::print_stdout, reason = "a command")]

use std::net::{IpAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::Context as _;
use zeroize::Zeroizing;

use super::credentials::{Agency, Credentials, Device, Project, User};
use super::demo_forms::{CASEWORK, FRONTLINE, LIBRARY, casework_project, clear_areas, publish};
use super::demo_people::{AGENCIES, CONTENT_ROLES, Cast, email, platform_people};
use super::house::{self, VaultPlace};
use crate::config::Settings;
use crate::crypto::token;
use crate::domain::policy::Actor;
use crate::domain::words::{Custody, KeyPurpose, KeyState, Role};
use crate::service::accounts::{self, By, Invitation, Link, Session};
use crate::service::{House, ServiceError, agencies, certifications, keys, phones, projects};
use crate::store::{StoreError, settings};
use crate::telemetry;
use crate::web::serve;
use crate::web::settings_code::{self, Managed, PhoneSettings};

const NOTES: &str = "demo-credentials.json";
/// Set in the database once everything stands.
const MADE: &str = "demo_made";

/// `waypost demo`
#[derive(clap::Args)]
pub struct Args {
    /// HOST:PORT to listen on
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Data folder
    #[arg(long, default_value = "waypost-data")]
    data: PathBuf,
    /// sqlite:PATH or postgres://…; unset: a file in the data folder
    #[arg(long)]
    database: Option<String>,
    /// File to write what to sign in with to, as JSON (0600)
    #[arg(long)]
    credentials: Option<PathBuf>,
}

/// Makes what is not there yet, says where to look, and serves until told to stop.
pub fn run(args: Args) -> anyhow::Result<()> {
    let mut settings = Settings::load(None)?;
    settings.server.listen = house::address(&args.listen)?;
    settings.data = args.data.clone();
    settings.database.url = args.database.clone().or(settings.database.url);
    let host = own_address(settings.server.listen.ip());
    settings
        .server
        .public_url
        .get_or_insert_with(|| format!("http://{host}:{}", settings.server.listen.port()));
    telemetry::start(&settings.log)?;
    let listener = serve::listen(&settings)
        .with_context(|| format!("choose another with --listen ({})", args.listen))?;
    let standing = house::stand(settings, VaultPlace::Here)?;
    remember_database(&args)?;
    let house = standing.house.clone();
    house.ready.store(false, Ordering::Release);
    // The port answers while the first start is still making keys and people; /readyz says when all stands.
    let making = {
        let (house, args) = (house.clone(), args);
        std::thread::Builder::new()
            .name("demo".into())
            .spawn(move || {
                let made = house::block_on(make(&house, &args)).and_then(|made| made);
                match made {
                    Ok(credentials) => {
                        house.ready.store(true, Ordering::Release);
                        tell(&credentials, &args);
                    }
                    Err(error) => {
                        tracing::error!("the demo could not be made: {error:#}");
                        std::process::exit(1);
                    }
                }
            })?
    };
    serve::run(house, listener)?;
    if making.join().is_err() {
        anyhow::bail!("the demo could not be made");
    }
    Ok(())
}

/// `serve` and `vault` on this folder later need to know where its rows are.
fn remember_database(args: &Args) -> anyhow::Result<()> {
    let Some(url) = &args.database else {
        return Ok(());
    };
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let path = args.data.join("waypost.toml");
    // A JSON string is a TOML string.
    let text = format!(
        "# Written by `waypost demo`.\n[database]\nurl = {}\n",
        serde_json::to_string(url)?
    );
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    Ok(())
}

/// The address that phones in the same network reach, when listening on all.
fn own_address(listen: IpAddr) -> String {
    let shown = if listen.is_unspecified() {
        // Choosing a route sends nothing.
        let route = UdpSocket::bind("0.0.0.0:0").and_then(|s| {
            s.connect("192.0.2.1:9")?;
            s.local_addr()
        });
        route.map_or(IpAddr::from([127, 0, 0, 1]), |a| a.ip())
    } else {
        listen
    };
    match shown {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

async fn make(house: &House, args: &Args) -> anyhow::Result<Credentials> {
    let notes = args.data.join(NOTES);
    let url = house.settings.public_url();
    let begun_before = house
        .store
        .read("demo", |conn| {
            Ok::<_, StoreError>(settings::value(conn, MADE)?.is_some())
        })
        .await?;
    if let (true, Some(made)) = (begun_before, Credentials::read(&notes)?) {
        let made = made.at(&url);
        if let Some(file) = &args.credentials {
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
    for cast in AGENCIES {
        agency(house, &operator, &mut made, &notes, cast).await?;
    }
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
    if let Some(file) = &args.credentials {
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
            agencies::add(house, operator, cast.code, cast.name, services)
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

async fn session_of(
    house: &House,
    made: &Credentials,
    role: Role,
    agency: Option<&str>,
) -> anyhow::Result<(Session, Zeroizing<String>)> {
    let user = known(made, role, agency).context("a person of the demo")?;
    let new = accounts::sign_in(house, &user.email, Zeroizing::new(user.password.clone())).await?;
    let token = Zeroizing::new(new.token.expose().clone());
    let session = accounts::session(house, &token)
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

fn tell(made: &Credentials, args: &Args) {
    let agency = |id: &str| {
        made.agencies
            .iter()
            .find(|a| a.id == id)
            .map_or("", |a| a.code.as_str())
    };
    println!(
        "\nWaypost's demo stands at {}   (everything in it is made up)\n",
        made.url
    );
    println!("Sign in with a browser at {}/sign-in", made.url);
    println!("  {:<14} {:<9} {:<34} password", "role", "agency", "e-mail");
    for user in &made.users {
        let place = user.agency.as_deref().map_or("-", agency);
        println!(
            "  {:<14} {:<9} {:<34} {}",
            user.role, place, user.email, user.password
        );
    }
    for one in made.agencies.iter().filter(|a| a.passphrase.is_some()) {
        let passphrase = one.passphrase.as_deref().unwrap_or_default();
        println!(
            "\nThe key of {} starts locked. Its focal point unlocks it under Keys with: {passphrase}",
            one.code
        );
    }
    println!(
        "\nPhones (ODK Collect or KoboCollect): add a project by address, or by user name and password at {}",
        made.url
    );
    for phone in &made.devices {
        println!(
            "  {:<9} {}\n            {}\n            or {} / {}",
            agency(&phone.agency),
            phone.name,
            phone.server_url,
            phone.user,
            phone.password
        );
    }
    if let Some(phone) = made.devices.first() {
        let settings = PhoneSettings {
            server_url: &phone.server_url,
            login: None,
            project_name: "Waypost demo",
            icon: None,
            managed: Managed::default(),
        };
        if let Some(code) = settings_code::terminal(&settings.text()) {
            println!(
                "\nScan this with the app (\"{}\" of {}):\n",
                phone.name,
                agency(&phone.agency)
            );
            println!("{}", code.as_str());
        }
    }
    println!(
        "Try it: fill \"Wellbeing A1\", send it, and look at the queue of the other agency's focal point."
    );
    println!(
        "The same list stands in {}. Stop with Ctrl-C; started again on the same folder it goes on.",
        args.data.join(NOTES).display()
    );
}
