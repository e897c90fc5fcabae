//! A package that is only told of, for rules that no fixture breaks: what a disk would hold is made up when it is asked.

use std::collections::BTreeMap;
use std::ops::Range;

use domain::report::{Finding, Verdict};

use super::facts::{Content, Role};
use super::folder::Absent;
use super::judged;
use super::packets::{Packing, Tables};
use super::segment::{Frame, KeyFrames, Run};
use super::shelf::{Asked, Shelf};
use crate::init::{Colour, Defaults, Init, Track, TrackKind};

/// Ticks a second of all tracks.
const SCALE: u32 = 90_000;
/// Segments of a list, each six seconds long.
const SEGMENTS: u64 = 3;
const SEGMENT: u64 = 6 * SCALE as u64;

/// What a list holds.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) tracks: Vec<Track>,
    /// Whether its segments are transport streams.
    pub(super) packets: bool,
    /// Bytes of a segment.
    pub(super) bytes: u64,
    /// Ticks of a picture, or of a frame of sound.
    pub(super) frame: u32,
    /// Ticks from key frame to key frame.
    pub(super) gop: u64,
}

impl Told {
    /// Of one segment.
    fn keys(&self) -> KeyFrames {
        let mut keys = KeyFrames::default();
        let mut left = SEGMENT;
        while left > 0 {
            let gop = self.gop.min(left);
            keys.frame(true);
            keys.pass(gop);
            left -= gop;
        }
        keys
    }
}

/// A package of a multivariant playlist and lists in folders of their names.
#[derive(Clone, Debug)]
pub(super) struct Pretend {
    pub(super) master: String,
    pub(super) lists: BTreeMap<&'static str, Told>,
}

/// A track of pictures.
pub(super) fn pictures(codec: &str, width: u32, height: u32) -> Track {
    track(codec, TrackKind::Video { width, height })
}

/// A track of sound.
pub(super) fn sound(codec: &str, channels: u32) -> Track {
    track(codec, TrackKind::Audio { channels, sample_rate: 48_000 })
}

fn track(codec: &str, kind: TrackKind) -> Track {
    let mut entry = *b"    ";
    entry.iter_mut().zip(codec.bytes()).for_each(|(to, byte)| *to = byte);
    let (codec, edits, colour) = (codec.to_owned(), Vec::new(), None::<Colour>);
    let defaults = Defaults::default();
    let interlaced = matches!(kind, TrackKind::Video { .. }).then_some(false);
    let (timescale, units, loudness) = (SCALE, None, true);
    Track { id: 1, timescale, entry, codec, kind, units, colour, interlaced, loudness, edits, defaults }
}

impl Pretend {
    /// Two rungs of H.264 at 25 frames a second and a stereo sound, all of it right.
    pub(super) fn good() -> Self {
        let gop = 2 * u64::from(SCALE);
        let told =
            |track: Track, bytes, frame| Told { tracks: vec![track], packets: false, bytes, frame, gop };
        let lists = [
            ("high", told(pictures("avc1.64001F", 1024, 576), 600_000, SCALE / 25)),
            ("low", told(pictures("avc1.64001E", 640, 360), 90_000, SCALE / 25)),
            ("sound", told(sound("mp4a.40.2", 2), 45_000, 1920)),
        ];
        let variant = |name: &str, rate: u64, codec: &str, size: &str| {
            format!(
                "#EXT-X-STREAM-INF:BANDWIDTH={rate},AVERAGE-BANDWIDTH={rate},CODECS=\"{codec},mp4a.40.2\",\
                 RESOLUTION={size},FRAME-RATE=25.000,AUDIO=\"a\"\n{name}/list.m3u8\n"
            )
        };
        let iframes = |name: &str, codec: &str, size: &str| {
            format!(
                "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90000,CODECS=\"{codec}\",RESOLUTION={size},\
                 URI=\"{name}/iframes.m3u8\"\n"
            )
        };
        let media = "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"English\",LANGUAGE=\"en\",DEFAULT=YES,\
                     AUTOSELECT=YES,URI=\"sound/list.m3u8\"\n";
        let master = [
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n",
            media,
            &variant("high", 860_000, "avc1.64001F", "1024x576"),
            &variant("low", 180_000, "avc1.64001E", "640x360"),
            &iframes("high", "avc1.64001F", "1024x576"),
            &iframes("low", "avc1.64001E", "640x360"),
        ];
        Self { master: master.concat(), lists: lists.into() }
    }

    /// The same after a change.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The list in a folder.
    pub(super) fn list(&mut self, folder: &'static str) -> &mut Told {
        self.lists.get_mut(folder).unwrap()
    }

    /// What every rule comes to.
    pub(super) fn findings(&mut self) -> Vec<Finding> {
        let master = self.master.clone();
        judged(self, "master.m3u8", &master).unwrap().findings
    }

    /// The rules that are broken.
    pub(super) fn broken(&mut self) -> Vec<String> {
        let failed = self.findings().into_iter().filter(|finding| finding.verdict == Verdict::Fail);
        failed.map(|finding| finding.rule).collect()
    }

    /// What a rule comes to.
    pub(super) fn verdict(&mut self, rule: &str) -> Verdict {
        self.findings().into_iter().find(|finding| finding.rule == rule).unwrap().verdict
    }

    fn told(&self, name: &str) -> Result<&Told, Absent> {
        name.split_once('/').and_then(|(folder, _)| self.lists.get(folder)).ok_or(Absent::Missing)
    }
}

impl Shelf for Pretend {
    fn text(&mut self, name: &str) -> Result<String, Absent> {
        let told = self.told(name)?;
        let iframes = name.ends_with("/iframes.m3u8");
        let head = if iframes { "#EXT-X-I-FRAMES-ONLY\n" } else { "" };
        let map = if told.packets { "" } else { "#EXT-X-MAP:URI=\"init.mp4\"\n" };
        let segments = (0..SEGMENTS).map(|number| match iframes {
            false => format!("#EXTINF:6.00000,\nseg_{number}\n"),
            true => (0..6)
                .map(|place| {
                    format!("#EXTINF:1.00000,\n#EXT-X-BYTERANGE:100@{}\nseg_{number}\n", place * 100)
                })
                .collect(),
        });
        Ok(format!(
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n{head}{map}{}#EXT-X-ENDLIST\n",
            segments.collect::<String>()
        ))
    }

    fn size(&mut self, name: &str) -> Result<u64, Absent> {
        let bytes = self.told(name)?.bytes;
        Ok(if name.ends_with("/init.mp4") { 1000 } else { bytes })
    }

    fn init(&mut self, name: &str, _: Range<u64>) -> Result<Init, String> {
        let told = self.told(name).map_err(|_| "nothing is there".to_owned())?;
        Ok(Init { tracks: told.tracks.clone(), fragmented: true })
    }

    fn content(&mut self, name: &str, _: Range<u64>, asked: Asked<'_>) -> (Content, Option<Packing>) {
        let Ok(told) = self.told(name) else { return (Content::Absent, None) };
        let packing = Packing { tables: Tables::First, ..Packing::default() };
        let packing = told.packets.then_some(packing);
        if asked.list.role == Role::Iframes {
            return (Content::Frame(Frame { needed: 100, sync: true }), packing);
        }
        let number: u64 = name.rsplit_once('_').and_then(|(_, number)| number.parse().ok()).unwrap();
        if told.packets && number == 0 {
            asked.list.streams.clone_from(&told.tracks);
        }
        asked.list.cadence.add(SCALE, told.frame, SEGMENT / u64::from(told.frame));
        let run = |track: &Track| Run {
            video: matches!(track.kind, TrackKind::Video { .. }),
            timescale: SCALE,
            begins: number * SEGMENT,
            ends: (number + 1) * SEGMENT,
            ticks: SEGMENT,
            samples: SEGMENT / u64::from(told.frame),
            frame: told.frame,
            slack: 0,
            starts_sync: true,
            shown: i128::from(number * SEGMENT),
            gap: None,
            keys: told.keys(),
        };
        (Content::Runs(told.tracks.iter().map(run).collect()), packing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_is_found_right() {
        let broken = Pretend::good().broken();
        assert!(broken.is_empty(), "{broken:?}");
    }

    #[test]
    fn hevc_in_transport_streams_and_for_new_players_alone() {
        let hevc = |packets, codec: &'static str| {
            Pretend::good().with(|it| {
                let list = it.list("high");
                (list.packets, list.tracks) = (packets, vec![pictures(codec, 1024, 576)]);
                it.master = it.master.replace("avc1.64001F", codec);
            })
        };
        assert_eq!(hevc(false, "hvc1.1.6.L93.B0").broken(), ["1.23"]);
        assert_eq!(hevc(false, "hvc1.1.6.L150.B0").broken(), ["1.6a", "1.11", "1.23"]);
        assert_eq!(hevc(true, "hvc1.1.6.L93.B0").verdict("1.5"), Verdict::Fail);
        assert_eq!(Pretend::good().verdict("1.5"), Verdict::NotApplicable);
    }

    #[test]
    fn rates_that_no_camera_has() {
        let every = |frame: u32, rate: &str| {
            Pretend::good().with(|it| {
                ["high", "low"].into_iter().for_each(|name| it.list(name).frame = frame);
                it.master = it.master.replace("25.000", rate);
            })
        };
        assert_eq!(every(9_000, "10.000").broken(), ["1.18"]);
        assert_eq!(every(1_500, "60.000").broken(), [""; 0]);
        assert_eq!(every(3_003, "29.970").broken(), [""; 0]);
    }

    #[test]
    fn uhd_that_takes_too_much() {
        let uhd = |rate: u64| {
            Pretend::good().with(|it| {
                it.list("high").tracks = vec![pictures("avc1.640033", 3840, 2160)];
                it.list("high").bytes = rate * 6 / 8;
                it.master = it.master.replace("1024x576", "3840x2160").replace("avc1.64001F", "avc1.640033");
                it.master = it.master.replace("=860000", &format!("={}", rate + 60_000));
            })
        };
        assert_eq!(uhd(14_000_000).broken(), ["9.10"]);
        assert_eq!(uhd(16_000_000).broken(), ["1.34", "9.10"]);
    }

    #[test]
    fn he_aac_at_a_rate_for_aac() {
        let he = |bytes| {
            Pretend::good().with(|it| {
                it.list("sound").tracks = vec![sound("mp4a.40.5", 2)];
                it.list("sound").bytes = bytes;
                it.master = it.master.replace("mp4a.40.2", "mp4a.40.5");
            })
        };
        assert_eq!(he(45_000).broken(), [""; 0], "60 kbit/s");
        assert_eq!(he(75_000).verdict("2.4"), Verdict::Fail, "100 kbit/s");
    }

    #[test]
    fn sound_in_the_segments_of_the_pictures() {
        let mixed = |sounds: usize| {
            Pretend::good().with(|it| {
                let more = std::iter::repeat_n(sound("mp4a.40.2", 2), sounds);
                it.list("high").tracks.extend(more);
            })
        };
        assert_eq!(mixed(1).broken(), ["9.5"]);
        assert_eq!(mixed(2).broken(), ["2.17", "9.5"]);
        let mut surround = mixed(1).with(|it| it.list("sound").tracks = vec![sound("mp4a.40.2", 6)]);
        assert_eq!(surround.broken(), ["9.5", "9.6"]);
        assert_eq!(Pretend::good().verdict("9.6"), Verdict::NotApplicable);
    }

    #[test]
    fn levels_beyond_what_pictures_need() {
        let coded = |codec: &'static str| {
            Pretend::good().with(|it| {
                it.list("high").tracks = vec![pictures(codec, 1024, 576)];
                it.master = it.master.replace("avc1.64001F", codec);
            })
        };
        assert_eq!(coded("avc1.640020").broken(), ["1.11"]);
        assert_eq!(coded("avc1.64001F").verdict("1.11"), Verdict::Pass);
        assert_eq!(coded("hvc1.1.6.L120.B0").broken(), ["1.11", "1.23"]);
        assert_eq!(coded("av01.0.08M.08").broken(), ["1.11", "1.23"]);
        let mut many_bits = coded("avc1.640020").with(|it| it.list("high").bytes = 20_000_000 * 6 / 8);
        assert_eq!(many_bits.verdict("1.11"), Verdict::Pass, "it is the bits that need it");
    }

    #[test]
    fn av1_in_transport_streams() {
        let mut streams = Pretend::good().with(|it| {
            (it.list("high").packets, it.list("high").tracks) =
                (true, vec![pictures("av01.0.05M.08", 1024, 576)]);
        });
        assert_eq!(streams.verdict("1.39"), Verdict::Fail);
        assert_eq!(Pretend::good().verdict("1.2"), Verdict::Pass);
    }

    #[test]
    fn key_frames_far_apart() {
        let every = |ticks| Pretend::good().with(|it| it.list("high").gop = ticks);
        assert_eq!(every(3 * u64::from(SCALE)).broken(), ["1.13"]);
        assert_eq!(every(u64::from(SCALE)).broken(), [""; 0]);
    }

    #[test]
    fn pictures_of_fields_and_of_other_colours() {
        let mut fields = Pretend::good().with(|it| it.list("low").tracks[0].interlaced = Some(true));
        assert_eq!(fields.broken(), ["1.14"]);
        let colour = |primaries| Colour { primaries, transfer: 1, matrix: primaries, full: false };
        let coloured = |high, low| {
            Pretend::good().with(|it| {
                it.list("high").tracks[0].colour = Some(colour(high));
                it.list("low").tracks[0].colour = Some(colour(low));
            })
        };
        assert_eq!(coloured(1, 6).broken(), ["1.21"]);
        assert_eq!(coloured(1, 1).verdict("1.21"), Verdict::Pass);
    }

    #[test]
    fn the_first_variant_is_the_one_to_begin_with() {
        let mut other = Pretend::good().with(|it| {
            let (head, rest) = it.master.split_once("#EXT-X-STREAM-INF").unwrap();
            let (high, low) = rest.split_once("#EXT-X-STREAM-INF").unwrap();
            let (low, iframes) = low.split_once("#EXT-X-I-FRAME").unwrap();
            it.master = format!("{head}#EXT-X-STREAM-INF{low}#EXT-X-STREAM-INF{high}#EXT-X-I-FRAME{iframes}");
        });
        assert_eq!(other.broken(), ["1.32"]);
    }

    #[test]
    fn hd_at_one_rate() {
        let mut hd = Pretend::good().with(|it| {
            it.list("high").tracks = vec![pictures("avc1.64001F", 1280, 720)];
            it.master = it.master.replace("1024x576", "1280x720");
        });
        assert_eq!(hd.broken(), ["9.10"]);
        assert_eq!(Pretend::good().verdict("9.10"), Verdict::NotApplicable);
    }

    #[test]
    fn sound_that_does_not_say_how_loud_it_is() {
        let mut silent = Pretend::good().with(|it| it.list("sound").tracks[0].loudness = false);
        assert_eq!(silent.broken(), ["2.18"]);
    }

    #[test]
    fn sound_that_is_promised_and_not_there() {
        let mut promised = Pretend::good().with(|it| it.master = it.master.replace(",AUDIO=\"a\"", ""));
        assert_eq!(promised.verdict("8.9"), Verdict::Fail);
        let mut alone = Pretend::good().with(|it| {
            it.master.push_str(
                "#EXT-X-STREAM-INF:BANDWIDTH=60000,AVERAGE-BANDWIDTH=60000,CODECS=\"mp4a.40.2\",AUDIO=\"a\"\n\
                 sound/list.m3u8\n",
            );
        });
        assert_eq!(alone.broken(), ["9.20+"]);
    }

    #[test]
    fn i_frames_of_the_larger_variant() {
        let mut larger = Pretend::good().with(|it| {
            let small = Told { bytes: 300_000, ..it.list("high").clone() };
            it.lists.insert("small", small);
            it.master = it.master.replace(
                "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90000,CODECS=\"avc1.64001F\"",
                "#EXT-X-STREAM-INF:BANDWIDTH=460000,AVERAGE-BANDWIDTH=460000,CODECS=\"avc1.64001F,mp4a.40.2\",\
                 RESOLUTION=1024x576,FRAME-RATE=25.000,AUDIO=\"a\"\nsmall/list.m3u8\n\
                 #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90000,CODECS=\"avc1.64001F\"",
            );
        });
        assert_eq!(larger.broken(), ["6.4"]);
        assert_eq!(Pretend::good().verdict("6.4"), Verdict::Pass);
    }
}
