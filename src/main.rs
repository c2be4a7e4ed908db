//! The `waypost` command; everything is in the library.

use std::process::ExitCode;

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
