//! `waypost bench-bare`: reads every body to its end and answers 201. The measure beside which receiving is quoted.

use super::house;
use crate::web::serve;

/// `waypost bench-bare`
#[derive(clap::Args)]
pub struct Args {
    /// HOST:PORT to listen on
    #[arg(long)]
    listen: String,
}

/// Serves until told to stop.
pub fn run(args: Args) -> anyhow::Result<()> {
    Ok(serve::bare(house::address(&args.listen)?)?)
}
