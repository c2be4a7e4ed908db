//! `/v1/agencies/{agency}/keys`: states and fingerprints for everybody of the agency and admins; acts for key holders.

use serde_json::{Value, json};

use super::agencies::known;
use super::call::Call;
use super::shape::{Answer, instant, instant_if, ok, success};
use crate::domain::words::{Custody, KeyPurpose};
use crate::service::ServiceError;
use crate::service::keys::{self, Brought, CarriedRow, KeyView};
use crate::web::problem::Problem;

/// `GET …/keys`: newest first; each says whether the agency's keys are open now (`null`: the vault does not answer).
pub async fn list(call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    let found = keys::list(&call.house, call.actor(), &agency).await?;
    ok(found
        .keys
        .iter()
        .map(|k| key(k, found.open))
        .collect::<Vec<_>>())
}

/// `POST …/keys`: makes the agency's keys (or brings its collection key); pending until another holder confirms.
pub async fn make(mut call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    let mut given = call.json().await?;
    let custody: Custody = given.one_of("custody", "it is unattended, passphrase or agency")?;
    let mut passphrases = given.secrets("passphrases")?;
    passphrases.extend(given.secret("passphrase")?);
    let brought = Brought {
        collection_pem: given.secret("collectionPem")?,
        public_file: given.text("publicFile")?,
    };
    let made = keys::make(
        &call.house,
        call.token(),
        &agency,
        custody,
        passphrases,
        brought,
    )
    .await?;
    let found = keys::list(&call.house, call.actor(), &agency).await?;
    let new: Vec<&KeyView> = found.keys.iter().filter(|k| made.contains(&k.id)).collect();
    let first = new
        .iter()
        .find(|k| k.purpose == KeyPurpose::Collection)
        .or(new.first());
    // Confirming one confirms those made with it, so the answer is one of them with all beside it.
    let mut body = first.map_or_else(|| json!({}), |k| key(k, found.open));
    body["keys"] = new.iter().map(|k| key(k, found.open)).collect();
    ok(body)
}

/// `POST …/keys/{key}/confirm`: by another key holder than the one who made it.
pub async fn confirm(call: Call) -> Answer {
    let id = known_key(&call).await?;
    match keys::confirm(&call.house, call.actor(), &id).await {
        Err(ServiceError::SecondPerson(why)) => Err(Problem::new(403.1, why)),
        other => {
            other?;
            success()
        }
    }
}

/// `POST …/keys/{key}/disable`
pub async fn disable(mut call: Call) -> Answer {
    let id = known_key(&call).await?;
    let reason = call.json().await?.needed("reason")?;
    keys::disable(&call.house, call.actor(), &id, &reason).await?;
    success()
}

/// `POST …/keys/{key}/enable`
pub async fn enable(call: Call) -> Answer {
    let id = known_key(&call).await?;
    keys::enable(&call.house, call.actor(), &id).await?;
    success()
}

/// `POST …/keys/{key}/retire`: before it happens by itself; while something still needs the key, only with a reason.
pub async fn retire(mut call: Call) -> Answer {
    let id = known_key(&call).await?;
    let reason = call.json().await?.text("reason")?;
    keys::retire(&call.house, call.actor(), &id, reason.as_deref()).await?;
    success()
}

/// `POST …/keys/{key}/reopen`: a retired key opens once more.
pub async fn reopen(call: Call) -> Answer {
    let id = known_key(&call).await?;
    keys::reopen(&call.house, call.actor(), &id).await?;
    success()
}

/// `POST …/keys/{key}/destroy`: the first key holder asks, the second one does it.
pub async fn destroy(call: Call) -> Answer {
    let id = known_key(&call).await?;
    match keys::destroy(&call.house, call.actor(), &id).await {
        Err(ServiceError::SecondPerson(why)) => Err(Problem::new(403.1, why)),
        done => ok(json!({ "success": true, "destroyed": done? })),
    }
}

/// `GET …/keys/{key}/phones`: apps that still carry a form with this key, longest unseen first.
pub async fn phones(call: Call) -> Answer {
    let id = known_key(&call).await?;
    let found = keys::phones(&call.house, call.actor(), &id).await?;
    let phone = |one: &CarriedRow| {
        json!({
            "appUserId": one.device_id,
            "displayName": one.name,
            "deviceId": (!one.app.is_empty()).then_some(&one.app),
            "xmlFormId": one.xml_form_id,
            "fetchedAt": instant(one.fetched_at),
            "lastSeenAt": instant_if(one.last_seen_at),
        })
    };
    ok(found.iter().map(phone).collect::<Vec<_>>())
}

/// `POST …/keys/unlock`: `open` is false while another holder's passphrase is needed too.
pub async fn unlock(mut call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    let passphrase = call.json().await?.secret("passphrase")?;
    let passphrase = passphrase.ok_or_else(|| Problem::missing("passphrase"))?;
    let open = keys::unlock(&call.house, call.token(), &agency, passphrase).await?;
    ok(json!({ "success": true, "open": open }))
}

/// `POST …/keys/lock`
pub async fn lock(call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    keys::lock(&call.house, call.token(), &agency).await?;
    success()
}

/// The key in the path, if it is the agency's.
async fn known_key(call: &Call) -> Result<String, Problem> {
    let (agency, id) = (known(call).await?.agency.id, call.word("key"));
    let found = keys::list(&call.house, call.actor(), &agency).await?;
    if found.keys.iter().any(|k| k.id == id) {
        Ok(id)
    } else {
        Err(Problem::not_found())
    }
}

fn key(one: &KeyView, open: Option<bool>) -> Value {
    let (disabled_at, reason) = match &one.disabled {
        Some((at, reason)) => (Some(*at), Some(reason)),
        None => (None, None),
    };
    json!({
        "id": one.id,
        "purpose": one.purpose,
        "custody": one.custody,
        "state": one.state,
        "fingerprint": one.fingerprint,
        "open": open,
        "requestedBy": one.requested_by,
        "createdAt": instant(one.created_at),
        "activatedAt": instant_if(one.activated_at),
        "disabledAt": instant_if(disabled_at),
        "disabledReason": reason,
        "retiringAt": instant_if(one.retiring_at),
        "retiredAt": instant_if(one.retired_at),
        "destroyedAt": instant_if(one.destroyed_at),
        "expiresAt": instant_if(one.expires_at),
        "destroyAskedBy": one.destroy_asked_by,
        "carriedBy": one.hangs.carried,
        "unopened": one.hangs.unopened,
        "sealedRecords": one.hangs.sealed,
    })
}
