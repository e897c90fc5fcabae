//! A package goes up: whole, once, in an order in which nobody ever finds a playlist that names what is not there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use contract::names::ObjectPath;
use publish::session::Session;
use signer::demo::{Fault, Weather};
use tests::backend::Backend;

const GOOD_FOR: Duration = Duration::from_secs(900);

/// A package of so many segments; its playlists name all of them.
fn package(folder: &Path, segments: usize) -> (PathBuf, Vec<ObjectPath>) {
    let package = folder.join("film");
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut list = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MAP:URI=\"init.mp4\"\n".to_owned();
    files.insert("video/avc-360p/init.mp4".into(), b"init".to_vec());
    for number in 0..segments {
        let name = format!("seg_{number:05}.m4s");
        list += &format!("#EXTINF:6.0,\n{name}\n");
        let bytes = (0..10_000 + number * 7).map(|at| (at * (number + 3) % 251) as u8).collect();
        files.insert(format!("video/avc-360p/{name}"), bytes);
    }
    files.insert("video/avc-360p/playlist.m3u8".into(), (list + "#EXT-X-ENDLIST\n").into_bytes());
    let master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo/avc-360p/playlist.m3u8\n";
    files.insert("master.m3u8".into(), master.into());
    for (path, bytes) in &files {
        let path = package.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let paths = files.keys().map(|path| path.parse().unwrap()).collect();
    (package, paths)
}

async fn session(backend: &Backend, package: &Path) -> Session<publish::http::HttpBackend> {
    let journal = package.with_extension("journal");
    Session::open(backend.client(), package, &journal, "film".parse().unwrap(), None).await.unwrap()
}

/// What everybody reads at `url`, as the package has it.
async fn read(client: &reqwest::Client, url: &str) -> Result<Vec<u8>, u16> {
    let response = client.get(url).send().await.unwrap();
    let status = response.status().as_u16();
    let gzip = response.headers().get("content-encoding").is_some_and(|it| it == "gzip");
    let bytes = response.bytes().await.unwrap().to_vec();
    if status != 200 {
        return Err(status);
    }
    if !gzip {
        return Ok(bytes);
    }
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut text).unwrap();
    Ok(text)
}

/// That all of the package is at `base`, byte for byte.
async fn is_whole(package: &Path, paths: &[ObjectPath], base: &str) {
    let client = reqwest::Client::new();
    for path in paths {
        let due = fs::read(package.join(path.as_str())).unwrap();
        assert!(read(&client, &format!("{base}{path}")).await.as_deref() == Ok(&due), "{path}");
    }
}

/// Looks at the public side until it is told to end: what a playlist names is there, always. Gives how often it looked.
async fn watch(stable: String, end: Arc<AtomicBool>) -> usize {
    let client = reqwest::Client::new();
    let mut looks = 0;
    while !end.load(Ordering::SeqCst) {
        looks += 1;
        let mut lists = vec![stable.clone()];
        while let Some(list) = lists.pop() {
            let Ok(text) = read(&client, &list).await else {
                assert_eq!(list, stable, "a playlist that is named is there");
                continue;
            };
            let base = list.rsplit_once('/').unwrap().0;
            for uri in String::from_utf8(text).unwrap().lines().filter(|line| !line.starts_with('#')) {
                let url = format!("{base}/{uri}");
                match uri.ends_with(".m3u8") {
                    true => lists.push(url),
                    false => assert_eq!(client.head(&url).send().await.unwrap().status(), 200, "{url}"),
                }
            }
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    looks
}

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
    let publish = session.finish().await.unwrap();
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

/// Every fault of a store, now and then, by a seed that is told.
fn storm(faults: Vec<Fault>, every: usize) -> (Weather, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    let weather: Weather = Arc::new(move |parts| {
        if parts.method != "PUT" {
            return None;
        }
        let number = seen.fetch_add(1, Ordering::SeqCst);
        number.is_multiple_of(every).then(|| faults[number / every % faults.len()].clone())
    });
    (weather, count)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_in_bad_weather() {
    let broken = Fault::Answer(500, "InternalError", None);
    // Bytes that arrive as others twice are others.
    let others = [vec![broken; 4], vec![Fault::Answer(400, "BadDigest", None)]].concat();
    for (every, faults) in [
        (3, others),
        (3, vec![Fault::Answer(503, "SlowDown", Some(0)), Fault::Answer(503, "SlowDown", None)]),
        (3, vec![Fault::Reset(3000), Fault::Reset(0)]),
        (3, vec![Fault::LostAnswer]),
        // An object is signed anew twice at most.
        (13, vec![Fault::Answer(403, "ExpiredToken", None), Fault::Answer(400, "ExpiredRequest", None)]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (weather, count) = storm(faults.clone(), every);
        let backend = Backend::start(folder.path(), Some(weather), GOOD_FOR).await;
        let (package, paths) = package(folder.path(), 30);
        let session = session(&backend, &package).await;
        session.send(&paths).await.unwrap_or_else(|failure| panic!("{faults:?}: {failure}"));
        let publish = session.finish().await.unwrap();
        assert!(count.load(Ordering::SeqCst) > paths.len() + 1, "{faults:?}");
        let base = publish.public_url.strip_suffix("master.m3u8").unwrap();
        is_whole(&package, &paths, base).await;
    }
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
    let (weather, count) = storm(vec![Fault::Reset(1 << 20), Fault::LostAnswer], 3);
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
    let publish = session.finish().await.unwrap();
    assert!(count.load(Ordering::SeqCst) > contract::parts::count(bytes.len() as u64) as usize + 1);
    is_whole(&package, &paths, publish.public_url.strip_suffix("master.m3u8").unwrap()).await;
}
