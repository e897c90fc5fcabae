//! The doctor finds what is wrong with a destination, says so, and leaves nothing behind.

mod front;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::header::{self, HeaderValue};
use axum::http::{Method, StatusCode};
use contract::messages::Checksum;
use publish::doctor::{self, Check, Diagnosis, Finding, Outcome, Patience, Wish};
use publish::http::HttpBackend;
use signer::demo::Fault;
use tests::backend::Backend;

use front::{Fronted, Reply, Twist};

const GOOD_FOR: Duration = Duration::from_secs(900);

const PATIENCE: Patience = Patience {
    whole: Duration::from_secs(60),
    call: Duration::from_secs(30),
    request: Duration::from_secs(10),
    fresh: Duration::from_secs(1),
};

/// That nothing of the test package is left.
async fn is_gone(backend: &Backend) {
    assert_eq!(backend.bucket().list("").await.unwrap(), Vec::new(), "the test package is gone");
}

/// What the doctor finds of `backend` behind a front that is wrong as `twist` says. Nothing is left, and nothing secret told.
async fn through(backend: &Backend, twist: Twist) -> Diagnosis {
    let fronted = Arc::new(Fronted::start(backend, twist).await);
    let told = Mutex::new(Vec::new());
    let found = |finding: &Finding| told.lock().unwrap().push(finding.clone());
    let diagnosis = doctor::examine(Arc::clone(&fronted), &Wish::default(), PATIENCE, found).await;
    assert_eq!(told.into_inner().unwrap(), diagnosis.findings, "each is told as it is found");
    let checks: Vec<Check> = diagnosis.findings.iter().map(|finding| finding.check).collect();
    assert!(Check::ALL.iter().all(|check| checks.contains(check)) && checks.len() == Check::ALL.len());
    is_gone(backend).await;
    let text = serde_json::to_string(&diagnosis).unwrap();
    let secrets = fronted.secrets();
    assert!(!secrets.is_empty());
    for secret in
        secrets.iter().map(String::as_str).chain([backend.token.as_str(), "the-secret-key", "X-Amz-"])
    {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    diagnosis
}

async fn of(folder: &Path, twist: Twist) -> Diagnosis {
    through(&Backend::start(folder, None, GOOD_FOR).await, twist).await
}

/// The findings that are not good.
fn faults(diagnosis: &Diagnosis) -> BTreeMap<String, Outcome> {
    let faults = diagnosis.findings.iter().filter(|finding| finding.outcome != Outcome::Good);
    faults.map(|finding| (format!("{:?}", finding.check), finding.outcome)).collect()
}

/// That these and no others were found, and that what is bad has a mend.
fn are(diagnosis: &Diagnosis, due: &[(Check, Outcome)]) {
    let due = due.iter().map(|(check, outcome)| (format!("{check:?}"), *outcome)).collect();
    assert_eq!(faults(diagnosis), due, "{diagnosis:#?}");
    for finding in diagnosis.findings.iter().filter(|finding| finding.outcome == Outcome::Bad) {
        assert!(finding.mend.is_some(), "{finding:?}");
    }
}

fn mend(diagnosis: &Diagnosis, check: Check) -> String {
    serde_json::to_string(&diagnosis.of(check).unwrap().mend).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_is_well() {
    let folder = tempfile::tempdir().unwrap();
    let diagnosis = of(folder.path(), Twist::default()).await;
    are(&diagnosis, &[]);
    assert!(diagnosis.is_well());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_the_same_without_anything_in_between() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::start(folder.path(), None, GOOD_FOR).await;
    let wish = Wish { site: Some("https://films.example".into()) };
    let diagnosis = doctor::examine(Arc::new(backend.client()), &wish, PATIENCE, |_| {}).await;
    are(&diagnosis, &[]);
    assert!(diagnosis.of(Check::Cors).unwrap().text.contains("https://films.example"));
    is_gone(&backend).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_sites_may_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let twist = Twist::after(|_, mut reply| {
        reply.headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        reply
    });
    let diagnosis = of(folder.path(), twist).await;
    are(&diagnosis, &[(Check::Cors, Outcome::Bad)]);
    assert!(mend(&diagnosis, Check::Cors).contains("AllowedOrigins"));
}

#[tokio::test(flavor = "multi_thread")]
async fn segments_come_as_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let twist = Twist::after(|parts, mut reply| {
        if parts.uri.path().ends_with(".m4s") {
            let other = HeaderValue::from_static("binary/octet-stream");
            reply.headers.insert(header::CONTENT_TYPE, other);
        }
        reply
    });
    are(&of(folder.path(), twist).await, &[(Check::ContentType, Outcome::Bad)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pieces_are_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let twist = Twist::before(|parts| {
        parts.headers.remove(header::RANGE);
    });
    are(&of(folder.path(), twist).await, &[(Check::Range, Outcome::Bad)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn compression_is_not_told() {
    let folder = tempfile::tempdir().unwrap();
    let twist = Twist::after(|_, mut reply| {
        reply.headers.remove(header::CONTENT_ENCODING);
        reply
    });
    let diagnosis = of(folder.path(), twist).await;
    assert_eq!(diagnosis.of(Check::Compression).unwrap().outcome, Outcome::Bad);
    assert_eq!(diagnosis.of(Check::Bytes).unwrap().outcome, Outcome::Bad, "no player reads it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cache_keeps_the_entry_for_too_long() {
    let folder = tempfile::tempdir().unwrap();
    let kept: Mutex<BTreeMap<String, Reply>> = Mutex::default();
    let twist = Twist::after(move |parts, reply| {
        let path = parts.uri.path();
        if parts.method != Method::GET || !path.ends_with("hls-studio-test/master.m3u8") {
            return reply;
        }
        kept.lock().unwrap().entry(path.to_owned()).or_insert(reply).clone()
    });
    let diagnosis = of(folder.path(), twist).await;
    are(&diagnosis, &[(Check::Freshness, Outcome::Bad), (Check::Gone, Outcome::Advice)]);
    assert!(mend(&diagnosis, Check::Freshness).contains("http.host eq"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cache_says_longer_than_was_signed() {
    let folder = tempfile::tempdir().unwrap();
    let twist = Twist::after(|parts, mut reply| {
        if parts.method == Method::GET {
            let four_hours = HeaderValue::from_static("max-age=14400");
            reply.headers.insert(header::CACHE_CONTROL, four_hours);
        }
        reply
    });
    are(&of(folder.path(), twist).await, &[(Check::CacheControl, Outcome::Bad)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_may_read() {
    let folder = tempfile::tempdir().unwrap();
    let twist = Twist::after(|parts, reply| match parts.method {
        Method::GET | Method::HEAD => Reply::refusal(StatusCode::FORBIDDEN, "AccessDenied", ""),
        _ => reply,
    });
    let diagnosis = of(folder.path(), twist).await;
    let public = diagnosis.of(Check::Public).unwrap();
    assert!(public.outcome == Outcome::Bad && public.text.contains("403"), "{public:?}");
    assert!(mend(&diagnosis, Check::Public).contains("s3:GetObject"));
    assert_eq!(diagnosis.of(Check::Range).unwrap().outcome, Outcome::Untested);
    assert_eq!(diagnosis.of(Check::TakeDown).unwrap().outcome, Outcome::Good);
}

#[tokio::test(flavor = "multi_thread")]
async fn checksums_are_claimed_and_not_verified() {
    // The store takes any bytes for a part.
    let folder = tempfile::tempdir().unwrap();
    let claims = vec![Checksum::Sha256, Checksum::Crc32c];
    let backend = Backend::claiming(folder.path(), None, GOOD_FOR, claims).await;
    let diagnosis = through(&backend, Twist::default()).await;
    are(&diagnosis, &[(Check::Checksum, Outcome::Bad)]);
    assert!(mend(&diagnosis, Check::Checksum).contains("Turn crc32c off"));
    // And this one for whole objects, too.
    let folder = tempfile::tempdir().unwrap();
    let twist = Twist::after(|parts, reply| match (&parts.method, reply.status) {
        (&Method::PUT, StatusCode::BAD_REQUEST) => Reply { status: StatusCode::OK, ..reply },
        _ => reply,
    });
    let diagnosis = of(folder.path(), twist).await;
    are(&diagnosis, &[(Check::Checksum, Outcome::Bad)]);
    assert!(mend(&diagnosis, Check::Checksum).contains("Turn sha256 off"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_is_an_hour_off() {
    let folder = tempfile::tempdir().unwrap();
    let twist = Twist::after(|parts, mut reply| {
        if parts.method == Method::PUT {
            reply = Reply::refusal(StatusCode::FORBIDDEN, "RequestTimeTooSkewed", "");
            // The store's own clock is right, and the signer's an hour behind.
            let date = HeaderValue::from_str(&front::date(Duration::from_secs(3600))).unwrap();
            reply.headers.insert(header::DATE, date);
        }
        reply
    });
    let diagnosis = of(folder.path(), twist).await;
    let clock = diagnosis.of(Check::Clock).unwrap();
    assert_eq!(
        (clock.outcome, clock.text.as_str()),
        (Outcome::Bad, "The backend's clock is 60 minutes behind the store's.")
    );
    assert_eq!(diagnosis.of(Check::Put).unwrap().outcome, Outcome::Bad);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_repeats_what_was_signed_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let twist = Twist::after(|parts, reply| match parts.method {
        Method::PUT => Reply::refusal(StatusCode::FORBIDDEN, "SignatureDoesNotMatch", &parts.uri.to_string()),
        _ => reply,
    });
    let diagnosis = of(folder.path(), twist).await;
    let put = diagnosis.of(Check::Put).unwrap();
    assert!(put.outcome == Outcome::Bad && put.text.contains("SignatureDoesNotMatch"), "{put:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_nobody_knows() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::start(folder.path(), None, GOOD_FOR).await;
    let stranger = HttpBackend::new(&backend.url, "another-token".into()).unwrap();
    let diagnosis = doctor::examine(Arc::new(stranger), &Wish::default(), PATIENCE, |_| {}).await;
    let reach = diagnosis.of(Check::Reach).unwrap();
    assert!(reach.outcome == Outcome::Bad && reach.text.contains("token"), "{reach:?}");
    assert!(!serde_json::to_string(&diagnosis).unwrap().contains("another-token"));
    is_gone(&backend).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_there() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let backend = Arc::new(HttpBackend::new(&address, "token".into()).unwrap());
    let patience = Patience { call: Duration::from_secs(1), ..PATIENCE };
    let diagnosis = doctor::examine(backend, &Wish::default(), patience, |_| {}).await;
    let reach = diagnosis.of(Check::Reach).unwrap();
    assert!(reach.outcome == Outcome::Bad && reach.text.contains("cannot be reached"), "{reach:?}");
    assert!(diagnosis.findings[1..].iter().all(|finding| finding.outcome == Outcome::Untested));
    // And an address that no token is sent to is one of these findings, too.
    let trouble = HttpBackend::new("http://signer.example.com", "token".into()).unwrap_err();
    assert_eq!(doctor::unreachable(&trouble).check, Check::Reach);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_silent_does_not_hold_it_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let weather: signer::demo::Weather = Arc::new(|parts| {
        (parts.method == "PUT" && parts.uri.path().ends_with(".vtt")).then_some(Fault::Silence)
    });
    let backend = Backend::start(folder.path(), Some(weather), GOOD_FOR).await;
    let patience = Patience { whole: Duration::from_secs(3), ..PATIENCE };
    let diagnosis = doctor::examine(Arc::new(backend.client()), &Wish::default(), patience, |_| {}).await;
    let put = diagnosis.of(Check::Put).unwrap();
    assert!(put.outcome == Outcome::Bad && put.text.contains("longer than 3 seconds"), "{put:?}");
    assert_eq!(diagnosis.of(Check::TakeDown).unwrap().outcome, Outcome::Good);
    is_gone(&backend).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_broken_off_is_taken_down() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::start(folder.path(), None, GOOD_FOR).await;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let client = Arc::new(backend.client());
    let examination = tokio::spawn(async move {
        let found = |finding: &Finding| tell.send(finding.check).unwrap_or_default();
        doctor::examine(client, &Wish::default(), PATIENCE, found).await
    });
    while told.recv().await.unwrap() != Check::Commit {}
    examination.abort();
    assert!(examination.await.unwrap_err().is_cancelled());
    let taken_down = async {
        while !backend.bucket().list("").await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), taken_down).await.expect("taken down");
}
