//! ffprobe's JSON as typed facts. Pure; any text is taken, and nothing in it makes a size or a rate wrong
//! enough to hurt: what cannot be is as if it were not told.

use domain::chapters::Chapter;
use domain::failure::{Code, Failure};
use domain::language::language_tag;
use domain::media::{AudioTrack, Colour, FieldOrder, Media, Size, SoundKind, SubtitleTrack, VideoTrack};
use domain::rational::Rational;
use domain::texts::TextKind;
use serde::Deserialize;

use crate::loose::{Tags, Word, list, or_default};
use crate::pixel_format::bits;

mod side_data;

use side_data::SideData;
pub(crate) use side_data::light_of_frames;

/// The longest length that is believed, in seconds: some thirty years.
const LONGEST: f64 = 1e9;
/// Chapters of one file, at most.
const MOST_CHAPTERS: usize = 2000;
/// The longest side that is believed, in pixels.
const LONGEST_SIDE: u32 = 65_535;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Probe {
    #[serde(deserialize_with = "or_default")]
    format: Format,
    #[serde(deserialize_with = "list")]
    streams: Vec<Stream>,
    #[serde(deserialize_with = "list")]
    chapters: Vec<ToldChapter>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ToldChapter {
    start_time: Word,
    #[serde(deserialize_with = "or_default")]
    tags: Tags,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Format {
    format_name: Word,
    probe_score: Word,
    duration: Word,
    #[serde(deserialize_with = "or_default")]
    tags: Tags,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Stream {
    index: Word,
    codec_type: Word,
    codec_name: Word,
    profile: Word,
    width: Word,
    height: Word,
    sample_aspect_ratio: Word,
    avg_frame_rate: Word,
    r_frame_rate: Word,
    pix_fmt: Word,
    bits_per_raw_sample: Word,
    color_range: Word,
    color_space: Word,
    color_primaries: Word,
    color_transfer: Word,
    field_order: Word,
    start_time: Word,
    duration: Word,
    nb_frames: Word,
    nb_read_packets: Word,
    bit_rate: Word,
    channels: Word,
    channel_layout: Word,
    sample_rate: Word,
    #[serde(deserialize_with = "or_default")]
    disposition: Disposition,
    #[serde(deserialize_with = "or_default")]
    tags: Tags,
    #[serde(deserialize_with = "list")]
    side_data_list: Vec<SideData>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Disposition {
    default: Word,
    attached_pic: Word,
    timed_thumbnails: Word,
    forced: Word,
    hearing_impaired: Word,
    visual_impaired: Word,
    descriptions: Word,
    comment: Word,
    captions: Word,
}

/// The facts in `json`, the answer of `ffprobe -show_format -show_streams -show_chapters -of json` about a file of `bytes`
/// bytes. With `-count_packets`, a GIF or APNG of one picture is told from a moving one.
///
/// # Errors
/// [`Code::InputNotMedia`], [`Code::InputIsPicture`], or [`Code::InputDamaged`] for a picture track of no size.
pub(crate) fn media(json: &str, bytes: u64) -> Result<Media, Failure> {
    let probe: Probe = serde_json::from_str(json).unwrap_or_default();
    let container = probe.format.format_name.text().unwrap_or_default().to_owned();
    refuse_what_is_no_video(&container, &probe)?;
    let of_kind = |kind: &'static str| probe.streams.iter().filter(move |s| s.is(kind));
    let pictures: Vec<&Stream> = of_kind("video").filter(|s| !s.is_cover()).collect();
    let chosen = pictures.iter().find(|s| s.disposition.default.is_set()).or(pictures.first());
    let is_chosen = |stream: &Stream| chosen.is_some_and(|chosen| std::ptr::eq(*chosen, stream));
    let mut media = Media {
        container,
        duration: length(&probe.format.duration, &probe.format.tags),
        bytes,
        video: chosen.and_then(|stream| video_track(stream)),
        audio: of_kind("audio").filter_map(audio_track).collect(),
        subtitles: of_kind("subtitle").filter_map(subtitle_track).collect(),
        other_video: pictures.iter().filter(|s| !is_chosen(s)).filter_map(|s| video_track(s)).collect(),
        cover: of_kind("video").find(|s| s.disposition.attached_pic.is_set()).and_then(|s| s.index.parse()),
        chapters: Vec::new(),
    };
    media.chapters = chapters(&probe.chapters, media.begin());
    match &media.video {
        Some(video) if !is_believable(video.coded) => Err(damaged()),
        None if media.audio.is_empty() => Err(not_media()),
        _ => Ok(media),
    }
}

/// The chapters of a programme that begins at `begin` seconds on the file's clock.
fn chapters(told: &[ToldChapter], begin: f64) -> Vec<Chapter> {
    let titled = told.iter().zip(1..).filter_map(|(chapter, number)| {
        let at = start(&chapter.start_time)? - begin;
        Some(Chapter::new(at.max(0.0), chapter.tags.get("title").unwrap_or_default(), number))
    });
    titled.take(MOST_CHAPTERS).collect()
}

/// Whether a picture can have this size; a decoder that found nothing leaves 0×0.
fn is_believable(size: Size) -> bool {
    let sides = 1..=LONGEST_SIDE;
    sides.contains(&size.width) && sides.contains(&size.height)
}

/// What people are told when nothing can be read from a file that is media.
pub(crate) fn damaged() -> Failure {
    Failure::new(
        Code::InputDamaged,
        "This video is damaged or cut short, and its pictures cannot be read. Copy it again from where it comes from.",
    )
}

/// What people are told of a file that is something else.
pub(crate) fn not_media() -> Failure {
    Failure::new(Code::InputNotMedia, "This file is not a video. Choose a video file.")
}

/// ffprobe finds "streams" in plain text (as a terminal's art), in subtitles, in still pictures and in
/// playlists that name other files.
fn refuse_what_is_no_video(container: &str, probe: &Probe) -> Result<(), Failure> {
    const OTHER: [&str; 9] =
        ["tty", "bin", "xbin", "hls", "dash", "concat", "sdp", "ffmetadata", "applehttp"];
    const STILL_BRANDS: [&str; 7] = ["avif", "heic", "heix", "heim", "heis", "mif1", "jpeg"];
    let mut names = container.split(',');
    let score = probe.format.probe_score.parse::<i64>().unwrap_or(100);
    if container.is_empty() || score < 5 || names.clone().any(|name| OTHER.contains(&name)) {
        return Err(not_media());
    }
    let one_picture =
        || probe.streams.iter().all(|s| s.nb_read_packets.parse::<u64>().is_some_and(|packets| packets < 2));
    let brand = probe.format.tags.get("major_brand").map(str::trim).unwrap_or_default();
    let still = names.any(|name| match name {
        "image2" | "webp" => true,
        "gif" | "apng" => one_picture(),
        name => name.ends_with("_pipe"),
    });
    if still || STILL_BRANDS.contains(&brand) {
        return Err(Failure::new(Code::InputIsPicture, "This is a still picture. Choose a video file."));
    }
    Ok(())
}

impl Stream {
    fn is(&self, kind: &str) -> bool {
        self.codec_type.text() == Some(kind)
    }

    fn is_cover(&self) -> bool {
        self.disposition.attached_pic.is_set() || self.disposition.timed_thumbnails.is_set()
    }

    fn codec(&self) -> String {
        self.codec_name.text().unwrap_or("unknown").to_owned()
    }

    /// Seconds that the track lasts. Matroska's tag has where it ends on the file's clock.
    fn length(&self) -> Option<f64> {
        let told = length(&self.duration, &Tags::default());
        let end =
            || length(&self.duration, &self.tags).map(|end| end - start(&self.start_time).unwrap_or(0.0));
        told.or_else(end).filter(|seconds| *seconds > 0.0)
    }

    fn title(&self) -> Option<String> {
        self.tags.get("title").map(str::to_owned)
    }
}

fn video_track(stream: &Stream) -> Option<VideoTrack> {
    let coded = Size { width: stream.width.parse().unwrap_or(0), height: stream.height.parse().unwrap_or(0) };
    let rotation = rotation(&stream.side_data_list);
    let sample_aspect = sample_aspect(&stream.sample_aspect_ratio);
    let pixel_format = stream.pix_fmt.text().map(str::to_owned);
    let raw_bits = stream.bits_per_raw_sample.parse().filter(|bits| (8..=16).contains(bits));
    Some(VideoTrack {
        index: stream.index.parse()?,
        codec: stream.codec(),
        profile: stream.profile.text().filter(|text| *text != "unknown").map(str::to_owned),
        coded,
        display: coded.shown(sample_aspect, rotation),
        rotation,
        sample_aspect,
        frame_rate: rate(&stream.avg_frame_rate),
        base_rate: rate(&stream.r_frame_rate),
        bits: pixel_format.as_deref().map(bits).or(raw_bits).unwrap_or(8),
        pixel_format,
        colour: Colour {
            range: known(&stream.color_range),
            space: known(&stream.color_space),
            primaries: known(&stream.color_primaries),
            transfer: known(&stream.color_transfer),
        },
        fields: fields(&stream.field_order),
        fields_seen: None,
        content: None,
        start: start(&stream.start_time),
        duration: stream.length(),
        frames: stream.nb_frames.parse().filter(|frames| *frames > 0),
        bit_rate: bit_rate(stream),
        dolby_vision: stream.side_data_list.iter().find_map(|data| data.dv_profile.parse()),
        mastering: stream.side_data_list.iter().find_map(SideData::mastering),
        light: stream.side_data_list.iter().find_map(SideData::light),
        captions: Vec::new(),
        packets: None,
    })
}

fn audio_track(stream: &Stream) -> Option<AudioTrack> {
    Some(AudioTrack {
        index: stream.index.parse()?,
        codec: stream.codec(),
        channels: stream.channels.parse().unwrap_or(0),
        layout: stream.channel_layout.text().filter(|text| *text != "unknown").map(str::to_owned),
        sample_rate: stream.sample_rate.parse().unwrap_or(0),
        language: language_tag(stream.tags.get("language")),
        title: stream.title(),
        default: stream.disposition.default.is_set(),
        kind: match &stream.disposition {
            told if told.visual_impaired.is_set() || told.descriptions.is_set() => SoundKind::Described,
            told if told.comment.is_set() => SoundKind::Commentary,
            _ => SoundKind::Main,
        },
        duration: stream.length(),
        start: start(&stream.start_time),
    })
}

fn subtitle_track(stream: &Stream) -> Option<SubtitleTrack> {
    Some(SubtitleTrack {
        index: stream.index.parse()?,
        codec: stream.codec(),
        language: language_tag(stream.tags.get("language")),
        title: stream.title(),
        kind: match &stream.disposition {
            told if told.forced.is_set() => TextKind::Forced,
            told if told.hearing_impaired.is_set() || told.captions.is_set() => TextKind::HearingImpaired,
            _ => TextKind::Full,
        },
    })
}

/// Degrees clockwise from the display matrix, which ffprobe gives counter-clockwise.
///
/// Within a degree of a quarter turn, as ffmpeg's own turning has it: other angles it turns inside the same
/// frame. The `rotate` tag of old files is left alone, because ffmpeg 5 and later do not turn by it.
fn rotation(side_data: &[SideData]) -> u16 {
    let told = side_data.iter().find_map(|data| data.rotation.parse::<f64>());
    let clockwise = -told.filter(|angle| angle.is_finite()).unwrap_or(0.0);
    let clockwise = clockwise.rem_euclid(360.0);
    let near = |turn: &u16| (clockwise - f64::from(*turn)).abs() < 1.0;
    [90, 180, 270].into_iter().find(near).unwrap_or(0)
}

/// Width over height of a pixel; 1 when unknown or beyond any camera's.
fn sample_aspect(word: &Word) -> Rational {
    let square = Rational::whole(1);
    let believable = |aspect: &Rational| (0.1..=10.0).contains(&aspect.as_f64());
    word.text().and_then(Rational::parse).filter(believable).unwrap_or(square)
}

/// Frames per second; `None` for ffprobe's `0/0` and for a rate of nothing.
fn rate(word: &Word) -> Option<Rational> {
    word.text().and_then(Rational::parse).filter(|rate| !rate.is_zero())
}

/// A colour tag, when it says something.
fn known(word: &Word) -> Option<String> {
    word.text().filter(|text| !matches!(*text, "unknown" | "unspecified" | "reserved")).map(str::to_owned)
}

/// ffprobe's two letters are the coded and the displayed order: `bt` is coded bottom first, shown top first.
fn fields(word: &Word) -> FieldOrder {
    match word.text() {
        Some("progressive") => FieldOrder::Progressive,
        Some("tt" | "bt") => FieldOrder::TopFirst,
        Some("bb" | "tb") => FieldOrder::BottomFirst,
        _ => FieldOrder::Unknown,
    }
}

/// Seconds from the field, else from Matroska's `DURATION` tag.
fn length(word: &Word, tags: &Tags) -> Option<f64> {
    let told = word.parse::<f64>().or_else(|| tags.get("DURATION").and_then(clock));
    told.filter(|seconds| *seconds > 0.0 && *seconds < LONGEST)
}

/// Where a track begins on the file's clock, in seconds; before zero where an encoder's delay is told so.
fn start(word: &Word) -> Option<f64> {
    word.parse::<f64>().filter(|seconds| seconds.abs() < LONGEST)
}

/// `00:01:02.500000000` in seconds.
fn clock(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    for part in text.trim().splitn(3, ':') {
        seconds = seconds * 60.0 + part.parse::<f64>().ok()?;
    }
    Some(seconds)
}

/// Bits per second from the field, else from Matroska's `BPS` tag.
fn bit_rate(stream: &Stream) -> Option<u64> {
    let told = stream.bit_rate.parse().or_else(|| stream.tags.get("BPS")?.parse().ok());
    told.filter(|rate| *rate > 0)
}

#[cfg(test)]
mod tests;
