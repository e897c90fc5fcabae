//! The folder a package is made in: found or made, claimed by a lock, and the plan written into it.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::failure::{Code, Failure};
use domain::naming;
use domain::plan::{Plan, Source};
use package::durable::{self, Keep};
use package::{layout, remove};
use serde::{Deserialize, Serialize};

mod standing;

pub use standing::{standing, stands};

/// How many packages of one name there may be.
const MOST_OF_ONE_NAME: u32 = 1000;

/// What is written beside the segments of a package: with them, the truth about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Begun {
    #[serde(flatten)]
    plan: Plan,
    /// What it is made with: with anything else, the rest would not be as what stands.
    #[serde(default)]
    made_with: Tools,
}

/// What makes a package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Tools {
    /// Version of ffmpeg.
    ffmpeg: String,
    /// Version of this program, which words the arguments.
    studio: String,
}

impl Tools {
    fn with(ffmpeg: &str) -> Self {
        Self { ffmpeg: ffmpeg.to_owned(), studio: env!("CARGO_PKG_VERSION").to_owned() }
    }

    /// Why what `self` has begun is of no use to `other`.
    fn differs(&self, other: &Self) -> Option<String> {
        let (what, was, is) = if self.ffmpeg != other.ffmpeg {
            ("ffmpeg", &self.ffmpeg, &other.ffmpeg)
        } else {
            ("HLS Studio", &self.studio, &other.studio)
        };
        (was != is).then(|| format!("Begun with {what} {was}, and this is {is}: made anew"))
    }
}

/// A package's folder that only this process works in, until it is dropped.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
    lock: File,
    plan: Arc<Plan>,
    made_with: Tools,
    /// Why what stood of the same plan is made anew.
    anew: Option<String>,
    /// The folder around it, when it was made for this package.
    made_around: Option<PathBuf>,
}

impl Place {
    /// Claims `out/<name>` for `plan`, which ffmpeg of version `ffmpeg` makes; ` (2)` and so on when the name is
    /// taken by another source's package or by something else. What stands of an unfinished package of the same
    /// plan stays when it was made with the same tools, any other of the same source is removed.
    ///
    /// # Errors
    /// [`Code::OutputNotWritable`], [`Code::DiskFull`], or [`Code::OutputBusy`] when another process works
    /// on this source's package.
    pub fn claim(out: &Path, plan: Plan, ffmpeg: &str) -> Result<Self, Failure> {
        let begun = Begun { plan, made_with: Tools::with(ffmpeg) };
        let plan = &begun.plan;
        let out = std::path::absolute(out).map_err(|error| not_writable(out, &error))?;
        let made_around = (!out.exists()).then(|| out.clone());
        std::fs::create_dir_all(&out).map_err(|error| not_writable(&out, &error))?;
        let name = naming::package_name(&plan.source.path);
        for attempt in 1..=MOST_OF_ONE_NAME {
            let folder = out.join(naming::numbered(&name, attempt));
            if let Some(place) = Self::claim_folder(folder, &begun)? {
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

    /// Claims `folder` for `plan` as [`Place::claim`] does: where a package of the same source was begun.
    ///
    /// # Errors
    /// [`Code::OutputAway`] when the folder around it is not there: a drive may be unplugged; those of
    /// [`Place::claim`].
    pub fn claim_again(folder: &Path, plan: Plan, ffmpeg: &str) -> Result<Self, Failure> {
        let Some(around) = folder.parent().filter(|around| around.is_dir()) else {
            return Err(away(folder));
        };
        let begun = Begun { plan, made_with: Tools::with(ffmpeg) };
        match Self::claim_folder(folder.to_owned(), &begun)? {
            Some(place) => Ok(place),
            // Something else is there by now.
            None => Self::claim(around, begun.plan, ffmpeg),
        }
    }

    /// Removes the unfinished package in `folder`; nothing is done to a finished one, or when there is none.
    ///
    /// # Errors
    /// [`Code::OutputBusy`] when another process works on it, and when something cannot be removed.
    pub fn discard_unfinished(folder: &Path) -> Result<(), Failure> {
        let Some(begun) = read(folder).filter(|_| !is_finished(folder)) else { return Ok(()) };
        let place = Self::fill(folder, &begun)?.ok_or_else(|| busy(folder))?;
        Ok(place.discard()?)
    }

    /// Claims the unfinished package in `folder` once more.
    ///
    /// # Errors
    /// [`Code::NotAPackage`] when there is none, [`Code::OutputBusy`] when another process works on it, those of
    /// [`Place::claim`].
    pub fn reopen(folder: &Path, ffmpeg: &str) -> Result<Self, Failure> {
        let folder = std::path::absolute(folder).map_err(|error| not_writable(folder, &error))?;
        let nothing = |what: &str| {
            let message = format!(
                "There is {what} in {}. Name the folder of a conversion that stopped.",
                folder.display()
            );
            Failure::new(Code::NotAPackage, message)
        };
        let plan = read_plan(&folder).ok_or_else(|| nothing("no conversion to go on with"))?;
        if is_finished(&folder) {
            return Err(nothing("a finished package, and nothing left to do,"));
        }
        let begun = Begun { plan, made_with: Tools::with(ffmpeg) };
        Self::fill(&folder, &begun)?.ok_or_else(|| busy(&folder))
    }

    /// Why what stood of the same plan was of no use; a sentence for people.
    pub(crate) fn anew(&self) -> Option<&str> {
        self.anew.as_deref()
    }

    /// Whether the folder is still there: a drive may have been unplugged, and its place be an empty folder.
    pub(crate) fn is_there(&self) -> bool {
        self.folder.join(layout::PLAN).is_file()
    }

    /// What is made here.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// Whether any picture stands that would have to be made again; sound counts where there are no pictures.
    pub(crate) fn holds_work(&self) -> bool {
        let (video, audio) = (self.plan.video.iter(), self.plan.audio.iter());
        let mut folders: Vec<String> = video.map(|rendition| rendition.folder()).collect();
        if folders.is_empty() {
            folders = audio.map(|rendition| rendition.folder()).collect();
        }
        let first = layout::segment_file(self.plan.choice.container, 0);
        folders.iter().any(|folder| self.folder.join(folder).join(&first).is_file())
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
        let Self { folder, lock, made_around, .. } = self;
        // Windows removes no file that is open.
        drop(lock);
        remove::package(&folder)?;
        if let Some(around) = made_around {
            // Another package may be in it by now: then it stays.
            let _ = std::fs::remove_dir(around);
        }
        Ok(())
    }

    fn claim_folder(folder: PathBuf, begun: &Begun) -> Result<Option<Self>, Failure> {
        match std::fs::create_dir(&folder) {
            Ok(()) => {
                let claimed = Self::fill(&folder, begun);
                // Another process that was quicker keeps what it has begun.
                if claimed.as_ref().is_err_and(|failure| failure.code != Code::OutputBusy) {
                    let _ = remove::package(&folder);
                }
                claimed
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if is_free_for(&folder, &begun.plan.source) { Self::fill(&folder, begun) } else { Ok(None) }
            }
            Err(error) => Err(not_writable(&folder, &error)),
        }
    }

    /// Locks a folder that is there, empties it of what is not of this plan, and writes the plan; `None` when
    /// another source's package is just being begun in it.
    fn fill(folder: &Path, begun: &Begun) -> Result<Option<Self>, Failure> {
        let plan = &begun.plan;
        let trouble = |error: &io::Error| not_writable(folder, error);
        std::fs::create_dir_all(folder.join(layout::STUDIO)).map_err(|e| trouble(&e))?;
        let lock = File::options().create(true).truncate(false).write(true).open(folder.join(layout::LOCK));
        let lock = lock.map_err(|e| trouble(&e))?;
        match lock.try_lock() {
            Ok(()) => {}
            // Another source's package that is only just being begun: take the next number.
            Err(TryLockError::WouldBlock) if !holds(folder, &plan.source) => return Ok(None),
            Err(TryLockError::WouldBlock) => return Err(busy(folder)),
            Err(TryLockError::Error(error)) => return Err(trouble(&error)),
        }
        // It was begun between the look at the folder and the lock.
        if read_plan(folder).is_some_and(|stands| stands.source.path != plan.source.path) {
            return Ok(None);
        }
        let mut anew = None;
        let stands = read(folder).filter(|_| !is_finished(folder));
        if let Some(sentence) = stands.as_ref().and_then(|stands| changed(&stands.plan, plan)) {
            anew = Some(sentence.to_owned());
        }
        let bare = plan.without_copy();
        // What was begun with a copy, or with hardware, may have given both up; and its rates may be fitted.
        let fits = |stands: &Begun| {
            let stands = Begun { plan: stands.plan.unfitted(), ..stands.clone() };
            let in_software = |plan: &Plan| plan.in_software().map_or_else(|| plan.clone(), |(plan, _)| plan);
            let plans = || [Some(plan), bare.as_ref()].into_iter().flatten();
            plans().any(|p| p.continues(&stands.plan) || in_software(p).continues(&in_software(&stands.plan)))
        };
        let mut begun = begun.clone();
        match stands.filter(fits) {
            Some(stands) => {
                anew = stands.made_with.differs(&begun.made_with);
                match anew {
                    Some(_) => remove::contents(folder)?,
                    // Finished but for what comes after: with it, it would not be taken up.
                    None => remove::file(&folder.join(layout::MASTER))?,
                }
                if stands.plan.texts != plan.texts {
                    remove::texts(folder)?;
                }
                let stood = stands.plan.for_the_choice_of(plan);
                begun.plan = Plan { choice: plan.choice.clone(), ..stood };
            }
            None => remove::contents(folder)?,
        }
        let made_with = begun.made_with.clone();
        let plan = write(folder, begun)?;
        Ok(Some(Self { folder: folder.to_path_buf(), lock, plan, made_with, anew, made_around: None }))
    }

    /// The same place for a plan that copies nothing; what stands is removed.
    ///
    /// # Errors
    /// When something cannot be removed or written.
    pub(crate) fn without_copy(self) -> Result<Self, Failure> {
        let Some(plan) = self.plan.without_copy() else { return Ok(self) };
        remove::contents(&self.folder)?;
        let plan = write(&self.folder, Begun { plan, made_with: self.made_with.clone() })?;
        Ok(Self { plan, ..self })
    }
}

impl Place {
    /// The same place for a plan whose rates are fitted, before anything of it stands; the samples are removed.
    ///
    /// # Errors
    /// When something cannot be removed or written.
    pub(crate) fn refit(self, plan: Plan) -> Result<Self, Failure> {
        remove::work(&self.work())?;
        let plan = write(&self.folder, Begun { plan, made_with: self.made_with.clone() })?;
        Ok(Self { plan, ..self })
    }

    /// The same place for a plan without hardware; what hardware has made is removed, all else stays.
    ///
    /// # Errors
    /// When something cannot be removed or written.
    pub(crate) fn in_software(self) -> Result<Self, Failure> {
        let Some((plan, changed)) = self.plan.in_software() else { return Ok(self) };
        remove::rungs(&self.folder, &changed)?;
        let plan = write(&self.folder, Begun { plan, made_with: self.made_with.clone() })?;
        Ok(Self { plan, ..self })
    }
}

/// Writes what is begun into `folder`.
fn write(folder: &Path, begun: Begun) -> Result<Arc<Plan>, Failure> {
    let text = serde_json::to_vec_pretty(&begun).map_err(|error| not_writable(folder, &error.into()))?;
    durable::write(&folder.join(layout::PLAN), &text, Keep::Always)?;
    Ok(Arc::new(begun.plan))
}

/// The failure for a folder that went away.
pub(crate) fn away(folder: &Path) -> Failure {
    let folder = folder.display();
    let message =
        format!("{folder} is not there any more. Plug in its drive, or put the folder back, to go on.");
    Failure::new(Code::OutputAway, message)
}

fn busy(folder: &Path) -> Failure {
    let message = format!("{} is being worked on already. Wait until that is done.", folder.display());
    Failure::new(Code::OutputBusy, message)
}

/// The plan of the package in `folder`; `None` when there is none that can be read.
pub fn read_plan(folder: &Path) -> Option<Plan> {
    read(folder).map(|begun| begun.plan)
}

fn read(folder: &Path) -> Option<Begun> {
    let text = std::fs::read(folder.join(layout::PLAN)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// That something is another thing in `plan` than when the same was begun: a sentence.
fn changed(begun: &Plan, plan: &Plan) -> Option<&'static str> {
    let watermark = |plan: &Plan| plan.watermark.clone().zip(plan.choice.edits.watermark.clone());
    let marks = watermark(begun).zip(watermark(plan));
    let redrawn = marks.is_some_and(|(was, is)| was.0 != is.0 && was.1.picture == is.1.picture);
    if begun.source != plan.source {
        return Some("The video has changed since its conversion was begun: made anew");
    }
    redrawn.then_some("The watermark has changed since its conversion was begun: made anew")
}

/// Whether nothing is left to do: the report is what is written last.
fn is_finished(folder: &Path) -> bool {
    folder.join(layout::MASTER).exists() && folder.join(layout::REPORT).exists()
}

/// Whether an existing folder holds this source's package or nothing, and be it that a claim was broken off before its
/// plan stood.
fn is_free_for(folder: &Path, source: &Source) -> bool {
    let bare = || {
        let plan_aside = format!("{}{}", layout::PLAN, durable::ASIDE);
        let of_a_claim =
            |name: &str| [layout::LOCK, &plan_aside].contains(&&*format!("{}/{name}", layout::STUDIO));
        all_in(folder, |name| name == layout::STUDIO) && all_in(&folder.join(layout::STUDIO), of_a_claim)
    };
    holds(folder, source) || bare()
}

/// Whether `known` takes every name in `folder`; it does where there is no folder.
fn all_in(folder: &Path, known: impl Fn(&str) -> bool) -> bool {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => {
            entries.all(|entry| entry.is_ok_and(|entry| entry.file_name().to_str().is_some_and(&known)))
        }
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
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
mod tests;
