//! What there is to say about a watermark.

use super::Notice;
use crate::choice::Edits;
use crate::watermark::Corner;

/// That there is one, where, and what can be done instead.
pub(super) fn notice(edits: &Edits) -> Option<Notice> {
    let watermark = edits.watermark.as_ref()?;
    let text = format!("Watermark {}, {}", watermark.name(), watermark.corner.words());
    let others = Corner::ALL.into_iter().filter(|corner| *corner != watermark.corner);
    let notice = others.fold(super::notice("watermark", text), |notice, corner| {
        let label = match corner {
            Corner::Middle => "Put it in the middle".to_owned(),
            corner => format!("Put it {}", corner.words()),
        };
        notice.or(label, edits, |edits| {
            if let Some(watermark) = &mut edits.watermark {
                watermark.corner = corner;
            }
        })
    });
    Some(notice.or("Leave it out", edits, |edits| edits.watermark = None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watermark::{Watermark, tests::logo};

    #[test]
    fn it_is_told_with_every_other_place() {
        assert!(notice(&Edits::default()).is_none());
        let edits = Edits { watermark: Some(Watermark { width: 7, ..logo() }), ..Edits::default() };
        let told = notice(&edits).unwrap();
        assert_eq!(
            (told.code.as_str(), told.text.as_str()),
            ("watermark", "Watermark logo.png, lower right")
        );
        let labels: Vec<&str> = told.others.iter().map(|other| other.label.as_str()).collect();
        let all = [
            "Put it upper left",
            "Put it upper right",
            "Put it lower left",
            "Put it in the middle",
            "Leave it out",
        ];
        assert_eq!(labels, all);
        let moved = told.others[0].edits.watermark.clone().unwrap();
        assert_eq!((moved.corner, moved.width), (Corner::TopLeft, 7));
        assert_eq!(told.others[4].edits, Edits::default());
    }
}
