//! Garage, a store that nobody here wrote, as a process of its own. `cargo xtask test --full publish` builds it once.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use contract::messages::Checksum;
use reqwest::Client;
use serde_json::{Value, json};
use signer::bucket::{Access, Bucket, Place};
use signer::core::Settings;
use tempfile::TempDir;

use crate::backend::Behind;

/// The one bucket. Garage tells websites apart by the host that is asked, which may be a bucket's bare name: one of this
/// name is found by every reader, where names below `localhost` are not known to every system.
const BUCKET: &str = "localhost";

const ACCESS_KEY: &str = "GK000102030405060708090a0b";
const SECRET_KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// Within which it answers, or never.
const BOUND: Duration = Duration::from_secs(30);

/// How long there is between two looks.
const BEAT: Duration = Duration::from_millis(20);

/// How often it is started: ports that are free when they are chosen may be taken by the time it is up.
const STARTS: usize = 5;

/// A store in a folder of its own, with one bucket that everybody may read. It ends when it is dropped.
#[derive(Debug)]
pub struct Garage {
    program: PathBuf,
    folder: TempDir,
    ports: Ports,
    server: Child,
}

impl Drop for Garage {
    fn drop(&mut self) {
        self.end();
    }
}

/// Where it listens.
#[derive(Clone, Copy, Debug)]
struct Ports {
    rpc: u16,
    s3: u16,
    web: u16,
}

impl Ports {
    fn free() -> Self {
        // Held all at once, so that they differ.
        let held = [(); 3].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket"));
        let [rpc, s3, web] = held.map(|socket| socket.local_addr().expect("an address").port());
        Self { rpc, s3, web }
    }
}

impl Garage {
    /// The program, when this machine has it.
    pub fn find() -> Option<PathBuf> {
        xtask::tools::built_garage().ok().flatten()
    }

    /// Starts `program`, and waits until it answers.
    ///
    /// # Panics
    /// When it does not.
    pub async fn start(program: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let ports = Ports::free();
        let server = serve(program, folder.path(), ports);
        let mut garage = Self { program: program.to_owned(), folder, ports, server };
        for _ in 1..STARTS {
            if garage.answers().await {
                garage.open_to_everybody();
                return garage;
            }
            garage.end();
            garage.ports = Ports::free();
            garage.server = serve(program, garage.folder.path(), garage.ports);
        }
        panic!("Garage does not start: {}", garage.log());
    }

    /// Ends it at once, as a machine without power does. What it has stays.
    pub fn end(&mut self) {
        // One that has ended by itself is no less ended.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }

    /// Starts it again where it was, after [`Garage::end`].
    ///
    /// # Panics
    /// When it does not answer.
    pub async fn start_again(&mut self) {
        self.server = serve(&self.program, self.folder.path(), self.ports);
        assert!(self.answers().await, "Garage does not start again: {}", self.log());
    }

    /// Its number.
    pub fn pid(&self) -> u32 {
        self.server.id()
    }

    /// Where it is written to.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports.s3)
    }

    /// Where everybody reads the bucket, ending in a slash.
    pub fn public_url(&self) -> String {
        format!("http://{BUCKET}:{}/", self.ports.web)
    }

    /// The store for a backend that asks for it at `endpoint`: its own, or that of somebody in between. Addresses are good
    /// for so long.
    ///
    /// # Panics
    /// When there is no socket.
    pub fn behind(&self, endpoint: &str, good_for: Duration) -> Behind {
        let place = Place {
            endpoint: endpoint.to_owned(),
            region: "garage".to_owned(),
            name: BUCKET.to_owned(),
            path_style: true,
        };
        let access = Access { id: ACCESS_KEY.to_owned(), secret: SECRET_KEY.into() };
        let settings = Settings {
            public_url: self.public_url(),
            good_for,
            checksums: vec![Checksum::Sha256, Checksum::Crc32c],
            gzip: true,
            // It knows conditions for reading and for copies alone.
            conditional: false,
        };
        Behind { bucket: Bucket::new(&place, &access).expect("a bucket"), settings }
    }

    /// What it tells of the bucket: its `objects`, `bytes` and `unfinishedMultipartUploads` among others.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn told(&self) -> Value {
        self.ask("GetBucketInfo", &json!({ "globalAlias": BUCKET }))
    }

    /// Makes the bucket a website, with CORS for everybody.
    fn open_to_everybody(&self) {
        // Browsers ask for headers in small letters, and it compares letter by letter.
        let everybody = json!({
            "AllowedOrigin": ["*"],
            "AllowedMethod": ["GET", "HEAD"],
            "AllowedHeader": ["range"],
            "ExposeHeader": ["Content-Length", "Content-Range", "ETag"],
        });
        let website = json!({ "enabled": true, "indexDocument": "index.html" });
        let body = json!({ "websiteAccess": website, "corsRules": [everybody] });
        self.ask("UpdateBucket", &json!({ "id": self.told()["id"], "body": body }));
    }

    /// Calls its administration by its own command line.
    fn ask(&self, call: &str, with: &Value) -> Value {
        let mut command = Command::new(&self.program);
        command.arg("-c").arg(configuration(self.folder.path())).args(["json-api", call]);
        command.arg(with.to_string()).stdin(Stdio::null());
        let output = command.output().expect("Garage's command line");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{call}: {said}\n{}", self.log());
        serde_json::from_slice(&output.stdout).expect("an answer in JSON")
    }

    /// Waits until it answers everywhere; `false` when it has ended before.
    async fn answers(&mut self) -> bool {
        let client = Client::new();
        let begun = Instant::now();
        let mut due = vec![self.endpoint(), self.public_url()];
        while let Some(url) = due.last() {
            if self.server.try_wait().expect("a child").is_some() {
                return false;
            }
            assert!(begun.elapsed() < BOUND, "Garage does not answer: {}", self.log());
            match client.get(url).send().await {
                Ok(_) => drop(due.pop()),
                Err(_) => tokio::time::sleep(BEAT).await,
            }
        }
        true
    }

    fn log(&self) -> String {
        fs::read_to_string(log(self.folder.path())).unwrap_or_default()
    }
}

fn configuration(folder: &Path) -> PathBuf {
    folder.join("garage.toml")
}

fn log(folder: &Path) -> PathBuf {
    folder.join("log")
}

/// Starts the server over what is in `folder`: one node, with the bucket and the key to it.
fn serve(program: &Path, folder: &Path, ports: Ports) -> Child {
    let Ports { rpc, s3, web } = ports;
    let [metadata, data] = ["metadata", "data"].map(|part| folder.join(part).to_string_lossy().into_owned());
    let text = format!(
        r#"metadata_dir = '{metadata}'
data_dir = '{data}'
db_engine = "sqlite"
replication_factor = 1
rpc_bind_addr = "127.0.0.1:{rpc}"
rpc_public_addr = "127.0.0.1:{rpc}"
rpc_secret = "{SECRET_KEY}"

[s3_api]
s3_region = "garage"
api_bind_addr = "127.0.0.1:{s3}"
root_domain = ".s3.garage.localhost"

[s3_web]
bind_addr = "127.0.0.1:{web}"
root_domain = ".web.garage.localhost"
"#
    );
    let configuration = configuration(folder);
    fs::write(&configuration, text).expect("a configuration");
    let log = File::options().create(true).append(true).open(log(folder)).expect("a log");
    let mut command = Command::new(program);
    command.arg("-c").arg(configuration).args(["server", "--single-node", "--default-bucket"]);
    command.env("GARAGE_DEFAULT_ACCESS_KEY", ACCESS_KEY).env("GARAGE_DEFAULT_SECRET_KEY", SECRET_KEY);
    command.env("GARAGE_DEFAULT_BUCKET", BUCKET).env("RUST_LOG", "garage=info");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    command.spawn().expect("Garage starts")
}
