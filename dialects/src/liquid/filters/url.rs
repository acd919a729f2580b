//! `url_encode`, `url_decode`, `cgi_escape`, `uri_escape`.

use super::{Arguments, Filtered};
use crate::liquid::{error::Error, scope::Scope, value::Value};
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

/// As `encodeURIComponent`, with `+` for spaces.
pub(super) fn url_encode<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(encoded(&value, &COMPONENT).replace("%20", "+").into())
}

/// As `url_encode`, with `!'()*` encoded too.
pub(super) fn cgi_escape<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(encoded(&value, &CGI).replace("%20", "+").into())
}

/// As `encodeURI`, with brackets left alone.
pub(super) fn uri_escape<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    Ok(encoded(&value, &URI).into())
}

/// Undoes `url_encode`.
pub(super) fn url_decode<'v>(value: Value<'v>, _: &Arguments<'v>, _: &mut Scope<'v>) -> Filtered<'v> {
    let text = value.to_text();
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
    String::from_utf8(out).map(Value::from).map_err(|_| malformed())
}

fn malformed() -> Error {
    Error::render("malformed percent-encoding")
}

fn encoded(value: &Value<'_>, set: &'static AsciiSet) -> String {
    utf8_percent_encode(&value.to_text(), set).to_string()
}
