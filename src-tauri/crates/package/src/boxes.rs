//! A reader of ISO base media boxes (ISO/IEC 14496-12 §4.2) over bytes in memory: bounded, never panics.

pub(crate) mod file;

/// What is wrong with the bytes and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {offset}")]
pub struct Malformed {
    /// Bytes from the start of the file.
    pub offset: u64,
    /// What was expected or found.
    pub what: &'static str,
}

/// A box: its type and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IsoBox<'data> {
    /// The four-character type.
    pub kind: [u8; 4],
    /// Where it begins, in bytes from the start of the file.
    pub offset: u64,
    /// Header and payload, in bytes.
    pub size: u64,
    /// What follows the header.
    pub payload: &'data [u8],
}

impl<'data> IsoBox<'data> {
    /// Where the box ends, in bytes from the start of the file.
    pub fn end(&self) -> u64 {
        self.offset + self.size
    }

    /// Where the payload begins, in bytes from the start of the file.
    pub fn payload_offset(&self) -> u64 {
        self.end() - self.payload.len() as u64
    }

    /// The boxes that fill the payload.
    pub fn children(&self) -> Boxes<'data> {
        Boxes { data: self.payload, offset: self.payload_offset() }
    }

    /// The boxes that follow `skip` bytes of fields at the start of the payload.
    pub fn children_after(&self, skip: usize) -> Boxes<'data> {
        let skip = skip.min(self.payload.len());
        Boxes { data: &self.payload[skip..], offset: self.payload_offset() + skip as u64 }
    }

    /// The payload as fields, to be read one after another.
    pub fn fields(&self) -> Fields<'data> {
        Fields { data: self.payload, offset: self.payload_offset() }
    }

    /// The first child of this type.
    ///
    /// # Errors
    /// When the boxes before it are malformed.
    pub fn find(&self, kind: &[u8; 4]) -> Result<Option<IsoBox<'data>>, Malformed> {
        self.children().find_kind(kind)
    }

    /// The first child of this type, which has to be there.
    ///
    /// # Errors
    /// When it is missing or the boxes before it are malformed; `what` says it.
    pub fn require(&self, kind: &[u8; 4], what: &'static str) -> Result<IsoBox<'data>, Malformed> {
        self.find(kind)?.ok_or(Malformed { offset: self.offset, what })
    }
}

/// Boxes one after another. Ends after the first malformed one.
#[derive(Clone, Copy, Debug)]
pub struct Boxes<'data> {
    data: &'data [u8],
    offset: u64,
}

/// The boxes of a whole file.
pub fn boxes(file: &[u8]) -> Boxes<'_> {
    Boxes { data: file, offset: 0 }
}

impl<'data> Boxes<'data> {
    /// The first box of this type from here on.
    ///
    /// # Errors
    /// When the boxes before it are malformed.
    pub fn find_kind(mut self, kind: &[u8; 4]) -> Result<Option<IsoBox<'data>>, Malformed> {
        self.find(|b| b.as_ref().map_or(true, |b| b.kind == *kind)).transpose()
    }

    fn read(&self) -> Result<IsoBox<'data>, Malformed> {
        let mut header = Fields { data: self.data, offset: self.offset };
        let short = header.u32()?;
        let kind = header.array::<4>()?;
        let size = match short {
            // "Extends to the end of the file": the end of the enclosing data, for a reader of bytes.
            0 => self.data.len() as u64,
            1 => header.u64()?,
            size => u64::from(size),
        };
        let header_size = self.data.len() - header.data.len();
        let whole = usize::try_from(size).ok().filter(|&s| s >= header_size);
        let whole = whole.ok_or(Malformed { offset: self.offset, what: "a box smaller than its header" })?;
        let payload = self.data.get(header_size..whole);
        let payload = payload.ok_or(Malformed { offset: self.offset, what: "a box cut short" })?;
        Ok(IsoBox { kind, offset: self.offset, size, payload })
    }
}

impl<'data> Iterator for Boxes<'data> {
    type Item = Result<IsoBox<'data>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.data.is_empty() {
            return None;
        }
        let read = self.read();
        match &read {
            Ok(found) => {
                self.offset = found.end();
                self.data = self.data.get(found.size as usize..).unwrap_or_default();
            }
            Err(_) => self.data = &[],
        }
        Some(read)
    }
}

/// Big-endian fields, read one after another.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'data> {
    data: &'data [u8],
    offset: u64,
}

impl<'data> Fields<'data> {
    /// Fields that stand alone.
    pub fn of(data: &'data [u8]) -> Self {
        Self { data, offset: 0 }
    }

    /// Only the next `count` bytes, as fields of their own.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn first(mut self, count: usize) -> Result<Self, Malformed> {
        let offset = self.offset;
        Ok(Self { data: self.bytes(count)?, offset })
    }

    /// The next `count` bytes.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn bytes(&mut self, count: usize) -> Result<&'data [u8], Malformed> {
        let cut = Malformed { offset: self.offset, what: "fields cut short" };
        let (taken, left) = self.data.split_at_checked(count).ok_or(cut)?;
        self.data = left;
        self.offset += count as u64;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let mut array = [0; N];
        array.copy_from_slice(self.bytes(N)?);
        Ok(array)
    }

    /// Passes over `count` bytes.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn skip(&mut self, count: usize) -> Result<(), Malformed> {
        self.bytes(count).map(|_| ())
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.data.len()
    }

    /// Where the next field begins, in bytes from the start of the file.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The next byte.
    ///
    /// # Errors
    /// When none is left, like all of the following.
    pub fn u8(&mut self) -> Result<u8, Malformed> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// The next 16 bits.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_be_bytes)
    }

    /// The next 32 bits.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_be_bytes)
    }

    /// The next 64 bits.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn u64(&mut self) -> Result<u64, Malformed> {
        self.array().map(u64::from_be_bytes)
    }

    /// A full box's version and flags (ISO/IEC 14496-12 §4.2).
    ///
    /// # Errors
    /// When fewer than four bytes are left.
    pub fn version_and_flags(&mut self) -> Result<(u8, u32), Malformed> {
        let word = self.u32()?;
        Ok(((word >> 24) as u8, word & 0x00ff_ffff))
    }

    /// 64 bits in version 1 of a full box, 32 in version 0.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn sized(&mut self, version: u8) -> Result<u64, Malformed> {
        if version == 1 { self.u64() } else { self.u32().map(u64::from) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(list: Boxes<'_>, depth: usize, count: &mut usize) {
        for found in list.flatten() {
            *count += 1;
            if depth < 6 {
                walk(found.children(), depth + 1, count);
            }
        }
    }

    #[test]
    fn sizes_of_32_and_64_bits_and_to_the_end() {
        let mut file = Vec::new();
        file.extend(12u32.to_be_bytes());
        file.extend(b"freeabcd");
        file.extend(1u32.to_be_bytes());
        file.extend(b"mdat");
        file.extend(18u64.to_be_bytes());
        file.extend(b"xy");
        file.extend(0u32.to_be_bytes());
        file.extend(b"mdatrest");
        let found: Vec<_> = boxes(&file).collect::<Result<_, _>>().unwrap();
        let seen: Vec<_> = found.iter().map(|b| (b.offset, b.size, b.payload)).collect();
        assert_eq!(seen, [(0, 12, &b"abcd"[..]), (12, 18, b"xy"), (30, 12, b"rest")]);
        assert_eq!(found[1].payload_offset(), 28);
    }

    #[test]
    fn says_where_it_is_broken_and_stops() {
        let mut file = [0, 0, 0, 8].to_vec();
        file.extend(b"free");
        file.extend([0, 0, 0, 200]);
        file.extend(b"moov");
        let found: Vec<_> = boxes(&file).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], Err(Malformed { offset: 8, what: "a box cut short" }));
        assert_eq!(boxes(&[0, 0, 0, 4, b'f', b'r', b'e', b'e']).next().unwrap().unwrap_err().offset, 0);
        assert_eq!(boxes(&[1, 2, 3]).count(), 1);
    }

    proptest::proptest! {
        #[test]
        fn random_bytes_never_panic(file in proptest::collection::vec(0u8.., 0..400)) {
            let mut count = 0;
            walk(boxes(&file), 0, &mut count);
            assert!(count <= file.len());
        }

        #[test]
        fn random_sizes_never_panic(sizes in proptest::collection::vec((0u32..40, 0u64..), 0..40)) {
            let mut file = Vec::new();
            for (short, long) in sizes {
                file.extend(short.to_be_bytes());
                file.extend(b"mdat");
                file.extend(long.to_be_bytes());
            }
            walk(boxes(&file), 0, &mut 0);
        }
    }
}
