//! Whether two packages are the same but for what an encoder may do differently when it begins anew midway: how many bits
//! it spends on a picture, and with that how near the picture comes to its source.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::programs::{ffmpeg, ffprobe_lines};

/// The least likeness in decibels of a picture to the same one of the other package. The lowest rungs at their narrow rates
/// have more than 28 after a beginning anew.
const ALIKE: f64 = 25.0;

/// The least likeness of the corner with the counter. It has more than 30 in the same picture, and less than 15 in two that
/// follow each other.
const COUNTED_ALIKE: f64 = 22.0;

/// The corner that holds the counter.
const CORNER: &str = "crop=iw/4:ih/4:0:0";

/// How like the pictures of two packages are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// That of the two pictures that are least like each other, in decibels.
    pub least: f64,
    /// That of the corners that are least like each other, in decibels.
    pub least_of_corners: f64,
}

impl Likeness {
    fn least(self, other: Self) -> Self {
        Self {
            least: self.least.min(other.least),
            least_of_corners: self.least_of_corners.min(other.least_of_corners),
        }
    }

    /// Whether these are the same pictures at the same times.
    pub fn is_alike(&self) -> bool {
        self.least >= ALIKE && self.least_of_corners >= COUNTED_ALIKE
    }
}

/// All in which `other` is not what `package` is, and how like the pictures are.
///
/// # Panics
/// When ffmpeg cannot read one of them without a complaint.
pub fn differences(package: &Path, other: &Path) -> (Vec<String>, Likeness) {
    let mut found = Vec::new();
    let mut likeness = Likeness { least: f64::INFINITY, least_of_corners: f64::INFINITY };
    let (due, are) = (renditions(package), renditions(other));
    if due != are {
        found.push(format!("{are:?} instead of {due:?}"));
        return (found, likeness);
    }
    if master(package) != master(other) {
        found.push(format!("{}\ninstead of\n{}", master(other), master(package)));
    }
    if package.join("poster.jpg").exists() != other.join("poster.jpg").exists() {
        found.push("a poster in one of them".to_owned());
    }
    for rendition in &due {
        let at = |name: &str| [package, other].map(|folder| folder.join(rendition).join(name));
        let [init, its] = at("init.mp4").map(|path| fs::read(path).unwrap_or_default());
        let streams = at("seg_00000.ts").iter().all(|path| path.exists());
        if init != its || init.is_empty() != streams {
            found.push(format!("another init segment in {rendition}"));
        }
        let [list, its] = at("playlist.m3u8").map(|path| text(&path));
        if list != its {
            found.push(format!("{rendition}:\n{its}\ninstead of\n{list}"));
        }
        let playlists = at("playlist.m3u8");
        let [due, are] = playlists.each_ref().map(|playlist| times(playlist));
        if due != are {
            found.push(format!("{rendition}: {}", first_difference(&due, &are)));
        }
        if rendition.starts_with("video") {
            let [list, its] = at("iframes.m3u8").map(|path| without_ranges(&text(&path)));
            if list != its {
                found.push(format!("{rendition}, key frames:\n{its}\ninstead of\n{list}"));
            }
            let here = alike(&playlists[0], &playlists[1]);
            if !here.is_alike() {
                found.push(format!("{rendition} shows other pictures: {here:?}"));
            }
            likeness = likeness.least(here);
        } else {
            found.extend(other_sound(package, other, rendition));
        }
    }
    (found, likeness)
}

/// The folders of all renditions, `/`-separated.
fn renditions(package: &Path) -> BTreeSet<String> {
    let below = |kind: &str| {
        let entries = fs::read_dir(package.join(kind)).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        names.map(|name| format!("{kind}/{name}")).collect::<Vec<_>>()
    };
    ["video", "audio"].into_iter().flat_map(below).collect()
}

/// The multivariant playlist without the measured bit rates.
fn master(package: &Path) -> String {
    let text = text(&package.join("master.m3u8"));
    let words = text.split_inclusive([',', ':', '\n']);
    words.filter(|word| !word.starts_with("BANDWIDTH=") && !word.starts_with("AVERAGE-BANDWIDTH=")).collect()
}

fn without_ranges(list: &str) -> String {
    list.split_inclusive('\n').filter(|line| !line.starts_with("#EXT-X-BYTERANGE")).collect()
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| format!("{}: {error}", path.display()))
}

/// Time of display and length, then time of decoding, of every frame, in the stream's ticks.
fn times(playlist: &Path) -> Vec<String> {
    let entries = |what: &str| {
        let words = ["-show_entries", what, "-i"];
        let lines = ffprobe_lines(words.iter().map(AsRef::as_ref).chain([playlist.as_os_str()]));
        let mut lines: Vec<String> =
            lines.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        // Which frames are held back is the encoder's affair.
        lines.sort_unstable();
        lines
    };
    [entries("packet=pts,duration"), entries("packet=dts")].concat()
}

fn first_difference(due: &[String], are: &[String]) -> String {
    let pairs = due.iter().zip(are).enumerate().find(|(_, (due, is))| due != is);
    let first = pairs.map(|(at, (due, is))| format!(", first at {at}: {is} instead of {due}"));
    format!("{} times instead of {}{}", are.len(), due.len(), first.unwrap_or_default())
}

/// Sound is made whole, by an encoder that makes the same of the same.
fn other_sound(package: &Path, other: &Path, rendition: &str) -> Vec<String> {
    let extension = if package.join(rendition).join("seg_00000.ts").exists() { "ts" } else { "m4s" };
    let names = (0..).map(|number| format!("{rendition}/seg_{number:05}.{extension}"));
    let pairs = names.map(|name| ([package, other].map(|folder| fs::read(folder.join(&name)).ok()), name));
    let there = pairs.take_while(|(files, _)| files.iter().any(Option::is_some));
    there.filter(|([due, is], _)| due != is).map(|(_, name)| format!("another {name}")).collect()
}

/// How like the pictures of two rungs are, by their order.
///
/// # Panics
/// When ffmpeg cannot read one of them without a complaint.
pub fn alike(playlist: &Path, other: &Path) -> Likeness {
    likeness(playlist, other, "null")
}

/// As [`alike`], the other one without its first picture.
///
/// # Panics
/// As [`alike`].
pub fn alike_by_one(playlist: &Path, other: &Path) -> Likeness {
    likeness(playlist, other, "trim=start_frame=1")
}

fn likeness(playlist: &Path, other: &Path, filter: &str) -> Likeness {
    let least = |part| decibels(playlist, other, filter, part).into_iter().fold(f64::INFINITY, f64::min);
    Likeness { least: least("null"), least_of_corners: least(CORNER) }
}

/// How like a part of each picture is to that of the other one, which goes through `filter` first.
fn decibels(playlist: &Path, other: &Path, filter: &str, part: &str) -> Vec<f64> {
    let graph = format!(
        "[0:v:0]setpts=N/TB,{part}[due];[1:v:0]{filter},setpts=N/TB,{part}[is];\
         [due][is]psnr=shortest=1,metadata=print:key=lavfi.psnr.psnr_avg:file=-"
    );
    let inputs = ["-i".as_ref(), playlist.as_os_str(), "-i".as_ref(), other.as_os_str()];
    let words = ["-filter_complex", &graph, "-fps_mode", "passthrough", "-f", "null", "-"];
    let text = ffmpeg(inputs.into_iter().chain(words.map(AsRef::as_ref)));
    let values = text.lines().filter_map(|line| line.strip_prefix("lavfi.psnr.psnr_avg="));
    let values: Vec<f64> = values.map(|value| value.trim().parse().expect("a number or inf")).collect();
    assert!(!values.is_empty(), "{}: {text}", playlist.display());
    values
}
