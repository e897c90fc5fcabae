//! The continuity counters of packets (ISO/IEC 13818-1 §2.4.3.3): whether one was lost.

use super::packet::{FILLING, Packet};

/// More streams than any package has in one file.
const MOST: usize = 64;

/// What a packet's counter says of the one before of its PID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing is missing.
    Next,
    /// It is the one before once more, which may be sent twice.
    Again,
    /// Some are missing: another counter was due.
    Lost {
        /// The one that was due.
        due: u8,
    },
}

/// The newest counter of every PID.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counters(Vec<Newest>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Newest {
    pid: u16,
    counter: u8,
    again: bool,
}

impl Counters {
    /// Goes on to `packet`.
    pub(crate) fn step(&mut self, packet: &Packet<'_>) -> Step {
        if packet.pid == FILLING {
            return Step::Next;
        }
        let carries = packet.payload.is_some();
        let Some(newest) = self.0.iter_mut().find(|newest| newest.pid == packet.pid) else {
            if carries && self.0.len() < MOST {
                self.0.push(Newest { pid: packet.pid, counter: packet.counter, again: false });
            }
            return Step::Next;
        };
        let due = if carries { (newest.counter + 1) & 0xf } else { newest.counter };
        let again = carries && packet.counter == newest.counter && !newest.again && !packet.jumps;
        let is_next = packet.counter == due || packet.jumps;
        (newest.counter, newest.again) = (packet.counter, again);
        match () {
            () if is_next => Step::Next,
            () if again => Step::Again,
            () => Step::Lost { due },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(pid: u16, counter: u8) -> Packet<'static> {
        Packet { pid, begins: false, counter, jumps: false, random_access: false, payload: Some(&[0; 184]) }
    }

    #[test]
    fn each_stream_counts_for_itself() {
        let mut counters = Counters::default();
        for (pid, counter, step) in [
            (256, 14, Step::Next),
            (0, 3, Step::Next),
            (256, 15, Step::Next),
            (256, 0, Step::Next),
            (0, 4, Step::Next),
            (FILLING, 9, Step::Next),
            (256, 0, Step::Again),
            (256, 0, Step::Lost { due: 1 }),
            (256, 3, Step::Lost { due: 1 }),
            (256, 4, Step::Next),
        ] {
            assert_eq!(counters.step(&packet(pid, counter)), step, "{pid} {counter}");
        }
    }

    #[test]
    fn without_payload_or_announced() {
        let mut counters = Counters::default();
        counters.step(&packet(256, 5));
        assert_eq!(counters.step(&Packet { payload: None, ..packet(256, 5) }), Step::Next);
        assert_eq!(counters.step(&Packet { payload: None, ..packet(256, 6) }), Step::Lost { due: 5 });
        assert_eq!(counters.step(&Packet { jumps: true, ..packet(256, 1) }), Step::Next);
        assert_eq!(counters.step(&packet(256, 2)), Step::Next);
    }

    #[test]
    fn a_flood_of_streams_is_bounded() {
        let mut counters = Counters::default();
        for pid in 0..8000 {
            counters.step(&packet(pid, 0));
        }
        assert_eq!(counters.0.len(), MOST);
    }
}
