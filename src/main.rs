//! The `waypost` command; everything is in the library.

use std::process::ExitCode;

/// Gives memory back after a burst; the system's own allocator keeps what passwords and uploads once needed.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[allow(
    clippy::print_stderr,
    reason = "the one place where a command's failure is told"
)]
fn main() -> ExitCode {
    match waypost::cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("waypost: {error:#}");
            ExitCode::FAILURE
        }
    }
}
