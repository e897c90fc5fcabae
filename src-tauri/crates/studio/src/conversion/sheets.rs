//! The thumbnails while a package is made: a sheet of them as soon as its key frames stand, beside the encoders.

use std::path::{Path, PathBuf};

use domain::failure::Failure;
use domain::plan::Plan;
use encode::Toolchain;
use package::thumbnails::{self, Sheet};
use package::{Writer, layout};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::blocking;

/// The packaging's side: what is to be painted. There are no thumbnails when it fails, which is no reason to fail.
pub(super) struct Sheets {
    folder: PathBuf,
    next: u64,
    painter: mpsc::Sender<Sheet>,
}

impl Sheets {
    /// For the package in `folder`, and where [`paint`] hears of them. One waits at most: key frames take memory.
    pub(super) fn new(folder: &Path) -> (Self, mpsc::Receiver<Sheet>) {
        let (painter, sheets) = mpsc::channel(1);
        (Self { folder: folder.to_owned(), next: 0, painter }, sheets)
    }

    /// Hands over what can be painted by now, as far as the painter has time for it.
    pub(super) fn offer(&mut self, writer: &Writer) {
        while let Some(number) = self.next(writer) {
            let Ok(place) = self.painter.try_reserve() else { return };
            let Some(sheet) = read(writer, number) else { return };
            place.send(sheet);
            self.next = number + 1;
        }
    }

    /// The same with all that is left, however long the painter takes. Blocking.
    pub(super) fn rest(mut self, writer: &Writer) {
        while let Some(number) = self.next(writer) {
            let Some(sheet) = read(writer, number) else { return };
            if self.painter.blocking_send(sheet).is_err() {
                return;
            }
            self.next = number + 1;
        }
    }

    /// The next sheet that does not stand.
    fn next(&mut self, writer: &Writer) -> Option<u64> {
        let due = (self.next..writer.sheets()).find(|number| !thumbnails::stands(&self.folder, *number));
        self.next = due.unwrap_or(self.next);
        due
    }
}

fn read(writer: &Writer, number: u64) -> Option<Sheet> {
    let sheet = writer.sheet(number);
    sheet.inspect_err(|error| tracing::warn!(%error, "no key frames for the thumbnails")).ok()
}

/// Paints sheets and puts them into the package, until there are no more, one cannot be made, or all is stopped.
pub(super) async fn paint(
    toolchain: &Toolchain,
    plan: &Plan,
    folder: &Path,
    mut sheets: mpsc::Receiver<Sheet>,
    stop: &CancellationToken,
) {
    while let Some(sheet) = sheets.recv().await {
        let painted = tokio::select! {
            () = stop.cancelled() => return,
            painted = one(toolchain, plan, folder, sheet) => painted,
        };
        if let Err(failure) = painted {
            tracing::warn!(%failure, "no thumbnails");
            return;
        }
    }
}

async fn one(toolchain: &Toolchain, plan: &Plan, folder: &Path, sheet: Sheet) -> Result<(), Failure> {
    let Some(thumbnails) = plan.thumbnails() else { return Ok(()) };
    let Sheet { number, tiles, pictures } = sheet;
    let container = plan.choice.container;
    let jpeg = encode::sheet(toolchain, container, thumbnails.tile, tiles, pictures).await?;
    let folder = folder.to_owned();
    blocking(move || thumbnails::write(&folder, number, &jpeg)).await??;
    tracing::debug!(sheet = layout::sheet(number), tiles, "painted");
    Ok(())
}
