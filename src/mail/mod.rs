//! Checks of e-mails: whether mail programs show them whole, whether everybody can read them. Offline; no
//! link is called and no picture is loaded.

mod checks;
#[cfg(feature = "studio")]
mod removed;
mod style;
mod support;
mod text;

use dialects::html::{Element, Piece, walk};
use std::fmt;

/// An e-mail whose HTML is read once, for all checks.
pub(crate) struct Mail<'a> {
    html: &'a str,
    pieces: Vec<Piece<'a>>,
}

impl<'a> Mail<'a> {
    /// Reads an e-mail.
    pub(crate) fn read(html: &'a str) -> Self {
        Self {
            html,
            pieces: walk(html).collect(),
        }
    }

    /// Returns the HTML.
    #[cfg(feature = "studio")]
    pub(crate) fn html(&self) -> &'a str {
        self.html
    }

    /// Checks the e-mail with this subject.
    ///
    /// Each check is in the list, those without a finding as [`MailLevel::Ok`].
    pub(crate) fn check(&self, subject: &str, preheader: &str) -> Vec<MailCheck> {
        checks::all(self, subject, preheader)
    }

    /// Returns the text as programs without HTML show it: links with their addresses, pictures as their
    /// alternative text.
    #[cfg(feature = "studio")]
    pub(crate) fn text(&self) -> String {
        text::text(&self.pieces)
    }

    /// Returns the start tags of the HTML before sanitising that are not in this one, or have fewer
    /// attributes here.
    #[cfg(feature = "studio")]
    pub(crate) fn removed_from(&self, before: &str) -> Vec<String> {
        removed::removed(before, self)
    }

    fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Open(element) => Some(element),
            _ => None,
        })
    }
}

/// A check of an e-mail and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MailCheck {
    /// The name of the check, such as `alt`.
    pub id: &'static str,
    /// The outcome.
    pub level: MailLevel,
    /// The line of the HTML that it is about, from 1.
    pub line: Option<usize>,
    /// The outcome in one sentence.
    pub message: String,
    /// The reason, or the cure.
    pub detail: Option<&'static str>,
    /// The HTML that it is about, shortened.
    pub snippet: Option<String>,
}

/// The outcomes of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum MailLevel {
    /// Good.
    Ok,
    /// Worth a look: some people will miss something.
    Warn,
    /// Wrong: something does not work or is cut off.
    Bad,
}

impl MailLevel {
    /// Returns the name, as the studio's API has it.
    #[cfg(feature = "studio")]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

impl fmt::Display for MailCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id, self.message)?;
        if let Some(line) = self.line {
            write!(f, " (line {line})")?;
        }
        if let Some(snippet) = &self.snippet {
            write!(f, "\n    {snippet}")?;
        }
        match self.detail {
            Some(detail) => write!(f, "\n    {detail}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_prints_what_it_knows_of_its_place_and_cure() {
        let mut check = MailCheck {
            id: "links",
            level: MailLevel::Bad,
            line: None,
            message: "a link leads nowhere".to_owned(),
            detail: None,
            snippet: None,
        };
        assert_eq!(check.to_string(), "links: a link leads nowhere");
        check.line = Some(3);
        check.snippet = Some("<a href>".to_owned());
        check.detail = Some("Its address is empty.");
        assert_eq!(
            check.to_string(),
            "links: a link leads nowhere (line 3)\n    <a href>\n    Its address is empty."
        );
    }

    #[cfg(feature = "studio")]
    #[test]
    fn levels_have_the_names_of_the_studios_api() {
        let names = [MailLevel::Ok, MailLevel::Warn, MailLevel::Bad].map(MailLevel::as_str);
        assert_eq!(names, ["ok", "warn", "bad"]);
    }
}
