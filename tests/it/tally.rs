//! What many killed conversions came to.

use serde_json::Value;

use crate::killing::Way;

/// `outcomes` of [`crate::killing::killed`] as a table for people, and the cases that `failed`.
pub(crate) fn table<'a>(outcomes: impl Iterator<Item = &'a Value>, failed: &[String]) -> String {
    let outcomes: Vec<&Value> = outcomes.collect();
    let kills: Vec<&Value> =
        outcomes.iter().flat_map(|outcome| outcome["kills"].as_array()).flatten().collect();
    let of = |way: Way| kills.iter().filter(|kill| kill["way"] == way.name()).copied().collect::<Vec<_>>();
    let row = |name: &str, kills: &[&Value]| {
        let twice = || kills.iter().filter_map(|kill| kill["twice"].as_u64());
        let stood = kills.iter().filter(|kill| kill["stood"].as_u64().is_some_and(|gops| gops > 0)).count();
        let (sum, most): (u64, u64) = (twice().sum(), twice().max().unwrap_or(0));
        format!("{name:<10}{:>8}{stood:>18}{sum:>18}{most:>14}\n", kills.len())
    };
    let mut text = format!(
        "{:<10}{:>8}{:>18}{:>18}{:>14}\n",
        "killed", "kills", "with GOPs made", "GOPs made twice", "most a rung"
    );
    for way in Way::ALL {
        text += &row(way.name(), &of(way));
    }
    text += &row("in all", &kills);
    let least = |key: &str| outcomes.iter().filter_map(|it| it[key].as_f64()).fold(99.0, f64::min);
    text += &format!(
        "{} conversions, {} through before their moment came, {} disturbed more than once; the least likeness is {:.1} dB, of the counter {:.1} dB\n",
        outcomes.len(),
        times(&outcomes, |kills| kills == 0),
        times(&outcomes, |kills| kills > 1),
        least("least"),
        least("least_of_corners"),
    );
    // Each of them fails the case it is found in.
    text += &format!("losses, orphans and other failures: {} {failed:?}", failed.len());
    text
}

/// How many have so many kills.
fn times(outcomes: &[&Value], so_many: impl Fn(usize) -> bool) -> usize {
    outcomes.iter().filter(|outcome| so_many(outcome["kills"].as_array().map_or(0, Vec::len))).count()
}
