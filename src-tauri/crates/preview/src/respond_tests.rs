//! Table tests of the decisions in `respond`.

use super::*;

const PORT: u16 = 4711;
const TAURI: &str = "tauri://localhost";
const HOST: (&str, &str) = ("Host", "127.0.0.1:4711");

fn gate() -> Gate {
    Gate::new(PORT, vec![TAURI.into(), "http://tauri.localhost".into()], Token::random().unwrap())
}

fn target(gate: &Gate, inside: &str) -> String {
    format!("/{}/{inside}", gate.token().reveal())
}

fn request<'a>(method: &'a str, target: &'a str, headers: &'a [(&'a str, &'a str)]) -> Request<'a> {
    Request { method, target, headers, transport: Transport::Loopback }
}

fn status(gate: &Gate, request: &Request<'_>) -> u16 {
    admit(gate, request).map_or_else(|refusal| refusal.status, |_| 200)
}

fn header<'a>(plan: &'a Plan, name: &str) -> Option<&'a str> {
    plan.headers.iter().find(|(given, _)| *given == name).map(|(_, value)| value.as_str())
}

/// Plans the answer to a request for a file of 1000 bytes.
fn plan(method: &str, headers: &[(&str, &str)]) -> Plan {
    let gate = gate();
    let headers: Vec<_> = [HOST].iter().chain(headers).copied().collect();
    let target = target(&gate, "1/a.mp4");
    let request = request(method, &target, &headers);
    let admitted = admit(&gate, &request).unwrap();
    respond(
        &request,
        &admitted,
        Found::Content { media_type: "video/mp4", length: 1000, security_policy: None },
    )
}

#[test]
fn host_must_be_ours() {
    let gate = gate();
    let target = target(&gate, "1/a");
    for (hosts, expected) in [
        (&["127.0.0.1:4711"][..], 200),
        (&["localhost:4711"], 200),
        (&["LOCALHOST:4711"], 200),
        (&[], 403),
        (&[""], 403),
        (&["127.0.0.1"], 403),
        (&["localhost"], 403),
        (&["127.0.0.1:4712"], 403),
        (&["evil.example:4711"], 403),
        (&["evil.example"], 403),
        (&["127.0.0.1:4711.evil.example"], 403),
        (&["127.0.0.1:4711", "evil.example"], 403),
        (&["127.0.0.1:4711", "127.0.0.1:4711"], 403),
    ] {
        let headers: Vec<_> = hosts.iter().map(|host| ("hOST", *host)).collect();
        assert_eq!(status(&gate, &request("GET", &target, &headers)), expected, "{hosts:?}");
    }
    let scheme = Request { transport: Transport::Scheme, ..request("GET", &target, &[]) };
    assert_eq!(status(&gate, &scheme), 200);
}

#[test]
fn origin_is_absent_or_known() {
    let gate = gate();
    let target = target(&gate, "1/a");
    for (origins, expected) in [
        (&[][..], 200),
        (&[TAURI], 200),
        (&["http://tauri.localhost"], 200),
        (&["http://127.0.0.1:4711"], 200),
        (&["http://localhost:4711"], 200),
        (&["https://evil.example"], 403),
        (&["http://127.0.0.1:4712"], 403),
        (&["http://tauri.localhost.evil.example"], 403),
        (&["null"], 403),
        (&[""], 403),
        (&[TAURI, "https://evil.example"], 403),
    ] {
        let headers: Vec<_> =
            [HOST].into_iter().chain(origins.iter().map(|origin| ("Origin", *origin))).collect();
        for transport in [Transport::Loopback, Transport::Scheme] {
            let request = Request { transport, ..request("GET", &target, &headers) };
            assert_eq!(status(&gate, &request), expected, "{origins:?} {transport:?}");
        }
    }
}

#[test]
fn a_wrong_token_is_as_unknown_as_any_address() {
    let gate = gate();
    let right = target(&gate, "1/a");
    assert_eq!(status(&gate, &request("GET", &right, &[HOST])), 200);
    let wrong = format!("/{}/1/a", "0".repeat(32));
    let unknown = target(&gate, "1");
    let refusals =
        [&wrong, &unknown].map(|target| admit(&gate, &request("GET", target, &[HOST])).unwrap_err());
    assert_eq!(refuse(&refusals[0]), refuse(&refusals[1]));
    let token = gate.token().reveal();
    let cut = format!("/{}/1/a", &token[..31]);
    let longer = format!("/{token}0/1/a");
    for target in ["", "/", "//", "*", "/1/a", &right[1..], &cut, &longer, &format!("/{token}")] {
        for method in ["GET", "HEAD", "OPTIONS", "POST"] {
            assert_eq!(status(&gate, &request(method, target, &[HOST])), 404, "{method} {target:?}");
        }
    }
}

#[test]
fn only_reading_methods() {
    let gate = gate();
    let target = target(&gate, "1/a");
    for (method, expected) in [
        ("GET", 200),
        ("HEAD", 200),
        ("OPTIONS", 200),
        ("POST", 405),
        ("PUT", 405),
        ("DELETE", 405),
        ("get", 405),
        ("X", 405),
    ] {
        assert_eq!(status(&gate, &request(method, &target, &[HOST])), expected, "{method}");
    }
    let refusal = admit(&gate, &request("POST", &target, &[HOST])).unwrap_err();
    assert_eq!(header(&refuse(&refusal), "Allow"), Some("GET, HEAD, OPTIONS"));
}

#[test]
fn addresses_name_what_they_want() {
    let gate = gate();
    let file = |mount, path| Some(Wants::File { mount, path: RelativePath::decode(path).unwrap() });
    for (inside, expected) in [
        ("1/master.m3u8", file(1, "master.m3u8")),
        ("12/a%20b/c.ts?x=../..", file(12, "a b/c.ts")),
        ("1/-/player", file(1, "-/player")),
        ("-/player.js", Some(Wants::Asset(Asset::Script))),
        ("-/player.css?1", Some(Wants::Asset(Asset::Style))),
        ("-/player/7", Some(Wants::Player { mount: 7 })),
        ("-/player/", None),
        ("-/player/x", None),
        ("-/other", None),
        ("-/", None),
        ("", None),
        ("1", None),
        ("1/", None),
        ("/1/a", None),
        ("+1/a", None),
        ("x/a", None),
        ("99999999999999999999/a", None),
        ("1/../2/a", None),
        ("1/%2e%2e/a", None),
        ("1//etc/passwd", None),
        ("1/.studio/plan.json", None),
    ] {
        let target = target(&gate, inside);
        let wants = admit(&gate, &request("GET", &target, &[HOST])).ok().map(|admitted| admitted.wants);
        assert_eq!(wants, expected, "{inside}");
    }
}

#[test]
fn ranges_and_whole_files() {
    let whole = Part { offset: 0, length: 1000 };
    for (range, status, content_range, part) in [
        (None, 200, None, Some(whole)),
        (Some("bytes=0-99"), 206, Some("bytes 0-99/1000"), Some(Part { offset: 0, length: 100 })),
        (Some("bytes=900-"), 206, Some("bytes 900-999/1000"), Some(Part { offset: 900, length: 100 })),
        (Some("bytes=-1"), 206, Some("bytes 999-999/1000"), Some(Part { offset: 999, length: 1 })),
        (Some("bytes=1000-"), 416, Some("bytes */1000"), None),
        (Some("bytes=0-1,5-6"), 200, None, Some(whole)),
        (Some("nonsense"), 200, None, Some(whole)),
    ] {
        let headers: Vec<_> = range.map(|range| ("Range", range)).into_iter().collect();
        let get = plan("GET", &headers);
        assert_eq!(
            (get.status, header(&get, "Content-Range"), get.body),
            (status, content_range, part),
            "{range:?}"
        );
        assert_eq!(get.content_length, part.map_or(0, |part| part.length), "{range:?}");
        assert_eq!(header(&get, "Accept-Ranges"), Some("bytes"));

        let head = plan("HEAD", &headers);
        assert_eq!(head, Plan { body: None, ..get }, "{range:?}");
    }
}

#[test]
fn a_range_does_not_count_twice_or_with_a_condition() {
    assert_eq!(plan("GET", &[("Range", "bytes=0-1"), ("Range", "bytes=2-3")]).status, 200);
    assert_eq!(plan("GET", &[("Range", "bytes=0-1"), ("If-Range", "\"etag\"")]).status, 200);
}

#[test]
fn every_answer_is_fresh_and_what_it_says() {
    let gate = gate();
    let target = target(&gate, "1/a");
    let request = request("GET", &target, &[HOST]);
    let admitted = admit(&gate, &request).unwrap();
    let plans = [
        plan("GET", &[]),
        plan("GET", &[("Range", "bytes=5000-")]),
        respond(&request, &admitted, Found::Missing),
        respond(&request, &admitted, Found::Failed),
        permit(&request, &admitted),
        refuse(&Refusal { status: 405, origin: None }),
    ];
    for plan in plans {
        for (name, value) in [
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
            ("Referrer-Policy", "no-referrer"),
            ("Vary", "Origin"),
        ] {
            assert_eq!(header(&plan, name), Some(value), "{plan:?}");
        }
        assert_eq!(header(&plan, "Access-Control-Allow-Origin"), None, "{plan:?}");
    }
}

#[test]
fn a_known_page_may_read_answers_of_every_status() {
    let gate = gate();
    let headers = [HOST, ("Origin", TAURI)];
    let file = target(&gate, "1/a");
    let file = request("GET", &file, &headers);
    let admitted = admit(&gate, &file).unwrap();
    let nowhere = target(&gate, "nowhere");
    let refusal = admit(&gate, &request("GET", &nowhere, &headers)).unwrap_err();
    for plan in [
        plan("GET", &[("Origin", TAURI)]),
        plan("GET", &[("Origin", TAURI), ("Range", "bytes=5000-")]),
        respond(&file, &admitted, Found::Missing),
        refuse(&refusal),
    ] {
        assert_eq!(header(&plan, "Access-Control-Allow-Origin"), Some(TAURI), "{plan:?}");
        let exposed = "Content-Length, Content-Range, Accept-Ranges";
        assert_eq!(header(&plan, "Access-Control-Expose-Headers"), Some(exposed), "{plan:?}");
    }
}

#[test]
fn preflights() {
    let gate = gate();
    let target = target(&gate, "1/a");
    let permit_with = |headers: &[(&str, &str)]| {
        let request = request("OPTIONS", &target, headers);
        permit(&request, &admit(&gate, &request).unwrap())
    };
    let asks = ("Access-Control-Request-Method", "GET");

    let plain = permit_with(&[HOST]);
    assert_eq!(header(&plain, "Allow"), Some("GET, HEAD, OPTIONS"));
    assert_eq!(header(&plain, "Access-Control-Allow-Methods"), None);

    let preflight =
        permit_with(&[HOST, ("Origin", TAURI), asks, ("Access-Control-Request-Headers", "range")]);
    assert_eq!(preflight.status, 200);
    assert_eq!(header(&preflight, "Access-Control-Allow-Origin"), Some(TAURI));
    assert_eq!(header(&preflight, "Access-Control-Allow-Methods"), Some("GET, HEAD, OPTIONS"));
    assert_eq!(header(&preflight, "Access-Control-Allow-Headers"), Some("Range"));
    assert_eq!(header(&preflight, "Access-Control-Allow-Private-Network"), None);

    for (question, answer) in [
        ("Access-Control-Request-Private-Network", "Access-Control-Allow-Private-Network"),
        ("Access-Control-Request-Local-Network", "Access-Control-Allow-Local-Network"),
    ] {
        let plan = permit_with(&[HOST, ("Origin", TAURI), asks, (question, "true")]);
        assert_eq!(header(&plan, answer), Some("true"));
    }
}
