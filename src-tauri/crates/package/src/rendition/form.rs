//! What of a rendition depends on its container: how a GOP file becomes what is appended, and how that is read back.

use std::borrow::Cow;
use std::io::{Cursor, Read, Seek};
use std::path::Path;

use domain::container::Container;
use domain::media::Size;
use domain::plan::START_OFFSET;

use super::scan::{self, Whole};
use super::{MOST_BYTES, Rendition, Started, Written, read_bounded};
use crate::boxes::Malformed;
use crate::boxes::file::{Bytes, Damage};
use crate::check::Heard;
use crate::error::Error;
use crate::fragment::Fragment;
use crate::init::TrackKind;
use crate::join::join;
use crate::layout;
use crate::timeline::Place;
use crate::ts;
use crate::ts::gop::{Clock, Gop};
use crate::ts::join::Due;

/// The container of a rendition, with what it has to remember.
#[derive(Debug)]
pub(crate) enum Form {
    /// Fragmented MP4: an init segment, then fragments.
    Boxes,
    /// A transport stream, which says in every GOP what it is.
    Packets {
        /// How its time is counted.
        clock: Clock,
        /// The counter of the last packet of every GOP file that has landed: the next goes on from there.
        counters: Vec<u8>,
        /// The two tables, for what is put together anew.
        tables: Vec<u8>,
    },
}

impl Form {
    pub(super) fn new(container: Container, clock: Clock) -> Self {
        match container {
            Container::Fmp4 => Self::Boxes,
            Container::Ts => Self::Packets { clock, counters: Vec::new(), tables: Vec::new() },
        }
    }

    /// Notes the last counter of the newest of `landed` files.
    pub(super) fn note(&mut self, landed: u64, counter: u8) {
        if let Self::Packets { counters, .. } = self {
            counters.truncate(usize::try_from(landed).unwrap_or(usize::MAX).saturating_sub(1));
            counters.push(counter);
        }
    }
}

impl Rendition {
    /// What its segments are.
    pub(crate) fn container(&self) -> Container {
        match self.form {
            Form::Boxes => Container::Fmp4,
            Form::Packets { .. } => Container::Ts,
        }
    }

    /// The init segment, when it has one and it is there.
    pub(crate) fn init(&self) -> Option<&[u8]> {
        let started = self.started.as_ref().filter(|_| self.container().has_init());
        started.map(|started| started.bytes.as_slice())
    }

    /// The bytes of a GOP file as far as they do not depend on where it goes.
    pub(super) fn prepare_gop(&mut self, file: &Path, written: Written) -> Result<Vec<u8>, Error> {
        let Form::Packets { clock, .. } = self.form else { return self.read_gop_file(file, written) };
        let due = self.due();
        let mut gop = ts::join::join(&read_bounded(file)?, due).map_err(Error::malformed(file))?;
        let found = packets(&mut in_memory(&gop), 0, due, &clock).map_err(scan::error(file))?;
        if !found.ends_whole() && written == Written::Now {
            gop = ts::join::closed(gop);
        } else if !found.ends_whole() || found.end != gop.len() as u64 {
            let source = Malformed { offset: found.end, what: "an end that may be cut off" };
            return Err(Error::Malformed { path: file.to_owned(), source });
        }
        if clock == Clock::Sound {
            let again = ts::sound::packed_again(&gop, &found, due, self.near());
            gop = again.map_err(Error::malformed(file))?;
        }
        let (size, id) = (self.size(), self.id.clone());
        match &self.started {
            Some(first) if first.bytes != found.configuration => Err(Error::InitDiffers { rendition: id }),
            Some(_) => Ok(gop),
            None => {
                self.started =
                    Some(begun(found, size).map_err(|found| Error::UnexpectedInit { rendition: id, found })?);
                Ok(gop)
            }
        }
    }

    /// A GOP file that an earlier run has left and that waits for one before it: whole, as far as can be told.
    pub(super) fn alone(&self, file: &Path) -> Result<Fragment, Error> {
        let Form::Packets { clock, .. } = &self.form else {
            let gop = self.read_gop_file(file, Written::Earlier)?;
            return self.only_fragment(&gop).map_err(Error::malformed(file));
        };
        let gop = ts::join::join(&read_bounded(file)?, self.due()).map_err(Error::malformed(file))?;
        let found = packets(&mut in_memory(&gop), 0, self.due(), clock).map_err(scan::error(file))?;
        if !found.ends_whole() || found.end != gop.len() as u64 {
            let source = Malformed { offset: found.end, what: "an end that may be cut off" };
            return Err(Error::Malformed { path: file.to_owned(), source });
        }
        if self.started.as_ref().is_some_and(|first| first.bytes != found.configuration) {
            return Err(Error::InitDiffers { rendition: self.id.clone() });
        }
        clock.fragment(&found, self.near()).map_err(Error::malformed(file))
    }

    /// About where the next GOP is, in seconds.
    fn near(&self) -> f64 {
        self.timeline.end().map_or(START_OFFSET as f64, |end| self.seconds(end))
    }

    /// What is in a GOP, as [`Rendition::prepare_gop`] gives it or as it stands.
    pub(super) fn fragment_of(&self, gop: &[u8]) -> Result<Fragment, Damage> {
        match self.form {
            Form::Boxes => Ok(self.only_fragment(gop)?),
            Form::Packets { .. } => Ok(self.whole_packets(&mut in_memory(gop), 0)?.fragment),
        }
    }

    /// What of a prepared GOP is appended at `place`.
    pub(super) fn joined<'gop>(
        &self,
        gop: &'gop [u8],
        place: Place,
        number: u64,
    ) -> Result<Cow<'gop, [u8]>, Malformed> {
        match self.form {
            Form::Boxes => {
                let sequence = u32::try_from(number + 1).unwrap_or(u32::MAX);
                join(gop, place.offset == 0, sequence).map(Cow::Owned)
            }
            Form::Packets { .. } => Ok(Cow::Borrowed(gop)),
        }
    }

    /// The next GOP, which lies at `at` of a segment.
    ///
    /// # Errors
    /// When it is not whole, or cannot be read.
    pub(super) fn whole<R: Read + Seek>(&self, bytes: &mut Bytes<R>, at: u64) -> Result<Whole, Damage> {
        match (&self.form, &self.started) {
            (Form::Boxes, Some(started)) => scan::whole(bytes, at, &started.track),
            (Form::Packets { .. }, Some(_)) => self.whole_packets(bytes, at),
            (_, None) => Err(Malformed { offset: at, what: "nothing that says what it is" }.into()),
        }
    }

    fn whole_packets<R: Read + Seek>(&self, bytes: &mut Bytes<R>, at: u64) -> Result<Whole, Damage> {
        let Form::Packets { clock, .. } = &self.form else {
            return Err(Malformed { offset: at, what: "no transport stream" }.into());
        };
        let gop = packets(bytes, at, self.due(), clock)?;
        if self.started.as_ref().is_none_or(|first| first.bytes != gop.configuration) {
            return Err(Malformed { offset: at, what: "a stream of another kind" }.into());
        }
        let fragment = clock.fragment(&gop, self.near())?;
        let heard = Heard::packets(&gop, self.near(), self.noted.frame());
        let heard = heard.ok_or(Malformed { offset: at, what: "no picture and no sound with a time" })?;
        Ok(Whole { at, fragment, end: gop.end, counter: gop.counter, heard })
    }

    /// The counters that the next GOP goes on with.
    pub(super) fn due(&self) -> Due {
        let landed = self.timeline.landed();
        let newest = landed.checked_sub(1).and_then(|newest| usize::try_from(newest).ok());
        let counter = match &self.form {
            Form::Packets { counters, .. } => newest.and_then(|newest| counters.get(newest)),
            Form::Boxes => None,
        };
        Due {
            tables: (landed & 0xf) as u8,
            stream: counter.map_or(0, |counter| counter.wrapping_add(1) & 0xf),
        }
    }

    /// What the rendition begins with on disk and what its encoder has made of it; `None` when that is not there, or
    /// not as this rendition's would be.
    pub(super) fn standing_begin(&self) -> Result<Option<Started>, Error> {
        let Form::Packets { clock, .. } = &self.form else { return self.standing_init() };
        let path = self.path.join(layout::segment_file(self.container(), 0));
        let Some((file, size)) = scan::open(&path)? else { return Ok(None) };
        match packets(&mut Bytes::new(file, size), 0, Due::default(), clock) {
            Ok(found) => Ok(begun(found, self.size()).ok()),
            Err(damage) => match scan::error(&path)(damage) {
                error if error.is_of_the_file() => Ok(None),
                error => Err(error),
            },
        }
    }

    /// Whether blocks of the newest GOP were lost, or may have been.
    pub(super) fn newest_is_torn(&self, newest: usize) -> Result<bool, Error> {
        let gop = self.read_gop(newest)?;
        match (&self.form, self.track()?.units) {
            (Form::Boxes, None) => Ok(false),
            (Form::Boxes, Some(units)) => {
                let fragment = self.only_fragment(&gop).map_err(Damage::from);
                Ok(fragment.and_then(|fragment| units.intact(&mut in_memory(&gop), &fragment)).is_err())
            }
            // What a scan has found has every packet, but its last picture may have had more.
            (Form::Packets { clock, .. }, _) => {
                let mut due = self.due();
                due.tables = due.tables.wrapping_sub(1) & 0xf;
                due.stream = first_counter(&gop);
                let found = packets(&mut in_memory(&gop), 0, due, clock);
                Ok(!found.is_ok_and(|found| found.ends_whole() && found.end == gop.len() as u64))
            }
        }
    }
}

/// The counter of the first packet behind the tables.
fn first_counter(gop: &[u8]) -> u8 {
    let at = usize::try_from(ts::gop::TABLES).unwrap_or_default();
    gop.get(at + 3).map_or(0, |flags| flags & 0xf)
}

pub(super) fn in_memory(bytes: &[u8]) -> Bytes<Cursor<&[u8]>> {
    Bytes::new(Cursor::new(bytes), bytes.len() as u64)
}

pub(super) fn packets<R: Read + Seek>(
    bytes: &mut Bytes<R>,
    at: u64,
    due: Due,
    clock: &Clock,
) -> Result<Gop, Damage> {
    ts::gop::read(bytes, at, due, MOST_BYTES, clock)
}

/// What a rendition whose pictures have `size` begins with, or what was found instead.
fn begun(found: Gop, size: Option<Size>) -> Result<Started, String> {
    let fits = match (size, found.track.kind) {
        (None, TrackKind::Audio { .. }) => Ok(()),
        (Some(size), TrackKind::Video { width, height }) if size == (Size { width, height }) => Ok(()),
        (Some(_), TrackKind::Video { width, height }) => Err(format!("pictures of {width}x{height} pixels")),
        (None, TrackKind::Video { .. }) => Err("pictures instead of sound".to_owned()),
        (Some(_), TrackKind::Audio { .. }) => Err("sound instead of pictures".to_owned()),
    };
    fits.map(|()| Started { bytes: found.configuration, track: found.track })
}
