//! The table of inputs: what people's files are like, how each is made from real footage, and what must come out of it.

pub mod coded;
mod containers;
mod counted;
mod damage;
mod edits;
mod fields;
mod flashes;
mod picture;
mod recipe;
mod sound;
mod timing;

use std::ops::RangeInclusive;
use std::path::PathBuf;

pub use counted::{Kind, counted, dark_at_first, kinds};
pub use flashes::Flashes;
pub use recipe::{Harm, Recipe};

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Input {
    /// Unique; the clip's file stem, and with it the package's name.
    pub name: &'static str,
    /// How it is made.
    pub recipe: Recipe,
    /// What `convert` is told beside the input, the output folder and the quickest quality.
    pub arguments: Vec<&'static str>,
    /// What must come out.
    pub outcome: Outcome,
}

/// What must come of a conversion.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A package.
    Package(Box<Expected>),
    /// Exit code 3, a `failed` event with this code, and nothing left behind.
    Refused(&'static str),
}

/// What a package must be.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Width and height of the top rung in pixels; `None` when there are no pictures.
    pub top: Option<(u64, u64)>,
    /// How many rungs.
    pub rungs: usize,
    /// Frame rate of the top rung as ffprobe writes it.
    pub rate: &'static str,
    /// Frames of the top rung.
    pub frames: RangeInclusive<u64>,
    /// Language and most channels of every sound, in the order in which they are offered: the default first.
    pub sounds: Vec<(&'static str, u64)>,
    /// Length of the sound in seconds, where there are no pictures to give it.
    pub seconds: f64,
    /// Codes of the notices that must be among those given.
    pub notices: Vec<&'static str>,
    /// Whether the `finished` event must say what was damaged.
    pub damaged: bool,
    /// Flashes and beeps to be found together.
    pub flashes: Option<Flashes>,
    /// Red, green and blue of the one colour that the top rung shows, and by how much each may be off.
    pub colour: Option<([u8; 3], u8)>,
    /// Whether there is a poster although there are no pictures.
    pub cover: bool,
    /// How ffmpeg makes of the clip what the top rung must look like: one of the clip's streams and filters behind it.
    pub looks: Option<&'static str>,
}

impl Input {
    /// A row whose package has one rung of 240p; what else must come out is said by the functions that follow.
    fn new(name: &'static str, recipe: Recipe) -> Self {
        let expected = Expected {
            top: None,
            rungs: 1,
            rate: "25/1",
            frames: 0..=0,
            sounds: Vec::new(),
            seconds: 0.0,
            notices: Vec::new(),
            damaged: false,
            flashes: None,
            colour: None,
            cover: false,
            looks: Some("[0:v:0]null"),
        };
        let outcome = Outcome::Package(Box::new(expected));
        Self { name, recipe, arguments: vec!["--ladder", "240"], outcome }
    }

    /// Width and height of the top rung.
    fn top(self, width: u64, height: u64) -> Self {
        self.expect(|expected| expected.top = Some((width, height)))
    }

    /// The frame rate, where it is not 25, and how many frames.
    fn rate(self, rate: &'static str) -> Self {
        self.expect(|expected| expected.rate = rate)
    }

    /// Frames of the top rung, exactly.
    fn frames(self, frames: u64) -> Self {
        self.frames_between(frames..=frames)
    }

    /// Frames of the top rung, where the source does not say exactly; why stands at the row.
    fn frames_between(self, frames: RangeInclusive<u64>) -> Self {
        self.expect(|expected| expected.frames = frames)
    }

    /// One more sound: its language and its channels, 2 or 6.
    fn sound(self, language: &'static str, channels: u64) -> Self {
        self.expect(|expected| expected.sounds.push((language, channels)))
    }

    /// Codes of notices that must be given.
    fn notices(self, codes: &[&'static str]) -> Self {
        self.expect(|expected| expected.notices.extend(codes))
    }

    /// A notice that there is no sound, and none in the package.
    fn silent(self) -> Self {
        self.notices(&["silent"])
    }

    /// What `convert` is told instead of `--ladder 240`, and how many rungs come of it.
    fn arguments(mut self, words: &'static str, rungs: usize) -> Self {
        self.arguments = words.split_whitespace().collect();
        self.expect(|expected| expected.rungs = rungs)
    }

    /// What `convert` is told beside `--ladder 240`.
    fn also(mut self, words: &'static str) -> Self {
        self.arguments.extend(words.split_whitespace());
        self
    }

    /// The top rung does not look like the clip's first pictures as they are, but after these filters.
    fn looks_like(self, filters: &'static str) -> Self {
        self.expect(|expected| expected.looks = Some(filters))
    }

    /// What the top rung looks like cannot be told from the clip by other means than the engine's own; why stands at the row.
    fn looks_unknown(self) -> Self {
        self.expect(|expected| expected.looks = None)
    }

    /// The `finished` event says what was damaged.
    fn damaged(self) -> Self {
        self.expect(|expected| expected.damaged = true)
    }

    /// It is refused.
    fn refused(mut self, code: &'static str) -> Self {
        self.outcome = Outcome::Refused(code);
        self
    }

    fn expect(mut self, change: impl FnOnce(&mut Expected)) -> Self {
        if let Outcome::Package(expected) = &mut self.outcome {
            change(expected);
        }
        self
    }

    /// The clip, made when this checkout does not have it yet.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn clip(&self) -> PathBuf {
        self.recipe.made(self.name)
    }
}

/// Every row.
pub fn all() -> Vec<Input> {
    let parts = [
        picture::rows(),
        fields::rows(),
        timing::rows(),
        sound::rows(),
        containers::rows(),
        damage::rows(),
        edits::rows(),
        flashes::rows(),
    ];
    parts.into_iter().flatten().collect()
}

/// The row called `name`.
///
/// # Panics
/// When there is none.
pub fn named(name: &str) -> Input {
    all().into_iter().find(|input| input.name == name).unwrap_or_else(|| panic!("no row is called {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_has_its_own_name_and_says_what_comes_out() {
        let rows = all();
        let names: BTreeSet<_> = rows.iter().map(|input| input.name).collect();
        assert_eq!(names.len(), rows.len());
        assert!(rows.len() >= 45, "{}", rows.len());
        for input in &rows {
            let Outcome::Package(expected) = &input.outcome else { continue };
            let pictures = expected.top.is_some() && *expected.frames.start() > 0;
            assert!(pictures || expected.seconds > 0.0, "{input:?}");
            let silent = expected.notices.iter().any(|code| ["silent", "sound_left_out"].contains(code));
            assert_eq!(expected.sounds.is_empty(), silent, "{input:?}");
        }
    }
}
