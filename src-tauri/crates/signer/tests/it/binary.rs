//! The binary: begins with a configuration, answers, and ends when it is told to.
#![expect(clippy::disallowed_types, reason = "a process is what is tested")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use signer::http::config::SECRET;
use signer::http::tokens;

use signer::demo::BUCKET;

use crate::store::Store;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_hls-studio-signer"))
}

#[tokio::test]
async fn it_answers_until_it_is_told_to_end() {
    let store = Store::start().await;
    let folder = tempfile::tempdir().unwrap();
    let told = program().arg("token").output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let token = told.split_whitespace().find(|word| word.starts_with("hlsstudio_")).unwrap().to_owned();
    assert!(told.contains(&tokens::digest(&token).to_string()));
    let config = format!(
        "listen = \"127.0.0.1:0\"\nstate = {state:?}\npublic_url = \"https://cdn.example.com/\"\n\
         [bucket]\nendpoint = \"{}\"\nregion = \"us-east-1\"\nname = \"{BUCKET}\"\npath_style = true\n\
         access_key = \"AKEXAMPLE\"\ncrc32c = false\n\
         [[tokens]]\nname = \"anna\"\nsha256 = \"{}\"\nprefix = \"anna/\"\n",
        store.store.endpoint(),
        tokens::digest(&token),
        state = folder.path().join("state.db"),
    );
    let file = folder.path().join("signer.toml");
    std::fs::write(&file, config).unwrap();
    let serve = || {
        let mut command = program();
        command.args(["serve", "--config"]).arg(&file).stderr(Stdio::piped());
        command
    };
    // Without the key it does not begin, and says why.
    let without = serve().env_remove(SECRET).output().unwrap();
    assert!(!without.status.success() && String::from_utf8_lossy(&without.stderr).contains(SECRET));

    let mut running = Running(serve().env(SECRET, "secret").spawn().unwrap());
    let mut log = BufReader::new(running.0.stderr.take().unwrap()).lines();
    let line: serde_json::Value = serde_json::from_str(&log.next().unwrap().unwrap()).unwrap();
    let url = format!("http://{}", line["fields"]["address"].as_str().unwrap());
    let client = reqwest::Client::new();
    assert_eq!(client.get(format!("{url}/v1")).send().await.unwrap().status(), 401);
    let asked = client.get(format!("{url}/v1?secret=1")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(asked.status(), 200);
    #[cfg(unix)]
    {
        let process = rustix::process::Pid::from_child(&running.0);
        rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
        assert!(running.0.wait().unwrap().success());
        let rest: Vec<String> = log.map(Result::unwrap).collect();
        let [refused, answered] = rest.as_slice() else { panic!("{rest:#?}") };
        assert!(refused.contains("\"status\":401") && answered.contains("\"status\":200"), "{rest:#?}");
        assert!(!rest.concat().contains(&token) && !rest.concat().contains("secret"), "{rest:#?}");
    }
}

#[tokio::test]
async fn a_demo_needs_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program();
    command
        .args(["demo", "--keys", "--folder"])
        .arg(folder.path().join("demo"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut running = Running(command.spawn().unwrap());
    let mut said = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let [url, token, public] = std::array::from_fn(|_| {
        let line = said.next().unwrap().unwrap();
        line.split_whitespace().last().unwrap().to_owned()
    });
    assert!(url.starts_with("http://127.0.0.1:") && public.starts_with("http://127.0.0.1:"));
    let client = reqwest::Client::new();
    let begin = client.post(format!("{url}/v1/publishes")).bearer_auth(&token);
    let begun = begin.header("idempotency-key", "once").body("{\"package\":\"film\"}").send().await.unwrap();
    let begun: contract::messages::Publish = serde_json::from_slice(&begun.bytes().await.unwrap()).unwrap();
    assert_eq!(begun.stable_url, format!("{public}film/master.m3u8"));
    let keys: Vec<String> = said.by_ref().take(4).map(Result::unwrap).collect();
    let names: Vec<&str> = keys.iter().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, ["Endpoint", "Bucket", "Key", "Secret"]);
    assert!(public.starts_with(keys[0].split_whitespace().last().unwrap()));
}
