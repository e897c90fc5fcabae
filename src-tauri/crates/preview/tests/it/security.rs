//! Who may read, and what can never be read.

use crate::client::{Served, TAURI};

#[test]
fn listens_on_loopback_alone() {
    let served = Served::start();
    assert!(served.server.origin().starts_with("http://127.0.0.1:"));
}

#[test]
fn every_server_has_its_own_token() {
    let (one, two) = (Served::start().with("a.ts", "x"), Served::start().with("a.ts", "x"));
    assert_eq!(one.get("a.ts").status, 200);
    let foreign = two.target("a.ts");
    let answer = one.send("GET", &foreign, &[]);
    assert_eq!((answer.status, answer.body.len()), (404, 0));
    for target in ["/", "/1/a.ts", "//a.ts", "/favicon.ico", "/-/player.js"] {
        assert_eq!(one.send("GET", target, &[]).status, 404, "{target}");
    }
}

#[test]
fn debug_output_does_not_hold_the_token() {
    let served = Served::start();
    let target = served.target("");
    let token = target.split('/').nth(1).unwrap();
    assert_eq!(token.len(), 32);
    assert!(!format!("{:?} {:?}", served.server, served.mount).contains(token));
}

#[test]
fn a_rebound_name_reads_nothing() {
    let served = Served::start().with("a.ts", "secret");
    let port = served.host().rsplit(':').next().unwrap();
    let localhost = format!("localhost:{port}");
    let rebound = format!("evil.example:{port}");
    let target = served.target("a.ts");
    for (hosts, expected) in [
        (vec![served.host()], 200),
        (vec![&localhost], 200),
        (vec![&rebound], 403),
        (vec![], 403),
        (vec![served.host(), &rebound], 403),
    ] {
        let headers: Vec<_> = hosts.iter().map(|host| ("Host", *host)).collect();
        let answer = served.send_exactly("GET", &target, &headers);
        assert_eq!(answer.status, expected, "{hosts:?}");
        assert_eq!(answer.body.is_empty(), expected != 200);
    }
}

#[test]
fn only_known_pages_read() {
    let served = Served::start().with("a.ts", "secret");
    let target = served.target("a.ts");
    let own = served.server.origin();
    for (origin, expected) in [(TAURI, 200), (own, 200), ("https://evil.example", 403), ("null", 403)] {
        let answer = served.send("GET", &target, &[("Origin", origin)]);
        assert_eq!(answer.status, expected, "{origin}");
        let named = answer.header("Access-Control-Allow-Origin");
        assert_eq!(named, (expected == 200).then_some(origin));
        assert_eq!(answer.header("Vary"), Some("Origin"));
    }
}

#[test]
fn a_preflight_for_ranges_is_granted() {
    let served = Served::start();
    let headers = [
        ("Origin", TAURI),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "range"),
        ("Access-Control-Request-Private-Network", "true"),
    ];
    let answer = served.send("OPTIONS", &served.target("a.ts"), &headers);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("Access-Control-Allow-Origin"), Some(TAURI));
    assert_eq!(answer.header("Access-Control-Allow-Headers"), Some("Range"));
    assert_eq!(answer.header("Access-Control-Allow-Private-Network"), Some("true"));

    let foreign = [("Origin", "https://evil.example"), headers[1]];
    assert_eq!(served.send("OPTIONS", &served.target("a.ts"), &foreign).status, 403);
}

#[test]
fn other_methods_are_refused() {
    let served = Served::start().with("a.ts", "x");
    for method in ["POST", "PUT", "DELETE", "PATCH", "BREW"] {
        let answer = served.send(method, &served.target("a.ts"), &[("Content-Length", "0")]);
        assert_eq!((answer.status, answer.header("Allow")), (405, Some("GET, HEAD, OPTIONS")), "{method}");
    }
}

#[test]
fn nothing_above_the_folder_is_reachable() {
    let outer = tempfile::tempdir().unwrap();
    std::fs::write(outer.path().join("secret"), "secret").unwrap();
    let inner = outer.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let served = Served::start();
    let mount = served.server.mount(&inner).unwrap();
    let base = mount.url("").strip_prefix(served.server.origin()).unwrap().to_owned();
    let absolute = outer.path().join("secret").display().to_string();
    for raw in [
        "../secret",
        "%2e%2e/secret",
        "%2e%2e%2fsecret",
        "..%2Fsecret",
        "..%5Csecret",
        "..\\secret",
        "./../secret",
        "x/../../secret",
        "%252e%252e/secret",
        "../secret%00.ts",
        "....//secret",
        &absolute,
        &absolute.replace('/', "%2f"),
    ] {
        let answer = served.send("GET", &format!("{base}{raw}"), &[]);
        assert!(answer.status == 404 && answer.body.is_empty(), "{raw}: {}", answer.status);
    }
}

#[test]
fn the_private_folder_is_not_served() {
    let served = Served::start().with(".studio/plan.json", "{}").with("a/.studio/x", "x");
    for raw in [".studio/plan.json", "%2estudio/plan.json", ".STUDIO/plan.json", ".studio", "a/.studio/x"] {
        assert_eq!(served.send("GET", &served.raw_target(raw), &[]).status, 404, "{raw}");
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_inside_only() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret"), "secret").unwrap();
    let served = Served::start().with("real.ts", "real").with(".studio/plan.json", "{}");
    symlink("real.ts", served.path().join("link.ts")).unwrap();
    symlink(outside.path().join("secret"), served.path().join("out.ts")).unwrap();
    symlink(outside.path(), served.path().join("out")).unwrap();
    symlink(".studio", served.path().join("plain")).unwrap();
    symlink("loop.ts", served.path().join("loop.ts")).unwrap();
    assert_eq!(served.get("link.ts").text(), "real");
    for relative in ["out.ts", "out/secret", "plain/plan.json"] {
        assert_eq!(served.get(relative).status, 404, "{relative}");
    }
    assert!(served.get("loop.ts").status >= 400);
}

/// Opening a pipe that nobody writes to would never return.
#[cfg(unix)]
#[test]
fn pipes_and_sockets_are_not_opened() {
    let served = Served::start();
    let _listener = std::os::unix::net::UnixListener::bind(served.path().join("socket")).unwrap();
    assert_eq!(served.get("socket").status, 404);
}
