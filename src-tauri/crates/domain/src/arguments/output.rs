//! The common end of every encoder's arguments: one file a GOP, timestamps that go on from an offset.

use super::{List, SPAN_INIT, SPAN_PLAYLIST};
use crate::container::Container;
use crate::plan::START_OFFSET;

/// GOP files of `container` in the folder `id`, cut every `seconds` and counted from `first`, with timestamps that go
/// on from `start` seconds of the programme. `temp_file` renames only what is whole.
pub(super) fn gop_files(
    list: &mut List,
    container: Container,
    id: &str,
    seconds: &str,
    start: f64,
    first: u64,
) {
    list.pair("-output_ts_offset", format!("{:.6}", START_OFFSET as f64 + start));
    list.add(&["-f", "hls", "-hls_time", seconds, "-hls_list_size", "0"]);
    match container {
        Container::Fmp4 => fragments(list),
        Container::Ts => packets(list),
    }
    list.pair("-start_number", first.to_string());
    list.add(&["-hls_flags", "independent_segments+temp_file"]);
    if container.has_init() {
        list.pair("-hls_fmp4_init_filename", SPAN_INIT);
    }
    list.pair("-hls_segment_filename", format!("{id}/gop_%05d.{}", container.extension()));
    list.0.push(format!("{id}/{SPAN_PLAYLIST}").into());
}

/// `frag_discont` makes tfdt go on from the offset instead of hiding it in the edit list, and
/// `negative_cts_offsets` keeps the edit list empty whatever the encoder's delay, so that the init segments
/// of all spans are the same bytes.
fn fragments(list: &mut List) {
    list.add(&["-hls_segment_type", "fmp4"]);
    list.add(&["-hls_segment_options", "movflags=+frag_discont+negative_cts_offsets"]);
}

/// `mpegts_copyts` keeps the timestamps where the offset puts them, and the clock of the stream (PCR) 0.7 s before
/// the pictures': what a receiver may take to buffer. With a delay of zero, the other way to keep them, every
/// frame of sound would be a PES packet of its own, a fifth more bytes. A length in every PES packet that can
/// have one tells whether it is whole.
fn packets(list: &mut List) {
    list.add(&["-hls_segment_type", "mpegts"]);
    list.add(&["-hls_segment_options", "mpegts_copyts=1:omit_video_pes_length=0"]);
}
