//! Text in HTML.

use std::borrow::Cow;

/// Escapes a text for HTML, so that its characters are shown and never read as markup.
///
/// Use it for each text of a payload or subscriber that you put into the HTML of an e-mail or inbox message.
/// Novu's sanitiser removes scripts, but not the links, pictures and forms that a stranger's name may
/// contain. The result fits between tags and into quoted attribute values. It does not make a URL safe:
/// check the scheme of a link before you put it into an `href`.
///
/// In templates of controls the filter `escape` does the same: `{{ payload.author | escape }}`.
///
/// ```
/// use novu_framework::{Email, escape_html};
///
/// let author = "Ann <a href='https://example.net'>click</a> & Bob";
/// let mail = Email::new("New comment", format!("<p>{} wrote</p>", escape_html(author)));
///
/// assert_eq!(
///     escape_html(author),
///     "Ann &lt;a href=&#39;https://example.net&#39;&gt;click&lt;/a&gt; &amp; Bob"
/// );
/// ```
#[must_use]
pub fn escape_html(text: &str) -> Cow<'_, str> {
    let reserved = ['&', '<', '>', '"', '\''];
    if !text.contains(reserved) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find(reserved) {
        escaped.push_str(&rest[..at]);
        escaped.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    escaped.push_str(rest);
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dialects::html::sanitize;

    #[test]
    fn reserved_characters_are_escaped_once_each() {
        assert_eq!(
            escape_html(r#"<b a="1" b='2'>&amp;"#),
            "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;"
        );
        assert!(matches!(escape_html("Zoë, 5 / 2"), Cow::Borrowed("Zoë, 5 / 2")));
        assert_eq!(escape_html(""), "");
    }

    #[test]
    fn escaped_text_has_no_markup_after_sanitising() {
        for text in [
            "<p onclick=x>",
            "</p>",
            "<!-- x",
            "\"><img src=x>",
            "&lt;b&gt;",
            "<style/>&lt;b",
        ] {
            let html = format!("<p title=\"{0}\">{0}</p>", escape_html(text));
            let clean = sanitize(&html);
            assert_eq!(clean.matches('<').count(), 2, "{clean}");
            assert_eq!(clean.matches('>').count(), 2, "{clean}");
        }
    }
}
