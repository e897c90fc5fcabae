//! Inputs whose pictures were taken line by line, said or not, and one that only says so.

use super::picture::encoded;
use super::{Input, Recipe};

/// Fields of 25 pictures a second, each from its own moment: the clip runs twice as fast as it was taken.
pub(super) const TOP_FIRST: &str = "-i BIKES -vf settb=1/50,setpts=N,scale=640:480,setsar=1,tinterlace=interleave_top,format=yuv420p,setfield=tff \
     -r 25 -t 3 -flags +ildct+ilme";
const BOTTOM_FIRST: &str = "-i BIKES -vf settb=1/50,setpts=N,scale=640:480,setsar=1,tinterlace=interleave_bottom,format=yuv420p,setfield=bff \
     -r 25 -t 3 -flags +ildct+ilme";

/// The rows.
pub(super) fn rows() -> Vec<Input> {
    let fields = |name, recipe| {
        // Every field becomes a frame.
        Input::new(name, recipe)
            .arguments("--ladder 360", 1)
            .top(480, 360)
            .rate("50/1")
            .frames(150)
            .silent()
            .notices(&["interlaced"])
            .looks_like("[0:v:0]bwdif=mode=send_field:parity=tff")
    };
    let unsaid = TOP_FIRST.replace("setfield=tff", "setfield=prog").replace(" -flags +ildct+ilme", "");
    vec![
        fields("interlaced-ts", Recipe::of("ts", format!("{TOP_FIRST} -c:v mpeg2video -q:v 4"))),
        fields(
            "interlaced-bottom-first",
            Recipe::of("mpg", format!("{BOTTOM_FIRST} -c:v mpeg2video -q:v 4 -f vob")),
        )
        .looks_like("[0:v:0]bwdif=mode=send_field:parity=bff"),
        fields("interlaced-h264", encoded("mp4", &format!("{TOP_FIRST} -x264-params tff=1"))),
        fields("interlaced-unsaid", Recipe::of("avi", format!("{unsaid} -c:v mjpeg -q:v 3"))),
        fields("interlaced-unsaid-raw", Recipe::of("avi", format!("{unsaid} -c:v rawvideo"))),
        // Whole frames that say they are fields: taken at their word, which doubles the rate and spoils nothing.
        fields(
            "interlaced-in-name-only",
            encoded(
                "mp4",
                "-i BIKES -t 3 -vf scale=640:480,setsar=1,setfield=tff -flags +ildct+ilme -x264-params tff=1",
            ),
        ),
    ]
}
