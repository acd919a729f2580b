//! The tags that a sanitiser has removed or shortened.

use super::Mail;
use dialects::html::Element;

/// The most that are listed.
const MAX_LISTED: usize = 100;

/// How many tags ahead one is looked for.
const AHEAD: usize = 50;

/// The longest text of a tag that is shown, in characters.
const MAX_SHOWN: usize = 200;

/// Returns the start tags of `before` that are not in `after`, or have fewer attributes there.
pub(super) fn removed(before: &str, after: &Mail<'_>) -> Vec<String> {
    let before = Mail::read(before);
    let kept: Vec<&Element<'_>> = after.elements().collect();
    let mut next = 0;
    let mut removed = Vec::new();
    for element in before.elements() {
        let ahead = kept[next..].iter().take(AHEAD);
        let found = { ahead }.position(|kept| kept.name == element.name);
        let is_whole = found.is_some_and(|at| {
            let kept = &kept[next + at];
            next += at + 1;
            let mut names = element.attributes.iter().map(|(name, _)| name);
            names.all(|name| kept.attribute(name).is_some())
        });
        if !is_whole && removed.len() < MAX_LISTED {
            removed.push(
                before.html[element.place.clone()]
                    .chars()
                    .take(MAX_SHOWN)
                    .collect(),
            );
        }
    }
    removed
}

#[cfg(test)]
mod tests {
    use crate::mail::Mail;
    use dialects::html::sanitize;

    fn removed(before: &str, after: &str) -> Vec<String> {
        Mail::read(after).removed_from(before)
    }

    #[test]
    fn scripts_handlers_and_frames_are_listed() {
        let html = "<p onclick=\"x()\" class=\"a\">1</p><script>x()</script><div><iframe src=x></iframe></div><p>2</p>";
        assert_eq!(
            removed(html, &sanitize(html)),
            ["<p onclick=\"x()\" class=\"a\">", "<script>", "<iframe src=x>"]
        );
    }

    #[test]
    fn mail_that_stays_whole_has_nothing_removed() {
        let html = "<html><body><h1>a</h1><BR/><img src='https://x/y.png' alt=\"\"><p>b</p></body></html>";
        assert!(
            removed(html, &sanitize(html)).is_empty(),
            "{:?}",
            removed(html, &sanitize(html))
        );
    }
}
