//! Sound keeps its place, whatever becomes of it midway: tones at known times, looked for in what comes out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use domain::choice::Edits;
use domain::damage::Trouble;
use domain::failure::Code;
use domain::plan::Plan;
use domain::span::Span;
use encode::{Event, Outcome, audio};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::boxes::decode_time;
use crate::clips::{Heard, Studio};
use crate::encodes::is_worked_in;

/// Samples a second of everything that is made.
const RATE: usize = 48_000;
/// Samples before the begin, which players leave out.
const PRIMING: usize = 1024;
/// How far a tone may be from its place, in seconds: what overlaps less than 40 ms is left alone.
const NEAR: f64 = 0.045;
/// The same where nothing has to be mended: two milliseconds.
const EXACT: f64 = 0.002;

/// Tones of 0.1 s, half a second after each whole one, in each of `channels`.
fn tones(channels: usize, rate: u32, seconds: u32) -> String {
    let tone = "if(between(mod(t\\,1)\\,0.5\\,0.6)\\,0.5*sin(6283*t)\\,0)";
    format!("aevalsrc=exprs={}:s={rate}:d={seconds}", vec![tone; channels].join("|"))
}

/// Makes `name` of tones alone, in `codec`.
fn tone_file(studio: &Studio, channels: usize, rate: u32, seconds: u32, codec: &str, name: &str) -> PathBuf {
    studio.make(&["-f", "lavfi", "-i", &tones(channels, rate, seconds), "-c:a", codec], name)
}

/// Makes `name` of `sound` and a black picture that is white with each tone, `words` between the inputs and
/// the file.
fn film(studio: &Studio, sound: &str, seconds: u32, words: &[&str], name: &str) -> PathBuf {
    let white = "drawbox=color=white:t=fill:enable='between(mod(t,1),0.499,0.599)'";
    let picture = format!("color=black:size=160x90:rate=30:duration={seconds},{white}");
    let inputs = ["-f", "lavfi", "-i", &picture, "-f", "lavfi", "-i", sound];
    let video = ["-c:v", "libx264", "-preset", "ultrafast", "-muxdelay", "0", "-muxpreload", "0"];
    studio.make(&[inputs.as_slice(), &video, words].concat(), name)
}

/// What was made of each rendition, and what ffmpeg complained of.
#[derive(Debug, Default)]
struct Made {
    films: BTreeMap<String, Vec<u8>>,
    gops: BTreeMap<String, u64>,
    troubles: Vec<Trouble>,
}

async fn made(studio: &Studio, plan: &Plan) -> Made {
    let work = studio.work("sounds");
    let (sender, mut events) = mpsc::channel(64);
    let (plan, cancel) = (plan.clone(), CancellationToken::new());
    let run = async {
        let sender = sender;
        audio(&studio.toolchain, &plan, plan.sound_length(), &work, &sender, &cancel).await
    };
    let listen = async {
        let mut made = Made::default();
        while let Some(event) = events.recv().await {
            match event {
                Event::Init { rendition, path } => {
                    assert_eq!(made.films.insert(rendition, std::fs::read(path).unwrap()), None);
                }
                Event::Gop { rendition, number, path } => {
                    let gop = std::fs::read(path).unwrap();
                    if number == 0 {
                        assert_eq!(decode_time(&gop), (10 * RATE - PRIMING) as u64, "{rendition}");
                    }
                    made.films.get_mut(&rendition).unwrap().extend(gop);
                    *made.gops.entry(rendition).or_default() += 1;
                }
                Event::Progress(_) => {}
                Event::Trouble { trouble, .. } => made.troubles.push(trouble),
                Event::Looked => {}
            }
        }
        made
    };
    let (outcome, made) = tokio::join!(run, listen);
    assert_eq!(outcome.unwrap(), Outcome::Completed);
    std::fs::remove_dir_all(&work).unwrap();
    made
}

impl Made {
    /// The samples of `rendition`, all channels in one, from the begin on.
    fn samples(&self, studio: &Studio, rendition: &str) -> Vec<f32> {
        let film = studio.at("made.mp4");
        std::fs::write(&film, &self.films[rendition]).unwrap();
        let raw = studio.make(&["-i", "made.mp4", "-ac", "1", "-ar", "48000", "-f", "f32le"], "made.raw");
        let bytes = std::fs::read(raw).unwrap();
        let samples = bytes.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap()));
        samples.skip(PRIMING).collect()
    }

    /// When the tones of `rendition` begin, in seconds.
    fn tones(&self, studio: &Studio, rendition: &str) -> Vec<f64> {
        let samples = self.samples(studio, rendition);
        let mut begins = Vec::new();
        let mut heard = None;
        for (at, _) in samples.iter().enumerate().filter(|(_, sample)| sample.abs() > 0.03) {
            if heard.is_none_or(|heard| at - heard > RATE / 5) {
                begins.push(at as f64 / RATE as f64);
            }
            heard = Some(at);
        }
        begins
    }
}

/// Whether the tones are where they belong, and no others.
fn assert_near(found: &[f64], expected: &[f64], near: f64, case: &str) {
    let off = found.iter().zip(expected).any(|(found, expected)| (found - expected).abs() > near);
    assert!(found.len() == expected.len() && !off, "{case}: {found:?}, not {expected:?}");
}

/// `count` tones, the first at `first`.
fn each_second(first: f64, count: u32) -> Vec<f64> {
    (0..count).map(|n| first + f64::from(n)).collect()
}

fn join(studio: &Studio, pieces: &[&str], name: &str) -> PathBuf {
    let all: Vec<u8> = pieces.iter().flat_map(|piece| std::fs::read(studio.at(piece)).unwrap()).collect();
    std::fs::write(studio.at(name), all).unwrap();
    studio.at(name)
}

fn name(studio: &Studio) -> &str {
    &studio.toolchain.ffmpeg.version
}

#[tokio::test]
async fn a_recording_whose_sound_changes_midway() {
    for studio in Studio::of_every_ffmpeg().await {
        for (n, (channels, rate)) in [(6, 48_000), (2, 48_000), (1, 44_100)].into_iter().enumerate() {
            let offset = (10 + 2 * n).to_string();
            let words = ["-c:a", "aac", "-output_ts_offset", &offset];
            film(&studio, &tones(channels, rate, 2), 2, &words, &format!("{n}.ts"));
        }
        let plan = studio.plan(&join(&studio, &["0.ts", "1.ts", "2.ts"], "all.ts")).await;
        let made = made(&studio, &plan).await;
        assert!(made.troubles.is_empty(), "{:?}", made.troubles);
        // The file begins with the first piece's priming.
        let expected = each_second(0.5 + PRIMING as f64 / RATE as f64, 6);
        let renditions: Vec<&str> = made.films.keys().map(String::as_str).collect();
        assert_eq!(renditions, ["und-stereo", "und-stereo-low", "und-surround"]);
        for rendition in renditions {
            assert_near(&made.tones(&studio, rendition), &expected, NEAR, name(&studio));
            assert_eq!(Some(made.gops[rendition]), plan.grid.gops(), "{rendition}");
        }
    }
}

#[tokio::test]
async fn sound_that_begins_before_or_after_the_picture() {
    for studio in Studio::of_every_ffmpeg().await {
        film(&studio, &tones(2, 48_000, 3), 3, &["-c:a", "aac"], "both.mp4");
        // What comes out of a file whose samples before the begin are left out, and of one that keeps them.
        for (picture, sound, file, tone, count) in [
            ("0", "0", "same.mp4", 0.5, 3),
            ("0", "0.7", "late.mp4", 1.2, 3),
            ("0", "0.7", "late.mkv", 1.2, 3),
            ("0", "0.7", "late.ts", 1.2, 3),
            ("0.7", "0", "early.mp4", 0.5, 3),
            ("0.7", "0", "early.ts", 0.5 + PRIMING as f64 / RATE as f64, 3),
        ] {
            let inputs = ["-itsoffset", picture, "-i", "both.mp4", "-itsoffset", sound, "-i", "both.mp4"];
            let maps = ["-map", "0:v", "-map", "1:a", "-c", "copy", "-muxdelay", "0", "-muxpreload", "0"];
            let plan = studio.plan(&studio.make(&[inputs.as_slice(), &maps].concat(), file)).await;
            let tones = made(&studio, &plan).await.tones(&studio, "und-stereo");
            assert_near(&tones, &each_second(tone, count), EXACT, &format!("{} {file}", name(&studio)));
        }
    }
}

#[tokio::test]
async fn clocks_that_leap_are_set_alike_for_sound_and_pictures() {
    for studio in Studio::of_every_ffmpeg().await {
        for n in 0..3 {
            let offset = (1000 * (n + 1)).to_string();
            // Less sound than pictures: by a clock of its own it would come earlier at each leap.
            let words = ["-c:a", "aac", "-af", "atrim=end=1.8", "-output_ts_offset", &offset];
            film(&studio, &tones(2, 48_000, 2), 2, &words, &format!("{n}.ts"));
        }
        let mut plan = studio.plan(&join(&studio, &["0.ts", "1.ts", "2.ts"], "all.ts")).await;
        // The file tells the leaps, too.
        plan.grid.frames = Some(180);
        let made = made(&studio, &plan).await;
        let tones = made.tones(&studio, "und-stereo");
        let (outcome, heard) = studio.span(&plan, Span::WHOLE).await;
        assert_eq!(outcome.unwrap(), Outcome::Completed);
        assert!(made.troubles.is_empty() && heard.troubles.is_empty(), "{:?} {heard:?}", made.troubles);
        let flashes = flashes(&studio, &heard);
        assert_eq!(flashes.len(), 6, "{flashes:?}");
        // Pictures are no nearer to their place than a frame.
        assert_near(&tones, &flashes, NEAR + 0.02, name(&studio));
    }
}

/// When the picture becomes white, in seconds.
fn flashes(studio: &Studio, heard: &Heard) -> Vec<f64> {
    let gops = heard.gops.iter().flat_map(|(_, gop)| gop);
    let film: Vec<u8> = heard.init.iter().chain(gops).copied().collect();
    std::fs::write(studio.at("pictures.mp4"), film).unwrap();
    let words = ["-i", "pictures.mp4", "-vf", "scale=1:1,format=gray", "-f", "rawvideo"];
    let frames = std::fs::read(studio.make(&words, "pictures.raw")).unwrap();
    let white = |at: &usize| frames[*at] > 128 && (*at == 0 || frames[*at - 1] <= 128);
    (0..frames.len()).filter(white).map(|at| at as f64 / 30.0).collect()
}

#[tokio::test]
async fn holes_and_a_late_begin_become_silence() {
    for studio in Studio::of_every_ffmpeg().await {
        film(&studio, &tones(2, 48_000, 40), 40, &["-c:a", "aac"], "whole.mp4");
        // Three frames are lost, and later all of 20 seconds.
        let drop = "noise=drop='between(n,100,102)+between(n,470,1405)'";
        let holed = studio.make(&["-i", "whole.mp4", "-c", "copy", "-bsf:a", drop], "holed.mkv");
        let late = ["-i", "whole.mp4", "-itsoffset", "21", "-i", "whole.mp4", "-map", "0:v", "-map", "1:a"];
        let late = studio.make(&[late.as_slice(), &["-c", "copy", "-t", "40"]].concat(), "late.mkv");
        for (file, expected) in
            [(holed, [each_second(0.5, 10), each_second(30.5, 10)].concat()), (late, each_second(21.5, 19))]
        {
            let plan = studio.plan(&file).await;
            let tones = made(&studio, &plan).await.tones(&studio, "und-stereo");
            assert_near(&tones, &expected, NEAR, name(&studio));
        }
    }
}

#[tokio::test]
async fn every_number_of_channels_becomes_stereo_and_from_six_on_5_1() {
    for studio in Studio::of_every_ffmpeg().await {
        let mut inputs = vec!["-f", "lavfi", "-i", "color=black:size=640x360:rate=25:duration=2"];
        let (mut maps, mut files) = (vec!["-map", "0"], Vec::new());
        let kinds =
            [(1, 8_000), (2, 96_000), (3, 48_000), (4, 48_000), (6, 44_100), (8, 48_000), (10, 48_000)];
        for (channels, rate) in kinds {
            let file = format!("{channels}.wav");
            tone_file(&studio, channels, rate, 2, "pcm_s16le", &file);
            files.push(file);
        }
        let numbers: Vec<String> = (1..=kinds.len()).map(|n| n.to_string()).collect();
        for (file, number) in files.iter().zip(&numbers) {
            inputs.extend(["-i", file]);
            maps.extend(["-map", number]);
        }
        let words = [inputs, maps, vec!["-c:v", "libx264", "-c:a", "copy"]].concat();
        let plan = studio.plan(&studio.make(&words, "all.mkv")).await;
        let made = made(&studio, &plan).await;
        assert_eq!((plan.audio.len(), made.films.len()), (10, 10), "{:?}", plan.audio);
        assert!(made.troubles.is_empty(), "{:?}", made.troubles);
        for rendition in &plan.audio {
            let tones = made.tones(&studio, &rendition.id);
            assert_near(&tones, &each_second(0.5, 2), EXACT, &format!("{} {}", name(&studio), rendition.id));
        }
    }
}

#[tokio::test]
async fn tracks_of_which_nothing_can_be_heard_are_silent() {
    for studio in Studio::of_every_ffmpeg().await {
        film(&studio, &tones(2, 48_000, 3), 3, &["-c:a", "aac"], "whole.mp4");
        let maps =
            ["-i", "whole.mp4", "-map", "0:v", "-map", "0:a", "-map", "0:a", "-map", "0:a", "-c", "copy"];
        let spoil = ["-bsf:a:1", "noise=drop=1", "-bsf:a:2", "noise=amount=1"];
        let plan = studio.plan(&studio.make(&[maps.as_slice(), &spoil].concat(), "spoilt.mkv")).await;
        let made = made(&studio, &plan).await;
        // ffmpeg 5 keeps the priming of Matroska in.
        assert_near(&made.tones(&studio, "und-stereo"), &each_second(0.5, 3), NEAR, name(&studio));
        for rendition in ["und-2-stereo", "und-3-stereo"] {
            let samples = made.samples(&studio, rendition);
            assert!(
                samples.len() >= 3 * RATE && samples.iter().all(|sample| sample.abs() < 0.001),
                "{rendition}"
            );
            assert_eq!(Some(made.gops[rendition]), plan.grid.gops(), "{rendition}");
        }
        // Every process looks into every track before it begins.
        let most = made.troubles.iter().map(|trouble| trouble.errors).max();
        assert!(most.is_some_and(|errors| errors > 50), "{:?}", made.troubles);
    }
}

#[tokio::test]
async fn a_track_that_ffmpeg_has_no_decoder_for_is_left_out() {
    for studio in Studio::of_every_ffmpeg().await {
        film(&studio, &tones(2, 48_000, 2), 2, &["-c:a", "aac"], "one.mp4");
        let two = ["-i", "one.mp4", "-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy"];
        let path = studio.make(&two, "two.mp4");
        // The first sound says that it is AC-4.
        let mut bytes = std::fs::read(&path).unwrap();
        for (from, to) in [(b"mp4a", b"ac-4"), (b"esds", b"free")] {
            let at = bytes.windows(4).position(|window| window == from).unwrap();
            bytes[at..at + 4].copy_from_slice(to);
        }
        std::fs::write(&path, bytes).unwrap();
        let plan = studio.plan(&path).await;
        let channels: Vec<u32> = plan.media.audio.iter().map(|track| track.channels).collect();
        assert_eq!(channels, [0, 2]);
        let made = made(&studio, &plan).await;
        assert_near(&made.tones(&studio, "und-stereo"), &each_second(0.5, 2), EXACT, name(&studio));
        assert!(plan.audio.iter().all(|rendition| rendition.track == 2) && made.troubles.is_empty());
    }
}

#[tokio::test]
async fn sound_that_is_moved_and_trimmed() {
    for studio in Studio::of_every_ffmpeg().await {
        film(&studio, &tones(2, 48_000, 6), 6, &["-c:a", "aac"], "a.mp4");
        studio.make(&["-i", "a.mp4", "-c", "copy", "-muxdelay", "0", "-muxpreload", "0"], "a.ts");
        for (file, priming) in [("a.mp4", 0.0), ("a.ts", PRIMING as f64 / RATE as f64)] {
            for (trim, delay, tone, count) in [
                (None, 0.3, 0.8, 6),
                (None, -0.7, 0.8, 5),
                (Some(2.0), 0.7, 0.2, 5),
                (Some(2.0), -0.4, 0.1, 4),
            ] {
                let edits = Edits { trim_start: trim, audio_delay: Some(delay), ..Edits::default() };
                let plan = studio.plan_with(&studio.at(file), edits).await;
                let case = format!("{} {file} {trim:?} {delay}", name(&studio));
                let tones = made(&studio, &plan).await.tones(&studio, "und-stereo");
                // The trim begins on a frame.
                let begin = plan.grid.source_start_us as f64 / 1e6 - trim.unwrap_or(0.0);
                assert_near(&tones, &each_second(tone + priming - begin, count), EXACT, &case);
            }
        }
    }
}

#[tokio::test]
async fn a_source_that_has_gone_is_a_failure_and_no_silence() {
    for studio in Studio::of_every_ffmpeg().await {
        let film = film(&studio, &tones(2, 48_000, 2), 2, &["-c:a", "aac"], "a.mp4");
        let plan = studio.plan(&film).await;
        std::fs::remove_file(film).unwrap();
        let (sender, _receiver) = mpsc::channel(8);
        let (work, cancel) = (studio.work("sounds"), CancellationToken::new());
        let run = audio(&studio.toolchain, &plan, plan.sound_length(), &work, &sender, &cancel);
        let failure = run.await.unwrap_err();
        assert_eq!(failure.code, Code::FfmpegFailed);
        assert!(failure.detail.unwrap().contains("No such file"));
        assert!(!is_worked_in(&work));
    }
}

#[tokio::test]
async fn a_cancel_stops_both_ends_of_every_pipe() {
    let studio = Studio::new().await;
    let tones = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=8000:duration=3600"];
    let words = [tones.as_slice(), &["-map", "0", "-map", "0", "-c:a", "pcm_u8"]].concat();
    let plan = studio.plan(&studio.make(&words, "long.mkv")).await;
    assert_eq!(plan.audio.len(), 4);
    let work = studio.work("sounds");
    let (sender, mut events) = mpsc::channel(1);
    let cancel = CancellationToken::new();
    let run = audio(&studio.toolchain, &plan, plan.sound_length(), &work, &sender, &cancel);
    let stop = async {
        while let Some(event) = events.recv().await {
            if matches!(event, Event::Gop { number: 1, .. }) {
                cfg!(target_os = "linux").then(|| assert!(is_worked_in(&work)));
                cancel.cancel();
                return;
            }
        }
        panic!("ended before it could be stopped");
    };
    let (outcome, ()) = tokio::join!(run, stop);
    assert_eq!(outcome.unwrap(), Outcome::Cancelled);
    assert!(!is_worked_in(&work));
}
