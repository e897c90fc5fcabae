//! What a row keeps as JSON, written and read. Rows outlive the version that wrote them: what this one does
//! not know is left out, what is not there has its default, and what cannot be meant is said to be unreadable.

use domain::choice::Choice;
use domain::failure::{Code, Failure};
use domain::job::State;
use domain::media::Media;
use domain::report::Report;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::api::{Package, PackagedRung};

/// A part without which a row makes no sense, and why it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its {part} cannot be read: {why}")]
pub(super) struct Unreadable {
    /// Which part, in a word.
    pub(super) part: &'static str,
    /// What the reader says.
    pub(super) why: String,
}

impl Unreadable {
    pub(super) fn new(part: &'static str, why: impl ToString) -> Self {
        Self { part, why: why.to_string() }
    }
}

/// A value, and which of its fields could not be taken over, as JSON pointers (RFC 6901).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taken<T> {
    pub(super) value: T,
    pub(super) lost: Vec<String>,
}

/// Anything as JSON.
pub(super) fn text(value: &impl Serialize) -> Result<String, Unreadable> {
    serde_json::to_string(value).map_err(|error| Unreadable::new("value", error))
}

/// The word of a state by which rows are counted and chosen: its tag in JSON, such as `queued`.
pub(super) fn word(state: &State) -> String {
    let value = serde_json::to_value(state).unwrap_or_default();
    value.get("is").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A state. Its failure is read as [`failure`] does; a state that this version does not know is unreadable.
pub(super) fn state(text: &str) -> Result<State, Unreadable> {
    let unreadable = |error: serde_json::Error| Unreadable::new("state", error);
    let mut value: Value = serde_json::from_str(text).map_err(unreadable)?;
    if let Ok(state) = serde_json::from_value(value.clone()) {
        return Ok(state);
    }
    if let Some(object) = value.as_object_mut() {
        let failure = failure_of(object.get("failure").unwrap_or(&Value::Null));
        object.insert("failure".into(), serde_json::to_value(failure).map_err(unreadable)?);
    }
    serde_json::from_value(value).map_err(unreadable)
}

/// The failure that a state tells of.
pub(super) fn failure_in(state: &State) -> Option<Failure> {
    field(&serde_json::to_value(state).ok()?, "failure")
}

/// A failure; `None` when it is no object. A code of another version becomes [`Code::Internal`], its sentence
/// stays.
pub(super) fn failure(text: &str) -> Option<Failure> {
    let value: Value = serde_json::from_str(text).ok()?;
    value.is_object().then(|| failure_of(&value))
}

fn failure_of(value: &Value) -> Failure {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    Failure {
        code: field(value, "code").unwrap_or(Code::Internal),
        message: text("message").unwrap_or_else(|| "It is no longer known why this failed.".to_owned()),
        detail: text("detail"),
    }
}

/// A choice. What is absent is as suggested; what this version cannot take is, too, and is named.
pub(super) fn choice(text: &str) -> Result<Taken<Choice>, Unreadable> {
    match serde_json::from_str(text) {
        Ok(Value::Object(stored)) => Ok(overlay(Choice::default(), &stored)),
        Ok(_) => Err(Unreadable::new("choice", "it is no object")),
        Err(error) => Err(Unreadable::new("choice", error)),
    }
}

/// What a probe found; `None` when this version needs to know more: the source is looked at again.
pub(super) fn media(text: &str) -> Option<Media> {
    serde_json::from_str(text).ok()
}

/// A package's summary; `None` when it is no object. Numbers that are not there are zero.
pub(super) fn package(text: &str) -> Option<Package> {
    let value: Value = serde_json::from_str(text).ok()?;
    value.is_object().then(|| Package {
        folder: field(&value, "folder").unwrap_or_default(),
        bytes: field(&value, "bytes").unwrap_or_default(),
        files: field(&value, "files").unwrap_or_default(),
        rungs: value.get("rungs").map(rungs).unwrap_or_default(),
        report: value.get("report").map(report).unwrap_or_default(),
        damage: field(&value, "damage"),
        rates: field(&value, "rates"),
        lost_texts: field(&value, "lost_texts").unwrap_or_default(),
    })
}

fn rungs(value: &Value) -> Vec<PackagedRung> {
    let rung = |value: &Value| {
        Some(PackagedRung {
            id: field(value, "id")?,
            bit_rate: field(value, "bit_rate").unwrap_or_default(),
            bytes: field(value, "bytes").unwrap_or_default(),
            segments: field(value, "segments").unwrap_or_default(),
        })
    };
    value.as_array().map(|list| list.iter().filter_map(rung).collect()).unwrap_or_default()
}

/// A report; findings that this version does not understand are left out.
pub(super) fn report(value: &Value) -> Report {
    let findings = value.get("findings").and_then(Value::as_array);
    let read = |finding: &Value| serde_json::from_value(finding.clone()).ok();
    Report { findings: findings.map(|list| list.iter().filter_map(read).collect()).unwrap_or_default() }
}

/// One field of an object; `None` when it is not there or something else.
pub(super) fn field<T: DeserializeOwned>(value: &Value, name: &str) -> Option<T> {
    serde_json::from_value(value.get(name)?.clone()).ok()
}

/// Lays what was stored over the default, field by field, where the type takes it.
pub(super) fn overlay<T>(default: T, stored: &Map<String, Value>) -> Taken<T>
where
    T: Serialize + DeserializeOwned,
{
    if let Ok(value) = serde_json::from_value(Value::Object(stored.clone())) {
        return Taken { value, lost: Vec::new() };
    }
    let mut whole = serde_json::to_value(&default).unwrap_or_default();
    let mut lost = Vec::new();
    lay::<T>(&mut whole, "", stored, &mut lost);
    Taken { value: serde_json::from_value(whole).unwrap_or(default), lost }
}

/// Lays `stored` over the object at `place` of `whole`, which reads as a `T` before and after.
fn lay<T: DeserializeOwned>(
    whole: &mut Value,
    place: &str,
    stored: &Map<String, Value>,
    lost: &mut Vec<String>,
) {
    for (name, value) in stored {
        let Some(object) = whole.pointer_mut(place).and_then(Value::as_object_mut) else { return };
        let before = object.insert(name.clone(), value.clone());
        if T::deserialize(&*whole).is_ok() {
            continue;
        }
        let here = format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"));
        let Some(object) = whole.pointer_mut(place).and_then(Value::as_object_mut) else { return };
        let deeper = match before {
            Some(before) => {
                let deeper = value.as_object().filter(|_| before.is_object());
                object.insert(name.clone(), before);
                deeper
            }
            None => {
                object.remove(name);
                None
            }
        };
        match deeper {
            Some(inner) => lay::<T>(whole, &here, inner, lost),
            None => lost.push(here),
        }
    }
}

#[cfg(test)]
#[path = "stored_tests.rs"]
mod tests;
