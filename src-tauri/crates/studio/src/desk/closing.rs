//! What becomes of the work when the window is closed.

use crate::api::OnClose;

/// What closing the window comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The app ends; whatever runs is paused, and offered at the next start.
    End,
    /// The person is asked.
    Ask,
    /// The window goes, the work stays.
    GoOn,
}

/// What closing comes to while there is work, or none, and the window can be asked in, or cannot: what cannot be asked
/// about is kept.
pub fn closing(working: bool, preferred: OnClose, listening: bool) -> Closing {
    match preferred {
        _ if !working => Closing::End,
        OnClose::GoOn => Closing::GoOn,
        OnClose::Pause => Closing::End,
        OnClose::Ask if listening => Closing::Ask,
        OnClose::Ask => Closing::End,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_work_nobody_is_asked() {
        for preferred in [OnClose::Ask, OnClose::GoOn, OnClose::Pause] {
            assert_eq!(closing(false, preferred, true), Closing::End);
        }
    }

    #[test]
    fn work_is_done_with_as_preferred_and_kept_when_nobody_can_be_asked() {
        assert_eq!(closing(true, OnClose::Ask, true), Closing::Ask);
        assert_eq!(closing(true, OnClose::Ask, false), Closing::End);
        assert_eq!(closing(true, OnClose::GoOn, false), Closing::GoOn);
        assert_eq!(closing(true, OnClose::Pause, true), Closing::End);
    }
}
