//! The sound of a track: one process decodes it, another, which reads the first one's samples, encodes it.
//!
//! In recordings the sound changes midway, from 5.1 to stereo or from 44.1 to 48 kHz. ffmpeg then builds the
//! filters anew, and one that counts from the begin would count twice: silence would be put before the new
//! piece as long as all that went before. So the first process has only filters that look at each sample's
//! own time; the second, which never sees a change, brings the sound to its place.

use std::ffi::OsString;

use super::{List, gop_files, input_url, seek};
use crate::media::AudioTrack;
use crate::plan::{AudioRendition, Plan, Sound};
use crate::rational::Rational;

/// Seconds of sound in a file that is cut anew.
const PIECE: &str = "2";

/// The tracks that are heard, by stream index, each once.
pub fn sound_tracks(plan: &Plan) -> Vec<u32> {
    each_once(plan.audio.iter().map(|rendition| rendition.track))
}

fn each_once(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut list = Vec::new();
    for number in numbers {
        if !list.contains(&number) {
            list.push(number);
        }
    }
    list
}

/// Decodes `track` to stdout as samples of 48 kHz with their times on the programme's clock (NUT, which has
/// both exactly), the first `seconds`: a stream for each of its [`widths`], then one of [`ticks`].
pub fn decode_sound(plan: &Plan, track: u32, seconds: Option<Rational>) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.quiet();
    // What cannot be decoded is told and passed over, be it all.
    list.add(&["-max_error_rate", "1"]);
    let seek = seek::sound(plan);
    if let Some(at) = seek.input {
        list.pair("-ss", format!("{at:.6}"));
    }
    list.pair("-i", input_url(&plan.source.path));
    list.add(&["-f", "lavfi", "-i", &ticks(seconds)]);
    let source = plan.media.audio.iter().find(|source| source.index == track);
    for (stream, channels) in widths(plan, track).into_iter().enumerate() {
        list.pair("-map", format!("0:{track}"));
        list.pair(&format!("-filter:{stream}"), piece(source, channels, seek.shift, seconds));
    }
    list.add(&["-map", "1:0", "-map_metadata", "-1", "-map_chapters", "-1"]);
    list.add(&["-c:a", "pcm_f32le", "-f", "nut", "-write_index", "0", "pipe:1"]);
    list.read_along(plan, seconds.map(|seconds| seconds.as_f64() + seek.shift));
    list.0
}

/// Encodes what [`decode_sound`] writes, read from stdin: every rendition of `track`, cut on the same grid as
/// the pictures and padded or cut to `seconds` so that all renditions cover the same time (rule 8.7).
pub fn encode_sound(plan: &Plan, track: u32, seconds: Option<Rational>) -> Vec<OsString> {
    let mut list = List::start();
    list.add(&["-f", "nut", "-i", "pipe:0"]);
    let widths = widths(plan, track);
    for (stream, channels) in widths.iter().enumerate() {
        let ids: Vec<&str> = renditions(plan, track)
            .filter(|rendition| rendition.channels == *channels)
            .map(|rendition| rendition.id.as_str())
            .collect();
        let gain = renditions(plan, track).find(|it| it.channels == *channels).and_then(|it| it.gain);
        let form = Form { channels: *channels, gain, pad: seconds.is_some() };
        list.pair("-filter_complex", in_place(stream, widths.len(), form, &ids));
    }
    for AudioRendition { id, bit_rate, .. } in renditions(plan, track) {
        list.pair("-map", format!("[{id}]"));
        list.add(&["-map_metadata", "-1", "-map_chapters", "-1", "-c:a", "aac"]);
        list.pair("-b:a", bit_rate.to_string());
        if let Some(seconds) = seconds {
            list.pair("-t", seconds.decimal(6));
        }
        // Where the source dictates the cuts, the packager makes them.
        let gop =
            if plan.grid.cuts.is_some() { PIECE.to_owned() } else { plan.grid.gop_duration().decimal(6) };
        gop_files(&mut list, plan.choice.container, id, &gop, 0.0, 0);
    }
    // Takes all there is: a pipe that is closed before its end would be an error of the process that writes.
    list.add(&["-map", "0", "-c", "copy", "-f", "null", "-"]);
    list.0
}

/// Measures how loud `sound` is, of what [`decode_sound`] writes and is read from stdin, as it would be encoded: the log
/// ends with a summary ([`crate::loudness`]), and stdout has how far it is.
pub fn measure_sound(plan: &Plan, sound: Sound) -> Vec<OsString> {
    let mut list = List(Vec::new());
    list.add(&["-hide_banner", "-nostats", "-progress", "pipe:1", "-loglevel", "level+info"]);
    list.add(&["-f", "nut", "-i", "pipe:0"]);
    let widths = widths(plan, sound.track);
    let stream = widths.iter().position(|channels| *channels == sound.channels).unwrap_or(0);
    let form = Form { channels: sound.channels, gain: sound.gain, pad: false };
    let graph = in_place(stream, widths.len(), form, &["sound"]);
    list.pair("-filter_complex", format!("{graph};[sound]ebur128=framelog=verbose[measured]"));
    list.add(&["-map", "[measured]", "-f", "null", "-", "-map", "0", "-c", "copy", "-f", "null", "-"]);
    list.0
}

/// What becomes of a sound.
#[derive(Clone, Copy)]
struct Form {
    channels: u32,
    /// Hundredths of a decibel.
    gain: Option<i32>,
    /// Whether silence follows it.
    pad: bool,
}

/// What the loudest samples come to, as a share of the largest: 2 dB are left for the peaks between samples and those that
/// the encoder adds (EBU R 128: at most -1 dBTP).
const LIMIT: f64 = 0.794;

/// Makes a sound louder, and holds its peaks.
fn louder(gain: Option<i32>) -> String {
    match gain.filter(|gain| *gain != 0) {
        None => String::new(),
        Some(gain) => {
            let decibels = f64::from(gain) / 100.0;
            format!("volume={decibels:.2}dB,alimiter=limit={LIMIT}:level=false:latency=true,")
        }
    }
}

fn renditions(plan: &Plan, track: u32) -> impl Iterator<Item = &AudioRendition> {
    plan.audio.iter().filter(move |rendition| rendition.track == track)
}

/// The numbers of channels that `track` is made in, each once.
fn widths(plan: &Plan, track: u32) -> Vec<u32> {
    each_once(renditions(plan, track).map(|rendition| rendition.channels))
}

/// ffmpeg's name for the layout of this many channels.
const fn layout(channels: u32) -> &'static str {
    if channels == 6 { "5.1" } else { "stereo" }
}

/// Brings a piece of any format to one format and to the programme's clock, `shift` seconds earlier.
fn piece(source: Option<&AudioTrack>, channels: u32, shift: f64, seconds: Option<Rational>) -> String {
    let layout = layout(channels);
    let mut filters = Vec::new();
    filters.extend(source.and_then(|source| taken(source, channels)));
    if shift != 0.0 {
        filters.push(format!("asetpts=PTS-({shift:.6})/TB"));
    }
    filters.push(format!("aformat=sample_fmts=flt:sample_rates=48000:channel_layouts={layout}"));
    let end = seconds.map_or_else(String::new, |seconds| format!(":end={}", seconds.decimal(6)));
    filters.push(format!("atrim=start=0{end}"));
    filters.join(",")
}

/// Which channels are taken of a source that ffmpeg cannot mix: of an ambisonic sound the one that hears all
/// directions; of more channels than any default layout has the first ones, as if they had one.
fn taken(source: &AudioTrack, channels: u32) -> Option<String> {
    let ambisonic = source.layout.as_deref().is_some_and(|layout| layout.starts_with("ambisonic"));
    let many = source.layout.is_none() && source.channels > 8;
    let from = |to| if ambisonic { 0 } else { to };
    let gains: String = (0..channels).map(|to| format!("|c{to}=c{}", from(to))).collect();
    (ambisonic || many).then(|| format!("pan={}{gains}", layout(channels)))
}

/// Seconds from one tick to the next.
const TICK: u64 = 10;

/// A single sample of silence now and then up to `seconds`, or one at zero: what a long hole is filled with.
///
/// The one at zero is needed, too: a reader takes the first packet for the begin, and fails without any.
fn ticks(seconds: Option<Rational>) -> String {
    let end = seconds.map_or_else(|| TICK.to_string(), |seconds| seconds.decimal(6));
    format!("anullsrc=r=48000:cl=mono:n=1,asetpts=N*{},atrim=end={end}", TICK * 48_000)
}

/// Holds the sound of `stream` to its time, within 40 ms: what is missing, at the begin too, becomes silence,
/// and what overlaps goes. The result is split among the renditions `ids`.
///
/// `aresample` keeps all the silence of a hole in memory, and gives up at half an hour of it. So in a hole,
/// and only there, a tick is let through: `aselect` remembers where the sound last ended. `ainterleave` counts
/// in microseconds, whatever its clock says. A source inside the graph would be simpler than a stream of
/// ticks, but makes ffmpeg 9 wait for itself. When nothing else came, padding comes in pieces too large for
/// the encoder of ffmpeg 5.
fn in_place(stream: usize, ticks: usize, form: Form, ids: &[&str]) -> String {
    let Form { channels, gain, pad } = form;
    let layout = layout(channels);
    let labels: String = ids.iter().map(|id| format!("[{id}]")).collect();
    format!(
        "[0:{stream}]asettb=AVTB[sound];\
         [0:{ticks}]aformat=channel_layouts={layout},asettb=AVTB[ticks];\
         [sound][ticks]ainterleave,asettb=1/48000,\
         aselect='if(gt(samples_n,1)+gt(pts,ld(0)+48000),1+0*st(0,pts+samples_n))',\
         aresample=async=1:min_hard_comp=0.04:first_pts=0,{louder}{pad}asetnsamples=n=1024:p=0,asplit={}{labels}",
        ids.len(),
        louder = louder(gain),
        pad = if pad { "apad," } else { "" },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::{Choice, Edits};
    use crate::media::Media;
    use crate::media::tests::{media, sound};
    use crate::plan::{plan, tests::source};

    fn text(list: Vec<OsString>) -> String {
        list.into_iter().map(|word| word.into_string().unwrap()).collect::<Vec<_>>().join("\n")
    }

    fn planned(media: Media, edits: Edits) -> Plan {
        plan(source(), media, Choice { edits, ..Choice::default() }).unwrap()
    }

    #[test]
    fn a_track_is_decoded_once_a_width_and_encoded_once_a_rendition() {
        let plan = planned(media(vec![sound(1, "en", 6), sound(2, "de", 2)]), Edits::default());
        assert_eq!(sound_tracks(&plan), [1, 2]);
        insta::assert_snapshot!(text(decode_sound(&plan, 1, plan.grid.duration())));
        insta::assert_snapshot!(text(encode_sound(&plan, 1, plan.grid.duration())));
        assert_eq!((widths(&plan, 1), widths(&plan, 2)), (vec![2, 6], vec![2]));
    }

    #[test]
    fn a_trim_of_a_broadcast_reads_all_that_is_converted() {
        let edits = Edits { trim_start: Some(30.0), audio_delay: Some(-0.5), ..Edits::default() };
        let mut broadcast = Media { container: "mpegts".into(), ..media(vec![sound(1, "en", 2)]) };
        broadcast.video.as_mut().unwrap().duration = Some(60.0);
        let plan = planned(broadcast, edits);
        insta::assert_snapshot!(text(decode_sound(&plan, 1, plan.sound_length())));
    }

    #[test]
    fn sound_alone_is_as_long_as_it_is() {
        let plan = planned(Media { video: None, ..media(vec![sound(0, "en", 2)]) }, Edits::default());
        let lists =
            [decode_sound(&plan, 0, plan.sound_length()), encode_sound(&plan, 0, plan.sound_length())];
        let words = lists.map(text).join("\n");
        assert!(words.contains("atrim=start=0\n") && !words.contains("apad") && !words.contains("\n-t\n"));
    }

    #[test]
    fn channels_that_cannot_be_mixed_are_taken() {
        let of = |channels, layout: Option<&str>| {
            let track = AudioTrack { layout: layout.map(Into::into), ..sound(1, "en", channels) };
            [2, 6].map(|width| taken(&track, width))
        };
        for (channels, layout) in [(1, Some("mono")), (6, None), (8, None), (16, Some("hexadecagonal"))] {
            assert_eq!(of(channels, layout), [None, None], "{channels} {layout:?}");
        }
        let (stereo, surround) = ("pan=stereo|c0=c0|c1=c1", "pan=5.1|c0=c0|c1=c1|c2=c2|c3=c3|c4=c4|c5=c5");
        assert_eq!(of(9, None), [stereo, surround].map(|pan| Some(pan.to_owned())));
        let [stereo, _] = of(4, Some("ambisonic 1"));
        assert_eq!(stereo.as_deref(), Some("pan=stereo|c0=c0|c1=c0"));
    }
}
