//! What plays beside a package instead of a source that the window cannot play as it is going to look: small, made aside as
//! trials are, one at a time.

use std::path::PathBuf;

use domain::failure::Failure;
use domain::job::State;
use domain::plan::Plan;
use package::layout;

use super::trial::TrialNews;
use super::{Owner, not_now};
use crate::api::{Answer, Original, Programme, VideoId};
use crate::conversion::{Ended, Update};
use crate::handle::Reply;
use crate::stop::Stop;

/// The stand-in that there is.
pub(super) struct StandIn {
    video: VideoId,
    of: Programme,
    plan: Plan,
    /// That of what is made aside.
    pub(super) number: u32,
    place: PathBuf,
    stop: Stop,
    mount: Option<preview::Mount>,
    /// Of its playlist, once it plays.
    url: Option<String>,
    running: bool,
    waiting: Vec<Reply>,
}

impl StandIn {
    fn answer(&mut self) {
        let original = self.url.clone().map(|url| Original { url, begins: 0.0, streamed: true });
        for reply in self.waiting.drain(..) {
            let _ = reply.send(Ok(Answer::Original { original: original.clone() }));
        }
    }
}

impl Owner {
    /// Has a stand-in made as `plan` says, and answers when it plays. While the video itself is converted there is none:
    /// it would take that one's time.
    pub(super) fn stand_in(&mut self, id: VideoId, of: Programme, plan: Plan, reply: Reply) {
        if let Some(known) =
            self.stand_in.as_mut().filter(|it| it.video == id && it.of == of && it.plan == plan)
        {
            known.waiting.push(reply);
            if known.url.is_some() || !known.running {
                known.answer();
            }
            return;
        }
        match self.begin_stand_in(id, of, plan) {
            Ok(made) => self.stand_in = Some(StandIn { waiting: vec![reply], ..made }),
            Err(failure) => drop(reply.send(Err(failure))),
        }
    }

    fn begin_stand_in(&mut self, id: VideoId, of: Programme, plan: Plan) -> Result<StandIn, Failure> {
        if matches!(self.list.expect(id)?.state, State::Converting) {
            return Err(not_now());
        }
        let toolchain = self.toolchain()?;
        self.end_stand_in(None);
        let (number, place) = self.aside();
        let stop = Stop::default();
        self.make_aside(toolchain, plan.clone(), number, place.clone(), stop.clone());
        let (mount, url) = (None, None);
        Ok(StandIn {
            video: id,
            of,
            plan,
            number,
            place,
            stop,
            mount,
            url,
            running: true,
            waiting: Vec::new(),
        })
    }

    /// Removes the stand-in, of `id` alone when that is given.
    pub(super) fn end_stand_in(&mut self, id: Option<VideoId>) {
        let Some(mut gone) = self.stand_in.take_if(|it| id.is_none_or(|id| id == it.video)) else { return };
        if let Some(mount) = &gone.mount {
            self.preview.unmount(mount);
        }
        gone.url = None;
        gone.answer();
        self.remove_aside(gone.number, gone.place, gone.running.then_some(&gone.stop));
    }

    /// Takes news of the stand-in.
    pub(super) fn stand_in_news(&mut self, news: TrialNews) {
        let Some(made) = &mut self.stand_in else { return };
        match news {
            TrialNews::Update(Update::Placed(folder)) => {
                let mount = self.preview.mount(&folder);
                made.mount = mount.inspect_err(|error| tracing::warn!(%error, "no stand-in to play")).ok();
            }
            TrialNews::Update(Update::Playable { playlist, .. }) => {
                made.url = made.mount.as_ref().map(|mount| mount.url(playlist));
                made.answer();
            }
            TrialNews::Update(Update::Ending(ending)) => {
                if let Some(mount) = &made.mount {
                    ending.playlists.iter().for_each(|(name, text)| mount.overlay(name, text.clone()));
                }
            }
            TrialNews::Update(_) => {}
            TrialNews::Ended(ended) => {
                made.running = false;
                match *ended {
                    // A player that is asked for later takes the finished one.
                    Ok(Ended::Finished(_)) => {
                        made.url = made.mount.as_ref().map(|mount| mount.url(layout::MASTER));
                        made.answer();
                    }
                    Ok(Ended::Cancelled | Ended::Paused) => self.end_stand_in(None),
                    Err(failure) => {
                        tracing::warn!(%failure, "no stand-in");
                        self.end_stand_in(None);
                    }
                }
            }
        }
    }
}
