//! The thumbnails of a package: a track without a gap over tiles that show what is played then.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tests::programs::ffmpeg_bytes;
use tests::serving::readable;

/// Mean difference of red, green and blue, in levels of 255, that two encodings of one picture may have.
const ALIKE: f64 = 10.0;

/// Bytes of a pixel.
const COLOURS: usize = 3;

/// One cue of the track.
struct Cue {
    begin: String,
    end: String,
    sheet: String,
    place: [usize; 4],
}

/// Checks the thumbnails in `folder` against the key frames that `playlist` has, and gives their files.
pub(crate) fn thumbnails(folder: &Path, playlist: &str) -> Vec<String> {
    let text = fs::read_to_string(folder.join("thumbnails.vtt")).unwrap();
    let mut blocks = text.split("\n\n");
    assert_eq!(blocks.next(), Some("WEBVTT"), "{text}");
    let cues: Vec<Cue> = blocks.map(cue).collect();
    assert_eq!(cues.first().unwrap().begin, "00:00:00.000", "{text}");
    assert!(cues.windows(2).all(|pair| pair[0].end == pair[1].begin), "{text}");
    assert!(cues.iter().all(|cue| cue.begin < cue.end), "{text}");

    let mut sheets: BTreeMap<&str, Vec<&Cue>> = BTreeMap::new();
    cues.iter().for_each(|cue| sheets.entry(&cue.sheet).or_default().push(cue));
    let [_, _, width, height] = cues.first().unwrap().place;
    let shown = key_frames(folder, playlist, width, height);
    let every = (1..=5).find(|every| shown.len().div_ceil(*every) == cues.len());
    let every = every.unwrap_or_else(|| panic!("{} key frames, {} tiles", shown.len(), cues.len()));
    let pictures: BTreeMap<&str, Vec<u8>> =
        sheets.keys().map(|sheet| (*sheet, decoded(&[folder.join(sheet).as_os_str()], ""))).collect();
    for (number, cue) in cues.iter().enumerate() {
        let across = sheets[cue.sheet.as_str()].iter().map(|cue| cue.place[0] + cue.place[2]).max().unwrap();
        let down = sheets[cue.sheet.as_str()].iter().map(|cue| cue.place[1] + cue.place[3]).max().unwrap();
        let picture = &pictures[cue.sheet.as_str()];
        assert_eq!(picture.len(), across * down * COLOURS, "{} is no sheet of {across}x{down}", cue.sheet);
        let off = difference(picture, across, cue, &shown[number * every]);
        assert!(off < ALIKE, "{}: the tile at {} is {off:.1} off", folder.display(), cue.begin);
    }
    sheets.keys().map(|sheet| (*sheet).to_owned()).chain(["thumbnails.vtt".to_owned()]).collect()
}

fn cue(block: &str) -> Cue {
    let (times, place) = block.trim_end().split_once('\n').unwrap();
    let (begin, end) = times.split_once(" --> ").unwrap();
    let (sheet, place) = place.split_once("#xywh=").unwrap();
    let place: Vec<usize> = place.split(',').map(|number| number.parse().unwrap()).collect();
    let [begin, end, sheet] = [begin, end, sheet].map(str::to_owned);
    Cue { begin, end, sheet, place: place.try_into().unwrap() }
}

/// The key frames of a rung, so large.
fn key_frames(folder: &Path, playlist: &str, width: usize, height: usize) -> Vec<Vec<u8>> {
    let path = readable(folder, playlist);
    let scale = format!("scale={width}:{height},");
    let input = ["-skip_frame".as_ref(), "nokey".as_ref(), "-i".as_ref(), path.as_os_str()];
    decoded(&input[..], &scale).chunks(width * height * COLOURS).map(<[u8]>::to_vec).collect()
}

/// Pictures in red, green and blue; the last of `input` is read.
fn decoded(input: &[&std::ffi::OsStr], filter: &str) -> Vec<u8> {
    let (last, options) = input.split_last().unwrap();
    let options = if options.is_empty() { vec!["-i".as_ref()] } else { options.to_vec() };
    let filter = format!("{filter}format=rgb24");
    let rest = ["-fps_mode", "passthrough", "-vf", &filter, "-f", "rawvideo", "-"];
    ffmpeg_bytes(options.into_iter().chain([*last]).chain(rest.iter().map(AsRef::as_ref)))
}

/// Mean difference of a tile of `sheet`, which is `across` wide, from what is played.
fn difference(sheet: &[u8], across: usize, cue: &Cue, shown: &[u8]) -> f64 {
    let [x, y, width, height] = cue.place;
    let at = |row: usize, x: usize| (row * across + x) * COLOURS;
    let rows = (y..y + height).flat_map(|row| &sheet[at(row, x)..at(row, x + width)]);
    let off: u64 = rows.zip(shown).map(|(tile, shown)| u64::from(tile.abs_diff(*shown))).sum();
    off as f64 / (width * height * COLOURS) as f64
}
