//! Reads expressions.

use super::{
    Expression, Operator, Step,
    operand::{Key, Operand, Path, Root},
};
use crate::liquid::{cursor::Cursor, error::Error, tokens::quoted_length};

/// How deep brackets and ranges may nest.
const MAX_DEPTH: usize = 100;

/// Reads operands and operators up to the first thing that is neither. Equal levels associate to the right.
pub(in crate::liquid) fn expression(cursor: &mut Cursor<'_>) -> Result<Option<Expression>, Error> {
    let mut steps: Vec<Step> = Vec::new();
    let mut waiting: Vec<Operator> = Vec::new();
    loop {
        if let Some(operator) = operator(cursor) {
            while let Some(tighter) = waiting.pop_if(|top| top.level() > operator.level()) {
                steps.push(Step::Operator(tighter));
            }
            waiting.push(operator);
        } else if let Some(value) = operand(cursor)? {
            if steps.is_empty() && waiting.is_empty() {
                cursor.skip_blank();
                if matches!(cursor.peek(), None | Some(b'|')) {
                    return Ok(Some(Expression::Operand(value)));
                }
            }
            steps.push(Step::Operand(value));
        } else {
            break;
        }
    }
    steps.extend(waiting.into_iter().rev().map(Step::Operator));
    Ok((!steps.is_empty()).then(|| Expression::Postfix(steps.into_boxed_slice())))
}

/// Reads an operator.
fn operator(cursor: &mut Cursor<'_>) -> Option<Operator> {
    cursor.skip_blank();
    let (operator, length) = match (cursor.peek()?, cursor.peek_at(1)) {
        (b'=', Some(b'=')) => (Operator::Equal, 2),
        (b'!', Some(b'=')) => (Operator::NotEqual, 2),
        (b'>', Some(b'=')) => (Operator::GreaterOrEqual, 2),
        (b'<', Some(b'=')) => (Operator::LessOrEqual, 2),
        (b'>', _) => (Operator::Greater, 1),
        (b'<', _) => (Operator::Less, 1),
        (b'a' | b'o' | b'n' | b'c', _) => {
            const WORDS: [(&str, Operator); 4] = [
                ("and", Operator::And),
                ("or", Operator::Or),
                ("not", Operator::Not),
                ("contains", Operator::Contains),
            ];
            let rest = cursor.rest();
            let &(word, operator) = WORDS
                .iter()
                .find(|(word, _)| rest.starts_with(word) && !cursor.word_goes_on(word.len()))?;
            (operator, word.len())
        }
        _ => return None,
    };
    cursor.advance(length);
    Some(operator)
}

/// Reads one operand, if there is one.
pub(in crate::liquid) fn operand(cursor: &mut Cursor<'_>) -> Result<Option<Operand>, Error> {
    operand_at(cursor, 0)
}

/// Reads the path at the start of the text, where numbers and literals are names too: the argument of
/// `where`.
pub(in crate::liquid) fn path(cursor: &mut Cursor<'_>) -> Result<Option<Operand>, Error> {
    cursor.skip_blank();
    properties(cursor, None, 0)
}

fn operand_at(cursor: &mut Cursor<'_>, depth: usize) -> Result<Option<Operand>, Error> {
    if depth > MAX_DEPTH {
        return Err(cursor.error("brackets are nested too deep: at most 100 are allowed"));
    }
    cursor.skip_blank();
    let value = match cursor.peek() {
        Some(b'\'' | b'"') => Some(Operand::Text(quoted(cursor).into())),
        Some(b'(') => Some(range(cursor, depth)?),
        Some(b'0'..=b'9' | b'+' | b'-') => number(cursor),
        _ => literal(cursor),
    };
    properties(cursor, value, depth)
}

/// Reads a literal word.
fn literal(cursor: &mut Cursor<'_>) -> Option<Operand> {
    let mut ahead = cursor.clone();
    let value = match ahead.word() {
        "true" => Operand::Bool(true),
        "false" => Operand::Bool(false),
        "nil" | "null" => Operand::Nil,
        "empty" => Operand::Empty,
        "blank" => Operand::Blank,
        _ => return None,
    };
    *cursor = ahead;
    Some(value)
}

/// Reads a number; anything glued to it makes it a name.
fn number(cursor: &mut Cursor<'_>) -> Option<Operand> {
    let mut length = usize::from(matches!(cursor.peek(), Some(b'+' | b'-')));
    let (mut digits, mut point) = (false, false);
    loop {
        match cursor.peek_at(length) {
            Some(b'0'..=b'9') => digits = true,
            Some(b'.') if cursor.peek_at(length + 1) != Some(b'.') => {
                if point || !digits {
                    return None;
                }
                point = true;
            }
            _ => break,
        }
        length += 1;
    }
    if !digits || cursor.word_goes_on(length) {
        return None;
    }
    let start = cursor.position();
    cursor.advance(length);
    cursor.since(start).parse().ok().map(Operand::Number)
}

/// Reads `(first..last)`.
fn range(cursor: &mut Cursor<'_>, depth: usize) -> Result<Operand, Error> {
    let malformed = |cursor: &Cursor<'_>| cursor.error("expected a range such as `(1..5)` in parentheses");
    cursor.advance(1);
    let first = operand_at(cursor, depth + 1)?.ok_or_else(|| malformed(cursor))?;
    cursor.skip_blank();
    if !(cursor.eat(b'.') && cursor.eat(b'.')) {
        return Err(malformed(cursor));
    }
    let last = operand_at(cursor, depth + 1)?.ok_or_else(|| malformed(cursor))?;
    cursor.skip_blank();
    if !cursor.eat(b')') {
        return Err(malformed(cursor));
    }
    Ok(Operand::Range(Box::new((first, last))))
}

/// Reads the properties after `value`, or a path that starts with a name or bracket.
fn properties(
    cursor: &mut Cursor<'_>,
    value: Option<Operand>,
    depth: usize,
) -> Result<Option<Operand>, Error> {
    let mut root = value.map(Root::Value);
    let mut keys = Vec::new();
    loop {
        match cursor.peek() {
            Some(b'[') => {
                cursor.advance(1);
                let key = operand_at(cursor, depth + 1)?.unwrap_or_else(|| Operand::Text("".into()));
                if !cursor.skip_past("]") {
                    return Err(cursor.error("bracket is not closed"));
                }
                match root {
                    None => root = Some(Root::Computed(key)),
                    Some(_) => keys.push(Key::Computed(key)),
                }
            }
            Some(b'.') if cursor.peek_at(1) != Some(b'.') => {
                cursor.advance(1);
                cursor.skip_blank();
                let name = cursor.word();
                if name.is_empty() {
                    break;
                }
                match root {
                    None => root = Some(Root::Name(name.into())),
                    Some(_) => keys.push(Key::Name(name.into())),
                }
            }
            _ if root.is_none() => match cursor.word() {
                "" => break,
                name => root = Some(Root::Name(name.into())),
            },
            _ => break,
        }
    }
    Ok(root.map(|root| match root {
        Root::Name(name) if keys.is_empty() => Operand::Name(name),
        Root::Value(value) if keys.is_empty() => value,
        root => Operand::Path(Box::new(Path { root, keys })),
    }))
}

/// Reads a quoted string. One that is not closed reaches to the end, and loses its last character for the
/// quote.
pub(in crate::liquid) fn quoted(cursor: &mut Cursor<'_>) -> String {
    let rest = cursor.rest();
    if let Some(length) = quoted_length(rest.as_bytes()) {
        cursor.advance(1 + length);
        return unescape(&rest[1..length], length - 1);
    }
    cursor.finish();
    let text = rest.get(1..).unwrap_or_default();
    let last = text.char_indices().next_back();
    unescape(text, last.map_or(0, |(at, _)| at))
}

/// Resolves the escapes in the first `end` bytes of a quoted string; an escape there may reach beyond.
fn unescape(text: &str, end: usize) -> String {
    let mut out = String::with_capacity(end);
    let mut at = 0;
    while let Some(next) = text
        .get(at..end)
        .and_then(|text| memchr::memchr(b'\\', text.as_bytes()))
    {
        out.push_str(&text[at..at + next]);
        at += next + 1;
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else {
            break;
        };
        let (escaped, length) = match c {
            'b' => ('\u{8}', 1),
            'f' => ('\u{c}', 1),
            'n' => ('\n', 1),
            'r' => ('\r', 1),
            't' => ('\t', 1),
            'v' => ('\u{b}', 1),
            'u' => {
                let (unit, digits) = code(&rest[1..], 16, 4);
                let (high, low) = (unit, surrogate_after(&rest[1 + digits..]));
                match (char::from_u32(unit), low) {
                    (Some(c), _) => (c, 1 + digits),
                    (None, Some(low)) if high < 0xdc00 => (
                        char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
                            .unwrap_or(char::REPLACEMENT_CHARACTER),
                        1 + digits + 6,
                    ),
                    _ => (char::REPLACEMENT_CHARACTER, 1 + digits),
                }
            }
            '0'..='7' => {
                let (unit, digits) = code(rest, 8, 3);
                (
                    char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER),
                    digits,
                )
            }
            other => (other, other.len_utf8()),
        };
        out.push(escaped);
        at += length;
    }
    out.push_str(text.get(at..end).unwrap_or_default());
    out
}

/// Returns the second half of a character that was written as two `\u` escapes.
fn surrogate_after(rest: &str) -> Option<u32> {
    let (unit, digits) = code(rest.strip_prefix("\\u")?, 16, 4);
    (digits == 4 && (0xdc00..0xe000).contains(&unit)).then_some(unit)
}

/// Returns the number that up to `most` digits at the start of `text` spell, and their number.
fn code(text: &str, radix: u32, most: usize) -> (u32, usize) {
    text.chars()
        .take(most)
        .map_while(|c| c.to_digit(radix))
        .fold((0, 0), |(number, digits), digit| {
            (number * radix + digit, digits + 1)
        })
}
