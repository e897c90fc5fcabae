//! The library made again from what lies in folders, and put right where packages were moved.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use domain::job::State;
use domain::naming;
use package::durable::Keep;
use rusqlite::Transaction;

use super::find::{self, Found};
use super::folders::{self, Missing, Placed};
use super::record::{Fact, Fingerprint, Moment, New};
use super::{Error, Library, rows, stored, writing};
use crate::api::VideoId;

/// What was made of the packages that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Videos that are new on the list.
    pub added: Vec<VideoId>,
    /// Videos that were on the list and have their package again.
    pub linked: Vec<VideoId>,
    /// How many packages were known already.
    pub known: usize,
}

impl Library {
    /// Looks for packages below `roots` and takes them over, as [`Library::adopt`] does.
    ///
    /// # Errors
    /// When the library cannot be read or written.
    pub fn rebuild(&mut self, roots: &[PathBuf], now: Moment) -> Result<Rebuilt, Error> {
        self.adopt(&find::packages(roots), now)
    }

    /// Takes found packages over: one that a video has lost, or of whose source a video has none, becomes that
    /// video's; any other becomes a video at the end of the list. A finished package makes its video
    /// [`State::Finished`]; any other leaves a queued video queued and makes it [`State::Converting`] else,
    /// which is what a kill leaves behind, to be gone on with in the same way. To be done at the start: nothing
    /// may be converting.
    ///
    /// # Errors
    /// When the library cannot be read or written; then nothing is changed.
    pub fn adopt(&mut self, found: &[Found], now: Moment) -> Result<Rebuilt, Error> {
        let placed = self.placed()?;
        let missing = folders::missing(placed.clone());
        let taken = taken(&placed, &missing);
        let unplaced = self.unplaced()?;
        let owners = folders::owners(&missing, &unplaced, found, &taken);
        self.write(Keep::Always, |transaction| {
            let mut rebuilt = Rebuilt::default();
            for package in found {
                let folder = package.folder.as_path();
                if let Some(id) = taken.get(&package.real) {
                    let word = word(transaction, *id)?;
                    if package.finished.is_some()
                        && ["converting", "pausing", "paused", "stopping"].contains(&word.as_str())
                    {
                        link(transaction, *id, package, now)?;
                    }
                    rebuilt.known += 1;
                } else if let Some(id) = owners.get(folder) {
                    link(transaction, *id, package, now)?;
                    rebuilt.linked.push(*id);
                } else {
                    rebuilt.added.push(writing::insert(transaction, &video(package), now)?);
                }
            }
            Ok(rebuilt)
        })
    }

    /// Gives found packages to the videos that have lost them, wherever they were moved to; those videos. Nothing
    /// is added and no state changes, so it can be done at any time.
    ///
    /// # Errors
    /// When the library cannot be read or written; then nothing is changed.
    pub fn relink(&mut self, found: &[Found], now: Moment) -> Result<Vec<VideoId>, Error> {
        let placed = self.placed()?;
        let missing = folders::missing(placed.clone());
        let owners = folders::owners(&missing, &[], found, &taken(&placed, &missing));
        self.write(Keep::Always, |transaction| {
            let mut linked = Vec::new();
            for package in found {
                let Some(id) = owners.get(package.folder.as_path()) else { continue };
                writing::note(transaction, *id, &Fact::Folder(Some(package.folder.clone())), now)?;
                if let Some(summary) = &package.package {
                    let summary = Some(Box::new(summary.clone()));
                    writing::note(transaction, *id, &Fact::Package(summary), now)?;
                }
                linked.push(*id);
            }
            Ok(linked)
        })
    }

    /// Every video whose package has a folder, for [`folders::missing`].
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn placed(&mut self) -> Result<Vec<Placed>, Error> {
        let sql = format!("SELECT {} FROM video WHERE folder IS NOT NULL ORDER BY position", rows::CARD);
        let cards = self.readable(&sql, [], rows::card)?;
        let placed = cards.into_iter().filter_map(|card| {
            Some(Placed {
                id: card.id,
                path: card.path,
                fingerprint: card.fingerprint,
                folder: card.folder?,
                finished: card.state == State::Finished,
            })
        });
        Ok(placed.collect())
    }

    /// The videos whose packages are not where they were. Blocks as long as the disk takes.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn missing_packages(&mut self) -> Result<Vec<Missing>, Error> {
        Ok(folders::missing(self.placed()?))
    }

    /// The videos without a package's folder, by their source.
    fn unplaced(&mut self) -> Result<Vec<(VideoId, PathBuf)>, Error> {
        let sql = format!("SELECT {} FROM video WHERE folder IS NULL ORDER BY position", rows::CARD);
        let cards = self.readable(&sql, [], rows::card)?;
        Ok(cards.into_iter().map(|card| (card.id, card.path)).collect())
    }
}

/// The real folders of those that are not missing.
fn taken(placed: &[Placed], missing: &[Missing]) -> BTreeMap<PathBuf, VideoId> {
    let astray: BTreeSet<VideoId> = missing.iter().map(|missing| missing.placed.id).collect();
    let there = placed.iter().filter(|placed| !astray.contains(&placed.id));
    there.map(|placed| (find::real(&placed.folder), placed.id)).collect()
}

/// Makes a found package a video's.
fn link(transaction: &Transaction<'_>, id: VideoId, package: &Found, now: Moment) -> Result<(), Error> {
    let state = state(package);
    let mut facts = vec![
        Fact::Folder(Some(package.folder.clone())),
        Fact::Package(package.package.clone().map(Box::new)),
    ];
    if state == State::Finished || word(transaction, id)? != stored::word(&State::Queued) {
        facts.push(Fact::State(state));
    }
    for fact in facts {
        writing::note(transaction, id, &fact, now)?;
    }
    Ok(())
}

fn word(transaction: &Transaction<'_>, id: VideoId) -> Result<String, Error> {
    let mut statement = transaction.prepare_cached("SELECT word FROM video WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

fn video(package: &Found) -> New {
    New {
        path: package.source.path.clone(),
        title: naming::title(&package.source.path),
        state: state(package),
        choice: package.choice.clone(),
        fingerprint: Some(Fingerprint::from(&package.source)),
        media: package.media.clone(),
        folder: Some(package.folder.clone()),
        package: package.package.clone(),
        priority: 0,
        finished: package.finished,
    }
}

fn state(package: &Found) -> State {
    if package.finished.is_some() { State::Finished } else { State::Converting }
}

#[cfg(test)]
#[path = "rebuild_tests.rs"]
mod tests;
