//! The watermark that a person chooses for a video: looked at before it is taken.

use std::path::{Path, PathBuf};

use domain::failure::Failure;
use domain::watermark::Watermark;

use super::{Owner, not_now};
use crate::api::{Answer, Command, VideoId};
use crate::handle::{Message, Reply};
use crate::source;

impl Owner {
    /// Asks the person for a picture, and makes it the watermark of a video.
    pub(super) fn choose_watermark(&self, video: VideoId, reply: Reply) {
        let (asked, messages) = (self.desktop.choose_watermark(), self.messages.clone());
        tokio::spawn(async move {
            let Some(picture) = asked.await else {
                let _ = reply.send(Ok(Answer::Done));
                return;
            };
            let path = picture.to_string_lossy().into_owned();
            drop(messages.send(Message::Command(Command::SetWatermark { video, path }, reply)));
        });
    }

    /// Looks at the picture at `path`, to make it the watermark of a video.
    pub(super) fn look_at_watermark(&self, video: VideoId, path: &str, reply: Reply) {
        let ready =
            self.toolchain().and_then(|toolchain| Ok((toolchain, source::absolute(Path::new(path))?)));
        let (toolchain, picture) = match ready {
            Ok(ready) => ready,
            Err(failure) => return drop(reply.send(Err(failure))),
        };
        let messages = self.messages.clone();
        tokio::spawn(async move {
            match encode::watermark(&toolchain, &picture).await {
                Ok(_) => drop(messages.send(Message::Watermark(video, picture, reply))),
                Err(failure) => drop(reply.send(Err(failure))),
            }
        });
    }

    /// Makes a picture that was looked at the watermark of a video, where the one before was.
    ///
    /// # Errors
    /// Those of [`Owner::configure`].
    pub(super) fn set_watermark(&mut self, id: VideoId, picture: PathBuf) -> Result<(), Failure> {
        let details = self.list.expect(id)?.details.as_ref().ok_or_else(not_now)?;
        let mut choice = details.choice.clone();
        let watermark = match choice.edits.watermark.take() {
            Some(before) => Watermark { picture, ..before },
            None => Watermark::of(picture),
        };
        choice.edits.watermark = Some(watermark);
        self.configure(id, choice)
    }
}
