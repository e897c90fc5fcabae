//! What is asked of the public address, as everybody asks it.

use std::time::{Duration, Instant};

use contract::files::ENTRY;
use contract::messages::{Commit, Publish};
use reqwest::{Method, Url};

use super::examination::{Examination, Log};
use super::package::{self, File, SEGMENT};
use super::public::{Due, decoded, folded, judge_https, judge_read};
use super::reach::refused;
use super::visit::{self, PIECE, Visits};
use super::wire::Read;
use super::{Check, Finding, Outcome};
use crate::backend::Backend;

/// What browsers say that they can unpack.
const PACKED: (&str, &str) = ("accept-encoding", "gzip");

/// The rest between two looks for what is to come.
const REST: Duration = Duration::from_millis(500);

/// Where the package is read.
#[derive(Clone, Debug)]
pub(super) struct Places {
    entry: String,
    segment: String,
    host: String,
}

impl<B: Backend> Examination<'_, B> {
    /// Reads the package like everybody, and has its entry written again. Gives where it was read, when it was.
    pub(super) async fn reads<F: FnMut(&Finding) + Send>(
        &self,
        publish: &Publish,
        files: &[File],
        log: &mut Log<F>,
    ) -> Option<Places> {
        let base = publish.public_url.strip_suffix(ENTRY).unwrap_or(&publish.public_url);
        let host =
            base.parse::<Url>().ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        let places = Places { entry: publish.stable_url.clone(), segment: format!("{base}{SEGMENT}"), host };
        let text = package::entry(&publish.version, 1);
        // First without a site: a cache that does not tell them apart is found out by what comes after.
        let mut findings = Vec::new();
        for file in files {
            let read = self.get(&format!("{base}{}", file.object.path), &[PACKED]).await;
            let from = read.from.as_deref();
            findings.push(judge_https(&publish.public_url, from));
            findings.extend(judge_read(&read, &Due::of_file(file, &places.host)));
        }
        let read = self.get(&places.entry, &[PACKED]).await;
        findings.push(judge_https(&places.entry, read.from.as_deref()));
        findings.extend(judge_read(&read, &Due::of_entry(&text, &places.host)));
        let is_read = |finding: &Finding| finding.check != Check::Public || finding.outcome == Outcome::Good;
        let is_read = findings.iter().all(is_read);
        folded(findings).into_iter().for_each(|finding| log.tell(finding));
        if files.iter().all(|file| file.object.encoding.is_none()) {
            log.tell(Finding::untested(Check::Compression, "The backend has nothing sent compressed."));
        }
        if !is_read {
            return None;
        }
        let segment = files.iter().find(|file| file.object.path.as_str() == SEGMENT)?;
        let range = format!("bytes={}-{}", PIECE.0, PIECE.1);
        let piece = self.get(&places.segment, &[("range", &range)]).await;
        log.tell(visit::judge_range(&piece, &segment.plain));
        let head = self.wire.read(&Method::HEAD, &places.segment, &[]).await;
        log.tell(visit::judge_head(&head, segment.plain.len()));
        let visits = self.visits(&places, base).await;
        log.tell(visit::judge_cors(&visits, self.wish));
        log.tell(self.again(publish, files, &places).await);
        Some(places)
    }

    async fn get(&self, url: &str, headers: &[(&str, &str)]) -> Read {
        self.wire.read(&Method::GET, url, headers).await
    }

    /// What pages of another site are answered.
    async fn visits(&self, places: &Places, base: &str) -> Visits {
        let origin = visit::origin(self.wish);
        let from = ("origin", origin.as_str());
        let reads =
            vec![self.get(&places.segment, &[from]).await, self.get(&places.entry, &[from, PACKED]).await];
        let asked =
            [from, ("access-control-request-method", "GET"), ("access-control-request-headers", "range")];
        let preflight = self.wire.read(&Method::OPTIONS, &places.segment, &asked).await;
        let missing = self.get(&format!("{base}video/none.m4s"), &[from]).await;
        Visits { reads, preflight, missing }
    }

    /// Writes the entry once more, and looks until it is seen.
    async fn again(&self, publish: &Publish, files: &[File], places: &Places) -> Finding {
        let text = package::entry(&publish.version, 2);
        let commit = Commit { objects: package::committed(files), entry: Some(text.clone()) };
        if let Err(trouble) = self.call(self.backend.commit(&publish.id, &commit)).await {
            return refused(Check::Freshness, &trouble);
        }
        let is_new =
            |read: &Read| read.status == Some(200) && decoded(read).as_deref() == Some(text.as_bytes());
        let (is_seen, read) = self.until(&places.entry, is_new).await;
        visit::judge_fresh(is_seen, &read, self.patience.fresh.as_secs(), &places.host)
    }

    /// Looks at `url` until it is as it should be, or long enough. Gives whether it is, and what came last.
    async fn until(&self, url: &str, is_due: impl Fn(&Read) -> bool) -> (bool, Read) {
        let begun = Instant::now();
        loop {
            let read = self.get(url, &[PACKED]).await;
            let is_seen = is_due(&read);
            if is_seen || begun.elapsed() >= self.patience.fresh {
                return (is_seen, read);
            }
            tokio::time::sleep(REST).await;
        }
    }

    /// Reads what was taken down.
    pub(super) async fn gone(&self, places: &Places) -> Finding {
        let is_gone = |read: &Read| read.status.is_some_and(|status| status >= 400);
        let (_, entry) = self.until(&places.entry, is_gone).await;
        let file = self.get(&places.segment, &[]).await;
        visit::judge_gone(&entry, &file, &places.host)
    }
}
