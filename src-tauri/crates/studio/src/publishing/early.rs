//! The early link: where a rung is a copy, a small version of it and of one low rung is published first, whole, and the link
//! moves to the full ladder when that stands.

use std::path::Path;

use contract::names::PackageName;
use domain::choice::Choice;
use domain::failure::Failure;
use domain::plan::{Plan, plan};
use tokio::sync::mpsc;

use super::{Ended, News, Order, Publisher, Wish, blocking, naming};
use crate::conversion::{self, Where};
use crate::published::Publication;
use crate::stop::Stop;

/// The low rung of a small version, by its short side.
const LOW: u32 = 360;

/// Where small versions are made, in the folder that packages are made in: they are gone when the full one is published.
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

impl Publisher {
    /// The name that the link of what `order` publishes will have: small version and full one have the same.
    ///
    /// # Errors
    /// When what was published cannot be looked up.
    pub async fn link_name(&self, order: &Order) -> Result<PackageName, Failure> {
        let (order, data) = (order.clone(), self.paths.data.clone());
        Ok(blocking(move || naming::wish(&order, &data)).await??.package)
    }

    /// Makes and publishes the small version `small` of what `order` will publish from a folder in `out`, as of that name.
    /// Gives what was published; `None` when it was stopped.
    ///
    /// # Errors
    /// Those of the conversion and of the publish.
    pub async fn early(
        &self,
        toolchain: &encode::Toolchain,
        small: Plan,
        out: &Path,
        order: &Order,
        news: &mpsc::UnboundedSender<News>,
        stop: &Stop,
    ) -> Result<Option<Publication>, Failure> {
        let place = Where::Below(out.join(FOLDER));
        let (updates, mut heard) = mpsc::unbounded_channel();
        let conversion =
            async |updates| Box::pin(conversion::convert(toolchain, small, &place, updates, stop)).await;
        // Nobody is told of it but for the publish: the full version has a progress of its own.
        let silence = async { while heard.recv().await.is_some() {} };
        let both = self.alongside(Wish::To(order.clone()), conversion, updates, news, stop);
        let ((ended, published), ()) = tokio::join!(Box::pin(both), silence);
        match (ended?, published) {
            (conversion::Ended::Finished(_), Some(Ok(Ended::Published(publication)))) => {
                Ok(Some(*publication))
            }
            (_, Some(Err(failure))) => Err(failure),
            _ => Ok(None),
        }
    }

    /// Removes what was made of small versions in `out`.
    pub async fn forget_early(&self, out: &Path) {
        let folder = out.join(FOLDER);
        let removed = blocking(move || std::fs::remove_dir_all(folder)).await;
        if let Ok(Err(error)) = removed
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a small version could not be removed");
        }
    }
}
