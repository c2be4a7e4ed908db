//! A request's body that is read to its end even when it is refused: an app writes all of it before it
//! reads the answer, and on a connection that was closed meanwhile it would see no answer at all.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};

/// What is read and forgotten after a refusal, at most, in bytes.
const FORGOTTEN: u64 = 400_000_000;

/// See the module.
#[derive(Clone)]
pub struct Body(Rc<RefCell<Payload>>);

impl Body {
    /// Takes a request's body.
    pub fn of(payload: Payload) -> Self {
        Self(Rc::new(RefCell::new(payload)))
    }

    /// Its parts.
    pub fn parts(&self, request: &HttpRequest) -> Multipart {
        Multipart::new(request.headers(), self.clone())
    }

    /// Reads what is left and forgets it. Whoever sends more than is sensible, or slowly, meets a closed connection.
    pub async fn forget(mut self, within: Duration) {
        let all = async {
            let mut read = 0;
            while let Some(Ok(chunk)) = self.next().await {
                read += chunk.len() as u64;
                if read > FORGOTTEN {
                    break;
                }
            }
        };
        // The refusal is answered either way.
        let _ = tokio::time::timeout(within, all).await;
    }
}

impl Stream for Body {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(context)
    }
}
