//! Publishing to Garage, a store that nobody here wrote: what goes up is there, whole, and what is refused is not. These run
//! where the program is, in twenty seconds all together.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use contract::digest::{Crc32c, Sha256};
use contract::files::{IMMUTABLE, SHORT_LIVED};
use contract::messages::{
    Batch, BatchAnswer, Capabilities, Commit, CompleteParts, NewPublish, Publish, SignParts, SignedParts,
    Upload,
};
use contract::names::ObjectPath;
use contract::parts;
use publish::answers::{Verdict, verdict};
use publish::backend::{Backend as Calls, Trouble};
use publish::doctor::{self, Check, Outcome, Patience};
use publish::files::prepare;
use publish::http::HttpBackend;
use publish::session::Manners;
use reqwest::{Client, Method, StatusCode};
use signer::bucket::Bucket;
use signer::demo::{Fault, Weather};
use signer::s3;
use tests::backend::Backend;
use tests::garage::Garage;
use tests::proxy::Proxy;
use tests::published::{
    GOOD_FOR, LARGE, is_whole, large_package, package, read, session, session_with, storm, upload_of, watch,
    write,
};

/// Within which what has to happen happens.
const BOUND: Duration = Duration::from_secs(60);

/// Garage, unless this machine has none: then the test called `test` is left out, and says so.
async fn started(test: &str) -> Option<Garage> {
    match Garage::find() {
        Some(program) => Some(Garage::start(&program).await),
        None => {
            eprintln!("{test}: left out, there is no Garage; `cargo xtask test --full publish` builds it");
            None
        }
    }
}

/// The reference backend right before `garage`.
async fn before(garage: &Garage, folder: &Path) -> Backend {
    Backend::before(garage.behind(&garage.endpoint(), GOOD_FOR), folder).await
}

/// The address below which the files of a version are.
fn base(publish: &Publish) -> &str {
    publish.public_url.strip_suffix("master.m3u8").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_whole_where_the_link_leads() {
    let Some(garage) = started("a_package_is_whole_where_the_link_leads").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let backend = before(&garage, folder.path()).await;
    let (package, paths) = package(folder.path(), 40);
    let session = session(&backend, &package).await;
    let stable = session.publish().stable_url.clone();
    let end = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(watch(stable.clone(), Arc::clone(&end)));
    session.send(&paths).await.unwrap();
    let client = Client::new();
    assert_eq!(read(&client, &stable).await, Err(404), "not before it is committed");
    let (publish, _) = session.finish().await.unwrap();
    end.store(true, Ordering::SeqCst);
    watcher.await.unwrap();
    let base = base(&publish);
    is_whole(&package, &paths, base).await;

    // What a player asks, and what it is told.
    let list = format!("{base}video/avc-360p/playlist.m3u8");
    let segment = format!("{base}video/avc-360p/seg_00007.m4s");
    for (url, kind, caching, encoding) in [
        (&stable, "application/vnd.apple.mpegurl", SHORT_LIVED, Some("gzip")),
        (&publish.public_url, "application/vnd.apple.mpegurl", IMMUTABLE, Some("gzip")),
        (&list, "application/vnd.apple.mpegurl", IMMUTABLE, Some("gzip")),
        (&segment, "video/iso.segment", IMMUTABLE, None),
        (&format!("{base}video/avc-360p/init.mp4"), "video/mp4", IMMUTABLE, None),
    ] {
        let answer = client.get(url).header("origin", "https://player.example").send().await.unwrap();
        let header = |name: &str| Some(answer.headers().get(name)?.to_str().unwrap());
        assert_eq!(header("content-type"), Some(kind), "{url}");
        assert_eq!(header("cache-control"), Some(caching), "{url}");
        assert_eq!(header("content-encoding"), encoding, "{url}");
        assert_eq!(header("access-control-allow-origin"), Some("*"), "{url}");
    }
    let part = client.get(&segment).header("range", "bytes=100-199").send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    let all = fs::read(package.join("video/avc-360p/seg_00007.m4s")).unwrap();
    assert_eq!(part.bytes().await.unwrap(), all[100..200]);
    let asked = client.request(Method::OPTIONS, &segment).header("origin", "https://player.example");
    let asked = asked.header("access-control-request-method", "GET");
    let answer = asked.header("access-control-request-headers", "range").send().await.unwrap();
    assert_eq!(answer.headers()["access-control-allow-headers"], "range");
}

/// Begins to publish a large package, of which so many parts get through and no more, and breaks off when those are there.
async fn broken_off(garage: &Garage, folder: &Path, (package, paths): (&Path, &[ObjectPath]), parts: usize) {
    let count = AtomicUsize::new(0);
    let weather: Weather = Arc::new(move |asked| {
        upload_of(asked)?;
        (count.fetch_add(1, Ordering::SeqCst) >= parts).then_some(Fault::Silence)
    });
    let proxy = Proxy::start(&garage.endpoint(), weather).await;
    let backend = Backend::before(garage.behind(proxy.endpoint(), GOOD_FOR), folder).await;
    let session = session(&backend, package).await;
    let client = backend.client();
    let asked = Batch { objects: vec![prepare(package, &LARGE.parse().unwrap(), true).unwrap().object] };
    let there = async || {
        let answer = client.batch(&session.publish().id, &asked).await.unwrap().objects.remove(0);
        answer.multipart.map_or(0, |it| it.uploaded.len())
    };
    let begun = Instant::now();
    tokio::select! {
        sent = session.send(paths) => panic!("{sent:?}"),
        () = async {
            while there().await < parts {
                assert!(begun.elapsed() < BOUND, "it does not come so far");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        } => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_is_gone_on_with() {
    let Some(garage) = started("a_large_file_is_gone_on_with").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (package, paths) = large_package(folder.path());
    broken_off(&garage, folder.path(), (&package, &paths), 2).await;
    let backend = before(&garage, folder.path()).await;
    let session = session(&backend, &package).await;
    session.send(&paths).await.unwrap();
    // The last part is a short one, and may be one of the two.
    let there = parts::part_size(parts::THRESHOLD) + 12_345;
    let progress = session.progress();
    assert!(progress.moved <= progress.bytes - there, "what is there is not sent again");
    let (publish, _) = session.finish().await.unwrap();
    is_whole(&package, &paths, base(&publish)).await;
}

/// Garage lists a part that was stored though it cannot be put together any more, when the same was sent again and did not
/// arrive whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_the_store_has_lost_is_sent_anew() {
    let Some(garage) = started("a_part_that_the_store_has_lost_is_sent_anew").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (package, paths) = large_package(folder.path());
    let tries = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&tries);
    let weather: Weather = Arc::new(move |asked| {
        let part = asked.uri.query()?.split('&').find_map(|it| it.strip_prefix("partNumber="))?;
        match part {
            "1" => None,
            "2" => match seen.fetch_add(1, Ordering::SeqCst) {
                0 => Some(Fault::LostAnswer),
                1 => Some(Fault::Reset(3 << 20)),
                _ => Some(Fault::Silence),
            },
            _ => Some(Fault::Silence),
        }
    });
    let proxy = Proxy::start(&garage.endpoint(), weather).await;
    let backend = Backend::before(garage.behind(proxy.endpoint(), GOOD_FOR), folder.path()).await;
    let first = session(&backend, &package).await;
    let begun = Instant::now();
    tokio::select! {
        sent = first.send(&paths) => panic!("{sent:?}"),
        () = async {
            while tries.load(Ordering::SeqCst) < 3 {
                assert!(begun.elapsed() < BOUND, "it does not come so far");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        } => {}
    }
    drop(first);
    let backend = before(&garage, folder.path()).await;
    let session = session(&backend, &package).await;
    session.send(&paths).await.unwrap();
    assert!(session.progress().moved > parts::THRESHOLD, "all of it is sent again");
    session.finish().await.unwrap();
    is_whole(&package, &paths, base(session.publish())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_up_or_taken_down_leaves_nothing() {
    let Some(garage) = started("what_is_given_up_or_taken_down_leaves_nothing").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (large, large_paths) = large_package(&folder.path().join("large"));
    broken_off(&garage, folder.path(), (&large, &large_paths), 1).await;
    assert_eq!(garage.told()["unfinishedMultipartUploads"], 1);
    let backend = before(&garage, folder.path()).await;
    session(&backend, &large).await.abandon().await.unwrap();
    let (package, paths) = package(folder.path(), 5);
    let session = session(&backend, &package).await;
    session.send(&paths).await.unwrap();
    let (publish, _) = session.finish().await.unwrap();
    backend.client().take_down(&publish.id, true).await.unwrap();
    assert_eq!(backend.bucket().list("").await.unwrap(), Vec::new());
    let told = garage.told();
    for what in ["objects", "bytes", "unfinishedUploads", "unfinishedMultipartUploads"] {
        assert_eq!(told[what], 0, "{what}: {told}");
    }
    assert_eq!(read(&Client::new(), &publish.stable_url).await, Err(404));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_version_copies_what_is_the_same() {
    let Some(garage) = started("a_second_version_copies_what_is_the_same").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let backend = before(&garage, folder.path()).await;
    // Whole files and one that went up in parts.
    let (package, mut paths) = package(folder.path(), 10);
    paths.extend(large_package(&folder.path().join("large")).1.into_iter().take(1));
    fs::rename(folder.path().join("large/film").join(LARGE), package.join(LARGE)).unwrap();
    let session = session(&backend, &package).await;
    session.send(&paths).await.unwrap();
    let (first, _) = session.finish().await.unwrap();
    let kept = folder.path().join("kept");
    fs::rename(&package, &kept).unwrap();
    for path in &paths {
        write(&package.join(path.as_str()), &fs::read(kept.join(path.as_str())).unwrap());
    }
    let other = "video/avc-360p/seg_00003.m4s";
    write(&package.join(other), b"others");

    let session =
        session_with(backend.client(), &package, Some(first.version.clone()), Manners::default()).await;
    let end = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(watch(first.stable_url.clone(), Arc::clone(&end)));
    session.send(&paths).await.unwrap();
    assert_eq!(session.progress().moved, 6, "nothing but the one that differs");
    let (second, _) = session.finish().await.unwrap();
    end.store(true, Ordering::SeqCst);
    watcher.await.unwrap();
    is_whole(&kept, &paths, base(&first)).await;
    is_whole(&package, &paths, base(&second)).await;
    // A copy is sent as what it is a copy of.
    let list = format!("{}video/avc-360p/playlist.m3u8", base(&second));
    let answer = Client::new().get(list).send().await.unwrap();
    let header = |name: &str| answer.headers()[name].to_str().unwrap();
    assert_eq!(header("content-type"), "application/vnd.apple.mpegurl");
    assert_eq!((header("content-encoding"), header("cache-control")), ("gzip", IMMUTABLE));
    let entry = String::from_utf8(read(&Client::new(), &second.stable_url).await.unwrap()).unwrap();
    assert!(entry.contains(&format!("{}/video", second.version)), "{entry}");
}

/// A backend whose first batch arrives when its addresses are too old.
struct Late {
    inner: HttpBackend,
    bucket: Bucket,
    first: AtomicBool,
}

impl Late {
    /// The same upload by an address that is good for a second.
    fn short(&self, upload: &Upload) -> Upload {
        let (_, key) = upload.href.split_once("/localhost/").unwrap();
        let key = key.split('?').next().unwrap();
        self.bucket.upload(key, upload.header.clone(), Duration::from_secs(1))
    }
}

impl Calls for Late {
    async fn capabilities(&self) -> Result<Capabilities, Trouble> {
        self.inner.capabilities().await
    }

    async fn begin(&self, wish: &NewPublish, key: &str) -> Result<Publish, Trouble> {
        self.inner.begin(wish, key).await
    }

    async fn batch(&self, id: &str, batch: &Batch) -> Result<BatchAnswer, Trouble> {
        let mut answer = self.inner.batch(id, batch).await?;
        if self.first.swap(false, Ordering::SeqCst) {
            for upload in answer.objects.iter_mut().filter_map(|object| object.upload.as_mut()) {
                *upload = self.short(upload);
            }
            // Signed after them, and good for as long.
            let last = self.bucket.read_address("nothing", Duration::from_secs(1));
            let begun = Instant::now();
            while Client::new().get(&last).send().await.unwrap().status() != StatusCode::BAD_REQUEST {
                assert!(begun.elapsed() < BOUND, "an address is good for ever");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(answer)
    }

    async fn sign(&self, id: &str, upload: &str, parts: &SignParts) -> Result<SignedParts, Trouble> {
        self.inner.sign(id, upload, parts).await
    }

    async fn complete(&self, id: &str, upload: &str, parts: &CompleteParts) -> Result<(), Trouble> {
        self.inner.complete(id, upload, parts).await
    }

    async fn abort(&self, id: &str, upload: &str) -> Result<(), Trouble> {
        self.inner.abort(id, upload).await
    }

    async fn commit(&self, id: &str, commit: &Commit) -> Result<Publish, Trouble> {
        self.inner.commit(id, commit).await
    }

    async fn take_down(&self, id: &str, at_once: bool) -> Result<(), Trouble> {
        self.inner.take_down(id, at_once).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_too_old_is_signed_anew() {
    let Some(garage) = started("an_address_that_is_too_old_is_signed_anew").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let backend = before(&garage, folder.path()).await;
    let (package, paths) = package(folder.path(), 10);
    let late = Late { inner: backend.client(), bucket: backend.bucket(), first: AtomicBool::new(true) };
    let session = session_with(late, &package, None, Manners::default()).await;
    session.send(&paths).await.unwrap();
    let (publish, _) = session.finish().await.unwrap();
    is_whole(&package, &paths, base(&publish)).await;
}

/// Sends `bytes` as it was signed, with nothing else but `beside`; what the answer is, and means.
async fn sent(upload: &Upload, bytes: &[u8], beside: &[(&str, &str)]) -> (u16, String, Verdict) {
    let all = upload.header.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all = all.chain(beside.iter().copied());
    let request = all.fold(Client::new().put(&upload.href), |it, (name, value)| it.header(name, value));
    let answer = request.body(bytes.to_vec()).send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    let within = |tag: &str| {
        let rest = text.split(&format!("<{tag}>")).nth(1).unwrap_or_default();
        rest.split('<').next().unwrap_or_default().to_owned()
    };
    (status, within("Code"), verdict(status, &within("Code"), &within("Message"), None))
}

fn sha256(bytes: &[u8]) -> Sha256 {
    use sha2::Digest;
    Sha256(sha2::Sha256::digest(bytes).into())
}

/// What a whole object of these bytes is sent with.
fn header(bytes: &[u8]) -> BTreeMap<String, String> {
    let length = ("content-length".to_owned(), bytes.len().to_string());
    [length, s3::sha256_header(sha256(bytes)), s3::digest_header(sha256(bytes))].into()
}

#[tokio::test(flavor = "multi_thread")]
async fn other_bytes_are_refused() {
    let Some(garage) = started("other_bytes_are_refused").await else { return };
    let bucket = garage.behind(&garage.endpoint(), GOOD_FOR).bucket;
    // Those that Garage keeps in its tables and those that become a file.
    for length in [1000, 100_000] {
        let (right, wrong) = (vec![1; length], vec![2; length]);
        let upload = bucket.upload("film/a.m4s", header(&right), GOOD_FOR);
        let (status, code, verdict) = sent(&upload, &wrong, &[]).await;
        assert_eq!((status, verdict), (400, Verdict::Read), "{code}");
        assert_eq!(bucket.look("film/a.m4s").await.unwrap(), None, "nothing is kept of it");
    }
    let begun = BTreeMap::from([("x-amz-checksum-algorithm".to_owned(), "CRC32C".to_owned())]);
    let parts = bucket.begin_parts("film/media.mp4", &begun).await.unwrap();
    let (right, wrong) = (b"right".to_vec(), b"wrong".to_vec());
    let digest = Crc32c(crc32c::crc32c(&right).to_be_bytes());
    let header = BTreeMap::from([("content-length".to_owned(), "5".to_owned()), s3::crc32c_header(digest)]);
    let upload = bucket.part(("film/media.mp4", &parts), 1, header, GOOD_FOR);
    let (status, code, verdict) = sent(&upload, &wrong, &[]).await;
    assert_eq!((status, verdict), (400, Verdict::Read), "{code}");
    assert_eq!(bucket.parts("film/media.mp4", &parts).await.unwrap(), Some(Vec::new()));
    assert_eq!(sent(&upload, &right, &[]).await.0, 200);
    assert_eq!(bucket.parts("film/media.mp4", &parts).await.unwrap().unwrap().len(), 1);
}

/// The doctor finds of it what is so: it is right, but for what it does not know.
#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_knows_it() {
    let Some(garage) = started("the_doctor_knows_it").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let backend = before(&garage, folder.path()).await;
    let wish = doctor::Wish { site: Some("https://films.example".into()) };
    let diagnosis = doctor::examine(Arc::new(backend.client()), &wish, Patience::default(), |_| ()).await;
    let bad: Vec<_> = diagnosis.findings.iter().filter(|it| it.outcome == Outcome::Bad).collect();
    assert!(diagnosis.is_well() && bad.is_empty(), "{diagnosis:#?}");
    for check in [Check::Put, Check::Multipart, Check::Public, Check::Cors, Check::Range, Check::Gone] {
        assert_eq!(diagnosis.of(check).unwrap().outcome, Outcome::Good, "{diagnosis:#?}");
    }
    assert_eq!(backend.bucket().list("").await.unwrap(), Vec::new());
}

/// What the settings for it say, and what is written of it.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_as_it_is_said_to_be() {
    let Some(garage) = started("it_is_as_it_is_said_to_be").await else { return };
    let bucket = garage.behind(&garage.endpoint(), GOOD_FOR).bucket;
    let bytes = b"segment".to_vec();
    // It knows no conditions for writing.
    let upload = bucket.upload("film/a.m4s", header(&bytes), GOOD_FOR);
    assert_eq!(sent(&upload, &bytes, &[]).await.0, 200);
    assert_eq!(sent(&upload, &bytes, &[("if-none-match", "*")]).await.0, 200);
    assert_eq!(sent(&upload, &bytes, &[("if-match", "\"other\"")]).await.0, 200);
    // What is not signed is refused: another key, another kind, another length.
    let elsewhere = Upload { href: upload.href.replacen("a.m4s", "b.m4s", 1), ..upload.clone() };
    assert_eq!(sent(&elsewhere, &bytes, &[]).await.0, 403);
    let mut kind = upload.clone();
    kind.header.insert("x-amz-meta-sha256".to_owned(), sha256(b"other").to_string());
    assert_eq!(sent(&kind, &bytes, &[]).await.0, 403);
    assert_ne!(sent(&upload, &bytes, &[("x-amz-meta-other", "1")]).await.0, 200);
    // Addresses that are too old.
    let old = bucket.upload("film/a.m4s", header(&bytes), Duration::from_secs(1));
    let begun = Instant::now();
    let refused = loop {
        let (status, code, verdict) = sent(&old, &bytes, &[]).await;
        if status != 200 {
            break (status, code, verdict);
        }
        assert!(begun.elapsed() < BOUND, "an address is good for ever");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(refused, (400, "InvalidRequest".to_owned(), Verdict::Sign));
    // The public side is for reading, and the other one is not public.
    let public = format!("{}film/a.m4s", garage.public_url());
    let client = Client::new();
    assert_eq!(read(&client, &public).await.as_deref(), Ok(&bytes[..]));
    assert!(client.put(&public).body("other").send().await.unwrap().status().is_client_error());
    let other = format!("{}/localhost/film/a.m4s", garage.endpoint());
    assert_eq!(client.get(other).send().await.unwrap().status(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_in_bad_weather() {
    let Some(garage) = started("nothing_is_lost_in_bad_weather").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let faults = [Fault::Reset(3000), Fault::LostAnswer, Fault::Answer(503, "SlowDown", Some(0))];
    let (weather, count) = storm(faults.into());
    let proxy = Proxy::start(&garage.endpoint(), weather).await;
    let backend = Backend::before(garage.behind(proxy.endpoint(), GOOD_FOR), folder.path()).await;
    let (package, paths) = package(folder.path(), 30);
    let session = session(&backend, &package).await;
    session.send(&paths).await.unwrap();
    let (publish, _) = session.finish().await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 4 * paths.len());
    is_whole(&package, &paths, base(&publish)).await;
}
