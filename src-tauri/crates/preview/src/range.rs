//! The `Range` request header (RFC 9110 §14.2), one range at most.

/// A part of a file, in bytes. Never empty, unless it is a whole empty file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// Where it begins.
    pub(crate) offset: u64,
    /// How long it is.
    pub(crate) length: u64,
}

/// What a `Range` header comes to for a file of known length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Selection {
    /// No range, several, or one that makes no sense: the whole file, status 200. A server may ignore `Range`.
    Whole,
    /// Status 206.
    Part(Part),
    /// A well-formed range that lies behind the end, status 416.
    Unsatisfiable,
}

/// Reads a `Range` header's value for a file of `length` bytes.
pub(crate) fn select(header: Option<&str>, length: u64) -> Selection {
    match header.and_then(parse) {
        None => Selection::Whole,
        Some(range) => resolve(range, length),
    }
}

#[derive(Clone, Copy)]
enum Range {
    /// `first-` or `first-last`, both inclusive.
    From { first: u64, last: u64 },
    /// `-count`: the last bytes.
    Suffix { count: u64 },
}

fn parse(header: &str) -> Option<Range> {
    let (unit, ranges) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = ranges.trim().split_once('-')?;
    match (first, last) {
        ("", count) => Some(Range::Suffix { count: number(count)? }),
        (first, "") => Some(Range::From { first: number(first)?, last: u64::MAX }),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Range::From { first, last })
        }
    }
}

/// Digits alone (no sign, no comma of a second range); beyond 64 bits is as far as can be.
fn number(digits: &str) -> Option<u64> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(u64::MAX))
}

fn resolve(range: Range, length: u64) -> Selection {
    let Some(end) = length.checked_sub(1) else {
        return Selection::Unsatisfiable;
    };
    match range {
        Range::Suffix { count: 0 } => Selection::Unsatisfiable,
        Range::Suffix { count } => {
            let count = count.min(length);
            Selection::Part(Part { offset: length - count, length: count })
        }
        Range::From { first, .. } if first > end => Selection::Unsatisfiable,
        Range::From { first, last } => {
            Selection::Part(Part { offset: first, length: last.min(end) - first + 1 })
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(offset: u64, length: u64) -> Selection {
        Selection::Part(Part { offset, length })
    }

    #[test]
    fn follows_the_table() {
        use Selection::{Unsatisfiable, Whole};
        for (header, length, expected) in [
            ("bytes=0-0", 10, part(0, 1)),
            ("bytes=2-5", 10, part(2, 4)),
            ("bytes=2-", 10, part(2, 8)),
            ("bytes=-3", 10, part(7, 3)),
            ("bytes=-30", 10, part(0, 10)),
            ("bytes=0-999", 10, part(0, 10)),
            ("Bytes= 0-1 ", 10, part(0, 2)),
            ("bytes=0-99999999999999999999999", 10, part(0, 10)),
            ("bytes=-99999999999999999999999", 10, part(0, 10)),
            ("bytes=10-", 10, Unsatisfiable),
            ("bytes=10-20", 10, Unsatisfiable),
            ("bytes=99999999999999999999999-", 10, Unsatisfiable),
            ("bytes=-0", 10, Unsatisfiable),
            ("bytes=0-", 0, Unsatisfiable),
            ("bytes=-1", 0, Unsatisfiable),
            ("bytes=5-2", 10, Whole),
            ("bytes=0-1,3-4", 10, Whole),
            ("bytes=0-,3-", 10, Whole),
            ("bytes=", 10, Whole),
            ("bytes=-", 10, Whole),
            ("bytes=--1", 10, Whole),
            ("bytes=+1-2", 10, Whole),
            ("bytes=a-b", 10, Whole),
            ("bytes", 10, Whole),
            ("seconds=0-1", 10, Whole),
            ("", 10, Whole),
        ] {
            assert_eq!(select(Some(header), length), expected, "{header:?} of {length}");
        }
        assert_eq!(select(None, 10), Whole);
    }

    proptest! {
        #[test]
        fn never_leaves_the_file(first in any::<u64>(), last in any::<u64>(), length in any::<u64>()) {
            for header in [format!("bytes={first}-{last}"), format!("bytes={first}-"), format!("bytes=-{first}")] {
                if let Selection::Part(part) = select(Some(&header), length) {
                    prop_assert!(part.length >= 1);
                    prop_assert!(part.offset.checked_add(part.length).is_some_and(|end| end <= length));
                }
            }
        }

        #[test]
        fn takes_any_text(header in any::<String>()) {
            select(Some(&header), 10);
        }
    }
}
