//! The player page, pure: one static document, written beside a package or served for the preview. The programme stands
//! in it as data; a script and a style, the same for every programme, make the player of it.

use serde::Serialize;

const TEMPLATE: &str = include_str!("page.html");

/// The page's script: the player, with hls.js in it.
pub const SCRIPT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/player.js"));
/// The page's style.
pub const STYLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/player.css"));

/// The page's Content-Security-Policy: its own script and style, what lies beside it, and what hls.js makes itself (a
/// worker and a media source, both blobs, and for subtitles an empty track as data).
pub const SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     connect-src 'self'; media-src 'self' blob: data:; worker-src 'self' blob:; base-uri 'none'; form-action 'none'";

/// What plays. Addresses are relative to the page, or paths of its server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Programme {
    /// Any text.
    pub title: String,
    /// The multivariant playlist.
    pub playlist: String,
    /// A picture to show before it plays.
    pub poster: Option<String>,
    /// The WebVTT track of thumbnails.
    pub thumbnails: Option<String>,
    /// The WebVTT track of chapters.
    pub chapters: Option<String>,
    /// A file to download.
    pub download: Option<String>,
    /// Pixels across of its best pictures.
    pub width: Option<u32>,
    /// Pixels down.
    pub height: Option<u32>,
    /// Frames per second, such as `24000/1001`.
    pub frame_rate: Option<String>,
    /// The origin of another server, from which it has its keys, such as `https://keys.example.com`.
    #[serde(skip)]
    pub key_server: Option<String>,
}

/// The page's HTML.
///
/// `assets` goes before the names of script and style. `home` is where the page's folder will be found on the web, ending
/// in a slash, when that is known: sites that show a preview of a link want addresses in full.
pub fn render(programme: &Programme, assets: &str, home: Option<&str>) -> String {
    fill(TEMPLATE, |name| match name {
        "policy" => policy(programme.key_server.as_deref()),
        "title" => escape(&programme.title),
        "shared" => shared(programme, home.unwrap_or_default()),
        "assets" => escape(assets),
        "playlist" => escape(&programme.playlist),
        // Nothing in it ends the element or begins a comment.
        "programme" => serde_json::to_string(programme).unwrap_or_default().replace('<', "\\u003c"),
        _ => String::new(),
    })
}

/// [`SECURITY_POLICY`], with one more server that may be asked.
fn policy(server: Option<&str>) -> String {
    const ASKED: &str = "connect-src 'self'";
    let with = |server| SECURITY_POLICY.replace(ASKED, &format!("{ASKED} {}", escape(server)));
    server.map_or_else(|| SECURITY_POLICY.to_owned(), with)
}

/// What sites show where somebody shares the page (Open Graph, and its cousin of X).
fn shared(programme: &Programme, home: &str) -> String {
    let at = |path: &str| format!("{home}{path}");
    let poster = programme.poster.as_deref().map(at);
    let size = |pixels: Option<u32>| pixels.filter(|_| poster.is_some()).map(|pixels| pixels.to_string());
    let kind = if programme.width.is_some() { "video.other" } else { "website" };
    let card = if poster.is_some() { "summary_large_image" } else { "summary" };
    let list = [
        ("property", "og:type", Some(kind.to_owned())),
        ("property", "og:title", Some(programme.title.clone())),
        ("property", "og:url", (!home.is_empty()).then(|| home.to_owned())),
        ("property", "og:image", poster.clone()),
        ("property", "og:image:width", size(programme.width)),
        ("property", "og:image:height", size(programme.height)),
        ("property", "og:video", programme.download.as_deref().map(at)),
        ("property", "og:video:type", programme.download.is_some().then(|| "video/mp4".to_owned())),
        ("name", "twitter:card", Some(card.to_owned())),
    ];
    let said = list.into_iter().filter_map(|(kind, name, content)| Some((kind, name, content?)));
    said.map(|(kind, name, content)| format!("<meta {kind}=\"{name}\" content=\"{}\">\n", escape(&content)))
        .collect()
}

/// Replaces every `{{name}}` in one pass, so that no value is searched for names.
fn fill(template: &str, value: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        filled.push_str(before);
        filled.push_str(&value(name));
        rest = after;
    }
    filled + rest
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(title: &str) -> Programme {
        Programme {
            title: title.into(),
            playlist: "master.m3u8".into(),
            poster: Some("poster.jpg".into()),
            width: Some(1920),
            height: Some(1080),
            ..Programme::default()
        }
    }

    #[test]
    fn values_are_escaped_and_never_filled_again() {
        let html = render(&film("</script><!-- <b>\"it's\" & {{policy}}"), "player/", None);
        assert!(html.contains(
            "<title>&lt;/script&gt;&lt;!-- &lt;b&gt;&quot;it&#39;s&quot; &amp; {{policy}}</title>"
        ));
        assert!(
            html.contains(r#"{"title":"\u003c/script>\u003c!-- \u003cb>\"it's\" & {{policy}}","playlist""#)
        );
        assert_eq!(html.matches("</script>").count(), 2);
        assert!(
            html.contains("<script defer src=\"player/player.js\">")
                && html.contains("href=\"player/player.css\"")
        );
    }

    #[test]
    fn keys_may_come_from_another_server() {
        let of = |key_server| render(&Programme { key_server, ..film("t") }, "", None);
        assert!(of(None).contains("connect-src 'self';"));
        let there = of(Some("https://keys.example.com".into()));
        assert!(there.contains("connect-src 'self' https://keys.example.com;"));
        assert!(!there.contains("key_server"));
    }

    #[test]
    fn every_name_in_the_template_is_known() {
        let html = render(&film("t"), "", None);
        assert!(!html.contains("{{") && !html.contains("}}") && !TEMPLATE.contains(" style="));
    }

    #[test]
    fn what_is_shared_has_addresses_in_full_where_they_are_known() {
        let of = |programme: &Programme, home| render(programme, "", home);
        let known = of(&film("t"), Some("https://example.com/film/"));
        assert!(
            known.contains("<meta property=\"og:image\" content=\"https://example.com/film/poster.jpg\">")
        );
        assert!(known.contains("<meta property=\"og:url\" content=\"https://example.com/film/\">"));
        assert!(known.contains("og:image:width\" content=\"1920\"") && known.contains("summary_large_image"));
        let bare = of(&Programme { title: "t".into(), playlist: "p".into(), ..Programme::default() }, None);
        assert!(
            !bare.contains("og:image") && !bare.contains("og:url") && bare.contains("content=\"website\"")
        );
    }

    /// The light build plays our packages without sound.
    #[test]
    fn hls_js_is_the_full_build() {
        let script = std::str::from_utf8(SCRIPT).unwrap();
        // Once in the defaults every build has, and once more where the full build fills it in.
        assert!(script.matches("audioStreamController").count() >= 2);
        assert!(!script.contains("</script"));
    }
}
