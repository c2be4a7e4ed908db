//! Protocols between agencies: propose, sign, end.

use std::collections::HashMap;

use actix_web::web::Path;

use super::agencies::{Pairs, value};
use super::answer::{Answer, Stop, again, done, shown};
use super::days;
use super::directory::agencies_known;
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use crate::domain::policy::Action;
use crate::domain::words::DataClass;
use crate::service::protocols::{self, NewProtocol, ProtocolView};
use crate::service::{ServiceError, overview, pathway};
use crate::web::pages::places::{ProtocolLine, Protocols};
use crate::web::pages::{Choice, Flash, Here, Sub, Trouble, service_label};

/// What stands in the page's form.
#[derive(Default)]
struct Typed {
    parties: Vec<String>,
    services: Vec<String>,
    classes: Vec<String>,
    starts: String,
    ends: String,
}

/// `GET /protocols`
///
/// # Errors
/// 403 for whoever may not.
pub async fn list(visit: Visit) -> Answer {
    shown(&view(&visit, Typed::default(), Trouble::none()).await?)
}

/// `POST /protocols`
///
/// # Errors
/// 403 for whoever does not propose.
pub async fn propose(posted: Posted<Pairs>) -> Answer {
    let Posted { visit, form } = posted;
    let ticked = |name: &str| -> Vec<String> {
        let mine = form.iter().filter(|(field, _)| field == name);
        mine.map(|(_, value)| value.clone()).collect()
    };
    let typed = Typed {
        parties: ticked("party"),
        services: ticked("service"),
        classes: ticked("class"),
        starts: value(&form, "starts"),
        ends: value(&form, "ends"),
    };
    let mut parties = typed.parties.clone();
    if let Some(own) = &visit.agency
        && !parties.contains(&own.id)
    {
        parties.push(own.id.clone());
    }
    let starts = days::begins(visit.locale, &typed.starts);
    let ends = days::ends(visit.locale, &typed.ends);
    let new = NewProtocol {
        parties,
        services: (!typed.services.is_empty()).then(|| typed.services.clone()),
        classes: typed
            .classes
            .iter()
            .filter_map(|c| c.parse().ok())
            .collect(),
        // Without a day the service says what is wrong, to those who may propose.
        starts_at: starts.unwrap_or_default(),
        ends_at: ends.unwrap_or_default(),
    };
    let field = match protocols::propose(&visit.house, visit.actor(), new).await {
        Ok(_) => return done("/protocols", Flash::ProtocolProposed),
        Err(ServiceError::Unusable { field, .. }) => field,
        Err(error) => return Err(visit.stop(&error)),
    };
    let key = match field {
        "parties" => "places-wrong-parties",
        "classes" => "places-wrong-classes",
        "endsAt" => "places-wrong-time",
        _ => "places-wrong-services",
    };
    let trouble = Trouble::with(field, visit.locale.t(key));
    again(&view(&visit, typed, trouble).await?)
}

/// `POST /protocols/{protocol}/sign`
///
/// # Errors
/// 403 for whoever does not sign; 404 for what is not there.
pub async fn sign(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    let signed = protocols::sign(&visit.house, visit.actor(), &id).await;
    after(&visit, signed, Flash::ProtocolSigned)
}

/// `POST /protocols/{protocol}/end`
///
/// # Errors
/// 403 for whoever does not end one; 404 for what is not there.
pub async fn end(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    let ended = protocols::end(&visit.house, visit.actor(), &id).await;
    after(&visit, ended, Flash::ProtocolEnded)
}

fn after(visit: &Visit, result: Result<ProtocolView, ServiceError>, said: Flash) -> Answer {
    match result {
        Ok(_) => done("/protocols", said),
        Err(ServiceError::SecondPerson(_)) => done("/protocols", Flash::AnotherPerson),
        Err(ServiceError::Moved(_)) => done("/protocols", Flash::AlreadyDecided),
        Err(error) => Err(visit.stop(&error)),
    }
}

/// The key of what data of a class are.
fn class_key(class: DataClass) -> &'static str {
    match class {
        DataClass::D0 => "places-class-d0",
        DataClass::D1 => "places-class-d1",
        DataClass::D2 => "places-class-d2",
        DataClass::D3 => "places-class-d3",
        DataClass::D4 => "places-class-d4",
        DataClass::D5 => "places-class-d5",
    }
}

/// Protocols as pages show them.
///
/// # Errors
/// When the database refuses.
pub(super) async fn lines(
    visit: &Visit,
    known: &HashMap<String, String>,
) -> Result<Vec<(Vec<String>, ProtocolLine)>, Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    let all = visit.ok(protocols::list(house, actor).await)?;
    let signers = all.iter().flat_map(|one| &one.protocol.signatures);
    let ids: Vec<i64> = signers.map(|one| one.actor_id).collect();
    let names = visit.ok(overview::names(house, actor, &ids).await)?;
    let lines = all.into_iter().map(|one| {
        let parties = one.protocol.parties.clone();
        (parties, line(visit, &one, known, &names))
    });
    Ok(lines.collect())
}

fn line(
    visit: &Visit,
    one: &ProtocolView,
    known: &HashMap<String, String>,
    names: &HashMap<i64, String>,
) -> ProtocolLine {
    let (row, now, say) = (&one.protocol.row, visit.house.now(), visit.locale);
    let agency = |id: &String| {
        let name = known.get(id).cloned();
        name.unwrap_or_else(|| say.t("pathway-somebody"))
    };
    let parties: Vec<String> = one.protocol.parties.iter().map(agency).collect();
    let signed = one.protocol.signatures.iter().map(|signature| {
        let who = names.get(&signature.actor_id).cloned();
        let of = match &signature.agency_id {
            Some(id) => agency(id),
            None => say.t("role-coordination"),
        };
        let who = match who {
            Some(who) => say.list(&[who, of]),
            None => of,
        };
        (who, visit.when(signature.signed_at))
    });
    let over = row.ended_at.is_some() || row.ends_at <= now;
    let standing = match () {
        () if row.ended_at.is_some() => ("places-standing-ended", "off"),
        () if over => ("places-standing-over", "off"),
        () if one.in_force => ("places-standing-in-force", "ok"),
        () if one.signed => ("places-standing-coming", "wait"),
        () => ("places-standing-proposed", "wait"),
    };
    let home = visit.actor().home();
    let waits = one.waits_for(visit.actor().id, now);
    let classes = row.classes.split(' ').filter_map(|word| word.parse().ok());
    ProtocolLine {
        id: row.id.clone(),
        parties: say.list(&parties),
        services: row.services.as_deref().map(|all| {
            let codes = all.split(' ');
            codes.map(|code| service_label(say, code)).collect()
        }),
        classes: classes.map(class_key).collect(),
        starts: visit.when(row.starts_at),
        ends: visit.when(row.ends_at),
        signed: signed.collect(),
        ended: row.ended_at.map(|at| visit.when(at)),
        standing,
        may_sign: waits && visit.may(Action::ProtocolSign, home),
        may_end: !over && visit.may(Action::ProtocolEnd, home),
    }
}

async fn view(visit: &Visit, typed: Typed, trouble: Trouble) -> Result<Protocols, Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    let known = agencies_known(visit).await?;
    let rows = lines(visit, &known).await?;
    let chosen = |list: &[String], value: &str| list.iter().any(|one| one == value);
    let (mut parties, mut services, mut classes) = (Vec::new(), Vec::new(), Vec::new());
    if visit.may(Action::ProtocolPropose, actor.home()) {
        let own = visit.agency.as_ref().map(|own| own.id.as_str());
        let others = known.iter().filter(|(id, _)| Some(id.as_str()) != own);
        parties = others
            .map(|(id, name)| Choice {
                selected: chosen(&typed.parties, id),
                ..Choice::new(id, name)
            })
            .collect();
        parties.sort_by(|a, b| a.label.cmp(&b.label));
        let offered = visit.ok(pathway::services(house, actor).await)?;
        services = offered
            .iter()
            .filter(|one| one.leaves)
            .map(|one| Choice {
                selected: chosen(&typed.services, &one.code),
                ..Choice::new(&one.code, service_label(visit.locale, &one.code))
            })
            .collect();
        classes = DataClass::ALL
            .iter()
            .map(|one| Choice {
                selected: chosen(&typed.classes, one.as_str()),
                ..Choice::new(one.as_str(), visit.locale.t(class_key(*one)))
            })
            .collect();
    }
    Ok(Protocols {
        shell: visit.shell(Here::Pathway).under(Sub::Protocols),
        rows: rows.into_iter().map(|(_, line)| line).collect(),
        parties,
        services,
        classes,
        starts: typed.starts,
        ends: typed.ends,
        trouble,
    })
}
