//! Updates over a real server on loopback, by the real updater, to a file that stands for the app. Other systems
//! run installers.
#![cfg(target_os = "linux")]

mod server;

use std::os::unix::fs::PermissionsExt as _;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign::KeyPair;
use serde_json::{Value, json};
use tauri::App;
use tauri::test::{MockRuntime, mock_builder, mock_context, noop_assets};

use super::*;
use server::{Answer, Server};

/// What the version that is installed is.
const OLD: &[u8] = b"\x7fELF the old one";

/// The version of the app in these tests.
const RUNNING: &str = "0.2.0";

/// A key that `tauri signer generate` has made, and what `tauri signer sign --app-version 0.3.0` has made of `SIGNED` by it.
const TAURIS_KEY: &str = concat!(
    "dW50cnVzdGVkIGNvbW1lbnQ6IG1pbmlzaWduIHB1YmxpYyBrZXk6IEExRENFRTY1NjU0NTg1OEIKUldTTGhVVmxaZT",
    "djb1pheXVLTmlBMWdIbU1PK3o5OUpHSjFpclhHVTNtV2UwMHBxeVJlR2g5QmoK",
);
const TAURIS_SIGNATURE: &str = concat!(
    "dW50cnVzdGVkIGNvbW1lbnQ6IHNpZ25hdHVyZSBmcm9tIHRhdXJpIHNlY3JldCBrZXkKUlVTTGhVVmxaZTdjb1V0ZV",
    "hNQjZiZjQrNC9XQnpJczdYcTZJYVF2Y3FZZFBlNUZJMy9OeHdGRk9EeXBzR1hFeGxnTkcybHQzNHN3aEJ4b0JtSXVs",
    "dFI5a3BHUkE4UjlXbVE0PQp0cnVzdGVkIGNvbW1lbnQ6IHRpbWVzdGFtcDoxNzk1OTk3MjY5CWZpbGU6SExTLVN0dW",
    "Rpb18wLjEuMF9hbWQ2NC5BcHBJbWFnZQl2ZXJzaW9uOjAuMy4wCkM1UWhRRTREZ2lVOTF6LzBlWGNWc2FBUXFPVHhS",
    "SlJKWFBBWFdJME80cWpnb0xyYW1HbVhOejBkZ2lzaCtBaDNQWTNxa0lCeTYwU0U3WGduMTYraURRPT0K",
);
const SIGNED: &[u8] = b"\x7fELF............................................................";

/// Notes how often the app was started again.
#[derive(Clone, Default)]
struct Ends(Arc<AtomicU32>);

impl End for Ends {
    fn leave(&self) {}

    fn relaunch(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn comes_back(&self) -> bool {
        true
    }
}

/// An app with an updater, the server that it looks at, and who may sign.
struct Scene {
    native: Native<MockRuntime>,
    server: Server,
    keys: KeyPair,
    ends: Ends,
    installed: PathBuf,
    _app: App<MockRuntime>,
    _folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let keys = KeyPair::generate_unencrypted_keypair().unwrap();
        let key = STANDARD.encode(keys.pk.to_box().unwrap().to_string());
        Self::of(keys, key)
    }

    /// One whose build has `key`.
    fn of(keys: KeyPair, key: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let installed = folder.path().join("HLS Studio.AppImage");
        std::fs::write(&installed, OLD).unwrap();
        std::fs::set_permissions(&installed, std::fs::Permissions::from_mode(0o755)).unwrap();
        let server = Server::start();
        let build = Build { address: Some(server.at("/latest.json")), key: Some(key), distribution: None };
        let kept = folder.path().join("cache/update");
        let native = Native::of(RUNNING.into(), build, None, kept, Some(installed.clone()));
        let mut context = mock_context(noop_assets());
        context.package_info_mut().version = RUNNING.parse().unwrap();
        let plugin = native.plugin(context.config_mut()).unwrap();
        let app = mock_builder().plugin(plugin).build(context).unwrap();
        let ends = Ends::default();
        native.attach(app.handle().clone(), ends.clone());
        Self { native, server, keys, ends, installed, _app: app, _folder: folder }
    }

    /// The signature of `bytes` as of `version`, by `keys`, as it stands in what is announced.
    fn signature(keys: &KeyPair, bytes: &[u8], version: &str) -> String {
        let comment = format!("timestamp:1700000000\tfile:HLS Studio.AppImage\tversion:{version}");
        let signed = minisign::sign(None, &keys.sk, bytes, Some(&comment), None).unwrap();
        STANDARD.encode(signed.into_string())
    }

    /// Announces `version` at `url` with this signature, changed by `change`.
    fn announce(&self, version: &str, url: &str, signature: &str, change: impl FnOnce(&mut Value)) {
        let target = tauri_plugin_updater::target().unwrap();
        let platform = json!({ "url": url, "signature": signature, "bytes": 20 });
        let mut manifest = json!({
            "product": "studio.hls.app", "version": version, "notes": "Faster.", "pub_date": "2026-11-29T20:00:00Z",
            "platforms": { target: platform },
        });
        change(&mut manifest);
        self.server.answer("/latest.json", Answer::Whole(manifest.to_string().into_bytes()));
    }

    /// Offers `bytes` as `version`, as it should be.
    fn offer(&self, version: &str, bytes: &[u8]) {
        let signature = Self::signature(&self.keys, bytes, version);
        self.announce(version, &self.server.at("/new.AppImage"), &signature, |_| {});
        self.server.answer("/new.AppImage", Answer::Whole(bytes.to_vec()));
    }

    async fn look(&self) -> Result<Option<String>, Code> {
        let found = self.native.look(None).await;
        found.map(|found| found.map(|release| release.version)).map_err(|failure| failure.code)
    }

    async fn load(&self) -> Result<(), Code> {
        self.native.load("0.3.0".into(), Box::new(|_, _| {})).await.map_err(|failure| failure.code)
    }

    /// The old version is in place with nothing beside it, and nobody was sent away.
    fn is_untouched(&self) -> bool {
        let beside = self.native.0.successor.as_ref().unwrap().file().exists();
        !beside && std::fs::read(&self.installed).unwrap() == OLD && self.ends.0.load(Ordering::SeqCst) == 0
    }
}

/// What a newer version is.
fn new() -> Vec<u8> {
    b"\x7fELF the new one ".repeat(20_000)
}

#[tokio::test]
async fn a_newer_version_is_found_loaded_and_put_in_place() {
    let scene = Scene::new();
    scene.offer("0.3.0", &new());
    let found = scene.native.look(None).await.unwrap().unwrap();
    assert_eq!((found.version.as_str(), found.notes.as_deref()), ("0.3.0", Some("Faster.")));
    assert_eq!((found.date.as_deref(), found.bytes), (Some("2026-11-29"), Some(20)));
    assert_eq!(scene.server.asked("/new.AppImage"), 0, "nothing is loaded before it is wanted");

    let heard = Arc::new(Mutex::new(Vec::new()));
    let noted = heard.clone();
    let note = move |bytes, of| noted.lock().unwrap().push((bytes, of));
    scene.native.load("0.3.0".into(), Box::new(note)).await.unwrap();
    let length = new().len() as u64;
    assert_eq!(heard.lock().unwrap().last(), Some(&(length, Some(length))));
    assert!(scene.is_untouched());

    scene.native.install().await.unwrap();
    assert_eq!(std::fs::read(&scene.installed).unwrap(), new());
    assert_eq!(scene.installed.metadata().unwrap().permissions().mode() & 0o777, 0o755);
    assert_eq!(scene.ends.0.load(Ordering::SeqCst), 1);
    assert!(!scene.native.0.kept.exists());
}

#[tokio::test]
async fn what_tauris_own_tool_has_signed_is_taken() {
    let scene = Scene::of(KeyPair::generate_unencrypted_keypair().unwrap(), TAURIS_KEY.into());
    scene.announce("0.3.0", &scene.server.at("/new.AppImage"), TAURIS_SIGNATURE, |_| {});
    scene.server.answer("/new.AppImage", Answer::Whole(SIGNED.to_vec()));
    assert_eq!(scene.look().await, Ok(Some("0.3.0".into())));
    scene.load().await.unwrap();
    scene.native.install().await.unwrap();
    assert_eq!(std::fs::read(&scene.installed).unwrap(), SIGNED);
}

#[tokio::test]
async fn what_is_older_or_as_new_is_not_found() {
    let scene = Scene::new();
    for version in ["0.2.0", "0.1.9", "0.2.0-rc.1"] {
        scene.offer(version, &new());
        assert_eq!(scene.look().await, Ok(None), "{version}");
        assert!(scene.load().await.is_err());
    }
}

#[tokio::test]
async fn what_another_has_signed_is_not_loaded() {
    let scene = Scene::new();
    let other = KeyPair::generate_unencrypted_keypair().unwrap();
    let url = scene.server.at("/new.AppImage");
    scene.offer("0.3.0", &new());
    scene.announce("0.3.0", &url, &Scene::signature(&other, &new(), "0.3.0"), |_| {});
    assert_eq!(scene.look().await, Ok(Some("0.3.0".into())));
    assert_eq!(scene.load().await, Err(Code::UpdateRefused));
    // One byte is another.
    scene.offer("0.3.0", &new());
    let mut changed = new();
    changed[1_000] ^= 1;
    scene.server.answer("/new.AppImage", Answer::Whole(changed));
    scene.look().await.unwrap();
    assert_eq!(scene.load().await, Err(Code::UpdateRefused));
    // A signature that is none.
    scene.announce("0.3.0", &url, "bm9uZQ==", |_| {});
    scene.look().await.unwrap();
    assert_eq!(scene.load().await, Err(Code::UpdateRefused));
    assert!(scene.native.install().await.is_err());
    assert!(scene.is_untouched());
}

#[tokio::test]
async fn an_older_version_under_a_newer_ones_number_is_not_loaded() {
    let scene = Scene::new();
    let url = scene.server.at("/new.AppImage");
    scene.offer("0.3.0", &new());
    // It is rightly signed, as what it is.
    scene.announce("0.3.0", &url, &Scene::signature(&scene.keys, &new(), "0.1.0"), |_| {});
    scene.look().await.unwrap();
    assert_eq!(scene.load().await, Err(Code::UpdateRefused));
    // What does not say which version it is may be any.
    let bare = minisign::sign(None, &scene.keys.sk, &new()[..], Some("timestamp:1"), None).unwrap();
    scene.announce("0.3.0", &url, &STANDARD.encode(bare.into_string()), |_| {});
    scene.look().await.unwrap();
    assert_eq!(scene.load().await, Err(Code::UpdateRefused));
    assert!(scene.is_untouched());
}

#[tokio::test]
async fn nonsense_where_it_is_looked_is_refused() {
    let scene = Scene::new();
    let url = scene.server.at("/new.AppImage");
    let announced = |change: fn(&mut Value)| scene.announce("0.3.0", &url, "x", change);
    let cases: [&dyn Fn(); 5] = [
        &|| {
            scene.server.answer("/latest.json", Answer::Whole(b"<html>Welcome to this hotel</html>".to_vec()))
        },
        &|| scene.server.answer("/latest.json", Answer::Whole(vec![b' '; feed::MOST_MANIFEST + 1])),
        &|| announced(|it| it["product"] = json!("com.example.other")),
        &|| {
            announced(|it| {
                it["platforms"] =
                    json!({ "plan9-mips": it["platforms"].as_object().unwrap().values().next() })
            })
        },
        &|| {
            announced(|it| {
                it["platforms"]
                    .as_object_mut()
                    .unwrap()
                    .values_mut()
                    .for_each(|it| it["url"] = json!("http://example.com/new.AppImage"))
            })
        },
    ];
    for (number, case) in cases.iter().enumerate() {
        case();
        assert_eq!(scene.look().await, Err(Code::UpdateRefused), "{number}");
        assert!(scene.load().await.is_err(), "{number}: nothing was found");
    }
    assert_eq!(scene.server.asked("/new.AppImage"), 0);
}

#[tokio::test]
async fn a_server_that_is_gone_or_has_nothing_is_said() {
    let scene = Scene::new();
    assert_eq!(scene.look().await, Err(Code::UpdateAway), "404");
    let nowhere = Some("http://127.0.0.1:1/latest.json".to_owned());
    assert_eq!(scene.native.look(nowhere).await.unwrap_err().code, Code::UpdateAway);
    let mirror = Some("http://example.com/latest.json".to_owned());
    assert_eq!(scene.native.look(mirror).await.unwrap_err().code, Code::UpdateRefused);
}

#[tokio::test]
async fn a_redirect_is_followed_to_safe_addresses_alone() {
    let scene = Scene::new();
    scene.offer("0.3.0", &new());
    scene.server.answer("/moved.json", Answer::Elsewhere(scene.server.at("/latest.json")));
    let look = |path: &str| scene.native.look(Some(scene.server.at(path)));
    assert_eq!(look("/moved.json").await.unwrap().unwrap().version, "0.3.0");
    scene.server.answer("/away.json", Answer::Elsewhere("http://example.com/latest.json".into()));
    assert_eq!(look("/away.json").await.unwrap_err().code, Code::UpdateRefused);
    scene.server.answer("/round.json", Answer::Elsewhere(scene.server.at("/round.json")));
    assert_eq!(look("/round.json").await.unwrap_err().code, Code::UpdateRefused);
    // So is the way to what is loaded.
    scene.server.answer("/new.AppImage", Answer::Elsewhere("http://example.com/new.AppImage".into()));
    scene.look().await.unwrap();
    assert_eq!(scene.load().await, Err(Code::UpdateRefused));
}

#[tokio::test]
async fn what_is_cut_off_or_too_large_is_not_loaded() {
    let scene = Scene::new();
    scene.offer("0.3.0", &new());
    scene.server.answer("/new.AppImage", Answer::CutOff(new()));
    scene.look().await.unwrap();
    assert_eq!(scene.load().await, Err(Code::UpdateAway));
    scene.server.answer("/new.AppImage", Answer::Promised(feed::MOST_BYTES + 1, new()));
    assert_eq!(scene.load().await, Err(Code::UpdateRefused));
    // It can be tried again.
    scene.server.answer("/new.AppImage", Answer::Whole(new()));
    assert_eq!(scene.load().await, Ok(()));
    assert!(scene.is_untouched());
}

#[tokio::test]
async fn a_slow_load_can_be_given_up() {
    let scene = Scene::new();
    scene.offer("0.3.0", &new());
    scene.server.answer("/new.AppImage", Answer::Stuck(new()));
    scene.look().await.unwrap();
    let (first, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let load = scene.native.load(
        "0.3.0".into(),
        Box::new(move |bytes, _| {
            let _ = first.send(bytes);
        }),
    );
    let load = tokio::spawn(load);
    assert!(heard.recv().await.unwrap() > 0);
    load.abort();
    assert!(load.await.unwrap_err().is_cancelled());
    assert!(!scene.native.0.kept.exists() && scene.is_untouched());
}

#[tokio::test]
async fn what_was_changed_while_it_waited_is_not_put_in_place() {
    let scene = Scene::new();
    scene.offer("0.3.0", &new());
    scene.look().await.unwrap();
    scene.load().await.unwrap();
    let mut changed = new();
    changed[5] ^= 1;
    std::fs::write(&scene.native.0.kept, changed).unwrap();
    assert_eq!(scene.native.install().await.unwrap_err().code, Code::UpdateRefused);
    assert!(scene.is_untouched());
}

#[tokio::test]
async fn what_is_signed_and_no_app_is_not_put_in_place() {
    let scene = Scene::new();
    scene.offer("0.3.0", b"signed, and no program");
    scene.look().await.unwrap();
    scene.load().await.unwrap();
    assert_eq!(scene.native.install().await.unwrap_err().code, Code::UpdateFailed);
    assert!(scene.is_untouched());
}

#[tokio::test]
async fn at_no_moment_is_there_no_whole_app() {
    let scene = Scene::new();
    // So large that it takes a while.
    let new = b"\x7fELF the new one ".repeat(4_000_000);
    scene.offer("0.3.0", &new);
    scene.look().await.unwrap();
    scene.load().await.unwrap();
    let (path, length) = (scene.installed.clone(), new.len() as u64);
    let looked = std::thread::spawn(move || {
        for looks in 1_u32.. {
            let there = path.metadata().map_or(0, |it| it.len());
            if there == length {
                return looks;
            }
            assert_eq!(there, OLD.len() as u64, "look {looks}");
        }
        0
    });
    scene.native.install().await.unwrap();
    assert!(looked.join().unwrap() > 1);
    assert!(std::fs::read(&scene.installed).unwrap() == new);
}

#[tokio::test]
async fn a_full_disk_keeps_nothing_and_it_can_be_tried_again() {
    let scene = Scene::new();
    scene.offer("0.3.0", &new());
    scene.look().await.unwrap();
    let kept = &scene.native.0.kept;
    std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("/dev/full", kept).unwrap();
    assert_eq!(scene.load().await, Err(Code::UpdateFailed));
    assert!(!kept.is_symlink() && scene.is_untouched());
    scene.load().await.unwrap();
    scene.native.install().await.unwrap();
    assert_eq!(std::fs::read(&scene.installed).unwrap(), new());
}

#[test]
fn the_page_may_not_speak_to_the_updater() {
    let capability = include_str!("../../capabilities/main.json");
    assert!(!capability.contains("updater"));
}
