//! The source text of tokens.
//!
//! The compiler has the text of a single token or of a bracketed group, comments included, but not that of a
//! run of tokens. Inside the braces of the function any run is cut out of the braces' text by its place in
//! the file; the signature before them is put together from its tokens.

use proc_macro2::{Delimiter, LineColumn, Span, TokenStream, TokenTree};
use std::iter::repeat_n;

/// The text of a function.
#[derive(Debug)]
pub(crate) struct Source {
    /// The body with its braces; `None` where the compiler has no text.
    body: Option<Body>,
}

#[derive(Debug)]
struct Body {
    text: String,
    start: LineColumn,
    /// The offset in `text` of each line.
    lines: Vec<usize>,
}

impl Source {
    /// Reads the source of an item whose last token is its body.
    pub(crate) fn of(item: &TokenStream) -> Self {
        let last = item.clone().into_iter().last();
        Self {
            body: last.and_then(|last| Body::at(last.span())),
        }
    }

    /// Returns the text of tokens of the body: as the user wrote it, or as the compiler prints it if they
    /// come from a macro.
    pub(crate) fn text(&self, tokens: &TokenStream) -> String {
        self.body
            .as_ref()
            .and_then(|body| body.cut(tokens))
            .filter(|text| reads_as(text, tokens))
            .map_or_else(|| tokens.to_string(), str::to_owned)
    }
}

impl Body {
    fn at(span: Span) -> Option<Self> {
        let text = span.source_text()?;
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Some(Self {
            lines: [0].into_iter().chain(breaks).collect(),
            start: span.start(),
            text,
        })
    }

    fn cut(&self, tokens: &TokenStream) -> Option<&str> {
        let first = tokens.clone().into_iter().next()?;
        let last = tokens.clone().into_iter().last()?;
        self.text
            .get(self.offset(first.span().start())?..self.offset(last.span().end())?)
    }

    /// Returns the offset in `text` of a place in the file, whose columns are characters.
    fn offset(&self, place: LineColumn) -> Option<usize> {
        let line = place.line.checked_sub(self.start.line)?;
        let column = match line {
            0 => place.column.checked_sub(self.start.column)?,
            _ => place.column,
        };
        let begin = *self.lines.get(line)?;
        let rest = &self.text[begin..];
        let mut columns = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
        columns.nth(column).map(|at| begin + at)
    }
}

/// Returns the text of a whole function, without attributes and documentation, like `toString()` of a
/// JavaScript function.
pub(crate) fn function(item: &TokenStream) -> String {
    let tokens = without_attributes(item);
    let text = lay_out(&tokens);
    if reads_as(&text, &tokens) {
        text
    } else {
        tokens.to_string()
    }
}

fn without_attributes(item: &TokenStream) -> TokenStream {
    let mut tokens = item.clone().into_iter().peekable();
    while tokens
        .next_if(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#'))
        .is_some()
    {
        tokens.next_if(
            |token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket),
        );
    }
    tokens.collect()
}

/// Prints every token at its place in the file. Groups keep the comments in them; comments between tokens are
/// lost.
fn lay_out(tokens: &TokenStream) -> String {
    let mut text = String::new();
    let mut end: Option<LineColumn> = None;
    for token in tokens.clone() {
        let span = token.span();
        let start = span.start();
        match end {
            None => {}
            // Both tokens of a lifetime have the place of the whole lifetime.
            Some(end) if start < end => continue,
            Some(end) if start.line == end.line => text.extend(repeat_n(' ', start.column - end.column)),
            Some(_) => {
                text.push('\n');
                text.extend(repeat_n(' ', start.column));
            }
        }
        text.push_str(&span.source_text().unwrap_or_else(|| token.to_string()));
        end = Some(span.end());
    }
    text
}

/// Returns whether the text parses to just these tokens. It does not if they come from a macro: their places
/// are those in the macro's definition, or mixed.
fn reads_as(text: &str, tokens: &TokenStream) -> bool {
    text.parse().is_ok_and(|read: TokenStream| same(&read, tokens))
}

fn same(left: &TokenStream, right: &TokenStream) -> bool {
    let (mut left, mut right) = (left.clone().into_iter(), right.clone().into_iter());
    loop {
        let equal = match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(TokenTree::Group(left)), Some(TokenTree::Group(right))) => {
                left.delimiter() == right.delimiter() && same(&left.stream(), &right.stream())
            }
            (Some(TokenTree::Ident(left)), Some(TokenTree::Ident(right))) => left == right,
            (Some(TokenTree::Punct(left)), Some(TokenTree::Punct(right))) => {
                left.as_char() == right.as_char()
            }
            (Some(TokenTree::Literal(left)), Some(TokenTree::Literal(right))) => {
                left.to_string() == right.to_string()
            }
            _ => false,
        };
        if !equal {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, function};
    use proc_macro2::{TokenStream, TokenTree};

    /// Parses a function into its tokens and those of its body.
    fn read(text: &str) -> (TokenStream, Vec<TokenTree>) {
        let item: TokenStream = text.parse().unwrap();
        let Some(TokenTree::Group(body)) = item.clone().into_iter().last() else {
            panic!("no body");
        };
        (item, body.stream().into_iter().collect())
    }

    #[test]
    fn function_text_lacks_only_the_attributes() {
        let text = "/// Docs.\n#[inline] pub fn a<'a>(/* b */ b: &'a u8,)\n    -> &'a u8\n{\n\t// c\n\tb }";
        let (item, _) = read(text);
        assert_eq!(function(&item), &text[text.find("pub").unwrap()..]);
    }

    #[test]
    fn comments_between_tokens_of_the_signature_are_lost() {
        let (item, _) = read("fn a() // b\n// c\n-> u8 { 1 }");
        assert_eq!(function(&item), "fn a()\n-> u8 { 1 }");
    }

    #[test]
    fn runs_of_the_body_are_cut_out_by_character_columns() {
        let (item, body) = read("fn a() { \"ä„😀\"; b /* ß */ (\n\t/* ü */ c, \"é\" // d\n) ; e }");
        let source = Source::of(&item);
        let text = |from: usize, to: usize| source.text(&body[from..to].iter().cloned().collect());
        assert_eq!(text(0, 1), "\"ä„😀\"");
        assert_eq!(text(2, 4), "b /* ß */ (\n\t/* ü */ c, \"é\" // d\n)");
        assert_eq!(text(5, 6), "e");
    }

    #[test]
    fn tokens_of_another_function_are_printed_by_the_compiler() {
        let (item, _) = read("fn a() { b }");
        let (_, other) = read("fn other() { c /* d */ + 1 }");
        let source = Source::of(&item);
        assert_eq!(source.text(&other.into_iter().collect()), "c + 1");
        assert_eq!(source.text(&TokenStream::new()), "");
    }
}
