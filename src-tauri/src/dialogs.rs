//! The system's own dialogs and its file manager.

use std::path::{Path, PathBuf};

use domain::arrival::VIDEO_ENDINGS;
use domain::failure::{Code, Failure};
use rfd::AsyncFileDialog;
use studio::{Asked, Desktop};

/// Endings of what goes with a video, which the chooser shows first; any file can be chosen.
const BESIDE: [&str; 11] = ["srt", "vtt", "ass", "ssa", "ttml", "dfxp", "xml", "sub", "smi", "sami", "txt"];

/// Endings of pictures, likewise.
const PICTURES: [&str; 11] =
    ["png", "webp", "svg", "jpg", "jpeg", "gif", "apng", "bmp", "tif", "tiff", "jxl"];

/// The desktop this runs on.
pub(crate) struct Native;

impl Desktop for Native {
    fn choose_videos(&self) -> Asked<Vec<PathBuf>> {
        files("Choose videos", "Videos", &VIDEO_ENDINGS)
    }

    fn choose_beside(&self) -> Asked<Vec<PathBuf>> {
        files("Choose subtitles or chapters", "Subtitles and chapters", &BESIDE)
    }

    fn choose_watermark(&self) -> Asked<Option<PathBuf>> {
        let picked = AsyncFileDialog::new()
            .set_title("Choose a picture")
            .add_filter("Pictures", &PICTURES)
            .add_filter("All files", &["*"])
            .pick_file();
        Box::pin(async move { picked.await.map(|file| file.path().to_path_buf()) })
    }

    fn choose_presets(&self) -> Asked<Option<PathBuf>> {
        let dialog =
            AsyncFileDialog::new().set_title("Choose a file of presets").add_filter("Presets", &["json"]);
        let picked = dialog.pick_file();
        Box::pin(async move { picked.await.map(|file| file.path().to_path_buf()) })
    }

    fn choose_place(&self, name: &str) -> Asked<Option<PathBuf>> {
        let picked = AsyncFileDialog::new().set_title("Save").set_file_name(name).save_file();
        Box::pin(async move { picked.await.map(|file| file.path().to_path_buf()) })
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

    fn open_link(&self, link: &str) -> Result<(), Failure> {
        open::that_detached(link).map_err(|error| {
            let message = "No browser could be opened. Copy the link into one.";
            Failure::new(Code::Internal, message).with_detail(error.to_string())
        })
    }
}

/// Lets the person pick files of a kind called `kind`, of which these are the `endings`, or any others.
fn files(title: &str, kind: &str, endings: &[&str]) -> Asked<Vec<PathBuf>> {
    let dialog =
        AsyncFileDialog::new().set_title(title).add_filter(kind, endings).add_filter("All files", &["*"]);
    let picked = dialog.pick_files();
    Box::pin(async move {
        let files = picked.await.unwrap_or_default();
        files.iter().map(|file| file.path().to_path_buf()).collect()
    })
}
