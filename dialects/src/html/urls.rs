//! Which URLs an attribute may hold (sanitize.md §7).

use memchr::memmem;

/// The scheme of a URL, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// None (a relative URL), or one that is allowed everywhere.
    Harmless,
    /// `cid:`, a part of the same e-mail.
    ContentId,
    /// Any other, `javascript:` and `data:` among them.
    Naughty,
}

impl Scheme {
    /// Reads the scheme as a forgiving browser would: control characters, spaces and comments do not hide it.
    pub(super) fn of(url: &str) -> Self {
        if let Some(scheme) = Self::at_start(url.as_bytes()) {
            return scheme;
        }
        let visible: Vec<u8> = url.bytes().filter(|&byte| byte > b' ').collect();
        // Text that is still behind a `<` has no scheme.
        Self::at_start(&without_comments(&visible)).unwrap_or(Self::Harmless)
    }

    /// Returns the scheme at the start of a URL; `None` if a character before it may be removed.
    fn at_start(url: &[u8]) -> Option<Self> {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
        let length = url.iter().take_while(|byte| is_part(byte)).count();
        match url.get(length) {
            Some(b':') if url.first().is_some_and(u8::is_ascii_alphabetic) => {
                Some(Self::named(url.get(..length).unwrap_or_default()))
            }
            Some(0..=b' ' | b'<') => None,
            _ => Some(Self::Harmless),
        }
    }

    fn named(name: &[u8]) -> Self {
        const ALLOWED: [&[u8]; 5] = [b"http", b"https", b"ftp", b"mailto", b"tel"];
        if ALLOWED.iter().any(|allowed| name.eq_ignore_ascii_case(allowed)) {
            Self::Harmless
        } else if name.eq_ignore_ascii_case(b"cid") {
            Self::ContentId
        } else {
            Self::Naughty
        }
    }
}

/// Removes `<!--...-->` again and again from the left, also where a removal makes a new `<!--`.
fn without_comments(url: &[u8]) -> Vec<u8> {
    const OPEN: &[u8] = b"<!--";
    const CLOSE: &[u8] = b"-->";
    let mut kept = Vec::with_capacity(url.len());
    let mut at = 0;
    while let Some(&byte) = url.get(at) {
        kept.push(byte);
        at += 1;
        if kept.ends_with(OPEN) {
            let rest = url.get(at..).unwrap_or_default();
            let Some(end) = memmem::find(rest, CLOSE) else {
                kept.extend_from_slice(rest);
                break;
            };
            kept.truncate(kept.len() - OPEN.len());
            at += end + CLOSE.len();
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_schemes_and_relative_urls_are_harmless() {
        for url in [
            "https://x.io",
            "HTTP:x",
            "mailto:a@b",
            "tel:1",
            "/a:b",
            "#a",
            "",
            "{{url}}",
            "1a:x",
            "a_b:x",
        ] {
            assert_eq!(Scheme::of(url), Scheme::Harmless, "{url}");
        }
        assert_eq!(Scheme::of("\u{a0}javascript:x"), Scheme::Harmless);
    }

    #[test]
    fn other_schemes_are_naughty_however_they_hide() {
        for url in [
            "javascript:x",
            " java\nscript\0:x",
            "JavaScript :x",
            "java<!-- -->script:x",
            "<!--a--><!<!--b-->--c-->data:x",
            "sms:1",
        ] {
            assert_eq!(Scheme::of(url), Scheme::Naughty, "{url}");
        }
    }

    #[test]
    fn an_open_comment_ends_the_search() {
        assert_eq!(Scheme::of("<!--javascript:x"), Scheme::Harmless);
        assert_eq!(Scheme::of("java<!--script:x"), Scheme::Harmless);
        assert_eq!(Scheme::of("CID:logo"), Scheme::ContentId);
    }
}
