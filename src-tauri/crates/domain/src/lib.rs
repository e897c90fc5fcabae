//! Facts and decisions of HLS Studio, pure: no clock, no files, no processes, no window.
//!
//! Data flows through these modules in this order: [`media`] (what a file is), [`ladder`] (what to
//! make of it), [`plan`] (every choice spelled out), [`missing`] (what of it does not stand yet), [`span`]
//! (what to run), [`arguments`] (how to run it), [`progress`] (how far it is), [`report`] (whether the
//! result is right).

pub mod arguments;
pub mod arrival;
pub mod bandwidth;
pub mod captions;
pub mod chapters;
pub mod choice;
pub mod codec;
pub mod container;
pub mod copying;
pub mod damage;
pub mod encryption;
pub mod failure;
pub mod hardware;
pub mod job;
pub mod ladder;
pub mod language;
pub mod levels;
pub mod light;
pub mod loudness;
pub mod media;
pub mod missing;
pub mod naming;
pub mod notice;
pub mod packets;
pub mod plan;
pub mod preset;
pub mod progress;
pub mod rates;
pub mod rational;
pub mod recovery;
pub mod report;
pub mod share;
mod sounds;
pub mod span;
pub mod texts;
pub mod thumbnails;
pub mod tone;
pub mod watermark;
