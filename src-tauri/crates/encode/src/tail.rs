//! The end of what a process said on stderr, bounded, and what counts in it.

use std::collections::VecDeque;

use domain::damage::Trouble;

/// Lines kept.
const LINES: usize = 40;
/// Bytes kept over all lines.
const BYTES: usize = 16 * 1024;
/// Bytes kept of one line.
const LINE: usize = 1000;

/// The last lines of a log, and what was seen in all of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tail {
    lines: VecDeque<String>,
    bytes: usize,
    errors: u64,
    first_error: Option<String>,
    disk_full: bool,
}

impl Tail {
    /// Takes the next line. Errors are told by the `[error]` and `[fatal]` of `-loglevel level+…`.
    pub(crate) fn push(&mut self, mut line: String) {
        // The words of ENOSPC, which ffmpeg takes from the C library on every system.
        let disk_full = line.contains("No space left on device");
        self.disk_full |= disk_full;
        if let Some((end, _)) = line.char_indices().find(|(at, c)| at + c.len_utf8() > LINE) {
            line.truncate(end);
        }
        // A full disk says nothing of what was read.
        if !disk_full && (line.contains("[error]") || line.contains("[fatal]")) {
            self.errors += 1;
            self.first_error.get_or_insert_with(|| line.clone());
        }
        self.bytes += line.len();
        self.lines.push_back(line);
        while self.lines.len() > LINES || self.bytes > BYTES {
            self.bytes -= self.lines.pop_front().map_or(self.bytes, |line| line.len());
        }
    }

    /// The kept lines.
    pub(crate) fn text(&self) -> String {
        self.lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    /// The errors that were reported in all.
    pub(crate) fn trouble(&self) -> Trouble {
        Trouble { errors: self.errors, first: self.first_error.clone() }
    }

    /// Whether any line, kept or not, said that the disk is full.
    pub(crate) const fn disk_full(&self) -> bool {
        self.disk_full
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_end_and_counts_the_rest() {
        let mut tail = Tail::default();
        tail.push("[mp4 @ 0x1] [error] No space left on device".into());
        for n in 0..10_000 {
            tail.push(format!("[h264 @ 0x1] [error] line {n} {}", "ü".repeat(900)));
        }
        let text = tail.text();
        assert!(text.len() <= BYTES + LINES && text.contains("line 9999 "), "{}", text.len());
        assert!(text.lines().all(|line| line.len() <= LINE));
        assert_eq!((tail.trouble().errors, tail.disk_full()), (10_000, true));
        assert!(tail.trouble().first.unwrap().contains("line 0"));
    }
}
