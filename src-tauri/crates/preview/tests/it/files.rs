//! Files, ranges, overlays and the player page.

use std::fs::OpenOptions;
use std::io::{BufReader, Read, Write};

use preview::{Request, Transport};

use crate::client::{Answer, Served, TAURI, head};

#[test]
fn serves_a_file_with_its_type_and_length() {
    let served = Served::start().with("video/avc-240p/seg_00000.m4s", b"0123456789");
    let answer = served.get("video/avc-240p/seg_00000.m4s");
    assert_eq!((answer.status, answer.text()), (200, "0123456789"));
    assert_eq!(answer.header("Content-Type"), Some("video/iso.segment"));
    assert_eq!(answer.header("Content-Length"), Some("10"));
    assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    assert_eq!(answer.header("Transfer-Encoding"), None);
}

#[test]
fn names_are_encoded_by_segment() {
    let name = "a folder/été #1? 100% [x]&'+.ts";
    let served = Served::start().with(name, "yes");
    assert!(served.mount.url(name).is_ascii());
    assert_eq!(served.get(name).text(), "yes");
}

#[test]
fn length_is_stated_whatever_the_client_prefers() {
    let served = Served::start().with("big.ts", vec![7; 300_000]);
    let answer = served.send("GET", &served.target("big.ts"), &[("TE", "chunked")]);
    assert_eq!((answer.status, answer.header("Content-Length")), (200, Some("300000")));
    assert_eq!(answer.body, vec![7; 300_000]);
}

#[test]
fn serves_parts() {
    let bytes: Vec<u8> = (0..200_000_u32).map(|n| n as u8).collect();
    let served = Served::start().with("a.mp4", &bytes);
    for (range, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=70000-140000", 70_000, 140_001),
        ("bytes=199999-", 199_999, 200_000),
        ("bytes=-100001", 99_999, 200_000),
    ] {
        let answer = served.send("GET", &served.target("a.mp4"), &[("Range", range)]);
        assert_eq!(answer.status, 206, "{range}");
        assert_eq!(answer.body, bytes[from..to], "{range}");
        let expected = format!("bytes {from}-{}/200000", to - 1);
        assert_eq!(answer.header("Content-Range"), Some(expected.as_str()));
    }
    let answer = served.send("GET", &served.target("a.mp4"), &[("Range", "bytes=200000-")]);
    assert_eq!((answer.status, answer.header("Content-Range")), (416, Some("bytes */200000")));
    assert!(answer.body.is_empty());
}

#[test]
fn head_says_what_get_would_and_leaves_the_connection_usable() {
    let served = Served::start().with("a.mp4", b"0123456789");
    let target = served.target("a.mp4");
    let mut stream = served.connect();
    let host = ("Host", served.host());
    stream.write_all(head("HEAD", &target, &[host]).as_bytes()).unwrap();
    stream.write_all(head("HEAD", &target, &[host, ("Range", "bytes=2-4")]).as_bytes()).unwrap();
    stream.write_all(head("GET", &target, &[host]).as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    let whole = Answer::read(&mut reader, "HEAD");
    assert_eq!((whole.status, whole.header("Content-Length")), (200, Some("10")));
    let part = Answer::read(&mut reader, "HEAD");
    assert_eq!((part.status, part.header("Content-Length")), (206, Some("3")));
    assert_eq!(part.header("Content-Range"), Some("bytes 2-4/10"));
    assert_eq!(Answer::read(&mut reader, "GET").text(), "0123456789");
}

#[test]
fn empty_files_are_files() {
    let served = Served::start().with("empty.ts", "");
    assert_eq!((served.get("empty.ts").status, served.get("empty.ts").body.len()), (200, 0));
    assert_eq!(served.send("GET", &served.target("empty.ts"), &[("Range", "bytes=0-")]).status, 416);
}

#[test]
fn folders_and_absent_files_are_not_found() {
    let served = Served::start().with("video/a.ts", "x");
    for raw in ["", "video", "video/", "none.ts", "video/a.ts/more", "video//a.ts"] {
        assert_eq!(served.send("GET", &served.raw_target(raw), &[]).status, 404, "{raw:?}");
    }
    let long = "x".repeat(5000);
    assert_eq!(served.get(&long).status, 404);
}

/// The length is taken when the file is opened; what is appended while it is sent is left out.
#[test]
fn a_file_that_grows_is_served_as_long_as_it_was() {
    const LENGTH: usize = 32 * 1024 * 1024;
    let served = Served::start().with("grows.ts", vec![1; LENGTH]);
    let mut stream = served.connect();
    stream.write_all(head("GET", &served.target("grows.ts"), &[("Host", served.host())]).as_bytes()).unwrap();
    // The first byte has come, so the file is open; sockets hold far less than the file.
    let mut first = [0];
    stream.read_exact(&mut first).unwrap();
    let mut file = OpenOptions::new().append(true).open(served.path().join("grows.ts")).unwrap();
    file.write_all(&vec![2; 100_000]).unwrap();
    stream
        .write_all(head("HEAD", &served.target("grows.ts"), &[("Host", served.host())]).as_bytes())
        .unwrap();

    let mut reader = BufReader::new(first.as_slice().chain(stream));
    let answer = Answer::read(&mut reader, "GET");
    assert_eq!(answer.body.len(), LENGTH);
    assert!(answer.body.iter().all(|byte| *byte == 1));
    let after = Answer::read(&mut reader, "HEAD");
    assert_eq!(after.header("Content-Length"), Some((LENGTH + 100_000).to_string().as_str()));
}

#[test]
fn overlays_stand_in_for_files() {
    let served = Served::start().with("video/live.m3u8", "on disk");
    served.mount.overlay("video/live.m3u8", b"the end".to_vec());
    std::fs::remove_file(served.path().join("video/live.m3u8")).unwrap();
    let answer = served.get("video/live.m3u8");
    assert_eq!((answer.status, answer.text()), (200, "the end"));
    assert_eq!(answer.header("Content-Type"), Some("application/vnd.apple.mpegurl"));
    let part = served.send("GET", &served.target("video/live.m3u8"), &[("Range", "bytes=4-")]);
    assert_eq!((part.status, part.text()), (206, "end"));

    served.mount.overlay("video/live.m3u8", b"another".to_vec());
    assert_eq!(served.get("video/live.m3u8").text(), "another");
    std::fs::write(served.path().join("video/live.m3u8"), "anew").unwrap();
    served.mount.clear_overlays();
    assert_eq!(served.get("video/live.m3u8").text(), "anew");
}

#[test]
fn a_mount_without_a_folder_serves_its_overlays_alone() {
    let served = Served::start();
    let shelf = served.server.mount_memory();
    shelf.overlay("still-1.jpg", b"jpeg".to_vec());
    let target = |name: &str| shelf.url(name).strip_prefix(served.server.origin()).unwrap().to_owned();
    assert_eq!(served.send("GET", &target("still-1.jpg"), &[]).text(), "jpeg");
    assert_eq!(served.send("GET", &target("etc/passwd"), &[]).status, 404);
    shelf.remove_overlay("still-1.jpg");
    assert_eq!(served.send("GET", &target("still-1.jpg"), &[]).status, 404);
}

#[test]
fn an_unmounted_folder_is_gone_and_a_new_mount_has_new_addresses() {
    let served = Served::start().with("a.ts", "x");
    let again = served.server.mount(served.path()).unwrap();
    assert_eq!(again.url("a.ts"), served.mount.url("a.ts"));
    served.mount.overlay("b.ts", b"y".to_vec());
    served.server.unmount(&again);
    assert_eq!((served.get("a.ts").status, served.get("b.ts").status), (404, 404));
    let page = served.server.page_url(&again).strip_prefix(served.server.origin()).unwrap().to_owned();
    assert_eq!(served.send("GET", &page, &[]).status, 404);

    let anew = served.server.mount(served.path()).unwrap();
    assert_ne!(anew.url("a.ts"), served.mount.url("a.ts"));
    let target = anew.url("a.ts").strip_prefix(served.server.origin()).unwrap().to_owned();
    assert_eq!(served.send("GET", &target, &[]).text(), "x");
}

#[test]
fn the_player_page_and_its_script() {
    let served = Served::start().with("poster.jpg", b"x");
    let page = served.server.page_url(&served.mount).strip_prefix(served.server.origin()).unwrap().to_owned();
    let first = served.send("GET", &page, &[]);
    assert_eq!(first.status, 200);
    assert_eq!(first.header("Content-Type"), Some("text/html; charset=utf-8"));
    let policy = first.header("Content-Security-Policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
    assert!(policy.ends_with("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(
        first.text().contains(&served.target("master.m3u8")) && first.text().contains("\"chapters\":null")
    );
    assert!(first.text().contains(&served.target("poster.jpg")));
    let style = first
        .text()
        .split("rel=\"stylesheet\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let style = served.send("GET", &style, &[]);
    assert_eq!((style.status, style.header("Content-Type")), (200, Some("text/css")));

    let script = first.text().split("src=\"").nth(1).unwrap().split('"').next().unwrap();
    let script = served.send("GET", script, &[]);
    assert_eq!((script.status, script.header("Content-Type")), (200, Some("text/javascript")));
    assert!(script.text().contains("manifestLoadError"));
}

/// The way of a custom URI scheme: the same answers, without a socket and a `Host`.
#[test]
fn answers_without_a_socket() {
    let served = Served::start().with("a.mp4", b"0123456789");
    let target = served.target("a.mp4");
    let headers = [("Origin", TAURI), ("Range", "bytes=-4")];
    let request = Request { method: "GET", target: &target, headers: &headers, transport: Transport::Scheme };
    let mut reply = served.server.answer(&request);
    let mut body = String::new();
    reply.body.read_to_string(&mut body).unwrap();
    assert_eq!((reply.status, body.as_str(), reply.content_length), (206, "6789", 4));
    assert!(reply.headers.contains(&("Access-Control-Allow-Origin", TAURI.to_owned())));
    assert_eq!(served.server.answer(&Request { transport: Transport::Loopback, ..request }).status, 403);
}

#[test]
fn a_file_alone_is_served_and_nothing_beside_it() {
    let served = Served::start();
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::write(elsewhere.path().join("film.mkv"), "film").unwrap();
    std::fs::write(elsewhere.path().join("other.mkv"), "other").unwrap();
    let mount = served.server.mount_memory();
    mount.file("original-1.webm", &elsewhere.path().join("film.mkv"));
    let target = |name: &str| mount.url(name).replace(served.server.origin(), "");
    let answer = served.send("GET", &target("original-1.webm"), &[("Range", "bytes=1-2")]);
    assert_eq!(
        (answer.status, answer.text(), answer.header("Content-Type")),
        (206, "il", Some("video/webm"))
    );
    for name in ["film.mkv", "other.mkv", "original-1.webm/../other.mkv", "original-2.webm"] {
        assert_eq!(served.send("GET", &target(name), &[]).status, 404, "{name}");
    }
    mount.remove_file("original-1.webm");
    assert_eq!(served.send("GET", &target("original-1.webm"), &[]).status, 404);
}
