//! How much room a package takes, about, before it is made.

use crate::choice::Packaging;
use crate::plan::Plan;
use crate::rational::Rational;

impl Plan {
    /// Bytes on disk at most while it is made, about: where segments are written anew at the end, they are there twice.
    pub fn peak_bytes(&self) -> u64 {
        let anew = self.choice.encryption.is_some() || self.choice.packaging == Packaging::ByteRange;
        self.estimated_bytes() * if anew { 2 } else { 1 }
    }

    /// Bytes the finished package will take, about; zero when the length is unknown.
    pub fn estimated_bytes(&self) -> u64 {
        let seconds = self.grid.duration().map_or(0.0, Rational::as_f64);
        let packets = self.media.video.as_ref().and_then(|video| video.packets.as_ref());
        let copied = self.copied().and(packets).map_or(0, |packets| packets.bytes);
        let video = self.encoded().map(|v| v.rung.estimated_bytes(seconds)).sum::<u64>() + copied;
        let audio: u64 = self.audio.iter().map(|a| (a.bit_rate as f64 * seconds / 8.0) as u64).sum();
        let top = self.top().filter(|_| self.choice.mp4);
        let download =
            top.map_or(0, |top| if top.copied { copied } else { top.rung.estimated_bytes(seconds) });
        video + audio + download
    }
}
