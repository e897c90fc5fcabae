//! Sends a package to where people watch it, and goes on where it was broken off.
//!
//! A [`session::Session`] reads files ([`files`]), asks a [`backend::Backend`] which are to be sent, sends them as fast as the
//! store likes ([`pace`]), does what its answers mean ([`answers`]), and has the version committed. A [`doctor`] tells whether a
//! place is fit for it.

pub mod answers;
pub mod backend;
mod digests;
pub mod doctor;
pub mod entry;
pub mod files;
mod gate;
pub mod http;
pub mod journal;
pub mod limit;
pub mod meter;
pub mod pace;
pub mod patience;
mod send;
pub mod session;
pub mod up;
