//! Clips whose every picture says in its upper quarter which one it is: twelve stripes, each a bit of its number, the
//! lowest on the left.

use std::ffi::OsStr;
use std::path::PathBuf;

use super::Recipe;
use crate::programs::ffmpeg_bytes;

/// Bits of a number.
const BITS: usize = 12;

/// Draws the numbers.
const CODE: &str = "geq=lum='if(lt(Y,H/4),if(bitand(N,pow(2,floor(X*12/W))),235,16),lum(X,Y))':cb='if(lt(Y,H/4),128,cb(X,Y))':cr='if(lt(Y,H/4),128,cr(X,Y))'";

/// A clip and what is chosen for it.
#[derive(Clone, Copy, Debug)]
pub struct Coded {
    /// Unique; the clip's file stem.
    pub name: &'static str,
    extension: &'static str,
    /// Seconds and pictures a second.
    seconds: u32,
    rate: &'static str,
    /// Between the drawn pictures and the file.
    words: &'static str,
    /// The edits that are chosen, as JSON.
    pub edits: &'static str,
    /// The rungs that are made.
    pub rungs: &'static [u32],
}

/// Two key frames in 20 s, with pictures that are shown in another order than they are coded.
const FEW_KEYS: &str = "-c:v libx264 -preset veryfast -g 600 -keyint_min 600 -sc_threshold 0 -bf 3";

/// All of them.
pub const CODED: [Coded; 7] = [
    Coded {
        name: "coded-ntsc",
        extension: "mp4",
        seconds: 20,
        rate: "30000/1001",
        words: "FEW-KEYS -c:a aac",
        edits: r#"{"trim_start":2.2,"trim_end":17.5}"#,
        rungs: &[240],
    },
    // As phones do it.
    Coded {
        name: "coded-phone",
        extension: "mp4",
        seconds: 12,
        rate: "30",
        words: "-vf transpose=cclock,setpts='(N+0.35*sin(N*2.1)+0.35)/29.53/TB' -fps_mode vfr -enc_time_base 1:90000 \
                -video_track_timescale 90000 FEW-KEYS -c:a aac",
        edits: r#"{"rotation":90,"trim_start":1.37}"#,
        rungs: &[240],
    },
    Coded {
        name: "coded-sixty",
        extension: "mkv",
        seconds: 8,
        rate: "60000/1001",
        words: "FEW-KEYS -c:a aac",
        edits: r#"{"trim_start":0.7}"#,
        rungs: &[240, 360],
    },
    Coded {
        name: "coded-film",
        extension: "mp4",
        seconds: 10,
        rate: "24000/1001",
        words: "FEW-KEYS -an",
        edits: r#"{"frame_rate":{"num":30,"den":1},"crop":{"left":0,"top":0,"width":640,"height":300}}"#,
        rungs: &[240],
    },
    // Without an index, and on a clock that begins anywhere.
    Coded {
        name: "coded-broadcast",
        extension: "ts",
        seconds: 10,
        rate: "25",
        words: "FEW-KEYS -c:a aac",
        edits: r#"{"trim_start":3.1}"#,
        rungs: &[240],
    },
    // The rung is a copy.
    Coded {
        name: "coded-copied",
        extension: "mp4",
        seconds: 10,
        rate: "25",
        words: "-vf scale=640:360:out_color_matrix=bt709:out_range=tv,setsar=1 -c:v libx264 -preset veryfast -g 75 -b:v 450k \
                -maxrate 450k -bufsize 450k -colorspace bt709 -color_primaries bt709 -color_trc bt709 -c:a aac",
        edits: "{}",
        rungs: &[240, 360],
    },
    Coded {
        name: "coded-late",
        extension: "mkv",
        seconds: 6,
        rate: "25",
        words: "-vf setpts=PTS+0.5/TB FEW-KEYS -c:a aac",
        edits: "{}",
        rungs: &[240],
    },
];

impl Coded {
    /// The clip, made when this checkout does not have it yet.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn clip(&self) -> PathBuf {
        let Self { seconds, rate, .. } = self;
        let words = self.words.replace("FEW-KEYS", FEW_KEYS);
        // The numbers are drawn before anything is done with the pictures.
        let words = match words.strip_prefix("-vf ") {
            Some(rest) => format!("-vf {CODE},{rest}"),
            None => format!("-vf {CODE} {words}"),
        };
        let pictures = format!("-f lavfi -i testsrc2=s=640x360:r={rate}:d={seconds}");
        let sound = format!("-f lavfi -i sine=440:d={seconds}");
        Recipe::of(self.extension, format!("{pictures} {sound} {words}")).made(self.name)
    }
}

/// The numbers of the pictures that ffmpeg reads from `input`, in order.
///
/// # Panics
/// When it cannot, or when a stripe is neither black nor white.
pub fn numbers(input: &OsStr) -> Vec<u32> {
    let filter = format!("crop=iw:ih/4:0:0,scale={}:1:flags=area,format=gray", BITS * 8);
    let rest = ["-fps_mode", "passthrough", "-vf", &filter, "-f", "rawvideo", "-"];
    let stripes = ffmpeg_bytes(["-i".as_ref(), input].into_iter().chain(rest.iter().map(AsRef::as_ref)));
    let number = |stripes: &[u8]| {
        // The middle of each stripe, where its neighbours do not reach.
        let bit = |bit: usize| match stripes[bit * 8 + 4] {
            0..=90 => 0,
            165..=255 => 1 << bit,
            gray => panic!("a stripe of {gray}: {stripes:?}"),
        };
        (0..BITS).map(bit).sum::<u32>()
    };
    stripes.chunks(BITS * 8).map(number).collect()
}
