//! The tokens of date strings.

/// A piece of a date string.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// An unsigned number.
    Number(Number),
    /// Characters from `A` on.
    Word(&'a str),
    /// One of `: - + . )`.
    Symbol(u8),
    Blank,
    /// Text in parentheses, or a character without meaning.
    Other,
    End,
}

/// A number: its first nine significant digits, and how many digits it has with its leading zeros.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub(super) value: i64,
    pub(super) length: usize,
}

impl Number {
    /// Returns the milliseconds that the number means as the fraction of a second. V8 takes the first three
    /// *significant* digits of fractions with more than nine digits.
    pub(super) fn as_fraction(self) -> i64 {
        match self.length.min(9) {
            1 => self.value * 100,
            2 => self.value * 10,
            length => self.value / 10_i64.pow(u32::try_from(length).unwrap_or(9).saturating_sub(3)),
        }
    }
}

impl Token<'_> {
    /// Returns the number if it has exactly this many digits.
    pub(super) fn fixed(self, length: usize) -> Option<i64> {
        match self {
            Self::Number(number) if number.length == length => Some(number.value),
            _ => None,
        }
    }

    /// Returns whether this is the word, in any case.
    pub(super) fn is_word(self, word: &str) -> bool {
        matches!(self, Self::Word(found) if found.eq_ignore_ascii_case(word))
    }

    /// Returns 1 or -1 for a sign.
    pub(super) const fn sign(self) -> Option<i64> {
        match self {
            Self::Symbol(b'+') => Some(1),
            Self::Symbol(b'-') => Some(-1),
            _ => None,
        }
    }
}

/// Reads tokens, with one to look at in advance.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a str,
    peeked: Token<'a>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut tokens = Self {
            rest: text,
            peeked: Token::End,
        };
        tokens.next();
        tokens
    }

    /// Returns the next token without taking it.
    pub(super) const fn peek(&self) -> Token<'a> {
        self.peeked
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Token<'a> {
        let (token, length) = scan(self.rest);
        self.rest = &self.rest[length..];
        std::mem::replace(&mut self.peeked, token)
    }

    /// Takes the next token if it is this symbol.
    pub(super) fn skip(&mut self, symbol: u8) -> bool {
        let found = self.peeked == Token::Symbol(symbol);
        if found {
            self.next();
        }
        found
    }
}

/// Returns the token at the start of `text`, and its length.
fn scan(text: &str) -> (Token<'_>, usize) {
    let Some(first) = text.chars().next() else {
        return (Token::End, 0);
    };
    match first {
        '0'..='9' => {
            let length = text.bytes().take_while(u8::is_ascii_digit).count();
            let significant = text[..length].trim_start_matches('0');
            let value = significant[..significant.len().min(9)].parse().unwrap_or(0);
            (Token::Number(Number { value, length }), length)
        }
        ':' | '-' | '+' | '.' | ')' => (Token::Symbol(text.as_bytes()[0]), 1),
        _ if is_blank(first) => (Token::Blank, first.len_utf8()),
        'A'.. => {
            let length = text.find(|c| c < 'A' || is_blank(c)).unwrap_or(text.len());
            (Token::Word(&text[..length]), length)
        }
        '(' => {
            let mut open = 0_usize;
            for (at, byte) in text.bytes().enumerate() {
                match byte {
                    b'(' => open += 1,
                    b')' => open -= 1,
                    _ => continue,
                }
                if open == 0 {
                    return (Token::Other, at + 1);
                }
            }
            (Token::Other, text.len())
        }
        _ => (Token::Other, first.len_utf8()),
    }
}

/// Returns whether JavaScript takes `c` for white space or a line terminator.
const fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}'
            | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}'
    )
}
