//! What each encoder is told: quality under a cap, closed GOPs on the grid, and what its init segment says.

use crate::arguments::List;
use crate::codec::Codec;
use crate::hardware::Family;
use crate::levels::references;
use crate::light::{ContentLight, Mastering};
use crate::media::{DynamicRange, VideoTrack};
use crate::plan::{Plan, VideoRendition};
use crate::rates::Fit;

/// Less is spent on keeping the look of grain, which clean pictures have none of. By VMAF, that is 3 to 10 % fewer bits
/// for drawn pictures and smooth film.
const CLEAN: [&str; 6] = ["-psy-rd", "0.4:0", "-aq-strength", "0.6", "-deblock", "1:1"];

/// From the encoder's name to the last word that only it understands. `threads` bounds what x264 takes; spans of other
/// encoders have the machine to themselves.
pub(super) fn coding(
    list: &mut List,
    plan: &Plan,
    video: &VideoTrack,
    rendition: &VideoRendition,
    threads: Option<u32>,
) {
    let VideoRendition { codec, rung, gop_frames, .. } = rendition;
    if let Some(family) = rendition.hardware {
        return in_hardware(list, plan, rendition, family);
    }
    list.add(&["-c:v", codec.software(), "-preset", plan.choice.quality.preset(*codec)]);
    match codec {
        Codec::Avc => {
            list.add(&["-profile:v", "high"]);
            // More would raise the level above what the pictures need (rule 1.11).
            let most = references(rung.size, rung.rate.as_f64());
            if let Some(most) = most.filter(|most| *most < plan.choice.quality.references()) {
                list.pair("-refs", most.to_string());
            }
        }
        // By default HEVC is marked as a kind that Apple's players refuse (rule 1.10).
        Codec::Hevc => {
            list.add(&["-profile:v", if rendition.bits() > 8 { "main10" } else { "main" }, "-tag:v", "hvc1"]);
        }
        Codec::Av1 => {}
    }
    // Constant quality, where the cap leaves room for it.
    let fit = rendition.fit.unwrap_or(Fit::of_ladder(*codec));
    list.add(&["-pix_fmt", pixel_format(rendition), "-crf", &fit.crf()]);
    if fit.clean && *codec == Codec::Avc {
        list.add(&CLEAN);
    }
    if let (Codec::Avc, Some(threads)) = (codec, threads) {
        list.pair("-threads", threads.to_string());
    }
    list.pair("-maxrate", rung.max_bit_rate.to_string());
    list.pair("-bufsize", (2 * rung.max_bit_rate).to_string());
    list.pair("-g", gop_frames.to_string());
    key_frames(list, plan, rendition);
    match codec {
        Codec::Avc => list.add(&["-sc_threshold", "0"]),
        Codec::Hevc => {
            list.add(&["-forced-idr", "1"]);
            let least = if plan.grid.cuts.is_some() { 1 } else { *gop_frames };
            list.pair("-x265-params", x265(video, rendition, least));
        }
        // It looks for no changes of scene, and all its GOPs are closed.
        Codec::Av1 => {}
    }
}

fn key_frames(list: &mut List, plan: &Plan, rendition: &VideoRendition) {
    match plan.grid.cuts {
        // Those of the copied rung.
        Some(_) => list.add(&["-force_key_frames", "source"]),
        None => {
            list.pair("-force_key_frames", format!("expr:not(mod(n,{}))", rendition.gop_frames));
        }
    }
}

fn in_hardware(list: &mut List, plan: &Plan, rendition: &VideoRendition, family: Family) {
    let VideoRendition { codec, rung, gop_frames, .. } = rendition;
    list.pair("-c:v", family.encoder(*codec));
    match codec {
        Codec::Avc => list.add(&["-profile:v", "high"]),
        Codec::Hevc => list.add(&["-profile:v", "main", "-tag:v", "hvc1"]),
        Codec::Av1 => {}
    }
    list.0.extend(family.words(rendition).into_iter().map(Into::into));
    list.pair("-maxrate", rung.max_bit_rate.to_string());
    list.pair("-bufsize", (2 * rung.max_bit_rate).to_string());
    list.add(&["-bf", "0"]);
    list.pair("-g", gop_frames.to_string());
    key_frames(list, plan, rendition);
}

/// ffmpeg's name of what the encoder takes.
pub(super) fn pixel_format(rendition: &VideoRendition) -> &'static str {
    if rendition.bits() > 8 { "yuv420p10le" } else { "yuv420p" }
}

/// x265 opens GOPs and adds key frames unless it is told not to, writes its own settings, the number of
/// threads among them, into what every span has to have alike, and takes the high tier where a level's rate does
/// not suffice. `least` is how many frames a GOP has at least.
fn x265(video: &VideoTrack, rendition: &VideoRendition, least: u32) -> String {
    let mut words = vec![
        "open-gop=0".to_owned(),
        "scenecut=0".to_owned(),
        format!("min-keyint={least}"),
        "high-tier=0".to_owned(),
        "info=0".to_owned(),
        "log-level=error".to_owned(),
    ];
    if rendition.range == DynamicRange::Pq {
        words.push("hdr10-opt=1".to_owned());
        words.extend(video.mastering.map(|it: Mastering| format!("master-display={}", it.x265())));
        words.extend(video.light.map(|it: ContentLight| format!("max-cll={}", it.x265())));
    }
    words.join(":")
}
