//! `hls-studio-session-bus`: what a desktop's session bus offers an app, for tests: it hosts tray icons, takes notifications,
//! and listens to launchers, on the bus that `DBUS_SESSION_BUS_ADDRESS` names, until stdin ends.
//!
//! It says on stdout, a JSON object a line, `{"ready": true}`, then what it is told: `{"notification": {"title", "body"}}`,
//! `{"tray": NAME}` when an icon comes, `{"launcher": {"progress", "visible", "urgent"}}`. A line on stdin is a question about
//! the icon that came last: `menu` is answered `{"menu": [[ID, LABEL], …]}`, `choose ID` and `activate` with `{"done": true}`.

use std::error::Error;

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn Error>> {
    bus::serve()
}

#[cfg(not(target_os = "linux"))]
fn main() -> Result<(), Box<dyn Error>> {
    Err("there is no session bus on this system".into())
}

#[cfg(target_os = "linux")]
mod bus {
    use std::collections::HashMap;
    use std::error::Error;
    use std::io::{BufRead as _, Write as _};
    use std::sync::{Arc, Mutex, PoisonError};

    use serde_json::{Value as Json, json};
    use zbus::blocking::{Connection, MessageIterator, connection};
    use zbus::message::{Header, Type};
    use zbus::zvariant::{OwnedValue, Value};
    use zbus::{MatchRule, interface};

    /// A menu as `com.canonical.dbusmenu` lays it out: number, properties, entries.
    type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

    pub(crate) fn serve() -> Result<(), Box<dyn Error>> {
        let last = Arc::new(Mutex::new(None));
        let bus = connection::Builder::session()?
            .name("org.kde.StatusNotifierWatcher")?
            .name("org.freedesktop.Notifications")?
            .serve_at("/StatusNotifierWatcher", Watcher(last.clone()))?
            .serve_at("/org/freedesktop/Notifications", Notifications)?
            .build()?;
        listen_to_launchers()?;
        say(&json!({ "ready": true }));
        for line in std::io::stdin().lock().lines() {
            let name = last.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let answer = match name {
                Some(name) => {
                    answer(&bus, &name, &line?).unwrap_or_else(|error| json!({ "error": error.to_string() }))
                }
                None => json!({ "error": "no icon has come" }),
            };
            say(&answer);
        }
        Ok(())
    }

    /// One line, all at once.
    fn say(what: &Json) {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{what}").and_then(|()| out.flush());
    }

    fn answer(bus: &Connection, name: &str, question: &str) -> Result<Json, Box<dyn Error>> {
        let menu = Some("com.canonical.dbusmenu");
        match question.split_once(' ').unwrap_or((question, "")) {
            ("menu", _) => {
                let asked = (0_i32, -1_i32, vec!["label"]);
                let reply = bus.call_method(Some(name), "/MenuBar", menu, "GetLayout", &asked)?;
                let (_, (_, _, entries)): (u32, Layout) = reply.body().deserialize()?;
                let entries: Vec<Json> = entries.into_iter().filter_map(entry).collect();
                Ok(json!({ "menu": entries }))
            }
            ("choose", id) => {
                let event = (id.parse::<i32>()?, "clicked", Value::from(0_i32), 0_u32);
                bus.call_method(Some(name), "/MenuBar", menu, "Event", &event)?;
                Ok(json!({ "done": true }))
            }
            ("activate", _) => {
                let item = Some("org.kde.StatusNotifierItem");
                bus.call_method(Some(name), "/StatusNotifierItem", item, "Activate", &(0_i32, 0_i32))?;
                Ok(json!({ "done": true }))
            }
            _ => Err("no such question".into()),
        }
    }

    fn entry(value: OwnedValue) -> Option<Json> {
        let (id, properties, _) = Layout::try_from(value).ok()?;
        let label = properties.get("label").and_then(|label| label.downcast_ref::<&str>().ok()).unwrap_or("");
        Some(json!([id, label]))
    }

    /// The signal of launchers is for whoever listens.
    fn listen_to_launchers() -> Result<(), Box<dyn Error>> {
        let bus = Connection::session()?;
        let rule = MatchRule::builder()
            .msg_type(Type::Signal)
            .interface("com.canonical.Unity.LauncherEntry")?
            .member("Update")?
            .build();
        let signals = MessageIterator::for_match_rule(rule, &bus, None)?;
        std::thread::spawn(move || {
            for signal in signals.flatten() {
                let Ok((_, told)) = signal.body().deserialize::<(String, HashMap<String, OwnedValue>)>()
                else {
                    continue;
                };
                let is = |name: &str| told.get(name).and_then(|it| it.downcast_ref::<bool>().ok());
                let progress = told.get("progress").and_then(|it| it.downcast_ref::<f64>().ok());
                let launcher = json!({ "progress": progress, "visible": is("progress-visible"), "urgent": is("urgent") });
                say(&json!({ "launcher": launcher }));
            }
        });
        Ok(())
    }

    /// Where tray icons come to.
    struct Watcher(Arc<Mutex<Option<String>>>);

    #[interface(name = "org.kde.StatusNotifierWatcher")]
    impl Watcher {
        fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
            let sender = header.sender().map(ToString::to_string).unwrap_or_default();
            let name = if service.starts_with('/') { sender } else { service.to_owned() };
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(name.clone());
            say(&json!({ "tray": name }));
        }

        fn register_status_notifier_host(&self, _service: &str) {}

        #[zbus(property)]
        fn is_status_notifier_host_registered(&self) -> bool {
            true
        }

        #[zbus(property)]
        fn registered_status_notifier_items(&self) -> Vec<String> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
        }

        #[zbus(property)]
        fn protocol_version(&self) -> i32 {
            0
        }
    }

    /// Where notifications come to.
    struct Notifications;

    #[interface(name = "org.freedesktop.Notifications")]
    impl Notifications {
        #[expect(clippy::too_many_arguments, reason = "the desktop's own call")]
        fn notify(
            &self,
            _app: &str,
            _replaces: u32,
            _icon: &str,
            summary: &str,
            body: &str,
            _actions: Vec<String>,
            _hints: HashMap<String, OwnedValue>,
            _timeout: i32,
        ) -> u32 {
            say(&json!({ "notification": { "title": summary, "body": body } }));
            1
        }

        fn get_capabilities(&self) -> Vec<String> {
            vec!["body".into()]
        }

        fn close_notification(&self, _id: u32) {}

        fn get_server_information(&self) -> (String, String, String, String) {
            ("tests".into(), "HLS Studio".into(), "1".into(), "1.2".into())
        }
    }
}
