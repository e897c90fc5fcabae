//! What the window and the engine say to each other of publishing.

use std::fmt;

use domain::failure::Failure;
use serde::{Deserialize, Serialize};

use crate::destinations::{BucketWish, Destination, DestinationName, Prices};
use crate::publishing::Sending;
use crate::secrets::Kept;

/// A secret on its way from the window; it is shown nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
#[serde(transparent)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a secret")
    }
}

impl From<Secret> for secrecy::SecretString {
    fn from(secret: Secret) -> Self {
        secret.0.into()
    }
}

/// A destination as a person describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DestinationWish {
    /// What to call it.
    pub name: DestinationName,
    /// What is there.
    pub place: PlaceWish,
    /// The origin of the site that plays what is published, such as `https://example.com`.
    pub site: Option<String>,
    /// What storing and watching costs there.
    pub prices: Option<Prices>,
    /// Where its secret is to be kept.
    pub keep: Kept,
}

/// What is at a destination, as a person describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PlaceWish {
    /// A backend that signs.
    Backend {
        /// Its address.
        url: String,
    },
    /// A bucket that this app signs for itself.
    Bucket(BucketWish),
}

/// A publish of a video's package that has not come to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Publishing {
    /// Where to.
    pub destination: DestinationName,
    /// The name of its link, when the person gave one.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub name: Option<contract::names::PackageName>,
    /// Whether a small version goes first, when the conversion begins.
    pub early: bool,
    /// Where it stands.
    pub state: PublishState,
    /// Where it will be found, once that is known.
    pub link: Option<String>,
    /// How far it is, once something was sent.
    pub sending: Option<Sending>,
}

/// Where a publish stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PublishState {
    /// Until the video's conversion begins, or goes on.
    Waiting,
    /// A small version of it is made and sent first.
    Early,
    /// It is sent, as far as it is made.
    Sending,
    /// The person has stopped it; what was sent stays there.
    Paused,
    /// The destination cannot be reached: it is tried again in a while; what was sent stays there.
    Away {
        /// Why.
        failure: Failure,
    },
    /// It does not go on; what was sent stays there.
    Failed {
        /// Why, and what to do.
        failure: Failure,
    },
}

/// How a version that was published is shown to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Share {
    /// The link: the playlist that players open, which follows the newest version.
    pub link: String,
    /// The page that plays it, when the package has one.
    pub page: Option<String>,
    /// HTML for a site.
    pub embed: String,
    /// A picture (SVG) that leads a phone to the page, or else to the link.
    pub qr: String,
    /// What it costs in a month where prices are known: storage, and a thousand views of the whole, in the currency.
    pub costs: Option<Costs>,
}

/// An estimate of what a version costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Costs {
    /// To store it for a month.
    pub storage_a_month: f64,
    /// A thousand views of all of it at its highest rung.
    pub thousand_views: f64,
    /// Of both (ISO 4217).
    pub currency: String,
}

impl Eq for Costs {}

/// Whether what was published is still there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Up {
    /// Whether players can play it: its playlists are there, and what they name first and last.
    pub is_up: bool,
    /// What was seen; a sentence.
    pub text: String,
}

/// The destinations, and what all publishes keep to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Publishers {
    /// Where packages can go, in the order they were added.
    pub destinations: Vec<Destination>,
    /// Kilobytes a second that may go out; `None` for as many as there is room for.
    pub limit: Option<u32>,
}
