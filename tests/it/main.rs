//! Integration tests over the real ffmpeg: the command line and the engine as a whole, and the shape of the workspace.

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod bunny;
#[cfg(test)]
mod cancelling;
#[cfg(test)]
mod chapters;
#[cfg(test)]
mod codecs;
#[cfg(test)]
mod colours;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod dash;
#[cfg(test)]
mod destinations;
#[cfg(test)]
mod disks;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod download;
#[cfg(test)]
mod embedded;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod frames;
#[cfg(test)]
mod full;
#[cfg(test)]
mod garage;
#[cfg(test)]
mod glimpses;
#[cfg(test)]
mod hardware;
#[cfg(test)]
mod hidden;
#[cfg(test)]
mod host;
#[cfg(test)]
mod inputs;
#[cfg(test)]
mod installers;
#[cfg(test)]
mod killing;
#[cfg(test)]
mod kills;
#[cfg(test)]
mod laid;
#[cfg(test)]
mod lasting;
#[cfg(test)]
mod live;
#[cfg(test)]
mod mending;
#[cfg(test)]
mod misbehaving;
#[cfg(test)]
mod names;
#[cfg(test)]
mod native;
#[cfg(test)]
mod others;
#[cfg(test)]
mod page;
#[cfg(test)]
mod presets;
#[cfg(test)]
mod publish_full;
#[cfg(test)]
mod publish_line;
#[cfg(test)]
mod publish_window;
#[cfg(test)]
mod publishing;
#[cfg(test)]
mod queue;
#[cfg(test)]
mod rates;
#[cfg(test)]
mod record;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod right;
#[cfg(test)]
mod sentences;
#[cfg(test)]
mod session;
#[cfg(test)]
mod sounds;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod subtitles;
mod sync;
#[cfg(all(test, unix))]
mod tally;
#[cfg(test)]
mod ten_hours;
#[cfg(test)]
mod thumbnails;
#[cfg(test)]
mod tools;
#[cfg(test)]
mod trials;
#[cfg(test)]
mod types;
#[cfg(all(test, unix))]
mod unfinished;
#[cfg(test)]
mod updates;
#[cfg(test)]
mod verify;
#[cfg(test)]
mod watch;
#[cfg(test)]
mod watch_line;
#[cfg(test)]
mod watermarks;
#[cfg(test)]
mod weather;
