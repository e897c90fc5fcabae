//! Tokens: who has one may write below its prefix. What is kept of them is their digests.

use std::num::NonZeroU32;
use std::time::Duration;

use contract::digest::Sha256;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use sha2::Digest;

use crate::core::Caller;

/// What is known of a token.
#[derive(Clone, Debug)]
pub struct Token {
    /// Of the token's text: 32 random bytes need no slower digest.
    pub sha256: Sha256,
    /// Whose it is.
    pub caller: Caller,
    /// Calls a minute.
    pub calls_a_minute: NonZeroU32,
}

/// All of them.
#[derive(Debug)]
pub struct Tokens(Vec<(Token, DefaultDirectRateLimiter)>);

/// Whether a call is answered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    Admitted(Caller),
    Unknown,
    /// And in how many seconds it is.
    TooOften(u64),
}

/// The digest that is kept of a token.
pub fn digest(token: &str) -> Sha256 {
    Sha256(sha2::Sha256::digest(token.as_bytes()).into())
}

/// A new token: 32 random bytes in hexadecimal digits behind a word that scanners for secrets know it by.
///
/// # Errors
/// When the system has no randomness to give.
pub fn new_token() -> std::io::Result<String> {
    let mut bits = [0; 32];
    getrandom::fill(&mut bits).map_err(std::io::Error::other)?;
    Ok(bits.iter().fold("hlsstudio_".to_owned(), |text, byte| format!("{text}{byte:02x}")))
}

impl Tokens {
    /// Those in `tokens`.
    pub fn new(tokens: Vec<Token>) -> Self {
        let limited = |token: Token| {
            // A publish begins with many at once.
            let quota = Quota::per_minute(token.calls_a_minute).allow_burst(token.calls_a_minute);
            (token, RateLimiter::direct(quota))
        };
        Self(tokens.into_iter().map(limited).collect())
    }

    /// Who is called so.
    pub fn caller(&self, name: &str) -> Option<Caller> {
        self.0.iter().map(|(token, _)| &token.caller).find(|caller| caller.name == name).cloned()
    }

    /// Whether `token` may call now. Digests are compared, of which a guess tells nothing.
    pub(crate) fn admit(&self, token: &str) -> Admission {
        let digest = digest(token);
        let Some((token, limit)) = self.0.iter().find(|(known, _)| known.sha256 == digest) else {
            return Admission::Unknown;
        };
        match limit.check() {
            Ok(()) => Admission::Admitted(token.caller.clone()),
            Err(not_until) => {
                let wait: Duration = not_until.wait_time_from(DefaultClock::default().now());
                Admission::TooOften(wait.as_secs() + 1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_known_by_their_digests() {
        let (one, two) = (new_token().unwrap(), new_token().unwrap());
        assert!(one != two && one.len() == 74);
        let caller = Caller { name: "anna".into(), prefix: "anna/".into(), quota: None };
        let calls_a_minute = NonZeroU32::new(2).unwrap();
        let tokens =
            Tokens::new(vec![Token { sha256: digest(&one), caller: caller.clone(), calls_a_minute }]);
        assert_eq!(tokens.admit(&two), Admission::Unknown);
        assert_eq!(tokens.admit(""), Admission::Unknown);
        assert_eq!(tokens.admit(&one), Admission::Admitted(caller.clone()));
        assert_eq!(tokens.admit(&one), Admission::Admitted(caller));
        assert!(matches!(tokens.admit(&one), Admission::TooOften(1..=61)));
        assert!(!format!("{tokens:?}").contains(&one));
    }
}
