//! What the shell knows of its one window and of the work behind it, and what it does with the window.
//! What is to be done is decided in [`studio::desk`].

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use studio::Studio;
use studio::api::{Appearance, Command};
use studio::desk::closing::{Closing, closing};
use studio::desk::instance::Call;
use studio::desk::place::{self, Place};
use studio::desk::words::Words;
use studio::desk::work::Work;
use studio::desk::{Told, Wish};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager as _, WebviewWindow};
use tokio::sync::Notify;

use crate::dialogs::Native;
use crate::{menu, window};

/// What the one window is called.
pub(crate) const WINDOW: &str = "main";

/// The shell. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Shell(Arc<Inner>);

struct Inner {
    app: AppHandle,
    studio: Studio,
    desktop: Native,
    config: PathBuf,
    state: Mutex<State>,
    changed: Notify,
}

/// What changes.
#[derive(Default)]
pub(crate) struct State {
    /// The work as the engine tells it.
    pub(crate) work: Work,
    /// The words of the window's language; there are none until it has opened.
    pub(crate) words: Option<Words>,
    /// Whether the work goes on without the window.
    pub(crate) hidden: bool,
    /// Whether the window has the keyboard.
    focused: bool,
    /// Whether the work was paused without the window, which therefore does not end the app.
    pub(crate) held: bool,
    /// Where the window stands.
    pub(crate) place: Option<Place>,
    page: Option<Channel<Told>>,
    /// What the window is told once it listens.
    letters: Vec<Told>,
}

impl State {
    /// Whether the person has the window before them.
    pub(crate) fn is_seen(&self) -> bool {
        self.focused && !self.hidden
    }
}

impl Shell {
    pub(crate) fn new(app: AppHandle, studio: Studio, desktop: Native, config: PathBuf) -> Self {
        let state = Mutex::new(State { place: place::load(&config), ..State::default() });
        Self(Arc::new(Inner { app, studio, desktop, config, state, changed: Notify::new() }))
    }

    pub(crate) fn app(&self) -> &AppHandle {
        &self.0.app
    }

    pub(crate) fn studio(&self) -> &Studio {
        &self.0.studio
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until something of the state was changed that is seen outside the window.
    pub(crate) async fn changed(&self) {
        self.0.changed.notified().await;
    }

    pub(crate) fn window(&self) -> Option<WebviewWindow> {
        self.0.app.get_webview_window(WINDOW)
    }

    /// The window has opened, or was loaded anew: it speaks these words, and is told everything from now on.
    pub(crate) fn attend(&self, words: Words, page: Channel<Told>) {
        let letters = {
            let mut state = self.state();
            self.0.desktop.speak(words.dialogs.clone());
            state.words = Some(words.clone());
            state.page = Some(page.clone());
            std::mem::take(&mut state.letters)
        };
        if cfg!(target_os = "macos")
            && let Err(error) = menu::set(&self.0.app, &words)
        {
            tracing::warn!(%error, "the menus keep their words");
        }
        for letter in letters {
            deliver(&page, letter);
        }
        self.0.changed.notify_one();
    }

    /// Tells the window, as soon as it listens.
    pub(crate) fn tell(&self, told: Told) {
        let page = {
            let mut state = self.state();
            if state.page.is_none() {
                state.letters.push(told);
                return;
            }
            state.page.clone()
        };
        if let Some(page) = page {
            deliver(&page, told);
        }
    }

    pub(crate) fn wish(&self, wish: Wish) {
        match wish {
            Wish::Drawn => tracing::info!("the window is drawn"),
            Wish::Close => {
                if self.closes() {
                    self.0.app.exit(0);
                }
            }
            Wish::GoOn => self.hide(),
            Wish::Pause => self.0.app.exit(0),
        }
    }

    /// The window is to be closed. Whether the app ends by that; else the rest is done.
    pub(crate) fn closes(&self) -> bool {
        let (decided, videos) = {
            let state = self.state();
            let (busy, listening) = (state.work.standing().busy, state.page.is_some());
            (closing(busy > 0, state.work.preferences().on_close, listening), busy)
        };
        match decided {
            Closing::End => return true,
            Closing::Ask => {
                self.show(None);
                self.tell(Told::Closing { videos });
            }
            Closing::GoOn => self.hide(),
        }
        false
    }

    /// The work goes on without the window; where it has ended in the meantime, so does the app.
    fn hide(&self) {
        {
            let mut state = self.state();
            if state.work.standing().busy == 0 {
                return self.quit();
            }
            (state.hidden, state.held) = (true, false);
        }
        self.keep_place();
        self.tell(Told::Hidden);
        if let Some(Err(error)) = self.window().map(|window| window.hide()) {
            tracing::warn!(%error, "the window does not go");
        }
        self.0.changed.notify_one();
    }

    /// Brings the window to the front; `activation` is by what the desktop allows it.
    pub(crate) fn show(&self, activation: Option<String>) {
        self.state().hidden = false;
        self.0.changed.notify_one();
        let shell = self.clone();
        self.on_main_thread(move || {
            if let Some(window) = shell.window() {
                window::bring_to_front(&window, activation.as_deref());
            }
        });
    }

    /// Windows answer there at once; who asks elsewhere waits for it, which may itself be waiting.
    fn on_main_thread(&self, act: impl FnOnce() + Send + 'static) {
        if let Err(error) = self.0.app.run_on_main_thread(act) {
            tracing::warn!(%error, "the window is gone");
        }
    }

    /// The person turns to the window, or away.
    pub(crate) fn focused(&self, focused: bool) {
        let mut state = self.state();
        state.focused = focused;
        if focused {
            state.work.seen();
            self.0.changed.notify_one();
        }
    }

    /// Gives the window's frame the colours of what is in it.
    pub(crate) fn colour(&self, appearance: Appearance) {
        let shell = self.clone();
        self.on_main_thread(move || {
            if let Some(window) = shell.window()
                && let Err(error) = window::colour(&window, appearance)
            {
                tracing::warn!(%error, "the window keeps its colours");
            }
        });
    }

    /// A second app was started and has handed over what it was started with.
    pub(crate) fn called(&self, call: Call) {
        self.show(call.activation);
        self.open(call.paths);
    }

    /// Has files added to the list, and the first one shown.
    pub(crate) fn open(&self, paths: Vec<String>) {
        if !paths.is_empty() {
            self.tell(Told::Open { paths });
        }
    }

    /// Pauses every conversion, or goes on with them, by the person's word outside the window.
    pub(crate) fn pause_all(&self, pause: bool) {
        self.state().held = pause;
        let command = if pause { Command::PauseAll } else { Command::ResumeAll };
        let studio = self.0.studio.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(failure) = studio.call(command).await {
                tracing::warn!(%failure, "that could not be done from outside the window");
            }
        });
    }

    /// Pauses what runs and ends the app.
    pub(crate) fn quit(&self) {
        self.0.app.exit(0);
    }

    /// Keeps where the window stands for the next start.
    pub(crate) fn keep_place(&self) {
        let Some(place) = self.state().place else { return };
        if let Err(error) = place::save(place, &self.0.config) {
            tracing::warn!(%error, "where the window stands could not be kept");
        }
    }
}

fn deliver(page: &Channel<Told>, told: Told) {
    if let Err(error) = page.send(told) {
        tracing::warn!(%error, "the window was not told");
    }
}
