//! One child process: its command, its stdout as a bounded stream, its end.
//!
//! - stdin is empty, the bytes given, or what another child writes: the system's own pipe lies between the
//!   two, and they are stopped and judged as one. stderr is always drained, its end kept.
//! - A kill takes the whole tree along, and nothing waits on a pipe that a grandchild keeps open.
//! - A child that is dropped is killed.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::damage::Trouble;
use process_wrap::tokio::{ChildWrapper, CommandWrap};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{ChildStderr, ChildStdin, ChildStdout};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};

use crate::lines::Splitter;
use crate::system;
use crate::tail::Tail;

mod exit;
mod stopping;

pub(crate) use exit::{Error, Exit};

/// How long pipes may stay open after the process has ended, and how long a kill may take.
const GRACE: Duration = Duration::from_secs(1);

/// How much of the machine a child may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Priority {
    /// As much as this process.
    #[default]
    Normal,
    /// What others leave.
    Background,
}

/// What to run. There is no shell: the arguments reach the program as they are.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    program: PathBuf,
    arguments: Vec<OsString>,
    directory: Option<PathBuf>,
    environment: Vec<(OsString, Option<OsString>)>,
    input: Input,
    priority: Priority,
}

/// What a command reads on stdin.
#[derive(Clone, Debug, Default)]
enum Input {
    #[default]
    Nothing,
    Bytes(Vec<u8>),
    Output(Box<Command>),
}

impl Command {
    /// `program` (absolute) with `arguments`, an empty stdin and this process's folder.
    pub(crate) fn new(program: &Path, arguments: Vec<OsString>) -> Self {
        Self {
            program: program.to_owned(),
            arguments,
            directory: None,
            environment: system::environment(),
            input: Input::Nothing,
            priority: Priority::Normal,
        }
    }

    /// Runs it in `directory`.
    pub(crate) fn directory(mut self, directory: &Path) -> Self {
        self.directory = Some(directory.to_owned());
        self
    }

    /// Gives it `bytes` on stdin.
    pub(crate) fn input(mut self, bytes: Vec<u8>) -> Self {
        self.input = Input::Bytes(bytes);
        self
    }

    /// Gives it what `source` writes to stdout. The two end as one: see [`Child::finish`].
    pub(crate) fn reads(mut self, source: Self) -> Self {
        self.input = Input::Output(Box::new(source));
        self
    }

    /// Runs it at `priority`.
    pub(crate) fn priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// Sets one environment variable.
    #[cfg(test)]
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), Some(value.into())));
        self
    }

    /// Starts it, and what it reads from.
    ///
    /// # Errors
    /// [`Error::NotStarted`].
    pub(crate) fn start(self) -> Result<Child, Error> {
        self.start_to(Stdio::piped())
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that starts processes")]
    fn start_to(mut self, stdout: Stdio) -> Result<Child, Error> {
        let mut source = None;
        let mut bytes = None;
        let stdin = match std::mem::take(&mut self.input) {
            Input::Nothing => Stdio::null(),
            Input::Bytes(given) => {
                bytes = Some(given);
                Stdio::piped()
            }
            Input::Output(writer) => {
                let (read, write) = io::pipe().map_err(Error::NotStarted)?;
                source = Some(Box::new(writer.start_to(write.into())?));
                read.into()
            }
        };
        let mut command = CommandWrap::with_new(&self.program, |command| {
            command.args(&self.arguments).stdin(stdin).stdout(stdout).stderr(Stdio::piped());
            for (name, value) in &self.environment {
                match value {
                    Some(value) => command.env(name, value),
                    None => command.env_remove(name),
                };
            }
            if let Some(directory) = &self.directory {
                command.current_dir(directory);
            }
        });
        system::contain(&mut command, self.priority);
        let mut inner = command.spawn().map_err(Error::NotStarted)?;
        system::lower(inner.as_ref(), self.priority);
        let stdout = inner.stdout().take();
        let Some(stderr) = inner.stderr().take() else {
            return Err(Error::NotStarted(io::Error::other("the child has no pipes")));
        };
        if let (Some(bytes), Some(stdin)) = (bytes, inner.stdin().take()) {
            tokio::spawn(feed(stdin, bytes));
        }
        let tail = Arc::new(Mutex::new(Tail::default()));
        Ok(Child {
            description: self.to_string(),
            drain: tokio::spawn(drain(stderr, Arc::clone(&tail))),
            inner,
            stdout,
            source,
            splitter: Splitter::default(),
            tail,
            status: None,
            closing: None,
        })
    }

    /// Runs it to its end within `limits` and gives what it wrote to stdout. It is killed when the future
    /// is dropped.
    ///
    /// # Errors
    /// [`Error`]; a process that ended with a failure is not one.
    pub(crate) async fn output(self, limits: Limits) -> Result<(Vec<u8>, Exit), Error> {
        let mut child = self.start()?;
        match timeout(limits.time, child.collect(limits.bytes)).await {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(error)) => {
                child.kill().await;
                Err(error)
            }
            Err(_) => {
                child.kill().await;
                Err(Error::TimedOut(limits.time))
            }
        }
    }
}

/// The command as a person would type it, for a failure's detail; never parsed.
impl std::fmt::Display for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Input::Output(source) = &self.input {
            write!(f, "{source} | ")?;
        }
        write!(f, "{}", self.program.display())?;
        for argument in &self.arguments {
            let argument = argument.to_string_lossy();
            let plain = !argument.is_empty()
                && !argument
                    .contains(|c: char| c.is_whitespace() || c.is_control() || "\"'()[];*?".contains(c));
            if plain { write!(f, " {argument}")? } else { write!(f, " {argument:?}")? }
        }
        Ok(())
    }
}

/// What a run may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Wall time.
    pub(crate) time: Duration,
    /// Bytes of stdout.
    pub(crate) bytes: usize,
}

/// A running process.
#[derive(Debug)]
pub(crate) struct Child {
    inner: Box<dyn ChildWrapper>,
    /// `None` when another child reads it.
    stdout: Option<ChildStdout>,
    /// Whose output this one reads.
    source: Option<Box<Child>>,
    splitter: Splitter,
    drain: JoinHandle<()>,
    tail: Arc<Mutex<Tail>>,
    status: Option<ExitStatus>,
    closing: Option<Instant>,
    description: String,
}

impl Child {
    /// The command.
    pub(crate) fn description(&self) -> &str {
        &self.description
    }

    /// Its number and that of the one it reads from, while they are known.
    pub(crate) fn pids(&self) -> Vec<u32> {
        let source = self.source.iter().flat_map(|source| source.pids());
        self.inner.id().into_iter().chain(source).collect()
    }

    /// What it and the one it reads from have complained of so far: ffmpeg passes over what it cannot read or
    /// decode, and ends well.
    pub(crate) fn trouble(&self) -> Trouble {
        let own = self.tail.lock().unwrap_or_else(PoisonError::into_inner).trouble();
        match &self.source {
            Some(source) => source.trouble().and(own),
            None => own,
        }
    }

    /// The end of its log, and of that of the one it reads from.
    pub(crate) fn log(&self) -> String {
        let own = self.tail.lock().unwrap_or_else(PoisonError::into_inner).text();
        match &self.source {
            Some(source) => format!("{}\n{own}", source.log()),
            None => own,
        }
    }

    /// The next line of stdout; `None` at its end. Nothing is lost when the future is dropped.
    pub(crate) async fn line(&mut self) -> Result<Option<String>, Error> {
        let mut buffer = [0; 8192];
        loop {
            if let Some(line) = self.splitter.next() {
                return Ok(Some(line));
            }
            match self.read(&mut buffer).await? {
                0 => {
                    self.splitter.end();
                    return Ok(self.splitter.next());
                }
                n => self.splitter.push(buffer.get(..n).unwrap_or_default()),
            }
        }
    }

    /// All of stdout, up to `most` bytes, and the end.
    async fn collect(&mut self, most: usize) -> Result<(Vec<u8>, Exit), Error> {
        let mut all = Vec::new();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match self.read(&mut buffer).await? {
                0 => return Ok((all, self.finish().await?)),
                n if all.len() + n > most => return Err(Error::TooMuch(most)),
                n => all.extend_from_slice(buffer.get(..n).unwrap_or_default()),
            }
        }
    }

    /// Bytes of stdout; 0 at its end, or [`GRACE`] after the process has ended, when another one holds the
    /// pipe open. Nothing is lost when the future is dropped.
    pub(crate) async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        let Some(stdout) = &mut self.stdout else { return Ok(0) };
        loop {
            let closing = self.closing;
            if closing.is_some_and(|at| at <= Instant::now()) {
                return Ok(0);
            }
            tokio::select! {
                biased;
                read = stdout.read(buffer) => return Ok(read?),
                status = self.inner.wait(), if closing.is_none() => {
                    self.status = Some(status?);
                    self.closing = Some(Instant::now() + GRACE);
                }
                () = sleep_until(closing.unwrap_or_else(Instant::now)), if closing.is_some() => {}
            }
        }
    }

    /// Waits for the end, and for that of the one it reads from; stdout is closed or of no more interest.
    pub(crate) async fn finish(&mut self) -> Result<Exit, Error> {
        let mut exit = self.end().await?;
        if let Some(source) = &mut self.source {
            // One that ended well has read to the end. After another, the pipe may break only at the next write.
            if !exit.success() && timeout(GRACE, source.inner.wait()).await.is_err() {
                source.kill_alone().await;
            }
            exit.source = Some(Box::new(source.end().await?));
        }
        Ok(exit)
    }

    async fn end(&mut self) -> Result<Exit, Error> {
        let status = match self.status {
            Some(status) => status,
            None => self.inner.wait().await?,
        };
        self.status = Some(status);
        if timeout(GRACE, &mut self.drain).await.is_err() {
            self.kill_alone().await;
        }
        let tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(Exit { status, tail, description: self.description.clone(), source: None })
    }

    /// Kills the tree, and that of the one it reads from, at once and reaps them, each within [`GRACE`].
    pub(crate) async fn kill(&mut self) {
        self.kill_alone().await;
        if let Some(source) = &mut self.source {
            source.kill_alone().await;
        }
    }

    async fn kill_alone(&mut self) {
        // Refused when the whole tree has ended already.
        let _ = self.inner.start_kill();
        if self.status.is_none()
            && let Ok(Ok(status)) = timeout(GRACE, self.inner.wait()).await
        {
            self.status = Some(status);
        }
        self.drain.abort();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if self.status.is_none() {
            let _ = self.inner.start_kill();
        }
        self.drain.abort();
    }
}

/// Writes `bytes` and closes the pipe. A child that reads no further is not a failure of its own.
async fn feed(mut stdin: ChildStdin, bytes: Vec<u8>) {
    let _ = stdin.write_all(&bytes).await;
    let _ = stdin.shutdown().await;
}

/// Reads stderr to its end into `tail`, so that the child never blocks on it.
async fn drain(mut stderr: ChildStderr, tail: Arc<Mutex<Tail>>) {
    let mut splitter = Splitter::default();
    let mut buffer = vec![0; 8192];
    loop {
        let read = stderr.read(&mut buffer).await.unwrap_or(0);
        splitter.push(buffer.get(..read).unwrap_or_default());
        if read == 0 {
            splitter.end();
        }
        let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(line) = splitter.next() {
            tail.push(line);
        }
        if read == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
