//! Machines that are told when something waits, and where messages stand.

use std::collections::HashMap;

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, shown};
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use crate::domain::notice::{Channel, MessageState};
use crate::domain::policy::{Action, Resource};
use crate::service::notices::{self, MessageRow};
use crate::service::{ServiceError, overview, webhooks};
use crate::web::pages::machines::{
    MachineLine, Machines, MessageLine, NewSecret, channel_key, problem_key, state_of,
};
use crate::web::pages::{Choice, Flash, Here, Pager, Sub, Trouble};

/// Messages on a page.
const ON_A_PAGE: i64 = 50;

#[derive(Deserialize, Default)]
struct Asked {
    #[serde(default)]
    state: String,
    page: Option<i64>,
}

/// `GET /machines`
///
/// # Errors
/// 403 for whoever may not.
pub async fn list(visit: Visit) -> Answer {
    shown(&view(&visit, String::new(), None, Trouble::none()).await?)
}

/// The form's fields.
#[derive(Deserialize)]
pub struct Adding {
    #[serde(default)]
    url: String,
}

/// `POST /agencies/{id}/machines`: answers with the secret, this once.
///
/// # Errors
/// 403 and 404 for whoever may not.
pub async fn add(posted: Posted<Adding>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    match webhooks::add(&visit.house, visit.actor(), &id, &form.url).await {
        Ok(new) => {
            let made = NewSecret {
                host: new.row.host,
                secret: new.secret.into(),
            };
            shown(&view(&visit, String::new(), Some(made), Trouble::none()).await?)
        }
        Err(ServiceError::Unusable { .. }) => {
            let trouble = Trouble::with("url", visit.locale.t("machines-wrong-address"));
            again(&view(&visit, form.url, None, trouble).await?)
        }
        Err(error) => Err(visit.stop(&error)),
    }
}

/// `POST /agencies/{id}/machines/{webhook}/test`
///
/// # Errors
/// 403 and 404 for whoever may not.
pub async fn test(posted: Posted<Nothing>, path: Path<(String, String)>) -> Answer {
    let visit = posted.visit;
    visit.ok(webhooks::test(&visit.house, visit.actor(), &path.0, &path.1).await)?;
    done("/machines", Flash::MachineTested)
}

/// `POST /agencies/{id}/machines/{webhook}/end`
///
/// # Errors
/// 403 and 404 for whoever may not.
pub async fn end(posted: Posted<Nothing>, path: Path<(String, String)>) -> Answer {
    let visit = posted.visit;
    visit.ok(webhooks::end(&visit.house, visit.actor(), &path.0, &path.1).await)?;
    done("/machines", Flash::MachineEnded)
}

/// `POST /agencies/{id}/messages/{message}/retry`
///
/// # Errors
/// 403 and 404 for whoever may not; 409 for one that was not given up.
pub async fn retry(posted: Posted<Nothing>, path: Path<(String, String)>) -> Answer {
    let visit = posted.visit;
    visit.ok(notices::retry(&visit.house, visit.actor(), &path.0, &path.1).await)?;
    done("/machines", Flash::MessagesRetried)
}

/// `POST /machines/retry`: all that was given up of what goes to the installation's people.
///
/// # Errors
/// 403 for whoever is no admin.
pub async fn retry_all(posted: Posted<Nothing>) -> Answer {
    let visit = posted.visit;
    visit.ok(notices::retry_of_all(&visit.house, visit.actor()).await)?;
    done("/machines", Flash::MessagesRetried)
}

async fn view(
    visit: &Visit,
    url: String,
    made: Option<NewSecret>,
    trouble: Trouble,
) -> Result<Machines, Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    let asked: Asked = visit.query();
    let state: Option<MessageState> = asked.state.parse().ok();
    let page = asked.page.unwrap_or(1).clamp(1, 10_000);
    let agency = visit.agency.as_ref().map(|own| own.id.as_str());
    let slice = (ON_A_PAGE + 1, (page - 1) * ON_A_PAGE);
    let mut messages = visit.ok(notices::messages(house, actor, agency, state, slice).await)?;
    let more = messages.len() as i64 > ON_A_PAGE;
    messages.truncate(ON_A_PAGE as usize);
    let own = agency.map_or(Resource::Platform, Resource::Agency);
    let machines = match agency {
        Some(agency) if visit.may(Action::WebhookManage, own) => {
            Some(visit.ok(webhooks::list(house, actor, agency).await)?)
        }
        _ => None,
    };
    let people = messages.iter().filter_map(|one| one.recipient.parse().ok());
    let makers = machines.iter().flatten().map(|one| one.made_by);
    let ids: Vec<i64> = people.chain(makers).collect();
    let names = visit.ok(overview::names(house, actor, &ids).await)?;
    let hosts: HashMap<&str, &str> = machines
        .iter()
        .flatten()
        .map(|one| (one.id.as_str(), one.host.as_str()))
        .collect();
    let may = visit.may(Action::NoticeRetry, own);
    let link = |page: i64| {
        let state = state.map(|one| format!("&state={one}")).unwrap_or_default();
        format!("/machines?page={page}{state}")
    };
    let messages = messages
        .iter()
        .map(|one| line(visit, one, &names, &hosts, may))
        .collect();
    Ok(Machines {
        shell: visit.shell(Here::Machines).under(Sub::Machines),
        agency: agency.map(str::to_owned),
        machines: machines.as_ref().map(|all| {
            let live = all.iter().filter(|one| one.ended_at.is_none());
            live.map(|one| MachineLine {
                id: one.id.clone(),
                host: one.host.clone(),
                by: names.get(&one.made_by).cloned().unwrap_or_default(),
                made: visit.when(one.made_at),
            })
            .collect()
        }),
        made,
        url,
        messages,
        states: MessageState::ALL
            .iter()
            .map(|one| {
                let label = visit.locale.t(state_of(*one).0);
                Choice::new(one.as_str(), label).chosen_if(&asked.state)
            })
            .collect(),
        may_retry_all: may && agency.is_none(),
        pager: Pager {
            previous: (page > 1).then(|| link(page - 1)),
            next: more.then(|| link(page + 1)),
        },
        trouble,
    })
}

fn line(
    visit: &Visit,
    one: &MessageRow,
    names: &HashMap<i64, String>,
    hosts: &HashMap<&str, &str>,
    may: bool,
) -> MessageLine {
    let channel = one.channel.parse().unwrap_or(Channel::Mail);
    let state = one.state.parse().unwrap_or(MessageState::Waiting);
    let person = one
        .recipient
        .parse()
        .ok()
        .and_then(|id: i64| names.get(&id));
    let host = hosts
        .get(one.recipient.as_str())
        .map(|host| (*host).to_owned());
    MessageLine {
        id: one.id.clone(),
        channel: channel_key(channel),
        to: match channel {
            Channel::Mail => person.cloned(),
            Channel::Webhook => host,
        }
        .unwrap_or_else(|| visit.locale.t("machines-somebody")),
        made: visit.when(one.created_at),
        state: state_of(state),
        attempts: one.attempts,
        problem: match state {
            MessageState::Sent => None,
            _ => one
                .problem
                .as_deref()
                .and_then(|p| p.parse().ok())
                .map(problem_key),
        },
        may_retry: may && state == MessageState::Dead,
    }
}
