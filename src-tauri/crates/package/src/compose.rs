//! A media file of one fragment, from samples and their bytes: what `moof` and `mdat` say is all that they are.

use crate::fragment::Sample;

/// `tfhd`: offsets count from the `moof`, and every sample lasts as long and is of the kind that stand there.
const TFHD: u32 = 0x02_0000 | 0x8 | 0x20;
/// `trun`: where the data begins, and a size for each sample.
const TRUN: u32 = 0x1 | 0x200;
/// `trun`: the first sample is of another kind.
const FIRST: u32 = 0x4;
/// `trun`: a duration for each sample.
const DURATIONS: u32 = 0x100;
/// `trun`: a kind for each sample.
const KINDS: u32 = 0x400;
/// `trun`: a composition offset for each sample.
const OFFSETS: u32 = 0x800;

/// Decoding can start here: it depends on nothing (ISO/IEC 14496-12 §8.8.3.1).
const SYNC: u32 = 0x0200_0000;
/// It depends on others.
const DEPENDS: u32 = 0x0101_0000;

/// A media file of `track` with these samples, whose bytes are `data`, one after another; the first is decoded at
/// `decode_time` ticks. Composition offsets are not negative. `None` for what a file of 32-bit sizes cannot hold.
pub(crate) fn compose(track: u32, decode_time: u64, samples: &[Sample], data: &[u8]) -> Option<Vec<u8>> {
    let mut file = Vec::with_capacity(data.len() + 16 * samples.len() + 128);
    put(&mut file, b"styp", |file| file.extend(b"msdh\0\0\0\0msdhmsix"))?;
    let moof = file.len();
    let mut data_offset = 0;
    put(&mut file, b"moof", |file| {
        let _ = put(file, b"mfhd", |file| words(file, &[0, 1]));
        let _ = put(file, b"traf", |file| {
            let usual = samples.first().map_or(0, |sample| sample.duration);
            let kind = samples.get(1).or(samples.first()).map_or(SYNC, kind);
            let _ = put(file, b"tfhd", |file| words(file, &[TFHD, track, usual, kind]));
            let _ = put(file, b"tfdt", |file| {
                words(file, &[0x0100_0000]);
                file.extend(decode_time.to_be_bytes());
            });
            let _ = put(file, b"trun", |file| data_offset = run(file, samples, usual, kind));
        });
    })?;
    let begin = u32::try_from(file.len() - moof).ok()?.checked_add(8)?;
    file.get_mut(data_offset..data_offset + 4)?.copy_from_slice(&begin.to_be_bytes());
    put(&mut file, b"mdat", |file| file.extend(data))?;
    Some(file)
}

/// Writes the fields of a `trun`, and gives the place of its data offset.
fn run(file: &mut Vec<u8>, samples: &[Sample], usual: u32, usual_kind: u32) -> usize {
    let (first, rest) = samples.split_first().map_or((None, samples), |(first, rest)| (Some(first), rest));
    let mut flags = TRUN;
    if rest.iter().any(|sample| kind(sample) != usual_kind) {
        flags |= KINDS;
    } else if first.is_some_and(|sample| kind(sample) != usual_kind) {
        flags |= FIRST;
    }
    if samples.iter().any(|sample| sample.duration != usual) {
        flags |= DURATIONS;
    }
    if samples.iter().any(|sample| sample.composition_offset != 0) {
        flags |= OFFSETS;
    }
    words(file, &[flags, samples.len() as u32]);
    let data_offset = file.len();
    words(file, &[0]);
    if flags & FIRST != 0 {
        words(file, &[first.map_or(usual_kind, kind)]);
    }
    for sample in samples {
        let fields = [
            (DURATIONS, sample.duration),
            (TRUN, sample.size),
            (KINDS, kind(sample)),
            (OFFSETS, sample.composition_offset.cast_unsigned()),
        ];
        for (_, value) in fields.into_iter().filter(|(flag, _)| flags & flag == *flag) {
            words(file, &[value]);
        }
    }
    data_offset
}

fn kind(sample: &Sample) -> u32 {
    if sample.sync { SYNC } else { DEPENDS }
}

fn words(file: &mut Vec<u8>, words: &[u32]) {
    words.iter().for_each(|word| file.extend(word.to_be_bytes()));
}

/// Writes a box: its head, what `fill` writes, its size.
fn put(file: &mut Vec<u8>, kind: &[u8; 4], fill: impl FnOnce(&mut Vec<u8>)) -> Option<()> {
    let start = file.len();
    words(file, &[0]);
    file.extend(kind);
    fill(file);
    let size = u32::try_from(file.len() - start).ok()?;
    file.get_mut(start..start + 4)?.copy_from_slice(&size.to_be_bytes());
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fragment::fragments;
    use crate::init::Init;

    fn sample(duration: u32, size: u32, sync: bool, composition_offset: i32) -> Sample {
        Sample { duration, size, sync, composition_offset }
    }

    #[test]
    fn what_is_written_is_read() {
        let track = Init::parse(include_bytes!("../fixtures/video/init.mp4")).unwrap().tracks.remove(0);
        let lists = [
            vec![sample(512, 3, true, 1024)],
            vec![sample(512, 3, true, 0), sample(512, 1, false, 0), sample(512, 2, false, 0)],
            vec![sample(512, 3, true, 1024), sample(512, 1, false, 2048), sample(256, 2, true, 0)],
            (0..47).map(|size| sample(1024, size + 1, true, 0)).collect(),
        ];
        for samples in lists {
            let count: u32 = samples.iter().map(|sample| sample.size).sum();
            let data: Vec<u8> = (0..count).map(|byte| byte as u8).collect();
            let file = compose(track.id, 1 << 33, &samples, &data).unwrap();
            let [read] = <[_; 1]>::try_from(fragments(&file, &track).unwrap()).unwrap();
            assert_eq!((read.decode_time, &read.samples), (1 << 33, &samples));
            assert_eq!(file[read.data_offset() as usize..], data);
        }
    }
}
