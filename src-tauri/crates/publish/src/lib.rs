//! Sends a package to where people watch it, and goes on where it was broken off.

pub mod answers;
pub mod files;
pub mod pace;
