//! Single pictures of the sources, to be looked at beside what is made of them.

use std::path::Path;
use std::sync::Arc;

use domain::arguments::Glimpse;
use domain::choice::Edits;
use domain::failure::{Code, Failure};
use domain::plan::{Plan, plan};

use super::{Owner, not_now};
use crate::api::{Answer, Original, Programme, Tools, Treatment, VideoId};
use crate::frames::{Ask, Planned, read};
use crate::glimpses::Asked;
use crate::handle::{Message, Reply};

/// What is asked for.
pub(super) struct Wanted {
    pub(super) video: VideoId,
    pub(super) of: Programme,
    pub(super) edits: Option<Box<Edits>>,
    pub(super) treatment: Treatment,
    pub(super) seconds: f64,
    pub(super) most: u32,
}

/// What files of these names are for a browser, which goes by what they are said to be.
const EXTENSIONS: [(&[&str], &str); 2] = [(&["mp4", "m4v", "mov", "qt"], "mp4"), (&["webm", "mkv"], "webm")];

/// What a source is served as; `None` for what no browser plays.
fn extension(source: &Path) -> Option<&'static str> {
    let extension = source.extension()?.to_string_lossy().to_lowercase();
    EXTENSIONS.iter().find_map(|(names, served)| names.contains(&extension.as_str()).then_some(*served))
}

impl Owner {
    /// Has a picture made, which is answered when it is there.
    pub(super) fn frame(&mut self, wanted: Wanted, reply: Reply) {
        let ready = self.toolchain().and_then(|toolchain| {
            Ok((toolchain, self.planned(wanted.video, wanted.of, wanted.edits.as_deref())?))
        });
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

    /// Has one of so many glimpses of all of the source made, which is answered when it is there.
    pub(super) fn glimpse(
        &self,
        video: VideoId,
        edits: Option<&Edits>,
        (number, many): (u32, u32),
        reply: Reply,
    ) {
        let chosen = self.list.get(video).and_then(|entry| entry.details.as_ref());
        let edits = edits.or(chosen.map(|details| &details.choice.edits)).map(Glimpse::edits);
        let ready = self.toolchain().and_then(|toolchain| {
            let plan = self.chosen_plan(video, edits.as_ref())?;
            let glimpse = Glimpse::new(&plan, number, many).ok_or_else(|| {
                let message = "This video cannot be shown at a glance: it has no pictures, or no length.";
                Failure::new(Code::NotNow, message)
            })?;
            Ok((toolchain, glimpse))
        });
        match ready {
            Ok((toolchain, glimpse)) => self.glimpses.ask(Asked { glimpse, number, many, toolchain, reply }),
            Err(failure) => drop(reply.send(Err(failure))),
        }
    }

    /// Serves the source itself, where a player that plays it shows what the rungs show; or has a stand-in `made`.
    pub(super) fn original(&self, id: VideoId, of: Programme, made: bool, reply: Reply) {
        let planned = match self.planned(id, of, None) {
            Ok(planned) => planned,
            Err(failure) => return drop(reply.send(Err(failure))),
        };
        let (mount, messages) = (self.originals.clone(), self.messages.clone());
        tokio::spawn(async move {
            if made {
                let _ = match read(planned).await.and_then(|plan| plan.stand_in()) {
                    Ok(plan) => messages.send(Message::StandIn(id, of, Box::new(plan), reply)).map_err(drop),
                    Err(failure) => reply.send(Err(failure)).map_err(drop),
                };
                return;
            }
            let original = read(planned).await.map(|plan| {
                let name = format!("original-{id}.{}", extension(&plan.source.path)?);
                let begins = plan.plays_as_is()?;
                mount.file(&name, &plan.source.path);
                Some(Original { url: mount.url(&name), begins, streamed: false })
            });
            let _ = reply.send(original.map(|original| Answer::Original { original }));
        });
    }

    /// Serves a video's source no more.
    pub(super) fn unserve_original(&self, id: VideoId) {
        EXTENSIONS.iter().for_each(|(_, name)| self.originals.remove_file(&format!("original-{id}.{name}")));
    }

    /// The programs to make something with.
    pub(super) fn toolchain(&self) -> Result<Arc<encode::Toolchain>, Failure> {
        self.toolchain.clone().ok_or_else(|| match &self.tools {
            Tools::Missing { failure } => failure.clone(),
            _ => not_now(),
        })
    }

    fn planned(&self, id: VideoId, of: Programme, edits: Option<&Edits>) -> Result<Planned, Failure> {
        match of {
            Programme::Made => {
                let folder = self.list.get(id).and_then(|entry| entry.folder.clone());
                Ok(Planned::In(folder.ok_or_else(not_now)?))
            }
            Programme::Tried => Ok(Planned::In(self.tried_folder(id).ok_or_else(not_now)?)),
            Programme::Chosen => Ok(Planned::Now(Box::new(self.chosen_plan(id, edits)?))),
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
