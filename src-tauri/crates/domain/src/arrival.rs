//! Which files of a watched folder are videos that have arrived whole: judged by their names, and by what was seen of
//! them from look to look. Time is passed in.

use serde::{Deserialize, Serialize};

/// Endings of files that are taken for videos, in lower case.
pub const VIDEO_ENDINGS: [&str; 24] = [
    "mp4", "m4v", "mov", "mkv", "webm", "avi", "ts", "m2ts", "mts", "mpg", "mpeg", "vob", "wmv", "flv",
    "f4v", "3gp", "3g2", "mxf", "ogv", "gif", "dv", "asf", "qt", "y4m",
];

/// Milliseconds for which nothing of a file may have changed before it is tried.
pub const QUIET: u64 = 4_000;

/// Milliseconds after which one that could not be read, and has not changed, is tried for the last time.
pub const PATIENCE: u64 = 20_000;

/// Endings under which programs write what is not whole yet: browsers, rsync, FileZilla and WinSCP, torrent clients,
/// yt-dlp, aria2.
const PASSING_ENDINGS: [&str; 21] = [
    "part",
    "partial",
    "crdownload",
    "download",
    "opdownload",
    "tmp",
    "temp",
    "filepart",
    "!qb",
    "!ut",
    "!bt",
    "bc!",
    "aria2",
    "ytdl",
    "incomplete",
    "unfinished",
    "uploading",
    "writing",
    "copying",
    "swp",
    "lock",
];

/// Those of them that also stand before a video's own ending, as in `film.temp.mp4`.
const PASSING_BEFORE: [&str; 6] = ["part", "partial", "tmp", "temp", "incomplete", "unfinished"];

/// Those that a file beside one that is being written has, whose own name is final from the start.
const PASSING_BESIDE: [&str; 7] =
    ["aria2", "part", "partial", "crdownload", "download", "opdownload", "filepart"];

/// Folders that systems and storage boxes keep for themselves.
const SYSTEM_FOLDERS: [&str; 5] =
    ["$recycle.bin", "system volume information", "lost+found", "@eadir", "#recycle"];

/// Whether a file of this name is a video by its ending, and not one that is still being written by its name.
pub fn is_video_name(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| VIDEO_ENDINGS.contains(&ending.as_str())) && !is_passing_name(name)
}

/// Whether a name is one that programs give to what is hidden or not whole yet.
pub fn is_passing_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let mut parts = lower.rsplit('.');
    let (ending, before) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    name.starts_with(['.', '~'])
        || name.ends_with('~')
        || lower.starts_with("unconfirmed ")
        || lower.contains('.') && PASSING_ENDINGS.contains(&ending)
        || PASSING_BEFORE.contains(&before) && parts.next().is_some()
}

/// The names beside the file called `name` that say that it is not whole yet.
pub fn signs_beside(name: &str) -> impl Iterator<Item = String> {
    PASSING_BESIDE.iter().map(move |ending| format!("{name}.{ending}"))
}

/// Whether a folder of this name is looked into.
pub fn is_open_folder(name: &str) -> bool {
    !is_passing_name(name) && !SYSTEM_FOLDERS.contains(&name.to_ascii_lowercase().as_str())
}

/// A file as it was seen: by these it is known again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seen {
    /// Its length.
    pub bytes: u64,
    /// When it was changed last, in milliseconds since 1970; `None` where the system does not tell.
    pub modified_ms: Option<u64>,
}

/// A file that may still be arriving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arriving {
    seen: Seen,
    /// Since when it is as it was seen.
    since: u64,
    /// How often it could not be read as it is.
    tries: u32,
}

/// What is to be done about a file that may still be arriving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing until then, unless it changes.
    Wait(u64),
    /// It is to be tried.
    Try,
    /// It has been tried often enough: it cannot be used as it is.
    GiveUp,
}

impl Arriving {
    /// One that is seen for the first time, at `now` by any clock of milliseconds that never goes back.
    pub fn new(seen: Seen, now: u64) -> Self {
        Self { seen, since: now, tries: 0 }
    }

    /// The same at a later look.
    #[must_use]
    pub fn look(self, seen: Seen, now: u64) -> Self {
        if seen == self.seen { self } else { Self::new(seen, now) }
    }

    /// It was tried, and could not be read.
    #[must_use]
    pub fn tried(self) -> Self {
        Self { tries: self.tries.saturating_add(1), ..self }
    }

    /// As what it was seen last.
    pub fn seen(&self) -> Seen {
        self.seen
    }

    /// What is to be done about it. One without bytes waits for some, however long.
    pub fn next(&self, now: u64) -> Next {
        let rest = match self.tries {
            _ if self.seen.bytes == 0 => return Next::Wait(u64::MAX),
            0 => QUIET,
            1 => PATIENCE,
            _ => return Next::GiveUp,
        };
        let due = self.since.saturating_add(rest);
        if now >= due { Next::Try } else { Next::Wait(due) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn videos_by_their_names() {
        for name in [
            "a.mp4",
            "A.MP4",
            "Film 2 (final).mov",
            "b.part1.mkv",
            "c.v2.webm",
            "part.mp4",
            "tmp.mov",
            "日本.ts",
            "d.download.mp4",
            "x.y.z.mxf",
            "Unconfirmed.mp4",
        ] {
            assert!(is_video_name(name), "{name}");
        }
        for name in [
            "",
            ".",
            "..",
            "mp4",
            "a",
            "a.",
            "a.txt",
            "a.mp4.part",
            "a.mp4.crdownload",
            "Unconfirmed 123.crdownload",
            "Unconfirmed 9.mp4",
            "a.mp4.tmp",
            "a.mp4.download",
            "a.partial",
            "a.mp4~",
            "~a.mp4",
            ".a.mp4",
            ".a.mp4.Xy12Zz",
            "~syncthing~a.mp4.tmp",
            ".syncthing.a.mp4.tmp",
            "a.mp4.filepart",
            "a.mp4.!qB",
            "a.mp4.!ut",
            "a.temp.mp4",
            "a.part.mp4",
            "a.TMP.mov",
            "._a.mp4",
            "a.mp4.aria2",
            "a.mp4.ytdl",
            "a.mp4.opdownload",
            "a.m3u8",
            "a.jpg",
        ] {
            assert!(!is_video_name(name), "{name}");
        }
        assert!(signs_beside("a.mp4").any(|name| name == "a.mp4.aria2"));
    }

    #[test]
    fn folders_by_their_names() {
        assert!(["a", "2025", "Part", "a b.c"].into_iter().all(is_open_folder));
        for name in [".git", "$RECYCLE.BIN", "@eaDir", "lost+found", "film.mp4.download", "~x"] {
            assert!(!is_open_folder(name), "{name}");
        }
    }

    #[test]
    fn one_that_rests_is_tried_twice() {
        let seen = Seen { bytes: 7, modified_ms: Some(1) };
        let file = Arriving::new(seen, 100);
        assert_eq!(file.next(100), Next::Wait(100 + QUIET));
        assert_eq!(file.look(seen, 4_000).next(100 + QUIET), Next::Try);
        let again = file.tried();
        assert_eq!(again.next(100 + QUIET), Next::Wait(100 + PATIENCE));
        assert_eq!(again.next(100 + PATIENCE), Next::Try);
        assert_eq!(again.tried().next(u64::MAX), Next::GiveUp);
        let more = Seen { bytes: 8, ..seen };
        assert_eq!(again.tried().look(more, 50_000), Arriving::new(more, 50_000));
    }

    /// What a file looks like from look to look: milliseconds since the one before, bytes, and when it was changed.
    fn looks() -> impl Strategy<Value = Vec<(u64, Seen)>> {
        let seen =
            (0u64..4, prop::option::of(0u64..3)).prop_map(|(bytes, modified_ms)| Seen { bytes, modified_ms });
        prop::collection::vec((0u64..6_000, seen), 1..40)
    }

    proptest! {
        #[test]
        fn only_what_has_bytes_and_rests_is_tried(looks in looks()) {
            let mut now = 0;
            let mut file: Option<Arriving> = None;
            let mut history: Vec<(u64, Seen)> = Vec::new();
            for (after, seen) in looks {
                now += after;
                history.push((now, seen));
                let looked = file.map_or_else(|| Arriving::new(seen, now), |file| file.look(seen, now));
                file = Some(looked);
                // Since when it was seen as it is now, at every look.
                let same = history.iter().rev().take_while(|(_, other)| *other == seen).last();
                let rested = same.map_or(0, |(since, _)| now - since);
                prop_assert_eq!(looked.next(now) == Next::Try, seen.bytes > 0 && rested >= QUIET);
                if let Next::Wait(until) = looked.next(now) {
                    prop_assert!(until > now);
                    prop_assert!(until == u64::MAX || looked.next(until) == Next::Try);
                }
            }
        }

        #[test]
        fn names_never_panic_and_what_is_hidden_is_never_a_video(name in ".{0,40}") {
            let video = is_video_name(&name);
            prop_assert!(!(video && is_passing_name(&name)));
            let hidden = format!(".{name}.mp4");
            prop_assert!(!is_video_name(&hidden));
            for sign in signs_beside(&name) {
                prop_assert!(!is_video_name(&sign));
            }
        }
    }
}
