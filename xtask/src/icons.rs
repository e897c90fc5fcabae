//! `cargo xtask icons`: the icon at every size and in every system's format, from the one drawing.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::console::note;
use crate::{bundle, frontend, program, workspace};

/// Widths in pixels of the pictures that desktops on Linux look for.
pub(crate) const SIZES: [u32; 8] = [16, 24, 32, 48, 64, 128, 256, 512];

/// Those of Windows and macOS, which hold all their sizes in one file.
const CONTAINERS: [&str; 2] = ["icon.ico", "icon.icns"];

/// The folder of the icons.
fn folder() -> PathBuf {
    workspace::root().join("icons")
}

/// Makes all icons anew from `icon.svg`.
///
/// # Errors
/// When the bundler cannot be installed or does not draw one of them.
pub fn draw() -> Result<()> {
    frontend::install(&bundle::tools())?;
    let drawing = folder().join("icon.svg");
    let drawn = tempfile::tempdir()?;
    let sizes = SIZES.map(|size| size.to_string()).join(",");
    for options in [&[][..], &["--png", &sizes]] {
        let mut icon = bundle::tauri();
        icon.arg("icon").arg(&drawing).arg("--output").arg(drawn.path()).args(options);
        program::capture(&mut icon)?;
    }
    let pictures = SIZES.map(|size| format!("{size}x{size}.png"));
    for name in pictures.iter().map(String::as_str).chain(CONTAINERS) {
        fs::copy(drawn.path().join(name), folder().join(name))
            .with_context(|| format!("no {name} was drawn"))?;
    }
    note(format!("{} pictures and {} are in {}", SIZES.len(), CONTAINERS.join(", "), folder().display()));
    Ok(())
}

/// Width and height in pixels of a PNG, from its header (PNG 1.2, 11.2.2).
pub(crate) fn size(picture: &[u8]) -> Option<(u32, u32)> {
    let header = picture.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    let number = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    Some((number(0)?, number(4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_is_there_in_its_size_and_is_bundled() {
        let told = fs::read_to_string(workspace::root().join("src-tauri/tauri.conf.json")).unwrap();
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        let bundled: Vec<&str> =
            told["bundle"]["icon"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
        for pixels in SIZES {
            let name = format!("{pixels}x{pixels}.png");
            assert_eq!(size(&fs::read(folder().join(&name)).unwrap()), Some((pixels, pixels)));
            assert!(bundled.contains(&format!("../icons/{name}").as_str()), "{name}");
        }
        for name in CONTAINERS {
            assert!(bundled.contains(&format!("../icons/{name}").as_str()), "{name}");
        }
        assert_eq!(bundled.len(), SIZES.len() + CONTAINERS.len());
    }

    #[test]
    fn a_picture_says_itself_how_large_it_is() {
        let icon = fs::read(folder().join("32x32.png")).unwrap();
        assert_eq!(size(&icon), Some((32, 32)));
        assert_eq!(size(&icon[..20]), None);
        assert_eq!(size(b"GIF89a"), None);
    }
}
