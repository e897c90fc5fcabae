//! Destinations through the command line: added, listed, removed, their secrets where they belong and nowhere else.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tests::command_line::{Ended, Run};

const SECRET: &str = "wJalrXUtnFEMI-the-secret";

/// `destination …`, with everything of this installation below `home`, where no keychain is either.
fn run(home: &Path, arguments: &[&str]) -> Run {
    Run::new().arg("destination").args(arguments).envs_of(home)
}

trait AtHome {
    fn envs_of(self, home: &Path) -> Self;
}

impl AtHome for Run {
    fn envs_of(self, home: &Path) -> Self {
        let nowhere = format!("unix:path={}", home.join("no-bus").display());
        self.env("HLS_STUDIO_HOME", home)
            .env("HLS_STUDIO_LOG", "trace")
            .env("DBUS_SESSION_BUS_ADDRESS", nowhere)
            .env("XDG_RUNTIME_DIR", home)
    }
}

/// That a run has not told the secret, whose log is whole.
fn is_silent(ended: &Ended) {
    assert!(!ended.stderr.contains(SECRET), "{}", ended.stderr);
    assert!(ended.lines.iter().all(|(_, line)| !line.contains(SECRET)), "{:?}", ended.lines);
}

fn done(run: Run) -> Ended {
    let ended = run.finish();
    is_silent(&ended);
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    ended
}

/// A file with the secret, as editors write one.
fn secret_file(home: &Path) -> String {
    let file = home.join("secret.txt");
    fs::write(&file, format!("{SECRET}\n")).unwrap();
    file.display().to_string()
}

fn names(ended: &Ended) -> Vec<Value> {
    ended.events_called("destination").iter().map(|event| event["destination"]["name"].clone()).collect()
}

const BUCKET: [&str; 8] = [
    "add",
    "films",
    "--endpoint",
    "https://s3.eu-central-1.amazonaws.com",
    "--bucket=films",
    "--access-key=AKEXAMPLE",
    "--keep-secret-in-file",
    "--json",
];

#[test]
fn added_listed_and_removed() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let file = secret_file(home);
    let added = done(run(home, &BUCKET).args(["--secret-file", &file])).event("added");
    assert!(added["warning"].as_str().unwrap().contains("secrets.json"), "{added}");
    assert_eq!(added["destination"]["secret"], "file");
    assert_eq!(added["destination"]["kind"]["public_url"], "https://films.s3.eu-central-1.amazonaws.com/");
    let backend = ["add", "backend", "--backend", "http://127.0.0.1:8787", "--site", "https://example.com/"];
    let words = done(run(home, &backend).arg("--keep-secret-in-file").env("HLS_STUDIO_SECRET", SECRET));
    let words: Vec<&str> = words.lines.iter().map(|(_, line)| line.as_str()).collect();
    assert_eq!(words[0], "backend is added: the backend at http://127.0.0.1:8787.");
    assert!(words[1].starts_with("The secret is kept as it is in "), "{words:?}");

    let config = home.join("config");
    assert!(!fs::read_to_string(config.join("destinations.json")).unwrap().contains(SECRET));
    let kept: Value = serde_json::from_slice(&fs::read(config.join("secrets.json")).unwrap()).unwrap();
    assert_eq!(kept["secrets"], serde_json::json!({ "backend": SECRET, "films": SECRET }));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(config.join("secrets.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let listed = done(run(home, &["list", "--json"]));
    assert_eq!(names(&listed), ["films", "backend"]);
    assert_eq!(listed.events()[1]["destination"]["site"], "https://example.com");

    done(run(home, &["remove", "Films"]));
    assert_eq!(names(&done(run(home, &["list", "--json"]))), ["backend"]);
    let kept = fs::read_to_string(config.join("secrets.json")).unwrap();
    assert_eq!(kept.matches(SECRET).count(), 1, "its secret is gone with it");
    let again = run(home, &["remove", "films", "--json"]).finish();
    assert_eq!((again.code, &again.event("failed")["code"]), (Some(2), &"destination_missing".into()));
}

#[cfg(unix)]
#[test]
fn a_secret_comes_through_a_pipe() {
    let home = tempfile::tempdir().unwrap();
    let piped = run(home.path(), &BUCKET).args(["--secret-file", "-"]);
    done(piped.through("sh", ["-c", &format!("printf '%s\\r\\n' {SECRET} | \"$0\" \"$@\"")]));
    let kept = fs::read_to_string(home.path().join("config/secrets.json")).unwrap();
    assert!(kept.contains(&format!("\"{SECRET}\"")), "{kept}");
}

#[test]
fn what_cannot_be_is_refused_with_a_sentence() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let file = secret_file(home);
    done(run(home, &BUCKET).args(["--secret-file", &file]));
    let refused = |arguments: &[&str], code: &str, word: &str| {
        let ended = run(home, arguments).arg("--json").finish();
        is_silent(&ended);
        let failed = ended.event("failed");
        assert_eq!((ended.code, failed["code"].as_str()), (Some(2), Some(code)), "{failed}");
        assert!(failed["message"].as_str().unwrap().contains(word), "{failed}");
    };
    let at = "--backend=https://signer.example.com";
    let from = format!("--secret-file={file}");
    refused(&["add", "FILMS", at, &from], "destination_invalid", "already");
    refused(&["add", "a b", at, &from], "destination_invalid", "name");
    refused(&["add", "b", "--backend=http://signer.example.com", &from], "destination_invalid", "https");
    refused(&["add", "b", at], "secret_missing", "--secret-file");
    refused(&["add", "b", at, "--site=example.com", &from], "destination_invalid", "origin");
    let r2 = ["--endpoint=https://0.r2.cloudflarestorage.com", "--bucket=b", "--access-key=A"];
    refused(&[&["add", "b"], r2.as_slice(), &[&from]].concat(), "destination_invalid", "r2.dev");
    // The secret is no argument.
    let told = run(home, &["add", "b", at, "--secret", "x"]).finish();
    assert_eq!(told.code, Some(2));
    assert_eq!(names(&done(run(home, &["list", "--json"]))), ["films"]);
}

#[cfg(target_os = "linux")]
mod keychain {
    use std::time::Duration;

    use secrecy::ExposeSecret;
    use studio::paths::Paths;
    use studio::secrets::{Kept, Secrets};

    use super::*;

    /// Set for the run of these tests within a session that has a keychain: the home to look in.
    const ASK: &str = "HLS_STUDIO_TEST_KEYCHAIN";

    const BACKEND: [&str; 4] = ["add", "site", "--backend=https://signer.example.com", "--json"];

    /// Has it run in a session of its own, whose keychain opens by this password.
    fn in_session(run: Run, home: &Path, password: &str) -> Run {
        // It is there before it can be spoken to.
        let is_there = "dbus-send --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
                        string:org.freedesktop.secrets | grep -q 'boolean true'";
        let open = format!(
            "printf %s {password} | gnome-keyring-daemon --unlock --components=secrets >&2 || exit 99
             until {is_there}; do sleep 0.01; done
             \"$0\" \"$@\""
        );
        run.through("dbus-run-session", ["--", "sh", "-c", &open])
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("share"))
            .env("XDG_RUNTIME_DIR", home)
    }

    /// What the keychain tells of the secret of `site`, to a process that is not the one that told it.
    fn asked(home: &Path) -> Ended {
        let this = std::env::current_exe().unwrap();
        let test = ["--exact", "destinations::keychain::tell", "--nocapture"];
        let ended = in_session(Run::of(&this).args(test).env(ASK, home), home, "pw").finish();
        ended.mark.wait_until_gone(Duration::from_secs(10));
        assert_eq!(ended.code, Some(0), "{ended:#?}");
        ended
    }

    #[tokio::test]
    async fn tell() {
        let Some(home) = std::env::var_os(ASK) else { return };
        let secrets = Secrets::new(&Paths::resolve(Some(home.into())).config);
        match secrets.get(&"Site".parse().unwrap(), Kept::Keychain).await {
            Ok(secret) => println!("told {}", secret.expose_secret()),
            Err(failure) => println!("told {:?}", failure.code),
        }
    }

    fn told(ended: &Ended) -> &str {
        ended.lines.iter().find_map(|(_, line)| line.split_once("told ")).expect("it tells").1
    }

    #[test]
    fn the_keychain_keeps_the_secret() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path();
        let file = secret_file(home);
        let add = run(home, &BACKEND).args(["--secret-file", &file]);
        let added = done(in_session(add, home, "pw"));
        added.mark.wait_until_gone(Duration::from_secs(10));
        assert_eq!(added.event("added")["destination"]["secret"], "keychain");
        assert!(added.event("added").get("warning").is_none());
        assert!(!home.join("config/secrets.json").exists());
        assert!(!fs::read_to_string(home.join("config/destinations.json")).unwrap().contains(SECRET));
        assert_eq!(told(&asked(home)), SECRET);
        let removed = done(in_session(run(home, &["remove", "site", "--json"]), home, "pw"));
        removed.mark.wait_until_gone(Duration::from_secs(10));
        assert!(removed.event("removed").get("warning").is_none(), "{removed:#?}");
        assert_eq!(told(&asked(home)), "SecretMissing");
    }

    #[test]
    fn without_a_keychain_the_way_out_is_said_at_once() {
        let home = tempfile::tempdir().unwrap();
        let file = secret_file(home.path());
        let ended = run(home.path(), &BACKEND).args(["--secret-file", &file]).finish();
        is_silent(&ended);
        let failed = ended.event("failed");
        assert_eq!((ended.code, failed["code"].as_str()), (Some(2), Some("keychain_missing")), "{failed}");
        assert!(failed["message"].as_str().unwrap().contains("--keep-secret-in-file"), "{failed}");
        assert!(ended.took < Duration::from_secs(5), "{:?}", ended.took);
        assert!(names(&done(run(home.path(), &["list", "--json"]))).is_empty());
    }
}
