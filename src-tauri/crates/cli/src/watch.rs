//! `hls-studio watch`: what arrives in folders is converted, one after another, and published, until this is stopped. What
//! was seen is remembered, and what was broken off is gone on with at the next start.

use std::collections::{HashMap, VecDeque};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::failure::{Code, Failure};
use encode::Toolchain;
use serde_json::json;
use studio::Stop;
use studio::paths::{HOME, Paths};
use studio::place::standing;
use studio::publishing::{Order, Publisher};
use studio::settings::Settings;
use studio::watch::look::{Unseen, glance, look};
use studio::watch::{
    Arrival, Fate, Heard, Memory, Post, Sentry, Sight, Taken, WatchNumber, is_apart, known_as,
};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::command::Watch;
use crate::convert::Job;
use crate::output::Output;
use crate::publishing::publisher;
use crate::running::Running;
use crate::{CANCELLED, stop, tools};

/// What could not be done for want of something is tried again after so long, the next time after twice as long.
const AGAIN: Duration = Duration::from_secs(30);
const AGAIN_MOST: u32 = 32;

/// How often a video is tried at which ffmpeg fails.
const TRIES: u32 = 3;

pub(crate) async fn run(wish: &Watch, output: &Output) -> u8 {
    let stop = stop::pausing();
    let toolchain = match tools::find(output).await {
        Ok(toolchain) => std::sync::Arc::new(toolchain),
        Err(code) => return code,
    };
    let begun = match begin(wish) {
        Ok(begun) => begun,
        Err(failure) => return output.failed(&failure, None),
    };
    let publisher = publisher(wish.how.limit);
    if let Some(to) = &wish.how.to
        && let Err(failure) = publisher.connect(to).await
    {
        return output.failed(&failure, None);
    }
    let (sights, received) = mpsc::unbounded_channel();
    let mut sentries = Vec::new();
    for folder in &begun.folders {
        let post = Post {
            folder: folder.clone(),
            into: Some(begun.out.clone()),
            apart: vec![begun.out.clone()],
            existing: wish.existing,
            memory: begun.memory.clone(),
            toolchain: toolchain.clone(),
        };
        let (sights, folder) = (sights.clone(), folder.clone());
        // Whoever converts is gone when it ends.
        sentries.push(Sentry::set(post, move |sight| drop(sights.send((folder.clone(), sight)))));
    }
    let watching = Watching {
        wish,
        output,
        toolchain: &toolchain,
        stop: &stop,
        publisher,
        begun: &begun,
        sentries,
        received,
        due: VecDeque::new(),
        told: HashMap::new(),
        done: 0,
        failed: 0,
    };
    Box::pin(watching.until_stopped()).await
}

/// What is watched, and what is held for it.
struct Begun {
    folders: Vec<PathBuf>,
    out: PathBuf,
    memory: Memory,
    /// One process watches a folder for the same packages.
    _locks: Vec<File>,
}

fn begin(wish: &Watch) -> Result<Begun, Failure> {
    let paths = Paths::resolve(std::env::var_os(HOME).map(PathBuf::from));
    let kept = || Settings::load(&paths.config).output.unwrap_or_else(|| paths.output.clone());
    let out = known_as(&wish.out.clone().unwrap_or_else(kept))?;
    let memory = Memory::open(&paths.data)?;
    let (mut folders, mut locks): (Vec<PathBuf>, _) = (Vec::new(), Vec::new());
    for folder in &wish.folders {
        let folder = known_as(folder)?;
        is_apart(&folder, folders.iter().map(PathBuf::as_path))?;
        let number = match memory.find(&folder, Some(&out))? {
            Some(number) => {
                if wish.existing {
                    memory.renew(number)?;
                }
                number
            }
            None => begin_one(&memory, &folder, &out, wish.existing)?,
        };
        locks.push(locked(&paths.data, number, &folder)?);
        folders.push(folder);
    }
    Ok(Begun { folders, out, memory, _locks: locks })
}

/// Begins to watch a folder that never was: it has to be there.
fn begin_one(memory: &Memory, folder: &Path, out: &Path, existing: bool) -> Result<WatchNumber, Failure> {
    let found = look(folder, &[out.to_owned()]).map_err(|unseen| match unseen {
        Unseen::Refused(failure) => failure,
        Unseen::Away => {
            let message = format!("{} is not there. Check the path, or plug in its drive.", folder.display());
            Failure::new(Code::InputMissing, message)
        }
    })?;
    memory.begin(folder, Some(out), if existing { &[] } else { &found.files })
}

fn locked(data: &Path, number: WatchNumber, folder: &Path) -> Result<File, Failure> {
    let refused = |error: std::io::Error| {
        let message = format!("{} cannot be written. Check that you may.", data.display());
        Failure::new(Code::OutputNotWritable, message).with_detail(error.to_string())
    };
    let file = File::create(data.join(format!("watch-{number}.lock"))).map_err(refused)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let message = format!("{} is being watched already. Stop that first.", folder.display());
            Err(Failure::new(Code::OutputBusy, message))
        }
        Err(TryLockError::Error(error)) => Err(refused(error)),
    }
}

/// A video that is to be made, and from when on.
struct Due {
    arrival: Arrival,
    from: Instant,
    tries: u32,
}

/// What became of a video that was taken up.
enum Came {
    Done,
    /// It is of no use as it is; the sentence was said.
    Failed(Failure),
    /// Something is wanting that may come; the sentence was said.
    Wanting,
    /// It is another by now, or gone.
    Changed,
    /// This was stopped, and what was made is kept.
    Stopped,
}

struct Watching<'a> {
    wish: &'a Watch,
    output: &'a Output,
    toolchain: &'a Toolchain,
    stop: &'a Stop,
    publisher: Publisher,
    begun: &'a Begun,
    sentries: Vec<Sentry>,
    received: mpsc::UnboundedReceiver<(PathBuf, Sight)>,
    due: VecDeque<Due>,
    /// How it is with each folder, as it was said last.
    told: HashMap<PathBuf, Taken>,
    done: u32,
    failed: u32,
}

impl Watching<'_> {
    async fn until_stopped(mut self) -> u8 {
        self.output.say(&format!("Packages go to {}. Ctrl-C stops.", self.begun.out.display()));
        loop {
            while let Ok((folder, sight)) = self.received.try_recv() {
                self.take(&folder, sight);
            }
            let now = Instant::now();
            if let Some(place) = self.due.iter().position(|due| due.from <= now)
                && let Some(due) = self.due.remove(place)
            {
                if !self.make(due).await {
                    break;
                }
                continue;
            }
            let next = self.due.iter().map(|due| due.from).min();
            let next = async {
                match next {
                    Some(next) => sleep_until(next).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                Some((folder, sight)) = self.received.recv() => self.take(&folder, sight),
                () = next => {}
                () = self.stop.stopped() => break,
            }
        }
        self.output.event("summary", json!({ "finished": self.done, "failed": self.failed }));
        self.output.say(&format!(
            "Stopped. {} done, {} failed. What is begun is kept: the same command goes on with it.",
            self.done, self.failed
        ));
        0
    }

    fn take(&mut self, folder: &Path, sight: Sight) {
        match sight {
            Sight::Heard(heard) => {
                self.tell(folder, &heard);
                self.told.insert(folder.to_owned(), heard.taken);
            }
            Sight::Failed(path, failure) => {
                self.failed += 1;
                self.output.failed(&failure, Some(&path));
            }
            Sight::Arrived(arrival) => {
                self.output.event("found", json!({ "input": arrival.path, "again": arrival.again }));
                self.due.push_back(Due { arrival, from: Instant::now(), tries: 0 });
            }
        }
    }

    fn tell(&self, folder: &Path, heard: &Heard) {
        let shown = folder.display();
        let (state, failure) = match &heard.taken {
            Taken::Watching => ("watching", None),
            Taken::Away => ("away", None),
            Taken::Refused(failure) => ("refused", Some(failure)),
        };
        let fields = json!({
            "folder": folder, "state": state, "failure": failure, "arriving": heard.arriving,
            "before": heard.tally.before, "done": heard.tally.done, "failed": heard.tally.failed,
        });
        self.output.event("watching", fields);
        match &heard.taken {
            _ if self.told.get(folder) == Some(&heard.taken) => {}
            Taken::Watching => self.output.say(&format!("Watching {shown}.")),
            Taken::Away => self.output.complain(&format!("{shown} is not there. It is looked for.")),
            Taken::Refused(failure) => self.output.complain(&failure.message),
        }
    }

    /// Makes a video, or goes on with it; `false` when this is to stop.
    async fn make(&mut self, mut due: Due) -> bool {
        let came = self.come_to(&due.arrival).await;
        match came {
            Came::Stopped => return false,
            Came::Changed => due.arrival.later(),
            Came::Wanting => {
                let wait = AGAIN * (1 << due.tries.min(31)).min(AGAIN_MOST);
                due.from = Instant::now() + wait;
                due.tries += 1;
                self.due.push_back(due);
            }
            Came::Done => {
                self.done += 1;
                self.note(&due.arrival, Fate::Done).await;
            }
            Came::Failed(failure) if failure.code == Code::FfmpegFailed && due.tries + 1 < TRIES => {
                due.from = Instant::now() + AGAIN;
                due.tries += 1;
                self.due.push_back(due);
            }
            Came::Failed(failure) => {
                self.failed += 1;
                self.note(&due.arrival, Fate::Failed(failure)).await;
            }
        }
        true
    }

    async fn come_to(&self, arrival: &Arrival) -> Came {
        let (path, seen, out) = (arrival.path.clone(), arrival.seen, self.begun.out.clone());
        let looked = tokio::task::spawn_blocking(move || {
            (glance(&path) == Some(seen)).then(|| standing(&out, &path, seen))
        });
        let Ok(Some(stands)) = looked.await else { return Came::Changed };
        self.note(arrival, Fate::Taken).await;
        let job = Job {
            how: &self.wish.how,
            out: &self.begun.out,
            named: true,
            early: self.wish.how.early_link && !arrival.again,
            output: self.output,
            toolchain: self.toolchain,
            stop: self.stop,
            file: &arrival.path,
            texts: Vec::new(),
        };
        let made = match stands {
            Some(folder) => self.publish(&job.running(), folder).await.map(Some),
            None => Box::pin(job.run()).await.map(|made| made.map(|(_, code)| code)),
        };
        match made {
            Ok(Some(0)) => Came::Done,
            Ok(None | Some(CANCELLED)) => Came::Stopped,
            // The package stands, and its publish does not: why was said.
            Ok(Some(code)) if code == Code::PublishFailed.exit_code() => Came::Wanting,
            Ok(Some(_)) => {
                let message = "Its package was made and could not be published. Publish it by hand.";
                Came::Failed(Failure::new(Code::PublishFailed, message))
            }
            Err(failure) if failure.code == Code::SourceChanged => Came::Changed,
            Err(failure) => {
                self.output.failed(&failure, Some(&arrival.path));
                match failure.code {
                    Code::FfmpegFailed => Came::Failed(failure),
                    code if code.retryable() => Came::Wanting,
                    _ => Came::Failed(failure),
                }
            }
        }
    }

    /// Publishes a package that stands, unless that was done or is not wished for; the exit code.
    async fn publish(&self, running: &Running<'_>, folder: PathBuf) -> Result<u8, Failure> {
        let Some(to) = &self.wish.how.to else { return Ok(0) };
        let made = std::fs::metadata(folder.join(package::layout::REPORT)).and_then(|facts| facts.modified());
        let made = made.ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let since = made.and_then(|age| i64::try_from(age.as_secs()).ok()).unwrap_or(0);
        let all = self.publisher.published().await?;
        if all.iter().any(|it| it.folder == folder && it.destination == *to && it.at >= since) {
            return Ok(0);
        }
        let order = Order { folder, destination: to.clone(), name: None, unchecked: false, of: None };
        let (news, received) = mpsc::unbounded_channel();
        let publish = async {
            let ended = self.publisher.publish(&order, None, &news, self.stop).await;
            drop(news);
            ended
        };
        let (ended, ()) = tokio::join!(publish, running.follow_publish(received, true));
        Ok(running.tell_published(&ended))
    }

    /// Notes what became of a video; what cannot be noted is found again.
    async fn note(&self, arrival: &Arrival, fate: Fate) {
        let (memory, watch) = (self.begun.memory.clone(), arrival.watch);
        let (path, seen) = (arrival.path.clone(), arrival.seen);
        let note = tokio::task::spawn_blocking(move || memory.note(watch, &path, seen, &fate));
        if let Ok(Err(failure)) = note.await {
            self.output.complain(&failure.message);
        }
        self.sentries.iter().for_each(Sentry::nudge);
    }
}
