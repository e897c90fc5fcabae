//! The two commands between window and engine: `rpc` carries a request, `subscribe` opens the stream of
//! events. What they mean is decided in [`studio::rpc`].

use domain::failure::Failure;
use serde_json::Value;
use studio::Studio;
use studio::api::Event;
use tauri::State;
use tauri::ipc::Channel;

/// Has one command done.
#[tauri::command]
pub(crate) async fn rpc(studio: State<'_, Studio>, command: Value) -> Result<Value, Failure> {
    studio::rpc::dispatch(&studio, command).await
}

/// Sends events into `channel` until the window closes it or falls far behind; it then subscribes again.
#[tauri::command]
pub(crate) async fn subscribe(studio: State<'_, Studio>, channel: Channel<Event>) -> Result<(), Failure> {
    let mut events = studio.subscribe().await;
    tauri::async_runtime::spawn(async move {
        while let Some(event) = events.recv().await {
            if channel.send(event).is_err() {
                break;
            }
        }
    });
    Ok(())
}
