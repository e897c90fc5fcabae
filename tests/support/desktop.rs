//! A desktop without a person: its dialogs are dismissed or answered as was said before, and it keeps a record of what it showed.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use domain::failure::Failure;
use studio::{Asked, Desktop};

/// The desktop, with the folders and links it was asked to open.
#[derive(Debug, Default)]
pub struct Recording {
    opened: Mutex<Vec<PathBuf>>,
    links: Mutex<Vec<String>>,
    chosen: Mutex<Option<PathBuf>>,
}

impl Recording {
    /// The folders that were opened, first to last.
    pub fn opened(&self) -> Vec<PathBuf> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Has the next dialog for a folder answered with this one.
    pub fn choose(&self, folder: &Path) {
        *self.chosen.lock().unwrap_or_else(PoisonError::into_inner) = Some(folder.to_owned());
    }

    /// The links that were opened in a browser, first to last.
    pub fn links(&self) -> Vec<String> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Desktop for Recording {
    fn choose_videos(&self) -> Asked<Vec<PathBuf>> {
        Box::pin(std::future::ready(Vec::new()))
    }

    fn choose_beside(&self) -> Asked<Vec<PathBuf>> {
        Box::pin(std::future::ready(Vec::new()))
    }

    fn choose_watermark(&self) -> Asked<Option<PathBuf>> {
        Box::pin(std::future::ready(None))
    }

    fn choose_presets(&self) -> Asked<Option<PathBuf>> {
        Box::pin(std::future::ready(None))
    }

    fn choose_place(&self, _name: &str) -> Asked<Option<PathBuf>> {
        Box::pin(std::future::ready(None))
    }

    fn choose_folder(&self, _current: &Path) -> Asked<Option<PathBuf>> {
        let chosen = self.chosen.lock().unwrap_or_else(PoisonError::into_inner).take();
        Box::pin(std::future::ready(chosen))
    }

    fn open_folder(&self, folder: &Path) -> Result<(), Failure> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).push(folder.to_owned());
        Ok(())
    }

    fn open_link(&self, link: &str) -> Result<(), Failure> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner).push(link.to_owned());
        Ok(())
    }
}
