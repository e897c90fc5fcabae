//! Files of subtitles and of chapters: each goes with the video that it is named after.

use std::path::{Path, PathBuf};

use domain::chapters::{Chapter, is_chapter_file};
use domain::choice::Edits;
use domain::failure::{Code, Failure};
use domain::job::State;
use domain::texts::named_after;
use tokio::sync::oneshot;

use super::{Owner, not_now};
use crate::api::{Command, VideoId};
use crate::handle::Beside;
use crate::library::Fact;

/// What a file beside a video is. Blocking: one of chapters is read.
pub(super) fn looked_into(path: PathBuf) -> Beside {
    if is_chapter_file(&path) {
        let read = encode::chapters(&path);
        Beside::Chapters(path, read)
    } else {
        Beside::Subtitles(path)
    }
}

impl Owner {
    /// Adds files that were given together with videos, or later, to the videos of their names.
    ///
    /// # Errors
    /// For the first that is named after none of them, that cannot be read, or whose video is being converted.
    pub(super) fn add_beside(&mut self, files: Vec<Beside>, together: &[VideoId]) -> Result<(), Failure> {
        let mut first = Ok(());
        for file in files {
            let (path, read) = match file {
                Beside::Subtitles(path) => (path, Ok(None)),
                Beside::Chapters(path, read) => (path, read.map(Some)),
            };
            let result = self.video_of(&path, together).and_then(|video| {
                let command = match read? {
                    None => Command::AddSubtitles { video, files: vec![path.to_string_lossy().into_owned()] },
                    Some(chapters) => Command::SetChapters { video, chapters },
                };
                self.add_to_video(command)
            });
            first = first.and(result);
        }
        first
    }

    /// Carries `command` out, when need be after what the library keeps of its video has been read.
    fn add_to_video(&mut self, command: Command) -> Result<(), Failure> {
        match command {
            command if self.wants_details(&command).is_some() => {
                let (reply, _) = oneshot::channel();
                self.command(command, reply);
                Ok(())
            }
            Command::AddSubtitles { video, files } => self.add_subtitles(video, files),
            Command::SetChapters { video, chapters } => self.set_chapters(video, chapters),
            _ => Ok(()),
        }
    }

    fn video_of(&self, file: &Path, together: &[VideoId]) -> Result<VideoId, Failure> {
        let found = |ids: Vec<VideoId>| {
            let paths: Vec<_> = ids.iter().filter_map(|id| Some(&self.list.get(*id)?.path)).collect();
            named_after(file, &paths).and_then(|place| ids.get(place).copied())
        };
        let video =
            found(together.to_vec()).or_else(|| found(self.list.iter().map(|entry| entry.id).collect()));
        video.ok_or_else(|| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let example = if is_chapter_file(file) { "film.chapters.txt" } else { "film.en.srt" };
            let message = format!(
                "{name} is named after no video here. Name it as the video is, such as {example} for film.mp4."
            );
            Failure::new(Code::ChoiceImpossible, message)
        })
    }

    /// Adds `files` to what is chosen for a video, also while it is being probed.
    ///
    /// # Errors
    /// [`Code::NotNow`] while it is converted.
    pub(super) fn add_subtitles(&mut self, id: VideoId, files: Vec<String>) -> Result<(), Failure> {
        self.edit(id, |edits| {
            for file in files.into_iter().map(PathBuf::from) {
                if !edits.subtitle_files.contains(&file) {
                    edits.subtitle_files.push(file);
                }
            }
        })
    }

    /// Gives a video these `chapters`, also while it is being probed.
    ///
    /// # Errors
    /// [`Code::NotNow`] while it is converted.
    pub(super) fn set_chapters(&mut self, id: VideoId, chapters: Vec<Chapter>) -> Result<(), Failure> {
        self.edit(id, |edits| edits.chapters = Some(chapters))
    }

    fn edit(&mut self, id: VideoId, change: impl FnOnce(&mut Edits)) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        let free =
            matches!(entry.state, State::Probing | State::Ready | State::Finished | State::Failed { .. });
        let Some(details) = entry.details.as_mut().filter(|_| free) else { return Err(not_now()) };
        change(&mut details.choice.edits);
        let choice = details.choice.clone();
        self.store.note(id, vec![Fact::Choice(Box::new(choice))]);
        self.tell_video(id);
        Ok(())
    }
}
