//! One object until it is stored: sent whole or in parts, signed anew, read anew, tried again.

use std::path::PathBuf;

use contract::digest::Crc32c;
use contract::messages::{Batch, CompleteParts, Multipart, ObjectAnswer, Part, SentPart, SignParts, Upload};
use contract::parts as sizes;

use super::{Failure, Session, locked};
use crate::answers::Verdict;
use crate::backend::{Backend, Trouble};
use crate::files::{Prepared, Seen, Source};
use crate::pace::pause;
use crate::send::Bytes;

/// How often one object is signed anew before something else is wrong, such as a clock.
const SIGNS: u32 = 2;

/// Parts that are signed at once.
const SIGNED: usize = 8;

/// What was tried for an object so far.
#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    rests: u32,
    signs: u32,
    reads: u32,
}

/// What is to be done next.
enum Next {
    Stored(Option<String>),
    /// The same address once more.
    Again,
    /// The backend is asked anew.
    Ask,
    /// The file is read anew, and the backend asked.
    Read,
}

impl<B: Backend> Session<B> {
    /// Has one object stored.
    pub(super) async fn object(
        &self,
        mut prepared: Prepared,
        mut answer: ObjectAnswer,
    ) -> Result<(), Failure> {
        let mut tries = Tries::default();
        loop {
            let path = prepared.object.path.to_string();
            let next = if let Some(error) = answer.error.take() {
                if !error.retryable {
                    return Err(Failure::Refused { path, said: error.message });
                }
                self.rest(&mut tries, None, &error.message).await?;
                Next::Ask
            } else if let Some(multipart) = answer.multipart.take() {
                self.in_parts(&prepared, &multipart, &mut tries).await?
            } else if let Some(upload) = &answer.upload {
                let bytes = bytes_of(&prepared, 0, prepared.object.size);
                self.put(&path, upload, &bytes, &mut tries).await?
            } else {
                Next::Stored(None)
            };
            match next {
                Next::Stored(_) => {
                    self.unchanged(&prepared)?;
                    let size = prepared.object.size;
                    self.went_through(prepared.object.path, size);
                    return Ok(());
                }
                Next::Again => continue,
                Next::Ask => {}
                Next::Read => prepared = self.prepare(&prepared.object.path).await?,
            }
            let batch = Batch { objects: vec![prepared.object.clone()] };
            let asked = self.backend.batch(&self.publish.id, &batch).await?.objects.pop();
            answer = asked.ok_or_else(|| Trouble::Answer("it is empty".to_owned()))?;
        }
    }

    /// That the file is what was told of it: one that changed while it was sent is another.
    fn unchanged(&self, prepared: &Prepared) -> Result<(), Failure> {
        let Source::File(file) = &prepared.source else { return Ok(()) };
        match Seen::of(file) {
            Ok(seen) if seen == prepared.seen => Ok(()),
            found => {
                let changed = std::io::Error::other("it was changed while it was sent");
                let source = found.err().unwrap_or(changed);
                Err(Failure::File { path: prepared.object.path.to_string(), source })
            }
        }
    }

    /// Sends bytes to an address, and says what is to be done after that.
    async fn put(
        &self,
        path: &str,
        upload: &Upload,
        bytes: &Bytes,
        tries: &mut Tries,
    ) -> Result<Next, Failure> {
        let sent = self.sender.put(upload, bytes).await;
        let sent = sent.map_err(|source| Failure::File { path: path.to_owned(), source })?;
        let refused = |said: String| Failure::Refused { path: path.to_owned(), said };
        Ok(match sent.verdict {
            Verdict::Stored => Next::Stored(sent.etag),
            Verdict::Again { slower, after } => {
                if slower {
                    locked(&self.pace).slow_down(self.begun.elapsed());
                }
                self.rest(tries, after, &sent.said).await?;
                Next::Again
            }
            Verdict::Sign if tries.signs < SIGNS => {
                tries.signs += 1;
                Next::Ask
            }
            Verdict::Read if tries.reads == 0 => {
                tries.reads += 1;
                Next::Read
            }
            Verdict::Look => Next::Ask,
            Verdict::Sign => {
                return Err(refused(format!("{}. Is the backend's clock right?", sent.said)));
            }
            Verdict::Read | Verdict::Refused => return Err(refused(sent.said)),
        })
    }

    async fn rest(
        &self,
        tries: &mut Tries,
        after: Option<std::time::Duration>,
        said: &str,
    ) -> Result<(), Failure> {
        if self.is_hopeless() {
            return Err(Failure::NoProgress { said: said.to_owned() });
        }
        tries.rests += 1;
        tokio::time::sleep(after.unwrap_or_else(|| pause(tries.rests, fastrand::f64()))).await;
        Ok(())
    }

    /// Sends the parts that are not there, and has them put together.
    async fn in_parts(
        &self,
        prepared: &Prepared,
        multipart: &Multipart,
        tries: &mut Tries,
    ) -> Result<Next, Failure> {
        let path = prepared.object.path.to_string();
        let size = prepared.object.size;
        let mut sent: Vec<SentPart> = Vec::new();
        let numbers: Vec<u32> = (1..=sizes::count(size)).collect();
        let mut due: Vec<Part> = Vec::new();
        for number in numbers {
            let Some((offset, length)) = sizes::part(size, number) else { continue };
            let crc32c = self.crc32c(prepared, offset, length).await?;
            let there = multipart
                .uploaded
                .iter()
                .find(|part| part.number == number && part.size == length && !part.etag.is_empty());
            match there {
                Some(part) => sent.push(SentPart { number, etag: part.etag.clone(), crc32c }),
                None => due.push(Part { number, size: length, crc32c }),
            }
        }
        for some in due.chunks(SIGNED) {
            let asked = SignParts { parts: some.to_vec() };
            let mut signed = self.backend.sign(&self.publish.id, &multipart.upload_id, &asked).await?;
            for part in some {
                let etag = loop {
                    let upload = signed.parts.iter().find(|it| it.number == part.number);
                    let upload = upload.ok_or_else(|| Trouble::Answer("a part is missing".to_owned()))?;
                    let (offset, length) = sizes::part(size, part.number).unwrap_or_default();
                    let bytes = bytes_of(prepared, offset, length);
                    match self.put(&path, &upload.upload, &bytes, tries).await? {
                        Next::Stored(Some(etag)) => break etag,
                        Next::Again => {}
                        Next::Ask => {
                            let asked = SignParts { parts: vec![part.clone()] };
                            signed =
                                self.backend.sign(&self.publish.id, &multipart.upload_id, &asked).await?;
                        }
                        Next::Read => return Ok(Next::Read),
                        Next::Stored(None) => {
                            let said = "the store does not name its part".to_owned();
                            return Err(Failure::Refused { path, said });
                        }
                    }
                };
                sent.push(SentPart { number: part.number, etag, crc32c: part.crc32c });
            }
        }
        sent.sort_by_key(|part| part.number);
        let all = CompleteParts { parts: sent };
        self.backend.complete(&self.publish.id, &multipart.upload_id, &all).await?;
        Ok(Next::Stored(None))
    }

    /// CRC-32C of a part, read from the file.
    async fn crc32c(&self, prepared: &Prepared, offset: u64, length: u64) -> Result<Crc32c, Failure> {
        let source = prepared.source.clone();
        let read = tokio::task::spawn_blocking(move || checksum(&source, offset, length)).await;
        let read = read.unwrap_or_else(|error| Err(std::io::Error::other(error)));
        read.map_err(|source| Failure::File { path: prepared.object.path.to_string(), source })
    }
}

fn bytes_of(prepared: &Prepared, offset: u64, length: u64) -> Bytes {
    match &prepared.source {
        Source::File(file) => Bytes::File(PathBuf::clone(file), offset, length),
        Source::Memory(all) => {
            let (from, to) = (offset as usize, (offset + length) as usize);
            Bytes::Memory(bytes::Bytes::copy_from_slice(all.get(from..to).unwrap_or_default()))
        }
    }
}

fn checksum(source: &Source, offset: u64, length: u64) -> std::io::Result<Crc32c> {
    use std::io::{Read, Seek, SeekFrom};
    let mut digest = 0;
    match source {
        Source::Memory(all) => {
            let (from, to) = (offset as usize, (offset + length) as usize);
            digest = crc32c::crc32c(all.get(from..to).unwrap_or_default());
        }
        Source::File(file) => {
            let mut file = std::fs::File::open(file)?;
            file.seek(SeekFrom::Start(offset))?;
            let (mut left, mut buffer) = (file.take(length), vec![0; 1 << 20]);
            loop {
                match left.read(&mut buffer)? {
                    0 => break,
                    read => digest = crc32c::crc32c_append(digest, buffer.get(..read).unwrap_or_default()),
                }
            }
        }
    }
    Ok(Crc32c(digest.to_be_bytes()))
}
