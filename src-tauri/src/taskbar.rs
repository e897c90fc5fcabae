//! How far all the work is, on the app's icon in the task bar, the dock or the launcher.

use studio::desk::work::Standing;

use crate::shell::Shell;

/// What the installed app's launcher is called, without its ending.
#[cfg(target_os = "linux")]
pub(crate) const LAUNCHER: &str = "hls-studio";

/// The icon's bar.
pub(crate) struct Taskbar {
    #[cfg_attr(target_os = "linux", expect(dead_code, reason = "other systems have it on the window"))]
    shell: Shell,
    shown: Bar,
    #[cfg(target_os = "linux")]
    bus: Option<zbus::Connection>,
}

/// What the bar shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bar {
    /// How full it is, in percent; `None` when there is none.
    percent: Option<u32>,
    failed: bool,
}

impl Bar {
    /// A failure is seen until someone looks; there is no bar for nothing.
    fn of(standing: Standing) -> Self {
        let percent = (standing.busy > 0).then_some(standing.percent);
        Self { percent: percent.or(standing.failed.then_some(100)), failed: standing.failed }
    }
}

impl Taskbar {
    pub(crate) fn new(shell: Shell) -> Self {
        Self {
            shell,
            shown: Bar::default(),
            #[cfg(target_os = "linux")]
            bus: None,
        }
    }

    /// Shows how it stands; only whole percents are shown anew.
    pub(crate) async fn show(&mut self, standing: Standing) {
        let bar = Bar::of(standing);
        if bar != self.shown {
            self.shown = bar;
            self.draw(bar).await;
        }
    }

    /// By the signal that docks and task bars of Linux listen to, for the launcher that the app was installed with.
    #[cfg(target_os = "linux")]
    async fn draw(&mut self, bar: Bar) {
        use std::collections::HashMap;
        use zbus::zvariant::Value;
        if self.bus.is_none() {
            self.bus = zbus::Connection::session().await.ok();
        }
        let Some(bus) = &self.bus else { return };
        let launcher = format!("application://{LAUNCHER}.desktop");
        let properties = HashMap::from([
            ("progress", Value::from(f64::from(bar.percent.unwrap_or(0)) / 100.0)),
            ("progress-visible", Value::from(bar.percent.is_some())),
            ("urgent", Value::from(bar.failed)),
        ]);
        let told = bus
            .emit_signal(
                None::<zbus::names::BusName<'_>>,
                "/studio/hls/app",
                "com.canonical.Unity.LauncherEntry",
                "Update",
                &(launcher, properties),
            )
            .await;
        if let Err(error) = told {
            tracing::info!(%error, "the launcher does not say how it stands");
            self.bus = None;
        }
    }

    #[cfg(not(target_os = "linux"))]
    async fn draw(&mut self, bar: Bar) {
        use tauri::window::{ProgressBarState, ProgressBarStatus};
        let status = match bar.percent {
            None => ProgressBarStatus::None,
            Some(_) if bar.failed => ProgressBarStatus::Error,
            Some(_) => ProgressBarStatus::Normal,
        };
        let state =
            ProgressBarState { status: Some(status), progress: Some(u64::from(bar.percent.unwrap_or(0))) };
        if let Some(Err(error)) = self.shell.window().map(|window| window.set_progress_bar(state)) {
            tracing::info!(%error, "the task bar does not say how it stands");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_bar_for_work_and_for_what_went_wrong() {
        let of = |busy, percent, failed| Bar::of(Standing { busy, percent, failed, ..Standing::default() });
        assert_eq!(of(0, 0, false), Bar::default());
        assert_eq!(of(2, 40, false), Bar { percent: Some(40), failed: false });
        assert_eq!(of(1, 40, true), Bar { percent: Some(40), failed: true });
        assert_eq!(of(0, 0, true), Bar { percent: Some(100), failed: true });
    }
}
