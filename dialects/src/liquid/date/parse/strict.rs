//! The form of ECMAScript's own date strings: `2024-03-05T09:07:03.045Z`.

use super::{
    Fields,
    token::{Token, Tokens},
};

/// The result of reading the strict form.
#[derive(Debug)]
pub(super) enum Strict<'a> {
    Date(Fields),
    /// The form is broken before its time: the legacy form continues from `next`, with these numbers.
    Broken {
        numbers: Vec<i64>,
        next: Token<'a>,
    },
    /// The form is broken after its date.
    Invalid,
}

/// Reads the strict form.
pub(super) fn read<'a>(tokens: &mut Tokens<'a>) -> Strict<'a> {
    let mut numbers = Vec::with_capacity(3);
    if let Some(next) = read_date(tokens, &mut numbers) {
        return Strict::Broken { numbers, next };
    }
    let mut fields = Fields {
        year: numbers.first().copied().unwrap_or(1),
        month: numbers.get(1).copied().unwrap_or(1),
        day: numbers.get(2).copied().unwrap_or(1),
        time: [0; 4],
        offset: Some(0),
    };
    if tokens.peek() == Token::End {
        return Strict::Date(fields);
    }
    if !tokens.peek().is_word("T") {
        let next = tokens.next();
        return Strict::Broken { numbers, next };
    }
    tokens.next();
    match read_time(tokens) {
        Some((time, offset)) => {
            fields.time = time;
            fields.offset = offset;
            Strict::Date(fields)
        }
        None => Strict::Invalid,
    }
}

/// Reads year, month and day. Gives the token that breaks the form, if one does.
fn read_date<'a>(tokens: &mut Tokens<'a>, numbers: &mut Vec<i64>) -> Option<Token<'a>> {
    let first = tokens.peek();
    if let Some(sign) = first.sign() {
        tokens.next();
        let Some(year) = tokens.peek().fixed(6) else {
            return Some(first);
        };
        tokens.next();
        if sign < 0 && year == 0 {
            return Some(first);
        }
        numbers.push(sign * year);
    } else if let Some(year) = first.fixed(4) {
        tokens.next();
        numbers.push(year);
    } else {
        return Some(tokens.next());
    }
    for limit in [12, 31] {
        if !tokens.skip(b'-') {
            break;
        }
        match tokens.peek().fixed(2) {
            Some(number) if (1..=limit).contains(&number) => numbers.push(number),
            _ => return Some(tokens.next()),
        }
        tokens.next();
    }
    None
}

/// Reads the time after the `T`, and the zone, up to the end.
fn read_time(tokens: &mut Tokens<'_>) -> Option<([i64; 4], Option<i64>)> {
    let mut time = [0; 4];
    time[0] = tokens.next().fixed(2)?;
    if !tokens.skip(b':') {
        return None;
    }
    time[1] = tokens.next().fixed(2)?;
    if tokens.skip(b':') {
        time[2] = tokens.next().fixed(2)?;
        if tokens.skip(b'.') {
            match tokens.next() {
                Token::Number(number) => time[3] = number.as_fraction(),
                _ => return None,
            }
        }
    }
    let mut offset = None;
    if tokens.peek().is_word("Z") {
        tokens.next();
        offset = Some(0);
    } else if let Some(sign) = tokens.peek().sign() {
        tokens.next();
        let number = tokens.next();
        let (hours, minutes) = match number.fixed(4) {
            Some(both) => (both / 100, both % 100),
            None => {
                let hours = number.fixed(2)?;
                if !tokens.skip(b':') {
                    return None;
                }
                (hours, tokens.next().fixed(2)?)
            }
        };
        if hours > 23 || minutes > 59 {
            return None;
        }
        offset = Some(sign * (hours * 3_600 + minutes * 60));
    }
    (tokens.next() == Token::End).then_some((time, offset))
}
