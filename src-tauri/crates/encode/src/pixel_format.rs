//! Bits a sample, from the names of ffmpeg's pixel formats.

/// Bits a sample of `format`, such as 10 for `yuv420p10le` and `p010le`; 8 when the name tells nothing else.
pub(crate) fn bits(format: &str) -> u8 {
    let name = format.strip_suffix("le").or_else(|| format.strip_suffix("be")).unwrap_or(format);
    let told = match name {
        "x2rgb10" | "x2bgr10" | "xv30" | "y210" => Some(10),
        "xv36" | "y212" | "xyz12" => Some(12),
        "rgb48" | "bgr48" | "rgba64" | "bgra64" | "xv48" | "y216" | "ya16" | "ayuv64" => Some(16),
        _ => semi_planar(name).or_else(|| planar(name)),
    };
    told.filter(|bits| (8..=16).contains(bits)).unwrap_or(8)
}

/// `p010`, `p216`, `p412`: a digit of chroma, two of bits.
fn semi_planar(name: &str) -> Option<u8> {
    let digits = name.strip_prefix('p').filter(|digits| digits.len() == 3)?;
    digits.get(1..)?.parse().ok()
}

/// `yuv420p10`, `gbrap12`, `gray10`: the bits behind the last letter.
fn planar(name: &str) -> Option<u8> {
    let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let planar = kind.ends_with('p') || kind == "gray" || kind.starts_with("bayer");
    name.get(kind.len()..).filter(|_| planar)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, expected) in [
            ("yuv420p", 8),
            ("yuvj420p", 8),
            ("nv12", 8),
            ("yuv420p10le", 10),
            ("yuv422p12be", 12),
            ("gbrap10le", 10),
            ("p010le", 10),
            ("p416le", 16),
            ("gray10le", 10),
            ("gray", 8),
            ("rgb24", 8),
            ("rgb48be", 16),
            ("x2rgb10le", 10),
            ("pal8", 8),
            ("monow", 8),
            ("yuv420p999", 8),
            ("", 8),
        ] {
            assert_eq!(bits(name), expected, "{name}");
        }
    }
}
