//! Bytes of a pipe as lines, with bounded memory whatever the writer does.

use std::collections::VecDeque;

/// The longest line that is kept, in bytes; the rest of a longer one is passed over.
const LONGEST: usize = 4096;

/// Splits a stream at line feeds and carriage returns. Empty lines are left out, bytes that are not UTF-8
/// are replaced, and a line without an end never holds more than [`LONGEST`] bytes.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    line: Vec<u8>,
    ready: VecDeque<String>,
}

impl Splitter {
    /// Takes the next bytes of the stream.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let mut parts = bytes.split(|b| matches!(b, b'\n' | b'\r')).peekable();
        while let Some(part) = parts.next() {
            let room = LONGEST.saturating_sub(self.line.len());
            self.line.extend(part.iter().take(room));
            if parts.peek().is_some() {
                self.end();
            }
        }
    }

    /// Ends the line that has no end yet, when the stream does.
    pub(crate) fn end(&mut self) {
        if !self.line.is_empty() {
            self.ready.push_back(String::from_utf8_lossy(&self.line).into_owned());
            self.line.clear();
        }
    }

    /// The next whole line.
    pub(crate) fn next(&mut self) -> Option<String> {
        self.ready.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(chunks: &[&[u8]]) -> Vec<String> {
        let mut splitter = Splitter::default();
        for chunk in chunks {
            splitter.push(chunk);
        }
        splitter.end();
        std::iter::from_fn(|| splitter.next()).collect()
    }

    #[test]
    fn lines_end_at_any_kind_of_break_and_over_chunks() {
        assert_eq!(split(&[b"fra", b"me=1\r\nfps=2\rx\n\n", b"last"]), ["frame=1", "fps=2", "x", "last"]);
        assert_eq!(split(&[b"\xff\xfe\n"]), ["\u{fffd}\u{fffd}"]);
    }

    #[test]
    fn a_line_without_an_end_is_cut() {
        let flood = vec![b'x'; 10_000];
        let lines = split(&[&flood, &flood, b"\nnext\n"]);
        assert_eq!(lines.iter().map(String::len).collect::<Vec<_>>(), [LONGEST, 4]);
    }
}
