//! The examination from its begin to its end: what is asked after what, how long, and that nothing is left behind.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use contract::messages::{Batch, BatchAnswer, NewPublish, Object, Publish};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::public_side::Places;
use super::reach::{judge_capabilities, refused, unreachable};
use super::wire::Wire;
use super::{Check, Diagnosis, Finding, Outcome, Patience, Wish, package};
use crate::backend::{Backend, Trouble};

/// What is told, one finding for each check.
pub(super) struct Log<F> {
    diagnosis: Diagnosis,
    found: F,
}

impl<F: FnMut(&Finding) + Send> Log<F> {
    pub(super) fn tell(&mut self, finding: Finding) {
        if self.diagnosis.of(finding.check).is_none() {
            (self.found)(&finding);
            self.diagnosis.findings.push(finding);
        }
    }

    fn next(&self) -> Check {
        Check::ALL.into_iter().find(|check| self.diagnosis.of(*check).is_none()).unwrap_or(Check::Gone)
    }
}

/// One examination.
pub(super) struct Examination<'a, B> {
    pub(super) backend: &'a B,
    pub(super) wire: Wire,
    pub(super) wish: &'a Wish,
    pub(super) patience: Patience,
}

impl<B: Backend> Examination<'_, B> {
    /// A call of the backend, which is waited for so long and no longer.
    pub(super) async fn call<T>(
        &self,
        call: impl Future<Output = Result<T, Trouble>> + Send,
    ) -> Result<T, Trouble> {
        bounded(self.patience.call, call).await
    }

    /// What the backend says of `objects`, one answer for each.
    pub(super) async fn batch(
        &self,
        publish: &Publish,
        objects: Vec<Object>,
    ) -> Result<BatchAnswer, Trouble> {
        let batch = Batch { objects };
        let answer = self.call(self.backend.batch(&publish.id, &batch)).await?;
        let is_right = answer.objects.len() == batch.objects.len()
            && answer.objects.iter().zip(&batch.objects).all(|(answer, object)| answer.path == object.path);
        if is_right {
            Ok(answer)
        } else {
            Err(Trouble::Answer("it does not speak of what was asked".to_owned()))
        }
    }
}

async fn bounded<T>(
    patience: Duration,
    call: impl Future<Output = Result<T, Trouble>> + Send,
) -> Result<T, Trouble> {
    timeout(patience, call).await.unwrap_or_else(|_| {
        Err(Trouble::Unreachable(format!("it gave no answer within {} seconds", patience.as_secs())))
    })
}

/// The test package, which is taken down whatever happens.
struct Guard<B: Backend> {
    backend: Arc<B>,
    patience: Duration,
    /// By which the same publish is found again when the answer to its begin was lost.
    key: String,
    id: Option<String>,
    /// Whether something may be there.
    is_due: bool,
}

fn wish() -> Option<NewPublish> {
    Some(NewPublish { package: package::NAME.parse().ok()?, replaces: None })
}

async fn take_down<B: Backend>(backend: &B, key: &str, id: Option<String>) -> Result<(), Trouble> {
    let id = match (id, wish()) {
        (Some(id), _) => id,
        (None, Some(wish)) => backend.begin(&wish, key).await?.id,
        (None, None) => return Ok(()),
    };
    backend.take_down(&id, true).await
}

impl<B: Backend> Guard<B> {
    fn new(backend: Arc<B>, patience: Duration) -> Self {
        let bits: [u64; 2] = [fastrand::u64(..), fastrand::u64(..)];
        let key = bits.iter().map(|it| format!("{it:016x}")).collect();
        Self { backend, patience, key, id: None, is_due: false }
    }

    async fn begin(&mut self) -> Result<Publish, Trouble> {
        let wish = wish().ok_or_else(|| Trouble::Answer("its name is none".to_owned()))?;
        self.is_due = true;
        let begun = bounded(self.patience, self.backend.begin(&wish, &self.key)).await;
        match &begun {
            Ok(publish) => self.id = Some(publish.id.clone()),
            // What was refused was not begun.
            Err(Trouble::Problem(..)) => self.is_due = false,
            Err(_) => {}
        }
        begun
    }

    /// Gives what is to be told; nothing when nothing was begun.
    async fn take_down(&mut self) -> Option<Finding> {
        if !self.is_due {
            return None;
        }
        let down = take_down(self.backend.as_ref(), &self.key, self.id.clone());
        let down = bounded(self.patience.saturating_mul(2), down).await;
        self.is_due = false;
        Some(match down {
            Ok(()) => Finding::good(Check::TakeDown, "The test package was taken down."),
            Err(trouble) => refused(Check::TakeDown, &trouble),
        })
    }
}

impl<B: Backend> Drop for Guard<B> {
    /// The examination was broken off: the package is taken down by a task of its own, where one can be had.
    fn drop(&mut self) {
        if self.is_due
            && let Ok(handle) = Handle::try_current()
        {
            let (backend, key, id) = (Arc::clone(&self.backend), self.key.clone(), self.id.take());
            handle.spawn(async move { take_down(backend.as_ref(), &key, id).await });
        }
    }
}

pub(super) async fn run<B: Backend>(
    backend: Arc<B>,
    wish: &Wish,
    patience: Patience,
    found: impl FnMut(&Finding) + Send,
) -> Diagnosis {
    let mut log = Log { diagnosis: Diagnosis::default(), found };
    let wire = match Wire::new(patience.request) {
        Ok(wire) => wire,
        Err(said) => {
            log.tell(unreachable(&Trouble::Unreachable(said)));
            return log.diagnosis;
        }
    };
    let mut guard = Guard::new(Arc::clone(&backend), patience.call);
    let examination = Examination { backend: backend.as_ref(), wire, wish, patience };
    let mut places = None;
    let steps = Box::pin(steps(&examination, &mut guard, &mut places, &mut log));
    if timeout(patience.whole, steps).await.is_err() {
        let text = format!(
            "The test took longer than {} seconds, and was broken off here.",
            patience.whole.as_secs()
        );
        let finding = Finding::bad(log.next(), text);
        log.tell(
            finding.mend("Test again; when it stays so, the store or the backend is too slow.", Vec::new()),
        );
    }
    if let Some(finding) = guard.take_down().await {
        let is_down = finding.outcome == Outcome::Good;
        log.tell(finding);
        if let Some(places) = places.filter(|_| is_down)
            && let Ok(finding) = timeout(patience.call, examination.gone(&places)).await
        {
            log.tell(finding);
        }
    }
    for check in Check::ALL {
        log.tell(Finding::untested(check, "Not tested: it was not reached."));
    }
    log.diagnosis
}

async fn steps<B: Backend, F: FnMut(&Finding) + Send>(
    examination: &Examination<'_, B>,
    guard: &mut Guard<B>,
    places: &mut Option<Places>,
    log: &mut Log<F>,
) {
    let capabilities = match examination.call(examination.backend.capabilities()).await {
        Ok(capabilities) => capabilities,
        Err(trouble) => return log.tell(unreachable(&trouble)),
    };
    let reached = judge_capabilities(&capabilities);
    let speaks = reached.outcome == Outcome::Good;
    log.tell(reached);
    if !speaks {
        return;
    }
    let publish = match guard.begin().await {
        Ok(publish) => publish,
        Err(trouble) => return log.tell(refused(Check::Begin, &trouble)),
    };
    let files = package::files(capabilities.gzip);
    if !examination.writes(&capabilities, &publish, &files, log).await {
        return;
    }
    *places = examination.reads(&publish, &files, log).await;
}
