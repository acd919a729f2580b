//! `capitalize`, `upcase`, `downcase`.

use super::{Arguments, Filtered};
use crate::liquid::{scope::Scope, value::Value};

/// Upper-cases the first UTF-16 unit and lower-cases the rest.
pub(super) fn capitalize<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let text = value.to_text();
    let mut chars = text.chars();
    let mut out = match chars.next() {
        // Half of a character beyond U+FFFF has no upper case.
        Some(first) if first.len_utf16() == 2 => first.to_string(),
        Some(first) => first.to_uppercase().collect(),
        None => String::new(),
    };
    out.push_str(&chars.as_str().to_lowercase());
    Ok(out.into())
}

/// Upper-cases everything.
pub(super) fn upcase<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(value.to_text().to_uppercase().into())
}

/// Lower-cases everything.
pub(super) fn downcase<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(value.to_text().to_lowercase().into())
}
