//! The icon in the system's tray while the work goes on without the window: how far it is, and a menu.
//! Each system has it in its own way, in a file of its own.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod native;

#[cfg(target_os = "linux")]
pub(crate) use linux::Tray;
#[cfg(not(target_os = "linux"))]
pub(crate) use native::Tray;

use studio::desk::words::Words;
use studio::desk::work::Standing;

/// What the tray shows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    /// How far it is, in one line.
    status: String,
    show: String,
    /// What is done with all conversions.
    turn: String,
    /// Whether `turn` pauses them; else it goes on with them.
    pauses: bool,
    /// Whether there is any for `turn`.
    turns: bool,
    quit: String,
}

impl Shown {
    fn of(words: &Words, standing: Standing) -> Self {
        let pauses = standing.pausable || !standing.paused;
        Self {
            status: words.status(&standing),
            show: words.show.clone(),
            turn: if pauses { words.pause_all.clone() } else { words.go_on.clone() },
            pauses,
            turns: standing.pausable || standing.paused,
            quit: words.quit.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_is_paused_and_what_is_paused_goes_on() {
        let words = Words { pause_all: "Pause".into(), go_on: "Go on".into(), ..Words::default() };
        let of = |pausable, paused| {
            let shown = Shown::of(&words, Standing { pausable, paused, ..Standing::default() });
            (shown.turn, shown.pauses, shown.turns)
        };
        assert_eq!(of(true, true), ("Pause".to_owned(), true, true));
        assert_eq!(of(false, true), ("Go on".to_owned(), false, true));
        assert_eq!(of(false, false), ("Pause".to_owned(), true, false));
    }
}
