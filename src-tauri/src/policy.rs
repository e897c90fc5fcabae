//! The window's content security policy.

use tauri::utils::config::Csp;

/// Own files only; the engine by IPC; the preview server by its exact origin. hls.js needs blobs for its
/// media source and its worker, and an empty track of its own as data for subtitles.
pub(crate) fn policy(preview: &str) -> Csp {
    Csp::Policy(format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data: {preview}; media-src 'self' blob: data: {preview}; worker-src 'self' blob:; \
         connect-src 'self' ipc: http://ipc.localhost {preview}; \
         object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_exact_origin_and_nothing_wide() {
        let Csp::Policy(text) = policy("http://127.0.0.1:4711") else { panic!("a map") };
        assert!(text.contains("connect-src 'self' ipc: http://ipc.localhost http://127.0.0.1:4711;"));
        assert!(!text.contains('*') && !text.contains("unsafe-eval"));
    }
}
