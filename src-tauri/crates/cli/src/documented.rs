//! The page on the command line, `docs/command-line.md`: its parts on each command and on exit codes are made from what the
//! command line takes. `UPDATE_DOCS=1` writes them anew. Its examples, and those of other pages, are ones that are understood.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use clap::{Arg, CommandFactory, Parser};
use domain::failure::Code;

use crate::command::CommandLine;

const BEGIN: &str = "<!-- made: ";
const END: &str = "<!-- end -->";

/// What is meant by each exit code, where it is not one of failures alone.
const MEANINGS: [(u8, &str); 9] = [
    (0, "done"),
    (1, "a defect of HLS Studio: please report it"),
    (
        2,
        "the command line is wrong, or asks for what cannot be given: by this video, a destination, or for want of a keychain",
    ),
    (3, "the input cannot be used"),
    (4, "ffmpeg failed or is missing"),
    (5, "no space, or not writable"),
    (6, "publishing failed, `destination test` found that it would, or the keychain does not open"),
    (7, "`check` found errors, or `publish` did: a package that breaks rules is not published"),
    (
        130,
        "stopped, by Ctrl-C or the system: nothing is left of a `convert`, and all of a `resume` and a `publish`",
    ),
];

/// The parts of the page that are made, by their names.
fn parts() -> BTreeMap<String, String> {
    let mut all = CommandLine::command();
    all.build();
    let mut parts = BTreeMap::from([("exit codes".to_owned(), exit_codes())]);
    let mut left = vec![(String::new(), &all)];
    while let Some((name, command)) = left.pop() {
        let below: Vec<_> = command.get_subcommands().filter(|it| it.get_name() != "help").collect();
        if below.is_empty() {
            parts.insert(name, described(command, &all));
        } else {
            left.extend(
                below.into_iter().map(|it| (format!("{name} {}", it.get_name()).trim().to_owned(), it)),
            );
        }
    }
    parts
}

/// A command for people: how it is written, and a table of what it takes. What it has in common with `convert`, and much,
/// is only named.
fn described(command: &clap::Command, all: &clap::Command) -> String {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let usage = command.clone().render_usage().to_string();
    let mut text = format!("{}.\n\n```\n{}\n```\n", escaped(&about), usage.trim_start_matches("Usage: "));
    let convert = all.find_subcommand("convert").filter(|it| it.get_name() != command.get_name());
    let is_shared = |arg: &&Arg| {
        let same = |other: &Arg| other.get_id() == arg.get_id() && row(other) == row(arg);
        arg.get_long() != Some("json") && convert.is_some_and(|it| it.get_arguments().any(same))
    };
    let (shared, own): (Vec<_>, Vec<_>) =
        command.get_arguments().filter(|it| it.get_long() != Some("help")).partition(is_shared);
    let (shared, own) = if shared.len() > 5 { (shared, own) } else { (Vec::new(), [own, shared].concat()) };
    let mut headings: Vec<_> = own.iter().map(|arg| arg.get_help_heading()).collect();
    headings.dedup();
    headings.sort_by_key(Option::is_some);
    headings.dedup();
    for heading in headings {
        text += &heading.map(|it| format!("\n{it}:\n")).unwrap_or_default();
        text += "\n| | |\n|---|---|\n";
        let rows = own.iter().filter(|arg| arg.get_help_heading() == heading).map(|arg| row(arg));
        text += &rows.collect::<String>();
    }
    if !shared.is_empty() {
        let names: Vec<_> =
            shared.iter().filter_map(|arg| Some(format!("`--{}`", arg.get_long()?))).collect();
        text += &format!("\nAnd as [`convert`](#convert) does: {}.\n", names.join(", "));
    }
    text
}

/// One line of a table: an argument and what it is for, with the values that it can have.
fn row(arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let mut told = escaped(help.trim());
    let defaults: Vec<_> = arg.get_default_values().iter().map(|it| it.to_string_lossy()).collect();
    let takes_value = arg.get_action().takes_values();
    let values = if takes_value { arg.get_possible_values() } else { Vec::new() };
    for value in &values {
        let usual = if defaults.iter().any(|it| it == value.get_name()) { " (unless said)" } else { "" };
        let help = value.get_help().map(ToString::to_string).unwrap_or_default();
        told += &format!("<br>`{}`: {}{usual}", value.get_name(), escaped(&help));
    }
    if takes_value && values.is_empty() && !defaults.is_empty() {
        told += &format!("; {} unless said", defaults.join(","));
    }
    format!("| `{}` | {told} |\n", arg.to_string().replace('|', "\\|"))
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('*', "\\*")
}

fn exit_codes() -> String {
    let mut of: BTreeMap<u8, Vec<String>> = MEANINGS.iter().map(|(code, _)| (*code, Vec::new())).collect();
    for code in codes() {
        let name = serde_json::to_value(code).unwrap();
        let list = of.get_mut(&code.exit_code()).unwrap_or_else(|| panic!("what {name} means is not said"));
        list.push(format!("`{}`", name.as_str().unwrap()));
    }
    let mut text = "\n| exit code | meaning | `code` in JSON |\n|---|---|---|\n".to_owned();
    for (code, meaning) in MEANINGS {
        text += &format!("| {code} | {meaning} | {} |\n", of[&code].join(", "));
    }
    text
}

/// All codes of failures: serde names them when it is asked for one that is none.
fn codes() -> Vec<Code> {
    let told = serde_json::from_str::<Code>(r#""""#).unwrap_err().to_string();
    let names = told.split('`').skip(1).step_by(2).filter(|name| !name.is_empty());
    names.map(|name| serde_json::from_value(name.into()).unwrap()).collect()
}

/// The page with what is made put between its marks.
fn filled(page: &str, parts: &BTreeMap<String, String>) -> String {
    let mut pieces = page.split(BEGIN);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once(" -->").expect("a mark ends");
        let (_, after) = rest.split_once(END).unwrap_or_else(|| panic!("the part {name} has no end"));
        let part = parts.get(name).unwrap_or_else(|| panic!("there is no {name}"));
        text += &format!("{BEGIN}{name} -->\n{part}{END}{after}");
    }
    text
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn page(name: &str) -> String {
    let file = root().join(name);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{name}: {error}")).replace("\r\n", "\n")
}

/// The commands in a page's blocks of code, in words; a line that ends in a backslash goes on in the next.
fn examples(page: &str) -> Vec<Vec<String>> {
    let blocks = page.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(|block| {
        let joined = block.replace("\\\n", " ");
        joined.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    lines.filter(|line| line.starts_with("hls-studio ")).map(|line| words(&line)).collect()
}

/// The words of a line as a shell sees them, so far as examples go: quotes, and an end at `|`, `>` or `#`.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut left = line.trim_start();
    while let Some(first) = left.chars().next().filter(|it| !"|>#".contains(*it)) {
        let (word, rest) = match first {
            '"' | '\'' => left[1..].split_once(first).expect("a quote ends"),
            _ => left.split_once(' ').unwrap_or((left, "")),
        };
        words.push(word.to_owned());
        left = rest.trim_start();
    }
    words
}

#[test]
fn the_page_says_what_can_be_said() {
    const NAME: &str = "src-tauri/docs/command-line.md";
    let (written, parts) = (page(NAME), parts());
    let fresh = filled(&written, &parts);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(root().join(NAME), &fresh).unwrap();
        return;
    }
    assert!(written == fresh, "{NAME} is of another command line: UPDATE_DOCS=1 makes it again");
    for name in parts.keys() {
        assert!(written.contains(&format!("{BEGIN}{name} -->")), "{name} is not in {NAME}");
    }
}

#[test]
fn every_example_is_understood() {
    for (name, at_least) in [("src-tauri/docs/command-line.md", 20), ("README.md", 3)] {
        let page = page(name);
        let examples: Vec<_> = examples(&page)
            .into_iter()
            .filter(|words| !words.iter().any(|it| it.starts_with(['[', '<'])))
            .collect();
        assert!(examples.len() >= at_least, "{name} has {} examples", examples.len());
        for words in examples {
            if let Err(error) = CommandLine::try_parse_from(&words) {
                panic!("{name}: {}\n{error}", words.join(" "));
            }
        }
    }
}

#[test]
fn all_codes_of_failures_are_known() {
    let all = codes();
    assert!(all.contains(&Code::InputMissing) && all.contains(&Code::Internal) && all.len() > 25, "{all:?}");
}
