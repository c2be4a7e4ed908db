//! `waypost demo`: a whole installation with fictional agencies on this machine. How it is made stands in `demo_making.rs`;
//! here it is started, and what to look at and to type is told. Who comes with `--people` stands in `demo_filling`.
#![allow(clippy::print_stdout, reason = "a command")]

use std::net::{IpAddr, UdpSocket};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::Context as _;

use super::credentials::Credentials;
use super::demo_filling::{self, DemoClock, There};
use super::demo_making::{self, NOTES, make};
use super::demo_people::agencies;
use super::house;
use crate::config::Settings;
use crate::domain::publishing;
use crate::domain::recovery::By;
use crate::domain::second_factor::Rule;
use crate::service::House;
use crate::telemetry;
use crate::vault::Vault;
use crate::web::serve;
use crate::web::settings_code::{self, Managed, PhoneSettings};

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
    /// So many made-up people, in a new folder: their forms, referrals and consents over the last fortnight
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=2000))]
    people: Option<u16>,
}

/// Makes what is not there yet, says where to look, and serves until told to stop.
pub fn run(args: Args) -> anyhow::Result<()> {
    let mut settings = Settings::load(None)?;
    settings.server.listen = house::address(&args.listen)?;
    settings.data = args.data.clone();
    // Its passwords stand in a file; whoever tries it out has no use for more.
    settings.sign_in.second_factor.get_or_insert(Rule::Optional);
    // It has one admin.
    settings
        .forms
        .publish_by
        .get_or_insert(publishing::Rule::One);
    // Long enough to look around in peace.
    settings.sign_in.idle_minutes = settings.sign_in.idle_minutes.or(NonZeroU32::new(480));
    settings.sign_in.recovery_by.get_or_insert(By::One);
    settings.database.url = args.database.clone().or(settings.database.url);
    let host = own_address(settings.server.listen.ip());
    settings
        .server
        .public_url
        .get_or_insert_with(|| format!("http://{host}:{}", settings.server.listen.port()));
    telemetry::start(&settings.log)?;
    let listener = serve::listen(&settings)
        .with_context(|| format!("choose another with --listen ({})", args.listen))?;
    let clock = DemoClock::default();
    let (standing, vault) = house::stand_on_clock(settings, clock.tell())?;
    remember_database(&args)?;
    let house = standing.house.clone();
    house.ready.store(false, Ordering::Release);
    let filling = args.people.is_some();
    // The port answers while the first start is still making keys and people; /readyz says when all stands.
    let making = {
        let (house, args) = (house.clone(), args);
        std::thread::Builder::new()
            .name("demo".into())
            .spawn(move || {
                let made = house::block_on(all(&house, &vault, &clock, &args));
                let made = made.and_then(|made| made);
                // Whatever came of it, time is the machine's from now on.
                clock.set_back(0);
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
    // Whoever stops it does not wait for people who are on their way.
    if (making.is_finished() || !filling) && making.join().is_err() {
        anyhow::bail!("the demo could not be made");
    }
    Ok(())
}

/// Everything that the demo is asked to have.
async fn all(
    house: &House,
    vault: &Arc<Vault>,
    clock: &DemoClock,
    args: &Args,
) -> anyhow::Result<Credentials> {
    let credentials = args.credentials.as_deref();
    let there = demo_filling::there(house).await?;
    let (count, fresh) = match (args.people, there) {
        (None, There::Nobody) => (None, true),
        (Some(count), There::Nobody) => {
            if demo_making::is_begun(house, &args.data).await? {
                anyhow::bail!(
                    "there is a demo without people in {}: bring them into a new folder with --data",
                    args.data.display()
                );
            }
            (Some(usize::from(count)), true)
        }
        (asked, There::All(count)) => {
            if asked.is_some() {
                println!("{count} people are here already; none were added");
            }
            (None, false)
        }
        (_, There::Some) => anyhow::bail!(
            "it was stopped while people were on their way: delete {} and begin again",
            args.data.display()
        ),
    };
    if count.is_some() {
        demo_filling::begin(house).await?;
        clock.set_back(demo_filling::FIRST_DAY);
    }
    let cast = agencies(count.is_some() || !fresh);
    let made = make(house, &args.data, credentials, &cast).await?;
    if let Some(count) = count {
        let say = |brought| println!("{brought} of {count} people");
        let idle = demo_filling::fill(house, vault, clock, &made, count, say).await?;
        for what in idle {
            tracing::warn!(story = what, "a step of the demo found nothing to do");
        }
    }
    Ok(made)
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
