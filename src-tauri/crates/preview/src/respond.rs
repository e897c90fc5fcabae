//! Pure decisions: from a request and what there is, to status, headers and a part of a body.
//!
//! A request first passes [`admit`], which says what it asks for; the caller finds that; then [`respond`] plans the
//! answer. Nothing here opens a file or a socket.

use crate::path::RelativePath;
use crate::range::{self, Part, Selection};
use crate::token::Token;

/// What an `Allow` header lists.
const METHODS: &str = "GET, HEAD, OPTIONS";

/// Where a request came from, which decides whether its `Host` means anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Over the loopback socket: `Host` must be ours, or a page on a name that was rebound to 127.0.0.1 could read.
    Loopback,
    /// Through a custom URI scheme of the webview, which no other program can reach and which has no `Host`.
    Scheme,
}

/// The facts of a request that an answer depends on.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method, in the case it was sent (methods are case-sensitive).
    pub method: &'a str,
    /// Path and query as sent, beginning with `/`.
    pub target: &'a str,
    /// Names and values; names in any case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The way it came.
    pub transport: Transport,
}

impl<'a> Request<'a> {
    fn values(&self, name: &'static str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// A header's value when it was sent exactly once.
    fn single(&self, name: &'static str) -> Option<&'a str> {
        let mut values = self.values(name);
        values.next().filter(|_| values.next().is_none())
    }

    fn has(&self, name: &'static str) -> bool {
        self.values(name).next().is_some()
    }
}

/// Who may ask.
#[derive(Debug)]
pub(crate) struct Gate {
    /// What `Host` may say: `127.0.0.1:PORT` and `localhost:PORT`.
    hosts: [String; 2],
    /// What `Origin` may say, beside being absent.
    origins: Vec<String>,
    token: Token,
}

impl Gate {
    /// Lets in pages of `allowed_origins` and of the server itself on `port`, with `token` in the path.
    pub(crate) fn new(port: u16, allowed_origins: Vec<String>, token: Token) -> Self {
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        let mut origins = allowed_origins;
        origins.extend(hosts.iter().map(|host| format!("http://{host}")));
        Self { hosts, origins, token }
    }

    /// The first segment of every address.
    pub(crate) fn token(&self) -> &Token {
        &self.token
    }

    /// The request's `Origin`: `Ok(None)` without one, `Err` for one that may not read.
    fn origin<'a>(&self, request: &Request<'a>) -> Result<Option<&'a str>, Refusal<'a>> {
        if !request.has("Origin") {
            return Ok(None);
        }
        let known = |origin: &&str| self.origins.iter().any(|allowed| allowed == origin);
        request.single("Origin").filter(known).map(Some).ok_or(Refusal { status: 403, origin: None })
    }

    fn admits_host(&self, request: &Request<'_>) -> bool {
        let ours = |host: &str| self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host));
        request.transport == Transport::Scheme || request.single("Host").is_some_and(ours)
    }
}

/// An admitted request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Admitted<'a> {
    pub(crate) wants: Wants,
    /// The page that asks, to be named in the CORS headers.
    origin: Option<&'a str>,
}

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wants {
    /// What would be allowed (`OPTIONS`), on whatever address.
    Permission,
    /// What the player page is made of, the same for every mount.
    Asset(Asset),
    /// The player page of a mount.
    Player {
        /// The mount's number.
        mount: u64,
    },
    /// A file of a mount.
    File {
        /// The mount's number.
        mount: u64,
        /// Below the mounted folder.
        path: RelativePath,
    },
}

/// A file of the player page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asset {
    Script,
    Style,
}

/// A request that is turned away before anything is looked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal<'a> {
    status: u16,
    origin: Option<&'a str>,
}

/// Checks host, origin, token, method and path, in this order.
///
/// A wrong token is a 404 as any unknown address is, so it cannot be told from one.
pub(crate) fn admit<'a>(gate: &Gate, request: &Request<'a>) -> Result<Admitted<'a>, Refusal<'a>> {
    if !gate.admits_host(request) {
        return Err(Refusal { status: 403, origin: None });
    }
    let origin = gate.origin(request)?;
    let refuse = |status| Refusal { status, origin };
    let inside = behind_token(gate, request.target).ok_or(refuse(404))?;
    let wants = match request.method {
        "OPTIONS" => Wants::Permission,
        "GET" | "HEAD" => locate(inside).ok_or(refuse(404))?,
        _ => return Err(refuse(405)),
    };
    Ok(Admitted { wants, origin })
}

/// What follows the token in a target, without the query.
fn behind_token<'a>(gate: &Gate, target: &'a str) -> Option<&'a str> {
    let path = target.split(['?', '#']).next()?;
    let (token, inside) = path.strip_prefix('/')?.split_once('/')?;
    gate.token.matches(token).then_some(inside)
}

/// `-/player.js`, `-/player.css`, `-/player/ID` or `ID/PATH`. Mounts are numbers, so `-` is never a mount and no file can hide the
/// player or be hidden by it.
fn locate(inside: &str) -> Option<Wants> {
    let (mount, rest) = inside.split_once('/')?;
    if mount != "-" {
        return Some(Wants::File { mount: number(mount)?, path: RelativePath::decode(rest)? });
    }
    match (rest, rest.strip_prefix("player/")) {
        ("player.js", _) => Some(Wants::Asset(Asset::Script)),
        ("player.css", _) => Some(Wants::Asset(Asset::Style)),
        (_, Some(mount)) => Some(Wants::Player { mount: number(mount)? }),
        _ => None,
    }
}

fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// What was found for an admitted request.
#[derive(Debug)]
pub(crate) enum Found {
    /// Nothing that may be read.
    Missing,
    /// It is there, but reading it failed.
    Failed,
    /// Something with bytes.
    Content {
        /// Its media type.
        media_type: &'static str,
        /// Its length in bytes, as of now; a file that grows is served up to here.
        length: u64,
        /// A policy to send with it, for a page.
        security_policy: Option<String>,
    },
}

/// An answer, but for the bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The `Content-Length`, in bytes. With `HEAD` it is that of the body left out.
    pub(crate) content_length: u64,
    /// What to send of what was found; `None` for no body.
    pub(crate) body: Option<Part>,
}

impl Plan {
    fn empty(status: u16, origin: Option<&str>) -> Self {
        Self { status, headers: common_headers(origin), content_length: 0, body: None }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// The answer to a request that was turned away.
pub(crate) fn refuse(refusal: &Refusal<'_>) -> Plan {
    let plan = Plan::empty(refusal.status, refusal.origin);
    if refusal.status == 405 { plan.with("Allow", METHODS) } else { plan }
}

/// The answer to [`Wants::Permission`]: a CORS preflight (Fetch standard §3.2.2), with the header by which Chromium
/// asks whether a page may reach the local network, under both names it has had.
///
/// Status 200 and not 204, which must not carry the `Content-Length` that tiny_http always sends.
pub(crate) fn permit(request: &Request<'_>, admitted: &Admitted<'_>) -> Plan {
    let mut plan = Plan::empty(200, admitted.origin).with("Allow", METHODS);
    if admitted.origin.is_none() || !request.has("Access-Control-Request-Method") {
        return plan;
    }
    plan = plan
        .with("Access-Control-Allow-Methods", METHODS)
        .with("Access-Control-Allow-Headers", "Range")
        .with("Access-Control-Max-Age", "600");
    if request.has("Access-Control-Request-Private-Network") {
        plan = plan.with("Access-Control-Allow-Private-Network", "true");
    }
    if request.has("Access-Control-Request-Local-Network") {
        plan = plan.with("Access-Control-Allow-Local-Network", "true");
    }
    plan
}

/// The answer to an admitted `GET` or `HEAD`.
///
/// `HEAD` is answered as `GET` is, ranges included, without the body (RFC 9110 §9.3.2).
pub(crate) fn respond(request: &Request<'_>, admitted: &Admitted<'_>, found: Found) -> Plan {
    let (media_type, length, security_policy) = match found {
        Found::Missing => return Plan::empty(404, admitted.origin),
        Found::Failed => return Plan::empty(500, admitted.origin),
        Found::Content { media_type, length, security_policy } => (media_type, length, security_policy),
    };
    let (status, part, content_range) = match range::select(range_header(request), length) {
        Selection::Whole => (200, Part { offset: 0, length }, None),
        Selection::Part(part) => (206, part, Some(content_range(part, length))),
        Selection::Unsatisfiable => {
            return Plan::empty(416, admitted.origin)
                .with("Accept-Ranges", "bytes")
                .with("Content-Range", format!("bytes */{length}"));
        }
    };
    let mut plan =
        Plan::empty(status, admitted.origin).with("Content-Type", media_type).with("Accept-Ranges", "bytes");
    plan.headers.extend(content_range.map(|value| ("Content-Range", value)));
    plan.headers.extend(security_policy.map(|value| ("Content-Security-Policy", value)));
    plan.content_length = part.length;
    plan.body = (request.method != "HEAD").then_some(part);
    plan
}

/// The `Range` header, when it counts. We send no validators, so an `If-Range` never matches and the whole file is
/// the answer (RFC 9110 §13.1.5).
fn range_header<'a>(request: &Request<'a>) -> Option<&'a str> {
    request.single("Range").filter(|_| !request.has("If-Range"))
}

fn content_range(part: Part, length: u64) -> String {
    format!("bytes {}-{}/{length}", part.offset, part.offset + part.length - 1)
}

/// What every answer carries. A package changes while it is made and is read from this disk: caching it could only
/// show something old.
fn common_headers(origin: Option<&str>) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("Cache-Control", "no-store".to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Cross-Origin-Resource-Policy", "cross-origin".to_owned()),
        ("Referrer-Policy", "no-referrer".to_owned()),
        ("Vary", "Origin".to_owned()),
    ];
    if let Some(origin) = origin {
        headers.push(("Access-Control-Allow-Origin", origin.to_owned()));
        let exposed = "Content-Length, Content-Range, Accept-Ranges";
        headers.push(("Access-Control-Expose-Headers", exposed.to_owned()));
    }
    headers
}

#[cfg(test)]
#[path = "respond_tests.rs"]
mod tests;
