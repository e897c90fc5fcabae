//! Playlists as text: the same value gives the same bytes, and every URI passes through a mapping.

use std::borrow::Cow;
use std::fmt::Write;

use super::{
    Alternative, ByteRange, IframeStream, Kind, MediaPlaylist, MultivariantPlaylist, ReadError, Variant, read,
};

/// What becomes of a URI on its way into the text.
type Mapping<'f> = &'f dyn Fn(&str) -> Cow<'_, str>;

/// The text, read back and found to say the same: the last guard before a playlist that stays is written.
///
/// # Errors
/// When it does not.
pub fn checked(playlist: &MediaPlaylist) -> Result<String, ReadError> {
    let text = playlist.render();
    let again = read::read_media(text.as_bytes())?.render();
    if again == text { Ok(text) } else { Err(ReadError::Disagrees) }
}

/// As [`checked`], for a multivariant playlist.
///
/// # Errors
/// When the text, read back, says something else.
pub fn checked_multivariant(playlist: &MultivariantPlaylist) -> Result<String, ReadError> {
    let text = playlist.render();
    let again = read::read_multivariant(text.as_bytes())?.render();
    if again == text { Ok(text) } else { Err(ReadError::Disagrees) }
}

impl MediaPlaylist {
    /// The text, URIs as they are.
    pub fn render(&self) -> String {
        self.render_with(&|uri| Cow::Borrowed(uri))
    }

    /// The text, every URI passed through `mapping`.
    pub fn render_with(&self, mapping: Mapping<'_>) -> String {
        let mut text = Text::new(self.version);
        text.line(format_args!("#EXT-X-TARGETDURATION:{}", self.target_duration));
        text.line(format_args!("#EXT-X-MEDIA-SEQUENCE:{}", self.media_sequence));
        match self.kind {
            Some(Kind::Event) => text.line(format_args!("#EXT-X-PLAYLIST-TYPE:EVENT")),
            Some(Kind::Vod) => text.line(format_args!("#EXT-X-PLAYLIST-TYPE:VOD")),
            None => {}
        }
        if self.independent_segments {
            text.line(format_args!("#EXT-X-INDEPENDENT-SEGMENTS"));
        }
        if self.iframes_only {
            text.line(format_args!("#EXT-X-I-FRAMES-ONLY"));
        }
        if let Some(map) = &self.map {
            let mut tag = text.attributes("#EXT-X-MAP:");
            tag.quoted("URI", &mapping(&map.uri));
            if let Some(ByteRange { offset, length }) = map.byte_range {
                tag.quoted("BYTERANGE", &format!("{length}@{offset}"));
            }
            tag.end();
        }
        self.render_segments(&mut text, mapping);
        if self.ended {
            text.line(format_args!("#EXT-X-ENDLIST"));
        }
        text.0
    }

    /// Positions are rounded, not lengths, so that the sum over any run is right to a microsecond
    /// (rule 8.1).
    fn render_segments(&self, text: &mut Text, mapping: Mapping<'_>) {
        let mut ticks = 0u64;
        let mut begin = 0;
        for segment in &self.segments {
            ticks = ticks.saturating_add(segment.ticks);
            let end = microseconds(ticks, self.timescale);
            let length = end - begin;
            begin = end;
            if segment.discontinuity {
                text.line(format_args!("#EXT-X-DISCONTINUITY"));
            }
            if let Some(key) = &segment.key {
                let mut tag = text.attributes("#EXT-X-KEY:");
                tag.plain("METHOD", "AES-128");
                tag.quoted("URI", &mapping(key));
                tag.end();
            }
            text.line(format_args!("#EXTINF:{}.{:06},", length / 1_000_000, length % 1_000_000));
            if let Some(ByteRange { offset, length }) = segment.byte_range {
                text.line(format_args!("#EXT-X-BYTERANGE:{length}@{offset}"));
            }
            text.line(format_args!("{}", on_one_line(&mapping(&segment.uri))));
        }
    }
}

impl MultivariantPlaylist {
    /// The text, URIs as they are.
    pub fn render(&self) -> String {
        self.render_with(&|uri| Cow::Borrowed(uri))
    }

    /// The text, every URI passed through `mapping`.
    pub fn render_with(&self, mapping: Mapping<'_>) -> String {
        let mut text = Text::new(self.version);
        if self.independent_segments {
            text.line(format_args!("#EXT-X-INDEPENDENT-SEGMENTS"));
        }
        for data in &self.session_data {
            let mut tag = text.attributes("#EXT-X-SESSION-DATA:");
            tag.quoted("DATA-ID", &data.id);
            tag.quoted("URI", &mapping(&data.uri));
            tag.end();
        }
        for alternative in &self.media {
            alternative.render(&mut text, mapping);
        }
        for variant in &self.variants {
            variant.render(&mut text, mapping);
        }
        for stream in &self.iframe_streams {
            stream.render(&mut text, mapping);
        }
        text.0
    }
}

impl Alternative {
    fn render(&self, text: &mut Text, mapping: Mapping<'_>) {
        let yes_or_no = |yes: bool| if yes { "YES" } else { "NO" };
        let mut tag = text.attributes("#EXT-X-MEDIA:");
        tag.plain("TYPE", &self.kind);
        tag.quoted("GROUP-ID", &self.group);
        tag.quoted("NAME", &self.name);
        tag.maybe_quoted("LANGUAGE", self.language.as_deref());
        tag.plain("DEFAULT", yes_or_no(self.default));
        tag.plain("AUTOSELECT", yes_or_no(self.autoselect));
        if self.forced {
            tag.plain("FORCED", "YES");
        }
        tag.maybe_quoted("CHARACTERISTICS", self.characteristics.as_deref());
        tag.maybe_quoted("CHANNELS", self.channels.as_deref());
        tag.maybe_quoted("INSTREAM-ID", self.instream_id.as_deref());
        tag.maybe_quoted("URI", self.uri.as_deref().map(mapping).as_deref());
        tag.end();
    }
}

impl Variant {
    fn render(&self, text: &mut Text, mapping: Mapping<'_>) {
        let mut tag = text.attributes("#EXT-X-STREAM-INF:");
        tag.stream(self.bandwidth, self.average_bandwidth, self.codecs.as_deref(), self.resolution);
        if let Some(rate) = self.frame_rate {
            tag.plain("FRAME-RATE", rate.decimal(3));
        }
        tag.maybe_plain("VIDEO-RANGE", self.video_range.as_deref());
        tag.maybe_plain("SCORE", self.score.as_deref());
        tag.maybe_quoted("AUDIO", self.audio.as_deref());
        tag.maybe_quoted("SUBTITLES", self.subtitles.as_deref());
        tag.maybe_quoted("CLOSED-CAPTIONS", self.closed_captions.as_deref());
        tag.end();
        text.line(format_args!("{}", on_one_line(&mapping(&self.uri))));
    }
}

impl IframeStream {
    fn render(&self, text: &mut Text, mapping: Mapping<'_>) {
        let mut tag = text.attributes("#EXT-X-I-FRAME-STREAM-INF:");
        tag.stream(self.bandwidth, self.average_bandwidth, self.codecs.as_deref(), self.resolution);
        tag.maybe_plain("VIDEO-RANGE", self.video_range.as_deref());
        tag.quoted("URI", &mapping(&self.uri));
        tag.end();
    }
}

/// `ticks` in microseconds, rounded.
fn microseconds(ticks: u64, timescale: u32) -> u64 {
    let timescale = u128::from(timescale.max(1));
    let rounded = (u128::from(ticks) * 1_000_000 + timescale / 2) / timescale;
    u64::try_from(rounded).unwrap_or(u64::MAX)
}

/// A line cannot be broken by what stands in it, nor begin as a tag.
fn on_one_line(uri: &str) -> Cow<'_, str> {
    if !uri.starts_with('#') && !uri.contains(char::is_control) {
        return Cow::Borrowed(uri);
    }
    let uri: String = uri.chars().filter(|c| !c.is_control()).collect();
    Cow::Owned(if uri.starts_with('#') { format!("./{uri}") } else { uri })
}

struct Text(String);

impl Text {
    fn new(version: u64) -> Self {
        Self(format!("#EXTM3U\n#EXT-X-VERSION:{version}\n"))
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{line}");
    }

    fn attributes(&mut self, tag: &str) -> Attributes<'_> {
        self.0.push_str(tag);
        Attributes { text: &mut self.0, first: true }
    }
}

/// An attribute list (RFC 8216 §4.2).
struct Attributes<'text> {
    text: &'text mut String,
    first: bool,
}

impl Attributes<'_> {
    fn plain(&mut self, name: &str, value: impl std::fmt::Display) {
        if !std::mem::take(&mut self.first) {
            self.text.push(',');
        }
        let _ = write!(self.text, "{name}={value}");
    }

    /// An enumerated string ends at a comma, a quote or white space (RFC 8216 §4.2): they are left out.
    fn maybe_plain(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            let safe: String = value.chars().filter(|c| !c.is_control() && !",\" ".contains(*c)).collect();
            self.plain(name, safe);
        }
    }

    /// A quoted string has no way to carry quotes or line breaks: they are left out.
    fn quoted(&mut self, name: &str, value: &str) {
        let safe: String = value.chars().filter(|c| !c.is_control() && *c != '"').collect();
        self.plain(name, format_args!("\"{safe}\""));
    }

    fn maybe_quoted(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.quoted(name, value);
        }
    }

    /// What a variant and its I-frame stream declare alike.
    fn stream(
        &mut self,
        bandwidth: u64,
        average: Option<u64>,
        codecs: Option<&str>,
        resolution: Option<domain::media::Size>,
    ) {
        self.plain("BANDWIDTH", bandwidth);
        if let Some(average) = average {
            self.plain("AVERAGE-BANDWIDTH", average);
        }
        self.maybe_quoted("CODECS", codecs);
        if let Some(size) = resolution {
            self.plain("RESOLUTION", format_args!("{}x{}", size.width, size.height));
        }
    }

    fn end(self) {
        self.text.push('\n');
    }
}
