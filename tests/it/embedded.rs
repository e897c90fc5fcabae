//! A bucket that the app signs for itself: a package goes up and is read back, with a memory that outlives the app.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use contract::names::ObjectPath;
use publish::backend::Backend;
use publish::doctor;
use publish::session::{Manners, Opening, Session};
use signer::bucket::Access;
use signer::demo::{BUCKET, Store};
use studio::Stop;
use studio::destinations::{Bucket, BucketWish, Connected, Destination, Destinations, Kind, connect};
use studio::paths::Paths;
use studio::publishing::{Ended, Limit, Order, Publisher};
use studio::secrets::{Kept, Secrets};
use tests::published::opening;
use tokio::net::TcpListener;

const SECRET: &str = "the-secret-key";

async fn store(folder: &Path) -> Store {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let access = Access { id: "AKEXAMPLE".into(), secret: SECRET.into() };
    Store::start(&folder.join("store"), listener, access, None).unwrap()
}

/// The store's bucket as a person would name it.
fn destination(store: &Store) -> Destination {
    let bucket = Bucket::new(BucketWish {
        endpoint: store.endpoint().into(),
        bucket: BUCKET.into(),
        access_key: "AKEXAMPLE".into(),
        prefix: Some("anna".into()),
        ..BucketWish::default()
    });
    let (name, kind) = ("site".parse().unwrap(), Kind::Bucket(bucket.unwrap()));
    let destination = Destination { name, kind, site: None, prices: None, secret: Kept::File };
    destination.checked().unwrap()
}

fn package(folder: &Path) -> Vec<(ObjectPath, Vec<u8>)> {
    let list = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:1.0,\nseg_00000.m4s\n#EXT-X-ENDLIST\n";
    let master = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo/avc-360p/playlist.m3u8\n";
    let files: [(&str, Vec<u8>); 3] = [
        ("video/avc-360p/seg_00000.m4s", (0..20_000).map(|at| (at % 251) as u8).collect()),
        ("video/avc-360p/playlist.m3u8", list.into()),
        ("master.m3u8", master.into()),
    ];
    for (path, bytes) in &files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    files.map(|(path, bytes)| (path.parse().unwrap(), bytes)).into()
}

async fn read(url: &str) -> Vec<u8> {
    let response = reqwest::get(url).await.unwrap();
    assert_eq!(response.status(), 200, "{url}");
    let gzip = response.headers().get("content-encoding").is_some_and(|it| it == "gzip");
    let bytes = response.bytes().await.unwrap().to_vec();
    if !gzip {
        return bytes;
    }
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes.as_slice()), &mut text).unwrap();
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_published_to_without_a_backend() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path()).await;
    let destination = destination(&store);
    let paths = Paths::resolve(Some(folder.path().to_owned()));
    let dir = folder.path().join("film");
    let files = package(&dir);
    let names: Vec<ObjectPath> = files.iter().map(|(path, _)| path.clone()).collect();
    let connected = || connect(&destination, SECRET.into(), &paths).unwrap();
    assert!(matches!(connected(), Connected::Embedded(_)));
    assert!(!format!("{:?}", connected()).contains(SECRET));
    let journal = folder.path().join("journal");
    let open = |it: Connected| {
        let opening = opening(&dir, None, Manners::default());
        Session::open(it, Opening { journal: journal.clone(), ..opening })
    };

    let first = open(connected()).await.unwrap();
    first.send(&names[..1]).await.unwrap();
    let version = first.publish().version.clone();
    drop(first);
    // As after a restart: the memory is in a file.
    let session = open(connected()).await.unwrap();
    assert_eq!(session.publish().version, version);
    session.send(&names).await.unwrap();
    let (publish, _) = session.finish().await.unwrap();

    assert!(publish.public_url.starts_with(&format!("{}anna/film/", store.public_url())));
    let base = publish.public_url.strip_suffix("master.m3u8").unwrap();
    for (path, due) in &files {
        assert!(read(&format!("{base}{path}")).await == *due, "{path}");
    }
    let entry = String::from_utf8(read(&publish.stable_url).await).unwrap();
    assert!(entry.contains(&format!("{version}/video/avc-360p/playlist.m3u8")), "{entry}");
    connected().take_down(&publish.id, true).await.unwrap();
    assert_eq!(store.bucket().unwrap().list("").await.unwrap(), []);
    // What is kept of it holds no secret.
    for file in [&journal, &paths.data.join("signer.db")] {
        let bytes = fs::read(file).unwrap();
        assert!(!bytes.windows(SECRET.len()).any(|some| some == SECRET.as_bytes()), "{}", file.display());
    }
}

/// What was taken down goes when it has had its time: the app looks for it, and asks for the secret then alone.
#[tokio::test(flavor = "multi_thread")]
async fn what_has_had_its_time_is_swept() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path()).await;
    let paths = Paths::resolve(Some(folder.path().to_owned()));
    let destination = Destinations::new(&paths.config).add(destination(&store)).unwrap();
    Secrets::new(&paths.config).set(&destination.name, SECRET.into(), Kept::File).await.unwrap();
    let publisher = Publisher::new(&paths, Limit::new(None));
    let dir = folder.path().join("film");
    package(&dir);
    let order =
        Order { folder: dir, destination: destination.name.clone(), name: None, unchecked: true, of: None };
    let (news, _heard) = tokio::sync::mpsc::unbounded_channel();
    let ended = publisher.publish(&order, None, &news, &Stop::default()).await.unwrap();
    let Ended::Published(version) = ended else { panic!("{ended:?}") };
    publisher.take_down(&version, false).await.unwrap();
    let bucket = store.bucket().unwrap();
    let left = bucket.list("").await.unwrap();
    assert_eq!(left.len(), 1, "who watches it sees it to its end: {left:?}");
    let swept = async {
        while !bucket.list("").await.unwrap().is_empty() {
            publisher.sweep().await.unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), swept).await.expect("it goes when it has had its second");
}

/// The doctor speaks to it as to any backend.
#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_it_well() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path()).await;
    let paths = Paths::resolve(Some(folder.path().to_owned()));
    let connected = Arc::new(connect(&destination(&store), SECRET.into(), &paths).unwrap());
    let wish = doctor::Wish { site: Some("https://films.example".into()) };
    let diagnosis = doctor::examine(connected, &wish, doctor::Patience::default(), |_| ()).await;
    assert!(diagnosis.is_well(), "{diagnosis:#?}");
    let good = diagnosis.findings.iter().filter(|it| it.outcome == doctor::Outcome::Good).count();
    assert!(good > 15, "{diagnosis:#?}");
    assert_eq!(store.bucket().unwrap().list("").await.unwrap(), []);
    assert!(!format!("{diagnosis:?}").contains(SECRET));
}
