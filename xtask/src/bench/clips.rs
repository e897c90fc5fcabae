//! Sources that are made here once, for what no real clip is: of a wished length, or exported as creators do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::console::note;
use crate::sidecars::Sidecars;
use crate::{program, workspace};

/// Where they stay.
fn folder() -> Result<PathBuf> {
    let folder = workspace::target_dir()?.join("bench-clips");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The clip as a creator would export it: H.264 at the top rung's rate, a key frame every two seconds.
pub(super) fn copyable(sidecars: &Sidecars, clip: &Path) -> Result<PathBuf> {
    let name = format!("{}-exported.mp4", clip.file_stem().unwrap_or_default().to_string_lossy());
    made(&name, "making a clip whose top rung can be a copy", |work| {
        let mut command = Command::new(&sidecars.ffmpeg);
        command.args(["-y", "-nostdin", "-v", "error", "-i"]).arg(clip);
        command
            .args(["-map", "0:v:0", "-map", "0:a:0?", "-c:v", "libx264", "-preset", "medium", "-crf", "21"]);
        command.args(["-maxrate", "4500k", "-bufsize", "4500k"]);
        command.args(["-force_key_frames", "expr:gte(t,n_forced*2)"]);
        command.args(["-pix_fmt", "yuv420p", "-c:a", "copy"]).arg(work);
        command
    })
}

/// So many `seconds` of the clip, over and over, with sound at 48,000 Hz.
pub(super) fn whole_frames(sidecars: &Sidecars, clip: &Path, seconds: u64) -> Result<PathBuf> {
    let name = format!("{}-{seconds}-seconds.mp4", clip.file_stem().unwrap_or_default().to_string_lossy());
    made(&name, "making a clip of whole frames of sound", |work| {
        let mut command = Command::new(&sidecars.ffmpeg);
        command.args(["-y", "-nostdin", "-v", "error", "-stream_loop", "-1", "-i"]).arg(clip);
        command.args(["-t", &seconds.to_string(), "-map", "0:v:0", "-map", "0:a:0", "-c:v", "libx264"]);
        command.args(["-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p"]);
        // Where it begins again a picture would be missing.
        command.args(["-vf", "fps=24"]);
        command.args(["-c:a", "flac", "-strict", "-2", "-ac", "2", "-ar", "48000"]).arg(work);
        command
    })
}

/// Frames a second of [`long`].
pub(super) const LONG_RATE: u32 = 5;

/// A source that costs little to make, to decode and to encode: what is left is what our own process does for every
/// GOP that lands. What is drawn moves; silence is what AAC takes least time for.
pub(super) fn long(sidecars: &Sidecars, minutes: u32, sound: bool) -> Result<PathBuf> {
    let name = format!("long-{minutes}-minutes{}.mkv", if sound { "" } else { "-mute" });
    made(&name, &format!("making a source of {minutes} minutes"), |work| {
        let seconds = u64::from(minutes) * 60;
        let mut command = Command::new(&sidecars.ffmpeg);
        command.args(["-y", "-nostdin", "-v", "error"]);
        command.args(["-f", "lavfi", "-i", &format!("testsrc2=s=64x36:r={LONG_RATE}:d={seconds}")]);
        if sound {
            command.args(["-f", "lavfi", "-i", &format!("anullsrc=r=8000:cl=mono:d={seconds}")]);
        }
        command.args(["-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-c:a", "flac", "-ac", "1"]);
        command.arg(work);
        command
    })
}

/// The file of that name, made by a command when it is not there.
fn made(name: &str, what: &str, command: impl FnOnce(&Path) -> Command) -> Result<PathBuf> {
    let folder = folder()?;
    let made = folder.join(name);
    if !made.is_file() {
        note(what);
        let work = folder.join(format!("making-{name}"));
        program::run(&mut command(&work))?;
        fs::rename(&work, &made)?;
    }
    Ok(made)
}
