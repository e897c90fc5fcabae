//! The window's binary, which is the command line, too, when it is called by that name or with one of its commands: so the
//! engine is installed once.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(unix)]
    if is_command_line(&mut std::env::args_os()) {
        return hls_studio::run();
    }
    hls_studio_app::run()
}

/// Whether a process that was started with these words, its own name first, is the command line. A file of the name of a
/// command is opened as `./convert`.
#[cfg(unix)]
fn is_command_line(words: &mut dyn Iterator<Item = std::ffi::OsString>) -> bool {
    let named = |called: std::ffi::OsString| {
        std::path::Path::new(&called).file_name().is_some_and(|name| name == "hls-studio")
    };
    words.next().is_some_and(named) || words.next().is_some_and(|word| hls_studio::is_meant_by(&word))
}

#[cfg(all(test, unix))]
mod tests {
    fn is_command_line(words: &[&str]) -> bool {
        super::is_command_line(&mut words.iter().map(Into::into))
    }

    #[test]
    fn the_command_lines_own_name_calls_it() {
        for name in ["hls-studio", "/usr/bin/hls-studio", "./hls-studio"] {
            assert!(is_command_line(&[name]) && is_command_line(&[name, "film.mp4"]), "{name}");
        }
        for name in ["hls-studio-app", "/opt/hls-studio/hls-studio-app", "HLS Studio", ""] {
            assert!(!is_command_line(&[name]), "{name}");
        }
        assert!(!is_command_line(&[]));
    }

    #[test]
    fn so_does_a_command_and_no_file() {
        for word in ["convert", "destination", "help", "--help", "--version"] {
            assert!(is_command_line(&["hls-studio-app", word]), "{word}");
        }
        for word in ["film.mp4", "/home/ada/convert", "./convert", "file:///convert", "--", "", "--none"] {
            assert!(!is_command_line(&["hls-studio-app", word]), "{word}");
        }
        assert!(!is_command_line(&["hls-studio-app", "film.mp4", "convert"]));
    }
}
