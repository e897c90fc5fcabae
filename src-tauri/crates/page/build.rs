//! Puts the built player beside the compiled crate, so that a page needs nothing from outside.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// Names another folder with the built player, for a build without the `ui` folder.
const OVERRIDE: &str = "HLS_STUDIO_PLAYER";

/// Where the build of the interface puts it.
const FROM_UI: &str = "../../../ui/dist/player";

const FILES: [&str; 2] = ["player.js", "player.css"];

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-env-changed={OVERRIDE}");
    let source = match env::var_os(OVERRIDE) {
        Some(path) => PathBuf::from(path),
        None => Path::new(&variable("CARGO_MANIFEST_DIR")?).join(FROM_UI),
    };
    for name in FILES {
        let (from, to) = (source.join(name), Path::new(&variable("OUT_DIR")?).join(name));
        println!("cargo::rerun-if-changed={}", from.display());
        fs::copy(&from, &to).map_err(|error| {
            format!(
                "the player cannot be read from {} ({error}). Run `cargo xtask setup` once: it builds the interface. \
                 Or set {OVERRIDE} to a folder with {name}.",
                from.display()
            )
        })?;
    }
    Ok(())
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}
