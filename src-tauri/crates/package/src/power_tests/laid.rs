//! The same where segments are written anew at the end: in one file, encrypted, or both.

use domain::encryption::Encryption;

use super::*;

#[test]
fn power_is_lost_while_segments_are_written_anew() {
    let keyed = || Some(Encryption { rotation_seconds: 4, ..Encryption::default() });
    for (container, packaging, encryption) in [
        (Container::Fmp4, Packaging::ByteRange, None),
        (Container::Ts, Packaging::Segments, keyed()),
        (Container::Fmp4, Packaging::ByteRange, keyed()),
    ] {
        let mut plan = two_rungs_in(container, LENGTH);
        (plan.choice.packaging, plan.choice.encryption) = (packaging, encryption);
        while_all_is_made(&Truth::new(plan), &[4]);
    }
}

/// A package that is finished can be decrypted.
#[test]
fn power_is_lost_while_keys_are_made() {
    let mut plan = two_rungs(LENGTH);
    plan.choice.encryption = Some(Encryption { rotation_seconds: 4, ..Encryption::default() });
    let mut recording = Recording::of_nothing(plan, &Tree::new());
    let root = recording.root();
    let mut disk = Disk::of(&root);
    recording.all_of_it(4);
    let (mut finished, keys) = (0, tree(&keys::beside(&recording.studio.package())));
    for (place, call) in recording.steps.iter().flat_map(|step| &step.calls).enumerate() {
        for mut loss in [Loss::Nothing, Loss::Everything, Loss::Zeros, Loss::Torn(Dice(place as u64))] {
            let left = disk.after(&mut loss);
            if left.contains_key("film/master.m3u8") {
                finished += 1;
                let found = |(name, bytes)| left.get(&format!("film.keys/{name}")) == Some(bytes);
                assert!(keys.iter().all(found), "{:?}", left.keys());
            }
        }
        disk.apply(call);
    }
    assert!(finished > 10 && keys.len() == 3, "{finished}");
}
