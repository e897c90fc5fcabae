//! What a package on disk is, as far as the rules ask: values without a file behind them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::folder::Absent;
use super::lists::MediaText;
use super::packets::Packing;
use super::segment::{Frame, Run};
use super::tags::Attributes;
use domain::bandwidth::{Piece, Rates, rates};

use crate::init::{Init, Track, TrackKind};

/// Nanoseconds in a second: the unit of every length here, in which EXTINF and boxes meet.
pub(super) const SECOND: u64 = 1_000_000_000;

/// A whole package.
#[derive(Debug)]
pub(super) struct Facts {
    /// The name of the playlist that is opened first.
    pub(super) file: String,
    /// Whether it is a media playlist: there is no multivariant one.
    pub(super) alone: bool,
    pub(super) independent_segments: bool,
    pub(super) media: Vec<Media>,
    pub(super) variants: Vec<Stream>,
    pub(super) iframe_streams: Vec<Stream>,
    /// Every media playlist, once, however often it is named.
    pub(super) lists: Vec<List>,
    /// URIs that lead to no file.
    pub(super) absences: Vec<Absence>,
    /// Playlists that break the grammar: the file and how.
    pub(super) malformed: Vec<(String, String)>,
}

/// A URI that leads to no file.
#[derive(Debug)]
pub(super) struct Absence {
    /// The playlist it stands in.
    pub(super) playlist: String,
    /// As it is written.
    pub(super) uri: String,
    pub(super) seconds: Option<f64>,
    pub(super) why: Absent,
}

/// EXT-X-MEDIA.
#[derive(Debug)]
pub(super) struct Media {
    pub(super) attributes: Attributes,
    /// Its place in [`Facts::lists`].
    pub(super) list: Option<usize>,
}

/// EXT-X-STREAM-INF or EXT-X-I-FRAME-STREAM-INF.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) attributes: Attributes,
    pub(super) uri: String,
    /// Its place in [`Facts::lists`].
    pub(super) list: Option<usize>,
}

/// How the multivariant playlist uses a media playlist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// By EXT-X-STREAM-INF.
    Variant,
    /// By EXT-X-MEDIA of TYPE AUDIO or VIDEO.
    Rendition,
    /// By EXT-X-MEDIA of another TYPE: subtitles.
    Text,
    /// By EXT-X-I-FRAME-STREAM-INF.
    Iframes,
}

/// A media playlist with what is behind it.
#[derive(Debug)]
pub(super) struct List {
    /// Its name below the package's folder.
    pub(super) file: String,
    /// How it was first named.
    pub(super) role: Role,
    pub(super) text: MediaText,
    pub(super) inits: Vec<InitFile>,
    /// What transport streams say of themselves, each once.
    pub(super) streams: Vec<Track>,
    pub(super) cadence: Cadence,
    pub(super) outline: Outline,
}

/// What stays of a list's segments when each has been looked at: a long film has as many as memory should not hold.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// How many.
    pub(super) segments: usize,
    /// Nanoseconds of all of them, by the boxes where they can be read and by EXTINF where they cannot.
    pub(super) length: u64,
    /// Nanoseconds of all EXTINF.
    pub(super) declared: u64,
    /// Measured rates; none when a segment is missing.
    pub(super) rates: Option<Rates>,
    /// The first one's file.
    pub(super) first: Option<Arc<str>>,
    /// Where each begins, of lists that are played; none when one of them does not tell.
    pub(super) begins: Option<Vec<Begin>>,
    /// Seconds at which a discontinuity is declared, but for the first segment.
    pub(super) breaks: Vec<f64>,
}

/// Where a segment begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Begin {
    /// Seconds from the start of the programme, by EXTINF.
    pub(super) at: f64,
    /// Seconds on its track's own timeline.
    pub(super) shown: f64,
}

/// A list with all of its segments, while it is read.
#[derive(Debug)]
pub(super) struct Looked<'a> {
    /// What is known of the lists before it.
    pub(super) facts: &'a Facts,
    pub(super) list: &'a List,
    /// One a playlist entry.
    pub(super) segments: &'a [Segment],
}

/// An init segment that a playlist names.
#[derive(Debug)]
pub(super) struct InitFile {
    pub(super) file: String,
    /// What it holds, or what is wrong with it; none when there is no such file.
    pub(super) init: Option<Result<Init, String>>,
}

/// A media segment, or one I-frame.
#[derive(Debug)]
pub(super) struct Segment {
    /// Its file's name below the package's folder, shared by all that is in it; the URI when it leads to none.
    pub(super) file: Arc<str>,
    /// Where it begins by EXTINF, in nanoseconds.
    pub(super) begins: u64,
    /// EXTINF in nanoseconds.
    pub(super) declared: u64,
    /// Its size in bytes, or its range's; none when there is no such file.
    pub(super) bytes: Option<u64>,
    pub(super) discontinuity: bool,
    /// Whether an EXT-X-MAP is in force.
    pub(super) mapped: bool,
    pub(super) content: Content,
    /// How it is packed, when it is a transport stream.
    pub(super) packing: Option<Packing>,
}

/// What is in a segment.
#[derive(Debug)]
pub(super) enum Content {
    /// Fragments or packets: a run a track, the picture's first.
    Runs(Box<[Run]>),
    /// An entry of an I-frame playlist.
    Frame(Frame),
    /// It should be fragments or packets, and something is wrong with the bytes.
    Damaged(String),
    /// Fragments without an init segment that could tell their tracks.
    NoInit,
    /// A file of subtitles.
    Text(Captions),
    /// Another container, or one that is encrypted with a key that is not there.
    Opaque,
    /// No file.
    Absent,
}

/// What a file of subtitles begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Captions {
    /// WEBVTT.
    pub(super) webvtt: bool,
    /// X-TIMESTAMP-MAP in its head (RFC 8216 §3.5).
    pub(super) timed: bool,
}

impl Captions {
    /// Reads what a file begins with: its head ends with the first empty line.
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let first = text.lines().next().unwrap_or_default();
        let webvtt =
            first.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        let timed =
            text.lines().take_while(|line| !line.is_empty()).any(|line| line.starts_with("X-TIMESTAMP-MAP="));
        Self { webvtt, timed }
    }
}

/// Frames a second: the same twice where the rate is constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FrameRate {
    /// Where frames are closest: what FRAME-RATE means (RFC 8216 §4.3.4.2).
    pub(super) most: f64,
    /// Over everything.
    pub(super) average: f64,
}

/// How long a list's frames are: a count for every length that occurs, up to a bound.
#[derive(Clone, Debug, Default)]
pub(super) struct Cadence {
    lengths: BTreeMap<(u32, u32), u64>,
}

impl Cadence {
    /// Counts `frames` of `ticks`.
    pub(super) fn add(&mut self, timescale: u32, ticks: u32, frames: u64) {
        let full = self.lengths.len() >= 256;
        match self.lengths.get_mut(&(timescale, ticks)) {
            Some(count) => *count += frames,
            None if full => {}
            None => drop(self.lengths.insert((timescale, ticks), frames)),
        }
    }

    /// Seconds of the most frequent frame.
    pub(super) fn usual(&self) -> Option<f64> {
        let ((timescale, ticks), _) = self.lengths.iter().max_by_key(|(_, count)| **count)?;
        (*ticks > 0).then(|| f64::from(*ticks) / f64::from(*timescale))
    }

    /// Frames a second.
    pub(super) fn rate(&self) -> Option<FrameRate> {
        let frames: u64 = self.lengths.values().sum();
        let lengths =
            || self.lengths.iter().map(|((scale, ticks), n)| (f64::from(*ticks) / f64::from(*scale), *n));
        let usual = self.usual()?;
        let usually: u64 = lengths().filter(|(length, _)| *length == usual).map(|(_, count)| count).sum();
        if usually * 20 >= frames * 19 {
            return Some(FrameRate { most: 1.0 / usual, average: 1.0 / usual });
        }
        let average = frames as f64 / lengths().map(|(length, count)| length * count as f64).sum::<f64>();
        // A frame in a hundred says how fast it gets; fewer are accidents of cutting.
        let common = lengths().filter(|(length, count)| *length > 0.0 && count * 100 >= frames);
        let most = common.map(|(length, _)| 1.0 / length).fold(average, f64::max);
        // Coarse timestamps round a constant rate's lengths up and down.
        let most = if most <= average * 1.05 { average } else { most };
        Some(FrameRate { most, average })
    }
}

impl Segment {
    /// Seconds from the start of the programme, by EXTINF.
    pub(super) fn at(&self) -> f64 {
        seconds(self.begins)
    }

    /// The track that carries the rendition.
    pub(super) fn main(&self) -> Option<&Run> {
        match &self.content {
            Content::Runs(runs) => runs.first(),
            _ => None,
        }
    }

    /// How long it really plays in nanoseconds, as far as that can be told.
    pub(super) fn measured(&self) -> Option<u64> {
        self.main().map(Run::length)
    }

    /// The same, or else EXTINF.
    pub(super) fn length(&self) -> u64 {
        self.measured().unwrap_or(self.declared)
    }
}

impl List {
    /// The tracks of its init segments, and what transport streams say of themselves.
    pub(super) fn tracks(&self) -> impl Iterator<Item = &Track> {
        let inits = self.inits.iter().filter_map(|init| init.init.as_ref()?.as_ref().ok());
        inits.flat_map(|init| &init.tracks).chain(&self.streams)
    }

    /// Whether it is known to carry pictures.
    pub(super) fn has_video(&self) -> bool {
        self.tracks().any(|track| matches!(track.kind, TrackKind::Video { .. }))
    }

    /// Whether pictures or sound are played from it as it is.
    pub(super) fn plays(&self) -> bool {
        matches!(self.role, Role::Variant | Role::Rendition)
    }

    /// Notes what stays of its `segments`.
    pub(super) fn run_through(&mut self, segments: &[Segment]) {
        let all = |length: &dyn Fn(&Segment) -> u64| segments.iter().map(length).fold(0, u64::saturating_add);
        let begin = |s: &Segment| Some(Begin { at: s.at(), shown: s.main()?.shown_at() });
        self.outline = Outline {
            segments: segments.len(),
            length: all(&Segment::length),
            declared: all(&|segment| segment.declared),
            rates: self.rates(segments),
            first: segments.first().map(|first| Arc::clone(&first.file)),
            begins: segments.iter().filter(|_| self.plays()).map(begin).collect(),
            breaks: segments.iter().skip(1).filter(|s| s.discontinuity).map(Segment::at).collect(),
        };
    }

    fn rates(&self, segments: &[Segment]) -> Option<Rates> {
        let piece = |s: &Segment| Some(Piece { bytes: s.bytes?, ticks: s.length() });
        let pieces: Option<Vec<_>> = segments.iter().map(piece).collect();
        let pieces = pieces.filter(|pieces| pieces.iter().any(|piece| piece.ticks > 0))?;
        Some(rates(&pieces, SECOND as u32, self.text.target_duration?))
    }
}

impl Facts {
    /// The lists that are played as they are.
    pub(super) fn played(&self) -> impl Iterator<Item = &List> {
        self.lists.iter().filter(|list| list.plays())
    }

    /// Whether a list shows pictures, as far as its boxes or else its variant's RESOLUTION tell.
    pub(super) fn shows(&self, list: &List) -> bool {
        let told = |variant: &Stream| {
            self.list(variant.list).is_some_and(|own| own.file == list.file)
                && variant.attributes.plain("RESOLUTION").is_some()
        };
        list.has_video() || list.tracks().next().is_none() && self.variants.iter().any(told)
    }

    /// The list behind a variant or rendition, when it could be read.
    pub(super) fn list(&self, place: Option<usize>) -> Option<&List> {
        self.lists.get(place?)
    }

    /// The members of a group.
    pub(super) fn group(&self, kind: &str, id: &str) -> impl Iterator<Item = &Media> {
        self.media.iter().filter(move |media| {
            media.attributes.plain("TYPE") == Some(kind) && media.attributes.quoted("GROUP-ID") == Some(id)
        })
    }

    /// The lists that may be played together with a variant's own for its sound; none when one of them could
    /// not be read.
    pub(super) fn sounds(&self, variant: &Stream) -> Option<Vec<&List>> {
        let Some(id) = variant.attributes.quoted("AUDIO") else { return Some(Vec::new()) };
        // Without a URI a member is in the variant's own segments.
        let apart = self.group("AUDIO", id).filter(|media| media.attributes.quoted("URI").is_some());
        apart.map(|media| self.list(media.list)).collect()
    }

    /// Seconds of one picture: the shortest usual one of all lists with pictures that have been read.
    pub(super) fn picture(&self) -> Option<f64> {
        let lists = self.played().filter(|list| list.has_video());
        lists.filter_map(|list| list.cadence.usual()).min_by(f64::total_cmp)
    }
}

/// Nanoseconds in seconds.
pub(super) fn seconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / SECOND as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(lengths: &[(u32, u64)], timescale: u32) -> FrameRate {
        let mut cadence = Cadence::default();
        for (ticks, count) in lengths {
            cadence.add(timescale, *ticks, *count);
        }
        cadence.rate().unwrap()
    }

    #[test]
    fn constant_rates() {
        let exact = rate(&[(1001, 300)], 30_000);
        assert!((exact.most - 29.970_03).abs() < 1e-5 && exact.average == exact.most);
        let long_tail = rate(&[(512, 100), (1024, 1)], 12_800);
        assert_eq!(long_tail, FrameRate { most: 25.0, average: 25.0 });
        let milliseconds = rate(&[(33, 633), (34, 367)], 1000);
        assert!((milliseconds.most - 29.97).abs() < 0.01 && milliseconds.average == milliseconds.most);
    }

    #[test]
    fn variable_rates() {
        let rate = rate(&[(1, 100), (2, 100)], 30);
        assert!((rate.most - 30.0).abs() < 1e-9 && (rate.average - 20.0).abs() < 1e-9);
    }

    #[test]
    fn more_lengths_than_any_film_has() {
        let mut cadence = Cadence::default();
        assert_eq!(cadence.rate(), None);
        (0..100_000).for_each(|ticks| cadence.add(1000, ticks, 1));
        assert!(cadence.lengths.len() <= 256 && cadence.rate().is_some_and(|rate| rate.most.is_finite()));
    }
}
