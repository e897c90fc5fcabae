//! Files that land in the renditions' folders, in order.
//!
//! `notify` only wakes: events come doubled, merged, late or, on network drives, not at all. The folder is
//! the truth, so each look asks for the next GOP by its exact final name, which ffmpeg gives by renaming what
//! is whole.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::arguments::{SPAN_INIT, SPAN_PLAYLIST, gop_file};
use domain::container::Container;
use domain::failure::Failure;
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until};

use crate::encoding::Event;
use crate::wholeness;

/// How often to look when the system cannot watch.
const POLL: Duration = Duration::from_millis(200);
/// How often to look all the same when it can.
const WATCHED_POLL: Duration = Duration::from_secs(1);

/// How long to rest between two looks: ffmpeg touches a file many times before it is whole.
const REST: Duration = Duration::from_millis(20);

/// Where more files land in a second, the clock is enough: the system tells of every touch of every one of them, and to
/// hear of it takes more than to look.
const MANY: u32 = 8;

/// Where still more do, so much is made ahead of who watches that nobody misses the newest second, and what lands at once
/// takes less: one sync, one list.
const HEAPS: u32 = 32;
/// How often to look then.
const HEAPS_POLL: Duration = Duration::from_secs(1);

/// Says when to look.
#[derive(Debug)]
pub(crate) struct Waker {
    changed: Arc<Notify>,
    interval: Interval,
    rested: Instant,
    /// Watches as long as it lives.
    watcher: Option<RecommendedWatcher>,
    /// Files that have landed, and since when they are counted.
    landed: (u32, Instant),
}

impl Waker {
    /// Watches `folder` and everything below it, or falls back to the clock.
    pub(crate) fn new(folder: &Path) -> Self {
        let changed = Arc::new(Notify::new());
        let watcher = watch(folder, Arc::clone(&changed))
            .inspect_err(|error| tracing::warn!(%error, "cannot watch the folder: looking at intervals"))
            .ok();
        Self::with(changed, watcher)
    }

    fn with(changed: Arc<Notify>, watcher: Option<RecommendedWatcher>) -> Self {
        let interval = every(if watcher.is_some() { WATCHED_POLL } else { POLL });
        let now = Instant::now();
        Self { changed, interval, rested: now, watcher, landed: (0, now) }
    }

    /// Hears how many files were found on a look.
    pub(crate) fn found(&mut self, files: u32) {
        let (landed, since) = &mut self.landed;
        *landed = landed.saturating_add(files);
        let seconds = since.elapsed().as_secs_f64();
        if seconds < 1.0 {
            return;
        }
        let a_second = f64::from(*landed) / seconds;
        if self.watcher.is_some() && a_second > f64::from(MANY) {
            *self = Self::with(Arc::clone(&self.changed), None);
        }
        let period = if a_second > f64::from(HEAPS) { HEAPS_POLL } else { POLL };
        if self.watcher.is_none() && self.interval.period() != period {
            self.interval = every(period);
        }
        self.landed = (0, Instant::now());
    }

    /// Waits until it is worth to look. Nothing is lost when the future is dropped.
    pub(crate) async fn woken(&mut self) {
        let changed = async {
            // What comes while it rests becomes one permit.
            sleep_until(self.rested).await;
            self.changed.notified().await;
        };
        tokio::select! {
            () = changed => {}
            _ = self.interval.tick() => {}
        }
        self.rested = Instant::now() + REST;
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

fn watch(folder: &Path, changed: Arc<Notify>) -> notify::Result<RecommendedWatcher> {
    // Whatever happened, errors included, is a reason to look. Bursts become one permit.
    let mut watcher = notify::recommended_watcher(move |_| changed.notify_one())?;
    watcher.watch(folder, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// What has landed of one rendition.
#[derive(Debug)]
pub(crate) struct Rendition {
    id: String,
    folder: PathBuf,
    first: u64,
    next: u64,
}

impl Rendition {
    /// Its id in the plan.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Number of its first GOP.
    pub(crate) const fn first(&self) -> u64 {
        self.first
    }

    /// How many GOPs were sent.
    pub(crate) const fn landed(&self) -> u64 {
        self.next - self.first
    }

    /// The file that would have landed next.
    pub(crate) fn next_file(&self, container: Container) -> PathBuf {
        self.folder.join(gop_file(container, self.next))
    }

    /// ffmpeg's own playlist of it.
    pub(crate) fn playlist(&self) -> PathBuf {
        self.folder.join(SPAN_PLAYLIST)
    }
}

/// What has landed of all renditions of a run.
#[derive(Debug)]
pub(crate) struct Landing {
    container: Container,
    renditions: Vec<Rendition>,
}

impl Landing {
    /// Nothing yet, of renditions in folders of their names below `work`, counted from `first`.
    pub(crate) fn new(work: &Path, ids: &[&str], container: Container, first: u64) -> Self {
        let rendition =
            |id: &&str| Rendition { id: (*id).to_owned(), folder: work.join(id), first, next: first };
        Self { container, renditions: ids.iter().map(rendition).collect() }
    }

    /// What the files are.
    pub(crate) const fn container(&self) -> Container {
        self.container
    }

    /// Each rendition's state.
    pub(crate) fn renditions(&self) -> &[Rendition] {
        &self.renditions
    }

    /// Sends what is new, and gives how many files that is: one question a rendition when nothing is, one more a new
    /// file. ffmpeg closes the init segment before it renames the first GOP, so the first GOP says that both are done.
    ///
    /// # Errors
    /// That of [`wholeness::check`] when a file is done, but not whole.
    pub(crate) async fn rescan(&mut self, events: &mpsc::Sender<Event>) -> Result<u32, Failure> {
        let container = self.container;
        let (mut files, mut outcome) = (0, Ok(()));
        let asked: Vec<_> = self.renditions.iter().map(|it| (it.folder.clone(), it.first, it.next)).collect();
        // One visit to the disk for all of them: to go there costs more than to ask.
        let visit = move || -> Vec<_> {
            asked.into_iter().map(|(folder, first, next)| look(&folder, container, first, next)).collect()
        };
        let found = tokio::task::spawn_blocking(visit).await.unwrap_or_default();
        for (rendition, (next, failure)) in self.renditions.iter_mut().zip(found) {
            while rendition.next < next {
                let id = || rendition.id.clone();
                // A closed channel ends the run that this belongs to.
                if rendition.next == rendition.first && container.has_init() {
                    let path = rendition.folder.join(SPAN_INIT);
                    let _ = events.send(Event::Init { rendition: id(), path }).await;
                }
                let (path, number) = (rendition.next_file(container), rendition.next);
                let _ = events.send(Event::Gop { rendition: id(), number, path }).await;
                rendition.next += 1;
                files += 1;
            }
            if let Some(failure) = failure {
                outcome = Err(failure);
                break;
            }
        }
        if files > 0 {
            let _ = events.send(Event::Looked).await;
        }
        outcome.map(|()| files)
    }
}

/// The first GOP from `next` on that has not landed in `folder`, or is not whole, and what is wrong with it then.
fn look(folder: &Path, container: Container, first: u64, mut next: u64) -> (u64, Option<Failure>) {
    loop {
        let path = folder.join(gop_file(container, next));
        // What cannot be asked is not there; the playlist is compared at the end.
        if !path.exists() || wholeness::is_of_nothing(&path, container) {
            return (next, None);
        }
        let init = if next == first && container.has_init() {
            wholeness::check(&folder.join(SPAN_INIT), container)
        } else {
            Ok(())
        };
        if let Err(failure) = init.and_then(|()| wholeness::check(&path, container)) {
            return (next, Some(failure));
        }
        next += 1;
    }
}

#[cfg(test)]
mod tests {
    use domain::failure::Code;

    use super::*;

    const EMPTY_BOX: &[u8] = b"\0\0\0\x08free";

    fn folder(ids: &[&str]) -> tempfile::TempDir {
        let work = tempfile::tempdir().unwrap();
        for id in ids {
            std::fs::create_dir(work.path().join(id)).unwrap();
        }
        work
    }

    async fn seen(landing: &mut Landing) -> Vec<String> {
        let (sender, mut receiver) = mpsc::channel(64);
        landing.rescan(&sender).await.unwrap();
        drop(sender);
        let mut seen = Vec::new();
        while let Some(event) = receiver.recv().await {
            seen.push(match event {
                Event::Init { rendition, .. } => format!("{rendition} init"),
                Event::Gop { rendition, number, path } => {
                    std::fs::remove_file(path).unwrap();
                    format!("{rendition} {number}")
                }
                Event::Looked => "looked".to_owned(),
                other => panic!("{other:?}"),
            });
        }
        seen
    }

    #[tokio::test]
    async fn each_file_once_and_in_order_though_it_is_taken_away() {
        let work = folder(&["a", "b"]);
        let mut landing = Landing::new(work.path(), &["a", "b"], Container::Fmp4, 7);
        let land = |name: &str| std::fs::write(work.path().join(name), EMPTY_BOX).unwrap();
        land("a/init.mp4");
        land("a/gop_00007.m4s.tmp");
        assert!(seen(&mut landing).await.is_empty());
        land("a/gop_00008.m4s");
        land("a/gop_00007.m4s");
        land("b/init.mp4");
        land("b/gop_00008.m4s");
        assert_eq!(seen(&mut landing).await, ["a init", "a 7", "a 8", "looked"]);
        land("b/gop_00007.m4s");
        land("a/gop_00007.m4s");
        assert_eq!(seen(&mut landing).await, ["b init", "b 7", "b 8", "looked"]);
        assert!(landing.renditions().iter().all(|r| r.landed() == 2));
    }

    #[tokio::test]
    async fn transport_streams_come_without_an_init_segment() {
        let work = folder(&["a"]);
        let mut landing = Landing::new(work.path(), &["a"], Container::Ts, 0);
        std::fs::write(work.path().join("a/gop_00000.m4s"), EMPTY_BOX).unwrap();
        assert!(seen(&mut landing).await.is_empty());
        let mut packet = vec![0; 188];
        packet[0] = 0x47;
        std::fs::write(work.path().join("a/gop_00000.ts"), packet).unwrap();
        assert_eq!(seen(&mut landing).await, ["a 0", "looked"]);
        std::fs::write(work.path().join("a/gop_00001.ts"), "").unwrap();
        assert!(seen(&mut landing).await.is_empty(), "nothing was encoded");
        assert!(landing.renditions()[0].next_file(Container::Ts).exists());
    }

    #[tokio::test]
    async fn where_nothing_was_encoded_nothing_lands() {
        let work = folder(&["a"]);
        std::fs::write(work.path().join("a/init.mp4"), EMPTY_BOX).unwrap();
        std::fs::write(work.path().join("a/gop_00005.m4s"), b"\0\0\0\x18stypmsdh\0\0\0\0msdhmsix").unwrap();
        let mut landing = Landing::new(work.path(), &["a"], Container::Fmp4, 5);
        assert!(seen(&mut landing).await.is_empty());
    }

    #[tokio::test]
    async fn a_torn_file_is_never_sent() {
        let work = folder(&["a"]);
        std::fs::write(work.path().join("a/init.mp4"), EMPTY_BOX).unwrap();
        std::fs::write(work.path().join("a/gop_00000.m4s"), b"\0\0\0\x08fre").unwrap();
        let mut landing = Landing::new(work.path(), &["a"], Container::Fmp4, 0);
        let (sender, mut receiver) = mpsc::channel(8);
        assert_eq!(landing.rescan(&sender).await.unwrap_err().code, Code::DiskFull);
        drop(sender);
        assert_eq!(receiver.recv().await, None);
    }

    #[tokio::test]
    async fn a_file_wakes_long_before_the_clock() {
        let work = folder(&["a"]);
        let mut waker = Waker::new(work.path());
        // Only the watcher can end the wait.
        waker.interval = interval(Duration::from_secs(3600));
        waker.interval.tick().await;
        std::fs::write(work.path().join("a/gop_00000.m4s"), "x").unwrap();
        tokio::time::timeout(Duration::from_secs(10), waker.woken()).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn where_many_files_land_it_is_looked_at_by_the_clock() {
        let work = folder(&["a"]);
        let mut waker = Waker::new(work.path());
        let mut after = async |seconds: u64, files| {
            tokio::time::advance(Duration::from_secs(seconds)).await;
            waker.found(files);
            (waker.watcher.is_some(), waker.interval.period())
        };
        assert_eq!(after(0, 100).await, (true, WATCHED_POLL), "a burst may be all there is");
        assert_eq!(after(20, 0).await, (true, WATCHED_POLL));
        assert_eq!(after(1, MANY).await, (true, WATCHED_POLL));
        assert_eq!(after(1, MANY + 1).await, (false, POLL));
        assert_eq!(after(9, 0).await, (false, POLL));
        assert_eq!(after(1, HEAPS + 1).await, (false, HEAPS_POLL));
        assert_eq!(after(1, HEAPS).await, (false, POLL), "the clock itself stays");
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_watcher_the_clock_wakes() {
        let mut waker = Waker::with(Arc::new(Notify::new()), None);
        waker.woken().await;
        let before = tokio::time::Instant::now();
        waker.woken().await;
        assert_eq!(before.elapsed(), POLL);
    }
}
