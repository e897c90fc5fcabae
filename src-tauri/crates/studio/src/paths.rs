//! Where things are kept. Resolved once, at the edge, and passed in; tests pass their own.

use std::path::PathBuf;

/// The identifier under which the system keeps the app's folders; the same as the shell's.
pub const IDENTIFIER: &str = "studio.hls.app";

/// The variable that names a folder to keep everything in, instead of the person's own: for tests and portable use.
pub const HOME: &str = "HLS_STUDIO_HOME";

/// The folders of one installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Where packages go unless the person chose another place.
    pub output: PathBuf,
    /// Settings.
    pub config: PathBuf,
    /// The library.
    pub data: PathBuf,
    /// What can be found out again.
    pub cache: PathBuf,
}

impl Paths {
    /// This person's folders on this system; `home` keeps everything below one folder instead, for tests
    /// and portable use.
    pub fn resolve(home: Option<PathBuf>) -> Self {
        if let Some(home) = home {
            return Self {
                output: home.join("HLS Studio"),
                config: home.join("config"),
                data: home.join("data"),
                cache: home.join("cache"),
            };
        }
        let fallback = || dirs::home_dir().unwrap_or_else(std::env::temp_dir);
        Self {
            output: dirs::video_dir().unwrap_or_else(fallback).join("HLS Studio"),
            config: dirs::config_dir().unwrap_or_else(fallback).join(IDENTIFIER),
            data: dirs::data_dir().unwrap_or_else(fallback).join(IDENTIFIER),
            cache: dirs::cache_dir().unwrap_or_else(fallback).join(IDENTIFIER),
        }
    }
}
