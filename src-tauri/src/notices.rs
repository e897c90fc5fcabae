//! The system's notifications.

use std::time::Duration;

use notify_rust::Notification;
use studio::desk::words::Notice;

/// The longest that the system may take to accept one.
const PATIENCE: Duration = Duration::from_secs(3);

/// Shows one, without a sound; a system that shows none is no reason for anything.
pub(crate) async fn show(notice: Notice) {
    // The call waits for an answer.
    let shown = tokio::task::spawn_blocking(move || of(&notice).show().map(drop));
    match tokio::time::timeout(PATIENCE, shown).await {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(error))) => tracing::info!(%error, "the system shows no notifications"),
        Ok(Err(_)) | Err(_) => tracing::info!("the system does not answer about notifications"),
    }
}

fn of(notice: &Notice) -> Notification {
    // Named once; the second time it says that it is.
    #[cfg(target_os = "macos")]
    let _ = notify_rust::set_application("studio.hls.app");
    let mut notification = Notification::new();
    notification.appname("HLS Studio").summary(&notice.title).body(&notice.body);
    #[cfg(target_os = "linux")]
    {
        use notify_rust::Hint;
        // As the installed app's launcher and icon are called.
        let launcher = Hint::DesktopEntry(crate::taskbar::LAUNCHER.to_owned());
        notification.icon("hls-studio-app").hint(launcher).hint(Hint::SuppressSound(true));
    }
    // The one that the installer registers.
    #[cfg(target_os = "windows")]
    notification.app_id("studio.hls.app");
    notification
}
