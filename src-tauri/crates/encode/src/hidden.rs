//! Captions hidden among the pictures (CEA-608 and CEA-708, carried as ATSC A/53 has it): which there are. Pure.

use std::collections::BTreeSet;

/// What stands before them in a unit of user data: country and provider (ITU-T T.35), `GA94`, the kind of what follows.
/// MPEG-2 has them from `GA94` on.
const HEAD: &[u8] = b"GA94\x03";

/// Services of CEA-708 with a number in the block's head.
const MOST_SERVICES: u8 = 6;

/// INSTREAM-ID of every caption in `stream`, which is a bare H.264, HEVC or MPEG-2 stream, or parts of one (RFC 8216
/// §4.3.4.1): the channels of CEA-608, for which most players look, else the services of CEA-708. Where only filling was
/// sent so far, the first channel.
pub(crate) fn captions(stream: &[u8]) -> Vec<String> {
    let mut found = Found::default();
    let mut rest = stream;
    while let Some(at) = rest.windows(HEAD.len()).position(|five| five == HEAD) {
        rest = rest.get(at + HEAD.len()..).unwrap_or_default();
        found.read(&unescaped(rest));
    }
    found.ids()
}

/// Bytes of one picture's captions without what keeps start codes out of a unit (ITU-T H.264 §7.4.1): as many as there can
/// be of them.
fn unescaped(bytes: &[u8]) -> Vec<u8> {
    let (mut plain, mut zeros) = (Vec::with_capacity(128), 0);
    for byte in bytes.iter().take(128) {
        if zeros >= 2 && *byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
        plain.push(*byte);
    }
    plain
}

#[derive(Default)]
struct Found {
    any: bool,
    channels: BTreeSet<u8>,
    services: BTreeSet<u8>,
    /// Whether the last control code of each field was of its second channel.
    second: [bool; 2],
    /// A packet of CEA-708, and how many bytes it has in all.
    packet: (Vec<u8>, usize),
}

impl Found {
    /// Reads `cc_data` (CEA-708, table 2): flags and a count, a byte that says nothing, three bytes each.
    fn read(&mut self, bytes: &[u8]) {
        let Some((flags, rest)) = bytes.split_first() else { return };
        if flags & 0x40 == 0 {
            return;
        }
        self.any = true;
        for triple in rest.get(1..).unwrap_or_default().chunks_exact(3).take(usize::from(flags & 0x1F)) {
            let [head, first, second] = triple else { return };
            // `cc_valid`.
            if head & 0x04 == 0 {
                continue;
            }
            match head & 0x03 {
                field @ (0 | 1) => self.pair(usize::from(field), first & 0x7F, second & 0x7F),
                kind => self.part(kind == 3, *first, *second),
            }
        }
    }

    /// Two bytes of CEA-608 in a field, without their parity. Control codes name the channel of what follows; below them
    /// lie the second field's descriptions of the programme.
    fn pair(&mut self, field: usize, first: u8, second: u8) {
        let Some(in_second) = self.second.get_mut(field) else { return };
        match first {
            0x10..=0x1F => *in_second = first & 0x08 != 0,
            0x20.. => {}
            _ => return,
        }
        if (first, second) != (0, 0) {
            self.channels.insert(field as u8 * 2 + u8::from(*in_second) + 1);
        }
    }

    /// Two bytes of CEA-708, which may begin a packet: its size in its head, then blocks with the number of their service.
    fn part(&mut self, begins: bool, first: u8, second: u8) {
        if begins {
            let size = match first & 0x3F {
                0 => 128,
                size => usize::from(size) * 2,
            };
            self.packet = (Vec::new(), size);
        }
        let (bytes, size) = &mut self.packet;
        bytes.extend([first, second]);
        if *size == 0 || bytes.len() < *size {
            return;
        }
        let packet = std::mem::take(&mut self.packet).0;
        let mut left = packet.get(1..).unwrap_or_default();
        while let Some((head, rest)) = left.split_first() {
            let (service, length) = (head >> 5, usize::from(head & 0x1F));
            if service == 0 {
                return;
            }
            if length > 0 && service <= MOST_SERVICES {
                self.services.insert(service);
            }
            left = rest.get(length..).unwrap_or_default();
        }
    }

    fn ids(&self) -> Vec<String> {
        let named =
            |word: &str, numbers: &BTreeSet<u8>| numbers.iter().map(|it| format!("{word}{it}")).collect();
        match self {
            Self { any: false, .. } => Vec::new(),
            Self { channels, .. } if !channels.is_empty() => named("CC", channels),
            Self { services, .. } if !services.is_empty() => named("SERVICE", services),
            _ => vec!["CC1".to_owned()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture's unit of user data with these triples.
    fn unit(triples: &[[u8; 3]]) -> Vec<u8> {
        let head = [0x06, 0x04, 0x20, 0xB5, 0x00, 0x31];
        let count = 0x40 | triples.len() as u8;
        [&head[..], HEAD, &[count, 0xFF], &triples.concat(), &[0xFF, 0x80]].concat()
    }

    fn told(triples: &[[u8; 3]]) -> Vec<String> {
        captions(&unit(triples))
    }

    #[test]
    fn channels_are_told_by_control_codes() {
        assert_eq!(captions(b"nothing at all"), [""; 0]);
        // Filling, with and without validity.
        assert_eq!(told(&[[0xFC, 0x80, 0x80], [0xF9, 0x80, 0x80]]), ["CC1"]);
        // Roll-up in the first channel, text, then the second; the other field describes the programme.
        let first = [[0xFC, 0x94, 0x25], [0xFC, 0xC8, 0xE9], [0xFD, 0x01, 0x83]];
        assert_eq!(told(&first), ["CC1"]);
        assert_eq!(told(&[first[0], [0xFC, 0x1C, 0x25], [0xFC, 0xC8, 0xE9]]), ["CC1", "CC2"]);
        assert_eq!(told(&[[0xFD, 0x15, 0x2C]]), ["CC3"]);
    }

    #[test]
    fn services_are_told_by_blocks() {
        // A packet of four bytes: service 1 with two bytes.
        let packet = [[0xFF, 0x02, 0x22], [0xFE, 0x41, 0x42]];
        assert_eq!(told(&packet), ["SERVICE1"]);
        let both = [packet[0], packet[1], [0xFC, 0x94, 0x2C]];
        assert_eq!(told(&both), ["CC1"]);
    }

    #[test]
    fn what_keeps_start_codes_out_is_no_caption() {
        assert_eq!(unescaped(&[1, 0, 0, 3, 1, 0, 0, 3, 0, 3]), [1, 0, 0, 1, 0, 0, 0, 3]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_taken(bytes in proptest::collection::vec(0u8.., 0..200), flags in 0u8..) {
            let _ = captions(&[HEAD, &[flags, 0xFF], &bytes].concat());
            let _ = captions(&bytes);
        }
    }
}
