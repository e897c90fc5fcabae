//! Many clients, slow clients, senseless clients, and the end.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use preview::Connection;

use crate::client::{Answer, Served, head};

/// Bytes no client of these tests reads; sparse on disk, and far more than sockets hold.
const HUGE: u64 = 1 << 30;

fn with_huge_file() -> Served {
    let served = Served::start().with("small.ts", "small");
    File::create(served.path().join("huge.ts")).unwrap().set_len(HUGE).unwrap();
    served
}

/// Asks for the huge file and reads only the first byte, so that a worker is known to be sending.
fn stall(served: &Served) -> TcpStream {
    let mut stream = served.connect();
    stream.write_all(head("GET", &served.target("huge.ts"), &[("Host", served.host())]).as_bytes()).unwrap();
    stream.read_exact(&mut [0]).unwrap();
    stream
}

/// Waits for a condition of another thread or of the operating system.
fn eventually(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(5);
    while !condition() {
        assert!(Instant::now() < deadline, "{what}");
        thread::yield_now();
    }
}

#[test]
fn a_hundred_requests_at_once() {
    let bytes: Vec<u8> = (0..500_000_u32).map(|n| (n % 251) as u8).collect();
    let served = Served::start().with("a.mp4", &bytes);
    thread::scope(|scope| {
        let clients: Vec<_> = (0..100)
            .map(|n| {
                let (served, bytes) = (&served, &bytes);
                scope.spawn(move || {
                    let from = n * 1000;
                    let range = format!("bytes={from}-");
                    let answer = served.send("GET", &served.target("a.mp4"), &[("Range", &range)]);
                    answer.status == 206 && answer.body == bytes[from..]
                })
            })
            .collect();
        assert!(clients.into_iter().all(|client| client.join().unwrap()));
    });
}

/// A browser opens several connections at once and keeps them: each must be heard, though none of them closes.
#[test]
fn connections_opened_at_once_and_kept_are_all_served() {
    for _ in 0..20 {
        let served = Served::start().with("a.ts", "a");
        for kept in [1, 3, 6, 12] {
            let mut streams: Vec<_> = (0..kept).map(|_| served.connect()).collect();
            for stream in &mut streams {
                stream
                    .write_all(head("GET", &served.target("a.ts"), &[("Host", served.host())]).as_bytes())
                    .unwrap();
            }
            for stream in &streams {
                assert_eq!(Answer::read(&mut BufReader::new(stream), "GET").text(), "a");
            }
        }
    }
}

#[test]
fn stalled_clients_do_not_block_others_and_get_the_rest_when_they_read_on() {
    let served = with_huge_file();
    let stalled: Vec<_> = (0..24).map(|_| stall(&served)).collect();
    for _ in 0..20 {
        assert_eq!(served.get("small.ts").text(), "small");
    }
    // Longer than the time after which a stalled write is looked at again.
    thread::sleep(Duration::from_millis(500));
    let mut reader = BufReader::new(b"H".chain(&stalled[0]));
    let mut received = 0;
    let mut chunk = vec![0; 1 << 20];
    while received < HUGE / 4 {
        let length = reader.read(&mut chunk).unwrap() as u64;
        assert!(length > 0, "the rest of a stalled answer is lost");
        received += length;
    }
}

#[test]
fn clients_that_vanish_free_their_workers() {
    let served = with_huge_file();
    for _ in 0..4 {
        drop((0..30).map(|_| stall(&served)).collect::<Vec<_>>());
    }
    assert_eq!(served.get("small.ts").text(), "small");
}

#[test]
fn garbage_does_not_end_a_worker() {
    let served = Served::start().with("a.ts", "x");
    let target = served.target("a.ts");
    let host = served.host();
    let long_header = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n", "x".repeat(100_000));
    let many_ranges =
        format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nRange: bytes={}\r\n\r\n", "0-1,".repeat(20_000));
    let garbage: [&[u8]; 12] = [
        b"\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/2.0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n",
        b"GET /%%%25%zz HTTP/1.1\r\nHost: \r\n\r\n",
        long_header.as_bytes(),
        many_ranges.as_bytes(),
    ];
    // More of it than there are workers.
    for bytes in garbage.iter().cycle().take(120) {
        let mut stream = served.connect();
        stream.write_all(bytes).unwrap();
    }
    assert_eq!(served.get("a.ts").text(), "x");
}

/// More of them than there are workers: neither a body that never comes nor a stated size beyond all memory may take
/// a worker or the process.
#[test]
fn requests_with_bodies_hold_nobody_up() {
    let served = Served::start().with("a.ts", "x");
    let target = served.target("a.ts");
    let kept: Vec<_> = ["5", "70000", "100000000000000", "18446744073709551615"]
        .iter()
        .cycle()
        .take(80)
        .map(|length| {
            let mut stream = served.connect();
            let headers = [("Host", served.host()), ("Content-Length", length)];
            stream.write_all(head("POST", &target, &headers).as_bytes()).unwrap();
            stream
        })
        .collect();
    for _ in 0..40 {
        assert_eq!(served.get("a.ts").text(), "x");
    }
    drop(kept);
    assert_eq!(served.get("a.ts").text(), "x");
}

#[test]
fn a_request_with_its_body_is_turned_away() {
    let served = Served::start().with("a.ts", "x");
    let mut stream = served.connect();
    let headers = [("Host", served.host()), ("Content-Length", "2000")];
    stream.write_all(head("POST", &served.target("a.ts"), &headers).as_bytes()).unwrap();
    stream.write_all(&[b'x'; 2000]).unwrap();
    stream.write_all(head("GET", &served.target("a.ts"), &[("Host", served.host())]).as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    assert_eq!(Answer::read(&mut reader, "POST").status, 413);
    assert_eq!(Answer::read(&mut reader, "GET").text(), "x");
}

#[test]
fn one_connection_serves_many_requests_in_order() {
    let served = Served::start().with("a.ts", "a").with("b.ts", "b");
    let mut stream = served.connect();
    for n in 0..50 {
        let name = if n % 2 == 0 { "a.ts" } else { "b.ts" };
        stream.write_all(head("GET", &served.target(name), &[("Host", served.host())]).as_bytes()).unwrap();
    }
    let mut reader = BufReader::new(stream);
    for n in 0..50 {
        assert_eq!(Answer::read(&mut reader, "GET").text(), if n % 2 == 0 { "a" } else { "b" });
    }
}

#[test]
fn shuts_down_within_a_second_with_clients_of_every_kind() {
    let served = with_huge_file();
    let _stalled: Vec<_> = (0..8).map(|_| stall(&served)).collect();
    let _idle = served.connect();
    let mut half = served.connect();
    half.write_all(b"GET / HT").unwrap();
    let mut pipelined = stall(&served);
    for _ in 0..20 {
        pipelined
            .write_all(head("GET", &served.target("huge.ts"), &[("Host", served.host())]).as_bytes())
            .unwrap();
    }
    let started = Instant::now();
    served.server.shutdown();
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    eventually("the port is still open", || TcpStream::connect(served.host()).is_err());
    served.server.shutdown();
}

#[test]
fn dropping_a_server_frees_its_port() {
    let served = Served::start();
    let host = served.host().to_owned();
    drop(served);
    eventually("the port is still open", || TcpStream::connect(&host).is_err());
}

#[test]
fn a_connection_that_is_played_slow_carries_texts_at_once_and_files_when_it_may() {
    let served = Served::start().with("a.m4s", vec![7; 100_000]);
    served.mount.overlay("b.m3u8", b"#EXTM3U".to_vec());
    // Days for each of them.
    served.server.shape(Some(Connection { bits_per_second: 1, dropouts: true }));
    assert_eq!(served.get("b.m3u8").text(), "#EXTM3U");
    let mut waits = served.connect();
    waits.write_all(head("GET", &served.target("a.m4s"), &[("Host", served.host())]).as_bytes()).unwrap();
    let mut first = [0];
    waits.read_exact(&mut first).unwrap();
    // As fast as it goes, what waited goes on, and is whole.
    served.server.shape(None);
    let whole = Answer::read(&mut BufReader::new(first.chain(waits)), "GET");
    assert!(whole.status == 200 && whole.body == [7; 100_000]);
    served.server.shape(Some(Connection { bits_per_second: 1_000_000_000, dropouts: false }));
    assert!(served.get("a.m4s").body == [7; 100_000]);
}
