//! Splits HTML into text and tags the way the reference's parser does (sanitize.md §4), bugs included.

use super::{
    attributes::Attribute,
    raw_text::{Next, RawText},
};
use memchr::{memchr, memchr_iter, memmem};
use std::{borrow::Cow, ops::Range};

/// A piece of the input that has an effect on the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text whose references count.
    Text(Range<usize>),
    /// Text whose ampersands are just that.
    RawText(Range<usize>),
    /// A start tag; its attributes are in the tokenizer.
    Open(StartTag<'a>),
    /// A start tag that the input ends in.
    Unfinished(&'a str),
    /// An end tag.
    Close {
        /// The name as it was written.
        name: &'a str,
        /// Where it stands, if it has nothing but the name in it.
        place: Option<Range<usize>>,
    },
}

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StartTag<'a> {
    /// The name as it was written.
    pub(super) name: &'a str,
    /// Whether it ends with `/>`.
    pub(super) self_closing: bool,
    /// Where the `<` and the name stand.
    pub(super) front: Range<usize>,
    /// Where everything after the attributes stands.
    pub(super) back: Range<usize>,
}

/// The most attributes of an element, repeated ones included; the rest is dropped. Each takes 80 bytes, many
/// times as much as is written.
const MAX_ATTRIBUTES: usize = 10_000;

/// The classes of bytes that matter in tags.
const SPACE: u8 = 1;
const SLASH: u8 = 1 << 1;
const CLOSE: u8 = 1 << 2;
const EQUALS: u8 = 1 << 3;
/// Letters that have another lower case, or may have.
pub(super) const UPPER: u8 = 1 << 4;
/// Characters that may not be in the names of attributes, though the reference reads them.
pub(super) const RESERVED: u8 = 1 << 5;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' => SPACE,
            b'/' => SLASH,
            b'>' => CLOSE,
            b'=' => EQUALS | RESERVED,
            b'\0' | b'<' => RESERVED,
            b'A'..=b'Z' | 128.. => UPPER,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

fn class_of(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

/// The state of the tokenizer.
#[derive(Debug)]
pub(super) struct Tokenizer<'a> {
    input: &'a str,
    /// The position of the next byte. Always at a character boundary, because markup is ASCII.
    at: usize,
    /// The next piece, once raw text has begun.
    next: Next,
    /// The attributes of the last start tag, duplicates included.
    pub(super) attributes: Vec<Attribute<'a>>,
}

impl<'a> Tokenizer<'a> {
    /// Starts at the beginning of `input`.
    pub(super) fn new(input: &'a str) -> Self {
        Self {
            input,
            at: 0,
            next: Next::Nothing,
            attributes: Vec::new(),
        }
    }

    /// Returns the next token; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        while self.at < self.input.len() {
            let token = match std::mem::replace(&mut self.next, Next::Nothing) {
                Next::Part(raw_text) => self.read_raw_text(raw_text),
                Next::EndTag => self.read_end_tag(),
                Next::Nothing => {
                    let text = self.take_to(self.at + markup_start(self.rest()));
                    if text.is_empty() {
                        self.read_markup()
                    } else {
                        Some(Token::Text(text))
                    }
                }
            };
            if token.is_some() {
                return token;
            }
        }
        None
    }

    fn rest(&self) -> &'a str {
        self.input.get(self.at..).unwrap_or_default()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.input.as_bytes().get(at).copied()
    }

    /// Takes everything up to `end`.
    fn take_to(&mut self, end: usize) -> Range<usize> {
        std::mem::replace(&mut self.at, end)..end
    }

    /// Returns the next `>` at or after `from`.
    fn find_end(&self, from: usize) -> Option<usize> {
        // In end tags it is nearly always the first character.
        if self.byte(from) == Some(b'>') {
            return Some(from);
        }
        memchr(b'>', self.input.as_bytes().get(from..)?).map(|end| from + end)
    }

    /// Returns the first position at or after `from` that is not white space.
    fn skip_space(&self, from: usize) -> usize {
        let rest = self.input.as_bytes().get(from..).unwrap_or_default();
        let is_other = |byte: &u8| class_of(*byte) & SPACE == 0;
        from + rest.iter().position(is_other).unwrap_or(rest.len())
    }

    /// Returns the first position at or after `from` whose byte is in one of the classes `ends`, and the
    /// classes of all bytes before it.
    fn scan(&self, from: usize, ends: u8) -> (usize, u8) {
        let rest = self.input.as_bytes().get(from..).unwrap_or_default();
        let mut seen = 0;
        for (length, &byte) in rest.iter().enumerate() {
            let class = class_of(byte);
            if class & ends != 0 {
                return (from + length, seen);
            }
            seen |= class;
        }
        (from + rest.len(), seen)
    }

    /// Reads what a `<` begins; `None` if it leaves nothing.
    fn read_markup(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        match self.byte(start + 1) {
            Some(b'/') => self.read_end_tag(),
            Some(b'!') => self.read_declaration(),
            Some(b'?') => self.read_bogus(start + 2, start + 2),
            _ => self.read_start_tag(),
        }
    }

    /// Drops everything up to a `>` from `from` on. If there is none, what follows `text` stays as text.
    fn read_bogus(&mut self, from: usize, text: usize) -> Option<Token<'a>> {
        if let Some(end) = self.find_end(from) {
            self.at = end + 1;
            return None;
        }
        self.at = text;
        Some(self.take_to(self.input.len()))
            .filter(|rest| !rest.is_empty())
            .map(Token::RawText)
    }

    fn read_declaration(&mut self) -> Option<Token<'a>> {
        let start = self.at + 2;
        let rest = self.input.as_bytes().get(start..).unwrap_or_default();
        // The dashes of the opener may be those of the end: `<!-->` is complete.
        let (end, from) = if rest.starts_with(b"--") {
            (&b"-->"[..], 0)
        } else if rest.starts_with(b"[CDATA[") {
            (&b"]]>"[..], 7)
        } else {
            // The character after the `!` is not looked at, nor is the one after `!-`.
            let unseen = if rest.first() == Some(&b'-') { 2 } else { 1 };
            return self.read_bogus(start + unseen, start);
        };
        let found = memmem::find(rest.get(from..).unwrap_or_default(), end);
        self.at = found.map_or(self.input.len(), |found| start + from + found + end.len());
        None
    }

    fn read_end_tag(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        let name_start = self.skip_space(start + 2);
        match self.byte(name_start) {
            None | Some(b'>') => {
                let end = self.input.len().min(name_start + 1);
                return Some(Token::Text(self.take_to(end)));
            }
            Some(byte) if byte.is_ascii_alphabetic() => {}
            Some(_) => return self.read_bogus(name_start, name_start),
        }
        let (name_end, _) = self.scan(name_start, SPACE | CLOSE);
        let name = self.input.get(name_start..name_end).unwrap_or_default();
        if name_end == self.input.len() {
            self.at = name_end;
            return None;
        }
        // Without a `>` the last character becomes text (§4.3).
        self.at = self
            .find_end(name_end)
            .map_or_else(|| self.last_character(), |end| end + 1);
        let place = start..self.at;
        let around = |part| self.input.as_bytes().get(part);
        let is_plain = around(start..name_start) == Some(b"</") && around(name_end..self.at) == Some(b">");
        let place = Some(place).filter(|_| is_plain);
        Some(Token::Close { name, place })
    }

    /// Returns where the last character of the input is. The reference takes the last half of an emoji; we
    /// take all of it.
    fn last_character(&self) -> usize {
        self.input.char_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn read_start_tag(&mut self) -> Option<Token<'a>> {
        self.attributes.clear();
        let start = self.at;
        let name_start = start + 1;
        let (name_end, _) = self.scan(name_start, SPACE | CLOSE | SLASH);
        let name = self.input.get(name_start..name_end).unwrap_or_default();
        if name_end == self.input.len() {
            // Letters that may become the name of a raw text element are text after all (§4.3).
            let is_text = RawText::may_begin(name);
            self.at = if is_text { name_start } else { name_end };
            return is_text.then(|| Token::RawText(self.take_to(name_end)));
        }
        self.at = name_end;
        let Some((self_closing, back)) = self.read_attributes() else {
            return Some(Token::Unfinished(name));
        };
        if !self_closing && let Some(raw_text) = RawText::of(name) {
            self.next = Next::Part(raw_text);
        }
        Some(Token::Open(StartTag {
            name,
            self_closing,
            front: start..name_end,
            back: back..self.at,
        }))
    }

    /// Reads up to the end of a start tag, and says if it closes itself and where the attributes end; `None`
    /// at the end of the input.
    fn read_attributes(&mut self) -> Option<(bool, usize)> {
        loop {
            let back = self.at;
            self.at = self.skip_space(back);
            match self.byte(self.at)? {
                b'>' => {
                    self.at += 1;
                    return Some((false, back));
                }
                b'/' => {
                    let next = self.skip_space(self.at + 1);
                    match self.byte(next) {
                        Some(b'>') => {
                            self.at = next + 1;
                            return Some((true, back));
                        }
                        Some(_) => self.at = next,
                        // The last character becomes text (§4.3).
                        None => {
                            self.at = self.last_character();
                            return None;
                        }
                    }
                }
                first => {
                    let (end, seen) = self.scan(self.at + 1, SPACE | CLOSE | SLASH | EQUALS);
                    let seen = seen | class_of(first);
                    let name = self.take_to(end);
                    self.at = self.skip_space(end);
                    let value = match self.byte(self.at) {
                        Some(b'=') => self.read_value()?,
                        _ => end..end,
                    };
                    if self.attributes.len() < MAX_ATTRIBUTES {
                        self.attributes
                            .push(Attribute::new(self.input, name, seen, value));
                    }
                }
            }
        }
    }

    /// Reads the value after a `=`; `None` if the input ends in it.
    fn read_value(&mut self) -> Option<Range<usize>> {
        let start = self.skip_space(self.at + 1);
        self.at = self.input.len();
        match self.byte(start)? {
            quote @ (b'"' | b'\'') => {
                let start = start + 1;
                let end = start + memchr(quote, self.input.as_bytes().get(start..)?)?;
                self.at = end + 1;
                Some(start..end)
            }
            _ => {
                (self.at, _) = self.scan(start, SPACE | CLOSE);
                Some(start..self.at)
            }
        }
    }

    /// Reads the content of a raw text element, or a part of it.
    fn read_raw_text(&mut self, raw_text: RawText) -> Option<Token<'a>> {
        let decoded = raw_text.is_decoded();
        let (length, next) = raw_text.split(self.rest());
        self.next = next;
        let text = self.take_to(self.at + length);
        if text.is_empty() {
            return None;
        }
        Some(if decoded {
            Token::Text(text)
        } else {
            Token::RawText(text)
        })
    }
}

/// Returns where the first `<` of `text` is that is not text itself.
fn markup_start(text: &str) -> usize {
    let bytes = text.as_bytes();
    let begins_markup = |at: &usize| match bytes.get(at + 1) {
        Some(b'/' | b'!' | b'?') => true,
        Some(byte) => byte.is_ascii_alphabetic(),
        None => false,
    };
    // After text and between tags it is the first character.
    if text.starts_with('<') && begins_markup(&0) {
        return 0;
    }
    memchr_iter(b'<', bytes)
        .find(begins_markup)
        .unwrap_or(bytes.len())
}

/// Returns a name in lower case, which most already are.
pub(super) fn lower_case(name: &str) -> Cow<'_, str> {
    if name
        .bytes()
        .any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii())
    {
        Cow::Owned(name.to_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}
