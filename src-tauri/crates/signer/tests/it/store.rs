//! A store in this process, on loopback.

use std::fs;
use std::io::Read;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use signer::bucket::{Access, Bucket, Place};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Ends with the test.
pub(crate) struct Store {
    pub(crate) endpoint: String,
    folder: TempDir,
    server: JoinHandle<()>,
}

impl Drop for Store {
    fn drop(&mut self) {
        self.server.abort();
    }
}

pub(crate) const BUCKET: &str = "films";

impl Store {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single("AKEXAMPLE", "secret"));
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let connection = Builder::new(TokioExecutor::new());
                    drop(connection.serve_connection(TokioIo::new(stream), service).await);
                });
            }
        });
        Self { endpoint, folder, server }
    }

    /// The compressed text at `key`.
    pub(crate) fn read(&self, key: &str) -> String {
        let file = fs::File::open(self.folder.path().join(BUCKET).join(key)).unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
        text
    }

    pub(crate) fn bucket(&self) -> Bucket {
        let place = Place {
            endpoint: self.endpoint.clone(),
            region: "us-east-1".into(),
            name: BUCKET.into(),
            path_style: true,
        };
        Bucket::new(&place, &Access { id: "AKEXAMPLE".into(), secret: "secret".into() }).unwrap()
    }
}
