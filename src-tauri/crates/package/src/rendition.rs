//! One rendition on disk: its init segment, and GOP files appended to its segments one after another.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use domain::plan::{Grid, START_OFFSET, VideoRendition};
use domain::rational::Rational;

use crate::boxes::Malformed;
use crate::composition;
use crate::durable::{self, Keep};
use crate::error::Error;
use crate::fragment::{Fragment, fragments};
use crate::init::{Init, Track, TrackKind};
use crate::join::join;
use crate::layout;
use crate::timeline::{Gop, Timeline};
use crate::writer::CompletedSegment;

/// More than any GOP: two seconds at two gigabits per second.
const MOST_BYTES: u64 = 512 << 20;

/// A sound GOP shorter than this, in seconds, is the stray tail that AAC leaves.
const TAIL_SECONDS: f64 = 0.1;

/// The state of one rendition while it is made.
#[derive(Debug)]
pub(crate) struct Rendition {
    /// As in the plan.
    pub(crate) id: String,
    /// Below the package's folder, `/`-separated.
    pub(crate) folder: String,
    /// The same on disk.
    pub(crate) path: PathBuf,
    /// Sound or pictures.
    pub(crate) sound: bool,
    /// Seconds that the encoder holds pictures back; zero for sound.
    delay: Rational,
    /// The init segment, once it is there.
    pub(crate) started: Option<Started>,
    /// What has landed.
    pub(crate) timeline: Timeline,
    /// Whether its encoder has ended.
    pub(crate) ended: bool,
    /// How many GOPs its live playlist on disk lists.
    pub(crate) listed: usize,
}

/// An init segment.
#[derive(Debug)]
pub(crate) struct Started {
    /// As it is on disk.
    pub(crate) bytes: Vec<u8>,
    /// Its one track.
    pub(crate) track: Track,
}

/// What became of a GOP file.
#[derive(Debug)]
pub(crate) struct Accepted {
    /// Bytes appended.
    pub(crate) bytes: u64,
    /// The segment that takes no more.
    pub(crate) completed: Option<CompletedSegment>,
}

impl Rendition {
    pub(crate) fn pictures(package: &Path, plan: &VideoRendition, grid: &Grid) -> Self {
        Self { delay: plan.delay(), ..Self::new(package, &plan.id, plan.folder(), false, grid) }
    }

    pub(crate) fn sound(package: &Path, id: &str, folder: String, grid: &Grid) -> Self {
        Self::new(package, id, folder, true, grid)
    }

    fn new(package: &Path, id: &str, folder: String, sound: bool, grid: &Grid) -> Self {
        Self {
            id: id.to_owned(),
            path: folder.split('/').fold(package.to_owned(), |path, part| path.join(part)),
            folder,
            sound,
            delay: Rational::whole(0),
            started: None,
            timeline: Timeline::new(grid.gops_per_segment),
            ended: false,
            listed: 0,
        }
    }

    /// The track, once the init segment is there.
    pub(crate) fn track(&self) -> Result<&Track, Error> {
        let early = || Error::TooEarly { rendition: self.id.clone(), what: "no init segment yet" };
        self.started.as_ref().map(|started| &started.track).ok_or_else(early)
    }

    /// `ticks` of the rendition in seconds.
    pub(crate) fn seconds(&self, ticks: u64) -> f64 {
        let timescale = self.started.as_ref().map_or(1, |started| started.track.timescale);
        ticks as f64 / f64::from(timescale.max(1))
    }

    /// Takes a span's init segment: the first is kept, every later one has to be the same.
    pub(crate) fn take_init(&mut self, file: &Path) -> Result<(), Error> {
        let mut bytes = read_bounded(file)?;
        let init = Init::parse(&bytes).map_err(Error::malformed(file))?;
        if let Some(delay) = self.delay_ticks(init.tracks.first()) {
            composition::begin_after(&mut bytes, delay).map_err(Error::malformed(file))?;
        }
        if let Some(started) = &self.started {
            let same = started.bytes == bytes;
            return if same { Ok(()) } else { Err(Error::InitDiffers { rendition: self.id.clone() }) };
        }
        let track = self.only_track(Init::parse(&bytes).map_err(Error::malformed(file))?)?;
        durable::write(&self.path.join(layout::INIT), &bytes, Keep::Always)?;
        self.started = Some(Started { bytes, track });
        Ok(())
    }

    /// The delay in the track's ticks; `None` when there is none.
    fn delay_ticks(&self, track: Option<&Track>) -> Option<u32> {
        let ticks = (self.delay * u64::from(track?.timescale)).round();
        u32::try_from(ticks).ok().filter(|ticks| *ticks > 0)
    }

    fn only_track(&self, init: Init) -> Result<Track, Error> {
        let unexpected = |found: String| Error::UnexpectedInit { rendition: self.id.clone(), found };
        let [track] = <[Track; 1]>::try_from(init.tracks)
            .map_err(|tracks| unexpected(format!("{} tracks", tracks.len())))?;
        match (self.sound, track.kind) {
            (true, TrackKind::Audio { .. }) | (false, TrackKind::Video { .. }) => Ok(track),
            (true, TrackKind::Video { .. }) => Err(unexpected("pictures instead of sound".to_owned())),
            (false, TrackKind::Audio { .. }) => Err(unexpected("sound instead of pictures".to_owned())),
        }
    }

    /// Appends a GOP file to its segment and deletes it. `expected` is how many GOPs there will be.
    pub(crate) fn take_gop(
        &mut self,
        number: u64,
        file: &Path,
        grid: &Grid,
        expected: Option<u64>,
    ) -> Result<Accepted, Error> {
        let landed = self.timeline.landed();
        if number != landed || self.ended {
            return Err(Error::OutOfOrder { rendition: self.id.clone(), expected: landed, found: number });
        }
        let track = self.track()?;
        let mut gop = read_bounded(file)?;
        if let Some(delay) = self.delay_ticks(Some(track)) {
            composition::raise(&mut gop, delay).map_err(Error::malformed(file))?;
        }
        let measured = fragments(&gop, track).and_then(|list| measure(&list));
        let measured = measured.map_err(Error::malformed(file))?;
        self.check(&measured, number, grid)?;
        let folds = self.is_tail(&measured, number, expected);
        let place = self.timeline.place(folds);
        let sequence = u32::try_from(landed + 1).unwrap_or(u32::MAX);
        let joined = join(&gop, place.offset == 0, sequence).map_err(Error::malformed(file))?;
        let entry = self.entry(&joined.bytes, place.offset, measured.ticks, file)?;
        let path = self.path.join(layout::segment_file(place.segment));
        durable::append(&path, place.offset.into(), &joined.bytes)?;
        self.timeline.push(entry, measured.start, measured.frames, folds);
        fs::remove_file(file).map_err(Error::io("remove", file))?;
        Ok(Accepted { bytes: joined.bytes.len() as u64, completed: self.completed_by(number, folds) })
    }

    /// How the GOP lies in its segment, and that the sizes fit.
    fn entry(&self, joined: &[u8], offset: u32, ticks: u64, file: &Path) -> Result<Gop, Error> {
        let list = fragments(joined, self.track()?).map_err(Error::malformed(file))?;
        let (lead, first_sample) = list.first().map_or((0, 0), |f| (f.offset, f.first_sample_end));
        let small = |size: u64| u32::try_from(size).map_err(|_| Error::TooLarge { path: file.to_owned() });
        small(u64::from(offset) + joined.len() as u64)?;
        Ok(Gop {
            offset,
            bytes: small(joined.len() as u64)?,
            lead: small(lead)?,
            first_sample: small(first_sample)?,
            ticks: small(ticks)?,
        })
    }

    /// No gap, and for pictures a key frame first and the begin on the grid to within half a frame.
    fn check(&self, gop: &Measured, number: u64, grid: &Grid) -> Result<(), Error> {
        let gap = |expected: f64| Error::Gap {
            rendition: self.id.clone(),
            gop: number,
            expected,
            found: self.seconds(gop.start),
        };
        if let Some(end) = self.timeline.end().filter(|end| *end != gop.start) {
            return Err(gap(self.seconds(end)));
        }
        if let Some(inner) = gop.gap {
            return Err(gap(self.seconds(inner)));
        }
        if self.sound {
            return Ok(());
        }
        if !gop.key_frame {
            return Err(Error::NoKeyFrame { rendition: self.id.clone(), gop: number });
        }
        let on_grid = START_OFFSET as f64 + (grid.gop_duration() * number).as_f64();
        let off = (self.seconds(gop.start) - on_grid).abs();
        if off < grid.seconds(1).as_f64() / 2.0 { Ok(()) } else { Err(gap(on_grid)) }
    }

    /// AAC's frames do not end where the pictures do: what is over lands in a file of its own.
    fn is_tail(&self, gop: &Measured, number: u64, expected: Option<u64>) -> bool {
        let over = number > 0 && expected.is_none_or(|count| number >= count);
        self.sound && over && self.seconds(gop.ticks) < TAIL_SECONDS
    }

    /// Pictures fill a segment with its last GOP; sound only when the next segment begins, as a tail may
    /// still be folded in.
    fn completed_by(&self, number: u64, folded: bool) -> Option<CompletedSegment> {
        let segment = self.timeline.segment_of(number);
        let begins = segment > 0 && self.timeline.segment_of(number - 1) < segment;
        match self.sound {
            true if begins && !folded => self.segment(segment - 1),
            false if self.timeline.segment_is_full() => self.segment(segment),
            _ => None,
        }
    }

    /// Notes that no more GOPs come, and gives the segment this completes.
    pub(crate) fn end(&mut self) -> Option<CompletedSegment> {
        let open = self.sound || !self.timeline.segment_is_full();
        let already = std::mem::replace(&mut self.ended, true);
        let last = (self.timeline.gops().len() as u64).checked_sub(1)?;
        if open && !already { self.segment(self.timeline.segment_of(last)) } else { None }
    }

    fn segment(&self, number: u64) -> Option<CompletedSegment> {
        let piece = self.timeline.segments().nth(usize::try_from(number).ok()?)?;
        Some(CompletedSegment {
            number,
            path: format!("{}/{}", self.folder, layout::segment_file(number)),
            bytes: piece.bytes,
            seconds: self.seconds(piece.ticks),
        })
    }

    /// How many GOPs a player may be told of: the newest of a sound that goes on may still get a tail.
    pub(crate) fn settled(&self) -> usize {
        let all = self.timeline.gops().len();
        if self.sound && !self.ended { all.saturating_sub(1) } else { all }
    }

    /// Reads GOP `number`'s bytes back.
    pub(crate) fn read_gop(&self, number: usize) -> Result<Vec<u8>, Error> {
        let Some(gop) = self.timeline.gops().get(number) else { return Ok(Vec::new()) };
        let path = self.path.join(layout::segment_file(self.timeline.segment_of(number as u64)));
        let mut bytes = vec![0; gop.bytes as usize];
        let read = File::open(&path).and_then(|mut file| {
            file.seek(SeekFrom::Start(gop.offset.into()))?;
            file.read_exact(&mut bytes)
        });
        read.map(|()| bytes).map_err(Error::io("read", &path))
    }
}

/// What counts of a GOP file's fragments.
struct Measured {
    start: u64,
    ticks: u64,
    frames: u64,
    key_frame: bool,
    /// Where a fragment should have begun that does not, in ticks.
    gap: Option<u64>,
}

fn measure(list: &[Fragment]) -> Result<Measured, Malformed> {
    let first = list.first().ok_or(Malformed { offset: 0, what: "no fragment of the track" })?;
    let gap = list.windows(2).find_map(|pair| match pair {
        [a, b] if a.end_time() != b.decode_time => Some(a.end_time()),
        _ => None,
    });
    Ok(Measured {
        start: first.decode_time,
        ticks: list.iter().map(Fragment::duration).sum(),
        frames: list.iter().map(|fragment| fragment.samples.len() as u64).sum(),
        key_frame: first.samples.first().is_some_and(|sample| sample.sync),
        gap,
    })
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    read.map_err(Error::io("read", path))?;
    if bytes.len() as u64 > MOST_BYTES { Err(Error::TooLarge { path: path.to_owned() }) } else { Ok(bytes) }
}
