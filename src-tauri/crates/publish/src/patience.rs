//! Calls that are made again while that may help.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use crate::backend::Trouble;
use crate::pace::pause;

/// Calls, and again after what passes, for so long since the first that failed.
///
/// # Errors
/// The last trouble.
pub async fn patiently<T, F: Future<Output = Result<T, Trouble>>>(
    patience: Duration,
    mut call: impl FnMut() -> F,
) -> Result<T, Trouble> {
    let (mut tries, mut failed) = (0, None);
    loop {
        let trouble = match call().await {
            Err(trouble) if trouble.is_passing() => trouble,
            answer => return answer,
        };
        tries += 1;
        let since = *failed.get_or_insert_with(Instant::now);
        let rest = trouble.after().unwrap_or_else(|| pause(tries, fastrand::f64()));
        if since.elapsed() + rest > patience {
            return Err(trouble);
        }
        tokio::time::sleep(rest).await;
    }
}

#[cfg(test)]
mod tests {
    use contract::problem::{Code, Problem};

    use super::*;

    fn refused(retryable: bool, after: Option<Duration>) -> Trouble {
        Trouble::Problem(Problem { retryable, ..Problem::new(Code::Internal, "no") }, after)
    }

    #[tokio::test(start_paused = true)]
    async fn what_passes_is_waited_for_and_nothing_else() {
        let begun = Instant::now();
        let gone = || Trouble::Unreachable("gone".into());
        let back = begun + Duration::from_secs(90);
        let call = || async move { if Instant::now() < back { Err(gone()) } else { Ok(7) } };
        assert_eq!(patiently(Duration::from_secs(600), call).await.unwrap(), 7);
        assert!(begun.elapsed() <= Duration::from_secs(120));
        let begun = Instant::now();
        let never = patiently(Duration::from_secs(60), || async { Err::<(), _>(gone()) }).await;
        assert!(never.is_err() && begun.elapsed() <= Duration::from_secs(60));
        let begun = Instant::now();
        let refusal = patiently(Duration::from_secs(60), || async { Err::<(), _>(refused(false, None)) });
        assert!(refusal.await.is_err() && begun.elapsed().is_zero());
    }

    #[tokio::test(start_paused = true)]
    async fn a_rest_that_is_asked_for_is_kept() {
        let begun = Instant::now();
        let mut first = true;
        let call = || {
            let answer = if std::mem::take(&mut first) {
                Err(refused(true, Some(Duration::from_secs(7))))
            } else {
                Ok(())
            };
            async { answer }
        };
        patiently(Duration::from_secs(60), call).await.unwrap();
        assert_eq!(begun.elapsed().as_secs(), 7);
    }
}
