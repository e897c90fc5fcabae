//! What can be read of a library that is damaged or may not be written, into another one.

use std::path::Path;

use domain::job::State;
use package::durable::Keep;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Row, Statement, params_from_iter};

use super::{Error, Library, rows, stored};

/// How many numbers between what can be read from the front and from the back are tried one by one.
const MOST_TRIED: i64 = 100_000;

/// The columns that are copied, as they are: what another version wrote there stays.
const COLUMNS: [&str; 18] = [
    "id",
    "position",
    "priority",
    "word",
    "attempts",
    "created_ms",
    "changed_ms",
    "finished_ms",
    "bytes",
    "modified_ms",
    "title",
    "search",
    "path",
    "folder",
    "state",
    "media",
    "package",
    "failure",
];

/// Where in [`COLUMNS`] the word of the state and the state stand; those of the list end with the state.
const WORD: usize = 3;
const STATE: usize = 14;

/// A row of the list that makes sense, its columns in the order of [`COLUMNS`], and its choice.
struct Standing {
    columns: Vec<Value>,
    choice: String,
}

/// Copies every video of the library in `file` that can be read into `library`, with its number and place,
/// without stills; how many. What goes wrong is logged: this is done when things have gone wrong already.
pub(super) fn salvage(file: &Path, library: &mut Library) -> u64 {
    let copied = source(file).and_then(|source| {
        let last = source
            .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'video'", [], |row| row.get::<_, i64>(0))
            .ok()
            .filter(|last| u32::try_from(*last).is_ok());
        put(library, &readable(&source, last)?, last)
    });
    copied.unwrap_or_else(|error| {
        tracing::warn!(%error, "nothing could be read of the library");
        0
    })
}

/// Opens a library to be read only: with its log where the system lets us, else as if it never changed.
fn source(file: &Path) -> Result<Connection, Error> {
    if !file.is_file() {
        return Err(Error::Unusable("there is no file".into()));
    }
    let plain = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let usable = |connection: Connection| {
        // A file that was cut is refused otherwise.
        connection.pragma_update(None, "writable_schema", true)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        Ok(connection)
    };
    Ok(match Connection::open_with_flags(file, plain).and_then(usable) {
        Ok(connection) => connection,
        Err(_) => usable(Connection::open_with_flags(unchanging(file), plain | OpenFlags::SQLITE_OPEN_URI)?)?,
    })
}

/// The URI that opens a file without locks and without its log (sqlite.org/uri.html).
fn unchanging(file: &Path) -> String {
    let mut uri = String::from("file:");
    let text = file.to_string_lossy();
    // A drive's letter needs a slash before it.
    if !text.starts_with('/') {
        uri.push('/');
    }
    for byte in text.bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b':' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                uri.push(byte.into())
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri + "?immutable=1"
}

/// Everything from the front up to the first damage, from the back down to it, and one by one between, where
/// a video whose details are damaged is taken without them. `last` is the last number given, when known.
fn readable(source: &Connection, last: Option<i64>) -> rusqlite::Result<Vec<Standing>> {
    let columns = COLUMNS.map(|column| if column == "id" { "video.id" } else { column }).join(", ");
    let select = format!("SELECT {columns}, choice");
    let bare = format!(
        "{select} FROM (SELECT *, '{{}}' AS choice, NULL AS media, NULL AS package, NULL AS failure FROM video)
         AS video"
    );
    let whole = format!("{select} FROM video NOT INDEXED LEFT JOIN detail USING (id)");
    if source.prepare(&whole).is_err() {
        let all = run(&mut source.prepare(&format!("{bare} WHERE video.id >= ?1"))?, i64::MIN);
        return Ok(without_choice(all.rows));
    }
    let upwards = format!("{whole} WHERE video.id >= ?1 ORDER BY video.id");
    let front = run(&mut source.prepare(&upwards)?, i64::MIN);
    let mut rows = front.rows;
    if front.complete {
        return Ok(rows);
    }
    let first = front.last.unwrap_or(0).saturating_add(1);
    let back = run(&mut source.prepare(&format!("{upwards} DESC"))?, first);
    rows.extend(back.rows);
    if back.complete {
        return Ok(rows);
    }
    let end = back.last.or(last.map(|last| last.saturating_add(1))).unwrap_or(i64::MAX);
    let [mut one, mut bare] = [
        source.prepare(&format!("{whole} WHERE video.id = ?1"))?,
        source.prepare(&format!("{bare} WHERE video.id = ?1"))?,
    ];
    for id in first..end.min(first.saturating_add(MOST_TRIED)) {
        let found = run(&mut one, id);
        rows.extend(if found.complete { found.rows } else { without_choice(run(&mut bare, id).rows) });
    }
    Ok(rows)
}

/// Nothing is begun by itself of which nobody knows any more what it was to become.
fn without_choice(mut rows: Vec<Standing>) -> Vec<Standing> {
    let [queued, ready] = [State::Queued, State::Ready].map(|state| stored::word(&state));
    for row in &mut rows {
        if row.columns.get(WORD) == Some(&Value::Text(queued.clone())) {
            row.set(WORD, ready.clone());
            row.set(STATE, stored::text(&State::Ready).unwrap_or_default());
        }
    }
    rows
}

/// What one query gave.
struct Run {
    rows: Vec<Standing>,
    /// The number of the last row.
    last: Option<i64>,
    /// Whether it came to its end.
    complete: bool,
}

/// Runs one query up to an error. A row that can be read but not understood is left out.
fn run(statement: &mut Statement<'_>, id: i64) -> Run {
    let (mut rows, mut last) = (Vec::new(), None);
    let mut all = || -> rusqlite::Result<()> {
        let mut found = statement.query([id])?;
        while let Some(row) = found.next()? {
            last = Some(row.get("id")?);
            rows.extend(standing(row));
        }
        Ok(())
    };
    let complete = all().is_ok();
    Run { rows, last, complete }
}

fn standing(row: &Row<'_>) -> Option<Standing> {
    let card = rows::card(row).ok()?;
    let choice: String = row.get("choice").ok()?;
    stored::choice(&choice).ok()?;
    let columns: Result<Vec<Value>, _> = (0..COLUMNS.len()).map(|column| row.get(column)).collect();
    let mut standing = Standing { columns: columns.ok()?, choice };
    standing.set(WORD, stored::word(&card.state));
    Some(standing)
}

impl Standing {
    fn set(&mut self, column: usize, text: String) {
        if let Some(value) = self.columns.get_mut(column) {
            *value = text.into();
        }
    }
}

fn put(library: &mut Library, rows: &[Standing], last: Option<i64>) -> Result<u64, Error> {
    let (video, detail) = COLUMNS.split_at(STATE + 1);
    let sql = |into: &str, columns: &[&str]| {
        let values = vec!["?"; columns.len()].join(", ");
        format!("INSERT OR IGNORE INTO {into} ({}) VALUES ({values})", columns.join(", "))
    };
    let videos = sql("video", video);
    let (choices, details) =
        (sql("detail", &["id", "choice"]), sql("detail", &[&["id", "choice"], detail].concat()));
    library.write(Keep::Always, |transaction| {
        let mut kept = 0;
        for Standing { columns, choice } in rows {
            let (video, detail) = columns.split_at(STATE + 1);
            // A column that is not what the table takes: the row is left out.
            if !matches!(transaction.prepare_cached(&videos)?.execute(params_from_iter(video)), Ok(1)) {
                continue;
            }
            let choice = Value::from(choice.clone());
            let least: Vec<&Value> = video.first().into_iter().chain([&choice]).collect();
            let all = least.iter().copied().chain(detail);
            if transaction.prepare_cached(&details)?.execute(params_from_iter(all)).is_err() {
                transaction.prepare_cached(&choices)?.execute(params_from_iter(least))?;
            }
            kept += 1;
        }
        // Numbers of videos that are gone are not given again either.
        let sql = "UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'video'";
        if let Some(last) = last
            && transaction.execute(sql, [last])? == 0
        {
            transaction.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('video', ?1)", [last])?;
        }
        Ok(kept)
    })
}
