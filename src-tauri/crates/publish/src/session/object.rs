//! One object until it is stored: sent whole or in parts, signed anew, read anew, tried again.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::digest::Crc32c;
use contract::messages::{CompleteParts, Multipart, Part, SentPart, SignParts, Upload};
use contract::parts as sizes;
use contract::problem::Code;
use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::pipeline::Told;
use super::{Failure, Known, Session};
use crate::answers::Verdict;
use crate::backend::{Backend, Trouble};
use crate::files::{Prepared, Seen, Source};
use crate::gate::Pass;
use crate::pace::pause;
use crate::send::Bytes;

/// How often one object is signed anew before something else is wrong, such as a clock.
const SIGNS: u32 = 2;

/// How often a file may change while it is sent.
const CHANGES: u32 = 5;

/// Parts of one object that are under way at once; the gate lets fewer through.
const PARTS: usize = 32;

/// What was tried for an object so far.
#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    rests: u32,
    signs: u32,
    reads: u32,
    changes: u32,
    stalls: u32,
    /// When it failed first.
    failed: Option<Instant>,
}

/// One's turn, kept while an address that grew old in waiting for it is signed anew.
type Turn<'a> = Option<Pass<'a>>;

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
    pub(super) async fn object(self: Arc<Self>, told: Told) -> Result<(), Failure> {
        let Told { prepared, mut answer, mut at } = told;
        let mut prepared = Arc::new(prepared);
        let (mut tries, mut turn) = (Tries::default(), None);
        loop {
            let path = prepared.object.path.to_string();
            let next = if let Some(error) = answer.error.take() {
                if !error.retryable {
                    return Err(Failure::Refused { path, said: error.message });
                }
                self.rest(&mut tries, None, &error.message).await?;
                Next::Ask
            } else if let Some(multipart) = answer.multipart.take() {
                self.in_parts(&prepared, &Arc::new(multipart), &mut tries).await?
            } else if let Some(upload) = &answer.upload {
                let bytes = bytes_of(&prepared, 0, prepared.object.size);
                self.put(&path, (upload, at), &bytes, &mut tries, &mut turn).await?
            } else {
                Next::Stored(None)
            };
            let next = if is_unchanged(&prepared) {
                next
            } else if tries.changes < CHANGES {
                // What was sent is not what is there: a file that goes on changing is no file of a package.
                tries.changes += 1;
                self.rest(&mut tries, None, "the file changes").await?;
                Next::Read
            } else {
                let source = std::io::Error::other("it goes on changing while it is sent");
                return Err(Failure::File { path, source });
            };
            match next {
                Next::Stored(_) => {
                    let known = Known { size: prepared.object.size, seen: prepared.seen, stored: true };
                    self.went_through(prepared.object.path.clone(), known);
                    return Ok(());
                }
                Next::Again => continue,
                Next::Ask => {}
                Next::Read => {
                    prepared = Arc::new(Arc::clone(&self).prepare(prepared.object.path.clone()).await?);
                }
            }
            let asked = Arc::clone(&self).ask(vec![Prepared::clone(&prepared)]).await?.pop();
            let asked = asked.ok_or_else(|| Trouble::Answer("it is empty".to_owned()))?;
            (prepared, answer, at) = (Arc::new(asked.prepared), asked.answer, asked.at);
        }
    }

    /// Sends bytes to an address that was signed at some time, and says what is to be done after that.
    async fn put<'a>(
        &'a self,
        path: &str,
        (upload, signed): (&Upload, Instant),
        bytes: &Bytes,
        tries: &mut Tries,
        turn: &mut Turn<'a>,
    ) -> Result<Next, Failure> {
        let pass = match turn.take() {
            Some(pass) => pass,
            None => {
                let pass = self.gate.enter().await;
                if is_old(signed.elapsed(), upload.expires_in) {
                    *turn = Some(pass);
                    return Ok(Next::Ask);
                }
                pass
            }
        };
        let begun = Instant::now();
        let stall = self.manners.stall * 2u32.pow(tries.stalls.min(5));
        let sent = self.sender.put(upload, bytes, stall).await;
        drop(pass);
        let sent = sent.map_err(|source| Failure::File { path: path.to_owned(), source })?;
        let refused = |said: String| Failure::Refused { path: path.to_owned(), said };
        Ok(match sent.verdict {
            Verdict::Stored => {
                self.gate.went_well(begun.elapsed());
                self.is_answered();
                Next::Stored(sent.etag)
            }
            Verdict::Again { slower, after } => {
                tries.stalls += u32::from(begun.elapsed() >= stall);
                if slower {
                    self.gate.slow_down(self.begun.elapsed());
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

    /// Rests before another try, unless nothing at all went through for too long since this first failed.
    async fn rest(&self, tries: &mut Tries, after: Option<Duration>, said: &str) -> Result<(), Failure> {
        self.is_failing();
        let failed = *tries.failed.get_or_insert_with(Instant::now);
        let last = self.begun + Duration::from_millis(self.last.load(std::sync::atomic::Ordering::Relaxed));
        if failed.max(last).elapsed() > self.manners.patience {
            return Err(Failure::NoProgress { said: said.to_owned() });
        }
        tries.rests += 1;
        tokio::time::sleep(after.unwrap_or_else(|| pause(tries.rests, fastrand::f64()))).await;
        Ok(())
    }

    /// Sends the parts that are not there, and has them put together.
    async fn in_parts(
        self: &Arc<Self>,
        prepared: &Arc<Prepared>,
        multipart: &Arc<Multipart>,
        tries: &mut Tries,
    ) -> Result<Next, Failure> {
        let (session, of, upload) = (Arc::clone(self), Arc::clone(prepared), Arc::clone(multipart));
        let parts = stream::iter(1..=sizes::count(prepared.object.size));
        let part = move |number| Arc::clone(&session).part(Arc::clone(&of), Arc::clone(&upload), number);
        let parts = parts.map(part).buffered(PARTS);
        let sent = parts.try_collect::<Vec<_>>().await;
        let done = match sent.map(|parts| parts.into_iter().collect::<Option<Vec<SentPart>>>()) {
            Ok(Some(parts)) => {
                let all = CompleteParts { parts };
                let call = || self.backend.complete(&self.publish.id, &multipart.upload_id, &all);
                self.patiently(call).await.map_err(Failure::from)
            }
            Ok(None) if tries.reads == 0 => {
                tries.reads += 1;
                return Ok(Next::Read);
            }
            Ok(None) => {
                let said = "its bytes arrive as others, again and again".to_owned();
                return Err(Failure::Refused { path: prepared.object.path.to_string(), said });
            }
            Err(failure) => Err(failure),
        };
        match done {
            Ok(()) => Ok(Next::Stored(None)),
            // The answer that it is whole was lost, or the store has dropped it: the backend looks.
            Err(failure) if is_unknown(&failure) && tries.signs < SIGNS => {
                tries.signs += 1;
                Ok(Next::Ask)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Has one part stored; `None` when the file is to be read anew.
    async fn part(
        self: Arc<Self>,
        prepared: Arc<Prepared>,
        multipart: Arc<Multipart>,
        number: u32,
    ) -> Result<Option<SentPart>, Failure> {
        let path = prepared.object.path.as_str();
        let (offset, size) = sizes::part(prepared.object.size, number).unwrap_or_default();
        let known = prepared.parts.get(number.saturating_sub(1) as usize).copied();
        let crc32c = match known {
            Some(crc32c) => crc32c,
            None => self.crc32c(&prepared, offset, size).await?,
        };
        if let Some(etag) = etag_of(&multipart, number, size) {
            return Ok(Some(SentPart { number, etag, crc32c }));
        }
        let (mut tries, mut turn) = (Tries::default(), None);
        let asked = SignParts { parts: vec![Part { number, size, crc32c }] };
        let bytes = bytes_of(&prepared, offset, size);
        loop {
            let call = || self.backend.sign(&self.publish.id, &multipart.upload_id, &asked);
            let signed = self.patiently(call).await?;
            let (at, upload) = (Instant::now(), signed.parts.into_iter().find(|it| it.number == number));
            let upload = upload.ok_or_else(|| Trouble::Answer("a part is missing".to_owned()))?.upload;
            let next = loop {
                match self.put(path, (&upload, at), &bytes, &mut tries, &mut turn).await? {
                    Next::Again if is_unchanged(&prepared) => {}
                    next => break next,
                }
            };
            match next {
                Next::Stored(Some(etag)) => return Ok(Some(SentPart { number, etag, crc32c })),
                Next::Ask => {}
                Next::Again | Next::Read => return Ok(None),
                Next::Stored(None) => {
                    let said = "the store does not name its part".to_owned();
                    return Err(Failure::Refused { path: path.to_owned(), said });
                }
            }
        }
    }

    /// CRC-32C of a part, read from the file.
    async fn crc32c(&self, prepared: &Prepared, offset: u64, length: u64) -> Result<Crc32c, Failure> {
        let source = prepared.source.clone();
        let read = tokio::task::spawn_blocking(move || checksum(&source, offset, length)).await;
        let read = read.unwrap_or_else(|error| Err(std::io::Error::other(error)));
        read.map_err(|source| Failure::File { path: prepared.object.path.to_string(), source })
    }
}

/// The store's name for a part that is there.
fn etag_of(multipart: &Multipart, number: u32, size: u64) -> Option<String> {
    let there = multipart.uploaded.iter().find(|it| it.number == number && it.size == size)?;
    (!there.etag.is_empty()).then(|| there.etag.clone())
}

/// Whether an address that was signed so long ago, good for so many seconds, is too old to begin with.
fn is_old(age: Duration, good_for: u64) -> bool {
    let good_for = Duration::from_secs(good_for);
    age + (good_for / 5).min(Duration::from_secs(30)) >= good_for
}

/// Whether the backend does not know what it is asked about.
fn is_unknown(failure: &Failure) -> bool {
    matches!(failure, Failure::Backend(Trouble::Problem(problem, _)) if problem.code == Code::NotFound)
}

/// Whether the file is what was told of it: one that changed while it was sent is another.
fn is_unchanged(prepared: &Prepared) -> bool {
    match &prepared.source {
        Source::File(file) => Seen::of(file).is_ok_and(|seen| seen == prepared.seen),
        Source::Memory(_) => true,
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
            let (mut left, mut buffer) = (file.take(length), vec![0; 128 << 10]);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_used_while_they_are_good() {
        let at = |seconds, good_for| is_old(Duration::from_secs(seconds), good_for);
        assert!(!at(0, 900) && !at(869, 900) && at(870, 900) && at(1000, 900));
        assert!(!at(7, 10) && at(8, 10));
        assert!(at(0, 0));
    }
}
