//! The folder a package is made in: found or made, claimed by a lock, and the plan written into it.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use domain::failure::{Code, Failure};
use domain::naming;
use domain::plan::{Plan, Source};
use package::durable::{self, Keep};
use package::{layout, remove};

/// How many packages of one name there may be.
const MOST_OF_ONE_NAME: u32 = 1000;

/// A package's folder that only this process works in, until it is dropped.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
    lock: File,
    /// The folder around it, when it was made for this package.
    made_around: Option<PathBuf>,
}

impl Place {
    /// Claims `out/<name>` for `plan`; ` (2)` and so on when the name is taken by another source's package
    /// or by something else. An earlier package of the same source is removed.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`], [`Code::DiskFull`], or [`Code::OutputBusy`] when another process works
    /// on this source's package.
    pub fn claim(out: &Path, plan: &Plan) -> Result<Self, Failure> {
        let out = std::path::absolute(out).map_err(|error| not_writable(out, &error))?;
        let made_around = (!out.exists()).then(|| out.clone());
        std::fs::create_dir_all(&out).map_err(|error| not_writable(&out, &error))?;
        let name = naming::package_name(&plan.source.path);
        for attempt in 1..=MOST_OF_ONE_NAME {
            let folder = out.join(naming::numbered(&name, attempt));
            if let Some(place) = Self::claim_folder(folder, plan)? {
                return Ok(Self { made_around, ..place });
            }
        }
        Err(Failure::new(
            Code::OutputNotWritable,
            format!(
                "There are too many packages named “{name}” in {}. Choose another folder.",
                out.display()
            ),
        ))
    }

    /// The package's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where encoders write, below the private folder.
    pub fn work(&self) -> PathBuf {
        self.folder.join(layout::WORK)
    }

    /// Removes everything that was made, the lock included, and the folder when nothing else is in it.
    ///
    /// # Errors
    /// The first thing that cannot be removed.
    pub fn discard(self) -> Result<(), package::Error> {
        let Self { folder, lock, made_around } = self;
        // Windows removes no file that is open.
        drop(lock);
        remove::package(&folder)?;
        if let Some(around) = made_around {
            // Another package may be in it by now: then it stays.
            let _ = std::fs::remove_dir(around);
        }
        Ok(())
    }

    fn claim_folder(folder: PathBuf, plan: &Plan) -> Result<Option<Self>, Failure> {
        match std::fs::create_dir(&folder) {
            Ok(()) => {
                let claimed = Self::fill(&folder, plan);
                // Another process that was quicker keeps what it has begun.
                if claimed.as_ref().is_err_and(|failure| failure.code != Code::OutputBusy) {
                    let _ = remove::package(&folder);
                }
                claimed
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if is_free_for(&folder, &plan.source) { Self::fill(&folder, plan) } else { Ok(None) }
            }
            Err(error) => Err(not_writable(&folder, &error)),
        }
    }

    /// Locks a folder that is there, empties it and writes the plan; `None` when another source's package is
    /// just being begun in it.
    fn fill(folder: &Path, plan: &Plan) -> Result<Option<Self>, Failure> {
        let trouble = |error: &io::Error| not_writable(folder, error);
        std::fs::create_dir_all(folder.join(layout::STUDIO)).map_err(|e| trouble(&e))?;
        let lock = File::options().create(true).truncate(false).write(true).open(folder.join(layout::LOCK));
        let lock = lock.map_err(|e| trouble(&e))?;
        match lock.try_lock() {
            Ok(()) => {}
            // Another source's package that is only just being begun: take the next number.
            Err(TryLockError::WouldBlock) if !holds(folder, &plan.source) => return Ok(None),
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::new(
                    Code::OutputBusy,
                    format!("{} is being worked on already. Wait until that is done.", folder.display()),
                ));
            }
            Err(TryLockError::Error(error)) => return Err(trouble(&error)),
        }
        remove::contents(folder)?;
        let text = serde_json::to_vec_pretty(plan).map_err(|e| trouble(&e.into()))?;
        durable::write(&folder.join(layout::PLAN), &text, Keep::Always)?;
        Ok(Some(Self { folder: folder.to_path_buf(), lock, made_around: None }))
    }
}

/// The plan of the package in `folder`; `None` when there is none that can be read.
pub fn read_plan(folder: &Path) -> Option<Plan> {
    let text = std::fs::read(folder.join(layout::PLAN)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Whether an existing folder is empty or holds this source's package.
fn is_free_for(folder: &Path, source: &Source) -> bool {
    holds(folder, source) || std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

fn holds(folder: &Path, source: &Source) -> bool {
    read_plan(folder).is_some_and(|plan| plan.source.path == source.path)
}

fn not_writable(folder: &Path, error: &io::Error) -> Failure {
    let folder = folder.display();
    let failure = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Failure::new(
            Code::DiskFull,
            format!("The disk is full: {folder} cannot be written. Make room and try again."),
        ),
        _ => Failure::new(
            Code::OutputNotWritable,
            format!("{folder} cannot be written. Choose another folder, or allow writing to it."),
        ),
    };
    failure.with_detail(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::choice::Choice;
    use domain::media::{Colour, FieldOrder, Media, Size, VideoTrack};
    use domain::rational::Rational;

    fn plan(path: &str) -> Plan {
        let size = Size { width: 640, height: 360 };
        let video = VideoTrack {
            index: 0,
            codec: "h264".into(),
            profile: None,
            coded: size,
            display: size,
            rotation: 0,
            sample_aspect: Rational::whole(1),
            frame_rate: Some(Rational::whole(25)),
            base_rate: Some(Rational::whole(25)),
            pixel_format: None,
            bits: 8,
            colour: Colour::default(),
            fields: FieldOrder::Progressive,
            fields_seen: None,
            content: None,
            start: None,
            duration: Some(4.0),
            frames: None,
            bit_rate: None,
            dolby_vision: None,
        };
        let media = Media {
            container: "mov".into(),
            duration: Some(4.0),
            bytes: 1,
            video: Some(video),
            audio: vec![],
            subtitles: vec![],
            other_video: vec![],
            cover: None,
        };
        let source = Source { path: path.into(), bytes: 1, modified_ms: None };
        domain::plan::plan(source, media, Choice::default()).unwrap()
    }

    #[test]
    fn another_source_of_the_same_name_gets_a_number_and_the_same_source_its_folder_again() {
        let out = tempfile::tempdir().unwrap();
        let name = |place: &Place| place.folder().file_name().unwrap().to_string_lossy().into_owned();
        let first = Place::claim(out.path(), &plan("/a/clip.mp4")).unwrap();
        let second = Place::claim(out.path(), &plan("/b/clip.mp4")).unwrap();
        assert_eq!((name(&first).as_str(), name(&second).as_str()), ("clip", "clip (2)"));
        drop(first);
        let again = Place::claim(out.path(), &plan("/a/clip.mp4")).unwrap();
        assert_eq!(name(&again), "clip");
    }

    #[test]
    fn what_was_made_for_it_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("new");
        Place::claim(&out, &plan("/a/clip.mp4")).unwrap().discard().unwrap();
        assert!(!out.exists());
        std::fs::create_dir(&out).unwrap();
        Place::claim(&out, &plan("/a/clip.mp4")).unwrap().discard().unwrap();
        assert!(out.exists());
    }

    #[test]
    fn two_processes_never_share_a_folder() {
        let out = tempfile::tempdir().unwrap();
        let _first = Place::claim(out.path(), &plan("/a/clip.mp4")).unwrap();
        assert_eq!(Place::claim(out.path(), &plan("/a/clip.mp4")).unwrap_err().code, Code::OutputBusy);
    }

    #[test]
    fn a_folder_of_someone_elses_is_left_alone() {
        let out = tempfile::tempdir().unwrap();
        std::fs::create_dir(out.path().join("clip")).unwrap();
        std::fs::write(out.path().join("clip/diary.txt"), "mine").unwrap();
        let place = Place::claim(out.path(), &plan("/a/clip.mp4")).unwrap();
        assert!(place.folder().ends_with("clip (2)"));
        place.discard().unwrap();
        assert!(out.path().join("clip/diary.txt").exists());
        assert!(!out.path().join("clip (2)").exists());
    }
}
