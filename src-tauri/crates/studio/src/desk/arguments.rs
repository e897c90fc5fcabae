//! The files that the app is started with, out of whatever it is started with.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use url::Url;

/// More files than these are not opened at once.
const MOST: usize = 10_000;

/// The folder that relative names are meant from: the person's, whatever an AppImage makes of it.
pub fn folder() -> PathBuf {
    let own = || std::env::current_dir().unwrap_or_default();
    encode::appimage::working_folder().unwrap_or_else(own)
}

/// The files among `arguments`, the program's own name left out, as absolute paths; relative ones are meant from
/// `folder`. Addresses of files (`file://`) are files. What looks like an option is none that is known here, and left
/// out; behind `--` everything is a file. Whether a file is there is seen when it is looked at.
pub fn files(arguments: impl IntoIterator<Item = OsString>, folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut only_files = false;
    for argument in arguments {
        let bytes = argument.as_encoded_bytes();
        if !only_files && bytes == b"--" {
            only_files = true;
        } else if !bytes.is_empty() && (only_files || bytes[0] != b'-') {
            files.extend(file(&argument, folder));
        }
        if files.len() == MOST {
            break;
        }
    }
    files
}

/// The files that addresses name; others are left out.
pub fn of_addresses<'a>(addresses: impl IntoIterator<Item = &'a Url>) -> Vec<PathBuf> {
    addresses.into_iter().filter_map(path_of).take(MOST).collect()
}

fn file(argument: &OsStr, folder: &Path) -> Option<PathBuf> {
    let address =
        argument.to_str().filter(|text| text.get(..5).is_some_and(|it| it.eq_ignore_ascii_case("file:")));
    match address {
        Some(text) => Url::parse(text).ok().as_ref().and_then(path_of),
        None => std::path::absolute(folder.join(argument)).ok(),
    }
}

fn path_of(address: &Url) -> Option<PathBuf> {
    let path = (address.scheme() == "file").then(|| address.to_file_path().ok()).flatten();
    // No file has such a name on any system.
    path.filter(|path| !path.as_os_str().as_encoded_bytes().contains(&0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn opened(arguments: &[&str]) -> Vec<String> {
        let files = files(arguments.iter().map(OsString::from), Path::new("/home/ada/Videos"));
        files.into_iter().map(|file| file.display().to_string()).collect()
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_meant_from_the_callers_folder_and_addresses_are_files() {
        assert_eq!(
            opened(&[
                "a film.mp4",
                "/tmp/b.mov",
                "./sub/../c.mkv",
                "file:///tmp/d%20e.mp4",
                "FILE:///tmp/f.mp4"
            ]),
            [
                "/home/ada/Videos/a film.mp4",
                "/tmp/b.mov",
                "/home/ada/Videos/sub/../c.mkv",
                "/tmp/d e.mp4",
                "/tmp/f.mp4"
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn options_and_nonsense_open_nothing() {
        assert_eq!(opened(&["-psn_0_12345", "--remote-debugging-port=9", "", "-"]), Vec::<String>::new());
        assert_eq!(opened(&["file://elsewhere/share/a.mp4", "file:", "file:///%00"]).len(), 1);
        assert_eq!(opened(&["--", "-x.mp4", "--"]), ["/home/ada/Videos/-x.mp4", "/home/ada/Videos/--"]);
        assert_eq!(opened(&["https://example.com/a.mp4"]), ["/home/ada/Videos/https:/example.com/a.mp4"]);
    }

    #[test]
    fn there_is_an_end_to_it() {
        let many = std::iter::repeat_with(|| OsString::from("a")).take(MOST + 5);
        assert_eq!(files(many, Path::new("/")).len(), MOST);
    }

    #[test]
    fn only_files_are_opened_of_what_the_system_hands_over() {
        let addresses =
            ["file:///C:/a.mp4", "https://example.com/b.mp4"].map(|text| Url::parse(text).unwrap());
        assert_eq!(of_addresses(&addresses).len(), 1);
    }
}
