//! Inputs that were harmed: refused when much is missing, unless what is left is wanted.

use super::{Harm, Input, Recipe};

/// Six seconds with a key frame in each, the index in front where there is one.
const WHOLE: &str =
    "-stream_loop 1 -i BUNNY -t 6 -vf scale=640:360 -c:v libx264 -preset ultrafast -g 25 -c:a aac -ac 2";

/// The rows.
pub(super) fn rows() -> Vec<Input> {
    let indexed = format!("{WHOLE} -movflags +faststart");
    let cut = || Recipe::of("mp4", indexed.as_str()).harmed(Harm::Truncated(600));
    let cut_mkv = || Recipe::of("mkv", WHOLE).harmed(Harm::Truncated(600));
    let zeroed = || Recipe::of("mp4", indexed.as_str()).harmed(Harm::Zeroed(600));
    let flipped = Recipe::of("ts", WHOLE).harmed(Harm::Flipped(500));
    let kept = |name, recipe| {
        // Bytes are not frames: how many are left is not known beforehand.
        let row = Input::new(name, recipe).also("--damaged keep").top(426, 240).frames_between(60..=110);
        row.sound("und", 2).damaged().pending("damage that is found")
    };
    let refused =
        |name, recipe| Input::new(name, recipe).refused("input_damaged").pending("damage that is found");
    vec![
        refused("truncated-mp4", cut()),
        kept("truncated-mp4-kept", cut()),
        refused("truncated-mkv", cut_mkv()),
        kept("truncated-mkv-kept", cut_mkv()),
        refused("zeroed-mp4", zeroed()),
        kept("zeroed-mp4-kept", zeroed()),
        Input::new("flipped-ts", flipped)
            .top(426, 240)
            .frames(150)
            .sound("und", 2)
            .damaged()
            .pending("damage that is found"),
    ]
}
