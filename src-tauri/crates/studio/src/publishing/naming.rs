//! The name of a package's link, and the version that a new one takes the place of.

use std::path::Path;

use contract::messages::NewPublish;
use contract::names::{PackageName, package_name};
use domain::failure::{Code, Failure};
use package::layout;
use publish::journal::Journal;

use super::Order;
use crate::published::{Publication, Published};

/// What is asked for: what was begun and not ended, or a new version.
pub(super) fn wish(order: &Order, data: &Path) -> Result<NewPublish, Failure> {
    let journal = Journal::read(&order.folder.join(layout::JOURNAL));
    let begun = journal.pending().filter(|(to, _)| order.destination.as_str().eq_ignore_ascii_case(to));
    let begun = begun.map(|(_, wish)| wish.clone());
    if let Some(wish) = begun.filter(|it| order.name.as_ref().is_none_or(|name| *name == it.package)) {
        return Ok(wish);
    }
    let there: Vec<Publication> =
        Published::open(data)?.all()?.into_iter().filter(|it| it.destination == order.destination).collect();
    let package = match &order.name {
        Some(name) => name.clone(),
        None => name(order.of.as_ref().unwrap_or(&order.folder), &there)?,
    };
    let same = || there.iter().filter(|it| it.package == package);
    let replaces = same().find(|it| it.leads).or_else(|| same().next()).map(|it| it.version.clone());
    Ok(NewPublish { package, replaces })
}

/// The name that the package in `folder` has there, or one that no other package has.
fn name(folder: &Path, there: &[Publication]) -> Result<PackageName, Failure> {
    if let Some(before) = there.iter().find(|it| it.folder == folder) {
        return Ok(before.package.clone());
    }
    let title = folder.file_name().unwrap_or_default().to_string_lossy();
    let own = package_name(&title);
    let is_free = |name: &PackageName| there.iter().all(|it| it.package != *name);
    let numbered = (2..1000).filter_map(|number| format!("{own}-{number}").parse().ok());
    std::iter::once(own.clone()).chain(numbered).find(is_free).ok_or_else(|| {
        let message = format!("Too many packages are called {own} there. Give this one a name.");
        Failure::new(Code::DestinationInvalid, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there(name: &str, folder: &str) -> Publication {
        Publication {
            id: 1,
            destination: "r2".parse().unwrap(),
            folder: folder.into(),
            package: name.parse().unwrap(),
            version: "v1".parse().unwrap(),
            publish: "id".into(),
            public_url: String::new(),
            stable_url: String::new(),
            at: 0,
            files: 0,
            bytes: 0,
            leads: true,
        }
    }

    #[test]
    fn another_video_never_takes_a_link_over() {
        let of = |folder: &str, there: &[Publication]| name(Path::new(folder), there).unwrap().to_string();
        assert_eq!(of("/films/Big Buck Bunny", &[]), "big-buck-bunny");
        let taken = [there("bunny", "/old/bunny"), there("bunny-2", "/older/bunny")];
        assert_eq!(of("/films/bunny", &taken), "bunny-3");
        assert_eq!(of("/old/bunny", &taken), "bunny", "the same video keeps its own");
    }
}
