//! JSON as ffprobe writes it: numbers as text or as numbers, fields missing, wrong or unknown.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Text, whatever kind of JSON value it was; `None` for what is no single value, empty or `N/A`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Word(Option<String>);

impl Word {
    /// The text.
    pub(crate) fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The text read as a `T`; `None` when it is not one.
    pub(crate) fn parse<T: std::str::FromStr>(&self) -> Option<T> {
        self.text()?.trim().parse().ok()
    }

    /// Whether it is a number other than zero, as dispositions are written.
    pub(crate) fn is_set(&self) -> bool {
        self.parse::<i64>().is_some_and(|n| n != 0)
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        Ok(Self(text.filter(|text| !text.is_empty() && text != "N/A")))
    }
}

/// A `T`, or its default when the JSON is something else.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).unwrap_or_default())
}

/// A list of `T`; members that are something else are left out.
pub(crate) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let Value::Array(members) = Value::deserialize(deserializer)? else { return Ok(Vec::new()) };
    Ok(members.into_iter().filter_map(|member| serde_json::from_value(member).ok()).collect())
}

/// Tags of a container or stream. Containers write their names in either case.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Tags(BTreeMap<String, Word>);

impl Tags {
    /// The tag of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?.1.text()
    }
}
