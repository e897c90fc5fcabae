//! The multivariant playlist, pure: from the plan and what was measured.

use domain::bandwidth::{Rates, from_start};
use domain::media::{DynamicRange, Size, SoundKind};
use domain::plan::{self, AudioGroup, Plan, VideoRendition};
use domain::texts::{self, TextKind, TextRendition};

use crate::error::Error;
use crate::init::TrackKind;
use crate::layout;
use crate::lists;
use crate::playlist::{
    Alternative, IframeStream, MultivariantPlaylist, PACKETS_VERSION, SessionData, VERSION, Variant,
};
use crate::rendition::Rendition;

/// How much the provisional playlist declares above the caps: containers, and peaks within the buffer.
const PROVISIONAL: (u64, u64) = (13, 10);

/// What the heads and the filling of a transport stream's packets add to a rendition's rate, about.
const PACKING: u64 = 25_000;

/// GROUP-ID of captions among the pictures.
const HIDDEN: &str = "captions";

/// Which of the two multivariant playlists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// While encoding: declared rates, the growing playlists, no I-frames.
    Provisional,
    /// At the end: measured rates.
    Final,
}

/// The playlist over all of `renditions`, whose init segments have to be there, and of `texts`; the provisional one over
/// those rungs of which something is listed.
pub(crate) fn multivariant(
    plan: &Plan,
    renditions: &[Rendition],
    texts: &[&TextRendition],
    session_data: Vec<SessionData>,
    stage: Stage,
) -> Result<MultivariantPlaylist, Error> {
    let sources = Sources { plan, renditions, stage };
    // What every player has is enough to begin with, and is there first.
    let variants = plan.variants().into_iter().filter(|variant| sources.has(variant.video));
    let easy = |v: &plan::Variant<'_>| {
        v.video.is_some_and(VideoRendition::plays_everywhere) && !v.group.is_some_and(AudioGroup::is_surround)
    };
    let variants = variants.map(|v| Ok((easy(&v), sources.variant(v.video, v.group)?)));
    let mut variants = begin_well(variants.collect::<Result<_, Error>>()?);
    let group = (!texts.is_empty()).then(|| texts::GROUP.to_owned());
    variants.iter_mut().for_each(|variant| variant.subtitles.clone_from(&group));
    let groups =
        plan.groups.iter().filter(|group| sources.offers(group)).map(|group| sources.alternatives(group));
    let sounds = groups.collect::<Result<Vec<_>, _>>()?.into_iter().flatten();
    let media = sounds.chain(texts.iter().map(|text| subtitles(text))).chain(hidden(plan)).collect();
    let iframe_streams = match stage {
        Stage::Provisional => Vec::new(),
        Stage::Final => plan.video.iter().map(|v| sources.iframe_stream(v)).collect::<Result<_, _>>()?,
    };
    let version = if plan.choice.container.has_init() { VERSION } else { PACKETS_VERSION };
    let independent_segments = true;
    Ok(MultivariantPlaylist { version, independent_segments, session_data, media, variants, iframe_streams })
}

/// The EXT-X-MEDIA of subtitles. None is on unasked, and of those that are alike only the first is chosen by a person's
/// settings (RFC 8216 §4.3.4.1.1).
fn subtitles(text: &TextRendition) -> Alternative {
    Alternative {
        kind: "SUBTITLES".to_owned(),
        group: texts::GROUP.to_owned(),
        name: text.name.clone(),
        language: Some(text.language.clone()),
        default: false,
        autoselect: text.first,
        forced: text.kind == TextKind::Forced,
        characteristics: text.kind.characteristics().map(str::to_owned),
        channels: None,
        instream_id: None,
        uri: Some(format!("{}/{}", text.folder(), layout::PLAYLIST)),
    }
}

/// The EXT-X-MEDIA of captions among the pictures. They are in the language that is spoken, as far as anybody knows.
fn hidden(plan: &Plan) -> impl Iterator<Item = Alternative> + '_ {
    plan.captions().iter().enumerate().map(move |(number, id)| Alternative {
        kind: "CLOSED-CAPTIONS".to_owned(),
        group: HIDDEN.to_owned(),
        name: if number == 0 { "Captions".to_owned() } else { format!("Captions ({})", number + 1) },
        language: Some(if number == 0 { plan.spoken() } else { "und" }.to_owned()),
        default: false,
        autoselect: number == 0,
        forced: false,
        characteristics: None,
        channels: None,
        instream_id: Some(id.clone()),
        uri: None,
    })
}

/// Puts the variant that a player had best begin with before all others: of those that every player has, which are
/// marked, the one with the best rate for it.
fn begin_well(mut variants: Vec<(bool, Variant)>) -> Vec<Variant> {
    let easy = variants.iter().enumerate().filter(|(_, (easy, _))| *easy);
    let best =
        easy.min_by(|(_, (_, a)), (_, (_, b))| from_start(a.bandwidth).total_cmp(&from_start(b.bandwidth)));
    if let Some(before) = best.map(|(place, _)| place).and_then(|place| variants.get_mut(..=place)) {
        before.rotate_right(1);
    }
    variants.into_iter().map(|(_, variant)| variant).collect()
}

struct Sources<'a> {
    plan: &'a Plan,
    renditions: &'a [Rendition],
    stage: Stage,
}

impl Sources<'_> {
    fn find(&self, id: &str, sound: bool) -> Result<&Rendition, Error> {
        Rendition::find(self.renditions, id, sound)
    }

    /// Whether a rung is offered.
    fn has(&self, video: Option<&VideoRendition>) -> bool {
        let listed = |id: &str| self.find(id, false).is_ok_and(|rung| rung.listed > 0);
        self.stage == Stage::Final || video.is_none_or(|v| v.plays_everywhere() && listed(&v.id))
    }

    fn uri(&self, rendition: &Rendition) -> String {
        let name = if self.stage == Stage::Final { layout::PLAYLIST } else { layout::LIVE };
        format!("{}/{name}", rendition.folder)
    }

    /// Measured at the end; before, the cap and what goes beyond it.
    fn rates(&self, rendition: &Rendition, cap: u64) -> Result<Rates, Error> {
        match self.stage {
            Stage::Final => lists::segment_rates(rendition, &self.plan.grid),
            Stage::Provisional => {
                let packing = if rendition.container().has_init() { 0 } else { PACKING };
                Ok(Rates { peak: cap * PROVISIONAL.0 / PROVISIONAL.1 + packing, average: cap + packing })
            }
        }
    }

    /// One EXT-X-STREAM-INF: the rung, when there is one, with the member of its group that takes most (rule
    /// 9.13). Without pictures it is the group's default member that it names.
    fn variant(&self, video: Option<&VideoRendition>, group: Option<&AudioGroup>) -> Result<Variant, Error> {
        let pictures = video.map(|video| self.find(&video.id, false)).transpose()?;
        let mut codecs = Vec::new();
        if let Some(pictures) = pictures {
            codecs.push(pictures.track()?.codec.clone());
        }
        let mut sounds = Rates::default();
        for member in group.map(|group| group.members.as_slice()).unwrap_or_default() {
            let sound = self.find(&member.rendition, true)?;
            let codec = &sound.track()?.codec;
            if !codecs.contains(codec) {
                codecs.push(codec.clone());
            }
            let cap = self.plan.audio_rendition(&member.rendition).map_or(0, |a| a.bit_rate);
            sounds = sounds.max(self.rates(sound, cap)?);
        }
        let rates = match (pictures, video) {
            (Some(pictures), Some(video)) => self.rates(pictures, video.rung.max_bit_rate)?.with(sounds),
            _ => sounds,
        };
        let named = match (pictures, group.and_then(|group| group.members.first())) {
            (Some(pictures), _) => pictures,
            (None, Some(member)) => self.find(&member.rendition, true)?,
            (None, None) => return Err(Error::NoSuchRendition(String::new())),
        };
        let keeps = video.is_some_and(VideoRendition::keeps_captions);
        Ok(Variant {
            uri: self.uri(named),
            bandwidth: rates.peak,
            average_bandwidth: (self.stage == Stage::Final).then_some(rates.average),
            codecs: Some(codecs.join(",")),
            resolution: pictures.map(resolution).transpose()?.flatten(),
            frame_rate: video.map(|video| video.rung.rate),
            audio: group.filter(|group| self.offers(group)).map(|group| group.id.clone()),
            subtitles: None,
            closed_captions: hidden(self.plan).next().filter(|_| keeps).map(|captions| captions.group),
            video_range: video.and_then(|video| self.range(video)),
            score: video.and_then(|video| self.score(video)),
        })
    }

    /// SCORE with one place, where there is more than one ladder to choose from.
    fn score(&self, video: &VideoRendition) -> Option<String> {
        let score = self.plan.score(video).filter(|_| self.stage == Stage::Final);
        score.map(|score| score.decimal(1))
    }

    /// VIDEO-RANGE is said of every variant as soon as one is not of standard range (rule 9.16).
    fn range(&self, video: &VideoRendition) -> Option<String> {
        let beyond = self.plan.video.iter().any(|video| video.range != DynamicRange::Sdr);
        beyond.then(|| video.range.attribute().to_owned())
    }

    /// Whether there is anything to choose in a group: sound alone in one language is its variants.
    fn offers(&self, group: &AudioGroup) -> bool {
        !self.plan.video.is_empty() || group.members.len() > 1
    }

    /// The EXT-X-MEDIA of one group. Of several members in one language only the first is chosen unasked
    /// (RFC 8216 §4.3.4.1.1).
    fn alternatives(&self, group: &AudioGroup) -> Result<Vec<Alternative>, Error> {
        let mut list: Vec<Alternative> = Vec::new();
        for member in &group.members {
            let sound = self.find(&member.rendition, true)?;
            let channels = match sound.track()?.kind {
                TrackKind::Audio { channels, .. } => Some(channels.to_string()),
                TrackKind::Video { .. } => None,
            };
            let language = Some(member.language.clone());
            let characteristics = member.kind.characteristics().map(str::to_owned);
            let alike =
                |other: &Alternative| other.language == language && other.characteristics == characteristics;
            let first = list.iter().all(|other| !alike(other));
            list.push(Alternative {
                kind: "AUDIO".to_owned(),
                group: group.id.clone(),
                name: member.name.clone(),
                default: member.default,
                // Nobody's settings ask for a commentary.
                autoselect: member.default || first && member.kind != SoundKind::Commentary,
                language,
                forced: false,
                characteristics,
                channels,
                instream_id: None,
                uri: Some(self.uri(sound)),
            });
        }
        Ok(list)
    }

    fn iframe_stream(&self, video: &VideoRendition) -> Result<IframeStream, Error> {
        let pictures = self.find(&video.id, false)?;
        let rates = lists::iframe_rates(pictures, &self.plan.grid)?;
        Ok(IframeStream {
            uri: format!("{}/{}", pictures.folder, layout::IFRAMES),
            bandwidth: rates.peak,
            average_bandwidth: Some(rates.average),
            codecs: Some(pictures.track()?.codec.clone()),
            resolution: resolution(pictures)?,
            video_range: self.range(video),
        })
    }
}

fn resolution(pictures: &Rendition) -> Result<Option<Size>, Error> {
    Ok(match pictures.track()?.kind {
        TrackKind::Video { width, height } => Some(Size { width, height }),
        TrackKind::Audio { .. } => None,
    })
}
