//! A package goes up through every fault that stores, backends and lines have: nothing is lost, the same bytes are there at
//! the end, and nobody ever finds a playlist that names what is not there.

use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use contract::messages::Checksum;
use contract::names::ObjectPath;
use contract::problem::Code;
use publish::backend::Trouble;
use publish::limit::Limit;
use publish::session::{Failure, Manners};
use signer::demo::{Fault, Weather};
use tests::backend::{Backend, Wish};
use tests::published::{is_whole, package, session, session_with, storm, upload_of, watch};
use tokio::sync::Notify;

/// Sends and commits a package while somebody looks at the public side, and asserts that all of it is there.
async fn goes_up(backend: &Backend, package: &Path, paths: &[ObjectPath], manners: Manners) {
    let session = session_with(backend.client(), package, None, manners).await;
    let end = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(watch(session.publish().stable_url.clone(), Arc::clone(&end)));
    session.send(paths).await.unwrap();
    let (publish, _) = session.finish().await.unwrap();
    end.store(true, Ordering::SeqCst);
    watcher.await.unwrap();
    is_whole(package, paths, publish.public_url.strip_suffix("master.m3u8").unwrap()).await;
}

/// Segments of a package; it has three files beside them.
const SEGMENTS: usize = 15;

async fn through(wish: Wish) {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::with(folder.path(), wish).await;
    let (package, paths) = package(folder.path(), SEGMENTS);
    let stall = Duration::from_millis(250);
    goes_up(&backend, &package, &paths, Manners { stall, ..Manners::default() }).await;
}

/// Every upload meets these before it goes through.
async fn through_each(faults: Vec<Fault>) {
    let tries = faults.len() + 1;
    let (weather, count) = storm(faults);
    through(Wish { weather: Some(weather), ..Wish::default() }).await;
    assert_eq!(count.load(Ordering::SeqCst), (SEGMENTS + 3) * tries, "each is tried so often");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_asks_for_less() {
    through_each(vec![Fault::Answer(503, "SlowDown", None), Fault::Answer(503, "SlowDown", Some(1))]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_fails() {
    let broken = |status, code| Fault::Answer(status, code, None);
    through_each(vec![broken(500, "InternalError"), broken(502, ""), broken(408, ""), broken(429, "")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_end_amid_a_body() {
    through_each(vec![Fault::Reset(3000), Fault::Reset(0)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_lost() {
    through_each(vec![Fault::LostAnswer]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_nobody_answers() {
    through_each(vec![Fault::Silence]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_arrive_as_others() {
    through_each(vec![Fault::Answer(400, "BadDigest", None)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_expire_in_use() {
    through_each(vec![Fault::Answer(403, "ExpiredToken", None), Fault::Answer(400, "ExpiredRequest", None)])
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_expire_before_their_turn() {
    // So slow a line that the last ones' turn comes when the first addresses have been too old for long.
    let folder = tempfile::tempdir().unwrap();
    let wish = Wish { good_for: Duration::from_secs(3), ..Wish::default() };
    let backend = Backend::with(folder.path(), wish).await;
    let (package, paths) = package(folder.path(), 30);
    let bytes: u64 = paths.iter().map(|path| fs::metadata(package.join(path.as_str())).unwrap().len()).sum();
    let limit = Limit::new(NonZeroU64::new(bytes / 6));
    goes_up(&backend, &package, &paths, Manners { limit, ..Manners::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_whose_clock_is_off() {
    for clock_off in [3600, -3600] {
        through(Wish { clock_off, ..Wish::default() }).await;
    }
}

/// Refuses what R2 refuses.
fn strict(parts: &hyper::http::request::Parts) -> Option<Fault> {
    let has = |name: &str| parts.headers.contains_key(name);
    let is_part = parts.uri.query().is_some_and(|query| query.contains("partNumber="));
    let refused = |status, code| Some(Fault::Answer(status, code, None));
    match parts.method.as_str() {
        "PUT" if !has("content-length") && !has("x-amz-copy-source") => refused(411, "MissingContentLength"),
        "PUT" if is_part && has("x-amz-checksum-sha256") => refused(501, "NotImplemented"),
        "PUT" if has("x-amz-acl") || has("x-amz-tagging") => refused(501, "NotImplemented"),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_with_the_rules_of_r2() {
    let folder = tempfile::tempdir().unwrap();
    let refused = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&refused);
    let weather: Weather = Arc::new(move |parts| {
        let fault = strict(parts);
        count.fetch_add(usize::from(fault.is_some()), Ordering::SeqCst);
        fault
    });
    let wish = Wish { weather: Some(weather), ..Wish::default() };
    let backend = Backend::with(folder.path(), wish).await;
    let (package, mut paths) = package(folder.path(), 5);
    let bytes: Vec<u8> = (0..contract::parts::THRESHOLD + 12_345).map(|at| (at % 253) as u8).collect();
    fs::write(package.join("download.mp4"), &bytes).unwrap();
    paths.push("download.mp4".parse().unwrap());
    goes_up(&backend, &package, &paths, Manners::default()).await;
    assert_eq!(refused.load(Ordering::SeqCst), 0, "nothing is asked of it that it does not have");
}

/// A store that tells of an upload, the so manyth, and lets it pass.
fn telling(number: usize) -> (Weather, Arc<Notify>) {
    let (told, count) = (Arc::new(Notify::new()), AtomicUsize::new(0));
    let tell = Arc::clone(&told);
    let weather: Weather = Arc::new(move |parts| {
        upload_of(parts)?;
        if count.fetch_add(1, Ordering::SeqCst) + 1 == number {
            tell.notify_one();
        }
        None
    });
    (weather, told)
}

/// What a package is sent through while its backend, or its store, or both, go away for so long and come back.
pub(crate) async fn away(backend_too: bool, store_too: bool, away: Duration) {
    let folder = tempfile::tempdir().unwrap();
    let (weather, told) = telling(10);
    let wish = Wish { weather: Some(weather), ..Wish::default() };
    let mut backend = Backend::with(folder.path(), wish).await;
    let (package, paths) = package(folder.path(), 300);
    let session = session(&backend, &package).await;
    let end = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(watch(session.publish().stable_url.clone(), Arc::clone(&end)));
    let sending = {
        let (session, paths) = (Arc::clone(&session), paths.clone());
        tokio::spawn(async move { session.send(&paths).await })
    };
    told.notified().await;
    if backend_too {
        backend.stop().await;
    }
    if store_too {
        backend.stop_store().await;
    }
    // Without the backend alone it goes on for as long as it has addresses, which may be no while at all.
    for _ in 0..if store_too { 1200 } else { 0 } {
        if session.progress().held_up.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(session.progress().held_up.is_some() || !store_too, "nobody is there, and it says nothing");
    tokio::time::sleep(away).await;
    if store_too {
        backend.resume_store().await;
    }
    if backend_too {
        backend.resume().await;
    }
    sending.await.unwrap().unwrap();
    assert_eq!(session.progress().held_up, None);
    let (publish, _) = session.finish().await.unwrap();
    end.store(true, Ordering::SeqCst);
    watcher.await.unwrap();
    is_whole(&package, &paths, publish.public_url.strip_suffix("master.m3u8").unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_is_restarted() {
    away(true, false, Duration::ZERO).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_goes_away() {
    away(true, true, Duration::from_secs(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let (weather, told) = telling(10);
    let wish = Wish { weather: Some(weather), ..Wish::default() };
    let mut backend = Backend::with(folder.path(), wish).await;
    let (package, paths) = package(folder.path(), 300);
    let first = session(&backend, &package).await;
    let token = std::mem::replace(&mut backend.token, "another".to_owned());
    let taken_back = async {
        told.notified().await;
        backend.stop().await;
        backend.resume().await;
    };
    let sends = async {
        first.send(&paths).await?;
        first.finish().await
    };
    let (sent, ()) = tokio::join!(sends, taken_back);
    assert!(
        matches!(&sent, Err(Failure::Backend(Trouble::Problem(problem, _))) if problem.code == Code::Unauthorized),
        "{sent:?}"
    );
    drop(first);
    backend.token = token;
    backend.stop().await;
    backend.resume().await;
    goes_up(&backend, &package, &paths, Manners::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changes_while_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let changed: PathBuf = folder.path().join("film/video/avc-360p/seg_00003.m4s");
    let left = AtomicUsize::new(2);
    let file = changed.clone();
    let weather: Weather = Arc::new(move |parts| {
        let is_it = upload_of(parts)?.contains("seg_00003");
        if is_it && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
        {
            // Another length, and the same length with other bytes.
            let number = left.load(Ordering::SeqCst);
            fs::write(&file, vec![number as u8; 4000]).unwrap();
        }
        None
    });
    let wish = Wish { weather: Some(weather), ..Wish::default() };
    let backend = Backend::with(folder.path(), wish).await;
    let (package, paths) = package(folder.path(), 30);
    goes_up(&backend, &package, &paths, Manners::default()).await;
    assert_eq!(fs::read(changed).unwrap(), vec![0; 4000]);
}

#[tokio::test(flavor = "multi_thread")]
async fn checksums_that_a_store_does_not_have() {
    through(Wish { checksums: vec![Checksum::Unknown], ..Wish::default() }).await;
}
