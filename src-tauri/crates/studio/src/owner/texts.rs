//! Files of subtitles: each goes with the video that it is named after.

use std::path::{Path, PathBuf};

use domain::failure::{Code, Failure};
use domain::job::State;
use domain::texts::named_after;
use tokio::sync::oneshot;

use super::{Owner, not_now};
use crate::api::{Command, VideoId};
use crate::library::Fact;

impl Owner {
    /// Adds files that were given together with videos, or later, to the videos of their names.
    ///
    /// # Errors
    /// For the first that is named after none of them, or whose video is being converted.
    pub(super) fn add_texts(&mut self, texts: Vec<PathBuf>, together: &[VideoId]) -> Result<(), Failure> {
        let mut first = Ok(());
        for text in texts {
            let result = match self.video_of(&text, together) {
                // What the library keeps of it is read first.
                Some(id) if self.list.get(id).is_some_and(|entry| entry.details.is_none()) => {
                    let files = vec![text.to_string_lossy().into_owned()];
                    let (reply, _) = oneshot::channel();
                    self.command(Command::AddSubtitles { video: id, files }, reply);
                    Ok(())
                }
                Some(id) => self.add_subtitles(id, vec![text]),
                None => {
                    let name = text.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    let message = format!(
                        "{name} is named after no video here. Name it as the video is, such as film.en.srt for film.mp4."
                    );
                    Err(Failure::new(Code::ChoiceImpossible, message))
                }
            };
            first = first.and(result);
        }
        first
    }

    fn video_of(&self, text: &Path, together: &[VideoId]) -> Option<VideoId> {
        let found = |ids: Vec<VideoId>| {
            let paths: Vec<_> = ids.iter().filter_map(|id| Some(&self.list.get(*id)?.path)).collect();
            named_after(text, &paths).and_then(|place| ids.get(place).copied())
        };
        found(together.to_vec()).or_else(|| found(self.list.iter().map(|entry| entry.id).collect()))
    }

    /// Adds `files` to what is chosen for a video, also while it is being probed.
    ///
    /// # Errors
    /// [`Code::NotNow`] while it is converted.
    pub(super) fn add_subtitles(&mut self, id: VideoId, files: Vec<PathBuf>) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        let free =
            matches!(entry.state, State::Probing | State::Ready | State::Finished | State::Failed { .. });
        let Some(details) = entry.details.as_mut().filter(|_| free) else { return Err(not_now()) };
        let own = &mut details.choice.edits.subtitle_files;
        for file in files {
            if !own.contains(&file) {
                own.push(file);
            }
        }
        let choice = details.choice.clone();
        self.store.note(id, vec![Fact::Choice(Box::new(choice))]);
        self.tell_video(id);
        Ok(())
    }
}
