//! What is published: packages by their files' number and sizes, with bytes that nothing can compress.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::measure;

/// A package that is sent by all.
#[derive(Debug)]
pub(super) struct Load {
    /// What it is.
    pub(super) name: &'static str,
    /// Where it is.
    pub(super) folder: PathBuf,
    /// Files that are sent.
    pub(super) files: usize,
    /// Bytes of them all.
    pub(super) bytes: u64,
}

const RENDITIONS: u64 = 10;
const SEGMENTS: u64 = 100;
const SEGMENT: usize = 300_000;

/// One of ten renditions of a hundred segments of 300 kB, ten minutes of six seconds each.
pub(super) fn many(folder: &Path) -> Result<Load> {
    let mut renditions = Vec::new();
    for number in 1..=RENDITIONS {
        let (within, mut noise) = (format!("video/avc-{}p", number * 108), Noise(number));
        let rendition = folder.join(&within);
        fs::create_dir_all(&rendition)?;
        noise.write(&rendition.join("init.mp4"), 800)?;
        let mut list = head("init.mp4");
        for segment in 0..SEGMENTS {
            let name = format!("seg_{segment:05}.m4s");
            noise.write(&rendition.join(&name), SEGMENT)?;
            list += &format!("#EXTINF:6.000000,\n{name}\n");
        }
        fs::write(rendition.join("playlist.m3u8"), list + "#EXT-X-ENDLIST\n")?;
        renditions.push(within);
    }
    load("1,000 segments", folder, &renditions)
}

const LARGE: usize = 1 << 30;

/// One whose media are a file of 1 GiB.
pub(super) fn large(folder: &Path) -> Result<Load> {
    let within = "video/avc-1080p".to_owned();
    let rendition = folder.join(&within);
    fs::create_dir_all(&rendition)?;
    Noise(1).write(&rendition.join("media.mp4"), LARGE)?;
    let list = head("media.mp4") + "#EXTINF:6.000000,\nmedia.mp4\n#EXT-X-ENDLIST\n";
    fs::write(rendition.join("playlist.m3u8"), list)?;
    load("one file of 1 GiB", folder, &[within])
}

fn head(init: &str) -> String {
    format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MAP:URI=\"{init}\"\n"
    )
}

fn load(name: &'static str, folder: &Path, renditions: &[String]) -> Result<Load> {
    let each =
        renditions.iter().map(|it| format!("#EXT-X-STREAM-INF:BANDWIDTH=400000\n{it}/playlist.m3u8\n"));
    fs::write(folder.join("master.m3u8"), format!("#EXTM3U\n{}", each.collect::<String>()))?;
    let load =
        Load { name, folder: folder.to_owned(), files: files(folder)?.len(), bytes: measure::size(folder)? };
    Ok(load)
}

impl Load {
    /// Reads all of it, so that the first who sends it does not pay for the disk.
    pub(super) fn warm(&self) -> Result<()> {
        for path in files(&self.folder)? {
            io::copy(&mut File::open(path)?, &mut io::sink())?;
        }
        Ok(())
    }

    /// Removes what a publish has noted beside it.
    pub(super) fn forget(&self) -> Result<()> {
        match fs::remove_dir_all(self.folder.join(".studio")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// All files below a folder, but for those whose names or folders begin with a dot.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// Bytes without order, the same in every run (xorshift64).
struct Noise(u64);

impl Noise {
    fn write(&mut self, path: &Path, bytes: usize) -> Result<()> {
        let mut file = io::BufWriter::with_capacity(1 << 20, File::create(path)?);
        let mut left = bytes;
        while left > 0 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            let some = left.min(8);
            file.write_all(&self.0.to_le_bytes()[..some])?;
            left -= some;
        }
        Ok(file.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_is_what_it_says() {
        let folder = tempfile::tempdir().unwrap();
        Noise(7).write(&folder.path().join("a"), 19).unwrap();
        fs::create_dir(folder.path().join(".studio")).unwrap();
        fs::write(folder.path().join(".studio/journal"), "x").unwrap();
        let load = Load { name: "a", folder: folder.path().to_owned(), files: 1, bytes: 19 };
        assert_eq!(files(folder.path()).unwrap(), [folder.path().join("a")]);
        load.warm().unwrap();
        load.forget().unwrap();
        load.forget().unwrap();
        assert_eq!(measure::size(folder.path()).unwrap(), 19);
    }
}
