//! Reads JSON as `JSON.parse` does.

use super::{
    Json,
    error::ReadError,
    parse::{Parser, Token, decode},
};
use compact_str::CompactString;
use serde_json::Number;

/// Reads the body of a request as the reference does (bridge.md §1.5, differences.md 9 and 24).
///
/// Like [`read_text`], but a byte order mark is dropped, and bytes that are not UTF-8 become U+FFFD.
///
/// # Errors
///
/// As for [`read_text`].
pub fn read(body: &[u8]) -> Result<Json, ReadError> {
    read_text(&decode(body))
}

/// Reads a text as `JSON.parse` does.
///
/// Unlike `serde_json` it accepts lone surrogates, which become U+FFFD, and numbers beyond the double range,
/// which become `null`.
///
/// # Errors
///
/// If JavaScript would refuse the text too, or if it is nested deeper than `MAX_DEPTH`.
pub fn read_text(text: &str) -> Result<Json, ReadError> {
    let mut reader = Reader::new(text);
    let value = reader.value()?;
    reader.parser.end()?;
    Ok(value)
}

/// Returns whether [`read_text`] accepts a text, without building the value.
pub fn is_json(text: &str) -> bool {
    let mut parser = Parser::new(text);
    parser.skip().and_then(|()| parser.end()).is_ok()
}

/// Reads a body like [`read`], and passes the members of its object to `take` one by one, so that an object
/// with known members needs no map. If a member is repeated the last one wins. Other values have no members.
///
/// # Errors
///
/// As for [`read`]; the members that were passed by then are to be dropped.
pub fn read_members(body: &[u8], mut take: impl FnMut(&str, Json)) -> Result<(), ReadError> {
    let text = decode(body);
    let mut reader = Reader::new(&text);
    match reader.parser.token()? {
        Token::Object => {
            let mut first = true;
            while let Some(key) = reader.parser.key(first)? {
                let value = reader.value()?;
                match key.plain() {
                    Some(key) => take(key, value),
                    None => take(&key.decode(), value),
                }
                first = false;
            }
        }
        other => reader.parser.skip_rest(other)?,
    }
    reader.parser.end()
}

struct Reader<'a> {
    parser: Parser<'a>,
    /// The items so far of all open arrays, outermost first, so that each array is allocated once.
    items: Vec<Json>,
    /// The members so far of all open objects, for the same reason.
    members: Vec<(CompactString, Json)>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            parser: Parser::new(text),
            items: Vec::with_capacity(16),
            members: Vec::with_capacity(16),
        }
    }

    fn value(&mut self) -> Result<Json, ReadError> {
        let token = self.parser.token()?;
        self.value_of(token)
    }

    /// Reads the rest of the value that begins with `token`.
    fn value_of(&mut self, token: Token<'a>) -> Result<Json, ReadError> {
        Ok(match token {
            Token::Null => Json::Null,
            Token::True => Json::Bool(true),
            Token::False => Json::Bool(false),
            Token::Number(text) => number(text),
            Token::String(text) => Json::String(text.decode()),
            Token::Array => {
                let outer = self.items.len();
                while self.parser.item(self.items.len() == outer)? {
                    let item = self.value()?;
                    self.items.push(item);
                }
                Json::Array(self.items.drain(outer..).collect())
            }
            Token::Object => {
                let outer = self.members.len();
                while let Some(key) = self.parser.key(self.members.len() == outer)? {
                    let value = self.value()?;
                    self.members.push((key.decode(), value));
                }
                Json::Object(self.members.drain(outer..).collect())
            }
        })
    }
}

/// Reads a number whose spelling has been checked.
fn number(text: &str) -> Json {
    /// This number of digits always fits an integer.
    const DIGITS: usize = 18;
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() <= DIGITS
        && text != "-0"
        && let Ok(integer) = text.parse::<i64>()
    {
        return Json::Number(integer.into());
    }
    // The spelling has been checked, so a number that is refused here is beyond the double range.
    text.parse::<Number>().map_or(Json::Null, Json::Number)
}
