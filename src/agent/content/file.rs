//! Files that are sent with a message (`agents.md` §7.3).

use super::ContentError;
use base64::{display::Base64Display, engine::general_purpose::STANDARD};
use bytes::Bytes;
use dialects::text::is_js_space;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::fmt;

/// The most bytes that the files of a message may have, one or all together: 5 MiB. Files by URL do not
/// count.
const MAX_BYTES: usize = 5 * 1024 * 1024;

/// A file that is sent with a message: bytes, or a URL from which Novu loads it.
///
/// Bytes are limited to 5 MiB a message, all files together; Novu loads up to 25 MiB from a URL. Slack, Teams
/// and WhatsApp deliver files.
///
/// ```
/// use novu_framework::agent::File;
///
/// let log = File::bytes("log.txt", "all is well").mime("text/plain");
/// let invoice = File::url("invoice.pdf", "https://example.com/invoices/7.pdf");
/// # let _ = (log, invoice);
/// ```
#[derive(Clone, PartialEq)]
#[must_use]
pub struct File {
    name: String,
    mime: Option<String>,
    source: Source,
}

#[derive(Clone, PartialEq)]
enum Source {
    Url(String),
    Bytes(Bytes),
    Base64(String),
}

impl File {
    /// Creates a file that Novu loads from `url`.
    pub fn url(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self::new(name, Source::Url(url.into()))
    }

    /// Creates a file from bytes. They are encoded when they are sent.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(name, Source::Bytes(bytes.into()))
    }

    /// Creates a file from a text in base64, which is sent as it is.
    ///
    /// Sending it fails unless the text is not empty and in the standard alphabet; white space is allowed,
    /// padding is optional.
    ///
    /// ```
    /// use novu_framework::agent::File;
    ///
    /// let file = File::base64("hello.txt", "aGVsbG8=");
    /// # let _ = file;
    /// ```
    pub fn base64(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(name, Source::Base64(text.into()))
    }

    fn new(name: impl Into<String>, source: Source) -> Self {
        Self {
            name: name.into(),
            mime: None,
            source,
        }
    }

    /// Sets the media type, such as `application/pdf`.
    pub fn mime(mut self, mime: impl Into<String>) -> Self {
        self.mime = Some(mime.into());
        self
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns name, media type, URL, and data in base64.
    #[cfg(any(feature = "studio", feature = "testing"))]
    pub(crate) fn into_parts(self) -> (String, Option<String>, Option<String>, Option<String>) {
        let Self { name, mime, source } = self;
        let (url, data) = match source {
            Source::Url(url) => (Some(url), None),
            Source::Bytes(bytes) => (None, Some(Base64Display::new(&bytes, &STANDARD).to_string())),
            Source::Base64(text) => (None, Some(text)),
        };
        (name, mime, url, data)
    }

    /// Returns the number of bytes that are sent with the message itself.
    fn inline_size(&self, index: usize) -> Result<usize, ContentError> {
        let size = match &self.source {
            Source::Url(_) => 0,
            Source::Bytes(bytes) => bytes.len(),
            Source::Base64(text) => decoded_size(text).ok_or_else(|| {
                let problem = "is not base64 of the standard alphabet; pass the bytes to `File::bytes`";
                ContentError::file(index, &self.name, problem)
            })?,
        };
        if size > MAX_BYTES {
            let problem = format!("has {size} bytes, more than 5 MiB; pass an address to `File::url`");
            return Err(ContentError::file(index, &self.name, problem));
        }
        Ok(size)
    }
}

/// Returns the size of the decoded text, or `None` if the text is empty or not base64.
fn decoded_size(text: &str) -> Option<usize> {
    let (mut length, mut padding) = (0, 0);
    for char in text.chars().filter(|&char| !is_js_space(char)) {
        match char {
            '=' => padding += 1,
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' if padding == 0 => {}
            _ => return None,
        }
        length += 1;
    }
    if length == 0 || length % 4 == 1 || padding > 2 {
        return None;
    }
    Some((length * 3 / 4_usize).saturating_sub(padding))
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut file = f.debug_struct("File");
        file.field("name", &self.name).field("mime", &self.mime);
        match &self.source {
            Source::Url(url) => file.field("url", url),
            Source::Bytes(bytes) => file.field("bytes", &bytes.len()),
            Source::Base64(text) => file.field("base64", &text.len()),
        };
        file.finish()
    }
}

/// Checks the files of a message, without encoding them.
pub(super) fn check(files: &[File]) -> Result<(), ContentError> {
    let mut total = 0;
    for (index, file) in files.iter().enumerate() {
        total += file.inline_size(index)?;
        if total > MAX_BYTES {
            let problem = format!(
                "and the files before it have {total} bytes together, more than 5 MiB; pass addresses to `File::url`"
            );
            return Err(ContentError::file(index, &file.name, problem));
        }
    }
    Ok(())
}

/// Files as one of the transports sends them. Bytes are encoded while they are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Files<'a> {
    pub(super) files: &'a [File],
    pub(super) form: Form,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// The member `files` of a reply (`agents.md` §6.1).
    Reply,
    /// The member `files` of an event (§6.2).
    Event,
}

impl Serialize for Files<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.files.iter().enumerate().map(|(index, file)| Entry {
            file,
            index,
            form: self.form,
        }))
    }
}

struct Entry<'a> {
    file: &'a File,
    index: usize,
    form: Form,
}

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let File { name, mime, source } = self.file;
        let mut entry = serializer.serialize_struct("File", 4)?;
        let mime_member = match self.form {
            Form::Reply => {
                entry.serialize_field("filename", name)?;
                "mimeType"
            }
            Form::Event => {
                if name.is_empty() {
                    entry.serialize_field("fileId", &format_args!("file_{}", self.index))?;
                } else {
                    entry.serialize_field("fileId", name)?;
                }
                entry.serialize_field("name", name)?;
                "mediaType"
            }
        };
        match mime {
            Some(mime) => entry.serialize_field(mime_member, mime)?,
            None => entry.skip_field(mime_member)?,
        }
        match source {
            Source::Url(url) => entry.serialize_field("url", url)?,
            Source::Bytes(bytes) => entry.serialize_field("data", &Base64(bytes))?,
            Source::Base64(text) => entry.serialize_field("data", text)?,
        }
        entry.end()
    }
}

struct Base64<'a>(&'a [u8]);

impl Serialize for Base64<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Base64Display::new(self.0, &STANDARD))
    }
}
