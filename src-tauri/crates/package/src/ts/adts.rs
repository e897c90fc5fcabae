//! Frames of AAC with heads of their own (ISO/IEC 14496-3 §1.A.3.2), counted as they come piece by piece.

use crate::boxes::Malformed;

/// Bytes of a frame's head without its checksum.
const HEAD: usize = 7;

/// What every frame of a sound says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sound {
    /// Object type (ISO/IEC 14496-3 §1.5.1.1).
    pub(crate) object: u8,
    /// Samples per second.
    pub(crate) sample_rate: u32,
    /// Channels; `None` when only the frames tell.
    pub(crate) channels: Option<u32>,
}

impl Sound {
    /// It as bytes, which differ where it does.
    pub(crate) fn bytes(self) -> [u8; 9] {
        let [a, b, c, d] = self.sample_rate.to_be_bytes();
        let [e, f, g, h] = self.channels.unwrap_or_default().to_be_bytes();
        [self.object, a, b, c, d, e, f, g, h]
    }
}

/// Samples in a frame.
pub(crate) const SAMPLES: u32 = 1024;

/// Counts frames.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frames {
    head: Vec<u8>,
    /// Bytes that the frame still takes.
    left: usize,
    /// What the first frame says.
    sound: Option<Sound>,
    count: u32,
}

impl Frames {
    /// Goes over the next `bytes`, which lie in the packet at `offset`.
    ///
    /// # Errors
    /// When no frame begins where one has to, or it says something else than the ones before.
    pub(crate) fn push(&mut self, mut bytes: &[u8], offset: u64) -> Result<(), Malformed> {
        while !bytes.is_empty() {
            if self.left > 0 {
                let here = self.left.min(bytes.len());
                self.left -= here;
                bytes = bytes.get(here..).unwrap_or_default();
                continue;
            }
            let here = (HEAD - self.head.len()).min(bytes.len());
            let (piece, rest) = bytes.split_at(here);
            self.head.extend_from_slice(piece);
            bytes = rest;
            if let Some(head) = self.head.first_chunk::<HEAD>() {
                let (sound, length) = read(head)
                    .ok_or(Malformed { offset, what: "no frame of AAC begins where one has to" })?;
                if *self.sound.get_or_insert(sound) != sound {
                    return Err(Malformed { offset, what: "sound that changes midway" });
                }
                self.left = length - HEAD;
                self.count += 1;
                self.head.clear();
            }
        }
        Ok(())
    }

    /// Whether the last frame is whole.
    pub(crate) fn is_whole(&self) -> bool {
        self.left == 0 && self.head.is_empty()
    }

    /// Frames since they were counted last.
    pub(crate) fn counted(&mut self) -> u32 {
        std::mem::take(&mut self.count)
    }

    /// What the frames say, once there was one.
    pub(crate) fn sound(&self) -> Option<Sound> {
        self.sound
    }
}

/// What a head says, and the bytes of the frame with it.
fn read(head: &[u8; HEAD]) -> Option<(Sound, usize)> {
    const RATES: [u32; 13] = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ];
    let [sync, marks, third, fourth, fifth, sixth, last] = *head;
    let length = usize::from(fourth & 3) << 11 | usize::from(fifth) << 3 | usize::from(sixth) >> 5;
    let sample_rate = *RATES.get(usize::from(third >> 2 & 0xf))?;
    let channels = match (third & 1) << 2 | fourth >> 6 {
        0 => None,
        7 => Some(8),
        count => Some(u32::from(count)),
    };
    // One block of 1024 samples a frame: more are not in use.
    let plain = sync == 0xff && marks & 0xf6 == 0xf0 && last & 3 == 0 && length > HEAD;
    plain.then_some((Sound { object: (third >> 6) + 1, sample_rate, channels }, length))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A frame of stereo at 48 kHz of `length` bytes.
    pub(crate) fn frame(length: usize) -> Vec<u8> {
        let bits = length << 5 | 0x1f;
        let mut bytes = vec![
            0xff,
            0xf1,
            1 << 6 | 3 << 2,
            2 << 6 | (bits >> 16) as u8,
            (bits >> 8) as u8,
            bits as u8,
            0xfc,
        ];
        bytes.resize(length, 7);
        bytes
    }

    #[test]
    fn frames_in_any_pieces() {
        let stream = [frame(9), frame(300), frame(2000)].concat();
        for at in 0..=stream.len() {
            let mut frames = Frames::default();
            frames.push(&stream[..at], 0).unwrap();
            assert_eq!(frames.is_whole(), [0, 9, 309, 2309].contains(&at), "{at}");
            frames.push(&stream[at..], 0).unwrap();
            assert_eq!((frames.counted(), frames.counted(), frames.is_whole()), (3, 0, true));
            let sound = Sound { object: 2, sample_rate: 48_000, channels: Some(2) };
            assert_eq!(frames.sound(), Some(sound));
        }
    }

    #[test]
    fn what_is_no_frame_or_another_sound() {
        let mut mono = frame(20);
        mono[3] ^= 0xc0;
        assert!(Frames::default().push(&[frame(20), mono].concat(), 0).is_err());
        for (at, bits) in [(0, 1), (1, 2), (2, 0x30), (6, 1)] {
            let mut bytes = frame(20);
            bytes[at] ^= bits;
            assert!(Frames::default().push(&bytes, 0).is_err(), "{at}");
        }
        assert!(Frames::default().push(&frame(7), 0).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_counted_or_refused(bytes in proptest::collection::vec(0u8.., 0..100)) {
            let mut frames = Frames::default();
            if frames.push(&bytes, 0).is_ok() {
                assert!(frames.counted() as usize <= bytes.len());
            }
        }
    }
}
