//! The agency's keys: states and fingerprints for all its people; making, confirming, unlocking, locking and disabling
//! for its key holders.

use actix_web::web::Path;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::answer::{Answer, Stop, again, done, sentence, shown};
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::domain::words::{Custody, KeyState, SubmissionState};
use crate::service::keys::{self, Brought, KeyView, PASSPHRASE_CHARS};
use crate::service::{ServiceError, overview};
use crate::web::pages::keys::{ProgressLine, needed_by, steps};
use crate::web::pages::{Flash, Here, KeyCard, KeyPhone, KeyPhones, Keys, PassphraseLock, Trouble};

/// `GET /keys`
///
/// # Errors
/// 403 for admins and auditors: they have no agency.
pub async fn page(visit: Visit) -> Answer {
    shown(&view(&visit, Trouble::none()).await?)
}

/// The form's fields.
#[derive(Deserialize)]
pub struct NewKeys {
    #[serde(default)]
    custody: String,
    #[serde(default)]
    passphrase: Zeroizing<String>,
    #[serde(default)]
    passphrase_again: Zeroizing<String>,
    #[serde(default)]
    passphrase_second: Zeroizing<String>,
    #[serde(default)]
    passphrase_third: Zeroizing<String>,
    #[serde(default)]
    pem: Zeroizing<String>,
    #[serde(default)]
    public_file: String,
}

/// `POST /keys/new`
///
/// # Errors
/// 403 for whoever holds no keys.
pub async fn make(posted: Posted<NewKeys>) -> Answer {
    let Posted { visit, form } = posted;
    let agency = visit.own_agency()?;
    let custody: Custody = visit.ok(form
        .custody
        .parse()
        .map_err(|_| ServiceError::Missing("how the keys are kept")))?;
    let under_passphrase = custody == Custody::Passphrase;
    if under_passphrase && *form.passphrase != *form.passphrase_again {
        let text = visit.locale.t("keys-wrong-again");
        return again(&view(&visit, Trouble::with("passphrase_again", text)).await?);
    }
    let mut passphrases = Vec::new();
    if under_passphrase {
        passphrases.push(form.passphrase);
        let others = [form.passphrase_second, form.passphrase_third];
        passphrases.extend(others.into_iter().filter(|text| !text.is_empty()));
    }
    let held_at_home = custody == Custody::AgencyHeld;
    let brought = !form.pem.trim().is_empty();
    let pem = brought.then_some(form.pem);
    match keys::make(
        &visit.house,
        visit.token(),
        agency,
        custody,
        passphrases,
        Brought {
            collection_pem: pem,
            public_file: held_at_home.then_some(form.public_file),
        },
    )
    .await
    {
        Ok(_) => done("/keys", Flash::KeyMade),
        Err(ServiceError::Unusable { reason, .. }) => {
            // The vault looks at the passphrase before it looks at the key.
            let field = if held_at_home {
                "public_file"
            } else if brought && !reason.contains("passphrase") {
                "pem"
            } else {
                "new_passphrase"
            };
            again(&view(&visit, Trouble::with(field, sentence(&reason))).await?)
        }
        Err(error) => Err(visit.stop(&error)),
    }
}

/// The form's field.
#[derive(Deserialize)]
pub struct Confirmed {
    #[serde(default)]
    compared: String,
}

/// `POST /keys/{id}/confirm`
///
/// # Errors
/// 403 for whoever holds no keys; 404 for what is not there.
pub async fn confirm(posted: Posted<Confirmed>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let trouble = if form.compared == "yes" {
        match keys::confirm(&visit.house, visit.actor(), &id).await {
            Ok(()) => return done("/keys", Flash::KeyConfirmed),
            Err(error @ (ServiceError::SecondPerson(_) | ServiceError::Moved(_))) => {
                Trouble::with("compared", sentence(&error.to_string()))
            }
            Err(error) => return Err(visit.stop(&error)),
        }
    } else {
        Trouble::with("compared", visit.locale.t("keys-wrong-compare"))
    };
    again(&view(&visit, trouble).await?)
}

/// The form's field.
#[derive(Deserialize)]
pub struct Passphrase {
    #[serde(default)]
    passphrase: Zeroizing<String>,
}

/// `POST /keys/unlock`
///
/// # Errors
/// 403 for whoever holds no keys; 503 while the vault does not answer.
pub async fn unlock(posted: Posted<Passphrase>) -> Answer {
    let Posted { visit, form } = posted;
    match keys::unlock(
        &visit.house,
        visit.token(),
        visit.own_agency()?,
        form.passphrase,
    )
    .await
    {
        Ok(true) => done("/keys", Flash::Unlocked),
        Ok(false) => done("/keys", Flash::OneMoreHolder),
        Err(ServiceError::Unusable { .. }) => {
            let text = visit.locale.t("keys-wrong-passphrase");
            again(&view(&visit, Trouble::with("passphrase", text)).await?)
        }
        Err(error) => Err(visit.stop(&error)),
    }
}

/// `POST /keys/lock`
///
/// # Errors
/// As [`unlock`].
pub async fn lock(posted: Posted<Nothing>) -> Answer {
    let visit = posted.visit;
    visit.ok(keys::lock(&visit.house, visit.token(), visit.own_agency()?).await)?;
    done("/keys", Flash::Locked)
}

/// The form's field.
#[derive(Deserialize)]
pub struct Disabling {
    #[serde(default)]
    reason: String,
}

/// `POST /keys/{id}/disable`
///
/// # Errors
/// 403 for whoever holds no keys; 404 for what is not there.
pub async fn disable(posted: Posted<Disabling>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    match keys::disable(&visit.house, visit.actor(), &id, &form.reason).await {
        Ok(()) => done("/keys", Flash::KeyDisabled),
        Err(ServiceError::Missing(_)) => again(
            &view(
                &visit,
                Trouble::with("reason", visit.locale.t("keys-wrong-reason")),
            )
            .await?,
        ),
        Err(error) => Err(visit.stop(&error)),
    }
}

/// `POST /keys/{id}/enable`
///
/// # Errors
/// As [`disable`]; 409 for a key that is not disabled.
pub async fn enable(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    visit.ok(keys::enable(&visit.house, visit.actor(), &id).await)?;
    done("/keys", Flash::KeyEnabled)
}

/// `POST /keys/{id}/retire`
///
/// # Errors
/// As [`disable`]; 409 for a key that was not replaced.
pub async fn retire(posted: Posted<Disabling>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let reason = Some(form.reason.trim()).filter(|reason| !reason.is_empty());
    match keys::retire(&visit.house, visit.actor(), &id, reason).await {
        Ok(()) => done("/keys", Flash::KeyRetired),
        Err(ServiceError::Missing(_)) => {
            let why = visit.locale.t("keys-wrong-retire");
            again(&view(&visit, Trouble::with("reason", why)).await?)
        }
        Err(error) => Err(visit.stop(&error)),
    }
}

/// `POST /keys/{id}/reopen`
///
/// # Errors
/// As [`disable`]; 409 for a key that is not retired.
pub async fn reopen(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    visit.ok(keys::reopen(&visit.house, visit.actor(), &id).await)?;
    done("/keys", Flash::KeyReopened)
}

/// `POST /keys/{id}/destroy`: one key holder asks, the other one does it.
///
/// # Errors
/// As [`disable`]; 409 for the one who asked.
pub async fn destroy(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    match visit.ok(keys::destroy(&visit.house, visit.actor(), &id).await)? {
        true => done("/keys", Flash::KeyDestroyed),
        false => done("/keys", Flash::KeyDestroyAsked),
    }
}

/// `GET /keys/{id}/phones`
///
/// # Errors
/// 403 for whoever may not see keys; 404 for what is not there.
pub async fn phones(visit: Visit, id: Path<String>) -> Answer {
    let found = visit.ok(keys::phones(&visit.house, visit.actor(), &id).await)?;
    let phones = found.into_iter().map(|row| KeyPhone {
        name: row.name,
        form: row.xml_form_id,
        fetched: visit.when(row.fetched_at),
        seen: row.last_seen_at.map(|at| visit.when(at)),
    });
    shown(&KeyPhones {
        phones: phones.collect(),
        shell: visit.shell(Here::Keys),
    })
}

async fn view(visit: &Visit, trouble: Trouble) -> Result<Keys, Stop> {
    let (house, actor, agency) = (&visit.house, visit.actor(), visit.own_agency()?);
    let found = visit.ok(keys::list(house, actor, agency).await)?;
    let used = |k: &KeyView| matches!(k.state, KeyState::Active | KeyState::Retiring);
    let by_passphrase = found
        .keys
        .iter()
        .any(|k| used(k) && k.custody == Custody::Passphrase);
    let lock = match found.open {
        None => PassphraseLock::Away,
        _ if !by_passphrase => PassphraseLock::None,
        Some(true) => {
            let minutes = house.settings.vault.idle_lock_minutes;
            PassphraseLock::Unlocked {
                until: visit.locale.of("keys-idle").n("n", minutes).into(),
            }
        }
        Some(false) => {
            let states = visit.ok(overview::submission_states(house, actor, agency).await)?;
            PassphraseLock::Locked {
                waiting: states
                    .get(&SubmissionState::WaitingKey)
                    .copied()
                    .unwrap_or_default(),
            }
        }
    };
    let people: Vec<i64> = found
        .keys
        .iter()
        .flat_map(|k| [k.requested_by, k.confirmed_by, k.destroy_asked_by])
        .flatten()
        .collect();
    let names = visit.ok(overview::names(house, actor, &people).await)?;
    let named = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned());
    let is_holder = visit.may(Action::KeyMake, Resource::Agency(agency));
    let may_disable = visit.may(Action::KeyDisable, Resource::Agency(agency));
    let mut cards: Vec<KeyCard> = found
        .keys
        .into_iter()
        .map(|key| {
            let first = key.requested_by.unwrap_or_default();
            let second = Resource::PendingKey {
                agency,
                requested_by: first,
            };
            KeyCard {
                may_confirm: key.state == KeyState::Pending
                    && visit.may(Action::KeyConfirm, second),
                may_disable: may_disable
                    && !matches!(key.state, KeyState::Disabled | KeyState::Destroyed),
                needed_by: match key.state {
                    KeyState::Active | KeyState::Pending => None,
                    _ => needed_by(visit.locale, &key.hangs),
                },
                steps: match is_holder {
                    true => steps(
                        visit.locale,
                        key.state,
                        &key.hangs,
                        named(key.destroy_asked_by).as_deref(),
                    ),
                    false => Vec::new(),
                },
                requested_by: named(key.requested_by),
                confirmed_by: named(key.confirmed_by),
                disabled_reason: key.disabled.map(|(_, reason)| reason),
                created: visit.when(key.created_at),
                id: key.id,
                purpose: key.purpose,
                state: key.state,
                custody: key.custody,
                fingerprint: key.fingerprint,
            }
        })
        .collect();
    cards.sort_by_key(|k| (k.state, k.purpose));
    let progress = visit.ok(keys::progress(house, actor, agency).await)?;
    let progress = progress.into_iter().filter(|p| p.all > 0);
    let progress = progress.map(|p| ProgressLine {
        purpose: p.purpose,
        done: p.done,
        all: p.all,
    });
    Ok(Keys {
        progress: progress.collect(),
        shell: visit.shell(Here::Keys),
        agency: visit
            .agency
            .as_ref()
            .map(|a| a.name.clone())
            .unwrap_or_default(),
        keys: cards,
        lock,
        is_holder,
        min_length: PASSPHRASE_CHARS,
        trouble,
    })
}
