//! What can be pasted into the settings of S3, R2 and the CDNs before them, pure.

use contract::files;
use serde_json::{Value, json};

use super::Paste;

/// What stands for the bucket's name, which is not known here.
const BUCKET: &str = "YOUR-BUCKET";

/// The longest that caches keep a version, in seconds: a year.
const YEAR: u32 = 31_536_000;

/// CORS rules by which pages of `site`, an origin, read a bucket; of every site without one. S3 and R2 take the same.
fn cors(site: Option<&str>) -> String {
    pretty(&json!([{
        "AllowedOrigins": [site.unwrap_or("*")],
        "AllowedMethods": ["GET", "HEAD"],
        "AllowedHeaders": ["range"],
        "ExposeHeaders": ["Content-Length", "Content-Range", "ETag"],
        "MaxAgeSeconds": 86400
    }]))
}

/// CORS rules for the console of S3.
pub fn s3_cors(site: Option<&str>) -> Paste {
    Paste {
        title: "S3: the bucket, Permissions, Cross-origin resource sharing (CORS), Edit".to_owned(),
        text: cors(site),
    }
}

/// CORS rules for the dashboard of R2.
pub fn r2_cors(site: Option<&str>) -> Paste {
    Paste { title: "R2: the bucket, Settings, CORS Policy, Add, JSON".to_owned(), text: cors(site) }
}

/// A policy by which everybody reads a bucket of S3. The bucket's name is to be filled in.
pub fn s3_public() -> Paste {
    let text = pretty(&json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "EverybodyReads",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": format!("arn:aws:s3:::{BUCKET}/*")
        }]
    }));
    Paste { title: format!("S3: the bucket, Permissions, Bucket policy, Edit ({BUCKET} is its name)"), text }
}

/// A policy by which a backend's keys can do what it does in a bucket of S3. The bucket's name is to be filled in.
pub fn s3_keys() -> Paste {
    let bucket = format!("arn:aws:s3:::{BUCKET}");
    let text = pretty(&json!({
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:ListBucket", "s3:ListBucketMultipartUploads"],
                "Resource": bucket
            },
            {
                "Effect": "Allow",
                "Action": [
                    "s3:GetObject",
                    "s3:PutObject",
                    "s3:DeleteObject",
                    "s3:AbortMultipartUpload",
                    "s3:ListMultipartUploadParts"
                ],
                "Resource": format!("{bucket}/*")
            }
        ]
    }));
    Paste { title: format!("IAM: the policy of the backend's user ({BUCKET} is the bucket's name)"), text }
}

/// Which requests a cache rule of Cloudflare is for: all of `host`.
pub fn cloudflare_expression(host: &str) -> Paste {
    Paste {
        title: "Cloudflare: Caching, Cache Rules, Create rule, Edit expression".to_owned(),
        text: format!("(http.host eq \"{host}\")"),
    }
}

/// The same as a rule of Cloudflare's API: versions are kept for the year that they are sent with, the stable entry for its
/// seconds, in the CDN and in browsers.
pub fn cloudflare_rule(host: &str) -> Paste {
    let text = pretty(&json!({
        "description": "HLS Studio",
        "expression": format!("(http.host eq \"{host}\")"),
        "action": "set_cache_settings",
        "action_parameters": {
            "cache": true,
            "edge_ttl": { "mode": "bypass_by_default" },
            "browser_ttl": { "mode": "respect_origin" }
        }
    }));
    Paste { title: "Cloudflare's API: a rule of the phase http_request_cache_settings".to_owned(), text }
}

/// A cache policy of CloudFront for all that a destination has: no less and no more than each file is sent with.
pub fn cloudfront_policy() -> Paste {
    Paste {
        title: "AWS: aws cloudfront create-cache-policy --cache-policy-config file://policy.json, for the default behavior"
            .to_owned(),
        text: policy("hls-studio", 0, YEAR),
    }
}

/// A cache policy of CloudFront for the stable entries alone: seconds, whatever they are sent with.
pub fn cloudfront_entries() -> Paste {
    Paste {
        title: format!(
            "The same for a behavior of its own, before the default one, of path pattern */{}",
            files::ENTRY
        ),
        text: policy("hls-studio-entries", 5, 5),
    }
}

fn policy(name: &str, default: u32, most: u32) -> String {
    pretty(&json!({
        "Name": name,
        "MinTTL": 0,
        "DefaultTTL": default,
        "MaxTTL": most,
        "ParametersInCacheKeyAndForwardedToOrigin": {
            "EnableAcceptEncodingGzip": true,
            "EnableAcceptEncodingBrotli": false,
            "HeadersConfig": { "HeaderBehavior": "whitelist", "Headers": { "Quantity": 1, "Items": ["Origin"] } },
            "CookiesConfig": { "CookieBehavior": "none" },
            "QueryStringsConfig": { "QueryStringBehavior": "none" }
        }
    }))
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(paste: &Paste) -> Value {
        serde_json::from_str(&paste.text).unwrap_or_else(|error| panic!("{}: {error}", paste.title))
    }

    #[test]
    fn cors_is_for_one_site_or_for_all() {
        for paste in [s3_cors(Some("https://example.com")), r2_cors(Some("https://example.com"))] {
            let rules = read(&paste);
            let rule = &rules.as_array().unwrap()[0];
            assert_eq!(rule["AllowedOrigins"], json!(["https://example.com"]));
            assert_eq!(rule["AllowedMethods"], json!(["GET", "HEAD"]));
            assert_eq!(rule["AllowedHeaders"], json!(["range"]));
            assert_eq!(rule["ExposeHeaders"], json!(["Content-Length", "Content-Range", "ETag"]));
            assert!(rule["MaxAgeSeconds"].is_u64());
        }
        assert_eq!(read(&s3_cors(None))[0]["AllowedOrigins"], json!(["*"]));
        // What is odd stays a text.
        assert_eq!(read(&s3_cors(Some("\"]")))[0]["AllowedOrigins"], json!(["\"]"]));
    }

    #[test]
    fn policies_of_buckets() {
        let public = read(&s3_public());
        assert_eq!(public["Statement"][0]["Resource"], "arn:aws:s3:::YOUR-BUCKET/*");
        assert_eq!(public["Statement"][0]["Action"], "s3:GetObject");
        assert!(s3_public().title.contains("YOUR-BUCKET"));
        assert_eq!(read(&s3_keys())["Statement"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn rules_of_caches() {
        let expression = cloudflare_expression("cdn.example.com").text;
        assert_eq!(expression, "(http.host eq \"cdn.example.com\")");
        let rule = read(&cloudflare_rule("cdn.example.com"));
        assert_eq!(rule["expression"], expression);
        assert_eq!(rule["action_parameters"]["browser_ttl"]["mode"], "respect_origin");
        let (all, entries) = (read(&cloudfront_policy()), read(&cloudfront_entries()));
        assert_eq!((all["MaxTTL"].as_u64(), entries["MaxTTL"].as_u64()), (Some(31_536_000), Some(5)));
        assert_eq!(all["MinTTL"], 0);
        assert!(cloudfront_entries().title.ends_with("*/master.m3u8"));
    }
}
