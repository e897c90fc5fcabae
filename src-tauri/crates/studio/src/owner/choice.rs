//! What is chosen for a video: taken when it can be planned.

use domain::choice::Choice;
use domain::failure::Failure;
use domain::job::State;
use domain::plan::plan;

use super::{Owner, not_now};
use crate::api::VideoId;
use crate::library::Fact;

impl Owner {
    pub(super) fn configure(&mut self, id: VideoId, choice: Choice) -> Result<(), Failure> {
        let entry = self.list.expect(id)?;
        let free = matches!(entry.state, State::Ready | State::Finished | State::Failed { .. });
        let Some(details) = entry.details.as_mut().filter(|_| free) else { return Err(not_now()) };
        let examined = details.examined.as_ref().ok_or_else(not_now)?;
        // Only what can be planned is taken.
        plan(examined.source.clone(), examined.media.clone(), choice.clone())?;
        let other_picture = details.choice.edits.video_track != choice.edits.video_track;
        details.choice = choice.clone();
        self.store.note(id, vec![Fact::Choice(Box::new(choice))]);
        // What was tried is not what would be made now.
        self.end_trial(Some(id));
        self.tell_video(id);
        if other_picture {
            self.take_still(id);
        }
        Ok(())
    }
}
