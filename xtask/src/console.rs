//! How the developer's commands speak: results on stdout, what is being done on stderr.

use std::fmt::Display;

/// Prints a result: a path, a table, JSON.
#[expect(clippy::print_stdout, reason = "a command-line tool's results belong on stdout")]
pub fn say(text: impl Display) {
    println!("{text}");
}

/// Prints one line about something that is being done or needs the person's attention.
#[expect(clippy::print_stderr, reason = "progress of a command-line tool belongs on stderr")]
pub fn note(text: impl Display) {
    eprintln!("{text}");
}
