//! Files of a package that is being made, on their way to whoever publishes it meanwhile.

use contract::names::ObjectPath;
use domain::report::Report;
use tokio::sync::{mpsc, oneshot};

/// The publisher's end.
#[derive(Debug)]
pub struct Coming {
    pub(super) files: mpsc::UnboundedReceiver<ObjectPath>,
    /// Whether the package is right, once it stands; dropped when it never will.
    pub(super) whole: oneshot::Receiver<Report>,
}

/// The conversion's end. When it is dropped, no package comes of it.
#[derive(Debug)]
pub struct Feed {
    files: mpsc::UnboundedSender<ObjectPath>,
    whole: oneshot::Sender<Report>,
}

impl Feed {
    /// Both ends.
    pub fn new() -> (Self, Coming) {
        let ((files, coming), (whole, stands)) = (mpsc::unbounded_channel(), oneshot::channel());
        (Self { files, whole }, Coming { files: coming, whole: stands })
    }

    /// These files, below the package's folder, do not change any more.
    pub fn settled(&self, paths: Vec<String>) {
        for path in paths {
            // What has no such name is not published; nobody may listen any more.
            let _ = path.parse().map(|path| self.files.send(path));
        }
    }

    /// The package stands.
    pub fn finished(self, report: &Report) {
        let _ = self.whole.send(report.clone());
    }
}
