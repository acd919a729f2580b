//! Walks over HTML piece by piece, for checks.

use super::{
    entities::Context,
    escape::decode,
    tokenizer::{StartTag, Token, Tokenizer, lower_case},
};
use std::{borrow::Cow, ops::Range};

/// A piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text, with its references decoded.
    Text(Cow<'a, str>),
    /// A start tag.
    Open(Element<'a>),
    /// An end tag, with its name in lower case.
    Close(Cow<'a, str>),
}

/// The start tag of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element<'a> {
    /// In lower case.
    pub name: Cow<'a, str>,
    /// Names in lower case with decoded values, as written, repeated ones included.
    pub attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The bytes of the tag.
    pub place: Range<usize>,
}

impl Element<'_> {
    /// Returns the value of an attribute, if there is one.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| &**value)
    }
}

/// Walks over HTML as the sanitiser reads it. See [`walk`].
#[derive(Debug)]
pub struct Walk<'a> {
    input: &'a str,
    tokenizer: Tokenizer<'a>,
}

/// Walks over the pieces of a document or fragment. Comments and declarations are left out, and a tag that
/// the input ends in.
///
/// ```
/// use novu_framework_dialects::html::{Piece, walk};
///
/// let names: Vec<_> = walk("<p>a &amp; <IMG src=x></p>")
///     .filter_map(|piece| match piece {
///         Piece::Open(element) => Some(element.name.into_owned()),
///         _ => None,
///     })
///     .collect();
/// assert_eq!(names, ["p", "img"]);
/// ```
pub fn walk(input: &str) -> Walk<'_> {
    Walk {
        input,
        tokenizer: Tokenizer::new(input),
    }
}

impl<'a> Walk<'a> {
    fn element(&self, tag: &StartTag<'a>) -> Element<'a> {
        let attributes = self.tokenizer.attributes.iter();
        Element {
            name: lower_case(tag.name),
            attributes: attributes
                .map(|attribute| {
                    (
                        attribute.name.clone(),
                        decode(attribute.value, Context::Attribute),
                    )
                })
                .collect(),
            place: tag.front.start..tag.back.end,
        }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let text = |range: Range<usize>| self.input.get(range).unwrap_or_default();
            return Some(match self.tokenizer.next()? {
                Token::Text(range) => Piece::Text(decode(text(range), Context::Text)),
                Token::RawText(range) => Piece::Text(Cow::Borrowed(text(range))),
                Token::Open(tag) => Piece::Open(self.element(&tag)),
                Token::Close { name, .. } => Piece::Close(lower_case(name)),
                Token::Unfinished(_) => continue,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_have_decoded_values_and_places() {
        let input = "a<A HREF='x?a=1&amp;b=2' b>&lt;b</A><style>p > a</style>";
        let pieces: Vec<_> = walk(input).collect();
        let Piece::Open(link) = &pieces[1] else {
            panic!("{pieces:?}");
        };
        assert_eq!(
            (link.attribute("href"), link.attribute("b"), link.attribute("c")),
            (Some("x?a=1&b=2"), Some(""), None)
        );
        assert_eq!(&input[link.place.clone()], "<A HREF='x?a=1&amp;b=2' b>");
        assert_eq!(pieces[2], Piece::Text("<b".into()));
        assert_eq!(pieces[3], Piece::Close("a".into()));
        assert_eq!(pieces[5], Piece::Text("p > a".into()));
    }
}
