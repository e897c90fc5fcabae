//! A child that misbehaves, and what is left of it.
//!
//! The child is this test program again, started with one ignored test as its only work.

use std::io::{Read as _, Write as _};
use std::time::Instant;

use domain::failure::Code;

use super::*;

/// Names the part the child plays; absent when a person runs the ignored tests.
const PART: &str = "HLS_STUDIO_TEST_CHILD";

/// Longer than any test waits.
const FOREVER: Duration = Duration::from_secs(600);

fn acting(part: &str) -> Command {
    let words = ["process::tests::child", "--exact", "--ignored", "--nocapture", "--quiet"];
    let program = std::env::current_exe().unwrap();
    Command::new(&program, words.map(OsString::from).to_vec()).variable(PART, part)
}

#[test]
#[ignore = "not a test: what the tests of this file start"]
fn child() {
    match std::env::var(PART).as_deref() {
        Ok("flood") => flood(),
        Ok("hang") => std::thread::sleep(FOREVER),
        Ok("endless line") => loop {
            std::io::stdout().write_all(&[b'x'; 8192]).unwrap();
        },
        Ok("echo") => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).unwrap();
            println!("heard {}", text.len());
        }
        Ok("leave a grandchild") => {
            println!("grandchild {}", grandchild());
        }
        Ok("keep a grandchild") => {
            println!("grandchild {}", grandchild());
            std::thread::sleep(FOREVER);
        }
        Ok("write to a reader") => write_to_a_reader(),
        Ok("crash midway") => {
            std::io::stdout().write_all(&[b'x'; 100_000]).unwrap();
            std::process::abort();
        }
        Ok("complain") => {
            eprintln!("[h264 @ 0x1] [error] no frame!");
            std::process::exit(7);
        }
        Ok("full disk") => {
            eprintln!("[hls @ 0x1] [error] No space left on device");
            std::process::exit(7);
        }
        _ => {}
    }
}

/// Far more than a pipe holds, on both pipes at once.
fn flood() {
    let noise = std::thread::spawn(|| {
        for n in 0..50_000 {
            eprintln!("noise {n} {}", "x".repeat(200));
        }
    });
    for n in 0..1000 {
        println!("line {n}");
    }
    noise.join().unwrap();
    println!("line last");
}

/// Without end, until nobody reads it any more.
fn write_to_a_reader() {
    while std::io::stdout().write_all(&[b'x'; 8192]).is_ok() {}
    eprintln!("[out @ 0x1] [error] Broken pipe");
    std::process::exit(1);
}

/// One that holds both pipes open and outlives its parent.
#[expect(clippy::disallowed_types, reason = "the process to be killed")]
fn grandchild() -> u32 {
    let exe = std::env::current_exe().unwrap();
    let words = ["process::tests::child", "--exact", "--ignored", "--nocapture", "--quiet"];
    std::process::Command::new(exe).args(words).env(PART, "hang").spawn().unwrap().id()
}

async fn lines_until(child: &mut Child, word: &str) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(line) = child.line().await.unwrap() {
        // The test runner of the child says things of its own.
        if line.starts_with(word) {
            lines.push(line.clone());
            if word != "line" {
                break;
            }
        }
    }
    lines
}

#[cfg(unix)]
async fn pid_of_grandchild(child: &mut Child) -> i32 {
    let lines = lines_until(child, "grandchild").await;
    lines[0].rsplit(' ').next().unwrap().parse().unwrap()
}

/// Whether a process runs: one that was killed and waits to be reaped by init does not.
#[cfg(target_os = "linux")]
fn runs(pid: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().next());
    !matches!(state, None | Some("Z" | "X"))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn runs(pid: i32) -> bool {
    rustix::process::Pid::from_raw(pid).is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok())
}

#[cfg(unix)]
async fn is_gone_soon(pid: i32) -> bool {
    for _ in 0..100 {
        if !runs(pid) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}

#[tokio::test]
async fn a_flood_on_stderr_blocks_nothing_and_only_its_end_is_kept() {
    let mut child = acting("flood").start().unwrap();
    let lines = lines_until(&mut child, "line").await;
    assert_eq!((lines.len(), lines.last().unwrap().as_str()), (1001, "line last"));
    let exit = child.finish().await.unwrap();
    assert!(exit.success());
    assert!(exit.tail.text().contains("noise 49999 ") && exit.tail.text().len() < 20_000);
}

#[tokio::test]
async fn bytes_reach_stdin_and_stdout_comes_back() {
    let limits = Limits { time: FOREVER, bytes: 10_000 };
    let (output, exit) = acting("echo").input(vec![b'y'; 1_000_000]).output(limits).await.unwrap();
    assert!(exit.success());
    assert!(String::from_utf8(output).unwrap().contains("heard 1000000"));
}

#[tokio::test]
async fn a_child_that_hangs_is_given_up_in_time() {
    let limits = Limits { time: Duration::from_millis(300), bytes: 10_000 };
    let before = Instant::now();
    let error = acting("hang").output(limits).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut(_)), "{error}");
    assert!(before.elapsed() < Duration::from_secs(2), "{:?}", before.elapsed());
}

#[tokio::test]
async fn a_line_without_an_end_is_given_up_at_the_limit() {
    let limits = Limits { time: FOREVER, bytes: 1_000_000 };
    let error = acting("endless line").output(limits).await.unwrap_err();
    assert!(matches!(error, Error::TooMuch(1_000_000)), "{error}");
}

#[tokio::test]
async fn what_cannot_be_started_is_said() {
    let error = Command::new(Path::new("/no/such/program"), Vec::new()).start().unwrap_err();
    assert!(matches!(error, Error::NotStarted(_)));
    assert_eq!(error.failure("x").code, Code::FfmpegMissing);
}

#[tokio::test]
async fn a_full_disk_has_its_own_code() {
    let limits = Limits { time: FOREVER, bytes: 10_000 };
    let (_, exit) = acting("full disk").output(limits).await.unwrap();
    assert!(!exit.success());
    let failure = exit.failure("x");
    assert_eq!(failure.code, Code::DiskFull);
    let detail = failure.detail.unwrap();
    assert!(
        detail.contains("--ignored") && detail.contains("exit") && detail.contains("No space"),
        "{detail}"
    );
}

#[tokio::test]
async fn what_one_writes_another_reads_and_both_logs_are_kept() {
    let limits = Limits { time: FOREVER, bytes: 10_000 };
    let (output, exit) = acting("echo").reads(acting("flood")).output(limits).await.unwrap();
    assert!(exit.success());
    let heard = String::from_utf8(output).unwrap();
    let heard: usize = heard.lines().find_map(|line| line.strip_prefix("heard ")).unwrap().parse().unwrap();
    assert!(heard > "line 999\n".len() * 1000 - 200, "{heard}");
    assert!(exit.detail().contains("noise 49999 "), "{}", exit.detail());
}

#[tokio::test]
async fn a_writer_that_crashes_is_not_a_short_input() {
    let limits = Limits { time: FOREVER, bytes: 10_000 };
    let (output, exit) = acting("echo").reads(acting("crash midway")).output(limits).await.unwrap();
    assert!(String::from_utf8(output).unwrap().contains("heard 1000"));
    assert!(!exit.success());
    assert_eq!(exit.failure("x").code, Code::FfmpegFailed);
}

#[tokio::test]
async fn a_reader_that_fails_is_why_the_writer_does() {
    // The one that hangs would never end by itself.
    let limits = Limits { time: Duration::from_secs(60), bytes: 10_000 };
    for (writer, words) in [("write to a reader", "Broken pipe"), ("hang", "")] {
        let (_, exit) = acting("full disk").reads(acting(writer)).output(limits).await.unwrap();
        let failure = exit.failure("x");
        assert_eq!((exit.success(), failure.code), (false, Code::DiskFull), "{writer}");
        let detail = failure.detail.unwrap();
        assert!(detail.contains("No space") && detail.contains(words), "{detail}");
    }
}

#[tokio::test]
async fn complaints_of_both_are_counted() {
    let mut child = acting("complain").reads(acting("write to a reader")).start().unwrap();
    child.finish().await.unwrap();
    let trouble = child.trouble();
    assert_eq!((trouble.errors, trouble.first.unwrap().contains("Broken pipe")), (2, true));
    let mut child = acting("echo").reads(acting("flood")).start().unwrap();
    child.finish().await.unwrap();
    assert_eq!(child.trouble().errors, 0);
}

#[cfg(unix)]
#[tokio::test]
async fn a_kill_or_a_drop_takes_both_ends_of_a_pipe() {
    for dropped in [false, true] {
        let mut child = acting("hang").reads(acting("write to a reader")).start().unwrap();
        let source = child.source.as_ref().unwrap().inner.id();
        let pids = [child.inner.id(), source].map(|pid| i32::try_from(pid.unwrap()).unwrap());
        assert!(pids.into_iter().all(runs));
        if dropped {
            drop(child);
        } else {
            child.kill().await;
            assert!(child.status.is_some() && child.source.as_ref().unwrap().status.is_some(), "not reaped");
        }
        for pid in pids {
            assert!(is_gone_soon(pid).await);
        }
    }
}

#[tokio::test]
async fn an_end_of_a_pipe_that_cannot_be_started_is_said() {
    let absent = Command::new(Path::new("/no/such/program"), Vec::new());
    let error = absent.clone().reads(acting("hang")).start().unwrap_err();
    assert!(matches!(error, Error::NotStarted(_)));
    let error = acting("hang").reads(absent).start().unwrap_err();
    assert!(matches!(error, Error::NotStarted(_)));
}

#[cfg(unix)]
#[tokio::test]
async fn a_kill_takes_the_grandchild_and_does_not_wait_for_its_pipes() {
    let mut child = acting("keep a grandchild").start().unwrap();
    let pid = pid_of_grandchild(&mut child).await;
    assert!(runs(pid));
    let before = Instant::now();
    child.kill().await;
    assert!(before.elapsed() < Duration::from_secs(2), "{:?}", before.elapsed());
    assert!(child.status.is_some(), "not reaped");
    assert!(is_gone_soon(pid).await);
}

#[cfg(unix)]
#[tokio::test]
async fn a_child_that_is_dropped_takes_the_grandchild_along() {
    let mut child = acting("keep a grandchild").start().unwrap();
    let pid = pid_of_grandchild(&mut child).await;
    let own = i32::try_from(child.inner.id().unwrap()).unwrap();
    drop(child);
    assert!(is_gone_soon(pid).await);
    assert!(is_gone_soon(own).await);
}

#[cfg(unix)]
#[tokio::test]
async fn a_child_that_ends_and_leaves_its_pipes_open_has_ended() {
    let mut child = acting("leave a grandchild").start().unwrap();
    let pid = pid_of_grandchild(&mut child).await;
    let before = Instant::now();
    while child.line().await.unwrap().is_some() {}
    let exit = child.finish().await.unwrap();
    assert!(exit.success());
    assert!(before.elapsed() < 3 * GRACE, "{:?}", before.elapsed());
    assert!(is_gone_soon(pid).await);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_encoder_lets_others_go_first() {
    let own = rustix::process::getpriority_process(None).unwrap();
    let mut child = acting("hang").priority(Priority::Background).start().unwrap();
    let pid = child.inner.id().and_then(|id| rustix::process::Pid::from_raw(id.try_into().ok()?));
    assert_eq!(rustix::process::getpriority_process(pid).unwrap(), own.max(10));
    child.kill().await;
}
