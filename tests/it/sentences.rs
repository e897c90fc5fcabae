//! Every sentence of the engine that the window shows is in the list that the window's translations are held against.
//! `UPDATE_SENTENCES=1` writes it anew.
//!
//! Whatever is said in words stands in a literal of the sources. Those are collected by their shape, and what is known
//! not to reach the window is left out below, with the reason. What the command line alone says (the crate `cli`), what is
//! logged, and a failure's `detail` stay English.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Sources whose words reach the window, below `src-tauri`.
const SAYING: [&str; 8] = [
    "crates/contract/src",
    "crates/domain/src",
    "crates/encode/src",
    "crates/package/src",
    "crates/publish/src",
    "crates/signer/src",
    "crates/studio/src",
    "src",
];

/// What is called with words that nobody reads in the window: logs, details, broken promises to oneself, words to look
/// for, words to put between others, and what is asked of a database.
const UNREAD: [&str; 40] = [
    "assert!",
    "assert_eq!",
    "concat!",
    "contains",
    "debug!",
    "debug_assert!",
    "ends_with",
    "error!",
    "execute",
    "expect",
    "expect!",
    "fmt",
    "format_description!",
    "ids",
    "info!",
    "inspect_err",
    "join",
    "json!",
    "number",
    "other",
    "panic!",
    "prepare",
    "prepare_cached",
    "println!",
    "query_row",
    "quick_check",
    "replace",
    "replacen",
    "rfind",
    "set_title",
    "split",
    "starts_with",
    "strip_prefix",
    "todo!",
    "trace!",
    "unreachable!",
    "warn!",
    "with_detail",
    "write!",
    "writeln!",
];

/// Files, or functions of them, whose words are none for the window, and why.
const ELSEWHERE: &[(&str, &[&str], &str)] = &[
    ("crates/contract/src/files.rs", &[], "headers"),
    ("crates/domain/src/arrival.rs", &[], "names of files"),
    ("crates/domain/src/chapters.rs", &[], "titles that go into the package"),
    ("crates/domain/src/copying.rs", &[], "profiles, as ffprobe calls them"),
    ("crates/domain/src/hardware.rs", &[], "proper names"),
    ("crates/domain/src/naming.rs", &[], "names of folders"),
    ("crates/domain/src/rational.rs", &[], "why a number in a file is refused"),
    ("crates/domain/src/report/page.rs", &[], "a page that the command line writes"),
    ("crates/encode/src/rates.rs", &["read"], "details"),
    (
        "crates/encode/src/toolchain.rs",
        &["first_ffmpeg", "first_ffprobe", "ffmpeg", "version", "answer", "version_in", "missing>vec!"],
        "why a tool was passed over, which is a detail",
    ),
    ("crates/encode/src/wholeness.rs", &["check>Err>torn"], "details"),
    ("crates/package/src/alignment.rs", &[], "details"),
    ("crates/package/src/composition.rs", &[], "details of making a package"),
    ("crates/package/src/join.rs", &[], "details of making a package"),
    ("crates/package/src/key_frames.rs", &[], "details of making a package"),
    ("crates/package/src/laid.rs", &[], "details"),
    ("crates/package/src/light.rs", &[], "details of making a package"),
    ("crates/package/src/master.rs", &[], "names of tracks, which go into the package"),
    ("crates/package/src/rendition", &[], "details of making a package"),
    ("crates/package/src/retime.rs", &[], "details of making a package"),
    ("crates/package/src/ts/gop.rs", &[], "details of making a package"),
    ("crates/package/src/ts/retime.rs", &[], "details of making a package"),
    ("crates/package/src/ts/sound.rs", &[], "details of making a package"),
    ("crates/publish/src/answers.rs", &[], "words of stores"),
    (
        "crates/publish/src/doctor/paste.rs",
        &["cloudflare_expression>format!", "cloudflare_rule>pretty"],
        "what is pasted",
    ),
    ("crates/publish/src/doctor/visit.rs", &["judge_range>format!"], "headers"),
    ("crates/publish/src/session", &[], "details"),
    ("crates/signer/src/demo.rs", &[], "a store for trying"),
    ("crates/signer/src/http/config.rs", &[], "a server's own output"),
    ("crates/signer/src/http/open_api.rs", &[], "documentation"),
    ("crates/studio/src/library/order.rs", &[], "SQL"),
    ("crates/studio/src/library/reading.rs", &[], "SQL"),
    ("crates/studio/src/library/rows.rs", &[], "SQL, and details"),
    ("crates/studio/src/library/salvage.rs", &[], "SQL, and details"),
    ("crates/studio/src/library/schema.rs", &[], "SQL, and details"),
    ("crates/studio/src/library/writing.rs", &[], "SQL, and details"),
    ("crates/studio/src/library/stored.rs", &["choice"], "details"),
    (
        "crates/studio/src/library/opening.rs",
        &["connect", "look", "prepare", "look_inside", "set_aside"],
        "details",
    ),
    ("crates/studio/src/desk", &[], "what the first process says to the second one"),
    ("crates/studio/src/presets.rs", &["read", "open>Err>no_presets"], "details"),
    ("crates/studio/src/published.rs", &[""], "SQL"),
    ("crates/studio/src/secrets/file.rs", &["read>map_err"], "details"),
    ("crates/studio/src/secrets/keychain.rs", &[], "details"),
    ("crates/studio/src/secrets.rs", &["ask"], "details"),
    ("crates/studio/src/source.rs", &["absolute>Err>unusable"], "details"),
    ("crates/studio/src/owner/choosing.rs", &[""], "the name of a file"),
    ("src/lib.rs", &[""], "said where there is no window"),
    ("src/policy.rs", &[], "a policy"),
    ("src/updates/net.rs", &["redirected"], "details"),
];

/// Errors whose own words come into sentences; those of all others are details.
const ERRORS_SHOWN: [&str; 3] =
    ["crates/package/src/boxes.rs", "crates/package/src/boxes/file.rs", "crates/publish/src/up.rs"];

/// What is collected: templates whose holes are numbered, such as `There is nothing at {0}.` A hole that a measured number
/// comes into is `{0:n}`.
#[derive(Default)]
struct Collected {
    sentences: BTreeSet<String>,
    /// Which of [`ELSEWHERE`] have been of use.
    passed: BTreeSet<usize>,
}

/// Where a literal stands.
#[derive(Clone)]
struct Place<'a> {
    file: &'a str,
    /// The function and the calls that it is in, outermost first.
    within: Vec<String>,
}

impl Place<'_> {
    fn deeper(&self, name: &str) -> Self {
        let mut deeper = self.clone();
        deeper.within.push(name.to_owned());
        deeper
    }

    fn is_in_test(tokens: &TokenStream) -> bool {
        let text: String = tokens.to_string().split_whitespace().collect();
        text.starts_with("cfg(test)") || text.starts_with("cfg(all(test")
    }
}

impl Collected {
    fn tokens(&mut self, tokens: TokenStream, place: &Place<'_>) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == '#' => at = self.attribute(&tokens, at, place),
                TokenTree::Group(group) => self.group(group, &tokens[..at], place),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        self.literal(&text.value(), place);
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// Looks into an attribute. Answers where it ends, together with what it stands before when that is a test.
    fn attribute(&mut self, tokens: &[TokenTree], at: usize, place: &Place<'_>) -> usize {
        let inner = matches!(tokens.get(at + 1), Some(TokenTree::Punct(mark)) if mark.as_char() == '!');
        let end = at + 1 + usize::from(inner);
        let Some(TokenTree::Group(group)) = tokens.get(end) else { return at };
        if Place::is_in_test(&group.stream()) {
            let ends = |token: &TokenTree| match token {
                TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                TokenTree::Punct(mark) => mark.as_char() == ';',
                _ => false,
            };
            return tokens[end..].iter().position(ends).map_or(tokens.len(), |further| end + further);
        }
        if group.stream().to_string().starts_with("error") && ERRORS_SHOWN.contains(&place.file) {
            self.tokens(group.stream(), place);
        }
        end
    }

    fn group(&mut self, group: &Group, before: &[TokenTree], place: &Place<'_>) {
        let name = match group.delimiter() {
            Delimiter::Brace => function(before),
            _ => callee(before),
        };
        let place = name.map_or_else(|| place.clone(), |name| place.deeper(&name));
        self.tokens(group.stream(), &place);
    }

    fn literal(&mut self, text: &str, place: &Place<'_>) {
        if place.within.iter().any(|name| UNREAD.contains(&name.as_str())) || !is_words(text) {
            return;
        }
        let within = place.within.join(">");
        for (number, (file, functions, _)) in ELSEWHERE.iter().enumerate() {
            let here = Path::new(place.file).starts_with(file);
            let there = |name: &&str| within == **name || within.starts_with(&format!("{name}>"));
            if here && (functions.is_empty() || functions.iter().any(there)) {
                self.passed.insert(number);
                return;
            }
        }
        let formats = place.within.last().is_some_and(|name| name == "format!" || name == "error");
        let template = if formats { numbered(text) } else { text.to_owned() };
        if !template.is_empty() {
            self.sentences.insert(template);
        }
    }
}

/// The name of the function whose body stands after `before`.
fn function(before: &[TokenTree]) -> Option<String> {
    let mut after = None;
    for token in before.iter().rev() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return None,
            TokenTree::Punct(mark) if mark.as_char() == ';' => return None,
            TokenTree::Ident(word) if word == "fn" => return after,
            TokenTree::Ident(word) => after = Some(word.to_string()),
            _ => {}
        }
    }
    None
}

/// What is called with what stands after `before`: `notice`, `format!`.
fn callee(before: &[TokenTree]) -> Option<String> {
    let mut tokens = before.iter().rev();
    match tokens.next()? {
        TokenTree::Ident(word) => Some(word.to_string()),
        TokenTree::Punct(mark) if mark.as_char() == '!' => match tokens.next()? {
            TokenTree::Ident(word) => Some(format!("{word}!")),
            _ => None,
        },
        _ => None,
    }
}

/// Whether somebody is told something by it: a word and a space beside its holes.
fn is_words(text: &str) -> bool {
    const SQL: [&str; 7] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ", "ALTER ", "PRAGMA "];
    let mut bare = String::new();
    let mut depth = 0_u32;
    for character in text.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(character),
            _ => {}
        }
    }
    let mut said = bare.split(|c: char| !c.is_alphabetic());
    let word = said.any(|word| word.len() > 1 && word.chars().skip(1).all(char::is_lowercase));
    word && text != "HLS Studio"
        && text.trim().contains(' ')
        && !text.contains('\n')
        && !text.contains('<')
        && !SQL.iter().any(|verb| text.trim_start().starts_with(verb))
}

/// A template of `format!` with its holes numbered.
fn numbered(text: &str) -> String {
    let mut template = String::new();
    let mut names: Vec<String> = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '{' if characters.peek() == Some(&'{') => template.extend(characters.next()),
            '}' if characters.peek() == Some(&'}') => template.extend(characters.next()),
            '{' => {
                let hole: String = characters.by_ref().take_while(|c| *c != '}').collect();
                let (name, form) = hole.split_once(':').unwrap_or((&hole, ""));
                // What has no name is the next one.
                let number = names.iter().position(|known| known == name && !name.is_empty());
                let number = number.unwrap_or_else(|| {
                    names.push(name.to_owned());
                    names.len() - 1
                });
                let measured = if form.contains('.') { ":n" } else { "" };
                template.push_str(&format!("{{{number}{measured}}}"));
            }
            other => template.push(other),
        }
    }
    template
}

/// Every Rust file below `folder`, but for those of tests.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if name == "tests" || name.ends_with("_tests") {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn collected() -> Collected {
    let root = xtask::workspace::root().join("src-tauri");
    let mut files = Vec::new();
    SAYING.iter().for_each(|part| sources(&root.join(part), &mut files));
    let mut collected = Collected::default();
    for path in files {
        let file = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let tokens = fs::read_to_string(&path).unwrap().parse().unwrap();
        collected.tokens(tokens, &Place { file: &file, within: Vec::new() });
    }
    collected
}

#[test]
fn every_sentence_is_in_the_list_of_the_window() {
    let list = xtask::workspace::root().join("ui/src/said/english.json");
    let Collected { sentences, passed } = collected();
    if std::env::var_os("UPDATE_SENTENCES").is_some() {
        fs::write(&list, serde_json::to_string_pretty(&sentences).unwrap() + "\n").unwrap();
    }
    let kept: BTreeSet<String> = serde_json::from_str(&fs::read_to_string(&list).unwrap()).unwrap();
    let new: Vec<_> = sentences.difference(&kept).collect();
    let gone: Vec<_> = kept.difference(&sentences).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "new: {new:#?}\ngone: {gone:#?}\nrun with UPDATE_SENTENCES=1, then translate them in ui/src/said"
    );
    let idle: Vec<_> =
        (0..ELSEWHERE.len()).filter(|number| !passed.contains(number)).map(|n| ELSEWHERE[n]).collect();
    assert!(idle.is_empty(), "nothing is passed over by {idle:#?}");
}

#[test]
fn holes_are_numbered_and_measures_marked() {
    assert_eq!(numbered("{} of {total:.1} s, {{as}} {0}"), "{0} of {1:n} s, {as} {2}");
    assert_eq!(numbered("{name} is {name}"), "{0} is {0}");
    assert!(is_words("Turned by {turn}°, as chosen") && is_words("as {}") && is_words("Declare {name}."));
    assert!(!is_words("{seconds:.2}") && !is_words("SELECT id FROM video") && !is_words("rotated"));
}
