//! Codec names for CODECS (RFC 6381) from the sample entries' own configuration boxes.

use crate::boxes::{Boxes, Fields, IsoBox, Malformed};
use crate::ts::avc;

/// What a sound's configuration says.
pub(crate) struct Sound {
    /// RFC 6381 name.
    pub(crate) codec: String,
    /// Channels, where the configuration tells; the sample entry's own field is often 2 whatever there is.
    pub(crate) channels: Option<u32>,
    /// Samples per second, where the configuration tells.
    pub(crate) sample_rate: Option<u32>,
}

/// The name of a visual sample entry whose inner boxes are `inner`.
pub(crate) fn video(entry: &IsoBox<'_>, inner: Boxes<'_>) -> Result<String, Malformed> {
    let name = fourcc(entry.kind);
    let config = |kind: &[u8; 4]| {
        let missing = Malformed { offset: entry.offset, what: "a sample entry without its configuration" };
        inner.find_kind(kind)?.ok_or(missing)
    };
    match &entry.kind {
        b"avc1" | b"avc3" => avc(&name, config(b"avcC")?.fields()),
        b"hvc1" | b"hev1" => hevc(&name, config(b"hvcC")?.fields()),
        b"av01" => av1(&name, config(b"av1C")?.fields(), colour(inner)?),
        _ => Ok(name),
    }
}

/// What the inner boxes of an audio sample entry say.
pub(crate) fn audio(entry: &IsoBox<'_>, inner: Boxes<'_>) -> Result<Sound, Malformed> {
    let codec = fourcc(entry.kind);
    match &entry.kind {
        b"mp4a" => match inner.find_kind(b"esds")? {
            Some(esds) => elementary_stream(esds.fields()),
            None => Ok(Sound { codec, channels: None, sample_rate: None }),
        },
        b"ac-3" | b"ec-3" => {
            let config = match inner.find_kind(b"dac3")? {
                Some(dac3) => Some(dac3.fields()),
                None => inner.find_kind(b"dec3")?.map(|dec3| dec3.fields()),
            };
            let channels = config.map(|fields| dolby_channels(entry.kind == *b"ec-3", fields)).transpose()?;
            Ok(Sound { codec, channels, sample_rate: None })
        }
        b"Opus" => Ok(Sound { codec: "opus".into(), channels: None, sample_rate: None }),
        b"fLaC" => Ok(Sound { codec: "fLaC".into(), channels: None, sample_rate: None }),
        _ => Ok(Sound { codec, channels: None, sample_rate: None }),
    }
}

/// A type as text; bytes that a playlist could not carry become `_`.
fn fourcc(kind: [u8; 4]) -> String {
    let plain = |byte: u8| if byte.is_ascii_alphanumeric() || byte == b'-' { char::from(byte) } else { '_' };
    kind.into_iter().map(plain).collect()
}

/// `avc1.PPCCLL`: profile, constraints, level (ISO/IEC 14496-15 §5.3.3.1; RFC 6381 §3.3).
pub(crate) fn avc(name: &str, mut config: Fields<'_>) -> Result<String, Malformed> {
    config.skip(1)?;
    let (profile, constraints, level) = (config.u8()?, config.u8()?, config.u8()?);
    Ok(format!("{name}.{profile:02X}{constraints:02X}{level:02X}"))
}

/// `hvc1.1.6.L93.B0` (ISO/IEC 14496-15 annex E.3).
pub(crate) fn hevc(name: &str, mut config: Fields<'_>) -> Result<String, Malformed> {
    config.skip(1)?;
    let first = config.u8()?;
    let compatibility = config.u32()?.reverse_bits();
    let constraints = config.bytes(6)?;
    let level = config.u8()?;
    let space = ["", "A", "B", "C"][usize::from(first >> 6)];
    let tier = if first & 0x20 == 0 { 'L' } else { 'H' };
    let mut codec = format!("{name}.{space}{}.{compatibility:X}.{tier}{level}", first & 0x1f);
    let used = constraints.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    for byte in constraints.iter().take(used) {
        codec.push_str(&format!(".{byte:X}"));
    }
    Ok(codec)
}

/// Whether a configuration of H.265 says that its pictures are fields: `general_interlaced_source_flag` without
/// `general_progressive_source_flag` (ITU-T H.265 §7.4.4).
pub(crate) fn hevc_interlaced(mut config: Fields<'_>) -> Result<bool, Malformed> {
    config.skip(1 + 1 + 4)?;
    Ok(config.u8()? >> 6 == 0b01)
}

/// Whether pictures may be coded as fields, as far as the configuration among `inner` tells.
pub(crate) fn interlaced(inner: Boxes<'_>) -> Result<Option<bool>, Malformed> {
    if let Some(config) = inner.find_kind(b"hvcC")? {
        return hevc_interlaced(config.fields()).map(Some);
    }
    if inner.find_kind(b"av1C")?.is_some() {
        return Ok(Some(false));
    }
    let Some(config) = inner.find_kind(b"avcC")? else { return Ok(None) };
    let mut fields = config.fields();
    fields.skip(5)?;
    // Three reserved bits, then the count of sequence parameter sets.
    if fields.u8()? & 0x1f == 0 {
        return Ok(None);
    }
    let length = fields.u16()?;
    // A set that cannot be read tells nothing; nothing else in the box depends on it.
    Ok(avc::sequence(fields.bytes(length.into())?).ok().map(|found| found.interlaced))
}

/// `av01.0.08M.08` (AV1 in ISOBMFF §5). What follows is all left out where all of it is what is meant then: colour,
/// 4:2:0, BT.709 in the narrow range.
fn av1(name: &str, mut config: Fields<'_>, colour: Option<Colour>) -> Result<String, Malformed> {
    config.skip(1)?;
    let second = config.u8()?;
    let third = config.u8()?;
    let (profile, level) = (second >> 5, second & 0x1f);
    let tier = if third & 0x80 == 0 { 'M' } else { 'H' };
    let depth = match (third & 0x40 != 0, third & 0x20 != 0) {
        (true, true) if profile == 2 => 12,
        (true, _) => 10,
        (false, _) => 8,
    };
    let mut codec = format!("{name}.{profile}.{level:02}{tier}.{depth:02}");
    let (grey, across, down) = (third >> 4 & 1, third >> 3 & 1, third >> 2 & 1);
    // Only where both directions are halved does the place of a sample of colour mean anything.
    let place = if across == 1 && down == 1 { third & 3 } else { 0 };
    let Colour { primaries, transfer, matrix, full } =
        colour.unwrap_or(Colour { primaries: 1, transfer: 1, matrix: 1, full: false });
    let rest = (grey, (across, down, place), (primaries, transfer, matrix), full);
    if rest != (0, (1, 1, 0), (1, 1, 1), false) {
        codec.push_str(&format!(
            ".{grey}.{across}{down}{place}.{primaries:02}.{transfer:02}.{matrix:02}.{}",
            u8::from(full)
        ));
    }
    Ok(codec)
}

/// The colours that a visual sample entry tells (ISO/IEC 14496-12 §12.1.5), by the numbers of ITU-T H.273.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// Primaries: 1 is BT.709, 9 BT.2020.
    pub primaries: u16,
    /// Transfer function: 1 is BT.709, 16 PQ, 18 HLG.
    pub transfer: u16,
    /// Matrix.
    pub matrix: u16,
    /// Whether black is 0.
    pub full: bool,
}

/// The `colr` box, when there is one of numbers.
pub(crate) fn colour(inner: Boxes<'_>) -> Result<Option<Colour>, Malformed> {
    let Some(colr) = inner.find_kind(b"colr")? else { return Ok(None) };
    let mut fields = colr.fields();
    if fields.bytes(4)? != b"nclx" {
        return Ok(None);
    }
    let (primaries, transfer, matrix) = (fields.u16()?, fields.u16()?, fields.u16()?);
    Ok(Some(Colour { primaries, transfer, matrix, full: fields.u8()? & 0x80 != 0 }))
}

/// MPEG-4 audio: object type and configuration out of the descriptors (ISO/IEC 14496-1 §7.2.6).
fn elementary_stream(mut esds: Fields<'_>) -> Result<Sound, Malformed> {
    esds.version_and_flags()?;
    let mut stream = descriptor(&mut esds, 3)?;
    stream.skip(2)?;
    let flags = stream.u8()?;
    if flags & 0x80 != 0 {
        stream.skip(2)?;
    }
    if flags & 0x40 != 0 {
        let url = stream.u8()?;
        stream.skip(usize::from(url))?;
    }
    if flags & 0x20 != 0 {
        stream.skip(2)?;
    }
    let mut config = descriptor(&mut stream, 4)?;
    let object = config.u8()?;
    config.skip(12)?;
    if object != 0x40 || config.left() == 0 {
        return Ok(Sound { codec: format!("mp4a.{object:02X}"), channels: None, sample_rate: None });
    }
    mpeg4_audio(descriptor(&mut config, 5)?)
}

/// The body of the next descriptor, which has to be of this tag.
fn descriptor<'data>(fields: &mut Fields<'data>, tag: u8) -> Result<Fields<'data>, Malformed> {
    let offset = fields.offset();
    if fields.u8()? != tag {
        return Err(Malformed { offset, what: "an unexpected descriptor" });
    }
    let mut size = 0usize;
    for _ in 0..4 {
        let byte = fields.u8()?;
        size = size << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    let body = *fields;
    fields.skip(size)?;
    body.first(size)
}

/// An AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1).
fn mpeg4_audio(mut config: Fields<'_>) -> Result<Sound, Malformed> {
    const RATES: [u32; 13] = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ];
    let head = config.u16()?;
    let object = head >> 11;
    let rate = usize::from(head >> 7 & 0xf);
    // Larger object types and rates that are spelled out move what follows; neither is common.
    if object == 31 || rate == 15 {
        return Ok(Sound { codec: format!("mp4a.40.{object}"), channels: None, sample_rate: None });
    }
    let channels = match head >> 3 & 0xf {
        count @ 1..=6 => Some(u32::from(count)),
        7 => Some(8),
        _ => None,
    };
    Ok(Sound { codec: format!("mp4a.40.{object}"), channels, sample_rate: RATES.get(rate).copied() })
}

/// Channels of AC-3 and E-AC-3: the mode and the LFE flag (ETSI TS 102 366 annex F).
fn dolby_channels(enhanced: bool, mut config: Fields<'_>) -> Result<u32, Malformed> {
    const BY_MODE: [u32; 8] = [2, 1, 2, 3, 3, 4, 4, 5];
    let (mode, low) = if enhanced {
        config.skip(3)?;
        let byte = config.u8()?;
        (byte >> 1 & 7, byte & 1)
    } else {
        config.skip(1)?;
        let byte = config.u8()?;
        (byte >> 3 & 7, byte >> 2 & 1)
    };
    Ok(BY_MODE[usize::from(mode)] + u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boxes::boxes;
    use crate::units::Units;

    fn entry(kind: &[u8; 4], config_kind: &[u8; 4], config: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        file.extend((16 + config.len() as u32).to_be_bytes());
        file.extend(kind);
        file.extend((8 + config.len() as u32).to_be_bytes());
        file.extend(config_kind);
        file.extend(config);
        file
    }

    fn name(kind: &[u8; 4], config_kind: &[u8; 4], config: &[u8]) -> String {
        let file = entry(kind, config_kind, config);
        let entry = boxes(&file).next().unwrap().unwrap();
        video(&entry, entry.children()).unwrap()
    }

    #[test]
    fn pictures_are_named_as_the_standards_examples_are() {
        assert_eq!(name(b"avc1", b"avcC", &[1, 0x42, 0xc0, 0x1e]), "avc1.42C01E");
        let main = [1, 1, 0x60, 0, 0, 0, 0xb0, 0, 0, 0, 0, 0, 93];
        assert_eq!(name(b"hvc1", b"hvcC", &main), "hvc1.1.6.L93.B0");
        let main10_high = [1, 0x22, 0x20, 0, 0, 0, 0xb0, 0x23, 0, 0, 0, 0, 153];
        assert_eq!(name(b"hvc1", b"hvcC", &main10_high), "hvc1.2.4.H153.B0.23");
        assert_eq!(name(b"av01", b"av1C", &[0x81, 0x08, 0x0c, 0]), "av01.0.08M.08");
        assert_eq!(name(b"av01", b"av1C", &[0x81, 0x0d, 0xcc, 0]), "av01.0.13H.10");
        assert_eq!(name(b"av01", b"av1C", &[0x81, 0x08, 0x0e, 0]), "av01.0.08M.08.0.112.01.01.01.0");
        assert_eq!(name(b"av01", b"av1C", &[0x81, 0x28, 0x00, 0]), "av01.1.08M.08.0.000.01.01.01.0");
        assert_eq!(name(b"v\"p9", b"free", &[]), "v_p9");
    }

    #[test]
    fn the_length_of_a_nal_units_length() {
        let units = |kind, config_kind, config: &[u8]| {
            let file = entry(kind, config_kind, config);
            let entry = boxes(&file).next().unwrap().unwrap();
            Units::of(&entry, entry.children())
        };
        assert_eq!(units(b"avc1", b"avcC", &[1, 0x42, 0xc0, 0x1e, 0xff]), Some(Units::Avc(4)));
        assert_eq!(units(b"avc1", b"avcC", &[1, 0x42, 0xc0, 0x1e, 0xfd]), Some(Units::Avc(2)));
        assert_eq!(units(b"hvc1", b"hvcC", &[[0; 21].as_slice(), &[0x0f]].concat()), Some(Units::Hevc(4)));
        assert_eq!(units(b"avc1", b"avcC", &[1, 0x42, 0xc0, 0x1e]), None);
        assert_eq!(units(b"av01", b"av1C", &[0xff; 30]), Some(Units::Av1));
        assert_eq!(units(b"vp09", b"vpcC", &[0xff; 30]), None);
    }

    #[test]
    fn av1_of_other_colours_says_so() {
        let mut inner = Vec::new();
        for (kind, content) in [
            (b"av1C", &[0x81, 0x0d, 0x4c, 0][..]),
            (b"colr", &[b'n', b'c', b'l', b'x', 0, 9, 0, 16, 0, 9, 0]),
        ] {
            inner.extend((8 + content.len() as u32).to_be_bytes());
            inner.extend(kind);
            inner.extend(content);
        }
        let file = [&(8 + inner.len() as u32).to_be_bytes()[..], b"av01", &inner].concat();
        let entry = boxes(&file).next().unwrap().unwrap();
        assert_eq!(video(&entry, entry.children()).unwrap(), "av01.0.13M.10.0.110.09.16.09.0");
        let told = colour(entry.children()).unwrap().unwrap();
        assert_eq!((told.transfer, told.full), (16, false));
    }

    #[test]
    fn sounds() {
        let file = entry(b"ac-3", b"dac3", &[0x10, 0x3d, 0xe0]);
        let found = boxes(&file).next().unwrap().unwrap();
        let sound = audio(&found, found.children()).unwrap();
        assert_eq!((sound.codec.as_str(), sound.channels), ("ac-3", Some(6)));
        let file = entry(b"ec-3", b"dec3", &[0x0c, 0, 0x20, 0x0f, 0]);
        let found = boxes(&file).next().unwrap().unwrap();
        let sound = audio(&found, found.children()).unwrap();
        assert_eq!((sound.codec.as_str(), sound.channels), ("ec-3", Some(6)));
        let he_aac = mpeg4_audio(Fields::of(&[0x2b, 0x11])).unwrap();
        assert_eq!(
            (he_aac.codec.as_str(), he_aac.channels, he_aac.sample_rate),
            ("mp4a.40.5", Some(2), Some(24_000))
        );
    }

    #[test]
    fn a_configuration_cut_short_is_an_error() {
        for config in [&[1u8, 0x42][..], &[]] {
            let file = entry(b"avc1", b"avcC", config);
            let found = boxes(&file).next().unwrap().unwrap();
            assert!(video(&found, found.children()).is_err());
        }
    }
}
