//! A file that a browser sends becomes a file on disk, so that the engine has a real path.

use std::io;
use std::path::{Path, PathBuf};

use axum::Json;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio_util::io::StreamReader;

use super::Shared;

/// What comes with an upload.
#[derive(serde::Deserialize)]
pub(super) struct Asked {
    name: String,
}

/// Takes one upload.
pub(super) async fn receive(
    State(shared): State<Shared>,
    Query(asked): Query<Asked>,
    body: Body,
) -> Result<Json<Value>, (StatusCode, String)> {
    match keep(&shared.uploads, &asked.name, body).await {
        Ok(path) => Ok(Json(json!({ "path": path }))),
        Err(error) => Err((StatusCode::INTERNAL_SERVER_ERROR, error.to_string())),
    }
}

/// Streams `body` to a file in a fresh folder below `uploads`, which is the home's and goes with it.
async fn keep(uploads: &Path, name: &str, body: Body) -> io::Result<PathBuf> {
    let folder = tempfile::Builder::new().prefix("").tempdir_in(uploads)?.keep();
    let path = folder.join(safe(name));
    let mut file = tokio::fs::File::create(&path).await?;
    let mut body = StreamReader::new(body.into_data_stream().map_err(io::Error::other));
    tokio::io::copy(&mut body, &mut file).await?;
    file.flush().await?;
    Ok(path)
}

/// The last part of `name`: one plain component, otherwise as it is, because odd names are there to be tested.
fn safe(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let refused = |c: char| c == '\0' || (cfg!(windows) && (c.is_control() || "<>:\"|?*".contains(c)));
    let plain: String = last.chars().map(|c| if refused(c) { '_' } else { c }).collect();
    match plain.as_str() {
        "" | "." | ".." => "video".to_owned(),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leaves_its_folder() {
        for (name, kept) in [
            ("holiday.mp4", "holiday.mp4"),
            ("../../etc/passwd", "passwd"),
            (r"C:\videos\a.mp4", "a.mp4"),
            ("100%d it's.mp4", "100%d it's.mp4"),
            ("", "video"),
            ("..", "video"),
            ("a/..", "video"),
            ("nul\0.mp4", "nul_.mp4"),
        ] {
            assert_eq!(safe(name), kept, "{name:?}");
        }
    }
}
