//! Languages: tags out of the words that containers and people use, and names for menus.

/// The BCP 47 tag for a container's language word: `eng` and `en` give `en`, the bibliographic `ger`
/// gives `de`, `en-US` stays, anything unknown gives `und`.
pub fn language_tag(word: Option<&str>) -> String {
    let Some(word) = word.map(|w| w.trim().replace('_', "-")) else { return "und".into() };
    let (primary, rest) = match word.split_once('-') {
        Some((primary, rest)) => (primary.to_ascii_lowercase(), Some(rest)),
        None => (word.to_ascii_lowercase(), None),
    };
    let language = match primary.len() {
        2 => isolang::Language::from_639_1(&primary),
        3 => isolang::Language::from_639_3(terminological(&primary)),
        _ => None,
    };
    let Some(language) = language.filter(|l| l.to_639_3() != "und") else { return "und".into() };
    let short = language.to_639_1().unwrap_or(language.to_639_3());
    let subtags_are_plain = |r: &&str| {
        r.split('-').all(|s| !s.is_empty() && s.len() <= 8 && s.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    match rest.filter(subtags_are_plain) {
        Some(rest) => format!("{short}-{rest}"),
        None => short.to_owned(),
    }
}

/// The name of a language for a menu, in English; the tag itself when it has none.
pub fn language_name(tag: &str) -> String {
    match language(tag) {
        Some(language) if language.to_639_3() != "und" => language.to_name().to_owned(),
        _ => "Original".to_owned(),
    }
}

/// ISO 639-2 has two codes for twenty languages; containers use either.
fn terminological(code: &str) -> &str {
    match code {
        "alb" => "sqi",
        "arm" => "hye",
        "baq" => "eus",
        "bur" => "mya",
        "chi" => "zho",
        "cze" => "ces",
        "dut" => "nld",
        "fre" => "fra",
        "geo" => "kat",
        "ger" => "deu",
        "gre" => "ell",
        "ice" => "isl",
        "mac" => "mkd",
        "mao" => "mri",
        "may" => "msa",
        "per" => "fas",
        "rum" => "ron",
        "slo" => "slk",
        "tib" => "bod",
        "wel" => "cym",
        other => other,
    }
}

/// The three letters of a tag's language (ISO 639-2/T), as MP4 has them; `und` when it is unknown.
pub fn three_letters(tag: &str) -> &'static str {
    language(tag).map_or("und", |language| language.to_639_3())
}

/// The language of a tag.
fn language(tag: &str) -> Option<isolang::Language> {
    let primary = tag.split('-').next().unwrap_or(tag);
    match primary.len() {
        2 => isolang::Language::from_639_1(primary),
        3 => isolang::Language::from_639_3(primary),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_words_become_tags() {
        for (word, tag) in [
            (Some("eng"), "en"),
            (Some("EN"), "en"),
            (Some("ger"), "de"),
            (Some("deu"), "de"),
            (Some("pt-BR"), "pt-BR"),
            (Some("en_US"), "en-US"),
            (Some("gsw"), "gsw"),
            (Some("und"), "und"),
            (Some(""), "und"),
            (Some("\"; DROP"), "und"),
            (Some("en-\"x"), "en"),
            (None, "und"),
        ] {
            assert_eq!(language_tag(word), tag, "{word:?}");
        }
        assert_eq!(language_name("de"), "German");
        assert_eq!(language_name("und"), "Original");
    }
}
