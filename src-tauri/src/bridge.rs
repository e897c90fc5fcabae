//! The commands of the window. Two are between it and the engine: `rpc` carries a request, `subscribe` opens the
//! stream of events; what they mean is decided in [`studio::rpc`]. Two are between it and the shell: `attend` and `wish`.

use std::sync::{Mutex, PoisonError};

use domain::failure::Failure;
use serde_json::Value;
use studio::Studio;
use studio::api::Event;
use studio::desk::words::Words;
use studio::desk::{Told, Wish};
use tauri::State;
use tauri::ipc::Channel;
use tokio_util::sync::CancellationToken;

use crate::shell::Shell;

/// Has one command done.
#[tauri::command]
pub(crate) async fn rpc(studio: State<'_, Studio>, command: Value) -> Result<Value, Failure> {
    studio::rpc::dispatch(&studio, command).await
}

/// The window's one subscription: a new one, as after a reload, ends the old one.
#[derive(Default)]
pub(crate) struct Subscription(Mutex<CancellationToken>);

impl Subscription {
    /// Ends the old subscription and gives the token of the new one.
    fn renew(&self) -> CancellationToken {
        let token = CancellationToken::new();
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *current, token.clone()).cancel();
        token
    }
}

/// Sends events into `channel`. Returns when there will be no more: the window fell far behind or has
/// subscribed anew.
#[tauri::command]
pub(crate) async fn subscribe(
    studio: State<'_, Studio>,
    subscription: State<'_, Subscription>,
    channel: Channel<Event>,
) -> Result<(), Failure> {
    let replaced = subscription.renew();
    let mut events = studio.subscribe().await;
    let carry = async {
        while let Some(event) = events.recv().await {
            if channel.send(event).is_err() {
                break;
            }
        }
    };
    tokio::select! {
        () = carry => {}
        () = replaced.cancelled() => {}
    }
    Ok(())
}

/// The window has opened: it speaks these words, and is told by `channel` what the shell has for it.
#[tauri::command]
pub(crate) fn attend(shell: State<'_, Shell>, words: Words, channel: Channel<Told>) {
    shell.attend(words, channel);
}

/// Does what the window wants of the shell.
#[tauri::command]
pub(crate) fn wish(shell: State<'_, Shell>, wish: Wish) {
    shell.wish(wish);
}
