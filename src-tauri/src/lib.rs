//! The desktop shell, thin: it starts the studio, opens one window over it, and carries messages between
//! the two and the desktop around them. Nothing is decided here.

mod background;
mod bridge;
mod dialogs;
mod menu;
mod notices;
mod policy;
mod shell;
mod shutdown;
mod taskbar;
mod tray;
mod updates;
mod window;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use studio::desk::arguments;
use studio::desk::instance::{self, Call, Claim, First};
use studio::paths::{HOME, Paths};
use studio::settings::Settings;
use studio::{Config, Studio};
use tauri::{App, Manager as _, RunEvent, WindowEvent};
use tracing_subscriber::EnvFilter;

use crate::shell::Shell;

/// Origins of the window on the three systems.
const ORIGINS: [&str; 2] = ["tauri://localhost", "http://tauri.localhost"];

/// What is said where no window can be opened.
#[cfg(target_os = "linux")]
const NO_DISPLAY: &str = "there is no display to open its window on. Start it in a desktop session, or convert with the command \
                          line: hls-studio convert --help";

/// Runs the app until it ends: with its window, or with the work that goes on without it. A second one in the same home
/// has the first show itself, and ends at once.
pub fn run() -> ExitCode {
    let filter = EnvFilter::try_from_env("HLS_STUDIO_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let coloured = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(coloured).with_writer(std::io::stderr).init();
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "HLS Studio could not start");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), Box<dyn std::error::Error>> {
    let paths = Paths::resolve(std::env::var_os(HOME).map(PathBuf::from));
    let call = call();
    let first = match claim(&paths.data, &call)? {
        Some(Claim::Second) => return Ok(()),
        Some(Claim::First(first)) => Some(first),
        None => None,
    };
    // The toolkit would end the app without a word that anybody understands.
    #[cfg(target_os = "linux")]
    gtk::init().map_err(|_| NO_DISPLAY)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    tauri::async_runtime::set(runtime.handle().clone());
    let (folder, kept_in) = (paths.config.clone(), paths.config.clone());
    let desktop = dialogs::Native::default();
    let origins = ORIGINS.map(str::to_owned).to_vec();
    let mut context = tauri::generate_context!();
    let updater = updates::Native::new(context.package_info().version.to_string(), &paths.cache);
    let config =
        Config { paths, desktop: Arc::new(desktop.clone()), updater: Arc::new(updater.clone()), origins };
    let studio = runtime.block_on(async { Studio::start(config) })?;
    // The preview's port is known before the window exists, so that the policy names its exact origin.
    context.config_mut().app.security.csp = Some(policy::policy(studio.preview_origin()));
    let leaving = shutdown::Leavings::default();
    let left = leaving.clone();
    let mut builder = tauri::Builder::default();
    if let Some(plugin) = updater.plugin(context.config_mut()) {
        builder = builder.plugin(plugin);
    }
    let app = builder
        .manage(studio.clone())
        .manage(bridge::Subscription::default())
        .invoke_handler(tauri::generate_handler![
            bridge::rpc,
            bridge::subscribe,
            bridge::attend,
            bridge::wish
        ])
        .on_menu_event(|app, event| menu::chosen(&app.state::<Shell>(), &event))
        .setup(move |app| open(app, &folder, call, first, &left))
        .build(context)?;
    // Before anything happens: macOS hands over files before it lets a window open.
    let shell = Shell::new(app.handle().clone(), studio.clone(), desktop, kept_in);
    app.manage(shell.clone());
    shutdown::on_request(app.handle().clone());
    let shutdown = shutdown::Shutdown::new(runtime, studio, leaving, updater.clone());
    updater.attach(app.handle().clone(), shutdown.around_update(shell.clone()));
    app.run(move |app, event| {
        on(&shell, &event);
        shutdown.on(app, &event);
    });
    Ok(())
}

/// What this app was started with.
fn call() -> Call {
    let files = arguments::files(std::env::args_os().skip(1), &arguments::folder());
    let activation =
        ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"].into_iter().find_map(|it| std::env::var(it).ok());
    Call { paths: texts(files), activation }
}

fn texts(files: Vec<PathBuf>) -> Vec<String> {
    files.into_iter().map(|file| file.to_string_lossy().into_owned()).collect()
}

/// Whether this is the first app of its home; `None` where that cannot be told, as in a folder that cannot be written:
/// then it is better to run twice than not at all.
fn claim(data: &Path, call: &Call) -> std::io::Result<Option<Claim>> {
    match instance::claim(data, call) {
        Ok(claim) => Ok(Some(claim)),
        Err(error) if error.kind() == std::io::ErrorKind::TimedOut => Err(error),
        Err(error) => {
            tracing::warn!(%error, "it cannot be told whether HLS Studio runs already");
            Ok(None)
        }
    }
}

/// Opens the window, and everything around it.
fn open(
    app: &App,
    config: &Path,
    call: Call,
    first: Option<First>,
    leaving: &shutdown::Leavings,
) -> Result<(), Box<dyn std::error::Error>> {
    let shell = app.state::<Shell>().inner().clone();
    let kept = shell.state().place;
    window::open(app, kept, Settings::load(config).preferences.appearance)?;
    shell.open(call.paths);
    if let Some(first) = first {
        let called = shell.clone();
        leaving.take(first.listen(move |call| called.called(call)));
    }
    tauri::async_runtime::spawn(background::follow(shell));
    Ok(())
}

/// Takes one event of the app's loop.
fn on(shell: &Shell, event: &RunEvent) {
    match event {
        RunEvent::WindowEvent { event, .. } => on_window(shell, event),
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            shell.show(None);
            shell.open(texts(arguments::of_addresses(urls)));
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => shell.show(None),
        RunEvent::ExitRequested { .. } | RunEvent::Exit => shell.keep_place(),
        _ => {}
    }
}

fn on_window(shell: &Shell, event: &WindowEvent) {
    match event {
        WindowEvent::CloseRequested { api, .. } if !shell.closes() => api.prevent_close(),
        WindowEvent::Focused(focused) => shell.focused(*focused),
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => {
            if let Some(window) = shell.window() {
                let before = shell.state().place;
                let now = window::place(&window, before);
                shell.state().place = now;
            }
        }
        _ => {}
    }
}
