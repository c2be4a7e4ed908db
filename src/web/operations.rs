//! For whoever keeps the server running: alive, ready, figures. No content, no names.

use std::fmt::Write as _;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::problem::Problem;
use crate::service::House;
use crate::service::figures;

/// The process answers.
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok\n")
}

/// The database answers; without its vault the server still takes what phones send, so that is only told.
pub async fn readyz(house: Data<House>) -> HttpResponse {
    let health = figures::health(&house).await;
    let text = |fine| if fine { "ok" } else { "does not answer" };
    let begun = if health.begun {
        ""
    } else {
        "the first start is still under way\n"
    };
    let body = format!(
        "database: {}\nvault: {}\n{begun}",
        text(health.database),
        text(health.vault)
    );
    let ready = health.database && health.begun;
    let mut answer = if ready {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    answer.content_type("text/plain; charset=utf-8").body(body)
}

/// Figures in the OpenMetrics text form, for callers on this machine that no proxy stands before.
///
/// # Errors
/// 404 for everybody else.
pub async fn metrics(request: HttpRequest, house: Data<House>) -> Result<HttpResponse, Problem> {
    let local = request.peer_addr().is_some_and(|a| a.ip().is_loopback());
    let forwarded = ["forwarded", "x-forwarded-for", "via"]
        .iter()
        .any(|h| request.headers().contains_key(*h));
    if !local || forwarded {
        return Err(Problem::not_found());
    }
    let figures = figures::figures(&house).await?;
    let mut text = String::new();
    let mut line = |words: std::fmt::Arguments<'_>| {
        // Writing to a String cannot fail.
        let _ = text.write_fmt(words);
    };
    line(format_args!("# TYPE waypost_jobs gauge\n"));
    for (kind, count) in figures.jobs {
        line(format_args!("waypost_jobs{{kind=\"{kind}\"}} {count}\n"));
    }
    line(format_args!("# TYPE waypost_submissions gauge\n"));
    for (state, count) in figures.submissions {
        line(format_args!(
            "waypost_submissions{{state=\"{state}\"}} {count}\n"
        ));
    }
    line(format_args!(
        "# TYPE waypost_waiting_writes gauge\nwaypost_waiting_writes {}\n",
        figures.waiting_writes
    ));
    line(format_args!("# TYPE waypost_transactions counter\n"));
    for count in &figures.transactions {
        let (name, outcome) = (count.name, count.outcome.as_str());
        line(format_args!(
            "waypost_transactions_total{{name=\"{name}\",outcome=\"{outcome}\"}} {}\n",
            count.count
        ));
    }
    line(format_args!("# TYPE waypost_transaction_seconds counter\n"));
    for count in &figures.transactions {
        let (name, outcome) = (count.name, count.outcome.as_str());
        let seconds = count.micros as f64 / 1e6;
        line(format_args!(
            "waypost_transaction_seconds_total{{name=\"{name}\",outcome=\"{outcome}\"}} {seconds:.6}\n"
        ));
    }
    line(format_args!("# EOF\n"));
    Ok(HttpResponse::Ok()
        .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .body(text))
}
