//! A file to download beside the package: the highest rung with every sound, as one MP4.

use std::fs;
use std::path::Path;

use domain::plan::{AudioMember, Plan};

use crate::disk;
use crate::durable;
use crate::error::Error;
use crate::layout;
use crate::playlist::{Alternative, MultivariantPlaylist, VERSION, Variant};

/// The sounds in it, the default one first.
pub fn sounds(plan: &Plan) -> &[AudioMember] {
    plan.download_group().map(|group| group.members.as_slice()).unwrap_or_default()
}

/// A playlist of what goes into it, for a reader in a folder so many levels `deep` below the package's: its growing
/// playlists, which have ended.
pub fn playlist(plan: &Plan, deep: usize) -> String {
    let up = "../".repeat(deep);
    let live = |folder: String| format!("{up}{folder}/{}", layout::LIVE);
    let sound =
        |member: &AudioMember| plan.audio_rendition(&member.rendition).map(|sound| live(sound.folder()));
    let media = sounds(plan).iter().map(|member| Alternative {
        kind: "AUDIO".to_owned(),
        group: "sound".to_owned(),
        name: member.name.clone(),
        language: Some(member.language.clone()),
        default: member.default,
        autoselect: member.default,
        forced: false,
        characteristics: None,
        channels: None,
        instream_id: None,
        uri: sound(member),
    });
    let first = || sounds(plan).first().and_then(sound).unwrap_or_default();
    let variant = Variant {
        uri: plan.top().map_or_else(first, |top| live(top.folder())),
        bandwidth: 1,
        average_bandwidth: None,
        codecs: None,
        resolution: None,
        frame_rate: None,
        audio: (plan.top().is_some() && !sounds(plan).is_empty()).then(|| "sound".to_owned()),
        subtitles: None,
        closed_captions: None,
        video_range: None,
        score: None,
    };
    let media = if plan.top().is_some() { media.collect() } else { Vec::new() };
    let (version, iframe_streams) = (VERSION, Vec::new());
    let list = MultivariantPlaylist {
        version,
        independent_segments: true,
        session_data: Vec::new(),
        media,
        variants: vec![variant],
        iframe_streams,
    };
    list.render()
}

/// Takes the file at `from`, which is whole, into the package in `folder`.
///
/// # Errors
/// Those of the file system.
pub fn take(folder: &Path, from: &Path) -> Result<(), Error> {
    durable::sync(from)?;
    let place = folder.join(layout::DOWNLOAD);
    disk::rename(from, &place).map_err(Error::io("rename", &place))?;
    durable::sync_folder(folder)
}

/// Bytes of the one in `folder`; `None` when there is none.
pub(crate) fn size(folder: &Path) -> Option<u64> {
    let found = fs::symlink_metadata(folder.join(layout::DOWNLOAD)).ok()?;
    found.is_file().then_some(found.len())
}
