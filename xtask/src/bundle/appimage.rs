//! An AppImage is tried before it is given away: what makes it takes the system's libraries along, and rewrites the programs
//! in it, ffmpeg too.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::console::note;
use crate::program;

/// What its web view plays H.264 and AAC with.
const DECODERS: &str = "usr/lib/gstreamer-1.0/libgstlibav.so";

/// What makes it start where there is no FUSE, as on the machines that build it.
const WITHOUT_FUSE: &str = "APPIMAGE_EXTRACT_AND_RUN";

/// Has an AppImage, which `image` is the command of, convert a video, which `ffmpeg` makes for it.
///
/// # Errors
/// When it does not start, does not find the video from where it was started, comes to no package, or has no decoders.
pub(super) fn try_out(image: impl Fn() -> Command, ffmpeg: &Path) -> Result<()> {
    note("trying the AppImage");
    let folder = tempfile::tempdir()?;
    let here = |mut command: Command, words: &str| {
        command.args(words.split(' ')).current_dir(folder.path());
        command
    };
    program::run(&mut here(
        Command::new(ffmpeg),
        "-v error -f lavfi -i testsrc2=d=2 -f lavfi -i sine=d=2 -shortest a.mp4",
    ))?;
    let convert = "convert a.mp4 --out made --ladder 240 --copy never --quality fast";
    program::run(here(image(), convert).env(WITHOUT_FUSE, "1")).context("the AppImage converts nothing")?;
    let package = folder.path().join("made").join("a").join("master.m3u8");
    ensure!(package.is_file(), "the AppImage left no {}", package.display());
    let extract = format!("--appimage-extract {DECODERS}");
    program::capture(here(image(), &extract).env_remove(WITHOUT_FUSE))?;
    let found = folder.path().join("squashfs-root").join(DECODERS).is_file();
    ensure!(found, "the AppImage would play nothing: it has no {DECODERS}");
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// A program that stands for the AppImage. It is no file: one that was just written cannot be run while a process that
    /// another test starts has it open.
    fn image(convert: &str, extract: &str) -> Command {
        let at = "squashfs-root/usr/lib/gstreamer-1.0";
        let text = format!(
            "case $1 in\nconvert) test \"$2\" = a.mp4 && {convert} ;;\n\
             --appimage-extract) mkdir -p {at} && {extract} {at}/libgstlibav.so ;;\nesac\n"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &text, "it.AppImage"]);
        command
    }

    #[test]
    fn one_that_makes_no_package_or_cannot_play_is_refused() {
        let tried = |convert: &str, extract: &str| {
            try_out(|| image(convert, extract), Path::new("true")).map_err(|error| format!("{error:#}"))
        };
        let makes = "mkdir -p made/a && touch made/a/master.m3u8";
        assert_eq!(tried(makes, "touch"), Ok(()));
        let refused = [
            (tried("exit 3", "touch"), "converts nothing"),
            (tried("true", "touch"), "left no"),
            (tried(makes, "echo"), "would play nothing"),
        ];
        for (tried, why) in refused {
            let error = tried.unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }
}
