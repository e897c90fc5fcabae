//! Whose store it is, by its address, and what is known of such stores. Pure.

use url::Url;

/// Whose store it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// Amazon's.
    S3,
    /// Cloudflare's.
    R2,
    /// Anybody's.
    Other,
}

/// What is usual with a store, and what it can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its region.
    pub region: String,
    /// Whether the bucket is the first part of the path, not of the host.
    pub path_style: bool,
    /// Whether it verifies SHA-256 of whole objects.
    pub sha256: bool,
    /// Whether it verifies CRC-32C of parts.
    pub crc32c: bool,
    /// Whether it keeps `Content-Encoding`.
    pub gzip: bool,
    /// Whether it has `If-Match`.
    pub conditional: bool,
}

impl Provider {
    /// Whose the store at `endpoint` is.
    pub fn of(endpoint: &str) -> Self {
        let host = host(endpoint);
        if host.ends_with(".r2.cloudflarestorage.com") {
            return Self::R2;
        }
        match host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn") {
            true => Self::S3,
            false => Self::Other,
        }
    }

    /// What goes for `bucket` at `endpoint`, unless somebody knows better.
    pub fn preset(self, endpoint: &str, bucket: &str) -> Preset {
        match self {
            // A certificate covers one part of a name: a bucket with dots in it is not covered.
            Self::S3 => {
                Preset { region: region(&host(endpoint)), path_style: bucket.contains('.'), ..Self::every() }
            }
            Self::R2 => Preset { region: "auto".to_owned(), path_style: true, ..Self::every() },
            // What is most often understood; a store that refuses a header refuses all that is sent with it.
            Self::Other => Preset {
                region: "us-east-1".to_owned(),
                path_style: true,
                crc32c: false,
                conditional: false,
                ..Self::every()
            },
        }
    }

    fn every() -> Preset {
        let region = String::new();
        Preset { region, path_style: false, sha256: true, crc32c: true, gzip: true, conditional: true }
    }
}

fn host(endpoint: &str) -> String {
    Url::parse(endpoint).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// The region in a host of Amazon's: `s3.REGION`, `s3-REGION`, `s3.dualstack.REGION`; without one, the first there was.
fn region(host: &str) -> String {
    let before = host.split(".amazonaws.com").next().unwrap_or_default();
    let last = before.rsplit('.').next().unwrap_or_default();
    let last = last.strip_prefix("s3-").unwrap_or(last);
    match last {
        "" | "s3" | "external-1" => "us-east-1".to_owned(),
        region => region.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_known_by_its_host() {
        for (endpoint, due) in [
            ("https://0123.r2.cloudflarestorage.com", Provider::R2),
            ("https://0123.eu.r2.cloudflarestorage.com", Provider::R2),
            ("https://s3.eu-central-1.amazonaws.com", Provider::S3),
            ("https://s3.cn-north-1.amazonaws.com.cn", Provider::S3),
            ("https://amazonaws.com.example.net", Provider::Other),
            ("https://r2.cloudflarestorage.com.example.net", Provider::Other),
            ("http://127.0.0.1:9000", Provider::Other),
            ("", Provider::Other),
        ] {
            assert_eq!(Provider::of(endpoint), due, "{endpoint}");
        }
    }

    #[test]
    fn amazons_regions() {
        for (endpoint, due) in [
            ("https://s3.eu-central-1.amazonaws.com", "eu-central-1"),
            ("https://s3.dualstack.eu-west-1.amazonaws.com", "eu-west-1"),
            ("https://s3-us-west-2.amazonaws.com", "us-west-2"),
            ("https://s3.amazonaws.com", "us-east-1"),
            ("https://s3.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ] {
            assert_eq!(Provider::S3.preset(endpoint, "films").region, due);
        }
        assert!(Provider::S3.preset("https://s3.amazonaws.com", "films.example.com").path_style);
    }

    #[test]
    fn what_may_be_refused_is_not_sent_to_strangers() {
        let other = Provider::Other.preset("https://s3.example.com", "films");
        assert!(other.sha256 && other.path_style && !other.crc32c && !other.conditional);
        assert!(Provider::R2.preset("https://0123.r2.cloudflarestorage.com", "films").crc32c);
    }
}
