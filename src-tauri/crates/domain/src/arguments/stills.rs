//! Arguments for single pictures and for a look at how a source was taken.

use std::ffi::OsString;
use std::path::Path;

use crate::arguments::{List, input_url};
use crate::container::Container;
use crate::media::{Size, VideoTrack};
use crate::rational::Rational;
use crate::thumbnails::Thumbnails;

/// What `scale` makes of colours for a JPEG: its levels are full, its matrix is that of BT.601 (JFIF 1.02), whatever those
/// of the pictures are.
pub(super) const JPEG: &str = "out_color_matrix=bt601:out_range=full";

/// The user data of the first pictures of `video` on stdout, as a bare stream; `None` of a codec that has none.
pub fn hidden_captions(source: &Path, video: &VideoTrack) -> Option<Vec<OsString>> {
    let (form, units) = match video.codec.as_str() {
        "h264" => ("h264", Some("filter_units=pass_types=6")),
        "hevc" => ("hevc", Some("filter_units=pass_types=39-40")),
        "mpeg2video" => ("mpeg2video", None),
        _ => return None,
    };
    let mut list = List(Vec::new());
    list.quiet();
    list.pair("-i", input_url(source));
    list.pair("-map", format!("0:{}", video.index));
    list.add(&["-c", "copy", "-frames:v", "90"]);
    if let Some(units) = units {
        list.pair("-bsf:v", units);
    }
    list.add(&["-f", form, "pipe:1"]);
    Some(list.0)
}

/// One picture as JPEG on stdout, at most `height` pixels high, `seconds` into `source`: for stages and
/// cards before anything is converted.
pub fn still(source: &Path, video: &VideoTrack, seconds: f64, height: u32) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.quiet();
    if seconds > 0.0 {
        list.pair("-ss", format!("{seconds:.3}"));
    }
    list.pair("-i", input_url(source));
    list.pair("-map", format!("0:{}", video.index));
    let (width, height) = fitted(video, height);
    list.pair("-vf", format!("scale={width}:{height},setsar=1"));
    list.jpeg(4)
}

/// The first picture of what is on stdin, which has all that it takes to decode it, that begins so many seconds `after`
/// the first or later, as JPEG on stdout: the poster, from the package itself.
pub fn poster(container: Container, after: f64) -> Vec<OsString> {
    let mut list = key_frames(container);
    let later = if after > 0.0 { format!("select=gte(t-start_t\\,{after:.6}),") } else { String::new() };
    list.pair("-vf", format!("{later}scale={JPEG}"));
    list.jpeg(3)
}

/// The pictures on stdin, `tiles` of them, side by side as one JPEG on stdout, each `tile` large.
pub fn sheet(container: Container, tile: Size, tiles: u64) -> Vec<OsString> {
    let mut list = key_frames(container);
    let (across, down) = Thumbnails::shape(tiles);
    let Size { width, height } = tile;
    list.pair("-vf", format!("scale={width}:{height}:{JPEG},setsar=1,tile={across}x{down}"));
    list.jpeg(5)
}

/// Reads pictures of a package on stdin.
fn key_frames(container: Container) -> List {
    let form = match container {
        Container::Fmp4 => "mp4",
        Container::Ts => "mpegts",
    };
    let mut list = List(Vec::new());
    list.add(&["-hide_banner", "-nostats", "-loglevel", "level+warning", "-f", form, "-i", "pipe:0"]);
    list
}

/// The cover picture of stream `index` as JPEG on stdout, at most `height` pixels high.
pub fn cover(source: &Path, index: u32, height: u32) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.quiet();
    list.pair("-i", input_url(source));
    list.pair("-map", format!("0:{index}"));
    list.pair("-vf", format!("scale=-2:'min({height},ceil(ih/2)*2)',setsar=1"));
    list.jpeg(3)
}

impl List {
    /// Ends the list: one picture as JPEG on stdout. `scale` is of mjpeg: 2 is best, 31 worst.
    pub(super) fn jpeg(mut self, scale: u8) -> Vec<OsString> {
        self.add(&["-frames:v", "1", "-c:v", "mjpeg"]);
        self.pair("-q:v", scale.to_string());
        self.add(&["-pix_fmt", "yuvj420p", "-f", "image2pipe", "pipe:1"]);
        self.0
    }
}

/// Frames looked at by [`look`].
pub const LOOKED_AT: u32 = 40;

/// What filters say about the pictures from `seconds` on, a line `key=value` each on stdout: whether their
/// lines were taken at two times (`lavfi.idet.single.current_frame`), and what is left without black bars
/// (`lavfi.cropdetect.w`, `h`, `x`, `y`), of the upright picture as it is stored.
pub fn look(source: &Path, video: &VideoTrack, seconds: f64) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.quiet();
    if seconds > 0.0 {
        list.pair("-ss", format!("{seconds:.3}"));
    }
    list.pair("-i", input_url(source));
    list.pair("-map", format!("0:{}", video.index));
    // 24 of 255 is above the noise of a black that is not quite black; without `reset` what was ever seen counts.
    list.pair("-vf", "idet,cropdetect=limit=24:round=2:reset=0,metadata=mode=print:file=-");
    list.pair("-frames:v", LOOKED_AT.to_string());
    list.add(&["-f", "null", "-"]);
    list.0
}

/// The display size brought down to `height`, both sides even.
fn fitted(video: &VideoTrack, height: u32) -> (u64, u64) {
    let (w, h) = (u64::from(video.display.width.max(2)), u64::from(video.display.height.max(2)));
    let height = h.min(u64::from(height));
    let width = Rational::new(w * height, h * 2).map_or(1, Rational::round);
    (width.max(1) * 2, (height / 2).max(1) * 2)
}
