//! Static metadata of high dynamic range: the screen a film was graded on, and how bright it gets.

use serde::{Deserialize, Serialize};

/// The screen that the picture was mastered on (SMPTE ST 2086), in the units of ISO/IEC 14496-12 §12.1.8 and
/// H.265 §D.3.28.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Mastering {
    /// Chromaticity x and y of red, in units of 0.00002.
    pub red: [u16; 2],
    /// The same of green.
    pub green: [u16; 2],
    /// The same of blue.
    pub blue: [u16; 2],
    /// The same of white.
    pub white: [u16; 2],
    /// The brightest it shows, in units of 0.0001 cd/m².
    pub brightest: u32,
    /// The darkest it shows, in the same units.
    pub darkest: u32,
}

/// How bright the content is (CTA-861.3, annex P).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ContentLight {
    /// The brightest pixel, in cd/m².
    pub brightest: u16,
    /// The brightest frame on average, in cd/m².
    pub average: u16,
}

impl Mastering {
    /// As x265's `master-display` has it.
    pub fn x265(&self) -> String {
        let Self { red, green, blue, white, brightest, darkest } = self;
        let point = |[x, y]: &[u16; 2]| format!("({x},{y})");
        format!("G{}B{}R{}WP{}L({brightest},{darkest})", point(green), point(blue), point(red), point(white))
    }
}

impl ContentLight {
    /// As x265's `max-cll` has it.
    pub fn x265(&self) -> String {
        format!("{},{}", self.brightest, self.average)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_x265() {
        let p3 = Mastering {
            red: [34_000, 16_000],
            green: [13_250, 34_500],
            blue: [7_500, 3_000],
            white: [15_635, 16_450],
            brightest: 10_000_000,
            darkest: 50,
        };
        assert_eq!(p3.x265(), "G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50)");
        assert_eq!(ContentLight { brightest: 1000, average: 400 }.x265(), "1000,400");
    }
}
