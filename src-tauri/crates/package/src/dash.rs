//! A DASH manifest over the package's own segments (ISO/IEC 23009-1), where one is wanted: pure but for `finish`.

mod xml;

use std::path::Path;

use domain::codec::Codec;
use domain::media::{DynamicRange, SoundKind};
use domain::plan::{AudioMember, Plan, START_OFFSET, VideoRendition};
use domain::texts::{TextKind, TextRendition};
use domain::thumbnails::{ACROSS, DOWN, TILES, Thumbnails};
use quick_xml::Writer;

use crate::durable::{self, Keep};
use crate::error::Error;
use crate::init::TrackKind;
use crate::layout;
use crate::lists;
use crate::remove;
use crate::rendition::Rendition;
use xml::{Content, Note, Representation, Set, Template, element};

/// For whom segments are addressed by number, each along a timeline.
const PROFILES: &str = "urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019";
/// Scheme of what a track is for (ISO/IEC 23009-1 §5.8.5.5).
const ROLE: &str = "urn:mpeg:dash:role:2011";
/// Scheme of who a track is made for (ETSI TS 102 822-3-1, AudioPurposeCS).
const PURPOSE: &str = "urn:tva:metadata:cs:AudioPurposeCS:2007";
/// Scheme of how many channels there are (ISO/IEC 23091-3).
const CHANNELS: &str = "urn:mpeg:mpegB:cicp:ChannelConfiguration";
/// Scheme of how bright a value is (ISO/IEC 23091-2).
const TRANSFER: &str = "urn:mpeg:mpegB:cicp:TransferCharacteristics";

/// Bits per second said of subtitles, which are a file of some kilobytes.
const TEXT_RATE: &str = "1000";

/// Writes the manifest and gives its name and size; removes one that an earlier plan has left where none is wanted.
pub(crate) fn finish(
    plan: &Plan,
    folder: &Path,
    renditions: &[Rendition],
    texts: &[&TextRendition],
    thumbnails: bool,
) -> Result<Option<(String, u64)>, Error> {
    let path = folder.join(layout::MANIFEST);
    if !plan.choice.dash {
        remove::file(&path)?;
        return Ok(None);
    }
    let text = Manifest { plan, renditions, texts, thumbnails }.render()?;
    durable::write(&path, &text, Keep::Always)?;
    Ok(Some((layout::MANIFEST.to_owned(), text.len() as u64)))
}

struct Manifest<'a> {
    plan: &'a Plan,
    renditions: &'a [Rendition],
    texts: &'a [&'a TextRendition],
    /// Whether there are sheets of them.
    thumbnails: bool,
}

impl Manifest<'_> {
    fn render(&self) -> Result<Vec<u8>, Error> {
        let first = self.renditions.first().ok_or_else(|| Error::NoSuchRendition(String::new()))?;
        let length = first.length();
        let sets = self.sets()?;
        let mut xml =
            Writer::new_with_indent(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_vec(), b' ', 2);
        let written = element(
            &mut xml,
            "MPD",
            &[
                ("xmlns", "urn:mpeg:dash:schema:mpd:2011"),
                ("profiles", PROFILES),
                ("type", "static"),
                ("mediaPresentationDuration", &seconds(length)),
                ("maxSegmentDuration", &seconds(self.plan.grid.target_duration() as f64)),
                ("minBufferTime", &seconds(self.plan.grid.target_duration() as f64)),
            ],
        )
        .write_inner_content(|xml| {
            element(xml, "Period", &[("id", "0"), ("start", "PT0S")])
                .write_inner_content(|xml| sets.iter().try_for_each(|set| set.write(xml)))?;
            Ok(())
        });
        written.map_err(Error::io("write", Path::new(layout::MANIFEST)))?;
        let mut text = xml.into_inner();
        text.push(b'\n');
        Ok(text)
    }

    fn sets(&self) -> Result<Vec<Set>, Error> {
        let mut sets = self.pictures()?;
        sets.extend(self.sounds()?);
        sets.extend(self.texts.iter().map(|text| subtitles(text)));
        sets.extend(self.sheets());
        for (number, set) in sets.iter_mut().enumerate() {
            set.attributes.insert(0, ("id", number.to_string()));
        }
        Ok(sets)
    }

    fn find(&self, id: &str, sound: bool) -> Result<&Rendition, Error> {
        Rendition::find(self.renditions, id, sound)
    }

    /// A set for each ladder: players change within a codec, not between.
    fn pictures(&self) -> Result<Vec<Set>, Error> {
        let mut ladders: Vec<((Codec, DynamicRange), Set)> = Vec::new();
        for video in &self.plan.video {
            let own = (video.codec, video.range);
            let place = ladders.iter().position(|(ladder, _)| *ladder == own).unwrap_or_else(|| {
                ladders.push((own, ladder(video.range)));
                ladders.len() - 1
            });
            let representation = self.representation(self.find(&video.id, false)?, &rung(video))?;
            if let Some((_, set)) = ladders.get_mut(place) {
                set.representations.push(representation);
            }
        }
        Ok(ladders.into_iter().map(|(_, set)| set).collect())
    }

    /// A set for each track and number of channels, with each of its rates.
    fn sounds(&self) -> Result<Vec<Set>, Error> {
        let mut sets: Vec<((&str, u32), Set)> = Vec::new();
        for member in self.plan.groups.iter().flat_map(|group| &group.members) {
            let sound = self.find(&member.rendition, true)?;
            let channels = match sound.track()?.kind {
                TrackKind::Audio { channels, .. } => channels,
                TrackKind::Video { .. } => 0,
            };
            let own = (member.name.as_str(), channels);
            let place = sets.iter().position(|(set, _)| *set == own).unwrap_or_else(|| {
                sets.push((own, spoken(member, channels)));
                sets.len() - 1
            });
            // A group may name again what another has.
            if let Some((_, set)) = sets.get_mut(place)
                && !set.representations.iter().any(|it| it.is(&sound.id))
            {
                set.representations.push(self.representation(sound, &[])?);
            }
        }
        Ok(sets.into_iter().map(|(_, set)| set).collect())
    }

    fn representation(
        &self,
        rendition: &Rendition,
        own: &[(&'static str, String)],
    ) -> Result<Representation, Error> {
        let track = rendition.track()?;
        let rates = lists::segment_rates(rendition, &self.plan.grid)?;
        let mut attributes = vec![
            ("id", rendition.id.clone()),
            ("bandwidth", rates.peak.to_string()),
            ("codecs", track.codec.clone()),
        ];
        match track.kind {
            TrackKind::Video { .. } => {}
            TrackKind::Audio { sample_rate, .. } => {
                attributes.push(("audioSamplingRate", sample_rate.to_string()))
            }
        }
        attributes.extend(own.iter().cloned());
        let template = Template {
            attributes: vec![
                ("timescale", track.timescale.to_string()),
                ("presentationTimeOffset", (START_OFFSET * u64::from(track.timescale)).to_string()),
                ("startNumber", "0".to_owned()),
                ("initialization", format!("{}/{}", rendition.folder, layout::INIT)),
                (
                    "media",
                    format!("{}/seg_$Number%05d$.{}", rendition.folder, rendition.container().extension()),
                ),
            ],
            runs: runs(rendition.timeline.segments().map(|piece| piece.ticks)),
            begin: rendition.timeline.start(),
        };
        Ok(Representation { attributes, content: Content::Segments(template) })
    }

    /// The sheets of thumbnails, where all are as long.
    fn sheets(&self) -> Option<Set> {
        let Thumbnails { every, tile, .. } = self.plan.thumbnails().filter(|_| self.thumbnails)?;
        let grid = &self.plan.grid;
        let sheet = grid.cuts.is_none().then(|| grid.gop_duration() * (every * TILES))?;
        let side = |tiles: u64, side: u32| (tiles * u64::from(side)).to_string();
        let template = Template {
            attributes: vec![
                ("timescale", "1000000".to_owned()),
                ("duration", (sheet * 1_000_000).round().to_string()),
                ("startNumber", "0".to_owned()),
                ("media", format!("{}/sprite_$Number$.jpg", layout::THUMBNAILS)),
            ],
            runs: Vec::new(),
            begin: 0,
        };
        let sheets = Representation {
            attributes: vec![
                ("id", layout::THUMBNAILS.to_owned()),
                ("bandwidth", TEXT_RATE.to_owned()),
                ("width", side(ACROSS, tile.width)),
                ("height", side(DOWN, tile.height)),
            ],
            content: Content::Sheets(template),
        };
        Some(Set {
            attributes: vec![("contentType", "image".into()), ("mimeType", "image/jpeg".into())],
            notes: Vec::new(),
            representations: vec![sheets],
        })
    }
}

fn ladder(range: DynamicRange) -> Set {
    let transfer = match range {
        DynamicRange::Sdr => None,
        DynamicRange::Pq => Some("16"),
        DynamicRange::Hlg => Some("18"),
    };
    // Who does not know what it means cannot show it.
    let note = |value: &str| Note::Is("EssentialProperty", TRANSFER, value.to_owned());
    Set {
        attributes: media("video", "video/mp4"),
        notes: transfer.map(note).into_iter().collect(),
        representations: Vec::new(),
    }
}

fn rung(video: &VideoRendition) -> [(&'static str, String); 4] {
    let size = video.rung.size;
    [
        ("width", size.width.to_string()),
        ("height", size.height.to_string()),
        ("frameRate", video.rung.rate.to_string()),
        ("sar", "1:1".to_owned()),
    ]
}

fn spoken(member: &AudioMember, channels: u32) -> Set {
    let role = match member.kind {
        SoundKind::Commentary => "commentary",
        SoundKind::Described => "alternate",
        SoundKind::Main if member.default => "main",
        SoundKind::Main => "dub",
    };
    let mut notes = vec![Note::Label(member.name.clone())];
    if member.kind == SoundKind::Described {
        notes.push(Note::Is("Accessibility", PURPOSE, "1".to_owned()));
    }
    notes.push(Note::Is("Role", ROLE, role.to_owned()));
    notes.push(Note::Is("AudioChannelConfiguration", CHANNELS, channels.to_string()));
    let mut attributes = media("audio", "audio/mp4");
    attributes.push(("lang", member.language.clone()));
    Set { attributes, notes, representations: Vec::new() }
}

fn subtitles(text: &TextRendition) -> Set {
    let role = match text.kind {
        TextKind::Full => "subtitle",
        TextKind::Forced => "forced-subtitle",
        TextKind::HearingImpaired => "caption",
    };
    let file = Representation {
        attributes: vec![("id", format!("text-{}", text.id)), ("bandwidth", TEXT_RATE.to_owned())],
        content: Content::File(format!("{}/{}", text.folder(), layout::CAPTIONS)),
    };
    Set {
        attributes: vec![
            ("contentType", "text".to_owned()),
            ("mimeType", "text/vtt".to_owned()),
            ("lang", text.language.clone()),
        ],
        notes: vec![Note::Label(text.name.clone()), Note::Is("Role", ROLE, role.to_owned())],
        representations: vec![file],
    }
}

/// What sets of segments have in common: they are cut alike, and each begins with a picture that depends on none.
fn media(kind: &str, mime: &str) -> Vec<(&'static str, String)> {
    let yes = |name| (name, "true".to_owned());
    let (kind, mime) = (("contentType", kind.to_owned()), ("mimeType", mime.to_owned()));
    vec![kind, mime, yes("segmentAlignment"), ("startWithSAP", "1".to_owned())]
}

/// Equal neighbours as one.
fn runs(ticks: impl Iterator<Item = u64>) -> Vec<(u64, u64)> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for ticks in ticks {
        match runs.last_mut() {
            Some((same, count)) if *same == ticks => *count += 1,
            _ => runs.push((ticks, 1)),
        }
    }
    runs
}

/// A length as `PT12.345S`.
fn seconds(length: f64) -> String {
    format!("PT{length:.3}S")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lengths_stand_once() {
        assert_eq!(runs([6, 6, 6, 5, 6].into_iter()), [(6, 3), (5, 1), (6, 1)]);
        assert_eq!(runs([].into_iter()), []);
    }
}
