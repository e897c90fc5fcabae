//! ffmpeg's own playlist of a run, read to tell whether everything it names has landed.

use domain::arguments::gop_file;
use domain::container::Container;

/// What is wrong with a playlist.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    /// m3u8-rs cannot read it.
    #[error("the playlist cannot be read")]
    Unreadable,
    /// No EXT-X-ENDLIST: ffmpeg did not come to its end.
    #[error("the playlist has no end")]
    NotEnded,
    /// It does not name what landed.
    #[error("the playlist names {listed} files where {landed} landed")]
    Differs {
        /// Files named.
        listed: u64,
        /// Files that landed.
        landed: u64,
    },
    /// It names another file than the grid does.
    #[error("the playlist names {found:?} where {expected} belongs")]
    OtherName {
        /// The name there.
        found: String,
        /// The name by the grid.
        expected: String,
    },
}

impl Error {
    /// Whether the playlist itself was not written whole, rather than names something else.
    pub(crate) const fn is_torn(&self) -> bool {
        matches!(self, Self::Unreadable | Self::NotEnded)
    }
}

/// Entries that m3u8-rs is given at once: it takes half a kilobyte for each, and ten hours have 18,000.
const AT_ONCE: usize = 500;

/// Checks that `playlist` has ended and names exactly `landed` GOPs of `container`, counted from `first`.
///
/// # Errors
/// The first difference.
pub(crate) fn check(playlist: &[u8], container: Container, first: u64, landed: u64) -> Result<(), Error> {
    let text = std::str::from_utf8(playlist).map_err(|_| Error::Unreadable)?;
    let (mut listed, mut ended, mut other) = (0, false, None);
    for piece in pieces(text) {
        let piece = m3u8_rs::parse_media_playlist_res(piece.as_bytes()).map_err(|_| Error::Unreadable)?;
        ended |= piece.end_list;
        // The file that is left where nothing was encoded has no length.
        for segment in piece.segments.into_iter().filter(|segment| segment.duration > 0.0) {
            let expected = gop_file(container, first + listed);
            if segment.uri != expected && other.is_none() {
                other = Some(Error::OtherName { found: segment.uri, expected });
            }
            listed += 1;
        }
    }
    match other {
        _ if !ended => Err(Error::NotEnded),
        Some(other) => Err(other),
        None if listed != landed => Err(Error::Differs { listed, landed }),
        None => Ok(()),
    }
}

/// `text` as playlists of few entries each; one at least.
fn pieces(text: &str) -> impl Iterator<Item = String> {
    let is_name = |line: &str| !line.starts_with('#') && !line.trim().is_empty();
    let mut lines = text.split_inclusive('\n').peekable();
    let mut heads = std::iter::once("").chain(std::iter::repeat("#EXTM3U\n"));
    let mut begun = false;
    std::iter::from_fn(move || {
        if begun && lines.peek().is_none() {
            return None;
        }
        begun = true;
        let mut piece = heads.next()?.to_owned();
        let mut names = 0;
        while names < AT_ONCE
            && let Some(line) = lines.next()
        {
            piece.push_str(line);
            names += usize::from(is_name(line));
        }
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn playlist(names: &[&str], end: &str) -> String {
        let lines: String = names.iter().map(|name| format!("#EXTINF:2.000000,\n{name}\n")).collect();
        format!(
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:3\n#EXT-X-MAP:URI=\"init.mp4\"\n{lines}{end}"
        )
    }

    #[test]
    fn only_what_landed_passes() {
        let two = ["gop_00003.m4s", "gop_00004.m4s"];
        let whole = playlist(&two, "#EXT-X-ENDLIST\n");
        assert_eq!(check(whole.as_bytes(), Container::Fmp4, 3, 2), Ok(()));
        assert_eq!(
            check(whole.as_bytes(), Container::Fmp4, 3, 1),
            Err(Error::Differs { listed: 2, landed: 1 })
        );
        assert!(matches!(check(whole.as_bytes(), Container::Fmp4, 4, 2), Err(Error::OtherName { .. })));
        assert_eq!(check(playlist(&two, "").as_bytes(), Container::Fmp4, 3, 2), Err(Error::NotEnded));
        assert!(matches!(check(whole.as_bytes(), Container::Ts, 3, 2), Err(Error::OtherName { .. })));
        let more = playlist(&[two[0], two[1]], "#EXTINF:0.000000,\ngop_00005.m4s\n#EXT-X-ENDLIST\n");
        assert_eq!(check(more.as_bytes(), Container::Fmp4, 3, 2), Ok(()));
        assert_eq!(check(b"", Container::Fmp4, 3, 2), Err(Error::Unreadable));
        assert_eq!(check(b"\xff\xfe#EXTM", Container::Fmp4, 3, 2), Err(Error::Unreadable));
    }

    #[test]
    fn a_long_one_is_read_in_pieces() {
        let all = 3 * AT_ONCE as u64;
        let names: Vec<String> = (0..all).map(|number| gop_file(Container::Fmp4, number)).collect();
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        let whole = playlist(&names, "#EXT-X-ENDLIST\n");
        assert_eq!(check(whole.as_bytes(), Container::Fmp4, 0, all), Ok(()));
        assert_eq!(pieces(&whole).count(), 4);
        let torn = &whole.as_bytes()[..whole.len() - 20];
        assert_eq!(check(torn, Container::Fmp4, 0, all), Err(Error::NotEnded));
        let differs = Err(Error::Differs { listed: all, landed: all - 1 });
        assert_eq!(check(whole.as_bytes(), Container::Fmp4, 0, all - 1), differs);
        names.swap(AT_ONCE + 1, AT_ONCE + 2);
        let swapped = playlist(&names, "#EXT-X-ENDLIST\n");
        let error = check(swapped.as_bytes(), Container::Fmp4, 0, all).unwrap_err();
        let expected = gop_file(Container::Fmp4, AT_ONCE as u64 + 1);
        assert!(matches!(&error, Error::OtherName { expected: name, .. } if *name == expected), "{error}");
    }
}
