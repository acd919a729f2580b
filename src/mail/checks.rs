//! The checks.

use super::{Mail, MailCheck, MailLevel, style, support, text::text};
use dialects::html::Element;

/// Gmail cuts off what is longer, in bytes.
const GMAIL_LIMIT: usize = 102 * 1024;

/// The number of characters of a subject that most lists of mails show.
const SUBJECT_SHOWN: usize = 70;

/// The most findings of one check.
const MAX_FOUND: usize = 20;

/// The longest HTML of a finding, in characters.
const MAX_SNIPPET: usize = 120;

/// The cure of an address without a host.
const WHOLE_URL: &str = "A mail has no address of its own: write the whole URL.";

/// Runs all checks.
pub(super) fn all(mail: &Mail<'_>, subject: &str, preheader: &str) -> Vec<MailCheck> {
    let mut checks = vec![size(mail.html), subject_check(subject)];
    checks.extend(mail.pictures());
    checks.extend(mail.links());
    checks.push(match preheader.trim() {
        "" => mail.preheader(),
        _ => good(
            "preheader",
            "the list shows the step's preheader after the subject",
        ),
    });
    checks.extend(mail.language());
    checks.extend(mail.forms());
    checks.extend(mail.support());
    checks
}

fn good(id: &'static str, message: impl Into<String>) -> MailCheck {
    found(id, MailLevel::Ok, message, None)
}

fn warn(id: &'static str, message: impl Into<String>, detail: &'static str) -> MailCheck {
    found(id, MailLevel::Warn, message, Some(detail))
}

fn bad(id: &'static str, message: impl Into<String>, detail: &'static str) -> MailCheck {
    found(id, MailLevel::Bad, message, Some(detail))
}

fn found(
    id: &'static str,
    level: MailLevel,
    message: impl Into<String>,
    detail: Option<&'static str>,
) -> MailCheck {
    MailCheck {
        id,
        level,
        line: None,
        message: message.into(),
        detail,
        snippet: None,
    }
}

fn size(html: &str) -> MailCheck {
    let kilobytes = html.len().div_ceil(1024);
    if html.len() <= GMAIL_LIMIT {
        return good("size", format!("{kilobytes} KB: Gmail shows up to 102 KB"));
    }
    let detail = "It shows a link to the whole message in place of the rest. Move styles out of attributes, or send less.";
    let message = format!("Gmail cuts the message off: it has {kilobytes} KB, the limit is 102 KB");
    bad("size", message, detail)
}

fn subject_check(subject: &str) -> MailCheck {
    let length = subject.chars().count();
    if subject.trim().is_empty() {
        return bad(
            "subject",
            "the subject is empty",
            "People and spam filters look at it first.",
        );
    }
    if length > SUBJECT_SHOWN {
        let message = format!("the subject has {length} characters, lists show about {SUBJECT_SHOWN}");
        return warn("subject", message, "Put the important words first.");
    }
    good("subject", "the subject fits into lists")
}

impl<'a> Mail<'a> {
    fn named(&self, name: &'static str) -> impl Iterator<Item = &Element<'a>> {
        self.elements().filter(move |element| element.name == name)
    }

    /// Places a finding at an element.
    fn at(&self, element: &Element<'_>, check: MailCheck) -> MailCheck {
        let place = element.place.clone();
        let snippet = self.html.get(place.clone()).unwrap_or_default();
        MailCheck {
            snippet: Some(snippet.chars().take(MAX_SNIPPET).collect()),
            ..self.on_line(place.start, check)
        }
    }

    fn on_line(&self, at: usize, check: MailCheck) -> MailCheck {
        let before = self.html.get(..at).unwrap_or_default();
        MailCheck {
            line: Some(1 + before.matches('\n').count()),
            ..check
        }
    }

    fn pictures(&self) -> Vec<MailCheck> {
        let mut checks = Vec::new();
        let without = self
            .named("img")
            .filter(|picture| picture.attribute("alt").is_none());
        for picture in without.take(MAX_FOUND) {
            let detail = "Most programs show no pictures at first, and screen readers never do. Write `alt=\"\"` for decoration.";
            let check = warn("alt", "a picture has no alternative text", detail);
            checks.push(self.at(picture, check));
        }
        for picture in self.named("img").take(1000) {
            let source = picture.attribute("src").unwrap_or_default();
            if !is_remote(source)
                && !source.starts_with("data:")
                && !source.starts_with("cid:")
                && checks.len() < MAX_FOUND
            {
                let message = "a picture has no URL that a mail program can load";
                checks.push(self.at(picture, bad("picture", message, WHOLE_URL)));
            }
        }
        if checks.is_empty() {
            checks.push(good("alt", "every picture has an alternative text"));
        }
        checks
    }

    fn links(&self) -> Vec<MailCheck> {
        let mut checks = Vec::new();
        for link in self.named("a").take(1000) {
            let Some(target) = link.attribute("href") else {
                continue;
            };
            let target = target.trim();
            let (_, rest) = target.split_once("://").unwrap_or_default();
            let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
            let check = if target.is_empty() || target == "#" {
                bad("links", "a link leads nowhere", "Its address is empty.")
            } else if matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0") || host.starts_with("192.168.") {
                let detail = "Its host is only reachable from here.";
                bad("links", "a link leads to this machine", detail)
            } else if !is_remote(target) && !has_scheme(target) && !target.starts_with('#') {
                bad("links", "a link has no host", WHOLE_URL)
            } else if target.starts_with("http://") {
                let detail = "Write `https://`, or some programs warn.";
                warn("links", "a link is not encrypted", detail)
            } else {
                continue;
            };
            if checks.len() < MAX_FOUND {
                checks.push(self.at(link, check));
            }
        }
        if checks.is_empty() {
            checks.push(good("links", "every link has a whole address"));
        }
        checks
    }

    fn preheader(&self) -> MailCheck {
        let is_hidden = |element: &Element<'_>| {
            let style = element
                .attribute("style")
                .unwrap_or_default()
                .to_ascii_lowercase()
                .replace(' ', "");
            style.contains("display:none") || style.contains("max-height:0")
        };
        if self.elements().take(20).any(is_hidden) {
            return good("preheader", "the list shows a preheader after the subject");
        }
        let first = self.pieces.get(..500).unwrap_or(&self.pieces);
        let beginning: String = text(first).chars().take(60).collect();
        let detail = "Set the step's preheader, or put a sentence into a hidden element at the beginning, to choose what \
                      lists show after the subject.";
        let beginning = beginning.split_whitespace().collect::<Vec<_>>().join(" ");
        let message = format!("no preheader: lists show the beginning, \u{201c}{beginning}\u{201d}");
        warn("preheader", message, detail)
    }

    fn language(&self) -> Option<MailCheck> {
        let root = self.named("html").next()?;
        Some(if root.attribute("lang").is_some_and(|lang| !lang.is_empty()) {
            good("lang", "the language is named")
        } else {
            let detail = "Screen readers choose their voice by `<html lang=\"..\">`.";
            self.at(root, warn("lang", "the language is not named", detail))
        })
    }

    fn forms(&self) -> Vec<MailCheck> {
        let parts = self.elements().filter(|element| {
            matches!(
                &*element.name,
                "form" | "input" | "select" | "textarea" | "iframe" | "script"
            )
        });
        let detail = "Most programs remove it. Link to a page.";
        parts
            .take(MAX_FOUND)
            .map(|element| {
                let message = format!("`<{}>` does not work in mails", element.name);
                self.at(element, bad("forms", message, detail))
            })
            .collect()
    }

    fn support(&self) -> Vec<MailCheck> {
        let mut checks = Vec::new();
        for (feature, at) in style::features(&self.pieces) {
            let lacking = support::lacking(&feature);
            if lacking.is_empty() || checks.len() == MAX_FOUND {
                continue;
            }
            let message = format!(
                "`{}` is not supported by {}",
                written(&feature),
                lacking.join(", ")
            );
            let detail = "See that the mail is readable without it. From the tests of caniemail.com.";
            checks.push(self.on_line(at, warn("support", message, detail)));
        }
        if checks.is_empty() {
            checks.push(good(
                "support",
                "the usual mail programs support all that it uses",
            ));
        }
        checks
    }
}

/// Returns a feature as a mail has it: `css-at-media-prefers-color-scheme` is
/// `@media (prefers-color-scheme)`.
fn written(feature: &str) -> String {
    let name = feature.split_once('-').map_or(feature, |(_, name)| name);
    for (kind, before, after) in [
        ("at-media-", "@media (", ")"),
        ("at-", "@", ""),
        ("pseudo-class-", ":", ""),
        ("pseudo-element-", "::", ""),
        ("function-", "", "()"),
        ("unit-", "", ""),
    ] {
        if let Some(rest) = name.strip_prefix(kind).filter(|_| feature.starts_with("css-")) {
            return format!("{before}{rest}{after}");
        }
    }
    name.to_owned()
}

fn is_remote(target: &str) -> bool {
    target.starts_with("https://") || target.starts_with("http://")
}

/// Returns whether a target has a scheme of its own, such as `mailto:`, or is a placeholder of a template.
fn has_scheme(target: &str) -> bool {
    let name = target.split(':').next().unwrap_or_default();
    target.contains(':') && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) || target.starts_with("{{")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the checks with a finding, by name and line.
    fn findings(subject: &str, html: &str) -> Vec<(&'static str, MailLevel, Option<usize>)> {
        let checks = Mail::read(html)
            .check(subject, "")
            .into_iter()
            .filter(|check| check.level != MailLevel::Ok);
        checks.map(|check| (check.id, check.level, check.line)).collect()
    }

    const GOOD: &str = "<html lang=\"en\">\n<body>\n<div style=\"display:none\">Three comments</div>\n<p>Hi</p>\n\
                        <a href=\"https://x.example/\">open</a>\n<img src=\"https://x.example/a.png\" alt=\"\">\n</body></html>";

    #[test]
    fn good_mail_has_no_finding() {
        assert_eq!(findings("Hello", GOOD), []);
    }

    #[test]
    fn preheader_of_the_step_needs_no_hidden_element() {
        let html = GOOD.replace("display:none", "color:red");
        let of = |preheader| {
            let checks = Mail::read(&html).check("Hello", preheader);
            checks
                .into_iter()
                .find(|check| check.id == "preheader")
                .unwrap()
                .level
        };
        assert_eq!([of("Three comments"), of(" ")], [MailLevel::Ok, MailLevel::Warn]);
    }

    #[test]
    fn anchors_without_an_address_are_not_links() {
        let html = GOOD.replace("<p>Hi</p>", "<p><a name=\"top\">Hi</a></p>");
        assert_eq!(findings("Hello", &html), []);
    }

    #[test]
    fn each_planted_fault_is_found_with_its_line() {
        use MailLevel::{Bad, Warn};
        for (from, to, finding) in [
            ("https://x.example/\">", "#\">", ("links", Bad, Some(5))),
            (
                "https://x.example/\">",
                "http://localhost:3000/a\">",
                ("links", Bad, Some(5)),
            ),
            ("https://x.example/\">", "/settings\">", ("links", Bad, Some(5))),
            (
                "https://x.example/\">",
                "http://x.example/\">",
                ("links", Warn, Some(5)),
            ),
            (" alt=\"\"", "", ("alt", Warn, Some(6))),
            ("https://x.example/a.png", "/a.png", ("picture", Bad, Some(6))),
            ("display:none", "color:red", ("preheader", Warn, None)),
            (" lang=\"en\"", "", ("lang", Warn, Some(1))),
            ("<p>Hi</p>", "<form>Hi</form>", ("forms", Bad, Some(4))),
            ("<p>", "<p style=\"display:grid\">", ("support", Warn, Some(4))),
        ] {
            let html = GOOD.replace(from, to);
            assert_ne!(html, GOOD);
            assert!(
                findings("Hello", &html).contains(&finding),
                "{finding:?}: {:?}",
                findings("Hello", &html)
            );
        }
        assert_eq!(findings("", GOOD), [("subject", Bad, None)]);
        assert_eq!(findings(&"x".repeat(71), GOOD), [("subject", Warn, None)]);
        let long = GOOD.replace("Hi", &"x".repeat(GMAIL_LIMIT));
        assert_eq!(findings("Hello", &long), [("size", Bad, None)]);
    }

    #[test]
    fn features_are_named_as_they_are_written() {
        for (feature, name) in [
            (
                "css-at-media-prefers-color-scheme",
                "@media (prefers-color-scheme)",
            ),
            ("css-at-media", "@media"),
            ("css-pseudo-class-hover", ":hover"),
            ("css-pseudo-element-before", "::before"),
            ("css-function-clamp", "clamp()"),
            ("css-unit-vw", "vw"),
            ("css-display-flex", "display-flex"),
            ("html-video", "video"),
        ] {
            assert_eq!(written(feature), name);
        }
    }

    #[test]
    fn mail_links_and_anchors_are_whole() {
        for target in ["mailto:a@b.example", "tel:+1", "#top", "{{link}}"] {
            assert_eq!(
                findings(
                    "Hello",
                    &GOOD.replace("https://x.example/\">", &format!("{target}\">"))
                ),
                []
            );
        }
    }
}
