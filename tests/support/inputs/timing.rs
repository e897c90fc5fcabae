//! Inputs by their clock: rates that vary, are high or low, and times that begin early, late or not at all.

use super::picture::encoded;
use super::{Input, Recipe};

/// The rows.
pub(super) fn rows() -> Vec<Input> {
    [rates(), clocks(), lengths()].into_iter().flatten().collect()
}

fn rates() -> Vec<Input> {
    let bikes = |name, recipe| Input::new(name, recipe).top(564, 240).silent();
    vec![
        bikes(
            "variable-dropped",
            encoded("mp4", "-i BIKES -t 4 -vf select='not(eq(mod(n,3),1))' -fps_mode vfr"),
        )
        .frames(100)
        .notices(&["variable_rate"]),
        // A phone: about 29.5 frames a second, none of them quite on time. The last one's length is not told exactly.
        bikes(
            "variable-phone",
            encoded(
                "mp4",
                "-i BIKES -t 4 -vf setpts='(N+0.35*sin(N*2.1)+0.35)/29.53/TB' -fps_mode vfr \
                 -enc_time_base 1:90000 -video_track_timescale 90000",
            ),
        )
        .rate("30000/1001")
        .frames_between(119..=121)
        .notices(&["variable_rate"]),
        // A screen: nothing moves for four seconds.
        bikes("variable-screen", encoded("mp4", "-i BIKES -vf select='lt(n,25)+gte(n,125)' -fps_mode vfr"))
            .frames(250)
            .notices(&["variable_rate"]),
        Input::new(
            "rate-59.94",
            at("60000/1001", "mp4", "-vf settb=1001/60000,setpts=N,scale=848:480,setsar=1"),
        )
        .arguments("--ladder 240,480", 2)
        .top(848, 480)
        .rate("60000/1001")
        .frames(120)
        .silent(),
        Input::new("rate-120", at("120", "mp4", "-vf settb=1/120,setpts=N,scale=640:360,setsar=1"))
            .arguments("--ladder 360", 1)
            .top(640, 360)
            .rate("60/1")
            .frames(60)
            .silent(),
        Input::new(
            "rate-23.976",
            Recipe::of("mp4", "-i DRONE -t 7 -vf scale=640:360 -c:v libx264 -preset ultrafast -c:a copy"),
        )
        .top(426, 240)
        .rate("24000/1001")
        .frames_between(167..=168)
        .sound("en", 2),
        Input::new("rate-15", Recipe::of("avi", "-i TREE -t 4 -c copy"))
            .top(320, 240)
            .rate("15/1")
            // Many slots of this file are empty, the last ones too: how long the last picture stands is a guess.
            .frames_between(57..=63)
            .silent(),
        Input::new("rate-10", Recipe::of("avi", "-i VTEST -t 4 -c copy"))
            .top(320, 240)
            .rate("10/1")
            .frames(40)
            .silent(),
    ]
}

fn clocks() -> Vec<Input> {
    let bunny = |name, recipe| Input::new(name, recipe).top(426, 240).sound("und", 2);
    vec![
        // Opus decodes 7 ms before it is heard, and Matroska counts them as time before zero.
        bunny("begins-before-zero", Recipe::of("mkv", "-i BUNNY -t 3 -c:v copy -c:a libopus -b:a 96k -ac 2"))
            .frames(75),
        // Cut without encoding: the first 13 frames are there and not to be shown.
        bunny(
            "begins-before-zero-mp4",
            Recipe::of(
                "mp4",
                "-i BUNNY -t 3 -c:v copy -c:a aac -ac 2 -output_ts_offset -0.5 -avoid_negative_ts disabled",
            ),
        )
        .frames_between(62..=63),
        bunny(
            "begins-at-an-hour",
            Recipe::of("ts", "-i BUNNY -t 3 -c:v copy -c:a aac -ac 2 -output_ts_offset 3600"),
        )
        // The encoder's delay makes the sound begin a moment before the pictures.
        .frames_between(75..=76),
        bunny("edit-list", Recipe::of("mp4", "-ss 1.3 -i BUNNY -c:v copy -c:a aac -ac 2"))
            .frames_between(99..=100),
        bunny("cut-without-encoding", Recipe::of("mp4", "-i BUNNY -t 2.5 -c:v copy -c:a aac -ac 2"))
            .frames_between(62..=63),
    ]
}

fn lengths() -> Vec<Input> {
    let bunny = |name, recipe| Input::new(name, recipe).top(426, 240).sound("und", 2);
    vec![
        bunny("no-duration", Recipe::piped("mkv", "-i BUNNY -t 3 -c:v copy -c:a aac -ac 2 -f matroska"))
            .frames(75),
        bunny(
            "no-duration-webm",
            Recipe::piped(
                "webm",
                "-i BUNNY -t 3 -vf scale=640:360 -c:v libvpx -deadline realtime -cpu-used 8 -b:v 900k \
                 -c:a libopus -b:a 96k -ac 2 -f webm",
            ),
        )
        .frames(75),
        Input::new("no-times", Recipe::of("h264", "-i BIKES -t 3 -c:v libx264 -preset ultrafast"))
            .top(564, 240)
            .frames(75)
            .silent(),
        Input::new("one-frame", encoded("mp4", "-i BUNNY -an -frames:v 1")).top(426, 240).frames(1).silent(),
    ]
}

/// The bikes at another rate, two seconds at most, every frame of them kept.
fn at(rate: &str, extension: &'static str, words: &str) -> Recipe {
    encoded(extension, &format!("-i BIKES {words} -r {rate} -frames:v 120"))
}
