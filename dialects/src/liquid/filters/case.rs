//! `capitalize`, `upcase`, `downcase`.

use super::{Call, Filtered};
use crate::liquid::{buffer::Buffer, error::Error, meter::Meter};

/// Upper-cases the first UTF-16 unit and lower-cases the rest.
pub(super) fn capitalize<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let text = call.text()?;
    let mut chars = text.chars();
    let first: String = match chars.next() {
        // Half of a character beyond U+FFFF has no upper case.
        Some(first) if first.len_utf16() == 2 => first.to_string(),
        Some(first) => first.to_uppercase().collect(),
        None => String::new(),
    };
    let rest = chars.as_str();
    converted(rest, call.meter(), || first + &rest.to_lowercase()).map(Into::into)
}

/// Upper-cases everything.
pub(super) fn upcase<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let text = call.text()?;
    converted(&text, call.meter(), || text.to_uppercase()).map(Into::into)
}

/// Lower-cases everything.
pub(super) fn downcase<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let text = call.text()?;
    lowered(&text, call.meter()).map(Into::into)
}

/// Converts the text to lower case.
pub(super) fn lowered(text: &str, meter: &Meter) -> Result<Buffer, Error> {
    converted(text, meter, || text.to_lowercase())
}

/// Converts the case of `text`: a character may become three.
fn converted(text: &str, meter: &Meter, convert: impl FnOnce() -> String) -> Result<Buffer, Error> {
    if !text.is_ascii() {
        meter.charge(text.len() * 5)?;
    }
    Buffer::make(meter, text.len() * 4 + 16, convert)
}
