//! What it means when a backend does not answer as it should, pure.

use contract::messages::{API, Capabilities};
use contract::problem::Code;

use super::{Check, Finding, Paste, paste};
use crate::backend::Trouble;

/// Characters of what a backend says that are repeated, at most.
const LONGEST: usize = 400;

/// What a backend says, as far as it is fit to be shown: signatures and tokens have no place in it.
pub(super) fn plain(text: &str) -> String {
    let is_secret = |word: &str| {
        let word = word.to_ascii_lowercase();
        ["x-amz-", "signature", "bearer"].iter().any(|it| word.contains(it))
            && word.contains(['=', '&', '?', ':'])
    };
    let words = text.split_whitespace().filter(|word| !is_secret(word));
    words.collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

/// A sentence made of what somebody else says.
pub(super) fn sentence(text: &str) -> String {
    let text = plain(text);
    let text = text.trim_end_matches('.');
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), characters.as_str()))
}

/// What it means that a backend cannot be asked at all. Also for an address that no backend can be made of.
pub fn unreachable(trouble: &Trouble) -> Finding {
    let finding = |text: &str, mend: &str| Finding::bad(Check::Reach, text).mend(mend, Vec::new());
    match trouble {
        Trouble::Address(_) => finding(
            "This is no address that a token may be sent to.",
            "Give the backend's address as https://…; plain http is for this machine alone.",
        ),
        Trouble::Unreachable(said) => finding(
            &format!("The backend cannot be reached: {}", lowered(said)),
            "Check its address, that it runs, and that no firewall is in between.",
        ),
        Trouble::Answer(_) => finding(
            "What answers at this address is no backend, or one of another version.",
            "Check the address: it is the one before /v1, such as https://signer.example.com.",
        ),
        Trouble::Problem(problem, _) => match problem.code {
            Code::Unauthorized => finding(
                "The backend does not know this token.",
                "Enter the token once more. A new one is made with: hls-studio-signer token",
            ),
            Code::Forbidden => finding(
                "The backend knows this token, and lets it do nothing here.",
                "Let the token publish in the backend's configuration, or use another one.",
            ),
            Code::NotFound => finding(
                "There is no backend at this address.",
                "Check the address: it is the one before /v1, such as https://signer.example.com.",
            ),
            Code::RateLimited => finding(
                "The backend takes no more calls of this token for now.",
                "Wait a minute and test again; or allow the token more calls in the backend's configuration.",
            ),
            _ => finding(
                &format!("The backend answers {}: {}", problem.status, sentence(&problem.detail)),
                "The backend's log has more of it. Test again when it is mended.",
            ),
        },
    }
}

/// The backend is there: whether it speaks as we do.
pub(super) fn judge_capabilities(capabilities: &Capabilities) -> Finding {
    if capabilities.api == API {
        return Finding::good(Check::Reach, "The backend answers and knows the token.");
    }
    let text = format!(
        "The backend speaks version {} of the contract, and this app version {API}.",
        capabilities.api
    );
    let older = if capabilities.api < API { "the backend" } else { "this app" };
    Finding::bad(Check::Reach, text).mend(format!("Update {older}."), Vec::new())
}

/// A call of the backend that was refused while `check` was looked at.
pub(super) fn refused(check: Check, trouble: &Trouble) -> Finding {
    let said = match trouble {
        Trouble::Problem(problem, _) => problem.detail.as_str(),
        Trouble::Unreachable(said) => said,
        _ => return Finding { check, ..unreachable(trouble) },
    };
    let what = match check {
        Check::Begin => "The backend begins no publish",
        Check::Multipart => "The backend sends nothing in parts",
        Check::Commit => "The backend does not complete the publish",
        Check::Freshness => "The backend does not write the entry again",
        Check::TakeDown => "The test package could not be taken down",
        _ => "The backend does not do what it is asked",
    };
    let (mend, paste) = mend(check, trouble);
    Finding::bad(check, format!("{what}: {}", lowered(said))).mend(mend, paste)
}

fn mend(check: Check, trouble: &Trouble) -> (&'static str, Vec<Paste>) {
    match trouble {
        Trouble::Problem(problem, _) => match problem.code {
            Code::StoreUnavailable => (
                "Check the bucket in the backend's configuration: endpoint, region, name and keys, and that the keys may list, read, write and delete there.",
                vec![paste::s3_keys()],
            ),
            Code::QuotaExceeded => (
                "Take something down, or raise the token's quota in the backend's configuration.",
                Vec::new(),
            ),
            Code::Unauthorized | Code::Forbidden => {
                ("Let the token publish packages of any name in the backend's configuration.", Vec::new())
            }
            Code::Missing => (
                "The bucket lists less than was written to it. Check that the backend lists the same bucket that it signs for.",
                Vec::new(),
            ),
            _ => ("The backend's log has more of it.", Vec::new()),
        },
        _ if check == Check::TakeDown => (
            "Take the package hls-studio-test down by hand, or test again: it is taken down then.",
            Vec::new(),
        ),
        _ => ("Check that the backend runs and can be reached, and test again.", Vec::new()),
    }
}

/// A sentence within another one.
fn lowered(text: &str) -> String {
    let text = plain(text);
    let text = text.trim_end_matches('.');
    if text.is_empty() { "it does not say why.".to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use contract::problem::Problem;

    use super::*;
    use crate::doctor::Outcome;

    fn problem(code: Code, detail: &str) -> Trouble {
        Trouble::Problem(Problem::new(code, detail), None)
    }

    #[test]
    fn each_trouble_has_a_sentence_of_its_own() {
        let troubles = [
            Trouble::Address("x".into()),
            Trouble::Unreachable("connection refused".into()),
            Trouble::Answer("expected value".into()),
            problem(Code::Unauthorized, "No."),
            problem(Code::Forbidden, "No."),
            problem(Code::NotFound, "No."),
            problem(Code::RateLimited, "No."),
            problem(Code::Internal, "it is broken."),
        ];
        let mut texts: Vec<String> = troubles.iter().map(|trouble| unreachable(trouble).text).collect();
        assert_eq!(texts[1], "The backend cannot be reached: connection refused.");
        assert_eq!(texts[7], "The backend answers 500: It is broken.");
        for trouble in &troubles {
            let finding = unreachable(trouble);
            assert!(finding.outcome == Outcome::Bad && finding.mend.is_some(), "{finding:?}");
        }
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), troubles.len());
    }

    #[test]
    fn another_version_is_updated() {
        let of = |api| Capabilities {
            api,
            max_batch: 1,
            part_size: 1,
            multipart_threshold: 1,
            url_ttl: 1,
            checksums: Vec::new(),
            gzip: false,
        };
        assert_eq!(judge_capabilities(&of(API)).outcome, Outcome::Good);
        assert_eq!(judge_capabilities(&of(API + 1)).mend.unwrap().text, "Update this app.");
        assert_eq!(judge_capabilities(&of(API - 1)).mend.unwrap().text, "Update the backend.");
    }

    #[test]
    fn a_bucket_that_refuses_is_a_matter_of_keys() {
        let trouble = problem(Code::StoreUnavailable, "The bucket refuses the backend's keys.");
        let finding = refused(Check::Begin, &trouble);
        assert!(finding.text.ends_with("The bucket refuses the backend's keys."), "{}", finding.text);
        assert_eq!(finding.mend.unwrap().paste, [paste::s3_keys()]);
    }

    #[test]
    fn nothing_secret_is_repeated() {
        let said = "Refused https://b.example/a?X-Amz-Signature=abc with Authorization: Bearer:token1 &signature=1 by\u{7} it.";
        assert_eq!(plain(said), "Refused with Authorization: by it.");
        assert_eq!(plain(&"a".repeat(1000)).len(), LONGEST);
        assert_eq!(sentence("the bucket's signature is wrong."), "The bucket's signature is wrong.");
    }
}
