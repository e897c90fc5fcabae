//! A finished package that is not right: what is wrong is removed, and made again as the rest was.

use std::path::Path;

use domain::failure::{Code, Failure};
use domain::job::{Input, State};
use domain::report::{Level, Report, Section, Verdict};

use super::{Owner, not_now};
use crate::api::{Answer, VideoId};
use crate::blocking::blocking;
use crate::handle::{Mending, Message, Reply};
use crate::{place, source};

impl Owner {
    /// Looks at a package on disk, removes what is wrong, and has it made again.
    pub(super) fn mend(&mut self, id: VideoId, reply: Reply) {
        let entry = match self.list.expect(id) {
            Ok(entry) => entry,
            Err(failure) => return drop(reply.send(Err(failure))),
        };
        let idle = entry.state == State::Finished && !entry.is_publishing();
        let Some(folder) = entry.folder.clone().filter(|_| idle) else {
            return drop(reply.send(Err(not_now())));
        };
        let messages = self.messages.clone();
        tokio::spawn(async move {
            let ready = prepare(&folder).await;
            drop(messages.send(Message::Mended(id, ready, reply)));
        });
    }

    /// What was wrong is removed.
    pub(super) fn mended(&mut self, id: VideoId, ready: Result<Mending, Failure>, reply: Reply) {
        let result = ready.and_then(|mending| match mending {
            Mending::Nothing => Ok(()),
            Mending::GoOn => self.apply(id, Input::Convert),
            Mending::Anew => self.asked(id, Input::Convert),
        });
        let _ = reply.send(result.map(|()| Answer::Done));
    }
}

/// Makes the package in `folder` ready to be gone on with. Nothing is touched when its video is not what it was.
async fn prepare(folder: &Path) -> Result<Mending, Failure> {
    let planned = folder.to_owned();
    let plan = blocking(move || place::read_plan(&planned)).await?;
    let plan = plan.ok_or_else(|| {
        Failure::new(Code::NotAPackage, "The plan of this package is gone. Convert the video again.")
    })?;
    source::unchanged(&plan.source).await?;
    if plan.is_laid() {
        return Ok(Mending::Anew);
    }
    let folder = folder.to_owned();
    blocking(move || {
        // What cannot be read at all is as wrong as can be: all that is not whole is made again.
        let report = package::check::check(&folder).unwrap_or_default();
        if report.is_correct() && !report.findings.is_empty() {
            return Ok(Mending::Nothing);
        }
        package::mend::unfinish(&folder, faulty(&report))?;
        Ok(Mending::GoOn)
    })
    .await?
}

/// The files that break rules which must be kept.
fn faulty(report: &Report) -> impl Iterator<Item = &str> {
    let broken = report
        .of(Section::Package)
        .filter(|finding| finding.level == Level::Must && finding.verdict == Verdict::Fail);
    broken.flat_map(|finding| &finding.faults).map(|fault| fault.file.as_str())
}
