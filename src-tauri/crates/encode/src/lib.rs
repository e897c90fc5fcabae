//! The one place that starts processes: finding ffmpeg, probing files, encoding spans and sound, stills.
//!
//! What to run comes from [`domain::arguments`]; this crate runs it, watches what lands, and says how it
//! ended. Every child process is contained in [`process`]: killed as a tree, its output bounded.

pub mod appimage;
mod audio;
mod copying;
mod cut_short;
mod download;
mod encoding;
mod ffprobe_json;
mod frames;
mod glimpses;
mod hardware;
mod hidden;
mod landing;
mod lines;
mod listing;
mod look;
mod loose;
mod loudness;
mod orphans;
mod packets;
mod pixel_format;
mod probe;
mod process;
mod rates;
mod signature;
mod span;
mod stills;
mod system;
mod tail;
mod texts;
mod toolchain;
mod ttml;
mod watch;
mod watermark;
mod wholeness;

pub use audio::audio;
pub use copying::copied;
pub use cut_short::is_cut_short;
pub use download::download;
pub use encoding::{Event, Outcome};
pub use frames::frames;
pub use glimpses::glimpse;
pub use hardware::in_hardware;
pub use look::{Seen, look};
pub use loudness::loudness;
pub use orphans::end_orphans;
pub use packets::packets;
pub use probe::probe;
pub use rates::Samples;
pub use span::video_span;
pub use stills::{cover, poster, sheet, still};
pub use texts::{captions, chapters, side_captions};
pub use toolchain::{Locations, Tool, Toolchain};
pub use watermark::{watermark, watermark_digest, watermark_unchanged};
