//! Files of every kind, asked about.

use domain::failure::Code;
use domain::media::Size;
use encode::probe;

use crate::clips::Studio;

#[tokio::test]
async fn a_clip_is_known_whatever_its_name() {
    let studio = Studio::new().await;
    let clip = studio.clip("25", 1);
    let names: &[&str] = if cfg!(windows) {
        &["plain.mp4", "-dash first.mp4", "100%d.mp4", "Фильм 漢字.mp4"]
    } else {
        &[
            "plain.mp4",
            "-dash first.mp4",
            "100%d.mp4",
            "Фильм 漢字.mp4",
            "a:b.mp4",
            "quo\"te's.mp4",
            "line\nbreak.mp4",
            "[x]*?.mp4",
        ]
    };
    for name in names {
        let path = studio.at(name);
        std::fs::copy(&clip, &path).unwrap();
        let media = probe(&studio.toolchain, &path).await.unwrap_or_else(|f| panic!("{name}: {f:?}"));
        let video = media.video.unwrap();
        assert_eq!(video.display, Size { width: 640, height: 360 }, "{name}");
        assert_eq!((video.frames, media.audio.len()), (Some(25), 1), "{name}");
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_told_by_code() {
    let studio = Studio::new().await;
    let clip = std::fs::read(studio.clip("25", 2)).unwrap();
    let moov = clip.windows(4).position(|window| window == b"moov").unwrap();
    let noise: Vec<u8> = (0u32..50_000).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (name, bytes, code) in [
        ("cut.mp4", &clip[..moov - 4], Code::InputDamaged),
        ("cut.mkv", b"\x1A\x45\xDF\xA3\x01\x00\x00", Code::InputDamaged),
        ("text.mp4", b"This is a text, not a film.", Code::InputNotMedia),
        ("long.txt", "A line of a text.\n".repeat(2000).as_bytes(), Code::InputNotMedia),
        ("titles.mp4", b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", Code::InputNotMedia),
        (
            "list.m3u8",
            b"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:2,\nclip.mp4\n#EXT-X-ENDLIST\n",
            Code::InputNotMedia,
        ),
        ("noise.mp4", &noise, Code::InputNotMedia),
        ("noise.bin", &noise, Code::InputNotMedia),
        ("zero.mov", &[0; 5000], Code::InputNotMedia),
    ] {
        let path = studio.at(name);
        std::fs::write(&path, bytes).unwrap();
        let failure = probe(&studio.toolchain, &path).await.unwrap_err();
        assert_eq!(failure.code, code, "{name}: {failure:?}");
        assert!(failure.message.ends_with('.') && !failure.message.contains("Invalid"), "{failure}");
    }
}

#[tokio::test]
async fn pictures_and_sounds_are_told_from_videos() {
    let studio = Studio::new().await;
    studio.clip("25", 1);
    let one = ["-i", "clip.mp4", "-frames:v", "1", "-an"];
    for name in ["still.png", "still.jpg", "still.gif", "still.webp", "still.bmp"] {
        let path = studio.make(&one, name);
        let failure = probe(&studio.toolchain, &path).await.unwrap_err();
        assert_eq!(failure.code, Code::InputIsPicture, "{name}: {failure:?}");
    }
    // Whatever it is called.
    std::fs::rename(studio.at("still.png"), studio.at("png.mp4")).unwrap();
    assert_eq!(probe(&studio.toolchain, &studio.at("png.mp4")).await.unwrap_err().code, Code::InputIsPicture);
    let moving = studio.make(&["-i", "clip.mp4", "-an", "-vf", "fps=5,scale=160:-2"], "moving.gif");
    assert!(probe(&studio.toolchain, &moving).await.unwrap().video.is_some());
    for name in ["sound.m4a", "sound.wav", "sound.flac"] {
        let path = studio.make(&["-i", "clip.mp4", "-vn"], name);
        let media = probe(&studio.toolchain, &path).await.unwrap();
        assert_eq!((media.video, media.audio.len()), (None, 1), "{name}");
    }
}
