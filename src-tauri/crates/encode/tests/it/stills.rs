//! Pictures out of sources and packages.

use domain::arguments::{Glimpse, Look};
use domain::container::Container;
use domain::failure::Code;
use domain::span::Span;
use encode::{glimpse, poster, still};

use crate::clips::Studio;

/// Width and height in a JPEG's frame header (ITU-T T.81 B.2.2).
fn size(jpeg: &[u8]) -> (u16, u16) {
    let mut at = 2;
    while let Some(&[0xFF, marker, high, low]) = jpeg.get(at..at + 4) {
        if matches!(marker, 0xC0..=0xC2) {
            let side = |at: usize| u16::from_be_bytes([jpeg[at], jpeg[at + 1]]);
            return (side(at + 7), side(at + 5));
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    panic!("no frame header");
}

#[tokio::test]
async fn a_still_of_a_source() {
    let studio = Studio::new().await;
    let clip = studio.clip("25", 2);
    let video = studio.plan(&clip).await.media.video.unwrap();
    let jpeg = still(&studio.toolchain, &clip, &video, 1.0, 180).await.unwrap();
    assert_eq!(size(&jpeg), (320, 180));
    let failure = still(&studio.toolchain, &clip, &video, 60.0, 180).await.unwrap_err();
    assert_eq!(failure.code, Code::FfmpegFailed);
}

#[tokio::test]
async fn a_glimpse_of_every_stretch_however_it_is_come_by() {
    for studio in Studio::of_every_ffmpeg().await {
        for name in ["one-key.mp4", "one-key.mkv", "two-keys.ts"] {
            let keys = if name.ends_with("ts") { "50" } else { "999" };
            let source = "testsrc2=s=320x180:r=25:d=4";
            let words = [
                "-f",
                "lavfi",
                "-i",
                source,
                "-c:v",
                "libx264",
                "-g",
                keys,
                "-sc_threshold",
                "0",
                "-bf",
                "2",
            ];
            let plan = studio.plan(&studio.make(&words, name)).await;
            let video = plan.media.video.clone().unwrap();
            for number in 0..5 {
                let wanted = Glimpse::new(&plan, number, 5).unwrap();
                let jpeg = glimpse(&studio.toolchain, &wanted, studio.folder.path()).await.unwrap();
                assert_eq!(size(&jpeg), (170, 96), "{name} {number}");
                for look in [Look::Middle, Look::Before] {
                    let list = wanted.arguments(&video, look, studio.toolchain.features);
                    let words: Vec<&str> = list.iter().map(|word| word.to_str().unwrap()).collect();
                    let path = studio.make(&words[..words.len() - 1], "glimpse.jpg");
                    assert_eq!(size(&std::fs::read(path).unwrap()), (170, 96), "{name} {number} {look:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_poster_of_a_package() {
    let studio = Studio::new().await;
    let plan = studio.plan(&studio.clip("25", 2)).await;
    let (outcome, heard) = studio.span(&plan, Span::WHOLE).await;
    outcome.unwrap();
    let film = [heard.init.as_slice(), &heard.gops[0].1].concat();
    assert_eq!(size(&poster(&studio.toolchain, Container::Fmp4, film, 1.0).await.unwrap()), (640, 360));
    let failure = poster(&studio.toolchain, Container::Fmp4, b"no film".to_vec(), 0.0).await.unwrap_err();
    assert_eq!(failure.code, Code::FfmpegFailed);
}
