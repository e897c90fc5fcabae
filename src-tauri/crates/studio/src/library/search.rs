//! What a search compares: text without case, accents or the ways to write the same letter.

use std::path::Path;

use unicode_normalization::UnicodeNormalization;

/// More than anyone types: what comes after it is passed over.
const LONGEST_SEARCH: usize = 500;

/// Text as it is compared: letters without case (by way of the capital, so that ẞ, ß and ss, ς and σ are
/// alike), compatible forms as one (NFKD), Latin, Greek and Cyrillic accents left out. File names from macOS come in
/// another form than what is typed.
fn folded(text: &str) -> String {
    text.nfkd()
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36F}'))
        .collect()
}

/// What is searched of a video: its title and its path. It is stored: who changes how text is folded has to
/// fold all rows anew.
pub(super) fn text(title: &str, path: &Path) -> String {
    let (title, path) = (folded(title), folded(&path.to_string_lossy()));
    if path.contains(&title) { path } else { format!("{title}\n{path}") }
}

/// The words that all have to be in a video's [`text`], whatever their order; none finds everything.
pub(super) fn words(search: &str) -> Vec<String> {
    let short: String = search.chars().take(LONGEST_SEARCH).collect();
    let mut words: Vec<String> = folded(&short).split_whitespace().map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(search: &str, title: &str, path: &str) -> bool {
        let text = text(title, Path::new(path));
        words(search).iter().all(|word| text.contains(word))
    }

    #[test]
    fn case_accents_and_forms_do_not_matter() {
        for (search, title) in [
            ("holiday", "My HOLIDAY film"),
            ("film MY", "My holiday film"),
            ("фильм", "ФИЛЬМ о море"),
            ("STRASSE", "Straße"),
            ("straße", "STRASSE"),
            ("οδος", "ΟΔΟΣ"),
            ("ΟΔΟΣ", "οδοσ μου"),
            ("café", "cafe\u{301}s"),
            ("cafe", "Café"),
            ("istanbul", "İSTANBUL"),
            ("漢字", "映画 漢字 🎬"),
            ("🎬", "映画 漢字 🎬"),
            ("fish", "ﬁsh"),
            ("abc", "ＡＢＣ"),
        ] {
            assert!(finds(search, title, "/videos/x.mp4"), "{search} in {title}");
        }
        assert!(finds("videos/2024 clip", "clip", "/Videos/2024/clip.mp4"));
        assert!(!finds("clip sea", "clip", "/videos/clip.mp4"));
        assert!(!finds("が", "かくせい", "/v"), "the voice of a kana is no accent");
        assert!(finds("  \t ", "clip", "/v") && finds("", "clip", "/v"));
    }

    #[test]
    fn every_letter_is_as_its_capital_and_its_small_one() {
        let cased = |letter: &char| !letter.to_uppercase().chain(letter.to_lowercase()).all(|c| c == *letter);
        for letter in ('\0'..=char::MAX).filter(cased) {
            let text = letter.to_string();
            for other in [text.to_uppercase(), text.to_lowercase(), text.nfd().collect(), folded(&text)] {
                assert_eq!(folded(&text), folded(&other), "{letter:?} and {other:?}");
            }
        }
    }

    #[test]
    fn an_endless_search_is_cut() {
        assert_eq!(words(&"x".repeat(100_000)), ["x".repeat(LONGEST_SEARCH)]);
    }

    proptest! {
        #[test]
        fn everything_finds_itself_in_any_case(title in "\\PC{0,60}") {
            prop_assert!(finds(&title, &title, "/v"));
            // The iota below a Greek letter is a letter of its own in capitals: signs behind it change places.
            if !title.nfkd().any(|c| c == '\u{345}') {
                prop_assert!(finds(&title.to_uppercase(), &title, "/v"));
            }
            prop_assert!(finds(&title.to_lowercase(), &title, "/v"));
            prop_assert!(finds(&title.nfc().collect::<String>(), &title.nfd().collect::<String>(), "/v"));
        }
    }
}
