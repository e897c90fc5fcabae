//! System libraries: which of them are missing, and the command that installs them.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::console::note;
use crate::{program, tools};

/// Debian packages to build the app: Tauri 2's own list, and what links against it.
const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libgtk-3-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libxdo-dev",
    "libayatana-appindicator3-dev",
    "patchelf",
];

/// Debian packages without which the web view plays no H.264 and AAC: `base` has the sinks, `good` the MP4 demuxer and the
/// sound's output, `bad` the HLS and parsing parts that the web view's player is made of, `libav` the decoders.
pub(crate) const PLAY: &[&str] = &[
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
    "gstreamer1.0-plugins-bad",
    "gstreamer1.0-libav",
];

/// Debian packages for the tests: a display without a screen, a window manager and hands for it, the web view's driver, a
/// second, older ffmpeg, players, a keychain with a session to run it in, and the fonts that the pictures of the window are
/// kept with.
const TEST: &[&str] = &[
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "xdotool",
    "openbox",
    "ffmpeg",
    "gstreamer1.0-tools",
    "mpv",
    "dbus",
    "gnome-keyring",
    "fonts-inter",
    "fonts-dejavu-core",
    "fonts-droid-fallback",
    "fonts-noto-color-emoji",
];

/// The browser of the tests. Ubuntu has none as a package that runs in a container, only as a snap.
const BROWSER: &str = "chromium";

/// The programs that those test packages bring, for systems whose packages are not known here. Players that are not there
/// are left out by their tests, which say so.
const TEST_PROGRAMS: &[&str] = &[
    "xvfb-run",
    "xauth",
    "WebKitWebDriver",
    "xdotool",
    "openbox",
    "ffmpeg",
    "dbus-daemon",
    "dbus-run-session",
    "gnome-keyring-daemon",
];

/// How long another apt may hold its locks: a new machine often installs updates by itself at first.
const LOCK_PATIENCE: Duration = Duration::from_secs(300);

/// A family of Linux distributions with one package manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Debian,
    Ubuntu,
    Fedora,
    Arch,
    Suse,
    Unknown,
}

/// How a command can be run as root here without asking anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Elevation {
    Root,
    Sudo,
    None,
}

/// Makes sure that the system libraries to build and run the app are there, and with `tests` also what the tests need.
///
/// # Errors
/// When something is missing that cannot be installed without the person; the error then holds the exact command.
pub fn ensure(tests: bool) -> Result<()> {
    match std::env::consts::OS {
        "linux" => match family(&fs::read_to_string("/etc/os-release").unwrap_or_default()) {
            family @ (Family::Debian | Family::Ubuntu) => ensure_apt(family, tests),
            family => ensure_elsewhere(family, tests),
        },
        "macos" if !program::succeeds(Command::new("xcode-select").arg("-p")) => {
            bail!("Xcode's command line tools are missing; install them with:\n  xcode-select --install")
        }
        "windows" => {
            let runtime = Path::new(r"C:\Program Files (x86)\Microsoft\EdgeWebView\Application");
            if !runtime.is_dir() {
                note(
                    "the WebView2 runtime was not found; Windows 11 has it, for Windows 10 Microsoft offers it",
                );
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Refreshes apt's package lists.
///
/// # Errors
/// When this needs a password, or apt fails.
pub fn update_lists() -> Result<()> {
    match elevation() {
        Elevation::None => bail!("apt's package lists are missing; run:\n  sudo apt-get update"),
        elevation => apt(elevation, &["update"]),
    }
}

fn ensure_apt(family: Family, tests: bool) -> Result<()> {
    let browser = tools::chromium().is_some();
    let wanted = wanted(family, tests, browser);
    if tests && family == Family::Ubuntu && !browser {
        bail!("the browser tests need Chromium or Chrome: install one, or name it in {}", tools::CHROMIUM);
    }
    ensure_packages(&wanted)
}

/// Makes sure that these Debian packages are there, on a system that has apt.
///
/// # Errors
/// As [`ensure`].
pub fn ensure_packages(wanted: &[&str]) -> Result<()> {
    let missing = missing(wanted, &dpkg_query(wanted)?);
    if missing.is_empty() {
        return Ok(());
    }
    let elevation = elevation();
    if elevation == Elevation::None {
        bail!(
            "these system packages are missing: {}\ninstall them with:\n  sudo apt-get update && sudo apt-get {}\n\
             and run the command again",
            missing.join(", "),
            install_arguments(&missing).join(" ")
        );
    }
    note(format!("installing {} system packages (some minutes): {}", missing.len(), missing.join(" ")));
    if let Err(error) = apt(elevation, &["update"]) {
        // One broken third-party list fails the whole update, while the packages may well be there.
        note(format!("apt-get update had trouble: {error:#}"));
    }
    apt(elevation, &install_arguments(&missing))
}

/// The packages for a purpose; a browser that is there already is not wanted twice.
fn wanted(family: Family, tests: bool, browser: bool) -> Vec<&'static str> {
    let mut wanted = [BUILD, PLAY].concat();
    if tests {
        wanted.extend(TEST);
    }
    if tests && !browser && family == Family::Debian {
        wanted.push(BROWSER);
    }
    wanted
}

/// Asks dpkg about packages; those it never heard of are only named on stderr and make it fail, which is no error.
fn dpkg_query(packages: &[&str]) -> Result<String> {
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${Package}\\t${db:Status-Abbrev}\\n"])
        .args(packages)
        .output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Which of the wanted packages dpkg does not report as installed (second letter of its status, dpkg-query(1)).
fn missing<'a>(wanted: &[&'a str], status: &str) -> Vec<&'a str> {
    let installed = |package: &str| {
        status
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .any(|(name, status)| name == package && status.as_bytes().get(1) == Some(&b'i'))
    };
    wanted.iter().copied().filter(|package| !installed(package)).collect()
}

fn install_arguments<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    [&["install", "-y", "--no-install-recommends"], packages].concat()
}

/// Whether this runs with root's rights, where there are such.
pub fn is_root() -> bool {
    program::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn elevation() -> Elevation {
    match is_root() {
        true => Elevation::Root,
        false if program::succeeds(Command::new("sudo").args(["-n", "true"])) => Elevation::Sudo,
        false => Elevation::None,
    }
}

/// The words of an apt-get call. `env` sets the variables, because sudo lets none through.
fn apt_words<'a>(elevation: Elevation, arguments: &[&'a str]) -> Vec<&'a str> {
    let sudo: &[&str] = if elevation == Elevation::Sudo { &["sudo", "-n"] } else { &[] };
    let apt =
        ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", "apt-get", "-o", "DPkg::Lock::Timeout=300"];
    [sudo, &apt, arguments].concat()
}

fn apt(elevation: Elevation, arguments: &[&str]) -> Result<()> {
    let words = apt_words(elevation, arguments);
    let started = Instant::now();
    loop {
        let Err(error) = program::capture(Command::new(words[0]).args(&words[1..])) else { return Ok(()) };
        // apt waits for dpkg's lock when told to, but not for those of its lists and its archive folder.
        let locked = error.to_string().contains("Could not get lock");
        if !locked || started.elapsed() >= LOCK_PATIENCE {
            return Err(error);
        }
        std::thread::sleep(Duration::from_secs(3));
    }
}

/// On other systems nothing is installed: what counts is whether the libraries are there.
fn ensure_elsewhere(family: Family, tests: bool) -> Result<()> {
    if !program::succeeds(Command::new("pkg-config").args([
        "--exists",
        "webkit2gtk-4.1",
        "gtk+-3.0",
        "librsvg-2.0",
    ])) {
        match install_elsewhere(family) {
            Some(command) => {
                bail!("libraries to build the window are missing; install them with:\n  {command}")
            }
            None => bail!(
                "libraries to build the window are missing: WebKitGTK 4.1, GTK 3, librsvg, OpenSSL, libxdo, an \
                 appindicator library, and GStreamer's good, bad and libav plug-ins, each with its headers"
            ),
        }
    }
    let absent: Vec<_> =
        TEST_PROGRAMS.iter().filter(|name| program::on_path(name).is_none()).copied().collect();
    if tests && !absent.is_empty() {
        bail!("the tests need these programs, which are not on PATH: {}", absent.join(", "));
    }
    if tests && tools::chromium().is_none() {
        bail!("the browser tests need Chromium or Chrome: install one, or name it in {}", tools::CHROMIUM);
    }
    Ok(())
}

/// Tauri 2's prerequisites for other distributions, with GStreamer's decoders.
fn install_elsewhere(family: Family) -> Option<&'static str> {
    match family {
        Family::Fedora => Some(
            "sudo dnf install gcc gcc-c++ make pkgconf-pkg-config webkit2gtk4.1-devel gtk3-devel openssl-devel \
             librsvg2-devel libxdo-devel libappindicator-gtk3-devel patchelf gstreamer1-plugins-base \
             gstreamer1-plugins-good gstreamer1-plugins-bad-free gstreamer1-plugin-libav",
        ),
        Family::Arch => Some(
            "sudo pacman -S --needed base-devel webkit2gtk-4.1 gtk3 openssl librsvg xdotool libappindicator-gtk3 \
             patchelf gst-plugins-base gst-plugins-good gst-plugins-bad gst-libav",
        ),
        Family::Suse => Some(
            "sudo zypper install -t pattern devel_basis && sudo zypper install webkit2gtk3-devel gtk3-devel \
             libopenssl-devel librsvg-devel xdotool-devel libappindicator3-1 patchelf gstreamer-plugins-base \
             gstreamer-plugins-good gstreamer-plugins-bad gstreamer-plugins-libav",
        ),
        Family::Debian | Family::Ubuntu | Family::Unknown => None,
    }
}

/// The family a system belongs to, from its os-release(5).
fn family(os_release: &str) -> Family {
    let value = |key: &str| {
        let line = os_release.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        line.unwrap_or_default().trim().trim_matches('"').to_ascii_lowercase()
    };
    let names = format!("{} {}", value("ID"), value("ID_LIKE"));
    let is = |name: &str| {
        names.split_whitespace().any(|word| word == name || word.starts_with(&format!("{name}-")))
    };
    if is("ubuntu") {
        Family::Ubuntu
    } else if is("debian") {
        Family::Debian
    } else if is("fedora") || is("rhel") {
        Family::Fedora
    } else if is("arch") {
        Family::Arch
    } else if is("suse") || is("opensuse") {
        Family::Suse
    } else {
        Family::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_dpkg_calls_installed_counts() {
        let status = "xvfb\tii \nffmpeg\tun \nxauth\thi \npatchelf\trc \nxdotool\tiU \nxdotool\tii \n";
        let wanted = ["xvfb", "ffmpeg", "xauth", "patchelf", "xdotool", "chromium"];
        assert_eq!(missing(&wanted, status), ["ffmpeg", "patchelf", "chromium"]);
        assert_eq!(missing(&wanted, ""), wanted);
    }

    #[test]
    fn the_tests_parts_are_wanted_only_for_tests() {
        let run = wanted(Family::Debian, false, false);
        assert!(run.contains(&"libwebkit2gtk-4.1-dev") && run.contains(&"gstreamer1.0-libav"));
        assert!(!run.contains(&"xvfb") && !run.contains(&"chromium"));
        assert!(wanted(Family::Debian, true, false).contains(&"chromium"));
        assert!(!wanted(Family::Debian, true, true).contains(&"chromium"));
        assert!(!wanted(Family::Ubuntu, true, false).contains(&"chromium"));
    }

    #[test]
    fn root_calls_apt_itself_and_others_by_sudo_that_never_asks() {
        let arguments = install_arguments(&["xvfb", "xauth"]);
        assert_eq!(
            apt_words(Elevation::Sudo, &arguments).join(" "),
            "sudo -n env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -o DPkg::Lock::Timeout=300 \
             install -y --no-install-recommends xvfb xauth"
        );
        assert_eq!(apt_words(Elevation::Root, &["update"])[0], "env");
    }

    #[test]
    fn a_distribution_is_known_by_itself_or_by_what_it_is_like() {
        for (text, expected) in [
            (
                "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n",
                Family::Debian,
            ),
            ("ID=raspbian\nID_LIKE=debian\n", Family::Debian),
            ("ID=ubuntu\nID_LIKE=debian\n", Family::Ubuntu),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", Family::Ubuntu),
            ("ID=fedora\n", Family::Fedora),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", Family::Fedora),
            ("ID=manjaro\nID_LIKE=arch\n", Family::Arch),
            ("ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n", Family::Suse),
            ("ID=nixos\n", Family::Unknown),
            ("", Family::Unknown),
        ] {
            assert_eq!(family(text), expected, "{text}");
        }
    }
}
