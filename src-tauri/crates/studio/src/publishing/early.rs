//! The early link: where a rung is a copy, a small version of it and of one low rung is published first, whole, and the link
//! moves to the full ladder when that stands.

use std::io;
use std::path::{Path, PathBuf};

use contract::names::PackageName;
use domain::choice::Choice;
use domain::failure::Failure;
use domain::naming::package_name;
use domain::plan::{Plan, plan};
use tokio::sync::mpsc;

use super::{Ended, News, Order, Publisher, Wish, absolute, blocking};
use crate::conversion::{self, Update, Where};
use crate::destinations::DestinationName;
use crate::place::read_plan;
use crate::published::Publication;
use crate::stop::Stop;

/// The low rung of a small version, by its short side.
const LOW: u32 = 360;

/// Where small versions are made, in the folder that packages are made in: each is gone when it is published.
const FOLDER: &str = ".early";

/// The plan of a small version: the rung that is a copy, and one that every line carries. `None` when nothing is copied, or
/// the small version would be all there is.
pub fn small(full: &Plan) -> Option<Plan> {
    let copied = full.copied()?.rung.name;
    let low = full.encoded().map(|rung| rung.rung.name).filter(|name| *name <= LOW).max()?;
    let more = full.video.iter().any(|rung| ![copied, low].contains(&rung.rung.name));
    if !more {
        return None;
    }
    // What goes beside a package is made once.
    let choice = Choice { rungs: Some(vec![low, copied]), mp4: false, ..full.choice.clone() };
    plan(full.source.clone(), full.media.clone(), choice).ok()
}

/// Where a small version goes, which is where the full one will follow it.
#[derive(Clone, Debug)]
pub struct Ahead {
    /// Where to.
    pub destination: DestinationName,
    /// The name of its link; without one, the one it had there, or that of the full one's folder.
    pub name: Option<PackageName>,
}

impl Publisher {
    /// Makes and publishes the small version of what `full` will make in `out`. Gives what was published, as a version of the
    /// full one's package; `None` when there is no small version of it, when a folder of its name holds another video's
    /// package, so that it will have a name that nobody knows yet, and when it was stopped.
    ///
    /// # Errors
    /// Those of the conversion and of the publish.
    pub async fn early(
        &self,
        toolchain: &encode::Toolchain,
        full: &Plan,
        out: &Path,
        ahead: &Ahead,
        news: &mpsc::UnboundedSender<News>,
        stop: &Stop,
    ) -> Result<Option<Publication>, Failure> {
        let own = absolute(&out.join(package_name(&full.source.path)));
        let is_another = own.exists() && read_plan(&own).is_none_or(|plan| plan.source != full.source);
        let Some(small) = small(full).filter(|_| !is_another) else { return Ok(None) };
        let order = Order {
            folder: own.clone(),
            destination: ahead.destination.clone(),
            name: ahead.name.clone(),
            unchecked: false,
            of: Some(own),
        };
        let place = Where::Below(out.join(FOLDER));
        let (updates, mut heard) = mpsc::unbounded_channel();
        let conversion =
            async |updates| Box::pin(conversion::convert(toolchain, small, &place, updates, stop)).await;
        // Nobody is told of it but for the publish: the full version has a progress of its own.
        let mut made = None;
        let listen = async {
            while let Some(update) = heard.recv().await {
                if let Update::Placed(folder) = update {
                    made = Some(folder);
                }
            }
        };
        let both = self.alongside(Wish::To(order), conversion, updates, news, stop);
        let ((ended, published), ()) = tokio::join!(Box::pin(both), listen);
        if let Some(made) = made {
            forget(made).await;
        }
        match (ended?, published) {
            (conversion::Ended::Finished(_), Some(Ok(Ended::Published(publication)))) => {
                Ok(Some(*publication))
            }
            (_, Some(Err(failure))) => Err(failure),
            _ => Ok(None),
        }
    }
}

/// Removes the small version in `made`, and the folder of all of them when it was the last.
async fn forget(made: PathBuf) {
    let remove = move || -> io::Result<()> {
        if made.exists() {
            std::fs::remove_dir_all(&made)?;
        }
        match made.parent().map(std::fs::remove_dir) {
            Some(Err(error)) if error.kind() != io::ErrorKind::DirectoryNotEmpty => Err(error),
            _ => Ok(()),
        }
    };
    if let Ok(Err(error)) = blocking(remove).await {
        tracing::warn!(%error, "a small version could not be removed");
    }
}
