//! Encryption of whole segments by AES-128 (RFC 8216 §4.3.2.4), with keys that change as the programme goes on.

use serde::{Deserialize, Serialize};

/// What is wished of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct Encryption {
    /// How long a key is used, in seconds, rounded to whole segments; zero for one key throughout.
    pub rotation_seconds: u32,
    /// The folder on the web in which players find the keys; `None` for `keys/` beside `master.m3u8`.
    pub key_address: Option<String>,
    /// Whether the keys lie in the package's folder, to be published with it: they then protect nothing from who has the
    /// link, and much from who copies files.
    pub publish_keys: bool,
}

impl Default for Encryption {
    fn default() -> Self {
        Self { rotation_seconds: ROTATION, key_address: None, publish_keys: false }
    }
}

/// How long a key is used unless something else is wished, in seconds.
pub const ROTATION: u32 = 300;

impl Encryption {
    /// How many segments of so many seconds share a key; `None` when all do.
    pub fn segments_a_key(&self, segment_seconds: f64) -> Option<u64> {
        let segments = f64::from(self.rotation_seconds) / segment_seconds.max(0.001);
        (self.rotation_seconds > 0).then(|| (segments.round() as u64).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_change_between_segments() {
        let rotating = |rotation_seconds| Encryption { rotation_seconds, ..Encryption::default() };
        assert_eq!(rotating(300).segments_a_key(6.006), Some(50));
        assert_eq!(rotating(1).segments_a_key(6.0), Some(1));
        assert_eq!(rotating(0).segments_a_key(6.0), None);
        assert_eq!(rotating(u32::MAX).segments_a_key(0.0), Some(4_294_967_295_000));
    }
}
