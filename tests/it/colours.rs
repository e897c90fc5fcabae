//! Patches of known colours, stored in the ways that cameras, recorders and archives do: all look the same in the
//! package, to a player that takes it for what it says, BT.709.

use std::path::Path;

use tests::command_line::Run;
use tests::programs::{ffmpeg, ffmpeg_bytes};

/// Red, green, blue, yellow, grey, skin.
const PATCHES: [u32; 6] = [0x00C0_3020, 0x0020_A040, 0x0030_40C0, 0x00C0_C020, 0x0080_8080, 0x00E0_A080];

/// What rounding in two conversions and an encoder at its usual quality may change, of 255.
const ALIKE: u8 = 8;

/// A clip of the patches side by side; `words` bring RGB to how it is stored and name the encoder.
fn clip(folder: &Path, name: &str, size: (u32, u32), filters: &str, words: &str) -> std::path::PathBuf {
    let mut arguments: Vec<String> = Vec::new();
    for patch in PATCHES {
        let source = format!("color=0x{patch:06X}:s={}x{}:r=25:d=1,format=rgb24", size.0 / 6, size.1);
        arguments.extend(["-f", "lavfi", "-i", &source].map(str::to_owned));
    }
    let graph = format!("[0][1][2][3][4][5]hstack=6,format=gbrp,{filters}");
    arguments.extend(["-filter_complex", &graph].map(str::to_owned));
    arguments.extend(words.split_whitespace().map(str::to_owned));
    let path = folder.join(name);
    arguments.push(path.to_str().unwrap().to_owned());
    ffmpeg(arguments);
    path
}

/// The colours of the first frame of the lowest rung, decoded as BT.709 in the narrow range.
fn shown(package: &Path) -> Vec<[u8; 3]> {
    let playlist = package.join("video/avc-240p/playlist.m3u8");
    let view = "scale=600:100:in_color_matrix=bt709:in_range=tv:flags=neighbor,format=rgb24";
    let end = ["-frames:v", "1", "-vf", view, "-f", "rawvideo", "-"];
    let pixels =
        ffmpeg_bytes(["-i".as_ref(), playlist.as_os_str()].into_iter().chain(end.map(AsRef::as_ref)));
    (0..PATCHES.len())
        .map(|patch| {
            let at = (50 * 600 + patch * 100 + 50) * 3;
            [pixels[at], pixels[at + 1], pixels[at + 2]]
        })
        .collect()
}

fn look_right(name: &str, size: (u32, u32), filters: &str, words: &str) {
    let folder = tempfile::tempdir().unwrap();
    let clip = clip(folder.path(), name, size, filters, words);
    let run = Run::convert(folder.path()).args(["--ladder", "240"]).arg(&clip).finish();
    for (seen, patch) in shown(&run.package()).into_iter().zip(PATCHES) {
        let [_, r, g, b] = patch.to_be_bytes();
        let off = [r, g, b].iter().zip(seen).map(|(a, b)| a.abs_diff(b)).max().unwrap();
        assert!(off <= ALIKE, "{name}: #{patch:06X} came out as {seen:02X?}");
    }
}

const FINE: &str = "-c:v libx264 -preset ultrafast -crf 1";

#[test]
fn old_television() {
    let filters = "scale=out_color_matrix=bt470bg:out_range=tv,format=yuv420p,\
                   setparams=colorspace=bt470bg:color_trc=smpte170m:range=tv";
    look_right("pal.mkv", (720, 576), filters, FINE);
}

#[test]
fn small_and_untagged() {
    let filters = "scale=out_color_matrix=smpte170m:out_range=tv,format=yuv420p,setparams=colorspace=unknown";
    look_right("ntsc.mkv", (720, 480), filters, FINE);
}

#[test]
fn large_and_untagged() {
    let filters = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setparams=colorspace=unknown";
    look_right("large.mkv", (1920, 1080), filters, FINE);
}

#[test]
fn full_range_of_a_camera() {
    look_right(
        "full.avi",
        (642, 480),
        "scale=out_color_matrix=bt470bg:out_range=pc,format=yuvj420p",
        "-c:v mjpeg -q:v 1",
    );
}

#[test]
fn a_recorded_screen() {
    look_right("screen.mkv", (1278, 720), "format=bgra", "-c:v ffv1");
}
