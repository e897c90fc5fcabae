//! Whether hardware encodes: found out by doing it, at the real sizes and all at once, and remembered for the same
//! ffmpeg, the same driver and the same rungs.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use domain::arguments;
use domain::codec::Codec;
use domain::hardware::Family;
use domain::plan::Plan;

use crate::process::{Command, Limits};
use crate::toolchain::Toolchain;

/// What one try may take: a driver that wakes up a sleeping card.
const TRY: Limits = Limits { time: Duration::from_secs(20), bytes: 1024 * 1024 };

/// The file in the cache folder.
const FILE: &str = "encoders.json";

/// How long what was found is believed: a driver may have come that says nothing of itself here.
const BELIEVED: Duration = Duration::from_secs(7 * 24 * 3600);

/// The most that is remembered.
const MOST: usize = 500;

/// `plan` with the first of `families` whose hardware works for it, in as many of its codecs as that can;
/// `None` when none does.
///
/// `cache` is the folder in which answers are kept; without one, everything is tried each time.
pub async fn in_hardware(
    toolchain: &Toolchain,
    plan: &Plan,
    families: &[Family],
    cache: Option<&Path>,
) -> Option<Plan> {
    let mut answers = match cache {
        Some(folder) => Answers::read(&folder.join(FILE)).await,
        None => Answers::default(),
    };
    let mut found = None;
    for family in families {
        let wishes = wishes(toolchain, plan, *family);
        // One that is not there at all is not asked again for every video.
        if wishes.is_empty() || !answers.ask(toolchain, *family, arguments::try_family(*family)).await {
            continue;
        }
        for codecs in wishes {
            let wished = plan.in_hardware(*family, &codecs);
            if wished.hardware().is_none() {
                continue;
            }
            if answers.ask(toolchain, *family, arguments::try_hardware(&wished)).await {
                found = Some(wished);
                break;
            }
        }
        if found.is_some() {
            break;
        }
    }
    if let (Some(folder), true) = (cache, answers.changed) {
        answers.write(folder).await;
    }
    found
}

/// The codecs to try with a family, the most first: all that this ffmpeg has it for, then H.264 alone.
fn wishes(toolchain: &Toolchain, plan: &Plan, family: Family) -> Vec<Vec<Codec>> {
    let in_plan = |codec: &Codec| plan.video.iter().any(|rendition| rendition.codec == *codec);
    let has = |codec: &Codec| toolchain.encodes(&family.encoder(*codec));
    let all: Vec<Codec> = Codec::ALL.into_iter().filter(|codec| in_plan(codec) && has(codec)).collect();
    match all.as_slice() {
        [] => Vec::new(),
        [_] => vec![all],
        [first, ..] => vec![vec![*first], all.clone()].into_iter().rev().collect(),
    }
}

async fn works(toolchain: &Toolchain, list: Vec<OsString>) -> bool {
    match Command::new(&toolchain.ffmpeg.path, list).output(TRY).await {
        Ok((_, exit)) if exit.success() => true,
        Ok((_, exit)) => {
            tracing::debug!(detail = exit.detail(), "hardware does not work");
            false
        }
        Err(error) => {
            tracing::debug!(%error, "hardware does not work");
            false
        }
    }
}

/// What tells one driver from another, as far as the system does.
fn driver() -> String {
    let mut words = vec![
        sysinfo::System::kernel_version().unwrap_or_default(),
        sysinfo::System::os_version().unwrap_or_default(),
    ];
    words.extend(std::fs::read_to_string("/proc/driver/nvidia/version").ok());
    let cards = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    let mut cards: Vec<String> = cards.map(|card| card.file_name().to_string_lossy().into_owned()).collect();
    cards.sort_unstable();
    words.extend(cards);
    words.join(" ")
}

/// What was found out: for each try, whether it worked.
#[derive(Debug, Default)]
struct Answers {
    known: BTreeMap<String, bool>,
    changed: bool,
}

impl Answers {
    /// Those in `file`; none when there is none, it cannot be read, or it is too old.
    async fn read(file: &Path) -> Self {
        let age = |facts: std::fs::Metadata| facts.modified().ok()?.elapsed().ok();
        let fresh = match tokio::fs::metadata(file).await {
            Ok(facts) => age(facts).is_some_and(|age| age < BELIEVED),
            Err(_) => false,
        };
        let text = if fresh { tokio::fs::read(file).await.unwrap_or_default() } else { Vec::new() };
        Self { known: serde_json::from_slice(&text).unwrap_or_default(), changed: false }
    }

    /// Whether ffmpeg succeeds at this, as remembered or else as tried.
    async fn ask(&mut self, toolchain: &Toolchain, family: Family, list: Vec<OsString>) -> bool {
        let key = format!("{} {} {list:?}", toolchain.ffmpeg.version, driver());
        if let Some(works) = self.known.get(&key) {
            return *works;
        }
        let works = works(toolchain, list).await;
        tracing::info!(family = family.name(), works, "hardware was tried");
        self.learn(key, works);
        works
    }

    fn learn(&mut self, key: String, works: bool) {
        if self.known.len() >= MOST {
            self.known.clear();
        }
        self.known.insert(key, works);
        self.changed = true;
    }

    /// Best effort: what is not remembered is tried again.
    async fn write(&self, folder: &Path) {
        let written = async {
            tokio::fs::create_dir_all(folder).await?;
            let text = serde_json::to_vec_pretty(&self.known)?;
            let aside = folder.join(format!("{FILE}.{}.new", std::process::id()));
            tokio::fs::write(&aside, text).await?;
            tokio::fs::rename(&aside, folder.join(FILE)).await
        };
        if let Err(error) = written.await {
            tracing::debug!(%error, "what hardware there is was not remembered");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn answers_are_kept_and_damaged_ones_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let mut answers = Answers::read(&folder.path().join(FILE)).await;
        assert!(answers.known.is_empty());
        answers.learn("a".into(), true);
        answers.learn("b".into(), false);
        answers.write(folder.path()).await;
        let again = Answers::read(&folder.path().join(FILE)).await;
        assert_eq!((&again.known, again.changed), (&answers.known, false));
        std::fs::write(folder.path().join(FILE), "{\"a\": tr").unwrap();
        assert!(Answers::read(&folder.path().join(FILE)).await.known.is_empty());
    }

    #[test]
    fn no_more_is_kept_than_may_be() {
        let mut answers = Answers::default();
        (0..2 * MOST).for_each(|n| answers.learn(n.to_string(), true));
        assert!(answers.known.len() <= MOST);
    }
}
