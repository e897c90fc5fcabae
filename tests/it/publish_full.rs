//! The long suite of publishing: packages sent to Garage through every fault that there is on the way, and a store that goes
//! away and comes back. What is public at any moment is whole, and at the end all of it is.

use std::collections::HashMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use contract::names::ObjectPath;
use hyper::Method;
use hyper::http::request::Parts;
use serde_json::{Value, json};
use signer::demo::{Fault, Weather};
use tests::backend::Backend;
use tests::garage::Garage;
use tests::proxy::Proxy;
use tests::published::{self, GOOD_FOR, is_whole, large_package, package, session, watch};

#[cfg(unix)]
use crate::publish_line::killed;
use crate::record::Record;
use crate::weather::away;

/// Segments of a package of many files.
const SEGMENTS: usize = 200;

/// Within which a publish is through.
const BOUND: Duration = Duration::from_secs(300);

/// A kind of bad weather.
struct Row {
    name: &'static str,
    /// What becomes of an upload, try after try, over and over.
    faults: &'static [Fault],
    /// How many tries of an upload fail.
    times: usize,
    /// One of so many uploads meets it.
    of: usize,
    /// Whether what the backend itself sends meets it, too: it signs anew each time, and has nothing that grows old.
    all: bool,
}

const ROWS: [Row; 12] = [
    Row {
        name: "broken",
        faults: &[Fault::Answer(500, "InternalError", None), Fault::Answer(502, "", None)],
        times: 3,
        of: 1,
        all: true,
    },
    Row {
        name: "busy",
        faults: &[
            Fault::Answer(408, "RequestTimeout", None),
            Fault::Answer(409, "OperationAborted", None),
            Fault::Answer(429, "TooManyRequests", Some(0)),
        ],
        times: 3,
        of: 2,
        all: true,
    },
    Row { name: "slower", faults: &[Fault::Answer(503, "SlowDown", None)], times: 1, of: 3, all: true },
    Row {
        name: "slower-told",
        faults: &[Fault::Answer(503, "SlowDown", Some(1))],
        times: 1,
        of: 7,
        all: true,
    },
    Row { name: "cut-at-once", faults: &[Fault::Reset(0)], times: 3, of: 1, all: true },
    Row {
        name: "cut-midway",
        faults: &[Fault::Reset(3000), Fault::Reset(1 << 20)],
        times: 3,
        of: 1,
        all: true,
    },
    Row { name: "cut-at-the-end", faults: &[Fault::Reset(usize::MAX)], times: 2, of: 1, all: true },
    Row { name: "lost-answer", faults: &[Fault::LostAnswer], times: 2, of: 1, all: true },
    // Garage forgets a part that was stored when it is sent again and cut.
    Row {
        name: "lost-then-cut",
        faults: &[Fault::LostAnswer, Fault::Reset(5000)],
        times: 4,
        of: 1,
        all: true,
    },
    // An object is signed anew twice at most, and read anew once.
    Row {
        name: "too-old",
        faults: &[Fault::Answer(403, "ExpiredToken", None), Fault::Answer(400, "ExpiredRequest", None)],
        times: 1,
        of: 1,
        all: false,
    },
    Row { name: "other-bytes", faults: &[Fault::Answer(400, "BadDigest", None)], times: 1, of: 5, all: true },
    Row { name: "silence", faults: &[Fault::Silence], times: 1, of: 150, all: true },
];

/// Where nothing fails on the way.
const FAIR: Row = Row { name: "fair", faults: &[], times: 0, of: 1, all: true };

/// What is sent.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Segments,
    Large,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Segments, Self::Large];

    const fn name(self) -> &'static str {
        match self {
            Self::Segments => "segments",
            Self::Large => "large",
        }
    }

    fn made(self, folder: &Path) -> (PathBuf, Vec<ObjectPath>) {
        match self {
            Self::Segments => package(folder, SEGMENTS),
            Self::Large => large_package(folder),
        }
    }
}

/// Which upload it is: its key, and the part. `None` for what is none.
fn upload_of(asked: &Parts) -> Option<String> {
    let query = asked.uri.query().unwrap_or_default();
    let completes = asked.method == Method::POST && query.contains("uploadId=");
    let part = query.split('&').find(|pair| pair.starts_with("partNumber=")).unwrap_or_default();
    let is_one = asked.method == Method::PUT || completes;
    is_one.then(|| format!("{} {} {part}", asked.method, asked.uri.path()))
}

/// The weather of a row, and how many uploads were tried in it: each of those that meet it fails so often, so that what is
/// tried is the same every time, in whatever order it goes up.
fn weather(row: &'static Row) -> (Weather, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    let tries: Mutex<HashMap<String, usize>> = Mutex::default();
    let weather: Weather = Arc::new(move |asked| {
        let upload = upload_of(asked).filter(|_| row.all || published::upload_of(asked).is_some())?;
        seen.fetch_add(1, Ordering::SeqCst);
        let mut tries = tries.lock().unwrap();
        let number = tries.len();
        // By the order of their first tries; those that do not meet it are through.
        let unmet = if number.is_multiple_of(row.of) { 0 } else { row.times };
        let before = tries.entry(upload).or_insert(unmet);
        let fault = (*before < row.times).then(|| row.faults[*before % row.faults.len()].clone());
        *before += 1;
        fault
    });
    (weather, count)
}

/// Waits for what has to happen.
fn until<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async { tokio::time::timeout(BOUND, work).await.expect("it is through in time") })
}

/// Publishes a package of this kind in such weather, while `beside` goes on; what came of it.
async fn through(
    program: &Path,
    kind: Kind,
    (weather, count): (Weather, Arc<AtomicUsize>),
    beside: impl AsyncFnOnce(&mut Garage, &AtomicUsize),
) -> Value {
    let begun = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let mut garage = Garage::start(program).await;
    let proxy = Proxy::start(&garage.endpoint(), weather).await;
    let backend = Backend::before(garage.behind(proxy.endpoint(), GOOD_FOR), folder.path()).await;
    let (package, paths) = kind.made(folder.path());
    let session = session(&backend, &package).await;
    let end = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(watch(session.publish().stable_url.clone(), Arc::clone(&end)));
    let (sent, ()) = tokio::join!(session.send(&paths), beside(&mut garage, &count));
    sent.unwrap_or_else(|failure| panic!("{failure}"));
    let (publish, _) = session.finish().await.unwrap_or_else(|failure| panic!("{failure}"));
    is_whole(&package, &paths, publish.public_url.strip_suffix("master.m3u8").unwrap()).await;
    end.store(true, Ordering::SeqCst);
    let looks = watcher.await.unwrap();
    // Nothing else is left: the files, and the stable entry.
    assert_eq!(backend.bucket().list("").await.unwrap().len(), paths.len() + 1);
    let progress = session.progress();
    assert_eq!(progress.files, paths.len() as u64);
    json!({
        "seconds": begun.elapsed().as_secs_f64(),
        "files": progress.files,
        "bytes": progress.bytes,
        "moved": progress.moved,
        "uploads": count.load(Ordering::SeqCst),
        "looks": looks,
    })
}

/// Every kind of package in every weather.
pub(crate) fn weathers(record: &mut Record, failed: &mut Vec<String>, program: &Path) {
    for row in &ROWS {
        for kind in Kind::ALL {
            let case = format!("{} {}", row.name, kind.name());
            record.run(failed, case, || until(through(program, kind, weather(row), async |_, _| {})));
        }
    }
}

/// The network goes away for a minute, as in a train.
pub(crate) fn a_minute(record: &mut Record, failed: &mut Vec<String>) {
    record.run(failed, "a-minute-without-network".to_owned(), || {
        let begun = Instant::now();
        until(away(true, true, Duration::from_secs(60)));
        json!({ "seconds": begun.elapsed().as_secs_f64() })
    });
}

/// The app is killed a hundred times, ten times a package: while it begins, sends, and comes to its end.
#[cfg(unix)]
pub(crate) fn kills(record: &mut Record, failed: &mut Vec<String>) {
    for seed in 0..10 {
        record.run(failed, format!("killed seed-{seed}"), || {
            let mut random = fastrand::Rng::with_seed(seed);
            let folder = tempfile::tempdir().unwrap();
            let (package, paths) = package(folder.path(), SEGMENTS);
            let most = paths.len() / 10;
            let mut kill = |number| {
                // The last two come when little or nothing is left.
                let uploads = if number < 8 { random.usize(0..=most) } else { paths.len() };
                (uploads, Duration::from_millis(random.u64(0..80)))
            };
            let kills: Vec<_> = (0..10).map(&mut kill).collect();
            let uploads = until(killed(&package, &paths, &kills));
            json!({ "files": paths.len(), "uploads": uploads, "after": format!("{kills:?}") })
        });
    }
}

/// The store ends, as without power, and comes back: again and again while a package is sent.
pub(crate) fn outages(record: &mut Record, failed: &mut Vec<String>, program: &Path) {
    for (kind, after) in [(Kind::Segments, [1, 30, 100]), (Kind::Large, [1, 2, 4])] {
        let case = format!("outages {}", kind.name());
        record.run(failed, case, || {
            until(through(program, kind, weather(&FAIR), async |garage, count| {
                for uploads in after {
                    while count.load(Ordering::SeqCst) < uploads {
                        tokio::time::sleep(Duration::from_millis(1)).await;
                    }
                    garage.end();
                    garage.start_again().await;
                }
            }))
        });
    }
}
