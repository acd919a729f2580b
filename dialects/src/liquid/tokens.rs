//! Cuts a template into text, outputs and tags (liquid.md §4).

use super::{
    cursor::{Cursor, is_blank, is_word},
    error::Error,
};
use memchr::{memchr, memchr3, memmem};
use std::ops::Range;

/// A piece of a template. Ranges are byte positions in the source.
#[derive(Clone, Debug)]
pub(super) enum Token {
    /// Verbatim text, already trimmed.
    Text(Range<usize>),
    /// `{{ … }}`.
    Output {
        /// From brace to brace.
        whole: Range<usize>,
        /// The trimmed inside.
        inner: Range<usize>,
    },
    /// `{% name … %}`, or a line of a `liquid` tag.
    Tag(Tag),
}

impl Token {
    /// Estimates the memory of the token and its node in bytes, rather over than under.
    fn size(&self, source: &str) -> usize {
        const NODE: usize = 120;
        /// An operand, an operator or an argument, which the next one is kept apart from by a character.
        const STEP: usize = 72;
        let inner = match self {
            Self::Text(_) => return NODE,
            Self::Output { inner, .. } => inner,
            Self::Tag(Tag { arguments, .. }) => arguments,
        };
        let steps = |c| match c {
            // A line of a `liquid` tag is a token of its own.
            '\n' => 4,
            c => usize::from(!is_word(c)),
        };
        let text = &source[inner.clone()];
        NODE + text.len() + STEP * (1 + text.chars().map(steps).sum::<usize>())
    }
}

/// A tag as written.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    /// From brace to brace.
    pub(super) whole: Range<usize>,
    pub(super) name: Range<usize>,
    pub(super) arguments: Range<usize>,
}

/// How many bytes the tree of one template may take.
const MAX_SIZE: usize = 16 << 20;

/// The tokens of a template.
#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) tokens: Vec<Token>,
    /// About how many bytes tokens and nodes take.
    pub(super) size: usize,
    /// How many bytes are inside outputs and tags.
    pub(super) markup: usize,
}

/// Cuts all of `source`. Trimming by `-` is done here.
pub(super) fn tokenize(source: &str) -> Result<Tokens, Error> {
    Tokenizer {
        source,
        at: 0,
        trim_next: false,
        tokens: Tokens {
            tokens: Vec::with_capacity(16),
            size: 0,
            markup: 0,
        },
    }
    .run()
}

/// Returns whether `text` has no outputs and tags.
pub fn is_plain(text: &str) -> bool {
    next_opener(text, 0).is_none()
}

/// Returns the position of the next `{{` or `{%` at or after `from`.
fn next_opener(source: &str, mut from: usize) -> Option<usize> {
    let bytes = source.as_bytes();
    while let Some(found) = memchr(b'{', &bytes[from..]) {
        let at = from + found;
        if matches!(bytes.get(at + 1), Some(b'{' | b'%')) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

struct Tokenizer<'s> {
    source: &'s str,
    at: usize,
    /// Whether the last token ended in `-}}` or `-%}`.
    trim_next: bool,
    tokens: Tokens,
}

impl Tokenizer<'_> {
    fn run(mut self) -> Result<Tokens, Error> {
        while let Some(open) = next_opener(self.source, self.at) {
            let bytes = self.source.as_bytes();
            let trim = bytes.get(open + 2) == Some(&b'-');
            self.text(open, trim)?;
            if bytes[open + 1] == b'{' {
                self.output(open)?;
            } else {
                self.tag(open)?;
            }
        }
        self.text(self.source.len(), false)?;
        Ok(self.tokens)
    }

    fn push(&mut self, token: Token) -> Result<(), Error> {
        let tokens = &mut self.tokens;
        tokens.size += token.size(self.source);
        if tokens.size > MAX_SIZE {
            return Err(Error::parse("template is too large: use fewer outputs and tags"));
        }
        tokens.markup += match &token {
            Token::Text(_) => 0,
            Token::Output { whole, .. } | Token::Tag(Tag { whole, .. }) => whole.len(),
        };
        tokens.tokens.push(token);
        Ok(())
    }

    /// Takes the text up to `end`, without the blanks that neighbours want gone.
    fn text(&mut self, end: usize, trim_end: bool) -> Result<(), Error> {
        let mut text = &self.source[self.at..end];
        let mut start = self.at;
        if self.trim_next {
            let trimmed = text.trim_start_matches(is_blank);
            start += text.len() - trimmed.len();
            text = trimmed;
        }
        if trim_end {
            text = text.trim_end_matches(is_blank);
        }
        if text.is_empty() {
            Ok(())
        } else {
            self.push(Token::Text(start..start + text.len()))
        }
    }

    fn output(&mut self, open: usize) -> Result<(), Error> {
        let end = self
            .output_end(open)
            .ok_or_else(|| self.unclosed(open, "output is not closed: `}}` is missing"))?;
        let inner = self.inside(open, end);
        self.push(Token::Output {
            whole: open..end,
            inner,
        })?;
        self.at = end;
        Ok(())
    }

    /// Creates an error about a token without an end, at the single brace after it, or else at the end.
    #[cold]
    fn unclosed(&self, open: usize, message: &str) -> Error {
        let rest = &self.source[open + 2..];
        let end = rest.find('}').unwrap_or(rest.trim_end().len());
        Error::tokenization(message)
            .before(&rest[end..])
            .at(self.source, open, self.source.len())
    }

    /// Returns the position behind the first `}}` outside quotes.
    fn output_end(&self, open: usize) -> Option<usize> {
        let bytes = self.source.as_bytes();
        let mut at = open + 2;
        loop {
            at += memchr3(b'}', b'\'', b'"', bytes.get(at..)?)?;
            at = match bytes[at] {
                b'}' if bytes.get(at + 1) == Some(&b'}') => return Some(at + 2),
                b'}' => at + 1,
                _ => at + 1 + quoted_length(&bytes[at..])?,
            };
        }
    }

    fn tag(&mut self, open: usize) -> Result<(), Error> {
        let bytes = self.source.as_bytes();
        let end = memmem::find(&bytes[open + 2..], b"%}")
            .map(|found| open + 2 + found + 2)
            .ok_or_else(|| self.unclosed(open, "tag is not closed: `%}` is missing"))?;
        let inner = self.inside(open, end);
        let tag = split_tag(self.source, open..end, inner)?;
        let raw = &self.source[tag.name.clone()] == "raw";
        self.push(Token::Tag(tag))?;
        self.at = end;
        if raw { self.raw(open) } else { Ok(()) }
    }

    /// Takes the text up to the end of a raw block as it is, and the tag that ends it.
    fn raw(&mut self, open: usize) -> Result<(), Error> {
        let start = self.at;
        let mut from = start;
        // The next `%}`, looked for again only when it has been passed: the search stays linear.
        let mut close = start;
        while let Some(found) = memmem::find(&self.source.as_bytes()[from..], b"{%") {
            let tag = from + found;
            from = tag + 2;
            let mut cursor = Cursor::new(&self.source[from..]);
            cursor.skip_blank();
            if cursor.word() != "endraw" {
                continue;
            }
            if close <= from {
                match memmem::find(&self.source.as_bytes()[from..], b"%}") {
                    Some(found) => close = from + found,
                    None => break,
                }
            }
            let end = close + 2;
            if memmem::find(&self.source.as_bytes()[from..end], b"{%").is_some() {
                continue;
            }
            if start < tag {
                self.push(Token::Text(start..tag))?;
            }
            let inner = self.inside(tag, end);
            self.push(Token::Tag(split_tag(self.source, tag..end, inner)?))?;
            self.at = end;
            return Ok(());
        }
        Err(Error::tokenization("raw block is not closed").at(self.source, open, start))
    }

    /// Returns the inside of a token without delimiters and dashes; notes whether the text after it is
    /// trimmed.
    fn inside(&mut self, open: usize, end: usize) -> Range<usize> {
        let bytes = self.source.as_bytes();
        let (mut from, mut to) = (open + 2, end - 2);
        if from < to && bytes[from] == b'-' {
            from += 1;
        }
        self.trim_next = to > open + 2 && bytes[to - 1] == b'-';
        if self.trim_next && from < to {
            to -= 1;
        }
        trimmed(self.source, from..to)
    }
}

/// Returns `range` without blanks at its ends.
fn trimmed(source: &str, range: Range<usize>) -> Range<usize> {
    let text = &source[range.clone()];
    let shorter = text.trim_start_matches(is_blank);
    let start = range.start + text.len() - shorter.len();
    start..start + shorter.trim_end_matches(is_blank).len()
}

/// Returns the number of bytes behind the quote at the start of `bytes`, up to and with its closing quote.
pub(super) fn quoted_length(bytes: &[u8]) -> Option<usize> {
    let (&quote, rest) = bytes.split_first()?;
    let mut at = 0;
    loop {
        at += memchr::memchr2(quote, b'\\', rest.get(at..)?)?;
        if rest[at] == quote {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Splits the inside of a tag into name and arguments.
fn split_tag(source: &str, whole: Range<usize>, inner: Range<usize>) -> Result<Tag, Error> {
    let text = &source[inner.clone()];
    let length = match text.as_bytes().first() {
        Some(b'#') => 1,
        _ => Cursor::new(text).word().len(),
    };
    if length == 0 {
        return Err(Error::tokenization("tag has no name").at(source, whole.start, whole.end));
    }
    let name = inner.start..inner.start + length;
    Ok(Tag {
        arguments: trimmed(source, name.end..inner.end),
        name,
        whole,
    })
}

/// Cuts a `liquid` tag into tags, one a line. A tag's `whole` has the line break, which a `raw` block prints.
pub(super) fn tag_lines(source: &str, body: Range<usize>) -> Result<Vec<Token>, Error> {
    let mut tokens = Vec::new();
    let mut start = body.start;
    for line in source[body].split_inclusive('\n') {
        let end = start + line.len();
        let inner = trimmed(source, start..end);
        if !inner.is_empty() {
            tokens.push(Token::Tag(split_tag(source, inner.start..end, inner)?));
        }
        start = end;
    }
    Ok(tokens)
}
