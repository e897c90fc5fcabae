//! A package that was begun, taken up again: what stands of it is found by reading, the rest is removed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::arguments::{SPAN_INIT, gop_file};
use domain::missing::{Standing, Stands};
use domain::plan::Plan;

use super::{Writer, write_live};
use crate::error::Error;
use crate::remove;
use crate::rendition::Written;

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
        if writer.renditions.iter().any(|rendition| rendition.settled() == 0) {
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
        let rungs: Vec<String> =
            self.renditions.iter().filter(|r| !r.is_cheap() && !r.ended).map(|r| r.id.clone()).collect();
        for id in rungs {
            let folders: Vec<_> = spans.iter().map(|span| work.join(span).join(&id)).collect();
            while self.adopt_next(&id, &folders)? {}
        }
        Ok(self.standing())
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
                segments: match rendition.timeline.newest_segment() {
                    Some((newest, _)) if rendition.ended => newest + 1,
                    _ => self.plan.grid.full_segments(gops.len() as u64),
                },
                bytes: gops.map(|gop| u64::from(gop.bytes)).sum(),
                ended: rendition.ended,
            }
        });
        Standing { renditions: stands.collect() }
    }
}
