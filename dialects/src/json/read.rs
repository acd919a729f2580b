//! Reads JSON as `JSON.parse` does.

use super::{
    Json, ValueLimit,
    error::ReadError,
    limit::Room,
    parse::{Parser, Token, decode},
};
use compact_str::CompactString;
use serde_json::{Number, Value};

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

/// Reads the body of a request as [`read`] does, with a limit of its own.
///
/// # Errors
///
/// As for [`read_value`].
pub fn read_limited(body: &[u8], limit: ValueLimit) -> Result<Json, ReadError> {
    let text = decode(body);
    let mut reader = Reader::new(&text, limit);
    let value = reader.value()?;
    reader.parser.end()?;
    Ok(value)
}

/// Reads a text as `JSON.parse` does.
///
/// Unlike `serde_json` it accepts lone surrogates, which become U+FFFD, and numbers beyond the double range,
/// which become `null`.
///
/// # Errors
///
/// If JavaScript would refuse the text too, if it is nested deeper than `MAX_DEPTH`, or if it has more values
/// than the default [`ValueLimit`].
pub fn read_text(text: &str) -> Result<Json, ReadError> {
    let mut reader = Reader::new(text, ValueLimit::default());
    let value = reader.value()?;
    reader.parser.end()?;
    Ok(value)
}

/// Reads the body of a request as a `serde_json` value in bounded memory: like [`read`], with room for
/// exactly the members that each array and object has. Takes at most 20 times the length of the body, or 32
/// MiB if that is more, the text itself not counted.
///
/// Use this wherever something sent becomes a `Value`: `serde_json::from_slice` makes up to 170 bytes of
/// every byte, and refuses texts that JavaScript reads.
///
/// # Errors
///
/// As for [`read_text`], with `limit` instead of the default one.
///
/// # Examples
///
/// ```
/// use novu_framework_dialects::json::{ReadErrorKind, ValueLimit, read_value};
///
/// let value = read_value(br#"{"a":[1,2]}"#, ValueLimit::default()).unwrap();
/// assert_eq!(value["a"][1], 2);
///
/// let error = read_value(b"[1,2]", ValueLimit::new(2)).unwrap_err();
/// assert_eq!(error.kind(), ReadErrorKind::TooManyValues { limit: 2 });
/// assert_eq!(error.to_string(), "more than 2 values at line 1 column 4");
/// ```
pub fn read_value(body: &[u8], limit: ValueLimit) -> Result<Value, ReadError> {
    read_limited(body, limit).map(Value::from)
}

/// Returns whether [`read_text`] accepts a text, without building the value.
pub fn is_json(text: &str) -> bool {
    let mut parser = Parser::new(text);
    parser
        .skip(&mut Room::endless())
        .and_then(|()| parser.end())
        .is_ok()
}

/// Reads a body like [`read`], and hands the members of its object that have one of the `names` to `take` one
/// by one, so that an object with known members needs no map. If a member comes twice, the last one applies.
/// Other members are checked but not built, and their values do not count towards the limit.
///
/// Returns whether the body is an object; other values have no members.
///
/// # Errors
///
/// As for [`read_value`]; then whatever was taken must not be used.
pub fn read_members(
    body: &[u8],
    limit: ValueLimit,
    names: &[&'static str],
    mut take: impl FnMut(&'static str, Json),
) -> Result<bool, ReadError> {
    let text = decode(body);
    let mut reader = Reader::new(&text, limit);
    let token = reader.parser.token()?;
    let is_object = matches!(token, Token::Object);
    if is_object {
        let mut first = true;
        while let Some(key) = reader.parser.key(first)? {
            match key.with(|key| names.iter().find(|name| **name == key)) {
                Some(name) => take(name, reader.value()?),
                None => reader.parser.skip(&mut Room::endless())?,
            }
            first = false;
        }
    } else {
        reader.parser.skip_rest(token, &mut Room::endless())?;
    }
    reader.parser.end()?;
    Ok(is_object)
}

/// Reads a body like [`read_limited`], and returns the members of its object for whose names `place` returns
/// a place: arrays and objects empty, because they are checked and counted but not built, as other members
/// are. An absent member is `null`; if one comes twice, the last one applies.
///
/// Returns `None` if the body is another value. This accepts what `read_limited` accepts, in a third of the
/// time.
///
/// # Errors
///
/// Those of [`read_limited`].
///
/// # Examples
///
/// ```
/// use novu_framework_dialects::json::{Json, ValueLimit, read_outline};
///
/// let body = br#"{"id":"a","data":{"b":[1,2]},"more":[3]}"#;
/// let names = ["id", "data", "other"];
/// let place = |name: &str| names.iter().position(|known| *known == name);
/// let outline = read_outline(body, ValueLimit::default(), place).unwrap();
/// assert_eq!(outline, Some(["a".into(), Json::empty_object(), Json::Null]));
/// ```
pub fn read_outline<const N: usize>(
    body: &[u8],
    limit: ValueLimit,
    place: impl Fn(&str) -> Option<usize>,
) -> Result<Option<[Json; N]>, ReadError> {
    let text = decode(body);
    let mut reader = Reader::new(&text, limit);
    reader.parser.count(&mut reader.room)?;
    let token = reader.parser.token()?;
    let mut outline = None;
    if matches!(token, Token::Object) {
        let found = outline.insert([const { Json::Null }; N]);
        let mut first = true;
        while let Some(key) = reader.parser.key(first)? {
            match key.with(&place).and_then(|place| found.get_mut(place)) {
                Some(member) => *member = reader.outline()?,
                None => reader.parser.skip(&mut reader.room)?,
            }
            first = false;
        }
    } else {
        reader.parser.skip_rest(token, &mut reader.room)?;
    }
    reader.parser.end()?;
    Ok(outline)
}

/// Reads a body like [`read_limited`], without the members of its object whose names `is_skipped` picks: they
/// are checked and counted, but not built.
///
/// # Errors
///
/// Those of [`read_limited`].
///
/// # Examples
///
/// ```
/// use novu_framework_dialects::json::{ValueLimit, read, read_without};
///
/// let body = br#"{"id":"a","data":{"b":[1,2]}}"#;
/// let value = read_without(body, ValueLimit::default(), |name| name == "data").unwrap();
/// assert_eq!(value, read(br#"{"id":"a"}"#).unwrap());
/// ```
pub fn read_without(
    body: &[u8],
    limit: ValueLimit,
    is_skipped: impl Fn(&str) -> bool,
) -> Result<Json, ReadError> {
    let text = decode(body);
    let mut reader = Reader::new(&text, limit);
    reader.parser.count(&mut reader.room)?;
    let token = reader.parser.token()?;
    let value = if matches!(token, Token::Object) {
        let mut members = Vec::with_capacity(16);
        let mut first = true;
        while let Some(key) = reader.parser.key(first)? {
            if key.with(&is_skipped) {
                reader.parser.skip(&mut reader.room)?;
            } else {
                members.push((key.decode(), reader.value()?));
            }
            first = false;
        }
        Json::Object(members.into_iter().collect())
    } else {
        reader.built(token)?
    };
    reader.parser.end()?;
    Ok(value)
}

struct Reader<'a> {
    parser: Parser<'a>,
    room: Room,
    /// The items so far of all arrays that are open, outermost first, so that each array is allocated once.
    items: Vec<Json>,
    /// The members so far of all open objects, for the same reason.
    members: Vec<(CompactString, Json)>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, limit: ValueLimit) -> Self {
        Self {
            parser: Parser::new(text),
            room: Room::of(limit.of(text.len())),
            items: Vec::new(),
            members: Vec::new(),
        }
    }

    /// Reads the next value, but no items and members of it.
    fn outline(&mut self) -> Result<Json, ReadError> {
        self.parser.count(&mut self.room)?;
        let token = self.parser.token()?;
        self.parser.skip_rest(token, &mut self.room)?;
        Ok(match token {
            Token::Array => Json::Array(Vec::new()),
            Token::Object => Json::empty_object(),
            scalar => self.built(scalar)?,
        })
    }

    fn value(&mut self) -> Result<Json, ReadError> {
        self.parser.count(&mut self.room)?;
        let token = self.parser.token()?;
        self.built(token)
    }

    /// Builds the value that begins with `token`.
    #[inline]
    fn built(&mut self, token: Token<'a>) -> Result<Json, ReadError> {
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
                if outer == 0 {
                    self.members.reserve(16);
                }
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
