//! What of the work is seen outside the window: the tray while it is hidden, the task bar, notifications; and the end
//! of an app whose work has ended without its window.

use std::time::{Duration, Instant};

use studio::api::Preferences;
use studio::desk::telling::Telling;
use studio::desk::words::Words;
use studio::desk::work::{Ending, Standing};

use crate::notices;
use crate::shell::Shell;
use crate::taskbar::Taskbar;
use crate::tray::Tray;

/// Follows the work for as long as there is an engine.
pub(crate) async fn follow(shell: Shell) {
    let mut outside = Outside::new(shell.clone());
    // What is told too fast to be heard is told anew, from the whole.
    while outside.listen(&shell).await {}
}

/// Everything outside the window.
struct Outside {
    shell: Shell,
    begin: Instant,
    telling: Telling,
    tray: Option<Tray>,
    taskbar: Taskbar,
    preferences: Preferences,
    /// Whether there was work when it was looked last.
    working: bool,
    /// Whether it has ended without the window, and nobody has said anything since: the app ends, too.
    over: bool,
}

impl Outside {
    fn new(shell: Shell) -> Self {
        Self {
            taskbar: Taskbar::new(shell.clone()),
            shell,
            begin: Instant::now(),
            telling: Telling::default(),
            tray: None,
            preferences: Preferences::default(),
            working: false,
            over: false,
        }
    }

    fn now(&self) -> Duration {
        self.begin.elapsed()
    }

    /// Listens until nothing more is told; whether anything was.
    async fn listen(&mut self, shell: &Shell) -> bool {
        let mut events = shell.studio().watch().await;
        let mut heard = false;
        loop {
            let due = self.telling.due(self.shell.state().work.standing().busy > 0);
            let wait = due.map_or(Duration::MAX, |due| due.saturating_sub(self.now()));
            tokio::select! {
                event = events.recv() => {
                    let Some(event) = event else { return heard };
                    heard = true;
                    let endings = self.shell.state().work.take(&event.change);
                    // What is seen as it ends is not told when the person has turned away since.
                    if !endings.is_empty() && !self.shell.state().is_seen() {
                        self.telling.add(endings, self.now());
                    }
                }
                () = shell.changed() => {}
                () = tokio::time::sleep(wait) => self.tell(false).await,
            }
            self.bring_up_to_date().await;
        }
    }

    async fn bring_up_to_date(&mut self) {
        let (standing, words, hidden, held, preferences, updated) = {
            let state = self.shell.state();
            let (preferences, updated) = (state.work.preferences().clone(), state.work.is_updated());
            (state.work.standing(), state.words.clone(), state.hidden, state.held, preferences, updated)
        };
        self.prefer(preferences);
        self.taskbar.show(standing).await;
        let worked = std::mem::replace(&mut self.working, standing.busy > 0);
        let over = hidden && !self.working && !held;
        if over && worked {
            self.tell(true).await;
        }
        self.over = over && (worked || self.over);
        // An update that has waited for this ends the app itself, which does not come back then.
        if self.over && !updated {
            return self.shell.quit();
        }
        self.show_tray(hidden, words.as_ref(), standing).await;
    }

    /// The title bar is as the rest of the window.
    fn prefer(&mut self, preferences: Preferences) {
        if self.preferences.appearance != preferences.appearance {
            self.shell.colour(preferences.appearance);
        }
        self.preferences = preferences;
    }

    async fn show_tray(&mut self, hidden: bool, words: Option<&Words>, standing: Standing) {
        match (&mut self.tray, words.filter(|_| hidden)) {
            (Some(tray), Some(words)) => tray.show(words, standing).await,
            (None, Some(words)) => self.tray = Tray::new(&self.shell, words, standing).await,
            (_, None) => {
                if let Some(tray) = self.tray.take() {
                    tray.remove().await;
                }
            }
        }
    }

    /// Tells what has ended, unless the person sees it; `ended` when the app ends with it.
    async fn tell(&mut self, ended: bool) {
        let seen = !self.preferences.notify || self.shell.state().is_seen();
        let endings: Vec<Ending> = self.telling.tell(self.now(), seen);
        let words = self.shell.state().words.clone();
        if let Some(notice) = words.and_then(|words| words.notice(&endings, ended)) {
            notices::show(notice).await;
        }
    }
}
