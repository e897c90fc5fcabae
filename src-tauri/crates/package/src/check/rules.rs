//! The rules, by subject: each a pure function over the facts that tells a judgement what it sees.

pub(super) mod codecs;
pub(super) mod containers;
pub(super) mod files;
pub(super) mod groups;
pub(super) mod iframes;
pub(super) mod kinds;
pub(super) mod ladder;
pub(super) mod levels;
pub(super) mod packets;
pub(super) mod playlists;
pub(super) mod rates;
pub(super) mod sounds;
pub(super) mod texts;
pub(super) mod timing;
