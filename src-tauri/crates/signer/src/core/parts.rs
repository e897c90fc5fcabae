//! Uploads in parts: their addresses, and what becomes of them.

use std::collections::BTreeMap;

use contract::messages::{Checksum, CompleteParts, MAX_PARTS, SignParts, SignedPart, SignedParts};
use contract::parts as sizes;
use contract::problem::{Code, Problem};

use super::{Caller, Known, Signer, internal, key, of_store};
use crate::s3;
use crate::state::KnownUpload;

impl Signer {
    /// The upload called `upload` of a publish, with its key.
    fn find_upload(
        &self,
        caller: &Caller,
        id: &str,
        upload: &str,
    ) -> Result<(Known, KnownUpload, String), Problem> {
        let known = self.find(caller, id)?;
        let found = self.state.upload(&known.id, upload).map_err(internal)?;
        let found =
            found.ok_or_else(|| Problem::new(Code::NotFound, "There is no such upload. Ask anew."))?;
        let key = key(caller, &known, &found.path).unwrap_or_default();
        Ok((known, found, key))
    }

    /// Addresses for parts.
    ///
    /// # Errors
    /// [`Code::NotFound`], and [`Code::Invalid`] for a part that the object does not have, or of another size.
    pub fn sign_parts(
        &self,
        caller: &Caller,
        id: &str,
        upload: &str,
        asked: &SignParts,
    ) -> Result<SignedParts, Problem> {
        let (_, found, key) = self.find_upload(caller, id, upload)?;
        if asked.parts.len() > MAX_PARTS {
            let message = format!("{MAX_PARTS} parts are signed at once. Ask for fewer.");
            return Err(Problem::new(Code::TooLarge, message));
        }
        let each = asked.parts.iter().map(|part| {
            let due = sizes::part(found.size, part.number).map(|(_, size)| size);
            let number = u16::try_from(part.number).ok().filter(|_| due == Some(part.size));
            let Some(number) = number else {
                let message = format!("Part {} is not of this object, or has another size.", part.number);
                return Err(Problem::new(Code::Invalid, message));
            };
            let mut header = BTreeMap::from([("content-length".to_owned(), part.size.to_string())]);
            header.extend(self.verifies(Checksum::Crc32c).then(|| s3::crc32c_header(part.crc32c)));
            let upload = self.bucket.part((&key, upload), number, header, self.settings.good_for);
            Ok(SignedPart { number: part.number, upload })
        });
        Ok(SignedParts { parts: each.collect::<Result<_, _>>()? })
    }

    /// Puts parts together. An answer that was lost is no harm: what is there is there.
    ///
    /// # Errors
    /// [`Code::NotFound`], also when the store has lost parts: then it is to be begun anew. [`Code::Invalid`] when parts are
    /// missing, [`Code::StoreUnavailable`].
    pub async fn complete_parts(
        &self,
        caller: &Caller,
        id: &str,
        upload: &str,
        told: &CompleteParts,
    ) -> Result<(), Problem> {
        let (known, found, key) = self.find_upload(caller, id, upload)?;
        let numbers = told.parts.iter().map(|part| part.number);
        if !numbers.eq(1..=sizes::count(found.size)) {
            return Err(Problem::new(Code::Invalid, "Name all parts, each once, in order."));
        }
        let done = self.bucket.complete(&key, upload, &told.parts, self.verifies(Checksum::Crc32c)).await;
        if let Err(fault) = done {
            let there = self.bucket.look(&key).await.map_err(of_store)?;
            if !there.is_some_and(|it| it.size == found.size && it.sha256 == found.digest()) {
                if !fault.is_of_lost_parts() {
                    return Err(of_store(fault));
                }
                tracing::info!(%fault, "an upload in parts is given up");
                self.abort_parts(caller, id, upload).await?;
                return Err(Problem::new(Code::NotFound, "The store has lost parts. Ask anew."));
            }
        }
        self.state.forget_upload(&known.id, upload).map_err(internal)
    }

    /// Gives an upload in parts up.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::StoreUnavailable`].
    pub async fn abort_parts(&self, caller: &Caller, id: &str, upload: &str) -> Result<(), Problem> {
        let (known, _, key) = self.find_upload(caller, id, upload)?;
        self.bucket.abort(&key, upload).await.map_err(of_store)?;
        self.state.forget_upload(&known.id, upload).map_err(internal)
    }
}
