//! Transport packets (ISO/IEC 13818-1 §2.4.3): what the head of each says, and where its payload lies.

use crate::boxes::Malformed;

/// Bytes of every packet.
pub(crate) const SIZE: usize = 188;
/// What every packet begins with.
pub(crate) const SYNC: u8 = 0x47;
/// PID of the program association table.
pub(crate) const ASSOCIATION: u16 = 0;
/// PID of packets that only fill.
pub(crate) const FILLING: u16 = 0x1fff;

/// One packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packet<'data> {
    /// Which stream or table it carries a piece of.
    pub(crate) pid: u16,
    /// Whether a section or a PES packet begins in it.
    pub(crate) begins: bool,
    /// The counter modulo 16 of the packets with payload of its PID.
    pub(crate) counter: u8,
    /// Whether the counter or the clock is announced to jump here.
    pub(crate) jumps: bool,
    /// Whether the adaptation field says that decoding can start here.
    pub(crate) random_access: bool,
    /// What it carries; `None` for a packet of an adaptation field alone.
    pub(crate) payload: Option<&'data [u8]>,
}

impl<'data> Packet<'data> {
    /// Reads the packet `bytes`, which lies at `offset` of its file.
    ///
    /// # Errors
    /// When it is none, is marked as damaged or scrambled, or its fields do not fit.
    pub(crate) fn parse(bytes: &'data [u8], offset: u64) -> Result<Self, Malformed> {
        let malformed = |what| Malformed { offset, what };
        let (Some([sync, high, low, flags]), SIZE) = (bytes.first_chunk::<4>(), bytes.len()) else {
            return Err(malformed("a packet cut short"));
        };
        match () {
            () if *sync != SYNC => return Err(malformed("no packet begins where one has to")),
            () if high & 0x80 != 0 => return Err(malformed("a packet marked as damaged")),
            () if flags & 0xc0 != 0 => return Err(malformed("a scrambled packet")),
            () => {}
        }
        let (adapted, carries) = (flags & 0x20 != 0, flags & 0x10 != 0);
        let length = bytes.get(4).map_or(0, |length| usize::from(*length));
        let payload = match (adapted, carries) {
            (false, true) => Some(4),
            (true, true) if length <= 182 => Some(5 + length),
            (true, false) if length == 183 => None,
            _ => return Err(malformed("an adaptation field that does not fit its packet")),
        };
        let says = if adapted && length > 0 { bytes.get(5).copied().unwrap_or(0) } else { 0 };
        Ok(Self {
            pid: u16::from(high & 0x1f) << 8 | u16::from(*low),
            begins: high & 0x40 != 0,
            counter: flags & 0xf,
            jumps: says & 0x80 != 0,
            random_access: says & 0x40 != 0,
            payload: payload.and_then(|from| bytes.get(from..)),
        })
    }

    /// Whether something was put into it to fill it up: the last packet of a PES packet mostly has such.
    pub(crate) fn is_filled_up(&self) -> bool {
        self.payload.is_none_or(|payload| payload.len() < SIZE - 4)
    }
}

/// Writes `counter` into the packet `bytes`.
pub(crate) fn set_counter(bytes: &mut [u8], counter: u8) {
    if let Some(flags) = bytes.get_mut(3) {
        *flags = *flags & 0xf0 | counter & 0xf;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(head: &[u8]) -> Vec<u8> {
        let mut bytes = head.to_vec();
        bytes.resize(SIZE, 0xff);
        bytes
    }

    #[test]
    fn what_a_head_says() {
        let bytes = packet(&[0x47, 0x41, 0x00, 0x37, 7, 0xd0, 1, 2, 3, 4, 5, 6, 9]);
        let found = Packet::parse(&bytes, 0).unwrap();
        assert_eq!((found.pid, found.begins, found.counter), (0x100, true, 7));
        assert!(found.jumps && found.random_access && found.is_filled_up());
        assert_eq!(found.payload.unwrap().len(), SIZE - 12);
        let mut bytes = packet(&[0x47, 0x1f, 0xff, 0x12]);
        let found = Packet::parse(&bytes, 0).unwrap();
        assert_eq!((found.pid, found.begins, found.payload.unwrap().len()), (FILLING, false, 184));
        set_counter(&mut bytes, 15);
        assert_eq!(Packet::parse(&bytes, 0).unwrap().counter, 15);
        let bytes = packet(&[0x47, 0x01, 0x00, 0x20, 183]);
        assert_eq!(Packet::parse(&bytes, 0).unwrap().payload, None);
    }

    #[test]
    fn what_is_no_packet() {
        for head in [
            [0x46, 0, 0, 0x10, 0],
            [0x47, 0x80, 0, 0x10, 0],
            [0x47, 0, 0, 0x90, 0],
            [0x47, 0, 0, 0, 0],
            [0x47, 0, 0, 0x30, 183],
            [0x47, 0, 0, 0x20, 182],
        ] {
            assert!(Packet::parse(&packet(&head), 0).is_err(), "{head:?}");
        }
        assert!(Packet::parse(&packet(&[0x47, 0, 0, 0x10])[..187], 0).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_give_a_packet_or_an_error(bytes in proptest::collection::vec(0u8.., 180..190), head in 0u8..) {
            let mut bytes = bytes;
            bytes[0] = SYNC;
            bytes[4] = head;
            if let Ok(found) = Packet::parse(&bytes, 0) {
                assert!(found.payload.is_none_or(|payload| (1..=184).contains(&payload.len())));
            }
        }
    }
}
