//! `hls-studio-drag-source FILE…`: a small window at the upper left corner of the screen from which these files can be
//! dragged, as from a file manager. It says `ready` when it is there and `dragged` when a drag has ended, until it is ended.

use std::error::Error;

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn Error>> {
    source::run()
}

#[cfg(not(target_os = "linux"))]
fn main() -> Result<(), Box<dyn Error>> {
    Err("there is no GTK on this system".into())
}

#[cfg(target_os = "linux")]
mod source {
    use std::error::Error;
    use std::io::Write as _;

    use gtk::gdk::{DragAction, ModifierType};
    use gtk::prelude::*;
    use gtk::{Button, TargetEntry, TargetFlags, Window, WindowType};

    pub(crate) fn run() -> Result<(), Box<dyn Error>> {
        let files: Vec<std::path::PathBuf> = std::env::args_os().skip(1).map(Into::into).collect();
        let addresses: Result<Vec<String>, _> =
            files.iter().map(|file| gtk::glib::filename_to_uri(file, None).map(String::from)).collect();
        let addresses = addresses?;
        gtk::init()?;
        // No window manager decides where it is.
        let window = Window::new(WindowType::Popup);
        window.set_default_size(120, 60);
        window.move_(0, 0);
        let button = Button::with_label("files");
        let target = TargetEntry::new("text/uri-list", TargetFlags::OTHER_APP, 0);
        button.drag_source_set(ModifierType::BUTTON1_MASK, &[target], DragAction::COPY);
        button.connect_drag_data_get(move |_, _, data, _, _| {
            let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
            data.set_uris(&addresses);
        });
        button.connect_drag_end(|_, _| say("dragged"));
        window.add(&button);
        window.connect_map_event(|_, _| {
            say("ready");
            gtk::glib::Propagation::Proceed
        });
        window.show_all();
        gtk::main();
        Ok(())
    }

    fn say(what: &str) {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{what}").and_then(|()| out.flush());
    }
}
