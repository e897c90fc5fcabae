//! From encoded GOP files to an HLS package on disk, and back: what a package holds can be read again.
//!
//! A GOP file passes through these modules in this order: [`boxes`] and [`fragment`] say what is in it,
//! [`join`] what of it goes into a segment, [`writer`] appends it, [`playlist`] lists it, [`bandwidth`]
//! measures it.

pub mod boxes;
mod codec;
pub mod fragment;
pub mod init;
pub mod layout;
pub mod playlist;
