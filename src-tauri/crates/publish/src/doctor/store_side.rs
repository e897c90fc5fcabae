//! What is asked of the store: that it takes what was signed, and refuses what was not.

use std::slice;

use contract::messages::{Capabilities, Checksum, Commit, Part, Publish, SignParts, Upload};

use super::examination::{Examination, Log};
use super::package::{self, File, SEGMENT, others};
use super::reach::{refused, sentence};
use super::wire::Put;
use super::{Check, Finding, Outcome, dates, store};
use crate::backend::{Backend, Trouble};

impl<B: Backend> Examination<'_, B> {
    /// Writes the package and what must be refused, and has it committed. Gives whether there is something to be read.
    pub(super) async fn writes<F: FnMut(&Finding) + Send>(
        &self,
        capabilities: &Capabilities,
        publish: &Publish,
        files: &[File],
        log: &mut Log<F>,
    ) -> bool {
        let Some(uploads) = self.uploads(publish, files, log).await else { return false };
        let Some(last) = self.sends(&uploads, log).await else { return false };
        log.tell(store::judge_clock(&last, dates::now()));
        let segment = uploads.iter().find(|(file, _)| file.object.path.as_str() == SEGMENT);
        let mut whole = None;
        if let Some((file, upload)) = segment {
            whole = self.tampers(capabilities, file, upload, log).await;
        }
        let objects = files.iter().map(|file| file.object.clone()).collect();
        log.tell(match self.batch(publish, objects).await {
            Ok(answer) => store::judge_known(&answer.objects),
            Err(trouble) => refused(Check::Known, &trouble),
        });
        let (part, finding) = match self.in_parts(capabilities, publish).await {
            Ok(found) => found,
            Err(trouble) => (None, refused(Check::Multipart, &trouble)),
        };
        log.tell(store::judge_checksums(whole.as_ref(), part.as_ref()));
        log.tell(finding);
        if let Some((file, upload)) = segment {
            let put = self.wire.put(upload, &file.sent, &[("if-none-match", "*")]).await;
            log.tell(store::judge_conditional(&put));
        }
        let commit =
            Commit { objects: package::committed(files), entry: Some(package::entry(&publish.version, 1)) };
        match self.call(self.backend.commit(&publish.id, &commit)).await {
            Ok(_) => log.tell(Finding::good(
                Check::Commit,
                "The version is complete, and the stable entry leads to it.",
            )),
            Err(trouble) => {
                log.tell(refused(Check::Commit, &trouble));
                return false;
            }
        }
        true
    }

    /// How each file is to be sent.
    async fn uploads<'f, F: FnMut(&Finding) + Send>(
        &self,
        publish: &Publish,
        files: &'f [File],
        log: &mut Log<F>,
    ) -> Option<Vec<(&'f File, Upload)>> {
        let objects = files.iter().map(|file| file.object.clone()).collect();
        let answers = match self.batch(publish, objects).await {
            Ok(answer) => answer.objects,
            Err(trouble) => {
                log.tell(refused(Check::Begin, &trouble));
                return None;
            }
        };
        let mut uploads = Vec::new();
        for (file, answer) in files.iter().zip(answers) {
            let path = &answer.path;
            let text = match (answer.upload, answer.error) {
                (Some(upload), _) => {
                    uploads.push((file, upload));
                    continue;
                }
                (None, Some(error)) => {
                    format!("The backend does not take {path}: {}", sentence(&error.message))
                }
                (None, None) => format!("The backend does not say how {path} is to be sent."),
            };
            let mend =
                "Look at what the backend says, and at its log: an upload of a new package has to be taken.";
            log.tell(Finding::bad(Check::Begin, text).mend(mend, Vec::new()));
            return None;
        }
        log.tell(Finding::good(Check::Begin, "A publish can be begun, and the backend signs for it."));
        Some(uploads)
    }

    /// Sends each file as it was signed; the last answer when all were taken.
    async fn sends<F: FnMut(&Finding) + Send>(
        &self,
        uploads: &[(&File, Upload)],
        log: &mut Log<F>,
    ) -> Option<Put> {
        let mut last = None;
        for (file, upload) in uploads {
            let put = self.wire.put(upload, &file.sent, &[]).await;
            if !put.is_taken() {
                log.tell(store::judge_put(&put, file.object.path.as_str()));
                if put.status.is_some() {
                    log.tell(store::judge_clock(&put, dates::now()));
                }
                return None;
            }
            last = Some(put);
        }
        let last = last?;
        log.tell(store::judge_put(&last, ""));
        Some(last)
    }

    /// Sends `file` in ways that were not signed, and then as it was: a store may keep what it has refused. Gives what became
    /// of other bytes, where they are to be refused.
    async fn tampers<F: FnMut(&Finding) + Send>(
        &self,
        capabilities: &Capabilities,
        file: &File,
        upload: &Upload,
        log: &mut Log<F>,
    ) -> Option<Put> {
        let shorter = file.sent.get(1..).unwrap_or_default();
        log.tell(store::judge_length(&self.wire.put(upload, shorter, &[]).await));
        let mut whole = None;
        if capabilities.checksums.contains(&Checksum::Sha256) {
            whole = Some(self.wire.put(upload, &others(&file.sent), &[]).await);
        }
        self.wire.put(upload, &file.sent, &[]).await;
        whole
    }

    /// Sends the last part of a large object, asks for it, and gives the upload up. Gives what became of other bytes, too.
    async fn in_parts(
        &self,
        capabilities: &Capabilities,
        publish: &Publish,
    ) -> Result<(Option<Put>, Finding), Trouble> {
        let (check, none) = (Check::Multipart, |finding| Ok((None, finding)));
        let Some(large) = package::large(capabilities.multipart_threshold) else {
            return none(Finding::untested(check, "The backend sends nothing in parts."));
        };
        let answer = self.batch(publish, vec![large.object.clone()]).await?.objects.pop();
        let Some(answer) = answer else {
            return none(Finding::untested(check, "The backend gave no answer."));
        };
        if let Some(error) = answer.error {
            let text = format!(
                "The backend takes no file of {} MiB: {}",
                large.object.size >> 20,
                sentence(&error.message)
            );
            let mend = "Let the token's quota be larger, when packages have files of this size.";
            return none(Finding::advice(check, text).mend(mend, Vec::new()));
        }
        let Some(multipart) = answer.multipart else {
            let text = "The backend wants large files whole: one that is broken off begins anew.";
            let mend = "Let the backend answer with multipart from its multipart_threshold on.";
            return none(Finding::advice(check, text).mend(mend, Vec::new()));
        };
        let tried = self.tries(capabilities, publish, &large, &multipart.upload_id).await;
        // However it went: what is left costs room.
        let aborted = self.call(self.backend.abort(&publish.id, &multipart.upload_id)).await;
        let (part, finding) = tried?;
        Ok(match aborted {
            Err(_) if finding.outcome == Outcome::Good => {
                let text =
                    "Large files can be sent in parts, but not given up: what is left of them takes room.";
                let mend = "Let the backend's keys abort uploads (s3:AbortMultipartUpload), and the bucket forget unfinished ones after some days.";
                (part, Finding::advice(check, text).mend(mend, vec![super::paste::s3_keys()]))
            }
            _ => (part, finding),
        })
    }

    async fn tries(
        &self,
        capabilities: &Capabilities,
        publish: &Publish,
        large: &package::Large,
        upload: &str,
    ) -> Result<(Option<Put>, Finding), Trouble> {
        let (number, size) = (large.number, large.last.len() as u64);
        let asked = SignParts { parts: vec![Part { number, size, crc32c: large.crc32c }] };
        let signed = self.call(self.backend.sign(&publish.id, upload, &asked)).await?;
        let signed = signed.parts.into_iter().find(|part| part.number == number);
        let signed = signed.ok_or_else(|| Trouble::Answer("a part is missing".to_owned()))?.upload;
        let mut damaged = None;
        if capabilities.checksums.contains(&Checksum::Crc32c) {
            damaged = Some(self.wire.put(&signed, &others(&large.last), &[]).await);
        }
        let put = self.wire.put(&signed, &large.last, &[]).await;
        let answer = self.batch(publish, slice::from_ref(&large.object).to_vec()).await?.objects.pop();
        let listed = answer.and_then(|answer| answer.multipart).filter(|it| it.upload_id == upload);
        let is_listed = listed
            .is_some_and(|it| it.uploaded.iter().any(|part| part.number == number && part.size == size));
        Ok((damaged, store::judge_part(&put, is_listed)))
    }
}
