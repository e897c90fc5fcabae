//! Captions hidden among the pictures (CEA-608): still among those of the package, and declared where they are.

use std::fs;
use std::path::{Path, PathBuf};

use tests::command_line::Run;
use tests::programs::{ffmpeg, oldest, shipped};

use crate::verify::verify;

/// What is said, in pairs of letters.
const SAID: [[u8; 2]; 3] = [*b"HE", *b"LL", *b"O "];

/// With odd parity, as CEA-608 wants every byte.
fn odd(byte: u8) -> u8 {
    byte | u8::from(byte.count_ones().is_multiple_of(2)) << 7
}

/// The pair of bytes that goes with picture `number`: from the 20th on, a caption is loaded; with the 40th it is shown, with
/// the 65th it goes.
fn pair(number: usize) -> [u8; 2] {
    const RESUME: [u8; 2] = [0x14, 0x20];
    const CLEAR: [u8; 2] = [0x14, 0x2E];
    const ROW_15: [u8; 2] = [0x14, 0x70];
    const SHOW: [u8; 2] = [0x14, 0x2F];
    const ERASE: [u8; 2] = [0x14, 0x2C];
    match number {
        20 | 21 => CLEAR,
        22 | 23 => RESUME,
        24 | 25 => ROW_15,
        26..29 => SAID[number - 26],
        40 | 41 => SHOW,
        65 | 66 => ERASE,
        _ => [0, 0],
    }
}

/// A film of four seconds with them: each picture gets its user data (ATSC A/53 part 4).
fn film(folder: &Path) -> PathBuf {
    let (bare, hidden, path) = (folder.join("bare.264"), folder.join("hidden.264"), folder.join("film.mp4"));
    let words = "-f lavfi -i testsrc2=s=320x180:r=25:d=4 -c:v libx264 -preset ultrafast -g 50 -keyint_min 50 -sc_threshold 0 \
                 -threads 1 -pix_fmt yuv420p -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv -y";
    ffmpeg(words.split_whitespace().map(AsRef::as_ref).chain([bare.as_os_str()]));
    let stream = fs::read(&bare).unwrap();
    let starts: Vec<usize> =
        (0..stream.len() - 4).filter(|at| stream[*at..].starts_with(&[0, 0, 1])).collect();
    let (mut out, mut pictures, mut last) = (Vec::new(), 0, 0);
    for at in starts {
        if matches!(stream[at + 3] & 0x1F, 1 | 5) {
            // Start codes of four bytes begin one before.
            let begin = if at > 0 && stream[at - 1] == 0 { at - 1 } else { at };
            out.extend(&stream[last..begin]);
            let [first, second] = pair(pictures).map(odd);
            out.extend([0, 0, 0, 1, 0x06, 0x04, 15, 0xB5, 0x00, 0x31]);
            out.extend(b"GA94\x03");
            out.extend([0x41, 0xFF, 0xFC, first, second, 0xFF, 0xFF, 0x80]);
            (pictures, last) = (pictures + 1, begin);
        }
    }
    out.extend(&stream[last..]);
    assert_eq!(pictures, 100);
    fs::write(&hidden, out).unwrap();
    ffmpeg(["-r", "25", "-i", hidden.to_str().unwrap(), "-c", "copy", "-y", path.to_str().unwrap()]);
    path
}

/// What the captions of a rung say.
fn said(folder: &Path, rung: &str) -> String {
    let (list, text) = (folder.join("video").join(rung).join("playlist.m3u8"), folder.with_extension("srt"));
    let source = format!("movie={}[out0+subcc]", list.display());
    ffmpeg(["-f", "lavfi", "-i", &source, "-map", "0:s", "-y", text.to_str().unwrap()]);
    fs::read_to_string(&text).unwrap()
}

#[test]
fn they_stay_and_are_declared() {
    for pair in [Some(shipped()), oldest()].into_iter().flatten() {
        let out = tempfile::tempdir().unwrap();
        let source = film(out.path());
        for (container, copy, codecs, rungs) in [
            ("fmp4", "never", "avc,hevc", &["avc-180p"][..]),
            ("fmp4", "always", "avc", &["avc-180p"]),
            ("ts", "never", "avc", &["avc-180p"]),
        ] {
            let into = out.path().join(format!("{container}-{copy}"));
            let wishes = ["--container", container, "--copy", copy, "--codecs", codecs];
            let folder = Run::convert(&into).with(&pair).args(wishes).arg(&source).finish().package();
            let master = verify(&folder).master;
            let text = fs::read_to_string(folder.join("master.m3u8")).unwrap();
            let declared = "#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"captions\",NAME=\"Captions\",LANGUAGE=\"und\",DEFAULT=NO,AUTOSELECT=YES,INSTREAM-ID=\"CC1\"\n";
            assert!(text.contains(declared), "{text}");
            for variant in master.variants.iter().filter(|variant| !variant.is_i_frame) {
                let has = variant.closed_captions.is_some();
                assert_eq!(has, variant.uri.starts_with("video/avc-"), "{text}");
            }
            for rung in rungs {
                assert!(said(&folder, rung).contains("HELLO"), "{rung} of {container}, {copy}, {pair:?}");
            }
        }
    }
}

#[test]
fn where_there_are_none_none_are_declared() {
    let out = tempfile::tempdir().unwrap();
    let source = tests::clips::real(tests::clips::Clip::Bikes);
    let folder = Run::convert(out.path()).args(["--ladder", "240"]).arg(source).finish().package();
    assert!(!fs::read_to_string(folder.join("master.m3u8")).unwrap().contains("CAPTIONS"));
}
