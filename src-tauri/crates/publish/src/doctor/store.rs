//! What the answers of a store to writes mean, pure.

use contract::messages::{Checksum, ObjectAnswer};

use super::wire::Put;
use super::{Check, Finding, Paste, paste};
use crate::doctor::reach::plain;

/// Clocks may be apart by so many seconds.
const APART: i64 = 5 * 60;

/// What it means for publishing that `put`, sent as it was signed, is taken or not.
pub(super) fn judge_put(put: &Put, path: &str) -> Finding {
    if put.is_taken() {
        return Finding::good(Check::Put, "The store takes what is sent as it was signed.");
    }
    let Some(status) = put.status else {
        let said = plain(&put.said);
        return Finding::bad(Check::Put, format!("The store cannot be reached: {}.", said.trim_end_matches('.'))).mend(
            "Check the bucket's endpoint in the backend's configuration. It has to be one that this computer reaches, over https.",
            Vec::new(),
        );
    };
    let (text, mend, paste): (_, _, Vec<Paste>) = match put.code.as_str() {
        _ if put.old => (
            "The store says that the signature has expired, moments after it was made.",
            "Set the clock of the machine that signs: let it follow a time server (NTP).",
            Vec::new(),
        ),
        "SignatureDoesNotMatch" => (
            "The store says that the signature is wrong.",
            "Check the secret key and the region in the backend's configuration. A proxy before the store must not change headers or paths.",
            Vec::new(),
        ),
        "InvalidAccessKeyId" | "InvalidSecurity" | "Unauthorized" => (
            "The store does not know the backend's key.",
            "Check the access key and the endpoint in the backend's configuration.",
            Vec::new(),
        ),
        "AccessDenied" | "AllAccessDisabled" | "AccountProblem" => (
            "The backend's keys may not write to the bucket.",
            "Let the keys list, read, write and delete in the bucket.",
            vec![paste::s3_keys()],
        ),
        "NoSuchBucket" => (
            "There is no bucket of this name.",
            "Make the bucket, or mend its name, endpoint or region in the backend's configuration.",
            Vec::new(),
        ),
        "PermanentRedirect"
        | "TemporaryRedirect"
        | "AuthorizationHeaderMalformed"
        | "AuthorizationQueryParametersError" => (
            "The bucket is in another region than the backend signs for.",
            "Set the bucket's own region and endpoint in the backend's configuration; the region of R2 is auto.",
            Vec::new(),
        ),
        "NotImplemented" => (
            "The store does not know a header that the backend signs.",
            "Turn sha256 and crc32c off in the backend's configuration, and test again.",
            Vec::new(),
        ),
        _ if matches!(status, 301 | 302 | 307 | 308) => (
            "The store sends elsewhere, where the signature is not good.",
            "Set the bucket's own region and endpoint in the backend's configuration.",
            Vec::new(),
        ),
        _ if put.is_lost() => (
            "The store is not able to take anything at the moment.",
            "Test again in a while. When it stays so, look at the store's own state.",
            Vec::new(),
        ),
        _ => (
            "The store refuses what was signed for it.",
            "Check endpoint, region, name and keys of the bucket in the backend's configuration.",
            Vec::new(),
        ),
    };
    let said = if put.code.is_empty() { status.to_string() } else { format!("{status} {}", put.code) };
    Finding::bad(Check::Put, format!("{text} It answers {said} to {path}.")).mend(mend, paste)
}

/// Whether the clocks that matter agree: who signed, the store, and this machine at `now`, in seconds since 1970.
pub(super) fn judge_clock(put: &Put, now: i64) -> Finding {
    let Some(store) = put.date else {
        let text = "The store does not tell its time.";
        return if put.old {
            Finding::bad(Check::Clock, "The store finds the time of the signature too far off.").mend(
                "Set the clock of the machine that signs: let it follow a time server (NTP).",
                Vec::new(),
            )
        } else {
            Finding::untested(Check::Clock, text)
        };
    };
    let (signed, ours) = (put.signed.map(|signed| signed - store), now - store);
    let off = |seconds: i64| seconds.abs() >= APART;
    let (who, seconds) = match signed {
        Some(signed) if off(signed) => ("The backend's clock", signed),
        None if off(ours) && put.old => ("The backend's clock, or this computer's,", ours),
        _ if off(ours) => ("This computer's clock", ours),
        _ => {
            return Finding::good(
                Check::Clock,
                "The clocks of the backend, the store and this computer agree.",
            );
        }
    };
    let text = if seconds > 0 {
        format!("{who} is {} ahead of the store's.", span(seconds))
    } else {
        format!("{who} is {} behind the store's.", span(seconds))
    };
    let mend = "Let it follow a time server (NTP): signatures are good for minutes.";
    // One that is off, and still good enough, is a warning.
    let finding = if put.old { Finding::bad } else { Finding::advice };
    finding(Check::Clock, text).mend(mend, Vec::new())
}

fn span(seconds: i64) -> String {
    let minutes = (seconds.abs() + 30) / 60;
    if minutes >= 48 * 60 { format!("{} days", minutes / 60 / 24) } else { format!("{minutes} minutes") }
}

/// A body of another length than was signed.
pub(super) fn judge_length(put: &Put) -> Finding {
    if put.is_taken() {
        let text = "The store takes more or less bytes than were signed for: quotas do not hold.";
        let mend = "Let the backend sign Content-Length with each address. If it does, this store does not look at it.";
        return Finding::bad(Check::SignedLength, text).mend(mend, Vec::new());
    }
    if put.is_lost() {
        return Finding::untested(
            Check::SignedLength,
            "The store gave no answer to a body of another length.",
        );
    }
    Finding::good(Check::SignedLength, "A body of another length than was signed is refused.")
}

/// What became of other bytes than were told of: of whole objects and of parts, where the backend claims that they are
/// refused.
pub(super) fn judge_checksums(whole: Option<&Put>, part: Option<&Put>) -> Finding {
    let names = |these: &[(Option<&Put>, Checksum)], is: fn(&Put) -> bool| {
        let named = these.iter().filter(|(put, _)| put.is_some_and(is)).map(|(_, checksum)| match checksum {
            Checksum::Sha256 => "sha256",
            Checksum::Crc32c => "crc32c",
            Checksum::Unknown => "checksums",
        });
        named.collect::<Vec<_>>().join(" and ")
    };
    let all = [(whole, Checksum::Sha256), (part, Checksum::Crc32c)];
    let taken = names(&all, Put::is_taken);
    if !taken.is_empty() {
        let text =
            format!("The store takes damaged bytes, though the backend claims that it verifies {taken}.");
        let mend = format!("Turn {taken} off in the backend's configuration: this store does not verify.");
        return Finding::bad(Check::Checksum, text).mend(mend, Vec::new());
    }
    let refused = names(&all, |put| !put.is_lost());
    match (refused.is_empty(), whole.is_none() && part.is_none()) {
        (false, _) => Finding::good(Check::Checksum, format!("Damaged bytes are refused, by {refused}.")),
        (true, false) => Finding::untested(Check::Checksum, "The store gave no answer to damaged bytes."),
        (true, true) => Finding::untested(
            Check::Checksum,
            "The backend claims no checksums: the store is not asked for any.",
        ),
    }
}

/// What a batch says of what was sent already.
pub(super) fn judge_known(answers: &[ObjectAnswer]) -> Finding {
    let unknown =
        answers.iter().filter(|it| it.upload.is_some() || it.multipart.is_some() || it.error.is_some());
    match unknown.count() {
        0 => Finding::good(Check::Known, "What is stored is known to be: nothing is sent twice."),
        count => {
            let text = format!("{count} of {} stored files are asked for again.", answers.len());
            let mend = "A publish that was broken off begins anew. The store has to keep metadata (x-amz-meta-sha256) and give it with HEAD; a proxy before it must not drop it.";
            Finding::bad(Check::Known, text).mend(mend, Vec::new())
        }
    }
}

/// The same once more, with `If-None-Match: *`.
pub(super) fn judge_conditional(put: &Put) -> Finding {
    let check = Check::Conditional;
    match put.status {
        Some(412 | 409) => Finding::good(check, "The store can be told to replace nothing."),
        Some(status) if (200..300).contains(&status) => {
            let text = "The store does not look at If-None-Match: of two people who publish the same package at the same moment, the later one wins unseen.";
            Finding::advice(check, text).mend(
                "Turn conditional off in the backend's configuration, and publish a package from one place.",
                Vec::new(),
            )
        }
        Some(501 | 400) => Finding::advice(check, "The store does not know If-None-Match.").mend(
            "Turn conditional off in the backend's configuration, and publish a package from one place.",
            Vec::new(),
        ),
        Some(status) => Finding::untested(
            check,
            format!("The store answers {status} to a write that is to replace nothing."),
        ),
        None => Finding::untested(check, "The store gave no answer to a write that is to replace nothing."),
    }
}

/// The last part of a large object: what became of it, and whether the backend finds it again.
pub(super) fn judge_part(put: &Put, is_listed: bool) -> Finding {
    let check = Check::Multipart;
    if !put.is_taken() {
        let put = judge_put(put, "a part");
        return Finding { check, text: format!("Large files cannot be sent. {}", put.text), ..put };
    }
    if !is_listed {
        let text = "A part was sent, and is not listed: a large file that is broken off is sent anew.";
        return Finding::advice(check, text).mend(
            "Let the backend's keys list parts (s3:ListMultipartUploadParts).",
            vec![paste::s3_keys()],
        );
    }
    Finding::good(check, "Large files can be sent in parts, and gone on with.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Outcome;

    const STORE: i64 = 1_795_910_400;

    fn put(status: u16, code: &str) -> Put {
        Put { status: Some(status), code: code.into(), ..Put::default() }
    }

    #[test]
    fn each_refusal_says_what_to_mend() {
        assert_eq!(judge_put(&put(200, ""), "a").outcome, Outcome::Good);
        for (status, code, word) in [
            (403, "SignatureDoesNotMatch", "secret key"),
            (403, "InvalidAccessKeyId", "access key"),
            (403, "AccessDenied", "Let the keys"),
            (404, "NoSuchBucket", "Make the bucket"),
            (301, "PermanentRedirect", "region"),
            (400, "AuthorizationHeaderMalformed", "region"),
            (307, "", "region"),
            (501, "NotImplemented", "sha256"),
            (503, "SlowDown", "in a while"),
            (418, "Teapot", "configuration"),
        ] {
            let finding = judge_put(&put(status, code), "a.m4s");
            assert_eq!(finding.outcome, Outcome::Bad, "{code}");
            assert!(
                finding.text.contains(&status.to_string()) && finding.text.contains(code),
                "{}",
                finding.text
            );
            assert!(finding.mend.unwrap().text.contains(word), "{code}");
        }
        let lost = Put { said: "connection refused".into(), ..Put::default() };
        assert_eq!(judge_put(&lost, "a").text, "The store cannot be reached: connection refused.");
        let old = Put { old: true, ..put(403, "AccessDenied") };
        assert!(judge_put(&old, "a").mend.unwrap().text.contains("clock"));
    }

    #[test]
    fn whose_clock_is_off() {
        let at = |signed: Option<i64>, date, old| Put {
            signed: signed.map(|off| STORE + off),
            date,
            old,
            ..put(403, "RequestTimeTooSkewed")
        };
        let (told, hour) = (Some(STORE), 3600);
        for (put, ours, outcome, text) in [
            (at(Some(2), told, false), -3, Outcome::Good, "agree"),
            (at(Some(-hour), told, true), 0, Outcome::Bad, "The backend's clock is 60 minutes behind"),
            (at(Some(hour), told, true), hour, Outcome::Bad, "The backend's clock is 60 minutes ahead of"),
            (at(Some(-hour), told, false), 0, Outcome::Advice, "The backend's clock is 60 minutes behind"),
            (at(Some(0), told, false), hour, Outcome::Advice, "This computer's clock is 60 minutes ahead of"),
            (at(None, told, true), -hour, Outcome::Bad, "or this computer's"),
            (at(None, told, false), 0, Outcome::Good, "agree"),
            (at(Some(0), None, false), 0, Outcome::Untested, "does not tell"),
            (at(Some(0), None, true), 0, Outcome::Bad, "too far off"),
            (at(Some(-9 * 24 * hour), told, true), 0, Outcome::Bad, "9 days behind"),
        ] {
            let finding = judge_clock(&put, STORE + ours);
            assert_eq!(finding.outcome, outcome, "{put:?}");
            assert!(finding.text.contains(text), "{}", finding.text);
        }
    }

    #[test]
    fn what_must_be_refused() {
        let (taken, refused, lost) = (put(200, ""), put(403, "SignatureDoesNotMatch"), put(503, "SlowDown"));
        let length = [&taken, &refused, &lost].map(|put| judge_length(put).outcome);
        assert_eq!(length, [Outcome::Bad, Outcome::Good, Outcome::Untested]);
        let digest = put(400, "BadDigest");
        for (whole, part, outcome, text) in [
            (Some(&digest), Some(&digest), Outcome::Good, "sha256 and crc32c"),
            (Some(&digest), None, Outcome::Good, "by sha256"),
            (Some(&taken), Some(&digest), Outcome::Bad, "verifies sha256."),
            (Some(&digest), Some(&taken), Outcome::Bad, "verifies crc32c."),
            (None, None, Outcome::Untested, "claims no"),
            (Some(&lost), None, Outcome::Untested, "no answer"),
        ] {
            let finding = judge_checksums(whole, part);
            assert_eq!(finding.outcome, outcome, "{finding:?}");
            assert!(finding.text.contains(text), "{}", finding.text);
        }
        let conditional = [412, 200, 501, 403].map(|status| judge_conditional(&put(status, "")).outcome);
        assert_eq!(conditional, [Outcome::Good, Outcome::Advice, Outcome::Advice, Outcome::Untested]);
    }

    #[test]
    fn what_is_stored_is_known() {
        let stored =
            ObjectAnswer { path: "a.m4s".parse().unwrap(), upload: None, multipart: None, error: None };
        assert_eq!(judge_known(std::slice::from_ref(&stored)).outcome, Outcome::Good);
        let header = std::collections::BTreeMap::new();
        let upload =
            contract::messages::Upload { method: "PUT".into(), href: String::new(), header, expires_in: 1 };
        let asked = ObjectAnswer { upload: Some(upload), ..stored.clone() };
        let finding = judge_known(&[stored, asked]);
        assert_eq!(
            (finding.outcome, finding.text.as_str()),
            (Outcome::Bad, "1 of 2 stored files are asked for again.")
        );
    }

    #[test]
    fn parts_are_sent_and_found_again() {
        assert_eq!(judge_part(&put(200, ""), true).outcome, Outcome::Good);
        assert_eq!(judge_part(&put(200, ""), false).outcome, Outcome::Advice);
        let finding = judge_part(&put(403, "AccessDenied"), false);
        assert_eq!((finding.check, finding.outcome), (Check::Multipart, Outcome::Bad));
    }
}
