//! The classes of characters in the repair rules.

/// Returns whether this is JSON's own white space.
pub(super) const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t' | '\r')
}

/// Returns whether this is white space that JSON does not have.
pub(super) const fn is_special_blank(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{180e}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}'
    )
}

pub(super) const fn is_double_like(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}')
}

pub(super) const fn is_single_like(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '`' | '\u{b4}')
}

pub(super) const fn is_quote(c: char) -> bool {
    is_double_like(c) || is_single_like(c)
}

/// Returns whether a complete value may end before this.
pub(super) const fn is_delimiter(c: char) -> bool {
    matches!(
        c,
        ',' | ':' | '[' | ']' | '/' | '{' | '}' | '(' | ')' | '+' | '\n'
    )
}

/// Returns whether this ends text without quotes.
pub(super) const fn is_bare_delimiter(c: char) -> bool {
    matches!(c, ',' | '[' | ']' | '/' | '{' | '}' | '+' | '\n')
}

pub(super) const fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | '$')
}

pub(super) const fn is_name(c: char) -> bool {
    is_name_start(c) || c.is_ascii_digit()
}

/// Returns whether a value may begin with this.
pub(super) const fn is_value_start(c: char) -> bool {
    is_quote(c) || c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '[' | '{')
}

pub(super) const fn is_url(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            '-' | '.'
                | '_'
                | '~'
                | ':'
                | '/'
                | '?'
                | '#'
                | '@'
                | '!'
                | '$'
                | '&'
                | '\''
                | '('
                | ')'
                | '*'
                | '+'
                | ';'
                | '='
        )
}

/// Returns whether `text` is the scheme of a URL, with its colon.
pub(super) fn is_scheme(text: &str) -> bool {
    matches!(
        text,
        "http:" | "https:" | "ftp:" | "mailto:" | "file:" | "data:" | "irc:"
    )
}

/// Returns whether `out` ends in a comma or a newline, apart from blanks after it.
pub(super) fn ends_line(out: &str) -> bool {
    out.trim_end_matches([' ', '\t', '\r']).ends_with([',', '\n'])
}
