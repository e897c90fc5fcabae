//! A package that was begun, taken up again: what stands of it is found by reading, the rest is removed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::arguments::{SPAN_INIT, gop_file, gop_number};
use domain::missing::{Standing, Stands};
use domain::plan::Plan;

use super::{Writer, write_live};
use crate::error::Error;
use crate::rendition::{Rendition, Written};
use crate::{layout, remove};

/// GOP files that wait for one before them, by rung and number.
pub type Ahead = BTreeMap<String, BTreeMap<u64, PathBuf>>;

impl Writer {
    /// Takes up the package of `plan` in `folder` where a run that was broken off has left it, and says what
    /// stands of it. Of every rung that is all up to the first GOP that is not whole; a sound stands when it has
    /// ended. What does not stand is removed; what does is synced, and listed again in growing playlists that
    /// begin as they did.
    ///
    /// Reads heads of boxes and of NAL units, one GOP at a time. When nothing was begun, nothing stands.
    ///
    /// # Errors
    /// [`Error::Finished`] when a finished package is there; [`Error::Io`] when something cannot be read or
    /// written, or something that is no file is in a file's place, and [`Error::DiskFull`].
    pub fn resume(plan: impl Into<Arc<Plan>>, folder: &Path) -> Result<(Self, Standing), Error> {
        let plan = plan.into();
        let mut writer = Self::begun(Arc::clone(&plan), folder)?;
        for rendition in &mut writer.renditions {
            rendition.take_up(&plan.grid)?;
        }
        if writer.renditions.iter().any(|r| r.plays_everywhere() && r.settled() == 0) {
            writer.withdraw()?;
        }
        remove::unfinished(folder)?;
        writer.renditions.iter().try_for_each(|rendition| rendition.keep_what_stands())?;
        writer.make_folders()?;
        for rendition in writer.renditions.iter_mut().filter(|r| r.settled() > 0) {
            write_live(rendition, &plan)?;
        }
        writer.announce()?;
        let standing = writer.standing();
        Ok((writer, standing))
    }

    /// Takes, in order, the whole GOPs of pictures that encoders of an earlier run have left in `work`, the folder
    /// of the spans' folders, and says what stands then. What is not taken stays there.
    ///
    /// # Errors
    /// Those of the file system. What is torn is no error.
    pub fn adopt(&mut self, work: &Path) -> Result<Standing, Error> {
        let spans = remove::entries(work)?.into_iter();
        let mut spans: Vec<_> = spans.filter(|(_, is_folder)| *is_folder).map(|(name, _)| name).collect();
        // What was made last first.
        spans.sort_unstable_by(|a, b| b.cmp(a));
        for id in self.open_rungs() {
            let folders: Vec<_> = spans.iter().map(|span| work.join(span).join(&id)).collect();
            while self.adopt_next(&id, &folders)? {}
        }
        self.settle_and_list(None)?;
        Ok(self.standing())
    }

    /// Keeps the whole GOPs in `work` that wait for one before them, in its folder [`layout::AHEAD`], and removes all
    /// else there. Gives them by rung and number, as [`Writer::standing`] then does.
    ///
    /// # Errors
    /// Those of the file system. What is torn is no error.
    pub fn keep_ahead(&mut self, work: &Path) -> Result<Ahead, Error> {
        let mut spans: Vec<_> =
            remove::entries(work)?.into_iter().filter(|(_, is_folder)| *is_folder).collect();
        spans.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
        let mut ahead = Ahead::new();
        for id in self.open_rungs() {
            let place = work.join(layout::AHEAD).join(&id);
            for (span, _) in &spans {
                self.keep_ahead_of(&id, &work.join(span).join(&id), &place)?;
            }
            let settled = self.find(&id)?.settled() as u64;
            let mut kept = BTreeMap::new();
            for (name, _) in remove::entries(&place)? {
                match gop_number(&name) {
                    Some(number) if number >= settled => {
                        kept.insert(number, place.join(name));
                    }
                    Some(_) => remove::file(&place.join(name))?,
                    None => {}
                }
            }
            self.find(&id)?.ahead = kept.keys().copied().collect();
            ahead.insert(id, kept);
        }
        remove::work_but(work, Some(layout::AHEAD))?;
        Ok(ahead)
    }

    /// Moves the GOPs of one rung that are whole from `folder` to `place`.
    fn keep_ahead_of(&mut self, id: &str, folder: &Path, place: &Path) -> Result<(), Error> {
        let init = Some(folder.join(SPAN_INIT)).filter(|_| self.plan.choice.container.has_init());
        if let Some(init) = &init {
            if !init.is_file() {
                return Ok(());
            }
            match self.init(id, init) {
                Err(error) if !error.is_of_the_file() => return Err(error),
                Err(_) => return Ok(()),
                Ok(()) => {}
            }
        }
        let grid = self.plan.grid.clone();
        let rendition = self.find(id)?;
        for (name, is_folder) in remove::entries(folder)? {
            let Some(number) = gop_number(&name).filter(|_| !is_folder) else { continue };
            let (from, to) = (folder.join(&name), place.join(&name));
            if number < rendition.settled() as u64 {
                continue;
            }
            match rendition.stands_alone(number, &from, &grid) {
                Ok(()) if from == to => {}
                Ok(()) => {
                    fs::create_dir_all(place).map_err(Error::io("make", place))?;
                    if let Some(init) = &init {
                        fs::copy(init, place.join(SPAN_INIT)).map_err(Error::io("write", place))?;
                    }
                    fs::rename(&from, &to).map_err(Error::io("move", &from))?;
                }
                Err(error) if error.is_of_the_file() => remove::file(&from)?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The rungs that an encoder has to go on with.
    fn open_rungs(&self) -> Vec<String> {
        self.renditions.iter().filter(|r| !r.is_cheap() && !r.ended).map(|r| r.id.clone()).collect()
    }

    /// Whether the next GOP of a rung was found whole in one of `folders`.
    fn adopt_next(&mut self, id: &str, folders: &[PathBuf]) -> Result<bool, Error> {
        let (number, container) = (self.find(id)?.settled() as u64, self.plan.choice.container);
        for folder in folders {
            let (init, gop) = (folder.join(SPAN_INIT), folder.join(gop_file(container, number)));
            if container.has_init() && !init.is_file() || !gop.is_file() {
                continue;
            }
            let begun = if container.has_init() { self.init(id, &init) } else { Ok(()) };
            let taken = begun.and_then(|()| self.take(id, number, &gop, Written::Earlier));
            match taken {
                Err(error) if !error.is_of_the_file() => return Err(error),
                _ if self.find(id)?.settled() as u64 > number => return Ok(true),
                _ => {}
            }
        }
        Ok(false)
    }

    /// What stands of the package.
    pub fn standing(&self) -> Standing {
        let stands = self.renditions.iter().map(|rendition| {
            let gops = rendition.timeline.gops().iter().take(rendition.settled());
            Stands {
                id: rendition.id.clone(),
                sound: rendition.sound,
                gops: gops.len() as u64,
                ahead: rendition.ahead.clone(),
                segments: self.complete(rendition),
                bytes: gops.map(|gop| u64::from(gop.bytes)).sum(),
                ended: rendition.ended,
            }
        });
        Standing { renditions: stands.collect() }
    }

    /// The segments that stand and take no more, by their paths below the package's folder.
    pub fn segments(&self) -> Vec<String> {
        let all = self.renditions.iter().flat_map(|rendition| {
            let file = |number| format!("{}/{}", rendition.folder, rendition.segment_file(number));
            (0..self.complete(rendition)).map(file)
        });
        all.collect()
    }

    /// How many of its segments take no more.
    fn complete(&self, rendition: &Rendition) -> u64 {
        match rendition.timeline.newest_segment() {
            Some((newest, _)) if rendition.ended => newest + 1,
            _ => self.plan.grid.full_segments(rendition.settled() as u64),
        }
    }
}
