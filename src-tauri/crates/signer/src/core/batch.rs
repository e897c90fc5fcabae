//! A batch: what of it is there already, what can be copied inside of the bucket, and how the rest is sent.

use std::collections::{BTreeMap, HashSet};

use contract::messages::{
    Batch, BatchAnswer, Checksum, MAX_BATCH, Multipart, Object, ObjectAnswer, ObjectError,
};
use contract::parts as sizes;
use contract::problem::{Code, Problem};
use futures_util::stream::{self, StreamExt};

use super::{Caller, Signer, internal, key, of_store, prefix};
use crate::s3;
use crate::state::Known;
use crate::store::Fault;

/// Questions to the store at once.
const AT_ONCE: usize = 32;

/// Objects that are looked at without a list of all that is there.
const FEW: usize = 16;

/// What is known of a publish while a batch is answered.
struct Answering<'a> {
    caller: &'a Caller,
    known: &'a Known,
    /// Keys that are in the bucket.
    there: HashSet<String>,
    /// The version that it takes the place of.
    before: Option<Known>,
}

impl Signer {
    /// Says what is to be sent of `batch`. Asking again is no harm: what was sent meanwhile is there.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::TooLarge`], [`Code::StoreUnavailable`]; what is wrong with one object is in its answer.
    pub async fn batch(&self, caller: &Caller, id: &str, batch: &Batch) -> Result<BatchAnswer, Problem> {
        let known = self.find(caller, id)?;
        if batch.objects.len() > MAX_BATCH {
            let message = format!("A batch has {MAX_BATCH} objects at most. Send it in several.");
            return Err(Problem::new(Code::TooLarge, message));
        }
        let there = self.there(caller, &known, batch).await?;
        let before = match &known.replaces {
            Some(version) => {
                self.state.of_version(&caller.name, &known.package, version).map_err(internal)?
            }
            None => None,
        };
        let answering = Answering { caller, known: &known, there, before };
        let refused: Vec<Option<ObjectError>> = self.refusals(&answering, batch)?;
        let taken = batch.objects.iter().zip(&refused).filter(|(_, refused)| refused.is_none());
        let taken: Vec<&Object> = taken.map(|(object, _)| object).collect();
        self.state.expect(&known.id, &taken).map_err(internal)?;
        let mut each = Vec::with_capacity(batch.objects.len());
        for (object, refused) in batch.objects.iter().zip(refused) {
            each.push(self.answer_or_refuse(&answering, object, refused));
        }
        Ok(BatchAnswer { objects: stream::iter(each).buffered(AT_ONCE).collect().await })
    }

    /// Keys of `batch` that are in the bucket with the size that they are to have; a few are looked at one by one later.
    async fn there(&self, caller: &Caller, known: &Known, batch: &Batch) -> Result<HashSet<String>, Problem> {
        let due =
            batch.objects.iter().filter_map(|it| Some((key(caller, known, it.path.as_str())?, it.size)));
        let mut due: HashSet<(String, u64)> = due.collect();
        if batch.objects.len() > FEW {
            let there = self.bucket.list(&prefix(caller, known)).await.map_err(of_store)?;
            let there: HashSet<(String, u64)> = there.into_iter().collect();
            due.retain(|it| there.contains(it));
        }
        Ok(due.into_iter().map(|(key, _)| key).collect())
    }

    async fn answer_or_refuse(
        &self,
        answering: &Answering<'_>,
        object: &Object,
        refused: Option<ObjectError>,
    ) -> ObjectAnswer {
        let refused = match refused {
            Some(error) => error,
            None => match self.answer(answering, object).await {
                Ok(answer) => return answer,
                Err(problem) => of_problem(problem),
            },
        };
        ObjectAnswer { error: Some(refused), ..nothing(object) }
    }

    /// Why objects are not taken, one by one.
    fn refusals(
        &self,
        answering: &Answering<'_>,
        batch: &Batch,
    ) -> Result<Vec<Option<ObjectError>>, Problem> {
        let Answering { caller, known, .. } = answering;
        let paths: Vec<&str> = batch.objects.iter().map(|object| object.path.as_str()).collect();
        let mut bytes = match caller.quota {
            Some(_) => self.state.bytes(&caller.name, &known.id, &paths).map_err(internal)?,
            None => 0,
        };
        let refused =
            |code, message: &str| Some(ObjectError { code, message: message.to_owned(), retryable: false });
        let each = batch.objects.iter().map(|object| {
            if key(caller, known, object.path.as_str()).is_none() {
                return refused(Code::Invalid, "Its name is too long. Give it a shorter one.");
            }
            if object.size == 0 || object.size > sizes::LARGEST {
                return refused(Code::Invalid, "It is empty, or larger than a bucket takes.");
            }
            if self.kind(object).is_none() {
                return refused(Code::Invalid, "No package has files of this kind, or compressed so.");
            }
            bytes = bytes.saturating_add(object.size);
            if caller.quota.is_some_and(|quota| bytes > quota) {
                bytes -= object.size;
                return refused(Code::QuotaExceeded, "There is no room for it. Take something else down.");
            }
            None
        });
        Ok(each.collect())
    }

    async fn answer(&self, answering: &Answering<'_>, object: &Object) -> Result<ObjectAnswer, Problem> {
        let Answering { caller, known, there, .. } = answering;
        let path = object.path.as_str();
        let key = key(caller, known, path).unwrap_or_default();
        if there.contains(&key) && self.is_there(&key, object).await.map_err(of_store)? {
            return Ok(nothing(object));
        }
        if self.copied(answering, object, &key).await? {
            return Ok(nothing(object));
        }
        let mut header = self.kind(object).unwrap_or_default();
        if object.size >= sizes::THRESHOLD {
            return self.in_parts(known, object, &key, header).await;
        }
        header.insert("content-length".to_owned(), object.size.to_string());
        header.extend(self.verifies(Checksum::Sha256).then(|| s3::sha256_header(object.sha256)));
        let upload = Some(self.bucket.upload(&key, header, self.settings.good_for));
        Ok(ObjectAnswer { upload, ..nothing(object) })
    }

    /// Whether the very object is at `key`: a store may keep bytes that it has refused, without their digest.
    async fn is_there(&self, key: &str, object: &Object) -> Result<bool, Fault> {
        let found = self.bucket.look(key).await?;
        Ok(found.is_some_and(|found| found.size == object.size && found.sha256 == Some(object.sha256)))
    }

    /// Copies the same bytes from the version before, when it has them.
    async fn copied(&self, answering: &Answering<'_>, object: &Object, to: &str) -> Result<bool, Problem> {
        let Some(before) = &answering.before else { return Ok(false) };
        let path = object.path.as_str();
        let had = self.state.expected(&before.id, path).map_err(internal)?;
        let Some(from) = key(answering.caller, before, path) else { return Ok(false) };
        if had != Some((object.size, object.sha256.to_string())) {
            return Ok(false);
        }
        let there = self.is_there(&from, object).await.map_err(of_store)?;
        // What cannot be copied can be sent.
        Ok(there && self.bucket.copy(&from, to).await.is_ok())
    }

    async fn in_parts(
        &self,
        known: &Known,
        object: &Object,
        key: &str,
        mut header: BTreeMap<String, String>,
    ) -> Result<ObjectAnswer, Problem> {
        let part_size = sizes::part_size(object.size);
        if let Some(begun) = self.state.upload_of(&known.id, object).map_err(internal)? {
            if let Some(uploaded) = self.bucket.parts(key, &begun.id).await.map_err(of_store)? {
                let multipart = Some(Multipart { upload_id: begun.id, part_size, uploaded });
                return Ok(ObjectAnswer { multipart, ..nothing(object) });
            }
            self.state.forget_upload(&known.id, &begun.id).map_err(internal)?;
        }
        if self.verifies(Checksum::Crc32c) {
            header.insert("x-amz-checksum-algorithm".to_owned(), "CRC32C".to_owned());
        }
        let upload_id = self.bucket.begin_parts(key, &header).await.map_err(of_store)?;
        self.state.note_upload(&known.id, object, &upload_id).map_err(internal)?;
        let multipart = Some(Multipart { upload_id, part_size, uploaded: Vec::new() });
        Ok(ObjectAnswer { multipart, ..nothing(object) })
    }
}

/// The answer for what is stored.
fn nothing(object: &Object) -> ObjectAnswer {
    ObjectAnswer { path: object.path.clone(), upload: None, multipart: None, error: None }
}

fn of_problem(problem: Problem) -> ObjectError {
    ObjectError { code: problem.code, message: problem.detail, retryable: problem.retryable }
}
