//! The task that watches one folder: it looks when something happened, when a file may be whole, and every now and then,
//! tries what rests, and tells of what has arrived. It decides nothing about the file: whoever hears of it does.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::arrival::{Arriving, Next, Seen};
use domain::failure::{Code, Failure};
use encode::Toolchain;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use super::known_as;
use super::look::{Look, Unseen, look};
use super::memory::{Fate, Judged, Memory, Tally, WatchNumber};
use super::trying::{Tried, tried};
use super::wake::Wake;

/// Between two looks when nothing was heard of: what is lost of events, or never comes, is found by then.
const REGULAR: Duration = Duration::from_secs(15);

/// Between two looks at least.
const REST: Duration = Duration::from_secs(1);

/// A look costs so much of the time at most: one in so many parts when it is regular, and when something happens.
const REGULAR_PART: u32 = 200;
const BUSY_PART: u32 = 20;

/// What is watched.
#[derive(Clone, Debug)]
pub struct Post {
    /// The folder.
    pub folder: PathBuf,
    /// Where packages are made, for the command line, whose watches are told apart by it; `None` for the app.
    pub into: Option<PathBuf>,
    /// Folders in it that are not looked into: where packages are made.
    pub apart: Vec<PathBuf>,
    /// Whether what lies there when it is watched for the first time is new as well.
    pub existing: bool,
    /// What was seen before.
    pub memory: Memory,
    /// By what is tried whether a video is whole.
    pub toolchain: Arc<Toolchain>,
}

/// What is told of a folder.
#[derive(Debug)]
pub enum Sight {
    /// How it is with it, whenever that has changed.
    Heard(Heard),
    /// A video has arrived whole, or is to be gone on with.
    Arrived(Arrival),
    /// Nothing can be made of a file as it is, which is remembered.
    Failed(PathBuf, Failure),
}

/// How it is with a watched folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Whether it is there, and why it cannot be looked into.
    pub taken: Taken,
    /// Videos that are not whole yet.
    pub arriving: u32,
    /// What has become of all others; as it was last known when the folder is away.
    pub tally: Tally,
}

/// Whether a folder is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is.
    Watching,
    /// It is not there; it is looked for.
    Away,
    /// It cannot be.
    Refused(Failure),
}

/// A video that has arrived. Whoever takes it notes its fate.
#[derive(Debug)]
pub struct Arrival {
    /// In which watch.
    pub watch: WatchNumber,
    /// Where it is.
    pub path: PathBuf,
    /// As it was when it was found whole.
    pub seen: Seen,
    /// Whether it was taken before, and the app has ended since.
    pub again: bool,
    later: mpsc::UnboundedSender<PathBuf>,
}

impl Arrival {
    /// It cannot be taken now: it is to come again, when it is still as it is.
    pub fn later(self) {
        // Nobody watches any more: it comes when somebody does.
        let _ = self.later.send(self.path);
    }
}

/// A folder is watched for as long as it lives.
#[derive(Debug)]
pub struct Sentry {
    changed: Arc<Notify>,
    stop: CancellationToken,
}

impl Sentry {
    /// Begins to watch, in a task of its own; `tell` hears of what is seen.
    pub fn set(post: Post, tell: impl Fn(Sight) + Send + Sync + 'static) -> Self {
        let (changed, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let (later, put_off) = mpsc::unbounded_channel();
        let guard = Guard {
            post: Arc::new(post),
            changed: Arc::clone(&changed),
            wake: None,
            identity: None,
            began: Instant::now(),
            arriving: HashMap::new(),
            given: HashMap::new(),
            later,
            put_off,
            told: None,
            tally: Tally::default(),
        };
        let stopped = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = Box::pin(guard.watch(tell)) => {}
                () = stopped.cancelled() => {}
            }
        });
        Self { changed, stop }
    }

    /// Has it look: what is remembered has changed.
    pub fn nudge(&self) {
        self.changed.notify_one();
    }
}

impl Drop for Sentry {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// What the task knows.
struct Guard {
    post: Arc<Post>,
    changed: Arc<Notify>,
    /// `None` while the system cannot tell of the folder.
    wake: Option<Wake>,
    /// Which folder it was at the last look; `None` before there was one, and while it is away.
    identity: Option<Option<(u64, u64)>>,
    /// From here on time is counted.
    began: Instant,
    arriving: HashMap<PathBuf, Arriving>,
    /// What was told of, as it was then.
    given: HashMap<PathBuf, Seen>,
    later: mpsc::UnboundedSender<PathBuf>,
    put_off: mpsc::UnboundedReceiver<PathBuf>,
    told: Option<Heard>,
    tally: Tally,
}

/// A look, and what of it is known.
struct Looked {
    watch: WatchNumber,
    look: Look,
    judged: Vec<Judged>,
    tally: Tally,
}

impl Guard {
    async fn watch(mut self, tell: impl Fn(Sight) + Send + Sync + 'static) {
        loop {
            let before = Instant::now();
            let looked = self.look().await;
            let took = before.elapsed();
            match looked {
                Ok(looked) => {
                    self.listen(looked.look.identity).await;
                    self.tally = looked.tally.clone();
                    let again = self.sort(&looked, &tell);
                    self.tell(Taken::Watching, &tell);
                    let failed = self.try_resting(looked.watch, &tell).await;
                    if again || failed {
                        // What is remembered is not what was told.
                        self.tally = self.tallied(looked.watch).await.unwrap_or_default();
                        self.tell(Taken::Watching, &tell);
                    }
                }
                Err(unseen) => {
                    (self.wake, self.identity) = (None, None);
                    self.arriving.clear();
                    let taken = match unseen {
                        Unseen::Away => Taken::Away,
                        Unseen::Refused(failure) => Taken::Refused(failure),
                    };
                    self.tell(taken, &tell);
                }
            }
            self.rest(took).await;
        }
    }

    /// Waits until it is worth to look.
    async fn rest(&mut self, took: Duration) {
        let least = REST.max(took * BUSY_PART);
        tokio::time::sleep(least).await;
        let regular = REGULAR.max(took * REGULAR_PART).saturating_sub(least);
        let now = self.now();
        let due = self.arriving.values().map(|file| match file.next(now) {
            Next::Wait(until) => Duration::from_millis(until - now),
            Next::Try | Next::GiveUp => Duration::ZERO,
        });
        let until = due.min().map_or(regular, |due| due.min(regular));
        tokio::select! {
            () = self.changed.notified() => {}
            () = tokio::time::sleep(until) => {}
            Some(path) = self.put_off.recv() => {
                self.given.remove(&path);
            }
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Looks at the folder, and at what is known of what is in it; begins the watch when it is the first look.
    async fn look(&self) -> Result<Looked, Unseen> {
        let post = Arc::clone(&self.post);
        let look = move || {
            let look = look(&post.folder, &apart(&post))?;
            let known = || -> Result<Looked, Failure> {
                let watch = match post.memory.find(&post.folder, post.into.as_deref())? {
                    Some(watch) => watch,
                    None => {
                        let before = if post.existing { &[] } else { look.files.as_slice() };
                        post.memory.begin(&post.folder, post.into.as_deref(), before)?
                    }
                };
                let judged = post.memory.judge(watch, &look.files, Path::exists)?;
                let tally = post.memory.tally(watch)?;
                Ok(Looked { watch, look, judged, tally })
            };
            known().map_err(Unseen::Refused)
        };
        tokio::task::spawn_blocking(look).await.unwrap_or_else(|error| Err(Unseen::Refused(internal(&error))))
    }

    async fn tallied(&self, watch: WatchNumber) -> Option<Tally> {
        let memory = self.post.memory.clone();
        tokio::task::spawn_blocking(move || memory.tally(watch).ok()).await.ok().flatten()
    }

    /// Listens to the system, anew when it is another folder by now.
    async fn listen(&mut self, identity: Option<(u64, u64)>) {
        if self.identity == Some(identity) {
            return;
        }
        self.identity = Some(identity);
        let (post, changed) = (Arc::clone(&self.post), Arc::clone(&self.changed));
        let begin = move || Wake::new(&post.folder, &apart(&post), changed);
        self.wake = tokio::task::spawn_blocking(begin).await.ok().flatten();
        // What came before it listened is found now.
        self.changed.notify_one();
    }

    /// Takes over what a look has found. What was taken before the app ended is told of at once; whether there was any.
    fn sort(&mut self, looked: &Looked, tell: &impl Fn(Sight)) -> bool {
        let now = self.now();
        let mut arriving = HashMap::new();
        let mut again = false;
        for ((path, seen), judged) in looked.look.files.iter().zip(&looked.judged) {
            let given = self.given.get(path) == Some(seen);
            match judged {
                Judged::Settled => drop(self.given.remove(path)),
                _ if given => {}
                Judged::Taken => {
                    again = true;
                    self.give(looked.watch, path, *seen, true, tell);
                }
                Judged::New => {
                    let known = self.arriving.remove(path);
                    let file = known.map_or_else(|| Arriving::new(*seen, now), |file| file.look(*seen, now));
                    arriving.insert(path.clone(), file);
                }
            }
        }
        self.arriving = arriving;
        again
    }

    fn give(&mut self, watch: WatchNumber, path: &Path, seen: Seen, again: bool, tell: &impl Fn(Sight)) {
        self.given.insert(path.to_owned(), seen);
        let (path, later) = (path.to_owned(), self.later.clone());
        tell(Sight::Arrived(Arrival { watch, path, seen, again, later }));
    }

    fn tell(&mut self, taken: Taken, tell: &impl Fn(Sight)) {
        let arriving = u32::try_from(self.arriving.len()).unwrap_or(u32::MAX);
        let heard = Heard { taken, arriving, tally: self.tally.clone() };
        if self.told.as_ref() != Some(&heard) {
            self.told = Some(heard.clone());
            tell(Sight::Heard(heard));
        }
    }

    /// Tries what has not changed for long enough; whether anything was told of it.
    async fn try_resting(&mut self, watch: WatchNumber, tell: &impl Fn(Sight)) -> bool {
        let mut any = false;
        let mut resting: Vec<PathBuf> = self.arriving.keys().cloned().collect();
        resting.sort();
        for path in resting {
            let Some(file) = self.arriving.get(&path).copied() else { continue };
            if file.next(self.now()) != Next::Try {
                continue;
            }
            match tried(&self.post.toolchain, &path, file.seen()).await {
                Tried::Whole => {
                    self.arriving.remove(&path);
                    self.give(watch, &path, file.seen(), false, tell);
                    any = true;
                }
                Tried::NotNow => drop(self.arriving.remove(&path)),
                Tried::Failed(failure) => {
                    let file = file.tried();
                    self.arriving.insert(path.clone(), file);
                    if file.next(self.now()) == Next::GiveUp {
                        self.arriving.remove(&path);
                        any = true;
                        self.give_up(watch, path, file.seen(), failure, tell).await;
                    }
                }
            }
        }
        any
    }

    /// Remembers that nothing can be made of a file as it is, and tells of it.
    async fn give_up(
        &mut self,
        watch: WatchNumber,
        path: PathBuf,
        seen: Seen,
        failure: Failure,
        tell: &impl Fn(Sight),
    ) {
        // Told of once, also where it cannot be remembered.
        self.given.insert(path.clone(), seen);
        let (memory, fate, noted) = (self.post.memory.clone(), Fate::Failed(failure.clone()), path.clone());
        let note = tokio::task::spawn_blocking(move || memory.note(watch, &noted, seen, &fate)).await;
        if let Ok(Err(error)) = note {
            tracing::warn!(%error, "a file that cannot be used could not be noted");
        }
        tell(Sight::Failed(path, failure));
    }
}

/// The folders in the watched one that are not looked into, by the names that they are seen under. Blocking.
fn apart(post: &Post) -> Vec<PathBuf> {
    let all = post.apart.iter().filter_map(|folder| known_as(folder).ok());
    all.filter(|folder| *folder != post.folder && folder.starts_with(&post.folder)).collect()
}

fn internal(error: &tokio::task::JoinError) -> Failure {
    Failure::new(Code::Internal, "Something went wrong inside HLS Studio. Start it again.")
        .with_detail(error.to_string())
}
