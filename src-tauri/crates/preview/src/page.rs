//! The embedded player page: one self-contained document that plays a mount in any browser.

/// hls.js as it is published, for the page's script element.
pub(crate) const HLS_JS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hls.min.js"));

const TEMPLATE: &str = include_str!("page/player.html");
const STYLE: &str = include_str!("page/player.css");
const SCRIPT: &str = include_str!("page/player.js");

/// What differs from page to page.
pub(crate) struct Page<'a> {
    /// The name of what plays; any text.
    pub(crate) title: &'a str,
    /// The path of hls.js.
    pub(crate) script: &'a str,
    /// The path of the master playlist.
    pub(crate) playlist: &'a str,
    /// The nonce of the page's security policy, used once.
    pub(crate) nonce: &'a str,
}

/// The page's HTML. Values are escaped, and none of them is put inside a script.
pub(crate) fn render(page: &Page<'_>) -> String {
    let value = |name: &str| match name {
        "title" => escape(page.title),
        "hls" => escape(page.script),
        "playlist" => escape(page.playlist),
        "nonce" => escape(page.nonce),
        "style" => STYLE.to_owned(),
        "script" => SCRIPT.to_owned(),
        _ => String::new(),
    };
    fill(TEMPLATE, value)
}

/// The page's Content-Security-Policy: its own two scripts and style by nonce, its own server, and what hls.js makes
/// itself (a worker and a media source, both blobs, and for subtitles an empty track as data).
pub(crate) fn security_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; \
         media-src 'self' blob: data:; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
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

    #[test]
    fn values_are_escaped_and_never_filled_again() {
        let html = render(&Page {
            title: "</title><script>alert('1')</script> {{nonce}}",
            script: "/token/-/hls.js",
            playlist: "/token/1/master.m3u8",
            nonce: "0123",
        });
        assert!(html.contains("&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; {{nonce}}"));
        assert!(!html.contains("<script>"));
        assert_eq!(html.matches("nonce=\"0123\"").count(), 3);
        assert!(html.contains("src=\"/token/-/hls.js\""));
        assert!(html.contains("data-playlist=\"/token/1/master.m3u8\""));
    }

    #[test]
    fn every_name_in_the_template_is_known() {
        let html = render(&Page { title: "t", script: "s", playlist: "p", nonce: "n" });
        assert!(!html.contains("{{") && !html.contains("}}"));
    }

    /// A policy by nonce forbids handlers and styles in attributes, so the page must not have any.
    #[test]
    fn the_page_obeys_its_own_policy() {
        assert!(
            !TEMPLATE.contains(" style=")
                && !TEMPLATE.contains(" onclick=")
                && !TEMPLATE.contains("javascript:")
        );
        assert!(!SCRIPT.contains("innerHTML") && !SCRIPT.contains("</script"));
        assert!(!STYLE.contains("http") && !STYLE.contains("</style"));
    }

    /// The light build plays our packages without sound.
    #[test]
    fn hls_js_is_the_full_build() {
        let script = std::str::from_utf8(HLS_JS).unwrap();
        // Once in the defaults every build has, and once more where the full build fills it in.
        assert!(script.matches("audioStreamController:").count() >= 2);
    }
}
