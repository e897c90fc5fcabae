//! Large objects are sent in parts, all of one size but the last.

/// A mebibyte.
const MIB: u64 = 1 << 20;

/// The least size of a part, in bytes: small enough to lose, and above what every store asks for (5 MiB).
const LEAST: u64 = 16 * MIB;

/// Parts of an object; S3 and R2 take 10,000.
const MOST_PARTS: u64 = 9_000;

/// An object of so many bytes and more is sent in parts.
pub const THRESHOLD: u64 = 64 * MIB;

/// The largest object that S3 takes, in bytes.
pub const LARGEST: u64 = 5 << 40;

/// The size of the parts of an object of `size` bytes.
pub fn part_size(size: u64) -> u64 {
    size.div_ceil(MOST_PARTS).div_ceil(MIB).saturating_mul(MIB).max(LEAST)
}

/// The offset and the size of part `number`, which counts from one; `None` when it has no such part.
pub fn part(size: u64, number: u32) -> Option<(u64, u64)> {
    let each = part_size(size);
    let offset = u64::from(number).checked_sub(1)?.checked_mul(each)?;
    (offset < size).then(|| (offset, each.min(size - offset)))
}

/// How many parts an object has.
pub fn count(size: u64) -> u32 {
    u32::try_from(size.div_ceil(part_size(size))).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_are_the_whole(size in 1..=LARGEST) {
            let (each, all) = (part_size(size), count(size));
            prop_assert!(u64::from(all) <= MOST_PARTS && each % MIB == 0 && each >= LEAST);
            prop_assert_eq!(part(size, all + 1), None);
            prop_assert_eq!(part(size, 0), None);
            let (offset, last) = part(size, all).unwrap();
            prop_assert_eq!(offset + last, size);
            prop_assert!(all == 1 || part(size, 1) == Some((0, each)));
        }
    }
}
