//! The system's own dialogs and its file manager.

use std::path::{Path, PathBuf};

use domain::failure::{Code, Failure};
use rfd::AsyncFileDialog;
use studio::{Asked, Desktop};

/// Endings that the chooser shows first; any file can be chosen.
const VIDEOS: [&str; 24] = [
    "mp4", "m4v", "mov", "mkv", "webm", "avi", "ts", "m2ts", "mts", "mpg", "mpeg", "vob", "wmv", "flv",
    "f4v", "3gp", "3g2", "mxf", "ogv", "gif", "dv", "asf", "qt", "y4m",
];

/// The desktop this runs on.
pub(crate) struct Native;

impl Desktop for Native {
    fn choose_videos(&self) -> Asked<Vec<PathBuf>> {
        let dialog = AsyncFileDialog::new()
            .set_title("Choose videos")
            .add_filter("Videos", &VIDEOS)
            .add_filter("All files", &["*"])
            .pick_files();
        Box::pin(async move {
            let files = dialog.await.unwrap_or_default();
            files.iter().map(|file| file.path().to_path_buf()).collect()
        })
    }

    fn choose_folder(&self, current: &Path) -> Asked<Option<PathBuf>> {
        let dialog = AsyncFileDialog::new().set_title("Choose a folder").set_directory(current).pick_folder();
        Box::pin(async move { dialog.await.map(|folder| folder.path().to_path_buf()) })
    }

    fn open_folder(&self, folder: &Path) -> Result<(), Failure> {
        if !folder.is_dir() {
            let message = format!("{} is no longer there.", folder.display());
            return Err(Failure::new(Code::NotAPackage, message));
        }
        open::that_detached(folder).map_err(|error| {
            let message = format!("The folder could not be opened. It is {}.", folder.display());
            Failure::new(Code::Internal, message).with_detail(error.to_string())
        })
    }
}
