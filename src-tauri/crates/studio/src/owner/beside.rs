//! Files of subtitles and of chapters: each goes with the video that it is named after.

use std::path::{Path, PathBuf};

use domain::chapters::is_chapter_file;
use domain::failure::{Code, Failure};
use domain::job::State;
use domain::texts::named_after;
use tokio::sync::oneshot;

use super::{Owner, not_now};
use crate::api::{Answer, Command, VideoId};
use crate::handle::{Beside, Message, Reply};
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
            let result = self.video_of(file.path(), together).and_then(|video| match self.list.get(video) {
                // What the library keeps of it is read first.
                Some(entry) if entry.details.is_none() => {
                    let files = vec![file.path().to_string_lossy().into_owned()];
                    let (reply, _) = oneshot::channel();
                    self.command(Command::AddBeside { video, files }, reply);
                    Ok(())
                }
                _ => self.add_one(video, file),
            });
            first = first.and(result);
        }
        first
    }

    /// Looks into `files` and then adds them to a video.
    pub(super) fn read_beside(&self, id: VideoId, files: Vec<String>, reply: Reply) {
        let messages = self.messages.clone();
        tokio::task::spawn_blocking(move || {
            let files = files.into_iter().map(|file| looked_into(PathBuf::from(file))).collect();
            drop(messages.send(Message::Beside(id, files, reply)));
        });
    }

    /// Asks the person for files, and adds them to a video.
    pub(super) fn choose_beside(&self, video: VideoId, reply: Reply) {
        let (asked, messages) = (self.desktop.choose_beside(), self.messages.clone());
        tokio::spawn(async move {
            let files = asked.await.into_iter().map(|path| path.to_string_lossy().into_owned()).collect();
            drop(messages.send(Message::Command(Command::AddBeside { video, files }, reply)));
        });
    }

    /// Adds what has been looked into.
    pub(super) fn beside(&mut self, id: VideoId, files: Vec<Beside>, reply: Reply) {
        let added = files.into_iter().map(|file| self.add_one(id, file)).collect::<Vec<_>>();
        let result = added.into_iter().collect::<Result<(), _>>();
        let _ = reply.send(result.map(|()| Answer::Done));
    }

    /// Adds a file to what is chosen for a video, also while it is being probed.
    ///
    /// # Errors
    /// [`Code::NotNow`] while it is converted; that with which it could not be read.
    fn add_one(&mut self, id: VideoId, file: Beside) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        let free =
            matches!(entry.state, State::Probing | State::Ready | State::Finished | State::Failed { .. });
        let Some(details) = entry.details.as_mut().filter(|_| free) else { return Err(not_now()) };
        let edits = &mut details.choice.edits;
        match file {
            Beside::Subtitles(path) if edits.subtitle_files.contains(&path) => {}
            Beside::Subtitles(path) => edits.subtitle_files.push(path),
            Beside::Chapters(_, read) => edits.chapters = Some(read?),
        }
        let choice = details.choice.clone();
        self.store.note(id, vec![Fact::Choice(Box::new(choice))]);
        self.tell_video(id);
        Ok(())
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
}
