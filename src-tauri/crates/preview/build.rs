//! Puts hls.js beside the compiled crate, so that the embedded player page needs nothing from outside.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// Names another copy of hls.js, for a build without the `ui` folder's packages.
const OVERRIDE: &str = "HLS_STUDIO_HLS_JS";

/// The full build: the light one leaves out alternate audio, and our packages carry audio in groups.
const FROM_UI: &str = "../../../ui/node_modules/hls.js/dist/hls.min.js";

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-env-changed={OVERRIDE}");
    let source = match env::var_os(OVERRIDE) {
        Some(path) => PathBuf::from(path),
        None => Path::new(&variable("CARGO_MANIFEST_DIR")?).join(FROM_UI),
    };
    println!("cargo::rerun-if-changed={}", source.display());
    let target = Path::new(&variable("OUT_DIR")?).join("hls.min.js");
    fs::copy(&source, &target).map_err(|error| {
        format!(
            "hls.js cannot be read from {} ({error}). Run `cargo xtask setup` once: it installs the packages of \
             the ui folder. Or set {OVERRIDE} to a copy of hls.min.js.",
            source.display()
        )
    })?;
    Ok(())
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}
