//! Where a video stands in the list: a number with room around it, so that a move changes one row.

/// Room between two neighbours that were put down one after the other: thirty-six videos fit one after
/// another into the same place before all have to be spread anew, and 134 million stand in a row.
pub(super) const GAP: i64 = 1 << 36;

/// A number between two neighbours, either of which may be missing at an end of the list. `None` when there
/// is no room left: then all are put [`GAP`] apart anew.
pub(super) fn between(before: Option<i64>, after: Option<i64>) -> Option<i64> {
    match (before, after) {
        (None, None) => Some(0),
        (Some(before), None) => before.checked_add(GAP),
        (None, Some(after)) => after.checked_sub(GAP),
        (Some(before), Some(after)) => {
            let middle = before.midpoint(after);
            (before < middle && middle < after).then_some(middle)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn there_is_room_for_a_while() {
        let (low, mut high) = (0, GAP);
        let mut moves = 0;
        while let Some(middle) = between(Some(low), Some(high)) {
            high = middle;
            moves += 1;
        }
        assert_eq!(moves, 36);
        assert_eq!(between(Some(i64::MAX), None), None);
        assert_eq!(between(None, Some(i64::MIN)), None);
        assert_eq!(between(Some(3), Some(3)), None);
        assert_eq!(between(Some(4), Some(3)), None, "not in order: spread anew");
    }

    proptest! {
        #[test]
        fn what_is_between_is_between(a: i64, b: i64) {
            let (low, high) = (a.min(b), a.max(b));
            match between(Some(low), Some(high)) {
                Some(middle) => prop_assert!(low < middle && middle < high),
                None => prop_assert!(i128::from(high) - i128::from(low) < 2),
            }
            prop_assert!(between(Some(low), None).is_none_or(|after| after > low));
            prop_assert!(between(None, Some(high)).is_none_or(|before| before < high));
        }
    }
}
