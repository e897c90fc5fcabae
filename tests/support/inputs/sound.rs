//! Inputs by their sound: none, many channels, several languages, early, late, longer and shorter than the pictures, and
//! of every rate.

use super::{Input, Recipe};

/// The rows.
pub(super) fn rows() -> Vec<Input> {
    [channels(), places(), rates(), alone()].into_iter().flatten().collect()
}

fn channels() -> Vec<Input> {
    let bunny = |name, recipe| Input::new(name, recipe).top(426, 240).frames(75);
    vec![
        bunny("no-sound", Recipe::of("mp4", "-i BUNNY -t 3 -c:v copy -an")).silent(),
        bunny("mono", Recipe::of("mp4", "-i BUNNY -t 3 -c:v copy -c:a aac -ac 1")).sound("und", 2),
        bunny("surround-5.1", Recipe::of("mp4", "-i BUNNY -t 3 -c copy"))
            .arguments("--ladder 360", 1)
            .top(640, 360)
            .sound("und", 6)
            .notices(&["surround"]),
        bunny(
            "surround-7.1",
            Recipe::of(
                "mkv",
                "-i BUNNY -t 3 -c:v copy -af pan=7.1|FL=FL|FR=FR|FC=FC|LFE=LFE|BL=BL|BR=BR|SL=BL|SR=BR \
                 -sample_fmt s16 -c:a flac",
            ),
        )
        .arguments("--ladder 360", 1)
        .top(640, 360)
        .sound("und", 6)
        .notices(&["surround"]),
        bunny(
            "six-channels-unsaid",
            Recipe::of(
                "mkv",
                "-i BUNNY -t 3 -c:v copy -af pan=6c|c0=c0|c1=c1|c2=c2|c3=c3|c4=c4|c5=c5 -c:a pcm_s16le",
            ),
        )
        .arguments("--ladder 360", 1)
        .top(640, 360)
        .sound("und", 6)
        .notices(&["surround"]),
        bunny("languages", Recipe::of("mkv", LANGUAGES)).sound("de", 2).sound("en", 2).sound("fr", 2),
    ]
}

/// English, German and French, the second of them the default one.
pub(super) const LANGUAGES: &str = "-i BUNNY -t 3 -map 0:v -map 0:a -map 0:a -map 0:a -c:v copy -c:a aac -ac 2 \
    -metadata:s:a:0 language=eng -metadata:s:a:1 language=ger -metadata:s:a:2 language=fra \
    -disposition:a:0 0 -disposition:a:1 default -disposition:a:2 0";

fn places() -> Vec<Input> {
    let bunny = |name, recipe| Input::new(name, recipe).top(426, 240).sound("und", 2);
    let early = "-i BUNNY -itsoffset 0.5 -i BUNNY -map 1:v -map 0:a -t 4 -c:v copy -c:a aac -ac 2";
    let late = "-i BUNNY -itsoffset 0.5 -i BUNNY -map 0:v -map 1:a -t 4 -c:v copy -c:a aac -ac 2";
    let longer = "-i BUNNY -t 4 -vf trim=end=3 -c:v libx264 -preset ultrafast -c:a aac -ac 2";
    let shorter = "-i BUNNY -t 4 -af atrim=end=2.5 -c:v libx264 -preset ultrafast -c:a aac -ac 2";
    // Pictures copied are cut by the times they are decoded at, which are not those they are shown at.
    let copied = |input: Input| input.frames_between(100..=102);
    vec![
        // The last picture stands until the sound has ended.
        bunny("sound-longer", Recipe::of("mp4", longer)).frames(100).notices(&["sound_longer"]),
        // Matroska counts the sound's last frame of 1024 samples whole.
        bunny("sound-longer-mkv", Recipe::of("mkv", longer)).frames_between(100..=101),
        bunny("sound-shorter", Recipe::of("mp4", shorter)).frames(100).notices(&["sound_shorter"]),
        copied(bunny("sound-delayed", Recipe::of("mkv", late))).notices(&["sound_late"]),
        // The first picture stands while only the sound goes on.
        copied(bunny("sound-before-pictures", Recipe::of("mkv", early))).notices(&["picture_late"]),
        copied(bunny("sound-before-pictures-mp4", Recipe::of("mp4", early))).notices(&["picture_late"]),
    ]
}

fn rates() -> Vec<Input> {
    let bunny = |name, recipe| Input::new(name, recipe).top(426, 240).frames(75).sound("und", 2);
    vec![
        bunny("sound-8-khz", Recipe::of("mov", "-i BUNNY -t 3 -c:v copy -c:a pcm_u8 -ar 8000 -ac 1")),
        bunny("sound-22-khz", Recipe::of("mkv", "-i BUNNY -t 3 -c:v copy -c:a libmp3lame -ar 22050 -ac 2")),
        Input::new(
            "sound-44-khz-mp3",
            Recipe::of("mp4", "-i TRAILER -t 3 -c:v libx264 -preset ultrafast -c:a copy"),
        )
        .top(426, 240)
        .rate("24/1")
        .frames(72)
        .sound("und", 2),
        bunny(
            "sound-96-khz",
            Recipe::of("mkv", "-i BUNNY -t 3 -c:v copy -c:a flac -ar 96000 -sample_fmt s16 -ac 2"),
        ),
    ]
}

fn alone() -> Vec<Input> {
    let song = |name, recipe, seconds| {
        let row = Input::new(name, recipe).arguments("", 0).expect(|expected| expected.seconds = seconds);
        row.sound("und", 2).notices(&["sound_alone"]).looks_unknown()
    };
    vec![
        song(
            "song-mp3",
            Recipe::first("cover.png", "-ss 2 -i BUNNY -frames:v 1 -vf scale=320:180").last(
                "mp3",
                "-i TRAILER -i cover.png -t 8 -map 0:a -map 1:v -c:a libmp3lame -c:v mjpeg -disposition:v attached_pic",
            ),
            8.0,
        )
        .expect(|expected| expected.cover = true),
        song("song-m4a", Recipe::of("m4a", "-i TRAILER -t 8 -vn -c:a aac"), 8.0),
        song("song-wav", Recipe::of("wav", "-i TRAILER -t 8 -vn -c:a pcm_s16le"), 8.0),
    ]
}
