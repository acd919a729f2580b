//! `JSON.stringify(JSON.parse(text))` from text to text.
//!
//! The text is printed once, in the order of the source. Objects whose members are in another order, or
//! repeated, are noted on the way, and only if there are any is the print copied once more, member by member.
//! So the work grows linearly with the length of any text, and no tree is built from a body whose signature
//! has not been checked yet.

use super::{
    ValueLimit,
    error::ReadError,
    limit::Room,
    parse::{Parser, Token, decode},
    push_f64,
    stringify::{array_index, push_escaped},
    text::{Piece, Text},
};
use crate::{rank::sort_by_rank, text::push_hex};
use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

/// Returns the canonical form of a body, over which the reference computes signatures (bridge.md §2.4).
/// Unlike [`read`](super::read) and [`stringify`](super::stringify) it keeps lone surrogates.
///
/// # Errors
///
/// As for [`read`](super::read), but only members of objects count towards the limit, as only they are kept.
pub fn canonical(body: &[u8]) -> Result<String, ReadError> {
    let text = decode(body);
    let mut printer = Printer {
        parser: Parser::new(&text),
        room: Room::of(ValueLimit::default().of(text.len())),
        out: String::with_capacity(text.len()),
        members: Vec::new(),
        ordered: Vec::new(),
        moved: Vec::new(),
    };
    printer.value()?;
    printer.parser.end()?;
    Ok(printer.finish())
}

struct Printer<'a> {
    parser: Parser<'a>,
    /// For the members of all objects together.
    room: Room,
    /// The part that has been read, as `JSON.stringify` prints it, but with members in the order of the
    /// source.
    out: String,
    /// The members so far of all open objects, outermost first.
    members: Vec<Member>,
    /// The members of all moved objects in their final order, as ranges of `out`.
    ordered: Vec<Range<usize>>,
    /// The objects whose members have to be reordered.
    moved: Vec<Moved>,
}

/// The place of a member of an object in `out`.
#[derive(Debug, Clone, Copy)]
struct Member {
    start: usize,
    colon: usize,
    end: usize,
}

/// An object whose members have to be reordered.
#[derive(Debug)]
struct Moved {
    /// All of it in `out`, braces included.
    whole: Range<usize>,
    /// Its members in `ordered`.
    members: Range<usize>,
}

impl Printer<'_> {
    fn value(&mut self) -> Result<(), ReadError> {
        match self.parser.token()? {
            Token::Null => self.out.push_str("null"),
            Token::True => self.out.push_str("true"),
            Token::False => self.out.push_str("false"),
            Token::Number(text) => push_number(&mut self.out, text),
            Token::String(text) => push_text(&mut self.out, text),
            Token::Array => self.array()?,
            Token::Object => self.object()?,
        }
        Ok(())
    }

    fn array(&mut self) -> Result<(), ReadError> {
        self.out.push('[');
        let mut first = true;
        while self.parser.item(first)? {
            if !first {
                self.out.push(',');
            }
            self.value()?;
            first = false;
        }
        self.out.push(']');
        Ok(())
    }

    /// Prints the members of an object, and notes them if they have to move.
    fn object(&mut self) -> Result<(), ReadError> {
        let start = self.out.len();
        self.out.push('{');
        let outer = self.members.len();
        while let Some(key) = self.parser.key(self.members.len() == outer)? {
            if self.members.len() > outer {
                self.out.push(',');
            }
            let start = self.out.len();
            push_text(&mut self.out, key);
            let colon = self.out.len();
            self.out.push(':');
            self.value()?;
            let end = self.out.len();
            self.parser.count(&mut self.room)?;
            self.members.push(Member { start, colon, end });
        }
        self.out.push('}');
        let members = &self.members[outer..];
        if !in_order(&self.out, members) {
            let first = self.ordered.len();
            self.ordered.extend(put_in_order(&self.out, members));
            self.moved.push(Moved {
                whole: start..self.out.len(),
                members: first..self.ordered.len(),
            });
        }
        self.members.truncate(outer);
        Ok(())
    }

    /// Returns the print with all objects in order.
    fn finish(mut self) -> String {
        if self.moved.is_empty() {
            return self.out;
        }
        sort_by_rank(&mut self.moved, |moved| moved.whole.start as u64);
        let mut out = String::with_capacity(self.out.len());
        self.copy(&mut out, 0..self.out.len());
        out
    }

    /// Copies a part of the print that consists of whole values, with the objects in it in order.
    fn copy(&self, out: &mut String, part: Range<usize>) {
        let mut at = part.start;
        loop {
            let next = self.moved.partition_point(|moved| moved.whole.start < at);
            let Some(moved) = self.moved.get(next).filter(|moved| moved.whole.start < part.end) else {
                break;
            };
            out.push_str(&self.out[at..moved.whole.start]);
            out.push('{');
            for (index, member) in self.ordered[moved.members.clone()].iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                self.copy(out, member.clone());
            }
            out.push('}');
            at = moved.whole.end;
        }
        out.push_str(&self.out[at..part.end]);
    }
}

impl Member {
    /// Returns the key as it is printed, with its quotes.
    fn key(self, out: &str) -> &str {
        &out[self.start..self.colon]
    }

    /// Returns the sort key of the member: array indices first and ascending, all others after them.
    fn rank(self, out: &str) -> u64 {
        array_index(&out[self.start + 1..self.colon - 1]).map_or(u64::MAX, u64::from)
    }
}

/// Returns whether all members have different keys and are in JavaScript's order.
fn in_order(out: &str, members: &[Member]) -> bool {
    /// Up to this number it is faster to compare all pairs than to hash.
    const FEW: usize = 8;
    let keys = || members.iter().map(|member| member.key(out));
    members.is_sorted_by_key(|member| member.rank(out))
        && if members.len() <= FEW {
            keys()
                .enumerate()
                .all(|(index, key)| keys().take(index).all(|other| other != key))
        } else {
            let mut seen = HashSet::with_capacity(members.len());
            keys().all(|key| seen.insert(key))
        }
}

/// Returns the members in JavaScript's order. If a key is repeated the last value wins, at the place of the
/// first.
fn put_in_order(out: &str, members: &[Member]) -> impl Iterator<Item = Range<usize>> {
    let mut places = HashMap::with_capacity(members.len());
    let mut kept: Vec<Member> = Vec::with_capacity(members.len());
    for &member in members {
        let place = *places.entry(member.key(out)).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(earlier) => *earlier = member,
            None => kept.push(member),
        }
    }
    sort_by_rank(&mut kept, |member| member.rank(out));
    kept.into_iter().map(|member| member.start..member.end)
}

/// Appends a number whose spelling has been checked.
fn push_number(out: &mut String, text: &str) {
    // Integers of up to 15 digits print as they are spelt; only "-0" does not.
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() <= 15 && text != "-0" && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return out.push_str(text);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => push_f64(out, number),
        _ => out.push_str("null"),
    }
}

/// Appends a string with its quotes.
fn push_text(out: &mut String, text: Text<'_>) {
    out.push('"');
    if let Some(plain) = text.plain() {
        // Text without a backslash contains nothing that needs one.
        out.push_str(plain);
    } else {
        for piece in text.pieces() {
            match piece {
                Piece::Run(run) => out.push_str(run),
                Piece::Char(char) => push_escaped(out, char.encode_utf8(&mut [0; 4])),
                Piece::Lone(unit) => {
                    out.push_str("\\u");
                    push_hex(out, &unit.to_be_bytes());
                }
            }
        }
    }
    out.push('"');
}
