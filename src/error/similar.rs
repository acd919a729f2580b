//! Finds the name that somebody has probably meant.

/// Returns the known name that is most like `given`, if one differs from it by a few letters only.
///
/// Time is bounded for names of any length: they are compared up to [`MAX_COMPARED`] bytes, and a name that
/// differs too much is left after a few of them.
pub(crate) fn similar<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (given.len() / 3).clamp(1, 3);
    known
        .into_iter()
        .filter_map(|name| Some((distance(given, name, limit)?, name)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Returns the end of a message about an unknown name: `; did you mean ..?`, or nothing.
pub(crate) fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    similar(given, known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

const MAX_COMPARED: usize = 128;

/// Returns the number of letters that were left out, added, replaced or swapped with their neighbour, case
/// ignored; `None` if it is above the limit.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().max(b.len()) > MAX_COMPARED || a.len().abs_diff(b.len()) > limit {
        return None;
    }
    // Three rows of the table: of the letter before the last one, of the last one, and of this one.
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = before.clone();
    let same = |x: u8, y: u8| x.eq_ignore_ascii_case(&y);
    for (i, &x) in a.iter().enumerate() {
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(!same(x, y));
            row[j + 1] = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && same(x, b[j - 1]) && same(a[i - 1], y) {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        if row.iter().min().is_some_and(|&least| least > limit) {
            return None;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    Some(last[b.len()]).filter(|&distance| distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelled_name_finds_the_nearest_known_one() {
        let known = ["sendgrid", "mailgun", "mailjet", "ses", "nodemailer", "comment"];
        for (given, expected) in [
            ("sendgird", Some("sendgrid")),
            ("Mailgun", Some("mailgun")),
            ("mailget", Some("mailjet")),
            ("comments", Some("comment")),
            ("sess", Some("ses")),
            ("twilio", None),
            ("", None),
        ] {
            assert_eq!(similar(given, known), expected, "{given}");
        }
        assert_eq!(did_you_mean("ses-", known), "; did you mean `ses`?");
        assert_eq!(did_you_mean("twilio", known), "");
    }

    #[test]
    fn long_names_are_not_compared() {
        let long = "x".repeat(MAX_COMPARED + 1);
        assert_eq!(similar(&long, [&*long]), None);
        let limit = "x".repeat(MAX_COMPARED);
        assert_eq!(similar(&limit, [&*limit]), Some(&*limit));
    }
}
