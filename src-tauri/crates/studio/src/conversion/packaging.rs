//! The packaging side of a conversion: takes what encoders land, in order, and says how far it is.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::damage::Trouble;
use domain::missing::Missing;
use domain::plan::Plan;
use domain::progress::{Estimate, RungProgress, share};
use encode::Event;
use package::{Ahead, Announced, Landed, Writer, layout};
use tokio::sync::{mpsc, oneshot};

use super::sheets::Sheets;
use super::troubles::Troubles;
use super::{Ending, Update};

/// How much is packaged before it is synced, at most: what a loss of power may take.
const AT_ONCE: usize = 64;

/// The shortest time between two progress updates: ten a second at most.
const BREATH: Duration = Duration::from_millis(100);

/// What comes from the encoders.
#[derive(Debug)]
pub(super) enum Message {
    /// How many frames the pictures' encoders have made, at the rate of the lowest rung: the progress.
    Frames(u64),
    /// Something has landed, or is wrong with the source.
    Landed(Event),
    /// These renditions are whole.
    Ended(Vec<String>),
    /// The encoder of these renditions has failed.
    Failed(Vec<String>),
}

/// Feeds a [`Writer`] and keeps count.
pub(super) struct Packaging {
    plan: Arc<Plan>,
    writer: Writer,
    updates: mpsc::UnboundedSender<Update>,
    started: Instant,
    told: Option<Instant>,
    estimate: Estimate,
    /// Frames at the grid's rate that stood before the pictures' encoder began.
    begun: u64,
    rungs: BTreeMap<String, Made>,
    /// GOPs landed of each sound: the progress, where there are no pictures.
    sounds: BTreeMap<String, u64>,
    troubles: Troubles,
    /// GOPs that have landed before the one before them.
    ahead: Ahead,
    /// GOPs that do not count yet.
    unsettled: usize,
    /// Segments that take no more, and that nobody was told of.
    completed: Vec<String>,
    /// Thumbnails that are not handed over; `None` when all are.
    sheets: Option<Sheets>,
}

/// What was made of one rung.
#[derive(Clone, Copy, Default)]
struct Made {
    gops: u64,
    segments: u64,
    bytes: u64,
    ended: bool,
}

impl Packaging {
    /// Over `writer`, for which `ahead` waits, and where `missing` is still to be made.
    pub(super) fn new(
        plan: Arc<Plan>,
        writer: Writer,
        ahead: Ahead,
        missing: &Missing,
        troubles: Troubles,
        sheets: Sheets,
        updates: mpsc::UnboundedSender<Update>,
    ) -> Result<Self, package::Error> {
        let standing = writer.standing();
        let stands = |id: &str| standing.renditions.iter().find(|rendition| rendition.id == id);
        let made = |id: &str| {
            stands(id).map_or_else(Made::default, |stands| Made {
                gops: stands.gops,
                segments: stands.segments,
                bytes: stands.bytes,
                ended: stands.ended,
            })
        };
        let rungs: BTreeMap<_, _> = plan.video.iter().map(|v| (v.id.clone(), made(&v.id))).collect();
        let sounds: BTreeMap<_, _> = plan.audio.iter().map(|a| (a.id.clone(), made(&a.id).gops)).collect();
        // Whoever listens only now hears of what stands, too.
        let completed = writer.segments();
        let sound = sounds.values().min().copied().unwrap_or(0);
        let begun = if plan.video.is_empty() { plan.grid.gop_begin(sound) } else { begun(&plan, missing) };
        let estimate = Estimate::new(plan.grid.rate, plan.grid.frames, begun);
        let mut packaging = Self {
            plan,
            writer,
            updates,
            started: Instant::now(),
            told: None,
            estimate,
            begun,
            rungs,
            sounds,
            troubles,
            ahead,
            unsettled: 0,
            completed,
            sheets: Some(sheets),
        };
        packaging.playable(Some(packaging.writer.announced()));
        for rung in packaging.ahead.keys().cloned().collect::<Vec<_>>() {
            packaging.catch_up(&rung)?;
        }
        packaging.settle()?;
        Ok(packaging)
    }

    /// What is made.
    pub(super) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What ffmpeg complained of so far.
    pub(super) fn trouble(&self) -> Trouble {
        self.troubles.all()
    }

    pub(super) fn writer(&self) -> &Writer {
        &self.writer
    }

    /// Writes what stays, once everything has landed.
    pub(super) fn finish(&mut self, poster: Option<&[u8]>) -> Result<package::Finished, package::Error> {
        let updates = &self.updates;
        self.writer.finish_after(poster, |playlists| {
            let (heard, dropped) = oneshot::channel();
            let _ = updates.send(Update::Ending(Ending { playlists: playlists.to_vec(), _heard: heard }));
            // Nothing is ever sent: it ends when the listener, or nobody, has it any more.
            let _ = dropped.blocking_recv();
        })
    }

    /// Says that everything is done: the one time that 100 % is said.
    pub(super) fn tell_done(&self) {
        let rungs = self.plan.video.iter().map(|v| self.rung_progress(&v.id, 100.0)).collect();
        let _ = self.updates.send(Update::Progress(self.estimate.done(rungs)));
    }

    /// The same, ready to take the sound anew.
    pub(super) fn without_sound(mut self) -> Result<Self, package::Error> {
        self.writer.restart_audio()?;
        Ok(self)
    }

    /// Packages until the encoders have said everything.
    pub(super) fn run(mut self, mut messages: mpsc::Receiver<Message>) -> Result<Self, package::Error> {
        self.tell();
        while let Some(message) = messages.blocking_recv() {
            self.hear(message)?;
            self.tell_now_and_then();
        }
        self.settle()?;
        self.tell();
        if let Some(sheets) = self.sheets.take() {
            sheets.rest(&self.writer);
        }
        Ok(self)
    }

    /// Makes what has landed count.
    fn settle(&mut self) -> Result<(), package::Error> {
        let announced = self.writer.settle(Instant::now())?;
        self.playable(announced);
        self.unsettled = 0;
        let completed = std::mem::take(&mut self.completed);
        if !completed.is_empty() && !self.plan.is_laid() {
            let _ = self.updates.send(Update::Settled(completed));
        }
        Ok(())
    }

    fn hear(&mut self, message: Message) -> Result<(), package::Error> {
        match message {
            Message::Frames(frames) => {
                self.estimate.update(self.grid_frames(frames), self.started.elapsed().as_secs_f64());
                Ok(())
            }
            Message::Landed(event) => self.take(event),
            Message::Ended(renditions) => self.end(&renditions),
            Message::Failed(renditions) => self.troubles.forget(&renditions),
        }
    }

    fn take(&mut self, event: Event) -> Result<(), package::Error> {
        match event {
            Event::Init { rendition, path } => self.writer.init(&rendition, &path)?,
            Event::Gop { rendition, number, path }
                if self.plan.encoded().any(|rung| rung.id == rendition) =>
            {
                self.ahead.entry(rendition.clone()).or_default().insert(number, path);
                self.catch_up(&rendition)?;
            }
            Event::Gop { rendition, number, path } => self.append(&rendition, number, &path)?,
            Event::Looked => self.settle()?,
            Event::Trouble { rendition, trouble } => self.troubles.hear(rendition, trouble)?,
            Event::Progress(_) => {}
        }
        Ok(())
    }

    /// Packages what no longer has to wait.
    fn catch_up(&mut self, rung: &str) -> Result<(), package::Error> {
        while let Some(first) = self.ahead.get_mut(rung).and_then(BTreeMap::first_entry)
            && *first.key() <= self.writer.next_gop(rung)?
        {
            let (number, path) = first.remove_entry();
            self.append(rung, number, &path)?;
        }
        Ok(())
    }

    fn append(&mut self, rendition: &str, number: u64, path: &Path) -> Result<(), package::Error> {
        let landed = self.writer.land(rendition, number, path)?;
        self.completed.extend(landed.segments_completed.iter().map(|segment| segment.path.clone()));
        self.count(rendition, &landed);
        self.unsettled += 1;
        if self.unsettled >= AT_ONCE {
            self.settle()?;
        }
        if let Some(sheets) = &mut self.sheets {
            sheets.offer(&self.writer);
        }
        Ok(())
    }

    fn playable(&self, announced: Option<Announced>) {
        if let Some(announced @ (Announced::Copy | Announced::All)) = announced {
            let partial = announced == Announced::Copy;
            let _ = self.updates.send(Update::Playable { playlist: layout::LIVE, partial });
        }
    }

    fn count(&mut self, rendition: &str, landed: &Landed) {
        if landed.bytes == 0 {
            // It stood already, and was counted.
            return;
        }
        if let Some(made) = self.rungs.get_mut(rendition) {
            made.gops += 1;
            made.bytes += landed.bytes;
            made.segments += landed.segments_completed.len() as u64;
        }
        if let Some(gops) = self.sounds.get_mut(rendition) {
            *gops += 1;
        }
        if self.plan.video.is_empty() {
            let all = self.sounds.values().min().copied().unwrap_or(0);
            let frames = self.plan.grid.gop_begin(all);
            self.estimate.update(frames, self.started.elapsed().as_secs_f64());
        }
    }

    fn end(&mut self, renditions: &[String]) -> Result<(), package::Error> {
        self.troubles.settle(renditions);
        for rendition in renditions {
            let ended = self.writer.end(rendition)?;
            self.completed.extend(ended.segments_completed.iter().map(|segment| segment.path.clone()));
            self.playable(ended.announced);
            if let Some(made) = self.rungs.get_mut(rendition) {
                made.ended = true;
                made.segments = ended.segments_completed.last().map_or(made.segments, |last| last.number + 1);
            }
        }
        Ok(())
    }

    /// ffmpeg counts the frames of its first output, which may run at half the grid's rate.
    fn grid_frames(&self, frame: u64) -> u64 {
        let first = self.plan.encoded().next().or(self.plan.copied());
        let halved = first.is_some_and(|first| first.rung.rate != self.plan.grid.rate);
        self.begun + if halved { frame * 2 } else { frame }
    }

    fn tell_now_and_then(&mut self) {
        if self.told.is_none_or(|told| told.elapsed() >= BREATH) {
            self.tell();
        }
    }

    fn tell(&mut self) {
        self.told = Some(Instant::now());
        let bare = self.estimate.progress(Vec::new());
        let rungs = self.plan.video.iter().map(|v| self.rung_progress(&v.id, bare.percent)).collect();
        let _ = self.updates.send(Update::Progress(self.estimate.progress(rungs)));
    }

    /// A rung is as far as its landed GOPs say, and up to one GOP further as the frames say.
    fn rung_progress(&self, id: &str, percent: f64) -> RungProgress {
        let made = self.rungs.get(id).copied().unwrap_or_default();
        let percent = match self.plan.grid.gops() {
            _ if made.ended => 100.0,
            Some(gops) => percent.clamp(share(made.gops, gops), share(made.gops + 1, gops)),
            None => 0.0,
        };
        RungProgress {
            id: id.to_owned(),
            percent,
            segments: made.segments,
            segments_expected: self.plan.grid.segments(),
            bytes: made.bytes,
        }
    }
}

/// Frames at the grid's rate that need not be encoded any more.
fn begun(plan: &Plan, missing: &Missing) -> u64 {
    let left: Option<u64> = missing.spans.iter().map(|span| span.frames(&plan.grid)).sum();
    let first = || missing.spans.first().map_or(0, |span| plan.grid.gop_begin(span.first_gop));
    left.zip(plan.grid.frames).map_or_else(first, |(left, all)| all.saturating_sub(left))
}
