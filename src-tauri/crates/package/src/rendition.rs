//! One rendition on disk: its init segment, and GOP files appended to its segments one after another.

mod disk;
mod form;
mod packets;
mod pictures;
mod pieces;
mod place;
mod scan;

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use domain::container::Container;
use domain::plan::{Grid, Plan, VideoRendition};
use domain::rational::Rational;

use crate::boxes::Malformed;
use crate::boxes::file::Bytes;
use crate::check::Noted;
use crate::composition;
use crate::durable::{self, Growing, Keep};
use crate::error::Error;
use crate::fragment::{Fragment, fragments};
use crate::init::{Init, Track};
use crate::laid::Laid;
use crate::layout;
use crate::recut::Recut;
use crate::remove;
use crate::retime::{self, Clock};
use crate::timeline::{Follows, Segmentation, Timeline};
use crate::ts;
use crate::writer::CompletedSegment;
use disk::Came;
use pictures::Pictures;
use place::half_a_frame;

pub(crate) use form::Form;

/// More than any GOP: two seconds at two gigabits per second.
const MOST_BYTES: u64 = 512 << 20;

/// A sound GOP shorter than this, in seconds, is the stray tail that AAC leaves.
const STRAY_SECONDS: f64 = 0.1;

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
    /// What the pictures are; `None` for sound.
    pictures: Option<Pictures>,
    /// Seconds that the encoder holds pictures back; zero for sound.
    delay: Rational,
    /// Pictures that are copied, and how.
    copied: Option<Copied>,
    /// Sound that is cut where the pictures are.
    recut: Option<Recut>,
    /// What its segments are.
    form: Form,
    /// What it begins with, once that is there.
    pub(crate) started: Option<Started>,
    /// What has landed.
    pub(crate) timeline: Timeline,
    /// The same, as a check will ask for it.
    pub(crate) noted: Noted,
    /// Whether the newest GOP of pictures ends before the grid says. It is the programme's last, or an encoder
    /// that was told to stop has cut it: only the encoder's end tells.
    cut: bool,
    /// Whether its encoder has ended.
    pub(crate) ended: bool,
    /// GOPs of an earlier run that wait for one before them, in order.
    pub(crate) ahead: Vec<u64>,
    /// How many GOPs its live playlist on disk lists.
    pub(crate) listed: usize,
    /// When that was written, once it was.
    pub(crate) listed_at: Option<Instant>,
    /// How many GOPs an earlier run has listed: they are on the disk. Of what came behind, nobody knows.
    synced: usize,
    /// Segments with bytes that may not be on the disk yet.
    unsynced: Vec<Growing>,
    /// The GOP files that these bytes came in: they go when the bytes are on the disk.
    taken: Vec<PathBuf>,
    /// Where its segments are, once they are written anew.
    pub(crate) laid: Option<Laid>,
}

/// Pictures that are a copy of the source's.
#[derive(Debug)]
struct Copied {
    /// Frames a second.
    rate: Rational,
    /// Frames that a decoder holds back.
    delay: u32,
    /// Ticks a second of the files that land.
    scale: u32,
    /// When their first picture is shown, in those.
    first: Option<i64>,
}

/// What a rendition begins with.
#[derive(Debug)]
pub(crate) struct Started {
    /// The init segment as it is on disk; of a transport stream, what says how to decode it.
    pub(crate) bytes: Vec<u8>,
    /// Its one track.
    pub(crate) track: Track,
}

/// Who has written a GOP file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// An encoder that runs: what it has written is what is read.
    Now,
    /// One of an earlier run: power may have been lost before the disk had all of it.
    Earlier,
}

/// What became of a GOP file.
#[derive(Debug, Default)]
pub(crate) struct Accepted {
    /// Bytes appended; none of a GOP that stands already.
    pub(crate) bytes: u64,
    /// The segments that take no more.
    pub(crate) completed: Vec<CompletedSegment>,
}

impl Rendition {
    pub(crate) fn pictures(package: &Path, plan: &Plan, rendition: &VideoRendition) -> Self {
        let (rate, delay) = (rendition.rung.rate, rendition.reorder_frames);
        let form = Form::new(plan.choice.container, ts::gop::Clock::Pictures(rate));
        Self {
            pictures: Some(Pictures::of(plan, rendition)),
            delay: rendition.delay(),
            copied: rendition.copied.then_some(Copied { rate, delay, scale: 1, first: None }),
            ..Self::new(package, &rendition.id, rendition.folder(), &plan.grid, form)
        }
    }

    pub(crate) fn sound(package: &Path, id: &str, folder: String, grid: &Grid, container: Container) -> Self {
        let recut = grid.cuts.as_ref().map(|_| Recut::default());
        let form = Form::new(container, ts::gop::Clock::Sound);
        Self { sound: true, recut, ..Self::new(package, id, folder, grid, form) }
    }

    fn new(package: &Path, id: &str, folder: String, grid: &Grid, form: Form) -> Self {
        Self {
            id: id.to_owned(),
            path: layout::below(package, &folder),
            folder,
            sound: false,
            pictures: None,
            delay: Rational::whole(0),
            copied: None,
            recut: None,
            form,
            started: None,
            timeline: Timeline::new(Segmentation::of(grid)),
            noted: Noted::default(),
            cut: false,
            ended: false,
            ahead: Vec::new(),
            listed: 0,
            listed_at: None,
            synced: 0,
            unsynced: Vec::new(),
            taken: Vec::new(),
            laid: None,
        }
    }

    /// The one of this id among sounds or pictures.
    pub(crate) fn find<'a>(all: &'a [Self], id: &str, sound: bool) -> Result<&'a Self, Error> {
        let found = all.iter().find(|rendition| rendition.id == id && rendition.sound == sound);
        found.ok_or_else(|| Error::NoSuchRendition(id.to_owned()))
    }

    /// Forgets everything, as if nothing had been made.
    pub(crate) fn forget(&mut self, grid: &Grid) {
        self.started = None;
        self.timeline = Timeline::new(Segmentation::of(grid));
        self.noted = Noted::default();
        (self.cut, self.ended, self.listed, self.synced) = (false, false, 0, 0);
        self.listed_at = None;
        self.ahead.clear();
        self.unsynced.clear();
        self.taken.clear();
        self.laid = None;
        self.recut = self.recut.as_ref().map(|_| Recut::default());
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

    /// Seconds of all that has landed.
    pub(crate) fn length(&self) -> f64 {
        self.seconds(self.timeline.segments().map(|piece| piece.ticks).sum())
    }

    /// Takes a span's init segment: the first is kept, every later one has to be the same.
    pub(crate) fn take_init(&mut self, file: &Path) -> Result<(), Error> {
        if !self.container().has_init() {
            let found = "an init segment beside a transport stream".to_owned();
            return Err(Error::UnexpectedInit { rendition: self.id.clone(), found });
        }
        self.note_scale(file)?;
        let started = self.prepared(file)?;
        if let Some(first) = &self.started {
            let same = first.bytes == started.bytes;
            return if same { Ok(()) } else { Err(Error::InitDiffers { rendition: self.id.clone() }) };
        }
        durable::write(&self.path.join(layout::INIT), &started.bytes, Keep::Always)?;
        self.started = Some(started);
        Ok(())
    }

    /// The init segment in `file` as it stands in the package: of the one track that the plan says, its delay
    /// declared. One that was prepared already stays as it is.
    fn prepared(&self, file: &Path) -> Result<Started, Error> {
        let mut bytes = read_bounded(file)?;
        if let Some(copied) = &self.copied {
            let (scale, _) = retime::clock(copied.rate);
            retime::count_in(&mut bytes, scale).map_err(Error::malformed(file))?;
        }
        let init = Init::parse(&bytes).map_err(Error::malformed(file))?;
        if let Some(delay) = self.delay_ticks(init.tracks.first()) {
            composition::begin_after(&mut bytes, delay).map_err(Error::malformed(file))?;
        }
        let track = self.only_track(Init::parse(&bytes).map_err(Error::malformed(file))?)?;
        if let Some(pictures) = &self.pictures {
            pictures.declare_light(&mut bytes).map_err(Error::malformed(file))?;
        }
        Ok(Started { bytes, track })
    }

    /// The delay in the track's ticks; `None` when there is none.
    fn delay_ticks(&self, track: Option<&Track>) -> Option<u32> {
        let ticks = (self.delay * u64::from(track?.timescale)).round();
        u32::try_from(ticks).ok().filter(|ticks| *ticks > 0)
    }

    /// Appends a GOP file to its segment. `expected` is how many GOPs there will be. It counts, and the file goes, with
    /// [`Rendition::sync`].
    ///
    /// One that stands already is only deleted. One that was cut has to come again, and takes its own place.
    pub(crate) fn take_gop(
        &mut self,
        number: u64,
        file: &Path,
        grid: &Grid,
        expected: Option<u64>,
        written: Written,
    ) -> Result<Accepted, Error> {
        if self.recut.is_some() {
            return self.take_piece(number, file, grid);
        }
        let next = self.next();
        if number < next {
            remove::file(file)?;
            return Ok(Accepted::default());
        }
        if self.ended || number > self.timeline.landed() {
            return Err(Error::OutOfOrder { rendition: self.id.clone(), expected: next, found: number });
        }
        if number < self.timeline.landed() {
            self.take_back()?;
        }
        let gop = match &self.copied {
            Some(_) => self.exact(file, number, grid)?,
            None => self.prepare_gop(file, written)?,
        };
        let fragment = self.fragment_of(&gop).map_err(scan::error(file))?;
        let follows = self.follows(&fragment, number, expected, grid);
        let came = if written == Written::Now { Came::Alone(file) } else { Came::Among(file) };
        let bytes = self.append(&gop, &fragment, follows, came, grid)?;
        if written == Written::Earlier {
            self.taken.push(file.to_owned());
        }
        Ok(Accepted { bytes, completed: self.completed_by(number, follows).into_iter().collect() })
    }

    /// Whether `file`, which an earlier run has left, is GOP `number`, whole and at its place.
    pub(crate) fn stands_alone(&self, number: u64, file: &Path, grid: &Grid) -> Result<(), Error> {
        let fragment = self.alone(file)?;
        self.check_place(&fragment, number, grid)?;
        let short = self.off_grid(fragment.end_time(), number + 1, grid) <= -half_a_frame(grid);
        if short && grid.gops() != Some(number + 1) {
            return Err(self.gap(
                fragment.end_time(),
                number + 1,
                grid.seconds(grid.gop_begin(number + 1)).as_f64(),
            ));
        }
        Ok(())
    }

    /// The number of the GOP that is to be made next.
    pub(crate) fn next(&self) -> u64 {
        self.timeline.landed() - u64::from(self.cut && !self.ended)
    }

    /// A GOP file's bytes, with the delay that the init segment declares.
    fn read_gop_file(&self, file: &Path, written: Written) -> Result<Vec<u8>, Error> {
        let track = self.track()?;
        let mut gop = read_bounded(file)?;
        if let (Written::Earlier, Some(units)) = (written, track.units) {
            let fragment = self.only_fragment(&gop).map_err(Error::malformed(file))?;
            let mut bytes = Bytes::new(Cursor::new(&gop), gop.len() as u64);
            units.intact(&mut bytes, &fragment).map_err(scan::error(file))?;
        }
        if let Some(delay) = self.delay_ticks(Some(track)) {
            composition::raise(&mut gop, delay).map_err(Error::malformed(file))?;
        }
        Ok(gop)
    }

    /// The one fragment of a GOP.
    fn only_fragment(&self, gop: &[u8]) -> Result<Fragment, Malformed> {
        let track = self.started.as_ref().map(|started| fragments(gop, &started.track));
        let list = track.transpose()?.unwrap_or_default();
        <[Fragment; 1]>::try_from(list)
            .map(|[only]| only)
            .map_err(|_| Malformed { offset: 0, what: "not one fragment of the track" })
    }

    /// A segment is complete when the next begins: until then, a short end may join it, or a tail be folded in.
    fn completed_by(&self, number: u64, follows: Follows) -> Option<CompletedSegment> {
        let segment = self.timeline.segment_of(number);
        let begins = segment > 0 && self.timeline.segment_of(number - 1) < segment;
        if begins && follows == Follows::Along { self.segment(segment - 1) } else { None }
    }

    /// Notes that no more GOPs come, and gives the segments this completes.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn end(&mut self, grid: &Grid) -> Result<Vec<CompletedSegment>, Error> {
        if self.ended {
            return Ok(Vec::new());
        }
        let mut completed = self.take_rest(grid)?;
        self.sync()?;
        self.ended = true;
        let last = (self.timeline.gops().len() as u64).checked_sub(1);
        completed.extend(last.and_then(|last| self.segment(self.timeline.segment_of(last))));
        Ok(completed)
    }

    /// The file name of segment `number`.
    pub(crate) fn segment_file(&self, number: u64) -> String {
        layout::segment_file(self.container(), number)
    }

    fn segment(&self, number: u64) -> Option<CompletedSegment> {
        let piece = self.timeline.segment(number)?;
        Some(CompletedSegment {
            number,
            path: format!("{}/{}", self.folder, self.segment_file(number)),
            bytes: piece.bytes,
            seconds: self.seconds(piece.ticks),
        })
    }
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| {
        // Room for all of it and for the end: two questions to the system instead of a dozen.
        let length = file.metadata()?.len().min(MOST_BYTES);
        bytes.reserve_exact(usize::try_from(length).unwrap_or_default() + 1);
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes)
    });
    read.map_err(Error::io("read", path))?;
    if bytes.len() as u64 > MOST_BYTES { Err(Error::TooLarge { path: path.to_owned() }) } else { Ok(bytes) }
}
