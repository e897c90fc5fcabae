//! `hls-studio-garage`: Garage, and a backend that signs for it, until stdin ends.
//!
//! It says where they are as `hls-studio-signer demo` does: `Backend`, `Token` and `Public`, a line each. Where there is no
//! Garage it says so, and ends with 3.

use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::time::Duration;

use tests::backend::Backend;
use tests::garage::Garage;

/// How long addresses are good for.
const GOOD_FOR: Duration = Duration::from_secs(900);

#[tokio::main]
async fn main() -> io::Result<ExitCode> {
    let mut out = io::stdout();
    let Some(program) = Garage::find() else {
        writeln!(out, "there is no Garage on this machine: cargo xtask test --full publish builds it")?;
        return Ok(ExitCode::from(3));
    };
    let folder = tempfile::tempdir()?;
    let garage = Garage::start(&program).await;
    let backend = Backend::before(garage.behind(&garage.endpoint(), GOOD_FOR), folder.path()).await;
    writeln!(
        out,
        "Backend  {}\nToken    {}\nPublic   {}anna/",
        backend.url,
        backend.token,
        garage.public_url()
    )?;
    tokio::task::spawn_blocking(|| io::stdin().lock().read_to_end(&mut Vec::new())).await??;
    Ok(ExitCode::SUCCESS)
}
