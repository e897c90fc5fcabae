//! Which sounds are encoded, and the groups a multivariant playlist offers them in.

use crate::language::language_name;
use crate::media::{AudioTrack, SoundKind};
use crate::plan::{AudioGroup, AudioMember, AudioRendition};

/// The group of every rung but the cellular one.
pub(crate) const STEREO: &str = "stereo";
/// The cellular rung's group (rule 9.21+).
pub(crate) const STEREO_LOW: &str = "stereo-low";
/// 5.1, offered beside stereo.
pub(crate) const SURROUND: &str = "surround";

impl AudioGroup {
    /// Whether it is the one beside stereo, which not every player can play.
    pub fn is_surround(&self) -> bool {
        self.id == SURROUND
    }
}

/// The encoded sounds of `tracks` and the groups they are offered in; `cellular` adds a group for links
/// that are too narrow for the others, `surround` one of 5.1 when a track has as much.
pub(crate) fn sounds(
    tracks: &[AudioTrack],
    cellular: bool,
    surround: bool,
) -> (Vec<AudioRendition>, Vec<AudioGroup>) {
    let surround = surround && tracks.iter().any(|track| track.channels >= 6);
    let mut kinds = vec![(STEREO, 2, 128_000)];
    if cellular {
        kinds.push((STEREO_LOW, 2, 64_000));
    }
    if surround {
        kinds.push((SURROUND, 6, 320_000));
    }
    let film = |track: &&AudioTrack| track.kind == SoundKind::Main;
    let marked = tracks.iter().position(|track| track.default && film(&track));
    let default = marked.or(tracks.iter().position(|track| film(&track))).unwrap_or(0);
    let mut renditions: Vec<AudioRendition> = Vec::new();
    let mut groups: Vec<AudioGroup> = Vec::new();
    for (kind, channels, bit_rate) in kinds {
        let mut members = Vec::new();
        for (position, track) in tracks.iter().enumerate() {
            // A stereo track in the surround group is the stereo rendition, named again.
            let own = if channels > 2 && track.channels < 6 { STEREO } else { kind };
            let id = format!("{}-{own}", track_word(tracks, position));
            if own == kind {
                renditions.push(AudioRendition {
                    id: id.clone(),
                    track: track.index,
                    channels,
                    bit_rate,
                    gain: None,
                });
            }
            members.push(AudioMember {
                rendition: id,
                name: track_name(tracks, position),
                language: track.language.clone(),
                default: position == default,
                kind: track.kind,
            });
        }
        members.sort_by_key(|member| !member.default);
        if !members.is_empty() {
            groups.push(AudioGroup { id: kind.to_owned(), members });
        }
    }
    (renditions, groups)
}

/// `en`, or `en-2` for the second English track.
fn track_word(tracks: &[AudioTrack], position: usize) -> String {
    let Some(track) = tracks.get(position) else { return "und".to_owned() };
    let earlier = tracks.iter().take(position).filter(|t| t.language == track.language).count();
    let language = track.language.to_ascii_lowercase();
    if earlier == 0 { language } else { format!("{language}-{}", earlier + 1) }
}

/// The track's title or its language in words, made unique among the tracks.
fn track_name(tracks: &[AudioTrack], position: usize) -> String {
    let plain = |track: &AudioTrack| {
        let title = track.title.as_deref().map(clean_title).filter(|title| !title.is_empty());
        title.unwrap_or_else(|| format!("{}{}", language_name(&track.language), track.kind.words()))
    };
    let Some(track) = tracks.get(position) else { return String::new() };
    let name = plain(track);
    let earlier = tracks.iter().take(position).filter(|t| plain(t) == name).count();
    if earlier == 0 { name } else { format!("{name} ({})", earlier + 1) }
}

/// A title that can stand in a quoted attribute (RFC 8216 §4.2: no quotes, no line breaks).
pub(crate) fn clean_title(title: &str) -> String {
    let kept: String = title.chars().map(|c| if c.is_control() || c == '"' { ' ' } else { c }).collect();
    kept.trim().chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::tests::sound;

    #[test]
    fn the_film_is_what_is_heard_unasked() {
        let of = |index, kind| AudioTrack { kind, default: index == 1, ..sound(index, "en", 2) };
        let tracks = [of(1, SoundKind::Commentary), of(2, SoundKind::Described), of(3, SoundKind::Main)];
        let (_, groups) = sounds(&tracks, false, false);
        let list: Vec<_> = groups[0].members.iter().map(|it| (it.name.as_str(), it.default)).collect();
        let expected = [("English", true), ("English (commentary)", false), ("English (described)", false)];
        assert_eq!(list, expected);
        let (_, alone) = sounds(&tracks[..1], false, false);
        assert!(alone[0].members[0].default);
    }
}
