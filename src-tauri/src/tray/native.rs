//! The tray of Windows, and the menu bar's icon of macOS.

use studio::desk::words::Words;
use studio::desk::work::Standing;
use tauri::Wry;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tokio::sync::oneshot;

use super::Shown;
use crate::shell::Shell;

/// The icon, as long as it is there.
pub(crate) struct Tray {
    icon: TrayIcon,
    status: MenuItem<Wry>,
    turn: MenuItem<Wry>,
    shown: Shown,
}

const ID: &str = "work";
const STATUS: &str = "tray-status";
const SHOW: &str = "tray-show";
const TURN: &str = "tray-turn";
const QUIT: &str = "tray-quit";

impl Tray {
    /// Puts it there; `None` when the system has none.
    pub(crate) async fn new(shell: &Shell, words: &Words, standing: Standing) -> Option<Self> {
        let shown = Shown::of(words, standing);
        let (made, tray) = oneshot::channel();
        let (there, with) = (shell.clone(), shown);
        // The system has it made where its events are handled.
        let asked = shell.app().run_on_main_thread(move || drop(made.send(Self::build(&there, with))));
        if asked.is_err() {
            return None;
        }
        match tray.await.ok()? {
            Ok(tray) => Some(tray),
            Err(error) => {
                tracing::info!(%error, "there is no tray");
                None
            }
        }
    }

    fn build(shell: &Shell, shown: Shown) -> tauri::Result<Self> {
        let app = shell.app();
        let status = MenuItem::with_id(app, STATUS, &shown.status, false, None::<&str>)?;
        let show = MenuItem::with_id(app, SHOW, &shown.show, true, None::<&str>)?;
        let turn = MenuItem::with_id(app, TURN, &shown.turn, shown.turns, None::<&str>)?;
        let quit = MenuItem::with_id(app, QUIT, &shown.quit, true, None::<&str>)?;
        let (first, second) = (PredefinedMenuItem::separator(app)?, PredefinedMenuItem::separator(app)?);
        let menu = Menu::with_items(app, &[&status, &first, &show, &turn, &second, &quit])?;
        let (chosen, clicked) = (shell.clone(), shell.clone());
        let mut builder = TrayIconBuilder::with_id(ID)
            .menu(&menu)
            .tooltip(&shown.status)
            // On macOS a click opens the menu; on Windows it shows the window, and the other button the menu.
            .show_menu_on_left_click(cfg!(target_os = "macos"))
            .on_menu_event(move |_, event| match event.id().as_ref() {
                SHOW => chosen.show(None),
                TURN => {
                    let pauses = chosen.state().work.standing().pausable;
                    chosen.pause_all(pauses);
                }
                QUIT => chosen.quit(),
                _ => {}
            })
            .on_tray_icon_event(move |_, event| {
                let left = matches!(
                    event,
                    TrayIconEvent::Click {
                        button: MouseButton::Left,
                        button_state: MouseButtonState::Up,
                        ..
                    }
                );
                if left && !cfg!(target_os = "macos") {
                    clicked.show(None);
                }
            });
        if let Some(icon) = app.default_window_icon() {
            builder = builder.icon(icon.clone());
        }
        Ok(Self { icon: builder.build(app)?, status, turn, shown })
    }

    /// Shows how it stands now.
    pub(crate) async fn show(&mut self, words: &Words, standing: Standing) {
        let shown = Shown::of(words, standing);
        if shown == self.shown {
            return;
        }
        let told = self
            .icon
            .set_tooltip(Some(&shown.status))
            .and_then(|()| self.status.set_text(&shown.status))
            .and_then(|()| self.turn.set_text(&shown.turn))
            .and_then(|()| self.turn.set_enabled(shown.turns));
        if let Err(error) = told {
            tracing::info!(%error, "the tray does not say how it stands");
        }
        self.shown = shown;
    }

    /// Takes it away.
    pub(crate) async fn remove(self) {
        drop(self.icon.app_handle().remove_tray_by_id(ID));
    }
}
