//! A package goes up: whole, once, in an order in which nobody ever finds a playlist that names what is not there.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use contract::names::ObjectPath;
use signer::demo::{Fault, Weather};
use tests::backend::Backend;
use tests::published::{GOOD_FOR, is_whole, package, read, session, storm, watch};

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_whole_where_the_link_leads() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::start(folder.path(), None, GOOD_FOR).await;
    let (package, paths) = package(folder.path(), 40);
    let session = session(&backend, &package).await;
    let stable = session.publish().stable_url.clone();
    let end = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(watch(stable.clone(), Arc::clone(&end)));
    session.send(&paths).await.unwrap();
    assert_eq!(session.progress().files, paths.len() as u64);
    assert!(read(&reqwest::Client::new(), &stable).await.is_err(), "not before it is committed");
    let (publish, _) = session.finish().await.unwrap();
    end.store(true, Ordering::SeqCst);
    assert!(watcher.await.unwrap() > 1);
    let base = publish.public_url.strip_suffix("master.m3u8").unwrap();
    is_whole(&package, &paths, base).await;
    let entry = String::from_utf8(read(&reqwest::Client::new(), &stable).await.unwrap()).unwrap();
    assert!(entry.ends_with(&format!("{}/video/avc-360p/playlist.m3u8\n", publish.version)), "{entry}");
    // Nothing secret is in what is kept beside it.
    let journal = fs::read_to_string(package.with_extension("journal")).unwrap();
    assert!(!journal.contains(&backend.token) && !journal.contains("Signature"));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_where_it_was_broken_off() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::start(folder.path(), None, GOOD_FOR).await;
    let (package, paths) = package(folder.path(), 20);
    let first = session(&backend, &package).await;
    let version = first.publish().version.clone();
    first.send(&paths[..10]).await.unwrap();
    drop(first);
    let again = session(&backend, &package).await;
    assert_eq!(again.publish().version, version, "the journal knows what was begun");
    again.send(&paths).await.unwrap();
    let sent: u64 =
        paths[10..].iter().map(|path| fs::metadata(package.join(path.as_str())).unwrap().len()).sum();
    assert!(again.progress().moved <= sent, "what is there is not sent again");
    again.finish().await.unwrap();
    // What is published once more is a new version.
    assert_ne!(session(&backend, &package).await.publish().version, version);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_up_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::start(folder.path(), None, GOOD_FOR).await;
    let (package, paths) = package(folder.path(), 3);
    let session = session(&backend, &package).await;
    session.send(&paths).await.unwrap();
    session.abandon().await.unwrap();
    assert_eq!(backend.bucket().list("").await.unwrap(), Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_goes_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let (weather, count) = storm(vec![Fault::Reset(1 << 20), Fault::LostAnswer]);
    let backend = Backend::start(folder.path(), Some(weather), GOOD_FOR).await;
    let package = folder.path().join("film");
    fs::create_dir_all(package.join("video/avc-360p")).unwrap();
    let bytes: Vec<u8> = (0..contract::parts::THRESHOLD + 12_345).map(|at| (at % 253) as u8).collect();
    let paths: Vec<ObjectPath> =
        ["video/avc-360p/media.mp4", "master.m3u8"].map(|path| path.parse().unwrap()).into();
    fs::write(package.join("video/avc-360p/media.mp4"), &bytes).unwrap();
    fs::write(package.join("master.m3u8"), "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n").unwrap();
    let session = session(&backend, &package).await;
    session.send(&paths).await.unwrap();
    let (publish, _) = session.finish().await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 3 * (contract::parts::count(bytes.len() as u64) as usize + 1));
    is_whole(&package, &paths, publish.public_url.strip_suffix("master.m3u8").unwrap()).await;
}

/// What a store is told of who publishes is what was signed, and no more.
#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_for_the_backend_alone() {
    let folder = tempfile::tempdir().unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&told);
    let weather: Weather = Arc::new(move |parts| {
        heard.lock().unwrap().push(format!("{} {:?}", parts.uri, parts.headers));
        None
    });
    let backend = Backend::start(folder.path(), Some(weather), GOOD_FOR).await;
    let (package, paths) = package(folder.path(), 20);
    let session = session(&backend, &package).await;
    session.send(&paths).await.unwrap();
    session.finish().await.unwrap();
    let told = told.lock().unwrap();
    assert!(told.len() > paths.len(), "{} requests", told.len());
    for request in told.iter() {
        assert!(!request.contains(&backend.token) && !request.contains("Bearer"), "{request}");
    }
}
