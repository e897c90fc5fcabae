//! Where updates of this build come from, if they come from anywhere: decided when it was built, and by what installed it.

use std::path::PathBuf;

use domain::failure::Failure;
use reqwest::Url;
use studio::api::NoUpdates;
use studio::updates::feed;
use tauri::utils::config::BundleType;
use tauri::utils::platform::bundle_type;

/// The variable that names the address of `latest.json`: when the app is built, for everybody; when it starts, for this one.
pub(crate) const ADDRESS: &str = "HLS_STUDIO_UPDATE_ADDRESS";

/// The variable that has the public key when the app is built, as `tauri signer generate` writes it. What is signed by no
/// other is installed, and nobody can change it afterwards.
#[cfg(debug_assertions)]
const KEY: &str = "HLS_STUDIO_UPDATE_KEY";

/// What a build says of where it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Build {
    /// Where updates are announced.
    pub(crate) address: Option<String>,
    /// What they are signed by.
    pub(crate) key: Option<String>,
    /// The distribution that it was built for, by `HLS_STUDIO_DISTRIBUTION`.
    pub(crate) distribution: Option<String>,
}

impl Build {
    /// This build. Where nobody else runs it, as in tests, what the environment has is as if it had been built with it.
    pub(crate) fn this() -> Self {
        let built = Self {
            address: option_env!("HLS_STUDIO_UPDATE_ADDRESS").map(str::to_owned),
            key: option_env!("HLS_STUDIO_UPDATE_KEY").map(str::to_owned),
            distribution: option_env!("HLS_STUDIO_DISTRIBUTION").map(str::to_owned),
        };
        #[cfg(debug_assertions)]
        let built = Self {
            address: built.address.or_else(|| std::env::var(ADDRESS).ok()),
            key: built.key.or_else(|| std::env::var(KEY).ok()),
            ..built
        };
        built.trimmed()
    }

    /// A variable that is set to nothing is as one that is not set.
    fn trimmed(self) -> Self {
        let some = |text: Option<String>| text.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        Self { address: some(self.address), key: some(self.key), distribution: some(self.distribution) }
    }
}

/// By what the running app was installed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Installed {
    /// The kind of bundle that its file says it is of.
    pub(crate) bundle: Option<BundleType>,
    /// Whether there is something that an update would take the place of.
    pub(crate) there: bool,
    /// Whether the environment is to be believed: in a debug build, which stands for any other.
    pub(crate) trusting: bool,
}

impl Installed {
    /// The running app.
    pub(crate) fn this() -> Self {
        Self { bundle: bundle_type(), there: is_there(), trusting: cfg!(debug_assertions) }
    }
}

/// The file of the AppImage that was started, if one was.
pub(crate) fn app_image() -> Option<PathBuf> {
    std::env::var_os("APPIMAGE").filter(|_| cfg!(target_os = "linux")).map(PathBuf::from)
}

/// An AppImage is the file that it says it is.
#[cfg(target_os = "linux")]
fn is_there() -> bool {
    app_image().is_some_and(|path| path.is_file())
}

/// Every program says that it is an app here; one that lies in none would have the folder around it replaced.
#[cfg(target_os = "macos")]
fn is_there() -> bool {
    std::env::current_exe().is_ok_and(|program| program.to_string_lossy().contains(".app/Contents/MacOS/"))
}

/// An installer finds out by itself.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn is_there() -> bool {
    true
}

/// Why there are no updates for `build`; `None` when there may be some.
pub(crate) fn off(build: &Build, installed: &Installed) -> Option<NoUpdates> {
    if let Some(by) = &build.distribution {
        return Some(NoUpdates::Packaged { by: Some(by.clone()) });
    }
    if matches!(installed.bundle, Some(BundleType::Deb | BundleType::Rpm)) {
        return Some(NoUpdates::Packaged { by: None });
    }
    if build.address.is_none() || build.key.is_none() {
        return Some(NoUpdates::NoPlace);
    }
    // An app that was started by another AppImage has that one's `$APPIMAGE`, and would replace it.
    let known = installed.bundle.is_some() || installed.trusting;
    (!known || !installed.there).then_some(NoUpdates::NotInstalled)
}

/// Where it is looked: where the environment says, or else the settings, or else the build.
///
/// # Errors
/// When that is no address that can be trusted.
pub(crate) fn address(
    environment: Option<String>,
    settings: Option<String>,
    build: &Build,
) -> Result<Url, Failure> {
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let text = given(environment).or_else(|| given(settings)).or_else(|| build.address.clone());
    feed::address(&text.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use domain::failure::Code;

    use super::*;

    fn build() -> Build {
        let text = |text: &str| Some(text.to_owned());
        Build { address: text("https://built.example/latest.json"), key: text("a key"), distribution: None }
    }

    fn by(bundle: Option<BundleType>) -> Installed {
        Installed { bundle, there: true, trusting: false }
    }

    #[test]
    fn packages_of_a_system_are_updated_by_it() {
        let packaged = Some(NoUpdates::Packaged { by: None });
        assert_eq!(off(&build(), &by(Some(BundleType::Deb))), packaged);
        assert_eq!(off(&build(), &by(Some(BundleType::Rpm))), packaged);
        let debian = Build { distribution: Some("Debian".into()), ..build() };
        for bundle in [None, Some(BundleType::AppImage), Some(BundleType::Deb)] {
            let found = off(&debian, &by(bundle));
            assert_eq!(found, Some(NoUpdates::Packaged { by: Some("Debian".into()) }));
        }
    }

    #[test]
    fn without_a_place_or_a_key_there_are_none() {
        for half in [Build { address: None, ..build() }, Build { key: None, ..build() }, Build::default()] {
            assert_eq!(off(&half, &by(Some(BundleType::AppImage))), Some(NoUpdates::NoPlace));
        }
        let empty = Build { address: Some(" ".into()), ..build() }.trimmed();
        assert_eq!(off(&empty, &by(Some(BundleType::AppImage))), Some(NoUpdates::NoPlace));
    }

    #[test]
    fn what_no_installer_has_installed_is_not_replaced() {
        assert_eq!(off(&build(), &by(Some(BundleType::AppImage))), None);
        assert_eq!(off(&build(), &by(None)), Some(NoUpdates::NotInstalled));
        assert_eq!(off(&build(), &Installed { trusting: true, ..by(None) }), None);
        for trusting in [true, false] {
            let nowhere = Installed { bundle: Some(BundleType::AppImage), there: false, trusting };
            assert_eq!(off(&build(), &nowhere), Some(NoUpdates::NotInstalled));
        }
    }

    #[test]
    fn a_mirror_is_looked_at_instead_and_only_a_safe_one() {
        let text = |text: &str| Some(text.to_owned());
        let looked =
            |environment, settings| address(environment, settings, &build()).map(|url| url.to_string());
        let (one, other) = (text("https://one.example/l.json"), text("https://other.example/l.json"));
        assert_eq!(looked(None, None), Ok("https://built.example/latest.json".into()));
        assert_eq!(looked(None, other.clone()), Ok("https://other.example/l.json".into()));
        assert_eq!(looked(one, other), Ok("https://one.example/l.json".into()));
        assert_eq!(looked(text(""), text("  ")), Ok("https://built.example/latest.json".into()));
        assert_eq!(looked(text("http://one.example/l.json"), None).unwrap_err().code, Code::UpdateRefused);
        assert_eq!(looked(None, text("ftp://x")).unwrap_err().code, Code::UpdateRefused);
    }
}
