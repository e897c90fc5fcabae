//! What a person may decide otherwise, each on an input where it can be seen.

use super::Input;

/// The rows.
pub(super) fn rows() -> Vec<Input> {
    Vec::new()
}
