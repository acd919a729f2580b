//! Defects that are planted to see a test fail.

use http::{HeaderMap, HeaderValue};
use std::sync::atomic::{AtomicBool, Ordering};

/// A change of what the server of a test gets or sends.
#[derive(Clone, Copy, Debug)]
pub enum Defect {
    /// A file of the page has another text.
    File(&'static str, &'static str, &'static str),
    /// An answer whose path contains the first text has another text.
    Answer(&'static str, &'static str, &'static str),
    /// Answers lack a header.
    Unheaded(&'static str),
    /// Requests lack a header that the browser sends.
    Unasked(&'static str),
    /// Requests have a header with this value.
    Asked(&'static str, &'static str),
    /// A text that the test looks for is another one, where no server of the test is in between.
    Sought(&'static str, &'static str),
}

/// Texts are drawn as markup, and nothing keeps scripts from running.
pub const TEXT_IS_MARKUP: [Defect; 2] = [
    Defect::File(
        "dom.js",
        "document.createTextNode(String(child))",
        "document.createRange().createContextualFragment(String(child))",
    ),
    Defect::Unheaded("content-security-policy"),
];

/// Defects, and whether each had an effect.
#[derive(Debug)]
pub struct Planted {
    defects: Vec<(Defect, AtomicBool)>,
}

impl Planted {
    pub fn new(defects: &[Defect]) -> Self {
        Self {
            defects: defects
                .iter()
                .map(|defect| (*defect, AtomicBool::new(false)))
                .collect(),
        }
    }

    /// Returns whether each of them changed something that went through the server.
    pub fn took_effect(&self) -> bool {
        self.defects
            .iter()
            .all(|(_, took_effect)| took_effect.load(Ordering::Relaxed))
    }

    /// Changes the headers of a request.
    pub fn change_request(&self, headers: &mut HeaderMap) {
        for (defect, took_effect) in &self.defects {
            let changed = match *defect {
                Defect::Unasked(name) => headers.remove(name).is_some(),
                Defect::Asked(name, value) => {
                    let before = headers.insert(name, HeaderValue::from_static(value));
                    before.is_none_or(|before| before != value)
                }
                _ => false,
            };
            took_effect.fetch_or(changed, Ordering::Relaxed);
        }
    }

    /// Returns the text that is looked for in place of another.
    pub fn change_sought(&self, text: &'static str) -> &'static str {
        for (defect, took_effect) in &self.defects {
            if let Defect::Sought(from, to) = *defect
                && from == text
            {
                took_effect.store(true, Ordering::Relaxed);
                return to;
            }
        }
        text
    }

    /// Changes the headers of an answer.
    pub fn change_headers(&self, headers: &mut HeaderMap) {
        for (defect, took_effect) in &self.defects {
            if let Defect::Unheaded(name) = *defect {
                took_effect.fetch_or(headers.remove(name).is_some(), Ordering::Relaxed);
            }
        }
    }

    /// Returns the text that is sent for a path in place of the right one.
    pub fn change_body(&self, path: &str, text: &str) -> Option<String> {
        let mut now = text.to_owned();
        for (defect, took_effect) in &self.defects {
            let (from, to) = match *defect {
                Defect::File(file, from, to) if is_file(path, file) => (from, to),
                Defect::Answer(part, from, to) if path.contains(part) => (from, to),
                _ => continue,
            };
            let changed = now.replace(from, to);
            took_effect.fetch_or(changed != now, Ordering::Relaxed);
            now = changed;
        }
        (now != text).then_some(now)
    }
}

/// Returns whether a path is that of a file of the page.
fn is_file(path: &str, file: &str) -> bool {
    path.rsplit_once('/').is_some_and(|(folder, name)| {
        name == file || (name.is_empty() && file == "index.html" && folder.ends_with("/studio"))
    })
}
