//! What the answers mean that players and their pages get: pieces, heads, other sites, what is new and what is gone. Pure.

use reqwest::Url;

use super::public::cache_rule;
use super::wire::Read;
use super::{Check, Finding, Outcome, Wish, paste};

/// The site that is asked for when none is named.
const ANY: &str = "https://example.com";

/// The piece that is asked for: its first and its last byte.
pub(super) const PIECE: (usize, usize) = (0, 9);

/// The origin that requests are said to come from.
pub(super) fn origin(wish: &Wish) -> String {
    let Some(site) = &wish.site else { return ANY.to_owned() };
    site.trim()
        .parse::<Url>()
        .map_or_else(|_| site.trim().to_owned(), |url| url.origin().ascii_serialization())
}

/// A piece of `whole`.
pub(super) fn judge_range(read: &Read, whole: &[u8]) -> Finding {
    let check = Check::Range;
    let (first, last) = PIECE;
    let due = format!("bytes {first}-{last}/{}", whole.len());
    // Who does not know the size may say so.
    let unknown = format!("bytes {first}-{last}/*");
    let found = read.header("content-range").map(str::trim);
    let is_piece = read.status == Some(206) && whole.get(first..=last) == Some(read.body.as_slice());
    if is_piece && found.is_some_and(|found| found == due || found == unknown) {
        return Finding::good(check, "Pieces of files are served.");
    }
    let text = match read.status {
        Some(200) => {
            "The public address serves whole files alone: who asks for a piece gets all of it.".to_owned()
        }
        Some(206) => "The public address serves other pieces than were asked for.".to_owned(),
        Some(status) => format!("The public address answers {status} to who asks for a piece of a file."),
        None => "The public address gave no answer to who asks for a piece of a file.".to_owned(),
    };
    Finding::bad(check, text).mend(
        "Seeking and fast playback need pieces. Let the CDN or proxy pass Range on, and compress no media: of what is compressed on the way there are no pieces.",
        Vec::new(),
    )
}

/// The head of a file of `size` bytes.
pub(super) fn judge_head(read: &Read, size: usize) -> Finding {
    let length = read.header("content-length").and_then(|length| length.trim().parse().ok());
    if read.status == Some(200) && length == Some(size) {
        return Finding::good(Check::Head, "A file's head is served.");
    }
    let text = match read.status {
        Some(200) => "The head of a file does not tell its size.".to_owned(),
        Some(status) => format!("The public address answers {status} to who asks for a file's head."),
        None => "The public address gave no answer to who asks for a file's head.".to_owned(),
    };
    Finding::advice(Check::Head, text).mend(
        "Some players and validators ask so. Allow HEAD beside GET where the address is served.",
        Vec::new(),
    )
}

/// What pages of another site are answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Visits {
    /// A segment and the stable entry.
    pub(super) reads: Vec<Read>,
    /// The question before a piece is asked for.
    pub(super) preflight: Read,
    /// What is not there.
    pub(super) missing: Read,
}

/// Whether pages of `origin` may read.
pub(super) fn judge_cors(visits: &Visits, wish: &Wish) -> Finding {
    let (check, origin) = (Check::Cors, origin(wish));
    let allows = |read: &Read| {
        read.header("access-control-allow-origin").map(str::trim).is_some_and(|it| it == "*" || it == origin)
    };
    let names = |read: &Read, header: &str, name: &str| {
        let values = read.header(header).unwrap_or_default().to_ascii_lowercase();
        values.split(',').map(str::trim).any(|value| value == "*" || value == name)
    };
    let who = if wish.site.is_some() { origin.as_str() } else { "other sites" };
    let text = if visits.reads.iter().all(allows) {
        let asked = &visits.preflight;
        let is_asked = asked.status.is_some_and(|status| (200..300).contains(&status)) && allows(asked);
        let mut lacks = Vec::new();
        if !is_asked || !names(asked, "access-control-allow-headers", "range") {
            lacks.push(format!(
                "Pages of {who} are not told that they may ask for pieces: older browsers do not."
            ));
        }
        if !allows(&visits.missing) {
            lacks.push(
                "What is missing comes without the permission: players take it for a broken network."
                    .to_owned(),
            );
        }
        let exposes = |name| visits.reads.iter().all(|it| names(it, "access-control-expose-headers", name));
        if !exposes("content-length") || !exposes("content-range") {
            lacks.push("Players on other sites do not see the size of what they load.".to_owned());
        }
        if lacks.is_empty() {
            return Finding::good(check, format!("Pages of {who} may read it."));
        }
        lacks.join(" ")
    } else {
        format!("Pages of {who} may not read it: no player there plays it.")
    };
    let outcome = if visits.reads.iter().all(allows) { Outcome::Advice } else { Outcome::Bad };
    let site = wish.site.as_ref().map(|_| origin.as_str());
    Finding::new(check, outcome, text).mend(
        "Give the bucket the rules below (CORS). CloudFront: let the behavior have the origin request policy CORS-S3Origin, or the response headers policy CORS-With-Preflight. Then purge what the CDN has: what it kept from before has no permission in it.",
        vec![paste::s3_cors(site), paste::r2_cors(site)],
    )
}

/// Whether a new entry was seen within `seconds`.
pub(super) fn judge_fresh(is_seen: bool, read: &Read, seconds: u64, host: &str) -> Finding {
    let check = Check::Freshness;
    if is_seen {
        return Finding::good(check, "A new version is seen within seconds.");
    }
    let text = match (read.status, read.header("age")) {
        (Some(200), Some(_)) => {
            format!(
                "A cache keeps the stable entry for too long: {seconds} seconds later the old one is still read."
            )
        }
        (Some(200), None) => {
            format!("A new entry is not seen: {seconds} seconds later the old one is still read.")
        }
        (Some(status), _) => format!("The stable entry answers {status} after it was written again."),
        (None, _) => "The stable entry cannot be read after it was written again.".to_owned(),
    };
    Finding { mend: Some(cache_rule(host)), ..Finding::bad(check, text) }
}

/// What is answered where something was taken down: the stable entry and a file of the version.
pub(super) fn judge_gone(entry: &Read, file: &Read, host: &str) -> Finding {
    let check = Check::Gone;
    let is_there = |read: &Read| read.status.is_some_and(|status| (200..300).contains(&status));
    match (is_there(entry), is_there(file)) {
        (false, false) if entry.status.is_some() && file.status.is_some() => {
            Finding::good(check, "What was taken down is read no more.")
        }
        (false, false) => Finding::untested(check, "The public address gave no answer after it was taken down."),
        (true, _) => {
            let text = "A cache still has the stable entry after it was taken down.";
            Finding { mend: Some(cache_rule(host)), ..Finding::advice(check, text) }
        }
        (false, true) => {
            Finding::advice(check, "A cache still has files that were taken down. Nothing leads to them any more.").mend(
                "Versions are kept for a year. When something has to be gone at once, purge the CDN's cache after taking it down.",
                Vec::new(),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, headers: &[(&str, &str)]) -> Read {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Read { status: Some(status), headers, ..Read::default() }
    }

    #[test]
    fn pieces() {
        let whole: Vec<u8> = (0..100).collect();
        let piece = |status, range: &str, body: &[u8]| Read {
            body: body.to_vec(),
            ..read(status, &[("content-range", range)])
        };
        for (read, outcome) in [
            (piece(206, "bytes 0-9/100", &whole[..10]), Outcome::Good),
            (piece(206, "bytes 0-9/100", &whole[..11]), Outcome::Bad),
            (piece(206, "bytes 0-9/*", &whole[..10]), Outcome::Good),
            (piece(206, "bytes 0-9/99", &whole[..10]), Outcome::Bad),
            (piece(200, "", &whole), Outcome::Bad),
            (piece(416, "", b""), Outcome::Bad),
            (Read::default(), Outcome::Bad),
        ] {
            assert_eq!(judge_range(&read, &whole).outcome, outcome, "{read:?}");
        }
    }

    #[test]
    fn heads() {
        let of = |status, length| judge_head(&read(status, &[("content-length", length)]), 100).outcome;
        assert_eq!(
            [of(200, "100"), of(200, "0"), of(405, "100")],
            [Outcome::Good, Outcome::Advice, Outcome::Advice]
        );
    }

    const EXPOSE: (&str, &str) = ("access-control-expose-headers", "ETag, Content-Length, Content-Range");

    fn visits(origin: &str) -> Visits {
        let allow = ("access-control-allow-origin", origin);
        Visits {
            reads: vec![read(200, &[allow, EXPOSE]); 2],
            preflight: read(204, &[allow, ("access-control-allow-headers", "Range")]),
            missing: read(404, &[allow]),
        }
    }

    fn site(site: &str) -> Wish {
        Wish { site: Some(site.to_owned()) }
    }

    #[test]
    fn pages_of_other_sites() {
        let ours = "https://films.example";
        let of = |visits: &Visits, wish: &Wish| judge_cors(visits, wish);
        assert_eq!(of(&visits("*"), &Wish::default()).outcome, Outcome::Good);
        assert_eq!(of(&visits(ours), &site("https://films.example/watch?v=1")).outcome, Outcome::Good);
        assert_eq!(of(&visits(ours), &Wish::default()).outcome, Outcome::Bad, "one site is not all");
        let elsewhere = of(&visits("https://other.example"), &site(ours));
        assert_eq!(elsewhere.outcome, Outcome::Bad);
        let mend = elsewhere.mend.unwrap();
        assert!(mend.paste.iter().all(|paste| paste.text.contains(ours)), "{mend:?}");
        for lack in [
            Visits { missing: read(404, &[]), ..visits("*") },
            Visits { preflight: read(403, &[]), ..visits("*") },
            Visits { preflight: read(200, &[("access-control-allow-origin", "*")]), ..visits("*") },
            Visits { reads: vec![read(200, &[("access-control-allow-origin", "*")])], ..visits("*") },
        ] {
            assert_eq!(of(&lack, &Wish::default()).outcome, Outcome::Advice, "{lack:?}");
        }
        let mut one = visits("*");
        one.reads[1].headers.clear();
        assert_eq!(of(&one, &Wish::default()).outcome, Outcome::Bad, "the entry, too");
    }

    #[test]
    fn what_is_new_and_what_is_gone() {
        let fresh = |is_seen, read: &Read| judge_fresh(is_seen, read, 8, "cdn.example.com");
        assert_eq!(fresh(true, &read(200, &[])).outcome, Outcome::Good);
        let old = fresh(false, &read(200, &[("age", "70")]));
        assert!(old.outcome == Outcome::Bad && old.text.contains("A cache") && old.mend.is_some());
        assert!(fresh(false, &read(404, &[])).text.contains("404"));
        let gone = |entry, file| judge_gone(&read(entry, &[]), &read(file, &[]), "cdn.example.com").outcome;
        assert_eq!(
            [gone(404, 403), gone(200, 404), gone(404, 200)],
            [Outcome::Good, Outcome::Advice, Outcome::Advice]
        );
        assert_eq!(judge_gone(&Read::default(), &Read::default(), "").outcome, Outcome::Untested);
    }
}
