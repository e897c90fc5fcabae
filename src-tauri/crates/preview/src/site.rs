//! The one place that opens files: finds what a request wants and puts bytes to the planned answer.

use std::fs::{self, File};
use std::io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use page::Programme;

use crate::line::Line;
use crate::media_type;
use crate::path::{RelativePath, is_private};
use crate::range::Part;
use crate::respond::{self, Admitted, Asset, Found, Gate, Plan, Request, Wants};
use crate::roots::{Root, Roots};

/// An answer with its bytes.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status code.
    pub status: u16,
    /// Names and values, without `Content-Length`.
    pub headers: Vec<(&'static str, String)>,
    /// The `Content-Length` in bytes; with `HEAD` that of the body left out.
    pub content_length: u64,
    /// The body, never longer than `content_length`.
    pub body: Body,
}

/// The body of a [`Reply`], to be read to its end. A file is read as it is sent and never held in memory.
#[derive(Debug)]
pub struct Body(io::Take<Source>);

#[derive(Debug)]
enum Source {
    Embedded(Cursor<&'static [u8]>),
    Memory(Cursor<Arc<[u8]>>),
    /// One of a package.
    File(File),
    /// One alone.
    Lone(File),
}

/// No bytes.
const NOTHING: Source = Source::Embedded(Cursor::new(&[]));

impl Body {
    /// Whether it is of a package's file, and not a text that stands in for one.
    pub(crate) fn is_of_a_file(&self) -> bool {
        matches!(self.0.get_ref(), Source::File(_))
    }
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Embedded(bytes) => bytes.read(buffer),
            Self::Memory(bytes) => bytes.read(buffer),
            Self::File(file) | Self::Lone(file) => file.read(buffer),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Embedded(bytes) => bytes.seek(position),
            Self::Memory(bytes) => bytes.seek(position),
            Self::File(file) | Self::Lone(file) => file.seek(position),
        }
    }
}

/// All that is served, and to whom.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) gate: Gate,
    pub(crate) roots: Roots,
    pub(crate) line: Line,
}

impl Site {
    /// Answers one request. Fails in no other way than by the reply's status.
    pub(crate) fn answer(&self, request: &Request<'_>) -> Reply {
        match respond::admit(&self.gate, request) {
            Err(refusal) => reply(respond::refuse(&refusal), NOTHING),
            Ok(admitted) => self.answer_admitted(request, &admitted),
        }
    }

    fn answer_admitted(&self, request: &Request<'_>, admitted: &Admitted<'_>) -> Reply {
        let lookup = match &admitted.wants {
            Wants::Permission => return reply(respond::permit(request, admitted), NOTHING),
            Wants::Asset(asset) => Ok(Some(asset_of(*asset))),
            Wants::Player { mount } => self.player(*mount),
            Wants::File { mount, path } => self.file(*mount, path),
        };
        let (found, source) = match lookup {
            Ok(Some((found, source))) => (found, source),
            Ok(None) => (Found::Missing, NOTHING),
            Err(error) if is_absence(&error) => (Found::Missing, NOTHING),
            Err(error) => {
                tracing::warn!(wants = ?admitted.wants, %error, "cannot be served");
                (Found::Failed, NOTHING)
            }
        };
        reply(respond::respond(request, admitted, found), source)
    }

    /// The path of a mount's addresses, below the origin.
    pub(crate) fn mount_path(&self, id: u64) -> String {
        format!("/{}/{id}/", self.gate.token().reveal())
    }

    /// The path of a mount's player page, below the origin.
    pub(crate) fn player_path(&self, id: u64) -> String {
        format!("/{}/-/player/{id}", self.gate.token().reveal())
    }

    fn player(&self, id: u64) -> io::Result<Option<(Found, Source)>> {
        let Some(root) = self.roots.get(id) else {
            return Ok(None);
        };
        let name = root.folder().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        let address = |name: &str| format!("{}{name}", self.mount_path(id));
        let there = |name: &str| {
            let found = RelativePath::decode(name).and_then(|path| open(&root, &path).ok().flatten());
            found.map(|_| address(name))
        };
        let programme = Programme {
            title: name.into_owned(),
            playlist: address("master.m3u8"),
            poster: there("poster.jpg"),
            thumbnails: there("thumbnails.vtt"),
            chapters: there("chapters.vtt"),
            download: there("download.mp4"),
            ..Programme::default()
        };
        let html = page::render(&programme, &format!("/{}/-/", self.gate.token().reveal()), None);
        let found = Found::Content {
            media_type: "text/html; charset=utf-8",
            length: html.len() as u64,
            security_policy: Some(format!("{}; frame-ancestors 'none'", page::SECURITY_POLICY)),
        };
        Ok(Some((found, Source::Memory(Cursor::new(html.into_bytes().into())))))
    }

    fn file(&self, id: u64, path: &RelativePath) -> io::Result<Option<(Found, Source)>> {
        let Some(root) = self.roots.get(id) else {
            return Ok(None);
        };
        let content = |length| Found::Content {
            media_type: media_type::of(path.as_str()),
            length,
            security_policy: None,
        };
        if let Some(bytes) = root.overlay(path) {
            return Ok(Some((content(bytes.len() as u64), Source::Memory(Cursor::new(bytes)))));
        }
        if let Some(lone) = root.lone(path) {
            let file = regular(&lone)?;
            return Ok(file.map(|(file, length)| (content(length), Source::Lone(file))));
        }
        let opened = open(&root, path)?;
        Ok(opened.map(|(file, length)| (content(length), Source::File(file))))
    }
}

fn asset_of(asset: Asset) -> (Found, Source) {
    let (media_type, bytes) = match asset {
        Asset::Script => ("text/javascript", page::SCRIPT),
        Asset::Style => ("text/css", page::STYLE),
    };
    let found = Found::Content { media_type, length: bytes.len() as u64, security_policy: None };
    (found, Source::Embedded(Cursor::new(bytes)))
}

/// Opens a file below a root and takes its length.
///
/// The canonical path decides: it must lie below the root (a symbolic link may lead out) and not in a private folder
/// (which Windows and macOS know under more than one spelling). Only regular files are opened; a pipe would block.
fn open(root: &Root, path: &RelativePath) -> io::Result<Option<(File, u64)>> {
    let Some(folder) = root.folder() else {
        return Ok(None);
    };
    let mut wanted = folder.to_path_buf();
    wanted.extend(path.segments());
    let canonical = fs::canonicalize(wanted)?;
    let Ok(inside) = canonical.strip_prefix(folder) else {
        return Ok(None);
    };
    if inside.iter().any(|name| name.to_str().is_some_and(is_private)) {
        return Ok(None);
    }
    regular(&canonical)
}

/// Opens a regular file and takes its length.
fn regular(path: &Path) -> io::Result<Option<(File, u64)>> {
    if !fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    Ok(Some((file, length)))
}

/// Whether a failure to open means that there is nothing to read for whoever asks.
fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::PermissionDenied
            | ErrorKind::InvalidFilename
            | ErrorKind::InvalidInput
    )
}

fn reply(plan: Plan, mut source: Source) -> Reply {
    let Plan { status, headers, content_length, body } = plan;
    let Part { offset, length } = body.unwrap_or(Part { offset: 0, length: 0 });
    if let Err(error) = source.seek(SeekFrom::Start(offset)) {
        tracing::warn!(%error, "a file cannot be read from its middle");
        let body = Body(NOTHING.take(0));
        return Reply { status: 500, headers: Vec::new(), content_length: 0, body };
    }
    Reply { status, headers, content_length, body: Body(source.take(length)) }
}
