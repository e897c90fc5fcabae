//! What is said over the wire, version 1.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::{Crc32c, Sha256};
use crate::names::{ObjectPath, PackageName, Version};

/// The version of the contract.
pub const API: u32 = 1;

/// Objects in one batch, at most.
pub const MAX_BATCH: usize = 1000;

/// Parts that are signed at once, at most.
pub const MAX_PARTS: usize = 100;

/// What a backend can do: the answer to `GET /v1`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Capabilities {
    /// The version of the contract.
    pub api: u32,
    /// Objects in one batch, at most.
    pub max_batch: u32,
    /// The least size of a part, in bytes.
    pub part_size: u64,
    /// An object of so many bytes and more is sent in parts.
    pub multipart_threshold: u64,
    /// How long signed addresses are good for, in seconds.
    pub url_ttl: u64,
    /// The checksums that the store verifies.
    pub checksums: Vec<Checksum>,
    /// Whether objects may be sent compressed.
    pub gzip: bool,
}

/// A checksum that a store verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Checksum {
    /// Of a whole object.
    Sha256,
    /// Of a part.
    Crc32c,
    /// One that this version does not know.
    #[serde(other)]
    Unknown,
}

/// Begins a publish: `POST /v1/publishes`, with an `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPublish {
    /// Where it lies.
    pub package: PackageName,
    /// The version that it takes the place of: what is the same is copied inside of the bucket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Version>,
}

/// A publish that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Publish {
    /// What further calls name it by.
    pub id: String,
    /// The version it becomes.
    pub version: Version,
    /// Where its multivariant playlist will be, for good.
    pub public_url: String,
    /// Where the newest version's is found.
    pub stable_url: String,
}

/// Asks what is to be sent: `POST /v1/publishes/{id}/batch`. Asking again is no harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Batch {
    /// At most as many as the backend says.
    pub objects: Vec<Object>,
}

/// An object as it is to be in the bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Object {
    /// Below the version.
    pub path: ObjectPath,
    /// Bytes, as they are sent.
    pub size: u64,
    /// Of the bytes as they are sent.
    pub sha256: Sha256,
    /// How they are compressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
}

/// `Content-Encoding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// RFC 1952.
    Gzip,
}

/// The answer to a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchAnswer {
    /// In the order of the question.
    pub objects: Vec<ObjectAnswer>,
}

/// What is to be done with one object. With none of the three, it is stored already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ObjectAnswer {
    /// As it was asked.
    pub path: ObjectPath,
    /// To be sent whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<Upload>,
    /// To be sent in parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multipart: Option<Multipart>,
    /// Not to be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ObjectError>,
}

/// A signed request, to be sent as it stands and with nothing else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Upload {
    /// Always `PUT`.
    pub method: String,
    /// The address, signed.
    pub href: String,
    /// The headers that are signed with it.
    pub header: BTreeMap<String, String>,
    /// Seconds that it is good for.
    pub expires_in: u64,
}

/// A signed address lets whoever has it write: it is never shown.
impl std::fmt::Debug for Upload {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = self.href.split('?').next().unwrap_or_default();
        formatter.debug_struct("Upload").field("href", &place).field("expires_in", &self.expires_in).finish()
    }
}

/// An upload in parts that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Multipart {
    /// The store's name for it.
    pub upload_id: String,
    /// Bytes of every part but the last.
    pub part_size: u64,
    /// The parts that are there.
    pub uploaded: Vec<UploadedPart>,
}

/// A part in the bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadedPart {
    /// From one.
    pub number: u32,
    /// As the store gave it; empty where a store does not tell it again: who has sent the part knows.
    pub etag: String,
    /// Bytes.
    pub size: u64,
}

/// Why one object of a batch is not to be sent; the others are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ObjectError {
    /// For programs.
    pub code: crate::problem::Code,
    /// For people.
    pub message: String,
    /// Whether the same may work later.
    pub retryable: bool,
}

/// Asks for addresses of parts: `POST /v1/publishes/{id}/multipart/{uid}/sign`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignParts {
    /// At most [`MAX_PARTS`].
    pub parts: Vec<Part>,
}

/// A part to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Part {
    /// From one.
    pub number: u32,
    /// Bytes.
    pub size: u64,
    /// Of its bytes.
    pub crc32c: Crc32c,
}

/// The addresses, in the order of the question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedParts {
    /// One each.
    pub parts: Vec<SignedPart>,
}

/// The address of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedPart {
    /// From one.
    pub number: u32,
    /// The request.
    pub upload: Upload,
}

/// Puts the parts together: `POST /v1/publishes/{id}/multipart/{uid}/complete`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompleteParts {
    /// All of them, in order.
    pub parts: Vec<SentPart>,
}

/// A part that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SentPart {
    /// From one.
    pub number: u32,
    /// As the store gave it.
    pub etag: String,
    /// Of its bytes.
    pub crc32c: Crc32c,
}

/// Makes a version the one that the stable entry leads to: `POST /v1/publishes/{id}/commit`. Once more later, it goes back
/// to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Commit {
    /// All that has to be there.
    pub objects: Vec<CommittedObject>,
    /// The text of the stable entry; without one, it stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
}

/// An object that has to be there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommittedObject {
    /// Below the version.
    pub path: ObjectPath,
    /// Bytes.
    pub size: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_that_is_stored_has_nothing_to_say() {
        let text = r#"{"objects":[{"path":"a.m4s"}]}"#;
        let answer: BatchAnswer = serde_json::from_str(text).unwrap();
        let only = &answer.objects[0];
        assert!(only.upload.is_none() && only.multipart.is_none() && only.error.is_none());
        assert_eq!(serde_json::to_string(&answer).unwrap(), text);
    }

    #[test]
    fn a_signed_address_is_not_shown() {
        let upload = Upload {
            method: "PUT".into(),
            href: "https://bucket.example/a.m4s?X-Amz-Signature=secret".into(),
            header: BTreeMap::new(),
            expires_in: 900,
        };
        let shown = format!("{upload:?}");
        assert!(shown.contains("bucket.example/a.m4s") && !shown.contains("secret"), "{shown}");
    }

    #[test]
    fn paths_that_lead_elsewhere_are_no_message() {
        let digest = "0".repeat(64);
        for path in ["../a", "/a", "a//b", "a\\\\b"] {
            let text = format!(r#"{{"objects":[{{"path":"{path}","size":1,"sha256":"{digest}"}}]}}"#);
            assert!(serde_json::from_str::<Batch>(&text).is_err(), "{path}");
        }
    }
}
