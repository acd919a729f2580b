//! `url_encode`, `url_decode`, `cgi_escape`, `uri_escape`.

use super::{Call, Filtered};
use crate::liquid::{buffer::Buffer, error::Error};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const CGI: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');
const COMPONENT: AsciiSet = CGI
    .remove(b'!')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');
const URI: AsciiSet = COMPONENT
    .remove(b';')
    .remove(b',')
    .remove(b'/')
    .remove(b'?')
    .remove(b':')
    .remove(b'@')
    .remove(b'&')
    .remove(b'=')
    .remove(b'+')
    .remove(b'$')
    .remove(b'#')
    .remove(b'[')
    .remove(b']');

/// Encodes like `encodeURIComponent`, with `+` for spaces.
pub(super) fn url_encode<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    encoded(&call, &COMPONENT, "+")
}

/// Encodes like `url_encode`, and `!'()*` too.
pub(super) fn cgi_escape<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    encoded(&call, &CGI, "+")
}

/// Encodes like `encodeURI`, with brackets left alone.
pub(super) fn uri_escape<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    encoded(&call, &URI, "%20")
}

fn encoded<'v>(call: &Call<'_, 'v>, set: &'static AsciiSet, space: &str) -> Filtered<'v> {
    let text = call.text()?;
    let mut out = call.buffer()?;
    for part in utf8_percent_encode(&text, set) {
        out.push_str(if part == "%20" { space } else { part })?;
    }
    Ok(out.into())
}

/// Undoes `url_encode`.
pub(super) fn url_decode<'v>(call: Call<'_, 'v>) -> Filtered<'v> {
    let text = call.text()?;
    call.charge(text.len() * 2)?;
    let _memory = call.meter().hold(text.len())?;
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                match (digit(), digit()) {
                    // Two hexadecimal digits fit a byte.
                    (Some(high), Some(low)) => (high * 16 + low) as u8,
                    _ => return Err(malformed()),
                }
            }
            other => other,
        });
    }
    let decoded = String::from_utf8(out).map_err(|_| malformed())?;
    Buffer::make(call.meter(), 0, || decoded).map(Into::into)
}

fn malformed() -> Error {
    Error::render("text is not percent-encoded UTF-8")
}
