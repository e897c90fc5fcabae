//! An ffmpeg that misbehaves as `FAKE_FFMPEG` says while it encodes; for everything else, and without that variable,
//! it is the ffmpeg that `FAKE_FFMPEG_REAL` names. Where pictures are asked for, `FAKE_FFMPEG_SPANS` is a file that is
//! told the number of their first GOP, a line each time, and where hardware is tried, `FAKE_FFMPEG_TRIES` is another
//! that is told a line. Some behaviours are those of hardware, NVIDIA's, which is x264 dressed up. It says that it lacks the encoders in `FAKE_FFMPEG_WITHOUT`.

use std::error::Error;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitCode, Stdio};

/// How much is written to stderr by a flood: more than any pipe holds.
const FLOOD_LINES: usize = 200_000;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    // Only an encoder is asked for progress; questions and stills are answered by the real one.
    let encodes = arguments.iter().any(|argument| argument == "-progress");
    let behaviour = std::env::var("FAKE_FFMPEG").unwrap_or_default();
    tell(&arguments)?;
    if arguments.iter().any(|argument| argument == "-encoders")
        && let Ok(without) = std::env::var("FAKE_FFMPEG_WITHOUT")
    {
        return list_without(&without, &arguments);
    }
    if behaviour.starts_with("hardware") {
        return hardware(&behaviour, encodes, &arguments);
    }
    match behaviour.as_str() {
        "" => pass_on(&arguments),
        "forget packets" if arguments.iter().any(|word| word == "framecrc") => forget_packets(&arguments),
        "forget packets" => pass_on(&arguments),
        "lose the copied" if copies_pictures(&arguments) => lose_source(&arguments),
        "lose the copied" => pass_on(&arguments),
        _ if !encodes && arguments != ["linger"] => pass_on(&arguments),
        "crash" => crash_after(10, &arguments),
        // The sound is made by others.
        "crash later" if !makes_pictures(&arguments) => pass_on(&arguments),
        "crash later" => crash_after(if begins(&arguments) { 100 } else { 1 }, &arguments),
        "flood" => Ok(flood()),
        "succeed" => Ok(ExitCode::SUCCESS),
        "hang" => hang(),
        "hang once" if !makes_pictures(&arguments) || !is_first()? => pass_on(&arguments),
        "hang once" => hang(),
        "chatter" => {
            std::thread::spawn(|| while chatter() {});
            let status = real(&arguments)?.status()?;
            Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        "orphan" => {
            leave_behind()?;
            complain("Error: the encoder left, its child did not");
            Ok(ExitCode::FAILURE)
        }
        "family" => {
            leave_behind()?;
            hang()
        }
        other => Err(format!("FAKE_FFMPEG={other} is not known").into()),
    }
}

/// Lists all packets but the last ones of the first stream.
fn forget_packets(arguments: &[OsString]) -> Result<ExitCode, Box<dyn Error>> {
    let list = String::from_utf8(real(arguments)?.stderr(Stdio::inherit()).output()?.stdout)?;
    let packets = list.lines().filter(|line| line.starts_with("0,")).count();
    let mut left = packets.saturating_sub(3);
    for line in list.lines() {
        if line.starts_with("0,") {
            match left.checked_sub(1) {
                Some(fewer) => left = fewer,
                None => continue,
            }
        }
        writeln!(std::io::stdout(), "{line}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// NVIDIA's encoder of H.264, by its ffmpeg name.
const NVENC: &str = "h264_nvenc";

/// Hardware that works, or does not when it is tried, at once, or after a while. No other family does.
fn hardware(behaviour: &str, encodes: bool, arguments: &[OsString]) -> Result<ExitCode, Box<dyn Error>> {
    let asks = |suffix: &str| arguments.iter().any(|word| word.to_string_lossy().ends_with(suffix));
    if !encodes && ["_nvenc", "_qsv", "_vaapi", "_amf", "_videotoolbox", "_mf"].into_iter().any(asks) {
        if let Some(list) = std::env::var_os("FAKE_FFMPEG_TRIES") {
            std::fs::File::options().create(true).append(true).open(list)?.write_all(b"tried\n")?;
        }
        let works = asks(NVENC) && !asks("hevc_nvenc") && behaviour != "hardware fails at the probe";
        complain("[h264_nvenc @ 0x5555] [error] tried");
        return if works { pass_on(&undressed(arguments)) } else { Ok(ExitCode::FAILURE) };
    }
    match behaviour {
        _ if !asks(NVENC) => pass_on(arguments),
        "hardware works" => pass_on(&undressed(arguments)),
        "hardware fails at once" => {
            complain("[h264_nvenc @ 0x5555] [error] OpenEncodeSessionEx failed: out of memory (10)");
            Ok(ExitCode::FAILURE)
        }
        "hardware fails later" => crash_after(if begins(arguments) { 100 } else { 1 }, &undressed(arguments)),
        other => Err(format!("FAKE_FFMPEG={other} is not known").into()),
    }
}

/// The arguments for x264 in the place of NVENC.
fn undressed(arguments: &[OsString]) -> Vec<OsString> {
    const ONLY_NVENC: [(&str, &str); 6] = [
        ("-preset", "p5"),
        ("-rc", "vbr"),
        ("-cq", "23"),
        ("-b:v", "0"),
        ("-forced-idr", "1"),
        ("-no-scenecut", "1"),
    ];
    let mut words = Vec::new();
    let mut rest = arguments.iter().peekable();
    while let Some(word) = rest.next() {
        let pair = rest.peek().map(|next| (word.to_string_lossy(), next.to_string_lossy()));
        let pair = pair.as_ref().map(|(a, b)| (a.as_ref(), b.as_ref()));
        if pair.is_some_and(|pair| ONLY_NVENC.contains(&pair)) {
            rest.next();
        } else if word == NVENC {
            words.extend(["libx264", "-preset", "veryfast", "-sc_threshold", "0"].map(OsString::from));
        } else {
            words.push(word.clone());
        }
    }
    words
}

/// Says why it ends; whoever does not listen does not keep it from ending.
fn complain(words: &str) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

fn real(arguments: &[OsString]) -> Result<Command, Box<dyn Error>> {
    let program = std::env::var_os("FAKE_FFMPEG_REAL").ok_or("FAKE_FFMPEG_REAL is not set")?;
    let mut command = Command::new(program);
    command.args(arguments);
    Ok(command)
}

/// The real one's list, but for the lines with one of these words, which are separated by commas.
fn list_without(words: &str, arguments: &[OsString]) -> Result<ExitCode, Box<dyn Error>> {
    let output = real(arguments)?.output()?;
    let list = String::from_utf8(output.stdout)?;
    for line in list.lines().filter(|line| !words.split(',').any(|word| line.contains(word))) {
        writeln!(std::io::stdout(), "{line}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Becomes the real one, so that whoever ends this process ends that.
#[cfg(unix)]
fn pass_on(arguments: &[OsString]) -> Result<ExitCode, Box<dyn Error>> {
    use std::os::unix::process::CommandExt as _;
    Err(real(arguments)?.exec().into())
}

#[cfg(not(unix))]
fn pass_on(arguments: &[OsString]) -> Result<ExitCode, Box<dyn Error>> {
    let status = real(arguments)?.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Tells with which GOP the pictures begin, if that is wanted.
fn tell(arguments: &[OsString]) -> Result<(), Box<dyn Error>> {
    let Some(list) = std::env::var_os("FAKE_FFMPEG_SPANS") else { return Ok(()) };
    if makes_pictures(arguments)
        && let Some(first) = first_gop(arguments)
    {
        let mut list = std::fs::File::options().create(true).append(true).open(list)?;
        // In one piece: others write to it too.
        list.write_all(format!("{}\n", first.to_string_lossy()).as_bytes())?;
    }
    Ok(())
}

fn makes_pictures(arguments: &[OsString]) -> bool {
    arguments.iter().any(|word| word == "libx264" || word == NVENC)
}

fn copies_pictures(arguments: &[OsString]) -> bool {
    let copies = arguments.windows(2).any(|pair| pair[0] == "-c" && pair[1] == "copy");
    copies && arguments.iter().any(|word| word == "-hls_time") && !arguments.iter().any(|word| word == "nut")
}

/// Takes the input away, as a drive that is unplugged does, and fails.
fn lose_source(arguments: &[OsString]) -> Result<ExitCode, Box<dyn Error>> {
    let input = arguments.windows(2).find(|pair| pair[0] == "-i").ok_or("no input")?;
    let path = input[1].to_str().and_then(|url| url.strip_prefix("file:")).ok_or("no file")?;
    // Tried again, it is away already.
    let _ = std::fs::remove_file(path);
    complain("Error: the input went away");
    Ok(ExitCode::FAILURE)
}

fn first_gop(arguments: &[OsString]) -> Option<&OsString> {
    let number = arguments.windows(2).find(|pair| pair[0] == "-start_number");
    number.map(|pair| &pair[1])
}

/// Whether it is to begin with the first GOP.
fn begins(arguments: &[OsString]) -> bool {
    first_gop(arguments).is_some_and(|first| first == "0")
}

/// Encodes until more than `most` frames are made, then dies as a crashing program does.
fn crash_after(most: u64, arguments: &[OsString]) -> Result<ExitCode, Box<dyn Error>> {
    let mut child = real(arguments)?.stdout(Stdio::piped()).spawn()?;
    let stdout = child.stdout.take().ok_or("the child has no stdout")?;
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        writeln!(std::io::stdout(), "{line}")?;
        let frames = line.strip_prefix("frame=").and_then(|number| number.trim().parse::<u64>().ok());
        if frames.is_some_and(|frames| frames > most) {
            break;
        }
    }
    child.kill()?;
    child.wait()?;
    complain("Error: about to crash");
    std::process::abort()
}

/// Fails at once, with more words than anyone reads.
fn flood() -> ExitCode {
    let mut stderr = std::io::stderr().lock();
    for number in 0..FLOOD_LINES {
        // Whoever stopped reading does not stop the flood.
        let _ =
            writeln!(stderr, "[libx264 @ 0x5555] line {number} of a flood of words that nobody asked for");
    }
    let _ = writeln!(stderr, "Error: the flood is over");
    ExitCode::FAILURE
}

/// One more line that nobody asked for; whether anyone can still hear it.
fn chatter() -> bool {
    writeln!(std::io::stderr(), "[libx264 @ 0x5555] [info] words, words and more words").is_ok()
}

/// Whether this is the first one that asks: it leaves the file `FAKE_FFMPEG_ONCE`.
fn is_first() -> Result<bool, Box<dyn Error>> {
    let path = std::env::var_os("FAKE_FFMPEG_ONCE").ok_or("FAKE_FFMPEG_ONCE is not set")?;
    match std::fs::File::create_new(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// A child that holds our pipes and listens to nobody.
fn leave_behind() -> Result<(), Box<dyn Error>> {
    let mut child = Command::new(std::env::current_exe()?);
    child.arg("linger").env("FAKE_FFMPEG", "hang").stdin(Stdio::null());
    // It outlives us on purpose.
    drop(child.spawn()?);
    Ok(())
}

/// Says that it works, and then nothing more; deaf to every request to stop.
fn hang() -> Result<ExitCode, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    complain("[fake @ 0x5555] [warning] about to hang");
    runtime.block_on(async {
        #[cfg(unix)]
        let _deaf = {
            use tokio::signal::unix::{SignalKind, signal};
            // A signal with a listener no longer ends the process, whether or not anyone listens.
            [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal)
        };
        let mut stdout = std::io::stdout().lock();
        let _ = write!(stdout, "frame=1\nprogress=continue\n").and_then(|()| stdout.flush());
        drop(stdout);
        std::future::pending::<()>().await;
    });
    Ok(ExitCode::FAILURE)
}
