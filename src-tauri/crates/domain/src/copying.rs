//! Whether a rung can be a copy of the source's pictures: nothing is lost, and about half of the work is saved.

use crate::choice::Edits;
use crate::ladder::Rung;
use crate::media::{FieldOrder, Media, VideoTrack};
use crate::packets::Packets;
use crate::plan::{deinterlaces, rungs};
use crate::rational::Rational;

/// Key frames further apart than this, in seconds, make seeking coarse and segments long (rules 1.13 and 7.5).
const FINE: f64 = 6.0;

/// Further apart than this, in seconds, nobody wants them.
const COARSE: f64 = 20.0;

/// Key frames nearer to each other than this on average, in seconds, would make every other rung large.
const CLOSE: f64 = 0.4;

/// Seconds of sound before the first picture that are left out.
const LATE: f64 = 0.1;

/// Seconds by which the length that a file tells may differ from that of its packets.
const LENGTH: f64 = 0.5;

/// What copying would be like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Copying {
    /// As good as a rung that is encoded.
    Fine,
    /// Key frames are so many seconds apart at most: possible when it is wished for.
    Coarse(f64),
}

impl Copying {
    /// Whether it is done, as `edits` have it.
    pub fn is_done(self, edits: &Edits) -> bool {
        match edits.copy {
            Some(wish) => wish,
            None => self == Self::Fine,
        }
    }
}

/// Whether it is worth to read through the packets of the file's main video: whether some rung could be a copy,
/// as far as the probe can tell.
pub fn may_copy(media: &Media) -> bool {
    let edits = Edits::default();
    let Some(video) = &media.video else { return false };
    let average = video.bit_rate.or_else(|| {
        let seconds = video.duration.or(media.duration).filter(|seconds| *seconds > 0.0)?;
        Some((media.bytes as f64 * 8.0 / seconds) as u64)
    });
    let fits = |rung: &Rung| average.is_none_or(|rate| rate <= rung.max_bit_rate);
    plain(video)
        && begins_at_once(media, video)
        && own_rung(media, video, &edits).is_some_and(|rung| fits(&rung))
}

/// The rung, by name, that can be a copy of the source's pictures once `edits` are applied, and what that would
/// be like. `media` has the chosen video track in the first place.
pub fn copying(media: &Media, edits: &Edits) -> Option<(u32, Copying)> {
    let video = media.video.as_ref().filter(|video| plain(video) && untouched(video, edits))?;
    let packets = video.packets.as_ref().filter(|packets| is_all(media, video, packets))?;
    let rung = own_rung(media, video, edits)?;
    let gops = packets.gops.len() as f64;
    let seconds = packets.frames as f64 / packets.rate.as_f64();
    let fits = begins_at_once(media, video)
        && rung.rate == packets.rate
        && packets.peak_bit_rate <= rung.max_bit_rate
        && (gops < 3.0 || seconds / gops >= CLOSE);
    let longest = packets.longest_gop();
    if !fits || longest > COARSE {
        return None;
    }
    Some((rung.name, if longest <= FINE + 0.001 { Copying::Fine } else { Copying::Coarse(longest) }))
}

/// Whether all GOPs but the last are as long as the first.
pub(crate) fn regular(packets: &Packets) -> bool {
    let length = packets.gops.get(1).copied().unwrap_or(packets.frames);
    let last = packets.frames.saturating_sub(packets.gops.last().copied().unwrap_or(0));
    (0u64..).zip(&packets.gops).all(|(number, begin)| *begin == number * length) && last <= length
}

/// Whether every GOP also begins with a frame of a rung of half the rate.
pub(crate) fn even(packets: &Packets) -> bool {
    packets.gops.iter().all(|begin| begin.is_multiple_of(2))
}

/// The rung of the picture's own size.
fn own_rung(media: &Media, video: &VideoTrack, edits: &Edits) -> Option<Rung> {
    rungs(media, edits).ok()?.into_iter().filter(|rung| rung.size == video.coded).max_by_key(|rung| rung.name)
}

/// What every player can show as it is (rules 1.1, 1.2, 1.14), in the colours of the other rungs.
fn plain(video: &VideoTrack) -> bool {
    const PROFILES: [&str; 4] = ["Constrained Baseline", "Baseline", "Main", "High"];
    let is = |told: &Option<String>, plain: &[&str]| told.as_deref().is_none_or(|told| plain.contains(&told));
    let colour = &video.colour;
    let large = video.coded.height >= 720 || video.coded.width >= 1280;
    video.codec == "h264"
        && video.profile.as_deref().is_some_and(|profile| PROFILES.contains(&profile))
        && video.pixel_format.as_deref() == Some("yuv420p")
        && video.rotation == 0
        && video.sample_aspect == Rational::whole(1)
        && video.coded == video.display
        && matches!(video.fields, FieldOrder::Progressive | FieldOrder::Unknown)
        && !video.is_variable_rate()
        && is(&colour.range, &["tv"])
        && is(&colour.primaries, &["bt709"])
        && is(&colour.transfer, &["bt709"])
        && if colour.space.is_none() { large } else { is(&colour.space, &["bt709"]) }
}

/// Whether `edits` leave every picture, and its time, as it is.
fn untouched(video: &VideoTrack, edits: &Edits) -> bool {
    edits.trim_start.is_none_or(|start| start == 0.0)
        && edits.trim_end.is_none()
        && edits.crop.is_none()
        && edits.rotation.is_none()
        && edits.pixel_aspect.is_none()
        && edits.frame_rate.is_none()
        && edits.watermark.is_none()
        && !deinterlaces(video, edits)
}

/// Whether the pictures begin with the programme, or so soon that nobody misses the sound before them.
fn begins_at_once(media: &Media, video: &VideoTrack) -> bool {
    late(media, video) <= LATE
}

/// How many seconds after the first track the pictures begin: in broadcasts, the priming of the sound comes first.
pub(crate) fn late(media: &Media, video: &VideoTrack) -> f64 {
    video.start.map_or(0.0, |start| start - media.begin()).max(0.0)
}

/// Whether the packets are all that the file tells of: of one that is cut short, it is to be said.
fn is_all(media: &Media, video: &VideoTrack, packets: &Packets) -> bool {
    let told = video.duration.or(media.duration);
    let seconds = packets.frames as f64 / packets.rate.as_f64();
    told.is_none_or(|told| (told - seconds).abs() <= LENGTH)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::media::Size;
    use crate::media::tests::{media, sound};

    /// A file of 30 s of 1080p25 that can be copied, with a key frame every `gop` frames.
    pub(crate) fn regular(gop: u64) -> Media {
        let mut media = media(vec![sound(1, "en", 2)]);
        let gops = (0..750).step_by(gop as usize).collect();
        let packets = Packets {
            rate: Rational::whole(25),
            frames: 750,
            gops,
            delay: 2,
            bytes: 10_000_000,
            peak_bit_rate: 4_000_000,
        };
        media.video.as_mut().unwrap().packets = Some(packets);
        media
    }

    fn changed(change: impl FnOnce(&mut VideoTrack)) -> Option<(u32, Copying)> {
        let mut media = regular(50);
        change(media.video.as_mut().unwrap());
        copying(&media, &Edits::default())
    }

    #[test]
    fn the_largest_rung_of_a_plain_file() {
        assert_eq!(changed(|_| ()), Some((1080, Copying::Fine)));
        assert!(may_copy(&regular(50)));
        assert_eq!(copying(&regular(250), &Edits::default()), Some((1080, Copying::Coarse(10.0))));
        assert_eq!(copying(&regular(600), &Edits::default()), None);
        assert_eq!(copying(&regular(5), &Edits::default()), None);
    }

    #[test]
    fn what_is_not_plain_is_encoded() {
        let changes: [fn(&mut VideoTrack); 15] = [
            |v| v.codec = "hevc".into(),
            |v| v.profile = Some("High 10".into()),
            |v| v.pixel_format = Some("yuvj420p".into()),
            |v| v.rotation = 90,
            |v| v.sample_aspect = Rational::new(4, 3).unwrap(),
            |v| v.fields = FieldOrder::TopFirst,
            |v| v.base_rate = Some(Rational::whole(1000)),
            |v| v.colour.space = Some("smpte170m".into()),
            |v| v.colour.transfer = Some("smpte2084".into()),
            |v| v.colour.range = Some("pc".into()),
            |v| v.start = Some(0.15),
            |v| v.duration = Some(40.0),
            |v| v.packets.as_mut().unwrap().peak_bit_rate = 5_000_001,
            |v| v.packets.as_mut().unwrap().rate = Rational::whole(24),
            |v| v.packets = None,
        ];
        for (number, change) in changes.into_iter().enumerate() {
            assert_eq!(changed(change), None, "{number}");
        }
        let small = Size { width: 640, height: 360 };
        let untagged = changed(|v| {
            (v.coded, v.display) = (small, small);
            v.packets.as_mut().unwrap().peak_bit_rate = 100_000;
        });
        assert_eq!(untagged, None);
    }

    #[test]
    fn what_is_changed_is_encoded() {
        let edits = [
            Edits { trim_start: Some(1.0), ..Edits::default() },
            Edits { trim_end: Some(9.0), ..Edits::default() },
            Edits { frame_rate: Some(Rational::whole(24)), ..Edits::default() },
            Edits { deinterlace: Some(true), ..Edits::default() },
            Edits { rotation: Some(0), ..Edits::default() },
            Edits { watermark: Some(crate::watermark::tests::logo()), ..Edits::default() },
        ];
        for edits in edits {
            assert_eq!(copying(&regular(50), &edits), None, "{edits:?}");
        }
        let moved = Edits { audio_delay: Some(0.5), copy: Some(false), ..Edits::default() };
        assert_eq!(copying(&regular(50), &moved), Some((1080, Copying::Fine)));
    }

    #[test]
    fn large_files_are_not_read_through() {
        let mut media = regular(50);
        media.bytes = 30 * 5_000_001 / 8 + 30;
        assert!(!may_copy(&media));
        media.video.as_mut().unwrap().bit_rate = Some(5_000_000);
        assert!(may_copy(&media));
    }
}
