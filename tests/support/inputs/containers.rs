//! Inputs by the file they come in: every container and codec that people have, and what else lies in them.

use super::picture::encoded;
use super::{Input, Recipe};

/// The rows.
pub(super) fn rows() -> Vec<Input> {
    [files(), beside()].into_iter().flatten().collect()
}

fn files() -> Vec<Input> {
    let bunny = |name, extension, words: &str| {
        let words = format!("-i BUNNY -t 3 -vf scale=640:360 {words}");
        Input::new(name, Recipe::of(extension, words)).top(426, 240).frames(75).sound("und", 2)
    };
    let x264 = "-c:v libx264 -preset ultrafast";
    // These say that the sound begins a frame before the pictures do, or leave a slot empty.
    let early = |input: Input| input.frames_between(75..=76);
    vec![
        bunny("mpeg-ts", "ts", &format!("{x264} -c:a ac3 -ac 2")),
        bunny("mpeg-ps", "mpg", "-c:v mpeg2video -q:v 4 -c:a mp2 -ac 2 -f vob"),
        bunny("matroska", "mkv", &format!("{x264} -c:a libvorbis -ac 2")),
        bunny("quicktime", "mov", &format!("{x264} -c:a pcm_s24le -ac 2")),
        early(bunny("avi", "avi", "-c:v mpeg4 -q:v 4 -c:a libmp3lame -ac 2")),
        bunny(
            "webm-vp8",
            "webm",
            "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 900k -c:a libvorbis -ac 2",
        ),
        bunny(
            "webm-vp9",
            "webm",
            "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 900k -c:a libopus -b:a 96k -ac 2",
        ),
        early(bunny("windows-media", "wmv", "-c:v wmv2 -q:v 4 -c:a wmav2 -ac 2")),
        early(bunny("flash-video", "flv", "-c:v flv -q:v 4 -c:a libmp3lame -ar 44100 -ac 2")),
        bunny("ogg", "ogv", "-c:v libtheora -q:v 7 -c:a libvorbis -ac 2"),
        bunny("3gp", "3gp", "-s 352x288 -c:v h263 -q:v 4 -c:a libopencore_amrnb -ar 8000 -ac 1 -b:a 12.2k"),
        bunny("mxf", "mxf", "-c:v mpeg2video -q:v 4 -c:a pcm_s16le -ac 2"),
        bunny(
            "av1",
            "mp4",
            "-c:v libaom-av1 -cpu-used 8 -usage realtime -b:v 900k -c:a libopus -b:a 96k -ac 2",
        ),
        bunny(
            "hevc",
            "mp4",
            "-c:v libx265 -x265-params log-level=error -preset ultrafast -tag:v hvc1 -c:a aac -ac 2",
        ),
        // A moving picture, 12.5 a second.
        Input::new("gif", Recipe::of("gif", "-i BIKES -t 4 -vf fps=12.5,scale=320:136"))
            .arguments("--ladder auto", 1)
            .top(320, 136)
            .rate("25/2")
            .frames(50)
            .silent(),
    ]
}

fn beside() -> Vec<Input> {
    let bunny = |name, recipe| Input::new(name, recipe).top(426, 240).frames(50);
    vec![
        bunny(
            "cover-art",
            Recipe::of(
                "mp4",
                "-i BUNNY -f lavfi -i color=red:s=64x64:d=0.04 -t 2 -map 0:v:0 -map 0:a:0 -map 1:v -c copy \
                 -c:v:1 png -disposition:v:1 attached_pic",
            ),
        )
        .sound("und", 6),
        bunny("timecode", Recipe::of("mov", "-i BUNNY -t 2 -c:v copy -an -timecode 01:00:00:00")).silent(),
        // Chapters are a track of data in MP4.
        bunny(
            "data-track",
            Recipe::written(
                "chapters.txt",
                ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=One\n\
                 [CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=2000\ntitle=Two\n",
            )
            .last("mp4", "-i BUNNY -i chapters.txt -t 2 -map 0:v -map 0:a -map_chapters 1 -c copy"),
        )
        .sound("und", 6),
        // Two angles of different shape, the second one the default.
        Input::new("two-angles", two_angles())
            .top(564, 240)
            .frames(75)
            .sound("und", 6)
            .notices(&["more_video"])
            .looks_like("[0:v:1]null"),
    ]
}

/// Big Buck Bunny, and the bikes as the default.
pub(super) fn two_angles() -> Recipe {
    encoded(
        "mkv",
        "-i BUNNY -i BIKES -t 3 -map 0:v -map 1:v -map 0:a -c:a copy -disposition:v:0 0 -disposition:v:1 default",
    )
}
