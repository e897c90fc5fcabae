//! The system's own dialogs and its file manager.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use domain::arrival::VIDEO_ENDINGS;
use domain::failure::{Code, Failure};
use rfd::{AsyncFileDialog, FileHandle};
use studio::desk::opening;
use studio::desk::words::DialogWords;
use studio::{Asked, Desktop};

/// Endings of what goes with a video, which the chooser shows first; any file can be chosen.
const BESIDE: [&str; 11] = ["srt", "vtt", "ass", "ssa", "ttml", "dfxp", "xml", "sub", "smi", "sami", "txt"];

/// Endings of pictures, likewise.
const PICTURES: [&str; 11] =
    ["png", "webp", "svg", "jpg", "jpeg", "gif", "apng", "bmp", "tif", "tiff", "jxl"];

/// The desktop this runs on, in the words of the window.
#[derive(Clone, Default)]
pub(crate) struct Native(Arc<Mutex<DialogWords>>);

impl Native {
    /// Says these words from now on.
    pub(crate) fn speak(&self, words: DialogWords) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = words;
    }

    fn words(&self) -> DialogWords {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Desktop for Native {
    fn choose_videos(&self) -> Asked<Vec<PathBuf>> {
        let words = self.words();
        several(
            dialog(&words.choose_videos, &words.videos, &VIDEO_ENDINGS).add_filter(words.all_files, &["*"]),
        )
    }

    fn choose_beside(&self) -> Asked<Vec<PathBuf>> {
        let words = self.words();
        several(dialog(&words.choose_beside, &words.beside, &BESIDE).add_filter(words.all_files, &["*"]))
    }

    fn choose_watermark(&self) -> Asked<Option<PathBuf>> {
        let words = self.words();
        let dialog = dialog(&words.choose_picture, &words.pictures, &PICTURES);
        one(dialog.add_filter(words.all_files, &["*"]).pick_file())
    }

    fn choose_presets(&self) -> Asked<Option<PathBuf>> {
        let words = self.words();
        one(dialog(&words.choose_presets, &words.presets, &["json"]).pick_file())
    }

    fn choose_place(&self, name: &str) -> Asked<Option<PathBuf>> {
        one(AsyncFileDialog::new().set_title(self.words().save).set_file_name(name).save_file())
    }

    fn choose_folder(&self, current: &Path) -> Asked<Option<PathBuf>> {
        let dialog = AsyncFileDialog::new().set_title(self.words().choose_folder);
        one(dialog.set_directory(current).pick_folder())
    }

    fn open_folder(&self, folder: &Path) -> Result<(), Failure> {
        if !folder.is_dir() {
            let message = format!("{} is no longer there.", folder.display());
            return Err(Failure::new(Code::NotAPackage, message));
        }
        opening::open(folder).map_err(|error| {
            let message = format!("The folder could not be opened. It is {}.", folder.display());
            Failure::new(Code::Internal, message).with_detail(error.to_string())
        })
    }

    fn open_link(&self, link: &str) -> Result<(), Failure> {
        opening::open(link).map_err(|error| {
            let message = "No browser could be opened. Copy the link into one.";
            Failure::new(Code::Internal, message).with_detail(error.to_string())
        })
    }
}

/// A dialog that shows files of a kind, which have these `endings`, first.
fn dialog(title: &str, kind: &str, endings: &[&str]) -> AsyncFileDialog {
    AsyncFileDialog::new().set_title(title).add_filter(kind, endings)
}

fn several(dialog: AsyncFileDialog) -> Asked<Vec<PathBuf>> {
    let picked = dialog.pick_files();
    Box::pin(async move {
        let files = picked.await.unwrap_or_default();
        files.iter().map(|file| file.path().to_path_buf()).collect()
    })
}

fn one(picked: impl Future<Output = Option<FileHandle>> + Send + 'static) -> Asked<Option<PathBuf>> {
    Box::pin(async move { picked.await.map(|file| file.path().to_path_buf()) })
}
