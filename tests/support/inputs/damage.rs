//! Inputs that were harmed: refused when much is missing, unless what is left is wanted.

use super::{Harm, Input, Recipe};

/// Six seconds with a key frame in each.
const WHOLE: &str = "-stream_loop 1 -i BUNNY -t 6 -vf scale=640:360,fps=25 -c:v libx264 -preset ultrafast -g 25 -c:a aac -ac 2";

/// The rows.
pub(super) fn rows() -> Vec<Input> {
    let indexed = format!("{WHOLE} -movflags +faststart");
    let cut = || Recipe::of("mp4", indexed.as_str()).harmed(Harm::Truncated(600));
    let cut_mkv = || Recipe::of("mkv", WHOLE).harmed(Harm::Truncated(600));
    let zeroed = || Recipe::of("mp4", indexed.as_str()).harmed(Harm::Zeroed(600));
    let flipped = Recipe::of("ts", WHOLE).harmed(Harm::Flipped(500));
    // ffmpeg cannot read such a file in silence, so there is nothing to hold what comes out against.
    let harmed =
        |name, recipe| Input::new(name, recipe).top(426, 240).sound("und", 2).damaged().looks_unknown();
    // Bytes are not frames: how many are left is not known beforehand.
    let kept = |name, recipe| harmed(name, recipe).also("--damaged keep").frames_between(60..=110);
    let refused = |name, recipe| Input::new(name, recipe).refused("input_damaged");
    vec![
        refused("truncated-mp4", cut()),
        kept("truncated-mp4-kept", cut()),
        refused("truncated-mkv", cut_mkv()),
        kept("truncated-mkv-kept", cut_mkv()),
        refused("zeroed-mp4", zeroed()),
        kept("zeroed-mp4-kept", zeroed()),
        // The sound begins a moment before the pictures, as far as the file tells.
        harmed("flipped-ts", flipped).frames_between(150..=151),
    ]
}
