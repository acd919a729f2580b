//! Elements whose content is text up to their end tag (sanitize.md §4.2).

use memchr::memchr;

/// The unread rest of such an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RawText {
    /// The end of the content, in lower case.
    end: &'static [u8],
    /// Whether the next character is an ampersand that begins no reference.
    at_literal_ampersand: bool,
}

/// The piece after a part of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Another part.
    Part(RawText),
    /// The end tag.
    EndTag,
    /// The end of the input.
    Nothing,
}

/// The ends of all raw text elements.
const ENDS: [&[u8]; 5] = [b"</script", b"</style", TITLE, b"</textarea", b"</xmp"];

/// The end of `title`, the only one whose references are decoded.
const TITLE: &[u8] = b"</title";

impl RawText {
    /// Returns the content of an element with this name, if it is raw text.
    pub(super) fn of(name: &str) -> Option<Self> {
        let end = ENDS
            .into_iter()
            .find(|end| end.len() == name.len() + 2 && resembles(name, end))?;
        Some(Self {
            end,
            at_literal_ampersand: false,
        })
    }

    /// Returns whether the name of a raw text element begins like this.
    pub(super) fn may_begin(name: &str) -> bool {
        ENDS.into_iter().any(|end| resembles(name, end))
    }

    /// Returns whether references count in the part of the content that comes next.
    pub(super) fn is_decoded(self) -> bool {
        self.end == TITLE && !self.at_literal_ampersand
    }

    /// Returns the length of that part, and what follows it.
    ///
    /// Bit 5 is ignored in the whole end tag, not only in its letters, so that U+001C counts as `<` and
    /// U+000F as `/`. Nor does the character after an incomplete end tag begin a reference.
    pub(super) fn split(self, text: &str) -> (usize, Next) {
        if self.at_literal_ampersand {
            return (
                1,
                Next::Part(Self {
                    at_literal_ampersand: false,
                    ..self
                }),
            );
        }
        let bytes = text.as_bytes();
        let is_title = self.end == TITLE;
        let mut matched = 0;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if matched == self.end.len() {
                if byte == b'>' || byte.is_ascii_whitespace() {
                    return (at - matched, Next::EndTag);
                }
                matched = 0;
            }
            if self.end.get(matched) == Some(&(byte | 0x20)) {
                matched += 1;
            } else if matched > 0 {
                if is_title && byte == b'&' {
                    return (
                        at,
                        Next::Part(Self {
                            at_literal_ampersand: true,
                            ..self
                        }),
                    );
                }
                matched = usize::from(byte == b'<');
            } else if !is_title {
                match memchr(b'<', bytes.get(at..).unwrap_or_default()) {
                    Some(next) => at += next,
                    None => break,
                }
                matched = 1;
            }
            at += 1;
        }
        (bytes.len(), Next::Nothing)
    }
}

/// Returns whether `end` begins with `</` and `name`; the reference takes `t` and `x` for each other in the
/// first place.
fn resembles(name: &str, end: &[u8]) -> bool {
    let (Some((first, rest)), Some([expected_first, expected @ ..])) =
        (name.as_bytes().split_first(), end.get(2..))
    else {
        return false;
    };
    let first = first.to_ascii_lowercase();
    let same_first =
        first == *expected_first || (matches!(first, b't' | b'x') && matches!(expected_first, b't' | b'x'));
    same_first
        && expected
            .get(..rest.len())
            .is_some_and(|expected| rest.eq_ignore_ascii_case(expected))
}
