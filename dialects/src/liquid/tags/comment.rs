//! `{% comment %}…{% endcomment %}` and `{% # … %}`.

use crate::liquid::{
    blocks::Parser,
    error::Error,
    tokens::{Tag, Token},
};

/// Skips to the first `endcomment`; comments do not nest.
pub(super) fn skip_block(tag: &Tag, parser: &mut Parser<'_>) -> Result<(), Error> {
    while let Some(token) = parser.next_token() {
        if let Token::Tag(end) = token
            && parser.name(&end) == "endcomment"
        {
            return Ok(());
        }
    }
    Err(parser.misplaced(tag, "comment is not closed"))
}

/// Checks that every line of an inline comment starts with `#`.
pub(super) fn check_inline(tag: &Tag, parser: &Parser<'_>) -> Result<(), Error> {
    let text = parser.arguments(tag);
    let stray = text
        .rest()
        .split('\n')
        .skip(1)
        .map(str::trim_start)
        .any(|line| !line.is_empty() && !line.starts_with('#'));
    if stray {
        return Err(parser.misplaced(tag, "every line of an inline comment starts with `#`"));
    }
    Ok(())
}
