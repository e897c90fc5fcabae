//! What is installed as `hls-studio` beside the app, on Linux and macOS: it turns into the app's program, which is the command
//! line when it is called by this name. So the engine is installed once.

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    let why = become_the_app();
    #[expect(clippy::print_stderr, reason = "nothing else can say it")]
    {
        eprintln!("hls-studio cannot start hls-studio-app beside it ({why}); install HLS Studio again");
    }
    ExitCode::FAILURE
}

/// Gives the reason why this process is still this program.
#[cfg(unix)]
fn become_the_app() -> std::io::Error {
    use std::ffi::CString;
    use std::os::unix::ffi::OsStringExt;

    // On macOS that is the name it was called by, and may be a link in a folder on PATH.
    let app = match std::env::current_exe().and_then(|own| own.canonicalize()) {
        Ok(own) => own.with_file_name("hls-studio-app"),
        Err(error) => return error,
    };
    let name = std::iter::once("hls-studio".into());
    let words = name.chain(std::env::args_os().skip(1)).map(|word| CString::new(word.into_vec()));
    match (CString::new(app.into_os_string().into_vec()), words.collect::<Result<Vec<_>, _>>()) {
        (Ok(app), Ok(words)) => match nix::unistd::execv(&app, &words) {
            Err(error) => error.into(),
        },
        (Err(error), _) | (_, Err(error)) => error.into(),
    }
}

/// On Windows a program is for windows or for the command line: there the whole of it is installed.
#[cfg(not(unix))]
fn main() -> ExitCode {
    hls_studio::run()
}
