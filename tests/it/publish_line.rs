//! Publishing from the command line: whole, while a package is made, again with what changed, back, and down; killed and gone
//! on with.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use contract::names::ObjectPath;
use serde_json::Value;
use signer::demo::Weather;
use tests::backend::{Backend, Wish};
use tests::clips::{Clip, real};
use tests::command_line::{Ended, Run};
use tests::inputs::Recipe;
use tests::published::{is_whole, package, read, upload_of, watch, write};
use tokio::task::block_in_place;

/// Everything of this installation is below here, and its secrets are in a file.
struct Home {
    folder: tempfile::TempDir,
    backend: Backend,
}

impl Home {
    /// With the destination `site`, the reference backend.
    async fn with(wish: Wish) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::with(folder.path(), wish).await;
        let home = Self { folder, backend };
        let add = ["destination", "add", "site", "--backend", &home.backend.url, "--keep-secret-in-file"];
        let added = block_in_place(|| home.run(add).env("HLS_STUDIO_SECRET", &home.backend.token).finish());
        assert_eq!(added.code, Some(0), "{added:#?}");
        home
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        self.told(Run::new()).args(arguments)
    }

    fn told(&self, run: Run) -> Run {
        run.env("HLS_STUDIO_HOME", self.path().join("home")).env("HLS_STUDIO_LOG", "trace")
    }

    fn publish(&self, package: &Path) -> Run {
        self.run(["publish", "--to", "site", "--json", "--unchecked"]).arg(package)
    }

    /// Runs it, and sees to it that nothing secret is said.
    fn finish(&self, run: Run) -> Ended {
        let ended = block_in_place(|| run.finish());
        let said = ended.lines.iter().map(|(_, line)| line.as_str()).chain([ended.stderr.as_str()]);
        for text in said {
            assert!(!text.contains(&self.backend.token) && !text.contains("X-Amz-Signature"), "{text}");
        }
        ended
    }

    fn done(&self, run: Run) -> Ended {
        let ended = self.finish(run);
        assert_eq!(ended.code, Some(0), "{ended:#?}");
        ended
    }
}

fn text<'a>(event: &'a Value, name: &str) -> &'a str {
    event[name].as_str().unwrap_or_else(|| panic!("{name} of {event}"))
}

/// Where the files of a published version are.
fn base(published: &Value) -> String {
    text(published, "public_url").strip_suffix("master.m3u8").unwrap().to_owned()
}

/// A store that counts what is uploaded, copies inside of it aside.
fn counting() -> (Weather, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    let weather: Weather = Arc::new(move |parts| {
        if upload_of(parts).is_some() && !parts.headers.contains_key("x-amz-copy-source") {
            seen.fetch_add(1, Ordering::SeqCst);
        }
        None
    });
    (weather, count)
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_follow_one_another_and_go() {
    let (weather, count) = counting();
    let home = Home::with(Wish { weather: Some(weather), ..Wish::default() }).await;
    let (package, paths) = package(home.path(), 20);
    let refused = home.finish(home.run(["publish", "--to", "site", "--json"]).arg(&package));
    assert_eq!((refused.code, &refused.event("failed")["code"]), (Some(7), &"package_incorrect".into()));
    assert_eq!(count.load(Ordering::SeqCst), 0);

    let first = home.done(home.publish(&package)).event("published");
    assert_eq!(count.swap(0, Ordering::SeqCst), paths.len());
    assert!(text(&first, "stable_url").ends_with("/anna/film/master.m3u8"), "{first}");
    is_whole(&package, &paths, &base(&first)).await;
    let kept = fs::read(package.join("video/avc-360p/seg_00003.m4s")).unwrap();
    write(&package.join("video/avc-360p/seg_00003.m4s"), b"others");
    let second = home.done(home.publish(&package)).event("published");
    assert_eq!(count.swap(0, Ordering::SeqCst), 1, "nothing but what changed is sent");
    is_whole(&package, &paths, &base(&second)).await;
    let leads = async |version: &Value| {
        let entry = read(&reqwest::Client::new(), text(version, "stable_url")).await.unwrap();
        String::from_utf8(entry).unwrap().contains(&format!("{}/video", text(version, "version")))
    };
    assert!(leads(&second).await);

    let back = home.publish(&package).args(["--version", text(&first, "version")]);
    home.done(back);
    assert!(leads(&first).await);
    let listed = home.done(home.run(["published", "--json"]));
    let leading: Vec<bool> = listed.events().iter().map(|event| event["leads"].as_bool().unwrap()).collect();
    assert_eq!(leading, [false, true]);

    // The package's folder may be gone by then.
    fs::remove_dir_all(&package).unwrap();
    let down = home.done(home.run(["unpublish", "--now", "--json"]).arg(&package));
    assert_eq!(down.events_called("unpublished").len(), 2);
    assert_eq!(home.backend.bucket().list("").await.unwrap(), Vec::new());
    let none = home.finish(home.run(["unpublish", "--json"]).arg(&package));
    assert_eq!((none.code, &none.event("failed")["code"]), (Some(2), &"not_published".into()));
    drop(kept);
}

/// Every file of a package, but what is never published.
fn all(package: &Path) -> Vec<ObjectPath> {
    publish::files::all(package).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_goes_up_while_it_is_made() {
    let (weather, count) = counting();
    let home = Home::with(Wish { weather: Some(weather), ..Wish::default() }).await;
    let out = home.path().join("out");
    let run = home.told(Run::convert(&out)).args(["--ladder", "240,360", "--segment", "2", "--to", "site"]);
    let mut running = run.arg(real(Clip::BigBuckBunny1080p)).start();
    let begun = block_in_place(|| running.wait_for_event("publishing"));
    let stable = text(&begun, "stable_url").to_owned();
    let end = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(watch(stable.clone(), Arc::clone(&end)));
    // Segments are up before the package stands.
    let early = block_in_place(|| running.wait_until(|_| count.load(Ordering::SeqCst) >= 4));
    assert!(early && !out.join("big-buck-bunny-1080p/master.m3u8").exists());
    let ended = block_in_place(|| running.finish(Duration::from_secs(180)));
    end.store(true, Ordering::SeqCst);
    watcher.await.unwrap();
    assert!(!ended.stderr.contains(&home.backend.token));
    let package = ended.package();
    let published = ended.event("published");
    assert_eq!(text(&published, "stable_url"), stable);
    let last = ended.events().pop().unwrap();
    assert_eq!(last["event"], "finished", "the last word is of the package");
    is_whole(&package, &all(&package), &base(&published)).await;
    let secret = home.backend.token.as_bytes();
    for file in walk(&package) {
        let bytes = fs::read(&file).unwrap();
        assert!(!bytes.windows(secret.len()).any(|some| some == secret), "{}", file.display());
    }
}

/// Every file below a folder.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_plays_before_all_of_it_is_made() {
    let (weather, count) = counting();
    let home = Home::with(Wish { weather: Some(weather), ..Wish::default() }).await;
    let x264 = "-c:v libx264 -preset ultrafast -g 48 -b:v 1200k -maxrate 1800k -bufsize 3600k";
    let clip = Recipe::of("mp4", format!("-i BUNNY -t 10 -vf scale=1280:720 {x264} -c:a aac -ac 2"));
    let out = home.path().join("out");
    let run = home.told(Run::convert(&out)).args(["--ladder", "240,360,480,720", "--segment", "2"]);
    let clip = clip.made("early");
    let mut running = run.args(["--to", "site", "--early-link"]).arg(clip).start();
    let early = block_in_place(|| running.wait_for_event("early_link"));
    assert!(!out.join("early/master.m3u8").exists());
    let (client, stable) = (reqwest::Client::new(), text(&early, "stable_url").to_owned());
    let heights = async || {
        let entry = String::from_utf8(read(&client, &stable).await.unwrap()).unwrap();
        let of =
            |line: &str| line.split("RESOLUTION=").nth(1)?.split('x').nth(1)?.split(',').next()?.parse().ok();
        let heights: std::collections::BTreeSet<u32> = entry.lines().filter_map(of).collect();
        heights.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(heights().await, [360, 720]);
    let sent = count.swap(0, Ordering::SeqCst);
    let end = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(watch(stable.clone(), Arc::clone(&end)));
    let ended = block_in_place(|| running.finish(Duration::from_secs(180)));
    end.store(true, Ordering::SeqCst);
    watcher.await.unwrap();
    let package = ended.package();
    assert_eq!(heights().await, [240, 360, 480, 720]);
    is_whole(&package, &all(&package), &base(&ended.event("published"))).await;
    let again = count.load(Ordering::SeqCst);
    assert!(again < all(&package).len() && sent > 20, "{sent} sent first, {again} then");
    assert!(!out.join(".early").exists());
    let listed = home.done(home.run(["published", "--json"]).arg(&package));
    assert_eq!(listed.events().len(), 2, "both are the package's versions");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cancelled_leaves_nothing_anywhere() {
    let (weather, count) = counting();
    let home = Home::with(Wish { weather: Some(weather), ..Wish::default() }).await;
    let out = home.path().join("out");
    let run = home.told(Run::convert(&out)).args(["--ladder", "240,360", "--segment", "2", "--to", "site"]);
    let mut running = run.arg(real(Clip::BigBuckBunny1080p)).start();
    assert!(block_in_place(|| running.wait_until(|_| count.load(Ordering::SeqCst) >= 2)));
    running.signal(rustix::process::Signal::INT);
    let ended = block_in_place(|| running.finish(Duration::from_secs(60)));
    assert_eq!(ended.code, Some(130), "{ended:#?}");
    assert!(!out.exists());
    assert_eq!(home.backend.bucket().list("").await.unwrap(), Vec::new());
}

/// Kills a publish of this package again and again, each time after so many uploads and then so long; then lets it come to
/// its end. Gives how many uploads there were in all.
pub(crate) async fn killed(package: &Path, paths: &[ObjectPath], kills: &[(usize, Duration)]) -> usize {
    let (weather, count) = counting();
    let home = Home::with(Wish { weather: Some(weather), ..Wish::default() }).await;
    let (mut watcher, mut through) = (None, 0);
    let end = Arc::new(AtomicBool::new(false));
    for (uploads, then) in kills {
        let due = (count.load(Ordering::SeqCst) + uploads).min(paths.len());
        let mut running = home.publish(package).arg("--limit=2000").start();
        let begun = block_in_place(|| running.wait_for_event("publishing"));
        let stable = text(&begun, "stable_url").to_owned();
        watcher.get_or_insert_with(|| tokio::spawn(watch(stable, Arc::clone(&end))));
        let ended = block_in_place(|| {
            if running.wait_until(|_| count.load(Ordering::SeqCst) >= due) {
                // Where in its work it is hit is left to chance.
                std::thread::sleep(*then);
                running.kill();
            }
            running.finish(Duration::from_secs(60))
        });
        through += ended.events_called("published").len();
    }
    let published = home.done(home.publish(package)).event("published");
    end.store(true, Ordering::SeqCst);
    if let Some(watcher) = watcher {
        watcher.await.unwrap();
    }
    is_whole(package, paths, &base(&published)).await;
    let listed = home.done(home.run(["published", "--json"]));
    // However often it was begun, it is one version; but for those that were said to be through before they were hit.
    assert_eq!(listed.events().len(), 1 + through);
    count.load(Ordering::SeqCst)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publish_that_is_killed_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let (package, paths) = package(folder.path(), 200);
    let kills = [1, 7, 40, 60, 30].map(|uploads| (uploads, Duration::ZERO));
    let uploads = killed(&package, &paths, &kills).await;
    // What was under way when it was killed is sent again, and nothing else.
    assert!(uploads <= paths.len() + kills.len() * 32, "{uploads} uploads of {} files", paths.len());
}
