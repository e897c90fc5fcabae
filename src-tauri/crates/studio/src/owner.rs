//! The one task that owns the list. Commands and news come in as messages; the pure
//! [`domain::job::transition`] decides, this does what it says, notes it in the library and tells everyone.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::failure::{Code, Failure};
use domain::job::{Input, Pause};
use encode::Toolchain;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval};

use crate::api::{Answer, Change, Command, Publishers, Tools, VideoId};
use crate::desktop::Desktop;
use crate::frames::Pictures;
use crate::glimpses::Glimpses;
use crate::handle::{Message, Reply};
use crate::list::{Entry, List};
use crate::paths::Paths;
use crate::presets::Presets;
use crate::published::Publication;
use crate::publishing::Limit;
use crate::settings::Settings;
use crate::store::{self, Store};
use crate::subscribers::Subscribers;
use crate::updates::Updater;
use crate::{power, view};

mod beside;
mod choosing;
mod destinations;
mod frames;
mod job;
mod mending;
mod news;
mod packages;
mod published;
mod publishing;
mod queue;
mod settled;
mod showing;
mod stand_in;
mod stills;
mod trial;
mod updating;
mod waiting;
mod watches;
mod watermark;
mod work;

use published::Act;

pub(crate) use publishing::Publish;
pub(crate) use trial::TrialNews;
pub(crate) use updating::UpdateNews;
pub(crate) use waiting::Waited;
pub(crate) use watches::WatchNews;

/// Probes at a time.
const PROBES: usize = 2;

/// Between two looks at what is waited for.
pub(crate) const TICK: Duration = Duration::from_secs(2);

/// The state behind [`Studio`](crate::Studio).
pub(crate) struct Owner {
    messages: mpsc::UnboundedSender<Message>,
    desktop: Arc<dyn Desktop>,
    tools: Tools,
    toolchain: Option<Arc<Toolchain>>,
    store: Store,
    list: List,
    /// What came before the library was read; `None` once it is.
    early: Option<Vec<Message>>,
    /// What a person should hear of the library.
    trouble: Option<String>,
    subscribers: Subscribers,
    probes: Arc<Semaphore>,
    paths: Paths,
    settings: Settings,
    presets: Presets,
    at_once: u32,
    on_battery: Option<bool>,
    /// Bytes that are free where packages are made, about.
    free: Option<u64>,
    /// Whether it is being looked whether what is waited for has come.
    looking: bool,
    /// Ticks so far.
    ticks: u32,
    preview: preview::Server,
    stills: stills::Stills,
    pictures: Pictures,
    glimpses: Glimpses,
    originals: preview::Mount,
    trial: Option<trial::Trying>,
    stand_in: Option<stand_in::StandIn>,
    trials: u32,
    ending_trials: Vec<(u32, PathBuf)>,
    closing: Option<oneshot::Sender<()>>,
    /// What goes out keeps to it.
    upload: Limit,
    publishers: Publishers,
    /// What was published, the newest first.
    published: Vec<Publication>,
    memory: publishing::Memory,
    watches: watches::Watches,
    updating: updating::Updating,
}

impl Owner {
    pub(crate) fn new(
        paths: Paths,
        desktop: Arc<dyn Desktop>,
        updater: Arc<dyn Updater>,
        preview: preview::Server,
        messages: mpsc::UnboundedSender<Message>,
    ) -> Self {
        let settings = Settings::load(&paths.config);
        let output = settings.output.clone().unwrap_or_else(|| paths.output.clone());
        let place = store::Place { file: paths.data.join("library.sqlite"), roots: vec![output] };
        let (loaded, trouble) = (messages.clone(), messages.clone());
        let store = Store::open(
            place,
            move |read| drop(loaded.send(Message::Loaded(Box::new(read)))),
            move |sentence| drop(trouble.send(Message::Trouble(sentence))),
        );
        Self {
            messages,
            desktop,
            tools: Tools::Looking,
            toolchain: None,
            store,
            list: List::default(),
            early: Some(Vec::new()),
            trouble: None,
            subscribers: Subscribers::default(),
            probes: Arc::new(Semaphore::new(PROBES)),
            at_once: power::at_once(settings.at_once),
            on_battery: None,
            free: None,
            looking: false,
            ticks: 0,
            upload: publishing::limit(settings.upload_limit),
            publishers: Publishers { destinations: Vec::new(), limit: settings.upload_limit },
            published: Vec::new(),
            memory: publishing::Memory::start(paths.data.clone()),
            presets: Presets::load(&paths.config),
            watches: watches::Watches::new(&settings.watches),
            updating: updating::Updating::new(updater, &settings.updates),
            pictures: Pictures::start(preview.mount_memory(), paths.cache.join("frames")),
            glimpses: Glimpses::start(preview.mount_memory(), paths.cache.join("glimpses")),
            settings,
            paths,
            stills: stills::Stills::new(preview.mount_memory()),
            originals: preview.mount_memory(),
            trial: None,
            stand_in: None,
            trials: 0,
            ending_trials: Vec::new(),
            preview,
            closing: None,
        }
    }

    pub(crate) async fn run(mut self, mut received: mpsc::UnboundedReceiver<Message>) {
        self.sweep();
        self.find_tools();
        self.read_destinations();
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                message = received.recv() => match message {
                    Some(message) => self.take_in_time(message),
                    None => break,
                },
                _ = ticks.tick() => self.tick(),
            }
            let goes_on = |entry: &Entry| entry.state.is_running() || entry.is_publishing();
            if self.closing.is_some() && !self.list.any().any(goes_on) && !self.ends_trials() {
                break;
            }
        }
        self.preview.shutdown();
        self.remove_trials().await;
        self.store.closed().await;
        self.memory.closed().await;
        if let Some(done) = self.closing.take() {
            let _ = done.send(());
        }
    }

    /// What is asked before the library is read waits until it is.
    fn take_in_time(&mut self, message: Message) {
        let waits = matches!(message, Message::Command(..) | Message::Subscribe(_) | Message::Attend(_));
        match &mut self.early {
            Some(early) if waits => early.push(message),
            _ => self.take(message),
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Command(_, reply) if self.closing.is_some() => drop(reply),
            Message::Command(command, reply) => self.command(command, reply),
            Message::Subscribe(reply) => {
                // A window that is loaded anew knows of no slow connection.
                self.preview.shape(None);
                self.listen(reply);
            }
            Message::Attend(reply) => self.listen(reply),
            Message::Loaded(read) => self.loaded(*read),
            Message::Trouble(sentence) => self.trouble = Some(sentence),
            Message::Dropped(paths, reply) => self.dropped(paths, reply),
            Message::Added(added) => self.added(added),
            Message::Beside(id, files, reply) => self.beside(id, files, reply),
            Message::Presets(found, reply) => {
                let answer = found.and_then(|found| self.take_presets(found));
                let _ = reply.send(answer);
            }
            Message::Watermark(id, picture, reply) => {
                let _ = reply.send(self.set_watermark(id, picture).map(|()| Answer::Done));
            }
            Message::Record(id, record, asked) => self.record(id, *record, asked),
            Message::Tools(found) => self.tools_found(found),
            Message::Probed(id, result) => self.probed(id, *result),
            Message::Still(id, jpeg) => self.still(id, jpeg),
            Message::StillRead(id, jpeg) => self.still_read(id, jpeg),
            Message::Looked(id, examined) => self.looked(id, *examined),
            Message::Update(id, update) => self.update(id, update),
            Message::Trial(number, news) => self.trial_news(number, news),
            Message::StandIn(id, of, plan, reply) => self.stand_in(id, of, *plan, reply),
            Message::Ended(id, end) => self.ended(id, *end),
            Message::Discarded(id) => self.discarded(id),
            Message::Moved(id, record) => self.moved(id, *record),
            Message::Mended(id, ready, reply) => self.mended(id, ready, reply),
            Message::Astray(found) => self.astray(found),
            Message::Waited(news) => self.waited(news),
            Message::Output(folder) => self.set_output(folder),
            Message::Publishers(publishers) => self.publishers(publishers),
            Message::Wishes(wishes) => self.wishes(wishes),
            Message::PublishNews(id, news) => self.publish_news(id, news),
            Message::Early(id, ended) => self.early_ended(id, ended),
            Message::PublishEnded(id, ended) => self.publish_ended(id, *ended),
            Message::Publications(all) => self.publications(&all),
            Message::Found(name, finding) => {
                self.subscribers.tell(Change::Found { name, finding: *finding });
            }
            Message::Watch(news) => self.watch_news(news),
            Message::Updating(news) => self.update_news(news),
            Message::Shutdown(done) => self.close(done),
        }
    }

    fn command(&mut self, command: Command, reply: Reply) {
        if let Some(id) = self.wants_details(&command) {
            return self.fetch(id, Some((command, reply)));
        }
        let done = |result: Result<(), Failure>| result.map(|()| Answer::Done);
        let answer = match command {
            Command::Add { paths } => return self.add(paths, reply),
            Command::Original { video, of, made } => return self.original(video, of, made, reply),
            Command::Try { video, at } => done(self.try_out(video, at)),
            Command::EndTrial { video } => done(self.throw_away(video)),
            Command::ChooseVideos => return self.choose_videos(reply),
            Command::ChooseOutput => return self.choose_output(reply),
            Command::Check { video } => return self.check(video, reply),
            Command::Mend { video } => return self.mend(video, reply),
            Command::Frame { video, of, edits, treatment, seconds, most } => {
                return self.frame(frames::Wanted { video, of, edits, treatment, seconds, most }, reply);
            }
            Command::Glimpse { video, edits, number, many } => {
                return self.glimpse(video, edits.as_deref(), (number, many), reply);
            }
            Command::Open { video } => done(self.open(video)),
            Command::Show { videos } => {
                self.show(&videos);
                Ok(Answer::Done)
            }
            Command::Configure { video, choice } => done(self.configure(video, *choice)),
            Command::AddBeside { video, files } => return self.read_beside(video, files, reply),
            Command::ChooseBeside { video } => return self.choose_beside(video, reply),
            Command::SetWatermark { video, path } => return self.look_at_watermark(video, &path, reply),
            Command::ChooseWatermark { video } => return self.choose_watermark(video, reply),
            Command::ApplyPreset { video, preset } => done(self.apply_preset(video, &preset)),
            Command::KeepPreset { video, name } => done(self.keep_preset(video, &name)),
            Command::AddPreset { .. } | Command::RenamePreset { .. } | Command::RemovePreset { .. } => {
                done(self.change_presets(command))
            }
            Command::ImportPresets { path } => return self.import_presets(path, reply),
            Command::ChoosePresets => return self.choose_presets(reply),
            Command::ExportPresets { presets } => {
                self.presets.give(&presets).map(|text| Answer::Presets { text })
            }
            Command::SavePresets { presets } => return self.save_presets(&presets, reply),
            Command::Convert { video } => {
                self.remember_choice(video);
                done(self.asked(video, Input::Convert))
            }
            Command::Resume { video } => done(self.asked(video, Input::Resume)),
            Command::Pause { video } => done(self.apply(video, Input::Pause(Pause::Person))),
            Command::Prefer { preferences } => {
                self.prefer(*preferences);
                Ok(Answer::Done)
            }
            Command::PauseAll => {
                self.pause_all();
                Ok(Answer::Done)
            }
            Command::ResumeAll => {
                self.resume_all();
                Ok(Answer::Done)
            }
            Command::Cancel { video } => done(self.apply(video, Input::Cancel)),
            Command::Remove { video } => done(self.apply(video, Input::Remove)),
            Command::Move { video, before } => done(self.reorder(video, before)),
            Command::Prioritize { video, priority } => done(self.prioritize(video, priority)),
            Command::ConvertAtOnce { at_once } => {
                self.convert_at_once(at_once);
                Ok(Answer::Done)
            }
            Command::PauseOnBattery { on } => {
                self.pause_on_battery(on);
                Ok(Answer::Done)
            }
            Command::OpenFolder { video } => done(self.open_folder(video)),
            Command::FindTools => {
                self.find_tools();
                Ok(Answer::Done)
            }
            Command::PlayOver { connection } => {
                self.preview.shape(connection.map(view::connection));
                Ok(Answer::Done)
            }
            Command::Publish { video, destination, name, early } => {
                done(self.publish(video, destination, name, early))
            }
            Command::PausePublish { video } => done(self.pause_publish(video)),
            Command::CancelPublish { video } => done(self.cancel_publish(video)),
            Command::GoBack { publication } => return self.act(publication, Act::GoBack, reply),
            Command::TakeDown { publication } => return self.act(publication, Act::TakeDown, reply),
            Command::Share { publication } => return self.act(publication, Act::Share, reply),
            Command::OpenPublished { publication } => return self.act(publication, Act::Open, reply),
            Command::LookUp { publication } => return self.act(publication, Act::LookUp, reply),
            Command::LimitUpload { limit } => {
                self.limit_upload(limit);
                Ok(Answer::Done)
            }
            Command::AddDestination { destination, secret } => {
                return self.keep_destination(*destination, Some(secret), true, reply);
            }
            Command::ReplaceDestination { destination, secret } => {
                return self.keep_destination(*destination, secret, false, reply);
            }
            Command::RemoveDestination { name } => return self.remove_destination(name, reply),
            Command::Update(command) => done(self.update_command(command)),
            Command::Watch(command) => return self.watch_command(command, reply),
            Command::TestDestination { name } => return self.test_destination(name, reply),
        };
        let _ = reply.send(answer);
    }

    /// The video whose details a command needs and that are not at hand.
    fn wants_details(&self, command: &Command) -> Option<VideoId> {
        let id = match command {
            Command::Configure { video, .. }
            | Command::ApplyPreset { video, .. }
            | Command::KeepPreset { video, .. }
            | Command::AddBeside { video, .. }
            | Command::SetWatermark { video, .. }
            | Command::Check { video }
            | Command::Mend { video }
            | Command::Frame { video, .. }
            | Command::Glimpse { video, .. }
            | Command::Original { video, .. }
            | Command::Try { video, .. }
            | Command::Open { video } => *video,
            _ => return None,
        };
        self.list.get(id).filter(|entry| entry.details.is_none()).map(|entry| entry.id)
    }

    fn open(&mut self, id: VideoId) -> Result<(), Failure> {
        self.list.expect(id)?;
        self.list.opened(id);
        self.serve(id);
        self.tell_video(id);
        self.look_for_package(id);
        Ok(())
    }
}

fn not_now() -> Failure {
    Failure::new(Code::NotNow, "This cannot be done with the video as it is now.")
}
