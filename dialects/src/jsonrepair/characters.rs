//! The classes of characters that the repair rules speak of.

/// JSON's own whitespace.
pub(super) const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t' | '\r')
}

/// Whitespace that JSON does not know.
pub(super) const fn is_special_blank(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{180e}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}'
    )
}

/// A double quote of any kind.
pub(super) const fn is_double_like(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}')
}

/// A single quote of any kind.
pub(super) const fn is_single_like(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '`' | '\u{b4}')
}

/// Any quote.
pub(super) const fn is_quote(c: char) -> bool {
    is_double_like(c) || is_single_like(c)
}

/// What may follow a complete value.
pub(super) const fn is_delimiter(c: char) -> bool {
    matches!(
        c,
        ',' | ':' | '[' | ']' | '/' | '{' | '}' | '(' | ')' | '+' | '\n'
    )
}

/// What ends text without quotes.
pub(super) const fn is_bare_delimiter(c: char) -> bool {
    matches!(c, ',' | '[' | ']' | '/' | '{' | '}' | '+' | '\n')
}

/// The first character of a name.
pub(super) const fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | '$')
}

/// A later character of a name.
pub(super) const fn is_name(c: char) -> bool {
    is_name_start(c) || c.is_ascii_digit()
}

/// The first character of a value.
pub(super) const fn is_value_start(c: char) -> bool {
    is_quote(c) || c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '[' | '{')
}

/// Part of a URL.
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

/// Whether `text` is the scheme of a URL, with its colon.
pub(super) fn is_scheme(text: &str) -> bool {
    matches!(
        text,
        "http:" | "https:" | "ftp:" | "mailto:" | "file:" | "data:" | "irc:"
    )
}

/// Whether `out` ends in a comma or a newline, blanks after it aside.
pub(super) fn ends_line(out: &str) -> bool {
    out.trim_end_matches([' ', '\t', '\r']).ends_with([',', '\n'])
}
