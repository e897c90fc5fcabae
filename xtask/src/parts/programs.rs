//! ffmpeg and ffprobe as they are passed on: programs of their own under the GPL, which others built.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{Kind, Part, libraries, licences, purl};
use crate::download::Package;
use crate::sidecars::{self, Sidecars, Wheel};
use crate::{digest, program};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// What is told of every part.
    pub part: Part,
    /// Its name in the installers, without an ending.
    pub file: &'static str,
    /// The package that it was taken out of.
    pub wheel: Wheel,
    /// How it was configured, as it says itself.
    pub configuration: String,
    /// Who built it, with which scripts.
    pub builder: &'static str,
}

/// The builders: what their programs say of themselves, and the address of their scripts.
const BUILDERS: [(&str, &str); 5] = [
    ("--prefix=/ffbuild/prefix", "https://github.com/BtbN/FFmpeg-Builds"),
    (
        "--pkg-config-flags=--static --disable-ffplay --enable-libvpx",
        "https://github.com/shaka-project/static-ffmpeg-binaries",
    ),
    ("www.gyan.dev", "https://www.gyan.dev/ffmpeg/builds/"),
    ("--extra-version=tessus", "https://evermeet.cx/ffmpeg/"),
    ("--prefix=/Volumes/tempdisk/sw", "https://www.osxexperts.net/"),
];

/// What a program says to `-version`.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    version: String,
    configuration: String,
    builder: &'static str,
    licence: &'static str,
}

/// The pinned programs of this system.
pub(super) fn find(sidecars: &Sidecars) -> Result<Vec<Program>> {
    use std::env::consts;
    let platform =
        sidecars::platform(consts::OS, consts::ARCH).context("no ffmpeg is pinned for this system")?;
    let pairs = [
        ("ffmpeg", "hls-studio-ffmpeg", &sidecars.ffmpeg, platform.ffmpeg),
        ("ffprobe", "hls-studio-ffprobe", &sidecars.ffprobe, platform.ffprobe),
    ];
    pairs.into_iter().map(|(name, file, path, wheel)| find_one(name, file, path, wheel)).collect()
}

fn find_one(name: &str, file: &'static str, path: &Path, wheel: Wheel) -> Result<Program> {
    let told = told(&program::capture(Command::new(path).arg("-version"))?)?;
    let folder = path.parent().context("a program lies in a folder")?.join("notices");
    let mut texts = Vec::new();
    // What the program itself says to it comes before the licence; the wheel's own licence is that of its Python code.
    texts.extend(licences::text_in(&folder.join("program-LICENSE"))?);
    texts.extend(licences::standard(told.licence)?);
    let uses = libraries::within(&told.configuration)?.into_iter().map(|part| part.purl).collect();
    Ok(Program {
        part: Part {
            purl: purl("generic", name, Some(&told.version)),
            kind: Kind::Program,
            name: name.to_owned(),
            version: Some(told.version),
            licence: told.licence.to_owned(),
            source: told.builder.to_owned(),
            digest: Some(digest::file(path)?),
            authors: vec!["the FFmpeg developers".to_owned()],
            texts,
            uses,
        },
        file,
        wheel,
        configuration: told.configuration,
        builder: told.builder,
    })
}

/// Reads what a program says to `-version`.
fn told(text: &str) -> Result<Told> {
    let first = text.lines().next().unwrap_or_default();
    let version = first.split(' ').nth(2).context("ffmpeg told no version")?;
    let configuration = text.lines().find_map(|line| line.trim().strip_prefix("configuration: "));
    let configuration = configuration.context("ffmpeg told no configuration")?;
    let has = |option: &str| configuration.split_whitespace().any(|it| it == option);
    let licence = match (has("--enable-gpl"), has("--enable-version3")) {
        _ if has("--enable-nonfree") => bail!("this ffmpeg may not be passed on: it is built as nonfree"),
        (true, true) => "GPL-3.0-or-later",
        (true, false) => "GPL-2.0-or-later",
        (false, true) => "LGPL-3.0-or-later",
        (false, false) => "LGPL-2.1-or-later",
    };
    let builder = BUILDERS.iter().find(|(mark, _)| configuration.contains(mark) || version.contains(mark));
    let (_, builder) =
        builder.context("nobody knows who built this ffmpeg, so nobody can say where its source is")?;
    Ok(Told { version: version.to_owned(), configuration: configuration.to_owned(), builder, licence })
}

impl Program {
    /// FFmpeg's own version number among what a builder made of it: `9.0.2` of `n9.0.2-17-g2a571b6068-20260930`.
    pub(super) fn release(&self) -> &str {
        release(self.part.version.as_deref().unwrap_or_default())
    }

    /// The exact state of FFmpeg's repository.
    pub(super) fn revision(&self) -> String {
        revision(self.part.version.as_deref().unwrap_or_default())
    }

    /// The package that it was taken out of, as people name it: `imageio_ffmpeg 0.8.1`.
    pub(super) fn package(&self) -> String {
        self.wheel.package().map(|package| package.label()).unwrap_or_default()
    }

    /// The page of that package's files.
    pub(super) fn page(&self) -> Option<String> {
        let Package::Wheel { name, version, .. } = self.wheel.package()? else { return None };
        Some(format!("https://pypi.org/project/{}/{version}/#files", name.replace('_', "-")))
    }
}

fn release(version: &str) -> &str {
    let version = version.strip_prefix('n').unwrap_or(version);
    version.split('-').next().unwrap_or_default()
}

fn revision(version: &str) -> String {
    let described = version.split('-').filter_map(|word| word.strip_prefix('g'));
    let mut commits = described.filter(|it| it.len() >= 7 && it.bytes().all(|byte| byte.is_ascii_hexdigit()));
    match commits.next() {
        Some(commit) => format!("commit {commit}"),
        None => format!("tag n{}", release(version)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sidecars::PLATFORMS;

    /// What the programs in all pinned wheels say of themselves: the wheel's file, the version, the configuration.
    const ALL: &str = include_str!("programs.txt");

    #[test]
    fn every_pinned_program_is_understood_on_every_system() {
        for wheel in PLATFORMS.iter().flat_map(|platform| [platform.ffmpeg, platform.ffprobe]) {
            let mut words = ALL.lines().filter_map(|line| line.split_once('\t'));
            let (_, rest) = words.find(|(name, _)| *name == wheel.file_name).unwrap();
            let (version, configuration) = rest.split_once('\t').unwrap();
            let told = told(&format!("ffmpeg version {version} Copyright\nconfiguration: {configuration}\n"))
                .unwrap();
            assert_eq!(told.version, version);
            assert!(told.licence.starts_with("GPL-"), "{}", wheel.file_name);
            let libraries = libraries::within(configuration).unwrap();
            assert!(libraries.iter().any(|part| part.name == "libx264"), "{}", wheel.file_name);
            assert!(wheel.member.contains(release(version)) || wheel.member.contains("ffprobe"), "{version}");
        }
    }

    #[test]
    fn a_program_that_may_not_be_passed_on_is_refused() {
        let text = |options: &str| {
            format!("ffmpeg version 9.0 Copyright\nconfiguration: --prefix=/ffbuild/prefix {options}\n")
        };
        assert_eq!(told(&text("--enable-gpl")).unwrap().licence, "GPL-2.0-or-later");
        assert_eq!(told(&text("")).unwrap().licence, "LGPL-2.1-or-later");
        assert!(told(&text("--enable-gpl --enable-nonfree")).is_err());
        assert!(told("ffmpeg version 9.0 Copyright\nconfiguration: --enable-gpl\n").is_err());
        assert!(told("").is_err());
    }

    #[test]
    fn a_version_leads_to_the_source() {
        for (version, number, state) in [
            ("n9.0.2-17-g2a571b6068-20260930", "9.0.2", "commit 2a571b6068"),
            ("n8.1.2", "8.1.2", "tag n8.1.2"),
            ("9.0.2-tessus", "9.0.2", "tag n9.0.2"),
            ("9.0.2-essentials_build-www.gyan.dev", "9.0.2", "tag n9.0.2"),
            ("9.0", "9.0", "tag n9.0"),
        ] {
            assert_eq!((release(version), revision(version).as_str()), (number, state));
        }
    }
}
