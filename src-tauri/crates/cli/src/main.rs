//! The command line's binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    hls_studio::run()
}
