//! Where a destination's secret comes from: a file, standard input, the environment, or the person. Never the arguments,
//! which other programs see.

use std::io::{self, IsTerminal, Read};
use std::path::Path;

use domain::failure::{Code, Failure};
use secrecy::SecretString;
use studio::destinations::{Destination, Kind};
use studio::secrets::{self, Secrets, VARIABLE};

/// Bytes of a secret, at most: what is longer is another file.
const LONGEST: u64 = 4096;

/// The secret for `destination`: from `file` when one is named, else from the environment, else from the person at the
/// terminal.
///
/// # Errors
/// [`Code::SecretMissing`] when there is none to be had; [`Code::InputUnreadable`].
pub(super) fn ask(
    file: Option<&Path>,
    destination: &Destination,
    secrets: &Secrets,
) -> Result<SecretString, Failure> {
    let text = match (file, secrets.told()) {
        (Some(file), _) if file == Path::new("-") => read(io::stdin().lock(), file)?,
        (Some(file), _) => {
            let opened = std::fs::File::open(file).map_err(|error| unreadable(file, &error))?;
            read(opened, file)?
        }
        (None, Some(told)) => return Ok(told.clone()),
        (None, None) if io::stdin().is_terminal() => {
            let what = match destination.kind {
                Kind::Backend { .. } => "Token",
                Kind::Bucket(_) => "Secret access key",
            };
            let asked =
                rpassword::prompt_password(format!("{what} of {} (is not shown): ", destination.name));
            asked.map_err(|error| missing().with_detail(error.to_string()))?
        }
        (None, None) => return Err(missing()),
    };
    secrets::secret(&text).ok_or_else(missing)
}

fn read(from: impl Read, file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    from.take(LONGEST + 1).read_to_string(&mut text).map_err(|error| unreadable(file, &error))?;
    if text.len() as u64 > LONGEST {
        return Err(unreadable(file, &"it is too long to be a secret"));
    }
    Ok(text)
}

fn unreadable(file: &Path, why: &dyn std::fmt::Display) -> Failure {
    let message = format!("The secret cannot be read from {}. Check the path.", file.display());
    Failure::new(Code::InputUnreadable, message).with_detail(why.to_string())
}

fn missing() -> Failure {
    let message = format!(
        "The secret is missing. Type it at a terminal, name a file by --secret-file, or set {VARIABLE}."
    );
    Failure::new(Code::SecretMissing, message)
}
