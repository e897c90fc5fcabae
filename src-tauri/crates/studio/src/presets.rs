//! The person's presets and their last choice, one small JSON file; and presets as files that people give each other.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use domain::failure::{Code, Failure};
use domain::naming;
use domain::preset::{self, Preset};
use package::durable::{self, Keep};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::destinations::not_written;

const FILE: &str = "presets.json";

/// What a file of presets says it is.
const FORMAT: &str = "hls-studio-presets";

/// The most bytes of a file that is taken for one of presets, ...
const LARGEST: u64 = 1 << 20;

/// ... and the most presets that there can be.
const MOST: usize = 200;

/// How many letters stay of a name that gets a number.
const NUMBERED: usize = 50;

/// The person's presets, in the order they were kept, and the last choice.
#[derive(Debug, Default)]
pub(crate) struct Presets {
    folder: PathBuf,
    own: Vec<Preset>,
    last: Option<Preset>,
    /// What cannot be read, such as a preset of a later version: it stays in the file.
    strange: Vec<Value>,
}

/// The file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    presets: Vec<Value>,
    last: Option<Value>,
}

/// A file of presets.
#[derive(Debug, Serialize, Deserialize)]
struct Given {
    format: String,
    presets: Vec<Value>,
}

/// The presets in a file.
#[derive(Debug, PartialEq)]
pub(crate) struct Found {
    presets: Vec<Preset>,
    unread: u32,
}

impl Found {
    /// Those of `file`. Blocks.
    ///
    /// # Errors
    /// [`Code::PresetInvalid`] when it is no such file or nothing in it can be read.
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let given = open(file)?;
        let presets: Vec<Preset> = given.iter().filter_map(read).collect();
        if presets.is_empty() {
            return Err(no_presets(file, "none of its presets can be read"));
        }
        let unread = u32::try_from(given.len() - presets.len()).unwrap_or(u32::MAX);
        Ok(Self { presets, unread })
    }
}

/// What came of a file of presets.
#[derive(Debug, PartialEq)]
pub(crate) struct Taken {
    /// Their names now.
    pub(crate) names: Vec<String>,
    /// How many could not be read.
    pub(crate) unread: u32,
}

impl Presets {
    /// Those in the folder of settings `config`. A damaged file gives none and is set aside.
    pub(crate) fn load(config: &Path) -> Self {
        let mut presets = Self { folder: config.to_owned(), ..Self::default() };
        let file = config.join(FILE);
        let text = match fs::read(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return presets,
            Err(error) => {
                tracing::warn!(%error, "the presets cannot be read");
                return presets;
            }
            Ok(text) => text,
        };
        let written: Written = serde_json::from_slice(&text).unwrap_or_else(|error| {
            tracing::warn!(%error, "the presets are damaged; set aside");
            let _ = fs::rename(&file, config.join("presets.damaged.json"));
            Written::default()
        });
        for value in written.presets {
            match read(&value).filter(|preset| presets.is_new(&preset.name)) {
                Some(preset) => presets.own.push(preset),
                None => presets.strange.push(value),
            }
        }
        presets.last = written.last.as_ref().and_then(|value| Preset::deserialize(value).ok());
        presets
    }

    /// All there are: those that everybody has, then the person's.
    pub(crate) fn all(&self) -> Vec<Preset> {
        Preset::built_in().into_iter().chain(self.own.iter().cloned()).collect()
    }

    /// The person's.
    pub(crate) fn own(&self) -> &[Preset] {
        &self.own
    }

    /// The one of that name, whatever the case of its letters.
    ///
    /// # Errors
    /// [`Code::PresetMissing`].
    pub(crate) fn find(&self, name: &str) -> Result<Preset, Failure> {
        self.all().into_iter().find(|preset| same(&preset.name, name)).ok_or_else(|| {
            Failure::new(
                Code::PresetMissing,
                format!("There is no preset called {name}. Choose another one."),
            )
        })
    }

    /// What was chosen last.
    pub(crate) fn last(&self) -> Option<&Preset> {
        self.last.as_ref()
    }

    /// Keeps what was chosen last.
    pub(crate) fn remember(&mut self, last: Preset) {
        if self.last.as_ref() == Some(&last) {
            return;
        }
        self.last = Some(last);
        if let Err(failure) = self.save() {
            tracing::warn!(%failure, "the last choice could not be kept");
        }
    }

    /// Keeps a preset, in place of the person's own of that name.
    ///
    /// # Errors
    /// [`Code::PresetInvalid`] for a name that cannot be one, or that everybody's has, and when there are too many;
    /// [`Code::DiskFull`] or [`Code::OutputNotWritable`] when it cannot be kept: then nothing is changed.
    pub(crate) fn keep(&mut self, preset: Preset) -> Result<(), Failure> {
        let preset = preset.of_any();
        named(&preset.name)?;
        self.change(|own| {
            match own.iter().position(|kept| same(&kept.name, &preset.name)) {
                Some(at) => own[at] = preset,
                None if own.len() >= MOST => return Err(too_many()),
                None => own.push(preset),
            }
            Ok(())
        })
    }

    /// Calls the person's preset `name` by another name.
    ///
    /// # Errors
    /// As [`Presets::keep`], also when another one has that name; [`Code::PresetMissing`].
    pub(crate) fn rename(&mut self, name: &str, to: &str) -> Result<(), Failure> {
        named(to)?;
        if !same(name, to) && !self.is_new(to) {
            return Err(taken(to));
        }
        self.change(|own| {
            to.clone_into(
                &mut own.iter_mut().find(|kept| same(&kept.name, name)).ok_or_else(|| missing(name))?.name,
            );
            Ok(())
        })
    }

    /// Forgets the person's preset `name`.
    ///
    /// # Errors
    /// [`Code::PresetMissing`]; when that cannot be kept.
    pub(crate) fn remove(&mut self, name: &str) -> Result<(), Failure> {
        self.change(|own| {
            let at = own.iter().position(|kept| same(&kept.name, name)).ok_or_else(|| missing(name))?;
            own.remove(at);
            Ok(())
        })
    }

    /// Takes the presets of a file. One whose name another preset has gets a number; the same once more is left out.
    ///
    /// # Errors
    /// When they are too many, or cannot be kept.
    pub(crate) fn take(&mut self, Found { presets, unread }: Found) -> Result<Taken, Failure> {
        let built_in = Preset::built_in();
        let names = self.change(|own| {
            let mut names = Vec::new();
            for preset in presets {
                let free = |name: &str| built_in.iter().chain(&*own).all(|kept| !same(&kept.name, name));
                let name = names_for(&preset.name).find(|name| free(name));
                let known =
                    own.iter().find(|kept| Preset { name: preset.name.clone(), ..(*kept).clone() } == preset);
                let name = match known {
                    Some(known) => known.name.clone(),
                    None if own.len() >= MOST => return Err(too_many()),
                    None => {
                        let name = name.unwrap_or_default();
                        own.push(Preset { name: name.clone(), ..preset });
                        name
                    }
                };
                names.push(name);
            }
            Ok(names)
        })?;
        Ok(Taken { names, unread })
    }

    /// The text of a file with the presets of these `names`.
    ///
    /// # Errors
    /// [`Code::PresetMissing`].
    pub(crate) fn give(&self, names: &[String]) -> Result<String, Failure> {
        let presets = names.iter().map(|name| Ok(value(&self.find(name)?)));
        let given = Given { format: FORMAT.to_owned(), presets: presets.collect::<Result<_, Failure>>()? };
        Ok(serde_json::to_string_pretty(&given).unwrap_or_default())
    }

    fn is_new(&self, name: &str) -> bool {
        self.all().iter().all(|preset| !same(&preset.name, name))
    }

    fn change<T>(&mut self, how: impl FnOnce(&mut Vec<Preset>) -> Result<T, Failure>) -> Result<T, Failure> {
        let before = self.own.clone();
        let changed = how(&mut self.own).and_then(|done| self.save().map(|()| done));
        if changed.is_err() {
            self.own = before;
        }
        changed
    }

    fn save(&self) -> Result<(), Failure> {
        let presets = self.own.iter().map(value).chain(self.strange.iter().cloned()).collect();
        let written = Written { presets, last: self.last.as_ref().map(value) };
        let refused = |error: io::Error| not_written(&self.folder, &error);
        fs::create_dir_all(&self.folder).map_err(refused)?;
        let text = serde_json::to_vec_pretty(&written).map_err(|error| refused(error.into()))?;
        durable::write(&self.folder.join(FILE), &text, Keep::Always)?;
        Ok(())
    }
}

/// The presets in a file, unread.
fn open(file: &Path) -> Result<Vec<Value>, Failure> {
    let cannot = |error: io::Error| {
        let message =
            format!("{} cannot be read. Check that it is there and that you may open it.", file.display());
        Failure::new(Code::PresetInvalid, message).with_detail(error.to_string())
    };
    let about = fs::metadata(file).map_err(cannot)?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(no_presets(file, "it is no small file"));
    }
    let text = fs::read(file).map_err(cannot)?;
    let given: Given = serde_json::from_slice(&text).map_err(|error| no_presets(file, &error.to_string()))?;
    if given.format != FORMAT {
        return Err(no_presets(file, &format!("its format is {:?}", given.format)));
    }
    Ok(given.presets)
}

/// A preset, when `value` is one, with nothing in it that is of one video.
fn read(value: &Value) -> Option<Preset> {
    let preset = Preset::deserialize(value).ok()?.of_any();
    preset::is_name(&preset.name).then_some(preset)
}

/// What a preset can be called that was called `name`, as numbers make it another's.
fn names_for(name: &str) -> impl Iterator<Item = String> {
    let short: String = name.chars().take(NUMBERED).collect();
    std::iter::once(name.to_owned()).chain((2..).map(move |number| naming::numbered(&short, number)))
}

fn value(preset: &Preset) -> Value {
    // Numbers, words and lists: nothing that JSON has no way to write.
    serde_json::to_value(preset).unwrap_or_default()
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn named(name: &str) -> Result<(), Failure> {
    if !preset::is_name(name) {
        let message = "Give the preset a name of one to sixty letters.";
        return Err(Failure::new(Code::PresetInvalid, message));
    }
    if Preset::built_in().iter().any(|preset| same(&preset.name, name)) {
        return Err(taken(name));
    }
    Ok(())
}

fn taken(name: &str) -> Failure {
    let message = format!("There is a preset called {name} already. Take another name.");
    Failure::new(Code::PresetInvalid, message)
}

fn missing(name: &str) -> Failure {
    let message = format!("There is no preset of your own called {name}.");
    Failure::new(Code::PresetMissing, message)
}

fn too_many() -> Failure {
    let message = format!("There can be {MOST} presets. Remove some of those that you do not need.");
    Failure::new(Code::PresetInvalid, message)
}

fn no_presets(file: &Path, why: &str) -> Failure {
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    let message = format!("There are no presets in {name}. Choose a file that HLS Studio has exported.");
    Failure::new(Code::PresetInvalid, message).with_detail(why)
}

#[cfg(test)]
mod tests {
    use domain::choice::{Choice, Quality};

    use super::*;

    fn preset(name: &str, segment_seconds: u32) -> Preset {
        let choice = Choice { segment_seconds, ..Choice::default() };
        Preset { name: name.to_owned(), choice, ..Preset::default() }
    }

    fn names(presets: &Presets) -> Vec<&str> {
        presets.own().iter().map(|preset| preset.name.as_str()).collect()
    }

    #[test]
    fn what_is_kept_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut presets = Presets::load(folder.path());
        assert_eq!((presets.all().len(), presets.last()), (4, None));
        presets.keep(preset("Für Kunden", 4)).unwrap();
        presets.keep(preset("Archive", 6)).unwrap();
        presets.keep(preset("für kunden", 5)).unwrap();
        presets.remember(preset("", 3));
        let again = Presets::load(folder.path());
        assert_eq!(names(&again), ["für kunden", "Archive"], "in place of the one of its name");
        assert_eq!(again.find("FÜR KUNDEN").unwrap().choice.segment_seconds, 5);
        assert_eq!(again.last(), Some(&preset("", 3)));
        presets.rename("archive", "Old").unwrap();
        presets.rename("Old", "OLD").unwrap();
        presets.remove("für Kunden").unwrap();
        assert_eq!(names(&Presets::load(folder.path())), ["OLD"]);
    }

    #[test]
    fn what_cannot_be_is_refused_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut presets = Presets::load(folder.path());
        presets.keep(preset("one", 4)).unwrap();
        presets.keep(preset("two", 4)).unwrap();
        for name in ["", "Web", "VERTICAL", &"x".repeat(61)] {
            assert_eq!(presets.keep(preset(name, 4)).unwrap_err().code, Code::PresetInvalid, "{name}");
        }
        assert_eq!(presets.rename("one", "TWO").unwrap_err().code, Code::PresetInvalid);
        assert_eq!(presets.rename("web", "three").unwrap_err().code, Code::PresetMissing);
        assert_eq!(presets.remove("small").unwrap_err().code, Code::PresetMissing);
        assert_eq!(presets.find("three").unwrap_err().code, Code::PresetMissing);
        fs::remove_dir_all(folder.path()).unwrap();
        fs::write(folder.path(), "a file where the folder was").unwrap();
        assert!(presets.remove("one").is_err());
        assert_eq!(names(&presets), ["one", "two"], "what could not be kept is not so");
        fs::remove_file(folder.path()).unwrap();
        fs::create_dir(folder.path()).unwrap();
    }

    #[test]
    fn damage_is_set_aside_and_what_is_strange_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        fs::write(&file, "{\"presets\": [").unwrap();
        assert!(Presets::load(folder.path()).own().is_empty());
        assert!(folder.path().join("presets.damaged.json").exists());
        fs::write(&file, r#"{"presets": [{"name": "later", "choice": {"holograms": 7}}, {"name": "web"}]}"#)
            .unwrap();
        let mut presets = Presets::load(folder.path());
        assert!(presets.own().is_empty(), "nobody else's name is taken");
        presets.keep(preset("now", 4)).unwrap();
        assert!(fs::read_to_string(&file).unwrap().contains("holograms"));
        assert_eq!(names(&Presets::load(folder.path())), ["now"]);
    }

    #[test]
    fn presets_are_given_and_taken() {
        let folder = tempfile::tempdir().unwrap();
        let (mine, theirs) = (folder.path().join("mine"), folder.path().join("theirs"));
        let file = folder.path().join("presets of mine.json");
        let mut giver = Presets::load(&mine);
        giver.keep(preset("a", 4)).unwrap();
        giver.keep(preset("b", 5)).unwrap();
        assert_eq!(giver.give(&["c".to_owned()]).unwrap_err().code, Code::PresetMissing);
        let text = giver.give(&["a".to_owned(), "b".to_owned(), "best".to_owned()]).unwrap();
        fs::write(&file, text).unwrap();

        let mut taker = Presets::load(&theirs);
        taker.keep(preset("A", 9)).unwrap();
        taker.keep(preset("b", 5)).unwrap();
        let taken = taker.take(Found::read(&file).unwrap()).unwrap();
        assert_eq!(taken, Taken { names: vec!["a (2)".into(), "b".into(), "best (2)".into()], unread: 0 });
        assert_eq!(taker.find("best (2)").unwrap().choice.quality, Quality::Best);
        assert_eq!(names(&Presets::load(&theirs)), ["A", "b", "a (2)", "best (2)"]);
        assert_eq!(taker.take(Found::read(&file).unwrap()).unwrap(), taken, "once more, nothing is new");
        assert_eq!(taker.own().len(), 4);
    }

    #[test]
    fn a_file_that_is_something_else_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let mut presets = Presets::load(folder.path());
        let file = folder.path().join("some.json");
        let bad = r#"{"format": "hls-studio-presets", "presets": [{"name": "x", "holograms": 1}]}"#;
        for text in ["", "{", "[]", "{\"format\":\"x\",\"presets\":[]}", bad, "\u{0}\u{1}"] {
            fs::write(&file, text).unwrap();
            assert_eq!(Found::read(&file).unwrap_err().code, Code::PresetInvalid, "{text}");
        }
        assert_eq!(Found::read(folder.path()).unwrap_err().code, Code::PresetInvalid);
        assert_eq!(Found::read(&folder.path().join("none")).unwrap_err().code, Code::PresetInvalid);
        let half = r#"{"format": "hls-studio-presets", "presets": [{"name": "x", "holograms": 1},
            {"name": "good", "choice": {"page_address": "https://a.example/", "edits": {"trim_start": 5}}}]}"#;
        fs::write(&file, half).unwrap();
        assert_eq!(
            presets.take(Found::read(&file).unwrap()).unwrap(),
            Taken { names: vec!["good".into()], unread: 1 }
        );
        assert_eq!(
            presets.find("good").unwrap().choice,
            Choice::default(),
            "what is of one video is left out"
        );
    }
}
