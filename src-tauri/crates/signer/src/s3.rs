//! How S3 says things: in headers, in bodies, and when it refuses.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use contract::digest::{Crc32c, Sha256};
use contract::messages::SentPart;
use reqwest::StatusCode;
use serde::Deserialize;

use crate::store::Fault;

/// Metadata by which "already stored" has one answer: a store's own ETag is no digest of what went up in parts.
pub(crate) const DIGEST: &str = "x-amz-meta-sha256";

/// What a store says of the parts that are there: not all tell more than this.
#[derive(Debug, Deserialize)]
pub(crate) struct PartList {
    #[serde(rename = "Part", default)]
    pub(crate) parts: Vec<ListedPart>,
    #[serde(rename = "IsTruncated", default)]
    pub(crate) truncated: bool,
    #[serde(rename = "NextPartNumberMarker")]
    pub(crate) next: Option<u16>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ListedPart {
    #[serde(rename = "PartNumber")]
    pub(crate) number: u32,
    /// Some stores do not tell it: who has sent the part knows.
    #[serde(rename = "ETag", default)]
    pub(crate) etag: String,
    #[serde(rename = "Size")]
    pub(crate) size: u64,
}

/// SHA-256 as S3's headers have it.
pub fn sha256_header(digest: Sha256) -> (String, String) {
    ("x-amz-checksum-sha256".to_owned(), BASE64_STANDARD.encode(digest.0))
}

/// CRC-32C as S3's headers have it.
pub fn crc32c_header(digest: Crc32c) -> (String, String) {
    ("x-amz-checksum-crc32c".to_owned(), BASE64_STANDARD.encode(digest.0))
}

/// The digest of a whole object, as a look at it finds it again.
pub fn digest_header(digest: Sha256) -> (String, String) {
    (DIGEST.to_owned(), digest.to_string())
}

/// What is said to put parts together. ETags come from outside.
pub(crate) fn completion(parts: &[SentPart], checked: bool) -> String {
    let each = parts.iter().map(|part| {
        let etag = part.etag.replace('&', "&amp;").replace('<', "&lt;");
        let digest = BASE64_STANDARD.encode(part.crc32c.0);
        let check =
            if checked { format!("<ChecksumCRC32C>{digest}</ChecksumCRC32C>") } else { String::new() };
        format!("<Part>{check}<ETag>{etag}</ETag><PartNumber>{}</PartNumber></Part>", part.number)
    });
    format!("<CompleteMultipartUpload>{}</CompleteMultipartUpload>", each.collect::<String>())
}

/// Bytes of a text, at most.
const LONGEST_TEXT: u64 = 64 << 20;

/// The text that an object holds.
pub(crate) fn text(bytes: &[u8], zipped: bool) -> std::io::Result<String> {
    use std::io::Read;
    let mut text = String::new();
    if zipped {
        flate2::read::GzDecoder::new(bytes).take(LONGEST_TEXT).read_to_string(&mut text)?;
    } else {
        bytes.take(LONGEST_TEXT).read_to_string(&mut text)?;
    }
    Ok(text)
}

/// A key as it stands in a header: escaped but for its slashes.
pub(crate) fn encoded(key: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    key.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

pub(crate) fn refused(status: StatusCode, text: &str) -> Fault {
    let within = |tag: &str| {
        let (_, rest) = text.split_once(&format!("<{tag}>"))?;
        Some(rest.split_once(&format!("</{tag}>"))?.0.to_owned())
    };
    match status {
        StatusCode::PRECONDITION_FAILED => Fault::Changed,
        _ => Fault::Refused {
            status: status.as_u16(),
            code: within("Code").unwrap_or_default(),
            message: within("Message").unwrap_or_default(),
        },
    }
}

/// An answer of 200 may be an error.
pub(crate) fn no_error_within(text: &str) -> Result<(), Fault> {
    if text.contains("<Error>") { Err(refused(StatusCode::INTERNAL_SERVER_ERROR, text)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_store_refuses_with() {
        let text = "<?xml?><Error><Code>SlowDown</Code><Message>Less.</Message></Error>";
        let fault = refused(StatusCode::SERVICE_UNAVAILABLE, text);
        assert!(
            matches!(&fault, Fault::Refused { status: 503, code, message } if code == "SlowDown" && message == "Less.")
        );
        assert!(fault.is_passing());
        assert!(no_error_within("<CompleteMultipartUploadResult/>").is_ok());
        assert!(no_error_within(text).is_err());
    }

    #[test]
    fn keys_in_headers() {
        assert_eq!(encoded("a b/ü+.m4s"), "a%20b/%C3%BC%2B.m4s");
    }
}
