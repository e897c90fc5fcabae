//! The application without a window: what is on the list, what is being converted, and what people may
//! ask of it. Shell, command line and tests all drive this.
//!
//! [`Studio`] owns the list in one task; [`conversion`] is one conversion from plan to finished package,
//! which the command line uses by itself.

pub mod api;
mod blocking;
pub mod conversion;
pub mod desk;
mod desktop;
pub mod destinations;
pub mod embedded;
pub mod ending;
mod frames;
mod glimpses;
mod handle;
pub mod library;
mod list;
mod owner;
pub mod paths;
pub mod place;
mod power;
mod presets;
pub mod published;
pub mod publishing;
mod room;
pub mod rpc;
pub mod secrets;
pub mod settings;
mod shelf;
mod source;
mod stop;
mod store;
mod subscribers;
pub mod updates;
mod view;
pub mod watch;

pub use desktop::{Asked, Desktop};
pub use handle::{Config, Studio};
pub use source::{Examined, examine, look_closer};
pub use stop::Stop;
