//! Times as they stand in answers and in signed addresses.

use reqwest::Url;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

/// Of `Date` (RFC 9110 §5.6.7).
const HTTP: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// Of `X-Amz-Date`.
const AMZ: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");

/// Seconds since 1970 of a `Date` header.
pub(super) fn http(text: &str) -> Option<i64> {
    parsed(text, HTTP)
}

/// When an address was signed, by the clock of who signed it, in seconds since 1970.
pub(super) fn signed(url: &Url) -> Option<i64> {
    let (_, value) = url.query_pairs().find(|(name, _)| name.eq_ignore_ascii_case("X-Amz-Date"))?;
    parsed(&value, AMZ)
}

/// This machine's clock, in seconds since 1970.
pub(super) fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

fn parsed(text: &str, form: &[BorrowedFormatItem<'_>]) -> Option<i64> {
    Some(PrimitiveDateTime::parse(text.trim(), form).ok()?.assume_utc().unix_timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        assert_eq!(http("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(http("yesterday"), None);
        let at = |query: &str| signed(&format!("https://bucket.example/a?{query}").parse().unwrap());
        assert_eq!(at("X-Amz-Date=19941106T084937Z&X-Amz-Expires=900"), Some(784_111_777));
        assert_eq!(at("X-Amz-Date=now"), None);
        assert_eq!(at(""), None);
    }
}
