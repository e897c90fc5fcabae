//! What the bundler is told beyond `tauri.conf.json`: what only an installer has, and what differs from system to system.
//! It is no part of that file, because tauri-build asks at every build for all that the file names.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{BESIDE, libc, windows};
use crate::parts::Documents;
use crate::{system, workspace};

/// What an installer is made from.
pub(super) struct Place<'a> {
    /// As `std::env::consts::OS` names it.
    pub os: &'a str,
    /// The folder with the programs, and for files that are written here.
    pub stage: &'a Path,
    /// The oldest C library that the programs run with, on Linux.
    pub libc: Option<libc::Version>,
    /// What there is to sign with.
    pub keys: Keys,
    /// What is said about the parts of other people.
    pub documents: &'a Documents,
}

/// What there is to sign with, by the environment. Apple's certificate, account and key are read by the bundler itself.
#[derive(Default)]
pub(super) struct Keys {
    /// There is an identity of Apple's, or a certificate that holds one.
    pub apple: bool,
    /// The SHA-1 digest of a certificate in the Windows certificate store.
    pub windows: Option<String>,
    /// The server that says when something was signed; without one, a signature ends with its certificate.
    pub timestamps: Option<String>,
    /// The public half of the key that updates are signed with, where the other half is there.
    pub updates: Option<String>,
}

impl Keys {
    /// Those of the environment.
    pub(super) fn found() -> Self {
        let told = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            apple: ["APPLE_SIGNING_IDENTITY", "APPLE_CERTIFICATE"].iter().any(|name| told(name).is_some()),
            windows: told("WINDOWS_CERTIFICATE_THUMBPRINT"),
            timestamps: told("WINDOWS_TIMESTAMP_URL"),
            updates: told("TAURI_SIGNING_PRIVATE_KEY").and_then(|_| told("HLS_STUDIO_UPDATE_KEY")),
        }
    }
}

/// The configuration to merge into `tauri.conf.json` (RFC 7396). On Windows it writes two more files into the stage.
///
/// # Errors
/// When `tauri.conf.json` names no video types, or a file cannot be written.
pub(super) fn overlay(place: &Place) -> Result<Value> {
    let beside: Vec<PathBuf> = BESIDE.iter().map(|name| place.stage.join(name)).collect();
    let mut told = json!({ "bundle": { "externalBin": beside } });
    if let Some(key) = &place.keys.updates {
        told["bundle"]["createUpdaterArtifacts"] = json!(true);
        // For the bundler alone: the app has its key compiled in.
        told["plugins"]["updater"]["pubkey"] = json!(key);
    }
    if place.os != "linux" {
        // Beside the app's other files.
        let Documents { notices, sbom, .. } = place.documents;
        told["bundle"]["resources"] = named([(notices, "THIRD-PARTY.txt"), (sbom, "sbom.cdx.json")]);
    }
    match place.os {
        "macos" => told["bundle"]["macOS"] = macos(&place.keys),
        "windows" => {
            let types = windows::Types { endings: &endings()?, program: "hls-studio-app" };
            let (hooks, fragment) = (place.stage.join("hooks.nsh"), place.stage.join("types.wxs"));
            std::fs::write(&hooks, types.nsis())?;
            std::fs::write(&fragment, types.wix())?;
            told["bundle"]["windows"] = for_windows(&place.keys, &hooks, &fragment);
            // The bundler would make the app open every video of the person's from now on.
            told["bundle"]["fileAssociations"] = json!([]);
        }
        _ => {
            // Names the launcher, whose name other programs know it by, and the package.
            told["productName"] = json!("hls-studio");
            told["bundle"]["linux"] = linux(place.libc, place.documents);
        }
    }
    Ok(told)
}

/// The endings of all video types that the app opens, as `tauri.conf.json` has them.
fn endings() -> Result<Vec<String>> {
    let told = std::fs::read(workspace::root().join("src-tauri").join("tauri.conf.json"))?;
    let told: Value = serde_json::from_slice(&told).context("tauri.conf.json is no JSON")?;
    let types = told["bundle"]["fileAssociations"].as_array().context("no video types in tauri.conf.json")?;
    let endings = types.iter().flat_map(|of| of["ext"].as_array().into_iter().flatten());
    Ok(endings.filter_map(|ending| ending.as_str().map(str::to_owned)).collect())
}

/// Files by their paths, as the bundler takes them: each with the name that it gets.
fn named(files: [(&PathBuf, &str); 2]) -> Value {
    Value::Object(files.map(|(path, name)| (path.display().to_string(), json!(name))).into_iter().collect())
}

/// Apple silicon runs nothing that is not signed, so without an identity it is signed by nobody.
fn macos(keys: &Keys) -> Value {
    if keys.apple { json!({}) } else { json!({ "signingIdentity": "-" }) }
}

fn for_windows(keys: &Keys, hooks: &Path, fragment: &Path) -> Value {
    let mut told = json!({
        "nsis": { "installerHooks": hooks },
        "wix": {
            "template": windows::template(),
            "fragmentPaths": [fragment],
            "componentRefs": [windows::COMPONENT],
        },
    });
    if let Some(thumbprint) = &keys.windows {
        told["certificateThumbprint"] = json!(thumbprint);
        told["digestAlgorithm"] = json!("sha256");
        told["timestampUrl"] = json!(keys.timestamps);
    }
    told
}

/// What plays H.264 and AAC, by Fedora's names and by openSUSE's: one system has no package of the other's name, so none
/// can be demanded. Where they are missing, the app says so.
const RPM_DECODERS: [&str; 8] = [
    "gstreamer1-plugins-base",
    "gstreamer1-plugins-good",
    "gstreamer1-plugins-bad-free",
    "gstreamer1-plugin-libav",
    "gstreamer-plugins-base",
    "gstreamer-plugins-good",
    "gstreamer-plugins-bad",
    "gstreamer-plugins-libav",
];

/// What the packages of Linux ask for: what the web view plays H.264 and AAC with, and the C library. An AppImage takes the
/// former along, for its web view loads no plug-ins of the system's GStreamer; and it has none of the other packages' files.
fn linux(libc: Option<libc::Version>, documents: &Documents) -> Value {
    let mut deb: Vec<String> = system::PLAY.iter().map(|&package| package.to_owned()).collect();
    let mut rpm: Vec<String> = Vec::new();
    if let Some((major, minor)) = libc {
        deb.push(format!("libc6 (>= {major}.{minor})"));
        rpm.push(format!("libc.so.6(GLIBC_{major}.{minor})(64bit)"));
    }
    let Documents { notices, copyright, sbom } = documents;
    let files = json!({
        "/usr/share/doc/hls-studio/THIRD-PARTY.txt": notices,
        "/usr/share/doc/hls-studio/copyright": copyright,
        "/usr/share/doc/hls-studio/sbom.cdx.json": sbom,
    });
    let mut within = files.clone();
    for path in system::PLAY.iter().map(|package| format!("/usr/share/doc/{package}/copyright")) {
        within[&path] = json!(path);
    }
    json!({
        "appimage": { "bundleMediaFramework": true, "files": within },
        "deb": { "depends": deb, "files": files },
        "rpm": { "depends": rpm, "recommends": RPM_DECODERS, "files": files },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(os: &str, keys: Keys) -> (Value, tempfile::TempDir) {
        let stage = tempfile::tempdir().unwrap();
        let [notices, copyright, sbom] = ["notices", "copyright", "sbom"].map(|name| stage.path().join(name));
        let documents = Documents { notices, copyright, sbom };
        let told =
            overlay(&Place { os, stage: stage.path(), libc: Some((2, 36)), keys, documents: &documents })
                .unwrap();
        (told, stage)
    }

    #[test]
    fn ffmpeg_goes_along_under_a_name_of_our_own_everywhere() {
        for os in ["linux", "macos", "windows"] {
            let (told, stage) = told(os, Keys::default());
            let beside = told["bundle"]["externalBin"].as_array().unwrap();
            for program in beside {
                let name = Path::new(program.as_str().unwrap()).strip_prefix(stage.path()).unwrap();
                assert!(name.to_str().unwrap().starts_with("hls-studio"), "{program}");
            }
            assert_eq!(beside.len(), 3);
            // And so does what is said about everything in it.
            let text = told.to_string();
            assert!(text.contains("THIRD-PARTY.txt") && text.contains("sbom.cdx.json"), "{text}");
        }
    }

    #[test]
    fn a_deb_asks_for_the_decoders_and_the_c_library() {
        let (told, _stage) = told("linux", Keys::default());
        let depends = told["bundle"]["linux"]["deb"]["depends"].to_string();
        for wanted in
            ["gstreamer1.0-plugins-good", "gstreamer1.0-plugins-bad", "gstreamer1.0-libav", "libc6 (>= 2.36)"]
        {
            assert!(depends.contains(wanted), "{depends}");
        }
        assert_eq!(told["bundle"]["linux"]["rpm"]["depends"], json!(["libc.so.6(GLIBC_2.36)(64bit)"]));
        assert_eq!(told["productName"], "hls-studio");
    }

    #[test]
    fn an_appimage_has_the_decoders_in_it_and_says_what_they_are() {
        let (told, _stage) = told("linux", Keys::default());
        let of = &told["bundle"]["linux"]["appimage"];
        assert_eq!(of["bundleMediaFramework"], true);
        for (told, taken) in of["files"].as_object().unwrap() {
            assert!(told.starts_with("/usr/share/doc/") && !taken.as_str().unwrap().is_empty(), "{told}");
        }
        for file in ["hls-studio/THIRD-PARTY.txt", "gstreamer1.0-libav/copyright"] {
            assert!(of["files"].get(format!("/usr/share/doc/{file}")).is_some(), "{of}");
        }
    }

    #[test]
    fn without_apples_identity_it_is_signed_by_nobody() {
        let (unsigned, _stage) = told("macos", Keys::default());
        assert_eq!(unsigned["bundle"]["macOS"]["signingIdentity"], "-");
        let (signed, _stage) = told("macos", Keys { apple: true, ..Keys::default() });
        assert_eq!(signed["bundle"]["macOS"], json!({}));
    }

    #[test]
    fn windows_offers_the_app_for_the_types_of_the_configuration() {
        let (plain, stage) = told("windows", Keys::default());
        assert_eq!(plain["bundle"]["fileAssociations"], json!([]));
        assert!(plain["bundle"]["windows"].get("certificateThumbprint").is_none());
        for (kind, file) in [("installerHooks", "hooks.nsh"), ("fragmentPaths", "types.wxs")] {
            assert!(plain["bundle"]["windows"].to_string().contains(kind));
            let text = std::fs::read_to_string(stage.path().join(file)).unwrap();
            assert!(text.contains(r"Software\Classes\.mkv\OpenWithProgids"), "{text}");
        }
        let [windows, timestamps] = ["AB12", "http://t"].map(|it| Some(it.to_owned()));
        let keys = Keys { windows, timestamps, ..Keys::default() };
        let (signed, _stage) = told("windows", keys);
        assert_eq!(signed["bundle"]["windows"]["certificateThumbprint"], "AB12");
        assert_eq!(signed["bundle"]["windows"]["timestampUrl"], "http://t");
    }

    #[test]
    fn updates_are_signed_where_there_is_a_key() {
        let (unsigned, _stage) = told("linux", Keys::default());
        assert!(
            unsigned["bundle"].get("createUpdaterArtifacts").is_none() && unsigned.get("plugins").is_none()
        );
        let (signed, _stage) = told("linux", Keys { updates: Some("RWQ".to_owned()), ..Keys::default() });
        assert_eq!(signed["bundle"]["createUpdaterArtifacts"], true);
        assert_eq!(signed["plugins"]["updater"]["pubkey"], "RWQ");
    }
}
