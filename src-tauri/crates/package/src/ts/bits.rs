//! Bits of a NAL unit, without the bytes that emulation prevention puts in (ITU-T H.264 §7.2, §7.4.1).

use crate::boxes::Malformed;

/// Reads one bit after another.
#[derive(Clone, Debug)]
pub(crate) struct Bits {
    bytes: Vec<u8>,
    at: usize,
}

impl Bits {
    /// The bits of `unit` behind its first `head` bytes.
    pub(crate) fn of(unit: &[u8], head: usize) -> Self {
        let mut bytes = Vec::with_capacity(unit.len());
        let mut zeros = 0;
        for byte in unit.iter().skip(head) {
            if zeros >= 2 && *byte == 3 {
                zeros = 0;
                continue;
            }
            zeros = if *byte == 0 { zeros + 1 } else { 0 };
            bytes.push(*byte);
        }
        Self { bytes, at: 0 }
    }

    /// The whole bytes, as they are without what was put in.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The next bit.
    pub(crate) fn bit(&mut self) -> Result<bool, Malformed> {
        let byte = self.bytes.get(self.at / 8);
        let byte = byte.ok_or(Malformed { offset: self.at as u64 / 8, what: "a parameter set cut short" })?;
        let bit = byte >> (7 - self.at % 8) & 1 != 0;
        self.at += 1;
        Ok(bit)
    }

    /// The next `count` bits as a number, at most 32.
    pub(crate) fn number(&mut self, count: u32) -> Result<u32, Malformed> {
        (0..count).try_fold(0u32, |number, _| Ok(number << 1 | u32::from(self.bit()?)))
    }

    /// Leaves out the next `count` bits.
    pub(crate) fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count);
    }

    /// An unsigned Exp-Golomb code (ITU-T H.264 §9.1).
    pub(crate) fn code(&mut self) -> Result<u32, Malformed> {
        let mut zeros = 0;
        while !self.bit()? {
            zeros += 1;
            if zeros > 31 {
                return Err(Malformed { offset: self.at as u64 / 8, what: "a code too long" });
            }
        }
        Ok(((1u64 << zeros) - 1) as u32 + self.number(zeros)?)
    }

    /// A signed Exp-Golomb code (ITU-T H.264 §9.1.1).
    pub(crate) fn signed(&mut self) -> Result<i64, Malformed> {
        let code = i64::from(self.code()?);
        Ok(if code % 2 == 0 { -code / 2 } else { (code + 1) / 2 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_one_after_another() {
        // 1, 010, 011, 00100, 00101: 0, 1, 2, 3, 4.
        let mut bits = Bits::of(&[0x67, 0b1010_0110, 0b0100_0010, 0b1000_0000], 1);
        assert_eq!([(); 4].map(|()| bits.code().unwrap()), [0, 1, 2, 3]);
        assert_eq!(bits.signed().unwrap(), -2);
        assert_eq!(bits.number(7).unwrap(), 0);
        assert!(bits.bit().is_err());
        assert_eq!(Bits::of(&[9, 0, 0, 3, 1, 3, 0, 0, 3], 1).bytes(), [0, 0, 1, 3, 0, 0]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(0u8.., 0..40)) {
            let mut bits = Bits::of(&bytes, 0);
            while bits.code().is_ok() {}
            assert!(bits.signed().is_err() || bits.at <= 8 * bytes.len());
        }
    }
}
