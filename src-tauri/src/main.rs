//! The window's binary, which is the command line, too, when it is called by that name: so the engine is installed once.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(unix)]
    if is_command_line(std::env::args_os().next()) {
        return hls_studio::run();
    }
    hls_studio_app::run()
}

/// Whether a process that was called so is the command line.
#[cfg(unix)]
fn is_command_line(called: Option<std::ffi::OsString>) -> bool {
    called
        .is_some_and(|name| std::path::Path::new(&name).file_name().is_some_and(|name| name == "hls-studio"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::is_command_line;

    #[test]
    fn only_the_command_lines_own_name_calls_it() {
        for name in ["hls-studio", "/usr/bin/hls-studio", "./hls-studio"] {
            assert!(is_command_line(Some(name.into())), "{name}");
        }
        for name in ["hls-studio-app", "/opt/hls-studio/hls-studio-app", "HLS Studio", ""] {
            assert!(!is_command_line(Some(name.into())), "{name}");
        }
        assert!(!is_command_line(None));
    }
}
