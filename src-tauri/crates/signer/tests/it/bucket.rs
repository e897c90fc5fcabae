//! Looking, putting, copying, listing, parts, and addresses that others use.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use contract::digest::{Crc32c, Sha256};
use contract::messages::{SentPart, Upload};
use sha2::Digest;
use signer::bucket::Bucket;
use signer::s3;
use signer::store::Fault;

use crate::store::Store;

const GOOD_FOR: Duration = Duration::from_secs(60);

pub(crate) fn digest(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

fn header(bytes: &[u8]) -> BTreeMap<String, String> {
    [
        ("content-type".to_owned(), "video/iso.segment".to_owned()),
        ("content-length".to_owned(), bytes.len().to_string()),
        s3::sha256_header(digest(bytes)),
        s3::digest_header(digest(bytes)),
    ]
    .into()
}

/// Does what a publisher does with a signed request: all of it, verbatim.
pub(crate) async fn send(upload: &Upload, bytes: &[u8]) -> reqwest::Response {
    let client = reqwest::Client::new();
    let request =
        upload.header.iter().fold(client.put(&upload.href), |it, (name, value)| it.header(name, value));
    request.body(bytes.to_vec()).send().await.unwrap()
}

async fn put(bucket: &Bucket, key: &str, bytes: &[u8]) {
    let upload = bucket.upload(key, header(bytes), GOOD_FOR);
    assert_eq!(send(&upload, bytes).await.status(), 200, "{upload:?}");
}

#[tokio::test]
async fn what_others_send_is_found() {
    let store = Store::start().await;
    let bucket = store.bucket();
    assert_eq!(bucket.look("film/1/a b.m4s").await.unwrap(), None);
    put(&bucket, "film/1/a b.m4s", b"segment").await;
    let found = bucket.look("film/1/a b.m4s").await.unwrap().unwrap();
    assert_eq!((found.size, found.sha256), (7, Some(digest(b"segment"))));
    bucket.copy("film/1/a b.m4s", "film/2/ü.m4s").await.unwrap();
    let copied = bucket.look("film/2/ü.m4s").await.unwrap().unwrap();
    assert_eq!((copied.size, copied.sha256), (7, found.sha256));
    let mut listed = bucket.list("film/").await.unwrap();
    listed.sort();
    assert_eq!(listed, [("film/1/a b.m4s".to_owned(), 7), ("film/2/ü.m4s".to_owned(), 7)]);
    bucket.remove("film/1/a b.m4s").await.unwrap();
    bucket.remove("film/1/a b.m4s").await.unwrap();
    assert_eq!(bucket.look("film/1/a b.m4s").await.unwrap(), None);
}

#[tokio::test]
async fn nothing_but_what_was_signed_is_taken() {
    let store = Store::start().await;
    let bucket = store.bucket();
    let upload = bucket.upload("film/a.m4s", header(b"segment"), GOOD_FOR);
    let other = |change: fn(&mut Upload)| {
        let mut upload = upload.clone();
        change(&mut upload);
        upload
    };
    // Another key, another type, other bytes of the same length, and later.
    let elsewhere = other(|upload| upload.href = upload.href.replacen("a.m4s", "b.m4s", 1));
    let kind = other(|upload| drop(upload.header.insert("content-type".into(), "text/html".into())));
    assert_eq!(send(&elsewhere, b"segment").await.status(), 403);
    assert_eq!(send(&kind, b"segment").await.status(), 403);
    assert!(send(&upload, b"SEGMENT").await.status().is_client_error());
    // A length other than the one that was told of, whichever is said.
    for bytes in [&b"segment and more"[..], b"seg"] {
        let said = other(|_| ());
        let header = said.header.into_iter().map(|(name, value)| match name.as_str() {
            "content-length" => (name, bytes.len().to_string()),
            _ => (name, value),
        });
        let lie = Upload { header: header.collect(), ..upload.clone() };
        assert_eq!(send(&lie, bytes).await.status(), 403);
    }
    // Some stores keep the bytes that they refuse: without the digest they are none of ours.
    let left = bucket.look("film/a.m4s").await.unwrap();
    assert!(left.is_none_or(|found| found.sha256.is_none()));
    assert_eq!(send(&upload, b"segment").await.status(), 200);
}

#[tokio::test]
async fn an_address_is_good_for_as_long_as_it_says() {
    let store = Store::start().await;
    let short = store.bucket().upload("film/a.m4s", header(b"segment"), Duration::from_secs(1));
    let begun = Instant::now();
    while send(&short, b"segment").await.status().is_success() {
        assert!(begun.elapsed() < Duration::from_secs(10), "it is good for ever");
    }
}

#[tokio::test]
async fn an_object_in_parts() {
    let store = Store::start().await;
    let bucket = store.bucket();
    let whole = vec![7; 6 << 20];
    let (first, second) = whole.split_at(5 << 20);
    let kind = BTreeMap::from([
        ("content-type".to_owned(), "video/mp4".to_owned()),
        s3::digest_header(digest(&whole)),
    ]);
    let upload = bucket.begin_parts("film/media.mp4", &kind).await.unwrap();
    assert_eq!(bucket.parts("film/media.mp4", &upload).await.unwrap(), Some(Vec::new()));
    let mut sent = Vec::new();
    for (number, bytes) in [(1, first), (2, second)] {
        let header = BTreeMap::from([("content-length".to_owned(), bytes.len().to_string())]);
        let request = bucket.part(("film/media.mp4", &upload), number, header, GOOD_FOR);
        let answer = send(&request, bytes).await;
        assert_eq!(answer.status(), 200);
        let etag = answer.headers()["etag"].to_str().unwrap().to_owned();
        sent.push(SentPart { number: number.into(), etag, crc32c: Crc32c([0; 4]) });
    }
    let there = bucket.parts("film/media.mp4", &upload).await.unwrap().unwrap();
    assert_eq!(there.iter().map(|part| part.size).collect::<Vec<_>>(), [5 << 20, 1 << 20]);
    bucket.complete("film/media.mp4", &upload, &sent, false).await.unwrap();
    assert_eq!(bucket.look("film/media.mp4").await.unwrap().unwrap().size, 6 << 20);

    let given_up = bucket.begin_parts("film/other.mp4", &kind).await.unwrap();
    bucket.abort("film/other.mp4", &given_up).await.unwrap();
    assert_eq!(bucket.look("film/other.mp4").await.unwrap(), None);
}

#[tokio::test]
async fn what_is_replaced_is_what_was_seen() {
    let store = Store::start().await;
    let bucket = store.bucket();
    let entry = || BTreeMap::from([("content-type".to_owned(), "application/vnd.apple.mpegurl".to_owned())]);
    bucket.put("film/master.m3u8", b"one".to_vec(), entry(), None).await.unwrap();
    let seen = bucket.look("film/master.m3u8").await.unwrap().unwrap().etag;
    bucket.put("film/master.m3u8", b"two".to_vec(), entry(), seen.as_deref()).await.unwrap();
    let late = bucket.put("film/master.m3u8", b"three".to_vec(), entry(), seen.as_deref()).await;
    assert!(matches!(late, Err(Fault::Changed)), "{late:?}");
}
