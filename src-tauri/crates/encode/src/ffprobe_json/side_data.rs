//! What ffprobe says beside a stream or a frame: how it is turned, what kind of Dolby Vision it is, the screen it
//! was mastered on, how bright it is.

use domain::light::{ContentLight, Mastering};
use domain::rational::Rational;
use serde::Deserialize;

use crate::loose::{Word, list};

/// Units of chromaticity in 1, and of luminance in 1 cd/m² (SMPTE ST 2086).
const CHROMATICITY: u64 = 50_000;
const LUMINANCE: u64 = 10_000;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SideData {
    pub(super) rotation: Word,
    pub(super) dv_profile: Word,
    red_x: Word,
    red_y: Word,
    green_x: Word,
    green_y: Word,
    blue_x: Word,
    blue_y: Word,
    white_point_x: Word,
    white_point_y: Word,
    min_luminance: Word,
    max_luminance: Word,
    max_content: Word,
    max_average: Word,
}

impl SideData {
    /// The screen, when all of it is told and it can show something.
    pub(super) fn mastering(&self) -> Option<Mastering> {
        let point = |x: &Word, y: &Word| -> Option<[u16; 2]> {
            let side = |word: &Word| u16::try_from(units(word, CHROMATICITY)?).ok();
            Some([side(x)?, side(y)?])
        };
        let light = |word: &Word| u32::try_from(units(word, LUMINANCE)?).ok();
        let (brightest, darkest) = (light(&self.max_luminance)?, light(&self.min_luminance)?);
        (brightest > darkest).then_some(())?;
        Some(Mastering {
            red: point(&self.red_x, &self.red_y)?,
            green: point(&self.green_x, &self.green_y)?,
            blue: point(&self.blue_x, &self.blue_y)?,
            white: point(&self.white_point_x, &self.white_point_y)?,
            brightest,
            darkest,
        })
    }

    /// How bright the content is, unless both say "unknown" by zero.
    pub(super) fn light(&self) -> Option<ContentLight> {
        let (brightest, average) = (self.max_content.parse()?, self.max_average.parse()?);
        (brightest > 0 || average > 0).then_some(ContentLight { brightest, average })
    }
}

fn units(word: &Word, each: u64) -> Option<u64> {
    Some((Rational::parse(word.text()?)? * each).round())
}

/// What the frames of an answer say of their light: of each kind the first.
///
/// For `ffprobe -show_frames -of json`. Containers often leave it to the pictures.
pub(crate) fn light_of_frames(json: &str) -> (Option<Mastering>, Option<ContentLight>) {
    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Answer {
        #[serde(deserialize_with = "list")]
        frames: Vec<Frame>,
    }
    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Frame {
        #[serde(deserialize_with = "list")]
        side_data_list: Vec<SideData>,
    }
    let answer: Answer = serde_json::from_str(json).unwrap_or_default();
    let all = || answer.frames.iter().flat_map(|frame| &frame.side_data_list);
    (all().find_map(SideData::mastering), all().find_map(SideData::light))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: &str = r#"{"frames":[{"side_data_list":[
        {"side_data_type":"H.26[45] User Data Unregistered SEI message"},
        {"side_data_type":"Mastering display metadata","red_x":"34000/50000","red_y":"16000/50000",
         "green_x":"13250/50000","green_y":"34500/50000","blue_x":"7500/50000","blue_y":"3000/50000",
         "white_point_x":"15635/50000","white_point_y":"16450/50000",
         "min_luminance":"50/10000","max_luminance":"10000000/10000"},
        {"side_data_type":"Content light level metadata","max_content":1000,"max_average":400}]}]}"#;

    #[test]
    fn the_light_of_a_frame() {
        let (mastering, light) = light_of_frames(FRAME);
        let mastering = mastering.unwrap();
        assert_eq!((mastering.red, mastering.white), ([34_000, 16_000], [15_635, 16_450]));
        assert_eq!((mastering.brightest, mastering.darkest), (10_000_000, 50));
        assert_eq!(light, Some(ContentLight { brightest: 1000, average: 400 }));
    }

    #[test]
    fn half_of_it_is_nothing() {
        for (part, instead) in [("red_x", "x"), ("\"10000000/10000\"", "\"0/10000\""), ("34000/50000", "7/0")]
        {
            assert_eq!(light_of_frames(&FRAME.replace(part, instead)).0, None, "{part}");
        }
        let dark = FRAME.replace("1000,", "0,").replace(":400", ":0");
        assert_eq!(light_of_frames(&dark).1, None);
        assert_eq!(light_of_frames("[]"), (None, None));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken(text in ".*", at in 0usize..700) {
            let _ = light_of_frames(&text);
            let _ = light_of_frames(&FRAME.chars().take(at).collect::<String>());
            let _ = light_of_frames(&FRAME.replacen("1000", &text.replace('"', ""), 1));
        }
    }
}
