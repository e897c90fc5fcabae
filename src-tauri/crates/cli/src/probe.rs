//! `hls-studio probe`.

use domain::choice::Edits;
use domain::failure::Failure;
use domain::media::{Media, VideoTrack};
use domain::notice::{Notice, notices};
use domain::plan;
use encode::{Locations, Toolchain};
use serde_json::json;

use crate::command::Probe;
use crate::output::Output;

pub(crate) async fn run(wish: &Probe, output: &Output) -> u8 {
    match examine(wish, output).await {
        Ok(()) => 0,
        Err(failure) => output.failed(&failure, None),
    }
}

async fn examine(wish: &Probe, output: &Output) -> Result<(), Failure> {
    let toolchain = Toolchain::find(&Locations::default()).await?;
    let examined = studio::examine(&toolchain, &wish.file).await?;
    let examined = studio::look_closer(&toolchain, examined).await;
    let media = &examined.media;
    let notices = notices(media, &Edits::default(), toolchain.features);
    let ladder = plan::rungs(media, &Edits::default()).unwrap_or_default();
    output.event("probed", json!({ "media": media, "notices": notices, "ladder": ladder }));
    for line in lines(media, &notices) {
        output.say(&line);
    }
    let names: Vec<String> = ladder
        .iter()
        .map(|rung| format!("{}p{}", rung.name, if rung.suggested { "" } else { " (on wish)" }))
        .collect();
    if !names.is_empty() {
        output.say(&format!("Can be made in: {}", names.join(", ")));
    }
    Ok(())
}

fn lines(media: &Media, notices: &[Notice]) -> Vec<String> {
    let mut lines = Vec::new();
    lines.push(match media.duration {
        Some(seconds) => format!("{}, {seconds:.2} s, {} bytes", media.container, media.bytes),
        None => format!("{}, length unknown, {} bytes", media.container, media.bytes),
    });
    lines.extend(media.video.iter().chain(&media.other_video).map(video_line));
    for track in &media.audio {
        let title = track.title.as_deref().map(|title| format!(", “{title}”")).unwrap_or_default();
        lines.push(format!(
            "Sound {}: {}, {} channels, {} Hz, {}{title}",
            track.index, track.codec, track.channels, track.sample_rate, track.language
        ));
    }
    for track in &media.subtitles {
        lines.push(format!("Subtitles {}: {}, {}", track.index, track.codec, track.language));
    }
    lines.extend(notices.iter().map(|notice| notice.text.clone()));
    lines
}

fn video_line(video: &VideoTrack) -> String {
    let rate = video
        .average_rate()
        .map(|rate| format!(", {:.3} frames a second", rate.as_f64()))
        .unwrap_or_default();
    let format = video.pixel_format.as_deref().map(|format| format!(", {format}")).unwrap_or_default();
    let size = video.display;
    format!("Picture {}: {}, {}×{}{rate}{format}", video.index, video.codec, size.width, size.height)
}
