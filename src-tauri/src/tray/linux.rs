//! The tray as Linux desktops have it: a `StatusNotifierItem` on the session bus. Where a desktop shows none, as GNOME
//! without its extension, nothing comes of it, and a second start brings the window back.

use ksni::blocking::{Handle, TrayMethods as _};
use ksni::menu::StandardItem;
use ksni::{Icon, MenuItem, ToolTip};
use studio::desk::words::Words;
use studio::desk::work::Standing;

use super::Shown;
use crate::shell::Shell;

/// The icon, as long as it is there.
pub(crate) struct Tray {
    handle: Handle<Item>,
    shown: Shown,
}

struct Item {
    shell: Shell,
    icon: Vec<Icon>,
    shown: Shown,
}

impl Tray {
    /// Puts it there; `None` when there is no session bus.
    pub(crate) async fn new(shell: &Shell, words: &Words, standing: Standing) -> Option<Self> {
        let shown = Shown::of(words, standing);
        let item = Item { shell: shell.clone(), icon: icon(shell), shown: shown.clone() };
        // The bus is waited for.
        let spawned =
            tokio::task::spawn_blocking(move || item.assume_sni_available(true).spawn()).await.ok()?;
        match spawned {
            Ok(handle) => Some(Self { handle, shown }),
            Err(error) => {
                tracing::info!(%error, "there is no tray");
                None
            }
        }
    }

    /// Shows how it stands now.
    pub(crate) async fn show(&mut self, words: &Words, standing: Standing) {
        let shown = Shown::of(words, standing);
        if shown == self.shown {
            return;
        }
        self.shown = shown.clone();
        let handle = self.handle.clone();
        let _ = tokio::task::spawn_blocking(move || handle.update(move |item| item.shown = shown)).await;
    }

    /// Takes it away.
    pub(crate) async fn remove(self) {
        let _ = tokio::task::spawn_blocking(move || self.handle.shutdown().wait()).await;
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "hls-studio".into()
    }

    fn title(&self) -> String {
        "HLS Studio".into()
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        self.icon.clone()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip { title: "HLS Studio".into(), description: self.shown.status.clone(), ..ToolTip::default() }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.shell.show(None);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let item = |label: &str, act: fn(&mut Self)| StandardItem {
            // An underscore would mark a key.
            label: label.replace('_', "__"),
            activate: Box::new(act),
            ..StandardItem::default()
        };
        let status = StandardItem { enabled: false, ..item(&self.shown.status, |_| {}) };
        let turn = |item: &mut Self| item.shell.pause_all(item.shown.pauses);
        vec![
            status.into(),
            MenuItem::Separator,
            item(&self.shown.show, |item| item.shell.show(None)).into(),
            StandardItem { enabled: self.shown.turns, ..item(&self.shown.turn, turn) }.into(),
            MenuItem::Separator,
            item(&self.shown.quit, |item| item.shell.quit()).into(),
        ]
    }
}

/// The app's icon, in the order of bytes that the bus has.
fn icon(shell: &Shell) -> Vec<Icon> {
    let Some(icon) = shell.app().default_window_icon() else { return Vec::new() };
    let size = |pixels: u32| i32::try_from(pixels).unwrap_or_default();
    let argb = icon.rgba().chunks_exact(4).flat_map(|it| [it[3], it[0], it[1], it[2]]);
    vec![Icon { width: size(icon.width()), height: size(icon.height()), data: argb.collect() }]
}
