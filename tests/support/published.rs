//! Packages that are published in tests, and what everybody reads of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contract::messages::NewPublish;
use contract::names::{ObjectPath, Version};
use hyper::http::request::Parts;
use publish::http::HttpBackend;
use publish::session::{Manners, Opening, Session};
use reqwest::Client;
use signer::demo::{Fault, Weather};

use crate::backend::Backend;

/// How long addresses are good for where that is of no matter.
pub const GOOD_FOR: Duration = Duration::from_secs(900);

/// The file of a [`large_package`] that is sent in parts.
pub const LARGE: &str = "video/avc-360p/media.mp4";

/// A package of so many segments in `folder`, with the paths of its files; its playlists name all of them.
///
/// # Panics
/// When it cannot be written.
pub fn package(folder: &Path, segments: usize) -> (PathBuf, Vec<ObjectPath>) {
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
    let paths = files.keys().map(|path| path.parse().expect("a path of a package")).collect();
    for (path, bytes) in files {
        write(&package.join(path), &bytes);
    }
    (package, paths)
}

/// A package of one large file, which is sent in parts, in `folder`; with the paths of its files.
///
/// # Panics
/// When it cannot be written.
pub fn large_package(folder: &Path) -> (PathBuf, Vec<ObjectPath>) {
    let package = folder.join("film");
    let bytes: Vec<u8> = (0..contract::parts::THRESHOLD + 12_345).map(|at| (at % 253) as u8).collect();
    let master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo/avc-360p/playlist.m3u8\n";
    let list = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6.0,\nmedia.mp4\n#EXT-X-ENDLIST\n";
    let files: [(&str, &[u8]); 3] = [
        (LARGE, &bytes),
        ("video/avc-360p/playlist.m3u8", list.as_bytes()),
        ("master.m3u8", master.as_bytes()),
    ];
    for (path, bytes) in files {
        write(&package.join(path), bytes);
    }
    (package, files.map(|(path, _)| path.parse().expect("a path of a package")).into())
}

/// Writes a file and the folders above it.
///
/// # Panics
/// When the system does not let it.
pub fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

/// A publish of `package` as `film`, begun or gone on with; its journal lies beside the package.
///
/// # Panics
/// When it cannot be begun.
pub async fn session(backend: &Backend, package: &Path) -> Arc<Session<HttpBackend>> {
    session_with(backend.client(), package, None, Manners::default()).await
}

/// The same by any `backend`, in the place of a version, that goes about as it is told.
///
/// # Panics
/// As [`session`].
pub async fn session_with<B: publish::backend::Backend>(
    backend: B,
    package: &Path,
    replaces: Option<Version>,
    manners: Manners,
) -> Arc<Session<B>> {
    Session::open(backend, opening(package, replaces, manners)).await.expect("a publish")
}

/// What is asked for: `package` as `film`, in place of a version before.
///
/// # Panics
/// Never: the name is one.
pub fn opening(package: &Path, replaces: Option<Version>, manners: Manners) -> Opening {
    Opening {
        folder: package.to_owned(),
        journal: package.with_extension("journal"),
        to: "test".into(),
        wish: NewPublish { package: "film".parse().expect("a name"), replaces },
        first: Duration::from_secs(60),
        manners,
    }
}

/// What everybody reads at `url`, as the package has it; else the status.
///
/// # Errors
/// Every status but 200.
///
/// # Panics
/// When nobody answers, or with what is none.
pub async fn read(client: &Client, url: &str) -> Result<Vec<u8>, u16> {
    answered(client, url).await.expect("an answer")
}

/// The same where there may be no answer.
async fn answered(client: &Client, url: &str) -> reqwest::Result<Result<Vec<u8>, u16>> {
    let response = client.get(url).send().await?;
    let status = response.status().as_u16();
    let gzip = response.headers().get("content-encoding").is_some_and(|it| it == "gzip");
    let bytes = response.bytes().await?.to_vec();
    if status != 200 {
        return Ok(Err(status));
    }
    if !gzip {
        return Ok(Ok(bytes));
    }
    let mut text = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(bytes.as_slice());
    std::io::Read::read_to_end(&mut decoder, &mut text).expect("gzip, as it says");
    Ok(Ok(text))
}

/// Asserts that all of the package is at `base`, byte for byte.
///
/// # Panics
/// When it is not.
pub async fn is_whole(package: &Path, paths: &[ObjectPath], base: &str) {
    let client = Client::new();
    for path in paths {
        let due = fs::read(package.join(path.as_str())).expect("a file of the package");
        assert!(read(&client, &format!("{base}{path}")).await.as_deref() == Ok(&due), "{path}");
    }
}

/// Looks at the public side until it is told to end, and once more: what a playlist names is there, always, and as long as it
/// was. Gives how often it looked.
///
/// # Panics
/// When something that is named is not there, or grows.
pub async fn watch(stable: String, end: Arc<AtomicBool>) -> usize {
    let client = Client::new();
    let (mut looks, mut sizes) = (0, BTreeMap::new());
    loop {
        let is_last = end.load(Ordering::SeqCst);
        looks += 1;
        let mut lists = vec![stable.clone()];
        while let Some(list) = lists.pop() {
            // A store that is away says nothing wrong.
            let Ok(answer) = answered(&client, &list).await else { continue };
            let Ok(text) = answer else {
                assert_eq!(list, stable, "a playlist that is named is there");
                continue;
            };
            let (base, _) = list.rsplit_once('/').expect("an address");
            let text = String::from_utf8(text).expect("a playlist");
            for uri in text.lines().filter_map(named) {
                let url = format!("{base}/{uri}");
                if uri.ends_with(".m3u8") {
                    lists.push(url);
                } else if let Ok(answer) = client.head(&url).send().await {
                    assert_eq!(answer.status(), 200, "{url}");
                    let size = answer.headers().get("content-length").expect("a length").clone();
                    let before = sizes.entry(url).or_insert_with(|| size.clone());
                    assert_eq!(*before, size, "what has a name in a version is whole");
                }
            }
        }
        if is_last {
            return looks;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// What a line of a playlist names: all of it, or what its tag says.
fn named(line: &str) -> Option<&str> {
    let of_tag = |tag: &'static str| Some(line.split_once(tag)?.1.split_once('"')?.0);
    if line.starts_with('#') { of_tag("URI=\"") } else { Some(line).filter(|line| !line.is_empty()) }
}

/// Every upload meets `faults` one after another before it goes through: each object, or each part of one. What the backend
/// itself puts is left alone.
pub fn storm(faults: Vec<Fault>) -> (Weather, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let (seen, tries) = (Arc::clone(&count), Mutex::new(BTreeMap::<String, usize>::new()));
    let weather: Weather = Arc::new(move |parts| {
        let key = upload_of(parts)?;
        seen.fetch_add(1, Ordering::SeqCst);
        let mut tries = tries.lock().unwrap_or_else(PoisonError::into_inner);
        let tried = tries.entry(key).or_default();
        *tried += 1;
        faults.get(*tried - 1).cloned()
    });
    (weather, count)
}

/// What is uploaded by a request of a publisher: a key, and a part's number.
pub fn upload_of(parts: &Parts) -> Option<String> {
    let number = parts.uri.query().unwrap_or_default().split('&').find(|it| it.starts_with("partNumber="));
    let path = parts.uri.path();
    // A package's stable entry is the backend's to put.
    let is_upload = parts.method == "PUT" && !path.ends_with("/film/master.m3u8");
    is_upload.then(|| format!("{path} {}", number.unwrap_or_default()))
}
