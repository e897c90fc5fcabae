//! What a person may decide otherwise, each on an input where it can be seen.

use super::fields::TOP_FIRST;
use super::picture::{encoded, hdr, turned};
use super::sound::LANGUAGES;
use super::{Input, Recipe, containers};

/// The rows.
pub(super) fn rows() -> Vec<Input> {
    [pictures(), tracks()].into_iter().flatten().collect()
}

fn pictures() -> Vec<Input> {
    let bikes =
        |name, words: &str| Input::new(name, encoded("mp4", &format!("-i BIKES -t 2 {words}"))).silent();
    vec![
        Input::new("trimmed", Recipe::of("mp4", "-i BUNNY -c copy"))
            .also("--start 1 --end 3")
            .top(426, 240)
            .frames(50)
            .sound("und", 6)
            .notices(&["trimmed"])
            .looks_like("[0:v:0]trim=start=0.99,setpts=PTS-STARTPTS"),
        // Seeking in a transport stream is not exact.
        Input::new("trimmed-ts", Recipe::of("ts", "-i BUNNY -c:v copy -c:a aac -ac 2"))
            .also("--start 0:02 --end 0:04.2")
            .top(426, 240)
            .frames(55)
            .sound("und", 2)
            .notices(&["trimmed"])
            .looks_like("[0:v:0]trim=start=1.99,setpts=PTS-STARTPTS"),
        Input::new("cropped", Recipe::of("mp4", "-i BUNNY -t 2 -c:v libx264 -preset ultrafast -an"))
            .also("--crop 400x300+500+250")
            .top(320, 240)
            .frames(50)
            .silent()
            .notices(&["cropped"])
            .looks_like("[0:v:0]crop=400:300:500:250"),
        // A crop counts in the picture as it is seen.
        Input::new("cropped-upright", turned(90, "mp4"))
            .also("--crop 250x500+10+100")
            .top(240, 480)
            .frames(50)
            .silent()
            .notices(&["cropped", "rotated"])
            .looks_like("[0:v:0]crop=250:500:10:100"),
        bikes("black-bars", "-vf pad=640:480:0:104").top(320, 240).frames(50),
        bikes("black-bars-cropped", "-vf pad=640:480:0:104")
            .also("--crop auto")
            .top(564, 240)
            .frames(50)
            .notices(&["cropped"])
            .looks_like("[0:v:0]crop=640:272:0:104"),
        bikes("turned", "")
            .also("--rotate 90")
            .top(240, 564)
            .frames(50)
            .notices(&["rotation_chosen"])
            .looks_like("[0:v:0]transpose=clock"),
        Input::new("left-as-stored", turned(90, "mp4"))
            .also("--rotate 0")
            .top(564, 240)
            .frames(50)
            .silent()
            .notices(&["rotation_chosen"])
            .looks_like("[0:v:0]transpose=clock"),
        bikes("pixels-taken-as-square", "-vf scale=720:576,setsar=64/45")
            .also("--pixel-aspect 1:1")
            .top(300, 240)
            .frames(50)
            .notices(&["pixel_aspect_chosen"]),
        Input::new("fields-left", Recipe::of("ts", format!("{TOP_FIRST} -c:v mpeg2video -q:v 4")))
            .also("--deinterlace off")
            .top(320, 240)
            .frames(75)
            .silent()
            .notices(&["fields_kept"]),
        Input::new("fields-made", encoded("mp4", "-i BIKES -t 2 -vf scale=640:480,setsar=1"))
            .arguments("--ladder 360 --deinterlace on", 1)
            .top(480, 360)
            .rate("50/1")
            .frames(100)
            .silent()
            .notices(&["interlaced"]),
        Input::new("range-taken-for-standard", hdr("smpte2084", "mp4"))
            .also("--tone-map off")
            .top(564, 240)
            .frames(25)
            .silent()
            .notices(&["hdr_ignored"]),
        bikes("another-rate", "")
            .also("--frame-rate 30")
            .top(564, 240)
            .rate("30/1")
            .frames(60)
            .notices(&["frame_rate_chosen"]),
    ]
}

fn tracks() -> Vec<Input> {
    let languages = |name| Input::new(name, Recipe::of("mkv", LANGUAGES)).top(426, 240).frames(75);
    vec![
        languages("two-of-three-languages").also("--audio fr,en").sound("en", 2).sound("fr", 2),
        languages("one-track-by-number").also("--audio 2").sound("de", 2),
        languages("sound-left-out").also("--audio none").notices(&["sound_left_out"]),
        Input::new("stereo-only", Recipe::of("mp4", "-i BUNNY -t 3 -c copy"))
            .arguments("--ladder 360 --surround off", 1)
            .top(640, 360)
            .frames(75)
            .sound("und", 2)
            .notices(&["surround_left_out"]),
        Input::new("the-other-angle", containers::two_angles())
            .also("--video-track 0")
            .top(426, 240)
            .frames(75)
            .sound("und", 6)
            .notices(&["video_chosen"]),
    ]
}
