//! How an input is made: ffmpeg's words over real clips, step by step, and the damage done in the end. What was made is
//! kept in the target folder under a name of the recipe's own, since making it takes time.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::clips::{Clip, real};
use crate::programs::{ffmpeg_in, ffmpeg_piped};

/// The words that stand for real clips.
const CLIPS: [(&str, Clip); 8] = [
    ("BUNNY", Clip::BigBuckBunny720p),
    ("BUNNY-LARGE", Clip::BigBuckBunny1080p),
    ("BIKES", Clip::Bikes),
    ("CARPHONE", Clip::Carphone),
    ("TRAILER", Clip::BigBuckBunnyTrailer),
    ("DRONE", Clip::Drone),
    ("VTEST", Clip::Vtest),
    ("TREE", Clip::Tree),
];

/// How an input is made.
#[derive(Clone, Debug)]
pub struct Recipe {
    extension: &'static str,
    steps: Vec<Step>,
    harm: Option<Harm>,
}

/// One file that is made on the way, below its name.
#[derive(Clone, Debug)]
enum Step {
    /// ffmpeg's words without the output, which is the file of this name. Clips and earlier files stand in them by name.
    Made { file: String, words: String },
    /// ffmpeg writes to a pipe, which has no way back to the beginning.
    Piped { file: String, words: String },
    /// A text.
    Written { file: String, text: &'static str },
}

/// Damage done to a file, as copying, recording and storing do it.
#[derive(Clone, Copy, Debug)]
pub enum Harm {
    /// Only so many of a thousand bytes are there.
    Truncated(usize),
    /// All bytes after so many of a thousand are zero.
    Zeroed(usize),
    /// After so many of a thousand bytes, for half a thousandth, every tenth bit pattern is turned over.
    Flipped(usize),
}

impl Recipe {
    /// One file with this extension, made by ffmpeg in one go.
    pub fn of(extension: &'static str, words: impl Into<String>) -> Self {
        Self { extension, steps: Vec::new(), harm: None }.then(words)
    }

    /// A file made first, by its name; the steps that follow speak of it.
    pub(super) fn first(file: &str, words: impl Into<String>) -> Self {
        let step = Step::Made { file: file.to_owned(), words: words.into() };
        Self { extension: "", steps: vec![step], harm: None }
    }

    /// A text written first, by its name.
    pub(super) fn written(file: &str, text: &'static str) -> Self {
        Self { extension: "", steps: vec![Step::Written { file: file.to_owned(), text }], harm: None }
    }

    /// One file with this extension that ffmpeg writes to a pipe.
    pub(super) fn piped(extension: &'static str, words: impl Into<String>) -> Self {
        let step = Step::Piped { file: format!("clip.{extension}"), words: words.into() };
        Self { extension, steps: vec![step], harm: None }
    }

    /// The last step of several: the file with this extension.
    pub(super) fn last(mut self, extension: &'static str, words: impl Into<String>) -> Self {
        self.extension = extension;
        self.then(words)
    }

    /// Harms the finished file.
    pub(super) fn harmed(mut self, harm: Harm) -> Self {
        self.harm = Some(harm);
        self
    }

    fn then(mut self, words: impl Into<String>) -> Self {
        let file = format!("clip.{}", self.extension);
        self.steps.push(Step::Made { file, words: words.into() });
        self
    }

    /// Whether this machine can have all clips it is made of.
    pub fn available(&self) -> bool {
        let words = self.steps.iter().flat_map(|step| match step {
            Step::Made { words, .. } | Step::Piped { words, .. } => words.split_whitespace(),
            Step::Written { .. } => "".split_whitespace(),
        });
        words.filter_map(clip).all(Clip::available)
    }

    /// The file, called `name`, made when it is not kept yet.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn made(&self, name: &str) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        format!("{name} {self:?}").hash(&mut hasher);
        let place = kept().join(format!("{:016x}", hasher.finish()));
        let file = format!("{name}.{}", self.extension);
        if !place.join(&file).is_file() {
            let work = tempfile::tempdir_in(kept()).expect("a folder to work in");
            self.make(work.path());
            let whole = tempfile::tempdir_in(kept()).expect("a folder to put it in");
            fs::rename(work.path().join(format!("clip.{}", self.extension)), whole.path().join(&file))
                .expect("the last step's file");
            // Another test may have been quicker: what it made is the same.
            if fs::rename(whole.path(), &place).is_ok() {
                let _ = whole.keep();
            }
        }
        place.join(file)
    }

    fn make(&self, folder: &Path) {
        for step in &self.steps {
            match step {
                Step::Made { file, words } => ffmpeg_in(folder, spelled(words).chain([file.into()])),
                Step::Piped { file, words } => ffmpeg_piped(folder, spelled(words), &folder.join(file)),
                Step::Written { file, text } => fs::write(folder.join(file), text).expect("a text"),
            }
        }
        if let Some(harm) = self.harm {
            let path = folder.join(format!("clip.{}", self.extension));
            let bytes = fs::read(&path).expect("the last step's file");
            fs::write(&path, harm.done(bytes)).expect("the harmed file");
        }
    }
}

impl Harm {
    fn done(self, mut bytes: Vec<u8>) -> Vec<u8> {
        let at = |thousandths: usize| bytes.len() * thousandths / 1000;
        match self {
            Self::Truncated(kept) => bytes.truncate(at(kept)),
            Self::Zeroed(kept) => {
                let from = at(kept);
                bytes[from..].fill(0);
            }
            Self::Flipped(from) => {
                let (from, length) = (at(from), bytes.len() / 2000);
                for byte in bytes[from..].iter_mut().take(length).step_by(10) {
                    *byte = !*byte;
                }
            }
        }
        bytes
    }
}

fn clip(word: &str) -> Option<Clip> {
    CLIPS.into_iter().find(|(name, _)| *name == word).map(|(_, clip)| clip)
}

/// The words with clips as paths.
fn spelled(words: &str) -> impl Iterator<Item = PathBuf> {
    words.split_whitespace().map(|word| clip(word).map_or_else(|| word.into(), real))
}

/// Where what was made is kept.
fn kept() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = xtask::full::records().expect("the target folder").join("inputs").join("clips");
        fs::create_dir_all(&folder).expect("a folder for clips");
        folder
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harm_does_what_it_says() {
        let whole: Vec<u8> = (1..=200).cycle().take(20_000).collect();
        assert_eq!(Harm::Truncated(250).done(whole.clone()), whole[..5000]);
        let zeroed = Harm::Zeroed(500).done(whole.clone());
        assert_eq!((zeroed.len(), &zeroed[..10_000]), (whole.len(), &whole[..10_000]));
        assert!(zeroed[10_000..].iter().all(|byte| *byte == 0));
        let flipped = Harm::Flipped(300).done(whole.clone());
        let changed: Vec<_> = (0..whole.len()).filter(|at| whole[*at] != flipped[*at]).collect();
        assert_eq!(changed, [6000]);
    }
}
