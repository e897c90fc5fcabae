//! How a version is shown to others: a link, HTML for a site, a picture for a phone, and what it costs.

use domain::failure::{Code, Failure};
use package::layout;
use qrcode::QrCode;
use qrcode::render::svg;

use crate::api::{Costs, Share};
use crate::destinations::Prices;
use crate::published::Publication;

/// Bytes of a gigabyte, as stores count them.
const GIGABYTE: f64 = 1e9;

/// Pixels of the picture's side, at least.
const SIDE: u32 = 240;

/// All that is said of `version`, whose package is on the disk or not any more.
pub(super) fn share(version: &Publication, prices: Option<&Prices>) -> Result<Share, Failure> {
    let has_page = version.folder.join(layout::PAGE).exists();
    let page = has_page.then(|| version.public_url.replace(contract::files::ENTRY, layout::PAGE));
    let shown = page.as_ref().unwrap_or(&version.stable_url);
    let code = QrCode::new(shown).map_err(|error| {
        Failure::new(Code::Internal, "There is no picture of so long a link.").with_detail(error.to_string())
    })?;
    // Scanners want a quiet border, and dark on light whatever is around it.
    let qr = code.render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).quiet_zone(true).build();
    Ok(Share {
        embed: embed(page.as_deref(), &version.stable_url),
        link: version.stable_url.clone(),
        page,
        qr,
        costs: prices.map(|prices| costs(version.bytes, prices)),
    })
}

/// Where a person sees what is shared: its page, or else its link.
///
/// # Errors
/// When the backend has told an address that no browser is to be sent to.
pub(crate) fn seen_at(share: &Share) -> Result<&str, Failure> {
    let address = share.page.as_ref().unwrap_or(&share.link);
    let is_web = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
    let is_plain = address.chars().all(|char| char.is_ascii_graphic() && !"\"'<>\\^`{|}".contains(char));
    if is_web && is_plain {
        return Ok(address);
    }
    let message = "The link is no address of the web. Ask whoever keeps the backend.";
    Err(Failure::new(Code::PublishFailed, message).with_detail(address.clone()))
}

/// HTML for a site: the page in a frame, or else a video that hls.js plays where the browser does not.
fn embed(page: Option<&str>, link: &str) -> String {
    match page {
        Some(page) => format!(
            "<iframe src=\"{}\" style=\"width:100%;aspect-ratio:16/9;border:0\" allow=\"fullscreen; autoplay; \
             picture-in-picture\" loading=\"lazy\"></iframe>",
            escaped(page)
        ),
        None => format!(
            "<video id=\"film\" controls playsinline style=\"width:100%\"></video>\n\
             <script src=\"https://cdn.jsdelivr.net/npm/hls.js@1\"></script>\n\
             <script>\n  const video = document.getElementById(\"film\"), link = {};\n  \
             if (Hls.isSupported()) {{ const hls = new Hls(); hls.loadSource(link); hls.attachMedia(video); }}\n  \
             else video.src = link;\n</script>",
            serde_json::Value::from(link).to_string().replace('<', "\\u003c")
        ),
    }
}

/// A text as an attribute of HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// What `bytes` cost: viewers of the whole get about the highest rung, which is most of them; half is taken.
fn costs(bytes: u64, prices: &Prices) -> Costs {
    let gigabytes = bytes as f64 / GIGABYTE;
    Costs {
        storage_a_month: gigabytes * prices.storage_gb_month,
        thousand_views: gigabytes / 2.0 * 1000.0 * prices.delivery_gb,
        currency: prices.currency.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_get_a_frame_or_a_video() {
        let framed = embed(Some("https://cdn.example.com/a/v1/index.html?a=1&b=\"2\""), "x");
        assert!(framed.contains("src=\"https://cdn.example.com/a/v1/index.html?a=1&amp;b=&quot;2&quot;\""));
        let video = embed(None, "https://cdn.example.com/</script>/master.m3u8");
        assert!(video.contains("link = \"https://cdn.example.com/\\u003c/script>/master.m3u8\""), "{video}");
    }

    #[test]
    fn a_browser_is_sent_to_the_web_alone() {
        let of = |link: &str, page: Option<&str>| {
            let (link, embed, qr) = (link.to_owned(), String::new(), String::new());
            let share = Share { link, page: page.map(str::to_owned), embed, qr, costs: None };
            seen_at(&share).map(str::to_owned).ok()
        };
        let (link, page) =
            ("https://cdn.example.com/a%20b/master.m3u8?x=1&y=2", "http://127.0.0.1:9/index.html");
        assert_eq!(of(link, None).as_deref(), Some(link));
        assert_eq!(of(link, Some(page)).as_deref(), Some(page));
        for other in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "C:\\run.exe",
            "https://a/\" & calc",
            "https://a/ b",
        ] {
            assert_eq!(of(other, None), None, "{other}");
        }
    }

    #[test]
    fn prices_become_costs() {
        let prices = Prices { storage_gb_month: 0.015, delivery_gb: 0.01, currency: "EUR".into() };
        let costs = costs(2_000_000_000, &prices);
        assert!((costs.storage_a_month - 0.03).abs() < 1e-9 && (costs.thousand_views - 10.0).abs() < 1e-9);
    }
}
