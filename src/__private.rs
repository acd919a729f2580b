//! Internals for the fuzz targets of this repository. Anything here may change or go at any time.

use crate::json;
use serde_json::Value;

/// The body of a request as a value; the error as text.
pub fn read_json(body: &[u8]) -> Result<Value, String> {
    json::read(body).map_err(|error| error.to_string())
}

/// The body of a request as the reference signs it; the error as text.
pub fn canonical_json(body: &[u8]) -> Result<String, String> {
    json::canonical(body).map_err(|error| error.to_string())
}

/// A value as `JSON.stringify` prints it.
pub fn stringify_json(value: &Value) -> String {
    let mut out = String::new();
    json::stringify(&mut out, value);
    out
}
