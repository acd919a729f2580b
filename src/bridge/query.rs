//! The query of a bridge request, read as WHATWG `URLSearchParams` reads it (bridge.md §1.1), and percent-decoding.

use memchr::{memchr, memchr2};
use std::borrow::Cow;

/// The parameters that the bridge reads. Absent ones are empty, which means the same (bridge.md §1.1).
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Query<'a> {
    /// `action`.
    pub(super) action: Cow<'a, str>,
    /// `workflowId`, or else `workflow_id`.
    pub(super) workflow_id: Cow<'a, str>,
    /// `stepId`, or else `step_id`.
    pub(super) step_id: Cow<'a, str>,
}

impl<'a> Query<'a> {
    /// Reads what follows the `?`. Of a repeated parameter the first counts, even if it is empty; unknown ones are
    /// ignored, because callers send some (bridge.md §10.1).
    pub(super) fn parse(text: &'a str) -> Self {
        let (mut action, mut workflow, mut workflow_snake, mut step, mut step_snake) =
            (None, None, None, None, None);
        // Most queries need no decoding: one look for all their names and values.
        let is_plain = is_plain(text);
        let decode_form = |text| {
            if is_plain {
                Cow::Borrowed(text)
            } else {
                decode_form(text)
            }
        };
        let mut rest = Some(text);
        while let Some(pairs) = rest {
            let (pair, next) = cut(pairs, b'&');
            rest = next;
            let (name, value) = cut(pair, b'=');
            let value = value.unwrap_or_default();
            let slot = match &*decode_form(name) {
                "action" => &mut action,
                "workflowId" => &mut workflow,
                "workflow_id" => &mut workflow_snake,
                "stepId" => &mut step,
                "step_id" => &mut step_snake,
                _ => continue,
            };
            slot.get_or_insert(value);
        }
        let decode = |value: Option<&'a str>| value.map(decode_form).unwrap_or_default();
        Self {
            action: decode(action),
            workflow_id: decode(workflow.or(workflow_snake)),
            step_id: decode(step.or(step_snake)),
        }
    }
}

/// The text before the first `mark`, an ASCII character, and the text after it if there is one. For short texts this is
/// faster than `split_once`.
fn cut(text: &str, mark: u8) -> (&str, Option<&str>) {
    match memchr(mark, text.as_bytes()) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

/// Decodes one name or value of a query: `+` is a space, `%xx` a byte, other `%` stand for themselves, and bytes
/// that are not UTF-8 become U+FFFD.
fn decode_form(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(decode_percent(&text.replace('+', " ")).into_owned())
}

/// Whether [`decode_form`] has nothing to do.
fn is_plain(text: &str) -> bool {
    memchr2(b'+', b'%', text.as_bytes()).is_none()
}

/// Decodes `%xx`, as [`decode_form`] does but without `+`: a segment of a path.
pub(super) fn decode_percent(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'%', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let (clean, mut rest) = text.as_bytes().split_at(first);
    let mut bytes = Vec::with_capacity(text.len());
    bytes.extend_from_slice(clean);
    // `rest` begins with `%` here, every time round.
    while let Some((percent, after)) = rest.split_first() {
        rest = match after {
            [high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes.push(nibble(*high) << 4 | nibble(*low));
                after
            }
            _ => {
                bytes.push(*percent);
                after
            }
        };
        let (clean, next) = rest.split_at(memchr(b'%', rest).unwrap_or(rest.len()));
        bytes.extend_from_slice(clean);
        rest = next;
    }
    Cow::Owned(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// The value of a hexadecimal digit.
fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'A'..=b'F' => digit - b'A' + 10,
        _ => digit.wrapping_sub(b'a').wrapping_add(10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn workflow(text: &str) -> String {
        Query::parse(text).workflow_id.into_owned()
    }

    #[test]
    fn absent_parameters_are_empty() {
        assert_eq!(Query::parse(""), Query::default());
        assert_eq!(Query::parse("&&=&x=1&workflowId"), Query::default());
        assert_eq!(Query::parse("Action=discover&workflowid=a"), Query::default());
    }

    #[test]
    fn the_first_of_a_repeated_parameter_counts() {
        assert_eq!(Query::parse("action=discover&action=code").action, "discover");
        assert_eq!(Query::parse("action=&action=discover").action, "");
        assert_eq!(workflow("workflowId=&workflowId=mirror"), "");
    }

    #[test]
    fn snake_case_names_count_when_camel_case_is_absent() {
        let query = Query::parse("workflow_id=a&step_id=b");
        assert_eq!((&*query.workflow_id, &*query.step_id), ("a", "b"));
        assert_eq!(workflow("workflow_id=snake&workflowId=camel"), "camel");
        assert_eq!(workflow("workflow_id=snake&workflowId="), "");
    }

    #[test]
    fn names_and_values_are_decoded() {
        assert_eq!(Query::parse("%61ction=%64iscover").action, "discover");
        assert_eq!(workflow("workflowId=a+b%2Bc"), "a b+c");
        assert_eq!(workflow("workflowId=%C3%BCn%C3%AFcode%3f"), "ünïcode?");
        assert_eq!(workflow("workflowId=a=b;c=d"), "a=b;c=d");
        assert_eq!(workflow("workflowId=%2B%25"), "+%");
    }

    #[test]
    fn bad_sequences_stay_or_are_replaced() {
        assert_eq!(workflow("workflowId=%zz%4"), "%zz%4");
        assert_eq!(workflow("workflowId=%%41%"), "%A%");
        assert_eq!(workflow("workflowId=a%FFb"), "a\u{fffd}b");
        assert_eq!(workflow("workflowId=%E2%82"), "\u{fffd}");
    }

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(
            Query::parse("workflowId=welcome").workflow_id,
            Cow::Borrowed("welcome")
        ));
        assert!(matches!(decode_percent("a+b"), Cow::Borrowed("a+b")));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_text_is_a_query(text in "\\PC{0,40}") {
            let _ = Query::parse(&text);
        }

        #[test]
        fn encoded_text_comes_back(text in "\\PC{0,20}") {
            let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            prop_assert_eq!(decode_percent(&encoded), text.as_str());
            prop_assert_eq!(decode_form(&encoded), text.as_str());
        }
    }
}
