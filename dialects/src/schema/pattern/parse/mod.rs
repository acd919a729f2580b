//! Reads the syntax of ECMAScript regular expressions, one token at a time.
//!
//! Nothing recurses and nothing is kept but the open groups, so texts of strangers may be read (`format:
//! regex`).

mod escape;
mod input;

use super::class;
use crate::text::char_set::CharSet;
use input::Input;
use std::collections::{HashMap, HashSet};

/// The two grammars of ECMA-262.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::schema) enum Mode {
    /// With the `u` flag, over characters: `pattern` and `patternProperties`.
    Unicode,
    /// Without flags (Annex B), over UTF-16 units: `format: regex`.
    Legacy,
}

/// A group that a parenthesis opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Plain,
    Capture,
    Look { behind: bool, negative: bool },
}

/// A piece of an expression.
#[derive(Debug)]
pub(super) enum Token {
    Open(Group),
    Close,
    Or,
    Char(u32),
    Class(CharSet),
    Start,
    End,
    Boundary { negative: bool },
    Reference(usize),
    Repeat { min: u32, max: Option<u32>, lazy: bool },
}

/// The capturing groups of an expression. A reference may come before its group, so they are collected first.
#[derive(Debug, Default)]
pub(super) struct Groups {
    pub(super) count: usize,
    names: HashMap<String, usize>,
}

/// The cause of a syntax error, as one clause.
type Fault = &'static str;

/// Checks the syntax of `source` and collects its groups.
pub(super) fn groups(source: &str, mode: Mode) -> Result<Groups, Fault> {
    let mut parser = Parser::new(source, mode, None);
    while parser.token()?.is_some() {}
    // Without named groups `\k` is a `k` in the old grammar.
    let named = mode == Mode::Unicode || !parser.groups.names.is_empty();
    let known = |name: &String| parser.groups.names.contains_key(name);
    if parser.highest > parser.groups.count || (named && !parser.wanted.iter().all(known)) {
        return Err("a back-reference names no group");
    }
    Ok(parser.groups)
}

/// A position in an expression.
#[derive(Debug)]
pub(super) struct Parser<'p> {
    input: Input<'p>,
    mode: Mode,
    /// All groups, on the second reading. On the first one sets are not built either.
    known: Option<&'p Groups>,
    groups: Groups,
    /// The open groups, each with whether it may be repeated once it is closed.
    open: Vec<bool>,
    /// Whether a quantifier may follow.
    repeatable: bool,
    /// The names that `\k` refers to; the empty one if none follows.
    wanted: HashSet<String>,
    /// The highest number that a back-reference has.
    highest: usize,
}

impl<'p> Parser<'p> {
    /// Starts to read `source`.
    pub(super) fn new(source: &'p str, mode: Mode, known: Option<&'p Groups>) -> Self {
        Self {
            input: Input::new(source, mode == Mode::Legacy),
            mode,
            known,
            groups: Groups::default(),
            open: Vec::new(),
            repeatable: false,
            wanted: HashSet::new(),
            highest: 0,
        }
    }

    /// Reads the next token; `None` at the end.
    pub(super) fn token(&mut self) -> Result<Option<Token>, Fault> {
        let Some(next) = self.input.next() else {
            return match self.open.is_empty() {
                true => Ok(None),
                false => Err("a group is not closed"),
            };
        };
        let unicode = self.mode == Mode::Unicode;
        let repeatable = std::mem::replace(&mut self.repeatable, true);
        Ok(Some(match ascii(next) {
            b'(' => {
                let group = self.group()?;
                self.open.push(match group {
                    Group::Look { behind, .. } => !behind && !unicode,
                    _ => true,
                });
                self.repeatable = false;
                Token::Open(group)
            }
            b')' => {
                self.repeatable = self.open.pop().ok_or("a parenthesis closes no group")?;
                Token::Close
            }
            b'|' => {
                self.repeatable = false;
                Token::Or
            }
            b'^' => {
                self.repeatable = false;
                Token::Start
            }
            b'$' => {
                self.repeatable = false;
                Token::End
            }
            b'*' => self.quantifier(repeatable, 0, None)?,
            b'+' => self.quantifier(repeatable, 1, None)?,
            b'?' => self.quantifier(repeatable, 0, Some(1))?,
            b'{' => match self.bounds() {
                Some((min, max)) => self.quantifier(repeatable, min, max)?,
                None if unicode => return Err("a brace is neither a quantifier nor escaped"),
                None => Token::Char(next),
            },
            b'}' | b']' if unicode => return Err("a bracket is neither opened nor escaped"),
            b'.' => Token::Class(self.set(class::dot)),
            b'[' => Token::Class(self.class()?),
            b'\\' => self.escape()?,
            _ => Token::Char(next),
        }))
    }

    /// Reads what follows `(`.
    fn group(&mut self) -> Result<Group, Fault> {
        let look = |behind, negative| Ok(Group::Look { behind, negative });
        match () {
            () if self.input.take("?:") => return Ok(Group::Plain),
            () if self.input.take("?=") => return look(false, false),
            () if self.input.take("?!") => return look(false, true),
            () if self.input.take("?<=") => return look(true, false),
            () if self.input.take("?<!") => return look(true, true),
            () => {}
        }
        self.groups.count += 1;
        if self.input.take("?<") {
            let name = self.name()?;
            if self.groups.names.insert(name, self.groups.count).is_some() {
                return Err("two groups have the same name");
            }
        } else if self.input.take("?") {
            return Err("a group of an unknown kind");
        }
        Ok(Group::Capture)
    }

    /// Reads the name of a group and the `>` after it.
    fn name(&mut self) -> Result<String, Fault> {
        const FAULT: Fault = "a group has no valid name";
        let mut units = Vec::new();
        loop {
            let mut next = self.input.next().ok_or(FAULT)?;
            match ascii(next) {
                b'>' => break,
                b'\\' => {
                    let escape = self.input.take("u").then(|| self.input.code_point());
                    next = escape.flatten().ok_or(FAULT)?;
                }
                _ => {}
            }
            match char::from_u32(next) {
                Some(c) => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
                None => units.push(u16::try_from(next).unwrap_or(0)),
            }
        }
        let name = String::from_utf16(&units).map_err(|_| FAULT)?;
        let part = |c: char| c.is_alphanumeric() || matches!(c, '$' | '_' | '\u{200c}' | '\u{200d}');
        let start = |c: char| c.is_alphabetic() || matches!(c, '$' | '_');
        if name.starts_with(start) && name.chars().all(part) {
            Ok(name)
        } else {
            Err(FAULT)
        }
    }

    fn quantifier(&mut self, repeatable: bool, min: u32, max: Option<u32>) -> Result<Token, Fault> {
        if !repeatable {
            return Err("a quantifier has nothing to repeat");
        }
        if max.is_some_and(|max| max < min) {
            return Err("the bounds of a quantifier are in the wrong order");
        }
        self.repeatable = false;
        let lazy = self.input.take("?");
        Ok(Token::Repeat { min, max, lazy })
    }

    /// Reads `n}`, `n,}` or `n,m}`, or nothing.
    fn bounds(&mut self) -> Option<(u32, Option<u32>)> {
        let mut input = self.input;
        let min = input.number()?;
        let max = match input.take(",") {
            true => input.number(),
            false => Some(min),
        };
        input.take("}").then(|| {
            self.input = input;
            (min, max)
        })
    }
}

/// Returns the ASCII character; 0, which no rule mentions, for all others.
fn ascii(next: u32) -> u8 {
    u8::try_from(next).unwrap_or(0)
}
