//! `hls-studio publish`, `unpublish` and `published`: packages on their way to where people watch them, and back.

use std::path::{Path, PathBuf};

use clap::Args;
use contract::names::{PackageName, Version};
use domain::failure::{Code, Failure};
use serde_json::json;
use studio::destinations::DestinationName;
use studio::published::Publication;
use studio::publishing::{Order, Publisher};
use tokio::sync::mpsc;

use crate::output::Output;
use crate::publishing::publisher;
use crate::running::Running;
use crate::stop;

#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// The package: a folder with a master.m3u8
    pub(crate) dir: PathBuf,
    /// The destination, as it was called when it was added
    #[arg(long, value_name = "DESTINATION")]
    pub(crate) to: DestinationName,
    /// The name of the link; without it, the one it had there, or the folder's
    #[arg(long, value_name = "NAME")]
    pub(crate) stable: Option<PackageName>,
    /// Lead the link back to this version, which was published before, and send nothing
    #[arg(long, value_name = "VERSION")]
    pub(crate) version: Option<Version>,
    /// Send at most so many kilobytes a second
    #[arg(long, value_name = "KB")]
    pub(crate) limit: Option<u32>,
    /// Publish it also when it breaks rules of HLS
    #[arg(long)]
    pub(crate) unchecked: bool,
    /// Write JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Unpublish {
    /// The package's folder; it need not be there any more
    pub(crate) dir: PathBuf,
    /// At this destination alone
    #[arg(long, value_name = "DESTINATION")]
    pub(crate) from: Option<DestinationName>,
    /// This version alone
    #[arg(long, value_name = "VERSION")]
    pub(crate) version: Option<Version>,
    /// Remove media at once, also from under those who watch it now; else it stays as long as it plays
    #[arg(long)]
    pub(crate) now: bool,
    /// Write JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Published {
    /// Of this package alone
    pub(crate) dir: Option<PathBuf>,
    /// Write JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) async fn publish(wish: Publish) -> u8 {
    let output = Output::new(wish.json);
    let publisher = publisher(wish.limit);
    if let Some(version) = &wish.version {
        let back = go_back(&publisher, &wish, version, &output).await;
        return back.map_or_else(|failure| output.failed(&failure, None), |()| 0);
    }
    let order = Order {
        folder: wish.dir.clone(),
        destination: wish.to.clone(),
        name: wish.stable.clone(),
        unchecked: wish.unchecked,
        of: None,
    };
    // What was sent stays: the same command goes on with it.
    let stop = stop::pausing();
    let (news, received) = mpsc::unbounded_channel();
    let running = Running { output: &output, name: None };
    let publish = async {
        let ended = publisher.publish(&order, None, &news, &stop).await;
        drop(news);
        ended
    };
    let (ended, ()) = tokio::join!(publish, running.follow_publish(received, true));
    match ended {
        Err(failure) => output.failed(&failure, None),
        ended => running.tell_published(&ended),
    }
}

async fn go_back(
    publisher: &Publisher,
    wish: &Publish,
    version: &Version,
    output: &Output,
) -> Result<(), Failure> {
    let all = of_folder(publisher, Some(&wish.dir)).await?;
    let found = all.into_iter().find(|it| it.version == *version && it.destination == wish.to);
    let found = found.ok_or_else(|| {
        let message = format!("Version {version} of this package was not published to {}.", wish.to);
        Failure::new(Code::NotPublished, message)
    })?;
    publisher.go_back(&found).await?;
    output.event("published", json!(Publication { leads: true, ..found.clone() }));
    output.say(&found.stable_url);
    Ok(())
}

pub(crate) async fn unpublish(wish: Unpublish) -> u8 {
    let output = Output::new(wish.json);
    let done = take_down(&wish, &output).await;
    done.map_or_else(|failure| output.failed(&failure, None), |()| 0)
}

async fn take_down(wish: &Unpublish, output: &Output) -> Result<(), Failure> {
    let publisher = publisher(None);
    let mut due = of_folder(&publisher, Some(&wish.dir)).await?;
    due.retain(|it| wish.from.as_ref().is_none_or(|from| it.destination == *from));
    due.retain(|it| wish.version.as_ref().is_none_or(|version| it.version == *version));
    if due.is_empty() {
        let message = "Nothing of this package is published. “hls-studio published” lists what is.";
        return Err(Failure::new(Code::NotPublished, message));
    }
    // The one that the link leads to goes first: nobody is led to what is gone.
    due.sort_by_key(|it| !it.leads);
    for version in due {
        publisher.take_down(&version, wish.now).await?;
        output.event("unpublished", json!(version));
        output.say(&format!("{} is taken down from {}.", version.public_url, version.destination));
    }
    Ok(())
}

pub(crate) async fn published(wish: Published) -> u8 {
    let output = Output::new(wish.json);
    match of_folder(&publisher(None), wish.dir.as_deref()).await {
        Ok(all) => {
            for it in all {
                output.event("publication", json!(it));
                let (folder, leads) =
                    (it.folder.display(), if it.leads { it.stable_url } else { String::new() });
                output.say(&format!("{}  {}  {folder}  {leads}", it.destination, it.version));
            }
            0
        }
        Err(failure) => output.failed(&failure, None),
    }
}

/// What was published of the package in `folder`, or of all; the newest first.
async fn of_folder(publisher: &Publisher, folder: Option<&Path>) -> Result<Vec<Publication>, Failure> {
    let folder = folder.map(|folder| std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()));
    let all = publisher.published().await?.into_iter();
    Ok(all.filter(|it| folder.as_ref().is_none_or(|folder| it.folder == *folder)).collect())
}
