//! A random value: the secret in every address.

use std::fmt;
use std::io;

/// 128 random bits as 32 lower-case hexadecimal digits.
///
/// Whoever knows the token may read what is mounted, so `Debug` does not show it and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

impl Token {
    /// Draws a new token from the operating system.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub(crate) fn random() -> io::Result<Self> {
        let mut bits = [0_u8; 16];
        getrandom::fill(&mut bits).map_err(io::Error::other)?;
        Ok(Self(format!("{:032x}", u128::from_be_bytes(bits))))
    }

    /// Whether `candidate` is this token. The time taken does not depend on where they differ.
    pub(crate) fn matches(&self, candidate: &str) -> bool {
        let (own, other) = (self.0.as_bytes(), candidate.as_bytes());
        own.len() == other.len() && own.iter().zip(other).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
    }

    /// The digits, for an address or a header that is sent to the one who asked.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(****)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_32_digits_and_never_twice_the_same() {
        let (one, two) = (Token::random().unwrap(), Token::random().unwrap());
        assert_eq!(one.reveal().len(), 32);
        assert!(one.reveal().bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()));
        assert_ne!(one, two);
    }

    #[test]
    fn matches_only_itself() {
        let token = Token("0123456789abcdef0123456789abcdef".into());
        assert!(token.matches("0123456789abcdef0123456789abcdef"));
        for other in [
            "",
            "0",
            "1123456789abcdef0123456789abcdef",
            "0123456789abcdef0123456789abcdee",
            "0123456789ABCDEF0123456789ABCDEF",
            "0123456789abcdef0123456789abcdef0",
        ] {
            assert!(!token.matches(other), "{other}");
        }
    }

    #[test]
    fn is_not_shown_by_debug() {
        let token = Token::random().unwrap();
        assert!(!format!("{token:?}").contains(token.reveal()));
    }
}
