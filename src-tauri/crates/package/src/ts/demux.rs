//! Packets into what they carry: pictures and pieces of sound, with their times, as they come.

use super::adts::Frames;
use super::avc::{self, Avc};
use super::hevc::{self, Hevc};
use super::packet::{ASSOCIATION, Packet, SIZE};
use super::pes::Head;
use super::tables::{Kind, Section, program, streams};
use super::units::{Found, Units};
use crate::boxes::Malformed;

/// More parameter sets than any stream has.
const MOST_SETS: usize = 64;

/// A PES packet: a picture, or a few frames of sound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Where the packet lies that it begins in, in bytes.
    pub(crate) begins: u64,
    /// Where its last packet ends.
    pub(crate) ends: u64,
    /// When it is shown or heard, in ticks of 33 bits.
    pub(crate) pts: Option<u64>,
    /// When it is decoded, in ticks of 33 bits.
    pub(crate) dts: Option<u64>,
    /// Its bytes without its head.
    pub(crate) bytes: u32,
    /// How many frames of sound begin in it; of pictures, whether there is one.
    pub(crate) frames: u32,
    /// Whether there are zeros in its picture where none can be.
    pub(crate) zeros: bool,
    /// Whether its picture can be decoded alone.
    pub(crate) key: bool,
    /// Whether it is known to be whole: it has the length it says, or its last packet had to be filled up.
    pub(crate) whole: bool,
}

/// One stream of pictures or sound.
#[derive(Debug)]
pub(crate) struct Stream {
    /// Its packets' number.
    pub(crate) pid: u16,
    /// What it carries.
    pub(crate) kind: Kind,
    /// Its parameter sets so far, each once.
    pub(crate) sets: Vec<Vec<u8>>,
    look: Look,
    open: Option<Open>,
}

/// What looks into a stream.
#[derive(Debug)]
enum Look {
    Avc(Units<Avc>),
    Hevc(Units<Hevc>),
    Frames(Frames),
    Nothing,
}

/// A unit in the making.
#[derive(Debug, Default)]
struct Open {
    unit: Unit,
    /// What is there of the head.
    head: Vec<u8>,
    /// Whether the head is read.
    read: bool,
    /// Bytes still to come, when it says how many it has.
    left: Option<u32>,
}

impl Stream {
    fn new(pid: u16, kind: Kind) -> Self {
        let look = match kind {
            Kind::Avc => Look::Avc(Units::default()),
            Kind::Hevc => Look::Hevc(Units::default()),
            Kind::Adts => Look::Frames(Frames::default()),
            Kind::Sound(_) => Look::Nothing,
        };
        Self { pid, kind, sets: Vec::new(), look, open: None }
    }

    /// What the sound's frames say.
    pub(crate) fn sound(&self) -> Option<super::adts::Sound> {
        match &self.look {
            Look::Frames(frames) => frames.sound(),
            _ => None,
        }
    }

    /// Whether the last frame of sound is whole.
    pub(crate) fn ends_whole(&self) -> bool {
        match &self.look {
            Look::Frames(frames) => frames.is_whole(),
            _ => true,
        }
    }

    /// Takes a packet and gives the unit that ends before it or with it.
    fn push(&mut self, packet: &Packet<'_>, offset: u64) -> Result<Option<Unit>, Malformed> {
        let Some(payload) = packet.payload else {
            if let Some(open) = &mut self.open {
                open.unit.ends = offset + SIZE as u64;
                // Nothing fills a unit that goes on.
                open.unit.whole |= open.left.is_none();
            }
            return Ok(None);
        };
        let before = if packet.begins { self.end()? } else { None };
        if packet.begins {
            let unit = Unit { begins: offset, ..Unit::default() };
            self.open = Some(Open { unit, ..Open::default() });
        }
        let Some(open) = &mut self.open else { return Ok(before) };
        open.unit.ends = offset + SIZE as u64;
        let mut rest = payload;
        if !open.read {
            open.head.extend_from_slice(payload);
            let Some(head) = Head::parse(&open.head, offset)? else { return Ok(before) };
            (open.unit.pts, open.unit.dts) = (head.pts, head.dts);
            (open.read, open.left) = (true, head.payload);
            // The head's bytes before this packet hold no more than the head, or it had been read before.
            let inside = (open.head.len() - head.size).min(payload.len());
            rest = payload.get(payload.len() - inside..).unwrap_or_default();
        }
        if let Some(left) = &mut open.left {
            let here = rest.len().min(*left as usize);
            if here < rest.len() {
                return Err(Malformed { offset, what: "more bytes than a PES packet says" });
            }
            *left -= here as u32;
        }
        open.unit.bytes = open.unit.bytes.saturating_add(rest.len() as u32);
        open.unit.whole = open.left.map_or(packet.is_filled_up() && !packet.begins, |left| left == 0);
        look(&mut self.look, &mut self.sets, &mut open.unit, rest, offset)?;
        Ok(before)
    }

    /// Ends the unit in the making.
    fn end(&mut self) -> Result<Option<Unit>, Malformed> {
        let Some(Open { mut unit, read, left, .. }) = self.open.take() else { return Ok(None) };
        if !read || left.is_some_and(|left| left > 0) {
            return Err(Malformed { offset: unit.begins, what: "a PES packet cut short" });
        }
        let mut found = |one| told(one, self.kind, &mut self.sets, &mut unit);
        match &mut self.look {
            Look::Avc(units) => units.finish(&mut found),
            Look::Hevc(units) => units.finish(&mut found),
            Look::Frames(_) => {}
            Look::Nothing => unit.frames = 1,
        }
        Ok(Some(unit))
    }
}

fn look(
    look: &mut Look,
    sets: &mut Vec<Vec<u8>>,
    unit: &mut Unit,
    bytes: &[u8],
    offset: u64,
) -> Result<(), Malformed> {
    match look {
        Look::Avc(units) => units.push(bytes, |one| told(one, Kind::Avc, sets, unit)),
        Look::Hevc(units) => units.push(bytes, |one| told(one, Kind::Hevc, sets, unit)),
        Look::Frames(frames) => {
            frames.push(bytes, offset)?;
            unit.frames = unit.frames.saturating_add(frames.counted());
        }
        Look::Nothing => {}
    }
    Ok(())
}

/// Notes what was found in a unit of pictures.
fn told(found: Found, kind: Kind, sets: &mut Vec<Vec<u8>>, unit: &mut Unit) {
    match found {
        Found::Begin(first) => {
            let (slice, key) = match kind {
                Kind::Hevc => (hevc::is_slice(first), hevc::is_key(first)),
                _ => (avc::is_slice(first), avc::is_key(first)),
            };
            if slice && unit.frames == 0 {
                (unit.frames, unit.key) = (1, key);
            }
        }
        Found::Kept(set) if sets.len() < MOST_SETS && !sets.contains(&set) => sets.push(set),
        Found::Kept(_) => {}
        Found::Zeros => unit.zeros = true,
    }
}

/// A transport stream of one program.
#[derive(Debug, Default)]
pub(crate) struct Demux {
    association: Section,
    map: Section,
    /// PID of the program's table.
    program: Option<u16>,
    /// Whether the program's table was read.
    told: bool,
    streams: Vec<Stream>,
    /// Whether something came before the tables that tell what it is.
    early: bool,
}

impl Demux {
    /// The streams, as soon as the tables have told.
    pub(crate) fn streams(&self) -> &[Stream] {
        &self.streams
    }

    /// Whether the tables were read.
    pub(crate) fn is_told(&self) -> bool {
        self.told
    }

    /// Whether packets came before the tables that tell what they are.
    pub(crate) fn begins_without_tables(&self) -> bool {
        self.early
    }

    /// Takes the next packet, which lies at `offset`, and gives the unit that ends before it, with the place of its
    /// stream.
    ///
    /// # Errors
    /// When a table, a PES packet or what it carries is malformed.
    pub(crate) fn push(
        &mut self,
        packet: &Packet<'_>,
        offset: u64,
    ) -> Result<Option<(usize, Unit)>, Malformed> {
        if packet.pid == ASSOCIATION {
            let payload = packet.payload.unwrap_or_default();
            if let Some(body) = self.association.push(payload, packet.begins, 0, offset)? {
                let none = Malformed { offset, what: "a stream without a program" };
                self.program = Some(program(&body).ok_or(none)?);
            }
        } else if self.program == Some(packet.pid) {
            let payload = packet.payload.unwrap_or_default();
            if let Some(body) = self.map.push(payload, packet.begins, 2, offset)? {
                self.tell(&streams(&body, offset)?, offset)?;
            }
        } else if let Some(place) = self.streams.iter().position(|stream| stream.pid == packet.pid) {
            let stream = self.streams.get_mut(place);
            let unit = stream.map(|stream| stream.push(packet, offset)).transpose()?.flatten();
            return Ok(unit.map(|unit| (place, unit)));
        } else if !self.told && packet.pid > LAST_RESERVED && packet.pid != super::packet::FILLING {
            self.early = true;
        }
        Ok(None)
    }

    fn tell(&mut self, list: &[(u16, Kind)], offset: u64) -> Result<(), Malformed> {
        if !self.told {
            self.told = true;
            self.streams = list.iter().map(|(pid, kind)| Stream::new(*pid, *kind)).collect();
        } else if !self.streams.iter().map(|stream| (stream.pid, stream.kind)).eq(list.iter().copied()) {
            return Err(Malformed { offset, what: "streams that change midway" });
        }
        Ok(())
    }

    /// Ends the units in the making.
    ///
    /// # Errors
    /// As [`Demux::push`].
    pub(crate) fn finish(&mut self) -> Result<Vec<(usize, Unit)>, Malformed> {
        let ends = self.streams.iter_mut().enumerate().map(|(place, stream)| {
            let unit = stream.end()?;
            Ok(unit.map(|unit| (place, unit)))
        });
        Ok(ends.collect::<Result<Vec<_>, Malformed>>()?.into_iter().flatten().collect())
    }
}

/// The last PID that tables of the transport itself may have (ISO/IEC 13818-1 table 2-3, ETSI EN 300 468 §5.1.3).
const LAST_RESERVED: u16 = 0x1f;
