//! The one window: how it opens, where it stands, and how it comes to the front.

use studio::api::Appearance;
use studio::desk::place::{Area, Place, fit};
use tauri::window::Color;
use tauri::{
    App, LogicalSize, Monitor, PhysicalPosition, PhysicalSize, Theme, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder,
};

use crate::shell::WINDOW;

/// Its size when it opens for the first time.
const FIRST: LogicalSize<f64> = LogicalSize { width: 1100.0, height: 760.0 };

/// What it is as small as.
const LEAST: LogicalSize<f64> = LogicalSize { width: 720.0, height: 520.0 };

/// What it is filled with until something is drawn: `--bg` of the styles, dark and light.
const BACKGROUNDS: (Color, Color) = (Color(0x12, 0x12, 0x14, 0xff), Color(0xf6, 0xf5, 0xf3, 0xff));

/// Opens it where it stood, as far as that can be seen, and in the colours it will have.
pub(crate) fn open(app: &App, kept: Option<Place>, appearance: Appearance) -> tauri::Result<WebviewWindow> {
    let window = WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::default())
        .title("HLS Studio")
        .inner_size(FIRST.width, FIRST.height)
        .min_inner_size(LEAST.width, LEAST.height)
        .theme(theme(appearance))
        .background_color(background(appearance, None))
        .visible(false)
        .build()?;
    let system = window.theme().ok();
    window.set_background_color(Some(background(appearance, system)))?;
    if let Some(place) = kept.and_then(|place| fit(place, &areas(app))) {
        window.set_size(PhysicalSize::new(place.width, place.height))?;
        window.set_position(PhysicalPosition::new(place.x, place.y))?;
        if place.maximized {
            window.maximize()?;
        }
    }
    window.show()?;
    Ok(window)
}

/// What the monitors show, the main one first.
fn areas(app: &App) -> Vec<Area> {
    let main = app.primary_monitor().ok().flatten();
    let others = app.available_monitors().unwrap_or_default();
    main.iter().chain(&others).map(area).collect()
}

fn area(monitor: &Monitor) -> Area {
    let free = monitor.work_area();
    Area { x: free.position.x, y: free.position.y, width: free.size.width, height: free.size.height }
}

/// Where it stands now; what it fills the screen from stays what it was. `None` while that cannot be told.
pub(crate) fn place(window: &WebviewWindow, before: Option<Place>) -> Option<Place> {
    let is = |asked: tauri::Result<bool>| asked.unwrap_or(false);
    if is(window.is_minimized()) || is(window.is_fullscreen()) || !is(window.is_visible()) {
        return before;
    }
    let maximized = is(window.is_maximized());
    let (at, size) = (window.outer_position().ok()?, window.inner_size().ok()?);
    let now = Place { x: at.x, y: at.y, width: size.width, height: size.height, maximized };
    match before {
        Some(before) if maximized => Some(Place { maximized, ..before }),
        _ => Some(now),
    }
}

/// What the title bar is to look like; `None` for as the system is.
pub(crate) fn theme(appearance: Appearance) -> Option<Theme> {
    match appearance {
        Appearance::System => None,
        Appearance::Dark => Some(Theme::Dark),
        Appearance::Light => Some(Theme::Light),
    }
}

/// Gives it another theme.
pub(crate) fn colour(window: &WebviewWindow, appearance: Appearance) -> tauri::Result<()> {
    window.set_theme(theme(appearance))?;
    window.set_background_color(Some(background(appearance, window.theme().ok())))
}

/// What the window is filled with before anything is drawn.
pub(crate) fn background(appearance: Appearance, system: Option<Theme>) -> Color {
    let light = theme(appearance).or(system) == Some(Theme::Light);
    if light { BACKGROUNDS.1 } else { BACKGROUNDS.0 }
}

/// Shows it before all others, with the keyboard in it.
pub(crate) fn bring_to_front(window: &WebviewWindow, activation: Option<&str>) {
    allow(window, activation);
    let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window does not come to the front");
    }
}

/// Hands on what the desktop gave to whoever asked for the window: without, it may keep other windows before it.
#[cfg(target_os = "linux")]
fn allow(window: &WebviewWindow, activation: Option<&str>) {
    use gtk::prelude::GtkWindowExt as _;
    if let (Some(activation), Ok(window)) = (activation, window.gtk_window()) {
        window.set_startup_id(activation);
    }
}

#[cfg(not(target_os = "linux"))]
fn allow(_window: &WebviewWindow, _activation: Option<&str>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_background_is_that_of_the_colours_in_use() {
        let styles = include_str!("../../ui/src/styles/tokens.css");
        let of = |color: Color| format!("--bg: #{:02x}{:02x}{:02x};", color.0, color.1, color.2);
        for appearance in [Appearance::Dark, Appearance::Light, Appearance::System] {
            assert!(styles.contains(&of(background(appearance, None))));
        }
        assert_eq!(background(Appearance::System, Some(Theme::Light)), background(Appearance::Light, None));
        assert_eq!(background(Appearance::Dark, Some(Theme::Light)), background(Appearance::Dark, None));
        assert_ne!(background(Appearance::Dark, None), background(Appearance::Light, None));
    }
}
