//! `hls-studio-close-window PID`: asks the windows of a process on an X display to close, as their close button does.
//! A virtual screen has no window manager whose button could be pressed.

use std::error::Error;

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn Error>> {
    let pid: u32 = std::env::args().nth(1).ok_or("name a process id")?.parse()?;
    if display::close(pid)? == 0 {
        return Err(format!("process {pid} has no window that can be closed").into());
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() -> Result<(), Box<dyn Error>> {
    Err("there is no X display on this system".into())
}

#[cfg(target_os = "linux")]
mod display {
    use std::error::Error;

    use x11rb::connection::Connection as _;
    use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, Window};
    use x11rb::rust_connection::RustConnection;
    use x11rb::wrapper::ConnectionExt as _;

    type Result<T> = std::result::Result<T, Box<dyn Error>>;

    /// Sends `WM_DELETE_WINDOW` (ICCCM 4.2.8.1) to every window of the process that takes it; how many did.
    pub(crate) fn close(pid: u32) -> Result<u32> {
        let (connection, screen) = x11rb::connect(None)?;
        let atom =
            |name: &str| -> Result<u32> { Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom) };
        let [protocols, delete, owner] =
            [atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?, atom("_NET_WM_PID")?];
        let mut windows = vec![connection.setup().roots[screen].root];
        let mut closed = 0;
        while let Some(window) = windows.pop() {
            // One that goes while it is looked at has nothing to be closed.
            let Ok(tree) = connection.query_tree(window)?.reply() else { continue };
            windows.extend(tree.children);
            let takes = values(&connection, window, protocols, AtomEnum::ATOM).contains(&delete);
            if takes && values(&connection, window, owner, AtomEnum::CARDINAL).contains(&pid) {
                let message =
                    ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
                connection.send_event(false, window, EventMask::NO_EVENT, message)?;
                closed += 1;
            }
        }
        connection.sync()?;
        Ok(closed)
    }

    /// The numbers in a window's property; none when it has no such property, or is gone.
    fn values(connection: &RustConnection, window: Window, property: u32, kind: AtomEnum) -> Vec<u32> {
        let asked = connection.get_property(false, window, property, kind, 0, 64);
        let reply = asked.ok().and_then(|cookie| cookie.reply().ok());
        reply.and_then(|reply| Some(reply.value32()?.collect())).unwrap_or_default()
    }
}
