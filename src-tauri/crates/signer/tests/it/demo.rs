//! The store itself: read by everybody, written by who has an address, and failing as it is told.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::Client;
use signer::demo::Fault;

use crate::store::Store;

fn kind() -> BTreeMap<String, String> {
    [("content-type", "video/iso.segment"), ("cache-control", "public, max-age=5")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

#[tokio::test]
async fn everybody_reads_and_nobody_writes_without_an_address() {
    let store = Store::start().await;
    store.bucket().put("film/1/a b.m4s", b"segment".to_vec(), kind(), None).await.unwrap();
    let url = format!("{}film/1/a%20b.m4s", store.store.public_url());
    let client = Client::new();
    let read = client.get(&url).header("origin", "https://player.example").send().await.unwrap();
    let header = |name: &str| read.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "video/iso.segment");
    assert_eq!(header("cache-control"), "public, max-age=5");
    assert_eq!(header("access-control-allow-origin"), "*");
    assert_eq!(read.bytes().await.unwrap(), "segment");
    let part = client.get(&url).header("range", "bytes=2-4").send().await.unwrap();
    assert_eq!((part.status().as_u16(), part.bytes().await.unwrap()), (206, "gme".into()));
    assert_eq!(client.head(&url).send().await.unwrap().headers()["content-length"], "7");
    assert_eq!(client.get(format!("{url}x")).send().await.unwrap().status(), 404);
    let asked = client.request(reqwest::Method::OPTIONS, &url).header("access-control-request-method", "GET");
    assert_eq!(asked.send().await.unwrap().headers()["access-control-allow-headers"], "Range");
    // Neither the bucket's list, nor any write.
    assert_eq!(client.get(store.store.public_url()).send().await.unwrap().status(), 403);
    assert_eq!(client.put(&url).body("other").send().await.unwrap().status(), 403);
    assert_eq!(client.delete(&url).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn it_fails_as_it_is_told_and_the_bucket_tries_again() {
    for fault in [
        Fault::Answer(503, "SlowDown", Some(0)),
        Fault::Answer(500, "InternalError", None),
        Fault::Reset(3),
        Fault::LostAnswer,
    ] {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let told = fault.clone();
        let weather: signer::demo::Weather = Arc::new(move |parts| {
            let first = parts.method == "PUT" && count.fetch_add(1, Ordering::SeqCst) == 0;
            first.then(|| told.clone())
        });
        let store = Store::under(Some(weather)).await;
        store.bucket().put("film/a.m4s", b"segment".to_vec(), kind(), None).await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), 2, "{fault:?}");
        assert_eq!(store.bucket().look("film/a.m4s").await.unwrap().unwrap().size, 7);
    }
    // What is never answered is noticed by who waits.
    let store = Store::under(Some(Arc::new(|_| Some(Fault::Silence)))).await;
    let client = Client::builder().timeout(Duration::from_millis(300)).build().unwrap();
    let never = client.get(format!("{}a.m4s", store.store.public_url())).send().await;
    assert!(never.unwrap_err().is_timeout());
}
