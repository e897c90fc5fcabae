//! The elements of a DASH manifest as values, and how each is written.

use std::io;

use domain::thumbnails::{ACROSS, DOWN};
use quick_xml::Writer;
use quick_xml::events::BytesText;
use quick_xml::writer::ElementWriter;

/// Scheme of pictures with several tiles (DASH-IF IOP §6.2.6).
const TILE: &str = "http://dashif.org/guidelines/thumbnail_tile";

pub(super) type Xml = Writer<Vec<u8>>;

/// An AdaptationSet.
pub(super) struct Set {
    pub(super) attributes: Vec<(&'static str, String)>,
    /// Elements before the representations: name, attributes, text.
    pub(super) notes: Vec<Note>,
    pub(super) representations: Vec<Representation>,
}

/// A descriptor, or a Label with its text.
pub(super) enum Note {
    Is(&'static str, &'static str, String),
    Label(String),
}

pub(super) struct Representation {
    pub(super) attributes: Vec<(&'static str, String)>,
    pub(super) content: Content,
}

pub(super) enum Content {
    Segments(Template),
    Sheets(Template),
    /// One file.
    File(String),
}

/// A SegmentTemplate.
pub(super) struct Template {
    pub(super) attributes: Vec<(&'static str, String)>,
    /// Lengths in ticks, each with how many segments in a row have it.
    pub(super) runs: Vec<(u64, u64)>,
    /// Ticks at which the first begins.
    pub(super) begin: u64,
}

pub(super) fn element<'a>(
    xml: &'a mut Xml,
    name: &'a str,
    attributes: &[(&str, &str)],
) -> ElementWriter<'a, Vec<u8>> {
    xml.create_element(name).with_attributes(attributes.iter().copied())
}

fn owned<'a>(attributes: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    attributes.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

impl Set {
    pub(super) fn write(&self, xml: &mut Xml) -> io::Result<()> {
        element(xml, "AdaptationSet", &owned(&self.attributes)).write_inner_content(|xml| {
            self.notes.iter().try_for_each(|note| note.write(xml))?;
            self.representations.iter().try_for_each(|it| it.write(xml))
        })?;
        Ok(())
    }
}

impl Note {
    pub(super) fn write(&self, xml: &mut Xml) -> io::Result<()> {
        match self {
            Self::Label(text) => {
                xml.create_element("Label").write_text_content(BytesText::new(text))?;
            }
            Self::Is(name, scheme, value) => {
                element(xml, name, &[("schemeIdUri", scheme), ("value", value)]).write_empty()?;
            }
        }
        Ok(())
    }
}

impl Representation {
    pub(super) fn is(&self, id: &str) -> bool {
        self.attributes.iter().any(|(name, value)| *name == "id" && value == id)
    }

    pub(super) fn write(&self, xml: &mut Xml) -> io::Result<()> {
        element(xml, "Representation", &owned(&self.attributes)).write_inner_content(|xml| {
            match &self.content {
                Content::Segments(template) => template.write(xml),
                Content::Sheets(template) => {
                    let tiles = format!("{ACROSS}x{DOWN}");
                    Note::Is("EssentialProperty", TILE, tiles).write(xml)?;
                    template.write(xml)
                }
                Content::File(name) => {
                    xml.create_element("BaseURL").write_text_content(BytesText::new(name))?;
                    Ok(())
                }
            }
        })?;
        Ok(())
    }
}

impl Template {
    pub(super) fn write(&self, xml: &mut Xml) -> io::Result<()> {
        let template = |xml| element(xml, "SegmentTemplate", &owned(&self.attributes));
        if self.runs.is_empty() {
            template(xml).write_empty()?;
            return Ok(());
        }
        template(xml).write_inner_content(|xml| {
            xml.create_element("SegmentTimeline").write_inner_content(|xml| {
                let begins = self
                    .runs
                    .iter()
                    .enumerate()
                    .map(|(number, run)| ((number == 0).then_some(self.begin), run));
                for (begin, (ticks, count)) in begins {
                    let values =
                        [("t", begin), ("d", Some(*ticks)), ("r", Some(count - 1).filter(|more| *more > 0))];
                    let said: Vec<_> = values
                        .iter()
                        .filter_map(|(name, value)| Some((*name, (*value)?.to_string())))
                        .collect();
                    element(xml, "S", &owned(&said)).write_empty()?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped() {
        let mut xml = Writer::new(Vec::new());
        Note::Label("A & <b>".into()).write(&mut xml).unwrap();
        Note::Is("Role", "urn:mpeg:dash:role:2011", "\"x\"".into()).write(&mut xml).unwrap();
        let text = String::from_utf8(xml.into_inner()).unwrap();
        let role = "<Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"&quot;x&quot;\"/>";
        assert_eq!(text, format!("<Label>A &amp; &lt;b&gt;</Label>{role}"));
    }
}
