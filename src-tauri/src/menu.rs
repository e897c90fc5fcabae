//! The menu bar of macOS, which its apps are expected to have. Elsewhere the window has none, and the same keys.

use studio::desk::Told;
use studio::desk::words::Words;
use tauri::menu::{AboutMetadata, Menu, MenuEvent, MenuItem, PredefinedMenuItem, Submenu};
use tauri::{AppHandle, Wry};

use crate::shell::Shell;

const SETTINGS: &str = "settings";
const ADD: &str = "add-videos";
const CLOSE: &str = "close";
const QUIT: &str = "quit";

/// Gives the app its menus, in the window's words.
pub(crate) fn set(app: &AppHandle, words: &Words) -> tauri::Result<()> {
    app.set_menu(of(app, words)?).map(drop)
}

fn of(app: &AppHandle, words: &Words) -> tauri::Result<Menu<Wry>> {
    let menu = &words.menu;
    let line = || PredefinedMenuItem::separator(app);
    let ours = |id: &str, text: &str, key: &str| MenuItem::with_id(app, id, text, true, Some(key));
    let studio = Submenu::with_items(
        app,
        "HLS Studio",
        true,
        &[
            &PredefinedMenuItem::about(app, Some(&menu.about), Some(AboutMetadata::default()))?,
            &line()?,
            &ours(SETTINGS, &menu.settings, "CmdOrCtrl+,")?,
            &line()?,
            &PredefinedMenuItem::services(app, Some(&menu.services))?,
            &line()?,
            &PredefinedMenuItem::hide(app, Some(&menu.hide))?,
            &PredefinedMenuItem::hide_others(app, Some(&menu.hide_others))?,
            &PredefinedMenuItem::show_all(app, Some(&menu.show_all))?,
            &line()?,
            // Not the system's: it would end the app without a question.
            &ours(QUIT, &menu.quit, "CmdOrCtrl+Q")?,
        ],
    )?;
    let file = Submenu::with_items(
        app,
        &menu.file,
        true,
        &[&ours(ADD, &menu.add_videos, "CmdOrCtrl+O")?, &line()?, &ours(CLOSE, &menu.close, "CmdOrCtrl+W")?],
    )?;
    let edit = Submenu::with_items(
        app,
        &menu.edit,
        true,
        &[
            &PredefinedMenuItem::undo(app, Some(&menu.undo))?,
            &PredefinedMenuItem::redo(app, Some(&menu.redo))?,
            &line()?,
            &PredefinedMenuItem::cut(app, Some(&menu.cut))?,
            &PredefinedMenuItem::copy(app, Some(&menu.copy))?,
            &PredefinedMenuItem::paste(app, Some(&menu.paste))?,
            &PredefinedMenuItem::select_all(app, Some(&menu.select_all))?,
        ],
    )?;
    let window = Submenu::with_items(
        app,
        &menu.window,
        true,
        &[
            &PredefinedMenuItem::minimize(app, Some(&menu.minimize))?,
            &PredefinedMenuItem::maximize(app, Some(&menu.zoom))?,
            &PredefinedMenuItem::fullscreen(app, Some(&menu.full_screen))?,
        ],
    )?;
    Menu::with_items(app, &[&studio, &file, &edit, &window])
}

/// Does what was chosen of them.
pub(crate) fn chosen(shell: &Shell, event: &MenuEvent) {
    let told = match event.id().as_ref() {
        ADD => Told::Choose,
        SETTINGS => Told::Settings,
        CLOSE | QUIT => return shell.wish(studio::desk::Wish::Close),
        _ => return,
    };
    shell.show(None);
    shell.tell(told);
}
