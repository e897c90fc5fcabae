//! The HTTP host that the browser tests run against, and the small HTTP client of these tests.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::clips::{Clip, real};
use tests::processes::{Mark, VARIABLE};
use tests::programs::sidecars;

/// The body of a successful answer as text, else the status.
pub(crate) fn get(url: &str) -> Result<String, u16> {
    get_bytes(url).map(|bytes| String::from_utf8(bytes).unwrap())
}

/// The body of a successful answer, else the status.
pub(crate) fn get_bytes(url: &str) -> Result<Vec<u8>, u16> {
    match agent().get(url).call() {
        Ok(mut answer) => Ok(answer.body_mut().with_config().limit(100_000_000).read_to_vec().unwrap()),
        Err(ureq::Error::StatusCode(status)) => Err(status),
        Err(error) => panic!("{url}: {error}"),
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(30))).build().into()
}

/// A host in a process of its own.
struct Host {
    child: Child,
    url: String,
    output: String,
    #[cfg_attr(not(unix), expect(dead_code, reason = "what is asked about it is asked on Unix"))]
    mark: Mark,
    folder: tempfile::TempDir,
}

impl Host {
    fn start() -> Self {
        Self::started(|_| {})
    }

    fn started(change: impl FnOnce(&mut Command)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page");
        std::fs::create_dir(&page).unwrap();
        std::fs::write(page.join("index.html"), "<!doctype html><title>a page</title>").unwrap();
        std::fs::write(page.join("main.js"), "// code").unwrap();
        let mark = Mark::default();
        let mut command = Command::new(env!("CARGO_BIN_EXE_hls-studio-host"));
        command.arg("--home").arg(folder.path().join("home")).arg("--page").arg(page);
        command.envs(sidecars().environment()).env(VARIABLE, mark.value());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        change(&mut command);
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line:?}: {error}"));
        let text = |name: &str| ready[name].as_str().unwrap().to_owned();
        Self { child, url: text("url"), output: text("output"), mark, folder }
    }

    fn rpc(&self, command: Value) -> Value {
        let url = format!("{}/rpc", self.url);
        let answer = agent().post(&url).content_type("application/json").send(command.to_string()).unwrap();
        serde_json::from_str(&answer.into_body().read_to_string().unwrap()).unwrap()
    }

    fn upload(&self, name: &str, path: &Path) -> Value {
        let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        let url = format!("{}/upload?name={name}", self.url);
        let answer = agent().post(&url).send(std::fs::File::open(path).unwrap()).unwrap();
        serde_json::from_str(&answer.into_body().read_to_string().unwrap()).unwrap()
    }

    /// The events, one JSON text each, as a browser's `EventSource` takes them.
    fn events(&self) -> impl Iterator<Item = Value> + use<> {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        write!(stream, "GET /events HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.filter_map(|line| Some(serde_json::from_str(line.strip_prefix("data: ")?).unwrap()))
    }

    /// Waits for the process to end by itself.
    fn ended(&mut self, bound: Duration) -> Option<i32> {
        let until = Instant::now() + bound;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < until, "the host goes on");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The next event in which `wanted` finds something.
fn until<T>(events: &mut impl Iterator<Item = Value>, wanted: impl Fn(&Value) -> Option<T>) -> T {
    events.find_map(|event| wanted(&event)).expect("the event comes")
}

fn state(event: &Value, word: &str) -> Option<Value> {
    (event["change"] == "video" && event["video"]["state"]["is"] == word).then(|| event["video"].clone())
}

#[test]
fn the_page_comes_with_the_windows_policy() {
    let host = Host::start();
    for path in ["/", "/index.html"] {
        let answer = agent().get(format!("{}{path}", host.url)).call().unwrap();
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/html");
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'self'; script-src 'self';"), "{policy}");
        assert!(policy.contains("connect-src 'self' http://127.0.0.1:") && !policy.contains('*'), "{policy}");
    }
    let script = agent().get(format!("{}/main.js", host.url)).call().unwrap();
    assert_eq!(script.headers()["content-type"], "text/javascript");
    assert_eq!(get(&format!("{}/nothing.js", host.url)), Err(404));
    assert_eq!(get(&format!("{}/..%2f..%2fhome%2fconfig", host.url)), Err(404));
}

#[test]
fn an_upload_is_converted_and_told_of() {
    let mut host = Host::start();
    let mut events = host.events();
    assert_eq!(events.next().unwrap()["change"], "snapshot");
    until(&mut events, |event| (event["tools"]["is"] == "found").then_some(()));
    let name = "../100%d it's \"a\" ü.mp4";
    let path = host.upload(name, &real(Clip::Carphone))["path"].as_str().unwrap().to_owned();
    assert!(path.ends_with("100%d it's \"a\" ü.mp4"), "{path}");
    assert!(Path::new(&path).starts_with(host.folder.path()), "{path}");
    assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(real(Clip::Carphone)).unwrap());
    let added = host.rpc(json!({ "command": "add", "paths": [path] }));
    assert_eq!(added, json!({ "ok": { "answer": "added", "videos": [1] } }));
    until(&mut events, |event| state(event, "ready"));
    assert_eq!(host.rpc(json!({ "command": "convert", "video": 1 }))["ok"]["answer"], "done");
    let video = until(&mut events, |event| state(event, "finished"));
    assert!(get(video["playback"]["url"].as_str().unwrap()).is_ok());
    assert!(Path::new(&host.output).join("100 d it's a ü/master.m3u8").is_file());
    host.rpc(json!({ "command": "open_folder", "video": 1 }));
    let desktop: Value = serde_json::from_str(&get(&format!("{}/desktop", host.url)).unwrap()).unwrap();
    assert_eq!(desktop["opened"][0], video["details"]["package"]["folder"]);
    let refused = host.rpc(json!({ "command": "convert", "video": 7 }));
    assert_eq!(refused["error"]["code"], "not_now", "{refused}");

    // The page's own origin may read what is played, another may not.
    let url = video["playback"]["url"].as_str().unwrap();
    let own = agent().get(url).header("Origin", &host.url).call().unwrap();
    assert_eq!(own.headers()["access-control-allow-origin"], host.url.as_str());
    let other = agent().get(url).header("Origin", "http://127.0.0.1:1").call();
    assert!(matches!(other, Err(ureq::Error::StatusCode(403))), "{other:?}");

    drop(host.child.stdin.take());
    assert_eq!(host.ended(Duration::from_secs(5)), Some(0));
}

#[cfg(unix)]
#[test]
fn it_ends_in_the_middle_of_a_conversion_when_asked() {
    let mut host = Host::start();
    let mut events = host.events();
    until(&mut events, |event| (event["tools"]["is"] == "found").then_some(()));
    host.rpc(json!({ "command": "add", "paths": [real(Clip::BigBuckBunny1080p)] }));
    until(&mut events, |event| state(event, "ready"));
    host.rpc(json!({ "command": "convert", "video": 1 }));
    until(&mut events, |event| (event["progress"]["percent"].as_f64()? > 0.0).then_some(()));
    let pid = rustix::process::Pid::from_raw(i32::try_from(host.child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(host.ended(Duration::from_secs(4)), Some(0));
    host.mark.wait_until_gone(Duration::from_secs(1));
    // What was made waits for the next start.
    let folder = Path::new(&host.output).join("big-buck-bunny-1080p");
    assert!(folder.join(".studio/plan.json").is_file() && !folder.join("master.m3u8").exists());
}

#[test]
fn without_ffmpeg_a_file_is_refused_with_the_reason() {
    let alone = tempfile::tempdir().unwrap();
    let program = alone.path().join("host");
    std::fs::copy(env!("CARGO_BIN_EXE_hls-studio-host"), &program).unwrap();
    let host = Host::started(|command| {
        let mut lonely = Command::new(&program);
        lonely
            .args(command.get_args())
            .env("PATH", "")
            .env("HLS_STUDIO_FFMPEG", "")
            .env("HLS_STUDIO_FFPROBE", "");
        lonely.stdin(Stdio::piped()).stdout(Stdio::piped());
        *command = lonely;
    });
    let mut events = host.events();
    let missing = |event: &Value| {
        let tools = event.pointer("/studio/tools").unwrap_or(&event["tools"]);
        (tools["is"] == "missing").then(|| tools["failure"]["code"].clone())
    };
    assert_eq!(until(&mut events, missing), "ffmpeg_missing");
    host.rpc(json!({ "command": "add", "paths": [real(Clip::Carphone)] }));
    let refused = until(&mut events, |event| state(event, "refused"));
    assert_eq!(refused["state"]["failure"]["code"], "ffmpeg_missing");
}
