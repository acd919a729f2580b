//! Contents and files of operations.

use super::{jsx, values::evaluate};
use bytes::Bytes;
use novu_framework::{
    Error, Result,
    agent::{Card, Content, File},
};
use serde_json::Value;

const NO_CONTENT: &str = "Invalid message content: expected a text or a card";

/// A value that is to be content.
pub(crate) struct Unchecked {
    value: Option<Value>,
    /// Whether builders have made it. The handler of errors of the reference does not take such for content.
    pub(crate) is_built: bool,
}

impl Unchecked {
    /// Evaluates a content.
    ///
    /// # Errors
    ///
    /// A builder of a card refuses.
    pub(crate) fn read(content: &Value, get: &dyn Fn(&str) -> Option<Value>) -> Result<Self> {
        if let Some(tree) = content.get("jsx") {
            return Ok(Self {
                value: Some(jsx::card(tree, get)?),
                is_built: true,
            });
        }
        let value = match content.get("raw") {
            Some(raw) => Some(raw.clone()),
            None => evaluate(content, get),
        };
        Ok(Self {
            value,
            is_built: false,
        })
    }

    /// Returns whether the value suppresses the report of a failure.
    pub(crate) fn suppresses(&self) -> bool {
        self.value.as_ref().is_some_and(|value| value["suppress"] == true)
    }

    /// Returns whether the value leaves the choice to the default.
    pub(crate) fn is_nothing(&self) -> bool {
        self.value.as_ref().is_none_or(Value::is_null)
    }
}

/// Returns the content that a value is.
///
/// # Errors
///
/// It is neither a text nor a card. The type of this crate's API makes that impossible, so this program
/// refuses.
pub(crate) fn checked(content: Unchecked) -> Result<Content> {
    match content.value {
        Some(Value::String(text)) => Ok(text.into()),
        Some(card) if card["type"] == "card" => Ok(Card::raw(card).into()),
        _ => Err(NO_CONTENT.into()),
    }
}

/// Returns the files of an operation.
///
/// # Errors
///
/// A file has not exactly one source, or one of another type.
pub(crate) fn files(files: Option<&Value>, get: &dyn Fn(&str) -> Option<Value>) -> Result<Vec<File>> {
    let files = files.and_then(Value::as_array).into_iter().flatten();
    files.map(|about| file(about, get)).collect()
}

fn file(about: &Value, get: &dyn Fn(&str) -> Option<Value>) -> Result<File> {
    let value = |name: &str| about.get(name).and_then(|value| evaluate(value, get));
    let text = |name: &str| value(name).and_then(|value| value.as_str().map(str::to_owned));
    let name = text("filename").unwrap_or_default();
    let wrong = |problem: &str| Error::from(format!("Invalid file {name:?}: {problem}"));
    let data = value("data").filter(|data| !data.is_null());
    let url = value("url").filter(|url| !url.is_null());
    let file = match (data, url) {
        (Some(Value::String(text)), None) => File::base64(&name, text),
        (Some(data), None) => File::bytes(
            &name,
            bytes(&data).ok_or_else(|| wrong("data must be base64 or bytes"))?,
        ),
        (None, Some(Value::String(url))) => File::url(&name, url),
        (None, Some(_)) => return Err(wrong("url must be a string")),
        _ => return Err(wrong("provide exactly one of data or url")),
    };
    Ok(match text("mimeType") {
        Some(mime) => file.mime(mime),
        None => file,
    })
}

fn bytes(data: &Value) -> Option<Bytes> {
    if let Some(text) = data["utf8"].as_str() {
        return Some(text.to_owned().into());
    }
    let count = usize::try_from(data["bytes"].as_u64()?).ok()?;
    let byte = data["value"].as_u64().and_then(|byte| u8::try_from(byte).ok());
    Some(vec![byte.unwrap_or_default(); count].into())
}
