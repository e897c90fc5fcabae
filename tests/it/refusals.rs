//! Every bad input gets one clear sentence with its code and its exit code; nothing is left behind, nothing else is
//! disturbed.

use std::fs;
use std::path::{Path, PathBuf};

use tests::clips::{Clip, copied, real};
use tests::command_line::{Ended, Run};
use tests::programs::ffmpeg;

use crate::verify::{names, verify};

/// One sentence for a person, its code, its exit code, and nothing in `out`.
fn refused(run: &Ended, out: &Path, code: &str, exit: i32) {
    assert_eq!(run.code, Some(exit), "{run:#?}");
    let failed = run.event("failed");
    assert_eq!(failed["code"], code, "{run:#?}");
    is_one_sentence_or_two(failed["message"].as_str().unwrap());
    assert_eq!(run.events().last(), Some(&failed));
    assert!(run.stderr.is_empty(), "{run:#?}");
    assert!(names(out).is_empty(), "{:?}", names(out));
}

fn is_one_sentence_or_two(message: &str) {
    assert!(message.ends_with('.') && !message.contains('\n') && message.len() < 240, "{message}");
    assert!(message.chars().next().is_some_and(|first| !first.is_lowercase()), "{message}");
}

/// Refused in JSON and in plain words.
fn refuses(input: &Path, code: &str) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    refused(&Run::convert(&out).arg(input).finish(), &out, code, 3);
    let plain = Run::new().arg("convert").arg("--out").arg(&out).arg(input).finish();
    assert_eq!(plain.code, Some(3), "{plain:#?}");
    assert!(plain.lines.is_empty() && !plain.stderr.contains("panicked"), "{plain:#?}");
    is_one_sentence_or_two(plain.stderr.lines().next().unwrap());
    let probed = Run::new().arg("probe").arg(input).arg("--json").finish();
    assert_eq!((probed.code, &probed.event("failed")["code"]), (Some(3), &code.into()), "{probed:#?}");
}

fn made(folder: &Path, name: &str, words: &str) -> PathBuf {
    let path = folder.join(name);
    let clip = real(Clip::BigBuckBunny720p);
    let words = ["-i".as_ref(), clip.as_os_str()].into_iter().chain(words.split(' ').map(AsRef::as_ref));
    ffmpeg(words.chain([path.as_os_str()]));
    path
}

#[test]
fn an_empty_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.mp4");
    fs::write(&path, "").unwrap();
    refuses(&path, "input_empty");
}

#[test]
fn a_text_file_named_mp4() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.mp4");
    fs::write(&path, "Dear reader, this is no video.\n".repeat(100)).unwrap();
    refuses(&path, "input_not_media");
}

#[test]
fn an_mp4_cut_before_its_moov() {
    let folder = tempfile::tempdir().unwrap();
    let whole = made(folder.path(), "whole.mp4", "-c copy");
    let bytes = fs::read(&whole).unwrap();
    let cut = folder.path().join("cut.mp4");
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    assert!(!fs::read(&cut).unwrap().windows(4).any(|word| word == b"moov"));
    refuses(&cut, "input_damaged");
}

#[test]
fn pictures() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["photo.jpg", "photo.png", "photo.bmp", "photo.gif"] {
        refuses(&made(folder.path(), name, "-frames:v 1 -update 1"), "input_is_picture");
    }
}

#[test]
fn subtitles_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("words.srt");
    fs::write(&text, "1\n00:00:00,000 --> 00:00:02,000\nHello\n").unwrap();
    refuses(&text, "input_not_media");
    let film = folder.path().join("words.mkv");
    ffmpeg(["-i".as_ref(), text.as_os_str(), film.as_os_str()]);
    refuses(&film, "input_not_media");
}

#[test]
fn a_folder_and_nothing_at_all() {
    let folder = tempfile::tempdir().unwrap();
    refuses(folder.path(), "input_not_a_file");
    refuses(&folder.path().join("nothing.mp4"), "input_missing");
    let file = folder.path().join("file.mp4");
    fs::write(&file, "x").unwrap();
    refuses(&file.join("below.mp4"), "input_missing");
}

#[cfg(unix)]
#[test]
fn a_device_and_a_pipe_are_not_waited_for() {
    refuses(Path::new("/dev/zero"), "input_not_a_file");
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("socket.mp4");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    refuses(&socket, "input_not_a_file");
}

#[test]
fn an_output_folder_that_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "in the way").unwrap();
    for out in [file.clone(), file.join("below")] {
        let run = Run::convert(&out).arg(real(Clip::Carphone)).finish();
        refused(&run, &out, "output_not_writable", 5);
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "in the way");
}

/// A folder that a user without rights can run the programs from, and use the clips of.
#[cfg(unix)]
struct Commons {
    folder: tempfile::TempDir,
}

#[cfg(unix)]
impl Commons {
    fn new() -> Self {
        let commons = Self { folder: tempfile::tempdir().unwrap() };
        commons.mode("", 0o755);
        let sidecars = tests::programs::sidecars();
        for program in [&tests::programs::command_line(), &sidecars.ffmpeg, &sidecars.ffprobe] {
            let copy = commons.at(program.file_name().unwrap().to_str().unwrap());
            // A copy of 170 MB is only made when the folders are on two file systems.
            if fs::hard_link(program, &copy).is_err() {
                fs::copy(program, &copy).unwrap();
            }
        }
        commons
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn mode(&self, name: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(self.at(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    /// The command line as someone who is not root: as nobody when the tests are run by root.
    fn run(&self) -> Run {
        let sidecars = tests::programs::sidecars();
        let beside = |program: &Path| self.at(program.file_name().unwrap().to_str().unwrap());
        let run = Run::of(&beside(&tests::programs::command_line()))
            .env("HLS_STUDIO_FFMPEG", beside(&sidecars.ffmpeg))
            .env("HLS_STUDIO_FFPROBE", beside(&sidecars.ffprobe))
            .args(["convert", "--json", "--quality", "fast"])
            .current_dir(self.folder.path());
        if rustix::process::geteuid().is_root() { run.as_nobody() } else { run }
    }
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_and_what_may_not_be_written() {
    let commons = Commons::new();
    for name in ["open.mp4", "shut.mp4"] {
        copied(Clip::Carphone, &commons.at(name));
    }
    commons.mode("open.mp4", 0o644);
    commons.mode("shut.mp4", 0o000);
    for (name, mode) in [("shared", 0o777), ("closed", 0o555)] {
        fs::create_dir(commons.at(name)).unwrap();
        commons.mode(name, mode);
    }
    let unreadable = commons.run().args(["--out", "shared", "shut.mp4"]).finish();
    refused(&unreadable, &commons.at("shared"), "input_unreadable", 3);
    let unwritable = commons.run().args(["--out", "closed", "open.mp4"]).finish();
    refused(&unwritable, &commons.at("closed"), "output_not_writable", 5);
    let unmakeable = commons.run().args(["--out", "closed/below", "open.mp4"]).finish();
    refused(&unmakeable, &commons.at("closed"), "output_not_writable", 5);
    // The same user, allowed both: it was not the user's other rights that were missing.
    assert_eq!(commons.run().args(["--out", "shared", "open.mp4"]).finish().code, Some(0));
    commons.mode("closed", 0o755);
}

#[test]
fn wishes_that_cannot_be_met() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    for ladder in ["1080", "144,1080", "17"] {
        let run = Run::convert(&out).args(["--ladder", ladder]).arg(real(Clip::Bikes)).finish();
        refused(&run, &out, "choice_impossible", 2);
    }
    for wrong in [["--segment", "0"], ["--segment", "11"], ["--ladder", "tall"], ["--quality", "divine"]] {
        let run = Run::new().args(["convert", "--out"]).arg(&out).args(wrong).arg(real(Clip::Bikes)).finish();
        assert_eq!(run.code, Some(2), "{run:#?}");
        assert!(run.stderr.contains(wrong[0]), "{run:#?}");
    }
    assert!(!out.exists());
}

#[test]
fn bad_files_disturb_no_good_ones() {
    let folder = tempfile::tempdir().unwrap();
    let [first, text, empty, last, out] =
        ["first.mp4", "text.mp4", "empty.mp4", "last.mp4", "out"].map(|it| folder.path().join(it));
    copied(Clip::Carphone, &first);
    fs::write(&text, "no video").unwrap();
    fs::write(&empty, "").unwrap();
    copied(Clip::Carphone, &last);
    let run = Run::convert(&out).args([&first, &text, &empty, &last]).finish();
    assert_eq!(run.code, Some(3), "{run:#?}");
    let outcome: Vec<(String, PathBuf)> = run
        .events()
        .into_iter()
        .filter(|event| event["event"] == "finished" || event["event"] == "failed")
        .map(|event| {
            let code = event["code"].as_str().unwrap_or("finished").to_owned();
            (code, event["input"].as_str().unwrap().into())
        })
        .collect();
    let expected =
        [("finished", first), ("input_not_media", text), ("input_empty", empty), ("finished", last)];
    assert_eq!(outcome, expected.map(|(code, path)| (code.to_owned(), path)));
    let summary = run.events().pop().unwrap();
    assert_eq!(summary, serde_json::json!({ "event": "summary", "finished": 2, "failed": 2 }));
    assert!(run.events().iter().rev().skip(1).all(|event| event["input"].is_string()));
    assert_eq!(names(&out), ["first", "last"].map(str::to_owned).into());
    for name in ["first", "last"] {
        assert_eq!(verify(&out.join(name)).pictures[0].frames, 120);
    }
}

#[test]
fn the_first_failure_decides_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let (out, missing) = (folder.path().join("out"), folder.path().join("missing.mp4"));
    let run = Run::convert(&out).args(["--ladder", "1080"]).arg(real(Clip::Bikes)).arg(missing).finish();
    let codes: Vec<_> = run.events_called("failed").iter().map(|event| event["code"].clone()).collect();
    assert_eq!(codes, ["choice_impossible", "input_missing"]);
    assert_eq!(run.code, Some(2), "{run:#?}");
}
