//! The writer of one package: GOP files in, segments and growing playlists out, the finished package at the
//! end. Blocking: it belongs on a thread of its own.

mod resume;

pub use resume::Ahead;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::plan::Plan;
use domain::report::Report;

use crate::durable::{self, Keep};
use crate::error::Error;
use crate::finish::{self, Finished};
use crate::master::{self, Stage};
use crate::poster::PosterSource;
use crate::rendition::{Rendition, Written};
use crate::thumbnails::{self, Sheet};
use crate::{alignment, check, disk, layout, lists, poster, remove};

/// How long a growing playlist rests between two writes, for each of its entries: writing it takes the longer, the more
/// there are. One of a thousand entries is written once a second at most.
const REST_AN_ENTRY: Duration = Duration::from_millis(1);

/// Writes one package, from the first GOP to `master.m3u8`.
#[derive(Debug)]
pub struct Writer {
    plan: Arc<Plan>,
    folder: PathBuf,
    renditions: Vec<Rendition>,
    announced: Announced,
}

/// What the provisional multivariant playlist offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Announced {
    /// It is not there: there is not enough to play.
    #[default]
    Nothing,
    /// The pictures that are a copy, with the sound: the other rungs come later.
    Copy,
    /// Every rendition.
    All,
}

/// A GOP has landed.
#[derive(Clone, Debug, PartialEq)]
pub struct Landed {
    /// The segments that take no more: they may be published, once they are settled.
    pub segments_completed: Vec<CompletedSegment>,
    /// Bytes appended; zero for a GOP that stood already.
    pub bytes: u64,
    /// What can be played from now on; `None` when nothing is new.
    pub announced: Option<Announced>,
}

/// A rendition's encoder has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// The last segments, unless they were complete before.
    pub segments_completed: Vec<CompletedSegment>,
    /// What can be played from now on; `None` when nothing is new.
    pub announced: Option<Announced>,
}

/// A segment whose bytes do not change any more.
#[derive(Clone, Debug, PartialEq)]
pub struct CompletedSegment {
    /// Its number in the rendition, from zero.
    pub number: u64,
    /// Below the package's folder, `/`-separated.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its length.
    pub seconds: f64,
}

impl Writer {
    /// Begins the package of `plan` in `folder`, which is made when it is not there. What an earlier attempt
    /// left of the renditions is removed; other files are not touched.
    ///
    /// # Errors
    /// [`Error::Finished`] when a finished package is there; [`Error::Io`] or [`Error::DiskFull`].
    pub fn create(plan: impl Into<Arc<Plan>>, folder: &Path) -> Result<Self, Error> {
        let mut writer = Self::begun(plan.into(), folder)?;
        writer.withdraw()?;
        for rendition in &writer.renditions {
            remove::rendition(&rendition.path)?;
        }
        writer.make_folders()?;
        Ok(writer)
    }

    /// A writer that has nothing yet, for a folder in which no finished package is.
    fn begun(plan: Arc<Plan>, folder: &Path) -> Result<Self, Error> {
        let entry = folder.join(layout::MASTER);
        if fs::symlink_metadata(&entry).is_ok() {
            return Err(Error::Finished { path: entry });
        }
        let container = plan.choice.container;
        let video = plan.video.iter().map(|v| Rendition::pictures(folder, &plan, v));
        let audio =
            plan.audio.iter().map(|a| Rendition::sound(folder, &a.id, a.folder(), &plan.grid, container));
        let renditions = video.chain(audio).collect();
        Ok(Self { plan, folder: folder.to_owned(), renditions, announced: Announced::Nothing })
    }

    /// Makes the renditions' folders. They and the package's own are on the disk when the call returns.
    fn make_folders(&self) -> Result<(), Error> {
        let mut around: Vec<&Path> = vec![&self.folder];
        around.extend(self.folder.parent());
        for rendition in &self.renditions {
            disk::make_folder(&rendition.path).map_err(Error::io("make", &rendition.path))?;
            around.extend(rendition.path.parent());
        }
        around.sort_unstable();
        around.dedup();
        around.into_iter().try_for_each(durable::sync_folder)
    }

    /// Removes the provisional multivariant playlist, so that it names nothing that goes.
    fn withdraw(&mut self) -> Result<(), Error> {
        self.announced = Announced::Nothing;
        remove::growing_list(&self.folder)
    }

    /// Takes the init segment that a span has made; the file itself stays with the span. Transport streams have none.
    ///
    /// # Errors
    /// [`Error::InitDiffers`] when it is not the same as an earlier span's, [`Error::UnexpectedInit`],
    /// [`Error::Malformed`], and those of the file system.
    pub fn init(&mut self, rendition: &str, file: &Path) -> Result<(), Error> {
        self.find(rendition)?.take_init(file)
    }

    /// Appends a GOP file to its segment, deletes it, and lists it in the growing playlist. GOPs of one
    /// rendition come in order, from zero. One that stands already is only deleted: a span that goes on where
    /// one rung ends makes it again for the others.
    ///
    /// # Errors
    /// [`Error::OutOfOrder`], [`Error::TooEarly`] without an init segment, [`Error::Gap`],
    /// [`Error::NoKeyFrame`], [`Error::Malformed`], of a transport stream those of [`Writer::init`], and those of the file system. The segment then ends as
    /// it did before.
    pub fn gop(&mut self, rendition: &str, number: u64, file: &Path) -> Result<Landed, Error> {
        let landed = self.land(rendition, number, file)?;
        Ok(Landed { announced: self.settle_and_list(None)?, ..landed })
    }

    /// The same, but for what makes it count: [`Writer::settle`], for all that have landed at once. Until then the GOP
    /// file stays.
    ///
    /// # Errors
    /// As [`Writer::gop`].
    pub fn land(&mut self, rendition: &str, number: u64, file: &Path) -> Result<Landed, Error> {
        self.take(rendition, number, file, Written::Now)
    }

    fn take(&mut self, rendition: &str, number: u64, file: &Path, written: Written) -> Result<Landed, Error> {
        let (plan, expected) = (Arc::clone(&self.plan), self.expected_gops());
        let rendition = self.find(rendition)?;
        let accepted = rendition.take_gop(number, file, &plan.grid, expected, written)?;
        Ok(Landed { segments_completed: accepted.completed, bytes: accepted.bytes, announced: None })
    }

    /// Syncs what has landed by `now`, lists it in the growing playlists, and says what can be played from now on; `None`
    /// when nothing is new. A long playlist is written now and then only: what it does not list yet, it lists later. After
    /// an error of the file system, what stands is found by [`Writer::resume`].
    ///
    /// # Errors
    /// Those of the file system.
    pub fn settle(&mut self, now: Instant) -> Result<Option<Announced>, Error> {
        self.settle_and_list(Some(now))
    }

    /// The same; without a time, all that is new is listed.
    fn settle_and_list(&mut self, now: Option<Instant>) -> Result<Option<Announced>, Error> {
        for rendition in &mut self.renditions {
            rendition.sync()?;
            let rested = now.zip(rendition.listed_at).map(|(now, at)| now.saturating_duration_since(at));
            if rendition.settled() > rendition.listed && worth_a_write(rendition.listed, rested) {
                write_live(rendition, &self.plan)?;
                rendition.listed_at = now;
            }
        }
        self.announce()
    }

    /// Notes that a rendition's encoder has ended: its last segment is complete and its growing playlist
    /// gets ENDLIST.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn end(&mut self, rendition: &str) -> Result<Ended, Error> {
        let plan = Arc::clone(&self.plan);
        let rendition = self.find(rendition)?;
        let segments_completed = rendition.end(&plan.grid)?;
        if rendition.started.is_some() {
            write_live(rendition, &plan)?;
        }
        Ok(Ended { segments_completed, announced: self.announce()? })
    }

    /// The number of the GOP that a rung takes next.
    ///
    /// # Errors
    /// [`Error::NoSuchRendition`].
    pub fn next_gop(&mut self, rung: &str) -> Result<u64, Error> {
        Ok(self.find(rung)?.next())
    }

    /// What the provisional `live.m3u8` offers.
    pub fn announced(&self) -> Announced {
        self.announced
    }

    /// What stands for the video, of the highest rung: the picture that was chosen, or else the first of the GOP with
    /// the largest I-frame of those from 5 % to 40 % of the programme, which is not blank.
    ///
    /// # Errors
    /// [`Error::TooEarly`] before the first GOP of that rung; those of the file system.
    pub fn poster_source(&self) -> Result<PosterSource, Error> {
        let top = self.plan.top().map(|top| top.id.as_str()).unwrap_or_default();
        let found = self.renditions.iter().find(|r| !r.sound && r.id == top);
        let found = found.ok_or_else(|| Error::NoSuchRendition(top.to_owned()))?;
        poster::source(found, self.plan.choice.edits.poster)
    }

    /// How many sheets of thumbnails can be made by now, of key frames that stand.
    pub fn sheets(&self) -> u64 {
        let found = thumbnails::find(&self.plan, &self.renditions);
        found.map_or(0, |(thumbnails, rung)| thumbnails::settled(&thumbnails, rung))
    }

    /// The key frames of sheet `number`, which is one of [`Writer::sheets`].
    ///
    /// # Errors
    /// [`Error::NoSuchRendition`] where there are no pictures; those of the file system.
    pub fn sheet(&self, number: u64) -> Result<Sheet, Error> {
        let found = thumbnails::find(&self.plan, &self.renditions);
        let (thumbnails, rung) = found.ok_or_else(|| Error::NoSuchRendition(String::new()))?;
        thumbnails::sheet(&thumbnails, rung, number)
    }

    /// Whether everything that was made fits together: what [`Writer::finish`] checks first.
    ///
    /// # Errors
    /// [`Error::TooEarly`], [`Error::Uneven`] and [`Error::LengthsDiffer`].
    pub fn check(&self) -> Result<(), Error> {
        alignment::check(&self.renditions)
    }

    /// How many frames of pictures there are at the grid's rate, once the fastest rung has ended: the sound has
    /// to be as long.
    pub fn frames(&self) -> Option<u64> {
        let fastest = self.plan.video.iter().max_by_key(|v| v.rung.rate)?;
        let ended = self.renditions.iter().find(|r| !r.sound && r.ended && r.id == fastest.id)?;
        // A ladder of the cellular rung alone runs at half the grid's rate.
        let each = if fastest.rung.rate == self.plan.grid.rate { 1 } else { 2 };
        Some(ended.timeline.frames() * each)
    }

    /// How long the programme is, in seconds: as its pictures, or its sound where there are none.
    pub fn seconds(&self) -> f64 {
        match self.frames() {
            Some(frames) => self.plan.grid.seconds(frames).as_f64(),
            None => alignment::length(&self.renditions),
        }
    }

    /// Removes the sounds' segments and forgets them, so that they can be made anew at another length.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn restart_audio(&mut self) -> Result<(), Error> {
        self.restart(true)
    }

    /// Removes the pictures' segments and forgets them, so that they can be made anew from the start: by an
    /// encoder whose init segments are others ([`Error::InitDiffers`]).
    ///
    /// # Errors
    /// Those of the file system.
    pub fn restart_video(&mut self) -> Result<(), Error> {
        // Their codecs stand in it.
        self.withdraw()?;
        self.restart(false)
    }

    fn restart(&mut self, sound: bool) -> Result<(), Error> {
        let grid = &self.plan.grid;
        for rendition in self.renditions.iter_mut().filter(|r| r.sound == sound) {
            remove::rendition(&rendition.path)?;
            rendition.forget(grid);
        }
        self.make_folders()
    }

    /// Checks that everything fits together and writes what stays: playlists, `poster` (a JPEG), and last
    /// `master.m3u8`, with which the package is finished; the growing playlists go.
    ///
    /// # Errors
    /// As [`Writer::check`], [`Error::Playlist`], and those of the file system. Before `master.m3u8` stands
    /// it can be called again.
    pub fn finish(&mut self, poster: Option<&[u8]>) -> Result<Finished, Error> {
        self.finish_after(poster, |_| {})
    }

    /// The same; `going` is called with the growing playlists' last texts when the package is finished and
    /// before their files go: a player that follows them can be given them in another way.
    ///
    /// # Errors
    /// As [`Writer::finish`].
    pub fn finish_after(
        &mut self,
        poster: Option<&[u8]>,
        going: impl FnOnce(&[(String, Vec<u8>)]),
    ) -> Result<Finished, Error> {
        self.check()?;
        finish::finish(&self.plan, &self.folder, &mut self.renditions, poster, going)
    }

    /// Whether the package that was `finished` is right: what was noted while it was made is not read again.
    ///
    /// # Errors
    /// [`check::Error::TooLong`].
    pub fn report(&self, finished: &Finished) -> Result<Report, check::Error> {
        check::written(&self.folder, &finished.playlists, &self.renditions)
    }

    fn find(&mut self, id: &str) -> Result<&mut Rendition, Error> {
        let found = self.renditions.iter_mut().find(|r| r.id == id);
        found.ok_or_else(|| Error::NoSuchRendition(id.to_owned()))
    }

    /// How many GOPs there will be: counted when a rung has ended, else as planned. Sound alone ends where it
    /// ends.
    fn expected_gops(&self) -> Option<u64> {
        if self.plan.video.is_empty() {
            return None;
        }
        let counted = self.renditions.iter().find(|r| !r.sound && r.ended);
        counted.map(|r| r.timeline.landed()).or(self.plan.grid.gops())
    }

    /// Writes the provisional multivariant playlist as soon as every rendition that it may name has something to
    /// play: before, once, when all has that is no encoder's work.
    fn announce(&mut self) -> Result<Option<Announced>, Error> {
        let begun = |rendition: &&Rendition| rendition.listed > 0;
        let mut named = self.renditions.iter().filter(|r| r.plays_everywhere());
        let cheap = self.renditions.iter().filter(|r| r.is_cheap());
        let now = if self.announced == Announced::All {
            return Ok(None);
        } else if named.all(|r| begun(&r)) {
            Announced::All
        } else if self.plan.copied().is_some() && cheap.clone().all(|r| begun(&r)) {
            Announced::Copy
        } else {
            Announced::Nothing
        };
        if now == self.announced {
            return Ok(None);
        }
        let list = master::multivariant(&self.plan, &self.renditions, &[], Vec::new(), Stage::Provisional)?;
        finish::write_multivariant(&self.folder.join(layout::LIVE), &list, Keep::WhileRunning)?;
        self.announced = now;
        Ok(Some(now))
    }
}

/// Whether a growing playlist of so many entries, last written so long ago, is written again.
fn worth_a_write(listed: usize, rested: Option<Duration>) -> bool {
    let rest = REST_AN_ENTRY.saturating_mul(u32::try_from(listed).unwrap_or(u32::MAX));
    rested.is_none_or(|rested| rested >= rest)
}

/// Its end is kept: with it the rendition counts as whole when the work is taken up again.
fn write_live(rendition: &mut Rendition, plan: &Plan) -> Result<(), Error> {
    let text = lists::live(rendition, &plan.grid)?.render();
    let keep = if rendition.ended { Keep::Always } else { Keep::WhileRunning };
    durable::write(&rendition.path.join(layout::LIVE), text.as_bytes(), keep)?;
    rendition.listed = rendition.settled();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_hours_are_not_written_anew_every_two_seconds() {
        // As fast as they can be made: in five minutes, looked at once a second.
        let (mut listed, mut last, mut writes, mut entries) = (0, 0, 0, 0);
        for second in 1..=300 {
            let settled = 60 * second;
            if worth_a_write(listed, Some(Duration::from_secs(second as u64 - last))) {
                (listed, last, writes, entries) = (settled, second as u64, writes + 1, entries + settled);
            }
        }
        assert!((50..100).contains(&writes) && entries < 500_000, "{writes} writes of {entries} entries");
        // As they are played: the newest is listed within twenty seconds.
        assert!(worth_a_write(18_000, Some(Duration::from_secs(18))));
        assert!(!worth_a_write(18_000, Some(Duration::from_secs(17))));
        assert!(worth_a_write(0, None) && worth_a_write(1, Some(Duration::from_millis(1))));
    }
}
