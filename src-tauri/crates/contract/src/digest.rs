//! Digests as they stand in messages.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Not a digest of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no digest of {0}")]
pub struct NoDigest(&'static str);

/// SHA-256, 64 lower-case hexadecimal digits in messages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[0-9a-f]{64}$"))]
#[serde(try_from = "String", into = "String")]
pub struct Sha256(pub [u8; 32]);

/// CRC-32C of a part, big-endian; eight lower-case hexadecimal digits in messages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[0-9a-f]{8}$"))]
#[serde(try_from = "String", into = "String")]
pub struct Crc32c(pub [u8; 4]);

macro_rules! hexadecimal {
    ($name:ident, $bytes:literal, $what:literal) => {
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, formatter)
            }
        }

        impl From<$name> for String {
            fn from(digest: $name) -> Self {
                digest.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = NoDigest;

            fn try_from(text: String) -> Result<Self, NoDigest> {
                let digits: Option<Vec<u8>> = text.bytes().map(digit).collect();
                let digits = digits.filter(|digits| digits.len() == 2 * $bytes).ok_or(NoDigest($what))?;
                let mut bytes = [0; $bytes];
                for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
                    *byte = pair.iter().fold(0, |value, digit| value << 4 | digit);
                }
                Ok(Self(bytes))
            }
        }
    };
}

hexadecimal!(Sha256, 32, "SHA-256");
hexadecimal!(Crc32c, 4, "CRC-32C");

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_go_both_ways() {
        let digest = Sha256(std::array::from_fn(|at| at as u8 * 7));
        let text = serde_json::to_string(&digest).unwrap();
        assert!(text.starts_with("\"00070e15"), "{text}");
        assert_eq!(serde_json::from_str::<Sha256>(&text).unwrap(), digest);
        assert_eq!(Crc32c::try_from("e3069283".to_owned()).unwrap(), Crc32c([0xe3, 0x06, 0x92, 0x83]));
        for text in ["", "e306928", "E3069283", "e306928g", "e30692833", "é306928"] {
            assert!(Crc32c::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
