//! Notices as they come, as a stream of server-sent events: for programs by `/v1/events`, for open pages by `/events`. A notice holds no
//! content: that something came, how pressing it is, how much waits.

use std::convert::Infallible;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use crate::domain::policy::Actor;
use crate::service::notices::{LOOK, Listener, Told};
use crate::service::{House, ServiceError};
use crate::web::api::shape::instant;

/// A stream looks when something came, and so often besides: a bell that rang while another was still being written would
/// be missed.
const AT_LEAST: Duration = Duration::from_secs(1);
/// A stream without news says so often that it is there: proxies close what is silent.
const BREATH: Duration = Duration::from_secs(15);
/// A stream ends after so many seconds at most; whoever listens comes again, and is asked again who they are.
const SECONDS: i64 = 300;

/// A stream for somebody, which ends after so many seconds, or the longest time.
///
/// # Errors
/// [`ServiceError::Denied`] for whoever may not see notices; [`ServiceError::Busy`] when very many listen.
pub fn stream(
    house: Data<House>,
    actor: &Actor,
    seconds: Option<i64>,
) -> Result<HttpResponse, ServiceError> {
    let listener = Listener::of(&house, actor)?;
    let seconds = seconds.unwrap_or(SECONDS).min(SECONDS);
    let place = house.listeners.clone().try_acquire_owned();
    let place = place.map_err(|_| ServiceError::Busy)?;
    let now = Instant::now();
    let watch = Watch {
        house,
        listener,
        ends: now + Duration::from_secs(seconds.unsigned_abs()),
        rung: 0,
        looked: None,
        said: None,
        _place: place,
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Neither packed nor gathered on the way: each event leaves at once.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(futures_util::stream::unfold(watch, Watch::step)))
}

/// A notice as programs and pages get it.
pub fn notice(one: &Told) -> Value {
    json!({
        "id": one.id,
        "kind": one.kind,
        "urgency": one.urgency,
        "waiting": one.waiting,
        "at": instant(one.at),
    })
}

/// A stream of events that is open.
struct Watch {
    house: Data<House>,
    listener: Listener,
    ends: Instant,
    /// How often the bell had rung when it last looked, and when that was.
    rung: u64,
    looked: Option<Instant>,
    /// When something was last said; never yet.
    said: Option<Instant>,
    _place: OwnedSemaphorePermit,
}

impl Watch {
    async fn step(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        // The first line leaves at once, so that the listener knows it is heard.
        if self.said.is_none() {
            self.said = Some(Instant::now());
            return Some((
                Ok(Bytes::from_static(b": listening\n\nretry: 500\n\n")),
                self,
            ));
        }
        loop {
            let now = Instant::now();
            if now >= self.ends {
                return None;
            }
            let words = match self.look(now).await {
                Ok(told) if !told.is_empty() => written(&told),
                Ok(_) if self.said.is_some_and(|at| now - at >= BREATH) => ": \n\n".to_owned(),
                Ok(_) => {
                    tokio::time::sleep(LOOK.min(self.ends - now)).await;
                    continue;
                }
                Err(error) => {
                    tracing::warn!(%error, "a stream of notices ended early; its listener comes again");
                    return None;
                }
            };
            self.said = Some(now);
            return Some((Ok(Bytes::from(words)), self));
        }
    }

    /// What is new, if the bell rang.
    async fn look(&mut self, now: Instant) -> Result<Vec<Told>, ServiceError> {
        let rung = self.house.bell.rung(&self.house).await?;
        if rung == self.rung && self.looked.is_some_and(|at| now - at < AT_LEAST) {
            return Ok(Vec::new());
        }
        (self.rung, self.looked) = (rung, Some(now));
        self.listener.next(&self.house).await
    }
}

fn written(told: &[Told]) -> String {
    let events = told.iter().map(|one| {
        let (id, data) = (&one.id, notice(one));
        format!("id: {id}\nevent: notice\ndata: {data}\n\n")
    });
    events.collect()
}
