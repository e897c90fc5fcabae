//! Watermarks, read back out of the pictures of every rung: where they are, how large, in which colours; and nothing
//! elsewhere, whatever the video is like.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::failure::Code;
use domain::watermark::Watermark;
use serde_json::json;
use tests::clips::{Clip, real};
use tests::command_line::{Ended, Run};
use tests::programs::{Pair, ffmpeg, ffmpeg_bytes, ffprobe_lines, oldest, shipped};
use tests::sameness::differences;
use tests::standing::{self, midway};

use crate::host::get_bytes;
use crate::session::{Heard, Session};
use crate::verify::verify;

/// The picture under it, everywhere.
const UNDER: [u8; 3] = [0x20, 0x40, 0x60];
/// The left half of the logo, which hides what is below.
const LEFT: [u8; 3] = [0xC0, 0x60, 0x20];
/// The right half, of which a half is seen.
const RIGHT: [u8; 3] = [0xE0, 0xE0, 0xE0];

/// What conversions and an encoder may change, of 255.
const ALIKE: u8 = 8;

/// Pixels beside an edge at which colours mix: an encoder has blocks, and of colours only every second.
const EDGE: f64 = 10.0;

/// A logo twice as wide as high. Around it lies what cannot be seen, and would be very well seen.
fn logo(folder: &Path, name: &str, words: &str) -> PathBuf {
    let hex = |[r, g, b]: [u8; 3]| format!("0x{r:02X}{g:02X}{b:02X}");
    let graph = format!(
        "color={}:s=200x200:r=1:d=1,format=rgba[l];color={}@0.5:s=200x200:r=1:d=1,format=rgba[r];[l][r]hstack{words}",
        hex(LEFT),
        hex(RIGHT)
    );
    let path = folder.join(name);
    let arguments = ["-f", "lavfi", "-i", &graph, "-frames:v", "1", "-update", "1"];
    ffmpeg(arguments.iter().map(AsRef::as_ref).chain([path.as_os_str()]));
    path
}

/// A clip of one colour and some words of how it is stored.
fn clip(folder: &Path, name: &str, size: &str, filters: &str, words: &str) -> PathBuf {
    let [r, g, b] = UNDER;
    let source = format!("color=0x{r:02X}{g:02X}{b:02X}:s={size}:r=30000/1001:d=3,format=gbrp,{filters}");
    let path = folder.join(name);
    let sound = ["-f", "lavfi", "-i", "sine=d=3", "-f", "lavfi", "-i", &source, "-map", "1:v", "-map", "0:a"];
    let sound = sound.into_iter().chain(words.split_whitespace());
    ffmpeg(sound.map(AsRef::as_ref).chain([path.as_os_str()]));
    path
}

const TELEVISION: &str = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,\
                          setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709";
const FINE: &str = "-c:v libx264 -preset ultrafast -crf 4 -c:a aac";

/// The pictures of a rung, one after another.
struct Shown {
    rung: String,
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Shown {
    fn all(package: &Path) -> Vec<Self> {
        let mut rungs: Vec<_> = fs::read_dir(package.join("video")).unwrap().map(|it| it.unwrap()).collect();
        rungs.sort_by_key(fs::DirEntry::file_name);
        assert!(!rungs.is_empty());
        rungs.into_iter().map(|rung| Self::of(&rung.path())).collect()
    }

    /// Decoded as BT.709 in the narrow range.
    fn of(rung: &Path) -> Self {
        let playlist = rung.join("playlist.m3u8");
        let words = ["-select_streams", "v:0", "-show_entries", "stream=width,height", "-i"];
        let size = ffprobe_lines(words.iter().map(AsRef::as_ref).chain([playlist.as_os_str()]));
        let mut sides = size.lines().find(|line| !line.is_empty()).unwrap().split(',');
        let mut side = || sides.next().unwrap().trim().parse().unwrap();
        let (width, height) = (side(), side());
        let view = "scale=in_color_matrix=bt709:in_range=tv:flags=neighbor,format=rgb24";
        let end = ["-vf", view, "-fps_mode", "passthrough", "-f", "rawvideo", "-"];
        let words = ["-i".as_ref(), playlist.as_os_str()].into_iter().chain(end.map(AsRef::as_ref));
        let rung = rung.file_name().unwrap().to_string_lossy().into_owned();
        Self { rung, width, height, pixels: ffmpeg_bytes(words) }
    }

    fn frames(&self) -> usize {
        self.pixels.len() / (self.width * self.height * 3)
    }

    fn pixel(&self, frame: usize, x: usize, y: usize) -> [u8; 3] {
        let at = ((frame * self.height + y) * self.width + x) * 3;
        self.pixels[at..at + 3].try_into().unwrap()
    }

    /// Asserts that the logo, seen by so much of 1, lies in `place` (left, top, width, height, in shares of the picture's
    /// width and height) of the first picture, of the last and of one between, and that nothing else does.
    fn has(&self, place: [f64; 4], seen: f64) {
        let [left, top, wide, high] = place;
        let (w, h) = (self.width as f64, self.height as f64);
        let (left, top, right, bottom) = (left * w, top * h, (left + wide) * w, (top + high) * h);
        let mixed = |over: [u8; 3], share: f64| {
            let mix = |n: usize| f64::from(UNDER[n]).mul_add(1.0 - share, f64::from(over[n]) * share) as u8;
            [mix(0), mix(1), mix(2)]
        };
        let (full, half) = (mixed(LEFT, seen), mixed(RIGHT, seen / 2.0));
        let last = self.frames() - 1;
        for frame in [0, last / 2, last] {
            for y in (0..self.height).step_by(2) {
                for x in (0..self.width).step_by(2) {
                    let (fx, fy) = (x as f64, y as f64);
                    let lines = [left, right, f64::midpoint(left, right)];
                    let near = lines.iter().any(|it| (fx - it).abs() < EDGE)
                        || [top, bottom].iter().any(|it| (fy - it).abs() < EDGE);
                    let across = fx > left - EDGE && fx < right + EDGE;
                    let down = fy > top - EDGE && fy < bottom + EDGE;
                    if near && across && down {
                        continue;
                    }
                    let wanted = match across && down {
                        false => UNDER,
                        true if fx < f64::midpoint(left, right) => full,
                        true => half,
                    };
                    let found = self.pixel(frame, x, y);
                    let off = found.iter().zip(wanted).map(|(a, b)| a.abs_diff(b)).max().unwrap();
                    assert!(
                        off <= ALIKE,
                        "{} of {}×{}, picture {frame}: {found:?} at {x},{y}, and not {wanted:?}",
                        self.rung,
                        self.width,
                        self.height
                    );
                }
            }
        }
    }
}

/// Nothing of a watermark is left in a package but what is seen.
fn leaves_nothing(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(!name.contains("watermark"), "{}", entry.path().display());
        if entry.path().is_dir() {
            leaves_nothing(&entry.path());
        }
    }
}

/// Converts `clip` with and without the logo; every rung has as many pictures, and the logo in `place`.
fn is_marked(
    pair: &Pair,
    clip: &Path,
    logo: &Path,
    words: &[&str],
    mark: &[&str],
    place: [f64; 4],
    seen: f64,
) {
    let out = tempfile::tempdir().unwrap();
    let run = |name: &str| Run::convert(&out.path().join(name)).with(pair).args(words);
    let bare = run("bare").arg(clip).finish().package();
    let package = run("marked").arg("--watermark").arg(logo).args(mark).arg(clip).finish().package();
    verify(&package);
    leaves_nothing(&package);
    let (bare, marked) = (Shown::all(&bare), Shown::all(&package));
    assert_eq!(bare.len(), marked.len());
    for (bare, marked) in bare.iter().zip(&marked) {
        assert_eq!((&bare.rung, bare.frames()), (&marked.rung, marked.frames()));
        marked.has(place, seen);
    }
}

/// Shares of a picture of that many pixels.
fn shares([left, top, width, height]: [f64; 4], wide: f64, high: f64) -> [f64; 4] {
    [left / wide, top / high, width / wide, height / high]
}

fn pairs() -> impl Iterator<Item = Pair> {
    [Some(shipped()), oldest()].into_iter().flatten()
}

#[test]
fn every_rung_has_it_at_the_same_place() {
    let folder = tempfile::tempdir().unwrap();
    let clip = clip(folder.path(), "plain.mp4", "640x360", TELEVISION, FINE);
    let logo = logo(folder.path(), "logo, it's [1]: 100%.png", "");
    // A quarter of 640 is 160, half as high; 3 percent of 360 are 10.8.
    let place = shares([640.0 - 160.0 - 10.8, 10.8, 160.0, 80.0], 640.0, 360.0);
    for pair in pairs() {
        let mark = ["--watermark-corner", "top-right", "--watermark-width", "25"];
        is_marked(&pair, &clip, &logo, &["--ladder", "240,360"], &mark, place, 1.0);
    }
}

#[test]
fn transport_streams_and_a_trim() {
    let folder = tempfile::tempdir().unwrap();
    let clip = clip(folder.path(), "plain.ts", "640x360", TELEVISION, FINE);
    let logo = logo(folder.path(), "logo.png", "");
    let words = ["--ladder", "240,360", "--container", "ts", "--start", "0.7", "--end", "2.3"];
    let mark = ["--watermark-corner", "middle", "--watermark-width", "50", "--watermark-opacity", "40"];
    is_marked(&shipped(), &clip, &logo, &words, &mark, [0.25, 0.5 - 80.0 / 360.0, 0.5, 160.0 / 360.0], 0.4);
}

#[test]
fn it_is_square_in_what_is_turned_and_cut_and_has_wide_pixels_and_fields() {
    let folder = tempfile::tempdir().unwrap();
    let filters = "scale=out_color_matrix=bt470bg:out_range=tv,format=yuv420p,setsar=64/45,\
                   setparams=range=tv:colorspace=bt470bg:color_trc=smpte170m:field_mode=tff";
    let words = "-c:v mpeg2video -q:v 2 -flags +ildct+ilme -r 25 -c:a mp2";
    let clip = clip(folder.path(), "dv.mpg", "720x576", filters, words);
    let logo = logo(folder.path(), "logo.png", "");
    // 576×1024 are seen once it is turned; 500×900 of it are kept. 40 percent of 500 are 200; 3 of them are 15.
    let words = ["--ladder", "360", "--rotate", "270", "--crop", "500x900+38+62", "--deinterlace", "on"];
    let mark = ["--watermark-corner", "bottom-left", "--watermark-width", "40"];
    let place = shares([15.0, 900.0 - 15.0 - 100.0, 200.0, 100.0], 500.0, 900.0);
    for pair in pairs() {
        is_marked(&pair, &clip, &logo, &words, &mark, place, 1.0);
    }
}

#[test]
fn what_is_stored_as_cameras_and_screens_do() {
    let folder = tempfile::tempdir().unwrap();
    let logo = logo(folder.path(), "logo.png", "");
    let place = shares([640.0 - 96.0 - 10.8, 360.0 - 48.0 - 10.8, 96.0, 48.0], 640.0, 360.0);
    let ways = [
        ("camera.avi", "scale=out_color_matrix=bt470bg:out_range=pc,format=yuvj420p", "-c:v mjpeg -q:v 1"),
        ("screen.mkv", "format=bgra", "-c:v ffv1"),
        (
            "full.mkv",
            "scale=out_color_matrix=bt709:out_range=pc,format=yuv422p10le,setparams=range=pc:colorspace=bt709",
            "-c:v ffv1 -color_range pc -colorspace bt709",
        ),
    ];
    for pair in pairs() {
        for (name, filters, words) in ways {
            let clip = clip(folder.path(), name, "640x360", filters, words);
            is_marked(&pair, &clip, &logo, &["--ladder", "360"], &[], place, 1.0);
        }
    }
}

#[test]
fn any_picture_does_and_of_one_that_moves_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let clip = clip(folder.path(), "plain.mp4", "640x360", TELEVISION, FINE);
    let place = shares([640.0 - 96.0 - 10.8, 360.0 - 48.0 - 10.8, 96.0, 48.0], 640.0, 360.0);
    let hex = |[r, g, b]: [u8; 3]| format!("#{r:02X}{g:02X}{b:02X}");
    let drawn = folder.path().join("logo.svg");
    let text = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><!--{}-->\
         <rect width='20' height='20' fill='{}'/><rect x='20' width='20' height='20' fill='{}' fill-opacity='0.5'/></svg>",
        "a drawing of lines ".repeat(1000),
        hex(LEFT),
        hex(RIGHT)
    );
    fs::write(&drawn, text).unwrap();
    let stored = ["logo.webp", "logo.tif"].map(|name| logo(folder.path(), name, ""));
    let still = logo(folder.path(), "still.png", "");
    let moving = folder.path().join("moving.png");
    let words = ["-vf", "tpad=stop=3:color=red", "-f", "apng"];
    let words = ["-i".as_ref(), still.as_os_str()].into_iter().chain(words.map(AsRef::as_ref));
    ffmpeg(words.chain([moving.as_os_str()]));
    for logo in stored.into_iter().chain([moving, drawn]) {
        is_marked(&shipped(), &clip, &logo, &["--ladder", "240"], &[], place, 1.0);
    }
}

#[test]
fn white_is_that_of_graphics_in_a_high_dynamic_range() {
    let folder = tempfile::tempdir().unwrap();
    let white = folder.path().join("white.png");
    let words = ["-f", "lavfi", "-i", "color=white:s=200x100,format=rgba", "-frames:v", "1", "-update", "1"];
    ffmpeg(words.map(AsRef::as_ref).into_iter().chain([white.as_os_str()]));
    // Of 1023: 203 nits are 0.5807 of PQ, 0.75 of HLG (BT.2408, table 1).
    for (pair, (transfer, level)) in pairs().flat_map(|pair| {
        [("smpte2084", 573_u16), ("arib-std-b67", 721)].map(|transfer| (pair.clone(), transfer))
    }) {
        let clip = folder.path().join("wide.mkv");
        let source = format!(
            "color=0x202020:s=640x360:r=25:d=2,format=yuv420p10le,\
             setparams=range=tv:color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc"
        );
        let words = ["-f", "lavfi", "-i", &source, "-c:v", "libx265", "-preset", "ultrafast"];
        let quiet = ["-x265-params", "log-level=error", "-y"];
        ffmpeg(words.into_iter().chain(quiet).map(AsRef::as_ref).chain([clip.as_os_str()]));
        let out = tempfile::tempdir().unwrap();
        let run = Run::convert(out.path()).with(&pair).args(["--ladder", "240,360", "--hdr"]);
        let run = run.arg("--watermark").arg(&white).args([
            "--watermark-width",
            "50",
            "--watermark-corner",
            "middle",
        ]);
        let package = run.arg(&clip).finish().package();
        verify(&package);
        leaves_nothing(&package);
        for rung in ["hevc-hdr-240p", "hevc-hdr-360p", "avc-240p", "avc-360p"] {
            let playlist = package.join("video").join(rung).join("playlist.m3u8");
            let end = [
                "-frames:v",
                "1",
                "-vf",
                "scale=640:360:flags=neighbor,format=yuv420p10le",
                "-f",
                "rawvideo",
                "-",
            ];
            let bytes =
                ffmpeg_bytes(["-i".as_ref(), playlist.as_os_str()].into_iter().chain(end.map(AsRef::as_ref)));
            let luma = |x: usize, y: usize| {
                let at = (y * 640 + x) * 2;
                u16::from_le_bytes([bytes[at], bytes[at + 1]])
            };
            let wanted = if rung.starts_with("hevc") { level } else { 940 };
            let found = luma(320, 180);
            assert!(found.abs_diff(wanted) <= 8, "{transfer}, {rung}: {found}, not {wanted}");
            let beside = [luma(40, 40), luma(130, 180), luma(320, 80)];
            assert!(beside.iter().all(|it| it.abs_diff(beside[0]) <= 8 && *it < 400), "{rung}: {beside:?}");
        }
    }
}

/// Says why in one sentence or two, and leaves nothing.
fn refused(run: &Ended, out: &Path, code: &str, words: &str) {
    let failed = run.event("failed");
    assert_eq!(failed["code"], code, "{run:#?}");
    let message = failed["message"].as_str().unwrap();
    assert!(message.contains(words) && message.ends_with('.') && !message.contains('\n'), "{message}");
    assert!(!out.exists(), "{run:#?}");
}

#[test]
fn what_is_no_picture_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let clip = clip(folder.path(), "plain.mp4", "640x360", TELEVISION, FINE);
    let at = |name: &str| folder.path().join(name);
    let logo = logo(folder.path(), "logo.png", "");
    let whole = fs::read(&logo).unwrap();
    fs::write(at("half.png"), &whole[..40]).unwrap();
    fs::write(at("text.png"), "This is no picture.\n".repeat(50)).unwrap();
    fs::write(at("empty.png"), "").unwrap();
    let dot = ["-f", "lavfi", "-i", "color=white:s=2x2", "-frames:v", "1", "-update", "1"];
    ffmpeg(dot.map(AsRef::as_ref).into_iter().chain([at("dot.png").as_os_str()]));
    let out = at("out");
    for (name, code, words) in [
        ("absent.png", "input_unreadable", "is not there"),
        ("empty.png", "choice_impossible", "is empty"),
        ("text.png", "choice_impossible", "cannot be read as a picture"),
        ("half.png", "choice_impossible", "cannot be read as a picture"),
        ("dot.png", "choice_impossible", "2×2 pixels only"),
        ("plain.mp4", "choice_impossible", "is a video or a sound"),
        (".", "choice_impossible", "is no file"),
    ] {
        let run = Run::convert(&out).arg("--watermark").arg(at(name)).arg(&clip).finish();
        refused(&run, &out, code, words);
    }
}

#[test]
fn all_parts_of_a_package_have_the_same_one() {
    let folder = tempfile::tempdir().unwrap();
    let clip = folder.path().join("long.mp4");
    let source = "testsrc2=s=640x360:r=25:d=150,noise=alls=12:allf=t,format=yuv420p";
    let words = ["-f", "lavfi", "-i", source, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "30"];
    ffmpeg(words.map(AsRef::as_ref).into_iter().chain([clip.as_os_str()]));
    let logo_file = logo(folder.path(), "logo.png", "");
    let first = fs::read(&logo_file).unwrap();
    let convert = |out: &str| {
        let run = Run::convert(&folder.path().join(out)).args(["--ladder", "240,360"]);
        run.arg("--watermark").arg(&logo_file).arg(&clip)
    };
    let undisturbed = convert("undisturbed").finish().package();
    let mut running = convert("out").start();
    let package = PathBuf::from(running.wait_for_event("started")["folder"].as_str().unwrap());
    midway(&mut running, &package);
    running.kill();
    running.finish(Duration::from_secs(60));
    let stood = standing::pictures(&package);
    // It went, and then another has its name.
    fs::remove_file(&logo_file).unwrap();
    let run = Run::resume(&package).finish();
    assert_eq!(run.event("failed")["code"], "input_unreadable", "{run:#?}");
    logo(folder.path(), "logo.png", ",negate=components=r+g+b");
    let run = Run::resume(&package).finish();
    assert_eq!(run.event("failed")["code"], "source_changed", "{run:#?}");
    let message = run.event("failed")["message"].as_str().unwrap().to_owned();
    assert!(message.contains("logo.png has changed since"), "{message}");
    assert_eq!(standing::pictures(&package).len(), stood.len());
    // It is back.
    fs::write(&logo_file, &first).unwrap();
    let resumed = Run::resume(&package).finish().package();
    verify(&resumed);
    leaves_nothing(&resumed);
    for rung in &stood {
        assert!(
            rung.lost_in(&resumed, rung.gops.saturating_sub(1)).is_empty(),
            "{:?}",
            rung.lost_in(&resumed, rung.gops)
        );
    }
    let (faults, likeness) = differences(&undisturbed, &resumed);
    assert!(faults.is_empty(), "{faults:#?} {likeness:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_seen_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let clip = clip(folder.path(), "plain.mp4", "640x360", TELEVISION, FINE);
    let logo_file = logo(folder.path(), "logo.png", "");
    let session = Session::start().await;
    let id = session.ready(&clip, &[240], "fast").await;
    let set = |path: &Path| json!({ "command": "set_watermark", "video": id, "path": path });
    fs::write(folder.path().join("text.png"), "no picture").unwrap();
    let failure = session.call(set(&folder.path().join("text.png"))).await.unwrap_err();
    assert_eq!(failure.code, Code::ChoiceImpossible);
    session.done(json!({ "command": "choose_watermark", "video": id })).await;
    session.done(set(&logo_file)).await;
    let chosen = |heard: &Heard| heard.details(id).choice.edits.watermark.clone();
    let heard = session.until("it is chosen", |heard| chosen(heard).is_some()).await;
    assert_eq!(chosen(&heard), Some(Watermark::of(logo_file.clone())));
    assert!(heard.details(id).notices.iter().any(|it| it.text == "Watermark logo.png, lower right"));
    // The middle of the left half, and a place that has nothing over it.
    let colours = async |treatment: &str| {
        let asked = json!({ "command": "frame", "video": id, "of": "chosen", "treatment": treatment, "seconds": 1.0, "most": 360 });
        let answer = session.call(asked).await.unwrap();
        let jpeg = session.home().join("frame.jpg");
        fs::write(&jpeg, get_bytes(answer["frame"]["url"].as_str().unwrap()).unwrap()).unwrap();
        let end = ["-vf", "scale=640:360,format=rgb24", "-f", "rawvideo", "-"];
        let pixels =
            ffmpeg_bytes(["-i".as_ref(), jpeg.as_os_str()].into_iter().chain(end.map(AsRef::as_ref)));
        [(557, 325), (100, 100)].map(|(x, y)| <[u8; 3]>::try_from(&pixels[(y * 640 + x) * 3..][..3]).unwrap())
    };
    let near = |found: [u8; 3], wanted: [u8; 3]| {
        let off = found.iter().zip(wanted).map(|(a, b)| a.abs_diff(b)).max().unwrap();
        assert!(off <= ALIKE, "{found:?}, not {wanted:?}");
    };
    for (treatment, over) in [("edited", LEFT), ("stored", UNDER), ("original", UNDER)] {
        let [mark, beside] = colours(treatment).await;
        near(mark, over);
        near(beside, UNDER);
    }
    // Another picture of the same name is seen at once.
    logo(folder.path(), "logo.png", ",negate=components=r+g+b");
    near(colours("edited").await[0], LEFT.map(|it| 255 - it));
    // The same place and size for another picture; none at all is none.
    let mut choice = serde_json::to_value(&heard.details(id).choice).unwrap();
    choice["edits"]["watermark"]["corner"] = "top_left".into();
    choice["edits"]["watermark"]["width"] = 30.into();
    session.done(json!({ "command": "configure", "video": id, "choice": choice })).await;
    let other = logo(folder.path(), "other.webp", "");
    session.done(set(&other)).await;
    let now = |heard: &Heard| chosen(heard).is_some_and(|it| it.picture == other && it.width == 30);
    session.until("the other is chosen", now).await;
    choice["edits"]["watermark"]["width"] = 0.into();
    let wrong = json!({ "command": "configure", "video": id, "choice": choice });
    assert_eq!(session.call(wrong).await.unwrap_err().code, Code::ChoiceImpossible);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_stands_still_goes_on_when_its_watermark_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let logo_file = logo(folder.path(), "logo.png", "");
    let bytes = fs::read(&logo_file).unwrap();
    let session = Session::start().await;
    let id = session.ready(&real(Clip::BigBuckBunny720p), &[240, 360], "best").await;
    session.done(json!({ "command": "set_watermark", "video": id, "path": logo_file })).await;
    session.done(json!({ "command": "convert", "video": id })).await;
    let percent = |heard: &Heard| {
        let last = heard.progress.iter().rev().find(|(video, ..)| *video == id);
        last.map_or(0.0, |(_, percent, _)| *percent)
    };
    session.until("a third is made", |heard| percent(heard) > 50.0).await;
    session.done(json!({ "command": "pause", "video": id })).await;
    session.until_state(id, "paused").await;
    let segment = session.output.join("big-buck-bunny-720p/video/avc-240p/seg_00000.m4s");
    let made = fs::read(&segment).unwrap();
    fs::remove_file(&logo_file).unwrap();
    session.done(json!({ "command": "resume", "video": id })).await;
    let waits = |heard: &Heard| {
        let state = serde_json::to_value(&heard.video(id).unwrap().state).unwrap();
        let message = state["pause"]["failure"]["message"].as_str().unwrap_or_default();
        state["pause"]["why"] == "retry" && message.contains("logo.png is not there")
    };
    session.until("it waits for the watermark", waits).await;
    assert_eq!(fs::read(&segment).unwrap(), made);
    fs::write(&logo_file, &bytes).unwrap();
    session.done(json!({ "command": "resume", "video": id })).await;
    session.until_state(id, "finished").await;
    assert!(
        !made.is_empty() && fs::read(&segment).unwrap().starts_with(&made),
        "what stood was not made again"
    );
    let package = session.output.join("big-buck-bunny-720p");
    verify(&package);
    leaves_nothing(&package);
}
