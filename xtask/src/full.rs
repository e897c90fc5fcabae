//! `cargo xtask test --full [PART]`: the suites that take too long for every change, each restartable.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::workspace;

/// One long suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suite {
    /// Its name on the command line, and of its record `<name>.json`.
    pub name: &'static str,
    /// What it runs, for the help text.
    pub about: &'static str,
    /// What is done for it, in order.
    pub steps: &'static [Step],
}

/// A part of a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Garage is built, when this machine does not have it yet.
    Garage,
    /// The parts of the product are checked, and what is written about them.
    Supply,
    /// The long integration test of this name, with its module's.
    Cargo(&'static str),
    /// The script of this name among the browser tests.
    Browser(&'static str),
    /// The same over the real window.
    Window(&'static str),
    /// The Debian package in clean roots.
    Installed,
    /// The developer's commands in a clean root with the toolchains.
    Newcomer,
}

impl Suite {
    /// Whether it needs the workspace to be built, with all that the tests have.
    pub fn is_of_the_workspace(&self) -> bool {
        !self.steps.iter().all(|step| matches!(step, Step::Installed | Step::Newcomer))
    }
}

/// All long suites.
pub const SUITES: &[Suite] = &[
    Suite {
        name: "bundle",
        about: "the Debian package in a clean Debian 12 and 13: installed, used by its desktop entry, removed",
        steps: &[Step::Installed],
    },
    Suite {
        name: "encode-matrix",
        about: "inputs of all kinds through the encoding options, pairwise",
        steps: &[Step::Cargo("full::full_encode_matrix")],
    },
    Suite {
        name: "inputs",
        about: "every row of the table of inputs with both ffmpegs, ten hours of video, and all of it played",
        steps: &[
            Step::Cargo("full::full_inputs"),
            Step::Cargo("native::full_native"),
            Step::Browser("test:packages"),
            Step::Window("test:webkit"),
        ],
    },
    Suite {
        name: "kills",
        about: "two hundred conversions killed at random moments and gone on with, a sample of them played",
        steps: &[Step::Cargo("full::full_kills"), Step::Browser("test:packages")],
    },
    Suite {
        name: "looks",
        about: "all that opens in the window: how it looks, and whether everybody can use it, at two sizes",
        steps: &[Step::Browser("test:looks")],
    },
    Suite {
        name: "newcomer",
        about: "a clone in a clean Debian with the toolchains and nothing else: the window, and every test",
        steps: &[Step::Newcomer],
    },
    Suite {
        name: "options",
        about: "every row of the table of inputs with all that a package may have beside it, and all of it played",
        steps: &[
            Step::Cargo("full::full_options"),
            Step::Browser("test:packages"),
            Step::Browser("test:dash"),
        ],
    },
    Suite {
        name: "players",
        about: "levels that change while a package plays, in three players of the web",
        steps: &[Step::Browser("test:switching")],
    },
    Suite {
        name: "publish",
        about: "publishes killed a hundred times, and sent through every fault to a store that nobody here wrote",
        steps: &[Step::Garage, Step::Cargo("full::full_publish")],
    },
    Suite {
        name: "rates",
        about: "the best quality of whole clips at the ladder's rates and at fitted ones, compared by VMAF",
        steps: &[Step::Cargo("full::full_rates")],
    },
    Suite {
        name: "supply",
        about: "what the product is made of: lock files, licences, banned crates, the bill of materials",
        steps: &[Step::Supply, Step::Browser("test:sbom")],
    },
    Suite {
        name: "variants",
        about: "tests of which another of the same kind is run each time",
        steps: &[
            Step::Cargo("kills::everything_at_once_with_two_lengths_of_gops"),
            Step::Cargo("kills::everything_at_once_where_spans_run_side_by_side"),
            Step::Cargo("kills::everything_at_once_of_transport_streams"),
            Step::Cargo("kills::everything_at_once_in_every_codec"),
            Step::Cargo("kills::the_app_alone_where_rates_vary"),
            Step::Cargo("kills::everything_at_once_where_a_rung_is_a_copy"),
            Step::Cargo("laid::the_same_in_one_file"),
            Step::Cargo("rates::a_kill_loses_nothing_of_it"),
            Step::Cargo("rates::what_nobody_would_see_is_left_out"),
        ],
    },
];

/// The environment variable that names the folder in which a suite records its finished cases.
pub const ENVIRONMENT: &str = "HLS_STUDIO_FULL_DIR";

/// The environment variable that names the suite.
pub const SUITE: &str = "HLS_STUDIO_FULL_SUITE";

/// The environment variable that asks for some cases only, by parts of their names between commas.
pub const ONLY: &str = "HLS_STUDIO_FULL_ONLY";

/// Whether the case of this name is to be run, by [`ONLY`].
pub fn asked_for(case: &str) -> bool {
    is_among(case, std::env::var(ONLY).ok().as_deref())
}

fn is_among(case: &str, only: Option<&str>) -> bool {
    let mut parts = only.unwrap_or_default().split(',').filter(|part| !part.is_empty()).peekable();
    parts.peek().is_none() || parts.any(|part| case.contains(part))
}

/// The suite called `part`, or all of them.
///
/// # Errors
/// When there is none of that name.
pub fn chosen(part: Option<&str>) -> Result<Vec<Suite>> {
    let Some(part) = part else { return Ok(SUITES.to_vec()) };
    match SUITES.iter().find(|suite| suite.name == part) {
        Some(suite) => Ok(vec![*suite]),
        None => bail!("there is no suite {part}; there are:\n{}", list()),
    }
}

/// The suites and what they do, one a line.
pub fn list() -> String {
    SUITES.iter().map(|suite| format!("  {:<16}{}\n", suite.name, suite.about)).collect()
}

/// The folder of the records; deleting a suite's record makes it start anew.
///
/// # Errors
/// When it cannot be made.
pub fn records() -> Result<PathBuf> {
    let folder = workspace::target_dir()?.join("full");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_asked_for_by_parts_of_their_names() {
        assert!(is_among("bookworm", None) && is_among("bookworm", Some("")));
        assert!(is_among("bookworm", Some("trixie,book")) && !is_among("bookworm", Some("trixie")));
    }

    #[test]
    fn what_runs_in_roots_of_its_own_needs_no_workspace() {
        let apart: Vec<_> = SUITES.iter().filter(|suite| !suite.is_of_the_workspace()).collect();
        assert_eq!(apart.iter().map(|suite| suite.name).collect::<Vec<_>>(), ["bundle", "newcomer"]);
    }

    #[test]
    fn a_suite_is_chosen_by_name_and_all_without_one() {
        assert_eq!(chosen(None).unwrap().len(), SUITES.len());
        for suite in SUITES {
            assert_eq!(chosen(Some(suite.name)).unwrap(), [*suite]);
        }
        assert!(chosen(Some("nothing")).unwrap_err().to_string().contains("encode-matrix"));
    }
}
