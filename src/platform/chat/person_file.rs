//! Files that people send.

use crate::agent::File;
use serde::Deserialize;
use serde_json::{Value, json};

/// The number of characters of base64 for three bytes.
const QUARTET: usize = 4;

/// A file of a message of a person.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct PersonFile {
    pub(crate) name: String,
    pub(crate) mime: Option<String>,
    pub(crate) url: Option<String>,
    /// In base64.
    pub(crate) data: Option<String>,
}

impl From<File> for PersonFile {
    fn from(file: File) -> Self {
        let (name, mime, url, data) = file.into_parts();
        Self {
            name,
            mime,
            url,
            data,
        }
    }
}

impl PersonFile {
    /// Returns the number of bytes, if they came with the message.
    pub(super) fn size(&self) -> Option<usize> {
        self.data.as_deref().map(decoded_length)
    }

    /// Returns the attachment for the history, which holds no data.
    pub(super) fn kept(&self) -> Value {
        let kind = self.mime.as_deref().and_then(|mime| mime.split('/').next());
        let kind = kind
            .filter(|kind| ["image", "audio", "video"].contains(kind))
            .unwrap_or("file");
        let mut attachment = json!({ "type": kind, "name": self.name });
        if let Some(mime) = &self.mime {
            attachment["mimeType"] = mime.as_str().into();
        }
        if let Some(size) = self.size() {
            attachment["size"] = size.into();
        }
        if let Some(url) = &self.url {
            attachment["url"] = url.as_str().into();
        }
        attachment
    }

    /// Returns the attachment for the event. Data are in its URL.
    pub(super) fn attachment(&self) -> Value {
        let mut attachment = self.kept();
        if let (None, Some(data)) = (&self.url, &self.data) {
            let mime = self.mime.as_deref().unwrap_or("application/octet-stream");
            attachment["url"] = format!("data:{mime};base64,{data}").into();
        }
        attachment
    }
}

/// Returns the number of bytes that a text in base64 encodes.
pub(super) fn decoded_length(text: &str) -> usize {
    let digits = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=');
    digits.count() * 3 / QUARTET
}
