//! The contract from the first call to the last, over a store that checks signatures.

use std::sync::Arc;
use std::time::Duration;

use contract::digest::Crc32c;
use contract::messages::{
    Batch, BatchAnswer, Checksum, Commit, CommittedObject, CompleteParts, NewPublish, Object, Part, Publish,
    SentPart, SignParts,
};
use contract::parts;
use contract::problem::Code;
use signer::core::{Caller, Settings, Signer};
use signer::demo::{Fault, Weather};
use signer::state::State;

use crate::bucket::{digest, send};
use crate::store::Store;

const NOW: i64 = 1_795_910_400;

/// The files of a small package, from the inside out.
const FILES: [(&str, &[u8]); 4] = [
    ("video/avc-360p/init.mp4", b"init"),
    ("video/avc-360p/seg_00000.m4s", b"segment"),
    ("video/avc-360p/playlist.m3u8", b"#EXTM3U\n#EXT-X-TARGETDURATION:6\n"),
    ("master.m3u8", b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo/avc-360p/playlist.m3u8\n"),
];

struct Desk {
    store: Store,
    signer: Signer,
    caller: Caller,
}

fn caller(name: &str) -> Caller {
    Caller { name: name.into(), prefix: format!("{name}/"), quota: None }
}

impl Desk {
    async fn open() -> Self {
        Self::under(None).await
    }

    /// One before a store that fails as `weather` says.
    async fn under(weather: Option<Weather>) -> Self {
        let store = Store::under(weather).await;
        let settings = Settings {
            public_url: "https://cdn.example.com/".into(),
            good_for: Duration::from_secs(900),
            checksums: vec![Checksum::Sha256],
            gzip: true,
            conditional: true,
        };
        let signer = Signer::new(store.bucket(), State::in_memory().unwrap(), settings);
        Self { store, signer, caller: caller("anna") }
    }

    fn begin(&self, replaces: Option<&Publish>, key: &str) -> Publish {
        let replaces = replaces.map(|before| before.version.clone());
        let wish = NewPublish { package: "film".parse().unwrap(), replaces };
        self.signer.begin(&self.caller, &wish, key, NOW).unwrap()
    }

    async fn batch(&self, publish: &Publish, files: &[(&str, &[u8])]) -> BatchAnswer {
        let batch = Batch { objects: files.iter().map(object).collect() };
        self.signer.batch(&self.caller, &publish.id, &batch).await.unwrap()
    }

    /// Sends what is asked for, and gives how many that were.
    async fn send_all(&self, publish: &Publish, files: &[(&str, &[u8])]) -> usize {
        let mut sent = 0;
        for (answer, (path, bytes)) in self.batch(publish, files).await.objects.iter().zip(files) {
            assert!(answer.error.is_none() && answer.path.as_str() == *path, "{answer:?}");
            if let Some(upload) = &answer.upload {
                assert_eq!(send(upload, bytes).await.status(), 200, "{path}");
                sent += 1;
            }
        }
        sent
    }

    async fn commit(&self, publish: &Publish, files: &[(&str, &[u8])]) -> Result<Publish, Code> {
        let objects = files
            .iter()
            .map(|(path, bytes)| CommittedObject { path: path.parse().unwrap(), size: bytes.len() as u64 });
        let entry = Some(entry(publish));
        let commit = Commit { objects: objects.collect(), entry };
        let done = self.signer.commit(&self.caller, &publish.id, &commit, NOW).await;
        done.map_err(|problem| problem.code)
    }

    async fn keys(&self) -> Vec<String> {
        let mut keys: Vec<_> =
            self.store.bucket().list("").await.unwrap().into_iter().map(|(key, _)| key).collect();
        keys.sort();
        keys
    }

    /// The version that the stable entry leads to, as a viewer finds it.
    async fn leads_to(&self) -> String {
        let text = self.store.read("anna/film/master.m3u8");
        text.lines().last().unwrap().split('/').next().unwrap().to_owned()
    }
}

fn entry(publish: &Publish) -> String {
    let version = &publish.version;
    format!("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{version}/video/avc-360p/playlist.m3u8\n")
}

fn object((path, bytes): &(&str, &[u8])) -> Object {
    Object { path: path.parse().unwrap(), size: bytes.len() as u64, sha256: digest(bytes), encoding: None }
}

#[tokio::test]
async fn a_package_is_published_sent_once_and_taken_down() {
    let desk = Desk::open().await;
    let publish = desk.begin(None, "once");
    assert_eq!(desk.begin(None, "once"), publish, "the same call gives the same publish");
    assert_eq!(publish.stable_url, "https://cdn.example.com/anna/film/master.m3u8");
    assert_eq!(
        publish.public_url,
        format!("https://cdn.example.com/anna/film/{}/master.m3u8", publish.version)
    );
    assert_eq!(desk.send_all(&publish, &FILES[..2]).await, 2);
    assert_eq!(desk.commit(&publish, &FILES).await, Err(Code::Missing));
    assert_eq!(desk.send_all(&publish, &FILES).await, 2, "what is there is not sent again");
    assert_eq!(desk.send_all(&publish, &FILES).await, 0);
    assert_eq!(desk.commit(&publish, &FILES).await.unwrap(), publish);
    assert_eq!(desk.leads_to().await, publish.version.as_str());
    desk.signer.take_down(&desk.caller, &publish.id, true, NOW).await.unwrap();
    assert_eq!(desk.keys().await, Vec::<String>::new());
    let again = desk.signer.take_down(&desk.caller, &publish.id, true, NOW).await;
    assert_eq!(again.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_new_version_is_sent_as_far_as_it_is_new_and_the_old_one_can_be_gone_back_to() {
    let desk = Desk::open().await;
    let first = desk.begin(None, "first");
    desk.send_all(&first, &FILES).await;
    desk.commit(&first, &FILES).await.unwrap();
    let mut changed = FILES;
    changed[1].1 = b"another";
    let second = desk.begin(Some(&first), "second");
    assert_ne!(second.version, first.version);
    assert_eq!(desk.send_all(&second, &changed).await, 1, "three are copied inside of the bucket");
    assert_eq!(desk.leads_to().await, first.version.as_str(), "until it is whole");
    desk.commit(&second, &changed).await.unwrap();
    assert_eq!(desk.leads_to().await, second.version.as_str());
    desk.commit(&first, &FILES).await.unwrap();
    assert_eq!(desk.leads_to().await, first.version.as_str());
    // The one that the entry does not lead to goes without it.
    desk.signer.take_down(&desk.caller, &second.id, true, NOW).await.unwrap();
    assert_eq!(desk.leads_to().await, first.version.as_str());
    assert_eq!(desk.keys().await.len(), FILES.len() + 1);
}

#[tokio::test]
async fn media_stays_as_long_as_it_plays() {
    let desk = Desk::open().await;
    let publish = desk.begin(None, "once");
    let list = b"#EXTM3U\n#EXTINF:6.006,\nseg_00000.m4s\n#EXTINF:3.5,\nseg_00001.m4s\n#EXT-X-ENDLIST\n";
    let mut files = FILES;
    for file in &mut files {
        if file.0.ends_with("/playlist.m3u8") {
            file.1 = list;
        }
    }
    desk.send_all(&publish, &files).await;
    desk.commit(&publish, &files).await.unwrap();
    desk.signer.take_down(&desk.caller, &publish.id, false, NOW).await.unwrap();
    let left = desk.keys().await;
    assert!(!left.is_empty() && left.iter().all(|key| !key.ends_with(".m3u8")), "{left:?}");
    // Nobody publishes into it any more.
    assert_eq!(desk.commit(&publish, &files).await, Err(Code::NotFound));
    let known = |name: &str| (name == "anna").then(|| caller("anna"));
    assert_eq!(desk.signer.sweep(0, NOW + 9, known).await.unwrap(), 0, "it is 9.506 seconds long");
    assert_eq!(desk.signer.sweep(0, NOW + 10, known).await.unwrap(), 1);
    assert_eq!(desk.keys().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_another_s_is_not_there() {
    let desk = Desk::open().await;
    let publish = desk.begin(None, "once");
    let other = caller("bert");
    let batch = Batch { objects: vec![object(&FILES[0])] };
    let asked = desk.signer.batch(&other, &publish.id, &batch).await;
    assert_eq!(asked.unwrap_err().code, Code::NotFound);
    assert_eq!(desk.signer.take_down(&other, &publish.id, true, NOW).await.unwrap_err().code, Code::NotFound);
    let replaces = Some(publish.version.clone());
    let wish = NewPublish { package: "film".parse().unwrap(), replaces };
    assert_eq!(desk.signer.begin(&other, &wish, "x", NOW).unwrap_err().code, Code::NotFound);
    let wish = NewPublish { package: "other".parse().unwrap(), replaces: None };
    assert_eq!(desk.signer.begin(&desk.caller, &wish, "once", NOW).unwrap_err().code, Code::Conflict);
    assert_eq!(desk.signer.begin(&desk.caller, &wish, "", NOW).unwrap_err().code, Code::Invalid);
}

#[tokio::test]
async fn what_cannot_be_sent_is_told_one_by_one() {
    let mut desk = Desk::open().await;
    desk.caller.quota = Some(20);
    let publish = desk.begin(None, "once");
    let long = format!("{}.m4s", "a".repeat(1000));
    let batch = [
        ("a.m4s", &b"segment"[..]),
        (&long, b"x"),
        ("a.exe", b"x"),
        ("empty.m4s", b""),
        ("b.m4s", b"more than there is room for"),
        ("c.m4s", b"fits still"),
    ];
    let answer = desk.batch(&publish, &batch).await;
    let codes: Vec<_> = answer.objects.iter().map(|it| it.error.as_ref().map(|error| error.code)).collect();
    let invalid = Some(Code::Invalid);
    assert_eq!(codes, [None, invalid, invalid, invalid, Some(Code::QuotaExceeded), None]);
    // Asked again, it counts once.
    assert!(desk.batch(&publish, &batch[..1]).await.objects[0].upload.is_some());
}

#[tokio::test]
async fn an_entry_leads_into_its_own_version() {
    let desk = Desk::open().await;
    let publish = desk.begin(None, "once");
    desk.send_all(&publish, &FILES).await;
    let objects =
        vec![CommittedObject { path: "master.m3u8".parse().unwrap(), size: FILES[3].1.len() as u64 }];
    for entry in ["#EXTM3U\nhttps://elsewhere.example/a.m3u8\n", "", "<html>"] {
        let commit = Commit { objects: objects.clone(), entry: Some(entry.into()) };
        let done = desk.signer.commit(&desk.caller, &publish.id, &commit, NOW).await;
        assert_eq!(done.unwrap_err().code, Code::Invalid, "{entry}");
    }
    assert!(!desk.keys().await.contains(&"anna/film/master.m3u8".to_owned()));
}

#[tokio::test]
async fn a_large_object_goes_in_parts_and_is_gone_on_with() {
    let desk = Desk::open().await;
    let publish = desk.begin(None, "once");
    let bytes: Vec<u8> = (0..parts::THRESHOLD + 1000).map(|at| (at % 251) as u8).collect();
    let file = [("video/avc-360p/media.mp4", bytes.as_slice())];
    let begun = desk.batch(&publish, &file).await.objects.remove(0).multipart.unwrap();
    let size = bytes.len() as u64;
    assert_eq!((begun.part_size, begun.uploaded.len()), (parts::part_size(size), 0));
    let part = |number: u32| {
        let (offset, length) = parts::part(size, number).unwrap();
        (&bytes[offset as usize..(offset + length) as usize], length)
    };
    let mut sent = Vec::new();
    for number in 1..=parts::count(size) {
        let (bytes, length) = part(number);
        let asked = SignParts { parts: vec![Part { number, size: length, crc32c: Crc32c([0; 4]) }] };
        let signed = desk.signer.sign_parts(&desk.caller, &publish.id, &begun.upload_id, &asked).unwrap();
        let answer = send(&signed.parts[0].upload, bytes).await;
        let etag = answer.headers()["etag"].to_str().unwrap().to_owned();
        sent.push(SentPart { number, etag, crc32c: Crc32c([0; 4]) });
        // Somebody who begins again is told what is there.
        let again = desk.batch(&publish, &file).await.objects.remove(0).multipart.unwrap();
        assert_eq!((again.upload_id.as_str(), again.uploaded.len()), (begun.upload_id.as_str(), sent.len()));
    }
    let wrong = SignParts { parts: vec![Part { number: 1, size: 7, crc32c: Crc32c([0; 4]) }] };
    let refused = desk.signer.sign_parts(&desk.caller, &publish.id, &begun.upload_id, &wrong);
    assert_eq!(refused.unwrap_err().code, Code::Invalid);
    let some = CompleteParts { parts: sent[1..].to_vec() };
    let refused = desk.signer.complete_parts(&desk.caller, &publish.id, &begun.upload_id, &some).await;
    assert_eq!(refused.unwrap_err().code, Code::Invalid);
    let all = CompleteParts { parts: sent };
    desk.signer.complete_parts(&desk.caller, &publish.id, &begun.upload_id, &all).await.unwrap();
    let stored = desk.batch(&publish, &file).await.objects.remove(0);
    assert!(stored.upload.is_none() && stored.multipart.is_none(), "{stored:?}");
}

#[tokio::test]
async fn an_object_whose_parts_are_lost_is_begun_anew() {
    let lost: Weather = Arc::new(|asked| {
        let completes =
            asked.method == "POST" && asked.uri.query().is_some_and(|it| it.contains("uploadId="));
        completes.then_some(Fault::Answer(400, "InvalidPart", None))
    });
    let desk = Desk::under(Some(lost)).await;
    let publish = desk.begin(None, "once");
    let bytes = vec![1; parts::THRESHOLD as usize];
    let file = [("video/avc-360p/media.mp4", bytes.as_slice())];
    let begun = desk.batch(&publish, &file).await.objects.remove(0).multipart.unwrap();
    let numbers = 1..=parts::count(parts::THRESHOLD);
    let sent = |number| SentPart { number, etag: "\"1\"".into(), crc32c: Crc32c([0; 4]) };
    let all = CompleteParts { parts: numbers.map(sent).collect() };
    let told = desk.signer.complete_parts(&desk.caller, &publish.id, &begun.upload_id, &all).await;
    assert_eq!(told.unwrap_err().code, Code::NotFound);
    let anew = desk.batch(&publish, &file).await.objects.remove(0).multipart.unwrap();
    assert!(anew.upload_id != begun.upload_id && anew.uploaded.is_empty(), "{anew:?}");
}

#[tokio::test]
async fn what_was_never_committed_is_swept() {
    let desk = Desk::open().await;
    let [left, whole] = ["left", "whole"].map(|key| desk.begin(None, key));
    for publish in [&left, &whole] {
        desk.send_all(publish, &FILES).await;
    }
    desk.commit(&whole, &FILES).await.unwrap();
    let known = |name: &str| (name == "anna").then(|| caller("anna"));
    assert_eq!(desk.signer.sweep(NOW, NOW, known).await.unwrap(), 0, "not before its time");
    assert_eq!(desk.signer.sweep(NOW + 1, NOW, known).await.unwrap(), 1);
    assert_eq!(desk.keys().await.len(), FILES.len() + 1);
    assert_eq!(desk.leads_to().await, whole.version.as_str());
}
