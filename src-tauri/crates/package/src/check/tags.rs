//! A playlist as its lines: tags, attribute lists and numbers exactly as they are written (RFC 8216 §4.1, §4.2).
//!
//! A parser for players leaves out what it cannot read; a check is there to tell of just that.

/// One line that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'text> {
    /// `#EXT…`, with what follows the colon.
    Tag(&'text str, &'text str),
    /// Neither a tag nor a comment.
    Uri(&'text str),
}

/// The lines of `text`, without comments and empty ones.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.lines().map(str::trim_end).filter_map(|line| {
        if !line.starts_with('#') {
            return (!line.is_empty()).then_some(Line::Uri(line));
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        name.starts_with("#EXT").then_some(Line::Tag(name, value))
    })
}

/// An attribute list (RFC 8216 §4.2), in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes(Vec<(String, Value)>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Quoted(String),
    Plain(String),
}

impl Attributes {
    /// Reads an attribute list.
    ///
    /// # Errors
    /// What is wrong with it, and everything before that.
    pub(super) fn parse(text: &str) -> (Self, Option<String>) {
        let mut list = Self::default();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let Some((name, value)) = rest.split_once('=') else {
                return (list, Some(format!("`{rest}` is not an attribute")));
            };
            let name = name.trim();
            let end = match value.strip_prefix('"') {
                Some(inside) => {
                    let Some((quoted, after)) = inside.split_once('"') else {
                        return (list, Some(format!("{name} has no closing quote")));
                    };
                    list.0.push((name.to_owned(), Value::Quoted(quoted.to_owned())));
                    after
                }
                None => {
                    let end = value.find(',').unwrap_or(value.len());
                    let (plain, after) = value.split_at(end);
                    list.0.push((name.to_owned(), Value::Plain(plain.trim().to_owned())));
                    after
                }
            };
            rest = match end.strip_prefix(',') {
                Some(rest) => rest.trim_start(),
                None if end.trim().is_empty() => "",
                None => return (list, Some(format!("something follows {name} that is no comma"))),
            };
        }
        (list, None)
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }

    /// A quoted string.
    pub(super) fn quoted(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Value::Quoted(text) => Some(text),
            Value::Plain(_) => None,
        }
    }

    /// An enumerated string, or any other value without quotes.
    pub(super) fn plain(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Value::Plain(text) => Some(text),
            Value::Quoted(_) => None,
        }
    }

    /// A decimal integer.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        whole(self.plain(name)?)
    }

    /// A decimal floating-point number.
    pub(super) fn decimal(&self, name: &str) -> Option<f64> {
        let text = self.plain(name)?;
        let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        text.parse().ok().filter(|_| digits)
    }

    /// A resolution: pixels across and down.
    pub(super) fn resolution(&self, name: &str) -> Option<(u32, u32)> {
        let (width, height) = self.plain(name)?.split_once('x')?;
        Some((width.parse().ok()?, height.parse().ok()?))
    }

    /// The value as it is written, quoted or not.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Value::Quoted(text) | Value::Plain(text) => Some(text),
        }
    }
}

/// A decimal integer without a sign.
pub(super) fn whole(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// `6.006` seconds as nanoseconds; further digits are cut.
pub(super) fn nanoseconds(text: &str) -> Option<u64> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    whole(seconds)?.checked_mul(1_000_000_000)?.checked_add(whole(&digits)?)
}

/// `length[@offset]` of a byte range.
pub(super) fn byte_range(text: &str) -> Option<(u64, Option<u64>)> {
    match text.split_once('@') {
        Some((length, offset)) => Some((whole(length)?, Some(whole(offset)?))),
        None => Some((whole(text)?, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_what_they_are() {
        let text = "#EXTM3U\r\n# a comment\n\n#EXTINF:6.006,Title: one, two\nseg.m4s\r\n#EXT-X-ENDLIST";
        let found: Vec<_> = lines(text).collect();
        let tag = Line::Tag;
        assert_eq!(
            found,
            [
                tag("#EXTM3U", ""),
                tag("#EXTINF", "6.006,Title: one, two"),
                Line::Uri("seg.m4s"),
                tag("#EXT-X-ENDLIST", "")
            ]
        );
    }

    #[test]
    fn attributes_keep_what_they_are() {
        let (list, wrong) = Attributes::parse(
            r#"BANDWIDTH=800000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=23.976"#,
        );
        assert_eq!(wrong, None);
        assert_eq!(list.number("BANDWIDTH"), Some(800_000));
        assert_eq!(list.quoted("CODECS"), Some("avc1.64001f,mp4a.40.2"));
        assert_eq!(list.plain("CODECS"), None, "quoted is not plain");
        assert_eq!(list.resolution("RESOLUTION"), Some((640, 360)));
        assert_eq!(list.decimal("FRAME-RATE"), Some(23.976));
        assert_eq!(list.number("RESOLUTION"), None);
    }

    #[test]
    fn what_is_wrong_is_told_and_what_came_before_kept() {
        for (text, what) in [
            ("A=1,B=\"x", "B has no closing quote"),
            ("A=1,B=\"x\"y", "something follows B that is no comma"),
            ("A=1,junk", "`junk` is not an attribute"),
        ] {
            let (list, wrong) = Attributes::parse(text);
            assert_eq!(wrong.as_deref(), Some(what));
            assert_eq!(list.number("A"), Some(1));
        }
    }

    #[test]
    fn numbers_are_exact_or_none() {
        assert_eq!(nanoseconds("6.006"), Some(6_006_000_000));
        assert_eq!(nanoseconds("7200.0416666666"), Some(7_200_041_666_666));
        assert_eq!(nanoseconds("5"), Some(5_000_000_000));
        for text in ["", "-1", "1e3", "1.x", "nan", "99999999999999999999"] {
            assert_eq!(nanoseconds(text), None, "{text}");
        }
        assert_eq!(byte_range("10@20"), Some((10, Some(20))));
        assert_eq!(byte_range("10"), Some((10, None)));
        assert_eq!(byte_range("10@"), None);
        assert_eq!(whole("+5"), None);
    }
}
