//! Pictures in memory under addresses, the last one asked for last: bounded by how many they are and by their bytes.

use std::collections::VecDeque;

/// The most that is kept; the picture that came last is in any case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Most {
    pub(crate) pictures: usize,
    pub(crate) bytes: usize,
}

/// The pictures, served at a mount of their own.
pub(crate) struct Shelf {
    mount: preview::Mount,
    most: Most,
    /// Each by its file's name, with its bytes.
    kept: VecDeque<(String, usize)>,
    bytes: usize,
}

impl Shelf {
    /// An empty one.
    pub(crate) fn new(mount: preview::Mount, most: Most) -> Self {
        Self { mount, most, kept: VecDeque::new(), bytes: 0 }
    }

    /// The address of `file`, when it is there: it stays longer for having been asked for.
    pub(crate) fn find(&mut self, file: &str) -> Option<String> {
        let kept = self.take(file)?;
        self.kept.push_back(kept);
        Some(self.mount.url(file))
    }

    /// Keeps `jpeg` as `file`, in place of what it was; its address.
    pub(crate) fn keep(&mut self, file: String, jpeg: Vec<u8>) -> String {
        self.bytes -= self.take(&file).map_or(0, |(_, bytes)| bytes);
        self.bytes += jpeg.len();
        let url = self.mount.url(&file);
        let bytes = jpeg.len();
        self.mount.overlay(&file, jpeg);
        self.kept.push_back((file, bytes));
        while (self.kept.len() > self.most.pictures || self.bytes > self.most.bytes) && self.kept.len() > 1 {
            let Some((gone, bytes)) = self.kept.pop_front() else { break };
            self.bytes -= bytes;
            self.mount.remove_overlay(&gone);
        }
        url
    }

    fn take(&mut self, file: &str) -> Option<(String, usize)> {
        let place = self.kept.iter().position(|(name, _)| name == file)?;
        self.kept.remove(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fills a shelf with as many pictures as it takes, of so many bytes each, and puts one more there.
    fn fills(most: Most, fit: usize, bytes: usize) {
        let server = preview::Server::start(preview::Options::default()).unwrap();
        let mut shelf = Shelf::new(server.mount_memory(), most);
        for number in 0..fit {
            let url = shelf.keep(format!("film-{number}.jpg"), vec![0; bytes]);
            assert!(url.ends_with(&format!("/film-{number}.jpg")), "{url}");
        }
        assert!(shelf.find("film-0.jpg").is_some_and(|url| url.ends_with("/film-0.jpg")));
        shelf.keep("other-0.jpg".to_owned(), vec![0; bytes]);
        let kept: Vec<bool> =
            (0..fit).map(|number| shelf.find(&format!("film-{number}.jpg")).is_some()).collect();
        assert!(kept.iter().enumerate().all(|(number, kept)| *kept == (number != 1)), "{kept:?}");
        // The same again takes no more room.
        shelf.keep("other-0.jpg".to_owned(), vec![0; bytes]);
        assert_eq!((shelf.kept.len(), shelf.bytes), (fit, fit * bytes));
    }

    #[test]
    fn what_was_asked_for_last_stays_longest() {
        fills(Most { pictures: usize::MAX, bytes: 3000 }, 3, 1000);
        fills(Most { pictures: 512, bytes: usize::MAX }, 512, 1);
    }

    #[test]
    fn one_that_is_larger_than_all_may_be_is_there() {
        let server = preview::Server::start(preview::Options::default()).unwrap();
        let mut shelf = Shelf::new(server.mount_memory(), Most { pictures: 9, bytes: 10 });
        shelf.keep("small.jpg".to_owned(), vec![0; 5]);
        shelf.keep("large.jpg".to_owned(), vec![0; 50]);
        assert!(shelf.find("small.jpg").is_none() && shelf.find("large.jpg").is_some());
    }
}
