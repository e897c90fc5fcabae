//! Bit rates as BANDWIDTH and AVERAGE-BANDWIDTH mean them (RFC 8216 §4.3.4.2), from measured segments.

/// One segment, or one I-frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its size in bytes.
    pub bytes: u64,
    /// How long it plays, in ticks.
    pub ticks: u64,
}

impl Piece {
    /// Both, one after the other.
    #[must_use]
    pub const fn and(self, next: Self) -> Self {
        Self { bytes: self.bytes + next.bytes, ticks: self.ticks + next.ticks }
    }
}

/// Measured rates in bits per second, rounded up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// The highest rate of any contiguous run that lasts 0.5 to 1.5 target durations.
    pub peak: u64,
    /// All bytes over all of the time.
    pub average: u64,
}

impl Rates {
    /// Both rates of two things played together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            peak: self.peak.saturating_add(other.peak),
            average: self.average.saturating_add(other.average),
        }
    }

    /// The higher one of each rate.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self { peak: self.peak.max(other.peak), average: self.average.max(other.average) }
    }
}

/// The rates of `pieces`, whose ticks are `timescale` to the second. `target_duration` is in seconds.
///
/// When no run is long enough (a clip shorter than half a target duration) the peak is the average.
pub fn rates(pieces: &[Piece], timescale: u32, target_duration: u64) -> Rates {
    let average = rate(sum(pieces), timescale);
    // Doubled ticks, so that halves of an odd target stay whole.
    let target = u128::from(target_duration) * u128::from(timescale);
    let mut peak = None;
    for first in 0..pieces.len() {
        let mut run = Piece { bytes: 0, ticks: 0 };
        for piece in &pieces[first..] {
            run = add(run, piece);
            let doubled = 2 * u128::from(run.ticks);
            if doubled > 3 * target {
                break;
            }
            if doubled >= target {
                peak = peak.max(Some(rate(run, timescale)));
            }
        }
    }
    Rates { peak: peak.unwrap_or(average), average }
}

fn sum(pieces: &[Piece]) -> Piece {
    pieces.iter().fold(Piece { bytes: 0, ticks: 0 }, add)
}

fn add(run: Piece, piece: &Piece) -> Piece {
    Piece { bytes: run.bytes.saturating_add(piece.bytes), ticks: run.ticks.saturating_add(piece.ticks) }
}

fn rate(run: Piece, timescale: u32) -> u64 {
    let bits = u128::from(run.bytes) * 8 * u128::from(timescale);
    u64::try_from(bits.div_ceil(u128::from(run.ticks.max(1)))).unwrap_or(u64::MAX)
}

/// How far `rate`, in bits per second, is from the one that a player had best begin with (rule 1.32: 2 Mbit/s, which most
/// connections have and no picture is poor at), in doublings.
pub fn from_start(rate: u64) -> f64 {
    (rate.max(1) as f64 / 2_000_000.0).log2().abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(list: &[(u64, u64)]) -> Vec<Piece> {
        list.iter().map(|&(bytes, ticks)| Piece { bytes, ticks }).collect()
    }

    #[test]
    fn a_short_tail_does_not_make_a_peak() {
        // 6 s at 1 kB/s, then one frame of 1 kB: alone it would read 192 kbit/s.
        let rates = rates(&pieces(&[(6000, 144), (6000, 144), (1000, 1)]), 24, 6);
        assert_eq!(rates.peak, (7000u64 * 8 * 24).div_ceil(145));
        assert_eq!(rates.average, (13_000u64 * 8 * 24).div_ceil(289));
    }

    #[test]
    fn the_highest_of_all_runs_up_to_one_and_a_half_targets() {
        // Of two-second pieces, runs of 3 to 9 s count: two to four of them.
        let rates = rates(&pieces(&[(100, 2), (100, 2), (900, 2), (700, 2), (100, 2)]), 1, 6);
        assert_eq!(rates.peak, 1600 * 8 / 4);
    }

    #[test]
    fn a_piece_of_exactly_half_a_target_counts() {
        assert_eq!(rates(&pieces(&[(300, 3), (60, 6)]), 1, 6).peak, 800);
    }

    #[test]
    fn nothing_long_enough() {
        assert_eq!(rates(&pieces(&[(100, 1)]), 1, 6), Rates { peak: 800, average: 800 });
        assert_eq!(rates(&[], 1, 6), Rates::default());
        assert_eq!(rates(&pieces(&[(u64::MAX, 0); 3]), u32::MAX, u64::MAX).peak, u64::MAX);
    }
}
