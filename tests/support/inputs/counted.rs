//! Clips for conversions that are broken off: of many GOPs, with a counter in a corner of every picture, so that a picture
//! that is missing or comes twice is found wherever it is.

use std::path::PathBuf;

use super::Recipe;
use super::fields::TOP_FIRST;

/// A kind of conversion.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Unique; the clip's file stem, and with it the package's name.
    pub name: &'static str,
    recipe: Recipe,
    /// What `convert` is told beside the input, the output folder and the quickest quality.
    pub arguments: &'static [&'static str],
    /// How many spans are encoded side by side when it is disturbed; one when it is not.
    pub at_once: usize,
}

impl Kind {
    /// The clip, made when this checkout does not have it yet.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn clip(&self) -> PathBuf {
        self.recipe.made(self.name)
    }

    /// Whether this machine can have all clips it is made of.
    pub fn available(&self) -> bool {
        self.recipe.available()
    }
}

/// The upper left sixteenth has a brightness of its own in every picture: 67 levels from the one before, 66 from the one
/// before that.
const COUNTER: &str = "geq=lum='if(lt(X,W/4)*lt(Y,H/4),20+mod(N*67,200),lum(X,Y))':cb='cb(X,Y)':cr='cr(X,Y)'";

/// All kinds.
pub fn kinds() -> Vec<Kind> {
    let kind = |name, recipe, arguments| Kind { name, recipe, arguments, at_once: 1 };
    let x264 = "-c:v libx264 -preset ultrafast";
    let fields = TOP_FIRST
        .replace("-i BIKES", "-stream_loop 3 -i BIKES")
        .replace("setsar=1,", &format!("setsar=1,{COUNTER},"))
        .replace(" -t 3", "");
    let phone = "setpts='(N+0.35*sin(N*2.1)+0.35)/29.53/TB' -fps_mode vfr -enc_time_base 1:90000 \
                 -video_track_timescale 90000";
    vec![
        kind(
            "surround",
            Recipe::of(
                "mp4",
                format!("-stream_loop 3 -i BUNNY -vf scale=640:360,fps=25,{COUNTER} {x264} -c:a copy"),
            ),
            &["--ladder", "240,360"],
        ),
        kind(
            "streams",
            Recipe::of(
                "mp4",
                format!(
                    "-stream_loop 3 -i BUNNY -vf scale=640:360,fps=30000/1001,{COUNTER} {x264} -c:a copy"
                ),
            ),
            &["--ladder", "240,360", "--container", "ts"],
        ),
        // Without an index: what is made later is decoded from the begin.
        kind(
            "broadcast",
            Recipe::of(
                "ts",
                format!("-stream_loop 3 -i BUNNY -vf scale=640:360,{COUNTER} {x264} -c:a aac -ac 2"),
            ),
            &["--ladder", "240"],
        ),
        kind(
            "fields",
            Recipe::of("ts", format!("{fields} -c:v mpeg2video -q:v 4")),
            &["--ladder", "240,360"],
        ),
        kind(
            "phone",
            Recipe::of("mp4", format!("-stream_loop 2 -i BIKES -vf {COUNTER},{phone} {x264}")),
            &["--ladder", "240"],
        ),
        kind(
            "many-gops",
            Recipe::of("avi", format!("-i VTEST -vf {COUNTER} -c:v mpeg4 -q:v 4")),
            &["--ladder", "240"],
        ),
        // The lower rung has every second picture, and GOPs of half as many.
        kind(
            "sixty-a-second",
            Recipe::of(
                "mkv",
                format!(
                    "-stream_loop 4 -i BIKES -vf settb=1001/60000,setpts=N,scale=640:360,setsar=1,{COUNTER} \
                     -r 60000/1001 {x264}"
                ),
            ),
            &["--ladder", "240,360"],
        ),
        kind(
            "film",
            Recipe::of(
                "mov",
                format!("-stream_loop 1 -i DRONE -vf scale=640:360,{COUNTER} {x264} -g 200 -c:a aac"),
            ),
            &["--ladder", "240", "--segment", "4"],
        ),
        kind(
            "trimmed",
            Recipe::of(
                "mp4",
                format!("-stream_loop 3 -i BUNNY -vf scale=640:360,{COUNTER} {x264} -c:a aac -ac 2"),
            ),
            &["--ladder", "240", "--start", "3.3", "--end", "19"],
        ),
        // The upper rung is a copy, and dictates where all others are cut.
        kind("copied", copyable("mkv", "30000/1001", 75, "450k"), &["--ladder", "240,360"]),
        kind(
            "copied-streams",
            copyable("mkv", "30000/1001", 75, "450k"),
            &["--ladder", "240,360", "--container", "ts"],
        ),
        kind("copied-sixty", copyable("mp4", "60", 96, "650k"), &["--ladder", "240,360"]),
        Kind {
            at_once: 3,
            ..kind(
                "side-by-side",
                Recipe::of(
                    "mp4",
                    format!("-stream_loop 6 -i BUNNY -vf scale=640:360,{COUNTER} {x264} -c:a aac -ac 2"),
                ),
                &["--ladder", "240,360"],
            )
        },
        kind(
            "every-codec",
            Recipe::of(
                "mp4",
                format!("-stream_loop 1 -i BUNNY -vf scale=640:360,fps=25,{COUNTER} {x264} -c:a aac -ac 2"),
            ),
            &["--ladder", "240", "--codecs", "hevc,av1"],
        ),
        kind("song", Recipe::of("m4a", "-stream_loop 5 -i TRAILER -vn -c:a aac"), &[]),
    ]
}

/// Pictures that the rung of 360p can be a copy of: key frames where the scene changes, and after `gop` frames.
fn copyable(extension: &'static str, rate: &str, gop: u32, bits: &str) -> Recipe {
    // The rung below has every second frame: key frames are to be among them.
    let even = if rate == "60" { "-sc_threshold 0" } else { "" };
    Recipe::of(
        extension,
        format!(
            "-stream_loop 3 -i BUNNY -vf scale=640:360:out_color_matrix=bt709:out_range=tv,setsar=1,fps={rate},{COUNTER} \
             -c:v libx264 -preset veryfast -g {gop} {even} -b:v {bits} -maxrate {bits} -bufsize {bits} \
             -colorspace bt709 -color_primaries bt709 -color_trc bt709 -c:a aac -ac 2"
        ),
    )
}

/// One whose first GOP is next to nothing, and the second not.
pub fn dark_at_first() -> Kind {
    let words = format!(
        "-i BIKES -t 6 -vf scale=848:480,setsar=1,drawbox=t=fill:c=black:enable='lt(n,50)',{COUNTER} \
         -c:v libx264 -preset ultrafast"
    );
    Kind {
        name: "dark-at-first",
        recipe: Recipe::of("mp4", words),
        arguments: &["--ladder", "480"],
        at_once: 1,
    }
}

/// The kind called `name`.
///
/// # Panics
/// When there is none.
pub fn counted(name: &str) -> Kind {
    kinds().into_iter().find(|kind| kind.name == name).unwrap_or_else(|| panic!("no kind is called {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_has_its_own_name() {
        let names: BTreeSet<_> = kinds().iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), kinds().len());
    }
}
