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

/// Checks that `playlist` has ended and names exactly `landed` GOPs of `container`, counted from `first`.
///
/// # Errors
/// The first difference.
pub(crate) fn check(playlist: &[u8], container: Container, first: u64, landed: u64) -> Result<(), Error> {
    let playlist = m3u8_rs::parse_media_playlist_res(playlist).map_err(|_| Error::Unreadable)?;
    if !playlist.end_list {
        return Err(Error::NotEnded);
    }
    // The file that is left where nothing was encoded has no length.
    let named: Vec<_> = playlist.segments.iter().filter(|segment| segment.duration > 0.0).collect();
    for (number, segment) in (first..).zip(&named) {
        let expected = gop_file(container, number);
        if segment.uri != expected {
            return Err(Error::OtherName { found: segment.uri.clone(), expected });
        }
    }
    let listed = named.len() as u64;
    if listed == landed { Ok(()) } else { Err(Error::Differs { listed, landed }) }
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
}
