//! Cuts the secret key out of everything that the API sends.

use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD, Engine};
use bytes::Bytes;
use dialects::json;
use serde_json::{Map, Value};

const REDACTED: &str = "[redacted]";

/// Shorter keys are not searched for in Base64: they would be found in ordinary words.
const MIN_BASE64: usize = 8;

/// Finds the secret key in texts: as it is, percent-encoded, escaped as in JSON, and within Base64.
pub(super) struct Redactor {
    secret: String,
    /// The characters that the key has in Base64, wherever it begins, in both alphabets.
    base64: Vec<String>,
}

impl Redactor {
    pub(super) fn new(secret: String) -> Self {
        let base64 = match secret.len() < MIN_BASE64 {
            true => Vec::new(),
            false => base64_forms(secret.as_bytes()),
        };
        Self { secret, base64 }
    }

    /// Returns the body without the key; the same bytes if it does not contain it.
    pub(super) fn body(&self, body: Bytes) -> Bytes {
        let Ok(json) = json::read(&body) else {
            let clean = self.text(&String::from_utf8_lossy(&body));
            return clean.map_or(body, Bytes::from);
        };
        let mut value = Value::from(json);
        if !self.value(&mut value) {
            return body;
        }
        let mut text = String::new();
        json::stringify(&mut text, &(&value).into());
        text.into()
    }

    /// Cuts the key out of all texts and names in `value` and returns whether there were any. Recurses as
    /// deep as the JSON reader allows.
    fn value(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => match self.text(text) {
                Some(clean) => {
                    *text = clean;
                    true
                }
                None => false,
            },
            Value::Array(items) => items
                .iter_mut()
                .fold(false, |found, item| self.value(item) | found),
            Value::Object(members) => {
                let mut found = false;
                *members = Map::from_iter(std::mem::take(members).into_iter().map(|(name, mut value)| {
                    let clean = self.text(&name);
                    found |= self.value(&mut value) | clean.is_some();
                    (clean.unwrap_or(name), value)
                }));
                found
            }
            _ => false,
        }
    }

    /// Returns `text` without the key, or `None` if it does not contain it.
    pub(super) fn text(&self, text: &str) -> Option<String> {
        let mut clean = None::<String>;
        let (mut copied, mut at) = (0, 0);
        while let Some(next) = text[at..].chars().next() {
            match self.length_at(&text[at..]) {
                Some(length) => {
                    let clean = clean.get_or_insert_default();
                    clean.push_str(&text[copied..at]);
                    clean.push_str(REDACTED);
                    at += length;
                    copied = at;
                }
                None => at += next.len_utf8(),
            }
        }
        clean.map(|clean| clean + &text[copied..])
    }

    /// Returns how many bytes the key takes at the beginning of `text`.
    fn length_at(&self, text: &str) -> Option<usize> {
        let mut forms = std::iter::once(&self.secret).chain(&self.base64);
        if let Some(form) = forms.find(|form| text.starts_with(form.as_str())) {
            return Some(form.len());
        }
        let mut length = 0;
        for &expected in self.secret.as_bytes() {
            let (byte, taken) = character(&text.as_bytes()[length..])?;
            if byte != expected {
                return None;
            }
            length += taken;
        }
        text.is_char_boundary(length).then_some(length)
    }
}

/// Reads the first byte of `text` and returns its length as well, which is more than 1 if it is escaped:
/// `%41`, `\u0041`, `\/`, or an escape of one of these (`%2541`, `\\u0041`).
fn character(text: &[u8]) -> Option<(u8, usize)> {
    let number = |digits| u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok();
    let first = *text.first()?;
    let escape = match first {
        b'%' => {
            let percents = text[1..].chunks(2).take_while(|pair| pair == b"25").count();
            let start = 1 + 2 * percents;
            text.get(start..start + 2)
                .and_then(number)
                .map(|byte| (byte, start + 2))
        }
        b'\\' => {
            let start = text.iter().take_while(|&&byte| byte == b'\\').count();
            match text.get(start)? {
                b'u' => text
                    .get(start + 1..start + 5)
                    .and_then(number)
                    .map(|byte| (byte, start + 5)),
                byte => Some((*byte, start + 1)),
            }
        }
        _ => None,
    };
    Some(escape.unwrap_or((first, 1)))
}

/// Returns the Base64 of `secret` behind no, one and two other bytes, without the characters that also depend
/// on the bytes around it.
fn base64_forms(secret: &[u8]) -> Vec<String> {
    let mut forms = Vec::new();
    for (before, shared) in [(0, 0), (1, 2), (2, 3)] {
        let bytes = [&vec![0; before], secret].concat();
        let own = shared..bytes.len() * 8 / 6;
        forms.push(BASE64_STANDARD_NO_PAD.encode(&bytes)[own.clone()].to_owned());
        forms.push(BASE64_URL_SAFE_NO_PAD.encode(&bytes)[own].to_owned());
    }
    forms
}
