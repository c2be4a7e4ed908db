//! Logs: structured, without content, device ids or tokens at any level.
//!
//! Libraries below us log requests and SQL at their finer levels; what they would say could hold a path
//! with a phone's token or an answer. So only our own crate is heard below `warn`.

use tracing_subscriber::filter::{EnvFilter, LevelFilter, Targets};
use tracing_subscriber::prelude::*;

use crate::config::{Log, LogFormat};

/// Starts logging to standard error, of panics the place only. A second call does nothing.
///
/// # Errors
/// When the filter does not parse.
pub fn start(log: &Log) -> Result<(), tracing_subscriber::filter::ParseError> {
    let chosen = EnvFilter::builder().parse(&log.level)?;
    let ours = Targets::new()
        .with_target("waypost", LevelFilter::TRACE)
        .with_default(LevelFilter::WARN);
    let registry = tracing_subscriber::registry();
    let line = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(true);
    // What a panic says may quote what somebody said; where it was says nothing.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a part of the program failed");
    }));
    // A logger that already stands (tests) stays.
    let _already_started = match log.format {
        LogFormat::Json => registry
            .with(line.json().with_filter(chosen).with_filter(ours))
            .try_init(),
        LogFormat::Text => registry
            .with(line.with_ansi(false).with_filter(chosen).with_filter(ours))
            .try_init(),
    };
    Ok(())
}
