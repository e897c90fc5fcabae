//! The words that are said outside the window: by the tray, by notifications, by dialogs, and by the menus of macOS.
//!
//! There is one place for every word a person sees, the window's texts, and it alone knows the language. It hands these
//! over when it opens, with gaps for names and numbers; they are filled in here, since a window that is hidden may sleep.

use serde::{Deserialize, Serialize};

use super::work::{Ending, How, Standing};

/// The words. In a gap, `{title}` is a video's name, `{count}` a number above one, and `{percent}` a number up to 99.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Words {
    /// Shows the window.
    pub show: String,
    /// Pauses every conversion.
    pub pause_all: String,
    /// Goes on with them.
    pub go_on: String,
    /// Pauses what runs and ends the app.
    pub quit: String,
    /// How it stands with one video.
    pub working_one: String,
    /// How it stands with several.
    pub working_many: String,
    /// Nothing runs.
    pub resting: String,
    /// Of one video, and of several.
    pub ready_one: String,
    /// Several.
    pub ready_many: String,
    /// One is published.
    pub published_one: String,
    /// Several.
    pub published_many: String,
    /// One could not be converted.
    pub failed_one: String,
    /// Several.
    pub failed_many: String,
    /// One could not be published.
    pub unpublished_one: String,
    /// Several.
    pub unpublished_many: String,
    /// One waits for room, or for a drive.
    pub waits_one: String,
    /// Several.
    pub waits_many: String,
    /// Where to see what went wrong.
    pub look: String,
    /// The app has ended with its work.
    pub ended: String,
    /// The system's dialogs.
    pub dialogs: DialogWords,
    /// The menus.
    pub menu: MenuWords,
}

/// The words of the system's dialogs: what is to be chosen, and kinds of files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DialogWords {
    /// That videos are.
    pub choose_videos: String,
    /// Their kind.
    pub videos: String,
    /// That subtitles or chapters are.
    pub choose_beside: String,
    /// Their kind.
    pub beside: String,
    /// That a picture is.
    pub choose_picture: String,
    /// Its kind.
    pub pictures: String,
    /// That a file of presets is.
    pub choose_presets: String,
    /// Its kind.
    pub presets: String,
    /// That a folder is.
    pub choose_folder: String,
    /// That the place and the name of a file are.
    pub save: String,
    /// Files of any kind.
    pub all_files: String,
}

/// The words of the menus of macOS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is called what it says")]
pub struct MenuWords {
    pub about: String,
    pub settings: String,
    pub services: String,
    pub hide: String,
    pub hide_others: String,
    pub show_all: String,
    pub quit: String,
    pub file: String,
    pub add_videos: String,
    pub close: String,
    pub edit: String,
    pub undo: String,
    pub redo: String,
    pub cut: String,
    pub copy: String,
    pub paste: String,
    pub select_all: String,
    pub window: String,
    pub minimize: String,
    pub zoom: String,
    pub full_screen: String,
}

/// What a notification says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The sentence that matters.
    pub title: String,
    /// Everything else; may be empty.
    pub body: String,
}

impl Words {
    /// How it stands, in one line.
    pub fn status(&self, standing: &Standing) -> String {
        let text = match standing.busy {
            0 => &self.resting,
            1 => &self.working_one,
            _ => &self.working_many,
        };
        fill(text, "", standing.busy, standing.percent)
    }

    /// What `endings` are told as; `None` when there are none. `ended` when the app goes with the last of them.
    pub fn notice(&self, endings: &[Ending], ended: bool) -> Option<Notice> {
        let published = |ending: &Ending| {
            endings.iter().any(|other| other.video == ending.video && other.how == How::Published)
        };
        // What is published was converted.
        let news: Vec<&Ending> = endings.iter().filter(|it| it.how != How::Ready || !published(it)).collect();
        let mut kinds: Vec<How> = news.iter().map(|ending| ending.how).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let mut sentences = kinds.iter().map(|how| {
            let such: Vec<&&Ending> = news.iter().filter(|ending| ending.how == *how).collect();
            let (one, many) = self.of(*how);
            let text = if such.len() == 1 { one } else { many };
            fill(text, &such[0].title, u32::try_from(such.len()).unwrap_or(u32::MAX), 0)
        });
        let title = sentences.next()?;
        let look = kinds.iter().any(|how| !how.is_good()).then(|| self.look.clone());
        let end = ended.then(|| self.ended.clone());
        let body: Vec<String> = sentences.chain(look).chain(end).collect();
        Some(Notice { title, body: body.join("\n") })
    }

    fn of(&self, how: How) -> (&str, &str) {
        match how {
            How::Published => (&self.published_one, &self.published_many),
            How::Ready => (&self.ready_one, &self.ready_many),
            How::Failed => (&self.failed_one, &self.failed_many),
            How::Unpublished => (&self.unpublished_one, &self.unpublished_many),
            How::Waits => (&self.waits_one, &self.waits_many),
        }
    }
}

/// The name goes in last: it may hold what looks like a gap.
fn fill(text: &str, title: &str, count: u32, percent: u32) -> String {
    text.replace("{count}", &count.to_string())
        .replace("{percent}", &percent.to_string())
        .replace("{title}", title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words {
            resting: "HLS Studio".into(),
            working_one: "1 video, {percent}%".into(),
            working_many: "{count} videos, {percent}%".into(),
            ready_one: "“{title}” is ready.".into(),
            ready_many: "{count} videos are ready.".into(),
            published_one: "“{title}” is published.".into(),
            published_many: "{count} videos are published.".into(),
            failed_one: "“{title}” could not be converted.".into(),
            failed_many: "{count} videos could not be converted.".into(),
            look: "Open HLS Studio to see why.".into(),
            ended: "HLS Studio has ended.".into(),
            ..Words::default()
        }
    }

    fn ending(video: u32, how: How) -> Ending {
        Ending { video, title: format!("Film {video}"), how }
    }

    #[test]
    fn the_standing_is_one_line() {
        let of = |busy, percent| words().status(&Standing { busy, percent, ..Standing::default() });
        assert_eq!([of(0, 0), of(1, 7), of(3, 42)], ["HLS Studio", "1 video, 7%", "3 videos, 42%"]);
    }

    #[test]
    fn many_are_told_as_one() {
        let told = |endings: &[Ending]| words().notice(endings, false).map(|it| (it.title, it.body));
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[ending(1, How::Ready)]), Some(("“Film 1” is ready.".into(), String::new())));
        let three: Vec<Ending> = (1..4).map(|video| ending(video, How::Ready)).collect();
        assert_eq!(told(&three), Some(("3 videos are ready.".into(), String::new())));
        let mixed =
            [ending(1, How::Failed), ending(2, How::Ready), ending(2, How::Published), ending(3, How::Ready)];
        assert_eq!(
            told(&mixed),
            Some((
                "“Film 2” is published.".into(),
                "“Film 3” is ready.\n“Film 1” could not be converted.\nOpen HLS Studio to see why.".into()
            ))
        );
    }

    #[test]
    fn a_name_is_no_gap_and_the_end_is_told() {
        let odd = Ending { title: "{count} {title}".into(), ..ending(1, How::Ready) };
        let notice = words().notice(&[odd], true).unwrap();
        assert_eq!(
            (notice.title, notice.body),
            ("“{count} {title}” is ready.".into(), "HLS Studio has ended.".into())
        );
    }
}
