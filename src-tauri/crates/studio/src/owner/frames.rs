//! Single pictures of the sources, to be looked at beside what is made of them.

use std::sync::Arc;

use domain::choice::Edits;
use domain::failure::Failure;
use domain::plan::{Plan, plan};

use super::{Owner, not_now};
use crate::api::{Programme, Tools, Treatment, VideoId};
use crate::frames::{Ask, Planned};
use crate::handle::Reply;

/// What is asked for.
pub(super) struct Wanted {
    pub(super) video: VideoId,
    pub(super) of: Programme,
    pub(super) edits: Option<Box<Edits>>,
    pub(super) treatment: Treatment,
    pub(super) seconds: f64,
    pub(super) most: u32,
}

impl Owner {
    /// Has a picture made, which is answered when it is there.
    pub(super) fn frame(&mut self, wanted: Wanted, reply: Reply) {
        let ready = self.toolchain().and_then(|toolchain| Ok((toolchain, self.planned(&wanted)?)));
        let Wanted { video, of, edits, treatment, seconds, most } = wanted;
        match ready {
            Ok((toolchain, planned)) => {
                let proposed = edits.is_some();
                self.pictures.ask(Ask {
                    video,
                    of,
                    treatment,
                    proposed,
                    seconds,
                    most,
                    planned,
                    toolchain,
                    reply,
                });
            }
            Err(failure) => drop(reply.send(Err(failure))),
        }
    }

    /// The programs to make something with.
    pub(super) fn toolchain(&self) -> Result<Arc<encode::Toolchain>, Failure> {
        self.toolchain.clone().ok_or_else(|| match &self.tools {
            Tools::Missing { failure } => failure.clone(),
            _ => not_now(),
        })
    }

    fn planned(&self, wanted: &Wanted) -> Result<Planned, Failure> {
        match wanted.of {
            Programme::Made => {
                let folder = self.list.get(wanted.video).and_then(|entry| entry.folder.clone());
                Ok(Planned::In(folder.ok_or_else(not_now)?))
            }
            Programme::Tried => Ok(Planned::In(self.tried_folder(wanted.video).ok_or_else(not_now)?)),
            Programme::Chosen => {
                Ok(Planned::Now(Box::new(self.chosen_plan(wanted.video, wanted.edits.as_deref())?)))
            }
        }
    }

    /// What would be made of a video now, or with other `edits`.
    pub(super) fn chosen_plan(&self, id: VideoId, edits: Option<&Edits>) -> Result<Plan, Failure> {
        let details = self.list.get(id).and_then(|entry| entry.details.as_ref()).ok_or_else(not_now)?;
        let examined = details.examined.clone().ok_or_else(not_now)?;
        let mut choice = details.choice.clone();
        if let Some(edits) = edits {
            choice.edits = edits.clone();
            // Which rungs there are may be another question then.
            choice.rungs = None;
        }
        plan(examined.source, examined.media, choice)
    }
}
