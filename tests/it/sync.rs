//! Whether flash and beep are together, measured on a finished package as a player would play it.

use std::path::Path;

use tests::inputs::Flashes;
use tests::programs::read_by;
use tests::serving::readable;

use crate::verify::BEGIN;

/// The most seconds that sound may be off: a frame at 25 a second, which nobody notices.
const NOTICED: f64 = 0.040;

/// How many seconds each beep of the package in `folder` comes later than it should after its flash, when `ffmpeg` reads its first variant.
///
/// # Errors
/// What is wrong: a flash or a beep that is missing, out of place or alone.
pub(crate) fn offsets(ffmpeg: &Path, folder: &Path, flashes: &Flashes) -> Result<Vec<f64>, String> {
    let (seen, heard) = (seen(ffmpeg, folder), heard(ffmpeg, folder));
    if seen.len() != flashes.at.len() || heard.len() != flashes.at.len() {
        return Err(format!("flashes at {seen:?}, beeps at {heard:?}, due at {:?}", flashes.at));
    }
    let places = seen.iter().zip(&flashes.at).all(|(time, due)| (time - due).abs() <= flashes.frame + 0.001);
    let offsets: Vec<f64> =
        heard.iter().zip(&seen).map(|(beep, flash)| beep - flash - flashes.apart).collect();
    match places && offsets.iter().all(|offset| offset.abs() < NOTICED) {
        true => Ok(offsets),
        false => Err(format!("flashes at {seen:?}, due at {:?}; beeps after {offsets:?} s", flashes.at)),
    }
}

/// When the picture turns white, in seconds after the package's beginning.
fn seen(ffmpeg: &Path, folder: &Path) -> Vec<f64> {
    let words = "-map 0:p:0:v -vf signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-";
    risen(&values(ffmpeg, folder, words), 128.0, 0.0)
}

/// When it begins to sound, to a thousandth of a second.
fn heard(ffmpeg: &Path, folder: &Path) -> Vec<f64> {
    // Blocks of a thousandth of a second, and how loud each is in decibels. The beep has -9; what a lossy encoder
    // spreads before it is far below.
    let words = "-map 0:p:0:a -af aresample=48000,asetnsamples=48,\
                 astats=metadata=1:reset=1:measure_overall=RMS_level:measure_perchannel=none,\
                 ametadata=print:key=lavfi.astats.Overall.RMS_level:file=-";
    risen(&values(ffmpeg, folder, words), -24.0, 0.2)
}

/// Times in seconds and values of every frame, as the filters `words` end with print them:
/// `frame:0 pts:0 pts_time:10` and `lavfi.signalstats.YAVG=16`.
fn values(ffmpeg: &Path, folder: &Path, words: &str) -> Vec<(f64, f64)> {
    let master = readable(folder, "master.m3u8");
    let text = read_by(ffmpeg, &master, words.split_whitespace());
    let mut lines = text.lines();
    let mut values = Vec::new();
    while let (Some(head), Some(body)) = (lines.next(), lines.next()) {
        let time = head.split("pts_time:").nth(1).and_then(|time| time.trim().parse::<f64>().ok());
        let value = body.split('=').nth(1).and_then(|value| value.trim().parse::<f64>().ok());
        let (Some(time), Some(value)) = (time, value) else { panic!("{head}: {body}") };
        values.push((time - BEGIN, value));
    }
    values
}

/// When the values rise above `limit`, having been below it for more than `rest` seconds.
fn risen(values: &[(f64, f64)], limit: f64, rest: f64) -> Vec<f64> {
    let mut risen = Vec::new();
    let mut last = f64::NEG_INFINITY;
    let mut above = false;
    for (time, value) in values {
        let now = *value > limit;
        if now && !above && time - last > rest {
            risen.push(*time);
        }
        if now {
            last = *time;
        }
        above = now;
    }
    risen
}
