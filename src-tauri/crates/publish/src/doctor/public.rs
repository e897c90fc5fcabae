//! What the answers mean that everybody gets who reads a file of the test package, pure.

use std::io::Read as _;

use contract::files;
use flate2::read::GzDecoder;
use reqwest::Url;

use super::package::File;
use super::reach::plain;
use super::wire::Read;
use super::{Check, Finding, Mend, Outcome, paste};

/// The longest that an entry may be kept, in seconds: longer than it is sent with, and still soon.
const SOON: u64 = 60;

/// The shortest that a version is kept to be worth it, in seconds: a day.
const LONG: u64 = 86_400;

/// Bytes of a text, at most.
const MOST: u64 = 1 << 20;

/// What is to come.
#[derive(Clone, Debug)]
pub(super) struct Due {
    /// For people.
    pub(super) name: String,
    /// The host that it is read from.
    pub(super) host: String,
    pub(super) content_type: &'static str,
    /// As it is.
    pub(super) plain: Vec<u8>,
    /// As it was sent, when that is compressed.
    pub(super) compressed: Option<Vec<u8>>,
    /// Whether it changes: the stable entry does.
    pub(super) is_entry: bool,
}

impl Due {
    /// A file of a version.
    pub(super) fn of_file(file: &File, host: &str) -> Self {
        let name = file.object.path.to_string();
        let content_type = files::content_type(&name).unwrap_or_default();
        let compressed = file.object.encoding.map(|_| file.sent.to_vec());
        Self {
            name,
            host: host.to_owned(),
            content_type,
            plain: file.plain.clone(),
            compressed,
            is_entry: false,
        }
    }

    /// The stable entry; as what it was sent, only the backend knows.
    pub(super) fn of_entry(text: &str, host: &str) -> Self {
        Self {
            name: "the stable entry".to_owned(),
            host: host.to_owned(),
            content_type: files::content_type(files::ENTRY).unwrap_or_default(),
            plain: text.into(),
            compressed: None,
            is_entry: true,
        }
    }
}

/// What one file that was read says of the public side.
pub(super) fn judge_read(read: &Read, due: &Due) -> Vec<Finding> {
    if read.status != Some(200) {
        return vec![judge_status(read, due)];
    }
    let mut findings = vec![
        Finding::good(Check::Public, "Everybody reads it."),
        judge_type(read, due),
        judge_cache(read, due),
    ];
    findings.push(judge_from(read, due));
    let (bytes, compression) = judge_bytes(read, due);
    findings.push(bytes);
    findings.extend(compression);
    findings
}

/// One finding for each check, of findings about many files: the worst of each, with what is said of the others.
pub(super) fn folded(findings: Vec<Finding>) -> Vec<Finding> {
    let rank = |outcome| match outcome {
        Outcome::Good => 0,
        Outcome::Untested => 1,
        Outcome::Advice => 2,
        Outcome::Bad => 3,
    };
    let of = |check: Check| {
        let these: Vec<&Finding> = findings.iter().filter(|finding| finding.check == check).collect();
        let worst = these.iter().map(|finding| rank(finding.outcome)).max()?;
        let first = these.iter().find(|finding| rank(finding.outcome) == worst)?;
        let mut texts: Vec<&str> = Vec::new();
        for finding in &these {
            if (worst == 0 || finding.outcome != Outcome::Good) && !texts.contains(&finding.text.as_str()) {
                texts.push(&finding.text);
            }
        }
        Some(Finding { text: texts.join(" "), ..(*first).clone() })
    };
    Check::ALL.into_iter().filter_map(of).collect()
}

fn judge_status(read: &Read, due: &Due) -> Finding {
    let check = Check::Public;
    let Some(status) = read.status else {
        let said = plain(&read.said);
        let text = format!("{} cannot be reached: {}.", due.host, said.trim_end_matches('.'));
        return Finding::bad(check, text).mend(
            "Check public_url in the backend's configuration, the domain's DNS and its certificate.",
            Vec::new(),
        );
    };
    let name = &due.name;
    match status {
        401 | 403 => Finding::bad(check, format!("The bucket is not public: {name} answers {status} to everybody.")).mend(
            "S3: turn Block public access off for the bucket and give it the policy below, or leave it private and put CloudFront before it (origin access control), with public_url its address. R2: connect a custom domain to the bucket, or allow its r2.dev address, and set public_url to that.",
            vec![paste::s3_public()],
        ),
        404 | 410 => Finding::bad(check, format!("{name} was stored, and is not at its public address: {status}.")).mend(
            "Set public_url in the backend's configuration to where the bucket itself is read, ending in a slash. R2: the S3 endpoint is not public; connect a custom domain, or allow the r2.dev address.",
            Vec::new(),
        ),
        _ => Finding::bad(check, format!("{name} answers {status} to everybody.")).mend(
            "Look at what serves the public address: the CDN's or the store's own log has more of it.",
            Vec::new(),
        ),
    }
}

/// The address itself: a page over https reads no other.
pub(super) fn judge_https(url: &str, from: Option<&str>) -> Finding {
    let check = Check::Https;
    let Ok(parsed) = from.unwrap_or(url).parse::<Url>() else {
        return Finding::bad(check, "The public address is none.").mend(
            "Set public_url in the backend's configuration, such as https://cdn.example.com/.",
            Vec::new(),
        );
    };
    if parsed.scheme() == "https" {
        return Finding::good(check, "The public address is one over https.");
    }
    if crate::http::is_safe(&parsed) {
        return Finding::good(check, "The public address is on this computer.");
    }
    Finding::bad(check, "The public address is one of plain http: pages over https do not play it (mixed content).").mend(
        "Give the domain a certificate (Cloudflare and CloudFront have them), and begin public_url with https://.",
        Vec::new(),
    )
}

fn judge_from(read: &Read, due: &Due) -> Finding {
    match &read.from {
        None => Finding::good(Check::Redirect, "It is where it is said to be, without a detour."),
        Some(from) => {
            let base = from.strip_suffix(due.name.as_str()).unwrap_or(from);
            Finding::advice(
                Check::Redirect,
                "The public address leads elsewhere: each file costs one request more.",
            )
            .mend(
                format!("Set public_url in the backend's configuration to where it leads: {base}"),
                Vec::new(),
            )
        }
    }
}

fn judge_type(read: &Read, due: &Due) -> Finding {
    let check = Check::ContentType;
    let found = read.header("content-type").unwrap_or_default();
    let kind = found.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case(due.content_type) {
        return Finding::good(check, "Every kind of file comes as what it is.");
    }
    let found = if kind.is_empty() { "without a type".to_owned() } else { format!("as {}", plain(kind)) };
    Finding::bad(check, format!("{} comes {found}, not as {}.", due.name, due.content_type)).mend(
        "The backend signs the type of each file. Let the store keep it, and no CDN or proxy change it (a transform rule, a response headers policy).",
        Vec::new(),
    )
}

/// Seconds that caches may keep an answer; `None` when it does not say.
fn lifetime(read: &Read) -> Option<u64> {
    let text = read.header("cache-control")?.to_ascii_lowercase();
    let each: Vec<&str> = text.split(',').map(str::trim).collect();
    if each.iter().any(|it| matches!(*it, "no-store" | "no-cache")) {
        return Some(0);
    }
    let seconds =
        |name: &str| each.iter().find_map(|it| it.strip_prefix(name)?.trim_matches('"').parse().ok());
    seconds("max-age=").max(seconds("s-maxage="))
}

fn judge_cache(read: &Read, due: &Due) -> Finding {
    let check = Check::CacheControl;
    let age: u64 = read.header("age").and_then(|age| age.trim().parse().ok()).unwrap_or_default();
    let good = "Versions are kept by caches for long, the stable entry for seconds.";
    let finding = match (lifetime(read), due.is_entry) {
        (Some(lifetime), true) if lifetime > SOON => Finding::bad(
            check,
            format!(
                "Caches may keep the stable entry for {lifetime} seconds: so long a new version is not seen."
            ),
        ),
        (Some(lifetime), true) if age > lifetime.max(SOON) => Finding::bad(
            check,
            format!(
                "The stable entry comes from a cache that has it for {age} seconds, though it lives {lifetime}."
            ),
        ),
        (Some(lifetime), false) if lifetime < LONG => Finding::advice(
            check,
            format!(
                "{} may be kept for {lifetime} seconds alone: viewers load again what they had.",
                due.name
            ),
        ),
        (Some(_), _) => return Finding::good(check, good),
        (None, _) => {
            Finding::advice(check, format!("{} comes without Cache-Control: caches guess.", due.name))
        }
    };
    Finding { mend: Some(cache_rule(&due.host)), ..finding }
}

/// What makes a CDN keep each file for as long as it is sent with.
pub(super) fn cache_rule(host: &str) -> Mend {
    let text = "Let the CDN keep each file for as long as its Cache-Control says: a year for versions, seconds for the stable entry. \
        Cloudflare: a cache rule with the expression below, Eligible for cache, Edge TTL \"Use cache-control header if present, bypass cache if not\", Browser TTL \"Respect origin\". \
        CloudFront: the cache policies below, and Compress objects off. Then purge what it has.";
    Mend {
        text: text.to_owned(),
        paste: vec![
            paste::cloudflare_expression(host),
            paste::cloudflare_rule(host),
            paste::cloudfront_policy(),
            paste::cloudfront_entries(),
        ],
    }
}

/// The text of what came, as a browser has it.
pub(super) fn decoded(read: &Read) -> Option<Vec<u8>> {
    if !read.header("content-encoding").is_some_and(|it| it.trim().eq_ignore_ascii_case("gzip")) {
        return Some(read.body.clone());
    }
    let mut text = Vec::new();
    GzDecoder::new(read.body.as_slice()).take(MOST).read_to_end(&mut text).ok()?;
    Some(text)
}

fn judge_bytes(read: &Read, due: &Due) -> (Finding, Option<Finding>) {
    let is_right = decoded(read).as_ref() == Some(&due.plain);
    let bytes = if is_right {
        Finding::good(Check::Bytes, "What is read is what was sent, byte for byte.")
    } else {
        Finding::bad(Check::Bytes, format!("{} is not what was sent.", due.name)).mend(
            "Turn off what rewrites files on the way: optimisers, minifiers, a proxy's own compression.",
            Vec::new(),
        )
    };
    let compression = due.compressed.as_ref().map(|sent| judge_compression(read, due, sent, is_right));
    (bytes, compression)
}

fn judge_compression(read: &Read, due: &Due, sent: &[u8], is_right: bool) -> Finding {
    let check = Check::Compression;
    let is_encoded = read.header("content-encoding").is_some();
    let varies = read.header("vary").map(str::to_ascii_lowercase);
    let varies = varies.is_some_and(|it| it.contains("accept-encoding") || it.contains('*'));
    match (is_encoded, is_right) {
        (true, true) => Finding::good(check, "What was sent compressed comes as such."),
        (false, true) if varies => {
            Finding::good(check, "What was sent compressed comes unpacked for who wants it so.")
        }
        (false, true) => Finding::advice(
            check,
            format!("{} was sent compressed, and comes unpacked.", due.name),
        )
        .mend("Let the CDN pass Content-Encoding on: playlists are asked for again and again.", Vec::new()),
        (false, false) if read.body == sent => {
            let text = format!("{} comes compressed, and does not say so: no player can read it.", due.name);
            Finding::bad(check, text).mend(
                "The store, or what is before it, loses Content-Encoding. Let it be kept, or turn gzip off in the backend's configuration.",
                Vec::new(),
            )
        }
        (_, false) => Finding::bad(check, format!("{} cannot be unpacked.", due.name))
            .mend("Turn gzip off in the backend's configuration, or what compresses on the way.", Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::package;
    use super::*;

    fn read(headers: &[(&str, &str)], body: &[u8]) -> Read {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Read { status: Some(200), headers, body: body.to_vec(), ..Read::default() }
    }

    const HOST: &str = "cdn.example.com";

    fn due(path: &str) -> Due {
        let file = package::files(true).into_iter().find(|file| file.object.path.as_str() == path).unwrap();
        Due::of_file(&file, HOST)
    }

    fn list() -> Due {
        due("video/playlist.m3u8")
    }

    const KIND: (&str, &str) = ("content-type", "application/vnd.apple.mpegurl");
    const YEAR: (&str, &str) = ("cache-control", files::IMMUTABLE);
    const GZIP: (&str, &str) = ("content-encoding", "gzip");

    fn outcome(findings: &[Finding], check: Check) -> Option<Outcome> {
        findings.iter().find(|finding| finding.check == check).map(|finding| finding.outcome)
    }

    #[test]
    fn a_file_as_it_should_be() {
        let due = list();
        let sent = due.compressed.clone().unwrap();
        for found in [
            judge_read(&read(&[KIND, YEAR, GZIP], &sent), &due),
            judge_read(&read(&[KIND, YEAR, ("vary", "Origin, Accept-Encoding")], &due.plain), &due),
        ] {
            assert!(found.iter().all(|finding| finding.outcome == Outcome::Good), "{found:#?}");
            assert_eq!(found.len(), 6);
        }
        let due = Due::of_entry("#EXTM3U\n", HOST);
        let found = judge_read(&read(&[KIND, ("cache-control", files::SHORT_LIVED)], &due.plain), &due);
        assert!(found.iter().all(|finding| finding.outcome == Outcome::Good), "{found:#?}");
    }

    #[test]
    fn a_file_that_nobody_can_read() {
        for (status, word) in
            [(403, "not public"), (401, "not public"), (404, "public address"), (500, "500")]
        {
            let found = judge_read(&Read { status: Some(status), ..Read::default() }, &list());
            assert_eq!(found.len(), 1);
            assert!(found[0].text.contains(word) && found[0].mend.is_some(), "{found:?}");
            assert_eq!((found[0].check, found[0].outcome), (Check::Public, Outcome::Bad));
        }
        let lost = Read { said: "dns error".into(), ..Read::default() };
        assert_eq!(judge_read(&lost, &list())[0].text, "cdn.example.com cannot be reached: dns error.");
    }

    #[test]
    fn types_and_bytes() {
        let due = due("video/seg_00000.m4s");
        let found = judge_read(&read(&[("content-type", "binary/octet-stream"), YEAR], &due.plain), &due);
        assert_eq!(outcome(&found, Check::ContentType), Some(Outcome::Bad));
        assert_eq!(outcome(&found, Check::Bytes), Some(Outcome::Good));
        assert_eq!(outcome(&found, Check::Compression), None);
        let found = judge_read(&read(&[("Content-Type", ""), YEAR], b"other"), &due);
        assert_eq!(outcome(&found, Check::Bytes), Some(Outcome::Bad));
        let with =
            |kind| outcome(&judge_read(&read(&[("content-type", kind)], b""), &due), Check::ContentType);
        assert_eq!(with("Video/ISO.segment; charset=utf-8"), Some(Outcome::Good));
    }

    #[test]
    fn compression_that_is_lost() {
        let due = list();
        let sent = due.compressed.clone().unwrap();
        let of = |read: &Read| outcome(&judge_read(read, &due), Check::Compression).unwrap();
        assert_eq!(of(&read(&[KIND], &sent)), Outcome::Bad);
        assert_eq!(of(&read(&[KIND], &due.plain)), Outcome::Advice);
        assert_eq!(of(&read(&[KIND, GZIP], &due.plain)), Outcome::Bad);
    }

    #[test]
    fn how_long_caches_keep_it() {
        let (entry, file) = (Due::of_entry("", HOST), due("poster.jpg"));
        let of = |due: &Due, headers: &[(&str, &str)]| judge_cache(&read(headers, b""), due).outcome;
        for (value, of_entry, of_file) in [
            ("public, max-age=5", Outcome::Good, Outcome::Advice),
            ("no-cache", Outcome::Good, Outcome::Advice),
            ("max-age=14400", Outcome::Bad, Outcome::Advice),
            ("max-age=5, s-maxage=3600", Outcome::Bad, Outcome::Advice),
            ("public, max-age=31536000, immutable", Outcome::Bad, Outcome::Good),
            ("public", Outcome::Advice, Outcome::Advice),
        ] {
            let header = [("cache-control", value)];
            assert_eq!((of(&entry, &header), of(&file, &header)), (of_entry, of_file), "{value}");
        }
        assert_eq!(of(&entry, &[]), Outcome::Advice);
        assert_eq!(of(&entry, &[("cache-control", "max-age=5"), ("age", "900")]), Outcome::Bad);
        assert_eq!(of(&file, &[YEAR, ("age", "900")]), Outcome::Good);
        assert_eq!(judge_cache(&read(&[], b""), &entry).mend.unwrap().paste.len(), 4);
    }

    #[test]
    fn an_address_that_pages_may_read() {
        let of = |url: &str, from| judge_https(url, from).outcome;
        assert_eq!(of("https://cdn.example.com/", None), Outcome::Good);
        assert_eq!(of("http://127.0.0.1:1/films/", None), Outcome::Good);
        assert_eq!(of("http://cdn.example.com/", None), Outcome::Bad);
        assert_eq!(of("http://cdn.example.com/", Some("https://cdn.example.com/")), Outcome::Good);
        assert_eq!(of("https://cdn.example.com/", Some("http://cdn.example.com/")), Outcome::Bad);
        assert_eq!(of("cdn", None), Outcome::Bad);
        let due = due("poster.jpg");
        let moved = Read { from: Some("https://b.example.com/films/poster.jpg".into()), ..read(&[], b"") };
        let finding = judge_from(&moved, &due);
        assert_eq!(finding.outcome, Outcome::Advice);
        assert!(finding.mend.unwrap().text.ends_with("https://b.example.com/films/"));
    }

    #[test]
    fn the_worst_is_told_once() {
        let of = |outcome, text: &str| Finding::new(Check::Public, outcome, text);
        let found = folded(vec![
            Finding::good(Check::Bytes, "Same."),
            of(Outcome::Good, "Fine."),
            of(Outcome::Bad, "a is not."),
            of(Outcome::Advice, "b may be."),
            Finding::good(Check::Bytes, "Same."),
        ]);
        assert_eq!(found, [of(Outcome::Bad, "a is not. b may be."), Finding::good(Check::Bytes, "Same.")]);
    }
}
