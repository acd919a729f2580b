//! `JSON.parse` into a `serde_json` value.

use super::{
    error::ReadError,
    parse::{Parser, Token, decode, without_bom},
};
use serde_json::{Map, Number, Value};

/// Reads the body of a request as the reference does (bridge.md §1.5, differences.md 9 and 24).
///
/// What `serde_json` refuses is read again the way JavaScript reads it: lone surrogates and bytes that are not
/// UTF-8 become U+FFFD, numbers beyond the double range `null`.
///
/// # Errors
///
/// When JavaScript would refuse the text too, and when it is nested deeper than [`MAX_DEPTH`](super::parse::MAX_DEPTH).
pub(crate) fn read(body: &[u8]) -> Result<Value, ReadError> {
    serde_json::from_slice(without_bom(body)).or_else(|_| read_leniently(body))
}

/// The slow path of [`read`].
#[cold]
fn read_leniently(body: &[u8]) -> Result<Value, ReadError> {
    let text = decode(body);
    let mut parser = Parser::new(&text);
    let value = value(&mut parser)?;
    parser.end()?;
    Ok(value)
}

/// The next value of `parser`.
fn value(parser: &mut Parser<'_>) -> Result<Value, ReadError> {
    Ok(match parser.token()? {
        Token::Null => Value::Null,
        Token::True => Value::Bool(true),
        Token::False => Value::Bool(false),
        // The parser has checked the grammar; what is refused here is beyond the double range.
        Token::Number(text) => text.parse::<Number>().map_or(Value::Null, Value::Number),
        Token::String(text) => Value::String(text.decode()),
        Token::Array => {
            let mut items = Vec::new();
            while parser.item(items.is_empty())? {
                items.push(value(parser)?);
            }
            Value::Array(items)
        }
        Token::Object => {
            let mut members = Map::new();
            while let Some(key) = parser.key(members.is_empty())? {
                let value = value(parser)?;
                members.insert(key.decode(), value);
            }
            Value::Object(members)
        }
    })
}
