//! A release of Debian in a folder, as debootstrap makes it: the least that packages can be installed in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::console::note;
use crate::{program, sidecars, workspace};

/// A release of Debian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// Its number, `12`.
    pub number: &'static str,
    /// The name that its archive has it by.
    pub suite: &'static str,
}

/// The releases that the packages are for, the oldest first.
pub const RELEASES: [Release; 2] =
    [Release { number: "12", suite: "bookworm" }, Release { number: "13", suite: "trixie" }];

/// The clean root of a release in `roots`, made on first use; call it with the folder locked.
///
/// # Errors
/// When the archive cannot be reached, or debootstrap fails.
pub(crate) fn base(release: Release, roots: &Path) -> Result<PathBuf> {
    let base = roots.join(release.suite);
    if base.is_dir() {
        return Ok(base);
    }
    note(format!("making a clean Debian {} (a minute or two)", release.number));
    let work = workspace::work_folder(roots)?;
    let staged = work.path().join("root");
    let sites = sites(&program::capture(Command::new("apt-get").args([
        "indextargets",
        "--format",
        "$(ORIGIN)|$(LABEL)|$(SITE)",
    ]))?);
    let mut bootstrap = Command::new("debootstrap");
    bootstrap.args(["--variant=minbase", release.suite]).arg(&staged).args(sites.main.as_deref());
    program::capture(&mut bootstrap)?;
    if let Some(text) = sources(release, &sites) {
        fs::write(staged.join("etc/apt/sources.list"), text)?;
    }
    let settings = program::capture(Command::new("apt-config").arg("dump"))?;
    fs::write(staged.join("etc/apt/apt.conf.d/90network"), network(&settings))?;
    // Nothing of a copy is kept, so nothing needs to be safe from a power cut.
    fs::write(staged.join("etc/dpkg/dpkg.cfg.d/unsafe-io"), "force-unsafe-io\n")?;
    // Nothing that is installed starts a service: there is no system around it.
    let policy = staged.join("usr/sbin/policy-rc.d");
    fs::write(&policy, "#!/bin/sh\nexit 101\n")?;
    sidecars::make_executable(&policy)?;
    let mut person = Command::new("chroot");
    person.arg(&staged).args(["useradd", "--create-home", "--uid", "1000", "--shell", "/bin/bash", "person"]);
    program::capture(&mut person)?;
    fs::rename(&staged, &base)?;
    Ok(base)
}

/// Where a release's packages are kept between runs.
///
/// # Errors
/// When the folder cannot be made.
pub(crate) fn archives(release: Release, roots: &Path) -> Result<PathBuf> {
    let folder = roots.join(format!("{}-archives", release.suite));
    fs::create_dir_all(folder.join("partial"))?;
    Ok(folder)
}

/// Where this machine has Debian from; nothing when it is none itself.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sites {
    main: Option<String>,
    security: Option<String>,
}

/// Reads the sites out of lines of origin, label and site.
fn sites(targets: &str) -> Sites {
    let site = |label: &str| {
        let start = format!("Debian|{label}|");
        targets.lines().find_map(|line| line.strip_prefix(&start)).map(str::to_owned)
    };
    Sites { main: site("Debian"), security: site("Debian-Security") }
}

/// A release's list of sources; none when debootstrap's own has to do.
fn sources(release: Release, sites: &Sites) -> Option<String> {
    let main = sites.main.as_ref()?;
    let suite = release.suite;
    let mut text = format!("deb {main} {suite} main\ndeb {main} {suite}-updates main\n");
    if let Some(security) = &sites.security {
        text.push_str(&format!("deb {security} {suite}-security main\n"));
    }
    Some(text)
}

/// Of apt's settings those that tell how it reaches the network.
fn network(settings: &str) -> String {
    let about = |line: &&str| line.starts_with("Acquire::http") || line.starts_with("Acquire::Retries");
    settings.lines().filter(about).map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGETS: &str = "Debian|Debian-Security|http://a.example/security\nOther|Other|http://b.example\n\
                           Debian|Debian|http://a.example/debian\nDebian|Debian|http://a.example/debian\n";

    #[test]
    fn a_root_has_its_packages_from_where_this_machine_has_them() {
        let found = sites(TARGETS);
        assert_eq!(found.main.as_deref(), Some("http://a.example/debian"));
        assert_eq!(
            sources(RELEASES[1], &found).unwrap(),
            "deb http://a.example/debian trixie main\ndeb http://a.example/debian trixie-updates main\n\
             deb http://a.example/security trixie-security main\n"
        );
        assert_eq!(sites("Ubuntu|Ubuntu|http://c.example/ubuntu\n"), Sites::default());
        assert_eq!(sources(RELEASES[0], &Sites::default()), None);
    }

    #[test]
    fn of_apts_settings_a_root_has_those_of_the_network() {
        let settings = "APT \"\";\nAcquire::http::Proxy \"http://p.example:1\";\nAcquire::https \"\";\n\
                        Acquire::Languages \"none\";\nDir::Etc \"x\";\n";
        assert_eq!(network(settings), "Acquire::http::Proxy \"http://p.example:1\";\nAcquire::https \"\";\n");
    }
}
