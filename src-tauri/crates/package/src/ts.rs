//! MPEG transport streams (ISO/IEC 13818-1): read packet by packet, in little memory, and joined into segments.
//!
//! [`packet`], [`tables`], [`pes`] and [`counters`] read what lies around, [`avc`], [`hevc`] and [`adts`] what is in
//! it; [`demux`] puts them together. [`gop`] reads what [`join`] has joined, strictly. [`retime`] and [`sound`] bring
//! to a grid that the source dictates what was made on another one.

mod adts;
pub(crate) mod avc;
mod bits;
pub(crate) mod counters;
pub(crate) mod demux;
pub(crate) mod gop;
mod hevc;
pub(crate) mod join;
pub(crate) mod packet;
pub(crate) mod pes;
pub(crate) mod retime;
pub(crate) mod sound;
mod stamp;
pub(crate) mod tables;
pub(crate) mod track;
mod units;
