//! Exact fractions: frame rates, aspect ratios and the segment grid never pass through a float.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Div, Mul};

use serde::{Deserialize, Serialize};

/// A non-negative fraction in lowest terms. The denominator is never zero.
///
/// Frame rates are in frames per second, durations in seconds, aspects in width over height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(try_from = "Parts", into = "Parts")]
#[cfg_attr(feature = "ts", ts(as = "Parts"))]
pub struct Rational {
    num: u64,
    den: u64,
}

/// How a fraction is written in JSON.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(rename = "Rational"))]
struct Parts {
    num: u64,
    den: u64,
}

impl TryFrom<Parts> for Rational {
    type Error = &'static str;
    fn try_from(parts: Parts) -> Result<Self, Self::Error> {
        Self::new(parts.num, parts.den).ok_or("a fraction needs a denominator above zero")
    }
}

impl From<Rational> for Parts {
    fn from(r: Rational) -> Self {
        Self { num: r.num, den: r.den }
    }
}

impl Rational {
    /// `num / den` in lowest terms; `None` when `den` is zero.
    pub fn new(num: u64, den: u64) -> Option<Self> {
        if den == 0 {
            return None;
        }
        Some(Self::reduce(u128::from(num), u128::from(den)))
    }

    /// A whole number.
    pub const fn whole(n: u64) -> Self {
        Self { num: n, den: 1 }
    }

    /// Reads ffprobe's `30000/1001`, `4:3` or `25`; `None` for anything else, `0/0` included.
    pub fn parse(text: &str) -> Option<Self> {
        let (num, den) = text.split_once(['/', ':']).unwrap_or((text, "1"));
        Self::new(num.trim().parse().ok()?, den.trim().parse().ok()?)
    }

    /// The upper part.
    pub const fn num(self) -> u64 {
        self.num
    }

    /// The lower part, at least one.
    pub const fn den(self) -> u64 {
        self.den
    }

    /// The nearest float: for display and for comparison with measured seconds only.
    pub fn as_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// Upside down; `None` for zero.
    pub fn recip(self) -> Option<Self> {
        Self::new(self.den, self.num)
    }

    /// Whether it is zero.
    pub const fn is_zero(self) -> bool {
        self.num == 0
    }

    /// The nearest whole number, halves up.
    pub fn round(self) -> u64 {
        let doubled = 2 * u128::from(self.num) + u128::from(self.den);
        u64::try_from(doubled / (2 * u128::from(self.den))).unwrap_or(u64::MAX)
    }

    /// The fraction as decimal text with `digits` places, rounded: the form ffmpeg takes for seconds.
    pub fn decimal(self, digits: u32) -> String {
        let scale = 10u128.pow(digits);
        let scaled = (2 * u128::from(self.num) * scale + u128::from(self.den)) / (2 * u128::from(self.den));
        if digits == 0 {
            return scaled.to_string();
        }
        format!("{}.{:0width$}", scaled / scale, scaled % scale, width = digits as usize)
    }

    /// Lowest terms; parts too large for 64 bits lose their lowest bits, which no frame rate has.
    fn reduce(mut num: u128, mut den: u128) -> Self {
        let divisor = gcd(num, den);
        num /= divisor;
        den /= divisor;
        while num > u128::from(u64::MAX) || den > u128::from(u64::MAX) {
            num >>= 1;
            den = (den >> 1).max(1);
        }
        Self { num: num as u64, den: den as u64 }
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

impl Mul for Rational {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::reduce(
            u128::from(self.num) * u128::from(other.num),
            u128::from(self.den) * u128::from(other.den),
        )
    }
}

impl Mul<u64> for Rational {
    type Output = Self;
    fn mul(self, factor: u64) -> Self {
        self * Self::whole(factor)
    }
}

/// Division by a non-zero whole number; by zero it gives the value unchanged in debug-free code paths,
/// so callers divide by constants only.
impl Div<u64> for Rational {
    type Output = Self;
    fn div(self, divisor: u64) -> Self {
        debug_assert!(divisor != 0, "divided by zero");
        Self::reduce(u128::from(self.num), u128::from(self.den) * u128::from(divisor.max(1)))
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        (u128::from(self.num) * u128::from(other.den)).cmp(&(u128::from(other.num) * u128::from(self.den)))
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_ffprobe_writes() {
        assert_eq!(Rational::parse("30000/1001").unwrap().to_string(), "30000/1001");
        assert_eq!(Rational::parse("50/2"), Some(Rational::whole(25)));
        assert_eq!(Rational::parse("64:45").unwrap().to_string(), "64/45");
        assert_eq!(Rational::parse("0/0"), None);
        assert_eq!(Rational::parse("N/A"), None);
    }

    #[test]
    fn decimals_are_rounded_not_cut() {
        assert_eq!(Rational::new(2002, 1000).unwrap().decimal(6), "2.002000");
        assert_eq!(Rational::new(2, 3).unwrap().decimal(3), "0.667");
        assert_eq!(Rational::whole(7).decimal(0), "7");
    }

    proptest::proptest! {
        #[test]
        fn arithmetic_never_panics(a: u64, b in 1u64.., c: u64, d in 1u64..) {
            let (x, y) = (Rational::new(a, b).unwrap(), Rational::new(c, d).unwrap());
            let _ = (x * y, x.cmp(&y), x.round(), x.decimal(6), x.recip());
        }
    }
}
